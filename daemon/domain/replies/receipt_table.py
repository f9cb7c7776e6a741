"""The receipt's item table: what a number, a yes or a no in the answer to a receipt means."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from daemon.domain.agreements.agreement import Agreement
from daemon.domain.agreements.shown import item
from daemon.domain.meetings.agenda import draft_item
from daemon.domain.outbox import Asked, Item, Letter
from daemon.domain.people import Person
from daemon.domain.replies.receipt import NewDraft, Receipt


def items(
    page: Receipt,
    answered: Iterable[Letter],
    agreements: Mapping[tuple[str, str], Agreement],
) -> tuple[Item, ...]:
    """The receipt's item table: the answered mails' items as they stand now, and the new drafts.

    Where exactly one thing is asked, it alone keeps what is asked, so that a bare answer is about
    it; the rest is open.
    """
    asked = {d.label for d in page.doubts if d.label}
    asked |= {d.label for d in page.drafts if d.ask}
    table: dict[str, Item] = {}
    for letter in answered:
        for old in letter.items:
            new = _now(old, agreements.get((old.owner, old.agreement)), page.reader)
            table[old.label] = new if old.label in asked or not asked else _open(new)
    for draft in page.drafts:
        table[draft.label] = _draft_item(draft, table.get(draft.label))
    return (*table.values(), *_listed(page, table))


def _listed(page: Receipt, known: Mapping[str, Item]) -> Iterable[Item]:
    """What LIST brought besides; a number that two people's items have says nothing in the answer."""
    found = [item(row) for row in page.listing]
    for shown in page.waiting:
        wanted = page.reader.called not in shown.yes
        new = draft_item(shown)
        found = [i for i in found if (i.owner, i.agreement) != (new.owner, new.agreement)]
        found.append(new if wanted else _open(new))
    often = Counter(i.label for i in found)
    return (i for i in found if often[i.label] == 1 and i.label not in known)


def _now(item: Item, agreement: Agreement | None, reader: Person) -> Item:
    """A row as it stands after the reply: the next number counts from there.

    A yes that was given is no longer asked for; words that changed since come in a letter of theirs.
    """
    if agreement is None:
        return _open(item)
    done = item.asked in (Asked.CONSENT, Asked.TERMS) and reader.id not in agreement.missing()
    return replace(
        item,
        standing=agreement.count(item.period_key) if agreement.in_force else None,
        closed=agreement.verdict is not None and not agreement.contested,
        asked=Asked.OPEN if done else item.asked,
    )


def _draft_item(draft: NewDraft, known: Item | None) -> Item:
    asked = Asked.TERMS if draft.open else Asked.CONSENT if draft.ask else Asked.OPEN
    if known and draft.change:  # a number still counts for what is in force
        return replace(known, version=draft.version, asked=asked)
    return Item(
        label=draft.label,
        owner=draft.owner,
        agreement=draft.agreement,
        title=draft.terms.outcome,
        version=draft.version,
        target=draft.terms.target,
        unit=draft.terms.unit.casefold(),
        due=draft.terms.due,
        asked=asked,
    )


def _open(item: Item) -> Item:
    return replace(item, asked=Asked.OPEN)
