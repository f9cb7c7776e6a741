"""Days that people write into their mails. Strict: what may be a count is never taken for a date.

Days are local dates of the writer. A day without a year is the next such day on or after `today`;
a year that was written stands, also in the past. "5/8" without a year is no date here, because
in a reply it is a count more often than not (`grammar` asks where it could be either).
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from daemon.domain.quarters import CALENDAR_YEAR, FiscalYear, Quarter, following, parse, quarter_of
from daemon.domain.replies.words.calendar_words import (
    MONTHS,
    NEAR_DAYS,
    SHORT_WEEKDAYS,
    SMALL_NUMBERS,
    UNITS,
    WEEKDAYS,
)
from daemon.domain.replies.words.folding import Folded, fold

FRIDAY = 5  # a week named as a deadline ends on its Friday


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text. start, end: its characters there; words: those characters."""

    day: date
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a date is reckoned from."""

    today: date
    fiscal: FiscalYear


def read_date(text: str, today: date, fiscal: FiscalYear = CALENDAR_YEAR) -> Found | None:
    """The first date in `text`, None if there is none; see `Found` for the span."""
    folded = fold(text)
    for day, start, end in dates_in(folded, today, fiscal):
        first, last = folded.places[start], folded.places[end]
        return Found(day, first, last, text[first:last])
    return None


def dates_in(folded: Folded, today: date, fiscal: FiscalYear) -> Iterator[tuple[date, int, int]]:
    """Every date of a folded line as (day, start, end), the span counted in the folded text."""
    frame = _Frame(today, fiscal)
    for match in _ANY.finditer(folded.text):
        day = _READERS[str(match.lastgroup)](match, frame)
        if day:
            yield day, match.start(), match.end()


def _words(names: Iterable[str]) -> str:
    """An alternation, longest first, so that "sept" is not read as "sep"."""
    return "|".join(sorted(map(re.escape, names), key=lambda n: (-len(n), n)))


_MONTH = rf"(?:{_words(MONTHS)})(?![^\W_])\.?"
_YEAR = r"(?:,?\s?(?:de\s|del\s)?\d{4}(?!\d))?"
_DAY_NAME = rf"(?:{_words([*WEEKDAYS, *SHORT_WEEKDAYS])})\.?,?\s(?:den\s|dem\s|the\s)?"
_ORDINAL = r"(?:st|nd|rd|th|er|\.|º)?"
_PERIOD = (
    r"(?:week|month|quarter|year|fiscal year|woche|monats|monat|quartals|quartal|jahres|jahrs|jahr)"
)
_NEXT = r"(?:next|nächsten|nächster|kommenden|kommender|this|the|diesen|dieser|dieses|des|der)"
_ENDING = r"(?:the\s)?(?:end of|end|ende)\s(?:of\s)?"

_SHAPES: dict[str, str] = {
    "iso": r"\d{4}-\d{2}-\d{2}(?!\d)",
    "slashed": r"\d{1,2}/\d{1,2}/\d{4}(?!\d)",
    "dotted": r"\d{1,2}\.\d{1,2}\.(?:\s?\d{4}|\d{2})?(?!\d)|\d{1,2}\.\s\d{1,2}\.\s?\d{4}(?!\d)",
    "quarter": rf"(?:{_ENDING})?(?:q[1-4](?:[ /]?\d{{4}})?|\d{{4}}[ -]?q[1-4])(?![^\W_])",
    "day_first": rf"(?:{_DAY_NAME})?\d{{1,2}}{_ORDINAL}\s?(?:of\s|de\s|di\s)?{_MONTH}{_YEAR}(?![^\W_])"
    r"(?!\s(?:of|be|not|have)\b)",
    "month_first": rf"(?:{_DAY_NAME})?{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?![^\W_]|[/%:.,]\d|\s?/)"
    r"(?!\s(?:of|von|more|out)\b)" + r"(?:,?\s\d{4}(?!\d))?",
    "month_end": rf"{_ENDING}{_MONTH}{_YEAR}(?![^\W_])",
    "period_end": rf"{_ENDING}(?:{_NEXT}\s)?{_PERIOD}(?!\w)|(?:monats|quartals|jahres)ende(?!\w)|eo[mqy](?!\w)",
    "week": r"(?<!this )(?<!next )(?<!last )(?<!diese )(?<!nächste )(?:kw|cw|week|woche)\s?\d{1,2}(?!\w|[/%.,:]\d)",
    "ahead": rf"in\s(?:\d{{1,3}}|{_words(SMALL_NUMBERS)})\s(?:{_words(UNITS)})(?!\w)",
    "weekday": rf"(?:(?:next|nächsten|nächster|nächste)\s)?(?:{_words(WEEKDAYS)})(?!\w)",
    "short_weekday": rf"(?<=by |on |am )(?:{_words(SHORT_WEEKDAYS)})(?!\w)"
    rf"|(?<=until )(?:{_words(SHORT_WEEKDAYS)})(?!\w)"
    rf"|(?<=bis )(?:{_words(SHORT_WEEKDAYS)})(?!\w)|(?:thu|fri|tue)(?!\w)",
    "near": rf"(?<!guten )(?:{_words(NEAR_DAYS)})(?!\w)",
}
_ANY = re.compile(
    "(?<![\\w/.,-])(?:" + "|".join(f"(?P<{name}>{shape})" for name, shape in _SHAPES.items()) + ")"
)
_DIGITS = re.compile(r"\d+")
_NAME = re.compile(r"[^\W\d_]+(?:-feira)?")


def _numbers(match: re.Match[str]) -> list[int]:
    return [int(n) for n in _DIGITS.findall(match.group())]


def _exact(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next_such(month: int, day: int, today: date) -> date | None:
    """The next day of that name on or after today; eight years hold a 29 February."""
    days = (_exact(today.year + ahead, month, day) for ahead in range(9))
    return next((d for d in days if d and d >= today), None)


def _iso(match: re.Match[str], _: _Frame) -> date | None:
    year, month, day = _numbers(match)
    return _exact(year, month, day)


def _slashed(match: re.Match[str], _: _Frame) -> date | None:
    """Only where day and month can't be taken for each other."""
    first, second, year = _numbers(match)
    if first > 12 or first == second:
        return _exact(year, second, first)
    return _exact(year, first, second) if second > 12 else None


def _dotted(match: re.Match[str], frame: _Frame) -> date | None:
    day, month, *year = _numbers(match)
    if year:
        return _exact(year[0] + 2000 * (year[0] < 100), month, day)
    return _next_such(month, day, frame.today)


def _named(match: re.Match[str], frame: _Frame) -> date | None:
    """A day, a month's name and perhaps a year, in either order."""
    names = _NAME.findall(match.group())
    month = next(MONTHS[name] for name in reversed(names) if name in MONTHS)
    day, *year = _numbers(match)
    return _exact(year[0], month, day) if year else _next_such(month, day, frame.today)


def _month_end(match: re.Match[str], frame: _Frame) -> date | None:
    month = next(MONTHS[name] for name in _NAME.findall(match.group()) if name in MONTHS)
    year = _numbers(match) or [frame.today.year + (month < frame.today.month)]
    return _last_of_month(year[0], month)


def _last_of_month(year: int, month: int) -> date | None:
    return _exact(year, month, monthrange(year, month)[1]) if 1 <= year <= 9999 else None


def _period_end(match: re.Match[str], frame: _Frame) -> date | None:
    words = match.group()
    later = bool(re.search(r"next|nächst|kommend", words))
    if "quart" in words or words == "eoq":
        quarter = quarter_of(frame.today, frame.fiscal)
        return (following(quarter, frame.fiscal) if later else quarter).last
    if "fiscal" in words:
        return _coming_quarter(4, frame).last
    if "we" in words or "wo" in words:
        return _friday(frame.today + timedelta(weeks=later), frame.today)
    if "m" in words:
        return _last_of_month(*_month_ahead(frame.today, int(later)))
    return _exact(frame.today.year + later, 12, 31)


def _friday(day: date, today: date) -> date:
    """The Friday of that day's ISO week, the one after where it has passed."""
    found = day + timedelta(days=FRIDAY - day.isoweekday())
    return found if found >= today else found + timedelta(weeks=1)


def _month_ahead(today: date, months: int) -> tuple[int, int]:
    count = today.year * 12 + today.month - 1 + months
    return count // 12, count % 12 + 1


def _coming_quarter(number: int, frame: _Frame) -> Quarter:
    """The fiscal quarter of that number which ends next; today's own counts."""
    quarter = quarter_of(frame.today, frame.fiscal)
    while quarter.number != number:
        quarter = following(quarter, frame.fiscal)
    return quarter


def _quarter(match: re.Match[str], frame: _Frame) -> date | None:
    words = match.group()
    number = words[words.index("q") + 1]
    year = re.search(r"\d{4}", words)
    if not year:
        return _coming_quarter(int(number), frame).last
    return (
        parse(f"{year.group()}Q{number}", frame.fiscal).last
        if _in_range(int(year.group()))
        else None
    )


def _in_range(year: int) -> bool:
    return 1900 <= year <= 2200


def _week(match: re.Match[str], frame: _Frame) -> date | None:
    """The Friday of that ISO week, this year or, once it has passed, next year."""
    (week,) = _numbers(match)
    year = frame.today.isocalendar().year
    try:
        found = date.fromisocalendar(year, week, FRIDAY)
        return found if found >= frame.today else date.fromisocalendar(year + 1, week, FRIDAY)
    except ValueError:
        return None


def _ahead(match: re.Match[str], frame: _Frame) -> date | None:
    _, many, unit = match.group().split()
    count = SMALL_NUMBERS.get(many) or int(many)
    if UNITS[unit] == "month":
        year, month = _month_ahead(frame.today, count)
        return date(year, month, min(frame.today.day, monthrange(year, month)[1]))
    return frame.today + timedelta(days=count * (7 if UNITS[unit] == "week" else 1))


def _weekday(match: re.Match[str], frame: _Frame) -> date | None:
    """The next such day, today included; "next Friday" is the one of the week after this."""
    *later, name = match.group().split()
    wanted = WEEKDAYS.get(name) or SHORT_WEEKDAYS[name]
    if later:
        return frame.today + timedelta(days=7 + wanted - frame.today.isoweekday())
    return frame.today + timedelta(days=(wanted - frame.today.isoweekday()) % 7)


def _near(match: re.Match[str], frame: _Frame) -> date | None:
    return frame.today + timedelta(days=NEAR_DAYS[match.group()])


_READERS: dict[str, Callable[[re.Match[str], _Frame], date | None]] = {
    "iso": _iso,
    "slashed": _slashed,
    "dotted": _dotted,
    "quarter": _quarter,
    "day_first": _named,
    "month_first": _named,
    "month_end": _month_end,
    "period_end": _period_end,
    "week": _week,
    "ahead": _ahead,
    "weekday": _weekday,
    "short_weekday": _weekday,
    "near": _near,
}
