"""`accord.toml` and its secret files -> Settings, or every problem at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from daemon.domain.people import Directory
from daemon.domain.quarters import FiscalYear
from daemon.errors import Problem
from daemon.settings import forms, tables
from daemon.settings.secret_files import secret
from daemon.settings.shape import (
    CalendarSettings,
    Kept,
    MailboxSettings,
    Mode,
    Recaps,
    RequireAuth,
    Rhythm,
    Security,
    Sending,
    Settings,
    TransportSettings,
)
from daemon.settings.tables import Table

MODES: Final[tuple[Mode, ...]] = ("dry", "pilot", "live")
SECURITIES: Final[tuple[Security, ...]] = ("none", "starttls", "tls")
REQUIRED: Final[tuple[RequireAuth, ...]] = ("known", "always")
LABELS: Final = ("start", "end")
WEEKS: Final = ("", "4-4-5", "4-5-4", "5-4-4")
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
YEAR_ENDS: Final = ("last", "nearest")
SMTP_KEYS: Final = ("host", "port", "security", "user", "password_file", "timeout")
LONGEST = 3650  # days something may be kept: ten years


def load(path: Path, *, secrets: bool = True) -> Settings:
    """Settings of the TOML file `path`; relative paths in it start from its own folder.

    secrets: False leaves passwords unread and unchecked, for a rehearsal. Raises SettingsError
    with all problems; whether calendars and folders exist is left to `doubts`.
    """
    file = path.absolute()
    table = tables.read(path)
    settings = _settings(table, file, secrets=secrets)
    table.finish()
    return settings


def _settings(table: Table, file: Path, *, secrets: bool) -> Settings:
    below = forms.under(file.parent)
    mailbox = _mailbox(table.table("mailbox"), below)
    return Settings(
        file=file,
        state=table.text("state", below, file.parent, like="state", needed=True),
        directory=table.text("directory", below, file, like="directory.toml", needed=True),
        templates=table.text("templates", below, None, like="templates"),
        calendars=_calendars(table, below),
        mailbox=mailbox,
        transport=_transport(table.table("transport"), file.parent, mailbox, secrets=secrets),
        sending=_sending(table.table("sending")),
        rhythm=_rhythm(table.table("rhythm")),
        fiscal=_fiscal(table.table("fiscal")),
        recaps=_recaps(table.table("recaps")),
        kept=_kept(table.table("kept")),
        tick_seconds=table.whole("tick_seconds", 60, 1, 3600),
    )


def _calendars(table: Table, below: Callable[[str], Path]) -> tuple[CalendarSettings, ...]:
    found = table.tables("calendars")
    if not found and "calendars" not in table:
        table.note("calendars", "is missing; write at least one [[calendars]] with kind and path")
    return tuple(_calendar(each, below) for each in found)


def _calendar(table: Table, below: Callable[[str], Path]) -> CalendarSettings:
    if table.choice("kind", ("ics",)) is None:
        table.leave()
    return CalendarSettings(
        kind="ics",
        path=table.text("path", below, Path(), like="calendars", needed=True),
        owner=table.text("owner", forms.person_or_address, "", like="dana"),
        zone=table.text("zone", forms.zone, "UTC", like="Europe/Vienna"),
    )


def _mailbox(table: Table, below: Callable[[str], Path]) -> MailboxSettings:
    if table.choice("kind", ("maildir",)) is None:
        table.leave()
    mailbox = MailboxSettings(
        kind="maildir",
        path=table.text("path", below, Path(), like="mail/in", needed=True),
        address=table.text(
            "address", forms.own_address, "", like="accord@halden.example", needed=True
        ),
        require_auth=table.choice("require_auth", REQUIRED, "known") or "known",
        authserv_id=table.text("authserv_id", forms.word, "", like="mx.halden.example"),
        welcome_from=table.texts("welcome_from", forms.address, like="dana@halden.example"),
    )
    if mailbox.require_auth == "always" and table.lacks("authserv_id"):
        table.note(
            "authserv_id",
            "is missing, so that no mail could ever pass; write the name your own server puts first in"
            ' Authentication-Results, or require_auth = "known"',
        )
    return mailbox


def _transport(
    table: Table, folder: Path, mailbox: MailboxSettings, *, secrets: bool
) -> TransportSettings:
    match table.choice("kind", ("maildir", "smtp")):
        case "maildir":
            return _transport_of_files(table, forms.under(folder), mailbox)
        case "smtp":
            return _transport_of_smtp(table, folder, secrets=secrets)
        case _:
            table.leave()
            return TransportSettings("maildir")


def _transport_of_files(
    table: Table, below: Callable[[str], Path], mailbox: MailboxSettings
) -> TransportSettings:
    table.refuse(SMTP_KEYS, 'belongs to kind = "smtp"; leave it out, or write that kind')
    path = table.text("path", below, None, like="mail/out", needed=True)
    if path and path == mailbox.path:
        table.note("path", "is mailbox.path too, so that we would read our own mail; write another")
    return TransportSettings("maildir", path)


def _transport_of_smtp(table: Table, folder: Path, *, secrets: bool) -> TransportSettings:
    table.refuse(["path"], 'belongs to kind = "maildir"; leave it out, or write that kind')
    usual = TransportSettings("smtp")
    transport = TransportSettings(
        kind="smtp",
        host=table.text("host", forms.host, usual.host, like="mail.halden.example"),
        port=table.whole("port", usual.port, 1, 65535),
        security=table.choice("security", SECURITIES, usual.security) or usual.security,
        user=table.text("user", forms.word, "", like="accord@halden.example"),
        password=table.text(
            "password_file", secret(folder) if secrets else _unread, None, like="password"
        ),
        timeout=table.number("timeout", usual.timeout, 1, 120),
    )
    _note_sign_in(table, transport)
    return transport


def _note_sign_in(table: Table, transport: TransportSettings) -> None:
    signs_in = not table.lacks("user")
    if signs_in == table.lacks("password_file"):
        missing, there = ("password_file", "user") if signs_in else ("user", "password_file")
        table.note(missing, f"is missing; write it beside {there}, or leave both out")
    if signs_in and transport.security == "none" and not forms.loopback(transport.host):
        table.note("security", 'would send the password in the clear; write "starttls" or "tls"')


def _unread(_: str) -> None:
    """The parser of a secret that nobody needs now."""


def _sending(table: Table) -> Sending:
    usual = Sending()
    sending = Sending(
        mode=table.choice("mode", MODES, usual.mode) or usual.mode,
        pilot=table.texts("pilot", forms.address, like="dana@halden.example"),
        redirect_all_to=table.text("redirect_all_to", forms.address, "", like="it@halden.example"),
        daily_cap=table.whole("daily_cap", usual.daily_cap, 1, 1_000_000),
    )
    if sending.mode == "pilot" and not sending.pilot:
        table.note("pilot", 'names nobody, so that mode = "pilot" sends nothing; write addresses')
    return sending


def _rhythm(table: Table) -> Rhythm:
    usual = Rhythm()
    rhythm = Rhythm(
        rep_workdays=table.whole("rep_workdays", usual.rep_workdays, 1, 10),
        leader_hours=table.number("leader_hours", usual.leader_hours, 0.25, 48),
        closing_workday=table.whole("closing_workday", usual.closing_workday, 1, 20),
        recap_workday=table.whole("recap_workday", usual.recap_workday, 1, 40),
        receipt_minutes=table.number("receipt_minutes", usual.receipt_minutes, 0, 60),
        ride_workdays=table.whole("ride_workdays", usual.ride_workdays, 1, 20),
    )
    if rhythm.recap_workday <= rhythm.closing_workday:
        table.note(
            "recap_workday",
            "is not after closing_workday, so that nobody could answer the closing mail;"
            f" write {rhythm.closing_workday + 1} or more",
        )
    return rhythm


def _fiscal(table: Table) -> FiscalYear:
    usual = FiscalYear()
    week_start = table.choice("week_start", WEEKDAYS, WEEKDAYS[usual.week_start - 1])
    return FiscalYear(
        start_month=table.whole("start_month", usual.start_month, 1, 12),
        label=table.choice("label", LABELS, usual.label) or usual.label,
        weeks=table.choice("weeks", WEEKS, usual.weeks) or usual.weeks,
        week_start=WEEKDAYS.index(week_start) + 1 if week_start else usual.week_start,
        year_end=table.choice("year_end", YEAR_ENDS, usual.year_end) or usual.year_end,
    )


def _recaps(table: Table) -> Recaps:
    usual = Recaps()
    return Recaps(
        single_reps=table.flag("single_reps", usual.single_reps),
        # Fewer than three would point at one: no installation may lower it.
        smallest_group=table.whole("smallest_group", usual.smallest_group, 3, 100),
    )


def _kept(table: Table) -> Kept:
    usual = Kept()
    return Kept(
        letters=table.whole("letters", usual.letters, 1, LONGEST),
        incoming=table.whole("incoming", usual.incoming, 1, LONGEST),
        held=table.whole("held", usual.held, 1, LONGEST),
    )


def doubts(settings: Settings, directory: Directory) -> tuple[Problem, ...]:
    """What loads and is probably not meant: folders that aren't there, addresses that clash.

    For `accord check`: a calendar that is away for an hour must not keep the rest from going on.
    """
    found = []
    places = {"mailbox.path": settings.mailbox.path}
    for number, calendar in enumerate(settings.calendars, 1):
        places[f"calendars[{number}].path"] = calendar.path
        owner = calendar.owner
        if owner and not (directory.by_address(owner) or owner in directory.people):
            cure = "write an id or an address of the directory"
            found.append((f"calendars[{number}].owner", f'"{owner}" is nobody; {cure}'))
    if person := directory.by_address(settings.mailbox.address):
        found.append(("mailbox.address", f"is {person.name}'s too; write one of Accord's own"))
    for key, path in places.items():
        if not _is_there(path):
            found.append((key, f"there is nothing at {path}; write where it is, or put it there"))
    return tuple(Problem(str(settings.file), key, message) for key, message in found)


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except OSError:
        return False
    return True
