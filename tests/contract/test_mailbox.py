"""What every mailbox must do. A new one joins by one entry in `BOXES`."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from imap_tools import MailBox

from daemon.accounts.google import scopes
from daemon.mail.gmail_inbox import GmailMailbox
from daemon.mail.graph_inbox import GraphMailbox
from daemon.mail.imap import ImapMailbox
from daemon.mail.imap_session import ImapServer
from daemon.mail.maildir import MaildirMailbox
from daemon.mail.memory import MemoryMailbox
from daemon.ports import Mailbox
from tests.servers import google
from tests.servers.google_bytes import Faithful
from tests.servers.mail_stack import DOMAIN, PASSWORD, MailStack, mail_stack
from tests.servers.microsoft import server as microsoft


@dataclass(frozen=True)
class Box:
    """A mailbox, the same one after a restart, and a way to put mail into it.

    kept: what the server makes of a mail's bytes, where it keeps not all of them.
    """

    mailbox: Mailbox
    restarted: Callable[[], Mailbox]
    put: Callable[[bytes], object]
    kept: Callable[[bytes], bytes] = bytes


Around = Callable[[pytest.FixtureRequest, Path], AbstractContextManager[Box]]


@contextmanager
def maildir(_: pytest.FixtureRequest, folder: Path) -> Iterator[Box]:
    MaildirMailbox(folder).make()
    count = 0

    def put(raw: bytes) -> None:
        nonlocal count
        count += 1
        # Names as servers give them do not sort by time; one second between two mails.
        path = folder / "new" / f"{10 - count}.M{count}P7.post"
        path.write_bytes(raw)
        os.utime(path, (1_790_000_000 + count, 1_790_000_000 + count))

    yield Box(MaildirMailbox(folder), lambda: MaildirMailbox(folder), put)


@contextmanager
def memory(_: pytest.FixtureRequest, __: Path) -> Iterator[Box]:
    mailbox = MemoryMailbox()
    yield Box(mailbox, lambda: mailbox, mailbox.put)


FOLDERS = count(1)


@pytest.fixture(scope="module")
def stack() -> Iterator[MailStack]:
    with mail_stack() as stack:
        yield stack


@contextmanager
def imap(request: pytest.FixtureRequest, _: Path) -> Iterator[Box]:
    """A folder of its own on Dovecot, filled by another program."""
    stack: MailStack = request.getfixturevalue("stack")
    user, folder = f"accord@{DOMAIN}", f"Rückmeldungen {next(FOLDERS)}"
    server = ImapServer("localhost", stack.imaps, user=user, password=PASSWORD, ca_file=stack.ca)
    opened: list[ImapMailbox] = []

    def restarted() -> Mailbox:
        opened.append(ImapMailbox(server, folder))
        return opened[-1]

    with MailBox("localhost", stack.imaps, 5, ssl_context=stack.trust).login(
        user, PASSWORD
    ) as other:
        other.folder.create(folder)
        yield Box(
            restarted(),
            restarted,
            lambda raw: other.append(raw, folder),
            # RFC 9051 9: lines end with CRLF, and there is no NUL outside of BINARY.
            lambda raw: raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").replace(b"\0", b"\x80"),
        )
    for mailbox in opened:
        mailbox.close()


@contextmanager
def graph(_: pytest.FixtureRequest, __: Path) -> Iterator[Box]:
    with microsoft.running() as office:
        arrive = office.box("accord@halden.example").arrive
        api = microsoft.api(office, "accord@halden.example")

        def restarted() -> Mailbox:
            return GraphMailbox(api, datetime(2026, 8, 1, tzinfo=UTC))

        yield Box(restarted(), restarted, arrive)
        api.close()
        assert office.wrong == []


@contextmanager
def gmail(_: pytest.FixtureRequest, folder: Path) -> Iterator[Box]:
    """With leave to mark what is done; without it the cursor alone knows."""
    town = google.town()
    town.reset()
    town.between.rule = Faithful()

    def restarted() -> Mailbox:
        return GmailMailbox(town.account(folder, "accord", (scopes.MAIL_MARK,)))

    yield Box(restarted(), restarted, lambda raw: town.put("accord", raw))


BOXES: dict[str, Around] = {
    "maildir": maildir,
    "memory": memory,
    "imap": imap,
    "graph": graph,
    "gmail": gmail,
}
SERVED = ("imap", "graph", "gmail")

LENA = b"From: lena@halden.example\r\n\r\nA1: 5 of 8\r\n"
MAREK = b"From: marek@halden.example\r\nSubject: caf\xe9 \0\r\n\r\nA2 done\nno line end"
DANA = b"From: dana@halden.example\r\n\r\nyes\r\n"


@pytest.fixture(
    params=[
        pytest.param(name, marks=[pytest.mark.servers] if name in SERVED else []) for name in BOXES
    ]
)
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Box]:
    with BOXES[request.param](request, tmp_path / "box") as ready:
        yield ready


def contents(mailbox: Mailbox, cursor: str = "") -> list[bytes]:
    return [raw for _, raw in mailbox.fetch(cursor).mails]


def test_an_empty_mailbox_gives_nothing(box: Box):
    assert box.mailbox.fetch("").mails == ()


def test_mails_come_in_order_of_arrival_byte_for_byte(box: Box):
    for raw in (LENA, MAREK, DANA):
        box.put(raw)
    assert contents(box.mailbox) == [box.kept(raw) for raw in (LENA, MAREK, DANA)]


def test_each_mail_has_a_uid_of_its_own_even_where_two_are_alike(box: Box):
    box.put(DANA)
    box.put(DANA)
    uids = [uid for uid, _ in box.mailbox.fetch("").mails]
    assert len(uids) == len(set(uids)) == 2


def test_what_is_not_done_comes_again_after_a_crash_under_the_same_uid(box: Box):
    box.put(LENA)
    before = box.mailbox.fetch("")
    assert box.restarted().fetch("").mails == before.mails


def test_what_is_done_does_not_come_again_and_the_rest_does(box: Box):
    box.put(LENA)
    box.put(MAREK)
    first, second = box.mailbox.fetch("").mails
    box.mailbox.done(first[0])
    assert box.restarted().fetch("").mails == (second,)


def test_after_a_whole_batch_the_next_gives_only_what_is_new(box: Box):
    box.put(LENA)
    batch = box.mailbox.fetch("")
    for uid, _ in batch.mails:
        box.mailbox.done(uid)
    box.put(DANA)
    assert contents(box.restarted(), batch.cursor) == [DANA]


def test_done_stands_a_second_call_and_a_uid_it_never_gave(box: Box):
    box.put(LENA)
    [(uid, _)] = box.mailbox.fetch("").mails
    box.mailbox.done(uid)
    box.mailbox.done(uid)
    box.mailbox.done("nothing-of-ours")
    assert contents(box.mailbox) == []
