"""From the bytes of an iCalendar file (RFC 5545) to its series, within the house's caps."""

import re
import threading
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component

from daemon.calendars.series import Series, fault, span
from daemon.calendars.zones import anchor, forget_zones, home_zone, needed_zone
from daemon.errors import SourceError

MOST_BYTES = 10_000_000
MOST_COMPONENTS = 20_000
_BEGIN = re.compile(rb"^BEGIN:", re.MULTILINE | re.IGNORECASE)
_END = re.compile(rb"^END:", re.MULTILINE | re.IGNORECASE)
_ZONES = re.compile(
    r"^BEGIN:VTIMEZONE$.*?^END:VTIMEZONE$", re.MULTILINE | re.DOTALL | re.IGNORECASE
)
# Nothing in these is ours, and one bad line in them would make icalendar refuse the whole file.
_NOT_READ = ("VALARM", "VTODO", "VJOURNAL", "VFREEBUSY")
# icalendar's cache of zones is the process's, and we empty it for each file.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file. series: by UID. skipped: UID -> why that series can't be read.

    doubts: what was read, but perhaps not as it was meant (an unknown time zone).
    """

    series: Mapping[str, Series]
    skipped: Mapping[str, str]
    doubts: tuple[str, ...] = ()


def parse(raw: bytes, zone: ZoneInfo) -> Parsed:
    """The series of a file; floating times are meant in its X-WR-TIMEZONE, else in `zone`.

    Raises SourceError where the bytes are no calendar, only a part of one, or over a cap.
    """
    _check(raw)
    text = raw.decode("utf-8-sig", errors="replace")
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            forget_zones()
            return _collect(Calendar.from_ical(_trimmed(text), multiple=True), zone)
    except SourceError:
        raise
    except Exception as error:  # strangers' bytes: whatever breaks, the file is named
        raise SourceError(f"not a calendar: {str(error)[:120]}") from error


def _check(raw: bytes) -> None:
    """The caps and the frame, before anything costs time."""
    if len(raw) > MOST_BYTES:
        raise SourceError(f"over {MOST_BYTES:,} bytes")
    text = raw.removeprefix(b"\xef\xbb\xbf").strip()
    if not text:
        raise SourceError("empty")
    if text[:15].upper() != b"BEGIN:VCALENDAR":
        raise SourceError("not a calendar: it does not begin with BEGIN:VCALENDAR")
    if text[-13:].upper() != b"END:VCALENDAR":
        raise SourceError("only a part of a calendar: END:VCALENDAR is missing")
    components = len(_BEGIN.findall(raw))
    if components > MOST_COMPONENTS:
        raise SourceError(f"over {MOST_COMPONENTS:,} components")
    if components != len(_END.findall(raw)):
        raise SourceError("only a part of a calendar: a BEGIN has no END")


def zones_of(raw: bytes) -> str:
    """The VTIMEZONEs of a calendar that `parse` reads, as text, for whoever keeps a part of it."""
    with _ONE_AT_A_TIME:
        forget_zones()
        lines = _trimmed(raw.decode("utf-8-sig", errors="replace")).replace("\r\n", "\n")
    return "".join(f"{found}\n" for found in _ZONES.findall(lines)).replace("\n", "\r\n")


def _trimmed(text: str) -> str:
    """The calendar without the parts that are not read, in one walk over its lines."""
    kept: list[str] = []
    block: list[str] = []
    end = ""
    for line in text.split("\n"):
        mark = line.strip().upper()
        if end:
            block.append(line)
            if mark == end:
                kept += block if end == "END:VTIMEZONE" and needed_zone("\n".join(block)) else []
                end = ""
        elif mark.removeprefix("BEGIN:") in (*_NOT_READ, "VTIMEZONE"):
            block, end = [line], mark.replace("BEGIN:", "END:")
        else:
            kept.append(line)
    if end:
        raise SourceError(f"only a part of a calendar: {end} is missing")
    return "\n".join(kept)


def _collect(calendars: Iterable[Component], zone: ZoneInfo) -> Parsed:
    groups: dict[str, list[Component]] = {}
    homes: dict[str, ZoneInfo] = {}
    skipped: dict[str, str] = {}
    doubts: set[str] = set()
    for calendar in calendars:
        home, unknown = home_zone(calendar, zone)
        names = {unknown}
        cancels = str(calendar.get("METHOD", "")).strip().upper() == "CANCEL"
        for event in calendar.walk("VEVENT"):
            uid = str(event.get("UID", "")).strip()
            if why := _cancelled(event, home) if cancels else _usable(event, home, names):
                skipped.setdefault(uid, why)
            groups.setdefault(uid, []).append(event)
            homes.setdefault(uid, home)
        doubts |= {f"time zone {name[:60]} is unknown: read as {home.key}" for name in names - {""}}
    readable = {uid: events for uid, events in groups.items() if uid not in skipped}
    return Parsed(
        series={uid: Series(uid, homes[uid], tuple(events)) for uid, events in readable.items()},
        skipped=skipped,
        doubts=tuple(sorted(doubts)),
    )


def _usable(event: Component, home: ZoneInfo, unknown: set[str]) -> str:
    """Anchor the event's times; why it can't be used, "" if it can."""
    if why := fault(event):
        return why
    try:
        unknown |= anchor(event, home)
        start, end = span(event, home)
    except (ValueError, OverflowError, TypeError, AttributeError) as error:
        return f"its times make no sense ({error})"
    return "" if start <= end else "it ends before it starts"


def _cancelled(event: Component, home: ZoneInfo) -> str:
    """A cancellation needs no more than a UID (RFC 5546 3.2.5)."""
    event["STATUS"] = "CANCELLED"
    if "DTSTART" not in event and "RECURRENCE-ID" in event:
        event["DTSTART"] = event["RECURRENCE-ID"]
    return _usable(event, home, set()) if "DTSTART" in event else ""
