"""Letters over SMTP submission (RFC 5321, 6409), each step's answer told apart.

What matters is when a failure came: before the last dot nothing was accepted, after it nobody knows.
Used by one thread at a time.
"""

import ipaddress
import math
import re
import smtplib
import ssl
import time
from contextlib import suppress
from functools import cached_property
from typing import Literal

from daemon.domain.outbox import Letter
from daemon.errors import OutcomeUnknownError, TransportError
from daemon.mail.envelope import Envelope, envelope
from daemon.ports import Sent, Unknown

Security = Literal["none", "starttls", "tls"]
Reply = tuple[int, bytes]

_FAILURES = (OSError, smtplib.SMTPException)
_SIGN_IN_CODES = frozenset({530, 534, 535, 538})  # RFC 4954 6
_TOO_BIG = 552


class SmtpTransport:
    """A `Transport` over one submission server. SMTP has no drafts and can't be asked afterwards.

    security: "starttls" and "tls" verify the server's certificate, against `ca_file` where it is
    given; a server that offers no STARTTLS gets nothing. timeout: seconds that any one answer may
    take. idle: seconds after which a kept connection is opened anew.
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
        timeout: float = 20,
        idle: float = 60,
        ca_file: str = "",
    ) -> None:
        self._host = host
        self._port = port
        self._security = security
        self._user = user
        self._password = password
        self._timeout = timeout
        self._idle = idle
        self._ca_file = ca_file
        self._free_since = -math.inf

    def prepare(self, letter: Letter, mail: bytes) -> str:  # noqa: ARG002 (the port's)
        return ""

    def send(self, draft: str, mail: bytes) -> Sent:  # noqa: ARG002 (the port's)
        """Sends `mail` to the address in its To, and returns its own Message-ID.

        Raises TransportError, permanent where the server refused this letter (5xx for its recipient,
        its size or its content), and OutcomeUnknownError where the answer to the whole mail is lost.
        """
        way = envelope(mail)
        try:
            smtp = self._begun(way, len(mail))
            self._expect("RCPT", smtp.rcpt(way.recipient))
            self._expect("DATA", smtp.docmd("DATA"), series=3)
            # A failure in here means that the last dot did not leave.
            smtp.send(_stuffed(mail))
        except TransportError:
            self._forget_letter()
            raise
        except _FAILURES as error:
            self._drop()
            raise self._failed(error) from error
        self._read_verdict(smtp)
        self._free_since = time.monotonic()
        return Sent(way.message_id)

    def outcome(self, letter: Letter, draft: str) -> Unknown:  # noqa: ARG002 (the port's)
        return Unknown()

    def close(self) -> None:
        """Takes leave of the server, if connected; the next letter connects anew."""
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
        if self._user and self._security == "none" and not _is_loopback(self._host):
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
        try:
            smtp.login(self._user, self._password)
        except UnicodeError:
            # The original shows a character of the password.
            raise TransportError(
                f"{self._place}: smtplib signs in with ASCII only, user and password",
                permanent=False,
            ) from None

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
        return ssl.create_default_context(cafile=self._ca_file or None)


def _mail_from(smtp: smtplib.SMTP, sender: str, size: int) -> Reply:
    """Announces the size where the server cares (RFC 1870), so that it refuses before the body."""
    return smtp.mail(sender, [f"size={size}"] if smtp.has_extn("size") else [])


def _stuffed(mail: bytes) -> bytes:
    """RFC 5321 4.5.2: a dot that opens a line is doubled; a dot alone ends the mail."""
    ended = mail if mail.endswith(b"\r\n") else mail + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"


def _said(reply: Reply) -> str:
    """The server's answer on one short line."""
    text = " ".join(reply[1].decode("ascii", "replace").split())
    return f"{reply[0]} {text}"[:200]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
