"""Gmail as a way out and as a mailbox, where answers are lost, ids replaced and histories forgotten."""

import base64
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from daemon.accounts.faults import AccountError
from daemon.accounts.google import scopes
from daemon.errors import OutcomeUnknownError, SourceError, TransportError
from daemon.mail.caps import RAW_BYTES
from daemon.mail.gmail import MOST_BYTES, GmailTransport
from daemon.mail.gmail_inbox import MAILS, GmailMailbox
from daemon.mail.parse import TooLargeError, parse
from daemon.ports import Missing, NotSent, Sent, Unknown
from tests.contract.test_transport import agenda, written
from tests.integration.test_google_calendar import error
from tests.servers import google
from tests.servers.google import TOKEN, Exchange, Town

pytestmark = pytest.mark.servers

LETTER = agenda("aaaaaaaaaaaa")
MAIL = written(LETTER)
SEND = "gmail.users.messages.send"
SEND_DRAFT = "gmail.users.drafts.send"
BOTH = pytest.mark.parametrize("drafts", [True, False], ids=["draft", "no draft"])


@pytest.fixture
def town() -> Town:
    found = google.town()
    found.reset()
    return found


def transport(town: Town, folder: Path, *, drafts: bool = True) -> GmailTransport:
    granted = scopes.MAIL if drafts else (scopes.MAIL_SEND, scopes.MAIL_READ)
    return GmailTransport(town.account(folder, "accord", granted))


def at_marek(town: Town) -> list[str]:
    return [mail["Message-ID"] for mail in town.inbox("marek")]


def in_place_of(*ends: str, answer: Callable[[Exchange], Exchange | None]) -> google.Rule:
    """Calls to these paths are answered by the test, whatever they wanted."""
    return lambda asked, passed: answer(asked) if asked.path.endswith(ends) else passed()


def sends(town: Town) -> int:
    return len([one for one in town.between.seen if one.path.endswith("/send")])


# --- the id that Gmail gives (fault list 32) --------------------------------------------------------


@BOTH
def test_fault_32_the_id_is_the_one_that_gmail_put_in_its_place(
    town: Town, tmp_path: Path, drafts: bool
):
    out = transport(town, tmp_path, drafts=drafts)
    sent = out.send(out.prepare(LETTER, MAIL), MAIL)
    assert sent.message_id != LETTER.message_id
    assert [sent.message_id] == at_marek(town)
    assert sent.thread_id


def test_where_we_may_only_send_our_own_id_has_to_do(town: Town, tmp_path: Path):
    out = GmailTransport(town.account(tmp_path, "accord", (scopes.MAIL_SEND,)))
    sent = out.send(out.prepare(LETTER, MAIL), MAIL)
    assert sent.message_id == LETTER.message_id
    assert isinstance(out.outcome(LETTER, ""), Unknown)


# --- lost answers (fault list 30) --------------------------------------------------------------------


@BOTH
def test_fault_30_a_timeout_after_the_letter_was_taken_sends_nothing_twice(
    town: Town, tmp_path: Path, drafts: bool
):
    out = transport(town, tmp_path, drafts=drafts)
    draft = out.prepare(LETTER, MAIL)
    tool = SEND_DRAFT if drafts else SEND
    town.faults("gmail", {"kind": "timeout_after_commit", "tool": tool, "on_call": 1})
    with pytest.raises(OutcomeUnknownError):
        out.send(draft, MAIL)
    outcome = transport(town, tmp_path, drafts=drafts).outcome(LETTER, draft)
    assert isinstance(outcome, Sent)
    assert [outcome.message_id] == at_marek(town)
    assert sends(town) == 1


@BOTH
def test_fault_30_a_line_cut_behind_the_letter_does_not_send_it_again(
    town: Town, tmp_path: Path, drafts: bool
):
    """A client that tries a second time by itself would."""
    out = transport(town, tmp_path, drafts=drafts)
    draft = out.prepare(LETTER, MAIL)

    def cut(asked: Exchange, passed: Callable[[], Exchange]) -> Exchange | None:
        done = passed()
        return None if asked.path.endswith("/send") else done

    town.between.rule = cut
    with pytest.raises(OutcomeUnknownError):
        out.send(draft, MAIL)
    assert sends(town) == 1
    assert isinstance(out.outcome(LETTER, draft), Sent)
    assert len(at_marek(town)) == 1


@pytest.mark.parametrize(
    "answer",
    [b'{"id": "1', b"<html>", {}, {"id": 7}],
    ids=["cut", "a page", "no id", "a number"],
)
def test_fault_30_an_answer_that_says_yes_and_nothing_else_is_a_doubt(
    town: Town, tmp_path: Path, answer: Any
):
    out = transport(town, tmp_path)
    draft = out.prepare(LETTER, MAIL)

    def garbled(asked: Exchange, passed: Callable[[], Exchange]) -> Exchange:
        done = passed()
        return done.answers(200, answer) if asked.path.endswith("/send") else done

    town.between.rule = garbled
    with pytest.raises(OutcomeUnknownError):
        out.send(draft, MAIL)
    town.between.rule = lambda _, passed: passed()
    assert isinstance(out.outcome(LETTER, draft), Sent)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_fault_30_a_server_that_failed_before_it_took_the_draft_did_not_send(
    town: Town, tmp_path: Path, status: int
):
    out = transport(town, tmp_path)
    draft = out.prepare(LETTER, MAIL)
    town.between.rule = in_place_of(
        "/send", answer=lambda asked: asked.answers(status, error(status, "backendError"))
    )
    with pytest.raises(OutcomeUnknownError):
        out.send(draft, MAIL)
    town.between.rule = lambda _, passed: passed()
    assert isinstance(out.outcome(LETTER, draft), NotSent)
    assert [out.send(draft, MAIL).message_id] == at_marek(town)


def test_a_letter_that_was_sent_and_can_not_be_read_back_is_asked_about_later(
    town: Town, tmp_path: Path
):
    out = transport(town, tmp_path)
    draft = out.prepare(LETTER, MAIL)
    town.between.rule = lambda asked, passed: (
        asked.answers(500) if "/messages/" in asked.path else passed()
    )
    with pytest.raises(OutcomeUnknownError, match="not to be read back"):
        out.send(draft, MAIL)
    town.between.rule = lambda _, passed: passed()
    assert [out.outcome(LETTER, draft).message_id] == at_marek(town)


def test_a_draft_sent_twice_is_one_letter(town: Town, tmp_path: Path):
    """Two processes that both think it is theirs: the second finds none, and nothing to take back."""
    first, second = transport(town, tmp_path), transport(town, tmp_path)
    draft = first.prepare(LETTER, MAIL)
    first.send(draft, MAIL)
    assert isinstance(second.outcome(LETTER, draft), Sent)
    assert len(at_marek(town)) == 1


def test_without_drafts_a_letter_that_is_not_found_is_missing(town: Town, tmp_path: Path):
    """What was sent may be found late, so nobody says yet that it was not."""
    assert isinstance(transport(town, tmp_path, drafts=False).outcome(LETTER, ""), Missing)


def test_a_draft_that_somebody_took_away_is_sent_as_a_mail_of_its_own(town: Town, tmp_path: Path):
    out = transport(town, tmp_path)
    draft = out.prepare(LETTER, MAIL)
    town.mail("accord", "DELETE", f"/drafts/{draft}")
    with pytest.raises(OutcomeUnknownError):
        out.send(draft, MAIL)
    assert isinstance(out.outcome(LETTER, draft), Missing)
    assert [out.send(draft, MAIL).message_id] == at_marek(town)


def test_a_draft_of_a_run_that_died_is_found_again_and_used(town: Town, tmp_path: Path):
    draft = transport(town, tmp_path).prepare(LETTER, MAIL)
    other = agenda("bbbbbbbbbbbb")
    out = transport(town, tmp_path)
    mine = out.prepare(other, written(other))
    assert mine != draft
    assert out.prepare(LETTER, MAIL) == draft
    out.send(draft, MAIL)
    out.send(mine, written(other))
    assert len(at_marek(town)) == 2
    assert "drafts" not in town.mail("accord", "GET", "/drafts")


def test_what_was_sent_from_a_draft_is_not_sent_again_by_who_takes_over(town: Town, tmp_path: Path):
    draft = transport(town, tmp_path).prepare(LETTER, MAIL)
    sent = transport(town, tmp_path).send(draft, MAIL)
    assert transport(town, tmp_path).send(draft, MAIL) == sent
    assert len(at_marek(town)) == 1


def test_a_draft_to_somebody_from_whom_mail_is_redirected_by_now_is_taken_back(
    town: Town, tmp_path: Path
):
    draft = transport(town, tmp_path).prepare(LETTER, MAIL)
    transport(town, tmp_path).send(draft, written(LETTER, "lena@halden.example"))
    assert at_marek(town) == []
    assert len(town.inbox("lena")) == 1
    assert "drafts" not in town.mail("accord", "GET", "/drafts")


def test_where_it_can_not_be_asked_the_account_waits(town: Town, tmp_path: Path):
    out = transport(town, tmp_path)
    town.between.rule = lambda *_: None
    with pytest.raises(TransportError) as caught:
        out.outcome(LETTER, "r1")
    assert not caught.value.permanent


# --- refusals (fault list 23, 31) ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason", "permanent"),
    [
        (400, "invalidArgument", True),
        (413, "uploadTooLarge", True),
        (400, "failedPrecondition", False),
        (403, "insufficientPermissions", False),
        (403, "domainPolicy", False),
        (429, "rateLimitExceeded", False),
        (403, "dailyLimitExceeded", False),
    ],
)
def test_fault_31_only_what_is_wrong_with_this_letter_buries_it(
    town: Town, tmp_path: Path, status: int, reason: str, permanent: bool
):
    out = transport(town, tmp_path, drafts=False)
    town.between.rule = in_place_of(
        "/send", answer=lambda asked: asked.answers(status, error(status, reason))
    )
    with pytest.raises(TransportError, match=reason) as caught:
        out.send("", MAIL)
    assert caught.value.permanent is permanent


def test_fault_23_gmail_says_in_words_until_when_its_limit_lasts(town: Town, tmp_path: Path):
    message = "User-rate limit exceeded.  Retry after 2026-11-23T08:10:00.000Z (Mail sending)"
    out = transport(town, tmp_path)
    town.between.rule = in_place_of(
        "/drafts",
        answer=lambda asked: asked.answers(
            429,
            error(429, "rateLimitExceeded", message),
            Date="Mon, 23 Nov 2026 08:00:00 GMT",
        ),
    )
    with pytest.raises(TransportError) as caught:
        out.prepare(LETTER, MAIL)
    assert caught.value.retry_after
    assert timedelta(minutes=10) <= caught.value.retry_after <= timedelta(minutes=11)


def test_fault_31_what_is_too_big_for_gmail_is_not_even_tried(town: Town, tmp_path: Path):
    big = MAIL + b"x" * MOST_BYTES
    for out in (transport(town, tmp_path), transport(town, tmp_path, drafts=False)):
        with pytest.raises(TransportError, match="bytes") as caught:
            out.send(out.prepare(LETTER, big), big)
        assert caught.value.permanent
    assert [one for one in town.between.seen if one.path != TOKEN] == []


def test_fault_24_without_a_sign_in_letters_wait(town: Town, tmp_path: Path):
    out = transport(town, tmp_path)
    town.between.rule = lambda asked, _: asked.answers(400, {"error": "invalid_grant"})
    with pytest.raises(TransportError, match="paused") as caught:
        out.prepare(LETTER, MAIL)
    assert not caught.value.permanent


# --- the mailbox ------------------------------------------------------------------------------------------


def mailbox(town: Town, folder: Path, *granted: str, most: int = MAILS) -> GmailMailbox:
    return GmailMailbox(town.account(folder, "accord", granted or scopes.MAIL), most=most)


def marek_writes(town: Town, text: str = "A1: 5 of 8") -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = (
        "marek@halden.example",
        "accord@halden.example",
        "Re",
    )
    mail.set_content(f"{text}\n")
    town.send("marek", mail)


def texts(mails: tuple[tuple[str, bytes], ...]) -> list[str]:
    return [raw.decode().replace("\r\n", "\n").partition("\n\n")[2].strip() for _, raw in mails]


def test_with_leave_to_read_alone_the_cursor_knows_what_is_done(town: Town, tmp_path: Path):
    box = mailbox(town, tmp_path)
    marek_writes(town, "one")
    first = box.fetch("")
    box.done(first.mails[0][0])
    marek_writes(town, "two")
    again = mailbox(town, tmp_path).fetch(first.cursor)
    assert (texts(first.mails), texts(again.mails)) == (["one"], ["two"])
    assert mailbox(town, tmp_path).fetch(again.cursor).mails == ()
    assert not [one for one in town.between.seen if one.path.endswith(("/modify", "/labels"))]


def test_a_poll_with_nothing_new_is_one_request(town: Town, tmp_path: Path):
    box = mailbox(town, tmp_path)
    cursor = box.fetch("").cursor
    town.between.seen.clear()
    assert box.fetch(cursor).mails == ()
    assert [one.path.rpartition("/")[2] for one in town.between.seen] == ["history"]


def test_fault_21_a_forgotten_point_of_history_reads_the_last_days_anew(town: Town, tmp_path: Path):
    box = mailbox(town, tmp_path)
    marek_writes(town)
    before = box.fetch("")
    again = box.fetch("1")
    assert [one.status for one in town.between.calls("/history")] == [404]
    assert again.mails == before.mails
    assert box.fetch(again.cursor).mails == ()


def test_what_arrives_while_the_last_days_are_read_is_not_lost(town: Town, tmp_path: Path):
    marek_writes(town, "one")
    arrived: list[str] = []

    def meanwhile(asked: Exchange, passed: Callable[[], Exchange]) -> Exchange:
        done = passed()
        if asked.path.endswith("/messages") and not arrived:
            arrived.append("two")
            marek_writes(town, "two")
        return done

    town.between.rule = meanwhile
    box = mailbox(town, tmp_path)
    first = box.fetch("")
    assert texts(first.mails) == ["one"]
    assert texts(box.fetch(first.cursor).mails) == ["two"]


@pytest.mark.parametrize("known", [True, False], ids=["history", "last days"])
def test_a_full_mailbox_comes_in_batches_each_mail_once_and_in_order(
    town: Town, tmp_path: Path, known: bool
):
    cursor = mailbox(town, tmp_path).fetch("").cursor if known else ""
    wanted = [f"mail {n}" for n in range(7)]
    for text in wanted:
        marek_writes(town, text)
    found: list[str] = []
    for size in (5, 2, 0):
        batch = mailbox(town, tmp_path, most=5).fetch(cursor)  # a restart between any two
        assert len(batch.mails) == size
        found += texts(batch.mails)
        cursor = batch.cursor
    assert found == wanted


def test_several_mails_of_one_record_are_cut_at_none_of_them(town: Town, tmp_path: Path):
    """A batch that ends within a record goes on with the whole record, not behind it."""
    for n in range(10):
        marek_writes(town, f"mail {n}")
    box = mailbox(town, tmp_path, most=5)
    listed = town.mail("accord", "GET", "/messages", maxResults="500")["messages"]
    ids = [message["id"] for message in reversed(listed)]
    added = [[{"message": {"id": i, "labelIds": ["INBOX"]}} for i in part] for part in cut(ids)]
    records = [{"id": str(10 + n), "messagesAdded": part} for n, part in enumerate(added)]

    def rule(asked: Exchange, passed: Callable[[], Exchange]) -> Exchange:
        if not asked.path.endswith("/history"):
            return passed()
        since = int(dict(asked.query)["startHistoryId"])
        left = [record for record in records if int(record["id"]) > since]
        return asked.answers(200, {"historyId": "99", "history": left})

    town.between.rule = rule
    found, cursor = [], "9"
    while cursor != "99":
        batch = box.fetch(cursor)
        found += [uid for uid, _ in batch.mails]
        cursor = batch.cursor
    assert list(dict.fromkeys(found)) == ids


def cut(ids: list[str]) -> list[list[str]]:
    return [ids[n : n + 3] for n in range(0, len(ids), 3)]


def test_fault_41_a_mail_that_two_records_name_comes_once(town: Town, tmp_path: Path):
    marek_writes(town)
    [listed] = town.mail("accord", "GET", "/messages")["messages"]
    added = [{"message": {"id": listed["id"]}}]
    records = [{"id": "11", "messagesAdded": added}, {"id": "12", "messagesAdded": added * 2}]
    town.between.rule = in_place_of(
        "/history", answer=lambda asked: asked.answers(200, {"historyId": "13", "history": records})
    )
    batch = mailbox(town, tmp_path).fetch("10")
    assert len(batch.mails) == 1
    assert batch.cursor == "13"


def test_spam_drafts_and_what_we_sent_are_not_for_us_and_archived_mail_is(
    town: Town, tmp_path: Path
):
    box = mailbox(town, tmp_path)
    cursor = box.fetch("").cursor
    for text, labels in (
        ("spam", ["SPAM"]),
        ("trash", ["TRASH"]),
        ("sent", ["SENT"]),
        ("archived", []),
        ("new", ["INBOX", "UNREAD"]),
    ):
        raw = f"From: marek@halden.example\r\nTo: a@b.example\r\n\r\n{text}".encode()
        body = {"raw": base64.urlsafe_b64encode(raw).decode(), "labelIds": labels}
        town.mail("accord", "POST", "/messages", body)
    out = transport(town, tmp_path)
    out.prepare(LETTER, MAIL)
    assert texts(box.fetch(cursor).mails) == ["archived", "new"]
    assert texts(box.fetch("").mails) == ["archived", "new"]


def test_a_mail_that_is_deleted_while_it_is_read_is_no_error(town: Town, tmp_path: Path):
    marek_writes(town, "one")
    marek_writes(town, "two")
    first = town.mail("accord", "GET", "/messages")["messages"][-1]["id"]
    town.between.rule = in_place_of(first, answer=lambda asked: asked.answers(404))
    assert texts(mailbox(town, tmp_path).fetch("").mails) == ["two"]


def test_fault_36_a_mail_that_is_too_long_to_hold_is_held_by_its_headers(
    town: Town, tmp_path: Path
):
    marek_writes(town, "one")
    marek_writes(town, "two")
    big = town.mail("accord", "GET", "/messages")["messages"][-1]["id"]

    def rule(asked: Exchange, passed: Callable[[], Exchange]) -> Exchange:
        if asked.path.endswith(big) and dict(asked.query)["format"] == "raw":
            return asked.answers(200, {"raw": "A" * 40_000_000})
        return passed()

    town.between.rule = rule
    husk, other = mailbox(town, tmp_path).fetch("").mails
    assert husk[1].startswith(b"Delivered-To: accord@halden.example\r\n")
    assert b"\r\nFrom: marek@halden.example\r\n" in husk[1]
    assert len(husk[1]) > RAW_BYTES
    with pytest.raises(TooLargeError):
        parse(husk[1])
    assert texts((other,)) == ["two"]


@pytest.mark.parametrize("raw", ["!!!", "A", 7])
def test_bytes_that_are_none_are_an_error_that_names_the_place(
    town: Town, tmp_path: Path, raw: Any
):
    marek_writes(town)
    town.between.rule = lambda asked, passed: (
        asked.answers(200, {"raw": raw}) if "/messages/" in asked.path else passed()
    )
    with pytest.raises(SourceError, match=r"account accord: gmail\.users\.messages\.get.*raw"):
        mailbox(town, tmp_path).fetch("")


def test_where_a_mail_can_not_be_fetched_the_cursor_stays(town: Town, tmp_path: Path):
    box = mailbox(town, tmp_path)
    cursor = box.fetch("").cursor
    marek_writes(town)
    town.between.rule = lambda asked, passed: (
        asked.answers(503) if "/messages/" in asked.path else passed()
    )
    with pytest.raises(AccountError):
        box.fetch(cursor)
    town.between.rule = lambda _, passed: passed()
    assert len(box.fetch(cursor).mails) == 1


def test_what_is_done_bears_our_label_and_is_else_as_it_was(town: Town, tmp_path: Path):
    marek_writes(town)
    box = mailbox(town, tmp_path, scopes.MAIL_MARK)
    [(uid, _)] = box.fetch("").mails
    box.done(uid)
    [label] = [
        x for x in town.mail("accord", "GET", "/labels")["labels"] if x["name"] == "Accord/done"
    ]
    labels = town.mail("accord", "GET", f"/messages/{uid}")["labelIds"]
    assert set(labels) == {"INBOX", "UNREAD", label["id"]}
    # The label of before is found again, and not made twice.
    other = mailbox(town, tmp_path, scopes.MAIL_MARK)
    assert other.fetch("").mails == ()
