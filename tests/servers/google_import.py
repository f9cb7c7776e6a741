"""Puts RFC 5545 events into a calendar of the town, the way a person would who changes them there."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Component

from tests.servers.google import Exchange, Town

ROOMS = "@resource.calendar.google.com"
RESPONSES = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}


@dataclass
class Diary:
    """known: the id and the master of each series by its UID. broken: what Google would never keep.

    moved: instances that were given another time, which myworld lists by their old one.
    """

    town: Town
    known: dict[str, tuple[str, Component]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)

    def put(self, text: str) -> None:
        """Afterwards the calendar holds what the text does, and no more."""
        parts: dict[str, list[Component]] = {}
        for component in Calendar.from_ical(text).walk("VEVENT"):
            parts.setdefault(str(component["UID"]), []).append(component)
        for uid in self.known.keys() - parts.keys():
            self._delete(self.known.pop(uid)[0])
        self.broken = [uid for uid, (first, *_) in parts.items() if "DTSTART" not in first]
        for uid in self.broken:
            parts.pop(uid)
        self.town.between.rule = self._completed
        for uid, components in parts.items():
            self._series(uid, components)

    def _series(self, uid: str, components: list[Component]) -> None:
        master = next(c for c in components if "RECURRENCE-ID" not in c)
        if uid not in self.known:
            made = self.town.calendar("dana", "POST", "", body(master))
            self.known[uid] = (made["id"], master)
            self._answer(made["id"], body(master)["attendees"])
        series, before = self.known[uid]
        if str(master.get("STATUS", "")) == "CANCELLED":
            self._delete(series)
            return
        if before.to_ical() != master.to_ical():
            self.town.calendar("dana", "PATCH", f"/{series}", body(master))
            self.known[uid] = (series, master)
        if "EXDATE" in master:
            self._delete(instance(series, master["EXDATE"].dts[0].dt))
        for one in components:
            if "RECURRENCE-ID" in one:
                self._change(instance(series, one["RECURRENCE-ID"].dt), one)

    def _answer(self, series: str, attendees: list[dict[str, Any]]) -> None:
        """Nobody answers for somebody else."""
        for one in attendees:
            if one["responseStatus"] != "needsAction":
                who = one["email"].partition("@")[0].lower()
                self.town.calendar(who, "PATCH", f"/{series}", {"attendees": [one]})

    def _change(self, name: str, one: Component) -> None:
        if str(one.get("STATUS", "")) == "CANCELLED":
            self._delete(name)
        else:
            self.moved.append(name)
            times = {key: body(one)[key] for key in ("start", "end")}
            self.town.calendar("dana", "PATCH", f"/{name}", times)

    def _delete(self, name: str) -> None:
        self.town.calendar("dana", "DELETE", f"/{name}")

    def _completed(self, asked: Exchange, passed: Callable[[], Exchange]) -> Exchange:
        """A listing goes by where an instance is now
        (https://developers.google.com/workspace/calendar/api/v3/reference/events/list, timeMin).
        """
        done = passed()
        if done.status != 200 or "timeMin" not in dict(asked.query):
            return done
        found = done.json()
        found["items"] += [{"id": uid, "status": "confirmed"} for uid in self.broken]
        listed = {item["id"] for item in found["items"]}
        moved = (self.town.calendar("dana", "GET", f"/{name}") for name in self.moved)
        window = dict(asked.query)
        found["items"] += [
            one
            for one in moved
            if one["id"] not in listed
            and utc(one["start"]) < window["timeMax"]
            and utc(one["end"]) > window["timeMin"]
        ]
        return replace(done, answer=json.dumps(found).encode())


def utc(moment: dict[str, str]) -> str:
    return f"{datetime.fromisoformat(moment['dateTime']).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def body(component: Component) -> dict[str, Any]:
    """What a client posts for it."""
    start = component["DTSTART"].dt
    end = component["DTEND"].dt if "DTEND" in component else start + timedelta(days=1)
    made: dict[str, Any] = {
        "summary": str(component.get("SUMMARY", "")),
        "start": moment(start),
        "end": moment(end),
        "attendees": [attendee(value) for value in many(component.get("ATTENDEE"))],
    }
    if "RRULE" in component:
        made["recurrence"] = [f"RRULE:{component['RRULE'].to_ical().decode()}"]
    if "CLASS" in component:
        made["visibility"] = str(component["CLASS"]).lower()
    return made


def moment(value: date) -> dict[str, str]:
    if not isinstance(value, datetime):
        return {"date": value.isoformat()}
    zone = getattr(value.tzinfo, "key", "UTC")
    return {"dateTime": value.isoformat(), "timeZone": zone}


def attendee(value: Any) -> dict[str, Any]:
    parameters = value.params
    address = str(value).removeprefix("mailto:").lower()
    is_room = parameters.get("CUTYPE") == "ROOM"
    return {
        "email": address.replace("@halden.example", ROOMS) if is_room else address,
        "displayName": str(parameters.get("CN", "")),
        "responseStatus": RESPONSES.get(str(parameters.get("PARTSTAT", "")), "needsAction"),
    }


def many(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def instance(series: str, start: datetime) -> str:
    return f"{series}_{start.astimezone(UTC):%Y%m%dT%H%M%SZ}"
