"""Which events are 1:1s, and whom a leader meets alone.

A 1:1 is known by its two people and its time, never by an event's id alone: a recreated series, a
moved instance and the same meeting seen in two calendars are one meeting (design, "Meetings").
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from daemon.domain.meetings.attendance import OneOnOne, Reason, attending, declined, judge, unfit
from daemon.domain.meetings.event import INVITATIONS, Event, Guest
from daemon.domain.meetings.matching import Matched, cancel, match, occurrence_of, overlap
from daemon.domain.people import Directory, fold_address

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


_Identity = tuple[str, datetime | None]


@dataclass(frozen=True, slots=True)
class Rejected:
    event: Event
    reason: Reason


@dataclass(frozen=True, slots=True)
class Recognition:
    """one_on_ones: by start, then pair; those of one pair never overlap.

    rejected: every event that is not the first of a 1:1, with its reason.
    """

    one_on_ones: tuple[OneOnOne, ...]
    rejected: tuple[Rejected, ...]


def recognise(events: Iterable[Event], directory: Directory) -> Recognition:
    """The 1:1s among `events`, which may come from several calendars in any order.

    A cancelled or declined copy of an occurrence speaks for its other copies, which may lag behind;
    what a mail said of it stands only where no calendar holds it.
    """
    ordered = sorted(events, key=_copy_order)
    held = {event.identity for event in ordered if not _by_mail(event)}
    outdone = [event for event in ordered if _by_mail(event) and event.identity in held]
    read = [event for event in ordered if not (_by_mail(event) and event.identity in held)]
    judged = [(event, judge(event, directory)) for event in read]
    denied = {
        event.identity: verdict
        for event, verdict in judged
        if verdict is Reason.CANCELLED or verdict is Reason.DECLINED
    }
    rejected = [Rejected(event, Reason.DUPLICATE) for event in outdone]
    chosen: dict[_Identity, tuple[OneOnOne, Event]] = {}
    for event, verdict in judged:
        if isinstance(verdict, Reason):
            rejected.append(Rejected(event, verdict))
        elif event.identity in denied:
            rejected.append(Rejected(event, denied[event.identity]))
        elif event.identity in chosen:
            rejected.append(Rejected(event, Reason.DUPLICATE))
        else:
            chosen[event.identity] = (verdict, event)
    ones = _merge(_named(chosen, ordered), rejected)
    return Recognition(
        tuple(sorted(ones, key=lambda one: (one.start, one.pair))),
        tuple(sorted(rejected, key=lambda r: _copy_order(r.event))),
    )


def _by_mail(event: Event) -> bool:
    return event.occurrence.source == INVITATIONS


def _named(
    chosen: Mapping[_Identity, tuple[OneOnOne, Event]], copies: Iterable[Event]
) -> Iterator[tuple[OneOnOne, Event]]:
    """Each 1:1 with the references of all its copies: it can be looked up in each calendar."""
    references: dict[_Identity, set[str]] = {}
    for copy in copies:
        references.setdefault(copy.identity, set()).add(copy.occurrence.reference)
    for identity, (one, event) in chosen.items():
        yield replace(one, references=tuple(sorted(references[identity]))), event


def _copy_order(event: Event) -> tuple[bool, datetime, datetime, str, str]:
    """The organizer's own copy of a meeting first: it is the one that others follow."""
    organizer = event.organizer.address if event.organizer else ""
    lags = not event.owner or fold_address(event.owner) != fold_address(organizer)
    return (lags, event.start, event.end, event.occurrence.reference, event.owner)


def _merge(
    chosen: Iterable[tuple[OneOnOne, Event]], rejected: list[Rejected]
) -> tuple[OneOnOne, ...]:
    """One OneOnOne for a pair's events that overlap; all but the first join `rejected`."""
    ones: list[OneOnOne] = []
    for one, event in sorted(chosen, key=lambda c: (c[0].start, c[0].end, c[0].references)):
        same = (n for n, o in enumerate(ones) if o.pair == one.pair and overlap(o, one))
        first = next(same, None)
        if first is None:
            ones.append(one)
        else:
            ones[first] = _joined(ones[first], one)
            rejected.append(Rejected(event, Reason.DUPLICATE))
    return tuple(ones)


def _joined(one: OneOnOne, other: OneOnOne) -> OneOnOne:
    references = tuple(sorted({*one.references, *other.references}))
    return replace(one, references=references, recurring=one.recurring or other.recurring)


# --- the first day ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody met alone and again and again. times: how many meetings were seen."""

    address: str
    name: str
    times: int
    next_start: datetime


@dataclass(slots=True)
class _Seen:
    address: str
    name: str = ""
    starts: set[datetime] = field(default_factory=set)


def first_day(events: Iterable[Event], leader_address: str) -> tuple[Companion, ...]:
    """Whom the owner of `leader_address` meets alone in recurring meetings, the next one first.

    Strangers are welcome: this is for `accord welcome`, when the directory is still empty.
    """
    seen: dict[str, _Seen] = {}
    for event in sorted(events, key=lambda e: (e.start, e.occurrence.reference)):
        if other := _alone_with(event, fold_address(leader_address)):
            person = seen.setdefault(fold_address(other.address), _Seen(other.address))
            person.name = person.name or other.name
            person.starts.add(event.start)
    companions = (Companion(p.address, p.name, len(p.starts), min(p.starts)) for p in seen.values())
    return tuple(sorted(companions, key=lambda c: (c.next_start, c.address)))


def _alone_with(event: Event, me: str) -> Guest | None:
    """The other one of a recurring meeting of two whom both attend."""
    if unfit(event) or not event.recurring:
        return None
    people = attending(event, frozenset(), {me}, fold_address)
    if len(people) != 2 or me not in people or any(map(declined, people.values())):
        return None
    return next(guests[0] for who, guests in people.items() if who != me)
