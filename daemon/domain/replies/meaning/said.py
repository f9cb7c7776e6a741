"""A stretch of words about one item, and the plain statements that can be made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from daemon.domain.outbox import Item
from daemon.domain.replies.meaning.clauses import Clause, clauses
from daemon.domain.replies.meaning.counting import Count, Doubt
from daemon.domain.replies.meaning.sense import Context
from daemon.domain.replies.statements import Note, Op, Question, Update
from daemon.domain.replies.words.folding import Folded, fold
from daemon.domain.replies.words.lexing import Token
from daemon.domain.replies.words.verbs import past_forms, title_words


@dataclass(frozen=True)
class Said:
    """A stretch of a line. words: as typed. flag: why the item it is about is not certain."""

    line: int
    words: str
    tokens: tuple[Token, ...]
    folded: Folded
    flag: str = ""

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return clauses(self.tokens, self.folded)


def words_of(tokens: Sequence[Token], folded: Folded) -> str:
    """What was typed from the first to the last of these tokens."""
    ends = [token.end for token in tokens]
    return folded.words(min(token.start for token in tokens), max(ends)) if ends else ""


@lru_cache(maxsize=256)
def context(item: Item) -> Context:
    """What the grammar must know of an item."""
    title = title_words(fold(item.title).text)
    known = frozenset(title) | frozenset(title_words(fold(item.unit).text))
    return Context(known, past_forms(title), item.target is not None, bool(item.period))


def question(said: Said, item: Item, doubt: Doubt) -> Question:
    return Question(
        said.line, said.words, doubt.code, item.label, doubt.choices, dict(doubt.details)
    )


def note(said: Said, item: Item) -> Note:
    return Note(said.line, said.words, item.label, question=any(c.asked for c in said.clauses))


def update(said: Said, item: Item, op: Op, flag: str = "", reason: str = "") -> Update:
    return Update(said.line, said.words, item.label, op, reason=reason, flag=flag or said.flag)


def progress(said: Said, item: Item, counted: Count) -> Update:
    return Update(
        said.line,
        said.words,
        item.label,
        Op.PROGRESS,
        value=counted.value,
        flag=counted.flag or said.flag,
        relative=counted.relative,
    )
