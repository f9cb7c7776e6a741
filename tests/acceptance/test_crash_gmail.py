"""The story of test_crash.py with Gmail as mailbox and way out: it goes the same way.

And where the process dies, nothing is lost and nothing goes twice: a draft that is still there was
not sent, and what was sent is found.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.crash import gmail, rig, seen
from tests.acceptance.crash.gmail import Gmail
from tests.acceptance.crash.scenario import MOMENTS
from tests.acceptance.test_crash import Faults

pytestmark = [pytest.mark.servers, pytest.mark.timeout(600)]

# A question, agendas, a letter in doubt from the start, recaps.
ABOUT_LETTERS = (
    "Dana is asked",
    "the agendas go out",
    "her receipt leaves, and death",
    "the doubt is settled",
    "the recaps go out",
)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def office(place: Path) -> Iterator[Gmail]:
    with gmail.open_gmail(place) as opened:
        yield opened


@pytest.fixture(scope="module")
def story(office: Gmail, place: Path) -> rig.Story:
    return rig.play(place / "gmail", compose=office.compose)


def test_the_story_is_the_one_that_files_tell(office: Gmail, story: rig.Story, place: Path):
    """Who said what, and which letters went; where mails lie is another matter."""
    by_files = rig.play(place / "files")
    told = (told_of(by_files.root / "main"), told_of(story.root / "main"))
    assert seen.difference(*told) == []
    assert len(told[0]) > 80
    assert office.drafts(story.root / "main") == 0


def told_of(root: Path) -> dict[str, object]:
    """With each mail that people have, and how often; ids of threads and drafts are Gmail's own."""
    found = seen.by_name(root).items()
    people = (raw for path, raw in seen.mails(root).items() if path.startswith("mail/people/"))
    return {
        **{name: what for name, what in found if not name.startswith("mail/")},
        "mails": Counter(people),
    }


@pytest.mark.parametrize("name", ABOUT_LETTERS)
def test_through_gmail_nothing_is_lost_and_nothing_goes_twice(
    office: Gmail, story: rig.Story, name: str
):
    """Dies around each call about mail, and around each save after which a letter is on its way."""
    office.refresh(story.root.glob("moment-*"))
    number = next(n for n, moment in enumerate(MOMENTS) if moment.name == name)
    moment, calls = MOMENTS[number], story.wires[number].calls
    root = story.copy(number, "undisturbed")
    rig.run_to_rest(root, moment, compose=office.compose)
    wanted = told_of(root)
    near = {n for n, call in enumerate(calls) if call.startswith("Transport.")}
    near |= {n + 1 for n in near if calls[n + 1 : n + 2] == ["Store.change"]}
    faults = Faults()
    for point in (2 * n + after for n in sorted(near) for after in (0, 1)):
        root = story.copy(number, "dying")
        dead = rig.halt(root, moment, point, office.compose)
        rig.run_to_rest(root, moment, compose=office.compose)
        faults.note(dead, seen.difference(wanted, told_of(root)))
        if left := office.drafts(root):
            faults.note(dead, [f"{left} drafts are left lying"])
    print(f"{moment.name}: {2 * len(near)} points")
    assert not faults.lines, faults
