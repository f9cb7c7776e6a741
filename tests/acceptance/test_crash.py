"""The process dies before and after every call it makes of the world; nothing is lost or doubled.

A story of three pairs is played once as it should go. Then each job of it is cut off at every point,
a new process takes over from what lies on disk, and the world must become what it would have been.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest

from daemon import ports
from tests.acceptance.crash import rig, seen
from tests.acceptance.crash.scenario import MOMENTS, Moment
from tests.acceptance.crash.wires import Wire

A_MINUTE_LATER = timedelta(minutes=1)
NUMBERED = [pytest.param(n, id=m.name.replace(" ", "-")) for n, m in enumerate(MOMENTS)]


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> rig.Story:
    return rig.play(tmp_path_factory.mktemp("story"))


def test_the_story_calls_every_method_of_every_port(story: rig.Story) -> None:
    called = sum((wire.counts() for wire in story.wires), Counter())
    print(f"{2 * called.total()} points in {len(MOMENTS)} jobs:")
    for name, count in sorted(called.items()):
        print(f"  {2 * count:5}  {name}")
    assert methods_of_all_ports() <= set(called)


@pytest.mark.parametrize("number", NUMBERED)
def test_whoever_takes_over_makes_the_world_what_it_would_have_been(
    story: rig.Story, number: int
) -> None:
    moment = MOMENTS[number]
    wanted = undisturbed(story, number)
    disks: set[str] = set()
    faults: list[str] = []
    for point in range(story.wires[number].points):
        root = story.copy(number, "dying")
        wire = rig.halt(root, moment, point)
        if (left := seen.disk(root)) not in disks:  # the next process can't tell two apart
            disks.add(left)
            rig.run_to_rest(root, moment)
            found = seen.difference(wanted, seen.to_the_byte(root)) + seen.parts_missing(root)
            faults += [f"died {wire.name(point)}: {what}" for what in found]
    print_points(moment, story.wires[number], len(disks))
    assert not faults, "\n".join(faults)


def undisturbed(story: rig.Story, number: int):
    root = story.copy(number, "undisturbed")
    rig.run_to_rest(root, MOMENTS[number])
    return seen.to_the_byte(root)


def methods_of_all_ports() -> set[str]:
    """As the wires name them. `Protocol` classes only: the rest of `ports` are values."""
    found = {
        f"{name}.{method}"
        for name, port in vars(ports).items()
        if isinstance(port, type) and port is not Protocol and getattr(port, "_is_protocol", False)
        for method in vars(port)
        if not method.startswith("_")
    }
    assert len(found) == 13
    return found


def print_points(moment: Moment, wire: Wire, disks: int) -> None:
    counts = ", ".join(f"{2 * n} {name}" for name, n in sorted(wire.counts().items()))
    print(f"{moment.name}: {wire.points} points leave {disks} different disks ({counts})")
