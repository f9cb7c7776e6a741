"""A house in which things may be tried: what is changed there is forgotten, and nothing leaves it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from itertools import takewhile

from daemon.domain.ledger import Ledger, index
from daemon.flows.house import HOUSE, House, Memory
from daemon.ports import Due, Everyone, Mentions, Store, Vault


class SupposedStore:
    """A Store over another: it reads from there, and keeps changes to itself."""

    def __init__(self, below: Store) -> None:
        self._below = below
        self._changed: dict[str, Ledger] = {}

    def find(self, wanted: Everyone | Due | Mentions) -> Iterable[str]:
        found = {owner for owner in self._below.find(wanted) if owner not in self._changed}
        return sorted(found | {o for o, led in self._changed.items() if _is_wanted(led, wanted)})

    def read(self, owner: str) -> Ledger:
        return self._changed.get(owner) or self._below.read(owner)

    def change(self, owner: str, decide: Callable[[Ledger], Ledger]) -> Ledger:
        self._changed[owner] = decide(self.read(owner))
        return self._changed[owner]


class SupposedVault:
    """A Vault over another, which never hears of what is put or dropped."""

    def __init__(self, below: Vault) -> None:
        self._below = below
        self._put: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        name = sha256(content).hexdigest()
        self._put[name] = content
        return name

    def get(self, name: str) -> bytes:
        return self._put[name] if name in self._put else self._below.get(name)

    def drop(self, name: str) -> None:
        self._put.pop(name, None)


def _is_wanted(ledger: Ledger, wanted: Everyone | Due | Mentions) -> bool:
    found = index(ledger)
    match wanted:
        case Everyone():
            return True
        case Due(now):
            return found.next_due is not None and found.next_due <= now
        case Mentions(reference):
            return reference in found.references


def supposed(house: House) -> House:
    return replace(
        house,
        store=SupposedStore(house.store),
        vault=SupposedVault(house.vault),
        add_people=lambda _: None,
        stop=lambda: None,
        invitations=None,
        memory=Memory(),
    )


def unread(house: House, message_id: str) -> None:
    """As if a mail had not come yet: what it left is taken away, and what came after it there."""
    owners: set[str] = set()
    for owner in house.store.find(Mentions(message_id)):
        handled = house.store.read(owner).handled.get(message_id)
        owners |= {owner, *handled.ledgers} if handled else set()
    for owner in owners:
        house.store.change(owner, lambda ledger: _before(ledger, message_id))


def _before(ledger: Ledger, message_id: str) -> Ledger:
    handled = {m: h for m, h in ledger.handled.items() if m != message_id}
    if ledger.owner == HOUSE:
        return replace(ledger, handled=handled)
    entries = tuple(takewhile(lambda e: e.source != message_id, ledger.entries))
    return replace(ledger, handled=handled, entries=entries)
