"""Mails to prove something with: those in a folder, and those that are kept here."""

import mailbox
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from daemon.domain.ledger import Ledger
from daemon.domain.outbox import Letter
from daemon.domain.replies.message import IncomingMessage, Line
from daemon.errors import DaemonError, StoreError
from daemon.flows.house import House
from daemon.flows.understanding import text_of
from daemon.mail.parse import TooLargeError, parse


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, and where it lay: a file of the folder, or what is kept here."""

    place: str
    message: IncomingMessage


@dataclass(frozen=True, slots=True)
class Mails:
    """Mails by Message-ID; several people may hold copies of one. unread: place and reason."""

    by_id: Mapping[str, tuple[Mail, ...]] = field(default_factory=dict)
    unread: tuple[tuple[str, str], ...] = ()

    def __iter__(self) -> Iterator[Mail]:
        return (mail for copies in self.by_id.values() for mail in copies)


def in_folder(folder: Path) -> Mails:
    """Every mail below a folder: a Maildir, files of one mail each, or mbox files (`.mbox`).

    Raises DaemonError where there is no such folder.
    """
    if not folder.is_dir():
        raise DaemonError(f"{folder} is no folder; give one with mails in it")
    return _parsed(_files(folder))


def kept(house: House, ledgers: Iterable[Ledger]) -> Mails:
    """Every mail that was read or sent and whose bytes are still kept."""
    ledgers = tuple(ledgers)
    incoming = _parsed(_incoming(house, ledgers))
    ours = _by_id(
        Mail(f"kept letter {letter.key}", _as_message(letter, text))
        for ledger in ledgers
        for letter in ledger.letters.values()
        if (text := text_of(house, letter))
    )
    return Mails({**incoming.by_id, **ours}, incoming.unread)


def _incoming(house: House, ledgers: Iterable[Ledger]) -> Iterator[tuple[str, bytes]]:
    for ledger in ledgers:
        for message_id, handled in ledger.handled.items():
            try:
                yield f"kept mail {message_id}", house.vault.get(handled.raw)
            except StoreError:
                continue  # kept no longer, or erased


def _as_message(letter: Letter, text: str) -> IncomingMessage:
    lines = tuple(Line(line) for line in text.splitlines())
    return IncomingMessage(
        letter.message_id, letter.subject, (), (), (), (), "text/plain", (), lines
    )


def _parsed(files: Iterable[tuple[str, bytes]]) -> Mails:
    found: list[Mail] = []
    unread: list[tuple[str, str]] = []
    for place, raw in files:
        try:
            found.append(Mail(place, parse(raw)))
        except (TooLargeError, ValueError) as error:
            unread.append((place, str(error)))
    return Mails(_by_id(found), tuple(unread))


def _by_id(mails: Iterable[Mail]) -> dict[str, tuple[Mail, ...]]:
    found: dict[str, tuple[Mail, ...]] = {}
    for mail in mails:
        copies = found.get(mail.message.message_id, ())
        found[mail.message.message_id] = (*copies, mail)
    return found


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = str(path.relative_to(folder))
        if path.suffix == ".mbox":
            box = mailbox.mbox(path, create=False)
            for number, key in enumerate(box.keys(), 1):
                yield f"{name} no. {number}", box.get_bytes(key)
            box.close()
        elif path.parent.name != "tmp":
            yield name, path.read_bytes()
