"""What a typed line can come to. Every line ends as one of these, or is shown as not read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from daemon.domain.outbox import Item
from daemon.domain.quarters import CALENDAR_YEAR, FiscalYear


class Op(StrEnum):
    """What an update does to its item."""

    PROGRESS = "progress"
    DONE = "done"
    BLOCKED = "blocked"
    REOPEN = "reopen"
    PROPOSE_DUE = "propose_due"
    NOT_KEPT = "not_kept"
    RULE_KEPT = "rule_kept"
    RULE_MISSED = "rule_missed"
    AGREE = "agree"
    REFUSE = "refuse"
    CHANGE = "change"
    SHARE = "share"
    KEEP_PRIVATE = "keep_private"
    CONTEST = "contest"


class CommandWord(StrEnum):
    """A word to the program itself."""

    UNDO = "undo"
    LIST = "list"
    HELP = "help"
    PAUSE = "pause"
    RESUME = "resume"
    QUIET = "quiet"
    SKIP = "skip"
    START = "start"


@dataclass(frozen=True, slots=True)
class Update:
    """One clear reading of what was said about an item.

    line: number of its first line. words: as typed, without the label in front; lines that were
    read as one are joined by a newline. item: its label. value: the new absolute count.
    due: a proposed day, or the day named with a yes. reason: why it is blocked or not kept.
    flag: "" for a plain record, else why it is pointed out in the receipt ("over-target", …).
    relative: the value was reckoned from the standing in the answered mail ("+2", "3 more").
    """

    line: int
    words: str
    item: str
    op: Op
    value: Decimal | None = None
    due: date | None = None
    reason: str = ""
    flag: str = ""
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Words kept beside an item. question: they ask something of the other person.

    denies: they say no, or that a state does not hold.
    """

    line: int
    words: str
    item: str = ""
    question: bool = False
    denies: bool = False


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A line of its own for the table of the next 1:1. request: it asks the other person for something."""

    line: int
    words: str
    request: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt: nothing is recorded, one question goes back.

    code: what is in doubt ("range", "lower", …). choices: what can be meant, as plain strings
    (counts, labels, ISO dates, words). details: "value", "said", "known", "guess" where they help.
    """

    line: int
    words: str
    code: str
    item: str = ""
    choices: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A new agreement somebody wrote down (`new: …`), until both sides have said yes to it.

    outcome: the words without the date. due_words: the words `due` was read from.
    flag: "draft", or what the words leave in doubt ("several-numbers", "several-dates", "no-outcome").
    own: it says what its writer will do. step: it is done week by week on the way to the item with
    the label `follows` ("" where none was named).
    """

    line: int
    words: str
    outcome: str
    due: date | None = None
    due_words: str = ""
    target: Decimal | None = None
    unit: str = ""
    flag: str = "draft"
    own: bool = False
    step: bool = False
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A word to the program.

    item: the label that UNDO names. rest: what follows (the name after SKIP). until: the local day
    on which a PAUSE is over, None where it was not said or can't be read.
    """

    line: int
    words: str
    word: CommandWord
    item: str = ""
    rest: str = ""
    until: date | None = None


Statement = Update | Note | TopicLine | Question | Draft | Command


@dataclass(frozen=True, slots=True)
class Table:
    """The mail that was answered, as far as its reading needs it.

    items: its frozen rows. prefix: letter of the writer's own items, "A" for a rep, "L" for a
    leader. today: local date of the writer. writer: person id, "" if unknown. goals: the letters of
    the questions that it asked (`meetings.goals`).
    """

    items: tuple[Item, ...]
    prefix: str
    today: date
    fiscal: FiscalYear = CALENDAR_YEAR
    writer: str = ""
    goals: tuple[str, ...] = ()

    def item(self, label: str) -> Item | None:
        """The row with this label; a row without one is found by no label."""
        return next((i for i in self.items if label and i.label == label), None)


@dataclass(frozen=True, slots=True)
class Reading:
    """statements: in the order typed. unread: lines that say nothing to the list, as typed."""

    statements: tuple[Statement, ...]
    unread: tuple[str, ...]
