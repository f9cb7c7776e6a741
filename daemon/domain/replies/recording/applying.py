"""From what a reply says to the entries that record it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from daemon.domain.agreements.agreement import Agreement, after
from daemon.domain.ledger import Entry, Kind, Ledger, next_number
from daemon.domain.outbox import Item
from daemon.domain.replies.reactions import says_nothing
from daemon.domain.replies.recording.completing import PLAIN_DRAFT
from daemon.domain.replies.recording.deciding import decide
from daemon.domain.replies.recording.drafting import begin, bring
from daemon.domain.replies.recording.obeying import obey
from daemon.domain.replies.recording.writing import NEW_LABEL, Context, Recorded, at, own
from daemon.domain.replies.statements import (
    Command,
    Draft,
    Note,
    Op,
    Question,
    Reading,
    Statement,
    TopicLine,
    Update,
)

__all__ = ["NEW_LABEL", "PLAIN_DRAFT", "Context", "Recorded", "apply", "numbered"]

Agreements = Mapping[tuple[str, str], Agreement]


def apply(reading: Reading, context: Context) -> tuple[Recorded, ...]:
    """One entry or more for each statement, keyed by (source, place in the reading).

    A yes comes before the number beside it, and a number before "done": each statement sees what
    the ones before it did.
    """
    recorded: list[Recorded] = []
    now = dict(context.agreements)
    for place, statement in sorted(enumerate(reading.statements), key=_turn):
        found = _one(statement, str(place), context, now)
        recorded += found
        for owner, entry in found:
            if (owner, entry.agreement) in now:
                now[owner, entry.agreement] = after(now[owner, entry.agreement], entry)
    return tuple(recorded)


def _turn(placed: tuple[int, Statement]) -> int:
    statement = placed[1]
    if not isinstance(statement, Update):
        return 1
    return {Op.AGREE: 0, Op.DONE: 2, Op.NOT_KEPT: 2}.get(statement.op, 1)


def _one(statement: Statement, line: str, context: Context, now: Agreements) -> list[Recorded]:
    match statement:
        case Update():
            item = context.letter.item(statement.item)
            agreement = now.get((item.owner, item.agreement)) if item else None
            return decide(statement, line, context, agreement)
        case Note():
            return [_note(statement, line, context)]
        case TopicLine():
            return [bring(statement, line, context)]
        case Question():
            return [_question(statement, line, context)]
        case Draft():
            return begin(statement, line, context)
        case Command():
            return obey(statement, line, context)


def _note(note: Note, line: str, context: Context) -> Recorded:
    item = _item(note.item, context)
    if item is None:
        return own(context, line, Kind.TOPIC, note.words, to=context.other)
    kind = Kind.ASKED if note.question else Kind.NOTED
    return at(context, line, kind, item, {"words": note.words}, to=context.other)


def _question(question: Question, line: str, context: Context) -> Recorded:
    """A doubt is an entry too: it stands on the next agenda until it is answered."""
    item = _item(question.item, context)
    thumb = _thumb_key(question, item)
    if thumb in context.thumbs:
        return _asked_before(question, line, context, item)
    values = {
        "thumb": thumb,
        "code": question.code,
        "choices": "|".join(question.choices),
        "doubt": "yes",
        "label": question.item,
        **{f"said-{k}": v for k, v in question.details.items()},
    }
    if item is None:
        return own(context, line, Kind.ASKED, question.words, to=context.other, **values)
    return at(context, line, Kind.ASKED, item, {"words": question.words}, **values)


def _thumb_key(question: Question, item: Item | None) -> str:
    """What a lone emoji would be a yes to, in words that last; "" for a doubt about words."""
    if not says_nothing(question.words):
        return ""
    return f"{item.owner}/{item.agreement}@{item.version}" if item else "|".join(question.choices)


def _asked_before(question: Question, line: str, context: Context, item: Item | None) -> Recorded:
    """A second thumb under the same words is kept, and nobody is asked twice."""
    if item is None:
        return own(context, line, Kind.NOTED, question.words, command="reaction")
    return at(context, line, Kind.NOTED, item, {"words": question.words})


def _item(label: str, context: Context) -> Item | None:
    """The row of that label whose agreement is still there (a draft may be taken back since)."""
    item = context.letter.item(label) if label else None
    known = item is not None and (item.owner, item.agreement) in context.agreements
    return item if known else None


def numbered(ledger: Ledger, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with "A?" and "L?" replaced by the ledger's next numbers.

    A key that the ledger holds already keeps the number it got then, so a second run is the same.
    """
    known = {(e.source, e.line): e.agreement for e in ledger.entries}
    given: list[Entry] = []
    taken = {"A": next_number(ledger, "A"), "L": next_number(ledger, "L")}
    for entry in entries:
        if entry.agreement.endswith(NEW_LABEL):
            letter = entry.agreement[0]
            label = known.get((entry.source, entry.line))
            if label is None:
                label = f"{letter}{taken[letter]}"
                taken[letter] += 1
            entry = replace(entry, agreement=label)
        given.append(entry)
    return tuple(given)
