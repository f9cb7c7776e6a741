"""Which letters one person should get now, and when to look again.

Matters are derived from the ledgers; this room alone decides which letter carries them. A matter
rides on the next agenda within a few working days, else it goes in one batch.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daemon.domain import workdays
from daemon.domain.letters.batches import VIEW, agree, monday_letter
from daemon.domain.letters.by_mail import nudges, reviews
from daemon.domain.letters.ceiling import week
from daemon.domain.letters.closing import closing_letter
from daemon.domain.letters.meetings import ABOUT, letters, skipped
from daemon.domain.letters.wishes import Candidate, Wish, World, carried, paused
from daemon.domain.outbox import LetterKind, State
from daemon.domain.people import Person

ROOM = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Choice:
    """Letters to make now, letters that lost their reason, and when to look again (UTC)."""

    wishes: tuple[Wish, ...]
    withdrawn: tuple[str, ...]
    next_look: datetime
    one_on_ones: dict[str, int]


@dataclass
class _Look:
    """One look at one person: the letters so far, and the moments of those to come."""

    now: datetime
    known: frozenset[str]
    wishes: list[Wish]
    later: list[datetime]

    def take(self, candidates: Iterable[Candidate]) -> None:
        """Builds what is due and new; what is not due is only noted."""
        for candidate in candidates:
            if candidate.key in self.known:
                continue
            if candidate.due > self.now:
                self.later.append(candidate.due)
            elif self.now < candidate.until and (wish := candidate.build()):
                self.wishes.append(wish)

    def has(self, kind: LetterKind) -> bool:
        return any(w.kind is kind for w in self.wishes)

    @property
    def matters(self) -> frozenset[str]:
        return frozenset(m for w in self.wishes for m in w.matters)


def choose(person: Person, world: World, now: datetime) -> Choice:
    """Every letter of `person` that is due at `now` and was never queued."""
    ledger = world.ledger(person.id)
    look = _Look(now, frozenset(ledger.letters), [], [_next_morning(person, now)])
    if not paused(ledger, workdays.today(person, now)):
        _gather(look, person, world, now)
    return Choice(
        wishes=tuple(look.wishes),
        withdrawn=_withdrawn(person, world),
        next_look=min(look.later),
        one_on_ones=_weekly(person, world, now),
    )


def _gather(look: _Look, person: Person, world: World, now: datetime) -> None:
    """What a meeting, a date or a week brings about first; the batch takes what none of it carries."""
    ledger = world.ledger(person.id)
    if not ledger.letters:
        look.take(agree(person, world, now, frozenset()))
    if any(w.template == VIEW for w in look.wishes):
        return  # the first thing a rep hears is a question; the list follows it
    room = _room_to_answer(person, world)
    if room and now < room:
        look.later.append(room)
        return
    for other in world.partners(person):
        look.take(letters(person, other, world, now))
        look.take(reviews(person, other, world, now))
    if not look.has(LetterKind.AGENDA):
        look.take(nudges(person, world, now))
    look.take(monday_letter(person, world, now))
    look.take(closing_letter(person, world, now))
    if not look.has(LetterKind.AGREE):
        look.take(agree(person, world, now, carried(ledger) | look.matters))


def _room_to_answer(person: Person, world: World) -> datetime | None:
    """Until when a rep's very first letter stands alone, so that it can be answered in peace."""
    letters = tuple(world.ledger(person.id).letters.values())
    leads = bool(world.directory.reports(person.id))
    if leads or len(letters) != 1 or letters[0].kind is not LetterKind.AGREE:
        return None
    return letters[0].made + ROOM


def _withdrawn(person: Person, world: World) -> tuple[str, ...]:
    """Queued letters about a meeting that is off, skipped, or no longer on that day."""
    queued = [
        x
        for x in world.ledger(person.id).letters.values()
        if x.state is State.QUEUED and x.day and x.key.startswith(ABOUT)
    ]
    if not queued:
        return ()
    days: dict[tuple[str, str], date] = {}
    for other in world.partners(person):
        met = [m for m in world.meetings(person, other) if m.state == "on"]
        for meeting in met:
            if not skipped(meeting, met, person, other, world):
                day = workdays.local(person, meeting.start).date()
                days[meeting.pair, str(meeting.number)] = day
    return tuple(x.key for x in queued if days.get(_meeting(x.key)) != x.day)


def _meeting(key: str) -> tuple[str, str]:
    _, pair, number, *_ = key.split(":")
    return pair, number


def _next_morning(person: Person, now: datetime) -> datetime:
    """07:00 tomorrow, local: whatever a date brings about is looked at once a day."""
    tomorrow = workdays.today(person, now) + timedelta(days=1)
    return workdays.instant(person, tomorrow, workdays.EARLIEST)


def _weekly(person: Person, world: World, now: datetime) -> dict[str, int]:
    """Own 1:1s in this ISO week and the next one, for the ceiling."""
    counts: dict[str, int] = {week(person, now): 0, week(person, now + timedelta(days=7)): 0}
    for other in world.partners(person):
        for meeting in world.meetings(person, other):
            name = week(person, meeting.start)
            if name in counts and meeting.state == "on":
                counts[name] += 1
    return counts
