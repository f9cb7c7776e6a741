"""What an installation is told: the frozen values that `accord.toml` becomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from daemon.domain.quarters import FiscalYear
from daemon.settings.kinds import (
    AnyAccount,
    AnyCalendar,
    AnyTransport,
    MailboxPlace,
    MailboxSettings,
    ProviderCalendar,
    ProviderMail,
)

Mode = Literal["dry", "pilot", "live"]


@dataclass(frozen=True, slots=True)
class Sending:
    """pilot: casefolded addresses that get mail in mode "pilot". daily_cap: letters of the whole
    installation a day. redirect_all_to: casefolded, "" for no redirection.
    """

    mode: Mode = "dry"
    pilot: tuple[str, ...] = ()
    redirect_all_to: str = ""
    daily_cap: int = 500


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When letters come, in the recipient's own working days, or in clock hours and minutes.

    closing_workday, recap_workday: of the new quarter, 1 = its first working day.
    ride_workdays: how long a matter waits for a letter that goes out anyway.
    """

    rep_workdays: int = 1
    leader_hours: float = 2
    closing_workday: int = 2
    recap_workday: int = 5
    receipt_minutes: float = 5
    ride_workdays: int = 5


@dataclass(frozen=True, slots=True)
class Recaps:
    """single_reps: whether heads see single reps. smallest_group: fewer people make no sum."""

    single_reps: bool = False
    smallest_group: int = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """Days for which a letter's text, a mail that came in and a held mail are kept."""

    letters: int = 120
    incoming: int = 400
    held: int = 30


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation. All paths are absolute; `templates` is None where the built-in ones do.

    accounts: by name; each that a calendar, the mailbox or the transport names is there.
    """

    file: Path
    state: Path
    directory: Path
    templates: Path | None
    accounts: Mapping[str, AnyAccount]
    calendars: tuple[AnyCalendar, ...]
    mailbox: MailboxSettings
    transport: AnyTransport
    sending: Sending
    rhythm: Rhythm
    fiscal: FiscalYear
    recaps: Recaps
    kept: Kept
    tick_seconds: int = 60

    @property
    def files_only(self) -> bool:
        """Whether nothing of it is off this machine, so that a played clock can do no harm."""
        return all(map(self._local, (*self.calendars, self.mailbox.place, self.transport)))

    def _local(self, part: AnyCalendar | MailboxPlace | AnyTransport) -> bool:
        if isinstance(part, ProviderCalendar | ProviderMail):
            return self.accounts[part.account].local
        return part.local
