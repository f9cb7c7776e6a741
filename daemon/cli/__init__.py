"""The command `accord`: its exit codes, its one error boundary. Nothing else prints.

0 fine, 1 something needs attention, 2 usage or settings, 3 another accord holds the state.
"""

import logging
import os
import sys

import typer
from typer.exceptions import Abort, Exit, TyperException

from daemon.cli import agreements, looking, running, setting_up
from daemon.errors import DaemonError, LockedError, SettingsError

FINE, ATTENTION, USAGE, LOCKED = 0, 1, 2, 3

app = typer.Typer(
    name="accord",
    help="Agendas before 1:1s, replies read into progress, recaps after the quarter: all by mail.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
setting_up.add_to(app)
running.add_to(app)
looking.add_to(app)
app.add_typer(agreements.app, name="agreements")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"accord {version('accord-daemon')}")
        raise typer.Exit


@app.callback()
def accord(
    _: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Agendas before 1:1s, replies read into progress, recaps after the quarter: all by mail."""
    level = os.environ.get("ACCORD_LOG", "warning").upper()
    logging.basicConfig(
        level=getattr(logging, level, logging.WARNING),
        format="%(name)s %(message)s",
        stream=sys.stderr,
    )


def main() -> None:
    """Entry point of the command."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs one command; every error becomes a sentence and an exit code, never a traceback."""
    try:
        result = app(args=arguments, prog_name="accord", standalone_mode=False)
    except Exit as ended:
        return ended.exit_code
    except TyperException as error:
        said = error.format_message()
        help_itself = said.startswith("Usage:")
        typer.echo(
            said if help_itself else f"accord: {_ended(said)} accord --help shows how.", err=True
        )
        return USAGE
    except (Abort, KeyboardInterrupt):
        typer.echo("stopped", err=True)
        return ATTENTION
    except SettingsError as error:
        for problem in error.problems:
            typer.echo(str(problem), err=True)
        return USAGE
    except LockedError as error:
        typer.echo(f"accord: {error}", err=True)
        return LOCKED
    except DaemonError as error:
        typer.echo(f"accord: {error}", err=True)
        return ATTENTION
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        typer.echo(f"accord: {place}{error.strerror or error}", err=True)
        return ATTENTION
    except Exception as error:  # a fault of ours: one sentence, the trace only on request
        logging.getLogger("accord").debug("unexpected", exc_info=True)
        typer.echo(
            f"accord: something unexpected went wrong ({type(error).__name__}: {error}); "
            "ACCORD_LOG=debug shows where",
            err=True,
        )
        return ATTENTION
    return result if isinstance(result, int) else FINE


def _ended(sentence: str) -> str:
    """With a full stop, so that another sentence may follow."""
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
