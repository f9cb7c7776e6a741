"""Ends that a draft names by a period rather than by a day: "this quarter", "in January".

Only those with one clear last day are read; of others ("by March", "before the fair") the drafter
is asked which day is meant.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from daemon.domain.quarters import CALENDAR_YEAR, FiscalYear, following, quarter_of

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_PERIOD = re.compile(
    r"\b(?:in |by |for |during |before |until |within )?(?:the end of )?(?:the )?"
    r"(?P<which>this|next|the coming|the current) (?P<unit>week|month|quarter|year)(?!\w)",
    re.IGNORECASE,
)
_MONTH = re.compile(
    rf"\b(?:in|during|through|all of) (?P<month>{'|'.join(_MONTHS)})(?: (?P<year>20\d\d))?(?![\w])(?! \d)",
    re.IGNORECASE,
)
_FEAST = re.compile(
    r"\b(?:by|before|until|till|til) (?P<feast>christmas|xmas|new year(?:['’]?s(?: eve)?)?)(?!\w)",
    re.IGNORECASE,
)
FRIDAY = 5  # a week named as an end ends on its Friday, as everywhere in mails


def named_end(
    words: str, today: date, fiscal: FiscalYear = CALENDAR_YEAR
) -> tuple[date, str] | None:
    """The last day of the first such period in `words`, and the words it was read from.

    today: local date of the writer. None where no period is named that ends on one clear day.
    """
    if match := _PERIOD.search(words):
        later = match["which"].lower() in ("next", "the coming")
        return _period(match["unit"].lower(), later, today, fiscal), match.group()
    if match := _MONTH.search(words):
        month = _MONTHS.index(match["month"].lower()) + 1
        year = int(match["year"] or today.year + (month < today.month))
        return _month_end(year, month), match.group()
    if match := _FEAST.search(words):
        last = 24 if match["feast"].lower() in ("christmas", "xmas") else 31
        day = date(today.year, 12, last)
        return (day if day >= today else date(today.year + 1, 12, last)), match.group()
    return None


def _period(unit: str, later: bool, today: date, fiscal: FiscalYear) -> date:
    if unit == "week":
        friday = today + timedelta(days=FRIDAY - today.isoweekday() + 7 * later)
        return max(friday, today)
    if unit == "month":
        month = today.month + later
        return _month_end(today.year + (month > 12), (month - 1) % 12 + 1)
    if unit == "quarter":
        quarter = quarter_of(today, fiscal)
        return (following(quarter, fiscal) if later else quarter).last
    return date(today.year + later, 12, 31)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
