"""The process dies before and after every call, and mail goes through Outlook: nothing goes twice.

The story and its deaths are those of test_crash.py; the mailbox is one that can be asked.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.crash import outlook, rig, seen
from tests.acceptance.crash.outlook import Outlook
from tests.acceptance.crash.scenario import MOMENTS
from tests.acceptance.test_crash import TICKS, Faults, deaths, undisturbed

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
    return rig.play(place / "outlook")


def test_the_story_is_told_through_outlook(office: Outlook, story: rig.Story):
    box = office.held(story.root / "main")
    left = [raw for path, raw in seen.mails(story.root / "main").items() if "people" in path]
    assert sorted(mail.raw for mail in box.listed("sentitems")) == sorted(left)
    assert {mail.flag for mail in box.listed("inbox")} == {"complete"}
    assert box.listed("drafts") == []


@pytest.mark.parametrize("number", TICKS)
def test_nothing_is_lost_and_nothing_goes_twice(office: Outlook, story: rig.Story, number: int):
    root = undisturbed(story, number)
    wanted, usual = seen.by_mail(root)
    faults, worlds = Faults(), 0
    for dead, root in deaths(story, number):
        worlds += 1
        rig.run_to_rest(root, MOMENTS[number])
        found, twice = seen.by_mail(root)
        faults.note(dead, seen.difference(wanted, found))
        if twice != usual:
            faults.note(dead, [f"{twice - usual} mails more lie there twice"])
        if drafts := office.held(root).listed("drafts"):
            faults.note(dead, [f"{len(drafts)} drafts are left lying"])
    print(f"{MOMENTS[number].name}: {worlds} different disks")
    assert not faults.lines, faults
