"""The way to the fake Graph: HTTP on a free port of loopback."""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from daemon.accounts.http import Api
from daemon.accounts.microsoft import graph as graph_of
from tests.servers.microsoft.graph import Grant, Graph
from tests.servers.microsoft.judge import Request

VERSION = "/v1.0"
ALL = ("Calendars.Read.Shared", "Mail.ReadWrite", "Mail.Send")
TOKEN = "token"


def api(
    graph: Graph,
    user: str = "",
    scopes: tuple[str, ...] = ALL,
    token: str = TOKEN,
    seconds: float = 20,
) -> Api:
    """What the daemon calls with, signed in as `user`, or as an application."""
    graph.grants[token] = Grant(user, scopes)
    return graph_of("halden", lambda _refused: token, base=graph.base, seconds=seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that leave before the answer are part of the play."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the last one to be noticed
    graph: Graph

    def do_GET(self) -> None:
        given = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            method=self.command,
            path=unquote(given.path).removeprefix(VERSION),
            query=dict(parse_qsl(given.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
        )
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        with self.graph.in_flight():
            status, headers, value = self.graph.answer(request, token)
        self._say(status, headers, value)

    do_POST = do_PATCH = do_GET  # noqa: N815  # the names that http.server looks for

    def _say(self, status: int, headers: dict[str, str], value: Any) -> None:
        if not status:
            self.close_connection = True
            return
        plain = isinstance(value, str)
        body = (
            b""
            if value is None
            else value.encode("latin-1")
            if plain
            else json.dumps(value).encode()
        )
        self.send_response_only(status)
        for name, text in {"Date": self.date_time_string(), **headers}.items():
            self.send_header(name, text)
        if value is not None:
            self.send_header("Content-Type", "text/plain" if plain else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def running() -> Iterator[Graph]:
    """A Graph of its own, on a free port of loopback."""
    graph = Graph()
    server = _Server(
        ("127.0.0.1", 0), type("Handler", (_Handler,), {"graph": graph, "timeout": 30})
    )
    graph.base = f"http://127.0.0.1:{server.server_port}{VERSION}"
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield graph
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
