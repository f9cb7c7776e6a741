"""What an installation is told: the frozen values that `accord.toml` becomes."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from daemon.domain.quarters import FiscalYear
from daemon.settings.forms import loopback

Mode = Literal["dry", "pilot", "live"]
Security = Literal["none", "starttls", "tls"]
RequireAuth = Literal["known", "always"]


@dataclass(frozen=True, slots=True)
class Secret:
    """A password or token; neither repr nor str shows it."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """path: an .ics file, or a folder of them.

    owner: id or address of the person whose calendar this is, "" where the events say it.
    zone: IANA name for times that name no zone, or one that nobody knows.
    """

    kind: Literal["ics"]
    path: Path
    owner: str = ""
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """Where answers arrive. address: casefolded, the daemon's own, without a plus.

    require_auth: "known" lets mail pass that brings no verdict, "always" asks for a pass.
    authserv_id: whose Authentication-Results count (RFC 8601), "" for nobody's.
    welcome_from: casefolded addresses that may set up a leader by mail.
    """

    kind: Literal["maildir"]
    path: Path
    address: str
    require_auth: RequireAuth = "known"
    authserv_id: str = ""
    welcome_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TransportSettings:
    """The way out. path: of the Maildir, None for SMTP, which the other fields describe.

    timeout: seconds a single step of the conversation may take.
    password: None where nobody signs in, or where the settings were loaded without secrets.
    """

    kind: Literal["maildir", "smtp"]
    path: Path | None = None
    host: str = "localhost"
    port: int = 587
    security: Security = "starttls"
    user: str = ""
    password: Secret | None = None
    timeout: float = 20


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
    """One installation. All paths are absolute; `templates` is None where the built-in ones do."""

    file: Path
    state: Path
    directory: Path
    templates: Path | None
    calendars: tuple[CalendarSettings, ...]
    mailbox: MailboxSettings
    transport: TransportSettings
    sending: Sending
    rhythm: Rhythm
    fiscal: FiscalYear
    recaps: Recaps
    kept: Kept
    tick_seconds: int = 60

    @property
    def files_only(self) -> bool:
        """Whether nothing of it is off this machine, so that a played clock can do no harm."""
        kinds: set[str] = {self.mailbox.kind, *(calendar.kind for calendar in self.calendars)}
        near = self.transport.kind == "maildir" or loopback(self.transport.host)
        return near and kinds <= {"ics", "maildir"}
