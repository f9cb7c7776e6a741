"""Maildirs as they are on a disk: moved mails, odd names, missing folders, full disks."""

import logging
import os
import stat
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.outbox import Letter, LetterKind
from daemon.errors import SourceError, TransportError
from daemon.mail.maildir import MaildirMailbox, MaildirTransport
from daemon.ports import NotSent, Sent, Unknown

MADE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
ID = "<k4t7x2m3qb5w@accord.example>"


def letter(message_id: str = ID) -> Letter:
    return Letter(
        key="agenda:marek+dana:3:marek",
        kind=LetterKind.AGENDA,
        addressee="marek",
        made=MADE,
        subject="1:1 with Dana, Tue 1 Dec",
        text="",
        html="",
        tag="k4t7x2m3qb5w",
        message_id=message_id,
        not_before=MADE,
    )


def mail(to: str = "marek@halden.example", message_id: str = ID) -> bytes:
    return f"From: accord@x.example\r\nTo: {to}\r\nMessage-ID: {message_id}\r\n\r\nhi\r\n".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    MaildirMailbox(tmp_path / "box").make()
    return tmp_path / "box"


# --- the mailbox -----------------------------------------------------------------------------


def test_done_moves_a_mail_into_cur_as_seen(folder: Path):
    (folder / "new" / "1.post").write_bytes(b"yes")
    MaildirMailbox(folder).done("1.post")
    assert [path.name for path in (folder / "cur").iterdir()] == ["1.post:2,S"]
    assert list((folder / "new").iterdir()) == []


def test_a_mail_that_a_mail_program_moved_but_nobody_read_still_counts(folder: Path):
    (folder / "cur" / "1.post:2,F").write_bytes(b"yes")
    mailbox = MaildirMailbox(folder)
    assert mailbox.fetch("").mails == (("1.post", b"yes"),)
    mailbox.done("1.post")
    assert [path.name for path in (folder / "cur").iterdir()] == ["1.post:2,FS"]
    assert mailbox.fetch("").mails == ()


def test_hidden_files_and_folders_are_no_mails(folder: Path):
    (folder / "new" / ".nfs0001").write_bytes(b"")
    (folder / "new" / "sub").mkdir()
    assert MaildirMailbox(folder).fetch("").mails == ()


def test_a_mail_that_cannot_be_read_is_named_and_the_rest_comes(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    (folder / "new" / "1.post").write_bytes(b"broken disk")
    (folder / "new" / "2.post").write_bytes(b"yes")
    read_bytes = Path.read_bytes

    def failing(path: Path) -> bytes:
        if path.name == "1.post":
            raise OSError(5, "Input/output error")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", failing)
    with caplog.at_level(logging.WARNING):
        assert MaildirMailbox(folder).fetch("").mails == (("2.post", b"yes"),)
    assert "1.post" in caplog.text
    monkeypatch.undo()
    assert len(MaildirMailbox(folder).fetch("").mails) == 2


@pytest.mark.parametrize("missing", ["", "new", "cur"])
def test_a_missing_folder_is_named_and_never_made_in_silence(folder: Path, missing: str):
    gone = folder / missing
    gone.rename(f"{gone}-away")
    with pytest.raises(SourceError, match=str(folder)):
        MaildirMailbox(folder).fetch("")
    with pytest.raises(SourceError, match=str(folder)):
        MaildirMailbox(folder).done("1.post")
    assert not gone.exists()


def test_a_mail_that_cannot_be_marked_is_an_error_that_names_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    (folder / "new" / "1.post").write_bytes(b"yes")

    def full(path: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(SourceError, match=r"1\.post.*No space left"):
        MaildirMailbox(folder).done("1.post")


def test_making_a_mailbox_twice_loses_nothing(folder: Path):
    (folder / "new" / "1.post").write_bytes(b"yes")
    MaildirMailbox(folder).make()
    assert len(MaildirMailbox(folder).fetch("").mails) == 1


# --- the transport -----------------------------------------------------------------------------


def test_mareks_letters_lie_in_a_maildir_named_after_his_address(tmp_path: Path):
    MaildirTransport(tmp_path).send("", mail("Marek.Novak@Halden.example"))
    box = tmp_path / "marek.novak@halden.example"
    assert MaildirMailbox(box).fetch("").mails == (
        ("accord.k4t7x2m3qb5w@accord.example", mail("Marek.Novak@Halden.example")),
    )
    assert list((box / "tmp").iterdir()) == []


@pytest.mark.parametrize("flags", ["", "S", "FS"])
def test_a_letter_that_marek_has_read_is_not_put_there_again(tmp_path: Path, flags: str):
    transport = MaildirTransport(tmp_path)
    transport.send("", mail())
    [path] = tmp_path.glob("*/new/*")
    path.rename(path.parent.parent / "cur" / f"{path.name}:2,{flags}")
    assert transport.outcome(letter(), "") == Sent(ID)
    assert transport.send("", mail()) == Sent(ID)
    assert list(tmp_path.glob("*/new/*")) == []


def test_half_a_letter_that_a_crash_left_is_neither_seen_nor_in_the_way(tmp_path: Path):
    box = tmp_path / "marek@halden.example"
    MaildirMailbox(box).make()
    (box / "tmp" / "accord.k4t7x2m3qb5w@accord.example").write_bytes(mail()[:20])
    transport = MaildirTransport(tmp_path)
    assert isinstance(transport.outcome(letter(), ""), NotSent)
    transport.send("", mail())
    assert [raw for _, raw in MaildirMailbox(box).fetch("").mails] == [mail()]


def test_before_the_first_letter_there_is_no_folder_and_nothing_was_sent(tmp_path: Path):
    assert isinstance(MaildirTransport(tmp_path / "none").outcome(letter(), ""), NotSent)


def test_a_stray_file_beside_the_mailboxes_does_no_harm(tmp_path: Path):
    (tmp_path / "README").write_text("mail of the demo")
    assert isinstance(MaildirTransport(tmp_path).outcome(letter(), ""), NotSent)


def test_folders_that_cannot_be_looked_into_leave_a_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def failing(path: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "iterdir", failing)
    assert isinstance(MaildirTransport(tmp_path).outcome(letter(), ""), Unknown)


def test_a_full_disk_is_not_the_letters_fault_and_leaves_no_half_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TransportError, match="No space left") as caught:
        MaildirTransport(tmp_path).send("", mail())
    assert not caught.value.permanent
    assert isinstance(MaildirTransport(tmp_path).outcome(letter(), ""), NotSent)


def test_a_long_id_still_gives_a_file_name(tmp_path: Path):
    long_id = f"<{'x' * 390}@a.example>"
    transport = MaildirTransport(tmp_path)
    assert transport.send("", mail(message_id=long_id)) == Sent(long_id)
    assert transport.outcome(letter(long_id), "") == Sent(long_id)
    assert isinstance(transport.outcome(letter(), ""), NotSent)


AWKWARD = st.text(st.sampled_from("./\\%:*?~!#$&'+=|{}^`-_aZ0"), min_size=1, max_size=60)


@given(local=AWKWARD, tag=AWKWARD)
def test_no_address_and_no_id_leads_out_of_the_folder(
    tmp_path_factory: pytest.TempPathFactory, local: str, tag: str
):
    outside = tmp_path_factory.mktemp("outside")
    root = outside / "root"
    root.mkdir()
    message_id = f"<{tag}@accord.example>"
    transport = MaildirTransport(root)
    with suppress(TransportError):  # some are no addresses at all
        transport.send("", mail(f"{local}@halden.example", message_id))
        assert len(list(root.glob("*/new/*"))) == 1
        assert transport.outcome(letter(message_id), "") == Sent(message_id)
    assert list(outside.iterdir()) == [root]


def test_only_what_is_whole_and_safe_on_disk_shows_in_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    steps: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def noted_fsync(file: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(file).st_mode) else "mail")
        fsync(file)

    def noted_rename(path: Path, target: Path) -> Path:
        steps.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "rename", noted_rename)
    MaildirTransport(tmp_path).send("", mail())
    assert steps[:3] == ["mail", "rename", "folder"]
