"""What the house asks of the world. Each port has at most three methods and one contract suite."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from daemon.domain.ledger import Ledger
from daemon.domain.meetings.event import Event, Occurrence
from daemon.domain.meetings.inviting import Notice
from daemon.domain.outbox import Letter


@dataclass(frozen=True, slots=True)
class Window:
    """UTC instants; an event is inside when it overlaps [start, end)."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Events:
    """One reading of a calendar.

    complete: False where a part could not be read; absence then proves nothing.
    problems: one line for each thing that was skipped, naming the place.
    """

    complete: bool
    events: tuple[Event, ...]
    problems: tuple[str, ...] = ()


class Gone:
    """The calendar says that this occurrence was cancelled or deleted."""


class Unknown:
    """The calendar, or the provider, can't tell now."""


class Missing(Unknown):
    """Looked for among the sent mails and not there; it may still come, or never have left."""


class CalendarSource(Protocol):
    """A calendar, or a folder of them.

    Occurrence: which instance of which series (RFC 5545 UID + RECURRENCE-ID). Raises SourceError
    where nothing at all can be read. Only `Gone` from `find` withdraws a meeting.
    """

    def events(self, window: Window) -> Events: ...

    def find(self, occurrence: Occurrence) -> Event | Gone | Unknown: ...


class Invitations(Protocol):
    """Events that people invited us to by mail (RFC 5546), each under its UID.

    read: what a text/calendar part says, one Notice for each event and instance; raises SourceError
    where it can't be read whole. kept, keep: what stands of a UID; () forgets it.
    """

    def read(self, part: bytes) -> tuple[Notice, ...]: ...

    def kept(self, uid: str) -> tuple[Notice, ...]: ...

    def keep(self, uid: str, notices: tuple[Notice, ...]) -> None: ...


@dataclass(frozen=True, slots=True)
class Batch:
    """Mails not yet done: (uid, raw RFC 5322 bytes) in order of arrival, and the next cursor."""

    mails: tuple[tuple[str, bytes], ...]
    cursor: str


class Mailbox(Protocol):
    """Where answers arrive. A uid names one mail for ever; the cursor is opaque, "" at first.

    `fetch` may give a mail again after a crash; `done` must stand a second call. Raises SourceError.
    """

    def fetch(self, cursor: str) -> Batch: ...

    def done(self, uid: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Sent:
    """The ids as the provider stored them; `thread_id` is "" where there is none."""

    message_id: str
    thread_id: str = ""


class NotSent:
    """The provider surely did not accept this letter."""


class Transport(Protocol):
    """The way out. One addressee a letter, named in the mail's To.

    prepare: makes a draft and returns its id, "" where the transport has none.
    send: raises TransportError (refused) or OutcomeUnknownError (lost after it left).
    outcome: whether an earlier `send` of this letter was accepted. Missing says that the provider
    files what it sends, and has not filed this: half an hour after the try that counts as NotSent.
    """

    def prepare(self, letter: Letter, mail: bytes) -> str: ...

    def send(self, draft: str, mail: bytes) -> Sent: ...

    def outcome(self, letter: Letter, draft: str) -> Sent | NotSent | Unknown: ...


class Everyone:
    """Every ledger there is."""


@dataclass(frozen=True, slots=True)
class Due:
    """Ledgers whose next_due is at or before this UTC instant."""

    now: datetime


@dataclass(frozen=True, slots=True)
class Mentions:
    """Ledgers that know this Message-ID or tag (a letter of theirs, or a mail they handled)."""

    reference: str


class Store(Protocol):
    """Ledgers by owner.

    find: owners in order of name. read: an owner never seen gives an empty Ledger.
    change: reads the ledger afresh under its lock, calls `decide` once, saves what it returns all
    or nothing (nothing is written where it returns an equal ledger) and returns it. An exception in
    `decide` leaves the ledger as it was. Raises StoreError naming the owner; an unreadable ledger
    is never taken for an empty one.
    """

    def find(self, wanted: Everyone | Due | Mentions) -> Iterable[str]: ...

    def read(self, owner: str) -> Ledger: ...

    def change(self, owner: str, decide: Callable[[Ledger], Ledger]) -> Ledger: ...


class Vault(Protocol):
    """Bytes kept under the SHA-256 of their content, 64 hex digits. Putting twice is a no-op.

    get: raises StoreError for a name it does not hold. drop: forgets; unknown names are ignored.
    """

    def put(self, content: bytes) -> str: ...

    def get(self, name: str) -> bytes: ...

    def drop(self, name: str) -> None: ...
