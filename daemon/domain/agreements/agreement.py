"""Agreements, folded from a ledger's entries.

A draft is an *expectation* until every party has said yes to the same version; only then is it in
force. A newer version waits beside the one in force until both have said yes to it. The verdict
comes from words, never from a date or a number.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from daemon.domain.agreements.consenting import (
    acknowledged,
    countered,
    numbered,
    proposed,
    reassigned,
)
from daemon.domain.agreements.living import (
    closed,
    contested,
    noted,
    reopened,
    shared,
    suggested,
    updated,
)
from daemon.domain.agreements.shape import Agreement, Change, Consent, Said, Verdict
from daemon.domain.agreements.undoing import taken_back
from daemon.domain.ledger import Entry, Kind

__all__ = [
    "Agreement",
    "Change",
    "Consent",
    "Said",
    "Verdict",
    "after",
    "fold",
    "standing_before",
    "steps",
    "undone",
]


class _Same:
    """Entries by identity: they are as immutable as a ledger, and too many to compare."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries

    def __hash__(self) -> int:
        return id(self.entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.entries is other.entries


def fold(owner: str, entries: Iterable[Entry]) -> dict[str, Agreement]:
    """Every agreement of a ledger by label, in the order of their first words.

    One look folds the same ledgers many times, so the latest folds are remembered.
    """
    return dict(_folded(owner, _Same(tuple(entries))))


@lru_cache(maxsize=64)
def _folded(owner: str, same: _Same) -> dict[str, Agreement]:
    return {new.label: new for _, _, new in steps(owner, same.entries)}


def steps(
    owner: str, entries: tuple[Entry, ...]
) -> Iterator[tuple[Entry, Agreement | None, Agreement]]:
    """Each entry that the fold rests on, with its agreement before it (None: it begins) and after."""
    gone = taken_back(entries)
    found: dict[str, Agreement] = {}
    for place, entry in enumerate(entries):
        before = found.get(entry.agreement)
        if entry.kind is Kind.PROPOSED and place not in gone:
            new = proposed(owner, entry)
        elif before is not None:
            step = after if place not in gone else numbered
            new = replace(step(before, entry), record=entry.record)
        else:
            continue
        found[new.label] = new
        yield entry, before, new


def after(agreement: Agreement, entry: Entry) -> Agreement:
    """What one more entry makes of it; an UNDO only shows in the fold of all."""
    return _STEPS.get(entry.kind, _unchanged)(agreement, entry)


def undone(entries: Iterable[Entry]) -> frozenset[tuple[str, str]]:
    """(source, label) of what UNDO took back; a label of "" stands for what names no agreement."""
    return frozenset((e.values["source"], e.agreement) for e in entries if e.kind is Kind.UNDONE)


def standing_before(owner: str, entries: Iterable[Entry], source: str) -> dict[str, Agreement]:
    """The fold as it was before the first entry of `source`."""
    kept: list[Entry] = []
    for entry in entries:
        if entry.source == source:
            break
        kept.append(entry)
    return fold(owner, kept)


def _unchanged(agreement: Agreement, _entry: Entry) -> Agreement:
    return agreement


_STEPS = {
    Kind.ACKNOWLEDGED: acknowledged,
    Kind.COUNTERED: countered,
    Kind.UPDATED: updated,
    Kind.NOTED: noted,
    Kind.ASKED: noted,
    Kind.CLOSED: closed,
    Kind.CONTESTED: contested,
    Kind.REOPENED: reopened,
    Kind.SHARED: shared,
    Kind.SUGGESTED: suggested,
    Kind.REASSIGNED: reassigned,
}
