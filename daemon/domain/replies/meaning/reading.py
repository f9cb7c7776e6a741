"""What a mail's typed lines mean, held against the table of the mail they answer.

The safety of it: every line ends as an update, a note, a topic, a question, a draft, a command, or
is shown as not read; a number is recorded only where there is one reading.
"""

from collections.abc import Sequence

from daemon.domain.outbox import Asked, Item
from daemon.domain.quarters import FiscalYear
from daemon.domain.replies.meaning.beginning import goal_answer, step
from daemon.domain.replies.meaning.commands import command_word, pause_end, stands_alone
from daemon.domain.replies.meaning.courtesy import is_courtesy, is_name, is_sign_off
from daemon.domain.replies.meaning.dictating import dictated
from daemon.domain.replies.meaning.editing import edited_quote, is_own_change
from daemon.domain.replies.meaning.joining import Block, blocks
from daemon.domain.replies.meaning.placing import labelled, misread_label, names_in, placed
from daemon.domain.replies.meaning.proposals import draft, draft_words, is_draft
from daemon.domain.replies.meaning.references import Segment, segments
from daemon.domain.replies.meaning.said import Said, words_of
from daemon.domain.replies.meaning.settling import settled
from daemon.domain.replies.meaning.unplaced import unplaced
from daemon.domain.replies.message import Typed
from daemon.domain.replies.statements import (
    Command,
    CommandWord,
    Draft,
    Note,
    Op,
    Question,
    Reading,
    Statement,
    Table,
    TopicLine,
    Update,
)
from daemon.domain.replies.words.lexing import BREAK, Token
from daemon.domain.replies.words.word_lists import listed

__all__ = [
    "Asked",
    "Command",
    "CommandWord",
    "Draft",
    "FiscalYear",
    "Item",
    "Note",
    "Op",
    "Question",
    "Reading",
    "Statement",
    "Table",
    "TopicLine",
    "Typed",
    "Update",
    "read",
]


def read(typed: Sequence[Typed], table: Table) -> Reading:
    """Every typed line that is not blank, as statements or among `unread`, nothing twice."""
    statements: list[Statement] = []
    unread: list[str] = []
    closing = False
    for block in blocks(typed, table, names_in(table)):
        if _is_unread(block, table, after_closing=closing):
            unread.append(block.text)
            closing = closing or is_courtesy(block.text)
            continue
        closing = False
        said, skipped = _spoken(block, table)
        statements.extend(said)
        unread.extend(skipped)
    return Reading(settled(statements, table), tuple(unread))


def _is_unread(block: Block, table: Table, *, after_closing: bool) -> bool:
    """Courtesies, the writer's own name, a sign-off below a closing, and our example item A0."""
    if block.edited or is_draft(block.folded):
        return False
    if is_courtesy(block.text) or is_name(block.text, table.writer):
        return True
    if after_closing and is_sign_off(block.text) and not block.item:
        return True
    if all(token.letter == BREAK for token in block.tokens):
        return bool(block.tokens)
    return _names_the_example(block, table)


def _names_the_example(block: Block, table: Table) -> bool:
    first = segments(block.tokens, names_in(table))[0]
    return any(reference.number == 0 for reference in first.references)


def _spoken(block: Block, table: Table) -> tuple[Sequence[Statement], Sequence[str]]:
    """The statements of one block, and what of it says nothing to the list."""
    if block.edited and not is_own_change(block):
        return [edited_quote(block, table)], ()
    if not block.tokens:
        return [_kept(block)], ()
    if is_draft(block.folded):
        return [_draft(block, table)], ()
    if taken := step(block, table):
        return [taken], ()
    command = _command(block, table)
    if command:
        return command, ()
    goal = goal_answer(block, table)
    if goal is not None:
        return goal, () if goal else (block.text,)
    misread = misread_label(block, table) or dictated(block, table)
    return (misread, ()) if misread else _lines(block, table)


def _kept(block: Block) -> Statement:
    words = block.text.strip()
    return Note(block.line, words, block.item) if block.item else TopicLine(block.line, words)


def _draft(block: Block, table: Table) -> Statement:
    words = draft_words(block.folded)
    if not words:
        return Question(block.line, block.text.strip(), "empty-draft")
    return draft(block.line, words, table.today, table.fiscal)


def _command(block: Block, table: Table) -> Sequence[Statement]:
    """A command stands alone on its line; under an item only UNDO and capitals are one."""
    word = command_word(block.tokens)
    capitals = block.text.strip().split()[0].isupper()
    if word is None or (block.item and not capitals and word is not CommandWord.UNDO):
        return ()
    if word is CommandWord.UNDO:
        return _undo(block, table)
    rest = block.folded.words(block.tokens[0].end, len(block.folded.text)).strip(" !,:")
    words = block.text.strip()
    if word is CommandWord.PAUSE and rest:
        return _pause(block, rest, table, capitals=capitals)
    if word is CommandWord.SKIP:
        return (Command(block.line, words, word, rest=rest.strip(".")),) if _short(rest) else ()
    return (Command(block.line, words, word),) if stands_alone(block.tokens) else ()


def _short(rest: str) -> bool:
    return len(rest.split()) <= 4


def _pause(block: Block, rest: str, table: Table, *, capitals: bool) -> Sequence[Statement]:
    """With a day, or in capitals; else "pause" may begin a sentence. A day that can't be read is left open."""
    words, until = block.text.strip(), pause_end(rest, table, alone=not capitals)
    if until:
        return (Command(block.line, words, CommandWord.PAUSE, until=until),)
    if stands_alone(block.tokens):
        return (Command(block.line, words, CommandWord.PAUSE),)
    if capitals and _short(rest):
        return (Command(block.line, words, CommandWord.PAUSE, rest=rest),)
    return ()


def _undo(block: Block, table: Table) -> Sequence[Statement]:
    """UNDO takes all of the reply back, UNDO with items those alone."""
    words, after = block.text.strip(), block.tokens[1:]
    if stands_alone(block.tokens):
        return (Command(block.line, words, CommandWord.UNDO, item=block.item),)
    if not all(t.letter in f"{BREAK}F" or t.sort in {"ref", "number"} for t in after):
        return ()
    items = [labelled(*t.reference, table) for t in after if t.sort in {"ref", "number"}]
    return tuple(
        Command(block.line, words, CommandWord.UNDO, item=item.label)
        if isinstance(item, Item)
        else Question(block.line, words, item.code, choices=item.choices)
        for item in items
    )


def _lines(block: Block, table: Table) -> tuple[Sequence[Statement], Sequence[str]]:
    """A block that is neither command nor draft, item by item; a greeting in front is left out."""
    start = _greeting(block)
    skipped = [block.folded.words(0, block.tokens[start].start)] if start else []
    found: list[Statement] = []
    for segment in segments(block.tokens[start:], names_in(table)):
        found += _segment(segment, block, table)
    return found, skipped if found else [block.text]


def _greeting(block: Block) -> int:
    """How many tokens of "Hi Dana, A1: 5 of 8" or "sorry, A1: 6 of 8" only lead to the item."""
    for place, token in enumerate(block.tokens[:6]):
        if token.letter == BREAK:
            following = block.tokens[place + 1 : place + 2]
            greets = is_courtesy(block.folded.words(0, token.start)) and _is_item(following)
            return place + 1 if greets or _leads(block.tokens[:place], following) else 0
    return 0


def _is_item(following: Sequence[Token]) -> bool:
    return any(token.sort == "ref" or token.letter == "N" for token in following)


_SPEAKING = listed("me ich moi yo io ik eu ja")


def _leads(words: Sequence[Token], following: Sequence[Token]) -> bool:
    """As in "sorry, A1 …", "correction: A1 …", "me: A1 …"."""
    named = any(token.sort == "ref" for token in following)
    return named and all(token.letter == "C" or token.text in _SPEAKING for token in words)


def _segment(segment: Segment, block: Block, table: Table) -> Sequence[Statement]:
    words = words_of(segment.tokens, block.folded) or block.text.strip()
    said = Said(block.line, words, segment.tokens, block.folded)
    if segment.ranged:
        labels = tuple(f"{r.letter}{r.number}" for r in segment.references)
        return (Question(block.line, block.text.strip(), "several-items", choices=labels),)
    if not segment.references:
        return unplaced(said, block, table)
    found = [s for reference in segment.references for s in placed(reference, said, block, table)]
    if len(segment.references) > 1:
        return [_counted_at_once(s) for s in found]
    return found


def _counted_at_once(statement: Statement) -> Statement:
    """A count said of several items at once: for each of them, or for all of them together."""
    if isinstance(statement, Update) and statement.op is Op.PROGRESS:
        return Question(statement.line, statement.words, "several-items", statement.item)
    return statement
