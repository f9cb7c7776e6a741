"""`[[calendars]]`: files, providers, servers, feeds and invitations."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from daemon.settings import forms
from daemon.settings.accounts import account_for
from daemon.settings.kinds import (
    AnyAccount,
    AnyCalendar,
    IcsFiles,
    Invited,
    ProviderCalendar,
    Secret,
    WebCalendar,
    at_home,
)
from daemon.settings.reading import Place, note_sign_in, refuse_others
from daemon.settings.tables import Table

Kind = Literal["ics", "google", "outlook", "caldav", "feed", "invitations"]
KINDS: Final[tuple[Kind, ...]] = ("ics", "google", "outlook", "caldav", "feed", "invitations")
COMMON: Final = ("kind", "zone")
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "ics": ("path", "owner"),
    "google": ("account", "people", "owner", "calendar"),
    "outlook": ("account", "people", "owner", "calendar"),
    "caldav": ("url", "user", "password_file", "path", "owner", "near", "ca_file"),
    "feed": ("url", "url_file", "user", "password_file", "owner", "near", "ca_file"),
    "invitations": (),
}


def calendars(
    table: Table, place: Place, accounts: Mapping[str, AnyAccount]
) -> tuple[AnyCalendar, ...]:
    found = table.tables("calendars")
    if not found and "calendars" not in table:
        table.note("calendars", "is missing; write at least one [[calendars]] with its kind")
    return tuple(_calendar(each, place, accounts) for each in found)


def _calendar(table: Table, place: Place, accounts: Mapping[str, AnyAccount]) -> AnyCalendar:
    kind = table.choice("kind", KINDS)
    if kind is None:
        table.leave()
        return Invited()
    refuse_others(table, kind, KEYS)
    zone = table.text("zone", forms.zone, "UTC", like="Europe/Vienna")
    if kind == "invitations":
        return Invited(zone=zone)
    owner = table.text("owner", forms.person_or_address, "", like="dana")
    if kind == "ics":
        path = table.text("path", place.below, Path(), like="calendars", needed=True)
        return IcsFiles(path, owner=owner, zone=zone)
    if kind == "google" or kind == "outlook":  # noqa: PLR1714 - which of them the type has to say
        found = ProviderCalendar(
            kind=kind,
            account=account_for(table, kind, accounts),
            people=table.texts("people", forms.person_or_address, like="dana"),
            calendar=table.text("calendar", forms.printable, "", like="dana@halden.example"),
            owner=owner,
            zone=zone,
        )
        _note_whose(table, found)
        return found
    return _on_the_web(table, place, kind, owner, zone)


def _note_whose(table: Table, found: ProviderCalendar) -> None:
    if found.calendar and not found.owner:
        table.note("owner", "is missing; write whose calendar it is, by id or address")
    if found.people and found.owner:
        table.note("people", "and owner say it twice; write one of the two")


def _on_the_web(
    table: Table, place: Place, kind: Literal["caldav", "feed"], owner: str, zone: str
) -> WebCalendar:
    near = table.texts("near", forms.network, like="10.8.0.0/16")
    note_sign_in(table)
    return WebCalendar(
        kind=kind,
        url=_address(table, place, kind, near),
        user=table.text("user", forms.word, "", like="accord"),
        password=place.password(table, "password_file"),
        path=table.text("path", forms.printable, "", like="/dav/calendars/dana/"),
        near=near,
        ca_file=place.file(table, "ca_file"),
        owner=owner,
        zone=zone,
    )


def _address(table: Table, place: Place, kind: str, near: tuple[str, ...]) -> Secret | None:
    """A feed's address is often its only lock, so that it may lie in a file like a password."""
    url = table.text("url", forms.web_address, "", like="https://cloud.halden.example/dav")
    if kind == "caldav" or table.lacks("url_file"):
        if table.lacks("url"):
            or_file = ", or url_file where the address is a secret" if kind == "feed" else ""
            example = 'url = "https://cloud.halden.example/dav"'
            table.note("url", f"is missing; write {example}{or_file}")
        if url.startswith("http:") and not near and not at_home(url):
            table.note("url", 'would show the calendar to everybody on the way; write "https://"')
        return Secret(url)
    if not table.lacks("url"):
        table.note("url", "and url_file say it twice; write one of the two")
    hidden = place.password(table, "url_file")
    try:
        return hidden and Secret(forms.web_address(hidden.value))
    except ValueError as error:
        table.note("url_file", str(error))
        return None
