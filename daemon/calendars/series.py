"""One series of a calendar: all VEVENTs of one UID, and the occurrences they make.

Expanding is recurring-ical-events' work, one series at a time and behind the cost guard, because it
gives up on a whole calendar for one bad event, and from some rules it never comes back.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar, Component

from daemon.calendars.recurrence import MOST, refusal
from daemon.calendars.zones import instant, listed, moment

_DAY = timedelta(days=1)
_SINGLE = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "SEQUENCE")
_NEEDED = (*_SINGLE, "RRULE", "RDATE", "EXDATE")


@dataclass(frozen=True, slots=True)
class Instance:
    """One occurrence. start, end, original: UTC; original is None for a single event."""

    component: Component
    start: datetime
    end: datetime
    original: datetime | None


@dataclass(frozen=True, slots=True)
class Series:
    """The VEVENTs of one UID, their times anchored. home: the zone of dates and floating times."""

    uid: str
    home: ZoneInfo
    components: tuple[Component, ...]
    _lately: dict[tuple[datetime, datetime], list[Instance]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def master(self) -> Component | None:
        """What the others override: the newest VEVENT without RECURRENCE-ID."""
        plain = [c for c in self.components if "RECURRENCE-ID" not in c]
        return max(plain, key=lambda c: (int(c.get("SEQUENCE", 0)), is_cancelled(c)), default=None)

    @property
    def moved(self) -> list[Component]:
        """What stands for single instances (or, with RANGE, for all that follow)."""
        return [c for c in self.components if "RECURRENCE-ID" in c]

    @property
    def recurring(self) -> bool:
        master = self.master
        return master is None or "RRULE" in master or "RDATE" in master or bool(self.moved)

    @property
    def cancelled(self) -> bool:
        return self.master is not None and is_cancelled(self.master)

    def between(self, start: datetime, end: datetime) -> list[Instance]:
        """Instances that overlap [start, end), UTC.

        Raises ValueError for a rule that costs too much, and anything for events without sense.
        """
        days = (_midnight(start), _midnight(end) + _DAY)
        found = self._lately.get(days)
        if found is None:  # a window moves on by minutes, so its days serve many ticks
            found = self._expand(*days)
            self._lately.clear()
            self._lately[days] = found
        return [i for i in found if _overlaps(i, start, end)]

    def _expand(self, start: datetime, end: datetime) -> list[Instance]:
        """Instances around [start, end]; a few may lie outside it."""
        master = self.master
        if master and "DTSTART" not in master:  # a bare cancellation (RFC 5546 3.2.5)
            return []
        if not self.recurring:
            single = self._single()
            return [single] if _overlaps(single, start, end) else []
        # All-day events have no zone, so the expansion compares them a few hours wrong.
        start, end = start - _DAY, end + _DAY
        self._guard(end)
        calendar = Calendar()
        calendar.subcomponents = [*([master] if master else []), *self.moved]
        found = recurring_ical_events.of(calendar).between(start, end)
        shifts = self._shifts()
        return [self._instance(component, shifts) for component in found]

    def at(self, original: datetime | None) -> Instance | None:
        """The instance that first had the start `original` (UTC), wherever it was moved since.

        None asks for a single event; a series that grew out of one gives its first instance.
        """
        if not self.recurring:
            single = self._single()
            return single if original in (None, single.start) else None
        if original is None:
            if self.master is None:
                return None
            original = instant(moment(self.master, "DTSTART"), self.home)
        near = {self._original(c): span(c, self.home)[0] for c in self.moved}.get(
            original, original
        )
        reach = max((abs(shift) for shift in self._shifts().values()), default=_DAY)
        found = self._expand(near - reach, near + reach)
        return next((i for i in found if i.original == original), None)

    def _single(self) -> Instance:
        assert self.master is not None
        return Instance(self.master, *span(self.master, self.home), original=None)

    def _instance(self, component: Component, shifts: dict[datetime, timedelta]) -> Instance:
        """What the expansion found, which names an instance by RECURRENCE-ID.

        Those that a THISANDFUTURE moved along all bear that one's, so theirs is worked out.
        """
        original = self._original(component)
        start, end = span(component, self.home)
        if original in shifts:
            original = instant(moment(component, "DTSTART") - shifts[original], self.home)
        return Instance(component, start, end, original)

    def _original(self, component: Component) -> datetime:
        return instant(moment(component, "RECURRENCE-ID"), self.home)

    def _shifts(self) -> dict[datetime, timedelta]:
        """By how much each THISANDFUTURE moves what follows it, in wall time (RFC 5545 3.8.4.4)."""
        return {
            self._original(c): moment(c, "DTSTART") - moment(c, "RECURRENCE-ID")
            for c in self.moved
            if str(c["RECURRENCE-ID"].params.get("RANGE", "")).upper() == "THISANDFUTURE"
        }

    def _guard(self, end: datetime) -> None:
        if self.master is None:
            return
        start = moment(self.master, "DTSTART")
        if not isinstance(start, datetime):
            start = datetime.combine(start, time(), self.home)
        for rule in listed(self.master.get("RRULE")):
            if why := refusal(rule, start, end):
                raise ValueError(why)
        dates = sum(len(v.dts) for n in ("RDATE", "EXDATE") for v in listed(self.master.get(n)))
        if dates > MOST:
            raise ValueError(f"it lists {dates:,} dates (at most {MOST:,} are read)")


def is_cancelled(component: Component) -> bool:
    return str(component.get("STATUS", "")).strip().upper() == "CANCELLED"


def span(component: Component, home: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end in UTC (RFC 5545 3.6.1: without an end a date lasts a day, a time no time)."""
    start = moment(component, "DTSTART")
    if "DTEND" in component:
        end = moment(component, "DTEND")
    elif "DURATION" in component:
        length: Any = component["DURATION"]
        end = start + length.dt
    else:
        end = start if isinstance(start, datetime) else start + timedelta(days=1)
    return instant(start, home), instant(end, home)


def fault(component: Component) -> str:
    """Why an event's times can't be used, as far as its form goes; "" if they can."""
    if not str(component.get("UID", "")).strip():
        return "no UID"
    if "DTSTART" not in component:
        return "no DTSTART"
    broken = [name for name, _ in component.errors if name in _NEEDED]
    if broken:
        return f"{broken[0]} can't be read"
    for name in _SINGLE:
        if isinstance(component.get(name), list):
            return f"{name} stands there twice"
    return "" if isinstance(moment(component, "DTSTART"), date) else "DTSTART is no time"


def _overlaps(instance: Instance, start: datetime, end: datetime) -> bool:
    return instance.start < end and (instance.end > start or instance.start >= start)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
