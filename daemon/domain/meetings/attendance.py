"""Who takes part in an event, and why it may be no 1:1."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daemon.domain.meetings.event import Event, Guest
from daemon.domain.people import Directory, fold_address, pair_key


class Reason(StrEnum):
    """Why an event is not a 1:1 of its own."""

    CANCELLED = "cancelled"
    ALL_DAY = "all-day"
    OUT_OF_OFFICE = "out-of-office"
    GUESTS_OMITTED = "guests-omitted"
    GROUP = "group"
    STRANGER = "stranger"
    ONE_PERSON = "one-person"
    SAME_PERSON = "same-person"
    THREE_OR_MORE = "three-or-more"
    DECLINED = "declined"
    NOT_LEAD_AND_REPORT = "not-lead-and-report"
    DUPLICATE = "duplicate"


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


def judge(event: Event, directory: Directory) -> Reason | OneOnOne:
    """The rep and leader whose 1:1 this is, or why it is none."""
    if reason := unfit(event):
        return reason
    people = attending(event, directory.rooms, directory.people, lambda a: _who(a, directory))
    if not directory.people.keys() >= people.keys():
        return Reason.STRANGER
    if len(people) != 2:
        return _wrong_number(people)
    if any(map(declined, people.values())):
        return Reason.DECLINED
    one, other = (directory.people[who] for who in people)
    if one.leader == other.id:
        return _one_on_one(event, one.id, other.id)
    if other.leader == one.id:
        return _one_on_one(event, other.id, one.id)
    return Reason.NOT_LEAD_AND_REPORT


def _one_on_one(event: Event, rep: str, leader: str) -> OneOnOne:
    return OneOnOne(
        pair=pair_key(rep, leader),
        rep=rep,
        leader=leader,
        start=event.start,
        end=event.end,
        references=(event.occurrence.reference,),
        recurring=event.recurring,
    )


def _who(address: str, directory: Directory) -> str:
    person = directory.by_address(address)
    return person.id if person else fold_address(address)


def _wrong_number(people: Mapping[str, list[Guest]]) -> Reason:
    if len(people) > 2:
        return Reason.THREE_OR_MORE
    return Reason.SAME_PERSON if any(len(g) > 1 for g in people.values()) else Reason.ONE_PERSON


def declined(entries: list[Guest]) -> bool:
    """Somebody invited under two addresses has declined only with both."""
    return all(guest.response == "declined" for guest in entries)


def unfit(event: Event) -> Reason | None:
    """What can be said without knowing anybody."""
    if event.cancelled:
        return Reason.CANCELLED
    if event.all_day:
        return Reason.ALL_DAY
    if event.out_of_office:
        return Reason.OUT_OF_OFFICE
    if event.guests_omitted:
        return Reason.GUESTS_OMITTED
    return Reason.GROUP if any(g.kind == "group" for g in event.guests) else None


def attending(
    event: Event, rooms: frozenset[str], known: Container[str], who: Callable[[str], str]
) -> dict[str, list[Guest]]:
    """Who takes part: guests, the calendar's owner, the organizer; no rooms. `who` names people.

    An owner or organizer who is neither on the guest list nor known is left out where the list
    already names two: a scheduling robot, an assistant, a shared calendar.
    """
    people: dict[str, list[Guest]] = {}
    for guest in event.guests:
        if not _is_room(guest, rooms):
            people.setdefault(who(guest.address), []).append(guest)
    owner = Guest(event.owner, response="accepted") if event.owner else None
    for host in (owner, event.organizer):
        if host is None or _is_room(host, rooms) or who(host.address) in people:
            continue
        if who(host.address) in known or len(people) < 2:
            people[who(host.address)] = [host]
    return people


def _is_room(guest: Guest, rooms: frozenset[str]) -> bool:
    return guest.kind == "room" or guest.address in rooms
