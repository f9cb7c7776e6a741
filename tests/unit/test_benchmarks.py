"""Every measurement still runs, in a tiny size; what it measures is not asserted."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks import changes, idle, leads, outbox, reading, rendering, replies, resting
from benchmarks.__main__ import ALL, main
from benchmarks.ratios import Result, compare
from benchmarks.years import documents, year

TINY: dict[str, Callable[[Path], Iterator[Result]]] = {
    "crowd": lambda folder: changes.crowd(folder, few=400, many=800, turns=1),
    "year": lambda folder: changes.busy_year(folder, weeks=4, turns=1),
    "idle": lambda folder: idle.idle(folder, people=12, turns=2),
    "outbox": lambda folder: outbox.outbox(folder, letters=40, places=1),
    "rendering": lambda folder: rendering.rendering(folder, turns=1),
    "leads": lambda _: leads.leads(zones=frozenset({"Europe/Vienna", "Africa/Cairo"})),
    "replies": lambda _: replies.libraries(turns=1, limit=4),
    "growth": lambda _: replies.growth(small=1_000, large=2_000, turns=1),
    "shapes": lambda _: replies.shapes(each=1),
    "numbers": lambda _: replies.generated(mails=4, answers=20, workers=1),
    "calendars": lambda folder: reading.calendars(folder, files=2, events=4, turns=1),
    "start": lambda _: reading.start(turns=1),
    "resting": resting.resting,
}


def test_each_measurement_has_a_tiny_size() -> None:
    assert TINY.keys() == ALL.keys()


@pytest.mark.parametrize("name", TINY)
def test_the_measurement_runs(name: str, tmp_path: Path) -> None:
    results = list(TINY[name](tmp_path))
    assert results
    assert all(result.value >= 0 and str(result) for result in results)


def test_a_limit_may_be_the_most_or_the_least() -> None:
    assert Result("too slow", 1.6, 1.5).missed
    assert not Result("quick enough", 1.5, 1.5).missed
    assert Result("too little", 0.4, 0.5, least=True).missed
    assert not Result("only printed", 1000).missed


def test_a_turn_begins_with_what_makes_it_ready() -> None:
    seen: list[str] = []
    compare(
        lambda: seen.append("ours"),
        lambda: seen.append("bare"),
        2,
        ready=lambda: seen.append("ready"),
    )
    assert seen == ["ready", "ours", "bare", "ready", "bare", "ours", "ready", "ours", "bare"]


def test_mareks_year_is_as_busy_as_was_promised() -> None:
    ledger = year("marek", "dana")
    assert 550 <= len(ledger.entries) <= 650
    assert len(ledger.letters) >= 60
    assert documents(ledger) == len(ledger.entries) + 104 + 52 + 52 + 1


def test_a_name_that_is_not_measured_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["lunch"])
    assert "lunch is not measured" in capsys.readouterr().err
