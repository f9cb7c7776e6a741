"""Items that stand behind what is said of them: "done: A1 and A2", "yes to A8, no to A10"."""

from collections.abc import Sequence

from daemon.domain.replies.meaning.naming import (
    JOINING,
    OPENING,
    Segment,
    is_mark,
    named,
    plainly_said,
)
from daemon.domain.replies.words.lexing import BREAK, Token


def items_behind(line: Sequence[Token]) -> tuple[Segment, ...]:
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
    head = named(line, start)
    said = line[:start]
    while said and (is_mark(said[-1]) or said[-1].text in OPENING | {"mit", "in", "avec"}):
        said.pop()
    if not plainly_said(said):
        return None, []
    rest = line[head.end :]
    while rest and rest[0].text in JOINING:
        rest = rest[1:]
    return Segment(head.references, tuple(said), head.ranged), rest
