"""accord agreements: bring in, look at, take out."""

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.opening import At, Config, open_app

if TYPE_CHECKING:
    from daemon.domain.agreements.agreement import Agreement
    from daemon.flows.house import House

app = typer.Typer(
    help="Bring agreements in, look at them, take them out.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"


# What a line leaves open, by its code; it is brought in all the same.
_OPEN = {
    "outcome": "what will be there in the end",
    "object": "of what",
    "number": "how many",
    "owner": "which one of the two",
    "date": "by when",
    "day": "which day",
}


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV, UTF-8, first line the column names.")],
    config: Config = None,
    at: At = None,
) -> None:
    """Bring in a CSV file. Each line becomes an expectation that both people are asked about.

    Columns, the first three needed: owner, with, outcome, target, unit, period, due, category, how,
    why, quality, consequence. One wrong line, and nothing is brought in; a line whose words leave
    something open is named, and brought in.
    """
    from daemon.flows.importing import import_file, left_open

    opened, time = open_app(config, at)
    content = file.read_bytes()
    count = import_file(opened.house, str(file), content, time)
    typer.echo(f"{count} expectations. Each counts once both people have said yes to it.")
    for line, found in left_open(opened.house, str(file), content):
        typer.echo(f'{file}, line {line} leaves open {_OPEN[found.point]}: "{found.words}"')


@app.command()
def add(
    owner: Annotated[str, typer.Argument(help="Who owes it: an id or an address.")],
    with_: Annotated[str, typer.Argument(metavar="WITH", help="To whom.")],
    outcome: Annotated[str, typer.Argument(help="What will be true when it is kept.")],
    target: Annotated[str, typer.Option(help="How many.")] = "",
    unit: Annotated[str, typer.Option(help="Of what.")] = "",
    period: Annotated[str, typer.Option(help="week or month, where it recurs.")] = "",
    due: Annotated[str, typer.Option(help="By when, like 2026-12-18.")] = "",
    category: Annotated[str, typer.Option(help="accounts, new-business or skills.")] = "",
    why: Annotated[str, typer.Option(help="What for.")] = "",
    config: Config = None,
    at: At = None,
) -> None:
    """Bring in one, as a line of a CSV file would."""
    import csv
    import io

    from daemon.flows.importing import COLUMNS, import_file

    given = [owner, with_, outcome, target, unit, period, due, category, "", why, "", ""]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS, given])
    opened, time = open_app(config, at)
    import_file(opened.house, "agreement", text.getvalue().encode(), time)
    typer.echo("One expectation. It counts once both people have said yes to it.")


@app.command("list")
def list_(
    person: Annotated[str | None, typer.Argument(help="Only this person's.")] = None,
    config: Config = None,
) -> None:
    """One line each: owner, number, state, standing, date, outcome."""
    house = open_app(config)[0].house
    known, broken = everything(house)
    found = [a for a in known if person in (None, a.owner)]
    if person and not found and person not in house.directory().people:
        raise typer.BadParameter(
            f"{person} is nobody in the directory file; write an id from there"
        )
    for agreement in found:
        typer.echo(line(agreement))
    tell(broken)


@app.command()
def show(
    owner: Annotated[str, typer.Argument(help="Whose: an id.")],
    label: Annotated[str, typer.Argument(help="Its number, like A3.")],
    config: Config = None,
) -> None:
    """Everything ever said about one: terms, versions, who said yes to which words in which mail."""
    from daemon.flows.history import history, terms_lines

    house = open_app(config)[0].house
    known, broken = everything(house)
    found = next((a for a in known if (a.owner, a.label) == (owner, label.upper())), None)
    if found is None:
        tell(broken)
        raise typer.BadParameter(
            f"{owner} has no {label.upper()}; accord agreements list shows all"
        )
    typer.echo(line(found))
    for told in terms_lines(found.terms):
        typer.echo(f"    {told}")
    typer.echo("")
    for told in history(house.store.read(owner), found.label):
        typer.echo(told)


@app.command()
def export(
    format_: Annotated[Format, typer.Option("--format", help="json or csv.")] = Format.JSON,
    config: Config = None,
) -> None:
    """All agreements on standard output; the ids are stable."""
    from daemon.flows.exporting import as_csv, as_json

    agreements, broken = everything(open_app(config)[0].house)
    text = as_json(agreements) if format_ is Format.JSON else as_csv(agreements)
    typer.echo(text, nl=False)
    tell(broken)


def everything(house: "House") -> tuple[list["Agreement"], list[str]]:
    """Of every ledger that can be read; and what is wrong with the others."""
    from daemon.domain.agreements.agreement import fold
    from daemon.errors import StoreError
    from daemon.ports import Everyone

    found: list[Agreement] = []
    broken: list[str] = []
    for owner in sorted({*house.store.find(Everyone()), *house.directory().people}):
        try:
            found += fold(owner, house.store.read(owner).entries).values()
        except StoreError as error:
            broken.append(f"left out: {error}; accord restore {owner}")
    return found, broken


def tell(broken: list[str]) -> None:
    """What was left out is said last, and in the exit code."""
    for problem in broken:
        typer.echo(problem, err=True)
    if broken:
        raise typer.Exit(1)


def line(agreement: "Agreement") -> str:
    terms = agreement.terms
    count = ""
    if terms.target is not None:
        latest = next(reversed([*agreement.standing.values()]), Decimal(0))
        count = f"{latest} of {terms.target} {terms.unit}".strip()
    due = terms.due.isoformat() if terms.due else ""
    parts = [f"{agreement.owner} {agreement.label}", state(agreement), count, due, terms.outcome]
    return "  ".join(p for p in parts if p)


def state(agreement: "Agreement") -> str:
    if agreement.contested:
        return "unsettled"
    if agreement.verdict is not None:
        return agreement.verdict.value
    return "agreed" if agreement.in_force else "not agreed"
