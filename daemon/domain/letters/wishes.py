"""What a letter is before its words are rendered, and the world it is chosen from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from daemon.domain.agreements.agreement import undone
from daemon.domain.ledger import Entry, Kind, Ledger, Meeting
from daemon.domain.outbox import Item, Letter, LetterKind, State
from daemon.domain.people import Directory, Person, pair_key
from daemon.domain.quarters import FiscalYear

KEEP = timedelta(days=5)  # how long a letter that is about no meeting may wait to leave


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings that decisions depend on. Workdays and hours are the recipient's."""

    rep_workdays: int = 1
    leader_lead: timedelta = timedelta(hours=2)
    closing_workday: int = 2
    recap_workday: int = 5
    ride_workdays: int = 5
    single_reps: bool = False
    smallest_group: int = 3
    fiscal: FiscalYear = field(default_factory=FiscalYear)


@dataclass(frozen=True, slots=True)
class Wish:
    """A letter to be made: its key, what goes into its template, and what it carries.

    template: folder below templates/<language>/. page: the dataclass its templates show.
    due: UTC instant from which it should exist. subject: slots of the subject template.
    """

    key: str
    kind: LetterKind
    template: str
    addressee: str
    due: datetime
    expires: datetime
    page: object
    about: str = ""
    day: date | None = None
    items: tuple[Item, ...] = ()
    matters: tuple[str, ...] = ()
    parent: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A letter that may come, before anything of it is put together.

    due, until: UTC instants; it is made in [due, until). build: the letter, None where there is
    nothing to say after all.
    """

    key: str
    due: datetime
    until: datetime
    build: Callable[[], Wish | None]


@dataclass(frozen=True, slots=True)
class World:
    """Everything decisions about one person's letters look at."""

    directory: Directory
    ledgers: Mapping[str, Ledger]
    rules: Rules

    def ledger(self, person: str) -> Ledger:
        return self.ledgers.get(person) or Ledger(person)

    def person(self, person: str) -> Person:
        return self.directory.people[person]

    def partners(self, person: Person) -> tuple[Person, ...]:
        """Those the person has 1:1s with: the leader, and those the person leads."""
        leader = self.directory.people.get(person.leader)
        reports = self.directory.reports(person.id)
        return (leader, *reports) if leader else reports

    def meetings(self, one: Person, two: Person) -> tuple[Meeting, ...]:
        """The meetings of a pair, earliest first."""
        rep, leader = (one, two) if one.leader == two.id else (two, one)
        pair = pair_key(rep.id, leader.id)
        found = (m for m in self.ledger(rep.id).meetings.values() if m.pair == pair)
        return tuple(sorted(found, key=lambda m: (m.start, m.number)))


def said_last(ledger: Ledger, kinds: tuple[Kind, ...]) -> Entry | None:
    """The last entry of one of these kinds that was not taken back; a state is never a flag."""
    gone = undone(ledger.entries)
    found = (e for e in reversed(ledger.entries) if e.kind in kinds)
    return next((e for e in found if (e.source, e.agreement) not in gone), None)


def paused(ledger: Ledger, today: date) -> bool:
    """Whether PAUSE holds on a local day of the person; one with an end is over on that day."""
    last = said_last(ledger, (Kind.PAUSED, Kind.RESUMED))
    if last is None or last.kind is not Kind.PAUSED:
        return False
    until = last.values.get("until", "")
    return not until or today < date.fromisoformat(until)


def welcomed(ledger: Ledger) -> bool:
    """The leader answered the welcome or said a first yes: only now may their reps get mail."""
    return any(e.kind is Kind.WELCOMED for e in ledger.entries)


def carried(ledger: Ledger) -> frozenset[str]:
    """Keys of the matters that a letter of this person carried or is about to carry.

    A letter that was refused for good carried its own too: whoever mends the address sends it
    again, and nothing is tried anew every day.
    """
    return frozenset(
        matter
        for letter in ledger.letters.values()
        if letter.state is not State.EXPIRED
        for matter in letter.matters
    )


def letters_about(ledger: Ledger, start: str) -> tuple[Letter, ...]:
    """The letters of a ledger whose key begins with `start`, oldest first."""
    found = (x for x in ledger.letters.values() if x.key.startswith(start))
    return tuple(sorted(found, key=lambda x: x.made))
