"""A mail as it lies in somebody's mailbox: what the pages show and what played people read."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

from daemon.domain.outbox import Letter


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of one person.

    owner: id of the person in whose mailbox it lies. written: that person wrote it, else it came.
    time: when it arrived or left, UTC. kind: see `playing.kind_of`; of written ones "reply", or
    "machine" where the person's mail program wrote it alone. sender, to: as shown.
    references: ids of earlier mails of its thread. text, html: the parts, "" where there is none.
    """

    owner: str
    written: bool
    time: datetime
    kind: str
    sender: str
    to: str
    subject: str
    message_id: str
    references: tuple[str, ...]
    text: str
    html: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Arrival:
    """A letter that has just come, as its reader has it."""

    letter: Letter
    mail: Mail


def read(raw: bytes) -> EmailMessage:
    """The bytes as a mail program understands them."""
    return message_from_bytes(raw, policy=default)


def mail_of(
    raw: bytes,
    *,
    owner: str,
    time: datetime,
    kind: str,
    written: bool = False,
    message: EmailMessage | None = None,
) -> Mail:
    """`raw` as a Mail of `owner`. message: the same, where it was read already."""
    message = message or read(raw)
    references = f"{message.get('References', '')} {message.get('In-Reply-To', '')}".split()
    return Mail(
        owner=owner,
        written=written,
        time=time,
        kind=kind,
        sender=str(message.get("From", "")),
        to=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        message_id=str(message.get("Message-ID", "")),
        references=tuple(dict.fromkeys(references)),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        raw=raw,
    )


def _part(message: EmailMessage, subtype: str) -> str:
    found = message.get_body((subtype,))
    if found is None:
        return ""
    content = cast(str, found.get_content())
    return content.replace("\r\n", "\n")


def address_of(message: EmailMessage, name: str) -> str:
    """The one address of an address header, "" where it has none."""
    found = message.get(name)
    addresses = getattr(found, "addresses", ())
    return str(addresses[0].addr_spec) if addresses else ""
