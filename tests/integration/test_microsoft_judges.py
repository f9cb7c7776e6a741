"""What judges the fake Graph and the daemon's requests must itself see what is wrong."""

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.servers.microsoft.judge import Judge, Metadata, Request, Types, judges

pytestmark = pytest.mark.servers

PREFER = {"prefer": 'IdType="ImmutableId", outlook.timezone="UTC"'}
DAY = {"startDateTime": "2026-11-23T00:00:00Z", "endDateTime": "2026-11-24T00:00:00Z"}
MIME = {**PREFER, "content-type": "text/plain"}
JSON = {**PREFER, "content-type": "application/json"}
LETTER = base64.b64encode(b"From: accord@halden.example\r\n\r\nTomorrow at 10:00\r\n")

VIEW = Request(
    "GET", "/users/dana@halden.example/calendarView", {**DAY, "$select": "id,start"}, PREFER
)
DRAFT = Request("POST", "/me/messages", {}, MIME, LETTER)
TICK = Request("PATCH", "/me/messages/AA", {}, JSON, b'{"flag":{"flagStatus":"complete"}}')
DELTA = Request("GET", "/me/mailFolders/inbox/messages/delta", {"$select": "flag"}, PREFER)
SEND = Request("POST", "/me/messages/AA/send", {}, PREFER)

EVENT = {
    "id": "AA",
    "type": "occurrence",
    "start": {"dateTime": "2026-11-23T09:00:00.0000000", "timeZone": "UTC"},
    "attendees": [
        {"type": "required", "emailAddress": {"name": "Marek", "address": "m@x.example"}}
    ],
}
MESSAGE = {"id": "AA", "isDraft": True, "flag": {"flagStatus": "notFlagged"}}


@pytest.fixture(params=[Types, Metadata], ids=["types", "metadata"])
def judge(request: pytest.FixtureRequest, shared: object) -> Judge:
    return request.param()


def test_what_is_right_passes(judge: Judge):
    for request in (VIEW, DRAFT, TICK, DELTA, SEND):
        assert judge.request(request) == []
    assert judge.answer(VIEW, 200, {"value": [EVENT], "@odata.nextLink": "https://x/y"}) == []
    assert judge.answer(DRAFT, 201, MESSAGE) == []
    assert judge.answer(SEND, 202, None) == []
    assert judge.answer(DELTA, 200, {"value": [MESSAGE], "@odata.deltaLink": "https://x/y"}) == []
    assert judge.answer(VIEW, 404, {"error": {"code": "ErrorItemNotFound", "message": "No."}}) == []


Change = Callable[[], Request]
WRONG_REQUESTS: dict[str, Change] = {
    "no such call": lambda: replace(VIEW, path="/me/calendarViews"),
    "a call of another verb": lambda: replace(VIEW, method="POST"),
    "a window without its start": lambda: replace(VIEW, query={"endDateTime": DAY["endDateTime"]}),
    "a window without its end": lambda: replace(
        VIEW, query={"startDateTime": DAY["startDateTime"]}
    ),
    "a misspelt parameter": lambda: replace(VIEW, query={**DAY, "$selct": "id"}),
    "a delta asked for a window": lambda: replace(DELTA, query=DAY),
    "a mail sent as a web form": lambda: replace(
        DRAFT, headers={**PREFER, "content-type": "application/x-www-form-urlencoded"}
    ),
    "a mail that is no base64": lambda: replace(DRAFT, body=b"From: accord@halden.example"),
    "a change of what no message has": lambda: replace(TICK, body=b'{"flagged":true}'),
    "a word that no flag knows": lambda: replace(TICK, body=b'{"flag":{"flagStatus":"done"}}'),
    "a body where there is none": lambda: replace(SEND, body=b"{}"),
}
WRONG_ANSWERS: dict[str, tuple[Request, int, Any]] = {
    "a misspelt property": (VIEW, 200, {"value": [{**EVENT, "subjekt": "x"}]}),
    "a word that no enum knows": (VIEW, 200, {"value": [{**EVENT, "showAs": "away"}]}),
    "a time that is a text": (VIEW, 200, {"value": [{**EVENT, "start": "2026-11-23"}]}),
    "a guest without the wrapping": (
        VIEW,
        200,
        {"value": [{**EVENT, "attendees": [{"address": "x"}]}]},
    ),
    "a list without its values": (VIEW, 200, {"events": [EVENT]}),
    "values that are no list": (VIEW, 200, {"value": EVENT}),
    "a delta without a link": (DELTA, 200, {"value": [MESSAGE]}),
    "a delta with both links": (
        DELTA,
        200,
        {"value": [], "@odata.nextLink": "https://x", "@odata.deltaLink": "https://y"},
    ),
    "a flag that is no text": (DRAFT, 201, {**MESSAGE, "isDraft": "yes"}),
    "a draft made with the wrong status": (DRAFT, 200, MESSAGE),
    "a body after sending": (SEND, 202, {"id": "AA"}),
    "an error that is no object": (VIEW, 404, "not found"),
}


@pytest.mark.parametrize("name", WRONG_REQUESTS)
def test_a_wrong_request_is_seen(judge: Judge, name: str):
    assert judge.request(WRONG_REQUESTS[name]())


@pytest.mark.parametrize("name", WRONG_ANSWERS)
def test_a_wrong_answer_is_seen(judge: Judge, name: str):
    assert judge.answer(*WRONG_ANSWERS[name])


@pytest.mark.parametrize("missing", ["IdType", "outlook.timezone"])
def test_ids_that_change_and_times_of_other_zones_are_seen(missing: str):
    both = PREFER["prefer"].split(", ")
    kept = {"prefer": next(one for one in both if not one.startswith(missing))}
    assert Types().request(replace(VIEW, headers=kept)) == [
        f"without {one}" for one in both if one.startswith(missing)
    ]


def test_both_judges_sit(shared: object):
    assert [type(one) for one in judges()] == [Types, Metadata]
