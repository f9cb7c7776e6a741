"""What every calendar must do. A new one joins by one entry in `CALENDARS`.

Each is given the same events as RFC 5545 text; an adapter for a provider puts them there through
the provider's own import and then reads them as it always does.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daemon.accounts.google import scopes
from daemon.calendars.caldav import CalDavCalendar
from daemon.calendars.caldav_account import CalDavAccount
from daemon.calendars.feed import FeedCalendar
from daemon.calendars.google import GoogleCalendar
from daemon.calendars.ics import IcsCalendar
from daemon.calendars.outlook import OutlookCalendar
from daemon.calendars.web import Web
from daemon.domain.meetings.event import Event, Guest, Occurrence
from daemon.ports import CalendarSource, Gone, Unknown, Window
from daemon.rehearsal.copies import Snapshot
from tests.servers import caldav, google
from tests.servers.caldav import DavServer
from tests.servers.canned import Said, canned
from tests.servers.google_import import Diary
from tests.servers.microsoft import server as microsoft

BEFORE = datetime(2026, 9, 1, tzinfo=UTC)
SEPTEMBER = Window(BEFORE, datetime(2026, 10, 1, tzinfo=UTC))

Put = Callable[[str], CalendarSource]


def ics_file(tmp_path: Path) -> Put:
    path = tmp_path / "dana@halden.example.ics"
    calendar = IcsCalendar(path, zone="Europe/Oslo")

    def put(text: str) -> CalendarSource:
        path.write_text(text, newline="")
        return calendar

    return put


def ics_folder(tmp_path: Path) -> Put:
    """Every event in a file of its own, as synchronising tools keep them."""
    folder = tmp_path / "calendars"
    folder.mkdir()
    calendar = IcsCalendar(folder, owner="dana@halden.example", zone="Europe/Oslo")

    def put(text: str) -> CalendarSource:
        head, *events = text.split("BEGIN:VEVENT")
        for old in folder.iterdir():
            old.write_text(head + "END:VCALENDAR\r\n", newline="")
        for number, event in enumerate(events):
            body = event.removesuffix("END:VCALENDAR\r\n")
            whole = f"{head}BEGIN:VEVENT{body}END:VCALENDAR\r\n"
            (folder / f"{number}.ics").write_text(whole, newline="")
        return calendar

    return put


def snapshot(tmp_path: Path) -> Put:
    """What a rehearsal reads once, and then nothing more."""
    real = ics_file(tmp_path)
    whole = Window(BEFORE - timedelta(days=400), BEFORE + timedelta(days=800))
    return lambda text: Snapshot(real(text).events(whole), whole, "ics")


OPEN: list[Web | ExitStack] = []


def on_server(server: Callable[[], DavServer]) -> Callable[[Path], Put]:
    """Each series in a resource of its own, as RFC 4791 4.1 wants it."""

    def calendar(_: Path) -> Put:
        collection = server().collection()
        web = Web(server().url, near=caldav.NEAR, user=caldav.USER, password=caldav.PASSWORD)
        OPEN.append(web)
        account = CalDavAccount(web)
        owned = {"owner": "dana@halden.example", "zone": "Europe/Oslo"}
        source = CalDavCalendar(account, collection.path, **owned)
        put_before: set[str] = set()

        def put(text: str) -> CalendarSource:
            head, *events = text.split("BEGIN:VEVENT")
            bodies: dict[str, str] = {}
            for event in events:
                uid = event.partition("UID:")[2].partition("\r\n")[0]
                body = event.removesuffix("END:VCALENDAR\r\n")
                bodies[uid] = f"{bodies.get(uid, '')}BEGIN:VEVENT{body}"
            for name in put_before - bodies.keys():
                collection.delete(name)
            put_before.clear()
            for uid, body in bodies.items():
                collection.put(uid, f"{head}{body}END:VCALENDAR\r\n")
                put_before.add(uid)
            return source

        return put

    return calendar


def feed(tmp_path: Path) -> Put:
    """Published on the web, and asked for at each reading."""
    stack = ExitStack()
    OPEN.append(stack)
    server = stack.enter_context(canned())
    web = Web(server.url, near=caldav.NEAR)
    stack.callback(web.close)
    owned = {"owner": "dana@halden.example", "zone": "Europe/Oslo"}
    calendar = FeedCalendar(web, tmp_path / "feeds", pause=0, **owned)

    def put(text: str) -> CalendarSource:
        server.answer = lambda _: Said(200, {}, text.encode())
        return calendar

    return put


def outlook(_: Path) -> Put:
    stack = ExitStack()
    OPEN.append(stack)
    graph = stack.enter_context(microsoft.running())
    box = graph.box("dana@halden.example")
    api = microsoft.api(graph)
    stack.callback(api.close)
    calendar = OutlookCalendar(api, "dana@halden.example", zone="Europe/Oslo")

    def put(text: str) -> CalendarSource:
        box.calendar = text
        return calendar

    return put


def at_google(tmp_path: Path) -> Put:
    """Dana changes her calendar; what is put there she does, and we read it as shared with us."""
    town = google.town()
    town.reset()
    diary = Diary(town)
    account = town.account(tmp_path, "dana", scopes.CALENDAR)
    calendar = GoogleCalendar(account, "primary", owner="dana@halden.example")

    def put(text: str) -> CalendarSource:
        diary.put(text)
        return calendar

    return put


SERVERS = {
    "outlook": outlook,
    "google": at_google,
    "caldav-radicale": on_server(caldav.radicale),
    "caldav-xandikos": on_server(caldav.xandikos),
}
CALENDARS: dict[str, Callable[[Path], Put]] = {
    "ics-file": ics_file,
    "ics-folder": ics_folder,
    "snapshot": snapshot,
    "feed": feed,
    **SERVERS,
}


@pytest.fixture(
    params=[
        pytest.param(name, marks=[pytest.mark.servers] if name in SERVERS else [])
        for name in CALENDARS
    ]
)
def put(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Put]:
    yield CALENDARS[request.param](tmp_path)
    while OPEN:
        OPEN.pop().close()


def vcalendar(*events: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Halden//Test//EN", *events]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def vevent(uid: str, *lines: str) -> str:
    head = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260801T000000Z"]
    return "\r\n".join([*head, *lines, "END:VEVENT"])


WEEKLY = (
    "DTSTART;TZID=Europe/Oslo:20260901T100000",
    "DTEND;TZID=Europe/Oslo:20260901T103000",
    "RRULE:FREQ=WEEKLY;BYDAY=TU",
    "ORGANIZER;CN=Dana Berg:mailto:dana@halden.example",
    "ATTENDEE;CN=Marek Novak;PARTSTAT=ACCEPTED:mailto:Marek@Halden.example",
    "SUMMARY:Dana / Marek",
)
LUNCH = ("DTSTART:20260910T100000Z", "DTEND:20260910T110000Z", "SUMMARY:Lunch")


def tuesday(day: int) -> datetime:
    return datetime(2026, 9, day, 8, tzinfo=UTC)


def days(source: CalendarSource, window: Window = SEPTEMBER) -> list[int]:
    return [e.start.day for e in source.events(window).events if not e.cancelled]


def weekly(put: Put, day: int) -> Occurrence:
    """How the source names an instance of the weekly series before anything happens to it."""
    return of(put(vcalendar(vevent("weekly", *WEEKLY))), tuesday(day)).occurrence


def lunch(put: Put) -> Occurrence:
    return put(vcalendar(vevent("lunch", *LUNCH))).events(SEPTEMBER).events[0].occurrence


def of(source: CalendarSource, start: datetime) -> Event:
    return next(e for e in source.events(SEPTEMBER).events if e.start == start)


def invited(event: Event) -> list[Guest]:
    """Some calendars name who invites among the guests, some don't."""
    return [g for g in event.guests if g.address != "dana@halden.example"]


def test_a_weekly_series_gives_one_event_for_each_week(put: Put):
    read = put(vcalendar(vevent("weekly", *WEEKLY))).events(SEPTEMBER)
    assert [e.start for e in read.events] == [tuesday(d) for d in (1, 8, 15, 22, 29)]
    assert {e.end - e.start for e in read.events} == {timedelta(minutes=30)}
    assert read.complete
    assert read.problems == ()


def test_an_event_says_who_and_when_in_utc_with_its_zone_beside(put: Put):
    event = put(vcalendar(vevent("weekly", *WEEKLY))).events(SEPTEMBER).events[0]
    assert event.start.utcoffset() == timedelta()
    assert event.zone == "Europe/Oslo"
    assert event.title == "Dana / Marek"
    assert event.recurring
    assert event.organizer
    assert event.organizer.address == "dana@halden.example"
    assert [(g.address, g.name, g.response) for g in invited(event)] == [
        ("marek@halden.example", "Marek Novak", "accepted")
    ]
    assert event.owner == "dana@halden.example"


def test_local_time_stays_the_same_when_the_clocks_change(put: Put):
    source = put(vcalendar(vevent("weekly", *WEEKLY)))
    october = Window(datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 10, 28, tzinfo=UTC))
    assert [e.start.hour for e in source.events(october).events] == [8, 9]


def test_only_what_overlaps_the_window_is_given(put: Put):
    source = put(vcalendar(vevent("lunch", *LUNCH)))
    start, end = datetime(2026, 9, 10, 10, tzinfo=UTC), datetime(2026, 9, 10, 11, tzinfo=UTC)
    minute = timedelta(minutes=1)
    assert days(source, Window(start + minute, end - minute)) == [10]
    assert days(source, Window(BEFORE, start)) == []
    assert days(source, Window(end, end + minute)) == []


def test_a_deleted_instance_is_not_given_and_is_gone(put: Put):
    on_8 = weekly(put, 8)
    lines = (*WEEKLY, "EXDATE;TZID=Europe/Oslo:20260908T100000")
    source = put(vcalendar(vevent("weekly", *lines)))
    assert days(source) == [1, 15, 22, 29]
    assert isinstance(source.find(on_8), Gone)


def test_a_moved_instance_keeps_its_reference(put: Put):
    moved = vevent(
        "weekly",
        "RECURRENCE-ID;TZID=Europe/Oslo:20260908T100000",
        "DTSTART;TZID=Europe/Oslo:20260910T140000",
        "DTEND;TZID=Europe/Oslo:20260910T143000",
    )
    before = weekly(put, 8)
    source = put(vcalendar(vevent("weekly", *WEEKLY), moved))
    assert days(source) == [1, 10, 15, 22, 29]
    after = of(source, datetime(2026, 9, 10, 12, tzinfo=UTC))
    assert after.occurrence == before


def test_an_instance_moved_out_of_every_window_is_still_found(put: Put):
    on_8 = weekly(put, 8)
    moved = vevent(
        "weekly",
        "RECURRENCE-ID;TZID=Europe/Oslo:20260908T100000",
        "DTSTART;TZID=Europe/Oslo:20270318T100000",
        "DTEND;TZID=Europe/Oslo:20270318T103000",
    )
    source = put(vcalendar(vevent("weekly", *WEEKLY), moved))
    assert days(source) == [1, 15, 22, 29]
    found = source.find(on_8)
    assert isinstance(found, Event)
    assert found.start == datetime(2027, 3, 18, 9, tzinfo=UTC)


def test_an_instance_moved_into_the_window_is_given(put: Put):
    moved = vevent(
        "weekly",
        "RECURRENCE-ID;TZID=Europe/Oslo:20261006T100000",
        "DTSTART;TZID=Europe/Oslo:20260930T100000",
        "DTEND;TZID=Europe/Oslo:20260930T103000",
    )
    assert days(put(vcalendar(vevent("weekly", *WEEKLY), moved))) == [1, 8, 15, 22, 29, 30]


def test_a_cancelled_instance_is_gone_and_the_others_stay(put: Put):
    on_8 = weekly(put, 8)
    on_15 = weekly(put, 15)
    cancelled = vevent(
        "weekly",
        "RECURRENCE-ID;TZID=Europe/Oslo:20260908T100000",
        "DTSTART;TZID=Europe/Oslo:20260908T100000",
        "STATUS:CANCELLED",
    )
    source = put(vcalendar(vevent("weekly", *WEEKLY), cancelled))
    assert days(source) == [1, 15, 22, 29]
    assert isinstance(source.find(on_8), Gone)
    assert isinstance(source.find(on_15), Event)


def test_a_cancelled_event_is_gone(put: Put):
    known = lunch(put)
    source = put(vcalendar(vevent("lunch", *LUNCH, "STATUS:CANCELLED")))
    assert days(source) == []
    assert isinstance(source.find(known), Gone)


def test_a_single_event_is_found_where_it_is_now(put: Put):
    known = lunch(put)
    later = vevent("lunch", "DTSTART:20261110T100000Z", "DTEND:20261110T110000Z")
    found = put(vcalendar(later)).find(known)
    assert isinstance(found, Event)
    assert found.start == datetime(2026, 11, 10, 10, tzinfo=UTC)
    assert not found.recurring


def test_a_series_that_was_ended_has_no_later_instances(put: Put):
    on_22 = weekly(put, 22)
    lines = (*WEEKLY[:2], "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20260915T080000Z")
    source = put(vcalendar(vevent("weekly", *lines)))
    assert days(source) == [1, 8, 15]
    assert isinstance(source.find(on_22), Gone)


def test_an_event_that_the_calendar_no_longer_holds_is_gone(put: Put):
    on_8 = weekly(put, 8)
    source = put(vcalendar(vevent("lunch", *LUNCH)))
    assert isinstance(source.find(on_8), Gone)


def test_an_occurrence_of_another_calendar_is_unknown(put: Put):
    on_8 = weekly(put, 8)
    source = put(vcalendar(vevent("weekly", *WEEKLY)))
    assert isinstance(source.find(replace(on_8, source="elsewhere")), Unknown)


def test_a_declined_invitation_says_so(put: Put):
    lines = (*LUNCH, "ATTENDEE;PARTSTAT=DECLINED:mailto:marek@halden.example")
    [guest] = invited(put(vcalendar(vevent("lunch", *lines))).events(SEPTEMBER).events[0])
    assert guest.response == "declined"


def test_rooms_are_no_people(put: Put):
    lines = (*LUNCH, "ATTENDEE;CUTYPE=ROOM;CN=Fjord:mailto:fjord@halden.example")
    [guest] = invited(put(vcalendar(vevent("l", *lines))).events(SEPTEMBER).events[0])
    assert guest.kind == "room"


def test_a_private_event_has_no_title(put: Put):
    event = put(vcalendar(vevent("lunch", *LUNCH, "CLASS:PRIVATE"))).events(SEPTEMBER).events[0]
    assert event.private
    assert event.title == ""


def test_an_event_of_whole_days_says_so(put: Put):
    lines = ("DTSTART;VALUE=DATE:20260910", "SUMMARY:Fair")
    event = put(vcalendar(vevent("fair", *lines))).events(SEPTEMBER).events[0]
    assert event.all_day
    assert event.end - event.start == timedelta(days=1)


def test_events_come_in_order_and_the_same_way_each_time(put: Put):
    text = vcalendar(vevent("lunch", *LUNCH), vevent("weekly", *WEEKLY))
    source = put(text)
    first = source.events(SEPTEMBER).events
    assert [e.start.day for e in first] == [1, 8, 10, 15, 22, 29]
    assert source.events(SEPTEMBER).events == first


@pytest.mark.parametrize("put", sorted(CALENDARS.keys() - SERVERS.keys()), indirect=True)
def test_one_event_without_a_time_hides_no_other(put: Put):
    source = put(vcalendar(vevent("broken", "SUMMARY:When?"), vevent("lunch", *LUNCH)))
    read = source.events(SEPTEMBER)
    assert [e.title for e in read.events] == ["Lunch"]
    assert not read.complete
    assert "broken" in read.problems[0]
