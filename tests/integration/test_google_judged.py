"""What we ask of Google, and what we take for its answers, before Google's own documents.

A judge is worth what it refuses: each has ten wrong ones put before it.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from daemon.accounts.google import scopes
from daemon.calendars.google import GoogleCalendar
from daemon.domain.meetings.event import Occurrence
from daemon.mail.gmail import GmailTransport
from daemon.mail.gmail_inbox import GmailMailbox
from tests.contract.test_calendar_source import SEPTEMBER, WEEKLY, tuesday, vcalendar, vevent
from tests.contract.test_transport import agenda, written
from tests.servers import google
from tests.servers.google import CALENDAR, GMAIL, TOKEN, Exchange, Town
from tests.servers.google_import import Diary
from tests.servers.google_schema import judge_answer, judge_request, method_of

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> list[Exchange]:
    """Everything that passes while each of our calls is made at least once."""
    town = google.town()
    town.reset()
    folder = tmp_path_factory.mktemp("accounts")
    read_calendars(town, folder)
    send_and_read(town, folder)
    return [one for one in town.between.seen if one.path != TOKEN]


def read_calendars(town: Town, folder: Path) -> None:
    Diary(town).put(vcalendar(vevent("weekly", *WEEKLY)))
    town.between.rule = lambda _, passed: passed()
    account = town.account(folder, "dana", scopes.CALENDAR)
    calendar = GoogleCalendar(account, "primary", owner="dana@halden.example")
    first = calendar.events(SEPTEMBER).events[0].occurrence
    calendar.find(first)
    calendar.find(replace(first, original=tuesday(9)))
    calendar.find(Occurrence("google", "neverwas"))


def send_and_read(town: Town, folder: Path) -> None:
    account = town.account(folder, "accord", (scopes.MAIL_MARK,))
    transport, mailbox = GmailTransport(account), GmailMailbox(account)
    cursor = mailbox.fetch("").cursor
    letter = agenda("aaaaaaaaaaaa")
    draft = transport.prepare(letter, written(letter))
    transport.outcome(letter, draft)
    transport.send(draft, written(letter))
    transport.outcome(letter, draft)
    transport.send("", written(letter))
    unused = transport.prepare(letter, written(letter))
    GmailTransport(account).send(unused, written(letter, "lena@halden.example"))
    town.send("marek", answer())
    [(uid, _)] = mailbox.fetch(cursor).mails
    mailbox.done(uid)
    mailbox.fetch("1")


def answer() -> Any:
    from email.message import EmailMessage

    mail = EmailMessage()
    mail["From"], mail["To"] = "marek@halden.example", "accord@halden.example"
    mail["Subject"] = "Re: 1:1 with Dana"
    mail.set_content("A1: 5 of 8\n")
    return mail


def named(passed: list[Exchange], method: str) -> Exchange:
    return next(one for one in passed if (m := method_of(one)) and m.id == method)


def test_every_method_that_we_know_of_was_called(passed: list[Exchange]):
    methods = {method.id for one in passed if (method := method_of(one))}
    assert methods == {
        "calendar.events.get",
        "calendar.events.instances",
        "calendar.events.list",
        "gmail.users.drafts.create",
        "gmail.users.drafts.delete",
        "gmail.users.drafts.get",
        "gmail.users.drafts.list",
        "gmail.users.drafts.send",
        "gmail.users.getProfile",
        "gmail.users.history.list",
        "gmail.users.labels.create",
        "gmail.users.labels.list",
        "gmail.users.messages.get",
        "gmail.users.messages.list",
        "gmail.users.messages.modify",
        "gmail.users.messages.send",
    }


def test_each_request_of_ours_is_as_googles_documents_want_it(passed: list[Exchange]):
    assert [fault for one in passed for fault in judge_request(one)] == []


def test_each_answer_that_we_learn_from_is_one_that_google_could_give(passed: list[Exchange]):
    answers = [one for one in passed if 200 <= one.status < 300]
    assert [fault for one in answers for fault in judge_answer(one)] == []


def test_no_request_asks_for_a_description_a_place_or_an_attachment(passed: list[Exchange]):
    asked = [value for one in passed for name, value in one.query if name == "fields"]
    assert asked
    assert not [f for f in asked if set(f.replace("(", ",").split(",")) & UNWANTED]


UNWANTED = {"description", "location", "attachments", "conferenceData", "hangoutLink", "htmlLink"}


def query(one: Exchange, **changes: str) -> Exchange:
    return replace(one, query=(*one.query, *changes.items()))


def wrong_requests(passed: list[Exchange]) -> Iterator[tuple[str, Exchange]]:
    listing = named(passed, "calendar.events.list")
    draft = named(passed, "gmail.users.drafts.create")
    modify = named(passed, "gmail.users.messages.modify")
    metadata = replace(named(passed, "gmail.users.messages.get"), query=())
    yield "no parameter", query(listing, timeMinimum="2026-09-01T00:00:00Z")
    yield "maxResults=many", query(replace(listing, query=()), maxResults="many")
    yield "maxAttendees=0", query(replace(listing, query=()), maxAttendees="0")
    yield "timeMin=2026-09-01", query(replace(listing, query=()), timeMin="2026-09-01")
    yield "more than once", query(listing, singleEvents="true")
    yield "format=RAW", query(metadata, format="RAW")
    yield "rwa", replace(draft, body=json.dumps({"message": {"rwa": ""}}).encode())
    yield "no JSON", replace(draft, body=b"raw=abc")
    yield "addLabelIds", replace(modify, body=json.dumps({"addLabelIds": "INBOX"}).encode())
    yield "no such method", replace(draft, path=f"{GMAIL}gmail/v1/users/me/draft")
    yield "no such method", replace(listing, method="POST", path=f"{CALENDAR}events")
    yield (
        "startHistoryId",
        replace(named(passed, "gmail.users.history.list"), query=(("startHistoryId", "first"),)),
    )
    yield "a body where there is none", replace(listing, body=b"{}")
    yield "nobody signed in", replace(listing, headers={})


def test_a_wrong_request_is_refused_with_its_fault(passed: list[Exchange]):
    cases = list(wrong_requests(passed))
    assert len(cases) >= 10
    for fault, one in cases:
        assert fault in " ".join(judge_request(one)), (fault, judge_request(one))


def wrong_answers(passed: list[Exchange]) -> Iterator[tuple[str, Exchange]]:
    listing = named(passed, "calendar.events.list")
    history = named(passed, "gmail.users.history.list")
    for fault, items in (
        ("sumary", [{"sumary": "Dana / Marek"}]),
        ("start", [{"start": "2026-09-01T10:00:00Z"}]),
        ("attendees", [{"attendees": {"email": "marek@halden.example"}}]),
        ("responsestatus", [{"attendees": [{"responsestatus": "accepted"}]}]),
        ("attendeesOmitted", [{"attendeesOmitted": "true"}]),
        ("timezone", [{"start": {"dateTime": "2026-09-01T10:00:00Z", "timezone": "UTC"}}]),
        ("items", {"0": {"id": "a"}}),
    ):
        yield fault, replace(listing, answer=json.dumps({"items": items}).encode())
    for fault, body in (
        ("historyId", {"historyId": 1003}),
        ("historyId", {"historyId": "first"}),
        ("messagesadded", {"history": [{"id": "1", "messagesadded": []}]}),
    ):
        yield fault, replace(history, answer=json.dumps(body).encode())
    sent = named(passed, "gmail.users.messages.send")
    yield "no JSON", replace(sent, answer=b"<html>")
    yield "labelIds", replace(sent, answer=b'{"labelIds": "SENT"}')
    yield "500", replace(sent, status=500)


def test_a_wrong_answer_is_refused_with_its_fault(passed: list[Exchange]):
    cases = list(wrong_answers(passed))
    assert len(cases) >= 10
    for fault, one in cases:
        assert fault in " ".join(judge_answer(one)), (fault, judge_answer(one))


def test_the_bytes_of_a_letter_are_posted_as_they_were_composed(passed: list[Exchange]):
    """Headers that myworld drops are looked at here."""
    for method, inner in (
        ("gmail.users.drafts.create", lambda body: body["message"]["raw"]),
        ("gmail.users.messages.send", lambda body: body["raw"]),
    ):
        raw = inner(named(passed, method).asked())
        assert base64.urlsafe_b64decode(raw) == written(agenda("aaaaaaaaaaaa"))
