"""Commands that look and mend: check, explain, outbox, restore, erase."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.opening import At, Config, open_app, open_settings
from daemon.errors import DaemonError
from daemon.schedule import now

if TYPE_CHECKING:
    from daemon.flows.house import House


def add_to(app: typer.Typer) -> None:
    for command in (check, verify, explain, outbox, restore, erase):
        app.command()(command)


def check(
    config: Config = None,
    at: At = None,
    send_test: Annotated[
        str, typer.Option(help="Send a trial letter to this address of the directory, too.")
    ] = "",
) -> None:
    """Try everything and name what needs attention: files, accounts, calendars, mail, records."""
    opened, time = open_app(config, at)
    try:
        fine = checked(opened.house, time)
        if send_test:
            fine &= _sends(opened.house, send_test, time)
    finally:
        for close in opened.close:
            close()
    if not fine:
        raise typer.Exit(1)
    typer.echo("All is well.")


def checked(house: "House", time: datetime) -> bool:
    """Shows all there is to say; whether nobody has to act."""
    from daemon.flows.checking import findings

    fine = True
    for finding in findings(house, time):
        typer.echo(str(finding))
        fine &= not finding.attention
    return fine


def _sends(house: "House", address: str, time: datetime) -> bool:
    from daemon.flows.cures import with_cure
    from daemon.flows.trial import send_trial

    try:
        message_id = send_trial(house, address, time)
    except DaemonError as error:
        typer.echo(f"! transport: {with_cure(str(error))}")
        return False
    typer.echo(f"  transport: a trial letter left as {message_id}")
    return True


def verify(
    mails: Annotated[
        Path | None,
        typer.Option(
            help="A folder of mails (Maildir, mbox, .eml) that must agree with the records."
        ),
    ] = None,
    kept: Annotated[
        bool, typer.Option("--kept", help="Hold the mails that are kept here against the records.")
    ] = False,
    config: Config = None,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Prove the records: every chain, and from mails who said yes to which words in which of them."""
    from daemon.flows.collecting import in_folder
    from daemon.flows.proving import kept_mails, proofs
    from daemon.flows.verifying import as_json, chains

    house = open_app(config)[0].house
    found = list(chains(house))
    if mails:
        found += proofs(house, in_folder(mails))
    if kept:
        found += proofs(house, kept_mails(house))
    if json:
        typer.echo(as_json(found))
    else:
        for line in found:
            typer.echo(str(line))
    faults = sum(bool(line.fault) for line in found)
    if faults:
        typer.echo(f"{faults} of {len(found)} do not hold.", err=True)
        raise typer.Exit(1)
    if not json:
        missing = sum(line.missing for line in found)
        beside = f", but {missing} lack a mail that is not there" if missing else ""
        typer.echo(f"All {len(found)} hold{beside}.")


def explain(
    file: Annotated[Path, typer.Argument(help="A mail as a file (.eml).")],
    config: Config = None,
    at: At = None,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show step by step how one mail is read: its kind, what was typed, what it would record, why."""
    from daemon.flows.explaining import as_json, as_text, explain

    opened, time = open_app(config, at)
    steps = explain(opened.house, file.read_bytes(), time)
    typer.echo(as_json(steps) if json else as_text(steps))


def outbox(
    retry: Annotated[
        str | None, typer.Option(help="Queue a dead or expired letter again, by key.")
    ] = None,
    config: Config = None,
    at: At = None,
) -> None:
    """What waits, what is in doubt, what is dead."""
    from daemon.flows.checking import retry_letter, waiting

    opened, time = open_app(config, at)
    house = opened.house
    if retry:
        retry_letter(house, retry, time)
        typer.echo(f"Queued again: {retry}")
        return
    found = waiting(house)
    broken = _unreadable(house.settings.state)
    if not found and not broken:
        typer.echo("Nothing waits.")
    for letter in found:
        why = f"  ({letter.error})" if letter.error else ""
        typer.echo(f"{letter.state.value:8} {letter.not_before:%Y-%m-%d %H:%M}  {letter.key}{why}")
    if broken:
        raise typer.Exit(1)


def _unreadable(state: Path) -> bool:
    """Names the ledgers that a command had to pass over; whether there are any."""
    from daemon.store.tiny import TinyStore

    broken = TinyStore(state).broken()
    for owner, fault in broken.items():
        typer.echo(f"! ledger {owner}, passed over: {fault}; accord restore {owner}")
    return bool(broken)


def restore(
    owner: Annotated[str, typer.Argument(help="Whose ledger can't be read.")],
    config: Config = None,
) -> None:
    """Go back to the last good copy of one ledger; letters since then are asked about again."""
    from daemon.cli.running import working
    from daemon.flows.house import HOUSE
    from daemon.ports import Everyone
    from daemon.store.tiny import TinyStore

    settings = open_settings(config)
    with working(settings, now()) as app:
        store = TinyStore(settings.state)
        if owner not in {HOUSE, *app.house.directory().people, *store.find(Everyone())}:
            raise typer.BadParameter(
                f"there is no ledger of {owner}; accord check names the broken ones"
            )
        ledger = store.restore(owner)
    typer.echo(
        f"{owner} is back with {len(ledger.entries)} entries and {len(ledger.letters)} letters; "
        "the unreadable file is kept beside it."
    )


def erase(
    person: Annotated[str, typer.Argument(help="Whose words go: an id.")],
    config: Config = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Erase every word a person typed. Numbers, dates and the other side's words stay."""
    from daemon.cli.running import working
    from daemon.flows.erasing import erase_person
    from daemon.store.tiny import TinyStore

    if not yes:
        typer.confirm(
            f"Erase every word that {person} ever typed? This can't be undone", abort=True
        )
    settings = open_settings(config)
    when = now()
    with working(settings, when) as app:
        count = erase_person(app.house, person, when)
        copies = TinyStore(settings.state).drop_replaced()
    typer.echo(f"The words of {count} entries are erased.")
    if copies:
        typer.echo(f"So are {copies} unreadable copies that accord restore had kept.")
    if _unreadable(settings.state):
        raise typer.Exit(1)
