"""`accord init`: a few questions, and the first pair of files that their answers make."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from daemon.directory import block, new_id
from daemon.domain.people import Person, fold_address
from daemon.settings import countries, forms
from daemon.settings.tables import written

_HEADER = """\
# Who is who. An id stays with a person for ever, whatever happens to names and addresses.
# One [[people]] block each, with id, name, addresses and zone, and where they are wanted country,
# hours, days, level, leader, team, role, language and days_off.
"""


@dataclass(frozen=True, slots=True)
class Question:
    """key: of its answer. default: taken for an empty answer, None where one is needed."""

    key: str
    text: str
    default: str | None
    parser: Callable[[str], object]

    def complaint(self, answer: str) -> str:
        """What to write instead, "" where the answer is fine."""
        if not answer.strip():
            return "an answer is needed" if self.default is None else ""
        try:
            self.parser(forms.printable(answer))
        except ValueError as error:
            return str(error)
        return ""


def _month(text: str) -> int:
    if text not in map(str, range(1, 13)):
        raise ValueError(f"{forms.quoted(text)} is no month; write a number from 1 to 12")
    return int(text)


_path = forms.under(Path())

QUESTIONS = (
    Question("name", "Your name", None, str),
    Question("address", "Your mail address", None, forms.address),
    Question("zone", "Your time zone, like Europe/Vienna", None, forms.zone),
    Question("country", "Your country, like AT, for its public holidays", "", countries.country),
    Question("calendar", "Your calendar, an .ics file or a folder of them", "calendars", _path),
    Question("own_address", "The mail address of Accord itself", None, forms.own_address),
    Question("mailbox", "The Maildir in which its mail arrives", "mail/in", _path),
    Question("host", "The mail server that takes outgoing mail", "localhost", forms.host),
    Question("start_month", "The month in which your fiscal year starts", "1", _month),
    Question(
        "head", "The mail address of whoever gets the recap of all teams, if any", "", forms.address
    ),
    Question(
        "admin", "The mail address of whoever looks after Accord, if not you", "", forms.address
    ),
)


def first_files(answers: Mapping[str, str]) -> tuple[str, str]:
    """The text of `accord.toml` and of `directory.toml`, which lies beside it.

    `answers` by the questions' keys; each has passed `complaint`. An absent one is its default.
    """
    given = {
        question.key: forms.printable(answers.get(question.key, "")) or question.default or ""
        for question in QUESTIONS
    }
    return _settings(given), _directory(given)


def _settings(given: Mapping[str, str]) -> str:
    """The example with the answers in it, so that the first file explains every key."""
    near = forms.loopback(given["host"])
    values = {
        "calendars.path": written(given["calendar"]),
        "calendars.owner": written(new_id(given["name"], ())),
        "calendars.zone": written(given["zone"]),
        "mailbox.path": written(given["mailbox"]),
        "mailbox.address": written(given["own_address"]),
        "mailbox.welcome_from": f"[{written(given['address'])}]",
        "transport.host": written(given["host"]),
        "transport.port": "25" if near else "587",
        "transport.security": written("none" if near else "starttls"),
        "fiscal.start_month": given["start_month"],
    }
    return "\n".join(_filled(example("accord.example.toml").splitlines(), values)) + "\n"


def _filled(lines: list[str], values: Mapping[str, str]) -> Iterator[str]:
    table = ""
    for line in lines:
        key = line.partition(" = ")[0]
        if line.startswith("["):
            table = line.strip("[]") + "."
        value = values.get(table + key)
        yield line if value is None else f"{key} = {value}"


def example(name: str) -> str:
    """The text of an example file: of the wheel's own folder, or of a checkout's."""
    packed = files("daemon") / "_config" / name
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    return (Path(__file__).parent.parent / "config" / name).read_text(encoding="utf-8")


def _directory(given: Mapping[str, str]) -> str:
    you = Person(
        id=new_id(given["name"], ()),
        name=given["name"],
        addresses=(forms.address(given["address"]),),
        zone=given["zone"],
        country=given["country"],
        role="leader",
    )
    people = [you]
    admin = _found_or_added(people, given["admin"] or you.address)
    heads = [_found_or_added(people, given["head"]).id] if given["head"] else []
    top = [
        _HEADER,
        f"# Who looks after this installation.\nadmin = {written(admin.id)}\n",
        f"# Who gets the recap after each quarter.\nheads = [{', '.join(map(written, heads))}]\n",
    ]
    return "\n".join([*top, *map(block, people)])


def _found_or_added(people: list[Person], text: str) -> Person:
    """Whoever has this address, else somebody named after it, in your zone and country."""
    address = forms.address(text)
    for person in people:
        if fold_address(person.address) == fold_address(address):
            return person
    name = re.split("[^a-z0-9]+", address.partition("@")[0].strip("._-+"))
    called = " ".join(word.capitalize() for word in name if word) or address
    taken = {person.id for person in people}
    added = replace(
        people[0], id=new_id(called, taken), name=called, addresses=(address,), role="rep"
    )
    people.append(added)
    return added
