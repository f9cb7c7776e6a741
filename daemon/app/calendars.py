"""The calendars of an installation, by name: the source its events name, a blank, and whose or where.

`plan` asks each calendar of a source about an occurrence that the source gave, hence the names.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from daemon.app.accounts import Accounts, trusted
from daemon.domain.meetings.event import Event, Occurrence
from daemon.domain.people import Directory
from daemon.errors import SourceError
from daemon.ports import CalendarSource, Events, Unknown, Window
from daemon.settings import (
    AnyCalendar,
    IcsFiles,
    Invited,
    ProviderCalendar,
    Settings,
    WebCalendar,
)

if TYPE_CHECKING:
    from daemon.calendars.caldav_account import CalDavAccount
    from daemon.calendars.web import Web


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A calendar that is to be read. owner: id or address as written. address: of the owner."""

    name: str
    owner: str
    address: str
    make: Callable[[], CalendarSource]


class Unopened:
    """Stands for a calendar that is elsewhere, where nothing elsewhere is to be asked."""

    def events(self, window: Window) -> Events:  # noqa: ARG002 (the port's)
        raise SourceError("not read: what is not on this machine is left alone here")

    def find(self, occurrence: Occurrence) -> Unknown | Event:  # noqa: ARG002 (the port's)
        return Unknown()


class Calendars(Mapping[str, CalendarSource]):
    """Made anew for those who are new in the directory; the others keep what they know.

    accounts: None for a rehearsal, which opens nothing that is not on this machine.
    """

    def __init__(
        self, settings: Settings, people: Callable[[], Directory], accounts: Accounts | None
    ) -> None:
        self._settings = settings
        self._people = people
        self._accounts = accounts
        self._read: Directory | None = None
        self._sources: dict[tuple[str, str], CalendarSource] = {}
        self._named: dict[str, CalendarSource] = {}
        self._owners: dict[str, str] = {}
        self._servers: dict[str, CalDavAccount] = {}
        self._webs: list[Web] = []
        self._lock = Lock()

    def __getitem__(self, name: str) -> CalendarSource:
        return self._current()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._current())

    def __len__(self) -> int:
        return len(self._current())

    def whose(self, name: str) -> str:
        """Id of the person whose calendar this is, "" for one of several people, or of nobody known."""
        self._current()
        return self._owners.get(name, "")

    def close(self) -> None:
        while self._webs:
            self._webs.pop().close()

    def _current(self) -> dict[str, CalendarSource]:
        with self._lock:
            directory = self._people()
            if directory is not self._read:
                wanted = self._wanted(directory)
                kept = self._sources
                keys = {(w.name, w.address): w for w in wanted}
                self._sources = {
                    key: kept[key] if key in kept else w.make() for key, w in keys.items()
                }
                self._named = {name: source for (name, _), source in self._sources.items()}
                self._owners = {w.name: _id(w.owner, directory) for w in wanted if w.owner}
                self._read = directory
            return self._named

    def _wanted(self, directory: Directory) -> list[_Wanted]:
        found: dict[str, _Wanted] = {}
        for calendar in self._settings.calendars:
            for name, owner in self._names(calendar, directory):
                while name in found:
                    name += "'"
                address = _address(owner, directory)
                make = partial(self._made, calendar, directory, address)
                found[name] = _Wanted(name, owner, address, make)
        return list(found.values())

    def _names(self, calendar: AnyCalendar, directory: Directory) -> Iterator[tuple[str, str]]:
        """Name and owner of each calendar that a table of the settings stands for."""
        match calendar:
            case IcsFiles():
                # A folder may hold files of several people, whatever its own owner is.
                yield f"ics {calendar.path}", calendar.owner if calendar.path.is_file() else ""
            case Invited():
                yield "invitations mail", ""
            case WebCalendar():
                host = urlsplit(calendar.url.value).hostname if calendar.url else ""
                place = calendar.path if calendar.kind == "caldav" else ""
                where = " ".join(filter(None, [calendar.owner, f"{host}{place}"]))
                yield f"{calendar.kind} {where}", calendar.owner
            case ProviderCalendar():
                kind = "google" if calendar.kind == "google" else "graph"
                one = [calendar.owner] if calendar.owner else calendar.people
                for owner in one or [leader.id for leader in directory.leaders()]:
                    yield f"{kind} {owner}", owner

    def _made(self, calendar: AnyCalendar, directory: Directory, address: str) -> CalendarSource:
        match calendar:
            case IcsFiles():
                return _files(calendar, directory)
            case Invited():
                from daemon.calendars.invitations import InvitationCalendar

                return InvitationCalendar(self._settings.state / "invitations", zone=calendar.zone)
            case ProviderCalendar():
                return provided(self._accounts, calendar, address)
            case WebCalendar():
                return self._on_the_web(calendar, address)

    def _on_the_web(self, calendar: WebCalendar, owner: str) -> CalendarSource:
        if self._accounts is None or calendar.url is None:
            return Unopened()
        if calendar.kind == "feed":
            from daemon.calendars.feed import FeedCalendar

            folder = self._settings.state / "feeds"
            return FeedCalendar(self._web(calendar), folder, owner=owner, zone=calendar.zone)
        from daemon.calendars.caldav import CalDavCalendar

        server = self._server(calendar)
        return CalDavCalendar(server, calendar.path, owner=owner, zone=calendar.zone)

    def _server(self, calendar: WebCalendar) -> "CalDavAccount":
        """One sign-in at a server is one account, however many calendars are read with it."""
        from daemon.calendars.caldav_account import CalDavAccount

        key = f"{calendar.user} {calendar.url.value if calendar.url else ''}"
        if key not in self._servers:
            self._servers[key] = CalDavAccount(self._web(calendar))
        return self._servers[key]

    def _web(self, calendar: WebCalendar) -> "Web":
        from daemon.calendars.web import Web

        web = Web(
            calendar.url.value if calendar.url else "",
            near=calendar.near,
            user=calendar.user,
            password=calendar.password.value if calendar.password else "",
            trust=trusted(calendar.ca_file),
        )
        self._webs.append(web)
        return web


def provided(accounts: Accounts | None, calendar: ProviderCalendar, address: str) -> CalendarSource:
    """The calendar that one person has at a provider."""
    if accounts is None:
        return Unopened()
    if calendar.kind == "google":
        from daemon.calendars.google import GoogleCalendar

        calls = accounts.google(calendar.account, address)
        named = calendar.calendar or address
        return GoogleCalendar(calls, named, owner=address, home=calendar.zone)
    from daemon.calendars.outlook import OutlookCalendar

    api = accounts.graph(calendar.account)
    return OutlookCalendar(api, address, mailbox=calendar.calendar, zone=calendar.zone)


def _files(calendar: IcsFiles, directory: Directory) -> CalendarSource:
    from daemon.calendars.ics import IcsCalendar

    owner = _address(calendar.owner, directory)
    owners = {p.id: p.address for p in directory.people.values()}
    return IcsCalendar(calendar.path, owner=owner, zone=calendar.zone, owners=owners)


def _address(owner: str, directory: Directory) -> str:
    """Of an id or address; an id that nobody has stays."""
    person = directory.people.get(owner)
    return person.address if person else owner


def _id(owner: str, directory: Directory) -> str:
    person = directory.people.get(owner) or directory.by_address(owner)
    return person.id if person else ""
