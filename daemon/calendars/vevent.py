"""From one VEVENT (RFC 5545 3.6.1) to an Event: who, when, and how private."""

from datetime import datetime
from typing import Any

from icalendar import Component

from daemon.calendars.series import Instance, Series, is_cancelled
from daemon.calendars.zones import listed, moment
from daemon.domain.meetings.event import Event, Guest, GuestKind, Occurrence, Response

_RESPONSES: dict[str, Response] = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "DELEGATED": "declined",  # somebody else comes, and is a guest of their own
    "TENTATIVE": "tentative",
}
_KINDS: dict[str, GuestKind] = {"ROOM": "room", "RESOURCE": "room", "GROUP": "group"}
_ROOMS = "@resource.calendar.google.com"
_OPTIONAL = ("OPT-PARTICIPANT", "NON-PARTICIPANT")


def event(series: Series, instance: Instance, source: str, owner: str) -> Event:
    """The instance as an Event; `owner` is the address of the person whose calendar this is.

    TRANSP plays no part: a 1:1 that leaves its people free for others is one all the same.
    """
    component = instance.component
    private = _text(component, "CLASS").upper() in ("PRIVATE", "CONFIDENTIAL")
    organizer = listed(component.get("ORGANIZER"))
    return Event(
        occurrence=Occurrence(source, series.uid, instance.original),
        start=instance.start,
        end=instance.end,
        zone=_zone(component, series),
        title="" if private else " ".join(_text(component, "SUMMARY").split()),
        all_day=_is_all_day(component),
        organizer=_guest(organizer[0], "ACCEPTED") if organizer else None,
        guests=tuple(_guest(guest) for guest in listed(component.get("ATTENDEE"))),
        cancelled=series.cancelled or is_cancelled(component),
        private=private,
        out_of_office=_text(component, "X-MICROSOFT-CDO-BUSYSTATUS").upper() == "OOF",
        guests_omitted=_guests_omitted(component, series),
        recurring=series.recurring,
        owner=owner,
    )


def _text(component: Component, name: str) -> str:
    values = listed(component.get(name))
    return str(values[0]).strip() if values else ""


def _zone(component: Component, series: Series) -> str:
    """The name of DTSTART's zone. UTC, dates and zones of a file's own say nothing about the place."""
    start = moment(component, "DTSTART")
    key = getattr(start.tzinfo, "key", "") if isinstance(start, datetime) else ""
    return key if key and key != "UTC" else series.home.key


def _is_all_day(component: Component) -> bool:
    """Outlook writes all-day events as midnights, with a mark beside them."""
    marked = _text(component, "X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE"
    return marked or not isinstance(moment(component, "DTSTART"), datetime)


def _guest(value: Any, response: str = "") -> Guest:
    where = address(value)
    parameters = {name.upper(): str(text) for name, text in value.params.items()}
    kind = _KINDS.get(parameters.get("CUTYPE", "").upper(), "person")
    return Guest(
        address=where,
        name=parameters.get("CN", "").strip(),
        response=_RESPONSES.get(parameters.get("PARTSTAT", response).upper(), "needs-action"),
        kind="room" if where.endswith(_ROOMS) else kind,
        optional=parameters.get("ROLE", "").upper() in _OPTIONAL,
    )


def address(value: Any) -> str:
    """Apple writes a path in the place of the address, which then stands in EMAIL."""
    text = str(value).strip()
    if text.casefold().startswith("mailto:"):
        return text[7:].strip().casefold()
    return str(value.params.get("EMAIL", text)).strip().casefold()


def _guests_omitted(component: Component, series: Series) -> bool:
    """Guests whose line can't be read, and those that somebody brings along (Google)."""
    unread = any(
        "ATTENDEE" in f"{name} {why}".upper()
        for part in series.components
        for name, why in part.errors
    )
    return unread or any(
        str(guest.params.get("X-NUM-GUESTS", "0")).strip() not in ("", "0")
        for guest in listed(component.get("ATTENDEE"))
    )
