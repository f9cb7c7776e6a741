"""What commands share: where the settings are, the time, an app put together."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.errors import Problem, SettingsError
from daemon.schedule import now

if TYPE_CHECKING:
    from daemon.app import App
    from daemon.settings import Settings

PLACES = (Path("accord.toml"), Path("/etc/accord/accord.toml"))

Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        help="The settings file. Default: $ACCORD_CONFIG, ./accord.toml, /etc/accord/accord.toml.",
    ),
]

At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="TIME",
        help="Act as if it were this time. Only where all mail stays on this machine.",
    ),
]


def config_path(given: Path | None) -> Path:
    """The settings file: as given, from the environment, or at one of the usual places."""
    named = given or (
        Path(os.environ["ACCORD_CONFIG"]) if os.environ.get("ACCORD_CONFIG") else None
    )
    if named:
        return named
    for place in PLACES:
        if place.exists():
            return place
    raise SettingsError(
        (Problem("accord.toml", "", "is not here; write --config FILE, or make one: accord init"),)
    )


def open_settings(config: Path | None, *, secrets: bool = True) -> "Settings":
    from daemon.settings import load

    return load(config_path(config), secrets=secrets)


def open_app(config: Path | None, at: str | None = None) -> "tuple[App, datetime]":
    """The app, and the time to act at."""
    from daemon.app import build

    settings = open_settings(config)
    time = when(settings, at)
    return build(settings, time), time


def when(settings: "Settings", at: str | None) -> datetime:
    """The time to act at: now, or a played one where that can do no harm."""
    if at is None:
        return now()
    if not settings.files_only:
        cure = "--at is for calendars, mailboxes and servers on this machine only; leave it out"
        raise SettingsError((Problem(str(settings.file), "", cure),))
    return moment(at)


def moment(text: str) -> datetime:
    """An instant with its offset, "2026-12-01T08:00:00Z" or "…+01:00"; a bare one is taken as UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no time; write one like 2026-12-01T08:00:00Z"
        ) from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
