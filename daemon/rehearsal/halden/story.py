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
from daemon.rehearsal.halden.team import CUSTOMER, Team, team
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
    """A disk that nobody waits for: what is played need not outlive a power cut.

    ext4 writes a file out when it is renamed over another (auto_da_alloc), so the other goes first.
    """

    def sync(self, path: Path) -> None:
        """The kernel writes it when it likes."""

    def link(self, source: Path, target: Path) -> None:
        target.unlink(missing_ok=True)
        target.hardlink_to(source)

    def replace(self, source: Path, target: Path) -> None:
        target.unlink(missing_ok=True)
        super().replace(source, target)


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
    stage.leave(people["junior"], date(2026, 11, 2), date(2026, 11, 6))

    def bring_in(now: datetime) -> None:
        import_file(app.house, files.agreements.name, files.agreements.read_bytes(), now)

    def start(now: datetime) -> None:
        stage.mail(
            people["tomas"], "start", ("start",), now,
            "{who} has nothing written down, no list, no team in any file: one word begins it.",
        )  # fmt: skip

    for at, happen in (
        (datetime(2026, 10, 1, 7, 0, tzinfo=UTC), bring_in),
        (datetime(2026, 10, 12, 8, 5, tzinfo=UTC), start),
        (datetime(2026, 11, 9, 14, 30, tzinfo=UTC), lambda _: _moves(stage)),
        (datetime(2026, 11, 18, 9, 20, tzinfo=UTC), lambda _: _cancels(stage)),
        (datetime(2026, 11, 20, 15, 0, tzinfo=UTC), lambda _: _recreates(stage)),
        (datetime(2026, 11, 25, 10, 2, tzinfo=UTC), lambda now: _forwards(stage, now)),
        (datetime(2026, 12, 14, 13, 0, tzinfo=UTC), lambda _: _holidays(stage)),
    ):
        stage.plan(at, happen)


def _moves(stage: Halden) -> None:
    """The agenda has been out since this morning."""
    veteran = stage.team["veteran"]
    stage.book.move(veteran, date(2026, 11, 10), date(2026, 11, 12), time(14, 0))


def _cancels(stage: Halden) -> None:
    stage.book.cancel(stage.team["saopaulo"], date(2026, 11, 23))


def _recreates(stage: Halden) -> None:
    """Somebody deletes the series and makes a new one: other ids, the same two people."""
    stage.book.recreate(stage.team["junior"], date(2026, 11, 23))


def _holidays(stage: Halden) -> None:
    """Nobody meets between Christmas and New Year."""
    first, last = date(2026, 12, 21), date(2027, 1, 1)
    for series in stage.book.all():
        for day in series.days(last):
            if series.until is None and day >= first:
                stage.book.cancel(series.rep, day)


def _forwards(stage: Halden, now: datetime) -> None:
    """The rep sent an agenda on to a customer, who answers it."""
    letter = next(
        m
        for m in reversed(stage.mails)
        if m.kind == "agenda" and m.owner == stage.team["veteran"].id
    )
    stage.stranger(CUSTOMER, letter, ("Interesting! A3 is 9 of 9 then? Best, Viktor",), now)


def _post(outgoing: Path) -> list[bytes]:
    """Every mail that came into anybody's folder since the last look; looking marks it as seen."""
    if not outgoing.is_dir():
        return []
    found = []
    for path in sorted(outgoing.glob("*/new/*")):
        found.append(path.read_bytes())
        path.rename(path.parents[1] / "cur" / f"{path.name}:2,S")
    return found
