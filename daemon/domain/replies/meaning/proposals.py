"""`new: …` at the start of a line: a draft read from one line of words."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from daemon.domain.quarters import FiscalYear
from daemon.domain.replies.statements import Draft
from daemon.domain.replies.words.folding import Folded, fold
from daemon.domain.replies.words.lexing import BREAK, Token, tokens
from daemon.domain.replies.words.vocabulary import DURATIONS, LIMITS
from daemon.domain.replies.words.word_lists import listed

_MARK = re.compile(
    r"\s*(?:[-–—*•·]\s+)?(?:new|neu|nouveau|nuevo|nuovo|nieuw|novo|nowe|nowy)\s?:\s*"
)
_STEP = re.compile(
    r"\s*(?:[-–—*•·]\s+)?(?:(?P<letter>[al])\s?(?P<number>\d{1,4})\W{1,3})?(?:step|schritt)\s?:\s*"
)
_GOAL = re.compile(r"\s*(?P<letter>[a-z])\s?[:)]\s*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LEADING = LIMITS | {"the", "to", "zum", "am", "on", "in", "le", "el", "il", "no"}
_UNIT_WORDS = 2
_UNIT_ENDS = listed(
    "at with from by in on for of to who that which and or mit bei für aus von zu und oder à avec pour chez de et con en para"
    " y a per di e met bij voor van en com dos da z do dla i each per jede jeden pro par por"
)


def draft_words(folded: Folded) -> str:
    """What follows the mark of a new agreement, "" where the line has none or nothing follows."""
    found = _MARK.match(folded.text)
    return folded.words(found.end(), len(folded.text)) if found else ""


def is_draft(folded: Folded) -> bool:
    return _MARK.match(folded.text) is not None


def step_mark(folded: Folded) -> re.Match[str] | None:
    """What begins a step: "step:", or "A3 step:" where the outcome is named."""
    return _STEP.match(folded.text)


def goal_mark(folded: Folded, letters: Sequence[str]) -> re.Match[str] | None:
    """The letter of a question in front of what answers it, as in "F: three fleets"."""
    found = _GOAL.match(folded.text) if letters else None
    return found if found and found.group("letter").upper() in letters else None


def draft(line: int, words: str, today: date, fiscal: FiscalYear) -> Draft:
    """`words` as a draft: the day, the count and its unit read from them, the rest is the outcome."""
    folded = fold(words)
    found = tokens(folded, today, fiscal)
    days = [token for token in found if token.day]
    day = days[0] if len(days) == 1 else None
    outcome = _outcome(folded, found, day) if day else words
    number, unit, doubt = _measure(found, folded)
    flag = "several-dates" if len(days) > 1 else doubt or ("draft" if outcome else "no-outcome")
    due_words = folded.words(day.start, day.end) if day else ""
    return Draft(line, words, outcome, day.day if day else None, due_words, number, unit, flag)


def _outcome(folded: Folded, found: Sequence[Token], day: Token) -> str:
    """The words without the date, and without the "by" in front of it."""
    place = found.index(day)
    while place and (found[place - 1].text in _LEADING or found[place - 1].letter == BREAK):
        place -= 1
    before = folded.words(0, found[place].start)
    after = folded.words(day.end, len(folded.text)).lstrip(" ,;:.–-")
    return " ".join(part for part in (before.rstrip(" ,;:"), after) if part)


def _measure(found: Sequence[Token], folded: Folded) -> tuple[Decimal | None, str, str]:
    """The one number and what it counts.

    Of several the one that opens the words is taken and the doubt told ("six meetings with fleets
    of 200"); else they are left open.
    """
    places = [n for n, token in enumerate(found) if token.letter == "N" and _counts(found, n)]
    doubt = "several-numbers" if len(places) > 1 else ""
    if not places or (doubt and places[0] != 0):
        return None, "", doubt
    place = places[0]
    unit = _unit(found[place + 1 :], folded) or _unit_before(found, place, folded)
    return found[place].value, unit, doubt


def _unit_before(found: Sequence[Token], place: int, folded: Folded) -> str:
    """As in "fleet references, 3, by …": a short phrase in front of a number that stands alone."""
    before = found[: place - 1] if place and found[place - 1].letter == BREAK else ()
    short = 0 < len(before) <= _UNIT_WORDS and all(token.sort == "word" for token in before)
    return folded.words(before[0].start, before[-1].end).casefold() if short else ""


def _counts(found: Sequence[Token], place: int) -> bool:
    """A duration ("2 days after signing") and a year ("the 2027 budget") count nothing."""
    lasts = place + 1 < len(found) and found[place + 1].text in DURATIONS
    return not lasts and not _YEAR.fullmatch(found[place].text)


def _unit(after: Sequence[Token], folded: Folded) -> str:
    """Up to two words after the number, before a preposition, a mark or a date."""
    words: list[Token] = []
    for token in after[:_UNIT_WORDS]:
        if token.sort != "word" or token.text in _UNIT_ENDS:
            break
        words.append(token)
    return folded.words(words[0].start, words[-1].end).casefold() if words else ""
