"""The story of test_crash.py with Outlook's calendars and mailbox: it goes the same way.

And where the process dies, nothing is lost and nothing goes twice: this mailbox can be asked.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.crash import outlook, rig, seen
from tests.acceptance.crash.outlook import Outlook
from tests.acceptance.crash.scenario import MOMENTS
from tests.acceptance.test_crash import TICKS, Faults

pytestmark = [pytest.mark.servers, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def office() -> Iterator[Outlook]:
    with outlook.open_outlook() as opened:
        yield opened


@pytest.fixture(scope="module")
def story(office: Outlook, place: Path) -> rig.Story:
    return rig.play(place / "outlook", compose=office.compose)


def test_the_story_is_told_through_outlook(office: Outlook, story: rig.Story):
    box = office.held(story.root / "main")
    left = [raw for path, raw in seen.mails(story.root / "main").items() if "people" in path]
    assert sorted(mail.raw for mail in box.listed("sentitems")) == sorted(left)
    assert {mail.flag for mail in box.listed("inbox")} == {"complete"}
    assert box.listed("drafts") == []


def test_it_is_the_story_that_files_tell(office: Outlook, story: rig.Story, place: Path):
    """Who said what, which letters went and which meetings there were; only their ids differ."""
    by_files = rig.play(place / "files")
    told = (told_of(by_files.root / "main"), told_of(story.root / "main"))
    assert seen.difference(*told) == []
    assert len(told[0]) > 80
    assert office.graph.most_at_once <= 4


def told_of(root: Path) -> dict[str, object]:
    return {
        name: {n: (m.start, m.state) for n, m in what.items()}
        if name.endswith("meetings")
        else what
        for name, what in seen.by_name(root).items()
        # A Maildir that is not there yet is told to the admin; a mailbox at Microsoft is there.
        if not name.startswith(("mail/", "it "))
    }


@pytest.mark.parametrize("number", TICKS)
def test_through_outlook_nothing_is_lost_and_nothing_goes_twice(
    office: Outlook, story: rig.Story, number: int
):
    """Dies around each call to the mailbox and each save; of the other calls it can't know."""
    moment, calls = MOMENTS[number], story.wires[number].calls
    root = story.copy(number, "undisturbed")
    rig.run_to_rest(root, moment, compose=office.compose)
    wanted, usual = seen.by_mail(root)
    near = ("Mailbox.", "Transport.", "Store.change")
    points = [
        2 * n + after for n, name in enumerate(calls) if name.startswith(near) for after in (0, 1)
    ]
    faults, disks = Faults(), set[str]()
    for point in points:
        root = story.copy(number, "dying")
        dead = rig.halt(root, moment, point, office.compose)
        if (disk := seen.disk(root)) in disks:
            continue  # a new process knows the disk alone
        disks.add(disk)
        rig.run_to_rest(root, moment, compose=office.compose)
        found, twice = seen.by_mail(root)
        faults.note(dead, seen.difference(wanted, found))
        if twice != usual:
            faults.note(dead, [f"{twice - usual} mails more lie there twice"])
        if drafts := office.held(root).listed("drafts"):
            faults.note(dead, [f"{len(drafts)} drafts are left lying"])
    print(f"{moment.name}: {len(points)} points leave {len(disks)} different disks")
    assert not faults.lines, faults
