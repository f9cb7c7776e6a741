"""Ledgers and mails in memory, for tests and rehearsals. They keep the ports' every promise."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from threading import Lock

from daemon.domain.ledger import Ledger, index
from daemon.errors import StoreError
from daemon.ports import Due, Everyone, Mentions
from daemon.store.owners import check_owner, select


class MemoryStore:
    """A Store that forgets at the end. `ledgers`: what it knows from the start, by owner."""

    def __init__(self, ledgers: Mapping[str, Ledger] | None = None) -> None:
        self._ledgers = dict(ledgers or {})
        self._indexes = {owner: index(ledger) for owner, ledger in self._ledgers.items()}
        self._locks: dict[str, Lock] = {}

    def find(self, wanted: Everyone | Due | Mentions) -> Iterable[str]:
        return select(wanted, dict(self._indexes))

    def read(self, owner: str) -> Ledger:
        check_owner(owner)
        return self._ledgers.get(owner) or Ledger(owner)

    def change(self, owner: str, decide: Callable[[Ledger], Ledger]) -> Ledger:
        with self._locks.setdefault(owner, Lock()):
            before = self.read(owner)
            after = decide(before)
            if after == before:
                return before
            if after.owner != owner:
                raise StoreError(
                    f"the ledger of {after.owner} can't be saved as {owner}'s", owner=owner
                )
            self._ledgers[owner], self._indexes[owner] = after, index(after)
            return after


class MemoryVault:
    """A Vault that forgets at the end."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        self._kept[name] = content
        return name

    def get(self, name: str) -> bytes:
        try:
            return self._kept[name]
        except KeyError:
            raise StoreError(f"no mail is kept under {name!r}") from None

    def drop(self, name: str) -> None:
        self._kept.pop(name, None)
