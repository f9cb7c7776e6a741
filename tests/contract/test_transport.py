"""What every way out must do. A new transport joins by one entry in `POSTS`."""

import email
import email.policy
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from imap_tools import MailBox

from daemon.domain.outbox import Letter, LetterKind
from daemon.errors import TransportError
from daemon.mail.compose import Address, compose
from daemon.mail.gmail import GmailTransport
from daemon.mail.graph import GraphTransport
from daemon.mail.imap_session import ImapServer
from daemon.mail.maildir import MaildirTransport
from daemon.mail.memory import MemoryTransport
from daemon.mail.sent_folder import SentFolder
from daemon.mail.smtp import SmtpTransport
from daemon.ports import NotSent, Sent, Transport, Unknown
from tests.servers import google
from tests.servers.google_bytes import Faithful
from tests.servers.mail_stack import DOMAIN, PASSWORD, MailStack, mail_stack
from tests.servers.microsoft import server as microsoft

MADE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Post:
    """A transport, the same one after a restart, and what has arrived on its other side."""

    transport: Transport
    restarted: Callable[[], Transport]
    arrived: Callable[[], list[bytes]]


Around = Callable[[pytest.FixtureRequest, Path], AbstractContextManager[Post]]


@contextmanager
def maildir(_: pytest.FixtureRequest, folder: Path) -> Iterator[Post]:
    def arrived() -> list[bytes]:
        paths = sorted(folder.glob("*/new/*"), key=lambda path: path.stat().st_mtime_ns)
        return [path.read_bytes() for path in paths]

    def restarted() -> Transport:
        return MaildirTransport(folder)

    yield Post(restarted(), restarted, arrived)


@contextmanager
def memory(_: pytest.FixtureRequest, __: Path) -> Iterator[Post]:
    # What the world knows outlives a restart of ours: the same object stands for both.
    transport = MemoryTransport()
    yield Post(transport, lambda: transport, lambda: list(transport.sent.values()))


class Sink:
    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails.append(envelope.original_content or b"")
        return "250 OK"


class AnyPort(Controller):
    """Listens where the system finds room."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def smtp(_: pytest.FixtureRequest, __: Path) -> Iterator[Post]:
    sink = Sink()
    server = AnyPort(sink, hostname="127.0.0.1", port=0)
    server.start()
    opened: list[SmtpTransport] = []

    def restarted() -> Transport:
        opened.append(SmtpTransport("127.0.0.1", server.port, "none", timeout=5))
        return opened[-1]

    try:
        yield Post(restarted(), restarted, lambda: list(sink.mails))
    finally:
        for transport in opened:
            transport.close()
        server.stop()


@pytest.fixture(scope="module")
def stack() -> Iterator[MailStack]:
    with mail_stack() as stack:
        yield stack


@contextmanager
def mail_server(request: pytest.FixtureRequest, _: Path) -> Iterator[Post]:
    """Exim takes the letters, Dovecot delivers them and keeps our copies."""
    stack: MailStack = request.getfixturevalue("stack")
    user = f"accord@{DOMAIN}"
    server = ImapServer("localhost", stack.imaps, user=user, password=PASSWORD, ca_file=stack.ca)
    opened: list[SmtpTransport] = []

    def restarted() -> Transport:
        opened.append(
            SmtpTransport(
                "localhost",
                stack.submission,
                user=user,
                password=PASSWORD,
                ca_file=stack.ca,
                sent=SentFolder(server),
            )
        )
        return opened[-1]

    def arrived() -> list[bytes]:
        """As they were sent, without what servers write on top on the way."""
        stack.deliver()
        box = MailBox("localhost", stack.imaps, 5, ssl_context=stack.trust)
        with box.login(f"marek@{DOMAIN}", PASSWORD):
            mails = [box.client.uid("FETCH", uid, "(BODY.PEEK[])")[1][0][1] for uid in box.uids()]
        return [mail[mail.index(b"\r\nFrom: ") + 2 :] for mail in mails]

    yield Post(restarted(), restarted, arrived)
    for transport in opened:
        transport.close()
    stack.deliver()
    stack.empty("marek", "accord")


@contextmanager
def graph(_: pytest.FixtureRequest, __: Path) -> Iterator[Post]:
    with microsoft.running() as office:
        office.box("accord@halden.example")
        api = microsoft.api(office, "accord@halden.example")

        def restarted() -> Transport:
            return GraphTransport(api)

        yield Post(restarted(), restarted, lambda: [raw for _, raw in office.delivered])
        api.close()
        assert office.wrong == []


@contextmanager
def gmail(_: pytest.FixtureRequest, folder: Path) -> Iterator[Post]:
    town = google.town()
    town.reset()
    town.between.rule = kept = Faithful()

    def restarted() -> Transport:
        return GmailTransport(town.account(folder, "accord"))

    def arrived() -> list[bytes]:
        """The bytes as they were sent; the town says that Marek has each."""
        assert len(town.inbox("marek")) == len(kept.mails)
        return list(kept.mails.values())

    yield Post(restarted(), restarted, arrived)


POSTS: dict[str, Around] = {
    "graph": graph,
    "maildir": maildir,
    "memory": memory,
    "smtp": smtp,
    "mail_server": mail_server,
    "gmail": gmail,
}
SERVED = ("gmail", "graph", "mail_server")


@pytest.fixture(
    params=[
        pytest.param(name, marks=[pytest.mark.servers] if name in SERVED else []) for name in POSTS
    ]
)
def post(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Post]:
    with POSTS[request.param](request, tmp_path / "post") as ready:
        yield ready


def agenda(tag: str) -> Letter:
    return Letter(
        key=f"agenda:marek+dana:{tag}:marek",
        kind=LetterKind.AGENDA,
        addressee="marek",
        made=MADE,
        subject=f"1:1 with Dana ({tag})",
        text="",
        html="",
        tag=tag,
        message_id=f"<{tag}@accord.example>",
        not_before=MADE,
    )


def written(letter: Letter, to: str = "marek@halden.example") -> bytes:
    return compose(
        letter,
        text="Marek, tomorrow at 10:00 you meet Dana.\n.\n..\nFrom here on\n",
        html="<p>Marek, tomorrow at 10:00 you meet Dana.</p>\n",
        to=Address("Marek Novák", to),
        sender=Address("Accord", "accord@halden.example"),
        reply_to=f"accord+{letter.tag}@halden.example",
        install_marker="a1b2c3",
    )


def send(transport: Transport, letter: Letter) -> Sent:
    mail = written(letter)
    return transport.send(transport.prepare(letter, mail), mail)


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def said(raw: bytes) -> str:
    part = read(raw).get_body(("plain",))
    assert part is not None
    content: bytes = part.get_payload(decode=True)
    return content.decode().replace("\r\n", "\n")


def test_mareks_agenda_arrives_as_it_was_written_under_the_id_that_is_returned(post: Post):
    sent = send(post.transport, agenda("aaaaaaaaaaaa"))
    [raw] = post.arrived()
    assert read(raw)["Message-ID"] == sent.message_id
    assert read(raw)["Subject"] == "1:1 with Dana (aaaaaaaaaaaa)"
    assert read(raw)["To"].addresses[0].addr_spec == "marek@halden.example"
    assert said(raw).startswith("Marek, tomorrow at 10:00 you meet Dana.\n.\n..\nFrom here on\n")


def test_several_letters_go_out_one_after_the_other(post: Post):
    tags = ["aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"]
    ids = [send(post.transport, agenda(tag)).message_id for tag in tags]
    assert [read(raw)["Message-ID"] for raw in post.arrived()] == ids


def test_a_letter_never_sent_is_never_said_to_be_sent(post: Post):
    letter = agenda("aaaaaaaaaaaa")
    draft = post.transport.prepare(letter, written(letter))
    assert isinstance(post.restarted().outcome(letter, draft), NotSent | Unknown)
    assert post.arrived() == []


def test_a_letter_sent_before_a_restart_is_never_said_to_be_unsent(post: Post):
    letter = agenda("aaaaaaaaaaaa")
    mail = written(letter)
    draft = post.transport.prepare(letter, mail)
    sent = post.transport.send(draft, mail)
    outcome = post.restarted().outcome(letter, draft)
    assert isinstance(outcome, Unknown) or outcome == sent


def test_the_same_letter_sent_twice_lies_there_once_or_is_the_same_mail_again(post: Post):
    letter = agenda("aaaaaaaaaaaa")
    known = isinstance(post.transport.outcome(letter, ""), NotSent)
    first, second = send(post.transport, letter), send(post.restarted(), letter)
    arrived = post.arrived()
    assert len(arrived) == (1 if known else 2)
    assert len(set(arrived)) == 1
    assert first.message_id == second.message_id


@pytest.mark.parametrize(
    "to", ["", "To: \r\n", "To: a@x.example, b@x.example\r\n", "To: Marek\r\n"]
)
def test_a_mail_without_exactly_one_addressee_is_dead_and_holds_up_no_other(post: Post, to: str):
    with pytest.raises(TransportError) as caught:
        post.transport.send(
            "", f"From: accord@x.example\r\n{to}Message-ID: <a@x>\r\n\r\nhi".encode()
        )
    assert caught.value.permanent
    send(post.transport, agenda("bbbbbbbbbbbb"))
    assert len(post.arrived()) == 1


def test_a_mail_without_an_id_is_dead(post: Post):
    with pytest.raises(TransportError, match="Message-ID") as caught:
        post.transport.send("", b"From: accord@x.example\r\nTo: marek@x.example\r\n\r\nhi")
    assert caught.value.permanent
