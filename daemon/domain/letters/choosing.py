"""Which letters one person should get now, and when to look again.

Matters are derived from the ledgers; this room alone decides which letter carries them. A matter
rides on the next agenda within a few working days, else it goes in one batch.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from daemon.domain import workdays
from daemon.domain.letters import meetings
from daemon.domain.letters.batches import agree, monday_letter
from daemon.domain.letters.ceiling import week
from daemon.domain.letters.closing import closing_letter
from daemon.domain.letters.wishes import Wish, World, paused
from daemon.domain.outbox import State
from daemon.domain.people import Person


@dataclass(frozen=True, slots=True)
class Choice:
    """Letters to make now, letters that lost their reason, and when to look again (UTC)."""

    wishes: tuple[Wish, ...]
    withdrawn: tuple[str, ...]
    next_look: datetime
    one_on_ones: dict[str, int]


def choose(person: Person, world: World, now: datetime) -> Choice:
    """Every letter of `person` that is due at `now` and was never queued."""
    possible = () if paused(world.ledger(person.id)) else tuple(_possible(person, world, now))
    known = world.ledger(person.id).letters
    due = [w for w in possible if w.due <= now < w.expires and w.key not in known]
    later = [w.due for w in possible if w.due > now and w.key not in known]
    return Choice(
        wishes=_once_each(due),
        withdrawn=_withdrawn(person, world),
        next_look=min([*later, _next_morning(person, now)]),
        one_on_ones=_weekly(person, world, now),
    )


def _possible(person: Person, world: World, now: datetime) -> Iterable[Wish]:
    for other in world.partners(person):
        yield from meetings.letters(person, other, world, now)
    yield from meetings.nudge(person, world, now)
    yield from agree(person, world, now)
    yield from monday_letter(person, world, now)
    yield from closing_letter(person, world, now)


def _once_each(wishes: Iterable[Wish]) -> tuple[Wish, ...]:
    """No matter rides twice: the first letter that carries it keeps it."""
    chosen: list[Wish] = []
    taken: set[str] = set()
    for wish in sorted(wishes, key=lambda w: (w.kind.value, w.key)):
        fresh = tuple(m for m in wish.matters if m not in taken)
        taken |= set(fresh)
        if fresh or not wish.matters:
            chosen.append(replace(wish, matters=fresh))
    return tuple(chosen)


def _withdrawn(person: Person, world: World) -> tuple[str, ...]:
    """Queued letters about a meeting that is no longer on, or no longer on that day."""
    lost = []
    days = {
        (m.pair, m.number): m.start.astimezone(person.tz).date()
        for other in world.partners(person)
        for m in world.meetings(person, other)
        if m.state == "on"
    }
    for letter in world.ledger(person.id).letters.values():
        if letter.state is State.QUEUED and letter.day and letter.key.startswith(meetings.ABOUT):
            pair, number = letter.key.split(":")[1:3]
            if days.get((pair, int(number))) != letter.day:
                lost.append(letter.key)
    return tuple(lost)


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


