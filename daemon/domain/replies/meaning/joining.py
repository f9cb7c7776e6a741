"""Typed lines as blocks: what a mail program wrapped, or a person went on with, is one thing said."""

from collections.abc import Sequence
from dataclasses import dataclass

from daemon.domain.replies.meaning.courtesy import is_courtesy
from daemon.domain.replies.meaning.proposals import goal_mark, is_draft, step_mark
from daemon.domain.replies.meaning.references import Names, segments
from daemon.domain.replies.message import Typed
from daemon.domain.replies.statements import Table
from daemon.domain.replies.words.folding import Folded, fold
from daemon.domain.replies.words.lexing import BREAK, Token, tokens
from daemon.domain.replies.words.word_lists import listed

WRAP = (72, 80)  # a hard-wrapped line is never longer, and its next word would not have fit
LONGEST = 2000  # characters; a longer line is prose, and only kept

_GOING_ON = listed(
    "because since and so as weil denn da und sodass parce car et porque ya y perché e want omdat en bo ponieważ i"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One or more typed lines read as one. text: joined by newlines. item: label it stands under."""

    line: int
    text: str
    item: str
    edited: str
    folded: Folded
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    typed: Typed
    tokens: tuple[Token, ...]
    headed: bool
    opens: bool  # starts something of its own
    empty: bool  # names an item and says nothing yet, or says "blocked" and not yet why


def blocks(typed: Sequence[Typed], table: Table, names: Names) -> tuple[Block, ...]:
    """Blank lines are left out; every other line is in exactly one block, in order."""
    groups: list[list[_Line]] = []
    for line in (_line(t, table, names) for t in typed if t.text.strip()):
        if groups and _goes_on(groups[-1][-1], line, first=groups[-1][0]):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(_block(group, table) for group in groups)


def lex(text: str, table: Table) -> tuple[Folded, tuple[Token, ...]]:
    """A text folded and cut into tokens; one that is too long has none."""
    if len(text) > LONGEST:
        return Folded(text, "", (0,)), ()
    folded = fold(text)
    return folded, tokens(folded, table.today, table.fiscal)


def _line(typed: Typed, table: Table, names: Names) -> _Line:
    folded, found = lex(typed.text, table)
    last = segments(found, names)[-1] if found else None
    headed = bool(last and last.references)
    begins = is_draft(folded) or step_mark(folded) or goal_mark(folded, table.goals)
    opens = headed or not found or bool(begins) or is_courtesy(typed.text)
    said = [token for token in last.tokens if token.letter != BREAK] if last else []
    empty = (headed and not said) or (bool(said) and all(token.letter in "Qq" for token in said))
    return _Line(typed, found, headed, opens, empty)


def _goes_on(above: _Line, line: _Line, first: _Line) -> bool:
    """Whether a line goes on with the one above it, not with a thought of its own."""
    if line.opens or line.typed.edited or above.typed.edited or above.typed.item != line.typed.item:
        return False
    if (
        line.typed.number - above.typed.number != 1
        or not above.tokens
        or is_courtesy(above.typed.text)
    ):
        return False
    if _wrapped(above.typed.text, line.typed.text):
        return True
    if not (first.headed or first.typed.item):
        return False
    return above.empty or above.typed.text.rstrip().endswith((",", ":")) or _connects(line)


def _wrapped(above: str, below: str) -> bool:
    width = len(above.rstrip())
    reached = width + 1 + len(below.split(maxsplit=1)[0])
    return width <= WRAP[1] and reached > WRAP[0] and not above.rstrip().endswith((".", "!", "?"))


def _connects(line: _Line) -> bool:
    """Lines like "but not the annex", "because legal sits on it"."""
    first = line.tokens[0]
    return first.letter == "K" or (first.text in _GOING_ON and line.typed.text.strip()[0].islower())


def _block(group: Sequence[_Line], table: Table) -> Block:
    typed = group[0].typed
    text = "\n".join(line.typed.text for line in group)
    folded, found = (
        lex(text, table) if len(group) > 1 or not group[0].tokens else (fold(text), group[0].tokens)
    )
    return Block(typed.number, text, typed.item, typed.edited, folded, found)
