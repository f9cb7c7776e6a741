"""The text/calendar part of a mail: what a calendar program wrote, beside what a person reads."""

from email import message_from_bytes, policy
from email.message import Message

from daemon.mail.bodies import children


def calendar_part(raw: bytes) -> bytes:
    """The first part that is text/calendar and no attachment (RFC 6047 2.4), b"" where none is.

    raw: a mail that `parse` has let through; its caps hold here, too.
    """
    for part in _leaves(message_from_bytes(raw, policy=policy.compat32)):
        wanted = part.get_content_type() == "text/calendar"
        if wanted and part.get_content_disposition() != "attachment":
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else b""
    return b""


def _leaves(part: Message) -> list[Message]:
    inside = children(part)
    return [leaf for child in inside for leaf in _leaves(child)] if inside else [part]
