"""What must fit together in a directory: ids, addresses, leaders, heads, roles."""

from collections.abc import Sequence

from daemon.domain.people import Directory, Person, Role, fold_address
from daemon.settings.forms import nearest
from daemon.settings.tables import Table

Row = tuple[Table, Person]


def note_all(table: Table, rows: Sequence[Row], directory: Directory) -> None:
    """Notes each fault on the table where it stands; `directory` is what the rows make so far."""
    _note_unknown(table, "admin", directory.admin, directory)
    for head in directory.heads:
        _note_unknown(table, "heads", head, directory)
    for row, person in rows:
        _note_unknown(row, "leader", person.leader, directory)
    _note_double_ids(rows)
    _note_double_addresses(rows, directory)
    leaders = leading(directory)
    for row, person in rows:
        _note_circle(row, person, directory)
        _note_misfit(row, person, directory, leaders)


def leading(directory: Directory) -> frozenset[str]:
    """The ids of all who lead somebody."""
    return frozenset(person.leader for person in directory.people.values() if person.leader)


def usual_role(person: str, directory: Directory, leaders: frozenset[str]) -> Role:
    """The role that the rest of the file gives to a person who names none."""
    if person in directory.heads:
        return "head"
    if person in leaders:
        return "leader"
    return "admin" if person == directory.admin else "rep"


def _note_unknown(table: Table, key: str, person: str, directory: Directory) -> None:
    if person and person not in directory.people:
        meant = nearest(person, directory.people)
        cure = f'did you mean "{meant}"?' if meant else f'add [[people]] with id = "{person}"'
        table.note(key, f'"{person}" is the id of nobody here; {cure}')


def _note_double_ids(rows: Sequence[Row]) -> None:
    names: dict[str, str] = {}
    for row, person in rows:
        if person.id and person.id in names:
            row.note("id", f"{names[person.id]} has it too; give {_called(person)} another one")
        names.setdefault(person.id, _called(person))


def _note_double_addresses(rows: Sequence[Row], directory: Directory) -> None:
    owners = {fold_address(room): "one of rooms" for room in directory.rooms}
    for row, person in rows:
        # A person may list two spellings of one address; two people may not share it.
        own = {fold_address(address): address for address in person.addresses}
        for folded, address in own.items():
            if folded in owners:
                row.note(
                    "addresses",
                    f"{address} is {owners[folded]}'s too, plus-tags aside; leave it with one of the two",
                )
        owners |= dict.fromkeys(own, _called(person))


def _note_circle(row: Table, person: Person, directory: Directory) -> None:
    circle = _circle(person, directory)
    if circle and person.id == min(circle):  # told once, not by each who stands in it
        chain = " > ".join([*circle, person.id])
        row.note(
            "leader", f"goes in a circle, {chain}; leave leader out for whoever leads them all"
        )


def _circle(person: Person, directory: Directory) -> list[str]:
    """The ids from a person up the line of leaders and back again, [] where the line ends."""
    line = [person.id]
    above = person.leader
    while above in directory.people and above not in line:
        line.append(above)
        above = directory.people[above].leader
    return line if above and above == person.id else []


def _note_misfit(row: Table, person: Person, directory: Directory, leaders: frozenset[str]) -> None:
    head, leads = person.id in directory.heads, person.id in leaders
    if "role" not in row:
        return
    if person.role in {"rep", "admin"} and (head or leads):
        does = "is one of heads" if head else "leads others"
        row.note("role", f'"{person.role}" does not fit who {does}; write "leader" or "head"')
    elif person.role == "head" and not head:
        row.note("role", f'"head" does not fit; add "{person.id}" to heads, or write "leader"')
    elif person.role == "admin" and person.id != directory.admin:
        row.note("role", f'"admin" does not fit; write admin = "{person.id}" at the top, or "rep"')


def _called(person: Person) -> str:
    return person.name or "somebody without a name"
