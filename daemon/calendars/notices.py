"""From one VEVENT of an invitation to a Notice, and to the text that is kept of it."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Component, Event, vDDDTypes

from daemon.calendars.parsing import parse, zones_of
from daemon.calendars.series import Series, span
from daemon.calendars.vevent import address
from daemon.calendars.zones import instant, listed, moment
from daemon.domain.meetings.inviting import Method, Notice, Version

_TIMING = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE")
_ANSWERED = "X-ACCORD-ANSWERED"
# fmt: off
# What nobody needs to know that there is a 1:1 is left out: title, notes, places, links.
_KEPT = frozenset({
    "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "RDATE",
    "EXDATE", "STATUS", "CLASS", "ORGANIZER", "ATTENDEE", "X-MICROSOFT-CDO-ALLDAYEVENT",
    "X-MICROSOFT-CDO-BUSYSTATUS",
})
# fmt: on


def notice_of(series: Series, component: Component, method: str, zones: str) -> Notice:
    """method: as the mail has it. zones: VTIMEZONEs that the text needs, as text."""
    known = Method(method) if method in list(Method) else Method.OTHER
    organizer = listed(component.get("ORGANIZER"))
    instance = "RECURRENCE-ID" in component
    reach = str(component["RECURRENCE-ID"].params.get("RANGE", "")) if instance else ""
    stamp = _stamp(component)
    return Notice(
        method=known,
        uid=series.uid,
        version=Version(int(component.get("SEQUENCE", 0)), stamp),
        original=instant(moment(component, "RECURRENCE-ID"), series.home) if instance else None,
        following=reach.upper() == "THISANDFUTURE",
        timing="" if instance else _timing(component),
        organizer=address(organizer[0]) if organizer else "",
        guests=tuple(address(guest) for guest in listed(component.get("ATTENDEE"))),
        answers=_answers(component, stamp if known is Method.REPLY else None),
        text=_text(series.home, component, known, zones),
    )


def brought_up_to_date(notice: Notice, zone: ZoneInfo) -> str:
    """The notice's text with what was answered since; for an instance, a text of its own."""
    raw = notice.text.encode()
    (series,) = parse(raw, zone).series.values()
    component = series.components[0]
    whole = "RECURRENCE-ID" not in component
    if notice.original is not None and whole:
        component = _instance_of(component, series.home, notice.original)
    elif not notice.answers:
        return notice.text
    _say(component, notice.answers)
    return _text(series.home, component, notice.method, zones_of(raw))


def _instance_of(component: Component, home: ZoneInfo, original: datetime) -> Component:
    """What stands for one instance of a series, at the time that the series gives it."""
    start, end = span(component, home)
    first = moment(component, "DTSTART")
    at = original.astimezone(first.tzinfo) if isinstance(first, datetime) else original.date()
    found = deepcopy(component)
    for name in ("RRULE", "RDATE", "EXDATE", "DTEND", "DURATION"):
        found.pop(name, None)
    for name in ("RECURRENCE-ID", "DTSTART"):
        time: Any = deepcopy(component["DTSTART"])
        time.dt = at
        found[name] = time
    found["DURATION"] = vDDDTypes(end - start)
    return found


def _say(component: Component, answers: Mapping[str, tuple[str, datetime]]) -> None:
    for guest in listed(component.get("ATTENDEE")):
        if given := answers.get(address(guest)):
            guest.params["PARTSTAT"] = given[0]
            guest.params[_ANSWERED] = f"{given[1]:%Y%m%dT%H%M%SZ}"


def _answers(component: Component, replied: datetime | None) -> Mapping[str, tuple[str, datetime]]:
    """What replies said before, or in a reply (given at `replied`) what this one says."""
    found: dict[str, tuple[str, datetime]] = {}
    for guest in listed(component.get("ATTENDEE")):
        said = str(guest.params.get("PARTSTAT", "NEEDS-ACTION")).upper()
        at = replied or _answered(guest)
        if at is not None:
            found[address(guest)] = (said, at)
    return found


def _answered(guest: Any) -> datetime | None:
    try:
        return datetime.strptime(str(guest.params.get(_ANSWERED, "")), "%Y%m%dT%H%M%S%z")
    except ValueError:
        return None


def _stamp(component: Component) -> datetime:
    """DTSTAMP, which a few programs leave out: then nothing is older."""
    try:
        return instant(moment(component, "DTSTAMP"), ZoneInfo("UTC"))
    except (KeyError, AttributeError, TypeError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)


def _timing(component: Component) -> str:
    """The same string for the same times, however the lines are ordered."""
    return "|".join(
        ",".join(sorted(value.to_ical().decode() for value in listed(component.get(name))))
        for name in _TIMING
    )


def _text(home: ZoneInfo, component: Component, method: Method, zones: str) -> str:
    """A calendar of this one VEVENT."""
    kept = Event()
    for name, value in component.items():
        if name in _KEPT:
            kept[name] = value
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Accord//EN", f"METHOD:{method.value}"]
    lines.append(f"X-WR-TIMEZONE:{home.key}")
    event = kept.to_ical().decode("utf-8", "replace")
    return "\r\n".join([*lines, f"{zones}{event}END:VCALENDAR", ""])
