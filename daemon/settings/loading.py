"""`accord.toml` and its secret files -> Settings, or every problem at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from daemon.domain.people import Directory
from daemon.domain.quarters import FiscalYear
from daemon.errors import Problem
from daemon.settings import forms, mail, tables
from daemon.settings.accounts import accounts
from daemon.settings.calendars import calendars as read_calendars
from daemon.settings.kinds import IcsFiles, Maildir, ProviderCalendar, ProviderMail
from daemon.settings.reading import Place
from daemon.settings.shape import Kept, Mode, Recaps, Rhythm, Sending, Settings
from daemon.settings.tables import Table

MODES: Final[tuple[Mode, ...]] = ("dry", "pilot", "live")
LABELS: Final = ("start", "end")
WEEKS: Final = ("", "4-4-5", "4-5-4", "5-4-4")
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
YEAR_ENDS: Final = ("last", "nearest")
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
    place = Place(file.parent, secrets)
    found = accounts(table, place)
    calendars = read_calendars(table, place, found)
    mailbox = mail.mailbox(table.table("mailbox"), place, found, calendars)
    leaving = table.table("transport")
    return Settings(
        file=file,
        state=table.text("state", place.below, file.parent, like="state", needed=True),
        directory=table.text("directory", place.below, file, like="directory.toml", needed=True),
        templates=table.text("templates", place.below, None, like="templates"),
        accounts=found,
        calendars=calendars,
        mailbox=mailbox,
        transport=mail.transport(leaving, place, found, calendars, mailbox.place),
        sending=_sending(table.table("sending")),
        rhythm=_rhythm(table.table("rhythm")),
        fiscal=_fiscal(table.table("fiscal")),
        recaps=_recaps(table.table("recaps")),
        kept=_kept(table.table("kept")),
        tick_seconds=table.whole("tick_seconds", 60, 1, 3600),
    )


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
    found = [*_nobodies(settings, directory)]
    if person := directory.by_address(settings.mailbox.address):
        found.append(("mailbox.address", f"is {person.name}'s too; write one of Accord's own"))
    found += [
        (key, f"there is nothing at {path}; write where it is, or put it there")
        for key, path in _places(settings)
        if not _is_there(path)
    ]
    found += [
        (f"accounts.{name}", "is used by nothing; name it as account, or take it out")
        for name in sorted(settings.accounts.keys() - _used(settings))
    ]
    return tuple(Problem(str(settings.file), key, message) for key, message in found)


def _nobodies(settings: Settings, directory: Directory) -> Iterator[tuple[str, str]]:
    """People who are named and not known."""
    named = [(f"accounts.{name}.owner", a.owner) for name, a in settings.accounts.items()]
    for number, calendar in enumerate(settings.calendars, 1):
        named.append((f"calendars[{number}].owner", calendar.owner))
        if isinstance(calendar, ProviderCalendar):
            named += [(f"calendars[{number}].people", person) for person in calendar.people]
    for key, person in named:
        if person and not (directory.by_address(person) or person in directory.people):
            yield key, f'"{person}" is nobody; write an id or an address of the directory'


def _places(settings: Settings) -> Iterator[tuple[str, Path]]:
    if isinstance(settings.mailbox.place, Maildir):
        yield "mailbox.path", settings.mailbox.place.path
    for number, calendar in enumerate(settings.calendars, 1):
        if isinstance(calendar, IcsFiles):
            yield f"calendars[{number}].path", calendar.path


def _used(settings: Settings) -> set[str]:
    parts = (*settings.calendars, settings.mailbox.place, settings.transport)
    return {p.account for p in parts if isinstance(p, ProviderCalendar | ProviderMail)}


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except OSError:
        return False
    return True
