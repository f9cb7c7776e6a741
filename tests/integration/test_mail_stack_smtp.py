"""Letters through a real submission server, and what the folder of sent mails knows of them."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from imap_tools import MailBox

from daemon.domain.outbox import Letter, LetterKind
from daemon.errors import OutcomeUnknownError, SourceError, TransportError
from daemon.mail.compose import Address, compose
from daemon.mail.imap_session import ImapServer
from daemon.mail.sent_folder import SentFolder
from daemon.mail.smtp import SmtpTransport
from daemon.ports import Missing, Sent, Unknown
from tests.servers.line import line
from tests.servers.mail_stack import DOMAIN, PASSWORD, MailStack, mail_stack

pytestmark = pytest.mark.servers

USER = f"accord@{DOMAIN}"
MADE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
MAREK, LENA = f"marek@{DOMAIN}", f"lena@{DOMAIN}"


@pytest.fixture(scope="module")
def servers() -> Iterator[MailStack]:
    with mail_stack() as stack:
        yield stack


@pytest.fixture
def stack(servers: MailStack) -> Iterator[MailStack]:
    """With empty mailboxes and an empty queue."""
    yield servers
    servers.greylist()
    servers.deliver()
    servers.world.answers.clear()
    servers.world.mails.clear()
    servers.empty("accord", "marek", "lena")


@pytest.fixture
def ends() -> Iterator[ExitStack]:
    with ExitStack() as ends:
        yield ends


Connect = Callable[..., SmtpTransport]


@pytest.fixture
def connect(stack: MailStack, ends: ExitStack) -> Connect:
    def connected(port: int = 0, security: str = "starttls", **more: object) -> SmtpTransport:
        given = {"user": USER, "password": PASSWORD, "timeout": 5, "ca_file": stack.ca, **more}
        host = str(given.pop("host", "localhost"))
        transport = SmtpTransport(host, port or stack.submission, security, **given)
        ends.callback(transport.close)
        return transport

    return connected


@pytest.fixture
def sent(stack: MailStack, ends: ExitStack) -> Callable[..., SentFolder]:
    def opened(folder: str = "", *, copies: bool = True, **more: object) -> SentFolder:
        given = {"user": USER, "password": PASSWORD, "ca_file": stack.ca, "timeout": 5, **more}
        made = SentFolder(ImapServer("localhost", stack.imaps, **given), folder, copies=copies)
        ends.callback(made.close)
        return made

    return opened


def agenda(tag: str = "k4t7x2m3qb5w") -> Letter:
    return Letter(
        key=f"agenda:marek+dana:{tag}:marek",
        kind=LetterKind.AGENDA,
        addressee="marek",
        made=MADE,
        subject="1:1 with Dana, Tue 1 Dec",
        text="",
        html="",
        tag=tag,
        message_id=f"<{tag}@{DOMAIN}>",
        not_before=MADE,
    )


def mail(to: str = MAREK, tag: str = "k4t7x2m3qb5w", text: str = "Tomorrow at ten.\n") -> bytes:
    return compose(
        agenda(tag),
        text=text,
        html="<p>Tomorrow at ten.</p>",
        to=Address("", to),
        sender=Address("Accord", USER),
        reply_to=f"accord+{tag}@{DOMAIN}",
        install_marker="a1b2c3",
    )


def inbox(stack: MailStack, address: str, folder: str = "INBOX") -> list[str]:
    """The Message-IDs of what lies in somebody's folder."""
    stack.deliver()
    with MailBox("localhost", stack.imaps, 5, ssl_context=stack.trust).login(
        address, PASSWORD, folder
    ) as box:
        return [str(m.headers["message-id"][0]).strip() for m in box.fetch(mark_seen=False)]


def refusal(transport: SmtpTransport, raw: bytes) -> TransportError:
    with pytest.raises(TransportError) as caught:
        transport.send("", raw)
    return caught.value


# --- in and through ----------------------------------------------------------------------------


@pytest.mark.parametrize(("port", "security"), [("submission", "starttls"), ("smtps", "tls")])
def test_a_letter_goes_out_encrypted_and_arrives(
    stack: MailStack, connect: Connect, port: str, security: str
):
    transport = connect(stack.ports[port], security)
    assert transport.send("", mail()) == Sent(f"<k4t7x2m3qb5w@{DOMAIN}>")
    assert inbox(stack, MAREK) == [f"<k4t7x2m3qb5w@{DOMAIN}>"]


def test_a_certificate_nobody_vouches_for_gets_no_letter(stack: MailStack, connect: Connect):
    error = refusal(connect(ca_file=""), mail())
    assert not error.permanent
    assert "certificate" in str(error).lower()


def test_a_wrong_password_is_the_accounts_fault(connect: Connect):
    error = refusal(connect(password="wrong"), mail())
    assert not error.permanent
    assert "535" in str(error)


def test_letters_of_one_run_share_a_connection(stack: MailStack, connect: Connect, ends: ExitStack):
    between = ends.enter_context(line(stack.submission))
    transport = connect(between.port)
    for tag in ("aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"):
        transport.send("", mail(tag=tag))
    assert between.calls == 1
    assert len(inbox(stack, MAREK)) == 3


def test_a_server_that_was_restarted_between_two_letters_costs_none(
    stack: MailStack, connect: Connect
):
    transport = connect()
    transport.send("", mail(tag="aaaaaaaaaaaa"))
    stack.stop("exim")
    stack.start("exim")
    transport.send("", mail(tag="bbbbbbbbbbbb"))
    assert len(inbox(stack, MAREK)) == 2


def test_xoauth2_takes_a_fresh_token_for_each_sign_in(stack: MailStack, connect: Connect):
    stack.tokens["fresh"] = USER
    tokens = iter(["stale", "fresh"])
    transport = connect(stack.relay, password="", token=lambda: next(tokens))
    error = refusal(transport, mail())
    assert not error.permanent
    assert "stale" not in str(error)
    transport.send("", mail())
    assert inbox(stack, MAREK) == [f"<k4t7x2m3qb5w@{DOMAIN}>"]


def test_fault_26_no_token_is_to_be_had_now(connect: Connect):
    def token() -> str:
        raise SourceError("login.halden.example: no answer")

    error = refusal(connect(password="", token=token), mail())
    assert not error.permanent
    assert "token: login.halden.example: no answer" in str(error)


# --- refusals (fault 31) -----------------------------------------------------------------------


def test_fault_31_a_greylisted_letter_waits_and_is_then_accepted(
    stack: MailStack, connect: Connect
):
    transport = connect()
    stack.greylist(MAREK)
    error = refusal(transport, mail())
    assert not error.permanent
    assert "451" in str(error)
    transport.send("", mail(LENA, "bbbbbbbbbbbb"))
    stack.greylist()
    transport.send("", mail())
    assert len(inbox(stack, MAREK)) == len(inbox(stack, LENA)) == 1


def test_fault_31_an_address_that_is_gone_is_dead_and_keeps_nothing_from_lena(
    stack: MailStack, connect: Connect
):
    transport = connect()
    error = refusal(transport, mail(f"gone@{DOMAIN}"))
    assert error.permanent
    assert "550" in str(error)
    transport.send("", mail(LENA))
    assert len(inbox(stack, LENA)) == 1


def test_fault_31_a_letter_over_the_servers_size_is_dead(connect: Connect):
    error = refusal(connect(), mail(text="Kestrel Foods\n" * 500_000))
    assert error.permanent
    assert "552" in str(error)


def test_fault_30_a_line_cut_after_the_last_dot_leaves_a_doubt(
    stack: MailStack, connect: Connect, ends: ExitStack
):
    between = ends.enter_context(line(stack.mx))
    transport = connect(between.port, "none", host="127.0.0.1", user="", timeout=1)

    def mute_the_verdict(words: bytes) -> bytes:
        between.muted = words.startswith(b"354")
        return words

    between.garble = mute_the_verdict
    with pytest.raises(OutcomeUnknownError):
        transport.send("", mail())
    assert len(inbox(stack, MAREK)) == 1, "it had left"


def test_a_server_that_speaks_a_byte_at_a_time_is_given_up(
    stack: MailStack, connect: Connect, ends: ExitStack, monkeypatch: pytest.MonkeyPatch
):
    """Each byte comes in time, and the answer never does."""
    monkeypatch.setattr("daemon.mail.smtp._LONGEST_LETTER", 0.5)
    between = ends.enter_context(line(stack.mx))
    transport = connect(between.port, "none", host="127.0.0.1", user="", timeout=60)
    between.garble = lambda words: b"250-" if words.startswith(b"250 Accepted") else words
    assert not refusal(transport, mail()).permanent


# --- the folder of sent mails ------------------------------------------------------------------


def test_a_copy_of_each_letter_lies_among_the_sent_mails(
    stack: MailStack, connect: Connect, sent: Callable[..., SentFolder]
):
    transport = connect(sent=sent())
    assert isinstance(transport.outcome(agenda(), ""), Unknown)
    transport.send("", mail())
    assert inbox(stack, USER, "Sent Mail") == [f"<k4t7x2m3qb5w@{DOMAIN}>"]
    assert connect(sent=sent()).outcome(agenda(), "") == Sent(f"<k4t7x2m3qb5w@{DOMAIN}>")


def test_the_same_letter_is_kept_once(stack: MailStack, connect: Connect, sent):
    transport = connect(sent=sent())
    transport.send("", mail())
    transport.send("", mail())
    assert len(inbox(stack, USER, "Sent Mail")) == 1
    assert len(inbox(stack, MAREK)) == 2


def test_a_folder_that_is_missing_is_made(stack: MailStack, connect: Connect, sent):
    connect(sent=sent("Von Accord gesendet")).send("", mail())
    assert len(inbox(stack, USER, "Von Accord gesendet")) == 1


def test_a_folder_not_yet_made_holds_nothing_and_one_the_server_should_have_is_an_error(
    connect: Connect, sent
):
    assert isinstance(connect(sent=sent("Nowhere")).outcome(agenda(), ""), Unknown)
    with pytest.raises(TransportError, match="searching sent mail") as caught:
        connect(sent=sent("Nowhere", copies=False)).outcome(agenda(), "")
    assert not caught.value.permanent


def test_where_the_server_files_what_it_sends_a_miss_is_a_miss(
    stack: MailStack, connect: Connect, sent
):
    transport = connect(sent=sent(copies=False))
    transport.send("", mail())
    assert isinstance(transport.outcome(agenda(), ""), Missing)
    sent().keep(f"<k4t7x2m3qb5w@{DOMAIN}>", mail())
    assert transport.outcome(agenda(), "") == Sent(f"<k4t7x2m3qb5w@{DOMAIN}>")


def test_fault_32_a_letter_whose_id_was_changed_is_known_by_its_tag(
    stack: MailStack, connect: Connect, sent
):
    stored = mail().replace(b"<k4t7x2m3qb5w@", b"<changed-by.the-provider@")
    sent().keep("<changed-by.the-provider@halden.example>", stored)
    transport = connect(sent=sent(copies=False))
    assert transport.outcome(agenda(), "") == Sent("<changed-by.the-provider@halden.example>")
    assert isinstance(transport.outcome(agenda("aaaaaaaaaaaa"), ""), Missing)


def test_a_letter_without_a_tag_is_known_by_its_id_alone(connect: Connect, sent):
    sent().keep(f"<k4t7x2m3qb5w@{DOMAIN}>", mail())
    transport = connect(sent=sent(copies=False))
    assert transport.outcome(replace(agenda(), tag=""), "") == Sent(f"<k4t7x2m3qb5w@{DOMAIN}>")
    stranger = replace(agenda(), tag="", message_id='<no"such\\id@x>')
    assert isinstance(transport.outcome(stranger, ""), Missing)


def test_a_copy_that_cannot_be_filed_stops_no_letter_and_a_doubt_waits(
    stack: MailStack, connect: Connect, sent, caplog: pytest.LogCaptureFixture
):
    transport = connect(sent=sent(password="wrong"))
    with caplog.at_level(logging.WARNING):
        transport.send("", mail())
    assert "copy-not-kept" in caplog.text
    assert len(inbox(stack, MAREK)) == 1
    with pytest.raises(TransportError) as caught:
        transport.outcome(agenda(), "")
    assert not caught.value.permanent


# --- what the world answers later --------------------------------------------------------------


def test_fault_39_a_bounce_of_a_real_server_is_a_bounce(stack: MailStack, connect: Connect):
    from daemon.domain.replies import kinds
    from daemon.mail.parse import parse

    stack.world.answers["gone@elsewhere.example"] = ["550 5.1.1 no such user"] * 3
    connect().send("", mail("gone@elsewhere.example"))
    stack.deliver()
    with MailBox("localhost", stack.imaps, 5, ssl_context=stack.trust).login(USER, PASSWORD) as box:
        [uid] = box.uids()
        raw = box.client.uid("FETCH", uid, "(BODY.PEEK[])")[1][0][1]
    message = parse(raw)
    assert kinds.kind(message).value == "bounce"
    assert message.original_message_id == f"<k4t7x2m3qb5w@{DOMAIN}>"


def test_fault_31_a_letter_greylisted_beyond_our_server_is_that_servers_business(
    stack: MailStack, connect: Connect
):
    stack.world.answers["grey@elsewhere.example"] = ["451 4.7.1 greylisted"]
    connect().send("", mail("grey@elsewhere.example"))
    stack.deliver()
    assert [to for to, _ in stack.world.mails] == ["grey@elsewhere.example"]
