"""Who is who: the people of the directory, as pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal
from zoneinfo import ZoneInfo

Level = Literal["senior", "junior"]
Role = Literal["rep", "leader", "head", "admin"]


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Local wall time. `days` are ISO weekdays, 1 = Monday; `start` < `end` on one day."""

    days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    start: time = time(9)
    end: time = time(17)


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the directory, keyed by `id` for ever and never by an address.

    `addresses`: casefolded; mail goes to the first, mail is accepted from each.
    `leader`: id of the person who leads this one, "" if nobody does.
    `days_off`: public holidays of the person's country, local dates.
    """

    id: str
    name: str
    addresses: tuple[str, ...]
    zone: str = "UTC"
    country: str = ""
    hours: WorkingHours = WorkingHours()
    days_off: frozenset[date] = frozenset()
    level: Level = "senior"
    leader: str = ""
    team: str = ""
    role: Role = "rep"
    language: str = "en"

    @property
    def address(self) -> str:
        return self.addresses[0]

    @property
    def called(self) -> str:
        """The name used in mails: the first word of the full name."""
        return self.name.split()[0]

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


def fold_address(address: str) -> str:
    """The form in which addresses compare: casefolded, without a plus-tag in the local part."""
    local, at, domain = address.strip().casefold().rpartition("@")
    return f"{local.split('+', 1)[0]}{at}{domain}"


def pair_key(rep: str, leader: str) -> str:
    return f"{rep}+{leader}"


@dataclass(frozen=True)
class Directory:
    """The people, who gets recaps, who looks after the installation, and what is a room.

    `rooms`: casefolded addresses that are furniture, wherever a calendar forgets to say so.
    """

    people: Mapping[str, Person]
    heads: tuple[str, ...] = ()
    admin: str = ""
    rooms: frozenset[str] = frozenset()
    _by_address: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _led: dict[str, list[Person]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for _, person in sorted(self.people.items()):
            self._led.setdefault(person.leader, []).append(person)
        for person in self.people.values():
            for address in person.addresses:
                self._by_address[fold_address(address)] = person.id

    def by_address(self, address: str) -> Person | None:
        """The person who owns `address` or an alias of it, plus-tags ignored."""
        found = self._by_address.get(fold_address(address))
        return self.people[found] if found else None

    def reports(self, leader: str) -> tuple[Person, ...]:
        """Those whom `leader` leads, by id."""
        return tuple(self._led.get(leader, ()))

    def leaders(self) -> tuple[Person, ...]:
        """Everybody who leads somebody, by id."""
        return tuple(self.people[i] for i in sorted(self._led) if i in self.people)

    def other(self, pair: str, person: str) -> str:
        """The other id of a `<rep>+<leader>` pair."""
        rep, leader = pair.split("+")
        return leader if person == rep else rep
