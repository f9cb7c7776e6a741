"""Files of calendars that this program keeps itself: the last good copy of a feed, invitations."""

import os
from pathlib import Path


def keep(path: Path, content: bytes) -> None:
    """Put `content` (0600) at `path`: after a power cut there is the old content or the new one.

    The folder is made (0700) where it is missing. Raises OSError; `path` then holds what it held.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.tmp")  # IcsCalendar passes over names with a dot in front
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)
