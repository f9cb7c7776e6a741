"""The quarter letter: on a working day after the quarter, before anything goes into the sums."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from daemon.domain import tags, workdays
from daemon.domain.agreements.agreement import Agreement, fold
from daemon.domain.letters.wishes import Wish, World, welcomed
from daemon.domain.meetings.agenda import between
from daemon.domain.outbox import LetterKind
from daemon.domain.people import Person
from daemon.domain.quarters import Quarter, following, preceding, quarter_of
from daemon.domain.recaps.figures import lines
from daemon.domain.recaps.recap import Closing, closing

KEEP = timedelta(days=5)


def closing_letter(person: Person, world: World, now: datetime) -> Iterable[Wish]:
    """What this person's last quarter came to, once."""
    leader = world.directory.people.get(person.leader)
    if not welcomed(world.ledger(person.id)) and not (
        leader and welcomed(world.ledger(leader.id))
    ):
        return
    fiscal = world.rules.fiscal
    quarter = preceding(quarter_of(workdays.today(person, now), fiscal), fiscal)
    key = tags.key("quarter", person.id, quarter.label)
    if key in world.ledger(person.id).letters:
        return
    due = quarter_day(person, quarter, world, world.rules.closing_workday)
    page = _page(person, world, now, quarter)
    if page.empty:
        return
    yield Wish(
        key=key,
        kind=LetterKind.QUARTER,
        template="quarter",
        addressee=person.id,
        due=due,
        expires=max(due, now) + KEEP,
        page=page,
        about=quarter.label,
        items=page.items,
    )


def quarter_day(person: Person, quarter: Quarter, world: World, workday: int) -> datetime:
    """The start of the n-th working day after a quarter, in the person's zone, as UTC."""
    first = following(quarter, world.rules.fiscal).first
    day = workdays.nth_workday_from(person, first, workday)
    return workdays.instant(person, day, person.hours.start)


def _page(person: Person, world: World, now: datetime, quarter: Quarter) -> Closing:
    own = fold(person.id, world.ledger(person.id).entries)
    theirs: list[Agreement] = []
    for other in world.partners(person):
        theirs += between(world.ledger(other.id), other.id, person.id).values()
    people = world.directory.people
    names = {p.id: p.called for p in people.values()}
    recap_day = quarter_day(person, quarter, world, world.rules.recap_workday)
    return closing(
        person,
        quarter,
        own,
        theirs,
        lines((*own.values(), *theirs), quarter, people),
        now,
        lambda p: names.get(p, p),
        recap_day=recap_day.astimezone(person.tz).date(),
        heads=tuple(people[h].called for h in world.directory.heads if h != person.id),
    )
