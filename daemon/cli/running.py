"""Commands that do the work: run, tick, stop, start; and play it: preview, rehearse, demo."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.opening import At, Config, open_settings, when
from daemon.errors import Problem, SettingsError
from daemon.schedule import now, run

if TYPE_CHECKING:
    from daemon.app import App
    from daemon.settings import Settings


def add_to(app: typer.Typer) -> None:
    for command in (run_command, tick, preview, rehearse, demo, stop, start):
        name = command.__name__.removesuffix("_command")
        app.command(name)(command)


@contextmanager
def working(settings: "Settings", time: datetime) -> "Iterator[App]":
    """The app, alone on its state folder; connections are closed at the end."""
    from daemon.app import build
    from daemon.store.state import run_lock

    settings.state.mkdir(parents=True, exist_ok=True)
    with run_lock(settings.state):
        app = build(settings, time)
        try:
            yield app
        finally:
            for close in app.close:
                close()


def run_command(config: Config = None) -> None:
    """Run until told to end: reads calendars and mail, sends what is due."""
    settings = open_settings(config)
    with working(settings, now()) as app:
        jobs = {"plan": app.plan, "receive": app.receive, "deliver": app.deliver}
        run({name: app.guarded(job) for name, job in jobs.items()}, settings.tick_seconds)


def tick(config: Config = None, at: At = None) -> None:
    """Do everything that is due once, and end."""
    settings = open_settings(config)
    time = when(settings, at)
    with working(settings, time) as app:
        app.guarded(app.tick)(time)
        for place, problem in sorted(app.house.memory.problems.items()):
            typer.echo(f"{place}: {problem}", err=True)


def stop(config: Config = None) -> None:
    """Stop sending at once. Mail is still read; what is due waits."""
    from daemon.app import STOP

    settings = open_settings(config, secrets=False)
    settings.state.mkdir(parents=True, exist_ok=True)
    (settings.state / STOP).touch()
    typer.echo("Sending has stopped. accord start lets it go on.")


def start(config: Config = None) -> None:
    """Let sending go on after a stop."""
    from daemon.app import STOP

    settings = open_settings(config, secrets=False)
    (settings.state / STOP).unlink(missing_ok=True)
    typer.echo("Sending goes on.")


def preview(
    config: Config = None,
    at: At = None,
    days: Annotated[int, typer.Option(help="How far to look.", min=1, max=366)] = 7,
    text: Annotated[bool, typer.Option("--text", help="Show the text of each mail too.")] = False,
    mail_to: Annotated[
        str, typer.Option(help="Mail the list to this leader, an id or address, about their own.")
    ] = "",
) -> None:
    """Show the mails of the next days, if nobody answered. Nothing of them is sent or saved."""
    from daemon.rehearsal import preview as play

    settings = open_settings(config, secrets=bool(mail_to))
    time = when(settings, at)
    mails = play(settings, time, days)
    for mail in mails:
        typer.echo(f"{mail.time:%a %d %b %H:%M}  {mail.to}  {mail.subject}")
        if text:
            typer.echo("\n" + mail.text + "\n")
    if not mails:
        typer.echo(f"No mail would go out in the next {days} days.")
    if mail_to:
        coming = [(mail.time, mail.owner, mail.subject) for mail in mails]
        _mail_list(settings, mail_to, coming, days, time)


def _mail_list(
    settings: "Settings",
    reader: str,
    coming: list[tuple[datetime, str, str]],
    days: int,
    time: datetime,
) -> None:
    """The list as a mail to one leader, about those they lead."""
    from daemon.flows.previewing import mail_preview

    with working(settings, time) as app:
        people = app.house.directory()
        person = people.people.get(reader) or people.by_address(reader)
        if person is None:
            raise SettingsError((Problem("--mail-to", "", f"{reader} is not in the directory"),))
        count = mail_preview(app.house, person, coming, days, time)
        app.deliver(time)
    typer.echo(f"Mailed to {person.address}: {count} of these.")


def rehearse(
    quarter: Annotated[str, typer.Option(help="Which fiscal quarter, like 2027Q1.")],
    out: Annotated[Path, typer.Option(help="Folder for the pages.")],
    config: Config = None,
    at: At = None,
    answers: Annotated[
        Path | None, typer.Option(help="TOML file with what people would answer.")
    ] = None,
) -> None:
    """Play a quarter with your people and calendars, and show every mail that would be sent.

    Ledgers are copied to memory, calendars read once; no mailbox, server or secret is opened.
    """
    from daemon.rehearsal import rehearse as play

    settings = open_settings(config, secrets=False)
    page = play(settings, when(settings, at), quarter, out, answers)
    typer.echo(f"Every mail of {quarter}: {page}")


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the pages.")] = Path("build/demo"),
    seed: Annotated[int, typer.Option(help="Other people, other answers.")] = 1,
) -> None:
    """Play one quarter of a small made-up team, and show every mail of it."""
    from daemon.rehearsal import demo as play

    page = play(out, seed)
    typer.echo(f"The mailboxes of the quarter: {page}")
