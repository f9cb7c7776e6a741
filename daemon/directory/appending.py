"""People added to the end of the directory file, which stays as its writer left it."""

import json
import os
import tempfile
import unicodedata
from collections.abc import Container, Sequence
from pathlib import Path

from daemon.directory.reading import directory
from daemon.domain.people import Directory, Person, fold_address
from daemon.errors import Problem, SettingsError
from daemon.settings import forms, tables

NOT_USUAL = ("country", "level", "leader", "team", "role", "language")


def append(path: Path, people: Sequence[Person]) -> None:
    """Adds people to the end of the file, whose text and comments stay; makes the file if need be.

    Who is there already, by id and an address, is left as it stands, so that a second run adds
    nothing. Raises SettingsError, and leaves the file alone, where the result would not load.
    """
    path = path.resolve()  # a link stays a link
    before = tables.content_of(path) if path.exists() else b""
    there = directory(tables.parse(before, path), range(0))
    new = [person for person in people if not _is_there(person, there)]
    gap = "\n" if before and not before.endswith(b"\n") else ""
    after = before + (gap + "".join("\n" + block(person) for person in new)).encode()
    directory(tables.parse(after, path), range(0))
    if not new:
        return
    try:
        _write(path, after)
    except OSError as error:
        reason = f"can't be written ({error.strerror}); let the user of accord write in its folder"
        raise SettingsError((Problem(str(path), "", reason),)) from error


def _is_there(person: Person, there: Directory) -> bool:
    found = there.people.get(person.id)
    folded = {fold_address(address) for address in person.addresses}
    return found is not None and any(fold_address(each) in folded for each in found.addresses)


def block(person: Person) -> str:
    """The [[people]] table of one person, with what differs from the usual.

    Days off are written where there is no country; else the country gives them again.
    """
    usual = Person(person.id, person.name, person.addresses)
    lines = [
        "[[people]]",
        f"id = {_text(person.id)}",
        f"name = {_text(person.name) if person.name.split() else _text(person.address)}",
        f"addresses = [{', '.join(map(_text, person.addresses))}]",
        f"zone = {_text(person.zone)}",
    ]
    for key in NOT_USUAL:
        value = getattr(person, key)
        if value != getattr(usual, key):
            lines.append(f"{key} = {_text(value)}")
    if person.hours != usual.hours:
        days = ", ".join(forms.DAYS[day - 1] for day in sorted(person.hours.days))
        lines.append(f'hours = "{person.hours.start:%H:%M}-{person.hours.end:%H:%M}"')
        lines.append(f'days = "{days}"')
    if person.days_off and not person.country:
        lines.append(f"days_off = [{', '.join(map(str, sorted(person.days_off)))}]")
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """A TOML basic string. Names come from calendars: what can't be seen becomes a space."""
    seen = "".join(character if character.isprintable() else " " for character in value)
    return json.dumps(" ".join(seen.split()), ensure_ascii=False)


def _write(path: Path, content: bytes) -> None:
    """All or nothing: a new file is synced, then takes the old one's name and mode."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o640
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(number, mode)
            os.fsync(number)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def new_id(name: str, taken: Container[str]) -> str:
    """An id that nobody in `taken` has: "marek", else "marek-novak", else "marek-novak-2".

    Letters lose their marks; a name without any Latin letter becomes "person".
    """
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words = "".join(c if c.isalnum() else " " for c in plain).split() or ["person"]
    first, whole = words[0][:40], "-".join(words)[:36].strip("-")
    wanted = [first, whole, *(f"{whole}-{number}" for number in range(2, 100))]
    return next(each for each in wanted if each not in taken and not each.startswith("x-"))
