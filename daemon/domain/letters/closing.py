"""The quarter letter: on a working day after the quarter, before anything goes into the sums."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from daemon.domain import tags, workdays
from daemon.domain.agreements.agreement import Agreement, fold
from daemon.domain.letters.wishes import KEEP, Candidate, Wish, World, welcomed
from daemon.domain.meetings.agenda import between
from daemon.domain.outbox import LetterKind
from daemon.domain.people import Person
from daemon.domain.quarters import Quarter, following, preceding, quarter_of
from daemon.domain.recaps.figures import lines
from daemon.domain.recaps.recap import Closing, closing


def closing_letter(person: Person, world: World, now: datetime) -> Iterable[Candidate]:
    """What this person's last quarter came to, once."""
    leader = world.directory.people.get(person.leader)
    led = leader is not None and welcomed(world.ledger(leader.id))
    if not led and not welcomed(world.ledger(person.id)):
        return
    fiscal = world.rules.fiscal
    current = quarter_of(workdays.today(person, now), fiscal)
    closed = preceding(current, fiscal)
    key = tags.key("quarter", person.id, closed.label)
    due = quarter_day(person, closed, world, world.rules.closing_workday)
    until = quarter_day(person, current, world, 1)  # after a long stop it is still good
    yield Candidate(key, due, until, lambda: _closing(key, person, world, now, closed))


def _closing(
    key: str, person: Person, world: World, now: datetime, quarter: Quarter
) -> Wish | None:
    page = _page(person, world, now, quarter)
    if page.empty:
        return None
    return Wish(
        key=key,
        kind=LetterKind.QUARTER,
        template="quarter",
        addressee=person.id,
        due=now,
        expires=now + KEEP,
        page=page,
        about=quarter.label,
        items=page.items,
    )


def quarter_day(person: Person, quarter: Quarter, world: World, workday: int) -> datetime:
    """The start of the n-th working day after a quarter, in the person's zone, as UTC."""
    first = following(quarter, world.rules.fiscal).first
    day = workdays.nth_workday_from(person, first, workday)
    return workdays.instant(person, day, person.hours.start)


def recap_due(person: Person, quarter: Quarter, world: World, closed: datetime) -> datetime:
    """When the sums are made, at the earliest: everyone has had their own lines for some days.

    closed: when the closing letter was made, which is late after a stop.
    """
    rules = world.rules
    apart = max(rules.recap_workday - rules.closing_workday, 0)
    day = workdays.today(person, closed) + timedelta(days=1)
    days = (
        workdays.nth_workday_from(person, day, apart) if apart else workdays.today(person, closed)
    )
    seen = workdays.instant(person, days, person.hours.start)
    return max(seen, quarter_day(person, quarter, world, rules.recap_workday))


def _page(person: Person, world: World, now: datetime, quarter: Quarter) -> Closing:
    own = fold(person.id, world.ledger(person.id).entries)
    theirs: list[Agreement] = []
    for other in world.partners(person):
        theirs += between(world.ledger(other.id), other.id, person.id).values()
    people = world.directory.people
    names = {p.id: p.called for p in people.values()}
    return closing(
        person,
        quarter,
        own,
        theirs,
        lines((*own.values(), *theirs), quarter, people),
        now,
        lambda p: names.get(p, p),
        recap_day=workdays.local(person, recap_due(person, quarter, world, now)).date(),
        heads=tuple(people[h].called for h in world.directory.heads if h != person.id),
    )
