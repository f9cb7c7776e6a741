"""A counter-proposal: what its words change of the terms, and what they leave."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from daemon.domain.agreements.terms import Form, Terms
from daemon.domain.quarters import FiscalYear
from daemon.domain.replies.meaning.proposals import draft
from daemon.domain.replies.words.numbers import digits, number_word

_WORD = re.compile(r"[\w'’-]+")
_FILLERS = frozenset(
    [
        "a",
        "an",
        "and",
        "the",
        "to",
        "by",
        "of",
        "in",
        "make",
        "it",
        "only",
        "instead",
        "rather",
        "of",
        "just",
        "say",
        "let",
        "us",
        "let's",
        "we",
        "i",
        "would",
        "could",
        "und",
        "der",
        "die",
        "das",
        "bis",
        "zum",
        "auf",
        "nur",
        "statt",
        "lieber",
        "ein",
        "eine",
        "es",
        "sagen",
        "wir",
    ]
)


@dataclass(frozen=True, slots=True)
class Counter:
    """texts, values: for the entry, what changes and nothing else.

    sure: the text that goes out is the writer's own words, or differs from the old text in the date
    and number alone, which stand beside it; else the writer is asked about it too.
    """

    texts: Mapping[str, str]
    values: Mapping[str, str]
    sure: bool


def counter(words: str, terms: Terms, today: date, fiscal: FiscalYear) -> Counter:
    """What `words` propose instead of `terms`.

    "5 demos, by 11 Dec" changes number and date and leaves what the agreement is about; other words
    take the place of the old ones. A number inside the old words is written anew with them.
    """
    found = draft(0, words, today, fiscal)
    texts: dict[str, str] = {}
    values: dict[str, str] = {}
    if found.due:
        values["due"], texts["due_words"] = found.due.isoformat(), found.due_words
    counted = terms.form is Form.COUNT and found.target is not None
    if counted:
        values["target"] = str(found.target)
    if not (counted or found.due) or says_more(found.outcome, terms):
        texts["outcome"] = found.outcome if found.due else words
        return Counter(texts, values, sure=found.flag == "draft")
    rewritten = _renumbered(terms, str(found.target)) if counted else ""
    if rewritten:
        own = _says_all(found.outcome, terms)
        texts["outcome"] = found.outcome if own else rewritten
        return Counter(texts, values, sure=own and found.flag == "draft")
    return Counter(texts, values, sure=found.flag in ("draft", "no-outcome"))


def says_more(outcome: str, terms: Terms) -> bool:
    """Some word is neither a number, nor one that stands in the agreement already, nor filling."""
    known = {*_words(terms.outcome), *_words(terms.unit), *_FILLERS}
    return any(not _number(w) and w not in known for w in _words(outcome))


def _says_all(text: str, terms: Terms) -> bool:
    """The old words once more, with another number: the new ones are the writer's own."""
    said = set(_words(text))
    return all(_number(w) or w in said for w in _words(terms.outcome))


def _words(text: str) -> list[str]:
    return [w.casefold() for w in _WORD.findall(text)]


def _number(word: str) -> bool:
    return digits(word) is not None or number_word(word) is not None


def _renumbered(terms: Terms, number: str) -> str:
    """The old outcome with the old target, as digits or a word, written as `number`; "" without."""
    for match in _WORD.finditer(terms.outcome):
        word = match.group().casefold()
        if terms.target in (digits(word), number_word(word)):
            return terms.outcome[: match.start()] + number + terms.outcome[match.end() :]
    return ""
