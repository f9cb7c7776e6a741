"""When mails are due: working time of one person, over every change of the clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain import workdays
from daemon.domain.people import Person, WorkingHours

ZONES = (
    "America/New_York",
    "America/Santiago",  # changes at midnight
    "America/Nuuk",  # changes on Saturday evening
    "Australia/Lord_Howe",  # half an hour
    "Europe/London",
    "Africa/Casablanca",  # four changes a year, with Ramadan
    "Asia/Kolkata",
    "Pacific/Auckland",
    "America/Sao_Paulo",
    "Asia/Tehran",
    "Pacific/Apia",
    "Europe/Prague",
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MAREK = Person("marek", "Marek Novak", ("marek@halden.example",), zone="Europe/Prague")
CHRISTMAS = frozenset({date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26)})


@cache
def changes(zone):
    """Each instant at which this zone's clocks went forward or back, 2012 to 2030."""
    tz, at, found = ZoneInfo(zone), datetime(2012, 1, 2, tzinfo=UTC), []
    while at.year < 2031:
        if at.astimezone(tz).utcoffset() != (at + DAY).astimezone(tz).utcoffset():
            minutes = (at + timedelta(minutes=m) for m in range(24 * 60 + 1))
            offset = at.astimezone(tz).utcoffset()
            found.append(next(m for m in minutes if m.astimezone(tz).utcoffset() != offset))
        at += DAY
    return found or [datetime(2026, 3, 29, 1, tzinfo=UTC)]


PEOPLE = st.builds(
    lambda zone, hours, off: replace(
        MAREK,
        zone=zone,
        hours=hours,
        days_off=frozenset(changes(zone)[0].date() + off_by * DAY for off_by in off),
    ),
    st.sampled_from(ZONES),
    st.sampled_from(
        [
            WorkingHours(),
            WorkingHours(start=time(0), end=time(23, 59)),
            WorkingHours(start=time(1, 30), end=time(3)),
            WorkingHours(frozenset({1, 3, 6, 7}), time(12), time(20)),
        ]
    ),
    st.sets(st.integers(-9, 9), max_size=4),
)


@st.composite
def people_with_a_meeting(draw):
    """A person, and a meeting within ten days of a change of that person's clocks."""
    person = draw(PEOPLE)
    change = draw(st.sampled_from(changes(person.zone)))
    return person, change + timedelta(minutes=draw(st.integers(-10 * 24 * 60, 10 * 24 * 60)))


def nearest_workday_before(person, day):
    """The oracle: look at one day after the other."""
    day -= DAY
    while day.isoweekday() not in person.hours.days or day in person.days_off:
        day -= DAY
    return day


def exists(person, day, wall):
    """Whether the clocks of this zone ever showed this wall time."""
    there = datetime.combine(day, wall, tzinfo=person.tz)
    return there.astimezone(UTC).astimezone(person.tz).replace(tzinfo=None) == there.replace(
        tzinfo=None
    )


# --- the rep --------------------------------------------------------------------------------------


@given(people_with_a_meeting())
def test_an_agenda_comes_one_working_day_before_at_the_meetings_wall_time(given_):
    person, start = given_
    due = workdays.rep_lead(person, start)
    met, at = start.astimezone(person.tz), due.astimezone(person.tz)
    wall = min(max(met.time().replace(fold=0), person.hours.start), person.hours.end)
    day = nearest_workday_before(person, met.date())
    assert due < start
    assert due.utcoffset() == timedelta(0)
    if exists(person, day, wall):
        assert (at.date(), at.time()) == (day, wall)
        assert at.fold == 0  # of two the first
    else:
        assert at.date() == day
        assert wall < at.time() <= (datetime.combine(day, wall) + HOUR).time()


@given(people_with_a_meeting(), st.integers(1, 5))
def test_more_working_days_before_is_the_same_once_more(given_, count):
    person, start = given_
    day = start.astimezone(person.tz).date()
    for _ in range(count):
        day = nearest_workday_before(person, day)
    assert workdays.rep_lead(person, start, count).astimezone(person.tz).date() == day


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-12-01T09:00Z", "2026-11-30T09:00Z"),  # Tuesday 10:00 in Prague: Monday 10:00
        ("2026-11-30T09:00Z", "2026-11-27T09:00Z"),  # Monday: Friday
        ("2026-03-30T08:00Z", "2026-03-27T09:00Z"),  # over the spring change: 10:00 is 10:00
        ("2026-10-26T09:00Z", "2026-10-23T08:00Z"),  # over the autumn change as well
        ("2026-12-28T09:00Z", "2026-12-23T09:00Z"),  # over Christmas
        ("2026-12-01T05:30Z", "2026-11-30T08:00Z"),  # a meeting at 06:30: at 09:00 the day before
        ("2026-12-01T19:00Z", "2026-11-30T16:00Z"),  # a meeting at 20:00: at 17:00
        ("2026-10-25T00:30Z", "2026-10-23T07:00Z"),  # 02:30, the first time round
        ("2026-10-25T01:30Z", "2026-10-23T07:00Z"),  # 02:30, the second
        ("2026-03-29T00:30Z", "2026-03-27T08:00Z"),  # 01:30, before the gap
        ("2026-03-29T01:30Z", "2026-03-27T08:00Z"),  # 03:30, behind it
    ],
)
def test_when_mareks_agenda_comes(start, due):
    marek = replace(MAREK, days_off=CHRISTMAS)
    assert workdays.rep_lead(marek, datetime.fromisoformat(start)) == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("wall", "due"), [("01:30", "00:30"), ("02:30", "01:30"), ("03:30", "01:30")]
)
def test_a_night_worker_whose_wall_time_falls_into_the_gap_is_written_to_behind_it(wall, due):
    """Monday's 02:30 lead is Sunday 29 March 2026, when Prague's clocks skip from 02:00 to 03:00."""
    hours = WorkingHours(frozenset(range(1, 8)), time(0), time(23, 59))
    night = replace(MAREK, hours=hours)
    start = datetime.combine(date(2026, 3, 30), time.fromisoformat(wall), tzinfo=night.tz)
    assert workdays.rep_lead(night, start.astimezone(UTC)) == datetime.fromisoformat(
        f"2026-03-29T{due}Z"
    )


def test_two_meetings_an_hour_apart_at_the_same_wall_time_have_the_same_lead():
    """02:30 comes twice on 25 October 2026; the day before it comes once."""
    hours = WorkingHours(frozenset(range(1, 8)), time(0), time(23, 59))
    night = replace(MAREK, hours=hours)
    first, second = (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )
    assert workdays.rep_lead(night, first) == workdays.rep_lead(night, second)
    assert workdays.rep_lead(night, first) == datetime(2026, 10, 24, 0, 30, tzinfo=UTC)


def test_a_meeting_after_a_day_that_never_was_still_has_its_agenda_before_it():
    """Apia had no 30 December 2011."""
    apia = replace(MAREK, zone="Pacific/Apia")
    start = datetime(2012, 1, 2, 10, tzinfo=apia.tz).astimezone(UTC)
    assert workdays.rep_lead(apia, start) < start


# --- the leader -----------------------------------------------------------------------------------


@given(people_with_a_meeting())
def test_a_prep_comes_the_same_morning_or_the_afternoon_before(given_):
    leader, start = given_
    due = workdays.leader_lead(leader, start)
    met, at = start.astimezone(leader.tz), due.astimezone(leader.tz)
    works = met.isoweekday() in leader.hours.days and met.date() not in leader.days_off
    assert due < start
    assert at.isoweekday() in leader.hours.days
    assert at.date() not in leader.days_off
    if at.date() == met.date():
        assert at.time() >= time(7)
        assert HOUR <= start - due <= 2 * HOUR
        assert start - due == 2 * HOUR or at.time() == time(7)
    else:
        assert (at.date(), at.time()) == (nearest_workday_before(leader, met.date()), time(16))
        assert not works or met.time() < time(8)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-12-01T09:00Z", "2026-12-01T07:00Z"),  # 10:00: at 08:00
        ("2026-12-01T08:00Z", "2026-12-01T06:00Z"),  # 09:00: at 07:00
        ("2026-12-01T07:30Z", "2026-12-01T06:00Z"),  # 08:30: at 07:00 still
        ("2026-12-01T07:00Z", "2026-12-01T06:00Z"),  # 08:00: exactly an hour
        ("2026-12-01T06:59Z", "2026-11-30T15:00Z"),  # 07:59: Monday at 16:00
        ("2026-12-01T05:00Z", "2026-11-30T15:00Z"),  # 06:00, before anything
        ("2026-11-30T06:30Z", "2026-11-27T15:00Z"),  # a Monday at 07:30: Friday at 16:00
        ("2026-10-25T00:30Z", "2026-10-23T14:00Z"),  # a Sunday night: Friday, in summer time
        ("2026-12-25T09:00Z", "2026-12-23T15:00Z"),  # on a holiday: the last working day before
        ("2026-12-05T09:00Z", "2026-12-04T15:00Z"),  # on a Saturday
        ("2026-12-01T23:30Z", "2026-12-01T15:00Z"),  # half past midnight of the 2nd
    ],
)
def test_when_danas_prep_comes(start, due):
    dana = replace(MAREK, id="dana", days_off=CHRISTMAS)
    assert workdays.leader_lead(dana, datetime.fromisoformat(start)) == datetime.fromisoformat(due)


def test_an_installation_may_choose_another_lead():
    start = datetime(2026, 12, 1, 13, tzinfo=UTC)
    assert workdays.leader_lead(MAREK, start, timedelta(hours=4)) == start - 4 * HOUR


# --- days -----------------------------------------------------------------------------------------


def test_a_holiday_and_a_weekend_are_no_working_days():
    marek = replace(MAREK, days_off=CHRISTMAS)
    working = [d for n in range(21, 32) if workdays.is_workday(marek, d := date(2026, 12, n))]
    assert [d.day for d in working] == [21, 22, 23, 28, 29, 30, 31]


def test_the_recap_day_is_the_fifth_working_day_of_the_new_quarter():
    """New Year's Day is off, and 2 and 3 January 2027 are a weekend."""
    marek = replace(MAREK, days_off=frozenset({date(2027, 1, 1)}))
    assert workdays.nth_workday_from(marek, date(2027, 1, 1), 1) == date(2027, 1, 4)
    assert workdays.nth_workday_from(marek, date(2027, 1, 1), 5) == date(2027, 1, 8)
    assert workdays.nth_workday_from(marek, date(2027, 1, 4), 1) == date(2027, 1, 4)


@given(PEOPLE, st.dates(date(2012, 1, 1), date(2030, 1, 1)), st.integers(1, 30))
def test_counting_back_and_forth_ends_where_it_began(person, day, count):
    later = workdays.nth_workday_from(person, day + DAY, count)
    assert workdays.workdays_between(person, day, later) == count
    earlier = workdays.workday_before(person, day, count)
    assert workdays.workdays_between(person, earlier - DAY, day - DAY) == count


def test_no_working_days_lie_between_a_day_and_itself_or_an_earlier_one():
    assert workdays.workdays_between(MAREK, date(2026, 12, 1), date(2026, 12, 1)) == 0
    assert workdays.workdays_between(MAREK, date(2026, 12, 4), date(2026, 12, 1)) == 0


def test_for_somebody_who_never_works_days_are_simply_counted():
    nobody = replace(MAREK, hours=WorkingHours(days=frozenset()))
    assert workdays.workday_before(nobody, date(2026, 12, 4), 2) == date(2026, 12, 2)
    assert workdays.nth_workday_from(nobody, date(2026, 12, 4), 2) == date(2026, 12, 5)


def test_today_is_the_persons_own_day():
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert workdays.today(MAREK, late) == date(2026, 12, 1)
    assert workdays.today(replace(MAREK, zone="America/New_York"), late) == date(2026, 11, 30)


def test_wall_times_become_instants_by_the_days_own_offset():
    assert workdays.instant(MAREK, date(2026, 3, 28), time(9)) == datetime(
        2026, 3, 28, 8, tzinfo=UTC
    )
    assert workdays.instant(MAREK, date(2026, 3, 29), time(9)) == datetime(
        2026, 3, 29, 7, tzinfo=UTC
    )
    assert workdays.local(MAREK, datetime(2026, 3, 29, 7, tzinfo=UTC)).time() == time(9)
