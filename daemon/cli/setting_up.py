"""Commands that set an installation up: init, login, welcome."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.opening import At, Config, open_settings, when
from daemon.errors import DaemonError, Problem, SettingsError

if TYPE_CHECKING:
    from daemon.questions import Question


def add_to(app: typer.Typer) -> None:
    app.command()(init)
    app.command()(login)
    app.command()(welcome)


def init(
    folder: Annotated[Path, typer.Argument(help="Where the two files go.")] = Path(),
    no_check: Annotated[
        bool, typer.Option("--no-check", help="Leave it at the two files; check makes the state.")
    ] = False,
) -> None:
    """Write a first accord.toml and directory.toml from a few questions, and check them."""
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
    if no_check:
        typer.echo(f"Next: accord check --config {files[0]}")
    else:
        _check(files[0])


def _check(config: Path) -> None:
    """What `accord check` says of it now: what is still to be done stands in there."""
    from daemon.cli.looking import checked
    from daemon.cli.opening import open_app

    try:
        opened, time = open_app(config)
        try:
            fine = checked(opened.house, time)
        finally:
            for close in opened.close:
                close()
    except DaemonError as error:
        fine = False
        typer.echo(str(error))
    if not fine:
        typer.echo(f"Mend what has a ! or names a file, then: accord check --config {config}")


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


def login(
    account: Annotated[str, typer.Argument(help="Its name in the settings.")],
    config: Config = None,
    no_browser: Annotated[
        bool,
        typer.Option("--no-browser", help="Google: open the page in a browser on another machine."),
    ] = False,
) -> None:
    """Sign an account in. Whoever it belongs to agrees in a browser; the daemon goes on by itself."""
    from daemon.app.logging_in import Page, log_in

    settings = open_settings(config)
    if account not in settings.accounts:
        there = ", ".join(settings.accounts) or "none"
        raise typer.BadParameter(f"there is no account {account}; the settings have {there}")
    page = Page(_shown, _code_shown, _answered if no_browser else None)
    typer.echo(log_in(settings, account, page))
    typer.echo("accord check tries it.")


def _shown(address: str) -> None:
    import webbrowser

    typer.echo("Open this page in a browser on this machine, as the one whose account it is:")
    typer.echo(f"\n{address}\n")
    webbrowser.open(address)


def _code_shown(address: str, code: str) -> None:
    typer.echo(f"Open {address} in any browser, as the one whose account it is, and type: {code}")


def _answered(address: str) -> str:
    typer.echo("Open this page in any browser, as the one whose account it is:")
    typer.echo(f"\n{address}\n")
    typer.echo("At the end the browser shows an error: that page is not there. Copy its address.")
    found: str = typer.prompt("The address")
    return found
