"""Power cuts, full disks and failing ones: a ledger is as it was, or as it was to be.

The model of a power cut: what was fsynced is there; of everything after it, any part may be. Written
bytes that were not fsynced may be lost, torn at any byte, or lie over older ones; of the names that
were changed since the folder's last fsync, any may have changed and any not.
"""

import errno
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

import pytest

from daemon.domain.ledger import Ledger
from daemon.errors import StoreError
from daemon.store.disk import Disk
from daemon.store.tiny import TinyStore
from daemon.store.vault import FileVault

Files = dict[str, bytes]
Step = tuple[str, *tuple[object, ...]]


class RecordingDisk(Disk):
    """Works, and notes what was asked of it."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def write(self, path: Path, content: bytes, after: int = 0) -> None:
        self.steps.append(("write", path, content))
        super().write(path, content, after)

    def sync(self, path: Path) -> None:
        self.steps.append(("sync", path))
        super().sync(path)

    def link(self, source: Path, target: Path) -> None:
        self.steps.append(("link", source, target))
        super().link(source, target)

    def replace(self, source: Path, target: Path) -> None:
        self.steps.append(("replace", source, target))
        super().replace(source, target)


@dataclass
class Content:
    """One file, whatever its names: what is safe of it, and what was last written."""

    safe: bytes
    written: bytes

    def survivors(self) -> set[bytes]:
        if self.safe == self.written:
            return {self.safe}
        cuts = range(len(self.written) + 1)
        torn = {self.written[:cut] for cut in cuts}
        return torn | {self.written[:cut] + self.safe[cut:] for cut in cuts} | {self.safe}


@dataclass
class Folder:
    """A folder on a disk that may lose its power after any step."""

    path: Path
    safe: dict[str, Content] = field(default_factory=dict)
    now: dict[str, Content] = field(default_factory=dict)
    unsafe: list[Callable[[dict[str, Content]], object]] = field(default_factory=list)

    def take(self, step: Step) -> None:
        match step:
            case ("write", Path(name=name), bytes(content)) if name in self.now:
                self.now[name].written = content
            case ("write", Path(name=name), bytes(content)):
                made = Content(b"", content)
                self._rename(lambda names: names.update({name: made}))
            case ("sync", Path() as path) if path == self.path:
                self.safe, self.unsafe = dict(self.now), []
            case ("sync", Path(name=name)) if name in self.now:
                self.now[name].safe = self.now[name].written
            case ("link", Path(name=source), Path(name=target)):
                same = self.now[source]
                self._rename(lambda names: names.update({target: same}))
            case ("replace", Path(name=source), Path(name=target)):
                moved = self.now[source]
                self._rename(lambda names: (names.pop(source, None), names.update({target: moved})))

    def _rename(self, change: Callable[[dict[str, Content]], object]) -> None:
        change(self.now)
        self.unsafe.append(change)

    def after_a_cut(self) -> Iterator[Files]:
        """Every folder that may be found when the power is back; one torn file at a time."""
        for count in range(len(self.unsafe) + 1):
            for kept in combinations(self.unsafe, count):
                names = dict(self.safe)
                for change in kept:
                    change(names)
                whole = {name: content.safe for name, content in names.items()}
                for name, content in names.items():
                    for survivor in content.survivors():
                        yield whole | {name: survivor}


def cut_everywhere(steps: list[Step], folder: Path) -> Iterator[tuple[int, Files]]:
    """Each folder that a power cut after each number of steps may leave, each once."""
    seen: set[tuple[int, frozenset[tuple[str, bytes]]]] = set()
    model = Folder(folder)
    for number in range(len(steps) + 1):
        for files in model.after_a_cut():
            key = (number, frozenset(files.items()))
            if key not in seen:
                seen.add(key)
                yield number, files
        if number < len(steps):
            model.take(steps[number])


def lay(folder: Path, files: Files) -> None:
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)


# --- ledgers ----------------------------------------------------------------------------------


def saying(word: str) -> Callable[[Ledger], Ledger]:
    return lambda ledger: replace(ledger, meta={**ledger.meta, word: word * 3})


@dataclass
class Played:
    """Marek's ledger after each change, and how many steps each had taken when it returned."""

    steps: list[Step]
    ledgers: list[Ledger]
    done: list[int]

    def allowed(self, number: int) -> list[Ledger]:
        """After so many steps: the last ledger that was reported as saved, or the one under way."""
        finished = sum(done <= number for done in self.done)
        return self.ledgers[finished : finished + 2]


def play(root: Path, disk: RecordingDisk) -> Played:
    store = TinyStore(root, disk)
    played = Played(disk.steps, [Ledger("marek")], [])
    for word in ("first", "second", "third"):
        played.ledgers.append(store.change("marek", saying(word)))
        played.done.append(len(disk.steps))
    return played


def losses(played: Played, root: Path, aside: Path) -> list[tuple[int, Ledger | str]]:
    """Whatever a power cut may leave that it may not."""
    found: list[tuple[int, Ledger | str]] = []
    for number, files in cut_everywhere(played.steps, root / "ledgers"):
        lay(aside / "ledgers", files)
        try:
            ledger = TinyStore(aside).read("marek")
        except StoreError as error:
            found.append((number, str(error)))
        else:
            if ledger not in played.allowed(number):
                found.append((number, ledger))
    return found


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    folder = tmp_path / "aside"
    folder.mkdir()
    return folder


def test_a_power_cut_at_any_step_leaves_the_old_ledger_or_the_new(
    tmp_path: Path, aside: Path
) -> None:
    played = play(tmp_path / "state", RecordingDisk())
    assert losses(played, tmp_path / "state", aside) == []


def test_work_goes_on_after_a_power_cut_at_any_step(tmp_path: Path, aside: Path) -> None:
    played = play(tmp_path / "state", RecordingDisk())
    for number, files in list(cut_everywhere(played.steps, tmp_path / "state" / "ledgers"))[::50]:
        lay(aside / "ledgers", files)
        after = TinyStore(aside).change("marek", saying("later"))
        assert after in [saying("later")(ledger) for ledger in played.allowed(number)]
        assert TinyStore(aside).read("marek") == after


class ForgetsContent(RecordingDisk):
    def sync(self, path: Path) -> None:
        if path.is_dir():
            super().sync(path)


class ForgetsNames(RecordingDisk):
    def sync(self, path: Path) -> None:
        if path.is_file():
            super().sync(path)


@pytest.mark.parametrize("disk", [ForgetsContent(), ForgetsNames()])
def test_the_model_finds_a_store_that_forgets_to_sync(
    tmp_path: Path, aside: Path, disk: RecordingDisk
) -> None:
    played = play(tmp_path / "state", disk)
    assert losses(played, tmp_path / "state", aside)


def test_a_restore_that_loses_its_power_can_be_done_again(tmp_path: Path, aside: Path) -> None:
    disk = RecordingDisk()
    root = tmp_path / "state"
    played = play(root, disk)
    path = root / "ledgers" / "marek.json"
    disk.write(path, b"{")
    disk.sync(path)
    begun = len(disk.steps)
    TinyStore(root, disk).restore("marek")
    for number, files in cut_everywhere(disk.steps, root / "ledgers"):
        if number > begun:
            lay(aside / "ledgers", files)
            store = TinyStore(aside)
            if store.broken():
                store.restore("marek")
            assert store.read("marek") == played.ledgers[-2]


# --- mails ------------------------------------------------------------------------------------


def test_a_power_cut_never_changes_a_mail_or_loses_one_that_was_put(
    tmp_path: Path, aside: Path
) -> None:
    disk = RecordingDisk()
    vault = FileVault(tmp_path, disk)
    mails = [b"A1: 5 of 8", b"two more at Global"]
    put = [(vault.put(mail), len(disk.steps)) for mail in mails]
    for number, files in cut_everywhere(disk.steps, tmp_path / "mail"):
        lay(aside / "mail", files)
        for (name, done), mail in zip(put, mails, strict=True):
            try:
                assert FileVault(aside).get(name) == mail
            except StoreError:
                assert number < done


# --- disks that are full, or failing ----------------------------------------------------------


class FailingDisk(Disk):
    """Refuses the step of this number, and all after it."""

    def __init__(self, fails_at: int, code: int) -> None:
        self.left = fails_at
        self.code = code

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError(self.code, errno.errorcode[self.code])

    def write(self, path: Path, content: bytes, after: int = 0) -> None:
        if self.left == 0:
            super().write(path, content[: len(content) // 2], after)  # as a full disk does
        self._count()
        super().write(path, content, after)

    def sync(self, path: Path) -> None:
        self._count()
        super().sync(path)

    def link(self, source: Path, target: Path) -> None:
        self._count()
        super().link(source, target)

    def replace(self, source: Path, target: Path) -> None:
        self._count()
        super().replace(source, target)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
@pytest.mark.parametrize("step", range(5))
def test_a_disk_that_fails_at_any_step_leaves_the_old_ledger_or_the_new(
    tmp_path: Path, step: int, code: int
) -> None:
    TinyStore(tmp_path).change("marek", saying("first"))
    before = TinyStore(tmp_path).change("marek", saying("second"))
    failing = TinyStore(tmp_path, FailingDisk(step, code))
    with pytest.raises(StoreError, match=r"ledger of marek: .*marek\.json can't be written: E"):
        failing.change("marek", saying("third"))
    found = TinyStore(tmp_path).read("marek")
    # Only the last step comes after the rename; the ledger is then new, and may yet be lost.
    assert found == (before if step < 4 else saying("third")(before))
    assert failing.read("marek") == found
    assert not list(tmp_path.rglob("*.json.tmp"))
    assert TinyStore(tmp_path).change("marek", saying("fourth")) == saying("fourth")(found)


def test_a_change_takes_five_steps(tmp_path: Path) -> None:
    """So that the test above leaves none out."""
    TinyStore(tmp_path).change("marek", saying("first"))
    disk = RecordingDisk()
    TinyStore(tmp_path, disk).change("marek", saying("second"))
    assert [step[0] for step in disk.steps] == ["write", "sync", "link", "replace", "sync"]


def test_a_mail_that_does_not_fit_on_the_disk_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"\.eml can't be written: ENOSPC"):
        FileVault(tmp_path, FailingDisk(1, errno.ENOSPC)).put(b"A1: 5 of 8")
    assert list((tmp_path / "mail").iterdir()) == []


def run(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


FULL_DISK = """
import resource, signal, sys
from dataclasses import replace
from pathlib import Path
from daemon.errors import StoreError
from daemon.store.tiny import TinyStore

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
try:
    TinyStore(Path(sys.argv[1])).change("marek", lambda l: replace(l, meta={"big": "x" * 9000}))
except StoreError as error:
    print(error)
"""


def test_a_full_disk_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    before = TinyStore(tmp_path).change("marek", saying("first"))
    told = run(FULL_DISK, tmp_path)
    assert "marek.json can't be written: File too large" in told.stdout, told.stderr
    assert TinyStore(tmp_path).read("marek") == before


# --- two processes ----------------------------------------------------------------------------

COUNTING = """
import sys
from dataclasses import replace
from pathlib import Path
from daemon.store.tiny import TinyStore

store = TinyStore(Path(sys.argv[1]))
sys.stdin.readline()
for turn in range(50):
    store.change("marek", lambda l: replace(l, meta={"count": f"{int(l.meta['count']) + 1:04}"}))
"""


def test_processes_that_change_one_ledger_at_once_lose_nothing(tmp_path: Path) -> None:
    TinyStore(tmp_path).change("marek", lambda ledger: replace(ledger, meta={"count": "0000"}))
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", COUNTING, str(tmp_path)], stdin=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        worker.communicate(timeout=60)
        assert worker.returncode == 0
    assert TinyStore(tmp_path).read("marek").meta == {"count": "0150"}
