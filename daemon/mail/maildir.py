"""Mail in folders (https://cr.yp.to/proto/maildir.html): a mailbox to read, and a transport to fill.

A mail in `new/` is unseen. In `cur/` its name carries flags after ":2,"; S means seen, here: done.
"""

import logging
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from daemon.domain.outbox import Letter
from daemon.errors import SourceError, TransportError
from daemon.mail.envelope import envelope
from daemon.ports import Batch, NotSent, Sent, Unknown

_FOLDERS = ("new", "cur", "tmp")
_LONGEST_NAME = 200

log = logging.getLogger(__name__)


class MaildirMailbox:
    """One Maildir as a `Mailbox`. A uid is a file's name without its flags; there is no cursor."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def make(self) -> None:
        """Makes the folder. Nothing else does, so that a mistyped path is an error, not a silence."""
        _make(self._path)

    def fetch(self, cursor: str) -> Batch:
        """Mails not yet done, by time of arrival, then name. Raises SourceError for no Maildir.

        A file that can't be read is left for the next time and named in the log.
        """
        read = sorted(mail for path in self._waiting() if (mail := _read(path)) is not None)
        return Batch(tuple((_uid(name), raw) for _, name, raw in read), cursor)

    def done(self, uid: str) -> None:
        """Marks a mail seen; a uid that is done or gone is no error."""
        path = next((path for path in self._waiting() if _uid(path.name) == uid), None)
        if path is not None:
            self._mark(path, uid)

    def _mark(self, path: Path, uid: str) -> None:
        flags = "".join(sorted({*_flags(path.name), "S"}))
        try:
            path.rename(self._path / "cur" / f"{uid}:2,{flags}")
        except OSError as error:
            raise SourceError(f"{path} can't be marked as done: {error.strerror}") from error

    def _waiting(self) -> Iterator[Path]:
        """`new/` first: what is looked for is most often there, and `cur/` may hold years."""
        for name in ("new", "cur"):
            try:
                lying = tuple((self._path / name).iterdir())
            except OSError as error:
                raise SourceError(
                    f"{self._path} is no readable Maildir: {name}: {error.strerror}"
                ) from error
            yield from (path for path in lying if _is_undone(path) and path.is_file())


class MaildirTransport:
    """Puts each letter into `root/<address of its addressee>/`, a Maildir made when it is needed.

    A file's name derives from the letter's Message-ID, so a letter lies there once however often it
    is sent, and `outcome` always knows.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def prepare(self, letter: Letter, mail: bytes) -> str:  # noqa: ARG002 (the port's)
        return ""

    def send(self, draft: str, mail: bytes) -> Sent:  # noqa: ARG002 (the port's)
        """Returns once the mail is safe on disk. Raises TransportError (a full disk: not permanent)."""
        way = envelope(mail)
        folder = self._root / quote(way.recipient.lower(), safe="@+")
        name = _file_name(way.message_id)
        try:
            if not _holds(folder, name):
                _make(folder)
                _deliver(folder, name, mail)
        except OSError as error:
            raise TransportError(f"{folder}: {error.strerror}", permanent=False) from error
        return Sent(way.message_id)

    def outcome(self, letter: Letter, draft: str) -> Sent | NotSent | Unknown:  # noqa: ARG002 (the port's)
        """Unknown only where the folders can't be looked into."""
        name = _file_name(letter.message_id)
        try:
            folders = tuple(self._root.iterdir()) if self._root.is_dir() else ()
            lies_there = any(_holds(folder, name) for folder in folders)
        except OSError:
            return Unknown()
        return Sent(letter.message_id) if lies_there else NotSent()


def _make(folder: Path) -> None:
    for name in _FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)


def _deliver(folder: Path, name: str, mail: bytes) -> None:
    """The mail is seen in `new/` whole or not at all, and is still there after a power cut."""
    draft = folder / "tmp" / name
    with draft.open("wb") as file:
        file.write(mail)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / "new" / name)
    for changed in (folder / "new", folder, folder.parent):
        _fsync(changed)


def _fsync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _holds(folder: Path, name: str) -> bool:
    """Whether a mail of this name lies there, read or unread."""
    if (folder / "new" / name).exists():
        return True
    read = folder / "cur"
    return read.is_dir() and any(_uid(path.name) == name for path in read.iterdir())


def _file_name(message_id: str) -> str:
    """Readable where it can be: `accord.<id>`, never hidden, without "/" and ":"."""
    name = f"accord.{quote(message_id.strip('<>'), safe='@')}"
    if len(name) <= _LONGEST_NAME:
        return name
    return f"accord.{sha256(message_id.encode('utf-8', 'replace')).hexdigest()}"


def _is_undone(path: Path) -> bool:
    """By its name alone: a mailbox of many years is listed on every tick."""
    if path.name.startswith("."):
        return False
    return path.parent.name == "new" or "S" not in _flags(path.name)


def _uid(name: str) -> str:
    return name.partition(":2,")[0]


def _flags(name: str) -> str:
    return name.partition(":2,")[2]


def _read(path: Path) -> tuple[int, str, bytes] | None:
    """Time of arrival (nanoseconds), name and content."""
    try:
        return path.stat().st_mtime_ns, path.name, path.read_bytes()
    except OSError as error:
        log.warning("mail_unreadable path=%s reason=%s", path, error.strerror)
        return None
