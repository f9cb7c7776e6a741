"""The calendars of Halden as .ics files, and what happens to them in the course of the quarter.

One file a leader, written anew whenever a calendar program would: series with their exceptions
(RFC 5545: RRULE, EXDATE, RECURRENCE-ID).
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.rehearsal.halden.team import Member

LINE = "\r\n"


@dataclass(frozen=True, slots=True)
class Series:
    """A recurring 1:1. first: local day in the leader's zone; every: weeks between two.

    moved: by original day, the local day and time it now takes place. cancelled: original days.
    until: the last day of the series, None while it goes on.
    """

    uid: str
    leader: Member
    rep: Member
    first: date
    at: time
    every: int = 1
    minutes: int = 45
    moved: dict[date, datetime] = field(default_factory=dict)
    cancelled: frozenset[date] = frozenset()
    until: date | None = None

    def days(self, until: date) -> list[date]:
        """Original days up to `until`, cancelled ones left out."""
        last = min(until, self.until or until)
        count = (last - self.first).days // (7 * self.every) + 1
        days = [self.first + timedelta(weeks=self.every * n) for n in range(max(count, 0))]
        return [d for d in days if d not in self.cancelled]

    def start(self, day: date) -> datetime:
        """Wall time of one occurrence, aware, in the leader's zone."""
        wall = self.moved.get(day) or datetime.combine(day, self.at)
        return wall.replace(tzinfo=ZoneInfo(self.leader.zone))


class Book:
    """The calendars, each series under its uid; every change is written at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._series: dict[str, Series] = {}
        self._sequence = 0

    def put(self, series: Series) -> None:
        self._series[series.uid] = series
        self._write(series.leader)

    def of(self, rep: Member) -> Series:
        """The series of this rep that goes on."""
        return next(s for s in self._series.values() if s.rep == rep and s.until is None)

    def all(self) -> tuple[Series, ...]:
        return tuple(self._series.values())

    def move(self, rep: Member, day: date, to: date, at: time) -> None:
        """One occurrence takes place at another wall time of the leader."""
        series = self.of(rep)
        self.put(replace(series, moved={**series.moved, day: datetime.combine(to, at)}))

    def cancel(self, rep: Member, day: date) -> None:
        series = self.of(rep)
        self.put(replace(series, cancelled=series.cancelled | {day}))

    def recreate(self, rep: Member, from_day: date) -> None:
        """The series ends and a new one, with another uid, goes on at the same times."""
        series = self.of(rep)
        following = next(d for d in series.days(from_day + timedelta(weeks=8)) if d >= from_day)
        self.put(replace(series, until=from_day - timedelta(days=1)))
        self.put(replace(series, uid=f"again-{series.uid}", first=following))

    def next_meeting(self, rep: Member, after: datetime) -> datetime | None:
        """The start of the next 1:1 with this rep, UTC."""
        ahead = after.date() + timedelta(weeks=8)
        starts = (s.start(d) for s in self._series.values() if s.rep == rep for d in s.days(ahead))
        return min((s.astimezone(UTC) for s in starts if s > after), default=None)

    def _write(self, leader: Member) -> None:
        """Several programs write a calendar; each leaves a file that is whole."""
        self._sequence += 1
        events = [
            line
            for s in self._series.values()
            if s.leader == leader
            for line in _events(s, self._sequence)
        ]
        head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Halden//Calendar//EN"]
        text = LINE.join([*head, f"X-WR-TIMEZONE:{leader.zone}", *events, "END:VCALENDAR", ""])
        path = self._folder / f"{leader.address}.ics"
        fresh = path.with_suffix(".fresh")
        fresh.write_bytes(text.encode())
        fresh.replace(path)


def _events(series: Series, sequence: int) -> list[str]:
    zone = series.leader.zone
    rule = f"RRULE:FREQ=WEEKLY;INTERVAL={series.every}"
    if series.until:
        last = datetime.combine(series.until, time(23, 59), ZoneInfo(zone)).astimezone(UTC)
        rule += f";UNTIL={last:%Y%m%dT%H%M%SZ}"
    stop = [f"EXDATE;TZID={zone}:{_stamp(d, series.at)}" for d in sorted(series.cancelled)]
    lines = _event(series, datetime.combine(series.first, series.at), [rule, *stop], sequence)
    for day, to in sorted(series.moved.items()):
        if day in series.cancelled:
            continue
        original = f"RECURRENCE-ID;TZID={zone}:{_stamp(day, series.at)}"
        lines += _event(series, to, [original], sequence)
    return lines


def _event(series: Series, wall: datetime, extra: list[str], sequence: int) -> list[str]:
    zone, end = series.leader.zone, wall + timedelta(minutes=series.minutes)
    return [
        "BEGIN:VEVENT",
        f"UID:{series.uid}",
        "DTSTAMP:20260928T080000Z",
        f"SEQUENCE:{sequence}",
        f"DTSTART;TZID={zone}:{wall:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={zone}:{end:%Y%m%dT%H%M%S}",
        *extra,
        f"SUMMARY:{series.rep.called} / {series.leader.called}",
        f'ORGANIZER;CN="{series.leader.name}":mailto:{series.leader.address}',
        *(
            f'ATTENDEE;CN="{m.name}";PARTSTAT=ACCEPTED:mailto:{m.address}'
            for m in (series.leader, series.rep)
        ),
        "END:VEVENT",
    ]


def _stamp(day: date, at: time) -> str:
    return f"{datetime.combine(day, at):%Y%m%dT%H%M%S}"
