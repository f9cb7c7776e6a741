"""One signed-in IMAP connection (RFC 9051, RFC 3501): kept, opened anew where it broke, never hasty."""

import imaplib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError

from daemon.errors import DaemonError, SourceError
from daemon.mail.channel import Security, Token, bearer, deadline, is_loopback, trusted

# What the libraries raise: lost and refused connections, "NO" and "BAD", and over answers in which
# they don't find what they look for.
FAILURES = (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError, TypeError, LookupError)
LONGEST_CALL = 60.0
LONGEST_PAUSE = 60  # minutes

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Where mail lies, and who asks for it.

    security: "tls" (port 993) and "starttls" (143) verify the certificate, against `ca_file` where it
    is given; "none" signs in on this machine only. token: gives an access token for XOAUTH2, in place
    of a password; it is called for each sign-in. timeout: seconds of silence that are too many.
    """

    host: str
    port: int = 993
    security: Security = "tls"
    user: str = ""
    password: str = field(default="", repr=False)
    token: Token | None = None
    timeout: float = 20
    ca_file: str = ""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class ImapSession:
    """Used by one thread at a time. clock: seconds that never go back.

    A sign-in that was refused is tried again after 1, 2, 4 … 60 minutes, whoever asks in between:
    servers lock an account that is tried with a wrong password every minute.
    """

    _box: BaseMailBox | None = None
    _refusal = ""
    _refusals = 0
    _closed_until = 0.0

    def __init__(self, server: ImapServer, clock: Callable[[], float] = time.monotonic) -> None:
        self._server = server
        self._clock = clock

    def ask(self, step: str, question: Callable[[BaseMailBox], Answer]) -> Answer:
        """The answer to `question`, which is asked once more where a kept connection has broken.

        Raises SourceError with host and step. No folder is selected on a new connection.
        """
        kept = self._box is not None
        try:
            return self._timed(self._box or self._open(), question)
        except UnexpectedCommandStatusError as error:
            raise self.fault(step, error) from error  # it said no, and stays on the line
        except FAILURES as error:
            self.drop()
            if not kept:
                raise self.fault(step, error) from error
        return self.ask(step, question)

    def fault(self, step: str, error: Exception) -> SourceError:
        return SourceError(f"{self._server}: {step}: {said(error)}")

    def close(self) -> None:
        """Takes leave of the server, if connected; the next question connects anew."""
        if self._box is not None:
            with suppress(*FAILURES):
                self._box.logout()
        self.drop()

    def drop(self) -> None:
        box, self._box = self._box, None
        if box is not None:
            with suppress(*FAILURES):
                box.client.shutdown()

    def __del__(self) -> None:
        self.drop()

    def _timed(self, box: BaseMailBox, question: Callable[[BaseMailBox], Answer]) -> Answer:
        with deadline(box.client.socket(), LONGEST_CALL) as over:
            try:
                return question(box)
            except FAILURES as error:
                if over.is_set():
                    self.drop()
                    raise TimeoutError(f"no whole answer in {LONGEST_CALL:.0f} seconds") from error
                raise

    def _open(self) -> BaseMailBox:
        server = self._server
        if server.user and server.security == "none" and not is_loopback(server.host):
            reason = "no sign-in without encryption; set security to starttls or tls"
            raise SourceError(f"{server}: {reason}")
        if self._clock() < self._closed_until:
            raise SourceError(f"{server}: sign-in: {self._refusal} (not tried again yet)")
        try:
            self._box = box = _connected(server)
        except FAILURES as error:
            raise self.fault("connect", error) from error
        self._sign_in(box)
        return box

    def _sign_in(self, box: BaseMailBox) -> None:
        token = self._token()
        try:
            with deadline(box.client.socket(), LONGEST_CALL):
                _introduce(box, self._server, token)
        except FAILURES as error:
            self.drop()
            if not _is_lost(error):
                self._pause(said(error))
            raise self.fault("sign-in", error) from error
        self._refusals = 0

    def _token(self) -> str:
        try:
            return self._server.token() if self._server.token else ""
        except DaemonError as error:
            self.drop()
            raise SourceError(f"{self._server}: token: {error}") from error

    def _pause(self, refusal: str) -> None:
        self._refusal = refusal
        self._closed_until = self._clock() + 60 * min(2**self._refusals, LONGEST_PAUSE)
        self._refusals = min(self._refusals + 1, 6)


def _connected(server: ImapServer) -> BaseMailBox:
    """The library's own contexts verify nothing and its timeout is none: both are ours."""
    host, port, timeout = server.host, server.port, server.timeout
    if server.security == "none":
        return MailBoxUnencrypted(host, port, timeout)
    context = trusted(server.ca_file)
    if server.security == "tls":
        return MailBox(host, port, timeout, ssl_context=context)
    box = MailBoxUnencrypted(host, port, timeout)
    try:
        box.client.starttls(context)
    except BaseException:
        with suppress(OSError):
            box.client.shutdown()
        raise
    return box


def _introduce(box: BaseMailBox, server: ImapServer, token: str) -> None:
    if server.token is not None:
        first = bearer(server.user, token).encode()
        box.client.authenticate("XOAUTH2", lambda challenge: b"" if challenge else first)
    elif server.user.isascii() and server.password.isascii():
        box.login(server.user, server.password, None)
    elif server.user:
        box.login_utf8(server.user, server.password, None)


def _is_lost(error: Exception) -> bool:
    """Whether the connection went, which says nothing about the password."""
    return isinstance(error, OSError | imaplib.IMAP4.abort)


def said(error: Exception) -> str:
    """A failure on one short line, without a piece of a mail or a password in it."""
    if isinstance(error, UnexpectedCommandStatusError):
        kind, answer = error.command_result[0], error.command_result[1]
        words = b" ".join(part for part in answer if isinstance(part, bytes))
        return f"{kind} {words.decode('utf-8', 'replace')}"[:200]
    if isinstance(error, UnicodeError) or "unexpected" in str(error):
        return "an answer that is no IMAP"
    return " ".join(str(error).split())[:200] or type(error).__name__
