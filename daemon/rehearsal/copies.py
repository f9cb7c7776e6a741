"""What a rehearsal works on: copies of an installation, so that nothing of it is changed or used up.

Ledgers are copied to memory, calendars read once. The mailbox, the way out and their secrets are
never opened; what is written goes to memory and is forgotten.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from daemon.domain.meetings.event import Event, Occurrence
from daemon.domain.people import Directory, Person
from daemon.errors import DaemonError, StoreError
from daemon.ports import CalendarSource, Events, Everyone, Gone, Unknown, Vault, Window
from daemon.store.memory import MemoryStore, MemoryVault
from daemon.store.tiny import TinyStore


def ledgers(state: Path) -> tuple[MemoryStore, dict[str, str]]:
    """Every ledger that can be read, and by owner why others can't; without a state there is none."""
    if not state.is_dir():
        return MemoryStore(), {}
    store = TinyStore(state)
    broken = store.broken()
    return MemoryStore({owner: store.read(owner) for owner in store.find(Everyone())}), broken


def read_once(sources: Mapping[str, CalendarSource], window: Window) -> dict[str, CalendarSource]:
    """Each calendar as it is now, over the whole time that is played. A name begins with its kind."""
    return {
        name: Snapshot(_read(source, window), window, name.partition(" ")[0])
        for name, source in sources.items()
    }


def _read(source: CalendarSource, window: Window) -> Events:
    try:
        return source.events(window)
    except DaemonError as error:
        return Events(complete=False, events=(), problems=(str(error),))


class Snapshot:
    """A CalendarSource that says for ever what a calendar said once."""

    def __init__(self, events: Events, window: Window, kind: str) -> None:
        self._events = events
        self._window = window
        self._kind = kind
        self._by_reference = {e.occurrence.reference: e for e in events.events}

    def events(self, window: Window) -> Events:
        found = (e for e in self._events.events if e.start < window.end and window.start < e.end)
        return replace(self._events, events=tuple(found))

    def find(self, occurrence: Occurrence) -> Event | Gone | Unknown:
        """Gone only where the whole calendar was read and the occurrence's time was looked at."""
        found = self._by_reference.get(occurrence.reference)
        if found is not None:
            return Gone() if found.cancelled else found
        original = occurrence.original
        looked = original is None or self._window.start <= original < self._window.end
        ours = occurrence.source == self._kind
        return Gone() if looked and ours and self._events.complete else Unknown()


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
