"""Drafts that begin without "new:": under a question about goals, or as a step to an outcome."""

import re
from collections.abc import Sequence
from dataclasses import replace

from daemon.domain.meetings.goals import HELP
from daemon.domain.outbox import Item
from daemon.domain.replies.meaning.answers import Answer, answer
from daemon.domain.replies.meaning.clauses import clauses
from daemon.domain.replies.meaning.joining import Block, lex
from daemon.domain.replies.meaning.placing import labelled, names_in
from daemon.domain.replies.meaning.proposals import draft, goal_mark, step_mark
from daemon.domain.replies.meaning.references import segments
from daemon.domain.replies.statements import Question, Statement, Table, TopicLine

_NO_GOAL = frozenset({Answer.YES, Answer.NO, Answer.THUMB})
_LISTED = re.compile(r"\s*(?:[-–—*•·]|\d{1,2}[.)])\s+")


def goal_answer(block: Block, table: Table) -> Sequence[Statement] | None:
    """What was typed as an answer to a question about goals; None for everything else.

    It is empty where the words say nothing. A line that names an item is about that item.
    """
    mark = goal_mark(block.folded, table.goals)
    letter = mark.group("letter").upper() if mark else block.item
    if letter not in table.goals or (mark is None and _names_an_item(block, table)):
        return None
    words = block.folded.words(mark.end() if mark else 0, len(block.folded.text))
    listed = _LISTED.match(words)
    words = words[listed.end() :] if listed else words
    folded, tokens = lex(words, table)
    if not words or answer(clauses(tokens, folded)) in _NO_GOAL:
        return ()
    if words.endswith("?"):
        return (TopicLine(block.line, words),)
    if letter == HELP and table.prefix == "A":
        return (TopicLine(block.line, words, request=True),)
    found = draft(block.line, words, table.today, table.fiscal)
    return (replace(found, own=letter == HELP),)


def _names_an_item(block: Block, table: Table) -> bool:
    first = segments(block.tokens, names_in(table))[0]
    return any(reference.letter for reference in first.references)


def step(block: Block, table: Table) -> Statement | None:
    """A step to the outcome that is named in front, or that the line stands under."""
    mark = step_mark(block.folded)
    if mark is None:
        return None
    words = block.folded.words(mark.end(), len(block.folded.text))
    if not words:
        return Question(block.line, block.text.strip(), "empty-draft")
    item = table.item(block.item)
    if mark.group("number"):
        named = labelled(mark.group("letter").upper(), int(mark.group("number")), table)
        if not isinstance(named, Item):
            return Question(block.line, block.text.strip(), named.code, choices=named.choices)
        item = named
    found = draft(block.line, words, table.today, table.fiscal)
    return replace(found, step=True, follows=item.label if item else "")
