"""Lead times wherever clocks change: in every zone, around every change of three years.

No matter of speed, but too many cases for a test: each meeting's letter is due at one instant, which
the clocks there show as they should, worked out here in another way, and before the meeting.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from benchmarks.ratios import Result
from daemon.domain import workdays
from daemon.domain.people import Person

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
AROUND = [timedelta(minutes=m) for m in range(-48 * 60, 96 * 60, 75)]  # of a change
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def leads(*, zones: frozenset[str] | None = None) -> Iterator[Result]:
    """Counts the meetings whose letter would be due at another instant; there must be none."""
    names = sorted(zones if zones is not None else available_timezones())
    changes = meetings = 0
    wrong: list[str] = []
    for name in names:
        person = Person("marek", "Marek Novak", ("marek@halden.example",), name)
        for change in clock_changes(name):
            changes += 1
            for away in AROUND:
                meetings += 1
                wrong += _wrong(person, change + away)
    detail = f"{len(names)} zones, {changes:,} changes of clocks, {meetings:,} meetings"
    yield Result("lead times that are wrong", len(wrong), 0, detail="; ".join([detail, *wrong[:3]]))


def clock_changes(zone: str) -> tuple[datetime, ...]:
    """The UTC minutes from which the zone's offset is another one."""
    at, found = FIRST, []
    while at < LAST:
        if _offset(zone, at) != _offset(zone, at + DAY):
            found.append(_found(zone, at))
        at += DAY
    return tuple(found)


def _found(zone: str, before: datetime) -> datetime:
    """The minute in which the offset changes, in the day that begins at `before`."""
    low, high = 0, 24 * 60
    while high - low > 1:
        middle = (low + high) // 2
        same = _offset(zone, before + middle * MINUTE) == _offset(zone, before)
        low, high = (middle, high) if same else (low, middle)
    return before + high * MINUTE


def _offset(zone: str, at: datetime) -> timedelta:
    offset = at.astimezone(_zone(zone)).utcoffset()
    assert offset is not None
    return offset


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _wrong(person: Person, start: datetime) -> Iterator[str]:
    for lead, allowed in ((workdays.rep_lead, _for_rep), (workdays.leader_lead, _for_leader)):
        due = lead(person, start)
        if due not in allowed(person.zone, start) or due.tzinfo is not UTC or due >= start:
            yield f"{person.zone}: {start:%Y-%m-%d %H:%M} is announced at {due:%Y-%m-%d %H:%M}"


def _for_rep(zone: str, start: datetime) -> set[datetime]:
    """The working day before, at the same time of day as far as that is by day; one instant."""
    at = start.astimezone(_zone(zone))
    wall = min(max(at.time(), time(9)), time(17))
    found = instants(zone, _workday_before(at.date()), wall)
    return found if len(found) == 1 else set()


def _for_leader(zone: str, start: datetime) -> set[datetime]:
    """Two hours before, at seven in the morning, or on the afternoon of the working day before."""
    day = start.astimezone(_zone(zone)).date()
    late = instants(zone, _workday_before(day), time(16))
    return {start - timedelta(hours=2)} | instants(zone, day, time(7)) | late


def _workday_before(day: date) -> date:
    day -= DAY
    while day.isoweekday() > 5:
        day -= DAY
    return day


def instants(zone: str, day: date, wall: time) -> set[datetime]:
    """All UTC instants at which the clocks of a zone show this: none in a gap, two in a fold."""
    shown = datetime.combine(day, wall, UTC)
    offsets = {_offset(zone, shown + away) for away in (-DAY, timedelta(0), DAY)}
    found = {shown - offset for offset in offsets}
    return {at for at in found if at + _offset(zone, at) == shown}
