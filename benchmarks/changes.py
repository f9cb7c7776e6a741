"""What saving one change costs: with ever more ledgers around it, and after a year in it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from pathlib import Path

from benchmarks.ratios import Result, compare
from benchmarks.years import documents, reply, year
from daemon.domain.ledger import Ledger
from daemon.ports import Everyone
from daemon.store.disk import Disk
from daemon.store.tiny import TinyStore

AT = datetime(2027, 1, 11, 8, tzinfo=UTC)
FEW, MANY = 1_000, 100_000
BUSY = 8  # ledgers that are changed in turn: as many in both stores, and all of them warm


class QuickDisk(Disk):
    """For what is only built to be measured."""

    def sync(self, path: Path) -> None:
        """Nothing: after a power cut it would be built anew."""


def crowd(folder: Path, *, few: int = FEW, many: int = MANY, turns: int = 200) -> Iterator[Result]:
    """One change among few and among many stored documents; ledgers of equal size, all warm."""
    pattern = year(weeks=6)
    size = documents(pattern)
    small, large = (
        _changing(stored(folder / str(wanted), crowd_of(pattern, wanted // size)))
        for wanted in (few, many)
    )
    pair = compare(large, small, turns)
    yield Result(
        f"a change among {many:,} documents, to one among {few:,}",
        pair.ratio,
        1.5,
        detail=str(pair),
    )


def busy_year(folder: Path, *, weeks: int = 52, turns: int = 60) -> Iterator[Result]:
    """One change of a ledger after a year, to saving 4 kB bare; and how it grows."""
    whole, half = (year(weeks=w) for w in (weeks, weeks // 2))
    after_year, after_half = (
        _changing(stored(folder / f"weeks-{len(ledger.meetings)}", {"marek": ledger}))
        for ledger in (whole, half)
    )
    pair = compare(after_year, bare_save(folder / "bare"), turns)
    what = f"a change after a year ({len(whole.entries)} entries, {len(whole.letters)} letters)"
    yield Result(f"{what}, to saving 4 kB", pair.ratio, 25, detail=str(pair))
    pair = compare(after_year, after_half, turns)
    yield Result("a change after a year, to one after half of it", pair.ratio, 2, detail=str(pair))


def crowd_of(pattern: Ledger, size: int) -> dict[str, Ledger]:
    return {f"rep-{number:05}": pattern for number in range(max(size, BUSY))}


def stored(folder: Path, patterns: dict[str, Ledger]) -> TinyStore:
    """A running store of these ledgers, by owner."""
    builder = TinyStore(folder, QuickDisk())
    for owner, pattern in patterns.items():
        put(builder, replace(pattern, owner=owner))
    store = TinyStore(folder)
    list(store.find(Everyone()))
    return store


def put(store: TinyStore, ledger: Ledger) -> None:
    """Lays a ledger there, whatever was there before."""
    store.change(ledger.owner, lambda _: ledger)


def bare_save(folder: Path) -> Callable[[], None]:
    """4 kB written, synced and renamed: the least that any safe save does."""
    folder.mkdir(parents=True)
    fresh, kept = folder / "fresh", folder / "kept"

    def save() -> None:
        number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.write(number, b"x" * 4096)
        os.fsync(number)
        os.close(number)
        fresh.rename(kept)

    return save


def _changing(store: TinyStore) -> Callable[[], object]:
    """A reply comes in: each call changes the next of the busy ledgers."""
    busy = cycle(list(store.find(Everyone()))[:BUSY])
    numbers = count()

    def change() -> object:
        number = next(numbers)
        at, source = AT + timedelta(minutes=number), f"<{number}@mail.halden.example>"
        return store.change(next(busy), lambda ledger: reply(ledger, at, source))

    return change
