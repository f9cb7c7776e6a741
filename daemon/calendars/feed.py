"""A calendar that somebody publishes as one .ics file on the web (RFC 5545 over RFC 9110)."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

from daemon.accounts.throttle import LONGEST_WAIT, asked_wait
from daemon.calendars.ics import IcsCalendar
from daemon.calendars.keeping import keep
from daemon.calendars.parsing import parse
from daemon.calendars.web import Answer, Web
from daemon.domain.meetings.event import Event, Occurrence
from daemon.errors import SourceError
from daemon.ports import Events, Gone, Unknown, Window

PAUSE = 300.0


@dataclass(frozen=True, slots=True)
class _State:
    """fault: why what lies on disk may be out of date, "" where it is not. failed: times in a row.

    next: when to ask again, on the clock that never goes back.
    """

    fault: str = ""
    failed: int = 0
    next: float = 0.0


class FeedCalendar:
    """The feed at the web's first address.

    It is asked for anew when it was last asked `pause` seconds ago, and read from its copy on disk.

    folder: where copies are kept (`state/feeds`). owner: address of the person whose calendar it
    is. zone: IANA name, for floating times where the calendar names none.

    An answer that is no whole calendar changes nothing: the last good copy is read, `complete` is
    False, and nothing that it lacks counts as gone. Without a copy there is a SourceError. After
    faults the pauses grow to an hour; Retry-After wins, up to that hour.
    """

    def __init__(
        self,
        web: Web,
        folder: Path,
        *,
        owner: str = "",
        zone: str = "UTC",
        source: str = "feed",
        pause: float = PAUSE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        name = hashlib.sha256(web.home.encode()).hexdigest()[:24]
        self._web = web
        self._file = folder / f"{name}.ics"
        self._marks = folder / f"{name}.json"
        self._copy = IcsCalendar(self._file, owner=owner, zone=zone, source=source)
        self._zone = ZoneInfo(zone)
        self._pause = pause
        self._clock = clock
        self._state = _State()
        self._lock = Lock()

    def events(self, window: Window) -> Events:
        """See CalendarSource."""
        fault = self._refreshed()
        if not fault:
            return self._copy.events(window)
        if not self._file.exists():
            raise SourceError(f"{self._web.host}: {fault}")
        read = self._copy.events(window)
        stale = f"{self._web.host}: {fault}; its last good copy is used"
        return replace(read, complete=False, problems=(stale, *read.problems))

    def find(self, occurrence: Occurrence) -> Event | Gone | Unknown:
        """See CalendarSource. What only an old copy says is gone is unknown."""
        fault = self._refreshed()
        if not self._file.exists():
            return Unknown()
        found = self._copy.find(occurrence)
        return Unknown() if fault and isinstance(found, Gone) else found

    def _refreshed(self) -> str:
        """Why the copy on disk may be out of date, "" where it is not."""
        with self._lock:
            if self._clock() >= self._state.next:
                self._state = self._asked()
            return self._state.fault

    def _asked(self) -> _State:
        wait = 0.0
        try:
            answer = self._web.ask("GET", headers=self._conditions())
            wait = _seconds(asked_wait(answer.headers))
            fault = self._taken(answer)
        except SourceError as error:
            fault = str(error).removeprefix(f"{self._web.host}: ")
        except OSError as error:
            fault = f"its copy can't be kept: {error.strerror}"
        if not fault:
            return _State(next=self._clock() + max(self._pause, wait))
        failed = self._state.failed + 1
        grown = min(self._pause * 2 ** min(failed - 1, 10), _seconds(LONGEST_WAIT))
        return _State(fault, failed, self._clock() + max(grown, wait))

    def _taken(self, answer: Answer) -> str:
        if answer.status == 304 and self._file.exists():
            return ""
        if answer.status != 200:
            return f"answers with status {answer.status}"
        if self._kept() == _digest(answer.content):  # many servers know no 304
            return ""
        parse(answer.content, self._zone)
        keep(self._file, answer.content)
        marks = {name: answer.headers.get(name, "") for name in ("etag", "last-modified")}
        keep(self._marks, json.dumps({**marks, "of": _digest(answer.content)}).encode())
        return ""

    def _kept(self) -> str:
        """What lies on disk, "" where nothing does."""
        return _digest(self._file.read_bytes()) if self._file.exists() else ""

    def _conditions(self) -> Mapping[str, str]:
        """If-None-Match and If-Modified-Since (RFC 9110 13.1), as the server gave their values.

        Only where they belong to the very copy that lies on disk, which could have been cut short,
        or saved before a crash that kept the marks from being saved too.
        """
        try:
            marks = json.loads(self._marks.read_bytes())
            if marks["of"] != self._kept():
                return {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        wanted = {"if-none-match": "etag", "if-modified-since": "last-modified"}
        return {name: str(marks[mark]) for name, mark in wanted.items() if marks.get(mark)}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _seconds(wait: timedelta | None) -> float:
    return wait.total_seconds() if wait else 0.0
