"""Which meeting of the ledger a 1:1 is, when the calendar is looked at again."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from daemon.domain.ledger import Meeting
from daemon.domain.meetings.attendance import OneOnOne
from daemon.domain.meetings.event import Occurrence

_REFERENCE = re.compile(r"([^:]*):(.*):(\d{4}-\d\d-\d\dT[\d:.]+\+00:00)?", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Matched:
    """A ledger's meetings after a look at the calendar.

    missing: numbers of meetings to come, inside the window, that no 1:1 matched. Absence is no
    cancellation: ask the calendar's `find` for each of their occurrences, and `cancel` only when
    all are Gone, or what is found is no 1:1 of this pair any more.
    """

    meetings: Mapping[int, Meeting]
    missing: tuple[int, ...]


def match(
    meetings: Mapping[int, Meeting], found: Iterable[OneOnOne], window: tuple[datetime, datetime]
) -> Matched:
    """Which meeting each 1:1 is: by a reference they share, else by pair and time, else a new one.

    meetings: all of one rep's ledger, since numbers count over all pairs. found: the rep's 1:1s in
    `window` (UTC), as `recognise` gives them. Of two known meetings that turn out to be one (both
    at one time, or both named by one 1:1) one is cancelled: a pair never meets twice at a time.
    """
    ones = sorted(found, key=lambda one: (one.start, one.pair))
    numbers = _by_reference(meetings, ones)
    for index, one in enumerate(ones):
        if index not in numbers:
            taken = set(numbers.values())
            numbers[index] = _by_time(meetings, one, taken) or max({0, *meetings, *taken}) + 1
    known = {n: _seen(meetings.get(n), n, ones[index]) for index, n in numbers.items()}
    absent = {
        n: meeting
        for n, meeting in meetings.items()
        if n not in known and meeting.state == "on" and meeting.start >= window[0]
    }
    doubles = {
        n: replace(meeting, state="cancelled")
        for n, meeting in absent.items()
        if any(_same(meeting, one) for one in ones)
    }
    missing = (n for n in absent.keys() - doubles.keys() if absent[n].start < window[1])
    return Matched({**meetings, **known, **doubles}, tuple(sorted(missing)))


def cancel(meetings: Mapping[int, Meeting], number: int) -> Mapping[int, Meeting]:
    """The same with one meeting cancelled. Raises KeyError for a number that is not there."""
    return {**meetings, number: replace(meetings[number], state="cancelled")}


def occurrence_of(reference: str) -> Occurrence:
    """The occurrence that a meeting's reference names; the reverse of Occurrence.reference.

    Raises ValueError for a string that no occurrence gives.
    """
    parts = _REFERENCE.fullmatch(reference)
    if parts is None:
        raise ValueError(f"not a reference to an occurrence: {reference!r}")
    source, uid, original = parts.groups()
    return Occurrence(source, uid, datetime.fromisoformat(original) if original else None)


def overlap(one: OneOnOne | Meeting, other: OneOnOne | Meeting) -> bool:
    """Two stretches share an instant; those without length do when they start together."""
    together = one.start == other.start
    return together or (one.start < other.end and other.start < one.end)


def _by_reference(meetings: Mapping[int, Meeting], ones: Sequence[OneOnOne]) -> dict[int, int]:
    """Index of a 1:1 -> number, for those that share a reference; each meeting only once.

    Meetings that were one for a while share references: the one that is on, then the one that is
    at this time, then the one that shares most, has the better claim.
    """
    claims = sorted(
        (meeting.state != "on", not overlap(meeting, one), -_shared(meeting, one), number, index)
        for number, meeting in meetings.items()
        for index, one in enumerate(ones)
        if _shared(meeting, one)
    )
    numbers: dict[int, int] = {}
    for *_, number, index in claims:
        if index not in numbers and number not in numbers.values():
            numbers[index] = number
    return numbers


def _by_time(meetings: Mapping[int, Meeting], one: OneOnOne, taken: set[int]) -> int | None:
    """The pair's meeting that is on at this time and not yet taken, the oldest if several are."""
    fitting = (
        number
        for number, meeting in meetings.items()
        if number not in taken
        and meeting.state == "on"
        and meeting.pair == one.pair
        and overlap(meeting, one)
    )
    return min(fitting, default=None)


def _same(meeting: Meeting, one: OneOnOne) -> bool:
    return meeting.pair == one.pair and (_shared(meeting, one) > 0 or overlap(meeting, one))


def _shared(meeting: Meeting, one: OneOnOne) -> int:
    """How many references the two have in common; another pair's are another meeting's."""
    if meeting.pair != one.pair:
        return 0
    return len(set(meeting.references).intersection(one.references))


def _seen(meeting: Meeting | None, number: int, one: OneOnOne) -> Meeting:
    """The meeting as the calendar has it now; references only ever grow."""
    known = meeting.references if meeting else ()
    references = tuple(sorted({*known, *one.references}))
    return Meeting(number, one.pair, one.start, one.end, references, state="on")
