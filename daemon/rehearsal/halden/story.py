"""The quarter of Halden, from 1 October 2026 to mid-January: who meets when, and what happens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from daemon.app import App, build
from daemon.flows.importing import import_file
from daemon.rehearsal.halden.files import Files, fresh
from daemon.rehearsal.halden.scenes import scenes
from daemon.rehearsal.halden.series import Book, Series
from daemon.rehearsal.halden.stage import Halden
from daemon.rehearsal.halden.team import Team, team
from daemon.rehearsal.playing import Span, play
from daemon.settings import load
from daemon.store.disk import Disk
from daemon.store.tiny import TinyStore
from daemon.store.vault import FileVault

SPAN = Span(datetime(2026, 10, 1, 6, 30, tzinfo=UTC), datetime(2027, 1, 15, 18, 0, tzinfo=UTC))
Progress = Callable[[datetime], None]


def played(root: Path, seed: int, tell: Progress) -> tuple[App, Halden]:
    """Plays the whole quarter on files below `root`; returns the program and the stage as they end."""
    people = team(seed)
    files = fresh(root, people, seed)
    book = Book(files.calendars)
    for series in _series(people):
        book.put(series)
    app = _hasty(build(load(files.settings), SPAN.start))
    stage = Halden(people, book, files.incoming, scenes(), seed)
    _plan(stage, app, files)
    try:
        play(app, stage, lambda: _post(files.outgoing), SPAN, tell)
    finally:
        for close in app.close:
            close()
    return app, stage


class Hasty(Disk):
    """A disk that nobody waits for: what is played need not outlive a power cut."""

    def sync(self, path: Path) -> None:
        """The kernel writes it when it likes."""


def _hasty(app: App) -> App:
    """The same app on the same files, without waiting for the disk at each of its thousands of saves."""
    state = app.house.settings.state
    store, vault = TinyStore(state, Hasty()), FileVault(state, Hasty())
    return replace(app, house=replace(app.house, store=store, vault=vault))


def _series(people: Team) -> tuple[Series, ...]:
    """Dana's five from the first week on; Tomas has his three in the calendar, and nothing else."""
    table = (
        ("dana", "veteran", date(2026, 10, 6), time(10, 0), 1),
        ("dana", "junior", date(2026, 10, 7), time(9, 0), 1),
        ("dana", "newyork", date(2026, 10, 8), time(16, 0), 2),
        ("dana", "saopaulo", date(2026, 10, 12), time(15, 0), 2),
        ("dana", "kolkata", date(2026, 10, 9), time(9, 30), 2),
        ("tomas", "first", date(2026, 10, 14), time(11, 0), 2),
        ("tomas", "second", date(2026, 10, 15), time(14, 30), 2),
        ("tomas", "third", date(2026, 10, 21), time(15, 30), 2),
    )
    return tuple(
        Series(f"one-{rep}@halden.example", people[leader], people[rep], first, at, every)
        for leader, rep, first, at, every in table
    )


def _plan(stage: Halden, app: App, files: Files) -> None:
    """What happens by itself, whatever anybody is mailed."""
    people = stage.team

    def bring_in(now: datetime) -> None:
        content = files.agreements.read_bytes()
        import_file(app.house, files.agreements.name, content, now)

    stage.plan(datetime(2026, 10, 1, 7, 0, tzinfo=UTC), bring_in)
    del people


def _post(outgoing: Path) -> list[bytes]:
    """Every mail that came into anybody's folder since the last look; looking marks it as seen."""
    if not outgoing.is_dir():
        return []
    found = []
    for path in sorted(outgoing.glob("*/new/*")):
        found.append(path.read_bytes())
        path.rename(path.parents[1] / "cur" / f"{path.name}:2,S")
    return found


__all__ = ["SPAN", "played"]
