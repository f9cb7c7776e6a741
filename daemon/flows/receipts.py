"""Receipts that are due: one mail for all replies of a person in one thread."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from daemon.domain import tags, workdays
from daemon.domain.agreements.agreement import Agreement
from daemon.domain.agreements.shown import Row, by_urgency, row
from daemon.domain.ledger import Entry, Handled, Kind, Ledger
from daemon.domain.letters.wishes import KEEP, Wish, said_last
from daemon.domain.matters import CLEAN, QUIET, consent
from daemon.domain.meetings.agenda import Draft, draft
from daemon.domain.outbox import Letter, LetterKind
from daemon.domain.people import Directory, Person
from daemon.domain.replies.reactions import says_nothing
from daemon.domain.replies.receipt import Receipt, covers, quiet_is_due, receipt
from daemon.domain.replies.receipt_table import items
from daemon.flows.house import HOUSE, House, apart
from daemon.flows.making import Thread, make, queue
from daemon.flows.understanding import agreements, partner, partners
from daemon.ports import Due

PUT_OFF = "put off"  # no pair is called so


def receipts(house: House, now: datetime) -> None:
    """Makes every receipt whose few minutes are over."""
    directory = house.directory()
    for owner in house.store.find(Due(now)):
        person = directory.people.get(owner)
        if owner == HOUSE or person is None:
            continue
        with apart(house, f"receipt {owner}"):
            _for_person(house, directory, person, now)


def _for_person(house: House, directory: Directory, person: Person, now: datetime) -> None:
    ledger = house.store.read(person.id)
    letters: list[Letter] = []
    done: set[str] = set()
    for found in _threads(house, ledger).values():
        if any(h.receipt_due and h.receipt_due <= now for h in found.values()):
            letter = _letter(house, directory, person, ledger, found, now)
            letters += [letter] if letter else []
            done |= set(found)
    if not done:
        return

    def decide(new: Ledger) -> Ledger:
        answered = {m: replace(new.handled[m], receipt_due=None) for m in done}
        return queue(replace(new, handled={**new.handled, **answered}), letters)

    house.store.change(person.id, decide)


def _threads(house: House, ledger: Ledger) -> dict[str, dict[str, Handled]]:
    """Mails that wait for a receipt, by what they are about.

    Those put off to the next morning, after the day's five, are together whatever they are about.
    """
    soon = timedelta(minutes=house.settings.rhythm.receipt_minutes)
    threads: dict[str, dict[str, Handled]] = {}
    for message_id, handled in ledger.handled.items():
        if handled.receipt_due:
            letter = ledger.letters.get(handled.answered)
            put_off = handled.receipt_due > handled.time + soon
            thread = PUT_OFF if put_off else letter.about if letter else ""
            threads.setdefault(thread, {})[message_id] = handled
    return threads


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
    owners = {o for h in found.values() for o in h.ledgers}
    owners |= {person.id, *(i.owner for x in answered for i in x.items)}
    known = agreements(house, owners)
    page = _page(house, directory, person, found, ids, answered, known)
    if page.list_wanted:
        listing = _listing(house, directory, person, now)
        waiting = _not_agreed(house, directory, person)
        page = replace(page, listing=listing, waiting=waiting)
    if page.clean and (_quiet(ledger) or (page.empty and _needs_no_answer(page, answered))):
        return None
    page = replace(page, offers_quiet=page.clean and quiet_is_due(ledger))
    last = found[ids[-1]]
    wish = Wish(
        key=tags.key("receipt", person.id, ids[0]),
        kind=LetterKind.RECEIPT,
        template="receipt",
        addressee=person.id,
        due=now,
        expires=now + KEEP,
        page=page,
        about=answered[-1].about if answered else "",
        items=items(page, answered, known),
        matters=(*ids, *_carried(page)),
    )
    thread = Thread(last.subject, last.message_id, (*last.references, last.message_id))
    return make(house, wish, person, now, thread)


def _carried(page: Receipt) -> list[str]:
    """What the receipt asks a yes for, and what of it counts towards offering QUIET."""
    found = [consent(d.owner, d.agreement, d.version) for d in page.drafts if d.ask]
    return [*found, *([CLEAN] if page.clean else []), *([QUIET] if page.offers_quiet else [])]


def _needs_no_answer(page: Receipt, answered: list[Letter]) -> bool:
    """A lone emoji, or a thank-you for a receipt: an answer would only bring the next one."""
    wordless = bool(page.unread) and all(map(says_nothing, page.unread))
    return wordless or (all(x.kind is LetterKind.RECEIPT for x in answered) and bool(answered))


def _quiet(ledger: Ledger) -> bool:
    last = said_last(ledger, (Kind.QUIETED, Kind.RESUMED))
    return last is not None and last.kind is Kind.QUIETED


def _entries(
    house: House, found: Mapping[str, Handled], ids: tuple[str, ...]
) -> tuple[tuple[str, Entry], ...]:
    """What the replies left, in the order it was typed, whichever ledger it lies in."""
    entries = [
        (ids.index(entry.source), owner, entry)
        for owner in sorted({o for h in found.values() for o in h.ledgers})
        for entry in house.store.read(owner).entries
        if entry.source in ids
    ]
    entries.sort(key=lambda e: (e[0], _place(e[2])))
    return tuple((owner, entry) for _, owner, entry in entries)


def _place(entry: Entry) -> tuple[int, ...]:
    parts = entry.line.split(".")
    return tuple(int(p) for p in parts if p.isdigit()) or (1 << 30,)


def _page(
    house: House,
    directory: Directory,
    person: Person,
    found: Mapping[str, Handled],
    ids: tuple[str, ...],
    answered: list[Letter],
    known: Mapping[tuple[str, str], Agreement],
) -> Receipt:
    called = {p.id: p.called for p in directory.people.values()}
    entries = _entries(house, found, ids)
    other = partner(directory, person, answered[-1]) if answered else _with(person, entries)
    return receipt(
        person,
        called.get(other, ""),
        entries,
        known,
        lambda p: called.get(p, p),
        [line for m in ids for line in found[m].unread],
        {(i.owner, i.agreement): i.label for x in answered for i in x.items if i.label},
    )


def _with(person: Person, entries: tuple[tuple[str, Entry], ...]) -> str:
    """With whom the drafts of a mail are that answered none of ours; "" where with several."""
    parties = {p for _, e in entries for p in e.values.get("parties", "").split(",") if p}
    others = parties - {person.id}
    return others.pop() if len(others) == 1 else ""


def _not_agreed(house: House, directory: Directory, person: Person) -> tuple[Draft, ...]:
    """Drafts and changes that the person was shown: asked for a yes, or has said it."""
    called = {p.id: p.called for p in directory.people.values()}
    owners = {person.id, *(p.id for p in partners(directory, person))}
    return tuple(
        draft(a, person, lambda p: called.get(p, p))
        for a in agreements(house, owners).values()
        if person.id in a.parties and a.missing() and (a.asks(person.id) or _said_yes(a, person))
    )


def _said_yes(agreement: Agreement, person: Person) -> bool:
    return person.id not in agreement.missing()


def _listing(house: House, directory: Directory, person: Person, now: datetime) -> tuple[Row, ...]:
    """Everything open that the person owes or is owed."""
    today = workdays.today(person, now)
    called = {p.id: p.called for p in directory.people.values()}
    owners = {person.id, *(p.id for p in partners(directory, person))}
    return by_urgency(
        row(a, person, lambda p: called.get(p, p), today)
        for a in agreements(house, owners).values()
        if a.in_force and a.open and person.id in a.parties
    )
