"""Agendas without a meeting: the review of a cancelled 1:1, the nudge, the list asked for."""

from collections.abc import Iterable
from datetime import date, datetime

from daemon.domain import tags, workdays
from daemon.domain.ledger import Meeting
from daemon.domain.letters.ceiling import week
from daemon.domain.letters.meetings import (
    TOLD,
    about,
    agenda_page,
    consents,
    lead,
    open_to_mail,
    upcoming,
)
from daemon.domain.letters.wishes import KEEP, Candidate, Wish, World
from daemon.domain.meetings.agenda import between
from daemon.domain.outbox import LetterKind, State
from daemon.domain.people import Person, pair_key

REVIEW_GAP = 7  # days; with a 1:1 nearer than this the review waits for it
REPLACED = 3  # days before a cancelled 1:1 in which another one stands in for it
NUDGE_WORKDAYS = 5
NUDGE_BEFORE = 2  # workdays before a due date


def reviews(person: Person, other: Person, world: World, now: datetime) -> Iterable[Candidate]:
    """The rep's review goes on by mail where a 1:1 was cancelled and the next is far off."""
    if person.leader != other.id or not open_to_mail(person, other, world):
        return
    met = world.meetings(person, other)
    for meeting in met:
        if meeting.state == "on" or meeting.start <= now - KEEP or _near(meeting, met, person):
            continue
        if any(x.state in TOLD for x in about(world.ledger(person.id), meeting, person)):
            continue  # the list was mailed before the 1:1 was cancelled
        key = tags.key("review", meeting.pair, week(person, meeting.start))
        yield _candidate(
            key, person, other, world, now, "review", lead(person, other, meeting, world)
        )


def _near(cancelled: Meeting, met: Iterable[Meeting], person: Person) -> bool:
    """Another 1:1 takes its place, or comes within a week; counted in the person's days."""
    day = workdays.local(person, cancelled.start).date()
    days = ((workdays.local(person, m.start).date() - day).days for m in met if m.state == "on")
    return any(-REPLACED <= d <= REVIEW_GAP for d in days)


def nudges(person: Person, world: World, now: datetime) -> Iterable[Candidate]:
    """One a week and person, where a date of their own comes and no agenda is near."""
    leader = world.directory.people.get(person.leader)
    if leader is None or not open_to_mail(person, leader, world):
        return
    today = workdays.today(person, now)
    if not workdays.is_workday(person, today) or not _comes_due(person, leader, world, today):
        return
    if _agenda_near(person, leader, world, now):
        return
    due = workdays.instant(person, today, person.hours.start)
    key = tags.key("nudge", person.id, week(person, now))
    yield _candidate(key, person, leader, world, now, "nudge", due)


def _comes_due(person: Person, leader: Person, world: World, today: date) -> bool:
    mine = between(world.ledger(person.id), person.id, leader.id).values()
    days = [a.terms.due for a in mine if a.in_force and a.open]
    return any(
        workdays.workdays_between(person, today, day) <= NUDGE_BEFORE
        for day in days
        if day and day >= today
    )


def _agenda_near(person: Person, leader: Person, world: World, now: datetime) -> bool:
    """An agenda, or the review in its place, left or will be due within five working days."""
    today = workdays.today(person, now)
    for letter in world.ledger(person.id).letters.values():
        if letter.kind is LetterKind.AGENDA and letter.state is not State.EXPIRED:
            made = workdays.local(person, letter.made).date()
            if workdays.workdays_between(person, made, today) < NUDGE_WORKDAYS:
                return True
    dues = [lead(person, leader, m, world) for m in upcoming(person, leader, world, now)]
    dues += [c.due for c in reviews(person, leader, world, now) if c.until > now]
    return any(
        workdays.workdays_between(person, today, workdays.local(person, due).date())
        <= NUDGE_WORKDAYS
        for due in dues
    )


def _candidate(
    key: str,
    person: Person,
    other: Person,
    world: World,
    now: datetime,
    variant: str,
    due: datetime,
) -> Candidate:
    return Candidate(
        key=key,
        due=due,
        until=due + KEEP,
        build=lambda: by_mail(key, person, other, world, now, variant),
    )


def by_mail(
    key: str, person: Person, other: Person, world: World, now: datetime, variant: str
) -> Wish | None:
    """The pair's list as a letter of its own, None where the person has nothing on it."""
    page = agenda_page(person, other, world, now, variant=variant)
    if not (page.agenda.own or page.agenda.drafts):
        return None
    return Wish(
        key=key,
        kind=LetterKind.AGENDA,
        template="agenda",
        addressee=person.id,
        due=now,
        expires=now + KEEP,
        page=page,
        about=_pair(person, other),
        items=page.agenda.items,
        matters=consents(page.agenda),
    )


def _pair(one: Person, two: Person) -> str:
    rep, leader = (one, two) if one.leader == two.id else (two, one)
    return pair_key(rep.id, leader.id)
