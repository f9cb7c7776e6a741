"""Commands that set an installation up: init, welcome."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.opening import At, Config, open_settings, when
from daemon.errors import Problem, SettingsError

if TYPE_CHECKING:
    from daemon.questions import Question


def add_to(app: typer.Typer) -> None:
    app.command()(init)
    app.command()(welcome)


def init(
    folder: Annotated[Path, typer.Argument(help="Where the two files go.")] = Path(),
) -> None:
    """Write a first accord.toml and directory.toml from a few questions."""
    from daemon.questions import QUESTIONS, first_files

    files = (folder / "accord.toml", folder / "directory.toml")
    there = tuple(
        Problem(str(f), "", "is there already; name another folder") for f in files if f.exists()
    )
    if there:
        raise SettingsError(there)
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        if question.applies(answers):
            answers[question.key] = _ask(question)
    settings, directory = first_files(answers)
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in zip(files, (settings, directory), strict=True):
        path.write_text(text, encoding="utf-8")
        typer.echo(f"Written: {path}")
    typer.echo(f"Next: accord check --config {files[0]}")


def _ask(question: "Question") -> str:
    """Asks until the answer can be read."""
    while True:
        answer: str = typer.prompt(
            question.text, default=question.default, show_default=bool(question.default)
        )
        complaint = question.complaint(answer)
        if not complaint:
            return answer
        typer.echo(complaint, err=True)


def welcome(
    address: Annotated[str, typer.Argument(help="The leader's mail address.")],
    config: Config = None,
    at: At = None,
) -> None:
    """Welcome a leader: one mail, about their next 1:1. Nobody else hears of it before they answer."""
    from daemon.cli.running import working
    from daemon.flows.welcome import start
    from daemon.settings.forms import address as checked

    try:
        found = checked(address)
    except ValueError as error:
        raise SettingsError((Problem("ADDRESS", "", str(error)),)) from None
    settings = open_settings(config)
    time = when(settings, at)
    with working(settings, time) as app:
        leader = start(app.house, found, time)
        app.deliver(time)
    typer.echo(f"{leader.name} is welcomed at {leader.address}.")
