"""What one clause can say, and what must be known of an item to hear it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from daemon.domain.replies.words.lexing import Token


class Says(StrEnum):
    """What a clause says. DOUBT carries the code of the question to ask."""

    NOTHING = "nothing"
    TOTAL = "total"
    MORE = "more"
    LEFT = "left"
    PERCENT = "percent"
    HALF = "half"
    BOTH = "both"
    ALL = "all"
    DONE = "done"
    BLOCKED = "blocked"
    REOPEN = "reopen"
    MOVE = "move"
    KEPT = "kept"
    NOT_KEPT = "not_kept"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Context:
    """What the reader knows of the item: its words, past forms of its doing, whether it counts.

    period: a reply counts for the week or month it speaks of, so that "this week" adds nothing.
    """

    known: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()
    counted: bool = False
    period: bool = False


@dataclass(frozen=True, slots=True)
class Sense:
    """says, with what belongs to it. of: the M of "N of M". sure: "only", "actually" were said.

    code: of a doubt, or the flag of a state. start: where in the folded line a reason may begin.
    tokens: of its clause.
    """

    says: Says
    value: Decimal | None = None
    of: Decimal | None = None
    sure: bool = False
    day: date | None = None
    code: str = ""
    choices: tuple[str, ...] = ()
    start: int = 0
    tokens: tuple[Token, ...] = ()


def plain(value: Decimal) -> str:
    """A number without needless zeros or an exponent: "5", "2.5"."""
    return f"{value.normalize():f}"
