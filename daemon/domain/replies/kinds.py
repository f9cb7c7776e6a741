"""What kind of mail this is, before anything in it counts as somebody's answer.

Only the top level speaks: a bounce forwarded inside a reply is a reply. Nothing is decided by
X-Auto-Response-Suppress (Exchange sets it on people's mail) nor by `Precedence: list` alone (replies
through a group carry it).
"""

import re
from collections.abc import Callable
from enum import StrEnum

from daemon.domain.replies import kinds_subjects
from daemon.domain.replies.message import IncomingMessage


class Kind(StrEnum):
    """reply: a person wrote it. other: a machine did, and it is none of the rest."""

    REPLY = "reply"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    CALENDAR = "calendar"
    OTHER = "other"


_DAEMONS = re.compile(
    r"(?:mailer-?_?daemon|post_?master|mail-?daemon|mmdf|mailsystem)\b"
    r"|microsoftexchange[0-9a-f]{32}@"  # Exchange's own sender of non-delivery reports
)
_NO_REPLY = re.compile(r"(?:[^@]{1,60}[-_.])?(?:no|do[-_.]?not)[-_.]?reply\b")

# What products write beside RFC 3834 5 or instead of it; the header alone says it.
_AUTO_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoreply-from",  # GroupWise
    "x-mail-autoreply",  # Domain Technologie Control
    "x-mdautoresponder",  # MDaemon
    "x-fc-machinegenerated",  # FirstClass
    "x-boxtrapper",  # cPanel
    "x-zendesk-from-account-id",
    "x-servicenow-generated",
    "x-jira-fingerprint",
    "x-otrs-loop",
    "x-rt-loop-prevention",
    "x-auto-generated",  # Frappe Helpdesk
)
_COMMENT = re.compile(r"\([^()]*\)")
_ADDRESS = re.compile(r"[^\s<>,;]+@[^\s<>,;]+")

# Complaints that Outlook.com passes on, and notices of Amazon's SNS.
_MACHINE_SENDERS = re.compile(r"(?:staff@hotmail\.com|no-?reply@sns\.amazonaws\.com)$")
_LIST_ENGINES = ("x-mlserver", "x-ml-info", "x-list-administrivia")


def kind(message: IncomingMessage) -> Kind:
    """Machine or person, by the top-level headers and type of a mail (RFC 3464, 3834, 6047)."""
    return why(message)[0]


def why(message: IncomingMessage) -> tuple[Kind, str]:
    """The kind, and the key of the reason: the rule that decided, "" for a person's reply."""
    for name, (found, rule) in _RULES.items():
        if rule(message):
            return found, name
    return Kind.REPLY, ""


def _word(value: str) -> str:
    return value.strip().casefold()


def _is_delivery_report(message: IncomingMessage) -> bool:
    if message.content_type == "message/delivery-status":
        return True
    if message.content_type != "multipart/report" or _is_other_report(message):
        return False
    named = "report-type" in _word(message.header("content-type"))
    return not named or _reports(message, "delivery-status")


def _is_other_report(message: IncomingMessage) -> bool:
    """A read receipt or a complaint, whatever else came with it."""
    return message.content_type == "multipart/report" and (
        _reports(message, "disposition-notification") or _reports(message, "feedback-report")
    )


def _reports(message: IncomingMessage, what: str) -> bool:
    """multipart/report names what it reports (RFC 6522 3), and holds it as a part."""
    declared = what in _word(message.header("content-type"))
    return declared or f"message/{what}" in message.parts


def _is_machines_bounce(message: IncomingMessage) -> bool:
    if message.header("x-failed-recipients"):
        return True
    if any(_DAEMONS.match(sender) for sender in message.senders):
        return True
    written = _word(message.header("from"))
    return not message.senders and ("mailer-daemon" in written or "<>" in written)


def _is_bounce_by_subject(message: IncomingMessage) -> bool:
    threaded = bool(message.header("in-reply-to"))
    return kinds_subjects.is_bounce(message.subject, threaded=threaded)


def _is_calendar(message: IncomingMessage) -> bool:
    """An invitation or its answer; Exchange names its own beside winmail.dat ([MS-OXCMAIL])."""
    content_class = _word(message.header("content-class"))
    return bool(message.calendar_method) or content_class.endswith(":calendarmessage")


def _is_digest(message: IncomingMessage) -> bool:
    """Posts of a list in one mail (RFC 2046 5.1.5); people forward several mails in that form too."""
    listed = _precedence(message) in ("list", "bulk", "junk")
    return "multipart/digest" in message.parts and listed


def _is_machines_sender(message: IncomingMessage) -> bool:
    senders = message.senders
    return any(_NO_REPLY.match(s) or _MACHINE_SENDERS.match(s) for s in senders)


def _is_list_engine(message: IncomingMessage) -> bool:
    return any(message.header(name) for name in _LIST_ENGINES)


def _is_submitted_automatically(message: IncomingMessage) -> bool:
    """RFC 3834 5: anything but "no", which comments may surround."""
    said = _word(_COMMENT.sub(" ", message.header("auto-submitted")))
    return bool(said) and said.split(";")[0].split()[:1] != ["no"]


def _has_auto_header(message: IncomingMessage) -> bool:
    if any(message.header(name) for name in _AUTO_HEADERS):
        return True
    if "auto_reply" in (_precedence(message), _word(message.header("x-precedence"))):
        return True
    return (
        "autoresponder" in _word(message.header("x-post-messageclass"))  # Mailtraq
        or _word(message.header("x-autogenerated")) == "reply"  # CommuniGate, which forwards too
        or any(n == "delivered-to" and _word(v) == "autoresponder" for n, v in message.headers)
    )


def _is_exchange_rule(message: IncomingMessage) -> bool:
    """A rule of the sender's own mailbox answered; one of another mailbox only passed mail on."""
    if "mailbox rules agent" in _word(message.header("x-ms-exchange-generated-message-source")):
        return True
    through = _ADDRESS.findall(_word(message.header("x-ms-exchange-inbox-rules-loop")))
    return any(address in message.senders for address in through)


def _is_automatic_by_subject(message: IncomingMessage) -> bool:
    return kinds_subjects.is_automatic(message.subject, message.header("from"))


def _has_no_return_path(message: IncomingMessage) -> bool:
    """RFC 5321 4.5.5: what must not be answered by a machine has none."""
    return message.header("return-path") == "<>"


def _is_bulk(message: IncomingMessage) -> bool:
    """Older lists write bulk on what people post, too (ezmlm, Majordomo)."""
    posted = message.header("list-post") or message.header("mailing-list")
    return _precedence(message) in ("bulk", "junk") and not posted


def _precedence(message: IncomingMessage) -> str:
    return _word(message.header("precedence"))


_RULES: dict[str, tuple[Kind, Callable[[IncomingMessage], bool]]] = {
    "delivery-report": (Kind.BOUNCE, _is_delivery_report),
    "other-report": (Kind.OTHER, lambda m: m.content_type == "multipart/report"),
    "bounce-sender": (Kind.BOUNCE, _is_machines_bounce),
    "bounce-subject": (Kind.BOUNCE, _is_bounce_by_subject),
    "calendar": (Kind.CALENDAR, _is_calendar),
    "digest": (Kind.OTHER, _is_digest),
    "no-reply-sender": (Kind.OTHER, _is_machines_sender),
    "list-engine": (Kind.OTHER, _is_list_engine),
    "auto-submitted": (Kind.AUTO_REPLY, _is_submitted_automatically),
    "auto-header": (Kind.AUTO_REPLY, _has_auto_header),
    "exchange-rule": (Kind.AUTO_REPLY, _is_exchange_rule),
    "auto-subject": (Kind.AUTO_REPLY, _is_automatic_by_subject),
    "no-return-path": (Kind.BOUNCE, _has_no_return_path),
    "bulk": (Kind.OTHER, _is_bulk),
}
