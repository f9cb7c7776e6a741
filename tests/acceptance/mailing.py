"""What people do with mail beyond answering: write, copy somebody in, forward; and read it flat."""

from email.message import EmailMessage
from itertools import count
from pathlib import Path
from shutil import copytree
from textwrap import dedent

from tests.acceptance.world import World, text_of

DAEMON = "accord@halden.example"
_numbers = count(1)


def flat(mail: EmailMessage) -> str:
    """The text part without its line breaks."""
    return " ".join(text_of(mail).split())


def write(
    world: World, sender: str, text: str, *, to: str = DAEMON, cc: str = "", subject: str = "Us two"
) -> str:
    """A mail that answers none of the daemon's, delivered to it; returns its Message-ID."""
    mail = EmailMessage()
    number = next(_numbers)
    mail["Authentication-Results"] = "mx.halden.example; dmarc=pass header.from=halden.example"
    mail["From"] = sender if "@" in sender else f"{sender}@halden.example"
    mail["To"] = to
    if cc:
        mail["Cc"] = cc
    mail["Subject"] = subject
    mail["Message-ID"] = f"<fresh.{number}@halden.example>"
    mail.set_content(dedent(text).strip() + "\n")
    world.drop(bytes(mail), f"fresh-{number}")
    return str(mail["Message-ID"])


def receipt(world: World, at: str, person: str) -> EmailMessage:
    """The one mail that comes back for what waits."""
    before = len(world.inbox(person))
    world.settle(at)
    assert len(world.inbox(person)) == before + 1, world.subjects(person)
    return world.last(person)


def listed(world: World, person: str) -> str:
    return world.accord("agreements", "list", person)


def shown(world: World, owner: str, label: str) -> str:
    return world.accord("agreements", "show", owner, label)


def mailboxes(world: World, folder: Path) -> Path:
    """Everybody's mailbox as exported: what they got, and what they sent to the daemon."""
    copytree(world.root / "mail" / "people", folder / "got")
    copytree(world.root / "mail" / "accord", folder / "sent")
    return folder
