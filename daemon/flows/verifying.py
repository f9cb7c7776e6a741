"""Proving the ledgers from themselves: a chain shows any entry that was changed.

What a chain can't show, a tail that was cut off or a chain written anew, `proving` finds in mails.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from daemon.domain.ledger import Entry, Kind, Ledger, chain_heads, verify
from daemon.errors import StoreError
from daemon.flows.house import House
from daemon.ports import Everyone


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report.

    place: "marek A3", or where a mail lies. proof: what was looked for. fault: "" where it holds.
    missing: the mail that would prove it is not there, which is no fault.
    """

    place: str
    proof: str
    fault: str = ""
    missing: bool = False

    def __str__(self) -> str:
        mark = "!" if self.fault else "?" if self.missing else " "
        return f"{mark} {self.place}: {self.proof}{'; ' if self.fault else ''}{self.fault}"


def as_json(checks: Iterable[Check]) -> str:
    """A list of {place, proof, fault, missing}."""
    return json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=2)


def chains(house: House) -> Iterator[Check]:
    """Every agreement of every ledger, and whether its chain holds."""
    for owner, ledger in ledgers(house):
        if isinstance(ledger, StoreError):
            yield Check(owner, "its ledger", f"{ledger}; accord restore {owner}")
        else:
            yield from _chain(owner, ledger)


def ledgers(house: House) -> Iterator[tuple[str, Ledger | StoreError]]:
    """Every ledger by its owner, or why it can't be read."""
    for owner in sorted({*house.store.find(Everyone()), *house.directory().people}):
        try:
            yield owner, house.store.read(owner)
        except StoreError as error:
            yield owner, error


def erased_on(entries: Iterable[Entry]) -> dict[str, str]:
    """On which day the words of a person went."""
    found = (e for e in entries if e.kind is Kind.ERASED)
    return {e.values.get("person", ""): f"{e.time:%Y-%m-%d}" for e in found}


def _chain(owner: str, ledger: Ledger) -> Iterator[Check]:
    faults = verify(ledger)
    for fault in faults:
        told = "its words are not what was recorded"
        if fault.what == "record":
            told = "it is not what was recorded, or one before it is gone"
        place = f"{owner} {fault.agreement or 'beside agreements'}"
        yield Check(place, f"entry {fault.seq + 1}", told)
    broken = {fault.agreement for fault in faults}
    erased = erased_on(ledger.entries)
    for label, head in chain_heads(ledger.entries).items():
        if label not in broken:
            entries = [e for e in ledger.entries if e.agreement == label]
            gone = [erased[e.author] for e in entries if not e.salt and e.author in erased]
            words = f", words erased on {max(gone)}" if gone else ""
            proof = f"{len(entries)} entries hold, record {head[:8]}{words}"
            yield Check(f"{owner} {label}", proof)
