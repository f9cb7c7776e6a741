"""Letters out and answers in over Graph: what is lost on the way, given twice, or refused."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daemon.accounts.http import Api
from daemon.domain.outbox import Letter
from daemon.errors import DaemonError, OutcomeUnknownError, SourceError, TransportError
from daemon.mail.caps import RAW_BYTES
from daemon.mail.graph import GraphTransport
from daemon.mail.graph_inbox import GraphMailbox
from daemon.ports import Missing, NotSent, Sent, Unknown
from tests.contract.test_transport import agenda, written
from tests.servers.microsoft import server
from tests.servers.microsoft.graph import Graph
from tests.servers.microsoft.mailbox import FIRST

pytestmark = pytest.mark.servers

ACCORD = "accord@halden.example"
LETTER = replace(agenda("aaaaaaaaaaaa"), attempt=FIRST + timedelta(minutes=1))
MAIL = written(LETTER)
SINCE = FIRST - timedelta(days=1)


@pytest.fixture
def office() -> Iterator[Graph]:
    with server.running() as graph:
        graph.box(ACCORD)
        yield graph
        assert graph.wrong == [], "what Microsoft's own descriptions object to"


@pytest.fixture
def api(office: Graph) -> Iterator[Api]:
    opened = server.api(office, ACCORD)
    yield opened
    opened.close()


@pytest.fixture
def transport(api: Api) -> GraphTransport:
    return GraphTransport(api)


def send(transport: GraphTransport, letter: Letter = LETTER, mail: bytes = MAIL) -> Sent:
    return transport.send(transport.prepare(letter, mail), mail)


def folder(office: Graph, name: str) -> list[bytes]:
    return [mail.raw for mail in office.boxes[ACCORD].listed(name)]


# --- out --------------------------------------------------------------------------------------


def test_a_letter_leaves_with_every_header_as_it_was_composed(
    office: Graph, transport: GraphTransport
):
    """JSON would have refused Auto-Submitted, References and In-Reply-To."""
    letter = replace(LETTER, parent="<b@x.example>", references=("<a@x.example>", "<b@x.example>"))
    send(transport, letter, written(letter))
    assert office.delivered == [("marek@halden.example", written(letter))]
    assert b"\nAuto-Submitted: auto-generated" in office.delivered[0][1]
    assert b"\nReferences: <a@x.example> <b@x.example>" in office.delivered[0][1]
    posted = next(one for one in office.seen if one.path == "/me/messages")
    assert base64.b64decode(posted.body) == written(letter)


def test_two_letters_cost_two_calls_each_and_one_look_at_the_drafts(
    office: Graph, transport: GraphTransport
):
    for tag in ("aaaaaaaaaaaa", "bbbbbbbbbbbb"):
        send(transport, agenda(tag), written(agenda(tag)))
    calls = [f"{one.method} {one.path.rpartition('/')[2]}" for one in office.seen]
    assert calls == ["GET messages", *["POST messages", "POST send"] * 2]


def test_fault_32_the_id_and_the_conversation_are_those_the_mailbox_gave(
    office: Graph, transport: GraphTransport
):
    sent = send(transport)
    [stored] = office.boxes[ACCORD].listed("sentitems")
    assert sent == Sent(stored.shown()["internetMessageId"], stored.shown()["conversationId"])


LOST = [
    pytest.param(0, True, id="cut after it was taken"),
    pytest.param(0, False, id="cut before"),
    pytest.param(500, True, id="500 after it was taken"),
    pytest.param(504, False, id="504 before"),
    pytest.param(503, True, id="503 without a word of when"),
]


@pytest.mark.parametrize("renumbers", [False, True], ids=["same id", "another id"])
@pytest.mark.parametrize(("status", "after"), LOST)
def test_fault_30_a_lost_answer_is_asked_about_and_nothing_goes_twice(
    office: Graph, api: Api, status: int, *, after: bool, renumbers: bool
):
    office.boxes[ACCORD].renumbers = renumbers
    transport = GraphTransport(api)
    draft = transport.prepare(LETTER, MAIL)
    office.fail("/send", status, after=after)
    with pytest.raises(OutcomeUnknownError):
        transport.send(draft, MAIL)
    restarted = GraphTransport(api)
    outcome = restarted.outcome(LETTER, draft)
    assert isinstance(outcome, Sent if after else NotSent)
    if not after:
        restarted.send(draft, MAIL)
    assert len(office.delivered) == 1
    assert folder(office, "drafts") == []


def test_fault_30_a_send_that_is_never_answered_is_a_doubt(office: Graph, api: Api):
    draft = GraphTransport(api).prepare(LETTER, MAIL)
    released = threading.Event()
    office.fail("/send", 202, call=lambda: released.wait(20), after=True)
    hasty = server.api(office, ACCORD, seconds=2)
    with pytest.raises(OutcomeUnknownError):
        GraphTransport(hasty).send(draft, MAIL)
    released.set()
    while not office.delivered:
        threading.Event().wait(0.01)
    assert isinstance(GraphTransport(api).outcome(LETTER, draft), Sent)
    hasty.close()


def test_fault_32_a_letter_that_left_under_another_id_is_found_by_where_answers_go(
    office: Graph, transport: GraphTransport
):
    office.boxes[ACCORD].rewrites = office.boxes[ACCORD].renumbers = True
    draft = transport.prepare(LETTER, MAIL)
    office.fail("/send", 0, after=True)
    with pytest.raises(OutcomeUnknownError):
        transport.send(draft, MAIL)
    outcome = transport.outcome(LETTER, draft)
    assert isinstance(outcome, Sent)
    assert outcome.message_id.endswith("rewritten@outlook.example>")


def test_a_draft_made_by_a_run_that_died_is_used_by_the_next(office: Graph, api: Api):
    draft = GraphTransport(api).prepare(LETTER, MAIL)
    again = GraphTransport(api).prepare(LETTER, MAIL)
    assert again == draft
    assert len(folder(office, "drafts")) == 1


def test_a_draft_whose_answer_was_lost_is_used_by_the_next_try(
    office: Graph, transport: GraphTransport
):
    office.fail("/me/messages", 0, method="POST", after=True)
    with pytest.raises(TransportError) as lost:
        transport.prepare(LETTER, MAIL)
    assert not lost.value.permanent
    send(transport)
    assert len(office.delivered) == 1
    assert folder(office, "drafts") == []


def test_a_draft_to_somebody_else_is_not_taken_for_this_letters(office: Graph, api: Api):
    """Where all mail is redirected from now on, an old draft must not go to Marek."""
    GraphTransport(api).prepare(LETTER, MAIL)
    redirected = written(LETTER, to="it@halden.example")
    send(GraphTransport(api), LETTER, redirected)
    assert [address for address, _ in office.delivered] == ["it@halden.example"]


def test_a_draft_noted_before_mail_was_redirected_goes_to_nobody(office: Graph, api: Api):
    draft = GraphTransport(api).prepare(LETTER, MAIL)
    GraphTransport(api).send(draft, written(LETTER, to="it@halden.example"))
    assert [address for address, _ in office.delivered] == ["it@halden.example"]


def test_half_written_drafts_of_people_stop_nothing(office: Graph, transport: GraphTransport):
    office.boxes[ACCORD].put(b"Subject: to be continued\r\n\r\n", "drafts", is_draft=True)
    odd = {"id": "AA", "isDraft": True, "toRecipients": [{}], "replyTo": None}
    office.fail("drafts", 200, body={"value": [odd]})
    assert send(transport)
    assert len(folder(office, "drafts")) == 1


def test_a_draft_that_somebody_deleted_is_missing_and_then_sent_anew(office: Graph, api: Api):
    draft = GraphTransport(api).prepare(LETTER, MAIL)
    office.boxes[ACCORD].delete(draft)
    restarted = GraphTransport(api)
    assert isinstance(restarted.outcome(LETTER, draft), Missing)
    assert restarted.send(draft, MAIL).message_id == LETTER.message_id
    assert len(office.delivered) == 1


def test_a_draft_that_somebody_sent_by_hand_is_not_sent_again(office: Graph, api: Api):
    draft = GraphTransport(api).prepare(LETTER, MAIL)
    office.boxes[ACCORD].renumbers = True
    office.boxes[ACCORD].sent(draft)
    assert GraphTransport(api).send(draft, MAIL).message_id == LETTER.message_id
    assert office.delivered == []


# --- out, with Mail.Send alone ----------------------------------------------------------------


@pytest.fixture
def narrow(office: Graph) -> Iterator[GraphTransport]:
    opened = server.api(office, ACCORD, ("Mail.Send",), token="narrow")
    yield GraphTransport(opened)
    opened.close()


def test_with_mail_send_alone_a_letter_goes_at_once_and_drafts_are_tried_once(
    office: Graph, narrow: GraphTransport
):
    for tag in ("aaaaaaaaaaaa", "bbbbbbbbbbbb"):
        assert narrow.prepare(agenda(tag), written(agenda(tag))) == ""
        sent = narrow.send("", written(agenda(tag)))
        assert sent == Sent(f"<{tag}@accord.example>")
    assert [one.path for one in office.seen] == [
        "/me/mailFolders/drafts/messages",
        "/me/sendMail",
        "/me/sendMail",
    ]


def test_with_mail_send_alone_nobody_can_say_whether_a_lost_letter_left(
    office: Graph, narrow: GraphTransport
):
    office.fail("/sendMail", 0, after=True)
    with pytest.raises(OutcomeUnknownError):
        send(narrow)
    outcome = narrow.outcome(LETTER, "")
    assert isinstance(outcome, Unknown)
    assert not isinstance(outcome, Missing)


def test_with_mail_read_beside_it_the_sent_mails_are_looked_through(office: Graph):
    api = server.api(office, ACCORD, ("Mail.Send", "Mail.Read"), token="reader")
    transport = GraphTransport(api)
    assert isinstance(transport.outcome(LETTER, ""), Missing)
    office.fail("/sendMail", 0, after=True)
    with pytest.raises(OutcomeUnknownError):
        send(transport)
    assert isinstance(transport.outcome(LETTER, ""), Sent)
    api.close()


# --- out, refused -----------------------------------------------------------------------------

OF_LETTER = [(400, "ErrorInvalidRecipients"), (400, "ErrorMimeContentInvalid"), (413, "")]
OF_ACCOUNT = [
    (400, "ErrorSendAsDenied"),
    (401, "InvalidAuthenticationToken"),
    (403, "ErrorAccessDenied"),
    (429, "TooManyRequests"),
]


@pytest.mark.parametrize(("status", "code"), OF_LETTER)
def test_a_letter_that_is_refused_is_dead_and_holds_up_no_other(
    office: Graph, transport: GraphTransport, status: int, code: str
):
    office.fail("/send", status, code)
    with pytest.raises(TransportError) as refused:
        send(transport)
    assert refused.value.permanent
    send(transport, agenda("bbbbbbbbbbbb"), written(agenda("bbbbbbbbbbbb")))


@pytest.mark.parametrize(("status", "code"), OF_ACCOUNT)
def test_what_is_the_accounts_fault_buries_no_letter(
    office: Graph, transport: GraphTransport, status: int, code: str
):
    office.fail("/send", status, code, times=2)
    with pytest.raises(TransportError, match=str(status)) as refused:
        send(transport)
    assert not refused.value.permanent
    assert office.delivered == []


def test_fault_23_the_wait_that_was_asked_for_is_the_outboxs(
    office: Graph, transport: GraphTransport
):
    office.fail("/send", 503, headers={"Retry-After": "90"})
    with pytest.raises(TransportError) as told:
        send(transport)
    assert told.value.retry_after
    assert timedelta(seconds=90) <= told.value.retry_after < timedelta(seconds=100)
    with pytest.raises(TransportError, match="asked to wait") as waiting:
        send(transport)
    assert waiting.value.retry_after
    assert office.count("/send") == 1


def test_a_draft_of_which_the_answer_says_no_id_is_the_accounts_fault(
    office: Graph, transport: GraphTransport
):
    office.fail("/me/messages", 201, method="POST", body={"subject": "1:1"})
    with pytest.raises(TransportError, match=r"POST /me/messages: answer\.id is missing") as odd:
        send(transport)
    assert not odd.value.permanent


@pytest.mark.parametrize("path", ["/messages/", "sentitems"])
def test_a_doubt_that_can_not_be_asked_about_now_stays_one(office: Graph, api: Api, path: str):
    draft = GraphTransport(api).prepare(LETTER, MAIL)
    office.boxes[ACCORD].delete(draft)
    office.fail(path, 500, method="GET")
    with pytest.raises(TransportError):
        GraphTransport(api).outcome(LETTER, draft)


# --- in ---------------------------------------------------------------------------------------


def reply(number: int) -> bytes:
    return f"From: marek@halden.example\r\nSubject: Re\r\n\r\nA1: {number} of 8\r\n".encode()


@pytest.fixture
def mailbox(api: Api) -> GraphMailbox:
    return GraphMailbox(api, SINCE)


def put(office: Graph, *numbers: int) -> list[str]:
    return [office.boxes[ACCORD].arrive(reply(number)) for number in numbers]


def read(mailbox: GraphMailbox, cursor: str = "") -> tuple[list[bytes], str]:
    batch = mailbox.fetch(cursor)
    return [raw for _, raw in batch.mails], batch.cursor


def test_an_idle_poll_is_one_call(office: Graph, mailbox: GraphMailbox):
    put(office, 1)
    _, cursor = read(mailbox)
    before = len(office.seen)
    assert read(mailbox, cursor)[0] == []
    assert len(office.seen) == before + 1


def test_fault_41_replays_double_rows_and_empty_pages_give_each_mail_once(
    office: Graph, mailbox: GraphMailbox
):
    office.twice = office.empty_first = True
    put(office, 1, 2, 3, 4)
    first, cursor = read(mailbox)
    assert first == [reply(n) for n in (1, 2, 3, 4)]
    for uid, _ in mailbox.fetch("").mails:
        mailbox.done(uid)
    put(office, 5)
    office.replays = 3
    assert read(mailbox, cursor)[0] == [reply(5)]


def test_somebody_opening_a_mail_is_news_without_a_mail(office: Graph, mailbox: GraphMailbox):
    """Graph reports it whatever the first question was, and gives nothing but that one word."""
    [uid] = put(office, 1)
    row = office.boxes[ACCORD].mails[uid].shown()
    bare = {"id": uid, "isRead": True}
    other = {"id": "AAMk0099=", "isRead": False}
    office.fail("delta", 200, body={"value": [row, bare, other], "@odata.deltaLink": "https://x"})
    assert read(mailbox)[0] == [reply(1)]


@pytest.mark.parametrize(
    ("status", "code"), [(410, "SyncStateNotFound"), (400, "syncStateNotFound"), (410, "")]
)
def test_fault_21_a_token_that_ended_means_a_full_read_and_nothing_lost_or_doubled(
    office: Graph, mailbox: GraphMailbox, status: int, code: str
):
    first, second = put(office, 1, 2)
    _, cursor = read(mailbox)
    mailbox.done(first)
    put(office, 3)
    office.fail("delta", status, code)
    found, following = read(mailbox, cursor)
    assert found == [reply(2), reply(3)], "what was not done comes again"
    assert read(mailbox, following)[0] == []
    mailbox.done(second)


def test_after_a_token_ended_only_the_last_days_are_read_again(
    office: Graph, mailbox: GraphMailbox
):
    put(office, 1)
    _, cursor = read(mailbox)
    office.boxes[ACCORD].oldest = 99
    put(office, 2)
    read(mailbox, cursor)
    asked = [one.query["$filter"] for one in office.seen if "$filter" in one.query]
    assert asked == [
        "receivedDateTime ge 2026-08-31T00:00:00Z",
        "receivedDateTime ge 2026-08-30T00:00:01Z",
    ]


def test_more_than_a_hundred_come_in_batches_the_oldest_first(office: Graph, mailbox: GraphMailbox):
    office.page = 200
    put(office, *range(130))
    found, cursor = read(mailbox)
    assert found == [reply(n) for n in range(100)]
    rest, cursor = read(mailbox, cursor)
    assert rest == [reply(n) for n in range(99, 130)], "the last one again, for its second"
    assert read(mailbox, cursor)[0] == []


def test_what_dana_has_opened_in_outlook_is_read_all_the_same(office: Graph, mailbox: GraphMailbox):
    [uid] = put(office, 1)
    office.boxes[ACCORD].edit(uid, is_read=True)
    assert read(mailbox)[0] == [reply(1)]


def test_with_mail_read_alone_the_cursor_says_what_is_new_and_nothing_is_marked(office: Graph):
    api = server.api(office, ACCORD, ("Mail.Read",), token="reader")
    mailbox = GraphMailbox(api, SINCE)
    put(office, 1, 2)
    batch = mailbox.fetch("")
    for uid, _ in batch.mails:
        mailbox.done(uid)
    put(office, 3)
    assert read(mailbox, batch.cursor)[0] == [reply(3)]
    assert office.count("PATCH") == 1, "once refused, not asked again"
    api.close()


def test_a_mail_that_was_deleted_meanwhile_is_left_out(office: Graph, mailbox: GraphMailbox):
    put(office, 1, 2)
    office.fail("/$value", 404, "ErrorItemNotFound")
    found, cursor = read(mailbox)
    assert found == [reply(2)]
    put(office, 3)
    office.boxes[ACCORD].delete(put(office, 4)[0])
    assert read(mailbox, cursor)[0] == [reply(3)]


def test_a_mail_that_can_not_be_had_waits_and_holds_up_no_other(
    office: Graph, mailbox: GraphMailbox
):
    put(office, 1, 2)
    office.fail("/$value", 500, "ErrorInternalServerError")
    batch = mailbox.fetch("")
    assert [raw for _, raw in batch.mails] == [reply(2)]
    assert batch.cursor == "", "so that it comes again"
    mailbox.done(batch.mails[0][0])
    assert read(mailbox, batch.cursor)[0] == [reply(1)]


@pytest.mark.parametrize("status", [0, 403, 429, 500])
def test_a_mailbox_that_can_not_be_read_is_an_error_and_no_empty_one(
    office: Graph, mailbox: GraphMailbox, status: int
):
    put(office, 1)
    office.fail("/$value", status, "Something")
    with pytest.raises(SourceError, match=r"account halden: GET /me/messages/AAMk0001"):
        mailbox.fetch("")


def test_a_huge_mail_comes_cut_just_above_the_cap_so_that_it_is_held(
    office: Graph, mailbox: GraphMailbox
):
    office.boxes[ACCORD].arrive(b"Subject: big\r\n\r\n" + b"x" * (RAW_BYTES + 5000))
    assert [len(raw) for raw in read(mailbox)[0]] == [RAW_BYTES + 1]


BROKEN = {
    "value is missing": {"@odata.deltaLink": "https://x"},
    "@odata.deltaLink is missing": {"value": []},
    "value[0].receivedDateTime is no time": {"value": [{"id": "AA", "receivedDateTime": "today"}]},
    "value[0].receivedDateTime is no text": {"value": [{"id": "AA", "receivedDateTime": 7}]},
    "value[0].receivedDateTime has no offset": {
        "value": [{"id": "AA", "receivedDateTime": "2026-11-23T09:00:00"}]
    },
    "value[0].flag is no object": {"value": [{"id": "AA", "flag": "complete"}]},
    "value[0].id is missing": {"value": [{"receivedDateTime": "2026-11-23T09:00:00Z"}]},
}


@pytest.mark.parametrize("fault", BROKEN)
def test_news_of_another_shape_are_an_error_with_account_call_and_place(
    office: Graph, mailbox: GraphMailbox, fault: str
):
    office.fail("delta", 200, body=BROKEN[fault])
    with pytest.raises(SourceError) as odd:
        mailbox.fetch("")
    place = "account halden: GET /me/mailFolders/inbox/messages/delta: answer"
    assert str(odd.value) == f"{place}.{fault}"


CURSORS = ["7", "{}", '{"link": 7}', '{"link": "", "since": "yesterday"}', "uidvalidity:7:12"]
ELSEWHERE = json.dumps({"link": "https://elsewhere.example/v1.0/x", "since": FIRST.isoformat()})


@pytest.mark.parametrize("cursor", [*CURSORS, ELSEWHERE])
def test_a_cursor_of_another_mailbox_is_none(office: Graph, mailbox: GraphMailbox, cursor: str):
    put(office, 1)
    assert read(mailbox, cursor)[0] == [reply(1)]


def test_mails_from_before_the_beginning_are_left_alone(office: Graph, api: Api):
    put(office, 1)
    assert GraphMailbox(api, FIRST + timedelta(days=1)).fetch("").mails == ()


@pytest.mark.parametrize("status", [500, 429])
def test_what_can_not_be_marked_now_is_an_error_and_comes_again(
    office: Graph, mailbox: GraphMailbox, status: int
):
    [uid] = put(office, 1)
    office.fail(uid, status, method="PATCH")
    with pytest.raises(DaemonError, match=rf"PATCH /me/messages/AAMk.*: {status}"):
        mailbox.done(uid)


def test_an_application_names_the_mailbox(office: Graph):
    api = server.api(office, token="application")
    put(office, 1)
    assert GraphMailbox(api, SINCE, mailbox=ACCORD).fetch("").mails
    send(GraphTransport(api, mailbox=ACCORD))
    assert {one.path.split("/")[2] for one in office.seen} == {ACCORD}
    with pytest.raises(SourceError, match="400 BadRequest"):
        GraphMailbox(api, SINCE).fetch("")
    api.close()


def test_times_of_the_first_look_are_utc(office: Graph, api: Api):
    GraphMailbox(api, datetime(2026, 9, 1, tzinfo=UTC)).fetch("")
    assert office.seen[0].query["$filter"] == "receivedDateTime ge 2026-09-01T00:00:00Z"
    assert office.seen[0].query["changeType"] == "created"
