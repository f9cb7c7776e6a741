"""How a named item looks: "A7", "#7", "A1, A2 and A3", and the words that lead to one or join two."""

from collections.abc import Sequence
from dataclasses import dataclass

from daemon.domain.replies.meaning.answers import is_answer
from daemon.domain.replies.words.lexing import BREAK, Token
from daemon.domain.replies.words.word_lists import listed

JOINING = listed(", & + / and und et y e en i plus also auch aussi también anche ook também też")
OPENING = listed(
    "for on re regarding about update to with item zu bei für betreff pour sur concernant sobre para per su voor over do"
)
_SEPARATING = frozenset(":.,;)]-–—=")


@dataclass(frozen=True, slots=True)
class Reference:
    """letter: "A", "L" or "" for a bare number. start: in the folded line. loose: it may just as well be a count."""

    letter: str
    number: int
    start: int
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line and the items named in front of it, none where it names none there.

    ranged: items were named by a range ("A1-A3"), which is asked about.
    """

    references: tuple[Reference, ...]
    tokens: tuple[Token, ...]
    ranged: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """Items named at one place. end: where what is said of them begins. style: the mark of a bare number."""

    references: tuple[Reference, ...]
    end: int
    ranged: bool = False
    style: str = ""


def mentions(tokens: Sequence[Token]) -> tuple[Reference, ...]:
    """Items named in the middle of a sentence."""
    return tuple(_reference(token) for token in tokens if token.sort == "ref")


def _reference(token: Token) -> Reference:
    letter, number = token.reference
    return Reference(letter, number, token.start)


def sort_at(line: Sequence[Token], place: int) -> str:
    """The sort of the token there, "" beyond the end."""
    return line[place].sort if place < len(line) else ""


def text_at(line: Sequence[Token], place: int) -> str:
    """The text of the token there, "" beyond the end."""
    return line[place].text if place < len(line) else ""


def named(line: Sequence[Token], place: int) -> Head:
    """The run of items that begins there."""
    found, ranged = [_reference(line[place])], False
    place += 1
    while sort_at(line, place + 1) == "ref" and (
        text_at(line, place) in JOINING or line[place].letter == "R"
    ):
        ranged = ranged or line[place].letter == "R"
        found.append(_reference(line[place + 1]))
        place += 2
    return Head(tuple(found), after_separators(line, place), ranged)


def after_separators(line: Sequence[Token], place: int) -> int:
    """Past the colon, the dash or the bracket behind a label."""
    while text_at(line, place) in _SEPARATING and line[place].letter in f"{BREAK}F":
        place += 1
    return place


def is_mark(token: Token) -> bool:
    """A mark that ends a clause and says nothing itself, as a question mark does."""
    return token.letter == BREAK and token.text not in "?!)\"'"


def plainly_said(said: Sequence[Token]) -> bool:
    """Nothing but a state, a count or an answer, so that no sentence is taken for a shorthand."""
    if said and is_answer(said[0].text) and all(t.letter == "F" for t in said[1:]):
        return True
    line = "".join(token.letter for token in said)
    return bool(set(line) & set("DNQA")) and set(line) <= set("DNQAOMLF/S+")
