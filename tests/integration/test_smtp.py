"""SMTP against servers that refuse, vanish and stall: what each failure says about the letter."""

import asyncio
import email
import smtplib
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from daemon.domain.outbox import Letter, LetterKind
from daemon.errors import OutcomeUnknownError, TransportError
from daemon.mail.compose import Address, compose
from daemon.mail.smtp import SmtpTransport
from daemon.ports import Unknown

MADE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
MAREK = "marek@halden.example"
LENA = "lena@halden.example"


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
        message_id=f"<{tag}@accord.example>",
        not_before=MADE,
    )


def mail(to: str = MAREK, text: str = "Tomorrow at 10:00 you meet Dana.\n.\n") -> bytes:
    return compose(
        agenda(),
        text=text,
        html="<p>Tomorrow at 10:00 you meet Dana.</p>",
        to=Address("", to),
        sender=Address("Accord", "accord@halden.example"),
        reply_to="accord+k4t7x2m3qb5w@halden.example",
        install_marker="a1b2c3",
    )


class Office:
    """What the server answers, one answer a call, "250 OK" when none is left; and what it took."""

    def __init__(self) -> None:
        self.answers: dict[str, list[str]] = {}
        self.mails: list[bytes] = []
        self.callers: list[object] = []
        self.after_data: Callable[[SMTP], None] | None = None
        self.stall = 0.0

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.callers.append(session.peer)
        envelope.mail_from = address
        return self.answer("MAIL")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answer(f"RCPT {address}")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answer("DATA")
        if answer.startswith("2"):
            self.mails.append(envelope.original_content or b"")
        if self.after_data is not None:
            self.after_data(server)
        await asyncio.sleep(self.stall)
        return answer

    def answer(self, step: str) -> str:
        waiting = self.answers.get(step)
        return waiting.pop(0) if waiting else "250 OK"


class AnyPort(Controller):
    """Listens where the system finds room."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def connect(office: Office, stack: ExitStack) -> Callable[..., SmtpTransport]:
    """Starts the office's server and gives a transport to it."""

    def started(
        security: str = "none",
        *,
        host: str = "127.0.0.1",
        user: str = "",
        password: str = "",
        idle: float = 60,
        ca_file: str = "",
        timeout: float = 5,
        **server: object,
    ) -> SmtpTransport:
        controller = AnyPort(office, hostname="127.0.0.1", port=0, **server)
        controller.start()
        stack.callback(controller.stop)
        transport = SmtpTransport(
            host,
            controller.port,
            security,
            user=user,
            password=password,
            timeout=timeout,
            idle=idle,
            ca_file=ca_file,
        )
        stack.callback(transport.close)
        return transport

    return started


def refusal(transport: SmtpTransport, raw: bytes | None = None) -> TransportError:
    with pytest.raises(TransportError) as caught:
        transport.send("", raw or mail())
    return caught.value


# --- the good case, and the connection it keeps ------------------------------------------------


def test_the_letter_arrives_byte_for_byte_and_smtp_cannot_say_so_afterwards(office, connect):
    transport = connect()
    assert transport.send(transport.prepare(agenda(), mail()), mail()).message_id == (
        "<k4t7x2m3qb5w@accord.example>"
    )
    assert office.mails == [mail()]
    assert isinstance(transport.outcome(agenda(), ""), Unknown)


def test_letters_of_one_run_share_a_connection(office, connect):
    transport = connect()
    for _ in range(3):
        transport.send("", mail())
    assert len(office.mails) == 3
    assert len(set(office.callers)) == 1


def test_a_connection_that_lay_idle_is_opened_anew(office, connect):
    transport = connect(idle=0)
    transport.send("", mail())
    transport.send("", mail())
    assert len(set(office.callers)) == 2


def test_a_connection_the_server_has_closed_costs_no_letter(office, connect):
    transport = connect(timeout=5)
    office.after_data = lambda server: server.loop.call_later(0.05, server.transport.close)
    transport.send("", mail())
    time.sleep(0.2)
    office.after_data = None
    transport.send("", mail())
    assert len(office.mails) == 2


def test_a_server_that_has_had_enough_letters_on_one_connection_gets_the_next_on_another(
    office, connect
):
    transport = connect()
    office.answers["MAIL"] = ["250 OK", "421 4.7.0 too many on this connection"]
    transport.send("", mail())
    transport.send("", mail())
    assert len(office.mails) == 2
    assert len(set(office.callers)) == 2


def test_closing_twice_and_sending_after_it_are_both_fine(office, connect):
    transport = connect()
    transport.close()
    transport.send("", mail())
    transport.close()
    transport.close()
    transport.send("", mail())
    assert len(office.mails) == 2


# --- refusals (fault 31) -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "answer", "permanent"),
    [
        ("MAIL", "421 4.3.2 shutting down", False),
        ("MAIL", "451 4.7.1 slow down", False),
        ("MAIL", "550 5.7.1 sender not allowed", False),
        ("MAIL", "552 5.3.4 too big", True),
        (f"RCPT {MAREK}", "450 4.2.0 greylisted", False),
        (f"RCPT {MAREK}", "451 4.7.1 greylisted", False),
        (f"RCPT {MAREK}", "452 4.2.2 mailbox full", False),
        (f"RCPT {MAREK}", "454 4.7.0 authentication out of order", False),
        (f"RCPT {MAREK}", "421 4.3.2 shutting down", False),
        (f"RCPT {MAREK}", "530 5.7.0 sign in first", False),
        (f"RCPT {MAREK}", "550 5.1.1 no such mailbox", True),
        (f"RCPT {MAREK}", "553 5.1.3 bad address", True),
        ("DATA", "451 4.3.0 try later", False),
        ("DATA", "552 5.3.4 too big", True),
        ("DATA", "554 5.6.0 content refused", True),
    ],
)
def test_what_a_refusal_says_about_the_letter(office, connect, step, answer, permanent):
    transport = connect()
    office.answers[step] = [answer]
    error = refusal(transport)
    assert error.permanent is permanent
    assert answer in str(error)
    assert office.mails == []


def test_lenas_dead_address_keeps_no_letter_from_marek(office, connect):
    transport = connect()
    office.answers[f"RCPT {LENA}"] = ["550 5.1.1 no such mailbox"]
    assert refusal(transport, mail(LENA)).permanent
    transport.send("", mail(MAREK))
    assert office.mails == [mail(MAREK)]
    assert len(set(office.callers)) == 1


def test_a_greylisted_letter_goes_through_later(office, connect):
    transport = connect()
    office.answers[f"RCPT {MAREK}"] = ["451 4.7.1 greylisted"]
    assert not refusal(transport).permanent
    transport.send("", mail())
    assert office.mails == [mail()]


def test_a_mail_over_the_announced_size_is_refused_before_its_body_leaves(office, connect):
    transport = connect(data_size_limit=2000)
    error = refusal(transport, mail(text="Kestrel Foods\n" * 500))
    assert error.permanent
    assert "552" in str(error)
    transport.send("", mail())
    assert office.mails == [mail()]


def test_a_wrong_password_is_the_accounts_fault(office, connect):
    transport = connect(user="accord", password="wrong", **signing_in())
    error = refusal(transport)
    assert not error.permanent
    assert "535" in str(error)
    assert "wrong" not in str(error)


def test_a_password_that_cannot_be_sent_is_the_accounts_fault_and_not_shown(office, connect):
    error = refusal(connect(user="accord", password="schlüssel", **signing_in()))
    assert not error.permanent
    assert "\u00fc" not in str(error)
    assert "xfc" not in str(error)


def test_the_right_password_lets_the_letter_out(office, connect):
    transport = connect(host="localhost", user="accord", password="open-sesame", **signing_in())
    transport.send("", mail())
    assert office.mails == [mail()]


def test_a_server_without_sign_in_is_the_accounts_fault(office, connect):
    assert not refusal(connect(user="accord", password="open-sesame")).permanent


def test_no_password_travels_unencrypted_beyond_this_machine(office, connect):
    seen: list[bytes] = []
    # 0.0.0.0 leads to this machine but is no loopback address by name.
    transport = connect(host="0.0.0.0", user="accord", password="open-sesame", **signing_in(seen))
    for _ in range(2):
        error = refusal(transport)
        assert not error.permanent
        assert "without encryption" in str(error)
    assert seen == []
    assert office.mails == []


def signing_in(seen: list[bytes] | None = None) -> dict[str, object]:
    def check(server, session, envelope, mechanism, data) -> AuthResult:
        if seen is not None:
            seen.append(data.password)
        return AuthResult(success=data.password == b"open-sesame", handled=False)

    return {"authenticator": check, "auth_require_tls": False}


# --- TLS ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and self-signed certificate for 127.0.0.1 in one file."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    extensions = ("subjectAltName=IP:127.0.0.1", "keyUsage=critical,digitalSignature,keyCertSign")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
        + ["-nodes", "-days", "2", "-subj", "/CN=halden", "-keyout", path, "-out", f"{path}.crt"]
        + [word for extension in extensions for word in ("-addext", extension)],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


def presenting(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def test_starttls_encrypts_before_the_sign_in(office, connect, certificate):
    transport = connect(
        "starttls",
        user="accord",
        password="open-sesame",
        ca_file=f"{certificate}.crt",
        authenticator=signing_in()["authenticator"],
        tls_context=presenting(certificate),
        require_starttls=True,
    )
    transport.send("", mail())
    assert office.mails == [mail()]


def test_tls_from_the_first_byte_works_too(office, connect, certificate):
    transport = connect("tls", ca_file=f"{certificate}.crt", ssl_context=presenting(certificate))
    transport.send("", mail())
    assert office.mails == [mail()]


def test_a_certificate_nobody_vouches_for_gets_no_letter(office, connect, certificate):
    error = refusal(connect("starttls", tls_context=presenting(certificate)))
    assert not error.permanent
    assert "certificate" in str(error).lower()
    assert office.mails == []


def test_a_server_that_offers_no_starttls_gets_nothing(office, connect):
    assert not refusal(connect("starttls")).permanent
    assert office.mails == []


def test_a_missing_ca_file_is_the_accounts_fault(office, connect):
    assert not refusal(connect("starttls", ca_file="/nowhere/ca.pem")).permanent


# --- lost connections (faults 15 and 30) -------------------------------------------------------


def test_a_disconnect_after_the_last_dot_leaves_a_doubt(office, connect):
    transport = connect()
    office.after_data = lambda server: server.transport.abort()
    with pytest.raises(OutcomeUnknownError):
        transport.send("", mail())
    office.after_data = None
    transport.send("", mail())
    # The server had taken it. The second try can't be avoided, but it is the same mail.
    assert office.mails == [mail(), mail()]


def test_no_letter_ever_ends_up_inside_another_that_was_cut_short(office, connect, monkeypatch):
    transport = connect()
    transport.send("", mail())
    with monkeypatch.context() as patch:
        patch.setattr(smtplib.SMTP, "send", interrupted_in_the_body)
        with pytest.raises(KeyboardInterrupt):
            transport.send("", mail(LENA))
    transport.send("", mail(MAREK))
    assert office.mails == [mail(), mail(MAREK)]


def interrupted_in_the_body(smtp: smtplib.SMTP, text: bytes | str) -> None:
    if isinstance(text, bytes):
        smtp.sock.sendall(text[:20])
        raise KeyboardInterrupt
    smtp.sock.sendall(text.encode("ascii"))


def test_silence_after_the_last_dot_leaves_a_doubt(office, connect):
    transport = connect(timeout=0.3)
    office.stall = 1.0
    with pytest.raises(OutcomeUnknownError):
        transport.send("", mail())
    assert office.mails == [mail()]


def test_nobody_listening_is_the_accounts_fault():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    error = refusal(SmtpTransport("127.0.0.1", port, "none", timeout=1))
    assert not error.permanent
    assert f"127.0.0.1:{port}" in str(error)


def test_a_server_that_accepts_and_never_answers_is_given_up(stack):
    silent = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    transport = SmtpTransport("127.0.0.1", silent.getsockname()[1], "none", timeout=0.3)
    assert not refusal(transport).permanent


class Scripted(socketserver.StreamRequestHandler):
    """Says what it is told for each verb; "" hangs up. "." is the answer to the whole mail."""

    script: dict[str, str]

    def handle(self) -> None:
        self.wfile.write(self.script.get("hello", "220 ready").encode() + b"\r\n")
        for line in self.rfile:
            verb = line[:4].decode().strip().upper()
            if not self.say(verb, "354 go on" if verb == "DATA" else "250 OK"):
                return
            if verb == "DATA" and "DATA" not in self.script and not self.take_mail():
                return

    def say(self, verb: str, usual: str) -> bool:
        answer = self.script.get(verb, usual)
        self.wfile.write(answer.encode() + b"\r\n" if answer else b"")
        return bool(answer)

    def take_mail(self) -> bool:
        for line in self.rfile:
            if line == b".\r\n":
                return self.say(".", "250 OK")
        return False


@pytest.fixture
def scripted(stack: ExitStack) -> Callable[[dict[str, str]], SmtpTransport]:
    def started(script: dict[str, str]) -> SmtpTransport:
        handler = type("Told", (Scripted,), {"script": script})
        server = stack.enter_context(socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        stack.callback(server.shutdown)
        transport = SmtpTransport("127.0.0.1", server.server_address[1], "none", timeout=2)
        stack.callback(transport.close)
        return transport

    return started


@pytest.mark.parametrize(
    "script",
    [
        {"hello": ""},
        {"hello": "554 not today"},
        {"hello": "banana"},
        {"EHLO": "", "HELO": ""},
        {"MAIL": ""},
        {"RCPT": ""},
        {"DATA": ""},
        {"DATA": "250 what?"},
        {"RCPT": "banana"},
    ],
)
def test_a_failure_before_the_body_left_leaves_no_doubt_and_no_dead_letter(scripted, script):
    assert not refusal(scripted(script)).permanent


@pytest.mark.parametrize("answer", ["", "banana", "354 more?", "250 " + "x" * 9000])
def test_an_unreadable_answer_to_the_whole_mail_leaves_a_doubt(scripted, answer):
    with pytest.raises(OutcomeUnknownError):
        scripted({".": answer}).send("", mail())


def test_a_server_that_refuses_and_then_cannot_forget_is_left(scripted):
    transport = scripted({"RCPT": "550 5.1.1 no such mailbox", "RSET": ""})
    assert refusal(transport).permanent
    assert refusal(transport).permanent


def test_a_server_without_extensions_will_do(scripted):
    sent = scripted({"EHLO": "502 what?"}).send("", mail())
    assert sent.message_id == email.message_from_bytes(mail())["Message-ID"]
