"""Who sends a composed mail to whom, read from its own bytes, so that bytes and envelope agree."""

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from daemon.errors import TransportError

_ADDRESS = re.compile(r"[!-?A-~]{1,190}@[!-?A-~]{1,190}")
# A header as `compose` writes it, on one line and with one plain address: read without a parser.
_PLAIN = re.compile(
    r"^(From|To|Message-ID): (?:[^\r\n<>,;:\"()]*<|<)([^\s<>,;:\"()]+)>\r?$", re.MULTILINE
)
_NAMED = re.compile(r"^(?:From|To|Message-ID):", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Envelope:
    """sender, recipient: bare ASCII addresses. message_id: with angle brackets."""

    sender: str
    recipient: str
    message_id: str


def envelope(mail: bytes) -> Envelope:
    """Raises a permanent TransportError for anything but one sender, one recipient and an id."""
    top = mail.partition(b"\r\n\r\n")[0]
    text = top.decode("ascii", "replace") + "\r\n"
    plain = dict(_PLAIN.findall(text))
    if len(plain) == len(_NAMED.findall(text)) == 3:
        sender, recipient = plain["From"], plain["To"]
        if _ADDRESS.fullmatch(sender) and _ADDRESS.fullmatch(recipient):
            return Envelope(sender, recipient, f"<{plain['Message-ID']}>")
    head = BytesHeaderParser().parsebytes(top)
    message_id = str(head.get("Message-ID", "")).strip()
    if not message_id:
        raise TransportError("the mail has no Message-ID", permanent=True)
    return Envelope(_only(head, "From"), _only(head, "To"), message_id)


def _only(head: "Message[str, str]", name: str) -> str:
    found = [address for _, address in getaddresses([str(v) for v in head.get_all(name, [])])]
    if len(found) != 1 or not _ADDRESS.fullmatch(found[0]):
        raise TransportError(f"the mail doesn't name exactly one address in {name}", permanent=True)
    return found[0]
