"""The mailbox over a real IMAP server: what others do to it, what breaks, who may not come in."""

import logging
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from imap_tools import MailBox

from daemon.errors import SourceError
from daemon.mail import caps
from daemon.mail.imap import ImapMailbox
from daemon.mail.imap_session import ImapServer
from daemon.mail.parse import TooLargeError, parse
from tests.servers.line import Line, line
from tests.servers.mail_stack import DOMAIN, PASSWORD, MailStack, mail_stack

pytestmark = pytest.mark.servers

USER = f"accord@{DOMAIN}"
FOLDERS = (f"Folder{n}" for n in count())
MINUTE = 60


@pytest.fixture(scope="module")
def stack() -> Iterator[MailStack]:
    with mail_stack() as stack:
        yield stack


@pytest.fixture
def ends() -> Iterator[ExitStack]:
    with ExitStack() as ends:
        yield ends


@pytest.fixture
def ida(stack: MailStack, ends: ExitStack) -> MailBox:
    """Ida's mail program, signed in to the daemon's mailbox, in a folder made for this test."""
    box = MailBox("localhost", stack.imaps, 10, ssl_context=stack.trust)
    ends.callback(box.client.shutdown)
    folder = next(FOLDERS)
    box.login(USER, PASSWORD).folder.create(folder)
    box.folder.set(folder)
    return box


Open = Callable[..., ImapMailbox]


@pytest.fixture
def mailbox(stack: MailStack, ida: MailBox, ends: ExitStack) -> Open:
    def opened(
        port: int = 0, security: str = "tls", folder: str = "", clock=None, **more: object
    ) -> ImapMailbox:
        given = {"user": USER, "password": PASSWORD, "timeout": 5, "ca_file": stack.ca, **more}
        server = ImapServer(
            str(given.pop("host", "localhost")), port or stack.imaps, security, **given
        )
        clocks = {"clock": clock} if clock else {}
        made = ImapMailbox(server, folder or str(ida.folder.get()), **clocks)
        ends.callback(made.close)
        return made

    return opened


@pytest.fixture
def by_line(stack: MailStack, mailbox: Open, ends: ExitStack) -> tuple[ImapMailbox, Line]:
    """A mailbox that hears the server over a line of ours, unencrypted."""
    between = ends.enter_context(line(stack.imap))
    made = mailbox(between.port, "none", host="127.0.0.1", timeout=1)
    return made, between


def mail(number: int, text: str = "A1: 5 of 8") -> bytes:
    head = f"From: marek@{DOMAIN}\r\nMessage-ID: <{number}@{DOMAIN}>\r\n"
    return f"{head}\r\n{text}\r\n".encode()


def put(ida: MailBox, *mails: bytes, flags: tuple[str, ...] = ()) -> None:
    for raw in mails:
        ida.append(raw, str(ida.folder.get()), flag_set=flags)


def take(box: ImapMailbox, cursor: str = "") -> tuple[list[bytes], str]:
    """Fetches, and marks all of it as done."""
    batch = box.fetch(cursor)
    for uid, _ in batch.mails:
        box.done(uid)
    return [raw for _, raw in batch.mails], batch.cursor


def refusal(box: ImapMailbox, cursor: str = "") -> str:
    with pytest.raises(SourceError) as caught:
        box.fetch(cursor)
    return str(caught.value)


# --- others in the same mailbox ----------------------------------------------------------------


def test_what_lay_there_read_before_the_program_came_is_left_alone(mailbox: Open, ida: MailBox):
    put(ida, mail(1), flags=("\\Seen",))
    put(ida, mail(2))
    assert take(mailbox())[0] == [mail(2)]


def test_a_mail_that_ida_opened_first_is_read_all_the_same(mailbox: Open, ida: MailBox):
    box = mailbox()
    _, cursor = take(box)
    put(ida, mail(1), flags=("\\Seen",))
    assert take(box, cursor)[0] == [mail(1)]
    assert take(box, cursor)[0] == [], "though the cursor was not saved"
    assert take(mailbox(), cursor)[0] == [], "nor by a process that comes after"


def test_what_is_done_is_marked_and_nothing_is_deleted_or_moved(mailbox: Open, ida: MailBox):
    put(ida, mail(1), mail(2))
    ida.client.uid("STORE", "2", "+FLAGS", "(\\Deleted)")
    take(mailbox())
    ida.client.noop()
    assert sorted(ida.uids()) == ["1", "2"]
    assert ida.uids("KEYWORD AccordDone SEEN") == ["1", "2"]


def test_reading_alone_marks_nothing(mailbox: Open, ida: MailBox):
    put(ida, mail(1))
    mailbox().fetch("")
    ida.client.noop()
    assert ida.uids("SEEN") == []


def test_a_mail_that_ida_deletes_meanwhile_is_no_trouble(mailbox: Open, ida: MailBox):
    put(ida, mail(1), mail(2))
    box = mailbox()
    batch = box.fetch("")
    ida.delete("1")
    for uid, _ in batch.mails:
        box.done(uid)
    assert take(box, batch.cursor)[0] == []


def test_a_folder_that_may_only_be_read_is_read_once(mailbox: Open, ida: MailBox, stack: MailStack):
    mails = [mail(n) for n in range(60)]
    put(ida, *mails)
    here = stack.home("accord") / "Maildir" / f".{ida.folder.get()}"
    (here / "dovecot-acl").write_text("owner lr\n")
    stack.give(here)
    box = mailbox()
    first, cursor = take(box)
    assert take(box)[0] == mails[50:], "what is done is remembered"
    second, cursor = take(mailbox(), cursor)
    assert [*first, *second] == mails, "and after a restart the cursor tells"
    assert take(mailbox(), cursor)[0] == []
    ida.folder.set(str(ida.folder.get()), readonly=True)
    assert ida.uids("SEEN") == []


def test_a_server_that_keeps_no_keywords_will_do(
    by_line: tuple[ImapMailbox, Line], mailbox: Open, ida: MailBox
):
    box, between = by_line
    between.garble = lambda words: words.replace(b" \\*)] Flags permitted", b")] Flags")
    put(ida, mail(1), mail(2))
    first, second = box.fetch("").mails
    box.done(first[0])
    assert [raw for _, raw in box.fetch("").mails] == [mail(2)]
    box.done(second[0])
    _, cursor = take(box)
    put(ida, mail(3), flags=("\\Seen",))
    assert take(box, cursor)[0] == [mail(3)]
    assert take(box, cursor)[0] == []
    assert ida.uids("KEYWORD AccordDone") == []


# --- much, and large ---------------------------------------------------------------------------


def test_many_mails_come_batch_by_batch_and_none_twice(mailbox: Open, ida: MailBox):
    put(ida, *(mail(n) for n in range(120)))
    box, cursor, found = mailbox(), "", []
    for size in (50, 50, 20, 0):
        mails, cursor = take(box, cursor)
        found += mails
        assert len(mails) == size
    assert found == [mail(n) for n in range(120)]
    put(ida, *(mail(n) for n in range(200, 260)))
    assert len(take(mailbox(), cursor)[0]) == 50, "with a cursor just the same"


def test_fault_36_a_huge_mail_comes_cut_just_above_the_cap_and_is_refused(
    mailbox: Open, ida: MailBox
):
    put(ida, mail(1, "x" * 60_000_000), mail(2))
    box = mailbox()
    tracemalloc.start()
    mails, cursor = take(box)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(mails[0]) == caps.RAW_BYTES + 1
    assert mails[1] == mail(2)
    assert peak < 3.5 * caps.RAW_BYTES
    with pytest.raises(TooLargeError) as caught:
        parse(mails[0])
    assert caught.value.code == "raw"
    assert take(box, cursor)[0] == []


def test_a_batch_of_large_mails_ends_at_thirty_megabytes(mailbox: Open, ida: MailBox):
    put(ida, *(mail(n, "x" * 8_000_000) for n in range(5)))
    box = mailbox()
    mails, cursor = take(box)
    assert len(mails) == 4
    assert len(take(box, cursor)[0]) == 1


# --- what breaks (fault 44) --------------------------------------------------------------------


def test_fault_44_a_folder_made_anew_is_read_from_its_beginning(mailbox: Open, ida: MailBox):
    put(ida, mail(1), mail(2), mail(3))
    box = mailbox()
    _, cursor = take(box)
    name = str(ida.folder.get())
    ida.folder.unset()
    ida.folder.delete(name)
    ida.folder.create(name)
    ida.folder.set(name)
    put(ida, mail(1), mail(2), flags=("\\Seen",))
    mails, other = take(box, cursor)
    assert mails == [mail(1), mail(2)], "whose Message-IDs tell that they were read"
    assert other.partition(":")[0] != cursor.partition(":")[0]
    assert take(box, other)[0] == []


def test_fault_44_a_mark_meant_for_the_folder_before_marks_nothing(mailbox: Open, ida: MailBox):
    put(ida, mail(1))
    box = mailbox()
    [(uid, _)] = box.fetch("").mails
    validity, _, number = uid.partition(":")
    mailbox().done(f"{int(validity) + 1}:{number}")
    ida.client.noop()
    assert ida.uids("SEEN") == []


def test_fault_44_a_renamed_folder_is_named_and_found_again_with_its_name(
    mailbox: Open, ida: MailBox
):
    box = mailbox()
    _, cursor = take(box)
    name = str(ida.folder.get())
    ida.folder.unset()
    ida.folder.rename(name, f"{name}-away")
    assert f"reading {name}" in refusal(box, cursor)
    ida.folder.rename(f"{name}-away", name)
    ida.folder.set(name)
    put(ida, mail(1))
    assert take(box, cursor)[0] == [mail(1)]


def test_polls_share_a_connection(by_line: tuple[ImapMailbox, Line], ida: MailBox):
    box, between = by_line
    for number in range(3):
        put(ida, mail(number))
        take(box)
    assert between.calls == 1


def test_fault_44_a_connection_that_died_in_silence_costs_one_poll_at_most(
    by_line: tuple[ImapMailbox, Line], ida: MailBox
):
    box, between = by_line
    take(box)
    put(ida, mail(1))
    between.muted = True
    assert "127.0.0.1" in refusal(box)
    between.muted = False
    assert take(box)[0] == [mail(1)]


def test_a_server_that_was_restarted_costs_no_mail(mailbox: Open, ida: MailBox, stack: MailStack):
    put(ida, mail(1), mail(2))
    box = mailbox()
    batch = box.fetch("")
    box.done(batch.mails[0][0])
    stack.stop("dovecot")
    try:
        with pytest.raises(SourceError, match="connect"):
            box.done(batch.mails[1][0])
        assert f"localhost:{stack.imaps}" in refusal(mailbox(), batch.cursor)
    finally:
        stack.start("dovecot")
    assert [raw for _, raw in mailbox().fetch("").mails] == [mail(2)]
    box.done(batch.mails[1][0])
    assert mailbox().fetch("").mails == ()


def test_wherever_the_line_is_cut_no_mail_is_lost_or_read_twice(
    by_line: tuple[ImapMailbox, Line], mailbox: Open, ida: MailBox
):
    """After each byte of a poll's answers that could be the last."""
    box, between = by_line
    mails = [mail(n, "x" * 300) for n in range(4)]
    put(ida, *mails)
    whole = 0
    for at in range(1, 4000, 37):
        between.cut_after = at
        found, said = take_if(box)
        assert "xxx" not in said, "no words of a mail"
        assert found == mails[: len(found)]
        whole += found == mails
        between.cut_after = None
        assert [raw for _, raw in box.fetch("").mails] == mails
        box.close()
    assert whole > 0


def test_a_mail_that_the_server_cannot_read_keeps_none_of_the_others(
    mailbox: Open, ida: MailBox, stack: MailStack, caplog: pytest.LogCaptureFixture
):
    put(ida, *(mail(n) for n in range(1, 4)))
    box = mailbox()
    [spoilt] = [p for p in bodies(stack, ida) if b"<2@" in p.read_bytes()]
    spoilt.chmod(0)
    with caplog.at_level(logging.WARNING):
        found = [raw for _ in range(3) for raw in take_if(box, done=True)[0]]
    assert sorted(found) == [mail(1), mail(3)]
    assert "uid=" in caplog.text
    spoilt.chmod(0o600)
    found, cursor = take(box)
    assert found == [mail(2)]
    assert take(box, cursor)[0] == []


def take_if(box: ImapMailbox, *, done: bool = False) -> tuple[list[bytes], str]:
    """What a fetch gives, or the error's words."""
    try:
        mails = box.fetch("").mails
    except SourceError as error:
        return [], str(error)
    for uid, _ in mails if done else ():
        box.done(uid)
    return [raw for _, raw in mails], ""


def bodies(stack: MailStack, ida: MailBox) -> list[Path]:
    here = stack.home("accord") / "Maildir" / f".{ida.folder.get()}"
    return sorted(p for name in ("new", "cur") for p in (here / name).iterdir())


# --- who may come in (fault 24, fault 26) ------------------------------------------------------


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_fault_24_a_wrong_password_is_tried_again_later_and_later(
    stack: MailStack, mailbox: Open, ends: ExitStack
):
    between = ends.enter_context(line(stack.imap))
    clock = Clock()
    box = mailbox(between.port, "none", host="127.0.0.1", password="wrong", clock=clock)
    tried = []
    for minute in range(130):
        clock.now = minute * MINUTE
        before = between.calls
        said = refusal(box)
        assert "sign-in" in said
        assert "wrong" not in said
        tried += [minute] if between.calls > before else []
    assert tried == [0, 1, 3, 7, 15, 31, 63, 123]


def test_xoauth2_lets_in_who_has_a_token_and_asks_for_a_new_one_each_time(
    stack: MailStack, mailbox: Open, ida: MailBox
):
    put(ida, mail(1))
    clock = Clock()
    tokens = iter(["stale", "fresh"])
    stack.tokens["fresh"] = USER
    box = mailbox(password="", token=lambda: next(tokens), clock=clock)
    said = refusal(box)
    assert "sign-in" in said
    assert "stale" not in said
    clock.now += MINUTE
    assert take(box)[0] == [mail(1)]


def test_fault_26_no_token_is_to_be_had_now(stack: MailStack, mailbox: Open):
    def token() -> str:
        raise SourceError("login.halden.example: no answer")

    said = refusal(mailbox(password="", token=token))
    assert "token: login.halden.example: no answer" in said


def test_the_certificate_is_checked(stack: MailStack, mailbox: Open):
    assert "certificate" in refusal(mailbox(ca_file="")).lower()
    assert "certificate" in refusal(mailbox(stack.imap, "starttls", ca_file="")).lower()


def test_starttls_works_as_well(stack: MailStack, mailbox: Open, ida: MailBox):
    put(ida, mail(1))
    assert take(mailbox(stack.imap, "starttls"))[0] == [mail(1)]


def test_no_password_travels_unencrypted_beyond_this_machine(stack: MailStack, mailbox: Open):
    # 0.0.0.0 leads to this machine but is no loopback address by name.
    assert "encryption" in refusal(mailbox(stack.imap, "none", host="0.0.0.0"))


def test_a_password_in_any_script_is_sent_whole(mailbox: Open):
    said = refusal(mailbox(password="schlüssel"))
    assert "sign-in" in said
    assert "schl" not in said


def test_nobody_listening_is_named(mailbox: Open):
    assert "127.0.0.1:1:" in refusal(mailbox(1, host="127.0.0.1"))
