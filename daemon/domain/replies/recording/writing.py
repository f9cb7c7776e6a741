"""Whose reply to which letter, and the entries that record it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from daemon.domain.agreements.agreement import Agreement
from daemon.domain.ledger import Entry, Kind
from daemon.domain.outbox import Item, Letter
from daemon.domain.people import Person
from daemon.domain.quarters import FiscalYear

NEW_LABEL = "?"  # "A?" or "L?": numbered when it is written, under the ledger's lock
Recorded = tuple[str, Entry]  # owner of the ledger, and the entry without salt


@dataclass(frozen=True, slots=True)
class Context:
    """Whose reply to which letter.

    other: id of the other half of the pair the letter is about, "" where it is about none.
    agreements: as they stood before this reply, by (owner, label).
    source: Message-ID of the reply. leads: whether the writer leads the other.
    recent: entries that UNDO would take back; held: those of the same mails that it can't.
    later: relative counts of the writer from mails after those, which rest on them.
    partners: those the writer has 1:1s with. thumbs: what a thumb of theirs was asked about, as
    `applying` writes it, so that it is asked once. fiscal: for dates such as "end of Q3".
    """

    writer: Person
    other: str
    leads: bool
    letter: Letter
    agreements: Mapping[tuple[str, str], Agreement]
    now: datetime
    source: str
    recent: tuple[Recorded, ...] = ()
    held: tuple[Recorded, ...] = ()
    later: tuple[Recorded, ...] = ()
    partners: tuple[Person, ...] = ()
    thumbs: frozenset[str] = frozenset()
    fiscal: FiscalYear = field(default_factory=FiscalYear)


def called_by(person: Person) -> frozenset[str]:
    """The words by which people name somebody, casefolded."""
    return frozenset({person.id, *person.name.casefold().split()})


def entry(
    context: Context,
    line: str,
    kind: Kind,
    agreement: str,
    texts: Mapping[str, str],
    values: Mapping[str, str],
) -> Entry:
    """Keyed by (source, line); what is empty is left out."""
    return Entry(
        kind=kind,
        time=context.now,
        author=context.writer.id,
        source=context.source,
        line=line,
        agreement=agreement,
        texts={k: v for k, v in texts.items() if v},
        values={k: v for k, v in values.items() if v},
    )


def own(context: Context, line: str, kind: Kind, words: str, **values: str) -> Recorded:
    """An entry of the writer's own ledger that is about no agreement."""
    return context.writer.id, entry(context, line, kind, "", {"words": words}, values)


def at(
    context: Context, line: str, kind: Kind, item: Item, texts: Mapping[str, str], **values: str
) -> Recorded:
    """An entry of the chain of one agreement, for the period that the letter spoke of."""
    values = {"period": item.period_key, **values}
    return item.owner, entry(context, line, kind, item.agreement, texts, values)


def doubt(context: Context, line: str, item: Item, words: str, code: str) -> list[Recorded]:
    """Nothing is recorded but the words and what is in doubt about them."""
    texts = {"words": words}
    return [at(context, line, Kind.ASKED, item, texts, code=code, doubt="yes", label=item.label)]


def own_doubt(context: Context, line: str, words: str, code: str, **values: str) -> list[Recorded]:
    """A doubt about no item."""
    return [own(context, line, Kind.ASKED, words, code=code, doubt="yes", **values)]
