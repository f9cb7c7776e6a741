"""Calendars -> meetings -> matters -> letters, queued when they are due and never earlier."""

import logging
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta

from daemon.domain.agreements.agreement import fold
from daemon.domain.agreements.moving import moved
from daemon.domain.agreements.rhythm import proposals
from daemon.domain.ledger import Ledger, Meeting, append, look_at, looks_at
from daemon.domain.letters.ceiling import noted
from daemon.domain.letters.choosing import Choice, choose
from daemon.domain.letters.wishes import Wish, World
from daemon.domain.meetings.attendance import OneOnOne
from daemon.domain.meetings.event import Event
from daemon.domain.meetings.inviting import without
from daemon.domain.meetings.matching import cancel, match, occurrence_of
from daemon.domain.meetings.one_on_one import recognise
from daemon.domain.outbox import Letter
from daemon.domain.people import Directory, Person
from daemon.errors import DaemonError, StoreError
from daemon.flows.house import HOUSE, House, apart, kept_fault, kept_problem
from daemon.flows.making import Thread, make, queue, withdraw
from daemon.flows.tidying import tidy
from daemon.ports import CalendarSource, Due, Events, Unknown, Window

log = logging.getLogger("accord.plan")

BEHIND = timedelta(hours=1)
AHEAD = timedelta(days=15)
NEAR = ("ics", "invitations")
CALL_SECONDS = 20


def plan(house: House, now: datetime) -> None:
    """One look: follow the meetings, then queue what is due for whoever it concerns."""
    directory = house.directory()
    meetings(house, directory, now)
    ledgers: dict[str, Ledger] = {}
    for person in _concerned(house, directory, now):
        with apart(house, f"plan {person.id}"):
            _plan_one(house, directory, person, ledgers, now)
            tidy(house, person.id, now)
    house.memory.looked = True
    with apart(house, f"ledger {HOUSE}"):
        tidy(house, HOUSE, now)


def _concerned(house: House, directory: Directory, now: datetime) -> tuple[Person, ...]:
    """Those whose ledger is due for a look, and whoever they have 1:1s with."""
    if not house.memory.looked:
        return tuple(p for _, p in sorted(directory.people.items()))
    found: set[str] = set()
    for owner in house.store.find(Due(now)):
        person = directory.people.get(owner)
        if person and _wants_a_look(house, owner, now):
            found |= {owner, person.leader, *(p.id for p in directory.reports(owner))}
    return tuple(p for i, p in sorted(directory.people.items()) if i in found)


def _wants_a_look(house: House, owner: str, now: datetime) -> bool:
    """A ledger may be due for a letter that waits instead; a broken one is tried, and told."""
    try:
        when = looks_at(house.store.read(owner))
    except StoreError:
        return True
    return when is not None and when <= now


def _plan_one(
    house: House, directory: Directory, person: Person, ledgers: dict[str, Ledger], now: datetime
) -> None:
    world = world_of(house, directory, person, ledgers)
    ledgers[person.id] = _reassigned(house, person, ledgers[person.id], now)
    ledger = ledgers[person.id] = _paced(house, person, ledgers[person.id], now)
    choice = choose(person, world, now)
    wishes = [w for w in choice.wishes if reachable(house, person)]
    letters = [letter_for(house, ledger, w, person, now) for w in wishes]
    changed = house.store.change(person.id, lambda new: _commit(new, ledger, choice, letters))
    ledgers[person.id] = changed
    for letter in letters:
        log.info("queued key=%s", letter.key)


def _reassigned(house: House, person: Person, ledger: Ledger, now: datetime) -> Ledger:
    """The ledger, with what is open put to the new leader where the directory names another."""
    entries = moved(person, fold(person.id, ledger.entries).values(), now)
    if not entries:
        return ledger
    return house.store.change(person.id, lambda new: append(new, entries))


def _paced(house: House, person: Person, ledger: Ledger, now: datetime) -> Ledger:
    """The ledger, with the steps of a junior proposed anew where their own word gives an occasion."""
    entries = [house.salted(e) for e in proposals(person, ledger.entries, now)]
    if not entries:
        return ledger
    return house.store.change(person.id, lambda new: append(new, entries))


def world_of(
    house: House, directory: Directory, person: Person, ledgers: dict[str, Ledger]
) -> World:
    """The world of one person's letters, reading each ledger once a tick.

    A partner whose ledger can't be read is left out, and shows in `check`.
    """
    leader = directory.people.get(person.leader)
    partners = (leader, *directory.reports(person.id)) if leader else directory.reports(person.id)
    if person.id not in ledgers:
        ledgers[person.id] = house.store.read(person.id)
    for other in partners:
        if other.id not in ledgers:
            try:
                ledgers[other.id] = house.store.read(other.id)
            except StoreError as error:
                kept_problem(house, f"ledger {other.id}", str(error))
            else:
                kept_problem(house, f"ledger {other.id}", "")
    return World(directory, ledgers, house.rules)


def letter_for(house: House, ledger: Ledger, wish: Wish, person: Person, now: datetime) -> Letter:
    """A moved meeting's letter goes on with the first one's subject and thread."""
    first = next(
        (x for x in ledger.letters.values() if wish.parent and x.message_id == wish.parent), None
    )
    thread = Thread(first.subject, wish.parent, wish.references) if first else None
    return make(house, wish, person, now, thread)


def _commit(new: Ledger, read: Ledger, choice: Choice, letters: Iterable[Letter]) -> Ledger:
    """The letters, and when to look again, unless something came in meanwhile."""
    new = withdraw(queue(new, letters), choice.withdrawn, "the meeting was moved or cancelled")
    new = noted(new, choice.one_on_ones)
    quiet = len(new.entries) == len(read.entries) and new.meetings == read.meetings
    return look_at(new, choice.next_look) if quiet else new


def reachable(house: House, person: Person) -> bool:
    """In a pilot only those on its list get mail at all."""
    sending = house.settings.sending
    return sending.mode != "pilot" or bool(set(person.addresses) & set(sending.pilot))


def meetings(house: House, directory: Directory, now: datetime) -> None:
    """Reads every calendar and brings each rep's meetings up to date.

    The window moves once an hour, so that a calendar may answer from what it worked out before.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    window = Window(hour - BEHIND, hour + AHEAD)
    partial, events = read_calendars(house, window)
    found: dict[str, list[OneOnOne]] = {}
    for one in recognise(events, directory).one_on_ones:
        found.setdefault(one.rep, []).append(one)
    for rep in sorted(p.id for p in directory.people.values() if p.leader):
        ones = tuple(found.get(rep, ()))
        if house.memory.seen.get(rep) != ones:
            with apart(house, f"meetings {rep}"):
                if _follow(house, directory, rep, ones, window, now, partial):
                    house.memory.seen[rep] = ones


def read_calendars(house: House, window: Window) -> tuple[frozenset[str], tuple[Event, ...]]:
    """Whose calendar could not be read whole ("" for one of several people); the events of all."""
    if not house.calendars:
        return frozenset(), ()
    with house.parallel() as pool:
        calls = {
            name: pool.submit(source.events, window) for name, source in house.calendars.items()
        }
        read = {name: _result(house, name, call) for name, call in calls.items()}
    own = house.settings.mailbox.address
    events = tuple(without(event, own) for r in read.values() for event in r.events)
    return frozenset(house.whose(n) for n, r in read.items() if not r.complete), events


def _result(house: House, name: str, call: "Future[Events]") -> Events:
    """What a calendar elsewhere does not say now it may say in a minute."""
    place = f"calendar {name}"
    try:
        events = call.result(timeout=CALL_SECONDS)
    except (DaemonError, TimeoutError) as error:
        if name.partition(" ")[0] in NEAR:
            kept_problem(house, place, str(error))
        else:
            kept_fault(house, place, error)
        return Events(complete=False, events=())
    kept_fault(house, place, None)
    kept_problem(house, place, "; ".join(events.problems))
    return events


def _follow(
    house: House,
    directory: Directory,
    rep: str,
    ones: tuple[OneOnOne, ...],
    window: Window,
    now: datetime,
    partial: frozenset[str],
) -> bool:
    """Whether every meeting is accounted for; else it is looked at again at the next tick."""
    span = (window.start, window.end)
    before = house.store.read(rep)
    # What an incomplete listing lacks may be in the part that could not be read.
    missing = [
        number
        for number in match(before.meetings, ones, span).missing
        if not partial & {"", *before.meetings[number].pair.split("+")}
    ]
    gone, moved = _ask(house, directory, before.meetings, missing)

    def decide(ledger: Ledger) -> Ledger:
        return follow(ledger, (*ones, *moved), span, gone, now)

    after = house.store.change(rep, decide)
    left = match(after.meetings, (*ones, *moved), span).missing
    return not left


def follow(
    ledger: Ledger,
    ones: tuple[OneOnOne, ...],
    span: tuple[datetime, datetime],
    gone: set[int],
    now: datetime,
) -> Ledger:
    """The ledger with its meetings as the calendar has them; a change asks for a look."""
    known: Mapping[int, Meeting] = match(ledger.meetings, ones, span).meetings
    for number in gone & set(known):
        known = cancel(known, number)
    if dict(known) == dict(ledger.meetings):
        return ledger
    return look_at(replace(ledger, meetings=dict(known)), now)


def _ask(
    house: House,
    directory: Directory,
    known: Mapping[int, Meeting],
    missing: Iterable[int],
) -> tuple[set[int], tuple[OneOnOne, ...]]:
    """Absence proves nothing: each occurrence is looked up before a meeting is withdrawn."""
    gone: set[int] = set()
    moved: list[OneOnOne] = []
    for number in missing:
        answers = [
            source.find(occurrence_of(reference))
            for reference in known[number].references
            for source in _sources(house, reference, known[number].pair)
        ]
        if any(isinstance(a, Unknown) for a in answers) or not answers:
            continue
        own = house.settings.mailbox.address
        held = [without(answer, own) for answer in answers if isinstance(answer, Event)]
        here = recognise(held, directory).one_on_ones
        ours = [one for one in here if one.pair == known[number].pair]
        if ours:
            moved += ours
        else:
            gone.add(number)
    return gone, tuple(moved)


def _sources(house: House, reference: str, pair: str) -> Iterable[CalendarSource]:
    """The calendars of the pair, and those of several people, where such a reference comes from."""
    kind, whose = reference.partition(":")[0], {"", *pair.split("+")}
    return (
        source
        for name, source in house.calendars.items()
        if name.partition(" ")[0] == kind and house.whose(name) in whose
    )
