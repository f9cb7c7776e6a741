"""Raw bytes to IncomingMessage (RFC 5322, RFC 2045-2047, RFC 3676).

Headers are read from their raw form and decoded here: the standard library's structured headers
raise IndexError on `Message-ID: <@>` and `To: a@`, and LookupError or ValueError on odd charsets.
A mail is never lost over such things, only read with replacement characters.
"""

import hashlib
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from daemon.domain.replies.message import IncomingMessage, Line
from daemon.mail import bodies, caps
from daemon.mail.caps import TooLargeError

__all__ = ["TooLargeError", "parse"]

_RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-gm-original-to")
# GitLab met commas between ids, written by Exchange and iOS.
_MESSAGE_ID = re.compile(r"<[^<>\s,]{1,998}>")
_WHOLE_ID = re.compile(r"<[^<>\s@]{1,500}@[^<>\s@]{1,500}>")
_METHOD = re.compile(r"^METHOD:([A-Za-z-]{1,30})", re.MULTILINE)
_RETURNED_ID = re.compile(r"^\s{0,20}Message-ID:\s{0,9}(<[^<>\s]{1,998}>)", re.IGNORECASE)


def parse(raw: bytes) -> IncomingMessage:
    """The mail in `raw`. Raises TooLargeError (with its `code`) where it is over a cap."""
    caps.check(raw)
    mail = message_from_bytes(raw, policy=policy.compat32)
    parts = _flat(mail)
    headers = tuple((name.lower(), _unfolded(value)) for name, value in mail.raw_items())
    body = bodies.body(mail)
    message_id = _first(headers, "message-id")
    return IncomingMessage(
        message_id=message_id if _WHOLE_ID.fullmatch(message_id) else _made_id(raw),
        subject=_first(headers, "subject"),
        senders=_addresses(mail, ("from",)),
        recipients=_addresses(mail, _RECIPIENTS),
        references=_references(headers),
        headers=headers,
        content_type=mail.get_content_type(),
        parts=tuple(part.get_content_type() for part in parts),
        lines=body.lines,
        body=body.source,
        cut=body.cut,
        date=_date(_first(headers, "date")),
        calendar_method=_calendar_method(parts),
        original_message_id=_original_message_id(parts, body.lines),
    )


def _made_id(raw: bytes) -> str:
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def _flat(mail: Message, depth: int = 0) -> list[Message]:
    if depth > caps.DEPTH:
        raise TooLargeError("depth", f"the parts of the mail nest deeper than {caps.DEPTH}")
    children = bodies.children(mail)
    return [mail, *(part for child in children for part in _flat(child, depth + 1))]


def _raw_text(value: object) -> str:
    """Bytes that stood in a header undeclared (RFC 6532 mail, and old clients)."""
    content = str(value).encode("utf-8", "surrogateescape")
    return re.sub(r"\r?\n[ \t]?", " ", bodies.decoded(content, "utf-8"))


def _unfolded(value: object) -> str:
    text = _raw_text(value)
    if "=?" not in text:
        return text.strip()
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text.strip()
    return "".join(
        bodies.decoded(piece, charset or "ascii") if isinstance(piece, bytes) else piece
        for piece, charset in pieces
    ).strip()


def _first(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for header, value in headers if header == name), "")


def _addresses(mail: Message, names: tuple[str, ...]) -> tuple[str, ...]:
    """Read before decoding: an encoded word may hold a comma or an address of its own."""
    values = [
        _raw_text(value)
        for wanted in names
        for name, value in mail.raw_items()
        if name.lower() == wanted
    ]
    addresses = (address.strip().casefold() for value in values for address in _listed(value))
    return tuple(address for address in addresses if "@" in address.strip("@ "))


def _listed(value: str) -> list[str]:
    """Comments and routes nest, and the standard library follows them by recursion: then nobody."""
    try:
        return [address for _, address in getaddresses([value])]
    except RecursionError:
        return []


def _references(headers: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    values = [_first(headers, "in-reply-to"), _first(headers, "references")]
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(" ".join(values))))


def _date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # RFC 5322 3.3: "-0000" says the zone is not known; the standard library leaves it naive.
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _calendar_method(parts: list[Message]) -> str:
    """METHOD of a text/calendar part that is no attachment (RFC 6047 2.4), upper case.

    A file that a mail program shows in place has a name, and no method in its Content-Type.
    """
    for part in parts:
        if part.get_content_type() != "text/calendar":
            continue
        if part.get_content_disposition() == "attachment":
            continue
        declared = str(part.get_param("method", "") or "")
        if not declared and part.get_filename():
            continue
        written = _METHOD.search(bodies.text_of(part)[: bodies.TEXT])
        return (declared or (written[1] if written else "")).upper()
    return ""


def _original_message_id(parts: list[Message], lines: tuple[Line, ...]) -> str:
    """The Message-ID of a returned mail: in its own part (RFC 3464 2), or in the text (qmail)."""
    for part in parts[1:]:
        if part.get_content_type() == "text/rfc822-headers":
            lines = (*lines, *bodies.text_lines(bodies.text_of(part)[: bodies.TEXT]))
        elif found := _MESSAGE_ID.search(_raw_text(part.get("Message-ID", ""))):
            return found[0]
    matches = (_RETURNED_ID.match(line.text) for line in lines)
    return next((match[1] for match in matches if match), "")
