"""How many unasked letters a person gets in a week, at most. It stands in the welcome mail.

The agenda or prep of a 1:1 always leaves; everything else shares the few on top, less what meetings
that moved have used of them, so that a full week can delay a batch but never an agenda.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from daemon.domain.ledger import Ledger
from daemon.domain.outbox import Letter, LetterKind, counts_to_ceiling
from daemon.domain.people import Person

REP_EXTRA = 2
LEADER_EXTRA = 3
_MEETING_KINDS = (LetterKind.AGENDA, LetterKind.PREP)


def week(person: Person, at: datetime) -> str:
    """The ISO week of an instant in the person's zone, "2026-W49"."""
    year, number, _ = at.astimezone(person.tz).isocalendar()
    return f"{year}-W{number:02}"


def allowance(one_on_ones: int, *, leads: bool) -> int:
    return one_on_ones + (LEADER_EXTRA if leads else REP_EXTRA)


def sent_in_week(letters: Iterable[Letter], person: Person, at: datetime) -> tuple[Letter, ...]:
    """Unasked letters that left in the ISO week of `at`."""
    wanted = week(person, at)
    return tuple(
        x for x in letters if x.sent and counts_to_ceiling(x) and week(person, x.sent) == wanted
    )


def may_leave(letter: Letter, sent: Iterable[Letter], one_on_ones: int, *, leads: bool) -> bool:
    """Whether a letter may be released now; over the ceiling it waits, none is dropped.

    sent: what `sent_in_week` gives. one_on_ones: the person's own in that week.
    """
    if not counts_to_ceiling(letter) or _of_a_meeting(letter):
        return True
    sent = tuple(sent)
    meetings = sum(map(_of_a_meeting, sent))
    return len(sent) - min(meetings, one_on_ones) < (LEADER_EXTRA if leads else REP_EXTRA)


def _of_a_meeting(letter: Letter) -> bool:
    """An agenda or prep; a nudge and a review by mail are agendas without a meeting."""
    return letter.kind in _MEETING_KINDS and letter.day is not None


ONE_ON_ONES = "one-on-ones"


def noted(ledger: Ledger, counts: Mapping[str, int]) -> Ledger:
    """The ledger with the number of own 1:1s by week, which the release looks at."""
    text = " ".join(f"{name}={count}" for name, count in sorted(counts.items()) if count)
    return replace(ledger, meta={**ledger.meta, ONE_ON_ONES: text})


def one_on_ones(ledger: Ledger, wanted: str) -> int:
    """Own 1:1s in a week, as noted when the week was planned."""
    pairs = (part.partition("=") for part in ledger.meta.get(ONE_ON_ONES, "").split())
    return next((int(count) for name, _, count in pairs if name == wanted), 0)
