"""Which items a typed line is about: "A7", "#7", "7:", "7)", "item 7", a bare "7" before a state."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from daemon.domain.replies.meaning.answers import is_answer
from daemon.domain.replies.words.lexing import BREAK, Token
from daemon.domain.replies.words.word_lists import listed

_JOINING = listed(", & + / and und et y e en i plus also auch aussi también anche ook também też")
_OPENING = listed(
    "for on re regarding about update to with item zu bei für betreff pour sur concernant sobre para per su voor over do"
)
_SPEAKING = listed("me ich moi yo io ik eu ja")
_SEPARATING = frozenset(":.,;)]-–—=")
_BULLETS = frozenset("-–—*•·")
_STATES = frozenset("DQJAaXe")
_BEFORE_STATE = frozenset("F!?~S")


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
class _Head:
    references: tuple[Reference, ...]
    end: int
    ranged: bool = False
    style: str = ""


# Whether a number followed by this token may be the label of an item (a verb of its title follows).
Names = Callable[[int, Token], bool]


def segments(line: Sequence[Token], names: Names) -> tuple[Segment, ...]:
    """The line cut before every item that is named at the start of something said about it."""
    start = _after_opening(line, _after_bullets(line))
    marks = _check_marks(line, start)
    head = _head(line, start + len(marks), names, marked=bool(marks))
    if head is None:
        return _trailing(line[start:]) or (Segment((), tuple(line[start:])),)
    found: list[Segment] = []
    while head is not None:
        stop, following = _next_head(line, head, names)
        said = line[head.end : stop]
        body = (*marks, *(_trimmed(said) if following else said))
        found.append(Segment(head.references, body, head.ranged))
        head, marks = following, ()
    return tuple(found)


def mentions(tokens: Sequence[Token]) -> tuple[Reference, ...]:
    """Items named in the middle of a sentence."""
    return tuple(_reference(token) for token in tokens if token.sort == "ref")


def _reference(token: Token) -> Reference:
    letter, number = token.reference
    return Reference(letter, number, token.start)


def _after_bullets(line: Sequence[Token]) -> int:
    place = 0
    while place + 1 < len(line) and line[place].text in _BULLETS and _apart(line, place):
        place += 1
    return place


def _after_opening(line: Sequence[Token], start: int) -> int:
    """Past "sorry, A1 …", "correction: A1 …", "me: A1 …": words that only lead to the item."""
    place = start
    while place < len(line) and (line[place].letter == "C" or line[place].text in _SPEAKING):
        place += 1
    led = place > start and place + 1 < len(line) and line[place].letter == BREAK
    return place + 1 if led and line[place + 1].sort == "ref" else start


def _apart(line: Sequence[Token], place: int) -> bool:
    return line[place].end < line[place + 1].start


def _check_marks(line: Sequence[Token], start: int) -> tuple[Token, ...]:
    """A tick in front of an item says what follows it would say."""
    place = start
    while (
        place + 1 < len(line) and line[place].letter == "D" and line[place].sort in {"box", "mark"}
    ):
        place += 1
    return tuple(line[start:place])


def _head(line: Sequence[Token], place: int, names: Names, *, marked: bool = False) -> _Head | None:
    if (
        _sort(line, place) == "word"
        and line[place].text in _OPENING
        and _sort(line, place + 1) == "ref"
    ):
        place += 1
    if _sort(line, place) == "ref":
        return _named(line, place)
    return _numbered(line, place) or _loose(line, place, names, marked=marked)


def _sort(line: Sequence[Token], place: int) -> str:
    return line[place].sort if place < len(line) else ""


def _text(line: Sequence[Token], place: int) -> str:
    return line[place].text if place < len(line) else ""


def _named(line: Sequence[Token], place: int) -> _Head:
    found, ranged = [_reference(line[place])], False
    place += 1
    while _sort(line, place + 1) == "ref" and (
        _text(line, place) in _JOINING or line[place].letter == "R"
    ):
        ranged = ranged or line[place].letter == "R"
        found.append(_reference(line[place + 1]))
        place += 2
    return _Head(tuple(found), _after_separators(line, place), ranged)


def _after_separators(line: Sequence[Token], place: int) -> int:
    while _text(line, place) in _SEPARATING and line[place].letter in f"{BREAK}F":
        place += 1
    return place


def _numbered(line: Sequence[Token], place: int) -> _Head | None:
    """As in "7: …", "7) …", "7. …", "(7) …", "7 - done"; "30.9." and "5 - 6" are none of these."""
    opened = _text(line, place) == "("
    place += opened
    mark = _text(line, place + 1)
    if not _is_label(line, place) or place + 2 >= len(line) or line[place + 1].letter != BREAK:
        return None
    apart = _apart(line, place + 1)
    if mark == ")" or (not opened and (mark == ":" or (mark == "." and apart))):
        return _bare([line[place]], _after_separators(line, place + 1), style=mark)
    if mark in {"-", "–", "—"} and apart and line[place + 2].letter != "N":
        return _bare([line[place]], place + 2, loose=True)
    return None


def _is_label(line: Sequence[Token], place: int) -> bool:
    return (
        _sort(line, place) == "number"
        and line[place].text.isdecimal()
        and len(line[place].text) <= 4
    )


def _bare(numbers: Sequence[Token], end: int, *, loose: bool = False, style: str = "") -> _Head:
    return _Head(
        tuple(Reference("", int(n.text), n.start, loose) for n in numbers), end, style=style
    )


def _loose(line: Sequence[Token], place: int, names: Names, *, marked: bool) -> _Head | None:
    """Bare numbers right before a state word, or after a tick: items, though they might be counts."""
    numbers: list[Token] = []
    while _is_label(line, place):
        numbers.append(line[place])
        place += 1
        if _text(line, place) in _JOINING and _is_label(line, place + 1):
            place += 1
    if not numbers:
        return None
    if marked and place == len(line):
        return _bare(numbers, place)
    if not _says_state(line, place, int(numbers[-1].text), names):
        return None
    return _bare(numbers, place, loose=not is_answer(line[place].text), style="bare")


def _says_state(line: Sequence[Token], place: int, number: int, names: Names) -> bool:
    if place >= len(line):
        return False
    if is_answer(line[place].text) or names(number, line[place]):
        return True
    while place + 1 < len(line) and line[place].letter in _BEFORE_STATE:
        place += 1
    return line[place].letter in _STATES


def _next_head(line: Sequence[Token], head: _Head, names: Names) -> tuple[int, _Head | None]:
    """Where the next item is named at the start of something, and how."""
    for place in range(head.end + 1, len(line)):
        following = _starts_here(line, place, head, names)
        if following and any(token.letter != BREAK for token in line[following.end :]):
            return place, following
    return len(line), None


def _starts_here(line: Sequence[Token], place: int, head: _Head, names: Names) -> _Head | None:
    before, style = line[place - 1], head.style
    if line[place].sort == "ref":
        opens = before.letter == BREAK or before.text in _JOINING or _text(line, place + 1) == ":"
        return _named(line, place) if opens or _told(line[head.end : place]) else None
    if style == "bare" and before.letter == BREAK:
        return _loose(line, place, names, marked=False)
    if not _is_label(line, place):
        return None
    mark = _text(line, place + 1)
    if (style and mark == style and before.text not in _OPENING) or _unopened(
        line, head.end, place
    ):
        return _numbered(line, place)
    return None


def _unopened(line: Sequence[Token], start: int, place: int) -> bool:
    """As in "…, 7) done" behind an item of another style: the bracket belongs to the number."""
    said = [token.text for token in line[start:place]]
    return _text(line, place + 1) == ")" and said.count("(") <= said.count(")")


def _told(said: Sequence[Token]) -> bool:
    """Something was said to its end, as in "A2 done A3 blocked" or "A1 5 of 8 A5 31 of 40"."""
    last = next((token.letter for token in reversed(said) if token.letter != "F"), "")
    return last in set("DNMLP") and _plainly_said(said)


def _trimmed(body: Sequence[Token]) -> Sequence[Token]:
    """Without the comma or "and" that led to the next item."""
    while body and (_only_marks(body[-1]) or body[-1].text in _JOINING) and not _glued(body):
        body = body[:-1]
    return body


def _only_marks(token: Token) -> bool:
    """A mark that ends a clause and says nothing itself, as a question mark does."""
    return token.letter == BREAK and token.text not in "?!)\"'"


def _glued(body: Sequence[Token]) -> bool:
    """As the plus in "47+", which says that there may be more."""
    return body[-1].letter == "+" and len(body) > 1 and body[-2].end == body[-1].start


def _trailing(line: Sequence[Token]) -> tuple[Segment, ...]:
    """As in "done: A1 and A2", "5 of 8 for #1", "yes to A8, no to A10": items behind what is said.

    Every piece of the line must be such; else none is, and the line has no items of its own.
    """
    found: list[Segment] = []
    rest = list(line)
    while any(token.letter != BREAK for token in rest):
        piece, rest = _piece(rest)
        if piece is None:
            return ()
        found.append(piece)
    return tuple(found)


def _piece(line: list[Token]) -> tuple[Segment | None, list[Token]]:
    """What is said up to the first items, with them; and what is left of the line."""
    start = next((n for n, token in enumerate(line) if token.sort == "ref"), 0)
    if not start:
        return None, []
    head = _named(line, start)
    said = line[:start]
    while said and (_only_marks(said[-1]) or said[-1].text in _OPENING | {"mit", "in", "avec"}):
        said.pop()
    if not _plainly_said(said):
        return None, []
    rest = line[head.end :]
    while rest and rest[0].text in _JOINING:
        rest = rest[1:]
    return Segment(head.references, tuple(said), head.ranged), rest


def _plainly_said(said: Sequence[Token]) -> bool:
    """Nothing but a state, a count or an answer, so that no sentence is taken for a shorthand."""
    if said and is_answer(said[0].text) and all(t.letter == "F" for t in said[1:]):
        return True
    line = "".join(token.letter for token in said)
    return bool(set(line) & set("DNQA")) and set(line) <= set("DNQAOMLF/S+")
