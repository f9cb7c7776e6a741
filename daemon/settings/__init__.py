"""One TOML file and its secret files -> frozen Settings; every problem is reported at once.

Plain dataclasses and a small reader of tables (tables.py, forms.py) rather than a validation
library: the words of a problem, the nearest known key and the cure are then ours, and the import
costs a few milliseconds.
"""

from daemon.settings.kinds import (
    AnyAccount,
    AnyCalendar,
    AnyTransport,
    GoogleAccount,
    GoogleService,
    IcsFiles,
    Imap,
    Invited,
    MailboxSettings,
    Maildir,
    MicrosoftAccount,
    ProviderCalendar,
    ProviderMail,
    Secret,
    Smtp,
    WebCalendar,
)
from daemon.settings.loading import doubts, load
from daemon.settings.shape import Kept, Recaps, Rhythm, Sending, Settings

__all__ = [
    "AnyAccount",
    "AnyCalendar",
    "AnyTransport",
    "GoogleAccount",
    "GoogleService",
    "IcsFiles",
    "Imap",
    "Invited",
    "Kept",
    "MailboxSettings",
    "Maildir",
    "MicrosoftAccount",
    "ProviderCalendar",
    "ProviderMail",
    "Recaps",
    "Rhythm",
    "Secret",
    "Sending",
    "Settings",
    "Smtp",
    "WebCalendar",
    "doubts",
    "load",
]
