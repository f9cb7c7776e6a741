"""Composition root: Settings -> adapters -> flows. Nothing else names adapters."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from daemon import directory as directories
from daemon.app.accounts import Accounts
from daemon.app.calendars import Calendars
from daemon.app.mail import mailbox_of, make_folders, transport_of
from daemon.app.probes import probes
from daemon.domain.people import Directory, Person
from daemon.errors import DaemonError, SourceError
from daemon.flows import deliver, plan, recap, receipts, receive
from daemon.flows.health import health, tick_allowed
from daemon.flows.house import House, kept_fault, kept_problem
from daemon.mail.render import Renderer
from daemon.ports import Invitations
from daemon.settings import Invited, Maildir, Settings

STOP = "stop"


@dataclass
class DirectoryFile:
    """The directory file, read again when it changes; a broken edit keeps the last good reading.

    tell: hears what is wrong with an edit, "" once nothing is.
    """

    path: Path
    years: range
    tell: Callable[[str], None] = lambda _: None
    _stamp: tuple[int, int] = (0, 0)
    _people: Directory | None = None

    def __call__(self) -> Directory:
        stamp = self._now()
        if self._people is None or stamp != self._stamp:
            try:
                self._people = directories.load(self.path, years=self.years, missing_ok=True)
                self.tell("")
            except DaemonError as error:
                if self._people is None:
                    raise
                self.tell(str(error))
            self._stamp = stamp
        return self._people

    def _now(self) -> tuple[int, int]:
        try:
            found = self.path.stat()
        except OSError:
            return (0, 0)
        return (found.st_mtime_ns, found.st_size)


@dataclass
class App:
    """One installation at work. `tick` runs every flow once with one `now`."""

    house: House
    close: list[Callable[[], object]] = field(default_factory=list)

    def stopped(self) -> bool:
        """Sending is stopped by a file, which `accord stop` makes."""
        return (self.house.settings.state / STOP).exists()

    def plan(self, now: datetime) -> None:
        plan.plan(self.house, now)
        recap.recaps(self.house, now)
        health(self.house, now)

    def receive(self, now: datetime) -> None:
        try:
            receive.receive(self.house, now)
        except SourceError as error:
            if isinstance(self.house.settings.mailbox.place, Maildir):
                kept_problem(self.house, "mailbox", str(error))
            else:
                kept_fault(self.house, "mailbox", error)
        else:
            kept_fault(self.house, "mailbox", None)
        receipts.receipts(self.house, now)

    def deliver(self, now: datetime) -> None:
        deliver.deliver(self.house, now, stopped=self.stopped)

    def guarded(self, job: Callable[[datetime], None]) -> Callable[[datetime], None]:
        """A job that decides nothing while the clock is behind what was already done."""

        def at(now: datetime) -> None:
            if tick_allowed(self.house, now):
                job(now)

        return at

    def tick(self, now: datetime) -> None:
        self.receive(now)
        self.plan(now)
        self.deliver(now)


def build(settings: Settings, now: datetime) -> App:
    """The real thing: files, servers and providers as the settings say."""
    from daemon.store.state import open_state
    from daemon.store.tiny import TinyStore
    from daemon.store.vault import FileVault

    # First: a start that dies on the way is a first start once more.
    make_folders(settings)
    key = open_state(settings.state, lambda: secrets.token_bytes(32))
    people = DirectoryFile(settings.directory, _years(now))
    accounts = Accounts(settings, key)
    calendars = Calendars(settings, people, accounts)
    ends: list[Callable[[], object]] = []
    house = House(
        settings=settings,
        directory=people,
        store=TinyStore(settings.state),
        vault=FileVault(settings.state),
        calendars=calendars,
        mailbox=mailbox_of(settings, accounts, now, ends),
        transport=transport_of(settings, accounts, ends),
        renderer=Renderer(settings.templates),
        install_key=key,
        salt=lambda: secrets.token_hex(16),
        add_people=lambda new: add_people(settings.directory, new),
        stop=(settings.state / STOP).touch,
        invitations=_invitations(settings),
        whose=calendars.whose,
        accounts=probes(settings, accounts, now),
    )
    people.tell = partial(kept_problem, house, "directory")
    return App(house, [*ends, calendars.close, accounts.close])


def calendars_of(settings: Settings, people: Callable[[], Directory]) -> Calendars:
    """For a rehearsal: what is not on this machine is left alone, and no sign-in opened."""
    return Calendars(settings, people, None)


def _invitations(settings: Settings) -> Invitations | None:
    """Kept only where they are read as a calendar, too."""
    zones = [calendar.zone for calendar in settings.calendars if isinstance(calendar, Invited)]
    if not zones:
        return None
    from daemon.calendars.invitations import InvitationFolder

    return InvitationFolder(settings.state / "invitations", zone=zones[0])


def _years(now: datetime) -> range:
    return range(now.year - 1, now.year + 3)


def add_people(path: Path, people: tuple[Person, ...]) -> None:
    directories.append(path, people)
