"""Which zone a calendar's times are meant in.

icalendar gives a naive time where it does not know a TZID, and it keeps zones that a file defines
itself (VTIMEZONE) in one cache for the whole process, so that one file's "Customized Time Zone"
would become another's. Here each file starts with an empty cache, a definition is used only for a
name nobody else knows, and a naive time is read in the calendar's own zone, never in the server's.
"""

import re
import warnings
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Component
from icalendar.prop import vRecur
from icalendar.timezone import tzp
from icalendar.timezone.zoneinfo import ZONEINFO

from daemon.calendars.recurrence import refusal

_TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE")
_FOLD = re.compile(r"\r?\n[ \t]")
_TZID = re.compile(r"^TZID[^:\n]*:(.*?)\s*$", re.MULTILINE | re.IGNORECASE)
_RULE = re.compile(r"^RRULE[^:\n]*:(.*?)\s*$", re.MULTILINE | re.IGNORECASE)
# Zone rules are expanded from their DTSTART, which is 1601 in Outlook's.
_ZONES_SINCE, _ZONES_UNTIL = datetime(1601, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class _Zones(ZONEINFO):
    """Zones by name; for one such as "Europe", a folder, icalendar's own lets an OSError through."""

    def timezone(self, name: str) -> tzinfo | None:
        try:
            return super().timezone(name)
        except OSError:
            return None


def forget_zones() -> None:
    """Empty icalendar's cache of zones."""
    tzp.use(_Zones())


def known_zone(name: str) -> tzinfo | None:
    """The zone of an IANA or Windows name, also behind a vendor's prefix (RFC 5545 3.2.19)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that a vendor's prefix was cut off
        return tzp.timezone(name)


def needed_zone(block: str) -> bool:
    """Whether a VTIMEZONE must be read: its name says nothing by itself, and its rules end.

    Where one is left out, its name is known without it, or unknown: the calendar's zone then stands.
    """
    block = _FOLD.sub("", block)
    name = _TZID.search(block)
    if name is None or known_zone(name[1]) is not None:
        return False
    return all(_ends(rule) for rule in _RULE.findall(block))


def _ends(rule: str) -> bool:
    try:
        return not refusal(vRecur.from_ical(rule), _ZONES_SINCE, _ZONES_UNTIL)
    except ValueError:
        return False


def home_zone(calendar: Component, fallback: ZoneInfo) -> tuple[ZoneInfo, str]:
    """The calendar's X-WR-TIMEZONE, else `fallback`; and its name where that one is unknown."""
    name = str(calendar.get("X-WR-TIMEZONE", "")).strip()
    zone = known_zone(name) if name else None
    if isinstance(zone, ZoneInfo):
        return zone, ""
    return fallback, name


def anchor(component: Component, home: ZoneInfo) -> set[str]:
    """Give every naive time of `component` the zone `home`, in place.

    Returns the TZIDs that nobody knows. UNTIL becomes UTC as RFC 5545 3.3.10 demands: a date there
    means that whole day, a floating time the zone of DTSTART.
    """
    unknown: set[str] = set()
    for name in _TIMES:
        for value in listed(component.get(name)):
            for part in getattr(value, "dts", [value]):
                if part.dt != (anchored := _in_zone(part.dt, home)):
                    part.dt = anchored
                    unknown.add(str(value.params.get("TZID", "")))
    start = moment(component, "DTSTART")
    for rule in listed(component.get("RRULE")):
        if isinstance(start, datetime) and rule.get("UNTIL"):
            rule["UNTIL"] = [_until(rule["UNTIL"][0], start.tzinfo or home)]
    return unknown - {""}


def moment(component: Component, name: str) -> date:
    """The time or date of a property that is there once and is well formed."""
    value: Any = component[name]
    found: date = value.dt
    return found


def instant(at: date, home: ZoneInfo) -> datetime:
    """The UTC instant of a time; of a date, its midnight in `home`."""
    if isinstance(at, datetime):
        return at.astimezone(UTC)
    return datetime.combine(at, time(), home).astimezone(UTC)


def _in_zone(value: Any, home: ZoneInfo) -> Any:
    if isinstance(value, tuple):  # an RDATE that is a period
        return tuple(_in_zone(part, home) for part in value)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=home)
    return value


def _until(until: date, zone: tzinfo) -> datetime:
    if not isinstance(until, datetime):
        until = datetime.combine(until, time(23, 59, 59))
    if until.year == date.max.year:  # "for ever", and no room left for an offset
        until -= timedelta(days=366)
    return (until if until.tzinfo else until.replace(tzinfo=zone)).astimezone(UTC)


def listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
