"""The cost guard: which recurrence rules may be expanded at all.

A rule of one line can ask for more instances than there are atoms, or search for a day that never
comes; either would stop every job behind it. So the work is estimated from the rule alone, and
what is over the cap is refused before anything is expanded.
"""

from calendar import isleap, monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from math import prod
from typing import Any

MOST = 20_000  # instances of one rule, from DTSTART to the end of the window
_SECONDS = {"YEARLY": 31_536_000, "MONTHLY": 2_419_200, "WEEKLY": 604_800, "DAILY": 86_400}
_DAYS = {"YEARLY": 366, "MONTHLY": 31, "WEEKLY": 7, "DAILY": 1}
_WEEKS = {"YEARLY": 53, "MONTHLY": 5, "WEEKLY": 1, "DAILY": 1}
_MONTHS = {"YEARLY": 12, "MONTHLY": 1, "WEEKLY": 1, "DAILY": 1}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Within 40 years the 29th of February has fallen on each weekday, even across the year 2100.
_SEARCH = 40 * 366

Rule = Mapping[str, Sequence[Any]]  # RFC 5545 3.3.10: part -> its values


def refusal(rule: Rule, start: datetime, end: datetime) -> str:
    """Why `rule` may not be expanded from `start` (aware, planned zone) to `end`; "" if it may."""
    frequency = str(_one(rule, "FREQ", "")).upper()
    if frequency not in _SECONDS:
        return f"repeats {frequency or 'at no known frequency'}, which no 1:1 does"
    if _one(rule, "INTERVAL", 1) < 1:
        return "its INTERVAL is below 1"
    if _one(rule, "COUNT", 1) > MOST:
        return f"its COUNT is above {MOST:,}"
    instances = estimate(rule, frequency, start, end)
    if instances > MOST:
        return f"its rule makes about {instances:,} instances (at most {MOST:,} are read)"
    return "" if _ever(rule, frequency, start.date()) else "its rule never matches a day"


def estimate(rule: Rule, frequency: str, start: datetime, end: datetime) -> int:
    """How many instances an expansion may walk through, from above; COUNT does not shorten it."""
    until = _one(rule, "UNTIL", None)
    last = min(end, until) if isinstance(until, datetime) else end
    seconds = max(0.0, (last - start).total_seconds())
    periods = int(seconds // (_SECONDS[frequency] * _one(rule, "INTERVAL", 1))) + 1
    times = prod(len(_all(rule, part)) or 1 for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    return periods * _days_a_period(rule, frequency) * times


def _days_a_period(rule: Rule, frequency: str) -> int:
    months = len(_all(rule, "BYMONTH")) or _MONTHS[frequency]
    weekdays = (1 if _nth(day) else _WEEKS[frequency] for day in _all(rule, "BYDAY"))
    days = (
        sum(weekdays),
        len(_all(rule, "BYMONTHDAY")) * months,
        len(_all(rule, "BYMONTH")) if frequency == "YEARLY" else 0,
        len(_all(rule, "BYYEARDAY")),
        len(_all(rule, "BYWEEKNO")) * 7,
    )
    return min(_DAYS[frequency], max(1, *days))


# --- does it ever match? ---------------------------------------------------------------------


def _ever(rule: Rule, frequency: str, first: date) -> bool:
    """Whether a period on the rule's beat holds as many fitting days as BYSETPOS counts."""
    times = prod(len(_all(rule, part)) or 1 for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    wanted = min((abs(int(n)) for n in _all(rule, "BYSETPOS")), default=1)
    if wanted == 0:
        return False
    interval = _one(rule, "INTERVAL", 1)
    week = _WEEKDAYS.index(str(_one(rule, "WKST", "MO")).upper())
    beat = _period(first, frequency, week)
    for period, days in groupby(_days_from(first), lambda day: _period(day, frequency, week)):
        if (period - beat) % interval == 0:
            if sum(_fits(rule, frequency, first, day) for day in days) * times >= wanted:
                return True
    return False


def _days_from(first: date) -> Iterator[date]:
    last = min(first.toordinal() + _SEARCH, date.max.toordinal())
    return (date.fromordinal(n) for n in range(first.toordinal(), last + 1))


def _period(day: date, frequency: str, week_start: int) -> int:
    """The number of the year, month, week or day that `day` lies in."""
    if frequency == "YEARLY":
        return day.year
    if frequency == "MONTHLY":
        return day.year * 12 + day.month
    if frequency == "WEEKLY":
        return (day.toordinal() - 1 - week_start) // 7
    return day.toordinal()


def _fits(rule: Rule, frequency: str, first: date, day: date) -> bool:
    """Whether a day passes every BY… part; where none names a day, that of DTSTART counts."""
    named = any(_all(rule, p) for p in ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"))
    months = [int(m) for m in _all(rule, "BYMONTH")]
    month_days = [int(d) for d in _all(rule, "BYMONTHDAY")]
    if not named and frequency in ("YEARLY", "MONTHLY"):
        month_days = [first.day]
    if not named and frequency == "YEARLY":
        months = months or [first.month]
    return (
        (not months or day.month in months)
        and _counted(month_days, day.day, monthrange(day.year, day.month)[1])
        and _counted(_all(rule, "BYYEARDAY"), day.timetuple().tm_yday, 365 + isleap(day.year))
        and _counted(_all(rule, "BYWEEKNO"), day.isocalendar().week, _weeks(day.year))
        and _on_weekday(rule, frequency, day)
    )


def _counted(wanted: Sequence[Any], number: int, of: int) -> bool:
    """Whether `number` is wanted, counted from the start or (negative) from the end."""
    return not wanted or any(int(n) in (number, number - of - 1) for n in wanted)


def _weeks(year: int) -> int:
    return date(year, 12, 28).isocalendar().week


def _on_weekday(rule: Rule, frequency: str, day: date) -> bool:
    wanted = [(_nth(d), str(d)[-2:].upper()) for d in _all(rule, "BYDAY")]
    if not wanted:
        return True
    if frequency == "MONTHLY" or _all(rule, "BYMONTH"):
        number, of = day.day, monthrange(day.year, day.month)[1]
    else:
        number, of = day.timetuple().tm_yday, 365 + isleap(day.year)
    places = {0, (number + 6) // 7, -((of - number) // 7 + 1)}
    counts = frequency in ("MONTHLY", "YEARLY")
    name = _WEEKDAYS[day.weekday()]
    return any(name == weekday and (not counts or nth in places) for nth, weekday in wanted)


# --- parts of a rule -------------------------------------------------------------------------


def _nth(weekday: Any) -> int:
    """2 of "2MO", -1 of "-1FR", 0 of "MO"."""
    return int(str(weekday)[:-2] or 0)


def _all(rule: Rule, part: str) -> Sequence[Any]:
    return rule.get(part, ())


def _one(rule: Rule, part: str, default: Any) -> Any:
    values = _all(rule, part)
    return values[0] if values else default
