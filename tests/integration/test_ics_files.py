"""Calendars as files, with everything that can be wrong with a file."""

import contextlib
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daemon.calendars.ics import IcsCalendar
from daemon.calendars.parsing import MOST_BYTES, MOST_COMPONENTS
from daemon.domain.meetings.event import Event, Occurrence
from daemon.errors import SourceError
from daemon.ports import Events, Gone, Unknown, Window

BEFORE = datetime(2026, 9, 1, tzinfo=UTC)
SEPTEMBER = Window(BEFORE, datetime(2026, 10, 1, tzinfo=UTC))


def vcalendar(*events: str, head: tuple[str, ...] = ()) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Halden//Test//EN", *head, *events]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def vevent(uid: str, *lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"])


def zone(name: str, rule: str) -> str:
    """A zone five hours ahead, six in summer, as a calendar defines one itself."""
    return "\r\n".join(
        [
            "BEGIN:VTIMEZONE",
            f"TZID:{name}",
            "BEGIN:STANDARD",
            "DTSTART:16010101T030000",
            f"RRULE:{rule}",
            "TZOFFSETFROM:+0600",
            "TZOFFSETTO:+0500",
            "END:STANDARD",
            "BEGIN:DAYLIGHT",
            "DTSTART:16010101T020000",
            "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
            "TZOFFSETFROM:+0500",
            "TZOFFSETTO:+0600",
            "END:DAYLIGHT",
            "END:VTIMEZONE",
        ]
    )


LUNCH = vevent("lunch", "DTSTART:20260910T100000Z", "DTEND:20260910T110000Z", "SUMMARY:Lunch")
WEEKLY = (
    "DTSTART;TZID=Europe/Oslo:20260901T100000",
    "DTEND;TZID=Europe/Oslo:20260901T103000",
    "RRULE:FREQ=WEEKLY;BYDAY=TU",
)
SECOND = datetime(2026, 9, 8, 8, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dana.ics"


def read(path: Path, *events: str, head: tuple[str, ...] = (), home: str = "UTC") -> Events:
    path.write_text(vcalendar(*events, head=head), newline="")
    return IcsCalendar(path, zone=home).events(SEPTEMBER)


def only(path: Path, *lines: str, head: tuple[str, ...] = (), home: str = "UTC") -> Event:
    (event,) = read(path, vevent("it", *lines), head=head, home=home).events
    return event


def uids(events: Events) -> set[str]:
    return {e.occurrence.uid for e in events.events}


# --- one bad series, the rest goes on --------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("SUMMARY:When?",), "no DTSTART"),
        (("DTSTART:soon",), "DTSTART can't be read"),
        (("DTSTART:P1D",), "DTSTART is no time"),
        (("DTSTART:20260902T100000Z", "DTSTART:20260902T110000Z"), "DTSTART stands there twice"),
        (("DTSTART:20260902T100000Z", "DTEND:20260902T090000Z"), "ends before it starts"),
        (("DTSTART:20260902T100000Z", "DURATION:P999999999D"), "make no sense"),
        (("DTSTART:20260902T100000Z", "DTEND;VALUE=DATE:20260901"), "ends before it starts"),
        (("DTSTART;TZID=America/New_York:99991231T230000",), "make no sense"),
        (("DTSTART:20260902T100000Z", "RRULE:FREQ=SOMETIMES"), "RRULE can't be read"),
        (("DTSTART:20260902T100000Z", "RRULE:FREQ=WEEKLY;RSCALE=HEBREW"), "skipped"),
        (("DTSTART:20260902T100000Z", "SEQUENCE:new"), "SEQUENCE can't be read"),
        (("DTSTART:19700101T000000Z", "RRULE:FREQ=SECONDLY"), "SECONDLY"),
        (("DTSTART:20260902T100000Z", "RRULE:FREQ=WEEKLY;INTERVAL=0"), "INTERVAL"),
        (("DTSTART:20260902T100000Z", "RRULE:FREQ=DAILY;COUNT=1000000000"), "COUNT"),
        (("DTSTART:20260902T100000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), "never"),
    ],
)
def test_a_series_without_sense_is_named_and_hides_no_other(
    path: Path, lines: tuple[str, ...], why: str
):
    started = time.process_time()
    found = read(path, vevent("broken", *lines), LUNCH)
    assert uids(found) == {"lunch"}
    assert not found.complete
    (problem,) = found.problems
    assert problem.startswith(f"{path}: broken: skipped, ")
    assert why in problem
    assert time.process_time() - started < 2


def test_an_event_that_nobody_can_name_is_skipped(path: Path):
    found = read(path, "BEGIN:VEVENT\r\nDTSTART:20260902T100000Z\r\nEND:VEVENT", LUNCH)
    assert found.problems == (f"{path}: an event: skipped, no UID",)


def test_a_bad_override_takes_its_series_along_and_find_does_not_guess(path: Path):
    override = vevent("weekly", "RECURRENCE-ID;TZID=Europe/Oslo:20260908T100000", "DTSTART:?")
    found = read(path, vevent("weekly", *WEEKLY), override, LUNCH)
    assert uids(found) == {"lunch"}
    assert isinstance(IcsCalendar(path).find(Occurrence("ics", "weekly", SECOND)), Unknown)


def test_a_series_too_costly_to_expand_is_unknown_not_gone(path: Path):
    read(path, vevent("bomb", "DTSTART:20260902T100000Z", "RRULE:FREQ=SECONDLY"))
    assert isinstance(IcsCalendar(path).find(Occurrence("ics", "bomb", SECOND)), Unknown)


def test_too_many_single_dates_are_refused(path: Path):
    day = datetime(2026, 1, 1, tzinfo=UTC)
    dates = (f"RDATE:{day + timedelta(minutes=n):%Y%m%dT%H%M%SZ}" for n in range(20_001))
    found = read(path, vevent("dates", "DTSTART:20260101T000000Z", *dates), LUNCH)
    assert uids(found) == {"lunch"}
    assert "20,001 dates" in found.problems[0]


def test_alarms_and_tasks_are_not_read_so_a_bad_one_does_no_harm(path: Path):
    alarm = "BEGIN:VALARM\r\nTRIGGER:whenever\r\n???\r\nEND:VALARM"
    task = f"BEGIN:VTODO\r\nDUE:never\r\n{alarm}\r\nEND:VTODO"
    lunch = LUNCH.replace("END:VEVENT", f"{alarm}\r\nEND:VEVENT")
    assert read(path, task, lunch).complete


def test_a_guest_whose_line_cannot_be_read_may_be_anybody(path: Path):
    lines = ("DTSTART:20260902T100000Z", 'ATTENDEE;CN="Marek:mailto:marek@halden.example')
    assert only(path, *lines).guests_omitted
    assert only(path, "DTSTART:20260902T100000Z", "ATTENDEE").guests_omitted


# --- bad files -------------------------------------------------------------------------------

BAD_FILES = [
    (b"", "empty"),
    (b"<!DOCTYPE html><title>Sign in</title>", "not a calendar"),
    (vcalendar(LUNCH).encode()[:-40], "only a part"),
    (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nEND:VCALENDAR\r\n", "only a part"),
    (b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nEND:VALARM\r\nEND:VCALENDAR\r\n", "END:VTODO is missing"),
    (b"BEGIN:VCALENDAR\r\nno property\r\nEND:VCALENDAR\r\n", "not a calendar"),
    (
        b"BEGIN:VCALENDAR\r\n" + b"X-A:1\r\n" * (MOST_BYTES // 7) + b"END:VCALENDAR",
        "over 10,000,000",
    ),
    (
        b"BEGIN:VCALENDAR\r\n"
        + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * MOST_COMPONENTS
        + b"END:VCALENDAR",
        "over 20,000 components",
    ),
]
NAMES = ["empty", "login", "half", "unclosed", "crossed", "no-property", "too-big", "too-many"]


@pytest.mark.parametrize(("raw", "why"), BAD_FILES, ids=NAMES)
def test_bytes_that_are_no_calendar_are_an_error_that_names_the_file(
    path: Path, raw: bytes, why: str
):
    path.write_bytes(raw)
    calendar = IcsCalendar(path)
    with pytest.raises(SourceError, match=why) as error:
        calendar.events(SEPTEMBER)
    assert str(path) in str(error.value)
    assert isinstance(calendar.find(Occurrence("ics", "lunch")), Unknown)


@pytest.mark.parametrize(("raw", "why"), BAD_FILES, ids=NAMES)
def test_a_file_that_was_good_keeps_its_last_good_copy(path: Path, raw: bytes, why: str):
    path.write_text(vcalendar(LUNCH), newline="")
    calendar = IcsCalendar(path)
    assert calendar.events(SEPTEMBER).complete
    path.write_bytes(raw)
    for _ in range(2):
        found = calendar.events(SEPTEMBER)
        assert uids(found) == {"lunch"}
        assert not found.complete
        assert why in found.problems[0]
        assert "last good copy" in found.problems[0]
        assert isinstance(calendar.find(Occurrence("ics", "lunch")), Unknown)
        assert isinstance(calendar.find(Occurrence("ics", "other")), Unknown)
    path.write_text(vcalendar(LUNCH) + "\r\n", newline="")
    assert calendar.events(SEPTEMBER).complete


def test_a_calendar_of_just_so_many_components_is_read(path: Path):
    many = "BEGIN:VTODO\r\nEND:VTODO\r\n" * (MOST_COMPONENTS - 2)
    assert uids(read(path, many.rstrip(), LUNCH)) == {"lunch"}


def test_a_file_that_vanishes_proves_nothing(tmp_path: Path):
    (tmp_path / "dana.ics").write_text(vcalendar(LUNCH))
    (tmp_path / "lena.ics").write_text(vcalendar())
    calendar = IcsCalendar(tmp_path)
    calendar.events(SEPTEMBER)
    (tmp_path / "dana.ics").unlink()
    found = calendar.events(SEPTEMBER)
    assert uids(found) == {"lunch"}
    assert not found.complete
    assert isinstance(calendar.find(Occurrence("ics", "lunch")), Unknown)


def test_a_folder_that_is_away_for_a_while_proves_nothing(tmp_path: Path):
    folder = tmp_path / "calendars"
    folder.mkdir()
    (folder / "dana.ics").write_text(vcalendar(LUNCH))
    calendar = IcsCalendar(folder)
    calendar.events(SEPTEMBER)
    folder.rename(tmp_path / "away")
    assert not calendar.events(SEPTEMBER).complete
    (tmp_path / "away").rename(folder)
    assert calendar.events(SEPTEMBER).complete


@pytest.mark.parametrize("place", ["nowhere.ics", "."])
def test_where_nothing_can_be_read_it_says_so(tmp_path: Path, place: str):
    calendar = IcsCalendar(tmp_path / place)
    with pytest.raises(SourceError, match=str(tmp_path)):
        calendar.events(SEPTEMBER)
    assert isinstance(calendar.find(Occurrence("ics", "lunch")), Unknown)


def test_a_file_that_did_not_change_is_not_read_again(path: Path):
    path.write_text(vcalendar(LUNCH), newline="")
    calendar = IcsCalendar(path)
    calendar.events(SEPTEMBER)
    status = path.stat()
    path.write_bytes(b"x" * status.st_size)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert calendar.events(SEPTEMBER).complete


# --- a folder of people ----------------------------------------------------------------------


def test_one_broken_calendar_leaves_the_others_their_say(tmp_path: Path):
    (tmp_path / "dana.ics").write_text(vcalendar(LUNCH))
    (tmp_path / "lena.ics").write_text("<html>")
    (tmp_path / ".dana.ics").write_text("half-written by a tool")
    (tmp_path / "notes.txt").write_text("no calendar")
    found = IcsCalendar(tmp_path).events(SEPTEMBER)
    assert uids(found) == {"lunch"}
    assert not found.complete
    assert len(found.problems) == 1
    assert "lena.ics" in found.problems[0]


def test_a_file_is_its_persons_by_name_or_by_the_list(tmp_path: Path):
    for name in ("dana", "Marek@Halden.example", "other"):
        (tmp_path / f"{name}.ics").write_text(vcalendar(LUNCH))
    calendar = IcsCalendar(
        tmp_path, owner="team@halden.example", owners={"dana": "dana@halden.example"}
    )
    owners = [e.owner for e in calendar.events(SEPTEMBER).events]
    assert owners == ["dana@halden.example", "marek@halden.example", "team@halden.example"]


def test_a_single_file_is_the_owners_whatever_its_name(tmp_path: Path):
    path = tmp_path / "export@2026.ics"
    path.write_text(vcalendar(LUNCH))
    (event,) = IcsCalendar(path, owner="Dana@Halden.example").events(SEPTEMBER).events
    assert event.owner == "dana@halden.example"


def test_a_meeting_is_gone_when_one_calendar_cancels_it_and_not_when_one_lacks_it(tmp_path: Path):
    lunch = Occurrence("ics", "lunch")
    (tmp_path / "dana@halden.example.ics").write_text(vcalendar(LUNCH))
    mareks = tmp_path / "marek@halden.example.ics"
    mareks.write_text(vcalendar())
    calendar = IcsCalendar(tmp_path)
    assert isinstance(calendar.find(lunch), Event)
    cancelled = LUNCH.replace("END:VEVENT", "STATUS:CANCELLED\r\nEND:VEVENT")
    mareks.write_text(vcalendar(cancelled))
    assert isinstance(calendar.find(lunch), Gone)


# --- cancellations by mail (METHOD:CANCEL) ---------------------------------------------------


@pytest.mark.parametrize("times", [(), ("DTSTART;TZID=Europe/Oslo:20260901T100000",)])
def test_a_cancellation_of_the_whole_series_needs_no_times(path: Path, times: tuple[str, ...]):
    cancel = vcalendar(vevent("weekly", *times), head=("METHOD:CANCEL",))
    path.write_text(vcalendar(vevent("weekly", *WEEKLY)) + cancel, newline="")
    calendar = IcsCalendar(path)
    assert all(e.cancelled for e in calendar.events(SEPTEMBER).events)
    assert isinstance(calendar.find(Occurrence("ics", "weekly", SECOND)), Gone)


def test_a_cancellation_of_one_instance_leaves_the_others(path: Path):
    one = vevent("weekly", "RECURRENCE-ID:20260908T080000Z")
    cancel = vcalendar(one, head=("METHOD:CANCEL",))
    path.write_text(vcalendar(vevent("weekly", *WEEKLY)) + cancel, newline="")
    calendar = IcsCalendar(path)
    off = [e.occurrence.original for e in calendar.events(SEPTEMBER).events if e.cancelled]
    assert off == [SECOND]
    assert isinstance(calendar.find(Occurrence("ics", "weekly", SECOND)), Gone)


def test_an_event_that_came_back_with_a_higher_sequence_is_on(path: Path):
    again = vevent("weekly", *WEEKLY, "SEQUENCE:2")
    cancel = vcalendar(vevent("weekly", "SEQUENCE:1"), head=("METHOD:CANCEL",))
    path.write_text(cancel + vcalendar(again), newline="")
    found = IcsCalendar(path).events(SEPTEMBER)
    assert len(found.events) == 5
    assert not any(e.cancelled for e in found.events)


# --- times and zones -------------------------------------------------------------------------


def test_a_floating_time_is_meant_in_the_calendars_zone(path: Path):
    head = ("X-WR-TIMEZONE:America/New_York",)
    event = only(path, "DTSTART:20260902T090000", head=head, home="Europe/Oslo")
    assert (event.start.hour, event.zone) == (13, "America/New_York")


def test_without_one_it_is_meant_in_the_zone_given_and_never_in_the_servers(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert only(path, "DTSTART:20260902T090000", home="Europe/Oslo").start.hour == 7
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("name", ["Mars/Phobos", "Europe", "../../etc/passwd", "x" * 300])
def test_an_unknown_zone_is_read_as_the_calendars_and_named(path: Path, name: str):
    event = vevent("it", f"DTSTART;TZID={name}:20260902T090000")
    found = read(path, event, home="Europe/Oslo")
    assert found.events[0].start.hour == 7
    assert found.complete
    assert found.problems == (f"{path}: time zone {name[:60]} is unknown: read as Europe/Oslo",)


def test_an_unknown_zone_of_the_calendar_itself_is_named(path: Path):
    found = read(path, LUNCH, head=("X-WR-TIMEZONE:Mars/Phobos",))
    assert found.problems == (f"{path}: time zone Mars/Phobos is unknown: read as UTC",)


@pytest.mark.parametrize(
    "name", ["W. Europe Standard Time", "/freeassociation.sourceforge.net/Europe/Oslo"]
)
def test_windows_and_vendors_names_are_known(path: Path, name: str):
    assert only(path, f"DTSTART;TZID={name}:20260902T090000").start.hour == 7


def test_a_zone_that_the_file_defines_is_used_in_that_file_only(path: Path):
    defined = zone("Customized Time Zone", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10")
    event = vevent("it", "DTSTART;TZID=Customized Time Zone:20260902T090000")
    assert read(path, defined, event).events[0].start.hour == 3
    assert read(path, event).events[0].start.hour == 9


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SOMETIMES"]
)
def test_a_zone_whose_rules_never_end_is_not_used(path: Path, rule: str):
    event = vevent("it", "DTSTART;TZID=Bomb:20260902T090000")
    found = read(path, zone("Bomb", rule), event, zone("", rule).replace("TZID:\r\n", ""))
    assert found.events[0].start.hour == 9
    assert "Bomb is unknown" in found.problems[0]


@pytest.mark.parametrize("until", ["20260915", "20260915T100000", "20260915T080000Z"])
def test_the_last_day_of_a_series_belongs_to_it_however_until_is_written(path: Path, until: str):
    lines = (*WEEKLY[:2], f"RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL={until}")
    assert [e.start.day for e in read(path, vevent("it", *lines)).events] == [1, 8, 15]


def test_until_the_end_of_time_is_for_ever(path: Path):
    lines = (*WEEKLY[:2], "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=99991231T235959")
    assert len(read(path, vevent("it", *lines)).events) == 5


def test_extra_dates_belong_to_the_series_with_lengths_of_their_own(path: Path):
    extra = ("RDATE;VALUE=PERIOD:20260903T090000/PT1H", "RDATE:20260905T090000")
    found = read(path, vevent("it", "DTSTART:20260901T090000", "DURATION:PT30M", *extra))
    minutes = [(e.start.day, (e.end - e.start).seconds // 60) for e in found.events]
    assert minutes == [(1, 30), (3, 60), (5, 30)]
    assert all(e.recurring for e in found.events)


def test_whole_days_begin_and_end_at_midnight_at_home(path: Path):
    lines = ("DTSTART;VALUE=DATE:20260902", "RRULE:FREQ=WEEKLY;COUNT=2")
    first = read(path, vevent("fair", *lines), home="Europe/Oslo").events[0]
    assert (first.start.day, first.start.hour, first.all_day) == (1, 22, True)


def test_outlook_marks_whole_days_beside_midnights(path: Path):
    lines = ("DTSTART:20260902T000000Z", "DTEND:20260903T000000Z")
    assert only(path, *lines, "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE").all_day
    assert not only(path, *lines).all_day


# --- moves -----------------------------------------------------------------------------------


def test_this_and_future_moves_all_that_follow_and_each_keeps_its_reference(path: Path):
    move = vevent(
        "weekly",
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Oslo:20260915T100000",
        "DTSTART;TZID=Europe/Oslo:20260916T140000",
        "DTEND;TZID=Europe/Oslo:20260916T143000",
    )
    found = read(path, vevent("weekly", *WEEKLY), move)
    times = [(e.start.day, e.start.hour) for e in found.events]
    assert times == [(1, 8), (8, 8), (16, 12), (23, 12), (30, 12)]
    originals = [e.occurrence.original for e in found.events]
    assert originals == [SECOND + timedelta(weeks=n) for n in (-1, 0, 1, 2, 3)]
    third = IcsCalendar(path).find(found.events[3].occurrence)
    assert isinstance(third, Event)
    assert third.start == found.events[3].start


def test_an_invitation_to_one_instance_alone_stands_for_itself(path: Path):
    lines = ("RECURRENCE-ID:20260908T080000Z", "DTSTART:20260909T080000Z")
    event = only(path, *lines)
    calendar = IcsCalendar(path)
    assert event.recurring
    assert isinstance(calendar.find(event.occurrence), Event)
    week_later = Occurrence("ics", "it", SECOND + timedelta(weeks=1))
    assert isinstance(calendar.find(week_later), Unknown)
    assert isinstance(calendar.find(Occurrence("ics", "it")), Unknown)


def test_a_single_event_that_became_a_series_is_its_first_instance(path: Path):
    path.write_text(vcalendar(vevent("weekly", *WEEKLY)))
    found = IcsCalendar(path).find(Occurrence("ics", "weekly"))
    assert isinstance(found, Event)
    assert found.start == SECOND - timedelta(weeks=1)


# --- who -------------------------------------------------------------------------------------

SECOND_OF_SEPTEMBER = "DTSTART:20260902T100000Z"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("ATTENDEE;CUTYPE=INDIVIDUAL:mailto:a@halden.example", "person"),
        ("ATTENDEE;CUTYPE=RESOURCE:mailto:a@halden.example", "room"),
        ("ATTENDEE;CUTYPE=ROOM:mailto:a@halden.example", "room"),
        ("ATTENDEE;CUTYPE=GROUP:mailto:a@halden.example", "group"),
        ("ATTENDEE:mailto:c_1@resource.calendar.google.com", "room"),
    ],
)
def test_guests_are_people_rooms_or_groups(path: Path, line: str, kind: str):
    assert only(path, SECOND_OF_SEPTEMBER, line).guests[0].kind == kind


@pytest.mark.parametrize(
    ("partstat", "response"),
    [
        (";PARTSTAT=ACCEPTED", "accepted"),
        (";PARTSTAT=TENTATIVE", "tentative"),
        (";PARTSTAT=DELEGATED", "declined"),
        (";PARTSTAT=NEEDS-ACTION", "needs-action"),
        ("", "needs-action"),
    ],
)
def test_guests_have_answered_or_not(path: Path, partstat: str, response: str):
    line = f"ATTENDEE{partstat}:mailto:marek@halden.example"
    assert only(path, SECOND_OF_SEPTEMBER, line).guests[0].response == response


def test_a_guest_may_be_optional(path: Path):
    line = "ATTENDEE;ROLE=OPT-PARTICIPANT:mailto:marek@halden.example"
    assert only(path, SECOND_OF_SEPTEMBER, line).guests[0].optional


def test_an_address_may_stand_in_a_parameter_or_be_none(path: Path):
    lines = ('ATTENDEE;EMAIL="Marek@Halden.example":/123/principal/', "ATTENDEE:urn:uuid:7")
    guests = only(path, SECOND_OF_SEPTEMBER, *lines).guests
    assert [g.address for g in guests] == ["marek@halden.example", "urn:uuid:7"]


def test_somebody_who_brings_others_along_leaves_the_list_unfinished(path: Path):
    line = "ATTENDEE;X-NUM-GUESTS={}:mailto:marek@halden.example"
    assert only(path, SECOND_OF_SEPTEMBER, line.format(1)).guests_omitted
    assert not only(path, SECOND_OF_SEPTEMBER, line.format(0)).guests_omitted


def test_an_absence_says_so(path: Path):
    assert only(path, SECOND_OF_SEPTEMBER, "X-MICROSOFT-CDO-BUSYSTATUS:OOF").out_of_office


@pytest.mark.parametrize("level", ["PRIVATE", "CONFIDENTIAL"])
def test_nothing_of_a_private_event_but_people_and_times_is_given(path: Path, level: str):
    event = only(path, SECOND_OF_SEPTEMBER, f"CLASS:{level}", "SUMMARY:Oncologist")
    assert event.private
    assert "Oncologist" not in repr(event)


def test_a_title_is_one_line(path: Path):
    assert only(path, SECOND_OF_SEPTEMBER, "SUMMARY:One\\nBcc: all\\t").title == "One Bcc: all\\t"


# --- anything at all -------------------------------------------------------------------------

LINES = vcalendar(
    zone("Customized Time Zone", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"),
    vevent("weekly", *WEEKLY, "EXDATE;TZID=Europe/Oslo:20260908T100000", "SEQUENCE:1"),
    vevent("weekly", "RECURRENCE-ID;TZID=Europe/Oslo:20260915T100000", "DTSTART:20260916T100000Z"),
    vevent("zoned", "DTSTART;TZID=Customized Time Zone:20260902T090000", "DURATION:PT30M"),
    LUNCH,
).split("\r\n")


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, len(LINES) - 1),
    cut=st.integers(0, 40),
    put=st.text(max_size=12) | st.sampled_from([":", ";", "\r\n", "=", ";VALUE=DATE", "9999"]),
    length=st.integers(0, 12),
)
def test_whatever_is_wrong_in_a_line_it_is_an_answer_or_an_error_of_ours(
    path: Path, at: int, cut: int, put: str, length: int
):
    lines = list(LINES)
    lines[at] = lines[at][:cut] + put + lines[at][cut + length :]
    path.write_bytes("\r\n".join(lines).encode("utf-8", "replace"))
    calendar = IcsCalendar(path)
    with contextlib.suppress(SourceError):
        calendar.events(SEPTEMBER)
    calendar.find(Occurrence("ics", "weekly", SECOND))
