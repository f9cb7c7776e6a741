"""The directory file: who is who, read with every problem at once, and added to at its end."""

from daemon.directory.appending import append, block, new_id
from daemon.directory.reading import load

__all__ = ["append", "block", "load", "new_id"]
