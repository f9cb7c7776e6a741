"""A web server on loopback whose every answer a test writes: for what no proper server would say."""

import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True)
class Asked:
    """headers: by lower-case name."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Said:
    """body: written chunk by chunk, so that it may never end. Content-Length only where given."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | Iterable[bytes] = b""


@dataclass
class Canned:
    """asked: every request so far. answer: what the next ones get."""

    url: str
    answer: Callable[[Asked], Said] = lambda _: Said(404)
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def canned(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Canned]:
    server = ThreadingHTTPServer((host, 0), _Answers)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # clients hang up, and that is what some tests want
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    scheme = "https" if tls else "http"
    server.canned = Canned(f"{scheme}://{host}:{server.server_address[1]}/")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.canned
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _any(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, self.path, headers, body)
        self.server.canned.asked.append(asked)
        said = self.server.canned.answer(asked)
        self.close_connection = True
        self.send_response(said.status)
        self.send_header("Connection", "close")
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for chunk in [said.body] if isinstance(said.body, bytes) else said.body:
            self.wfile.write(chunk)
            self.wfile.flush()

    do_GET = do_PROPFIND = do_REPORT = _any  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_: object) -> None:
        pass
