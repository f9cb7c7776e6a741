"""Which events are 1:1s, and which meeting of the ledger each of them is.

A 1:1 is known by its two people and its time, never by an event's id alone: a recreated series, a
moved instance and the same meeting seen in two calendars are one meeting (design, "Meetings").
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from daemon.domain.ledger import Meeting
from daemon.domain.meetings.attendance import (
    Reason,
    Two,
    attending,
    declined,
    judge,
    unfit,
)
from daemon.domain.meetings.event import Event, Guest, Occurrence
from daemon.domain.people import Directory, fold_address, pair_key

__all__ = [
    "Companion",
    "Matched",
    "OneOnOne",
    "Reason",
    "Recognition",
    "Rejected",
    "cancel",
    "first_day",
    "match",
    "occurrence_of",
    "recognise",
]

_REFERENCE = re.compile(r"([^:]*):(.*):(\d{4}-\d\d-\d\dT[\d:.]+\+00:00)?", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class OneOnOne:
    """An event we act on. start, end: UTC; references: sorted, of every event it stands for."""

    pair: str
    rep: str
    leader: str
    start: datetime
    end: datetime
    references: tuple[str, ...]
    recurring: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    event: Event
    reason: Reason


@dataclass(frozen=True, slots=True)
class Recognition:
    """Every event once: in `one_on_ones` (by start, then pair), or in `rejected` with its reason."""

    one_on_ones: tuple[OneOnOne, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody met alone and again and again. times: how many meetings were seen."""

    address: str
    name: str
    times: int
    next_start: datetime


@dataclass(frozen=True, slots=True)
class Matched:
    """A ledger's meetings after a look at the calendar.

    missing: numbers of meetings to come, inside the window, that no 1:1 matched. Absence is no
    cancellation: ask the calendar's `find` for each of their occurrences, and `cancel` only when
    all are Gone or what is found is no 1:1 of this pair any more.
    """

    meetings: Mapping[int, Meeting]
    missing: tuple[int, ...]


# --- recognising -----------------------------------------------------------------------------


def recognise(events: Iterable[Event], directory: Directory) -> Recognition:
    """The 1:1s among `events`, which may come from several calendars in any order.

    A cancelled or declined copy of an occurrence speaks for its other copies, which may lag behind.
    """
    judged = [(event, judge(event, directory)) for event in sorted(events, key=_copy_order)]
    denied = {
        event.occurrence.reference: verdict
        for event, verdict in judged
        if verdict in (Reason.CANCELLED, Reason.DECLINED)
    }
    rejected: list[Rejected] = []
    chosen: dict[str, tuple[Event, Two]] = {}
    for event, verdict in judged:
        reference = event.occurrence.reference
        if isinstance(verdict, Reason):
            rejected.append(Rejected(event, verdict))
        elif isinstance(reason := denied.get(reference), Reason):
            rejected.append(Rejected(event, reason))
        elif reference in chosen:
            rejected.append(Rejected(event, Reason.DUPLICATE))
        else:
            chosen[reference] = (event, verdict)
    ones = _merge(chosen.values(), rejected)
    return Recognition(
        tuple(sorted(ones, key=lambda one: (one.start, one.pair))),
        tuple(sorted(rejected, key=lambda r: _copy_order(r.event))),
    )


def _copy_order(event: Event) -> tuple[bool, datetime, datetime, str, str]:
    """The organizer's own copy of a meeting first: it is the one that others follow."""
    organizer = event.organizer.address if event.organizer else ""
    lags = not event.owner or fold_address(event.owner) != fold_address(organizer)
    return (lags, event.start, event.end, event.occurrence.reference, event.owner)


def _merge(chosen: Iterable[tuple[Event, Two]], rejected: list[Rejected]) -> list[OneOnOne]:
    """One OneOnOne for events of a pair that overlap in time; the later ones are duplicates."""
    ones: list[OneOnOne] = []
    for event, two in sorted(
        chosen, key=lambda c: (c[0].start, c[0].end, c[0].occurrence.reference)
    ):
        one = _one_on_one(event, two)
        same = next(
            (n for n, o in enumerate(ones) if o.pair == one.pair and _overlap(o, one)), None
        )
        if same is None:
            ones.append(one)
            continue
        rejected.append(Rejected(event, Reason.DUPLICATE))
        ones[same] = replace(
            ones[same],
            references=_union(ones[same].references, one.references),
            recurring=ones[same].recurring or one.recurring,
        )
    return ones


def _one_on_one(event: Event, two: Two) -> OneOnOne:
    return OneOnOne(
        pair=pair_key(two.rep.id, two.leader.id),
        rep=two.rep.id,
        leader=two.leader.id,
        start=event.start,
        end=event.end,
        references=(event.occurrence.reference,),
        recurring=event.recurring,
    )


# --- the first day ---------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    name: str = ""
    starts: set[datetime] = field(default_factory=set)


def first_day(events: Iterable[Event], leader_address: str) -> tuple[Companion, ...]:
    """Whom the owner of `leader_address` meets alone in recurring meetings, the next one first.

    Strangers all: for `welcome`, when the directory is still empty.
    """
    seen: dict[str, _Seen] = {}
    for event in sorted(events, key=lambda e: e.start):
        other = _alone_with(event, fold_address(leader_address))
        if other:
            entry = seen.setdefault(fold_address(other.address), _Seen())
            entry.name = entry.name or other.name
            entry.starts.add(event.start)
    companions = (Companion(a, s.name, len(s.starts), min(s.starts)) for a, s in seen.items())
    return tuple(sorted(companions, key=lambda c: (c.next_start, c.address)))


def _alone_with(event: Event, me: str) -> Guest | None:
    """The other one of a recurring meeting of two that both attend."""
    if unfit(event) or not event.recurring:
        return None
    people = attending(event, frozenset(), {me}, fold_address)
    if len(people) != 2 or me not in people or any(map(declined, people.values())):
        return None
    return next(guests[0] for who, guests in people.items() if who != me)


# --- the same meeting again ------------------------------------------------------------------


def match(
    meetings: Mapping[int, Meeting], found: Iterable[OneOnOne], window: tuple[datetime, datetime]
) -> Matched:
    """Which meeting each 1:1 is: by a reference they share, else by pair and time, else a new one.

    meetings: all of one rep's ledger, since numbers count over all pairs. found: the rep's 1:1s in
    `window` (UTC). References only grow. Of two known meetings that turn out to be one (both at
    one time, or both named by one 1:1) the other is cancelled, so that a pair never meets twice
    at a time.
    """
    ones = sorted(found, key=lambda one: (one.start, one.pair))
    numbers = _by_reference(meetings, ones)
    for index, one in enumerate(ones):
        if index not in numbers:
            taken = set(numbers.values())
            numbers[index] = _by_time(meetings, one, taken) or max({0, *meetings, *taken}) + 1
    known = {
        number: _seen_again(meetings.get(number), number, ones[index])
        for index, number in numbers.items()
    }
    absent = [
        m
        for n, m in meetings.items()
        if n not in known and m.state == "on" and m.start >= window[0]
    ]
    doubles = [m for m in absent if any(_same(m, one) for one in ones)]
    known |= {m.number: replace(m, state="cancelled") for m in doubles}
    missing = (m.number for m in absent if m not in doubles and m.start < window[1])
    return Matched({**meetings, **known}, tuple(sorted(missing)))


def cancel(meetings: Mapping[int, Meeting], number: int) -> Mapping[int, Meeting]:
    """The same with one meeting cancelled. Raises KeyError for a number that is not there."""
    return {**meetings, number: replace(meetings[number], state="cancelled")}


def occurrence_of(reference: str) -> Occurrence:
    """The occurrence that a meeting's reference names; the opposite of Occurrence.reference."""
    parts = _REFERENCE.fullmatch(reference)
    if parts is None:
        raise ValueError(f"not a reference to an occurrence: {reference!r}")
    source, uid, original = parts.groups()
    return Occurrence(source, uid, datetime.fromisoformat(original) if original else None)


def _by_reference(meetings: Mapping[int, Meeting], ones: list[OneOnOne]) -> dict[int, int]:
    """Index of a 1:1 -> number, for those that share a reference; each meeting only once.

    Meetings that were one for a while share references: the one that is on, then the one that is
    at this time, then the one that shares most, has the better claim.
    """
    claims = sorted(
        (meeting.state != "on", not _overlap(meeting, one), -len(shared), number, index)
        for number, meeting in meetings.items()
        for index, one in enumerate(ones)
        if meeting.pair == one.pair
        and (shared := set(meeting.references).intersection(one.references))
    )
    numbers: dict[int, int] = {}
    for *_, number, index in claims:
        if index not in numbers and number not in numbers.values():
            numbers[index] = number
    return numbers


def _by_time(meetings: Mapping[int, Meeting], one: OneOnOne, taken: set[int]) -> int | None:
    """The number of the pair's meeting that is on and overlaps `one`, the lowest if several do."""
    return min(
        (
            number
            for number, meeting in meetings.items()
            if number not in taken
            and meeting.state == "on"
            and meeting.pair == one.pair
            and _overlap(meeting, one)
        ),
        default=None,
    )


def _same(meeting: Meeting, one: OneOnOne) -> bool:
    shared = set(meeting.references).intersection(one.references)
    return meeting.pair == one.pair and (bool(shared) or _overlap(meeting, one))


def _seen_again(meeting: Meeting | None, number: int, one: OneOnOne) -> Meeting:
    references = _union(meeting.references if meeting else (), one.references)
    return Meeting(number, one.pair, one.start, one.end, references, state="on")


def _union(some: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*some, *more}))


def _overlap(one: OneOnOne | Meeting, other: OneOnOne | Meeting) -> bool:
    """Two stretches share an instant; those without length do when they start together."""
    together = one.start == other.start
    return together or (one.start < other.end and other.start < one.end)
