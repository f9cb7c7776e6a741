"""The state folder: made once, refused where it is newer, damaged or somebody else's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from daemon.errors import LockedError, StoreError
from daemon.store.state import open_state, run_lock

KEY = bytes(range(32))


def key() -> bytes:
    return KEY


def never() -> bytes:
    raise AssertionError("the key is made once")


def test_the_key_is_made_once_and_then_kept(tmp_path: Path) -> None:
    assert open_state(tmp_path / "state", key) == KEY
    assert open_state(tmp_path / "state", never) == KEY


def test_key_and_folder_are_nobody_elses_to_read(tmp_path: Path) -> None:
    root = tmp_path / "state"
    open_state(root, key)
    assert root.stat().st_mode & 0o777 == 0o700
    assert (root / "install.key").stat().st_mode & 0o777 == 0o600


def test_the_folder_says_its_format(tmp_path: Path) -> None:
    open_state(tmp_path, key)
    assert (tmp_path / "format").read_text() == "accord 1\n"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("accord 2\n", "says 2; this program knows format 1 only"),
        ("accord\n", "should say 'accord 1'"),
        ("", "should say 'accord 1'"),
        ("maildir 1", "should say 'accord 1'"),
    ],
)
def test_another_format_is_refused(tmp_path: Path, written: str, message: str) -> None:
    (tmp_path / "format").write_text(written)
    with pytest.raises(StoreError, match=message):
        open_state(tmp_path, key)


def test_a_key_open_to_others_is_refused(tmp_path: Path) -> None:
    open_state(tmp_path, key)
    (tmp_path / "install.key").chmod(0o640)
    with pytest.raises(StoreError, match=r"install.key is open to others; write: chmod 600"):
        open_state(tmp_path, key)


def test_a_damaged_key_is_refused(tmp_path: Path) -> None:
    open_state(tmp_path, key)
    (tmp_path / "install.key").write_bytes(KEY[:9])
    with pytest.raises(StoreError, match=r"install.key is damaged: 32 bytes are wanted, not 9"):
        open_state(tmp_path, key)


def test_a_state_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(StoreError, match=r"state folder .*state can't be used"):
        open_state(tmp_path / "state", key)


def test_a_second_run_is_told_who_works_here(tmp_path: Path) -> None:
    second = run_lock(tmp_path)
    with run_lock(tmp_path), pytest.raises(LockedError, match=f"process {os.getpid()}"):
        second.__enter__()
    with run_lock(tmp_path):
        pass  # free again


def test_the_lock_falls_with_the_process_that_held_it(tmp_path: Path) -> None:
    died = (
        "import os, sys; from pathlib import Path; from daemon.store.tiny import run_lock\n"
        "with run_lock(Path(sys.argv[1])): os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", died, str(tmp_path)], check=False).returncode == 9
    with run_lock(tmp_path):
        pass
