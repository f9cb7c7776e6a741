"""Which of several mails about one invitation stands (RFC 5546).

Mails overtake each other, are sent twice, and can be written by anybody. What is kept of an event
is the newest word on the whole of it and on each of its instances, and it comes from the one who
invited. Somebody invited may pass the invitation on, but not speak against its organizer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from daemon.domain.meetings.event import Event
from daemon.domain.people import fold_address


class Method(StrEnum):
    """What a mail wants of an event (RFC 5546 1.4). other: PUBLISH, ADD, REFRESH and the like."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    REPLY = "REPLY"
    COUNTER = "COUNTER"
    OTHER = "OTHER"


class Outcome(StrEnum):
    """What became of a mail about an invitation; the code it is filed under. The later, the graver.

    held: it is somebody's who has no say in this event, and changed nothing.
    """

    NOTHING = "invitation-nothing"
    OLD = "invitation-old"
    PASSED_ON = "invitation-passed-on"
    ANSWERED = "invitation-answered"
    KEPT = "invitation"
    CANCELLED = "invitation-cancelled"
    HELD = "held-invitation"


@dataclass(frozen=True, slots=True)
class Version:
    """Order of the words on one thing: SEQUENCE, then DTSTAMP (RFC 5546 2.1.5), UTC."""

    sequence: int
    stamp: datetime

    def after(self, other: "Version") -> bool:
        return (self.sequence, self.stamp) > (other.sequence, other.stamp)

    def before_in_all(self, other: "Version") -> bool:
        """Older by both signs: programs number instances and their series each on its own."""
        return self.sequence < other.sequence and self.stamp < other.stamp


@dataclass(frozen=True, slots=True)
class Notice:
    """What one mail says of one event, or of one instance of it.

    original: UTC start that the series gave the instance (RECURRENCE-ID); None for the whole.
    following: it also means those that follow (RANGE=THISANDFUTURE).
    timing: when the whole takes place, comparable; since: the version at which that began.
    organizer, guests: addresses, casefolded; "" where none is named.
    first_hand: the organizer sent it, nobody passed it on.
    answers: address -> PARTSTAT and when it was given, as replies said since.
    text: the event as RFC 5545 text, opaque here.
    """

    method: Method
    uid: str
    version: Version
    original: datetime | None = None
    following: bool = False
    timing: str = ""
    since: Version | None = None
    organizer: str = ""
    guests: tuple[str, ...] = ()
    first_hand: bool = False
    answers: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)
    text: str = ""


Kept = tuple[Notice, ...]
Who = Callable[[str], str]


def consider(notice: Notice, kept: Kept, sender: str, who: Who, own: str) -> tuple[Outcome, Kept]:
    """What becomes of a mail, and what is kept of its event from now on.

    kept: what was kept so far. sender: the person who surely sent it. who: address -> person, or
    the address folded. own: the address that invitations are sent to.
    """
    match notice.method:
        case Method.REQUEST | Method.CANCEL:
            return _changed(notice, kept, sender, who, own)
        case Method.REPLY:
            return _replied(notice, kept, sender, who)
        case _:  # who counters proposes; what comes of it, the organizer sends (RFC 5546 3.2.7)
            return Outcome.NOTHING, kept


def _changed(notice: Notice, kept: Kept, sender: str, who: Who, own: str) -> tuple[Outcome, Kept]:
    organizer = next((n.organizer for n in kept if n.organizer), notice.organizer)
    if notice.organizer and who(notice.organizer) != who(organizer):
        return Outcome.HELD, kept  # the organizer of an event never changes (RFC 5546 2.1.4)
    notice = replace(
        notice, organizer=organizer, first_hand=bool(organizer) and who(organizer) == sender
    )
    if not notice.first_hand:
        if notice.method is Method.CANCEL or sender not in map(who, notice.guests):
            return Outcome.HELD, kept
        if any(n.first_hand for n in kept):
            return Outcome.PASSED_ON, kept
    # What somebody passed on stands no longer than until the organizer speaks.
    peers = tuple(n for n in kept if n.first_hand or not notice.first_hand)
    if not _newest(notice, peers):
        return Outcome.OLD, kept
    if notice.method is Method.REQUEST:
        return Outcome.KEPT, _with(notice, kept)
    if notice.original is None and _only(own, notice.guests):
        # We alone were taken off the list: the two still meet, and it is no business of ours.
        return Outcome.CANCELLED, ()
    return Outcome.CANCELLED, _with(notice, kept)


def _only(own: str, guests: Iterable[str]) -> bool:
    return {fold_address(g) for g in guests} == {fold_address(own)}


def _newest(notice: Notice, kept: Kept) -> bool:
    """Whether nothing newer is known of the same thing, nor of a series that was moved since."""
    whole = _whole(kept)
    if notice.original is not None and whole:
        over = whole.method is Method.CANCEL and not notice.version.after(whole.version)
        if over or notice.version.before_in_all(whole.since or whole.version):
            return False
    same = (n for n in kept if n.original == notice.original)
    return all(notice.version.after(n.version) for n in same)


def _with(notice: Notice, kept: Kept) -> Kept:
    """A series that is moved or cancelled takes back what was said of its instances before."""
    others = [n for n in kept if n.original != notice.original]
    if notice.original is not None:
        if notice.following:
            others = [n for n in others if not _overtaken(n, notice)]
        return (*others, notice)
    whole = _whole(kept)
    if notice.method is Method.CANCEL:
        return (notice,)
    same = whole is not None and whole.method is notice.method and whole.timing == notice.timing
    since = (whole.since or whole.version) if whole and same else notice.version
    left = [n for n in others if not n.version.before_in_all(since)]
    return (replace(notice, since=since), *left)


def _overtaken(instance: Notice, following: Notice) -> bool:
    """An instance after a "this and future" that knew of it already."""
    if instance.original is None or following.original is None:
        return False
    return instance.original > following.original and following.version.after(instance.version)


def _whole(kept: Kept) -> Notice | None:
    return next((n for n in kept if n.original is None), None)


def _replied(notice: Notice, kept: Kept, sender: str, who: Who) -> tuple[Outcome, Kept]:
    """A guest's yes or no, noted where it belongs; of one instance, on a word of its own."""
    if len(notice.guests) != 1 or who(notice.guests[0]) != sender:
        return Outcome.HELD, kept
    exact = next((n for n in kept if n.original == notice.original), None)
    target = exact or _whole(kept)
    if target is None or target.method is not Method.REQUEST:
        return Outcome.NOTHING, kept
    mine = [guest for guest in target.guests if who(guest) == sender]
    if not mine:
        return Outcome.HELD, kept
    given = notice.answers[notice.guests[0]]
    before = [target.answers[guest][1] for guest in mine if guest in target.answers]
    if notice.version.sequence < target.version.sequence or any(b >= given[1] for b in before):
        return Outcome.OLD, kept
    answers = {**target.answers, **dict.fromkeys(mine, given)}
    answered = replace(target, original=notice.original, answers=answers)
    others = (n for n in kept if n.original != notice.original)
    return Outcome.ANSWERED, (*others, answered)


def without(event: Event, own: str) -> Event:
    """The event as the two people have it: our own address is no guest at their table."""
    ours = fold_address(own)
    guests = tuple(g for g in event.guests if fold_address(g.address) != ours)
    return event if len(guests) == len(event.guests) else replace(event, guests=guests)
