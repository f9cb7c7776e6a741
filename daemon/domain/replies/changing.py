"""A counter-proposal: which of the terms its words change.

"5 demos, by 11 Dec" changes a count and a day and leaves the outcome as it is; other words are a new
outcome. What can be read two ways changes nothing but the words.
"""

from dataclasses import replace

from daemon.domain.outbox import Item
from daemon.domain.replies.folding import fold
from daemon.domain.replies.lexing import tokens
from daemon.domain.replies.proposals import draft
from daemon.domain.replies.said import context
from daemon.domain.replies.statements import Op, Statement, Table, Update

# What may stand around a day and a number without being a new outcome.
_AROUND = frozenset(
    "by until till before on at to the a only just rather instead better make it of in and please"
    " bis zum am nur lieber statt besser und bitte auf".split()
)


def with_terms(statement: Statement, table: Table) -> Statement:
    """A change with the day, the count and the new outcome (`reason`) that its words name.

    What only may be meant as a change ("own-words") stays as it was typed.
    """
    if not isinstance(statement, Update) or statement.op is not Op.CHANGE or statement.flag:
        return statement
    item = table.item(statement.item)
    read = draft(statement.line, statement.words, table.today, table.fiscal)
    if item is None or read.flag not in ("draft", "no-outcome"):
        return statement
    value = read.target if item.target is not None else None
    if read.due is None and value is None:
        return statement
    outcome = "" if _says_no_more(statement.words, item, table) else read.outcome
    return replace(statement, value=value, due=read.due, reason=outcome)


def _says_no_more(words: str, item: Item, table: Table) -> bool:
    """Beside day and number there are only words that the item has already."""
    known = context(item).known | _AROUND
    found = tokens(fold(words), table.today, table.fiscal)
    return all(t.text in known or t.day or t.letter == "N" for t in found if t.sort != "mark")
