"""Which row of the table a named item is, and what may be said about it by whom."""

from collections.abc import Sequence
from dataclasses import replace

from daemon.domain.outbox import Asked, Item
from daemon.domain.replies.meaning.counting import Doubt
from daemon.domain.replies.meaning.joining import Block
from daemon.domain.replies.meaning.judging import judge
from daemon.domain.replies.meaning.references import Names, Reference
from daemon.domain.replies.meaning.said import Said, context, note, question, words_of
from daemon.domain.replies.statements import Note, Op, Question, Statement, Table, Update
from daemon.domain.replies.words.lexing import Token

# What only the owner of an item says of it; from anybody else it is a question to the owner.
_OWNERS_WORD = frozenset(
    {Op.PROGRESS, Op.DONE, Op.BLOCKED, Op.REOPEN, Op.RULE_KEPT, Op.RULE_MISSED}
)


# What may be said of a closed item: it opens it, or differs from its verdict.
_WHEN_CLOSED = frozenset({Op.REOPEN, Op.CONTEST})


def names_in(table: Table) -> Names:
    """Whether "2 sent yesterday" or, where labels are bare numbers, "2 talk" names item 2."""
    plain = {item.label for item in table.items if item.label.isdecimal()}
    doing = {i.label: context(i).past for i in table.items if i.target is None}

    def named(number: int, following: Token) -> bool:
        if str(number) in plain:
            return following.letter not in "O/PMLR" and following.sort in {"word", "date"}
        return following.text in doing.get(f"{table.prefix}{number}", ())

    return named


def labelled(letter: str, number: int, table: Table) -> Item | Doubt:
    """The row of "A7"; a bare 7 is the row labelled 7, else the writer's own item."""
    labels = [f"{letter}{number}"] if letter else [str(number), f"{table.prefix}{number}"]
    for label in labels:
        if item := table.item(label):
            return item
    other = tuple(f"{o}{number}" for o in "AL" if not letter and table.item(f"{o}{number}"))
    return Doubt("other-item", other) if other else Doubt("no-such-item")


def placed(reference: Reference, said: Said, block: Block, table: Table) -> Sequence[Statement]:
    """What was said after an item's name."""
    found = labelled(reference.letter, reference.number, table)
    here = table.item(block.item) or focus(table)
    whole = replace(said, words=block.text.strip(), tokens=block.tokens)
    if isinstance(found, Doubt):
        return _misnamed(
            reference, found, here if not reference.letter else None, said, block, table
        )
    if _may_count(reference, found, here, block):
        return _item_or_count(said, whole, found, here or found, table)
    loose = reference.loose and not found.label.isdecimal()
    return about(replace(said, flag="bare-number") if loose else said, found, table)


def _may_count(reference: Reference, found: Item, here: Item | None, block: Block) -> bool:
    """Whether a bare number where an item is in view may be its count, not the label of another."""
    if reference.letter or found.label.isdecimal():
        return False
    if block.item and block.item != found.label:
        return True
    return reference.loose and here is found and found.target is not None


def _item_or_count(
    said: Said, whole: Said, found: Item, here: Item, table: Table
) -> Sequence[Statement]:
    """Asked about where anything would be recorded; an enumeration under an item is a note on it."""
    if all(isinstance(s, Note) for s in about(said, found, table)):
        return (note(whole, here),)
    return (question(whole, here, Doubt("item-or-count", (found.label,))),)


def _misnamed(
    reference: Reference, doubt: Doubt, here: Item | None, said: Said, block: Block, table: Table
) -> Sequence[Statement]:
    """A number that names no item: a count or an enumeration where the line has an item already."""
    whole = replace(said, words=block.text.strip(), tokens=block.tokens)
    if here and doubt.code == "no-such-item" and (block.item or reference.loose):
        return about(whole, here, table) if reference.loose else (note(whole, here),)
    end = said.tokens[-1].end if said.tokens else len(block.folded.text)
    words = block.folded.words(reference.start, max(end, reference.start))
    return (Question(said.line, words or block.text.strip(), doubt.code, choices=doubt.choices),)


def focus(table: Table) -> Item | None:
    """The one open item that the mail asked something about, if there is just one."""
    asked = [item for item in table.items if item.asked is not Asked.OPEN and not item.closed]
    return asked[0] if len(asked) == 1 else None


def about(said: Said, item: Item, table: Table) -> tuple[Statement, ...]:
    """What was said about an item, as the person who said it may say it."""
    if not said.clauses:
        return (note(said, item),)
    statements = judge(said, item)
    if (
        table.writer
        and item.owner
        and item.owner != table.writer
        and item.asked not in {Asked.CONSENT, Asked.TERMS, Asked.VERDICT}
    ):
        statements = tuple(_from_other(s) for s in statements)
    state = any(isinstance(s, Update) and s.op not in _WHEN_CLOSED for s in statements)
    return (question(said, item, Doubt("closed-item")),) if item.closed and state else statements


def _from_other(statement: Statement) -> Statement:
    """A leader's "A1: 5 of 8" is a question to the owner; "not kept" contests the owner's word."""
    if not isinstance(statement, Update):
        return statement
    if statement.op is Op.NOT_KEPT:
        return replace(statement, op=Op.CONTEST)
    if statement.op in _OWNERS_WORD:
        return Note(statement.line, statement.words, statement.item, question=True)
    return statement


def misread_label(block: Block, table: Table) -> tuple[Statement, ...]:
    """As in "Al: 5 of 8", with a small L for the one: A1, where the count fits and nothing else is said."""
    first, *rest = block.tokens
    label = {"al": "A1", "ai": "A1", "ll": "L1", "li": "L1"}.get(first.text, "")
    item = table.item(label)
    if item is None or not rest or rest[0].text not in ":.)":
        return ()
    body = tuple(rest[1:])
    said = Said(block.line, words_of(body, block.folded), body, block.folded, "letter-for-digit")
    statements = about(said, item, table)
    fits = any(t.letter in "O/" for t in body) and all(
        isinstance(s, Update) and s.op is Op.PROGRESS for s in statements
    )
    return statements if fits else ()
