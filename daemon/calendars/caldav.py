"""Calendars on a CalDAV server (RFC 4791): Nextcloud, Radicale, iCloud, Fastmail, SOGo, Zimbra."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from zoneinfo import ZoneInfo

from daemon.calendars import dav
from daemon.calendars.caldav_account import CalDavAccount, Mark
from daemon.calendars.copies import Copy, expanded, joined, look_up, skipped
from daemon.calendars.dav import CALDAV, Multistatus
from daemon.calendars.parsing import parse
from daemon.domain.meetings.event import Event, Occurrence
from daemon.errors import SourceError
from daemon.ports import Events, Gone, Unknown, Window

REDISCOVER = 3600.0


@dataclass(frozen=True, slots=True)
class _Given:
    """What a query gave. broken: events that can't be read. doubts: read, perhaps not as meant."""

    copies: tuple[Copy, ...]
    broken: tuple[str, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One collection as it was last read."""

    window: Window
    mark: Mark
    given: _Given


class CalDavCalendar:
    """The calendars of one person: one collection, or all that are found behind a path.

    owner: address of that person. zone: IANA name, for floating times where a calendar names none.

    A poll in which nothing changed is one request a collection; else the window is read whole,
    since what a server calls changed says nothing about when it takes place.
    """

    def __init__(
        self,
        account: CalDavAccount,
        path: str = "",
        *,
        owner: str = "",
        zone: str = "UTC",
        source: str = "caldav",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account = account
        self._path = path
        self._owner = owner.casefold()
        self._zone = ZoneInfo(zone)
        self._source = source
        self._clock = clock
        self._found: tuple[str, ...] = ()
        self._found_at = 0.0
        self._parts: dict[str, _Part] = {}
        self._lock = Lock()

    def events(self, window: Window) -> Events:
        """See CalendarSource. Raises SourceError where no collection can be read."""
        with self._lock:
            read, problems = self._read(window)
        copies = joined(copy for part in read for copy in part.given.copies)
        events, unexpanded = expanded(copies, window, self._source)
        problems += [line for part in read for line in part.given.broken] + unexpanded
        doubts = [line for part in read for line in part.given.doubts]
        return Events(not problems, events, (*problems, *doubts))

    def find(self, occurrence: Occurrence) -> Event | Gone | Unknown:
        """See CalendarSource. Gone where every collection says that it has no such event."""
        if occurrence.source != self._source:
            return Unknown()
        copies: list[Copy] = []
        try:
            with self._lock:
                collections = self._collections()
            for url in collections:
                told = self._account.query(url, dav.with_uid(occurrence.uid))
                given = self._given(told)
                if given.broken:
                    return Unknown()
                copies += given.copies
        except SourceError:
            return Unknown()
        return look_up(joined(copies), occurrence, certain=True)

    def _read(self, window: Window) -> tuple[list[_Part], list[str]]:
        collections = self._collections()
        read: list[_Part] = []
        problems: list[str] = []
        for url in collections:
            try:
                part = self._parts[url] = self._part(url, window)
                read.append(part)
            except SourceError as error:
                self._found = ()  # it may have been renamed
                problems.append(str(error))
        if not read:
            raise SourceError("; ".join(dict.fromkeys(problems)))
        return read, problems

    def _collections(self) -> tuple[str, ...]:
        if not self._found or self._clock() >= self._found_at + REDISCOVER:
            self._found = self._account.calendars(self._path)
            self._found_at = self._clock()
            self._parts = {url: part for url, part in self._parts.items() if url in self._found}
            if not self._found:
                raise SourceError(f"{self._account.host}: no calendar is found there")
        return self._found

    def _part(self, url: str, window: Window) -> _Part:
        """The mark is taken before the events, so that a change in between is seen next time."""
        known = self._parts.get(url)
        mark = self._account.moved_on(url, known.mark) if known else self._account.mark(url)
        if known and mark is None and known.window == window:
            return known
        told = self._account.query(url, dav.in_window(window.start, window.end))
        return _Part(window, mark or (known.mark if known else Mark()), self._given(told))

    def _given(self, told: Multistatus) -> _Given:
        copies: list[Copy] = []
        broken: list[str] = []
        doubts: list[str] = []
        for resource in told.resources:
            place = f"{self._account.host}: {resource.href[-80:]}"
            text = resource.text(f"{CALDAV}calendar-data")
            if not text:
                broken.append(f"{place}: not given (status {resource.status})")
                continue
            try:
                parsed = parse(text.encode(), self._zone)
            except SourceError as error:
                broken.append(f"{place}: {error}")
                continue
            broken += [skipped(place, *pair) for pair in parsed.skipped.items()]
            copies += [Copy(place, self._owner, series) for series in parsed.series.values()]
            doubts += [f"{place}: {doubt}" for doubt in parsed.doubts]
        return _Given(tuple(copies), tuple(broken), tuple(doubts))
