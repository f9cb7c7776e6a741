"""What a sign-in leaves behind, kept in one encrypted file for each account.

Refresh tokens rotate: of two that refresh at once, one is left with a token that is worth nothing.
So a token is read, refreshed and saved within one `held`, which excludes threads and processes.
"""

import base64
import fcntl
import hmac
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from daemon.accounts.faults import AccountError

_BEAT = 0.02  # seconds between two looks at a lock that somebody else holds


class TokenFile:
    """The file of one account, `state/accounts/<name>`: 0600, and readable with this key alone.

    install_key: 32 bytes; what the file is encrypted with derives from it and the file's name, so
    that the file of one account can't be passed off as another's.
    patience: seconds to wait for whoever holds it; longer than a refresh may take.
    """

    def __init__(self, path: Path, install_key: bytes, *, patience: float = 60) -> None:
        self._path = path
        self._patience = patience
        key = hmac.digest(install_key, b"accord account " + path.name.encode(), "sha256")
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    @property
    def name(self) -> str:
        return self._path.name

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else reads to refresh, or saves, in here. Not to be entered twice by one thread.

        Raises AccountError where the lock can't be had. The lock's file is never renamed or removed.
        """
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = self._path.with_name(self._path.name + ".lock")
            number = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._fault(f"can't be locked: {error.strerror}") from error
        try:
            self._lock(number)
            yield
        finally:
            os.close(number)

    def read(self) -> bytes:
        """What was saved last, b"" where nothing was.

        Raises AccountError for a file that is open to others, damaged, or of another installation.
        """
        try:
            with self._path.open("rb") as file:
                if os.fstat(file.fileno()).st_mode & 0o077:
                    raise self._fault(f"is open to others; write: chmod 600 {self._path}")
                return self._fernet.decrypt(file.read())
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise self._fault(f"can't be read: {error.strerror}") from error
        except InvalidToken as error:
            raise self._fault("is damaged or of another installation; sign in anew") from error

    def save(self, content: bytes) -> None:
        """Replaces what the file holds, all or nothing. To be called within `held`."""
        fresh = self._path.with_name(self._path.name + ".tmp")
        try:
            _write(fresh, self._fernet.encrypt(content))
            fresh.replace(self._path)
            _sync(self._path.parent)
        except OSError as error:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise self._fault(f"can't be written: {error.strerror}") from error

    def drop(self) -> None:
        """Forgets the sign-in; nothing where there is none. To be called within `held`."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise self._fault(f"can't be dropped: {error.strerror}") from error

    def _lock(self, number: int) -> None:
        end = time.monotonic() + self._patience
        while True:
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= end:
                    raise self._fault("is held by another process") from None
                time.sleep(_BEAT)
            else:
                return

    def _fault(self, what: str) -> AccountError:
        return AccountError(f"account {self.name}: {self._path} {what}", paused=False)


def _write(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)
