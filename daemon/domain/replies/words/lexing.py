"""A typed line as tokens, each with the letter of `vocabulary` that says what it may mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from daemon.domain.quarters import FiscalYear
from daemon.domain.replies.words.calendar_words import NEAR_DAYS
from daemon.domain.replies.words.dates import dates_in
from daemon.domain.replies.words.folding import Folded
from daemon.domain.replies.words.numbers import digits, number_word
from daemon.domain.replies.words.vocabulary import (
    CUT_OFF,
    LETTERS,
    LIMITS,
    LONGEST_PHRASE,
    SHY_NUMBERS,
)

BREAK = "|"  # the letter of a mark that ends a clause
_BREAKS = frozenset(',;.!?:()[]{}"„“”«»‹›|•…—、。！？')
_DASHES = frozenset("-–—‐‑−")

_TOKEN = re.compile(
    r"(?P<ref>(?<!\w)(?:[al]\d{1,4}|\#\s?[al]?\d{1,4}|(?:item|punkt|point|punto)\s\#?[al]?\d{1,4})(?!\w))"
    r"|(?P<clock>\d{1,2}:\d\d(?![\d%]))"
    r"|(?P<slashes>\d+(?:/\d+){2,})"
    r"|(?P<mixed>\d+(?:[.,]\d+)*[^\W\d_]\w*)"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<box>\[[x✓✔]\])"
    r"|(?P<arrow>->|=>)"
    r"|(?P<mark>[^\s\w]|_)"
)
_REF = re.compile(r"([al]?)(\d+)$")


@dataclass(frozen=True, slots=True)
class Token:
    """letter: see `vocabulary`. start, end: in the folded line. value: of a number; day: of a date.

    sort: which part of `_TOKEN` it is, "date" for a date.
    """

    letter: str
    text: str
    start: int
    end: int
    sort: str
    value: Decimal | None = None
    day: date | None = None

    @property
    def reference(self) -> tuple[str, int]:
        """("A", 7) for "a7", ("", 7) for "#7"."""
        found = _REF.search(self.text)
        return (found.group(1).upper(), int(found.group(2))) if found else ("", 0)


def tokens(folded: Folded, today: date, fiscal: FiscalYear) -> tuple[Token, ...]:
    """All tokens of a line, phrases and number words joined, a mark that ends a clause as BREAK."""
    return tuple(_dashed(list(_lettered(list(_raw(folded, today, fiscal))))))


def _raw(folded: Folded, today: date, fiscal: FiscalYear) -> Iterator[Token]:
    place = 0
    for day, start, end in dates_in(folded, today, fiscal):
        yield from _between(folded.text, place, start)
        yield _date(folded.text[start:end], day, start, end, today)
        place = end
    yield from _between(folded.text, place, len(folded.text))


def _between(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _TOKEN.finditer(text, start, end):
        yield Token("W", match.group(), match.start(), match.end(), str(match.lastgroup))


def _date(text: str, day: date, start: int, end: int, today: date) -> Token:
    """Today is a stretch of time that has begun, tomorrow a plan, any other day a date."""
    letter = "d" if text not in NEAR_DAYS else "T" if day == today else "~"
    return Token(letter, text, start, end, "date", day=day)


def _lettered(raw: list[Token]) -> Iterator[Token]:
    place = 0
    while place < len(raw):
        token, taken = _phrase(raw, place) or _number(raw, place) or (_single(raw[place]), 1)
        place += taken
        if token.letter == "V" and place < len(raw) and raw[place].text == ".":
            place += 1  # "ca. 5", "approx. 5"
        yield token


def _phrase(raw: list[Token], place: int) -> tuple[Token, int] | None:
    """The longest phrase of the vocabulary that begins here."""
    if raw[place].sort not in {"word", "box", "arrow", "mark"}:
        return None
    for length in range(min(LONGEST_PHRASE, len(raw) - place), 0, -1):
        part = raw[place : place + length]
        text = " ".join(token.text for token in part)
        if letter := LETTERS.get(text):
            return replace(part[0], letter=letter, text=text, end=part[-1].end), length
    return None


def _number(raw: list[Token], place: int) -> tuple[Token, int] | None:
    """A number word, also one typed as two ("twenty five", "twenty-five", "two dozen")."""
    first = raw[place]
    if first.sort != "word" or (value := number_word(first.text)) is None:
        return None
    for last in (place + 2, place + 1):
        if last >= len(raw) or raw[last].sort != "word":
            continue
        joined = " ".join(t.text for t in raw[place : last + 1] if t.text not in _DASHES)
        both = number_word(joined)
        if raw[last].text in {"dozen", "dutzend"} and last == place + 1:
            both = value * 12
        if both is not None:
            return replace(
                first, letter="N", text=joined, end=raw[last].end, value=both
            ), last + 1 - place
    letter = "n" if first.text in SHY_NUMBERS else "N"
    return replace(first, letter=letter, value=value), 1


def _single(token: Token) -> Token:
    match token.sort:
        case "ref":
            return replace(token, letter="r")
        case "number":
            value = digits(token.text)
            return token if value is None else replace(token, letter="N", value=value)
        case "mixed":
            return _thousand(token)
        case "word":
            return replace(token, letter=_word_letter(token.text))
        case "mark":
            return replace(
                token, letter=BREAK if token.text in _BREAKS else _mark_letter(token.text)
            )
    return token


def _thousand(token: Token) -> Token:
    """A "40k" is a number, "5th", "3x" and "5pm" are words."""
    value = digits(token.text[:-1]) if token.text.endswith("k") else None
    return token if value is None else replace(token, letter="N", value=value * 1000)


def _word_letter(word: str) -> str:
    if word.endswith("n't"):
        return "!"
    return "D" if word in CUT_OFF else "W"


def _mark_letter(mark: str) -> str:
    return {"/": "/", "&": "F", "*": "F", "_": "F"}.get(mark, "s")


def _dashed(line: list[Token]) -> Iterator[Token]:
    """What a dash is: a range between numbers, a joint between words, else the end of a clause."""
    for place, token in enumerate(line):
        if token.text not in _DASHES:
            yield _limited(line, place)
            continue
        before = line[place - 1] if place else None
        after = line[place + 1] if place + 1 < len(line) else None
        yield replace(token, letter=_dash_letter(token, before, after))


def _dash_letter(dash: Token, before: Token | None, after: Token | None) -> str:
    if before and after and before.letter in "Nr" and after.letter in "Nr" and before.sort != "ref":
        return "R"
    glued_left, glued_right = _touch(before, dash), _touch(dash, after)
    if glued_left and glued_right:
        return "R" if before and before.sort == "ref" else "F"
    if glued_right and after and after.letter == "N":
        return "-"  # "-5" is no way to say five
    return BREAK


def _touch(left: Token | None, right: Token | None) -> bool:
    return bool(left and right and left.end == right.start)


def _limited(line: list[Token], place: int) -> Token:
    """A limit is a plan: "by Friday", "bis 30.9."."""
    token = line[place]
    followed = line[place + 1].sort == "date" if place + 1 < len(line) else False
    return replace(token, letter="~") if token.text in LIMITS and followed else token
