"""Lines of a reply as the rooms that judge them see them: without marks, folded for comparing."""

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Sequence
from typing import NamedTuple

from daemon.domain.replies.message import Line

# What a row may be asked about: longer ones are prose, and patterns look at no more of them.
SHORT = 300

_MARKS = re.compile(r"(?:[ \t]?[>|](?=[ \t>|]|\D|$)[ \t]?){1,500}")
# The Bat! writes the initials of whom it quotes before the mark.
_INITIALS = re.compile(r"([^\W\d_]{1,4})>(?: |$)")
_OFTEN = 3
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_QUOTES = str.maketrans("’‘‛“”„«»‑", '\'\'\'"""""-')


class Row(NamedTuple):
    """number: position in the body, from 0. depth: of quoting. text: without quote marks.

    folded: the beginning of the text for patterns, without the markup that text parts put around
    bold.
    """

    number: int
    text: str
    depth: int
    folded: str

    @property
    def blank(self) -> bool:
        return not self.text


def rows(lines: Sequence[Line]) -> list[Row]:
    """Quote marks that still stand in a text count as depth."""
    initials = Counter(m[1] for line in lines if (m := _INITIALS.match(line.text)))
    usual = {name for name, count in initials.items() if count >= _OFTEN}
    return [_row(number, line, usual) for number, line in enumerate(lines)]


def _row(number: int, line: Line, initials: Container[str]) -> Row:
    marks = None if line.quoted else _MARKS.match(line.text)
    named = None if line.quoted else _INITIALS.match(line.text)
    if named and named[1] in initials:
        marks = named
    depth = line.quoted if marks is None else marks[0].count(">") + marks[0].count("|")
    text = line.text if marks is None else line.text[marks.end() :]
    text = text.strip()
    if not (text and (text.isascii() or _INVISIBLE.sub("", text).strip())):
        return Row(number, "", depth, "")
    return Row(number, text, depth, " ".join(fold(text[:SHORT]).strip(" \t*_").split()))


def fold(text: str) -> str:
    """For comparing: one form of each character, no case, straight quotes, nothing invisible."""
    if text.isascii():
        return text.lower()
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return text.translate(_QUOTES).casefold()
