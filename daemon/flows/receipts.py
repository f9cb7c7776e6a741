"""Receipts that are due: one mail for all replies of a person in one thread."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from daemon.domain import tags, workdays
from daemon.domain.agreements.agreement import Agreement
from daemon.domain.agreements.shown import Row, by_urgency, row
from daemon.domain.ledger import Entry, Handled, Kind, Ledger
from daemon.domain.letters.wishes import Wish, said_last
from daemon.domain.outbox import Letter, LetterKind
from daemon.domain.people import Directory, Person
from daemon.domain.replies.receipt import Receipt, covers, items, receipt
from daemon.errors import StoreError
from daemon.flows.house import HOUSE, House, kept_problem
from daemon.flows.making import Thread, make, queue
from daemon.flows.receive import agreements, partner
from daemon.ports import Due

KEEP = timedelta(days=5)


def receipts(house: House, now: datetime) -> None:
    """Makes every receipt whose few minutes are over."""
    directory = house.directory()
    for owner in house.store.find(Due(now)):
        person = directory.people.get(owner)
        if owner == HOUSE or person is None:
            continue
        try:
            _for_person(house, directory, person, now)
        except StoreError as error:
            kept_problem(house, f"ledger {owner}", str(error))


def _for_person(house: House, directory: Directory, person: Person, now: datetime) -> None:
    ledger = house.store.read(person.id)
    waiting = {m: h for m, h in ledger.handled.items() if h.receipt_due}
    if not any(h.receipt_due and h.receipt_due <= now for h in waiting.values()):
        return
    threads: dict[str, dict[str, Handled]] = {}
    for message_id, handled in waiting.items():
        letter = ledger.letters.get(handled.answered)
        threads.setdefault(letter.about if letter else "", {})[message_id] = handled
    letters = [_letter(house, directory, person, ledger, found, now) for found in threads.values()]

    def decide(new: Ledger) -> Ledger:
        done = {m: replace(new.handled[m], receipt_due=None) for m in waiting}
        new = replace(new, handled={**new.handled, **done})
        return queue(new, [x for x in letters if x])

    house.store.change(person.id, decide)


def _letter(
    house: House,
    directory: Directory,
    person: Person,
    ledger: Ledger,
    found: Mapping[str, Handled],
    now: datetime,
) -> Letter | None:
    ids = covers(found.items())
    answered = [x for m in ids if (x := ledger.letters.get(found[m].answered))]
    page = _page(house, directory, person, found, ids, answered, now)
    if page.clean and _quiet(ledger):
        return None
    last = found[ids[-1]]
    key = tags.key("receipt", person.id, ids[0])
    owners = _owners(house, found, ids)
    wish = Wish(
        key=key,
        kind=LetterKind.RECEIPT,
        template="receipt",
        addressee=person.id,
        due=now,
        expires=now + KEEP,
        page=page,
        about=answered[-1].about if answered else "",
        items=items(page, answered, owners),
        matters=ids,
    )
    thread = Thread(last.subject, last.message_id, (*last.references, last.message_id))
    return make(house, wish, person, now, thread)


def _quiet(ledger: Ledger) -> bool:
    last = said_last(ledger, (Kind.QUIETED, Kind.RESUMED))
    return last is not None and last.kind is Kind.QUIETED


def _entries(
    house: House, found: Mapping[str, Handled], ids: tuple[str, ...]
) -> tuple[tuple[str, Entry], ...]:
    """What the replies left, in the order it was typed, whichever ledger it lies in."""
    entries: list[tuple[int, str, Entry]] = []
    for owner in sorted({o for h in found.values() for o in h.ledgers}):
        for entry in house.store.read(owner).entries:
            if entry.source in ids:
                entries.append((ids.index(entry.source), owner, entry))
    entries.sort(key=lambda e: (e[0], _place(e[2])))
    return tuple((owner, entry) for _, owner, entry in entries)


def _place(entry: Entry) -> tuple[int, ...]:
    parts = entry.line.split(".")
    return tuple(int(p) for p in parts if p.isdigit()) or (1 << 30,)


def _owners(house: House, found: Mapping[str, Handled], ids: tuple[str, ...]) -> dict[str, str]:
    return {e.agreement: owner for owner, e in _entries(house, found, ids) if e.agreement}


def _page(
    house: House,
    directory: Directory,
    person: Person,
    found: Mapping[str, Handled],
    ids: tuple[str, ...],
    answered: list[Letter],
    now: datetime,
) -> Receipt:
    other = partner(directory, person, answered[-1]) if answered else ""
    called = {p.id: p.called for p in directory.people.values()}
    owners = {o for h in found.values() for o in h.ledgers} | {person.id}
    known = agreements(house, owners)
    page = receipt(
        person,
        called.get(other, ""),
        _entries(house, found, ids),
        known,
        lambda p: called.get(p, p),
        [line for m in ids for line in found[m].unread],
    )
    if not page.list_wanted:
        return page
    return replace(page, listing=_listing(known.values(), person, called, now))


def _listing(
    known: Iterable[Agreement], person: Person, called: Mapping[str, str], now: datetime
) -> tuple[Row, ...]:
    today = workdays.today(person, now)
    return by_urgency(
        row(a, person, lambda p: called.get(p, p), today)
        for a in known
        if a.in_force and a.open and person.id in a.parties
    )
