"""Mails as files, each named by the SHA-256 of what is in it: `mail/<64 hex digits>.eml`."""

import hashlib
import os
import re
from pathlib import Path
from threading import get_ident

from daemon.errors import StoreError
from daemon.store.disk import Disk, make_folder, save

_NAME = re.compile(r"[0-9a-f]{64}")


class FileVault:
    """A Vault in `root/mail`. `root`: the state folder. Raises StoreError naming the file."""

    def __init__(self, root: Path, disk: Disk | None = None) -> None:
        self._folder = root / "mail"
        self._disk = disk or Disk()

    def put(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        # Two threads may put the same mail at once, each by way of its own file.
        fresh = path.with_name(f"{name}.{os.getpid()}-{get_ident()}.tmp")
        try:
            make_folder(self._disk, self._folder)
            if _holds(path, content):
                # Its name may not be safe yet: the one who put it may have died just before that.
                self._disk.sync(self._folder)
            else:
                save(self._disk, path, content, fresh=fresh)
        except OSError as error:
            raise StoreError(f"{path} can't be written: {error.strerror}") from error
        return name

    def get(self, name: str) -> bytes:
        if not _NAME.fullmatch(name):
            raise StoreError(f"no mail is kept under {name!r}")
        path = self._path(name)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise StoreError(f"no mail is kept under {name}") from None
        except OSError as error:
            raise StoreError(f"{path} can't be read: {error.strerror}") from error
        if hashlib.sha256(content).hexdigest() != name:
            raise StoreError(f"{path} was changed: its content does not match its name")
        return content

    def drop(self, name: str) -> None:
        if not _NAME.fullmatch(name):
            return
        path = self._path(name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{path} can't be dropped: {error.strerror}") from error

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.eml"


def _holds(path: Path, content: bytes) -> bool:
    """A damaged file does not: putting the mail again mends it."""
    return path.exists() and path.read_bytes() == content
