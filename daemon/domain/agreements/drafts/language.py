"""What the rules must know of a language: its words, sorted by what they do in a draft.

A language without such a table is not looked through: nothing is asked rather than the wrong thing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """Tuples hold patterns, found at whole words in any case; sets hold words, lower case.

    times: a day, period, season, meeting or event named as the end; named_events: those known by
        their capital alone. lasting: a rhythm or a span. rules: what makes words a standing rule.
    weekly, monthly: how people name these periods. lengths: units of time, which count nothing.
    collective, alternatives: a subject that is no one person. duties: a duty without one.
    willing: words after which somebody lets it be done to them. openings: how writers begin.
    soft: beginnings of what can be neither kept nor missed; soft_anywhere: so, wherever it stands.
    activities: doing, which needs a count or one named end. loose: doing without an end of its own.
    gains: verbs whose object comes in pieces. changes: verbs that want a figure.
    particles: what may stand between such a verb and its object. results: words that say how it
        ends. degrees: a quantity without a figure; additions: so, before a plural.
    wholes: plurals that are one thing. plain: words that tell no object ("do 8").
    bounds: after a noun they begin a size that tells which ones ("fleets above 100 cars").
    shares: percent. onward: words between a number and what it counts. one: articles of one thing.
    """

    times: tuple[str, ...]
    named_events: str
    lasting: tuple[str, ...]
    weekly: frozenset[str]
    monthly: frozenset[str]
    rules: tuple[str, ...]
    lengths: frozenset[str]
    collective: tuple[str, ...]
    alternatives: str
    duties: tuple[str, ...]
    willing: frozenset[str]
    openings: tuple[str, ...]
    soft: tuple[str, ...]
    soft_anywhere: tuple[str, ...]
    activities: tuple[str, ...]
    loose: tuple[str, ...]
    gains: frozenset[str]
    changes: frozenset[str]
    results: frozenset[str]
    particles: frozenset[str]
    degrees: tuple[str, ...]
    additions: tuple[str, ...]
    wholes: frozenset[str]
    plain: frozenset[str]
    numbers: frozenset[str]
    determiners: frozenset[str]
    prepositions: frozenset[str]
    bounds: frozenset[str]
    shares: frozenset[str]
    onward: frozenset[str]
    one: frozenset[str]


def lines(text: str) -> tuple[str, ...]:
    """The lines of a table, without blank ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def pattern(parts: Iterable[str]) -> re.Pattern[str]:
    """One alternation over whole words, the longest part first."""
    longest_first = sorted(parts, key=lambda p: (-len(p), p))
    return re.compile(rf"(?<![\w'’-])(?:{'|'.join(longest_first)})(?![\w’'])", re.IGNORECASE)
