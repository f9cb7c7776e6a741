"""Fiscal quarters: three calendar months each, or thirteen weeks (the retail calendars).

Weeks: a year ends on the same weekday, the last one of its last month or the one nearest to that
month's end, so that every fifth or sixth year has a 53rd week, which the fourth quarter gets. The
patterns 4-4-5, 4-5-4 and 5-4-4 cut the months inside a quarter differently; the quarters are the
same.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

WEEK = timedelta(days=7)
WEEKS = 13  # of a quarter, but for the 53rd of the year


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """start_month: 1..12. label: whether a year is named after the one it starts or ends in.

    weeks: "" where quarters are calendar months. Else week_start is the ISO weekday that weeks
    start on (1 = Monday), and the year ends with the "last" whole week of the month before
    start_month, or with the week whose last day is "nearest" to that month's end.
    """

    start_month: int = 1
    label: Literal["start", "end"] = "end"
    weeks: Literal["", "4-4-5", "4-5-4", "5-4-4"] = ""
    week_start: int = 7
    year_end: Literal["last", "nearest"] = "last"


CALENDAR_YEAR = FiscalYear()


@dataclass(frozen=True, slots=True)
class Quarter:
    """A fiscal quarter; `first` and `last` are local dates, both inside it."""

    year: int
    number: int
    first: date
    last: date

    @property
    def label(self) -> str:
        """Like "2026Q4": unique, and in order of time when sorted."""
        return f"{self.year}Q{self.number}"

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def quarter_of(day: date, fiscal: FiscalYear = CALENDAR_YEAR) -> Quarter:
    """The one quarter that holds `day`."""
    if fiscal.weeks:
        return _of_weeks(day, fiscal)
    months = (day.year * 12 + day.month - 1) - (fiscal.start_month - 1)
    year, month = divmod(months, 12)
    return _quarter(year, month // 3 + 1, fiscal)


def following(quarter: Quarter, fiscal: FiscalYear = CALENDAR_YEAR) -> Quarter:
    return quarter_of(quarter.last + timedelta(days=1), fiscal)


def preceding(quarter: Quarter, fiscal: FiscalYear = CALENDAR_YEAR) -> Quarter:
    return quarter_of(quarter.first - timedelta(days=1), fiscal)


def parse(label: str, fiscal: FiscalYear = CALENDAR_YEAR) -> Quarter:
    """The quarter named "2027Q1"; ValueError for anything else."""
    year, mark, number = label.strip().upper().partition("Q")
    if not (mark and year.isdigit() and len(year) == 4 and number in {"1", "2", "3", "4"}):
        raise ValueError(f"{label!r} is no quarter; write one like 2027Q1")
    start_year = int(year) - _named_later(fiscal)
    return _quarter(start_year, int(number), fiscal)


def _named_later(fiscal: FiscalYear) -> int:
    """1 where a fiscal year carries the name of the calendar year after the one it starts in."""
    return int(fiscal.label == "end" and fiscal.start_month > 1)


def _quarter(start_year: int, number: int, fiscal: FiscalYear) -> Quarter:
    """start_year: the calendar year in which the fiscal year starts, but for the odd week."""
    if fiscal.weeks:
        first = _first_day(start_year, fiscal) + (number - 1) * WEEKS * WEEK
        ends = number == 4
        after = _first_day(start_year + 1, fiscal) if ends else first + WEEKS * WEEK
        return Quarter(start_year + _named_later(fiscal), number, first, after - timedelta(days=1))
    offset = start_year * 12 + (fiscal.start_month - 1) + 3 * (number - 1)
    first = date(offset // 12, offset % 12 + 1, 1)
    after = date((offset + 3) // 12, (offset + 3) % 12 + 1, 1)
    return Quarter(start_year + _named_later(fiscal), number, first, after - timedelta(days=1))


def _of_weeks(day: date, fiscal: FiscalYear) -> Quarter:
    start_year = day.year + 1
    while _first_day(start_year, fiscal) > day:
        start_year -= 1
    weeks = (day - _first_day(start_year, fiscal)) // WEEK
    return _quarter(start_year, min(weeks // WEEKS, 3) + 1, fiscal)


def _first_day(start_year: int, fiscal: FiscalYear) -> date:
    """The day after the week with which the fiscal year before ends."""
    month_end = date(start_year, fiscal.start_month, 1) - timedelta(days=1)
    ends_on = (fiscal.week_start - 2) % 7 + 1
    latest = month_end if fiscal.year_end == "last" else month_end + timedelta(days=3)
    last = latest - timedelta(days=(latest.isoweekday() - ends_on) % 7)
    return last + timedelta(days=1)
