"""Letters around a 1:1: agenda, prep, the moved one, the review by mail, the nudge."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daemon.domain import tags, workdays
from daemon.domain.ledger import Kind, Ledger, Meeting
from daemon.domain.letters.ceiling import week
from daemon.domain.letters.wishes import Wish, World, letters_about, welcomed
from daemon.domain.meetings.agenda import Agenda, agenda
from daemon.domain.outbox import Letter, LetterKind, State
from daemon.domain.people import Person, pair_key
from daemon.domain.quarters import quarter_of

ABOUT = ("agenda:", "moved:")
REVIEW_GAP = timedelta(days=7)
KEEP = timedelta(days=5)
FIRST_MAILS = 3  # agendas that explain themselves
NUDGE_WORKDAYS = 5
NUDGE_BEFORE = 2  # workdays before a due date


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """An agenda and how it is put. variant: "first", "moved", "review" or "nudge".

    explained: 2 for a person's first three agendas, 1 for the next three, then 0.
    """

    agenda: Agenda
    variant: str
    explained: int
    heads: tuple[str, ...]
    moved_from: date | None = None


def letters(person: Person, other: Person, world: World, now: datetime) -> Iterable[Wish]:
    """What `person` should get around the 1:1s with `other`."""
    leader = other if person.leader == other.id else person
    if not welcomed(world.ledger(leader.id)):
        return
    met = [m for m in world.meetings(person, other) if m.state == "on"]
    for meeting in met:
        if meeting.start > now and not _skipped(meeting, met, person, other, world):
            yield from _around(meeting, person, other, world, now)
    yield from _review(person, other, world, now)


def _around(
    meeting: Meeting, person: Person, other: Person, world: World, now: datetime
) -> Iterable[Wish]:
    due = lead(person, other, meeting, world)
    told = _told(world.ledger(person.id), meeting, person)
    day = meeting.start.astimezone(person.tz).date()
    if not told:
        key = tags.key("agenda", meeting.pair, meeting.number, person.id)
        yield from _agenda(key, meeting, person, other, world, now, due, None)
    elif told[-1].day != day:
        key = tags.key("moved", meeting.pair, meeting.number, day.isoformat(), person.id)
        yield from _agenda(key, meeting, person, other, world, now, due, told)


def lead(person: Person, other: Person, meeting: Meeting, world: World) -> datetime:
    """When this meeting's letter is due; at short notice as soon as it is known."""
    if person.leader == other.id:
        return workdays.rep_lead(person, meeting.start, world.rules.rep_workdays)
    return workdays.leader_lead(person, meeting.start, world.rules.leader_lead)


def _told(ledger: Ledger, meeting: Meeting, person: Person) -> tuple[Letter, ...]:
    """Letters that told this person about this meeting, or are about to, oldest first."""
    start = tags.key("agenda", meeting.pair, meeting.number, person.id)
    moved = tags.key("moved", meeting.pair, meeting.number) + ":"
    found = (*letters_about(ledger, start), *letters_about(ledger, moved))
    wanted = (State.QUEUED, State.SENDING, State.SENT)
    return tuple(x for x in found if x.state in wanted and (x.key == start or x.key > moved))


def _agenda(
    key: str,
    meeting: Meeting,
    person: Person,
    other: Person,
    world: World,
    now: datetime,
    due: datetime,
    told: tuple[Letter, ...] | None,
) -> Iterable[Wish]:
    last = meeting.start - workdays.SHORT_NOTICE
    page = _page(person, other, world, now, meeting, told)
    invitation = page.agenda.empty
    matters: tuple[str, ...] = _consents(page.agenda)
    if invitation:
        quarter = quarter_of(workdays.today(person, now), world.rules.fiscal)
        matters = (tags.key("invite", meeting.pair, quarter.label),)
        if _carried_before(world.ledger(person.id), matters[0]):
            return
    leads = page.agenda.leads
    first = told[0] if told else None
    yield Wish(
        key=key,
        kind=LetterKind.PREP if leads else LetterKind.AGENDA,
        template="invitation" if invitation else "prep" if leads else "agenda",
        addressee=person.id,
        due=due,
        expires=last,
        page=page,
        about=meeting.pair,
        day=meeting.start.astimezone(person.tz).date(),
        items=page.agenda.items,
        matters=matters,
        parent=first.message_id if first else "",
        references=(first.message_id,) if first else (),
    )


def _carried_before(ledger: Ledger, matter: str) -> bool:
    return any(matter in x.matters for x in ledger.letters.values() if x.state is not State.DEAD)


def _consents(page: Agenda) -> tuple[str, ...]:
    return tuple(consent_key(d.owner, d.label, d.version) for d in page.drafts)


def consent_key(owner: str, label: str, version: int) -> str:
    """The matter of one person's yes to one version of one agreement."""
    return tags.key("consent", owner, label, version)


def _page(
    person: Person,
    other: Person,
    world: World,
    now: datetime,
    meeting: Meeting | None,
    told: tuple[Letter, ...] | None,
    variant: str = "",
) -> AgendaPage:
    ledgers = {p.id: world.ledger(p.id) for p in (person, other)}
    content = agenda(
        person,
        other,
        ledgers,
        now,
        start=meeting.start if meeting else None,
        since=_last_met(person, other, world, now),
    )
    return AgendaPage(
        agenda=content,
        variant=variant or ("moved" if told else "first"),
        explained=_explained(world.ledger(person.id)),
        heads=tuple(world.person(h).called for h in world.directory.heads),
        moved_from=told[-1].day if told else None,
    )


def _explained(ledger: Ledger) -> int:
    """How much of the way to answer is told: less with every agenda, in the end none."""
    sent = sum(x.kind is LetterKind.AGENDA and x.sent is not None for x in ledger.letters.values())
    return 2 if sent < FIRST_MAILS else 1 if sent < 2 * FIRST_MAILS else 0


def _last_met(person: Person, other: Person, world: World, now: datetime) -> datetime | None:
    past = [m.start for m in world.meetings(person, other) if m.state == "on" and m.start < now]
    return past[-1] if past else None


def _skipped(
    meeting: Meeting, met: list[Meeting], person: Person, other: Person, world: World
) -> bool:
    """Either side said skip before this meeting and after the one before it."""
    earlier = [m.start for m in met if m.start < meeting.start]
    for one, two in ((person, other), (other, person)):
        for entry in world.ledger(one.id).entries:
            if entry.kind is not Kind.SKIPPED or not _names(entry.values.get("name", ""), two):
                continue
            if entry.time < meeting.start and not any(s > entry.time for s in earlier):
                return True
    return False


def _names(said: str, person: Person) -> bool:
    """A skip names nobody (there is one leader), or the person by called name, name or id."""
    folded = said.strip().casefold()
    return folded in ("", person.called.casefold(), person.name.casefold(), person.id)


def _review(person: Person, other: Person, world: World, now: datetime) -> Iterable[Wish]:
    """A cancelled 1:1 with none within a week: the rep's review goes on by mail."""
    if person.leader != other.id:
        return
    met = world.meetings(person, other)
    for meeting in met:
        if meeting.state == "on" or not now - KEEP < meeting.start < now + REVIEW_GAP:
            continue
        near = (
            m for m in met if m.state == "on" and abs(m.start - meeting.start) <= REVIEW_GAP
        )
        if any(near) or _told(world.ledger(person.id), meeting, person):
            continue
        page = _page(person, other, world, now, None, None, "review")
        if page.agenda.own or page.agenda.drafts:
            due = lead(person, other, meeting, world)
            key = tags.key("review", meeting.pair, week(person, meeting.start))
            yield _by_mail(key, person, other, page, due)


def _by_mail(key: str, person: Person, other: Person, page: AgendaPage, due: datetime) -> Wish:
    """An agenda without a meeting."""
    return Wish(
        key=key,
        kind=LetterKind.AGENDA,
        template="agenda",
        addressee=person.id,
        due=due,
        expires=due + KEEP,
        page=page,
        about=pair_key(person.id, other.id),
        items=page.agenda.items,
        matters=_consents(page.agenda),
    )


def nudge(person: Person, world: World, now: datetime) -> Iterable[Wish]:
    """One a week and person, where an own date comes and no agenda is near."""
    leader = world.directory.people.get(person.leader)
    if leader is None or not welcomed(world.ledger(leader.id)):
        return
    today = workdays.today(person, now)
    if not workdays.is_workday(person, today) or _agenda_near(person, leader, world, now):
        return
    page = _page(person, leader, world, now, None, None, "nudge")
    if any(_comes_due(r.terms.due, person, today) for r in page.agenda.own):
        due = workdays.instant(person, today, person.hours.start)
        yield _by_mail(tags.key("nudge", person.id, week(person, now)), person, leader, page, due)


def _comes_due(due: date | None, person: Person, today: date) -> bool:
    if due is None or due < today:
        return False
    return workdays.workdays_between(person, today, due) <= NUDGE_BEFORE


def _agenda_near(person: Person, leader: Person, world: World, now: datetime) -> bool:
    """An agenda left or will be due within five working days."""
    today = workdays.today(person, now)
    for letter in world.ledger(person.id).letters.values():
        if letter.kind is LetterKind.AGENDA and letter.state is not State.DEAD:
            made = letter.made.astimezone(person.tz).date()
            if workdays.workdays_between(person, made, today) < NUDGE_WORKDAYS:
                return True
    return any(
        workdays.workdays_between(person, today, lead(person, leader, m, world).date())
        <= NUDGE_WORKDAYS
        for m in world.meetings(person, leader)
        if m.state == "on" and m.start > now
    )


def rides(person: Person, other: Person, world: World, now: datetime) -> bool:
    """An agenda or prep of this pair is due soon enough to carry what waits."""
    today = workdays.today(person, now)
    for meeting in world.meetings(person, other):
        if meeting.state != "on" or meeting.start <= now:
            continue
        due = lead(person, other, meeting, world)
        told = _told(world.ledger(person.id), meeting, person)
        day = workdays.today(person, max(due, now))
        near = workdays.workdays_between(person, today, day) <= world.rules.ride_workdays
        if near and not told:
            return True
    return False
