"""Working time of one person. Everything is compared as UTC instants; wall time is the person's.

Aware `+ timedelta` is wall time in Python, and fold 0 equals fold 1, so local times are built from
a date and a wall time and turned into UTC at once.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from daemon.domain.people import Person

EARLIEST = time(7)  # no prep arrives before this, local time
LATE = time(16)  # where a prep would come too late in the morning, the afternoon before
LEAST_NOTICE = timedelta(hours=1)
SHORT_NOTICE = timedelta(minutes=15)


def instant(person: Person, day: date, wall: time) -> datetime:
    """The UTC instant of a wall time; a time in a DST gap moves on by the gap (PEP 495, fold 0)."""
    return datetime.combine(day, wall, tzinfo=person.tz).astimezone(UTC)


def local(person: Person, at: datetime) -> datetime:
    return at.astimezone(person.tz)


def today(person: Person, now: datetime) -> date:
    return local(person, now).date()


def is_workday(person: Person, day: date) -> bool:
    return day.isoweekday() in person.hours.days and day not in person.days_off


def workdays_before(person: Person, day: date) -> Iterator[date]:
    """Working days before `day`, the nearest first, at most a year back."""
    return (d for n in range(1, 367) if is_workday(person, d := day - timedelta(days=n)))


def workday_before(person: Person, day: date, count: int = 1) -> date:
    """The `count`-th working day before `day`; `day` minus count where there is none in a year."""
    for number, found in enumerate(workdays_before(person, day), 1):
        if number == count:
            return found
    return day - timedelta(days=count)


def workdays_after(person: Person, day: date) -> Iterator[date]:
    """Working days after `day`, the nearest first, at most a year on."""
    return (d for n in range(1, 367) if is_workday(person, d := day + timedelta(days=n)))


def nth_workday_from(person: Person, first: date, count: int) -> date:
    """The `count`-th working day (1 = first) of a stretch that begins on `first`."""
    for number, found in enumerate(workdays_after(person, first - timedelta(days=1)), 1):
        if number == count:
            return found
    return first + timedelta(days=count - 1)


def workdays_between(person: Person, after: date, until: date) -> int:
    """How many working days lie after `after`, up to and including `until`."""
    days = (until - after).days
    return sum(is_workday(person, after + timedelta(days=n)) for n in range(1, days + 1))


def rep_lead(person: Person, start: datetime, workdays: int = 1) -> datetime:
    """When a rep's agenda is due: so many working days before, at the same local wall time.

    The wall time is held within working hours, so that a late meeting's agenda comes by day.
    """
    at = local(person, start)
    wall = min(max(at.time(), person.hours.start), person.hours.end)
    return instant(person, workday_before(person, at.date(), workdays), wall)


def leader_lead(
    person: Person, start: datetime, before: timedelta = timedelta(hours=2)
) -> datetime:
    """When a leader's prep is due: so many clock hours before the start, on the same local day.

    Not before 07:00; where that leaves under an hour, or the day is none of the leader's working
    days, at 16:00 on the working day before.
    """
    day = local(person, start).date()
    due = max(start - before, instant(person, day, EARLIEST))
    if is_workday(person, day) and start - due >= LEAST_NOTICE:
        return due
    return instant(person, workday_before(person, day), LATE)
