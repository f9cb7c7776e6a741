"""Fiscal quarters of three calendar months, starting in any month (`facts.md` F has the other kinds)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """start_month: 1..12. label: whether a year is named after the one it starts or ends in."""

    start_month: int = 1
    label: Literal["start", "end"] = "end"


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
    offset = start_year * 12 + (fiscal.start_month - 1) + 3 * (number - 1)
    first = date(offset // 12, offset % 12 + 1, 1)
    after = date((offset + 3) // 12, (offset + 3) % 12 + 1, 1)
    return Quarter(start_year + _named_later(fiscal), number, first, after - timedelta(days=1))
