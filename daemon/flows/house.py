"""What every flow is given: the ports, the people, the rules."""

import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from daemon.domain.ledger import Entry, Ledger
from daemon.domain.letters.wishes import Rules
from daemon.domain.meetings.attendance import OneOnOne
from daemon.domain.people import Directory, Person
from daemon.errors import DaemonError
from daemon.mail.render import Renderer
from daemon.ports import CalendarSource, Invitations, Mailbox, Store, Transport, Vault
from daemon.settings import Settings

log = logging.getLogger("accord.house")

HOUSE = "_house"


@dataclass(frozen=True, slots=True)
class Account:
    """A sign-in at a provider, for `check` and for whoever has to mend it.

    owner: id or address of who is told of it beside the admin, "" for nobody. cure: how one signs in.
    sign_in: does it for real, and says what was granted; raises DaemonError.
    forbidden: whose calendar or mail it must be refused, "" for nobody's; trespass tries to read it,
    and raises DaemonError where it is refused. calls: how many this process has made.
    """

    owner: str
    cure: str
    sign_in: Callable[[], tuple[str, ...]]
    forbidden: str
    trespass: Callable[[], object]
    calls: Callable[[], int]


@dataclass
class Memory:
    """What one process remembers between ticks; losing it costs one full look, nothing else.

    seen: the 1:1s of each rep as last read. looked: whether everyone was planned once.
    tidied: the day each ledger was last rid of what is kept no longer.
    recapped: the quarter that each reader's recap was last looked at for. recap_at: when to look
        at it again.
    problems: by place, what is wrong now. lasting: the places where only a person can help.
    passing: those where time may, with when that was first looked at.
    called: how many calls of each account are counted already.
    """

    seen: dict[str, tuple[OneOnOne, ...]] = field(default_factory=dict)
    looked: bool = False
    tidied: dict[str, str] = field(default_factory=dict)
    recapped: dict[str, str] = field(default_factory=dict)
    recap_at: dict[str, datetime] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    lasting: set[str] = field(default_factory=set)
    passing: dict[str, datetime | None] = field(default_factory=dict)
    called: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class House:
    """Everything a flow needs, put together in `app.py`.

    salt: 16 fresh random bytes in hex. add_people: appends to the directory file.
    stop: stops all sending, as `accord stop` does. invitations: None where none are kept.
    whose: from a calendar's name the id of the person whose it is, "" for one of several people.
    accounts: by name.
    """

    settings: Settings
    directory: Callable[[], Directory]
    store: Store
    vault: Vault
    calendars: Mapping[str, CalendarSource]
    mailbox: Mailbox
    transport: Transport
    renderer: Renderer
    install_key: bytes
    salt: Callable[[], str]
    add_people: Callable[[tuple[Person, ...]], None]
    stop: Callable[[], None] = lambda: None
    invitations: Invitations | None = None
    whose: Callable[[str], str] = lambda _: ""
    accounts: Mapping[str, Account] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)

    @property
    def rules(self) -> Rules:
        rhythm, recaps = self.settings.rhythm, self.settings.recaps
        return Rules(
            rep_workdays=rhythm.rep_workdays,
            leader_lead=timedelta(hours=rhythm.leader_hours),
            closing_workday=rhythm.closing_workday,
            recap_workday=rhythm.recap_workday,
            ride_workdays=rhythm.ride_workdays,
            single_reps=recaps.single_reps,
            smallest_group=recaps.smallest_group,
            fiscal=self.settings.fiscal,
        )

    def salted(self, entry: Entry) -> Entry:
        """An entry whose words can't be guessed from their hash."""
        return replace(entry, salt=self.salt())

    def parallel(self) -> ThreadPoolExecutor:
        """Only gathering fans out."""
        return ThreadPoolExecutor(max_workers=8, thread_name_prefix="gather")


def kept_problem(house: House, place: str, problem: str) -> None:
    """Remembers what is wrong at a place, or with "" that it is well."""
    if problem:
        house.memory.problems[place] = problem
    else:
        house.memory.problems.pop(place, None)


def kept_fault(house: House, place: str, error: Exception | None) -> None:
    """The same for a place on the net: a person has to sign in anew, or time may help."""
    memory = house.memory
    kept_problem(house, place, "" if error is None else str(error) or "no answer in time")
    memory.lasting.discard(place)
    if error is None:
        memory.passing.pop(place, None)
    elif getattr(error, "paused", False):
        memory.passing.pop(place, None)
        memory.lasting.add(place)
    else:
        memory.passing.setdefault(place, None)


@contextmanager
def apart(house: House, place: str) -> Iterator[None]:
    """What goes wrong at one place is remembered as its problem, and keeps nothing from the others."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  # a fault of ours with one person is no other's
        kept_problem(house, place, told(error))
        log.warning("failed place=%s error=%s", place.replace(" ", "-"), fault(error))
    else:
        kept_problem(house, place, "")


def told(error: Exception) -> str:
    return str(error) if isinstance(error, DaemonError) else fault(error)


def fault(error: Exception) -> str:
    """Which error, and where. Never its message, in which words of people may stand."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"


def meta(ledger: Ledger, **values: str) -> Ledger:
    """The ledger with some of its meta values changed."""
    return replace(ledger, meta={**ledger.meta, **values})


def at(text: str) -> datetime | None:
    """A UTC instant kept in meta, None for ""."""
    return datetime.fromisoformat(text) if text else None
