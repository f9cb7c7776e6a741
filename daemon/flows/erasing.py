"""Erasing what one person typed, everywhere; numbers, dates and the chain stay."""

from dataclasses import replace
from datetime import datetime

from daemon.domain.ledger import Entry, Kind, Ledger, append, erase
from daemon.errors import DaemonError
from daemon.flows.house import House
from daemon.ports import Everyone


def erase_person(house: House, person: str, now: datetime) -> int:
    """Drops the words and salts of every entry `person` wrote, and the mails they came in.

    Texts of letters that quoted them go too. Returns how many entries lost their words. Raises
    DaemonError for an id that no ledger knows.
    """
    erased = 0
    for owner in list(house.store.find(Everyone())):
        ledger = house.store.read(owner)
        mine = [e for e in ledger.entries if e.author == person and (e.texts or e.salt)]
        erased += len(mine)
        if mine or owner == person:
            _drop_mails(house, ledger, person)
            house.store.change(owner, lambda led: _erased(led, person, now))
    if not erased and person not in set(house.store.find(Everyone())):
        raise DaemonError(f"{person} is in no ledger; ids are listed by accord agreements list")
    return erased


def _drop_mails(house: House, ledger: Ledger, person: str) -> None:
    if ledger.owner == person:
        for handled in ledger.handled.values():
            house.vault.drop(handled.raw)
    for letter in ledger.letters.values():
        if letter.sent:
            house.vault.drop(letter.text)
            house.vault.drop(letter.html)


def _erased(ledger: Ledger, person: str, now: datetime) -> Ledger:
    ledger = erase(ledger, person)
    if ledger.owner == person:
        bare = {m: replace(h, subject="", unread=()) for m, h in ledger.handled.items()}
        ledger = replace(ledger, handled=bare)
    entry = Entry(Kind.ERASED, now, "accord", f"erase:{person}:{now.isoformat()}", "0",
                  values={"person": person})
    return append(ledger, [entry])
