"""Letters that carry what waits: drafts to agree, and the leader's Monday."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from daemon.domain import tags, workdays
from daemon.domain.ledger import Kind, Ledger
from daemon.domain.letters.ceiling import week
from daemon.domain.letters.meetings import about, lead, open_to_mail, upcoming
from daemon.domain.letters.monday import monday
from daemon.domain.letters.wishes import KEEP, Candidate, Wish, World, said_last
from daemon.domain.matters import consent
from daemon.domain.meetings.agenda import Draft, between, draft, draft_item
from daemon.domain.outbox import LetterKind, State
from daemon.domain.people import Person, pair_key

WEEK_BEGINS = timedelta(days=3)  # later than that nobody wants to hear how the week begins


VIEW = "view"  # the letter in which a rep hears of the program for the first time


@dataclass(frozen=True, slots=True)
class Numbered:
    """A draft under the number it has in this letter, and whom it is with."""

    label: str
    draft: Draft
    other_called: str


@dataclass(frozen=True, slots=True)
class ToAgree:
    """The content of a letter to agree. first: nothing was ever mailed to this person.

    other_called: "" where the drafts are with several people.
    """

    reader: Person
    other_called: str
    first: bool
    drafts: tuple[Numbered, ...]
    leads: bool


def agree(
    person: Person, world: World, now: datetime, carried: frozenset[str]
) -> Iterable[Candidate]:
    """One batch of the drafts that wait for this person's yes and ride on no agenda.

    carried: matters that other letters have, this look's included.
    """
    waiting = [
        (other, found)
        for other in world.partners(person)
        if (found := _waiting(person, other, world, now, carried))
    ]
    if not waiting:
        return
    due = max(working_moment(person, now), _after_receipt(world.ledger(person.id), now))
    key = tags.key("agree", person.id, workdays.today(person, due).isoformat())
    yield Candidate(key, due, due + KEEP, lambda: _batch(key, person, world, waiting, due))


def _after_receipt(ledger: Ledger, now: datetime) -> datetime:
    """A receipt that is about to be made shows drafts back and asks about them itself."""
    pending = [h.receipt_due for h in ledger.handled.values() if h.receipt_due]
    return max(pending) + timedelta(minutes=1) if pending else now


def _batch(
    key: str,
    person: Person,
    world: World,
    waiting: list[tuple[Person, list[Draft]]],
    due: datetime,
) -> Wish:
    several = len(waiting) > 1
    drafts = [(other, d) for other, found in waiting for d in found]
    numbered = tuple(
        Numbered(str(n) if several else d.label, d, other.called)
        for n, (other, d) in enumerate(drafts, 1)
    )
    page = ToAgree(
        reader=person,
        other_called="" if several else drafts[0][0].called,
        first=not world.ledger(person.id).letters,
        drafts=numbered,
        leads=any(other.leader == person.id for other, _ in waiting),
    )
    return Wish(
        key=key,
        kind=LetterKind.AGREE,
        template=VIEW if page.first and not page.leads else "agree",
        addressee=person.id,
        due=due,
        expires=due + KEEP,
        page=page,
        about="" if several else _about(person, waiting[0][0]),
        items=tuple(replace(draft_item(n.draft), label=n.label) for n in numbered),
        matters=tuple(_matter(d) for _, d in drafts),
    )


def _matter(shown: Draft) -> str:
    return consent(shown.owner, shown.label, shown.version)


def _about(person: Person, other: Person) -> str:
    leads = other.leader == person.id
    return pair_key(other.id, person.id) if leads else pair_key(person.id, other.id)


def _waiting(
    person: Person, other: Person, world: World, now: datetime, carried: frozenset[str]
) -> list[Draft]:
    """Drafts with `other` that go in a batch; before the leader let us in, only to the leader."""
    leads = other.leader == person.id
    ledger = world.ledger(person.id)
    if open_to_mail(person, other, world):
        if ledger.letters and rides(person, other, world, now):
            return []
    elif not leads:
        return []
    names = {person.id: person.called, other.id: other.called}
    both = (
        *between(ledger, person.id, other.id).values(),
        *between(world.ledger(other.id), other.id, person.id).values(),
    )
    found = [draft(a, person, lambda p: names.get(p, p)) for a in both if a.asks(person.id)]
    return [d for d in found if _matter(d) not in carried]


def rides(person: Person, other: Person, world: World, now: datetime) -> bool:
    """An agenda or prep of this pair is due soon enough to carry what waits."""
    today = workdays.today(person, now)
    for meeting in upcoming(person, other, world, now):
        if any(
            x.state is not State.EXPIRED for x in about(world.ledger(person.id), meeting, person)
        ):
            continue  # told already, without what waits now
        due = max(lead(person, other, meeting, world), now)
        day = workdays.local(person, due).date()
        if workdays.workdays_between(person, today, day) <= world.rules.ride_workdays:
            return True
    return False


def working_moment(person: Person, now: datetime) -> datetime:
    """`now` if the person works at this hour, else the start of the next working day's hours."""
    at = workdays.local(person, now)
    day = at.date()
    if workdays.is_workday(person, day):
        if person.hours.start <= at.time() < person.hours.end:
            return now
        if at.time() < person.hours.start:
            return workdays.instant(person, day, person.hours.start)
    following = workdays.nth_workday_from(person, day + timedelta(days=1), 1)
    return workdays.instant(person, following, person.hours.start)


def monday_letter(person: Person, world: World, now: datetime) -> Iterable[Candidate]:
    """For those who lead, at 07:00 on the week's first working day."""
    entry = said_last(world.ledger(person.id), (Kind.WELCOMED,))
    if not world.directory.reports(person.id) or entry is None:
        return
    today = workdays.today(person, now)
    start = today - timedelta(days=today.isoweekday() - 1)
    first = workdays.nth_workday_from(person, start, 1)
    due = workdays.instant(person, first, workdays.EARLIEST)
    if (first - start).days > 6 or entry.time > due:
        return  # a week off, or a week that had begun before the leader let us in
    key = tags.key("monday", person.id, week(person, due))
    until = due + WEEK_BEGINS
    yield Candidate(key, due, until, lambda: _monday(key, person, world, now, due))


def _monday(key: str, person: Person, world: World, now: datetime, due: datetime) -> Wish | None:
    page = monday(person, world, now)
    if page.empty:
        return None
    return Wish(
        key=key,
        kind=LetterKind.MONDAY,
        template="monday",
        addressee=person.id,
        due=due,
        expires=due + WEEK_BEGINS,
        page=page,
        items=page.items,
        matters=tuple(_matter(d.draft) for d in page.decisions if d.draft),
    )
