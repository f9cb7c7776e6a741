"""Letters around a 1:1: the agenda and the prep, once more where the meeting moves to another day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from daemon.domain import tags, workdays
from daemon.domain.agreements.agreement import undone
from daemon.domain.ledger import Kind, Ledger, Meeting
from daemon.domain.letters.wishes import (
    Candidate,
    Wish,
    World,
    carried,
    letters_about,
    welcomed,
)
from daemon.domain.matters import balance_of, consent, invitation
from daemon.domain.meetings.agenda import Agenda, agenda, between
from daemon.domain.meetings.balance import balance
from daemon.domain.meetings.goals import Goals, begins, goals
from daemon.domain.outbox import Letter, LetterKind, State
from daemon.domain.people import Person
from daemon.domain.quarters import quarter_of

ABOUT = ("agenda:", "moved:")
FIRST_MAILS = 3  # agendas that explain themselves
TOLD = (State.SENDING, State.SENT)
STANDS = (*TOLD, State.DEAD)  # one that waits for another day is withdrawn


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """An agenda and how it is put. variant: "first", "moved", "review", "nudge" or "list".

    explained: 2 for a person's first three agendas, 1 for the next three, then 0.
    goals: what is asked as a quarter begins, or of a pair with nothing agreed; None where nothing is.
    balance: (field, how many are open in it), once a month in a prep.
    """

    agenda: Agenda
    variant: str
    explained: int
    heads: tuple[str, ...]
    moved_from: date | None = None
    goals: Goals | None = None
    balance: tuple[tuple[str, int], ...] = ()


def letters(person: Person, other: Person, world: World, now: datetime) -> Iterable[Candidate]:
    """What `person` may get around the 1:1s with `other`."""
    if not open_to_mail(person, other, world):
        return
    for meeting in upcoming(person, other, world, now):
        yield from _around(meeting, person, other, world, now)


def open_to_mail(person: Person, other: Person, world: World) -> bool:
    """The pair's leader has let the program in."""
    leader = other if person.leader == other.id else person
    return welcomed(world.ledger(leader.id))


def upcoming(person: Person, other: Person, world: World, now: datetime) -> tuple[Meeting, ...]:
    """The pair's meetings to come that nobody wants to have without mail, earliest first."""
    met = [m for m in world.meetings(person, other) if m.state == "on"]
    return tuple(m for m in met if m.start > now and not skipped(m, met, person, other, world))


def skipped(
    meeting: Meeting, met: Iterable[Meeting], person: Person, other: Person, world: World
) -> bool:
    """Either side said skip before this meeting and after the one before it."""
    earlier = [m.start for m in met if m.start < meeting.start]
    for writer, to in ((person, other), (other, person)):
        entries = world.ledger(writer.id).entries
        said = [e for e in entries if e.kind is Kind.SKIPPED and e.values.get("to") == to.id]
        gone = undone(entries) if said else frozenset()
        for entry in said:
            still = (entry.source, "") not in gone and entry.time < meeting.start
            if still and not any(start > entry.time for start in earlier):
                return True
    return False


def _around(
    meeting: Meeting, person: Person, other: Person, world: World, now: datetime
) -> Iterable[Candidate]:
    """One letter a meeting; one more for each day it moves to after that."""
    known = about(world.ledger(person.id), meeting, person)
    day = workdays.local(person, meeting.start).date()
    settled = [x for x in known if x.state in STANDS or (x.state is State.QUEUED and x.day == day)]
    if settled and settled[-1].day == day:
        return  # told, about to be told, or refused for good
    told = tuple(x for x in settled if x.state in TOLD)
    key = _key(meeting, person, day, world.ledger(person.id))
    yield Candidate(
        key=key,
        due=lead(person, other, meeting, world),
        until=meeting.start - workdays.SHORT_NOTICE,
        build=lambda: _agenda(key, meeting, person, other, world, now, told),
    )


def lead(person: Person, other: Person, meeting: Meeting, world: World) -> datetime:
    """When this meeting's letter is due; at short notice as soon as it is known."""
    if person.leader == other.id:
        return workdays.rep_lead(person, meeting.start, world.rules.rep_workdays)
    return workdays.leader_lead(person, meeting.start, world.rules.leader_lead)


def about(ledger: Ledger, meeting: Meeting, person: Person) -> tuple[Letter, ...]:
    """Every letter that was ever made for this person about this meeting, oldest first."""
    first = ledger.letters.get(tags.key("agenda", meeting.pair, meeting.number, person.id))
    moved = letters_about(ledger, tags.key("moved", meeting.pair, meeting.number) + ":")
    return (first, *moved) if first else moved


def _key(meeting: Meeting, person: Person, day: date, ledger: Ledger) -> str:
    """A key is never used twice, so a meeting that moves to and fro has its turns counted."""
    key = tags.key("agenda", meeting.pair, meeting.number, person.id)
    moved = tags.key("moved", meeting.pair, meeting.number, day.isoformat(), person.id)
    turn = 1
    while key in ledger.letters:
        key = moved if turn == 1 else f"{moved}:{turn}"
        turn += 1
    return key


def _agenda(
    key: str,
    meeting: Meeting,
    person: Person,
    other: Person,
    world: World,
    now: datetime,
    told: tuple[Letter, ...],
) -> Wish | None:
    page = agenda_page(
        person,
        other,
        world,
        now,
        variant="moved" if told else "first",
        meeting=meeting,
        moved_from=told[-1].day if told else None,
    )
    bare, leads = page.agenda.empty, page.agenda.leads
    day = workdays.local(person, meeting.start).date()
    asks = invitation(meeting.pair, quarter_of(day, world.rules.fiscal).label)
    if bare and not told and asks in carried(world.ledger(person.id)):
        return None
    page, also = _once(page, asks, world, day)
    first = told[0].message_id if told else ""
    return Wish(
        key=key,
        kind=LetterKind.PREP if leads else LetterKind.AGENDA,
        template="invitation" if bare else "prep" if leads else "agenda",
        addressee=person.id,
        due=lead(person, other, meeting, world),
        expires=meeting.start,
        page=page,
        about=meeting.pair,
        day=day,
        items=page.agenda.items,
        matters=(*consents(page.agenda), *also),
        parent=first,
        references=(first,) if first else (),
    )


def _once(
    page: AgendaPage, asks: str, world: World, day: date
) -> tuple[AgendaPage, tuple[str, ...]]:
    """The page with what is asked once a quarter or said once a month, and the matters of these.

    asks: the matter of the questions about goals; day: local day of the meeting.
    """
    content, fiscal = page.agenda, world.rules.fiscal
    known = carried(world.ledger(content.reader.id))
    rep, leader = content.other, content.reader
    if not content.leads:
        rep, leader = leader, rep
    fresh = asks not in known and begins(day, fiscal) and not content.leads
    if content.empty or fresh:
        return replace(page, goals=goals(day, rep.level, fiscal)), (asks,)
    matter = balance_of(rep.id, day)
    if not content.leads or matter in known:
        return page, ()
    spread = balance(rep.id, between(world.ledger(rep.id), rep.id, leader.id).values())
    return replace(page, balance=spread), (matter,) if spread else ()


def consents(content: Agenda) -> tuple[str, ...]:
    """The matters of an agenda: each draft that waits for the reader's yes."""
    return tuple(consent(d.owner, d.label, d.version) for d in content.drafts)


def agenda_page(
    person: Person,
    other: Person,
    world: World,
    now: datetime,
    *,
    variant: str,
    meeting: Meeting | None = None,
    moved_from: date | None = None,
) -> AgendaPage:
    """The list of a pair as `person` sees it now; without a meeting it is a list by mail."""
    met = world.meetings(person, other)
    past = [m.start for m in met if m.state == "on" and m.start < now]
    return AgendaPage(
        agenda=agenda(
            person,
            other,
            {p.id: world.ledger(p.id) for p in (person, other)},
            now,
            start=meeting.start if meeting else None,
            since=past[-1] if past else None,
            meetings=met,
            begin=quarter_of(workdays.today(person, now), world.rules.fiscal).first,
        ),
        variant=variant,
        explained=_explained(world.ledger(person.id)),
        heads=tuple(world.person(h).called for h in world.directory.heads),
        moved_from=moved_from,
    )


def _explained(ledger: Ledger) -> int:
    """How much of the way to answer is told: less with every agenda, in the end none."""
    sent = sum(x.kind is LetterKind.AGENDA and x.sent is not None for x in ledger.letters.values())
    return 2 if sent < FIRST_MAILS else 1 if sent < 2 * FIRST_MAILS else 0
