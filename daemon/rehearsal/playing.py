"""The clock of a rehearsal. Played: the time, and what happens outside. Real: everything else.

Nothing is waited for: the clock goes from one moment at which something is due to the next, and
each time the app does what it would do on any day, one tick.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from daemon.app import App
from daemon.domain.ledger import index
from daemon.domain.outbox import Letter, LetterKind
from daemon.ports import Everyone, Store
from daemon.rehearsal.mails import Arrival, address_of, mail_of, read

LONGEST = timedelta(hours=3)  # recaps are in no ledger's index
SHORTEST = timedelta(minutes=1)
AHEAD_OF_ALL = timedelta(days=31)  # no flow looks further into a calendar
Tell = Callable[[datetime], None]


class Stage(Protocol):
    """What is outside the program.

    act: everything that happens up to `now` (calendars change, mails are sent off).
    watch: letters that came with this tick, in order. next: when something happens by itself.
    """

    def act(self, now: datetime) -> None: ...

    def watch(self, arrivals: Iterable[Arrival], now: datetime) -> None: ...

    def next(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end`, UTC, both played."""

    start: datetime
    end: datetime


def play(
    app: App,
    stage: Stage,
    post: Callable[[], Iterable[bytes]],
    span: Span,
    tell: Tell,
) -> None:
    """Ticks through `span`. post: the mails that left since it was last called. tell: progress."""
    now, busy = span.start, SHORTEST
    while now <= span.end:
        stage.act(now)
        app.tick(now)
        stage.watch(_arrivals(app, post(), now), now)
        tell(now)
        due = _next_due(app.house.store)
        late = due is not None and due <= now
        busy = min(busy * 2, LONGEST) if late else SHORTEST
        now = _following(now, (now + busy if late else due, stage.next()))


def _following(now: datetime, moments: Iterable[datetime | None]) -> datetime:
    """The nearest of the moments, on a whole minute after `now`."""
    found = min([m for m in moments if m], default=now + LONGEST)
    nearest = max(min(found, now + LONGEST), now + SHORTEST)
    whole = nearest.replace(second=0, microsecond=0)
    return whole if whole == nearest else whole + SHORTEST


def _next_due(store: Store) -> datetime | None:
    dues = (index(store.read(owner)).next_due for owner in store.find(Everyone()))
    return min((due for due in dues if due), default=None)


def _arrivals(app: App, post: Iterable[bytes], now: datetime) -> list[Arrival]:
    """The mails of this tick beside their letters; each reader has a mailbox of their own."""
    directory = app.house.directory()
    found = []
    for raw in post:
        message = read(raw)
        person = directory.by_address(address_of(message, "To"))
        if person is None:
            continue
        letter = _letter(app.house.store, person.id, str(message["Message-ID"]))
        mail = mail_of(raw, owner=person.id, time=now, kind=kind_of(letter), message=message)
        found.append(Arrival(letter, mail))
    return sorted(found, key=lambda a: (a.mail.owner, a.letter.made, a.letter.key))


def kind_of(letter: Letter) -> str:
    """What a reader would call it: more exact than the letter's own kind where that tells more."""
    if not letter.items and any(matter.startswith("invite:") for matter in letter.matters):
        return "invitation"
    own = letter.kind in (LetterKind.PREP, LetterKind.MONDAY, LetterKind.AGREE)
    return letter.kind.value if own else letter.key.partition(":")[0]


def _letter(store: Store, owner: str, message_id: str) -> Letter:
    letters = store.read(owner).letters.values()
    return next(letter for letter in letters if letter.message_id == message_id)
