"""Letters that carry what waits: drafts to agree, and the leader's Monday."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from daemon.domain import tags, workdays
from daemon.domain.letters.ceiling import week
from daemon.domain.letters.meetings import KEEP, consent_key, rides
from daemon.domain.letters.monday import monday
from daemon.domain.letters.wishes import Wish, World, carried, welcomed
from daemon.domain.meetings.agenda import Draft, between, draft, draft_item
from daemon.domain.outbox import LetterKind
from daemon.domain.people import Person


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


def agree(person: Person, world: World, now: datetime) -> Iterable[Wish]:
    """One batch of the drafts that wait for this person's yes and ride on no agenda."""
    waiting = [
        (other, found)
        for other in world.partners(person)
        if (found := _waiting(person, other, world, now))
    ]
    drafts = [(other, d) for other, found in waiting for d in found]
    if not drafts:
        return
    several = len(waiting) > 1
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
    due = working_moment(person, now)
    yield Wish(
        key=tags.key("agree", person.id, workdays.today(person, due).isoformat()),
        kind=LetterKind.AGREE,
        template="view" if page.first and not page.leads else "agree",
        addressee=person.id,
        due=due,
        expires=due + KEEP,
        page=page,
        about=_about(person, waiting[0][0]) if not several else "",
        items=tuple(replace(draft_item(n.draft), label=n.label) for n in numbered),
        matters=tuple(
            consent_key(n.draft.owner, n.draft.label, n.draft.version) for n in numbered
        ),
    )


def _about(person: Person, other: Person) -> str:
    rep, leader = (person, other) if person.leader == other.id else (other, person)
    return f"{rep.id}+{leader.id}"


def _waiting(person: Person, other: Person, world: World, now: datetime) -> list[Draft]:
    leads = other.leader == person.id
    leader = person if leads else other
    gate = welcomed(world.ledger(leader.id))
    ledger = world.ledger(person.id)
    if not gate and not leads:
        return []
    if gate and ledger.letters and rides(person, other, world, now):
        return []
    known = carried(ledger)
    names = {person.id: person.called, other.id: other.called}
    both = (
        *between(ledger, person.id, other.id).values(),
        *between(world.ledger(other.id), other.id, person.id).values(),
    )
    found = []
    for agreement in both:
        missing = agreement.missing()
        writer = agreement.proposer or agreement.author
        if person.id not in missing or (writer in missing and writer != person.id):
            continue  # the writer says yes to the written form first
        shown = draft(agreement, person, lambda p: names.get(p, p))
        if consent_key(shown.owner, shown.label, shown.version) not in known:
            found.append(shown)
    return found


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


def monday_letter(person: Person, world: World, now: datetime) -> Iterable[Wish]:
    """For those who lead, at 07:00 on the week's first working day."""
    if not world.directory.reports(person.id) or not welcomed(world.ledger(person.id)):
        return
    today = workdays.today(person, now)
    start = today - timedelta(days=today.isoweekday() - 1)
    first = workdays.nth_workday_from(person, start, 1)
    due = workdays.instant(person, first, workdays.EARLIEST)
    page = monday(person, world, max(now, due))
    if page.empty or (first - start).days > 6:
        return
    yield Wish(
        key=tags.key("monday", person.id, week(person, due)),
        kind=LetterKind.MONDAY,
        template="monday",
        addressee=person.id,
        due=due,
        expires=due + KEEP,
        page=page,
        items=page.items,
        matters=tuple(
            consent_key(d.draft.owner, d.draft.label, d.draft.version)
            for d in page.decisions
            if d.draft
        )
        + (tags.key("monday", week(person, due)),),
    )
