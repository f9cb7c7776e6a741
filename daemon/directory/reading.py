"""The directory file -> people with their days off, or every problem at once."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from daemon.directory import coherence
from daemon.domain.people import Directory, Level, Person, Role, WorkingHours
from daemon.settings import countries, forms, tables
from daemon.settings.tables import Table

LEVELS: Final[tuple[Level, ...]] = ("senior", "junior")
ROLES: Final[tuple[Role, ...]] = ("rep", "leader", "head", "admin")
# Years. Wide, since a file of people knows no today; it costs some milliseconds a country.
HOLIDAYS = range(2020, 2051)


def load(path: Path, *, years: range | None = None, missing_ok: bool = False) -> Directory:
    """The people of the TOML file `path`.

    years: whose public holidays are taken, 2020 to 2050 where none are named. missing_ok: no file
    is a directory of nobody (the first day). Raises SettingsError with all problems.
    """
    table = tables.read(path, missing_ok=missing_ok)
    return directory(table, HOLIDAYS if years is None else years)


def directory(table: Table, years: range) -> Directory:
    """The same for a file that was read already."""
    rows = [(row, _person(row, years)) for row in table.tables("people", label="id")]
    drafted = Directory(
        people={person.id: person for _, person in rows if person.id},
        heads=table.texts("heads", forms.person_id, like="ingrid"),
        admin=table.text("admin", forms.person_id, "", like="it"),
        rooms=frozenset(table.texts("rooms", forms.address, like="room-3@halden.example")),
    )
    coherence.note_all(table, rows, drafted)
    table.finish()
    leading = coherence.leading(drafted)
    fitted = {
        person.id: person
        if "role" in row
        else replace(person, role=coherence.usual_role(person.id, drafted, leading))
        for row, person in rows
    }
    return replace(drafted, people=fitted)


def _person(row: Table, years: range) -> Person:
    country = row.text("country", countries.country, "", like="AT")
    return Person(
        id=row.text("id", forms.person_id, "", like="marek", needed=True),
        name=row.text("name", str, "", like="Marek Novak", needed=True),
        addresses=_addresses(row),
        zone=row.text("zone", forms.zone, "UTC", like="Europe/Vienna", needed=True),
        country=country,
        hours=_hours(row),
        days_off=_days_off(row, country, years),
        level=row.choice("level", LEVELS, "senior") or "senior",
        leader=row.text("leader", forms.person_id, "", like="dana"),
        team=row.text("team", str, "", like="Fleet"),
        role=row.choice("role", ROLES, "rep") or "rep",
        language=row.text("language", forms.language, "en", like="en"),
    )


def _addresses(row: Table) -> tuple[str, ...]:
    found = row.texts("addresses", forms.address, like="marek@halden.example")
    if row.lacks("addresses"):
        row.note("addresses", 'is missing; write addresses = ["marek@halden.example"]')
    return tuple(dict.fromkeys(found))


def _hours(row: Table) -> WorkingHours:
    usual = WorkingHours()
    start, end = row.text("hours", forms.hours, (usual.start, usual.end), like="09:00-17:00")
    return WorkingHours(row.text("days", forms.days, usual.days, like="Mon-Fri"), start, end)


def _days_off(row: Table, country: str, years: range) -> frozenset[date]:
    own = row.dates("days_off")
    public = countries.public_holidays(country, years) if country else frozenset()
    return own | public if own else public  # shared by all who have no others: it is large
