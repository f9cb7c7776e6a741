"""A draft cut for the rules: where it speaks of time, and the words that are left, with their places."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from daemon.domain.agreements.drafts.language import Language, pattern

_TOKEN = re.compile(
    r"[€$£]?\d+(?:[.,:/]\d+)*(?:[.,]\d+)?\s?(?:k|m|mn|%)?(?![\w])|[€$£]?\d[\w.,:/]*|[^\W\d_]+(?:['’&-][^\W_]+)*|[%,;:.?!()–—]"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word or mark. text: lower case; typed: as it stands at start..end of the draft."""

    text: str
    typed: str
    start: int
    end: int

    @property
    def number(self) -> bool:
        return any(map(str.isdigit, self.text))

    @property
    def mark(self) -> bool:
        return not any(map(str.isalnum, self.text))


@dataclass(frozen=True, slots=True)
class Cut:
    """typed: the draft. core: of the same length, with blanks where it speaks of time.

    words: those of the core. dated: it names an end, a rhythm or a rule. lasts: it names a rhythm.
    rule: it is a standing rule. ends: the words that name an end.
    """

    typed: str
    core: str
    words: tuple[Word, ...]
    dated: bool
    lasts: bool
    rule: bool
    ends: tuple[str, ...]

    def between(self, start: int, end: int) -> str:
        """The words typed there, without blanks and marks around them."""
        return " ".join(self.typed[start:end].split()).strip(" ,;:.–-")

    @property
    def gist(self) -> str:
        """The draft without its times, in the drafter's words."""
        return " ".join(self.core.split()).strip(" ,;:.–-")


@dataclass(frozen=True, slots=True)
class _Times:
    times: re.Pattern[str]
    named: re.Pattern[str]
    lasting: re.Pattern[str]
    rules: re.Pattern[str]


@lru_cache(maxsize=8)
def _times(language: Language) -> _Times:
    return _Times(
        pattern(language.times),
        re.compile(rf"\b(?:{language.named_events})"),
        pattern(language.lasting),
        pattern(language.rules),
    )


def cut(typed: str, date_words: str, language: Language) -> Cut:
    """`date_words`: what a reader of dates took for the day already, "" where it found none."""
    found = _times(language)
    rule, lasts = bool(found.rules.search(typed)), bool(found.lasting.search(typed))
    core = typed
    if date_words and date_words in typed:
        core = core.replace(date_words, " " * len(date_words), 1)
    ends: list[str] = []

    def blank(match: re.Match[str]) -> str:
        ends.append(match.group().strip())
        return " " * len(match.group())

    core = found.named.sub(blank, found.times.sub(blank, core))
    core = found.lasting.sub(lambda m: " " * len(m.group()), core)
    dated = rule or core != typed
    return Cut(typed, core, tuple(_words(core)), dated, lasts, rule, tuple(ends))


def _words(text: str) -> Iterable[Word]:
    for match in _TOKEN.finditer(text):
        yield Word(match.group().lower().strip(), match.group(), match.start(), match.end())
