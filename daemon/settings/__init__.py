"""One TOML file and its secret files -> frozen Settings; every problem is reported at once.

Plain dataclasses and a small reader of tables (tables.py, forms.py) rather than a validation
library: the words of a problem, the nearest known key and the cure are then ours, and the import
costs a few milliseconds.
"""

from daemon.settings.loading import doubts, load
from daemon.settings.shape import (
    CalendarSettings,
    Kept,
    MailboxSettings,
    Recaps,
    Rhythm,
    Secret,
    Sending,
    Settings,
    TransportSettings,
)

__all__ = [
    "CalendarSettings",
    "Kept",
    "MailboxSettings",
    "Recaps",
    "Rhythm",
    "Secret",
    "Sending",
    "Settings",
    "TransportSettings",
    "doubts",
    "load",
]
