"""Google's calendars where they are not as one would wish: half views, refusals, hidden guests."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from daemon.accounts.faults import AccountError
from daemon.accounts.google import scopes
from daemon.accounts.google.calls import PAGES
from daemon.calendars.google import GoogleCalendar
from daemon.domain.meetings.event import Event, Occurrence
from daemon.domain.meetings.one_on_one import recognise
from daemon.domain.people import Directory, Person
from daemon.errors import SourceError
from daemon.ports import Gone, Unknown
from tests.contract.test_calendar_source import SEPTEMBER
from tests.servers import google
from tests.servers.google import TOKEN, Exchange, Town

pytestmark = pytest.mark.servers

MONDAY = "Mon, 23 Nov 2026 08:00:00 GMT"
DANA, MAREK = "dana@halden.example", "marek@halden.example"
TEAM = Directory(
    people={
        "dana": Person("dana", "Dana Berg", (DANA,), "Europe/Oslo"),
        "marek": Person("marek", "Marek Novak", (MAREK,), "Europe/Prague", leader="dana"),
    }
)


@pytest.fixture
def town() -> Town:
    found = google.town()
    found.reset()
    return found


@pytest.fixture
def calendar(town: Town, tmp_path: Path) -> GoogleCalendar:
    return GoogleCalendar(town.account(tmp_path, "dana", scopes.CALENDAR), "primary", owner=DANA)


def at(day: int, hour: int = 10) -> dict[str, str]:
    return {"dateTime": f"2026-09-{day:02}T{hour:02}:00:00", "timeZone": "Europe/Oslo"}


def one_on_one(town: Town, **more: Any) -> Any:
    """Dana invites Marek, for the 8th of September at ten."""
    body = {"summary": "Dana / Marek", "start": at(8), "end": at(8, 11)}
    return town.calendar("dana", "POST", "", {**body, "attendees": [{"email": MAREK}], **more})


def item(**changes: Any) -> dict[str, Any]:
    """An event as Google's reference shows them."""
    found = {
        "id": "lunch",
        "iCalUID": "lunch@google.com",
        "status": "confirmed",
        "summary": "Lunch",
        "start": {"dateTime": "2026-09-10T10:00:00Z"},
        "end": {"dateTime": "2026-09-10T11:00:00Z"},
        "organizer": {"email": DANA, "self": True},
        "attendees": [{"email": DANA, "self": True}, {"email": MAREK}],
        "eventType": "default",
        **changes,
    }
    return {name: value for name, value in found.items() if value is not None}


def answering(*pages: Any, status: int = 200, **headers: str) -> google.Rule:
    """Each listing gets the next page, the last one again and again; sign-in goes on as usual."""
    left = list(pages)

    def rule(asked: Exchange, passed: Callable[[], Exchange]) -> Exchange:
        if asked.path == TOKEN:
            return passed()
        return asked.answers(status, left.pop(0) if len(left) > 1 else left[0], **headers)

    return rule


def error(status: int, reason: str, message: str = "No.") -> dict[str, Any]:
    inner = [{"domain": "global", "reason": reason, "message": message}]
    return {"error": {"code": status, "message": message, "errors": inner}}


def listings(town: Town) -> int:
    return len([one for one in town.between.seen if one.path.endswith("/events")])


def read_one(town: Town, calendar: GoogleCalendar, **changes: Any) -> Event:
    town.between.rule = answering({"items": [item(**changes)]})
    [found] = calendar.events(SEPTEMBER).events
    return found


# --- what it costs --------------------------------------------------------------------------------


def test_a_poll_is_one_request(town: Town, calendar: GoogleCalendar):
    calendar.events(SEPTEMBER)
    calendar.events(SEPTEMBER)
    assert listings(town) == 2
    assert len(town.between.calls(TOKEN)) == 1


# --- half views (fault list 21, 22) ---------------------------------------------------------------


def test_fault_21_an_empty_page_is_not_the_last_one(town: Town, calendar: GoogleCalendar):
    town.between.rule = answering({"items": [], "nextPageToken": "2"}, {"items": [item()]})
    read = calendar.events(SEPTEMBER)
    assert read.complete
    assert [e.title for e in read.events] == ["Lunch"]
    assert dict(town.between.seen[-1].query)["pageToken"] == "2"


def test_fault_21_pages_that_lead_in_a_circle_prove_nothing(town: Town, calendar: GoogleCalendar):
    town.between.rule = answering({"items": [item()], "nextPageToken": "2"})
    with pytest.raises(SourceError, match=r"account dana: calendar\.events\.list.*comes to no end"):
        calendar.events(SEPTEMBER)
    assert listings(town) == 2


def test_fault_21_there_is_an_end_to_pages(town: Town, calendar: GoogleCalendar):
    numbers = count()
    town.between.rule = lambda asked, passed: (
        passed()
        if asked.path == TOKEN
        else asked.answers(200, {"items": [], "nextPageToken": str(next(numbers))})
    )
    with pytest.raises(SourceError, match="comes to no end"):
        calendar.events(SEPTEMBER)
    assert listings(town) == PAGES


@pytest.mark.parametrize("status", [500, 502, 503])
def test_fault_22_where_page_2_fails_nothing_is_concluded(
    town: Town, calendar: GoogleCalendar, status: int
):
    """The reading as a whole fails, so that nobody takes what is missing for cancelled."""
    pages = answering({"items": [item()], "nextPageToken": "2"})
    town.between.rule = lambda asked, passed: (
        asked.answers(status, error(status, "backendError"))
        if "pageToken" in dict(asked.query)
        else pages(asked, passed)
    )
    with pytest.raises(SourceError, match=f"calendar.events.list primary: {status} backendError"):
        calendar.events(SEPTEMBER)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"<html>Sign in</html>", "no object"),
        (b'{"items": [{"id": "a', "no object"),
        ({"items": {"id": "a"}}, r"answer\.items is no list"),
        ({"items": ["a"]}, r"answer\.items\[0\] is no object"),
        ([], "no object"),
    ],
)
def test_an_answer_that_is_none_names_account_call_and_place(
    town: Town, calendar: GoogleCalendar, answer: Any, said: str
):
    town.between.rule = answering(answer)
    with pytest.raises(SourceError, match=f"account dana: calendar.events.list primary: .*{said}"):
        calendar.events(SEPTEMBER)


@pytest.mark.parametrize(
    "fault",
    [
        {"start": None},
        {"start": {"dateTime": "tomorrow"}},
        {"end": {"date": "2026-13-01"}},
        {"start": {"dateTime": 17}},
        {"attendees": "all"},
        {"id": None},
        {"recurringEventId": "weekly"},
    ],
)
def test_one_event_that_does_not_fit_hides_no_other(
    town: Town, calendar: GoogleCalendar, fault: dict[str, Any]
):
    town.between.rule = answering({"items": [item(**fault), item(summary="Tea")]})
    read = calendar.events(SEPTEMBER)
    assert [e.title for e in read.events] == ["Tea"]
    assert not read.complete
    assert "account dana: calendar.events.list primary: answer.items[0]" in read.problems[0]


def test_a_calendar_that_shares_only_free_and_busy_proves_nothing(
    town: Town, calendar: GoogleCalendar
):
    town.between.rule = answering({"accessRole": "freeBusyReader", "items": []})
    read = calendar.events(SEPTEMBER)
    assert not read.complete
    assert "only free and busy" in read.problems[0]


# --- refusals (fault list 15, 23, 24) ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "reason", "headers", "minutes"),
    [
        (403, "rateLimitExceeded", {}, 1),
        (403, "userRateLimitExceeded", {}, 1),
        (429, "rateLimitExceeded", {"Retry_After": "120"}, 2),
        (429, "", {"Retry_After": "Wed, 01 Jan 2098 00:00:00 GMT", "Date": MONDAY}, 60),
        (429, "", {"Retry_After": "soon"}, 1),
        (503, "backendError", {"Retry_After": "300"}, 5),
    ],
)
def test_fault_23_who_is_asked_to_wait_waits_and_other_accounts_go_on(
    town: Town,
    calendar: GoogleCalendar,
    tmp_path: Path,
    status: int,
    reason: str,
    headers: dict[str, str],
    minutes: int,
):
    town.between.rule = answering(error(status, reason), status=status, **headers)
    for _ in range(20):
        with pytest.raises(AccountError) as caught:
            calendar.events(SEPTEMBER)
        assert not caught.value.paused
        wait = timedelta(minutes=minutes)
        assert caught.value.retry_after
        assert wait - timedelta(seconds=59) <= caught.value.retry_after <= wait * 1.1
    assert listings(town) == 1
    town.between.rule = lambda _, passed: passed()
    marek = GoogleCalendar(town.account(tmp_path, "marek", scopes.CALENDAR), "primary")
    assert marek.events(SEPTEMBER).complete


@pytest.mark.parametrize(
    ("status", "reason"),
    [(403, "forbidden"), (403, "accessNotConfigured"), (404, "notFound")],
)
def test_fault_24_a_calendar_that_is_not_shared_any_more_is_asked_once_an_hour(
    town: Town, tmp_path: Path, status: int, reason: str
):
    account = town.account(tmp_path, "dana", scopes.CALENDAR)
    town.between.rule = lambda asked, passed: (
        asked.answers(status, error(status, reason))
        if "/lena%40halden.example/" in asked.path
        else passed()
    )
    lena = GoogleCalendar(account, "lena@halden.example")
    for _ in range(10):
        with pytest.raises(
            AccountError, match=rf"lena@halden\.example: {status} {reason}"
        ) as caught:
            lena.events(SEPTEMBER)
        assert caught.value.paused
        assert GoogleCalendar(account, "primary").events(SEPTEMBER).complete
    assert listings(town) == 11


def test_fault_24_an_occurrence_of_a_calendar_that_is_no_longer_shared_is_not_gone(
    town: Town, calendar: GoogleCalendar
):
    """Google says 404 of an event that never was, and of a calendar that is hidden from us."""
    made = one_on_one(town)
    town.between.rule = answering(error(404, "notFound"), status=404)
    assert isinstance(calendar.find(Occurrence("google", made["id"])), Unknown)


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_an_occurrence_is_not_gone_where_google_can_not_say(
    town: Town, calendar: GoogleCalendar, status: int
):
    made = one_on_one(town)
    town.between.rule = answering(error(status, "rateLimitExceeded"), status=status)
    assert isinstance(calendar.find(Occurrence("google", made["id"])), Unknown)


def test_fault_15_an_answer_that_trickles_in_ends_with_the_deadline(town: Town, tmp_path: Path):
    account = town.account(tmp_path, "dana", scopes.CALENDAR, seconds=1)
    account.do(account.events.list(calendarId="primary"))  # signed in
    town.between.rule = answering({"items": []})
    town.between.trickle = 0.2
    try:
        with pytest.raises(AccountError, match="ReadTimeout"):
            GoogleCalendar(account, "primary").events(SEPTEMBER)
    finally:
        town.between.trickle = 0


def test_an_answer_that_is_too_long_is_no_answer(town: Town, calendar: GoogleCalendar):
    town.between.rule = answering({"items": [item(summary="x" * 21_000_000)]})
    with pytest.raises(AccountError, match="more than 20000000 bytes"):
        calendar.events(SEPTEMBER)


def test_a_cut_line_and_a_refused_connection_are_the_accounts_fault_and_pass(
    town: Town, calendar: GoogleCalendar
):
    calendar.events(SEPTEMBER)
    town.between.rule = lambda *_: None
    with pytest.raises(AccountError) as caught:
        calendar.events(SEPTEMBER)
    assert not caught.value.paused
    town.between.rule = lambda _, passed: passed()
    assert calendar.events(SEPTEMBER).complete


# --- meetings that change (fault list 27, 28) ------------------------------------------------------


def test_fault_27_what_changed_between_two_polls_is_seen_by_the_second(
    town: Town, calendar: GoogleCalendar
):
    made = one_on_one(town)
    before = recognise(calendar.events(SEPTEMBER).events, TEAM).one_on_ones
    assert [one.start.hour for one in before] == [8]
    path = f"/{made['id']}"
    town.calendar("dana", "PATCH", path, {"start": at(8, 13), "end": at(8, 14)})
    moved = recognise(calendar.events(SEPTEMBER).events, TEAM).one_on_ones
    assert [one.start.hour for one in moved] == [11]
    assert moved[0].references == before[0].references
    three = [{"email": MAREK}, {"email": "lena@halden.example"}]
    town.calendar("dana", "PATCH", path, {"attendees": three})
    assert recognise(calendar.events(SEPTEMBER).events, TEAM).one_on_ones == ()
    town.calendar("dana", "DELETE", path)
    assert isinstance(calendar.find(Occurrence("google", made["id"])), Gone)


def test_fault_28_one_meeting_in_two_calendars_is_one(
    town: Town, calendar: GoogleCalendar, tmp_path: Path
):
    one_on_one(town, recurrence=["RRULE:FREQ=WEEKLY"])
    account = town.account(tmp_path, "marek", scopes.CALENDAR)
    marek = GoogleCalendar(account, "primary", owner=MAREK)
    both = [e for c in (calendar, marek) for e in c.events(SEPTEMBER).events]
    assert len(both) == 8
    found = recognise(both, TEAM).one_on_ones
    assert [one.start.day for one in found] == [8, 15, 22, 29]
    assert all(len(one.references) == 1 for one in found)


def test_marek_declines_in_his_own_calendar_and_dana_has_no_one_on_one(
    town: Town, calendar: GoogleCalendar
):
    made = one_on_one(town)
    declined = {"attendees": [{"email": MAREK, "responseStatus": "declined"}]}
    town.calendar("marek", "PATCH", f"/{made['id']}", declined)
    assert recognise(calendar.events(SEPTEMBER).events, TEAM).one_on_ones == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"attendees": [{"email": MAREK}], "organizer": None},
        {"attendees": [{"email": DANA}, {"email": MAREK}], "organizer": {"id": "123"}},
        {
            "attendees": [{"email": DANA}, {"email": "Marek@Halden.example"}],
            "organizer": {"email": "c_1@group.calendar.google.com", "displayName": "Sales"},
        },
        {
            "attendees": [
                {"email": DANA},
                {"email": MAREK},
                {"email": "c_188f@resource.calendar.google.com", "resource": True},
            ]
        },
        {
            "attendees": [
                {"email": DANA},
                {"email": MAREK},
                {"email": "fjord@halden.example", "resource": True},
            ]
        },
    ],
    ids=["no organizer", "no address", "robot", "room", "named room"],
)
def test_fault_28_rooms_robots_and_a_missing_organizer_take_no_part(
    town: Town, calendar: GoogleCalendar, changes: dict[str, Any]
):
    event = read_one(town, calendar, **changes)
    assert [one.pair for one in recognise([event], TEAM).one_on_ones] == ["marek+dana"]


def test_an_instance_of_a_split_series_is_found_by_its_original_start(
    town: Town, calendar: GoogleCalendar
):
    """Its id is not made of the series it names."""
    split = {
        "recurringEventId": "weekly_R20260908T080000",
        "originalStartTime": {"dateTime": "2026-09-15T10:00:00+02:00"},
    }
    found = item(id="weekly_20260915T080000Z", **split)

    def rule(asked: Exchange, passed: Callable[[], Exchange]) -> Exchange:
        if asked.path.endswith("/instances"):
            assert dict(asked.query)["originalStart"] == "2026-09-15T08:00:00Z"
            return asked.answers(200, {"items": [found]})
        missing = "/events/weekly" in asked.path
        return asked.answers(404, error(404, "notFound")) if missing else passed()

    town.between.rule = rule
    when = datetime(2026, 9, 15, 8, tzinfo=UTC)
    wanted = Occurrence("google", "weekly_R20260908T080000", when)
    answer = calendar.find(wanted)
    assert isinstance(answer, Event)
    assert answer.occurrence == wanted
    assert answer.ical_uid == "lunch@google.com"


# --- what nobody may conclude, and what nobody may copy (fault list 29) -----------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"attendeesOmitted": True},
        {"guestsCanSeeOtherGuests": False, "organizer": {"email": "tomas@halden.example"}},
        {"attendees": [{"email": DANA}, {"email": MAREK, "additionalGuests": 2}]},
        {"attendees": [{"email": DANA}, {"email": MAREK}, {"displayName": "Somebody"}]},
        {"attendees": [{"email": DANA}, {"email": "sales@googlegroups.com"}]},
        {"attendees": [{"email": DANA}, {"email": "everybody@halden.example"}]},
    ],
    ids=["cut", "hidden", "brings others", "no address", "group", "unknown group"],
)
def test_fault_29_a_guest_list_that_is_not_whole_is_no_one_on_one(
    town: Town, calendar: GoogleCalendar, changes: dict[str, Any]
):
    assert recognise([read_one(town, calendar, **changes)], TEAM).one_on_ones == ()


def test_who_hides_the_guests_still_sees_them(town: Town, calendar: GoogleCalendar):
    event = read_one(town, calendar, guestsCanSeeOtherGuests=False)
    assert [one.pair for one in recognise([event], TEAM).one_on_ones] == ["marek+dana"]


@pytest.mark.parametrize("visibility", ["private", "confidential"])
def test_fault_29_a_private_title_stays_where_it_is(
    town: Town, calendar: GoogleCalendar, visibility: str
):
    event = read_one(town, calendar, visibility=visibility, summary="Divorce lawyer")
    assert event.private
    assert "Divorce" not in repr(event)


@pytest.mark.parametrize("kind", ["outOfOffice", "focusTime", "workingLocation", "birthday"])
def test_what_is_no_meeting_is_left_out_even_where_it_is_given(
    town: Town, calendar: GoogleCalendar, kind: str
):
    town.between.rule = answering({"items": [item(eventType=kind)]})
    read = calendar.events(SEPTEMBER)
    assert read.events == ()
    assert read.complete


# --- times ------------------------------------------------------------------------------------------


def test_a_day_begins_in_the_calendars_own_zone(town: Town, calendar: GoogleCalendar):
    days = {"start": {"date": "2026-09-10"}, "end": {"date": "2026-09-11"}}
    town.between.rule = answering({"timeZone": "America/New_York", "items": [item(**days)]})
    [event] = calendar.events(SEPTEMBER).events
    assert event.all_day
    assert event.start == datetime(2026, 9, 10, 4, tzinfo=UTC)
    assert event.zone == "America/New_York"


@pytest.mark.parametrize("name", ["UTC", "Etc/Nowhere", "../etc/passwd", "Customized Time Zone"])
def test_a_zone_that_says_nothing_gives_way_to_the_calendars(
    town: Town, calendar: GoogleCalendar, name: str
):
    start = {"dateTime": "2026-09-10T10:00:00Z", "timeZone": name}
    town.between.rule = answering({"timeZone": "Europe/Oslo", "items": [item(start=start)]})
    assert calendar.events(SEPTEMBER).events[0].zone == "Europe/Oslo"


def test_a_local_time_without_offset_is_in_the_zone_beside_it(town: Town, calendar: GoogleCalendar):
    start = {"dateTime": "2026-09-10T10:00:00", "timeZone": "Europe/Oslo"}
    assert read_one(town, calendar, start=start).start == datetime(2026, 9, 10, 8, tzinfo=UTC)


def test_the_window_holds_what_overlaps_it_whatever_is_given(town: Town, calendar: GoogleCalendar):
    end = {"dateTime": "2026-09-01T00:00:00Z"}
    before = item(start={"dateTime": "2026-08-31T23:00:00Z"}, end=end)
    town.between.rule = answering({"items": [before, item()]})
    assert [e.start.day for e in calendar.events(SEPTEMBER).events] == [10]
