"""What a rehearsal works on: copies of an installation, so that nothing of it is changed or used up.

Ledgers are copied to memory, calendars read once. The mailbox, the way out and their secrets are
never opened; what is written goes to memory and is forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from daemon.domain.meetings.event import Event, Occurrence
from daemon.domain.people import Directory, Person
from daemon.errors import DaemonError, StoreError
from daemon.ports import CalendarSource, Events, Everyone, Gone, Unknown, Vault, Window
from daemon.store.memory import MemoryStore, MemoryVault
from daemon.store.tiny import TinyStore


@dataclass
class Copies:
    """Places and what was wrong there, said on the page: a rehearsal goes on without them."""

    problems: list[str]

    def ledgers(self, state: Path) -> MemoryStore:
        """Every ledger that can be read; an installation that never ran has none."""
        if not state.is_dir():
            return MemoryStore()
        store = TinyStore(state)
        self.problems += [f"ledger {owner}: {fault}" for owner, fault in store.broken().items()]
        found = {}
        for owner in store.find(Everyone()):
            try:
                found[owner] = store.read(owner)
            except StoreError as error:
                self.problems.append(f"ledger {owner}: {error}")
        return MemoryStore(found)

    def calendar(self, name: str, source: CalendarSource, window: Window) -> "Snapshot":
        """One reading of a calendar over the whole time that is played."""
        try:
            events = source.events(window)
        except DaemonError as error:
            self.problems.append(f"calendar {name}: {error}")
            events = Events(complete=False, events=())
        self.problems += [f"calendar {name}: {problem}" for problem in events.problems]
        return Snapshot(events, window)

    def calendars(
        self, sources: Mapping[str, CalendarSource], window: Window
    ) -> dict[str, CalendarSource]:
        return {name: self.calendar(name, source, window) for name, source in sources.items()}


class Snapshot:
    """A CalendarSource that says for ever what a calendar said once."""

    def __init__(self, events: Events, window: Window) -> None:
        self._events = events
        self._window = window
        self._by_reference = {e.occurrence.reference: e for e in events.events}

    def events(self, window: Window) -> Events:
        found = (e for e in self._events.events if e.start < window.end and window.start < e.end)
        return replace(self._events, events=tuple(found), problems=())

    def find(self, occurrence: Occurrence) -> Event | Gone | Unknown:
        """Gone only where the whole calendar was read and the time of the occurrence was looked at."""
        found = self._by_reference.get(occurrence.reference)
        if found is not None:
            return Gone() if found.cancelled else found
        original = occurrence.original
        inside = original is None or self._window.start <= original < self._window.end
        return Gone() if self._events.complete and inside else Unknown()


class Overlay:
    """A Vault in memory over a real one, which is only read."""

    def __init__(self, below: Vault) -> None:
        self._below = below
        self._own = MemoryVault()
        self._dropped: set[str] = set()

    def put(self, content: bytes) -> str:
        name = self._own.put(content)
        self._dropped.discard(name)
        return name

    def get(self, name: str) -> bytes:
        if name in self._dropped:
            raise StoreError(f"no mail is kept under {name!r}")
        try:
            return self._own.get(name)
        except StoreError:
            return self._below.get(name)

    def drop(self, name: str) -> None:
        self._own.drop(name)
        self._dropped.add(name)


class People:
    """The directory as it was read; who is added is known here alone."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def __call__(self) -> Directory:
        return self._directory

    def add(self, people: tuple[Person, ...]) -> None:
        known = self._directory
        everyone = {**known.people, **{p.id: p for p in people}}
        self._directory = Directory(everyone, known.heads, known.admin, known.rooms)
