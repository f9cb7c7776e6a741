"""Saving a file so that a power cut leaves the old content or the new one, never a mixture.

Assumed: rename is atomic, and what was fsynced before it is there after it (POSIX file systems on
Linux; see rename(2), fsync(2)). Nothing else is: an unsynced write may be lost or torn anywhere.
"""

import os
from contextlib import suppress
from pathlib import Path


class Disk:
    """The four things that saving asks of a file system. Tests put a disk under it that fails."""

    def write(self, path: Path, content: bytes, after: int = 0) -> None:
        """Make or overwrite a file (0600), not yet safe; its mtime is later than `after`, in ns."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
        with os.fdopen(os.open(path, flags, 0o600), "wb", buffering=0) as file:
            left = memoryview(content)
            while left:
                left = left[file.write(left) :]
        _move_on(path, after)

    def sync(self, path: Path) -> None:
        """Wait until a file's content, or a folder's names, are on the disk (fsync)."""
        number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(number)
        finally:
            os.close(number)

    def link(self, source: Path, target: Path) -> None:
        """Let `target` be another name of the same file, whatever it was before."""
        between = target.with_name(target.name + ".tmp")
        try:
            between.hardlink_to(source)
        except FileExistsError:  # a crash came between
            between.unlink()
            between.hardlink_to(source)
        between.replace(target)

    def replace(self, source: Path, target: Path) -> None:
        """Rename, atomically; the folder's mtime is later than it was."""
        before = _mtime(target.parent)
        source.replace(target)
        _move_on(target.parent, before)


def save(
    disk: Disk, path: Path, content: bytes, *, keep: Path | None = None, fresh: Path | None = None
) -> None:
    """Put `content` at `path`, all or nothing; what was there before gets the name `keep`.

    fresh: where the new file is prepared, in the same folder; callers that may race bring their own.
    Raises OSError; `path` then holds what it held, or the whole new content.
    """
    fresh = fresh or path.with_name(path.name + ".tmp")
    before = _mtime(path)
    try:
        disk.write(fresh, content, before)
        disk.sync(fresh)
        # Only now: a save that fails above leaves the last good generation as it was.
        if keep and before:
            disk.link(path, keep)
        disk.replace(fresh, path)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    disk.sync(path.parent)


def make_folder(disk: Disk, path: Path) -> None:
    """A folder (0700) whose own name is safe; nothing where it is there already."""
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        disk.sync(path.parent)


def _move_on(path: Path, before: int) -> None:
    """TinyStore knows news by mtime, and two saves may fall into one beat of the kernel's clock."""
    status = path.stat()
    if status.st_mtime_ns <= before:
        os.utime(path, ns=(status.st_atime_ns, before + 1))


def _mtime(path: Path) -> int:
    """In ns; 0 where there is no file."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
