"""A Letter becomes the bytes of a mail: the same bytes each time, so that a second try is no second mail.

The bytes are laid out here rather than by `email.message.EmailMessage`, which decodes encoded words
that a person typed into a subject (CVE-2024-6923) and writes long Message-IDs as encoded words, so
that some mail programs lose the thread. RFC 5322 (form), 2045-2047 (MIME), 3834 (automatic mail).
"""

import quopri
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from email.header import Header
from email.headerregistry import Address as Mailbox
from email.utils import format_datetime
from functools import lru_cache

import idna

from daemon.domain.outbox import Letter, LetterKind
from daemon.errors import TransportError

_LONGEST = 150
_LONGEST_ID = 400
_LONGEST_LINE = 900
_LATEST_REFERENCES = 10

_REPLIES = frozenset({LetterKind.RECEIPT, LetterKind.ANSWER, LetterKind.HELD})

# Marks that turn or hide the order of what is read (UAX 9), so that a name can't pose as another.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS = frozenset({"Cc", "Zl", "Zp"})

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"(?=.{{1,64}}\Z){_ATOM}(?:\.{_ATOM})*")
_MESSAGE_ID = re.compile(rf"(?=.{{3,{_LONGEST_ID}}}\Z)<[!-;=?-~]+>")


@dataclass(frozen=True, slots=True)
class Address:
    """One party of a mail. name: as people know it, may be empty. address: `local@domain`."""

    name: str
    address: str


def compose(
    letter: Letter,
    *,
    text: str,
    html: str,
    to: Address,
    sender: Address,
    reply_to: str,
    install_marker: str,
) -> bytes:
    """RFC 5322 bytes with CRLF and 7 bits, no line over 998: text first, then HTML.

    sender: "Accord" where it has no name. install_marker: our own mark, by which a mail of ours that
    comes back is known. Date is `letter.made` in UTC. Raises TransportError: permanent where `to` is
    no address that can be mailed to, not permanent where our own side is wrong (the settings').
    """
    boundary = f"=_{letter.tag}"  # "=_" can't occur in quoted-printable
    head = [
        ("From", _mailbox(sender.name or "Accord", _address(sender.address, permanent=False))),
        ("To", _mailbox(to.name, _address(to.address, permanent=True))),
        ("Reply-To", _address(reply_to, permanent=False)),
        ("Subject", _words(clean_header(letter.subject), "Subject")),
        ("Date", format_datetime(letter.made.astimezone(UTC))),
        ("Message-ID", _own_id(letter.message_id)),
        *_threading(letter),
        ("Auto-Submitted", "auto-replied" if letter.kind in _REPLIES else "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply, RN, NRN"),
        ("X-Accord-Loop", _words(clean_header(install_marker), "X-Accord-Loop")),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
    ]
    lines = [f"{name}: {value}".encode("ascii") for name, value in head]
    lines.append(b"")
    for subtype, content in (("plain", text), ("html", html)):
        lines += [f"--{boundary}".encode("ascii"), *_part(subtype, content)]
    lines += [f"--{boundary}--".encode("ascii"), b""]
    return b"\r\n".join(lines)


def clean_header(text: str) -> str:
    """The one way of a text that others wrote into a header: one line, NFC, at most 150 characters.

    Line breaks and other controls become blanks; marks of direction and lone surrogates go.
    """
    kept = "".join(map(_visible, text))
    line = " ".join(unicodedata.normalize("NFC", kept).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"


def _visible(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in _BREAKS:
        return " "
    return "" if kind == "Cs" or char in _BIDI else char


def mail_address(text: str) -> str:
    """`text` as it stands in a header and in SMTP: ASCII, the domain by IDNA 2008.

    Raises ValueError naming the address: nothing but ASCII before the "@" is deliverable everywhere
    (RFC 6531 asks each server on the way for more).
    """
    local, _, domain = text.strip().rpartition("@")
    if not _LOCAL_PART.fullmatch(local):
        raise ValueError(
            f"{text!r} can't be mailed to: write local@domain, plain letters before the @"
        )
    try:
        ascii_domain = _ascii_domain(domain.rstrip("."))
    except UnicodeError as error:
        raise ValueError(f"{text!r} can't be mailed to: {error}") from error
    return f"{local}@{ascii_domain}"


@lru_cache(maxsize=1024)  # a company has few, and each costs some 0.1 ms
def _ascii_domain(domain: str) -> str:
    return idna.encode(domain, uts46=True).decode("ascii")


def _address(text: str, *, permanent: bool) -> str:
    try:
        return mail_address(text)
    except ValueError as error:
        raise TransportError(str(error), permanent=permanent) from error


def _mailbox(name: str, address: str) -> str:
    """`name <address>`, quoted or encoded where the name asks for it."""
    shown = clean_header(name)
    if not _is_plain(shown):
        return f"{_words(shown, 'From')} <{address}>"
    local, _, domain = address.rpartition("@")
    return str(Mailbox(shown, local, domain))


def _is_plain(text: str) -> bool:
    """Whether a header shows it as it stands; "=?" would be read as an encoded word."""
    return text.isascii() and "=?" not in text


def _words(text: str, header: str) -> str:
    """Text that others wrote, as RFC 2047 words of at most 75 characters where it needs them."""
    if _is_plain(text):
        return text
    return Header(text, "utf-8", maxlinelen=76, header_name=header).encode(linesep="\r\n")


def _own_id(message_id: str) -> str:
    if not _MESSAGE_ID.fullmatch(message_id):
        raise TransportError(f"{message_id!r} is no Message-ID that others keep", permanent=False)
    return message_id


def _threading(letter: Letter) -> Iterator[tuple[str, str]]:
    """In-Reply-To and References; ids that others made up against RFC 5322 are left out."""
    if _MESSAGE_ID.fullmatch(letter.parent):
        yield "In-Reply-To", letter.parent
    chain = list(dict.fromkeys(filter(_MESSAGE_ID.fullmatch, (*letter.references, letter.parent))))
    # The first names the thread, the last its nearest mails; on one line, for Outlook's sake.
    kept = chain[:1] + chain[1:][-_LATEST_REFERENCES:]
    while len(" ".join(kept)) > _LONGEST_LINE:
        del kept[1]
    if kept:
        yield "References", " ".join(kept)


def _part(subtype: str, content: str) -> list[bytes]:
    plain = content.replace("\r\n", "\n").replace("\r", "\n")
    encoded = quopri.encodestring(plain.encode("utf-8", "replace"))
    return [
        f'Content-Type: text/{subtype}; charset="utf-8"'.encode("ascii"),
        b"Content-Transfer-Encoding: quoted-printable",
        b"",
        encoded.replace(b"\n", b"\r\n"),
    ]
