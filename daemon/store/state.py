"""The state folder itself: its format, the key of the installation, and who works on it."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from daemon.errors import LockedError, StoreError
from daemon.store.disk import Disk, make_folder, save

FORMAT = 1
KEY_LENGTH = 32


def open_state(root: Path, make_key: Callable[[], bytes]) -> bytes:
    """The key of the installation, 32 bytes; the folder is made where it is missing.

    make_key: gives 32 random bytes, called the first time only. Raises StoreError naming the file
    for a newer format, or for a key that is damaged or open to others.
    """
    try:
        make_folder(Disk(), root)
        _check_format(root / "format")
        return _key(root / "install.key", make_key)
    except OSError as error:
        raise StoreError(f"the state folder {root} can't be used: {error}") from error


def _check_format(path: Path) -> None:
    if not path.exists():
        save(Disk(), path, b"accord %d\n" % FORMAT)
    name, _, number = path.read_bytes().decode("ascii", "replace").strip().partition(" ")
    if name != "accord" or not number.isdecimal():
        raise StoreError(f"{path} is no format of this program: it should say 'accord {FORMAT}'")
    if int(number) != FORMAT:
        raise StoreError(f"{path} says {number}; this program knows format {FORMAT} only")


def _key(path: Path, make_key: Callable[[], bytes]) -> bytes:
    if not path.exists():
        save(Disk(), path, make_key())
    if path.stat().st_mode & 0o077:
        raise StoreError(f"{path} is open to others; write: chmod 600 {path}")
    key = path.read_bytes()
    if len(key) != KEY_LENGTH:
        raise StoreError(f"{path} is damaged: {KEY_LENGTH} bytes are wanted, not {len(key)}")
    return key


@contextmanager
def run_lock(root: Path) -> Iterator[None]:
    """Held while a process works on this state folder; LockedError names the process that does.

    The file stays: removing it would let two processes lock two files of one name.
    """
    make_folder(Disk(), root)
    number = os.open(root / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock_or_tell(number, root)
        os.ftruncate(number, 0)
        os.pwrite(number, b"%d\n" % os.getpid(), 0)
        yield
    finally:
        os.close(number)


def _lock_or_tell(number: int, root: Path) -> None:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(number, 32, 0).decode("ascii", "replace").strip() or "unknown"
        raise LockedError(f"accord already works on {root} (process {holder})") from None
