"""People added to the end of the directory file, which stays as its writer left it."""

import os
import re
import tempfile
import unicodedata
from collections.abc import Container, Sequence
from itertools import chain, count
from pathlib import Path

from daemon.directory.reading import directory
from daemon.domain.people import Directory, Person, fold_address
from daemon.errors import Problem, SettingsError
from daemon.settings import forms, tables
from daemon.settings.tables import written

NOT_USUAL = ("country", "level", "leader", "team", "role", "language")
# Letters that Unicode does not take apart into a Latin letter and a mark.
WITHOUT_MARKS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


def append(path: Path, people: Sequence[Person]) -> None:
    """Adds people to the end of the file, whose text and comments stay; makes the file if need be.

    Who is there already, by id and an address, is left as it stands, so that a second run adds
    nothing. Raises SettingsError, and leaves the file alone, where the result would not load.
    """
    before = tables.content_of(path, missing_ok=True)
    there = directory(tables.parse(before, path), range(0))
    new = [person for person in people if not _is_there(person, there)]
    if not new:
        return
    gap = "\n" if before and not before.endswith(b"\n") else ""
    after = before + (gap + "".join("\n" + block(person) for person in new)).encode()
    directory(tables.parse(after, path), range(0))
    try:
        _write(path.resolve(), after)  # a link stays a link
    except OSError as error:
        reason = f"can't be written ({error.strerror}); let the user of accord write in its folder"
        raise SettingsError((Problem(str(path), "", reason),)) from error


def _is_there(person: Person, there: Directory) -> bool:
    found = there.people.get(person.id)
    folded = {fold_address(address) for address in person.addresses}
    return found is not None and any(fold_address(each) in folded for each in found.addresses)


def block(person: Person) -> str:
    """The [[people]] table of one person, with what differs from the usual.

    Names come from calendars: what can't be seen in them is left out.
    Days off are written where there is no country; else the country gives them again.
    """
    usual = Person(person.id, person.name, person.addresses)
    lines = [
        "[[people]]",
        f"id = {written(person.id)}",
        f"name = {written(forms.cleaned(person.name) or person.address)}",
        f"addresses = [{', '.join(map(written, person.addresses))}]",
        f"zone = {written(person.zone)}",
    ]
    for key in NOT_USUAL:
        value = getattr(person, key)
        if value != getattr(usual, key):
            lines.append(f"{key} = {written(forms.cleaned(value))}")
    if person.hours != usual.hours:
        days = ", ".join(forms.DAYS[day - 1] for day in sorted(person.hours.days))
        lines.append(f'hours = "{person.hours.start:%H:%M}-{person.hours.end:%H:%M}"')
        lines.append(f'days = "{days}"')
    if person.days_off and not person.country:
        lines.append(f"days_off = [{', '.join(map(str, sorted(person.days_off)))}]")
    return "\n".join(lines) + "\n"


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
    """An id that nobody in `taken` has: "marek", else "marek-novak", else "marek-novak2".

    Letters lose their marks; a name without any Latin letter becomes "person".
    """
    latin = unicodedata.normalize("NFKD", name.casefold().translate(WITHOUT_MARKS))
    words: list[str] = re.findall("[a-z0-9]+", latin.encode("ascii", "ignore").decode())
    words = words or ["person"]
    first, whole = words[0][:40], "-".join(words)[:36].strip("-")
    if whole.startswith("x-"):  # kept for people outside the directory
        whole = whole.replace("-", "", 1)
    wanted = chain([first, whole], (f"{whole}{number}" for number in count(2)))
    return next(each for each in wanted if each not in taken)
