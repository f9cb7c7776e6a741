"""Letters: what is mailed, to whom, and how far it has got. Pure values and their life.

queued -> sending (saved) -> send -> sent (saved); see `flows/deliver.py` for what is done in doubt.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class LetterKind(StrEnum):
    """The first five go out unasked; the rest answer something or concern the installation."""

    AGENDA = "agenda"
    PREP = "prep"
    AGREE = "agree"
    MONDAY = "monday"
    QUARTER = "quarter"
    RECEIPT = "receipt"
    WELCOME = "welcome"
    ANSWER = "answer"
    HELD = "held"
    HEALTH = "health"


UNASKED = frozenset(
    {
        LetterKind.AGENDA,
        LetterKind.PREP,
        LetterKind.AGREE,
        LetterKind.MONDAY,
        LetterKind.QUARTER,
    }
)


class State(StrEnum):
    """`dead`: refused for good. `expired`: its moment passed before it could leave."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    EXPIRED = "expired"


class Asked(StrEnum):
    """What a letter asked about an item, so that a yes means what was asked there.

    TERMS: what the reader's own draft leaves open; words answer it, a yes leaves it as it stands.
    """

    PROGRESS = "progress"
    RULE = "rule"
    CONSENT = "consent"
    TERMS = "terms"
    VERDICT = "verdict"
    SHARE = "share"
    AFFIRM = "affirm"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a letter's item table, frozen when the letter was made.

    label: as printed ("A7", "L3", in a Monday letter "1"); "" for what has no number.
    owner, agreement: whose ledger it lies in, and its label there.
    standing, target: counts, None for what is not counted; unit: the counted thing, lower case.
    period: "" (in all), "week" or "month", the period the mail spoke of as `period_key`.
    due: local date. closed: it had a verdict when the letter was made.
    """

    label: str
    owner: str
    agreement: str
    title: str
    version: int = 1
    standing: Decimal | None = None
    target: Decimal | None = None
    unit: str = ""
    period: str = ""
    period_key: str = ""
    due: date | None = None
    asked: Asked = Asked.PROGRESS
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one person.

    key: natural and permanent; queueing the same key twice is a no-op for ever.
    about: what it is about (a pair, a quarter), for threading and for pages.
    day: local day of the meeting it speaks of, None where it speaks of none.
    made: the `now` at which it was made, also its Date header. expires: not sent after this.
    not_before: it may be released or looked at again from this instant on.
    text, html: SHA-256 names in the Vault. items: the frozen item table.
    matters: keys of the matters it carried, so that none is carried twice.
    parent, references: Message-IDs for In-Reply-To and References, ours or as stored.
    draft: the provider's id of a prepared draft. attempt: when the try in doubt began.
    message_id: ours until sent, then as the provider stored it.
    """

    key: str
    kind: LetterKind
    addressee: str
    made: datetime
    subject: str
    text: str
    html: str
    tag: str
    message_id: str
    not_before: datetime
    about: str = ""
    day: date | None = None
    expires: datetime | None = None
    items: tuple[Item, ...] = ()
    matters: tuple[str, ...] = ()
    parent: str = ""
    references: tuple[str, ...] = ()
    state: State = State.QUEUED
    draft: str = ""
    thread: str = ""
    attempt: datetime | None = None
    tries: int = 0
    sent: datetime | None = None
    error: str = ""

    def item(self, label: str) -> Item | None:
        """The row with this label, as it was when the letter was made."""
        return next((i for i in self.items if i.label == label), None)


def counts_to_ceiling(letter: Letter) -> bool:
    """Letters that nobody asked for; answers and the admin's health mail stand apart."""
    return letter.kind in UNASKED
