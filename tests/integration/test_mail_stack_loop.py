"""The whole loop over real mail servers: Lena's agenda goes out, her answer comes in, a receipt returns.

The program's own flows, with Exim and Dovecot on the other side, and what may go wrong between them.
"""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from daemon.domain.ledger import Kind
from daemon.domain.outbox import State
from daemon.flows.house import HOUSE
from daemon.mail.smtp import SmtpTransport
from daemon.ports import Sent
from tests.acceptance.world import agreed_team, text_of
from tests.servers.line import line
from tests.servers.mail_stack import DOMAIN, PEOPLE, MailStack, mail_stack
from tests.servers.served import USER, Served

pytestmark = pytest.mark.servers

BY_SMTP = 'kind = "smtp"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"'
AGENDA = "1:1 with Dana, Wed 18 Nov"
AGENDA_TIME = "2026-11-17T10:00:00Z"
ANSWER_TIME = "2026-11-17T11:00:00Z"
RECEIPT_TIME = "2026-11-17T11:06:00Z"


@pytest.fixture(scope="module")
def stack() -> Iterator[MailStack]:
    with mail_stack() as stack:
        yield stack


@pytest.fixture(scope="module")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("agreed") / "halden"
    agreed_team(root)
    return root


@pytest.fixture
def team(agreed: Path, stack: MailStack, tmp_path: Path) -> Iterator[Served]:
    """All is agreed; it is Tue 17 Nov 2026, and Lena's agenda has just gone out."""
    root = tmp_path / "halden"
    shutil.copytree(agreed, root)
    team = Served(root, count(101), stack=stack)
    maildir = 'kind = "maildir"\npath = "mail/people"'
    team.settings(maildir, BY_SMTP.format(port=stack.submission))
    yield team
    stack.greylist()
    stack.unmark()
    stack.deliver()
    stack.empty(*PEOPLE)


@pytest.fixture
def with_agenda(team: Served) -> Served:
    team.tick(AGENDA_TIME)
    return team


def lenas_standing(team: Served) -> str:
    return next(
        row for row in team.accord("agreements", "list").splitlines() if "first meetings" in row
    )


def updates(team: Served) -> list[int]:
    """What Lena's counts became, in the order in which that was recorded."""
    entries = team.ledger("lena").entries
    return [int(str(e.values["new"])) for e in entries if e.kind is Kind.UPDATED]


def receipts(team: Served) -> int:
    return team.subjects("lena").count(f"Re: {AGENDA}")


def test_an_agenda_an_answer_and_a_receipt(with_agenda: Served):
    team = with_agenda
    agenda = team.got("lena", AGENDA)
    assert "+" in agenda["Reply-To"]
    answer = team.reply(agenda, "A1: 2 of 6")
    team.tick(ANSWER_TIME)
    team.tick(RECEIPT_TIME)
    receipt = team.last("lena")
    assert receipt["Subject"] == f"Re: {AGENDA}"
    assert receipt["In-Reply-To"] == answer
    assert "2 of 6" in text_of(receipt)
    assert "2 of 6" in lenas_standing(team)
    assert {m["Message-ID"] for m in team.folder("accord", "Sent Mail")} >= {
        agenda["Message-ID"],
        receipt["Message-ID"],
    }


def test_a_second_and_a_third_reading_record_nothing_more(with_agenda: Served):
    team = with_agenda
    team.reply(team.got("lena", AGENDA), "A1: 2 more")
    for minute in (0, 1, 6, 12):
        team.tick(f"2026-11-17T11:{minute:02}:00Z")
    assert "2 of 6" in lenas_standing(team)
    assert receipts(team) == 1


def test_fault_44_a_mailbox_made_anew_is_read_again_and_recorded_once(with_agenda: Served):
    team = with_agenda
    agenda = team.got("lena", AGENDA)
    team.reply(agenda, "A1: 2 more")
    team.tick(ANSWER_TIME)
    team.tick(RECEIPT_TIME)
    validity = team.ledger(HOUSE).meta["cursor"].partition(":")[0]
    make_anew(team.stack)
    team.reply(agenda, "A1: 3 of 6")
    team.tick("2026-11-17T11:30:00Z")
    team.tick("2026-11-17T11:36:00Z")
    assert team.ledger(HOUSE).meta["cursor"].partition(":")[0] != validity
    assert updates(team) == [2, 3]
    assert receipts(team) == 2


def make_anew(stack: MailStack) -> None:
    """As after a move to another server: the mails are there, all marks and numbers are gone."""
    here = stack.home("accord") / "Maildir"
    for path in here.glob("dovecot*"):
        path.unlink()
    for path in (here / "cur").iterdir():
        path.rename(here / "new" / path.name.partition(":2,")[0])
    (here / "dovecot-uidlist").write_text("3 V77 N1\n")
    stack.give(here)


VACATION = 'require ["vacation"];\nvacation :days 1 "A1: 6 of 6. I am away until Monday.";\n'


def test_our_letters_draw_no_vacation_answer(team: Served):
    """They say that a machine wrote them (RFC 3834 2), and Dovecot heeds it."""
    team.stack.sieve("lena", VACATION)
    team.tick(AGENDA_TIME)
    assert AGENDA in team.subjects("lena")
    assert team.inbox("accord") == []


def test_fault_39_a_vacation_answer_of_a_real_server_is_filed_and_not_answered(team: Served):
    """It came all the same: a relay had dropped the marks of our letter."""
    team.stack.sieve("lena", VACATION)
    team.stack.unmark(f"lena@{DOMAIN}")
    team.tick(AGENDA_TIME)
    mails = len(team.inbox("lena"))
    assert len(team.inbox("accord")) == 1
    for minute in (0, 6, 12):
        team.tick(f"2026-11-17T11:{minute:02}:00Z")
    assert team.codes() == ["auto_reply"]
    assert len(team.inbox("lena")) == mails
    assert "0 of 6" in lenas_standing(team)


def test_fault_39_a_bounce_of_a_real_server_is_filed_and_not_answered(team: Served):
    directory = team.root / "directory.toml"
    moved = directory.read_text().replace("lena@halden.example", "lena@elsewhere.example")
    directory.write_text(moved)
    team.stack.world.answers["lena@elsewhere.example"] = ["550 5.1.1 no such user"] * 9
    team.tick(AGENDA_TIME)
    team.tick(ANSWER_TIME)
    assert "bounce" in team.codes()
    assert team.stack.queued() == 0
    team.stack.world.answers.clear()


def test_fault_31_a_greylisted_agenda_leaves_when_the_account_has_waited(team: Served):
    team.stack.greylist(f"lena@{DOMAIN}")
    team.tick(AGENDA_TIME)
    assert AGENDA not in team.subjects("lena")
    assert "451" in team.problems["transport"]
    team.stack.greylist()
    team.tick("2026-11-17T10:02:00Z")
    assert team.subjects("lena").count(AGENDA) == 1
    states = {letter.state for letter in team.ledger("lena").letters.values()}
    assert states == {State.SENT}


def test_fault_24_a_wrong_password_loses_neither_letter_nor_answer(with_agenda: Served):
    team = with_agenda
    team.reply(team.got("lena", AGENDA), "A1: 2 of 6")
    team.mailbox["password"] = team.transport["password"] = "wrong"
    team.tick(ANSWER_TIME)
    assert "sign-in" in team.problems["mailbox"]
    team.mailbox.clear()
    team.tick("2026-11-17T11:05:00Z")
    team.tick("2026-11-17T11:11:00Z")
    assert "535" in team.problems["transport"]
    assert receipts(team) == 0
    team.transport.clear()
    team.tick("2026-11-17T12:30:00Z")
    assert receipts(team) == 1
    assert "2 of 6" in lenas_standing(team)


def test_the_loop_runs_on_tokens_alone(team: Served):
    team.stack.tokens["fresh"] = USER
    token: Callable[[], str] = lambda: "fresh"  # noqa: E731
    team.mailbox |= {"password": "", "token": token}
    team.transport |= {"password": "", "token": token, "port": team.stack.relay}
    team.tick(AGENDA_TIME)
    team.reply(team.got("lena", AGENDA), "A1: 2 of 6")
    team.tick(ANSWER_TIME)
    team.tick(RECEIPT_TIME)
    assert receipts(team) == 1


@pytest.mark.parametrize("words", [200, 900, 1500])
def test_a_mailbox_that_breaks_off_mid_poll_is_read_once_it_is_back(
    with_agenda: Served, words: int
):
    """After so many bytes the line is dead; the whole poll takes about 2,000."""
    team = with_agenda
    agenda = team.got("lena", AGENDA)
    team.reply(agenda, "A1: 1 of 6", quote=False)
    team.reply(agenda, "A1: 2 of 6", quote=False)
    with line(team.stack.imap) as between:
        team.mailbox |= {"host": "127.0.0.1", "port": between.port, "security": "none"}
        between.cut_after = words
        team.tick(ANSWER_TIME)
        between.cut_after = None
        for minute in (1, 7, 13):
            team.tick(f"2026-11-17T11:{minute:02}:00Z")
    assert updates(team) == [1, 2]
    assert receipts(team) == 1
    assert "mailbox" not in team.problems


def test_a_mail_server_that_is_down_delays_and_loses_nothing(with_agenda: Served):
    team = with_agenda
    team.reply(team.got("lena", AGENDA), "A1: 2 of 6")
    team.stack.stop("dovecot")
    try:
        team.tick(ANSWER_TIME)
        assert "connect" in team.problems["mailbox"]
    finally:
        team.stack.start("dovecot")
    team.tick("2026-11-17T11:10:00Z")
    team.tick("2026-11-17T11:16:00Z")
    assert receipts(team) == 1


def test_fault_30_a_letter_lost_after_the_last_dot_goes_again_with_the_same_bytes(
    team: Served,
):
    """Exim took it and we never heard, so no copy was filed: the second has the same bytes."""
    with line(team.stack.mx) as between:
        team.transport |= {"host": "127.0.0.1", "port": between.port, "security": "none"}
        team.transport |= {"user": "", "timeout": 1}

        def mute_the_verdict(words: bytes) -> bytes:
            between.muted = words.startswith(b"354")
            return words

        between.garble = mute_the_verdict
        team.tick(AGENDA_TIME)
        assert any(x.state is State.SENDING for x in team.ledger("lena").letters.values())
        between.garble, between.muted = bytes, False
        team.tick("2026-11-17T10:05:00Z")
    twice = [m for m in team.inbox("lena") if m["Subject"] == AGENDA]
    assert len(twice) == 2
    assert len({m.get_payload()[0].as_bytes() for m in twice}) == 1
    assert len({m["Message-ID"] for m in twice}) == 1


class Dying(SmtpTransport):
    """The process ends when the letter has left, and its copy is filed."""

    def send(self, draft: str, mail: bytes) -> Sent:
        super().send(draft, mail)
        raise KeyboardInterrupt


def test_fault_30_a_letter_whose_copy_lies_among_the_sent_mails_goes_once(team: Served):
    team.way_out = Dying
    with pytest.raises(KeyboardInterrupt):
        team.tick(AGENDA_TIME)
    [doubt] = [x for x in team.ledger("lena").letters.values() if x.state is State.SENDING]
    team.way_out = SmtpTransport
    team.tick("2026-11-17T10:01:00Z")
    assert team.ledger("lena").letters[doubt.key].state is State.SENT
    assert team.subjects("lena").count(doubt.subject) == 1
