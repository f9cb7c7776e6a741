"""Every day is in exactly one fiscal quarter, and every quarter has one name."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.quarters import FiscalYear, following, parse, preceding, quarter_of

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
OF_MONTHS = st.builds(FiscalYear, st.integers(1, 12), st.sampled_from(["start", "end"]))
OF_WEEKS = st.builds(
    FiscalYear,
    st.integers(1, 12),
    st.sampled_from(["start", "end"]),
    st.sampled_from(["4-4-5", "4-5-4", "5-4-4"]),
    st.integers(1, 7),
    st.sampled_from(["last", "nearest"]),
)
YEARS = OF_MONTHS | OF_WEEKS
ALL_YEARS = [FiscalYear(month, rule) for month in range(1, 13) for rule in ("start", "end")]
DAY = timedelta(days=1)
RETAIL = FiscalYear(2, "start", "4-5-4", 7, "nearest")  # Sunday to Saturday, nearest to 31 January


@given(DAYS, YEARS)
def test_every_day_is_in_its_quarter_and_in_neither_neighbour(day, fiscal):
    quarter = quarter_of(day, fiscal)
    assert day in quarter
    assert day not in following(quarter, fiscal)
    assert day not in preceding(quarter, fiscal)


@given(DAYS, DAYS, YEARS)
def test_two_days_share_a_quarter_just_if_its_dates_hold_both(one, two, fiscal):
    quarter = quarter_of(one, fiscal)
    assert (quarter_of(two, fiscal) == quarter) == (two in quarter)


@given(DAYS, YEARS)
def test_quarters_follow_each_other_without_gap_or_overlap(day, fiscal):
    quarter = quarter_of(day, fiscal)
    later = following(quarter, fiscal)
    assert later.first == quarter.last + DAY
    assert preceding(later, fiscal) == quarter


@given(DAYS, OF_MONTHS)
def test_a_quarter_is_three_whole_months_that_begin_with_the_fiscal_year(day, fiscal):
    quarter = quarter_of(day, fiscal)
    months = {(d.year, d.month) for n in range(93) if (d := quarter.first + n * DAY) in quarter}
    assert len(months) == 3
    assert quarter.first.day == (quarter.last + DAY).day == 1
    assert (quarter.first.month - fiscal.start_month) % 12 == 3 * (quarter.number - 1)


@given(DAYS, YEARS)
def test_the_name_of_a_quarter_leads_back_to_it(day, fiscal):
    quarter = quarter_of(day, fiscal)
    assert parse(quarter.label, fiscal) == quarter
    assert parse(f" {quarter.label.lower()} ", fiscal) == quarter


@given(DAYS, DAYS, YEARS)
def test_names_are_unique_and_sort_by_time(one, two, fiscal):
    first, second = quarter_of(one, fiscal), quarter_of(two, fiscal)
    assert (first.label < second.label) == (first.first < second.first)


@given(DAYS, OF_MONTHS)
def test_a_year_has_the_name_of_the_calendar_year_it_starts_or_ends_in(day, fiscal):
    quarter = quarter_of(day, fiscal)
    first = parse(f"{quarter.year}Q1", fiscal)
    fourth = parse(f"{quarter.year}Q4", fiscal)
    named = first.first.year if fiscal.label == "start" else fourth.last.year
    assert quarter.year == named
    assert (fourth.last - first.first).days in (364, 365)


@pytest.mark.parametrize("fiscal", ALL_YEARS, ids=str)
def test_every_day_of_ten_years_is_counted_once(fiscal):
    quarter = parse("2020Q1", fiscal)
    day = quarter.first
    for _ in range(40):
        while day <= quarter.last:
            assert quarter_of(day, fiscal) == quarter
            day += DAY
        quarter = following(quarter, fiscal)
        assert quarter.first == day


def test_quarters_of_a_calendar_year():
    quarter = quarter_of(date(2026, 12, 31))
    assert quarter.label == "2026Q4"
    assert (quarter.first, quarter.last) == (date(2026, 10, 1), date(2026, 12, 31))


@pytest.mark.parametrize(("rule", "label"), [("end", "2027Q1"), ("start", "2026Q1")])
def test_a_fiscal_year_from_february(rule, label):
    """The year from February 2026 to January 2027."""
    fiscal = FiscalYear(2, rule)
    assert quarter_of(date(2026, 4, 30), fiscal).label == label
    assert quarter_of(date(2027, 1, 31), fiscal).label == label.replace("Q1", "Q4")
    assert quarter_of(date(2027, 2, 1), fiscal).first == date(2027, 2, 1)


def test_a_leap_day_is_in_the_quarter_around_it():
    assert quarter_of(date(2028, 2, 29), FiscalYear(12)).last == date(2028, 2, 29)
    assert date(2028, 2, 29) in quarter_of(date(2028, 1, 1))


@pytest.mark.parametrize(
    "text", ["", "2027", "Q1", "2027Q0", "2027Q5", "2027Q12", "27Q1", "2027-Q1", "2027Qx", "²027Q1"]
)
def test_anything_else_is_no_quarter(text):
    with pytest.raises(ValueError):
        parse(text)


def test_the_error_says_what_to_write():
    with pytest.raises(ValueError, match="'summer' is no quarter; write one like 2027Q1"):
        parse("summer")


# --- weeks ------------------------------------------------------------------------------------


@given(DAYS, OF_WEEKS)
def test_a_quarter_of_weeks_has_thirteen_and_the_fourth_now_and_then_fourteen(day, fiscal):
    quarter = quarter_of(day, fiscal)
    weeks = ((quarter.last - quarter.first).days + 1) / 7
    assert weeks in ((13, 14) if quarter.number == 4 else (13,))
    assert quarter.first.isoweekday() == fiscal.week_start


@given(DAYS, OF_WEEKS)
def test_a_year_of_weeks_ends_within_a_week_of_its_months_end(day, fiscal):
    year = quarter_of(day, fiscal).year
    last = parse(f"{year}Q4", fiscal).last
    after = year + (fiscal.label == "start" or fiscal.start_month == 1)
    month_end = date(after, fiscal.start_month, 1) - DAY
    behind = (month_end - last).days
    assert 0 <= behind < 7 if fiscal.year_end == "last" else -3 <= behind <= 3


@pytest.mark.parametrize(
    ("year", "first", "last", "weeks"),
    [  # the retail calendar as the National Retail Federation publishes it
        (2022, date(2022, 1, 30), date(2023, 1, 28), 52),
        (2023, date(2023, 1, 29), date(2024, 2, 3), 53),
        (2024, date(2024, 2, 4), date(2025, 2, 1), 52),
        (2025, date(2025, 2, 2), date(2026, 1, 31), 52),
    ],
)
def test_the_retail_calendar_of_these_years(year, first, last, weeks):
    begins, ends = parse(f"{year}Q1", RETAIL).first, parse(f"{year}Q4", RETAIL).last
    assert (begins, ends) == (first, last)
    assert ((ends - begins).days + 1) / 7 == weeks


def test_the_last_saturday_of_a_month_ends_a_year_before_the_nearest_does():
    apple = FiscalYear(10, "end", "4-4-5", 7, "last")
    assert parse("2023Q4", apple).last == date(2023, 9, 30)
    assert parse("2024Q4", apple).last == date(2024, 9, 28)
