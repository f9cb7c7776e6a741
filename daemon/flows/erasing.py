"""Erasing what one person typed, everywhere; numbers, dates and the chain stay."""

from dataclasses import replace
from datetime import datetime

from daemon.domain.ledger import Entry, Kind, Ledger, append, erase
from daemon.domain.outbox import Letter, LetterKind, State
from daemon.domain.people import Person
from daemon.errors import DaemonError, StoreError
from daemon.flows.checking import FILED
from daemon.flows.house import HOUSE, House
from daemon.mail.parse import parse
from daemon.ports import Everyone


def erase_person(house: House, person: str, now: datetime) -> int:
    """Drops the words and salts of every entry `person` wrote, and the mails they came in.

    Texts of letters that quoted them go too. Returns how many entries lost their words. Raises
    DaemonError for an id that no ledger knows.
    """
    erased = 0
    owners = list(house.store.find(Everyone()))
    for owner in owners:
        ledger = house.store.read(owner)
        mine = [e for e in ledger.entries if e.author == person and (e.texts or e.salt)]
        erased += len(mine)
        if mine or any(_names(x, person) for x in ledger.letters.values()) or owner == person:
            _drop_bytes(house, ledger, person)
            house.store.change(owner, lambda led: _erased(led, person))
            # A save of its own: the store keeps the generation before, which still had the words.
            house.store.change(owner, lambda led: append(led, [_entry(person, now)]))
    _drop_filed(house, person)
    if not erased and person not in owners:
        raise DaemonError(f"{person} is in no ledger; ids are listed by accord agreements list")
    return erased


def _names(letter: Letter, person: str) -> bool:
    """A letter to them, about a pair of theirs, or with an item of theirs."""
    owners = {i.owner for i in letter.items}
    return letter.addressee == person or person in {*letter.about.split("+"), *owners}


def _tells(letter: Letter, person: str) -> bool:
    """Whether a letter may hold words of theirs; a Monday letter speaks of the whole team."""
    return letter.kind is LetterKind.MONDAY or _names(letter, person)


def _drop_bytes(house: House, ledger: Ledger, person: str) -> None:
    if ledger.owner == person:
        for handled in ledger.handled.values():
            house.vault.drop(handled.raw)
    for letter in ledger.letters.values():
        # What is on its way in this moment keeps its bytes: a second try must be the same mail.
        if letter.state is not State.SENDING and _tells(letter, person):
            house.vault.drop(letter.text)
            house.vault.drop(letter.html)


def _drop_filed(house: House, person: str) -> None:
    """Mail of theirs that was held or filed, and what came back of mail to them."""
    known = house.directory().people.get(person)
    if known is None:
        return
    for handled in house.store.read(HOUSE).handled.values():
        try:
            raw = house.vault.get(handled.raw)
        except StoreError:
            continue  # it is kept no longer
        if _is_from(house, raw, known) or (handled.code in FILED and _mentions(raw, known)):
            house.vault.drop(handled.raw)


def _is_from(house: House, raw: bytes, person: Person) -> bool:
    try:
        senders = parse(raw).senders
    except Exception:  # noqa: BLE001  # it may be held because it can't be read
        return _mentions(raw, person)
    return any(house.directory().by_address(sender) == person for sender in senders)


def _mentions(raw: bytes, person: Person) -> bool:
    text = raw.lower()
    return any(address.lower().encode() in text for address in person.addresses)


def _erased(ledger: Ledger, person: str) -> Ledger:
    ledger = erase(ledger, person)
    if ledger.owner == person:
        bare = {m: replace(h, subject="", unread=()) for m, h in ledger.handled.items()}
        ledger = replace(ledger, handled=bare)
    told = {k: _bare(x) if _tells(x, person) else x for k, x in ledger.letters.items()}
    return replace(ledger, letters=told)


def _entry(person: str, now: datetime) -> Entry:
    return Entry(
        kind=Kind.ERASED,
        time=now,
        author="accord",
        source=f"erase:{person}:{now.isoformat()}",
        line="0",
        values={"person": person},
    )


def _bare(letter: Letter) -> Letter:
    """Its table without titles; one that had not left yet is made anew, without the words."""
    if letter.state is State.QUEUED:
        letter = replace(letter, state=State.EXPIRED, error="words in it were erased")
    if letter.kind is LetterKind.AGREE:  # its subject names what is to be agreed
        letter = replace(letter, subject="")
    return replace(letter, items=tuple(replace(i, title="") for i in letter.items))
