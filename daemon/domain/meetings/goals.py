"""Questions for what somebody wants to reach: once a quarter, before its first 1:1.

A letter prints each behind a letter of the alphabet, since a number means an item. What is typed
under one, or behind its letter on top, is a draft in the writer's own words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from daemon.domain.people import Level
from daemon.domain.quarters import FiscalYear, following, quarter_of

NEAR, FAR, HELP = LETTERS = ("F", "G", "H")
BEGINS = timedelta(days=45)  # a quarter that is further on has its goals, or goes without
_ROOM = timedelta(days=10)  # what is to be reached by a month's end needs so much of that month
_MATTER = "invite:"


@dataclass(frozen=True, slots=True)
class Goals:
    """Until when the questions ask, in the reader's calendar.

    near: the last day of a month. far: that of a quarter, None for somebody new to it, who is asked
    about the next two weeks and that month.
    """

    near: date
    far: date | None


def goals(day: date, level: Level, fiscal: FiscalYear) -> Goals:
    """`day`: local day of the 1:1 that the questions come before."""
    month = _month_end(day + _ROOM)
    if level == "junior":
        return Goals(month, None)
    quarter = quarter_of(day, fiscal)
    if quarter.last - day < BEGINS:
        quarter = following(quarter, fiscal)
    return Goals(month, quarter.last)


def begins(day: date, fiscal: FiscalYear) -> bool:
    """Whether the quarter of `day` is young enough to ask what it should bring."""
    return day - quarter_of(day, fiscal).first < BEGINS


def asked_in(matters: Iterable[str]) -> tuple[str, ...]:
    """The letters of the questions in a letter that carried these matters."""
    return LETTERS if any(m.startswith(_MATTER) for m in matters) else ()


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
