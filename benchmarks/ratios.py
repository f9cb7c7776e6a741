"""Ratios of two pieces of work, measured in turns so that a busy machine slows both alike."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. limit: None where nothing is promised. least: the limit is a floor."""

    what: str
    value: float
    limit: float | None = None
    least: bool = False
    detail: str = ""

    @property
    def missed(self) -> bool:
        if self.limit is None:
            return False
        return self.value < self.limit if self.least else self.value > self.limit

    def __str__(self) -> str:
        sign = ">=" if self.least else "<="
        limit = f"{sign} {self.limit:g}" if self.limit is not None else ""
        mark = "" if self.limit is None else "MISSED" if self.missed else "ok"
        return f"{self.value:8.2f}  {limit:<8} {mark:<6}  {self.what}; {self.detail}".rstrip("; ")


@dataclass(frozen=True, slots=True)
class Pair:
    """Medians in seconds, and the median of each turn's ratio (`ours` / `bare`)."""

    ours: float
    bare: float
    ratio: float

    def __str__(self) -> str:
        return f"{written(self.ours)} to {written(self.bare)}"


def compare(ours: Work, bare: Work, turns: int, *, ready: Work = lambda: None) -> Pair:
    """Runs both `turns` times, in changing order, after one turn that is not counted.

    ready: what each of our turns begins with; its time is not counted.
    """
    times = [_turn(ours, bare, ready, ours_first=n % 2 == 0) for n in range(turns + 1)][1:]
    return Pair(
        ours=median(t[0] for t in times),
        bare=median(t[1] for t in times),
        ratio=median(t[0] / t[1] for t in times),
    )


def _turn(ours: Work, bare: Work, ready: Work, *, ours_first: bool) -> tuple[float, float]:
    ready()
    if ours_first:
        first = seconds(ours)
        return first, seconds(bare)
    second = seconds(bare)
    return seconds(ours), second


def seconds(work: Work) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def written(span: float) -> str:
    """ "1.42 ms", "87 us", "2.1 s"."""
    if span >= 1:
        return f"{span:.2f} s"
    return f"{span * 1e3:.2f} ms" if span >= 1e-3 else f"{span * 1e6:.0f} us"


@contextmanager
def settled() -> Iterator[None]:
    """What was built for a measurement is no garbage to be searched again and again during it."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
