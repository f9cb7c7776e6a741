"""Item numbers as dictation writes them: "a three, four of six", "item nine is done", "A 3: 4 of 6"."""

from collections.abc import Sequence

from daemon.domain.replies.meaning.answers import is_answer
from daemon.domain.replies.meaning.joining import Block
from daemon.domain.replies.meaning.placing import about
from daemon.domain.replies.meaning.said import Said, words_of
from daemon.domain.replies.statements import Op, Question, Statement, Table, Update
from daemon.domain.replies.words.lexing import BREAK, Token
from daemon.domain.replies.words.word_lists import listed

_NAMING = listed("item number nummer punkt point punto")  # the writer's own item
_FITTING = frozenset({"target-differs", "lower", "far-over", "contradiction"})


def dictated(block: Block, table: Table) -> tuple[Statement, ...]:
    """What was said of the item, flagged; none where the words may mean anything else.

    "A three hour call" and "a four of six" name no item: behind the number there must be a whole
    state, or a count with its target.
    """
    label, place = _label(block.tokens, table)
    item = table.item(label)
    body = block.tokens[place:]
    if item is None or not body or not _begins_plainly(body):
        return ()
    said = Said(block.line, words_of(body, block.folded), body, block.folded, "spoken")
    statements = about(said, item, table)
    return statements if all(_fits(s, body) for s in statements) else ()


def _label(tokens: Sequence[Token], table: Table) -> tuple[str, int]:
    """The label that the first words may say, and where what is said of it begins."""
    if len(tokens) < 3 or tokens[1].letter != "N" or tokens[1].value is None:
        return "", 0
    letter = table.prefix if tokens[0].text in _NAMING else tokens[0].text.upper()
    whole = tokens[1].value == tokens[1].value.to_integral_value()
    if letter not in {"A", "L", table.prefix} or not whole:
        return "", 0
    place = 2
    while place < len(tokens) and tokens[place].letter == BREAK:
        place += 1
    return f"{letter}{tokens[1].value:f}", place


def _begins_plainly(body: Sequence[Token]) -> bool:
    said = next((token for token in body if token.letter != "F"), body[0])
    return said.letter in set("NDQAa") or is_answer(body[0].text)


def _fits(statement: Statement, body: Sequence[Token]) -> bool:
    counted = any(token.letter in "O/" for token in body)
    if isinstance(statement, Question):
        return counted and statement.code in _FITTING
    return isinstance(statement, Update) and (counted or statement.op is not Op.PROGRESS)
