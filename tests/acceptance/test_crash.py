"""The process dies before and after every call it makes of the world; nothing is lost or doubled.

A story of three pairs is played once as it should go. Then each job of it is cut off at every point,
a new process takes over from what lies on disk, and the world must become what it would have been.
What a power cut leaves of a single save is shown in tests/integration/test_storage_crash.py.
"""

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest

from daemon import ports
from tests.acceptance.crash import dying, office, rig, scenario, seen
from tests.acceptance.crash.scenario import MOMENTS
from tests.acceptance.crash.wires import Wire
from tests.acceptance.world import World

pytestmark = pytest.mark.timeout(600)  # counted in work, not in time: the machine may be busy

MINUTE = timedelta(minutes=1)
NUMBERED = [pytest.param(n, id=m.name.replace(" ", "-")) for n, m in enumerate(MOMENTS)]
TICKS = [p for p, m in zip(NUMBERED, MOMENTS, strict=True) if m.job is scenario.tick]


@pytest.fixture(scope="session")
def place() -> Iterator[Path]:
    """In memory where there is room: a thousand restarts wait for no disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def story(place: Path) -> rig.Story:
    return rig.play(place / "maildir")


@pytest.fixture(scope="session")
def by_smtp(place: Path) -> Iterator[tuple[office.Office, rig.Story]]:
    main = place / "smtp" / "main"
    with office.open_office(main) as (opened, lines):
        yield opened, rig.play(place / "smtp", lines)


def test_the_story_calls_every_method_of_every_port(story: rig.Story) -> None:
    called = sum((wire.counts() for wire in story.wires), Counter())
    print(f"{2 * called.total()} points in {len(MOMENTS)} jobs:")
    for name, count in sorted(called.items()):
        print(f"{2 * count:6}  {name}")
    assert methods_of_all_ports() <= set(called)


def test_the_story_is_the_one_told(story: rig.Story) -> None:
    """Or the deaths in it would show less than they seem to."""
    ledgers = seen.ledgers(story.root / "main")
    letters = {key for ledger in ledgers.values() for key in ledger.letters}
    assert {key.partition(":")[0] for key in letters} >= {
        *("agree", "agenda", "moved", "receipt", "held", "monday", "quarter", "recap", "welcome"),
    }
    assert {"moved:marek+dana:1:2026-11-26:marek", "recap:dana:2026Q4"} <= letters
    assert "agenda:lena+dana:1:dana" not in letters
    assert ledgers["lena"].meetings[1].state == "cancelled"
    codes = [handled.code for handled in ledgers["_house"].handled.values()]
    assert sorted(codes) == ["auto_reply", "held-sender", "welcome"]
    assert ledgers["dana"].handled["<reply.7@halden.example>"].ledgers == ("marek", "dana")
    kinds = {entry.kind.value for entry in ledgers["marek"].entries}
    assert kinds >= {"acknowledged", "updated", "noted", "undone", "closed", "contested"}
    assert {entry.source for entry in ledgers["aiko"].entries} == {"<reply.14@halden.example>"}


def test_a_process_that_runs_on_does_the_same_as_one_a_job(story: rig.Story, place: Path) -> None:
    there = rig.play_on(place / "on")
    assert seen.difference(seen.by_name(story.root / "main"), seen.by_name(there)) == []


@pytest.mark.parametrize("number", NUMBERED)
def test_who_takes_over_makes_the_world_what_it_would_have_been(
    story: rig.Story, number: int
) -> None:
    """At once: to the byte. A minute later: what is said, mailed and handled, but for the times."""
    moment, wire = MOMENTS[number], story.wires[number]
    wanted = undisturbed(story, number)
    in_bytes, in_names = seen.to_the_byte(wanted), seen.by_name(wanted)
    faults, disks = Faults(), 0
    for dead, root in deaths(story, number):
        disks += 1
        later = rig.fresh(root, story.root / "later")
        rig.run_to_rest(root, moment)
        faults.note(dead, seen.difference(in_bytes, seen.to_the_byte(root)))
        faults.note(dead, seen.words_missing(root))
        if moment.job is scenario.tick:  # what a person types again is another deed
            rig.run_to_rest(later, moment, late=MINUTE)
            faults.note(dead, seen.difference(in_names, seen.by_name(later)))
    counts = ", ".join(f"{2 * n} {name}" for name, n in sorted(wire.counts().items()))
    print(f"{moment.name}: {wire.points} points leave {disks} different disks ({counts})")
    assert not faults.lines, faults


@pytest.mark.parametrize("number", TICKS)
def test_by_smtp_only_a_letter_in_doubt_goes_twice_and_then_with_the_same_bytes(
    by_smtp: tuple[office.Office, rig.Story], number: int
) -> None:
    """Dies from the moment on in which a letter is ready; until then the way out makes no odds."""
    opened, story = by_smtp
    opened.root = story.root / "undisturbed"
    wanted, usual = seen.by_mail(undisturbed(story, number))
    calls = [*story.wires[number].calls, "Transport.prepare"]
    faults, doubles = Faults(), 0
    opened.root = story.root / "dying"
    for dead, root in deaths(story, number, 2 * calls.index("Transport.prepare")):
        rig.run_to_rest(root, MOMENTS[number])
        found, twice = seen.by_mail(root)
        faults.note(dead, seen.difference(wanted, found))
        if twice - usual != dead.left_in_doubt:
            faults.note(dead, [f"{twice - usual} mails more lie there twice"])
        doubles += twice - usual
    sent = calls.count("Transport.send")
    print(f"{MOMENTS[number].name}: {doubles} doubles, where {sent} letters could fall into doubt")
    assert not faults.lines, faults


TEN_POINTS = (
    ("Dana is asked", "Transport.send", 0),
    ("Dana is asked", "Transport.send", 1),
    ("Dana says yes to three", "Mailbox.done", 0),
    ("the reps say yes", "Mailbox.done", 1),
    ("answers come", "Vault.put", 1),
    ("two meetings change", "CalendarSource.find", 0),
    ("Dana answers the prep", "Store.change", 1),
    ("the doubt is settled", "Transport.outcome", 1),
    ("the recaps go out", "Transport.prepare", 1),
    ("Tomas answers", "directory.append", 1),
)


@pytest.mark.parametrize(("name", "method", "after"), TEN_POINTS)
def test_the_command_takes_over_from_a_process_that_is_gone_without_a_word(
    story: rig.Story, tmp_path: Path, name: str, method: str, after: int
) -> None:
    number = next(n for n, m in enumerate(MOMENTS) if m.name == name)
    point = 2 * story.wires[number].calls.index(method) + after
    wanted = seen.by_name(undisturbed(story, number))
    root = rig.fresh(story.root / f"moment-{number}", tmp_path / "world")
    command = [sys.executable, dying.__file__, str(root), str(number), str(point)]
    assert subprocess.run(command, check=False, timeout=120).returncode == dying.GONE
    taking_over = World(root)
    taking_over.tick(MOMENTS[number].at)
    taking_over.tick((MOMENTS[number].now + rig.REST).isoformat())
    assert seen.difference(wanted, seen.by_name(root)) == []


def undisturbed(story: rig.Story, number: int) -> Path:
    root = story.copy(number, "undisturbed")
    rig.run_to_rest(root, MOMENTS[number])
    return root


def deaths(story: rig.Story, number: int, first: int = 0) -> Iterator[tuple[Wire, Path]]:
    """Dies at every point from `first` on; gives each world that is left behind, once.

    A new process knows the disk alone: where two deaths leave the same, it can't tell them apart.
    """
    disks: set[str] = set()
    for point in range(first, story.wires[number].points):
        root = story.copy(number, "dying")
        wire = rig.halt(root, MOMENTS[number], point)
        if (disk := seen.disk(root)) not in disks:
            disks.add(disk)
            yield wire, root


class Faults:
    """What went wrong, by the point of death."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, wire: Wire, found: list[str]) -> None:
        self.lines += [f"died {wire.end}: {what[:2000]}" for what in found]

    def __str__(self) -> str:
        return "\n".join(self.lines[:20])


# In the story nobody invites us, and its settings keep no invitations.
NOT_WIRED = frozenset({"Invitations"})


def methods_of_all_ports() -> set[str]:
    """As the wires name them."""
    found = {
        f"{name}.{method}"
        for name, port in vars(ports).items()
        if getattr(port, "_is_protocol", False) and port is not Protocol and name not in NOT_WIRED
        for method in vars(port)
        if not method.startswith("_")
    }
    assert len(found) == 13
    return found
