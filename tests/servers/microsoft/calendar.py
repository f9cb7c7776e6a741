"""A calendar as Graph shows it, made from RFC 5545 text by libraries that nobody here wrote."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import recurring_ical_events

_ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentativelyAccepted"}
_TYPES = {"ROOM": "resource", "RESOURCE": "resource"}
_SECRECY = {"PRIVATE": "private", "CONFIDENTIAL": "confidential"}
NEVER = "0001-01-01T00:00:00Z"


class Shown:
    """The events of one calendar. text: an RFC 5545 calendar, "" for an empty one."""

    def __init__(self, text: str) -> None:
        empty = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
        calendar = icalendar.Calendar.from_ical(text or empty)
        events = list(calendar.walk("VEVENT"))
        self._timeless = [str(e["UID"]) for e in events if "DTSTART" not in e]
        self._series = {str(e["UID"]): e for e in events if "RRULE" in e}
        self._alone = {str(e["UID"]): e for e in events if "RRULE" not in e and "DTSTART" in e}
        calendar.subcomponents = [
            c for c in calendar.subcomponents if c not in events or "DTSTART" in c
        ]
        self._expander = recurring_ical_events.of(calendar)

    def between(self, start: datetime, end: datetime) -> list[dict[str, Any]]:
        """calendarView: occurrences, exceptions and events alone, never a series itself."""
        rows = [self._row(event) for event in self._expander.between(start, end)]
        return [*({"id": uid, "type": "singleInstance"} for uid in self._timeless), *rows]

    def instances(self, uid: str, start: datetime, end: datetime) -> list[dict[str, Any]] | None:
        """None where there is no such series."""
        if uid not in self._series:
            return None
        return [row for row in self.between(start, end) if row.get("seriesMasterId") == uid]

    def one(self, uid: str) -> dict[str, Any] | None:
        event = self._alone.get(uid) or self._series.get(uid)
        return self._row(event) if event else None

    def _row(self, event: Any) -> dict[str, Any]:
        uid, start = str(event["UID"]), event["DTSTART"].dt
        whole_day = not isinstance(start, datetime)
        organizer, secrecy = event.get("ORGANIZER"), str(event.get("CLASS", "")).upper()
        return {
            **self._identity(event, uid),
            "@odata.etag": 'W/"1"',
            "subject": str(event.get("SUMMARY", "")),
            "start": _stamp(start),
            "end": _stamp(_end(event, start)),
            "originalStartTimeZone": getattr(getattr(start, "tzinfo", None), "key", "UTC"),
            "isAllDay": whole_day,
            "isCancelled": str(event.get("STATUS", "")).upper() == "CANCELLED",
            "showAs": "busy",
            "sensitivity": _SECRECY.get(secrecy, "normal"),
            "hideAttendees": False,
            "organizer": {"emailAddress": _mail(organizer)} if organizer else None,
            "attendees": list(_attendees(event)),
            "responseStatus": {"response": "none", "time": NEVER},
            "body": {"contentType": "text", "content": str(event.get("DESCRIPTION", ""))},
        }

    def _identity(self, event: Any, uid: str) -> dict[str, Any]:
        series = self._series.get(uid)
        if series is None:
            return {"id": uid, "type": "singleInstance", "seriesMasterId": None}
        if "RRULE" in event:
            return {"id": uid, "type": "seriesMaster", "seriesMasterId": None}
        original = _utc(event["RECURRENCE-ID"].dt)
        moved = original != _utc(event["DTSTART"].dt)
        return {
            "id": f"{uid}.{original:%Y%m%dT%H%M%SZ}",
            "type": "exception" if moved else "occurrence",
            "seriesMasterId": uid,
            "originalStart": f"{original:%Y-%m-%dT%H:%M:%SZ}",
        }


def _attendees(event: Any) -> Iterator[dict[str, Any]]:
    given = event.get("ATTENDEE", [])
    for one in given if isinstance(given, list) else [given]:
        answer = _ANSWERS.get(str(one.params.get("PARTSTAT", "")), "none")
        yield {
            "type": _TYPES.get(str(one.params.get("CUTYPE", "")), "required"),
            "status": {"response": answer, "time": NEVER},
            "emailAddress": _mail(one),
        }


def _mail(value: Any) -> dict[str, str]:
    address = str(value).partition(":")[2]
    return {"name": str(value.params.get("CN", address)), "address": address}


def _end(event: Any, start: date) -> date:
    return event["DTEND"].dt if "DTEND" in event else start + timedelta(days=1)


def _stamp(at: date) -> dict[str, str]:
    """Seven digits of a second and no offset, as Graph writes them."""
    return {"dateTime": f"{_utc(at):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}


def _utc(at: date) -> datetime:
    moment = at if isinstance(at, datetime) else datetime.combine(at, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
