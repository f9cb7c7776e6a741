"""Outlook's calendars over Graph: what a poll asks for, and what it makes of odd and broken answers."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from daemon.accounts.answers import MisfitError, Node
from daemon.accounts.faults import AccountError
from daemon.accounts.http import CallError
from daemon.accounts.microsoft import graph as graph_of
from daemon.calendars.outlook import OutlookCalendar
from daemon.calendars.outlook_event import event, zone_name
from daemon.domain.meetings.event import Event, Occurrence
from daemon.errors import SourceError
from daemon.ports import Gone, Unknown, Window
from tests.contract.test_calendar_source import LUNCH, SEPTEMBER, WEEKLY, vcalendar, vevent
from tests.servers.microsoft import server
from tests.servers.microsoft.graph import Fault, Grant, Graph

pytestmark = pytest.mark.servers

DANA = "dana@halden.example"
SPAN = "startDateTime=2026-09-01T00:00:00Z&endDateTime=2026-10-01T00:00:00Z"


@pytest.fixture
def office() -> Iterator[Graph]:
    with server.running() as graph:
        graph.box(DANA).calendar = vcalendar(vevent("weekly", *WEEKLY), vevent("lunch", *LUNCH))
        yield graph
        assert graph.wrong == [], "what Microsoft's own descriptions object to"
        assert graph.most_at_once <= 4


@pytest.fixture
def calendar(office: Graph) -> Iterator[OutlookCalendar]:
    api = server.api(office)
    yield OutlookCalendar(api, DANA, zone="Europe/Oslo")
    api.close()


def starts(source: OutlookCalendar) -> list[int]:
    return [e.start.day for e in source.events(SEPTEMBER).events]


# --- asking -----------------------------------------------------------------------------------


def test_a_poll_is_one_call_where_one_page_holds_it(office: Graph, calendar: OutlookCalendar):
    office.page = 100
    assert starts(calendar) == [1, 8, 10, 15, 22, 29]
    [asked] = office.seen
    assert asked.path == f"/users/{DANA}/calendarView"
    assert asked.query["startDateTime"] == "2026-09-01T00:00:00Z"
    assert 'IdType="ImmutableId"' in asked.headers["prefer"]
    assert 'outlook.timezone="UTC"' in asked.headers["prefer"]


def test_notes_and_places_are_not_even_asked_for(office: Graph, calendar: OutlookCalendar):
    calendar.events(SEPTEMBER)
    fields = office.seen[0].query["$select"].split(",")
    assert not {"body", "bodyPreview", "location", "onlineMeeting", "attachments"} & set(fields)


def test_fault_21_short_and_empty_pages_are_followed_to_the_end(
    office: Graph, calendar: OutlookCalendar
):
    office.page, office.empty_first = 1, True
    assert starts(calendar) == [1, 8, 10, 15, 22, 29]
    assert office.count("calendarView") == 7


def test_fault_21_a_link_that_leads_round_in_a_circle_ends_in_an_error(
    office: Graph, calendar: OutlookCalendar
):
    link = f"{office.base}/users/{DANA}/calendarView?{SPAN}&$skip=1"
    office.fail("calendarView", 200, body={"value": [], "@odata.nextLink": link}, times=99)
    with pytest.raises(SourceError, match=r"account halden: GET .*calendarView.*nextLink comes to"):
        calendar.events(SEPTEMBER)
    assert len(office.seen) == 2


def test_fault_21_a_list_without_end_is_given_up_after_fifty_pages(
    office: Graph, calendar: OutlookCalendar
):
    for n in range(60):
        link = f"{office.base}/users/{DANA}/calendarView?{SPAN}&$skip={n}"
        office.fail("calendarView", 200, body={"value": [], "@odata.nextLink": link})
    with pytest.raises(SourceError, match="comes to no end"):
        calendar.events(SEPTEMBER)
    assert len(office.seen) == 50


def test_the_token_goes_to_nobody_else_whatever_a_link_says(
    office: Graph, calendar: OutlookCalendar
):
    elsewhere = office.base.replace("127.0.0.1", "localhost") + "/me/messages"
    office.fail("calendarView", 200, body={"value": [], "@odata.nextLink": elsewhere})
    with pytest.raises(SourceError, match="the link leads elsewhere"):
        calendar.events(SEPTEMBER)
    assert len(office.seen) == 1


# --- odd and broken answers -------------------------------------------------------------------


def test_fault_22_a_list_that_fails_on_its_second_page_gives_nothing_at_all(
    office: Graph, calendar: OutlookCalendar
):
    office.page = 2
    office.fail("calendarView", 500, "InternalServerError", skips=1)
    with pytest.raises(SourceError, match=r"account halden: GET /users/dana.*: 500"):
        calendar.events(SEPTEMBER)
    assert len(office.seen) == 2
    assert starts(calendar) == [1, 8, 10, 15, 22, 29]


BROKEN: dict[str, Any] = {
    "no list": {"value": {}},
    "no values": {"d": []},
    "a row that is a text": {"value": ["lunch"]},
    "a list": [],
    "no JSON": "<html>Sign in</html>",
    "half of it": '{"value": [{"id": "AA", "typ',
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_answer_of_another_shape_is_an_error_with_account_call_and_place(
    office: Graph, calendar: OutlookCalendar, name: str
):
    office.fail("calendarView", 200, body=BROKEN[name])
    with pytest.raises(MisfitError, match=r"^account halden: GET /users/dana@halden\.example/cal"):
        calendar.events(SEPTEMBER)


ROW = {
    "id": "AA",
    "type": "singleInstance",
    "start": {"dateTime": "2026-09-10T09:00:00.0000000", "timeZone": "UTC"},
    "end": {"dateTime": "2026-09-10T09:30:00.0000000", "timeZone": "UTC"},
}
MISFITS = {
    "start is missing": {"start": None},
    "start.dateTime is no time": {"start": {"dateTime": "soon", "timeZone": "UTC"}},
    "end.timeZone is no zone": {"end": {"dateTime": "2026-09-10T09:30:00", "timeZone": "Mars"}},
    "type is neither": {"type": "seriesMaster"},
    "originalStart is missing": {"type": "exception", "seriesMasterId": "MM"},
    "attendees is no list": {"attendees": {"address": "marek@halden.example"}},
    "isCancelled is no true": {"isCancelled": "no"},
    "subject is no text": {"subject": 7},
}


@pytest.mark.parametrize("fault", MISFITS)
def test_a_row_that_does_not_fit_is_named_and_hides_no_other(
    office: Graph, calendar: OutlookCalendar, fault: str
):
    rows = [{**ROW, "id": "BROKEN", **MISFITS[fault]}, ROW]
    office.fail("calendarView", 200, body={"value": rows})
    read = calendar.events(SEPTEMBER)
    assert [e.occurrence.uid for e in read.events] == ["AA"]
    assert not read.complete, "so that nothing is withdrawn"
    assert f"value[0].{fault}" in read.problems[0]
    assert "BROKEN" in read.problems[0]


def test_a_row_that_comes_twice_is_one_event(office: Graph, calendar: OutlookCalendar):
    office.fail("calendarView", 200, body={"value": [ROW, ROW]})
    assert len(calendar.events(SEPTEMBER).events) == 1


# --- waiting and giving up --------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
def test_fault_23_nobody_calls_before_retry_after_is_over(office: Graph, status: int):
    """One calendar is told to wait; the account's other calendars and its mail wait as well."""
    office.box("tomas@halden.example")
    api = server.api(office)
    dana, tomas = (OutlookCalendar(api, name) for name in (DANA, "tomas@halden.example"))
    office.fail("calendarView", status, headers={"Retry-After": "120"})
    with pytest.raises(CallError) as told:
        dana.events(SEPTEMBER)
    assert told.value.retry_after
    assert timedelta(seconds=120) <= told.value.retry_after < timedelta(seconds=140)
    for calendar in (dana, tomas):
        with pytest.raises(AccountError, match="asked to wait"):
            calendar.events(SEPTEMBER)
    assert len(office.seen) == 1
    api.close()


@pytest.mark.parametrize(
    ("given", "seconds"),
    [("Mon, 23 Nov 2026 09:05:00 GMT", 300), ("999999999", 3600), ("soon", 60)],
)
def test_fault_23_a_date_counts_from_the_servers_clock_and_the_absurd_is_an_hour(
    office: Graph, calendar: OutlookCalendar, given: str, seconds: int
):
    headers = {"Retry-After": given, "Date": "Mon, 23 Nov 2026 09:00:00 GMT"}
    office.fail("calendarView", 429, "TooManyRequests", headers=headers)
    with pytest.raises(CallError) as told:
        calendar.events(SEPTEMBER)
    assert told.value.retry_after
    assert seconds <= told.value.retry_after.total_seconds() <= seconds * 1.11


def test_fault_24_a_refused_permission_is_not_asked_for_again_each_minute(office: Graph):
    api = server.api(office, scopes=("Mail.Send",))
    calendar = OutlookCalendar(api, DANA)
    for _ in range(5):
        with pytest.raises(SourceError, match=r"GET /users/dana.*: 403 ErrorAccessDenied"):
            calendar.events(SEPTEMBER)
    assert len(office.seen) == 1
    api.close()


def test_fault_24_a_user_who_was_deleted_pauses_that_calendar_alone(office: Graph):
    api = server.api(office)
    gone, dana = OutlookCalendar(api, "ivar@halden.example"), OutlookCalendar(api, DANA)
    for _ in range(3):
        with pytest.raises(SourceError, match="404 ErrorInvalidUser"):
            gone.events(SEPTEMBER)
        assert starts(dana)
    assert office.count("ivar") == 1
    api.close()


def test_a_token_that_is_refused_twice_is_an_error(office: Graph):
    office.grants["token"] = Grant("", ())
    api = graph_of("halden", lambda _: "another", base=office.base)
    with pytest.raises(CallError, match="401 InvalidAuthenticationToken"):
        OutlookCalendar(api, DANA).events(SEPTEMBER)
    assert len(office.seen) == 2
    api.close()


def test_eight_threads_and_two_kinds_of_calls_are_four_at_a_time_in_all(office: Graph):
    names = [f"rep{n}@halden.example" for n in range(8)]
    crowd = threading.Barrier(4)
    for name in names:
        office.box(name)
    for _ in range(8):
        office.faults.append(
            Fault("calendarView", 200, body={"value": []}, call=lambda: crowd.wait(20))
        )
    api = server.api(office)
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda n: OutlookCalendar(api, n).events(SEPTEMBER), names))
    assert all(one.complete for one in read)
    assert office.most_at_once == 4
    api.close()


@pytest.mark.parametrize("after", [False, True])
def test_fault_15_a_connection_that_is_cut_is_an_error_and_the_next_poll_is_fine(
    office: Graph, calendar: OutlookCalendar, *, after: bool
):
    office.fail("calendarView", 0, after=after)
    with pytest.raises(SourceError, match="account halden: GET /users/dana"):
        calendar.events(SEPTEMBER)
    assert starts(calendar) == [1, 8, 10, 15, 22, 29]


def test_fault_15_a_server_that_never_answers_is_left(office: Graph):
    released = threading.Event()
    office.fail("calendarView", 200, body={"value": []}, call=lambda: released.wait(20))
    api = server.api(office, seconds=0.3)
    with pytest.raises(CallError, match=r"GET /users/dana.*Timeout") as left:
        OutlookCalendar(api, DANA).events(SEPTEMBER)
    released.set()
    assert not left.value.acted
    api.close()


# --- one event --------------------------------------------------------------------------------


def read(**changes: Any) -> Event:
    return event(Node({**ROW, **changes}, "answer"), DANA, "Europe/Oslo")


def guest(address: str, kind: str = "required", response: str = "none") -> dict[str, Any]:
    name = address.partition("@")[0].title()
    return {
        "type": kind,
        "status": {"response": response, "time": "0001-01-01T00:00:00Z"},
        "emailAddress": {"name": name, "address": address},
    }


def test_answers_rooms_and_the_optional_are_told_apart():
    attendees = [
        guest("Marek@Halden.example", response="tentativelyAccepted"),
        guest("lena@halden.example", "optional", "notResponded"),
        guest("dana@halden.example", response="organizer"),
        guest("fjord@halden.example", "resource", "accepted"),
    ]
    found = read(attendees=attendees).guests
    assert [(g.address, g.response, g.kind, g.optional) for g in found] == [
        ("marek@halden.example", "tentative", "person", False),
        ("lena@halden.example", "needs-action", "person", True),
        ("dana@halden.example", "accepted", "person", False),
        ("fjord@halden.example", "accepted", "room", False),
    ]


def test_an_address_in_the_place_of_a_name_is_none():
    row = {
        "type": "required",
        "emailAddress": {"name": "Aiko@x.example", "address": "aiko@x.example"},
    }
    assert read(attendees=[row]).guests[0].name == ""


def test_danas_own_no_counts_though_the_guest_list_does_not_know_of_it_yet():
    declined = {"response": "declined", "time": "2026-09-01T00:00:00Z"}
    listed = read(attendees=[guest(DANA)], responseStatus=declined)
    assert [(g.address, g.response) for g in listed.guests] == [(DANA, "declined")]
    unlisted = read(attendees=[guest("marek@halden.example")], responseStatus=declined)
    assert (unlisted.guests[-1].address, unlisted.guests[-1].response) == (DANA, "declined")


def test_fault_28_an_organizer_who_is_no_guest_is_named_beside_them():
    organizer = {"emailAddress": {"name": "Dana", "address": "Dana@Halden.example"}}
    found = read(organizer=organizer, attendees=[guest("marek@halden.example")])
    assert found.organizer
    assert found.organizer.address == DANA
    assert read(organizer=None).organizer is None


@pytest.mark.parametrize("word", ["private", "confidential", "personal", "somethingNew"])
def test_fault_29_of_a_private_event_no_title_is_kept(word: str):
    found = read(sensitivity=word, subject="Doctor", attendees=[guest(DANA)])
    assert found.private
    assert found.title == ""
    assert "Doctor" not in repr(found)


@pytest.mark.parametrize(
    "changes",
    [
        {"hideAttendees": True, "attendees": [guest(DANA)]},
        {"attendees": [guest("/o=Halden/ou=Sales/cn=everybody")]},
        {"attendees": [{"type": "required", "emailAddress": None}]},
        {"sensitivity": "private", "attendees": []},
    ],
)
def test_fault_29_guests_who_may_be_hidden_make_no_one_to_one(changes: dict[str, Any]):
    assert read(**changes).guests_omitted


def test_seven_digits_and_no_offset_are_utc_and_other_zones_are_worked_out():
    assert read().start == datetime(2026, 9, 10, 9, tzinfo=UTC)
    vienna = {"dateTime": "2026-09-10T09:00:00.1234567", "timeZone": "W. Europe Standard Time"}
    assert read(start=vienna).start == datetime(2026, 9, 10, 7, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "zone"),
    [
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Europe/Vienna", "Europe/Vienna"),
        ("tzone://Microsoft/Custom", ""),
        ("Customized Time Zone", ""),
        ("../../etc/passwd", ""),
        ("Europe", ""),
        ("", ""),
    ],
)
def test_windows_zones_have_other_names(given: str, zone: str):
    assert zone_name(given) == zone
    assert read(originalStartTimeZone=given).zone == (zone or "Europe/Oslo")


def test_out_of_office_is_no_meeting_and_elsewhere_is():
    assert read(showAs="oof").out_of_office
    assert not read(showAs="workingElsewhere").out_of_office


# --- looking one up ---------------------------------------------------------------------------


def test_an_instance_is_known_by_its_series_and_its_first_place(calendar: OutlookCalendar):
    known = calendar.events(SEPTEMBER).events[1].occurrence
    assert known == Occurrence("graph", "weekly", datetime(2026, 9, 8, 8, tzinfo=UTC))
    found = calendar.find(known)
    assert isinstance(found, Event)
    assert found.start == datetime(2026, 9, 8, 8, tzinfo=UTC)


def test_a_lunch_that_became_weekly_is_no_event_alone_any_more(
    office: Graph, calendar: OutlookCalendar
):
    weekly = vevent("lunch", *LUNCH, "RRULE:FREQ=WEEKLY")
    office.boxes[DANA].calendar = vcalendar(weekly)
    assert isinstance(calendar.find(Occurrence("graph", "lunch")), Gone)
    assert starts(calendar) == [10, 17, 24]


FAULTS = [
    (403, "ErrorAccessDenied"),
    (404, "ErrorInvalidUser"),
    (404, "MailboxNotEnabledForRESTAPI"),
    (429, "TooManyRequests"),
    (500, "InternalServerError"),
    (400, "ErrorInvalidIdMalformed"),
    (0, ""),
]


@pytest.mark.parametrize(("status", "code"), FAULTS)
def test_only_a_mailbox_that_was_read_can_say_that_something_is_gone(
    office: Graph, calendar: OutlookCalendar, status: int, code: str
):
    office.fail("events", status, code)
    assert isinstance(calendar.find(Occurrence("graph", "lunch")), Unknown)


def test_an_answer_that_does_not_fit_says_nothing_about_the_event(
    office: Graph, calendar: OutlookCalendar
):
    office.fail("events", 200, body={"value": "none"})
    known = Occurrence("graph", "weekly", datetime(2026, 9, 8, 8, tzinfo=UTC))
    assert isinstance(calendar.find(known), Unknown)


@pytest.mark.parametrize("code", ["ErrorItemNotFound", "ErrorInvalidMailboxItemId"])
def test_what_this_mailbox_has_not_is_gone(office: Graph, calendar: OutlookCalendar, code: str):
    office.fail("events", 404, code)
    assert isinstance(calendar.find(Occurrence("graph", "lunch")), Gone)


def test_a_window_of_minutes_is_asked_for_as_such(office: Graph, calendar: OutlookCalendar):
    start = datetime(2026, 9, 10, 10, 15, tzinfo=UTC)
    assert calendar.events(Window(start, start + timedelta(minutes=1))).events
    assert office.seen[0].query["endDateTime"] == "2026-09-10T10:16:00Z"
