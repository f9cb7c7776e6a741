"""Plays the scenario on disk: once as it should go, with a snapshot of each moment, then with deaths."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from daemon.app import App, build
from daemon.mail.render import Renderer
from daemon.settings import load
from tests.acceptance.crash import scenario
from tests.acceptance.crash.scenario import MOMENTS, Moment
from tests.acceptance.crash.wires import Death, Wire, wired
from tests.acceptance.world import World

REST = timedelta(minutes=6)  # after it receipts that waited and letters in doubt are looked at
SALT = "5a" * 16  # receipts print a hash over it, and mails are compared byte by byte
MAILDIR = 'kind = "maildir"\npath = "mail/people"'
NOW = timedelta()

# Its compiled templates outlive the deaths; it keeps nothing else.
RENDERER = Renderer()

Compose = Callable[[Path, datetime], App]


def composed(root: Path, now: datetime) -> App:
    return build(load(root / "accord.toml"), now)


@contextmanager
def process(root: Path, now: datetime, wire: Wire, compose: Compose = composed) -> Iterator[App]:
    """A process of the program, which knows nothing but what lies below `root`."""
    app = compose(root, now)
    house = replace(app.house, salt=lambda: SALT, renderer=RENDERER)
    try:
        yield App(wired(house, wire), app.close)
    finally:
        for close in app.close:
            close()


def run(
    root: Path,
    moment: Moment,
    wire: Wire | None = None,
    late: timedelta = NOW,
    compose: Compose = composed,
) -> Wire:
    """One process that does the job of a moment and ends."""
    wire = wire or Wire()
    now = moment.now + late
    with process(root, now, wire, compose) as app:
        moment.job(app, now)
    return wire


def run_to_rest(
    root: Path, moment: Moment, late: timedelta = NOW, compose: Compose = composed
) -> Wire:
    """The job whole, and a tick some minutes later."""
    wire = run(root, moment, late=late, compose=compose)
    run(root, replace(moment, job=scenario.tick), wire, late + REST, compose)
    return wire


def halt(root: Path, moment: Moment, point: int, compose: Compose = composed) -> Wire:
    """The job of a moment, cut off at a point."""
    wire = Wire(cut=point)
    with suppress(Death):
        run(root, moment, wire, compose=compose)
    assert wire.dead, f"{moment.name}: point {point} was never reached"
    return wire


@dataclass(frozen=True)
class Story:
    """The scenario as it should go. wires: the calls of each moment's job."""

    root: Path
    wires: tuple[Wire, ...]

    def copy(self, number: int, name: str) -> Path:
        """The world as it was right before a moment's job."""
        return fresh(self.root / f"moment-{number}", self.root / name)


def fresh(world: Path, place: Path) -> Path:
    """A copy of a world; what was at that place is gone."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(world, place)
    return place


def play(root: Path, transport: str = MAILDIR, compose: Compose = composed) -> Story:
    """One process a job. transport: the lines of the [transport] table."""
    world = new_world(root / "main", transport)
    wires = []
    for number, moment in enumerate(MOMENTS):
        moment.before(world)
        before = fresh(world.root, root / f"moment-{number}")
        wires.append(run(world.root, moment, compose=compose))
        if moment.dies:
            fresh(before, world.root)
            halt(world.root, moment, 2 * wires[-1].calls.index(moment.dies) + 1, compose)
    return Story(root, tuple(wires))


def play_on(root: Path) -> Path:
    """One process for all jobs, which never dies."""
    world = new_world(root / "main", MAILDIR)
    with process(world.root, MOMENTS[0].now, Wire()) as app:
        for moment in MOMENTS:
            moment.before(world)
            moment.job(app, moment.now)
    return world.root


def new_world(root: Path, transport: str) -> World:
    world = World(root)
    scenario.build(world)
    settings = world.root / "accord.toml"
    settings.write_text(settings.read_text().replace(MAILDIR, transport))
    return world
