"""The first day: a leader is welcomed, says what was agreed, and only then do others hear of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from daemon.directory import new_id
from daemon.domain import tags, workdays
from daemon.domain.ledger import Entry, Kind
from daemon.domain.letters.answers import Welcome
from daemon.domain.letters.wishes import KEEP, Wish
from daemon.domain.meetings.event import Event
from daemon.domain.meetings.one_on_one import Companion, first_day
from daemon.domain.outbox import Letter, LetterKind
from daemon.domain.people import Person, pair_key
from daemon.domain.quarters import FiscalYear
from daemon.domain.replies.meaning.reading import read
from daemon.domain.replies.message import IncomingMessage, Typed
from daemon.domain.replies.recording.applying import Context, Recorded, apply
from daemon.domain.replies.recording.drafting import OWN_MARK
from daemon.domain.replies.statements import Command, Draft, Reading, Table
from daemon.flows.house import House
from daemon.flows.making import make, queue
from daemon.flows.plan import AHEAD, BEHIND, read_calendars
from daemon.flows.understanding import typed_in
from daemon.ports import Window

ASK = ("ask ", "frag ", "frage ")
FIRST = "first"  # flag of a first day's draft: shown back before it goes anywhere


def asks(house: House, message: IncomingMessage) -> bool:
    """A mail "start" from an address that may set up leaders."""
    if not set(message.senders) & set(house.settings.mailbox.welcome_from):
        return False
    first = next((line.text for line in message.lines if line.text.strip()), "")
    return "start" in (message.subject.strip().casefold(), first.strip().casefold())


def start(house: House, address: str, now: datetime) -> Person:
    """Writes the leader into the directory file if need be, and queues the welcome."""
    events = _events(house, now)
    leader = house.directory().by_address(address) or _new_leader(house, address, events)
    found = _found(house, leader, events)
    page = Welcome(
        reader=leader,
        found=tuple(c.name or c.address for c in found),
        next_called=_called(found[0]) if found else "",
        next_start=found[0].next_start if found else None,
        weekly=len(found),
    )
    wish = Wish(
        key=tags.key("welcome", leader.id),
        kind=LetterKind.WELCOME,
        template="welcome",
        addressee=leader.id,
        due=now,
        expires=now + KEEP,
        page=page,
    )
    letter = make(house, wish, leader, now)
    house.store.change(leader.id, lambda ledger: queue(ledger, [letter]))
    return leader


def _events(house: House, now: datetime) -> tuple[Event, ...]:
    return read_calendars(house, Window(now - BEHIND, now + AHEAD))[1]


def _new_leader(house: House, address: str, events: Iterable[Event]) -> Person:
    """Known so far: an address, the name a calendar gives it, and the zone of its meetings."""
    directory = house.directory()
    guests = [g for e in events for g in (*e.guests, *((e.organizer,) if e.organizer else ()))]
    names = Counter(g.name for g in guests if g.address == address.casefold() and g.name)
    zones = Counter(e.zone for e in events if address.casefold() in {g.address for g in e.guests})
    name = names.most_common(1)[0][0] if names else address.partition("@")[0].title()
    leader = Person(
        id=new_id(name, directory.people),
        name=name,
        addresses=(address.casefold(),),
        zone=zones.most_common(1)[0][0] if zones else "UTC",
        role="leader",
    )
    house.add_people((leader,))
    return leader


def _found(house: House, leader: Person, events: Iterable[Event]) -> tuple[Companion, ...]:
    """Whom the leader meets one to one, the next first; the leader's own leader is not asked about.

    Many calendars give addresses alone, hence the directory's names.
    """
    people = house.directory()
    met = [(c, people.by_address(c.address)) for c in first_day(events, leader.address)]
    return tuple(
        replace(companion, name=known.name) if known else companion
        for companion, known in met
        if known is None or known.leader == leader.id
    )


def _called(companion: Companion) -> str:
    return (companion.name or companion.address.partition("@")[0]).split()[0]


def answer(
    house: House, message: IncomingMessage, leader: Person, letter: Letter, now: datetime
) -> tuple[tuple[Recorded, ...], tuple[str, ...]]:
    """The leader's rough lines become drafts about the next 1:1, shown back first.

    A line that begins with a name is about that person. A line that only names people leaves them
    alone; "ask NAME" lets the rep speak first. Returns what to record, and lines that say nothing.
    """
    found = _found(house, leader, _events(house, now))
    typed = typed_in(house, message, letter).typed
    left = [c for t in typed for c in _named(t.text, found)]
    lines = [t for t in typed if t.text.strip() and not _named(t.text, found)]
    ask = [t for t in lines if t.text.strip().casefold().startswith(ASK)]
    blocks, unread = _blocks(house, [t for t in lines if t not in ask], leader, now)
    told = any(isinstance(b, str) for b in blocks)
    people = _add(house, leader, found, left) if ask or left or told else []
    recorded: list[Recorded] = []
    for place, block in enumerate(blocks):
        rep = _whose(block, people) if isinstance(block, str) and people else None
        statement = _draft(house, leader, rep, block, now) if isinstance(block, str) else block
        if statement is None:
            unread.append(str(block))
        else:
            fiscal = house.settings.fiscal
            recorded += _apply(leader, rep, statement, place, message.message_id, now, fiscal)
    if ask:
        welcomed = Entry(Kind.WELCOMED, now, leader.id, message.message_id, "welcomed")
        recorded.append((leader.id, welcomed))
    return tuple(recorded), tuple(unread)


def _blocks(
    house: House, typed: list[Typed], leader: Person, now: datetime
) -> tuple[list[str | Command], list[str]]:
    """What was said, line by line or over several, and what says nothing ("Thanks!", a name)."""
    reading = read(typed, _table(house, leader, now))
    begins = {s.line: s for s in reading.statements}
    blocks: list[str | Command] = []
    unread: list[str] = []
    for line in typed:
        text, statement = line.text.strip(), begins.get(line.number)
        if isinstance(statement, Command):
            blocks.append(statement)
        elif statement is not None:
            blocks.append(text)
        elif text in {u.strip() for u in reading.unread} or not blocks:
            unread.append(text)
        elif isinstance(blocks[-1], str):
            blocks[-1] = f"{blocks[-1]} {text}"
    return blocks, unread


def _table(house: House, leader: Person, now: datetime) -> Table:
    return Table((), "L", workdays.today(leader, now), house.settings.fiscal, leader.id)


def _named(text: str, found: Iterable[Companion]) -> tuple[Companion, ...]:
    """The people a line names, where it does nothing else."""
    words = [w.strip() for w in text.replace(" and ", ",").split(",") if w.strip()]
    named = [next((c for c in found if w.casefold() in _names(c)), None) for w in words]
    return tuple(c for c in named if c) if all(named) else ()


def _names(companion: Companion) -> set[str]:
    return {companion.name.casefold(), companion.address, _called(companion).casefold()}


def _add(
    house: House, leader: Person, found: Iterable[Companion], left: Iterable[Companion]
) -> list[Person]:
    """Those proposed and not left out join the directory file; the next one met comes first."""
    directory = house.directory()
    taken = set(directory.people)
    people: list[Person] = []
    new: list[Person] = []
    for companion in (c for c in found if c not in left):
        known = directory.by_address(companion.address)
        person = known or Person(
            id=new_id(companion.name or _called(companion), taken),
            name=companion.name or _called(companion).title(),
            addresses=(companion.address,),
            zone=leader.zone,
            leader=leader.id,
        )
        taken.add(person.id)
        people.append(person)
        new += [] if known else [person]
    if new:
        house.add_people(tuple(new))
    return people


def _whose(text: str, people: list[Person]) -> Person:
    """Whom a line is about: the one it begins with, else the next one met."""
    return next((p for p in people if _without_name(text, p) != text), people[0])


def _draft(
    house: House, leader: Person, rep: Person | None, text: str, now: datetime
) -> Draft | None:
    """A line as a draft; None where there is nobody it could be about, or nothing in it."""
    words = f"new: {_without_name(text, rep)}" if rep else ""
    reading = read([Typed(words, 0)], _table(house, leader, now))
    drafts = (s for s in reading.statements if isinstance(s, Draft))
    return next((replace(d, words=text, flag=FIRST) for d in drafts), None)


def _apply(
    leader: Person,
    rep: Person | None,
    statement: Draft | Command,
    place: int,
    source: str,
    now: datetime,
    fiscal: FiscalYear,
) -> list[Recorded]:
    """Each statement has a place of its own among those of this mail."""
    about = pair_key(rep.id, leader.id) if rep else ""
    letter = Letter("", LetterKind.WELCOME, leader.id, now, "", "", "", "", "", now, about=about)
    context = Context(
        writer=leader,
        other=rep.id if rep else "",
        leads=rep is not None,
        letter=letter,
        agreements={},
        now=now,
        source=source,
        fiscal=fiscal,
    )
    recorded = apply(Reading((statement,), ()), context)
    return [(o, replace(e, line=f"{place}{e.line.removeprefix('0')}")) for o, e in recorded]


def _without_name(text: str, rep: Person) -> str:
    """The words after "Marek:"; after "I owe Marek" they are the writer's own to do."""
    head, colon, tail = text.partition(":")
    names = {rep.called.casefold(), rep.name.casefold()}
    if colon and head.strip().casefold() in names:
        return tail.strip()
    words = text.split()
    to_rep = names | {"him", "her", "them"}
    if [w.casefold() for w in words[:2]] == ["i", "owe"] and len(words) > 3:
        rest = words[3:] if words[2].casefold() in to_rep else words[2:]
        return f"{OWN_MARK} {' '.join(rest)}"
    return text
