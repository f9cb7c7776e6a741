"""The cost guard says no to rules that would never come back, and yes to those people make."""

from datetime import UTC, datetime

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar.prop import vRecur

from daemon.calendars.recurrence import MOST, estimate, refusal

START = datetime(2026, 1, 6, 9, tzinfo=UTC)
END = datetime(2027, 1, 1, tzinfo=UTC)


def refused(rule: str, start: datetime = START, end: datetime = END) -> str:
    return refusal(vRecur.from_ical(rule), start, end)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=SU",
        "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=MONTHLY;BYDAY=1TU",
        "FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=3",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20301231T000000Z",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
        "FREQ=YEARLY;BYDAY=20MO",
        "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "FREQ=YEARLY;BYWEEKNO=53",
        "FREQ=YEARLY;BYYEARDAY=-1,366",
        "FREQ=DAILY;COUNT=10;BYHOUR=9,14;BYMINUTE=0,30",
        "FREQ=DAILY;BYHOUR=9,14;BYSETPOS=2",
        "FREQ=WEEKLY;UNTIL=99991231T235959Z",
    ],
)
def test_rules_that_people_make_are_read(rule: str):
    assert refused(rule) == ""


def test_a_birthday_of_1931_is_read():
    assert refused("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3", datetime(1931, 5, 3, tzinfo=UTC)) == ""


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("FREQ=SECONDLY", "SECONDLY"),
        ("FREQ=MINUTELY;COUNT=3", "MINUTELY"),
        ("FREQ=HOURLY;BYHOUR=9", "HOURLY"),
        ("INTERVAL=1", "no known frequency"),
        ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL"),
        ("FREQ=WEEKLY;INTERVAL=-1", "INTERVAL"),
        ("FREQ=WEEKLY;COUNT=1000000000", "COUNT"),
        ("FREQ=DAILY;BYHOUR=0,6,12,18;BYMINUTE=0,10,20,30,40,50;BYSECOND=0,15,30", "instances"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never matches"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "never matches"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTH=6", "never matches"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=WE", "never matches"),
        ("FREQ=DAILY;BYSETPOS=2;BYDAY=MO", "never matches"),
        ("FREQ=MONTHLY;BYSETPOS=0;BYDAY=MO", "never matches"),
        ("FREQ=YEARLY;BYYEARDAY=1;BYMONTH=3", "never matches"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1", "never matches"),
        ("FREQ=MONTHLY;BYDAY=6MO", "never matches"),
    ],
)
def test_rules_that_never_come_back_are_refused_with_the_reason(rule: str, why: str):
    assert why in refused(rule)


def test_a_day_that_no_month_on_the_beat_has_is_refused():
    february = datetime(2026, 2, 1, tzinfo=UTC)
    assert "never" in refused("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30", february)


def test_the_cap_holds_to_the_instance():
    days = vRecur.from_ical("FREQ=DAILY")
    first = datetime(1970, 1, 1, tzinfo=UTC)
    last = datetime.fromtimestamp((MOST - 1) * 86_400, tz=UTC)
    over = datetime.fromtimestamp(MOST * 86_400, tz=UTC)
    assert estimate(days, "DAILY", first, last) == MOST
    assert refusal(days, first, last) == ""
    assert "20,001" in refusal(days, first, over)


def test_a_rule_that_ended_long_ago_costs_no_more_than_it_did():
    assert refused("FREQ=DAILY;UNTIL=19300101T000000Z", datetime(1900, 1, 1, tzinfo=UTC)) == ""


def test_a_calendar_near_the_end_of_time_is_no_trouble():
    assert "never" in refused("FREQ=DAILY;BYMONTH=2", datetime(9999, 6, 1, tzinfo=UTC))


RULES = st.builds(
    lambda frequency, interval, parts: ";".join(
        [f"FREQ={frequency}", f"INTERVAL={interval}", *parts]
    ),
    st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY"]),
    st.integers(1, 3),
    st.lists(
        st.sampled_from(
            [
                "BYMONTH=2,7",
                "BYMONTHDAY=13,-1",
                "BYDAY=FR",
                "BYSETPOS=2",
                "BYHOUR=9,15",
                "WKST=SU",
            ]
        ),
        unique=True,
    ),
)


@settings(max_examples=50)
@given(RULES)
def test_the_estimate_is_never_too_low_and_nothing_that_happens_is_called_impossible(rule: str):
    years = datetime(2036, 1, 1, tzinfo=UTC)
    parsed = vRecur.from_ical(rule)
    impossible = "never" in refusal(parsed, START, years)
    if impossible and parsed["FREQ"][0] != "YEARLY":
        return  # showing it would take the seconds that the guard saves
    instances = len(rrulestr(rule, dtstart=START).between(START, years, inc=True))
    assert instances <= estimate(parsed, parsed["FREQ"][0], START, years)
    assert not (impossible and instances)
