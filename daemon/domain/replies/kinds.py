"""What kind of mail this is, before anything in it counts as somebody's answer.

Only the top level speaks: a bounce forwarded inside a reply is a reply. Nothing is decided by
X-Auto-Response-Suppress (Exchange sets it on people's mail) nor by `Precedence: list` alone (replies
through a group carry it).
"""

import re
import unicodedata
from enum import StrEnum

from daemon.domain.replies.message import IncomingMessage


class Kind(StrEnum):
    """reply: a person wrote it. other: a machine did, and it is none of the rest."""

    REPLY = "reply"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    CALENDAR = "calendar"
    OTHER = "other"


_DAEMONS = re.compile(r"^(?:mailer-?_?daemon|post_?master|mail-?daemon|mmdf|mailsystem)\b")
_NO_REPLY = re.compile(r"^(?:no|do-?not|donot)[-_.]?reply\b")

# RFC 3834 5 and what products write instead of it, by header.
_AUTO_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoreply-from",  # GroupWise
    "x-mail-autoreply",
    "x-fc-machinegenerated",  # FirstClass
    "x-ms-exchange-inbox-rules-loop",
)

# Subjects that only a machine begins with.
_AUTO_SUBJECTS = (
    "automatic reply|auto-?\\s?reply|auto-?\\s?response|automated (?:reply|response)|autoresponder"
    "|out of (?:the )?office auto-?\\s?reply|vacation (?:reply|response|message)"
    "|automatische antwort|automatische r(?:ü|ue)ckantwort|abwesenheits(?:notiz|meldung|nachricht|assistent)"
    "|réponse automatique|message d'absence|réponse d'absence|notification d'absence"
    "|respuesta automática|respuesta automatica|contestación automática"
    "|risposta automatica|risposta automatizzata|messaggio automatico"
    "|automatisch antwoord|automatische beantwoording|afwezigheids(?:bericht|melding)"
    "|resposta automática|resposta automatica"
    "|odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź"
    "|automatiskt svar|autosvar|frånvaromeddelande"
    "|automatisk svar|automatisk besvarelse|fraværs(?:melding|besked|meddelelse)"
    "|automaattinen vastaus|automaattivastaus|poissaoloilmoitus"
    "|automatická odpověď|automatická odpoveď|automatikus válasz|otomatik yanıt|răspuns automat"
    "|автоматический ответ|автоответ|автоматична відповідь"
    "|自動返信|自動応答|自動回覆|自动回复|自动答复|自動答覆|자동 ?회신|자동 ?응답"
)
# Subjects that a person may begin with too: a machine puts a colon, or nothing, behind them.
_AWAY_SUBJECTS = (
    "auto|out of (?:the )?office|abwesenheit|abwesend|nicht im büro|absence du bureau|absence|absent du bureau"
    "|fuera de (?:la )?oficina|ausente|fuori (?:ufficio|sede)|assente|afwezig|afwezigheid|niet aanwezig"
    "|fora do escritório|ausência|poza biurem|nieobecność|frånvarande|frånvaro|fraværende|fravær"
    "|poissa|poissa toimistosta|mimo kancelář|nepřítomnost|нет на месте|вне офиса|отсутствие"
    "|不在通知|不在|外出|休暇"
)
_AUTO_SUBJECT = re.compile(rf"(?:{_AUTO_SUBJECTS})|(?:{_AWAY_SUBJECTS})\s?(?::|$)")

_BOUNCE_SUBJECT = re.compile(
    r"(?:returned mail: see transcript|undeliver(?:able|ed)[: ]|mail delivery failed|delivery status notification"
    r"|failure notice$|delivery failure|unzustellbar:|mail system error - returned mail"
    r"|undeliverable message$|returned mail:)"
)
_FORWARD = re.compile(r"^fwd?: ")
# Complaints that Outlook.com passes on, and notices that list software and Amazon's SNS write.
_MACHINE_SENDERS = re.compile(r"^(?:staff@hotmail\.com|no-?reply@sns\.amazonaws\.com)$")
_LIST_ENGINES = ("x-mlserver", "x-ml-info")


def kind(message: IncomingMessage) -> Kind:
    """Machine or person, by the top-level headers and type of a mail (RFC 3464, 3834, 6047)."""
    if report := _report(message):
        return report
    if _is_bounce(message):
        return Kind.BOUNCE
    if message.calendar_method:
        return Kind.CALENDAR
    if _is_machine(message):
        return Kind.OTHER
    if _is_auto_reply(message):
        return Kind.AUTO_REPLY
    if message.header("return-path") == "<>":
        return Kind.BOUNCE
    if _word(message.header("precedence")) in ("bulk", "junk"):
        return Kind.OTHER
    return Kind.REPLY


def _word(value: str) -> str:
    return value.strip().casefold()


def _report(message: IncomingMessage) -> Kind | None:
    """multipart/report names what it reports (RFC 6522 3): delivery, disposition or feedback."""
    if message.content_type == "message/delivery-status":
        return Kind.BOUNCE
    if message.content_type != "multipart/report":
        return None
    declared = _word(message.header("content-type"))
    if "disposition-notification" in declared or "feedback-report" in declared:
        return Kind.OTHER
    inside = set(message.parts)
    if inside & {"message/disposition-notification", "message/feedback-report"}:
        return Kind.OTHER
    return Kind.BOUNCE


def _is_bounce(message: IncomingMessage) -> bool:
    if message.header("x-failed-recipients"):
        return True
    if any(_DAEMONS.match(sender) for sender in message.senders):
        return True
    written = _word(message.header("from"))
    if not message.senders and ("mailer-daemon" in written or "<>" in written):
        return True
    # Passed on by hand outside a thread, it is no answer: only replies carry In-Reply-To.
    subject = _subject(message)
    return bool(
        _BOUNCE_SUBJECT.match(
            subject if message.header("in-reply-to") else _FORWARD.sub("", subject)
        )
    )


def _is_machine(message: IncomingMessage) -> bool:
    senders = message.senders
    return any(_NO_REPLY.match(s) or _MACHINE_SENDERS.match(s) for s in senders) or any(
        message.header(name) for name in _LIST_ENGINES
    )


def _is_auto_reply(message: IncomingMessage) -> bool:
    submitted = _word(message.header("auto-submitted"))
    if submitted and not submitted.startswith("no"):
        return True
    if any(message.header(name) for name in _AUTO_HEADERS):
        return True
    if "autoresponder" in _word(message.header("x-post-messageclass")):  # Mailtraq
        return True
    if _word(message.header("x-autogenerated")) == "reply":  # CommuniGate
        return True
    if any(
        n == "delivered-to" and _word(v) == "autoresponder" for n, v in message.headers
    ):  # qmail
        return True
    if "auto_reply" in (_word(message.header("precedence")), _word(message.header("x-precedence"))):
        return True
    return bool(_AUTO_SUBJECT.match(_subject(message)))


def _subject(message: IncomingMessage) -> str:
    """Folded so that full-width colons and capitals do not matter; ’ is an apostrophe."""
    return unicodedata.normalize("NFKC", message.subject[:400]).casefold().replace("’", "'").strip()
