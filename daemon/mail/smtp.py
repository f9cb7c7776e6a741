"""Letters over SMTP submission (RFC 5321, 6409), each step's answer told apart.

What matters is when a failure came: before the last dot nothing was accepted, after it nobody knows.
Used by one thread at a time.
"""

import logging
import math
import re
import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Protocol

from daemon.domain.outbox import Letter
from daemon.errors import DaemonError, OutcomeUnknownError, SourceError, TransportError
from daemon.mail.channel import Security, Token, bearer, deadline, is_loopback, trusted
from daemon.mail.envelope import Envelope, envelope
from daemon.ports import Missing, Sent, Unknown

Reply = tuple[int, bytes]

_FAILURES = (OSError, ValueError, smtplib.SMTPException)
_SIGN_IN_CODES = frozenset({530, 534, 535, 538})  # RFC 4954 6
_TOO_BIG = 552
_LONGEST_LETTER = 120.0  # seconds, from RCPT to the answer to the last dot

log = logging.getLogger(__name__)


class Copies(Protocol):
    """Where sent mails lie; as `sent_folder.SentFolder`, which costs an import that not all need."""

    copies: bool

    def find(self, message_id: str, tag: str) -> str: ...

    def keep(self, message_id: str, mail: bytes) -> None: ...

    def close(self) -> None: ...


class SmtpTransport:
    """A `Transport` over one submission server. SMTP has no drafts and can't be asked afterwards.

    security: "starttls" and "tls" verify the server's certificate, against `ca_file` where it is
    given; a server that offers no STARTTLS gets nothing. token: gives an access token for XOAUTH2,
    in place of a password. timeout: seconds that any one answer may take. idle: seconds after which
    a kept connection is opened anew. sent: where letters in doubt are looked for.
    """

    _smtp: smtplib.SMTP | None = None

    def __init__(
        self,
        host: str,
        port: int,
        security: Security = "starttls",
        *,
        user: str = "",
        password: str = "",
        token: Token | None = None,
        timeout: float = 20,
        idle: float = 60,
        ca_file: str = "",
        sent: Copies | None = None,
    ) -> None:
        self._host = host
        self._port = port
        self._security = security
        self._user = user
        self._password = password
        self._token = token
        self._timeout = timeout
        self._idle = idle
        self._ca_file = ca_file
        self._sent = sent
        self._free_since = -math.inf

    def prepare(self, letter: Letter, mail: bytes) -> str:  # noqa: ARG002 (the port's)
        return ""

    def send(self, draft: str, mail: bytes) -> Sent:  # noqa: ARG002 (the port's)
        """Sends `mail` to the address in its To, and returns its own Message-ID.

        Raises TransportError, permanent where the server refused this letter (5xx for its recipient,
        its size or its content), and OutcomeUnknownError where the answer to the whole mail is lost.
        """
        way = envelope(mail)
        with self._before_the_dot():
            smtp = self._begun(way, len(mail))
        with deadline(smtp.sock, _LONGEST_LETTER):
            with self._before_the_dot():
                self._expect("RCPT", smtp.rcpt(way.recipient))
                self._expect("DATA", smtp.docmd("DATA"), series=3)
                smtp.send(_stuffed(mail))
            self._read_verdict(smtp)
        self._free_since = time.monotonic()
        self._keep_copy(way.message_id, mail)
        return Sent(way.message_id)

    def outcome(self, letter: Letter, draft: str) -> Sent | Unknown:  # noqa: ARG002 (the port's)
        """Whether it lies among the sent mails, where there is such a folder.

        A miss proves nothing where the copies are ours: a crash may have come before the copy.
        Raises TransportError where the folder can't be looked into now.
        """
        if self._sent is None:
            return Unknown()
        try:
            found = self._sent.find(letter.message_id, letter.tag)
        except SourceError as error:
            raise TransportError(str(error), permanent=False) from error
        if found:
            return Sent(found)
        return Unknown() if self._sent.copies else Missing()

    @contextmanager
    def _before_the_dot(self) -> Iterator[None]:
        """A failure in here means that the last dot did not leave: there is no doubt."""
        try:
            yield
        except TransportError:
            self._forget_letter()
            raise
        except _FAILURES as error:
            self._drop()
            raise self._failed(error) from error

    def _keep_copy(self, message_id: str, mail: bytes) -> None:
        """The letter has left: a copy that can't be filed is a pity, and no fault of sending."""
        if self._sent is None or not self._sent.copies:
            return
        try:
            self._sent.keep(message_id, mail)
        except SourceError as error:
            log.warning("copy-not-kept reason=%s", error)

    def close(self) -> None:
        """Takes leave of the servers, if connected; the next letter connects anew."""
        if self._sent is not None:
            self._sent.close()
        if self._smtp is not None:
            with suppress(*_FAILURES):
                self._smtp.quit()
        self._drop()

    def __del__(self) -> None:
        self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _begun(self, way: Envelope, size: int) -> smtplib.SMTP:
        """A connection that took MAIL FROM.

        Servers end kept connections when they like (after so many letters, after so many seconds),
        so whatever a kept one says but yes is asked once more on a new one.
        """
        idle = time.monotonic() - self._free_since
        self._free_since = -math.inf  # until this letter's end, whatever cuts it short
        if self._smtp is not None and idle <= self._idle:
            with suppress(*_FAILURES):
                if _mail_from(self._smtp, way.sender, size)[0] == 250:
                    return self._smtp
        self._drop()
        self._smtp = smtp = self._open(way.sender.rpartition("@")[2])
        self._expect("MAIL", _mail_from(smtp, way.sender, size))
        return smtp

    def _open(self, domain: str) -> smtplib.SMTP:
        """Greets with the sender's domain: the machine's own name costs a look-up and tells too much."""
        if self._user and self._security == "none" and not is_loopback(self._host):
            raise TransportError(
                f"{self._place}: no sign-in without encryption; set security to starttls or tls",
                permanent=False,
            )
        smtp = self._connected(domain)
        try:
            self._secure(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _connected(self, domain: str) -> smtplib.SMTP:
        if self._security != "tls":
            return smtplib.SMTP(self._host, self._port, domain, self._timeout)
        return smtplib.SMTP_SSL(
            self._host, self._port, domain, timeout=self._timeout, context=self._tls
        )

    def _secure(self, smtp: smtplib.SMTP) -> None:
        """Encrypts and signs in, as far as it is wanted."""
        if self._security == "starttls":
            smtp.starttls(context=self._tls)
        smtp.ehlo_or_helo_if_needed()
        if not self._user:
            return
        if self._token is not None:
            first = bearer(self._user, self._fresh_token(self._token))
            smtp.auth("XOAUTH2", lambda challenge=None: "" if challenge else first)
            return
        try:
            smtp.login(self._user, self._password)
        except UnicodeError:
            # The original shows a character of the password.
            raise TransportError(
                f"{self._place}: smtplib signs in with ASCII only, user and password",
                permanent=False,
            ) from None

    def _fresh_token(self, token: Token) -> str:
        try:
            return token()
        except DaemonError as error:
            raise TransportError(f"{self._place}: token: {error}", permanent=False) from error

    def _read_verdict(self, smtp: smtplib.SMTP) -> None:
        """The answer to the last dot (RFC 5321 4.2.5: only now is the mail the server's)."""
        try:
            reply = smtp.getreply()
        except _FAILURES as error:
            self._drop()
            raise OutcomeUnknownError(f"{self._place}: {error}") from error
        if reply[0] // 100 not in (2, 4, 5):
            self._drop()
            raise OutcomeUnknownError(f"{self._place}: {_said(reply)}")
        try:
            self._expect("the mail", reply)
        except TransportError:
            self._forget_letter()
            raise

    def _expect(self, step: str, reply: Reply, series: int = 2) -> None:
        """Raises TransportError unless the reply is of this hundred."""
        code = reply[0]
        if code // 100 == series:
            return
        # What MAIL FROM is told is about our account, but for the size.
        of_letter = step != "MAIL" or code == _TOO_BIG
        permanent = of_letter and code // 100 == 5 and code not in _SIGN_IN_CODES
        raise TransportError(f"{self._place}: {step}: {_said(reply)}", permanent=permanent)

    def _forget_letter(self) -> None:
        """After a refusal the connection serves the next letter, unless the server is leaving."""
        self._free_since = time.monotonic()
        with suppress(*_FAILURES):
            if self._smtp is not None and self._smtp.rset()[0] == 250:
                return
        self._drop()

    def _failed(self, error: Exception) -> TransportError:
        said = str(error)
        if isinstance(error, smtplib.SMTPResponseException):
            reply = error.smtp_error
            said = _said((error.smtp_code, reply if isinstance(reply, bytes) else reply.encode()))
        return TransportError(f"{self._place}: {said}", permanent=False)

    @property
    def _place(self) -> str:
        return f"{self._host}:{self._port}"

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return trusted(self._ca_file)


def _mail_from(smtp: smtplib.SMTP, sender: str, size: int) -> Reply:
    """Announces the size where the server cares (RFC 1870), so that it refuses before the body."""
    return smtp.mail(sender, [f"size={size}"] if smtp.has_extn("size") else [])


def _stuffed(mail: bytes) -> bytes:
    """RFC 5321 4.5.2: a dot that opens a line is doubled; a dot alone ends the mail."""
    ended = mail if mail.endswith(b"\r\n") else mail + b"\r\n"
    if b"\n." in ended or ended.startswith(b"."):
        ended = re.sub(rb"(?m)^\.", b"..", ended)
    return ended + b".\r\n"


def _said(reply: Reply) -> str:
    """The server's answer on one short line."""
    text = " ".join(reply[1].decode("ascii", "replace").split())
    return f"{reply[0]} {text}"[:200]
