"""What every mailbox must do. A new one joins by one entry in `BOXES`."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from daemon.mail.maildir import MaildirMailbox
from daemon.mail.memory import MemoryMailbox
from daemon.ports import Mailbox


@dataclass(frozen=True)
class Box:
    """A mailbox, the same one after a restart, and a way to put mail into it."""

    mailbox: Mailbox
    restarted: Callable[[], Mailbox]
    put: Callable[[bytes], object]


def maildir(folder: Path) -> Box:
    MaildirMailbox(folder).make()
    count = 0

    def put(raw: bytes) -> None:
        nonlocal count
        count += 1
        # Names as servers give them do not sort by time; one second between two mails.
        path = folder / "new" / f"{10 - count}.M{count}P7.post"
        path.write_bytes(raw)
        os.utime(path, (1_790_000_000 + count, 1_790_000_000 + count))

    return Box(MaildirMailbox(folder), lambda: MaildirMailbox(folder), put)


def memory(_: Path) -> Box:
    mailbox = MemoryMailbox()
    return Box(mailbox, lambda: mailbox, mailbox.put)


BOXES: dict[str, Callable[[Path], Box]] = {"maildir": maildir, "memory": memory}

LENA = b"From: lena@halden.example\r\n\r\nA1: 5 of 8\r\n"
MAREK = b"From: marek@halden.example\r\nSubject: caf\xe9 \0\r\n\r\nA2 done\nno line end"
DANA = b"From: dana@halden.example\r\n\r\nyes\r\n"


@pytest.fixture(params=BOXES)
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Box:
    return BOXES[request.param](tmp_path / "box")


def contents(mailbox: Mailbox, cursor: str = "") -> list[bytes]:
    return [raw for _, raw in mailbox.fetch(cursor).mails]


def test_an_empty_mailbox_gives_nothing(box: Box):
    assert box.mailbox.fetch("").mails == ()


def test_mails_come_in_order_of_arrival_byte_for_byte(box: Box):
    for raw in (LENA, MAREK, DANA):
        box.put(raw)
    assert contents(box.mailbox) == [LENA, MAREK, DANA]


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
