"""From one event of Google's to an Event: who, when, and how private.

https://developers.google.com/workspace/calendar/api/v3/reference/events#resource
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from daemon.accounts.answers import Node
from daemon.domain.meetings.event import Event, Guest, GuestKind, Occurrence, Response

SOURCE = "google"

# All that is asked for: no description, no place, no attachment, no link to a call.
FIELDS = (
    "id,iCalUID,status,eventType,summary,visibility,start,end,recurringEventId,originalStartTime,"
    "organizer(email,displayName,self),guestsCanSeeOtherGuests,attendeesOmitted,"
    "attendees(email,displayName,responseStatus,resource,optional,additionalGuests)"
)

_RESPONSES: dict[str, Response] = {
    "accepted": "accepted",
    "declined": "declined",
    "tentative": "tentative",
    "needsAction": "needs-action",
}
_ROOMS = "@resource.calendar.google.com"
_GROUPS = "@googlegroups.com"


def event(item: Node, owner: str, home: ZoneInfo) -> Event:
    """The event as it stands in the calendar of `owner`; home: that calendar's zone.

    Raises MisfitError, naming the place, for one that has no time or no name.
    """
    private = item.text("visibility", "default") in ("private", "confidential")
    start, end = item.need("start"), item.need("end")
    organizer = item.node("organizer")
    return Event(
        occurrence=occurrence(item, home),
        start=_moment(start, home),
        end=_moment(end, home),
        zone=_zone(start, home).key,
        title="" if private else " ".join(item.text("summary", "").split()),
        all_day=bool(start.text("date", "")),
        organizer=_organizer(organizer) if organizer else None,
        guests=tuple(_guest(guest) for guest in item.nodes("attendees")),
        cancelled=item.text("status", "confirmed") == "cancelled",
        private=private,
        out_of_office=item.text("eventType", "default") == "outOfOffice",
        guests_omitted=_guests_omitted(item, organizer),
        recurring=bool(item.text("recurringEventId", "")),
        owner=owner,
        ical_uid=item.text("iCalUID", ""),
    )


def occurrence(item: Node, home: ZoneInfo) -> Occurrence:
    """Which instance of which series. An event's id is the same in the calendars of all its guests;
    the original start survives every move.
    """
    series = item.text("recurringEventId", "")
    if not series:
        return Occurrence(SOURCE, item.text("id"))
    return Occurrence(SOURCE, series, _moment(item.need("originalStartTime"), home))


def is_cancelled(item: Node) -> bool:
    """Of a cancelled event nothing but its id is sure to be there."""
    return item.text("status", "confirmed") == "cancelled"


def zone(name: str, otherwise: ZoneInfo) -> ZoneInfo:
    """UTC says nothing about the place, and a name that nobody knows even less."""
    try:
        return ZoneInfo(name) if name and name != "UTC" else otherwise
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return otherwise


def _zone(start: Node, home: ZoneInfo) -> ZoneInfo:
    return zone(start.text("timeZone", ""), home)


def _moment(node: Node, home: ZoneInfo) -> datetime:
    """UTC. A day begins at midnight in the calendar's zone; `dateTime` has an offset (RFC 3339)."""
    day = node.text("date", "")
    text = day or node.text("dateTime")
    try:
        if day:
            return datetime.combine(date.fromisoformat(day), time(), home).astimezone(UTC)
        found = datetime.fromisoformat(text)
        local = found if found.tzinfo else found.replace(tzinfo=_zone(node, home))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise node.misfit("date" if day else "dateTime", "is no time") from None


def _organizer(node: Node) -> Guest | None:
    """An organizer outside Google may have no address at all."""
    address = node.text("email", "").casefold()
    return Guest(address, node.text("displayName", "").strip(), "accepted") if address else None


def _guest(node: Node) -> Guest:
    address = node.text("email", "").casefold()
    return Guest(
        address=address,
        name=node.text("displayName", "").strip(),
        response=_RESPONSES.get(node.text("responseStatus", "needsAction"), "needs-action"),
        kind=_kind(address, is_room=node.flag("resource")),
        optional=node.flag("optional"),
    )


def _kind(address: str, *, is_room: bool) -> GuestKind:
    if is_room or address.endswith(_ROOMS):
        return "room"
    return "group" if address.endswith(_GROUPS) else "person"


def _guests_omitted(item: Node, organizer: Node | None) -> bool:
    """The list is cut, or hidden from all but the organizer, or somebody brings others along, or
    stands on it without an address.
    """
    ours = organizer is not None and organizer.flag("self")
    hidden = item.value.get("guestsCanSeeOtherGuests") is False and not ours
    guests = item.nodes("attendees")
    unnamed = any(not guest.text("email", "") for guest in guests)
    brings = any(guest.value.get("additionalGuests") for guest in guests)
    return item.flag("attendeesOmitted") or hidden or unnamed or brings
