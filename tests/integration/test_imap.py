"""IMAP servers that babble, refuse and fall silent: an error with host and step, never a wrong mail."""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest

from daemon.errors import SourceError
from daemon.mail import imap_session
from daemon.mail.imap import ImapMailbox
from daemon.mail.imap_session import ImapServer
from daemon.ports import Batch

RAW = b"From: marek@halden.example\r\n\r\nA1: 5 of 8\r\n"
GOOD = {
    "hello": "* OK [CAPABILITY IMAP4rev1] ready",
    "CAPABILITY": "* CAPABILITY IMAP4rev1 AUTH=PLAIN",
    "SELECT": "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] new\r\n* OK [UIDNEXT 6] next",
    "UID SEARCH": "* SEARCH 5",
    "UID FETCH": f"* 1 FETCH (UID 5 BODY[]<0> {{{len(RAW)}}}\r\n{RAW.decode()})",
}


class Scripted(socketserver.StreamRequestHandler):
    """Says what it is told for each command, then "OK". "-" hangs up; "NO …" and "BAD …" refuse."""

    script: dict[str, str]

    def handle(self) -> None:
        with suppress(OSError):
            self.talk()

    def talk(self) -> None:
        if not self.say(self.script["hello"]):
            return
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            words = command.upper().split()
            name = " ".join(words[:2]) if words[0] == "UID" else words[0]
            told = self.script.get(name, "")
            if told.startswith(("NO", "BAD")):
                told, verdict = "", told
            else:
                verdict = "OK done"
            if not self.say(told) or not self.say(f"{tag} {verdict}"):
                return

    def say(self, told: str) -> bool:
        if told == "-":
            return False
        while told == "~":
            self.wfile.write(b"* OK still searching\r\n")
            time.sleep(0.02)
        self.wfile.write(told.encode() + b"\r\n" if told else b"")
        return True


@pytest.fixture
def scripted() -> Iterator[Callable[..., ImapMailbox]]:
    with ExitStack() as ends:

        def started(**script: str) -> ImapMailbox:
            told = {**GOOD, **{name.replace("_", " "): said for name, said in script.items()}}
            handler = type("Told", (Scripted,), {"script": told})
            server = ends.enter_context(socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler))
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
            ends.callback(server.shutdown)
            port = server.server_address[1]
            given = ImapServer("127.0.0.1", port, "none", user="accord", password="s", timeout=1)
            made = ImapMailbox(given)
            ends.callback(made.close)
            return made

        yield started


def test_a_server_that_does_as_it_should_gives_its_mail(scripted):
    assert scripted().fetch("") == Batch((("7:5", RAW),), "7:5")


@pytest.mark.parametrize(
    "script",
    [
        {"hello": "-"},
        {"hello": "* BYE too many"},
        {"hello": "220 smtp.halden.example"},
        {"hello": "<html>"},
        {"CAPABILITY": "* CAPABILITY IMAP5"},
        {"hello": "* OK ready", "CAPABILITY": ""},
        {"LOGIN": "NO [AUTHENTICATIONFAILED] wrong"},
        {"LOGIN": "NO"},
        {"LOGIN": "* BYE go"},
        {"SELECT": "NO [NONEXISTENT] no such folder"},
        {"SELECT": "* 1 EXISTS"},
        {"SELECT": "* OK [UIDVALIDITY banana] new"},
        {"SELECT": "BAD what?"},
        {"UID_SEARCH": "* SEARCH banana"},
        {"UID_SEARCH": "NO not now"},
        {"UID_SEARCH": "-"},
        {"UID_SEARCH": "A1: 5 of 8"},
        {"UID_FETCH": "-"},
        {"UID_FETCH": "* 1 FETCH (UID 5 BODY[]<0> {9999}\r\nA1: 5 of 8"},
        {"UID_FETCH": "BAD what?"},
    ],
    ids=str,
)
def test_what_is_no_imap_is_an_error_that_names_the_host(scripted, script):
    box = scripted(**script)
    with pytest.raises(SourceError) as caught:
        box.fetch("")
    assert str(caught.value).startswith("127.0.0.1:")
    assert "5 of 8" not in str(caught.value), "no words of a mail"


@pytest.mark.parametrize("answer", ["", "* 1 FETCH (UID 5)", "* 1 EXISTS"])
def test_a_mail_that_is_gone_when_it_is_asked_for_is_passed_over(scripted, answer):
    assert scripted(UID_FETCH=answer).fetch("") == Batch((), "7:5")


def test_an_empty_mail_is_a_mail(scripted):
    box = scripted(UID_FETCH="* 1 FETCH (UID 5 BODY[]<0> {0}\r\n)")
    assert box.fetch("") == Batch((("7:5", b""),), "7:5")


def test_a_mail_that_the_server_refuses_holds_the_cursor(scripted, caplog):
    box = scripted(UID_FETCH="NO [SERVERBUG] lost it")
    assert box.fetch("7:4") == Batch((), "7:4")
    assert "uid=7:5 reason=NO [SERVERBUG] lost it" in caplog.text


def test_where_marking_is_refused_the_mail_is_done_all_the_same(scripted, caplog):
    box = scripted(UID_STORE="NO [NOPERM] read only")
    [(uid, _)] = box.fetch("").mails
    box.done(uid)
    assert box.fetch("") == Batch((), "7:5")
    assert "NOPERM" in caplog.text


def test_an_answer_that_never_ends_is_given_up(scripted, monkeypatch):
    """Each silence in it is short enough."""
    monkeypatch.setattr(imap_session, "LONGEST_CALL", 0.3)
    with pytest.raises(SourceError, match="no whole answer"):
        scripted(UID_SEARCH="~").fetch("")
