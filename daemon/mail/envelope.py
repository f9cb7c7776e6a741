"""Who sends a composed mail to whom, read from its own bytes, so that bytes and envelope agree."""

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from daemon.errors import TransportError

_ADDRESS = re.compile(r"[!-?A-~]{1,190}@[!-?A-~]{1,190}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """sender, recipient: bare ASCII addresses. message_id: with angle brackets."""

    sender: str
    recipient: str
    message_id: str


def envelope(mail: bytes) -> Envelope:
    """Raises a permanent TransportError for anything but one sender, one recipient and an id."""
    head = BytesHeaderParser().parsebytes(mail.partition(b"\r\n\r\n")[0])
    message_id = str(head.get("Message-ID", "")).strip()
    if not message_id:
        raise TransportError("the mail has no Message-ID", permanent=True)
    return Envelope(_only(head, "From"), _only(head, "To"), message_id)


def _only(head: "Message[str, str]", name: str) -> str:
    found = [address for _, address in getaddresses([str(v) for v in head.get_all(name, [])])]
    if len(found) != 1 or not _ADDRESS.fullmatch(found[0]):
        raise TransportError(f"the mail doesn't name exactly one address in {name}", permanent=True)
    return found[0]
