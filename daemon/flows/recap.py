"""The recap: once per reader and quarter, on a working day after the closing letters."""

from datetime import datetime, timedelta

from daemon.domain import tags, workdays
from daemon.domain.agreements.agreement import Agreement, fold
from daemon.domain.letters.closing import quarter_day, recap_due
from daemon.domain.letters.wishes import KEEP, Wish, World
from daemon.domain.outbox import LetterKind
from daemon.domain.people import Directory, Person
from daemon.domain.quarters import Quarter, preceding, quarter_of
from daemon.domain.recaps.figures import lines
from daemon.domain.recaps.recap import Recap, led, recap
from daemon.errors import StoreError
from daemon.flows.house import House, apart, kept_problem
from daemon.flows.making import make, queue
from daemon.flows.plan import reachable
from daemon.ports import Everyone

LATE = timedelta(days=1)
LOOK = timedelta(days=1)
EARLIER_QUARTERS = 3


def recaps(house: House, now: datetime) -> None:
    """Queues the recaps that are due; idle, it reads no ledger and works out no day."""
    directory = house.directory()
    again = house.memory.recap_at
    for reader in _readers(directory):
        if again.get(reader.id, now) <= now:
            with apart(house, f"recap {reader.id}"):
                again[reader.id] = _look(house, directory, reader, now)


def _look(house: House, directory: Directory, reader: Person, now: datetime) -> datetime:
    """Queues the reader's recap where it is due, and says when to look again: the directory may
    change, so in a day at the latest.
    """
    fiscal, workday = house.settings.fiscal, house.rules.recap_workday
    current = quarter_of(workdays.today(reader, now), fiscal)
    closed = preceding(current, fiscal)
    world = World(directory, {}, house.rules)
    due = quarter_day(reader, closed, world, workday)
    if due > now:
        return min(due, now + LOOK)
    if house.memory.recapped.get(reader.id) != closed.label:
        seen = _seen(house, world, reader, closed)
        if seen > now:
            return min(seen, now + LOOK)
        _queue_one(house, directory, reader, closed, _planned(world, reader, closed), now)
        house.memory.recapped[reader.id] = closed.label
    return min(quarter_day(reader, current, world, workday), now + LOOK)


def _seen(house: House, world: World, reader: Person, quarter: Quarter) -> datetime:
    """When everyone has had their own lines for some days: later than planned after a stop."""
    found = [quarter_day(reader, quarter, world, house.rules.recap_workday)]
    for person in _concerned(world, reader):
        try:
            letters = house.store.read(person.id).letters
        except StoreError as error:
            kept_problem(house, f"ledger {person.id}", str(error))
            continue
        if closing := letters.get(tags.key("quarter", person.id, quarter.label)):
            found.append(recap_due(person, quarter, world, closing.made))
    return max(found)


def _planned(world: World, reader: Person, quarter: Quarter) -> datetime:
    """The day of the recap had nothing come between; holidays of those it is about move it too."""
    workday = world.rules.recap_workday
    return max(quarter_day(p, quarter, world, workday) for p in _concerned(world, reader))


def _concerned(world: World, reader: Person) -> list[Person]:
    return [world.directory.people[p] for p in (*led(world.directory, reader.id), reader.id)]


def _readers(directory: Directory) -> tuple[Person, ...]:
    """The heads, and everybody who leads somebody."""
    found = {p.id: p for p in directory.leaders()}
    found |= {h: directory.people[h] for h in directory.heads}
    return tuple(p for _, p in sorted(found.items()))


def _queue_one(
    house: House,
    directory: Directory,
    reader: Person,
    quarter: Quarter,
    due: datetime,
    now: datetime,
) -> None:
    key = tags.key("recap", reader.id, quarter.label)
    if key in house.store.read(reader.id).letters or not reachable(house, reader):
        return
    page = page_of(house, directory, reader, quarter, late=now - due > LATE)
    if not page.sources and not page.carried:
        return
    wish = Wish(
        key=key,
        kind=LetterKind.QUARTER,
        template="recap",
        addressee=reader.id,
        due=due,
        expires=now + KEEP,
        page=page,
        about=quarter.label,
    )
    letter = make(house, wish, reader, now)
    house.store.change(reader.id, lambda ledger: queue(ledger, [letter]))


def page_of(
    house: House, directory: Directory, reader: Person, quarter: Quarter, *, late: bool = False
) -> Recap:
    """The recap of one reader, from every ledger there is: who left the directory counts too.

    Ledgers that can't be read are named in it.
    """
    fiscal = house.settings.fiscal
    agreements: list[Agreement] = []
    problems: list[str] = []
    below = {reader.id, *led(directory, reader.id)}
    for owner in sorted({*directory.people, *house.store.find(Everyone())}):
        try:
            agreements += fold(owner, house.store.read(owner).entries).values()
        except StoreError as error:
            kept_problem(house, f"ledger {owner}", str(error))
            problems += [directory.people[owner].name] if owner in below else []
    found = lines(agreements, quarter, directory.people)
    head = reader.id in directory.heads
    before: list[tuple[str, int, int]] = []
    earlier = quarter
    for _ in range(EARLIER_QUARTERS):
        earlier = preceding(earlier, fiscal)
        past = recap(
            reader,
            head,
            earlier,
            lines(agreements, earlier, directory.people),
            directory,
            smallest=house.rules.smallest_group,
        )
        if past.total.due:
            before.insert(0, (earlier.label, past.total.kept, past.total.due))
    return recap(
        reader,
        head,
        quarter,
        found,
        directory,
        smallest=house.rules.smallest_group,
        single_reps=house.rules.single_reps,
        before=tuple(before),
        problems=tuple(problems),
        late=late,
    )
