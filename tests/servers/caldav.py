"""Radicale and xandikos: CalDAV servers that nobody here wrote, on loopback, ended by pid."""

import atexit
import shutil
import socket
import subprocess
import tempfile
import time
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

PROGRAMS = Path(__file__).resolve().parents[2] / "build" / "servers" / "python" / "bin"
USER, PASSWORD = "dana", "secret"
NEAR = ("127.0.0.0/8",)
_numbers = count(1)

RADICALE = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/collections
[web]
type = none
[logging]
level = error
"""


@dataclass(frozen=True)
class DavServer:
    """url: its root. home: the path below which Dana's collections are. folder: where it keeps them."""

    name: str
    url: str
    home: str
    folder: Path
    process: subprocess.Popen[bytes]

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, bytes]:
        """A request as any client makes it; status and body."""
        login = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        try:
            given["Authorization"] = f"Basic {login}"
            connection.request(method, path, body.encode(), given)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def must(self, method: str, path: str, body: str = "", **headers: str) -> None:
        status, said = self.ask(method, path, body, **headers)
        assert 200 <= status < 300, (method, path, status, said[:200])

    def collection(self, name: str = "") -> "DavCollection":
        """A new, empty calendar of Dana's."""
        path = f"{self.home}{name or f'calendar-{next(_numbers)}'}/"
        self.must("MKCALENDAR", path)
        return DavCollection(self, path)


@dataclass(frozen=True)
class DavCollection:
    server: DavServer
    path: str

    def put(self, name: str, text: str) -> None:
        self.server.must("PUT", f"{self.path}{name}.ics", text, Content_Type="text/calendar")

    def delete(self, name: str) -> None:
        self.server.must("DELETE", f"{self.path}{name}.ics")


@cache
def radicale() -> DavServer:
    """One for the whole test session; each test makes a collection of its own."""
    folder, port = _folder("radicale"), free_port()
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    config = folder / "config"
    config.write_text(RADICALE.format(folder=folder, port=port))
    process = _start("radicale", "--config", str(config))
    server = DavServer("radicale", f"http://127.0.0.1:{port}/", f"/{USER}/", folder, process)
    _wait(port, process)
    server.ask("PROPFIND", server.home)  # makes the home
    return server


@cache
def xandikos() -> DavServer:
    """As `radicale`; it asks nobody to sign in."""
    folder, port = _folder("xandikos"), free_port()
    arguments = ("serve", "-d", str(folder), "--defaults", "--autocreate")
    process = _start("xandikos", *arguments, "-l", "127.0.0.1", "-p", str(port))
    server = DavServer("xandikos", f"http://127.0.0.1:{port}/", "/user/calendars/", folder, process)
    _wait(port, process)
    return server


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _folder(name: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"accord-{name}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _start(program: str, *arguments: str) -> subprocess.Popen[bytes]:
    path = PROGRAMS / program
    assert path.exists(), f"{path} is missing; ./run.sh servers installs it"
    process = subprocess.Popen(
        [PROGRAMS / "python", path, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    atexit.register(_end, process)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, f"{process.args} ended with {process.returncode}"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"{process.args} does not listen")
