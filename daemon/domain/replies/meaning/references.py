"""Which items a typed line is about: "A7", "#7", "7:", "7)", "item 7", a bare "7" before a state."""

from collections.abc import Callable, Sequence

from daemon.domain.replies.meaning.answers import is_answer
from daemon.domain.replies.meaning.behind import items_behind
from daemon.domain.replies.meaning.naming import (
    JOINING,
    OPENING,
    Head,
    Reference,
    Segment,
    after_separators,
    is_mark,
    mentions,
    named,
    plainly_said,
    sort_at,
    text_at,
)
from daemon.domain.replies.words.lexing import BREAK, Token

__all__ = ["Names", "Reference", "Segment", "mentions", "segments"]

_BULLETS = frozenset("-–—*•·")
_STATES = frozenset("DQJAaXe")
_BEFORE_STATE = frozenset("F!?~S")


# Whether a number followed by this token may be the label of an item (a verb of its title follows).
Names = Callable[[int, Token], bool]


def segments(line: Sequence[Token], names: Names) -> tuple[Segment, ...]:
    """The line cut before every item that is named at the start of something said about it."""
    start = _after_bullets(line)
    marks = _check_marks(line, start)
    head = _head(line, start + len(marks), names, marked=bool(marks))
    if head is None:
        return items_behind(line[start:]) or (Segment((), tuple(line[start:])),)
    found: list[Segment] = []
    while head is not None:
        stop, following = _next_head(line, head, names)
        said = line[head.end : stop]
        body = (*marks, *(_trimmed(said) if following else said))
        found.append(Segment(head.references, body, head.ranged))
        head, marks = following, ()
    return tuple(found)


def _after_bullets(line: Sequence[Token]) -> int:
    place = 0
    while place + 1 < len(line) and line[place].text in _BULLETS and _apart(line, place):
        place += 1
    return place


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


def _head(line: Sequence[Token], place: int, names: Names, *, marked: bool = False) -> Head | None:
    if (
        sort_at(line, place) == "word"
        and line[place].text in OPENING
        and sort_at(line, place + 1) == "ref"
    ):
        place += 1
    if sort_at(line, place) == "ref":
        return named(line, place)
    return _numbered(line, place) or _loose(line, place, names, marked=marked)


def _numbered(line: Sequence[Token], place: int) -> Head | None:
    """As in "7: …", "7) …", "7. …", "(7) …", "7 - done"; "30.9." and "5 - 6" are none of these."""
    opened = text_at(line, place) == "("
    place += opened
    mark = text_at(line, place + 1)
    if not _is_label(line, place) or place + 2 >= len(line) or line[place + 1].letter != BREAK:
        return None
    apart = _apart(line, place + 1)
    if mark == ")" or (not opened and (mark == ":" or (mark == "." and apart))):
        return _bare([line[place]], after_separators(line, place + 1), style=mark)
    if mark in {"-", "–", "—"} and apart and line[place + 2].letter != "N":
        return _bare([line[place]], place + 2, loose=True)
    return None


def _is_label(line: Sequence[Token], place: int) -> bool:
    return (
        sort_at(line, place) == "number"
        and line[place].text.isdecimal()
        and len(line[place].text) <= 4
    )


def _bare(numbers: Sequence[Token], end: int, *, loose: bool = False, style: str = "") -> Head:
    return Head(
        tuple(Reference("", int(n.text), n.start, loose) for n in numbers), end, style=style
    )


def _loose(line: Sequence[Token], place: int, names: Names, *, marked: bool) -> Head | None:
    """Bare numbers right before a state word, or after a tick: items, though they might be counts."""
    numbers: list[Token] = []
    while _is_label(line, place):
        numbers.append(line[place])
        place += 1
        if text_at(line, place) in JOINING and _is_label(line, place + 1):
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


def _next_head(line: Sequence[Token], head: Head, names: Names) -> tuple[int, Head | None]:
    """Where the next item is named at the start of something, and how."""
    for place in range(head.end + 1, len(line)):
        following = _starts_here(line, place, head, names)
        if following and any(token.letter != BREAK for token in line[following.end :]):
            return place, following
    return len(line), None


def _starts_here(line: Sequence[Token], place: int, head: Head, names: Names) -> Head | None:
    before, style = line[place - 1], head.style
    if line[place].sort == "ref":
        opens = before.letter == BREAK or before.text in JOINING or text_at(line, place + 1) == ":"
        return named(line, place) if opens or _told(line[head.end : place]) else None
    if style == "bare" and before.letter == BREAK:
        return _loose(line, place, names, marked=False)
    if not _is_label(line, place):
        return None
    mark = text_at(line, place + 1)
    if (style and mark == style and before.text not in OPENING) or _unopened(line, head.end, place):
        return _numbered(line, place)
    return None


def _unopened(line: Sequence[Token], start: int, place: int) -> bool:
    """As in "…, 7) done" behind an item of another style: the bracket belongs to the number."""
    said = [token.text for token in line[start:place]]
    return text_at(line, place + 1) == ")" and said.count("(") <= said.count(")")


def _told(said: Sequence[Token]) -> bool:
    """Something was said to its end, as in "A2 done A3 blocked" or "A1 5 of 8 A5 31 of 40"."""
    last = next((token.letter for token in reversed(said) if token.letter != "F"), "")
    return last in set("DNMLP") and plainly_said(said)


def _trimmed(body: Sequence[Token]) -> Sequence[Token]:
    """Without the comma or "and" that led to the next item."""
    while body and (is_mark(body[-1]) or body[-1].text in JOINING) and not _glued(body):
        body = body[:-1]
    return body


def _glued(body: Sequence[Token]) -> bool:
    """As the plus in "47+", which says that there may be more."""
    return body[-1].letter == "+" and len(body) > 1 and body[-2].end == body[-1].start
