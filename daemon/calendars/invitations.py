"""Invitations that came by mail, each UID a file of its own, and the calendar that they make.

A file is a row of small calendars, one for the whole event and one for each instance that was
spoken of, with our own notes beside (X-ACCORD-...). Any calendar program can open it.
"""

import hashlib
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.calendars.ics import IcsCalendar
from daemon.calendars.keeping import keep
from daemon.calendars.notices import brought_up_to_date, notice_of
from daemon.calendars.parsing import MOST_BYTES, parse, zones_of
from daemon.calendars.series import Series
from daemon.calendars.zones import instant, moment
from daemon.domain.meetings.event import INVITATIONS, Event, Occurrence
from daemon.domain.meetings.inviting import Notice, Version
from daemon.errors import SourceError
from daemon.ports import Events, Gone, Unknown, Window

MOST_NOTICES = 200
MOST_OF_ZONES = 20_000
_EMPTY = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Accord//EN\r\nEND:VCALENDAR\r\n"
_METHOD = re.compile(rb"^METHOD[^:\n]*:[ \t]*([A-Za-z-]{1,30})", re.MULTILINE | re.IGNORECASE)
_SINCE = re.compile(r"^X-ACCORD-SINCE:(\d{1,9}),(\S+)\r?$", re.MULTILINE)
_FIRST_HAND = re.compile(r"^X-ACCORD-FIRST-HAND:YES\r?$", re.MULTILINE)
_CALENDAR = re.compile(rb"BEGIN:VCALENDAR\r?\n.*?^END:VCALENDAR\r?$", re.MULTILINE | re.DOTALL)


class InvitationFolder:
    """What stands of each invitation, as files of `folder` (`state/invitations`). See Invitations.

    zone: IANA name, for floating times where an invitation names none.
    """

    def __init__(self, folder: Path, *, zone: str = "UTC") -> None:
        self._folder = folder
        self._zone = ZoneInfo(zone)

    def read(self, part: bytes) -> tuple[Notice, ...]:
        """See Invitations."""
        found = parse(part, self._zone)
        if found.skipped:
            raise SourceError("; ".join(f"{u[:80]}: {why}" for u, why in found.skipped.items()))
        method = _METHOD.search(part)
        if method is None:
            raise SourceError("no METHOD")
        for series in found.series.values():
            _check_rules(series)
        zones = zones_of(part)
        if len(zones) > MOST_OF_ZONES:
            raise SourceError(f"its time zones are over {MOST_OF_ZONES:,} characters")
        notices = tuple(
            notice_of(series, component, method[1].decode().upper(), zones)
            for series in found.series.values()
            for component in series.components
        )
        if len(notices) > MOST_NOTICES:
            raise SourceError(f"over {MOST_NOTICES} events")
        for notice in notices:  # what can't be read back must not be kept
            _chunks(notice.text.encode(), most=1)
        return notices

    def kept(self, uid: str) -> tuple[Notice, ...]:
        """See Invitations. Raises SourceError where the file can't be read."""
        path = self._path(uid)
        try:
            with path.open("rb") as file:
                raw = file.read(MOST_BYTES)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise SourceError(f"{path}: {error.strerror}") from error
        try:
            chunks = _chunks(raw)
            return tuple(self._known(chunk) for chunk in chunks if b"BEGIN:VEVENT" in chunk)
        except SourceError as error:
            raise SourceError(f"{path}: {error}") from error

    def keep(self, uid: str, notices: tuple[Notice, ...]) -> None:
        """See Invitations. Raises SourceError where the file can't be written.

        What is forgotten leaves an empty calendar, since a file that vanished would count as
        one that can't be read now.
        """
        path = self._path(uid)
        content = "".join(map(self._written, notices)).encode() or _EMPTY
        try:
            keep(path, content)
        except OSError as error:
            raise SourceError(f"{path}: {error.strerror}") from error

    def _path(self, uid: str) -> Path:
        return self._folder / f"{hashlib.sha256(uid.encode()).hexdigest()[:32]}.ics"

    def _known(self, chunk: bytes) -> Notice:
        (notice,) = self.read(chunk)
        head = chunk.partition(b"PRODID:")[0].decode("ascii", "replace")  # ours alone
        since = _SINCE.search(head)
        return replace(
            notice,
            first_hand=_FIRST_HAND.search(head) is not None,
            since=Version(int(since[1]), datetime.fromisoformat(since[2])) if since else None,
        )

    def _written(self, notice: Notice) -> str:
        """The notice's text, with what was answered since, and our notes about it."""
        text = brought_up_to_date(notice, self._zone)
        notes = "X-ACCORD-FIRST-HAND:YES\r\n" if notice.first_hand else ""
        if notice.since:
            notes += f"X-ACCORD-SINCE:{notice.since.sequence},{notice.since.stamp.isoformat()}\r\n"
        return text.replace("VERSION:2.0\r\n", f"VERSION:2.0\r\n{notes}", 1)


def _chunks(raw: bytes, most: int | None = None) -> list[bytes]:
    """The calendars that stand in a row in `raw`; SourceError where that is not all of it."""
    chunks = _CALENDAR.findall(raw)
    whole = len(chunks) == raw.count(b"BEGIN:VCALENDAR") and raw.endswith(b"END:VCALENDAR\r\n")
    if not whole or (most is not None and len(chunks) > most):
        raise SourceError("only a part of a calendar, or more than one in another")
    return chunks


def _check_rules(series: Series) -> None:
    """A rule that can't be expanded is refused at the door: kept, it would spoil every reading."""
    try:
        start = min(instant(moment(c, "DTSTART"), series.home) for c in series.components)
        series.between(start, start + timedelta(days=366))
    except KeyError:  # a bare cancellation has no DTSTART (RFC 5546 3.2.5)
        return
    except Exception as error:  # strangers' bytes: whatever breaks is theirs
        raise SourceError(f"{series.uid[:80]}: {str(error)[:120]}") from error


class InvitationCalendar:
    """The invitations of a folder as a calendar. No file yet is a calendar without events."""

    def __init__(self, folder: Path, *, zone: str = "UTC") -> None:
        self._folder = folder
        self._files = IcsCalendar(folder, zone=zone, source=INVITATIONS)

    def events(self, window: Window) -> Events:
        """See CalendarSource."""
        return self._files.events(window) if self._any() else Events(complete=True, events=())

    def find(self, occurrence: Occurrence) -> Event | Gone | Unknown:
        """See CalendarSource."""
        return self._files.find(occurrence) if self._any() else Unknown()

    def _any(self) -> bool:
        return any(self._folder.glob("[!.]*.ics"))
