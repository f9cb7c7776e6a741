"""A line between a client and a server, which a test may cut, mute or garble."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Line(socketserver.ThreadingTCPServer):
    """cut_after: so many bytes of the server's reach the client, then the line is dead.

    muted: nothing more reaches the client, and nobody hangs up. garble: what becomes of the server's
    words. calls: how often somebody called.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int) -> None:
        self.to = port
        self.cut_after: int | None = None
        self.muted = False
        self.garble: Callable[[bytes], bytes] = bytes
        self.calls = 0
        super().__init__(("127.0.0.1", 0), Call)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Call(socketserver.BaseRequestHandler):
    server: Line

    def handle(self) -> None:
        self.server.calls += 1
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.server.to)) as behind:
            up = threading.Thread(target=pass_on, args=(self.request, behind))
            up.start()
            self.down(behind)
            hang_up(self.request)
            hang_up(behind)
            up.join()

    def down(self, behind: socket.socket) -> None:
        """From the server to the client."""
        while words := behind.recv(65536):
            if self.server.muted:
                continue
            words = self.server.garble(words)
            left = self.server.cut_after
            if left is not None:
                words, self.server.cut_after = words[:left], left - len(words[:left])
            self.request.sendall(words)
            if self.server.cut_after == 0:
                return


def pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while words := one.recv(65536):
            other.sendall(words)
    hang_up(other)


def hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def line(port: int) -> Iterator[Line]:
    with Line(port) as opened:
        threading.Thread(target=opened.serve_forever, kwargs={"poll_interval": 0.02}).start()
        try:
            yield opened
        finally:
            opened.shutdown()
