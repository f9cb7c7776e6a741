"""What is kept no longer than the settings say: bytes in the Vault, never entries, keys or times."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from daemon.domain.ledger import Handled, Kind, Ledger
from daemon.domain.outbox import State
from daemon.flows.house import HOUSE, House


def tidy(house: House, owner: str, now: datetime) -> None:
    """Drops what one ledger no longer needs; once a day a ledger, dropping twice is harmless."""
    today = now.date().isoformat()
    if house.memory.tidied.get(owner) == today:
        return
    ledger = house.store.read(owner)
    kept = house.settings.kept
    for name in _letters(ledger, now - timedelta(days=kept.letters)):
        house.vault.drop(name)
    days = kept.held if owner == HOUSE else kept.incoming
    for message_id, handled in ledger.handled.items():
        if now - handled.time > timedelta(days=days) and not _binds(house, message_id, handled):
            house.vault.drop(handled.raw)
    house.memory.tidied[owner] = today


def _letters(ledger: Ledger, before: datetime) -> Iterator[str]:
    """The HTML of a letter goes once it was sent, its text when late answers are over."""
    for letter in ledger.letters.values():
        if letter.state is State.SENT:
            yield letter.html
        if letter.state is not State.QUEUED and letter.made < before:
            yield from (letter.text, letter.html)


def _binds(house: House, message_id: str, handled: Handled) -> bool:
    """Somebody's yes rests on this mail, in whichever ledger it was recorded."""
    return any(
        e.kind is Kind.ACKNOWLEDGED and e.source == message_id
        for owner in handled.ledgers
        for e in house.store.read(owner).entries
    )
