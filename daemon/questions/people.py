"""The first directory file: whoever answered, and who else was named."""

import re
from collections.abc import Mapping
from dataclasses import replace

from daemon.directory import block, new_id
from daemon.domain.people import Person, fold_address
from daemon.settings import forms
from daemon.settings.tables import written

_HEADER = """\
# Who is who. An id stays with a person for ever, whatever happens to names and addresses.
# One [[people]] block each, with id, name, addresses and zone, and where they are wanted country,
# hours, days, level, leader, team, role, language and days_off.
"""


def first_people(given: Mapping[str, str]) -> str:
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
