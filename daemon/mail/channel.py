"""What SMTP and IMAP alike need of a connection: who may be trusted, XOAUTH2, and an end to waiting."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Literal

Security = Literal["none", "starttls", "tls"]
Token = Callable[[], str]


def trusted(ca_file: str = "") -> ssl.SSLContext:
    """Verifies name and certificate, against `ca_file` where it is given. Raises OSError."""
    return ssl.create_default_context(cafile=ca_file or None)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def bearer(user: str, token: str) -> str:
    """What XOAUTH2 sends, before base64 (developers.google.com/workspace/gmail/imap/xoauth2-protocol).

    A refusal comes as a challenge that wants an empty answer before the server says no.
    """
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


@contextmanager
def deadline(connection: socket.socket | None, seconds: float) -> Iterator[threading.Event]:
    """Cuts the connection after so many seconds; the event tells that it did.

    A socket's own timeout begins anew with each byte, and a server can send one a minute.
    """
    over = threading.Event()
    if connection is None:  # it is lost already
        yield over
        return

    def cut() -> None:
        over.set()
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()
