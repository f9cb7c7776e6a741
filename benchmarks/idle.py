"""A tick with nothing to do, in a running daemon, to looking at the time of every ledger's file."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from benchmarks.changes import QuickDisk, stored
from benchmarks.company import founded, staff
from benchmarks.ratios import Result, compare
from benchmarks.years import reply
from daemon.app import App, build
from daemon.domain.ledger import Ledger
from daemon.store.tiny import TinyStore

MORNING = datetime(2026, 2, 18, 10, tzinfo=UTC)  # a Wednesday: no letter has its day
MINUTE = timedelta(minutes=1)


def idle(folder: Path, *, people: int = 2_000, turns: int = 60) -> Iterator[Result]:
    """Everybody has a ledger, everything due is done, no mail waits; each tick is a minute later."""
    app = quiet_app(folder / "company", people)
    files = [str(path) for path in app.house.settings.state.glob("ledgers/*.json")]
    bare = lambda: [os.stat(file).st_mtime for file in files]  # noqa: E731, PTH116
    pair = compare(ticking(app), bare, turns)
    what = f"an idle tick, to reading the times of {people:,} files"
    yield Result(what, pair.ratio, 5, detail=str(pair))


def quiet_app(folder: Path, people: int) -> App:
    """An app that knows every ledger and has done all it has to do."""
    settings = founded(folder, people)
    stored(settings.state, {p: reply(Ledger(p), MORNING, f"<{p}@x>") for p in staff(people)})
    app = build(settings, MORNING)
    quick = App(replace(app.house, store=TinyStore(settings.state, QuickDisk())))
    quick.tick(MORNING)  # plans everybody
    app.tick(MORNING)
    return app


def ticking(app: App) -> Callable[[], None]:
    """What the daemon's three jobs do each minute."""
    jobs = [app.guarded(job) for job in (app.receive, app.plan, app.deliver)]
    minutes = count(1)

    def tick() -> None:
        now = MORNING + next(minutes) * MINUTE
        for job in jobs:
            job(now)

    return tick
