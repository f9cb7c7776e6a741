"""From one event of Microsoft Graph to an Event: who, when, and how private.

Source: https://learn.microsoft.com/graph/api/resources/event
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from daemon.accounts.answers import Node
from daemon.domain.meetings.event import Event, Guest, Occurrence, Response

SOURCE = "graph"
SERIES = "seriesMaster"

# What is asked for, and nothing else: neither notes nor places are ever fetched.
FIELDS = (
    "id,type,seriesMasterId,originalStart,originalStartTimeZone,start,end,isAllDay,isCancelled,"
    "showAs,sensitivity,subject,organizer,attendees,responseStatus,hideAttendees"
)

_RESPONSES: dict[str, Response] = {
    "accepted": "accepted",
    "organizer": "accepted",
    "declined": "declined",
    "tentativelyAccepted": "tentative",
}
_SINGLE = "singleInstance"
_INSTANCES = ("occurrence", "exception")


def event(node: Node, owner: str, zone: str) -> Event:
    """The event as the calendar of `owner` (an address) has it. Raises MisfitError.

    zone: IANA name, for an event whose own zone has no name that is known.
    """
    private = node.text("sensitivity", "normal") != "normal"
    attendees = node.nodes("attendees")
    guests = tuple(guest for a in attendees if (guest := _guest(a)) is not None)
    return Event(
        occurrence=occurrence(node),
        start=_time(node, "start"),
        end=_time(node, "end"),
        zone=zone_name(node.text("originalStartTimeZone", "")) or zone,
        title="" if private else " ".join(node.text("subject", "").split()),
        all_day=node.flag("isAllDay"),
        organizer=_organizer(node),
        guests=_with_own_answer(guests, owner, node),
        cancelled=node.flag("isCancelled"),
        private=private,
        out_of_office=node.text("showAs", "") == "oof",
        guests_omitted=_guests_omitted(node, attendees, guests, private=private),
        recurring=node.text("type") != _SINGLE,
        owner=owner,
    )


def occurrence(node: Node) -> Occurrence:
    """By seriesMasterId and originalStart, which survive moves; an event alone by its own id.

    iCalUId differs from one occurrence to the next, so it names nothing here.
    """
    kind = node.text("type")
    if kind == _SINGLE:
        return Occurrence(SOURCE, node.text("id"))
    if kind in _INSTANCES:
        original = _instant(node, "originalStart", node.text("originalStart"))
        return Occurrence(SOURCE, node.text("seriesMasterId"), original)
    raise node.misfit("type", "is neither an event alone nor one of a series")


def zone_name(name: str) -> str:
    """The IANA name of a Windows or IANA zone; "" for "tzone://Microsoft/Custom" and the like."""
    known = WINDOWS_TO_OLSON.get(name, name)
    try:
        return ZoneInfo(known).key if known else ""
    except (KeyError, OSError, ValueError):  # no such zone, a folder of zones, a path
        return ""


def _time(node: Node, name: str) -> datetime:
    """A dateTimeTimeZone: seven digits of a second and no offset; UTC, since that was asked for."""
    stamp = node.need(name)
    given = stamp.text("timeZone")
    zone = zone_name(given)
    if not zone:
        raise stamp.misfit("timeZone", "is no zone that is known")
    return _instant(stamp, "dateTime", stamp.text("dateTime"), ZoneInfo(zone))


def _instant(node: Node, name: str, text: str, zone: ZoneInfo | None = None) -> datetime:
    """An aware UTC time; a text without an offset is in `zone`, else in UTC."""
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=zone or UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise node.misfit(name, "is no time") from None


def _guest(attendee: Node) -> Guest | None:
    """None where the address is no mail address: Exchange then gives a path of its directory.

    For somebody it has no name for, it repeats the address.
    """
    mail = attendee.node("emailAddress")
    address = mail.text("address", "").strip().casefold() if mail else ""
    if mail is None or "@" not in address:
        return None
    name = mail.text("name", "").strip()
    kind = attendee.text("type", "required")
    status = attendee.node("status")
    return Guest(
        address=address,
        name="" if name.casefold() == address else name,
        response=_response(status),
        kind="room" if kind == "resource" else "person",
        optional=kind == "optional",
    )


def _response(status: Node | None) -> Response:
    given = status.text("response", "none") if status else "none"
    return _RESPONSES.get(given, "needs-action")


def _organizer(node: Node) -> Guest | None:
    found = node.node("organizer")
    guest = _guest(found) if found else None
    return Guest(guest.address, guest.name, "accepted") if guest else None


def _with_own_answer(guests: tuple[Guest, ...], owner: str, node: Node) -> tuple[Guest, ...]:
    """The owner's own answer stands beside the list, which only the organizer's copy keeps current."""
    own = _response(node.node("responseStatus"))
    if own != "declined":
        return guests
    others = tuple(guest for guest in guests if guest.address != owner)
    return (*others, Guest(owner, response="declined"))


def _guests_omitted(
    node: Node, attendees: list[Node], guests: tuple[Guest, ...], *, private: bool
) -> bool:
    """Whether somebody may be missing: hidden, unnamed, or not shown to who reads along."""
    hidden = node.flag("hideAttendees") or len(guests) < len(attendees)
    return hidden or (private and not attendees)
