"""Accounts, tried for real: whether they sign in, what they may, what they must not, and their use."""

from collections.abc import Iterator
from datetime import datetime

from daemon.domain.ledger import Ledger
from daemon.errors import DaemonError
from daemon.flows.cures import with_cure
from daemon.flows.house import HOUSE, Account, House, meta

REFUSED = (403, 404)


def probed(house: House, now: datetime) -> Iterator[tuple[str, str, bool]]:
    """Place, what there is to say of it, and whether somebody should act."""
    today = calls_of(house.store.read(HOUSE), now) if house.accounts else {}
    for name, account in sorted(house.accounts.items()):
        place = f"account {name}"
        try:
            granted = account.sign_in()
        except DaemonError as error:
            yield place, _cured(place, account, error), True
            continue
        may = f", granted {', '.join(granted)}" if granted else ""
        used = f"; {today[name]:,} calls today" if name in today else ""
        yield place, f"signs in{may}{used}", False
        if account.forbidden:
            yield (place, *_tried(account))


def _cured(place: str, account: Account, error: DaemonError) -> str:
    what = with_cure(str(error).removeprefix(f"{place}: "))
    return f"{what}; {account.cure}" if getattr(error, "paused", False) else what


def _tried(account: Account) -> tuple[str, bool]:
    """The refusal is what is hoped for."""
    try:
        account.trespass()
    except DaemonError as error:
        if getattr(error, "status", 0) in REFUSED:
            return f"is refused what is {account.forbidden}'s, as it should be", False
        return f"nobody knows whether it can read what is {account.forbidden}'s: {error}", True
    return f"can read what is {account.forbidden}'s, and must not; narrow what it may", True


def calls_of(ledger: Ledger, now: datetime) -> dict[str, int]:
    """By account, how many calls were made on this day of UTC, as the house's ledger has it."""
    day, *counts = ledger.meta.get("calls", "").split() or [""]
    if day != f"{now:%Y-%m-%d}":
        return {}
    pairs = (count.rpartition("=") for count in counts)
    return {name: int(number) for name, _, number in pairs}


def counted(house: House, ledger: Ledger, now: datetime) -> Ledger:
    """The house's ledger with the calls since the last time; what a crash forgets is no loss."""
    if not house.accounts:
        return ledger
    calls, memory = calls_of(ledger, now), house.memory
    for name, account in house.accounts.items():
        made = account.calls()
        calls[name] = calls.get(name, 0) + made - memory.called.get(name, 0)
        memory.called[name] = made
    text = " ".join(f"{name}={number}" for name, number in sorted(calls.items()))
    return meta(ledger, calls=f"{now:%Y-%m-%d} {text}")
