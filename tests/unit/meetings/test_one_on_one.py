"""Which events are 1:1s: every rejection has a reason, every meeting is there once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daemon.domain.meetings.event import Event, Guest, GuestKind, Occurrence, Response
from daemon.domain.meetings.one_on_one import (
    Companion,
    OneOnOne,
    Reason,
    Rejected,
    first_day,
    recognise,
)
from daemon.domain.people import Directory, Person

TEN = datetime(2026, 9, 8, 10, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)

DANA = Person("dana", "Dana Berg", ("dana@halden.example", "d.berg@halden.example"))
MAREK = Person("marek", "Marek Novak", ("marek@halden.example",), leader="dana")
LENA = Person("lena", "Lena Wolf", ("lena@halden.example", "lw@halden.example"), leader="dana")
INGRID = Person("ingrid", "Ingrid Lund", ("ingrid@halden.example",))
PEOPLE = Directory(
    people={p.id: p for p in (DANA, MAREK, LENA, INGRID)},
    rooms=frozenset({"fjord@halden.example"}),
)


def guest(
    address: str,
    response: Response = "accepted",
    kind: GuestKind = "person",
    name: str = "",
) -> Guest:
    return Guest(address, name, response, kind)


WITH_DANA = guest("dana@halden.example")
WITH_MAREK = guest("marek@halden.example")
WITH_LENA = guest("lena@halden.example")
STRANGER = guest("tom@customer.example")


def event(
    *guests: Guest,
    uid: str = "weekly",
    start: datetime = TEN,
    organizer: Guest | None = None,
    owner: str = "",
    recurring: bool = True,
) -> Event:
    return Event(
        occurrence=Occurrence("ics", uid, start if recurring else None),
        start=start,
        end=start + HALF_AN_HOUR,
        zone="Europe/Oslo",
        organizer=organizer,
        guests=guests,
        owner=owner,
        recurring=recurring,
    )


def reason(candidate: Event) -> Reason:
    found = recognise([candidate], PEOPLE)
    assert found.one_on_ones == ()
    (rejected,) = found.rejected
    assert rejected.event == candidate
    return rejected.reason


def one(*events: Event) -> OneOnOne:
    (found,) = recognise(events, PEOPLE).one_on_ones
    return found


# --- recognised ------------------------------------------------------------------------------


def test_a_leader_and_a_rep_alone_are_a_one_on_one():
    assert one(event(WITH_MAREK, WITH_DANA)) == OneOnOne(
        pair="marek+dana",
        rep="marek",
        leader="dana",
        start=TEN,
        end=TEN + HALF_AN_HOUR,
        references=("ics:weekly:2026-09-08T10:00:00+00:00",),
        recurring=True,
    )


def test_it_does_not_matter_who_of_the_two_is_named_first():
    assert one(event(WITH_DANA, WITH_MAREK)) == one(event(WITH_MAREK, WITH_DANA))


def test_an_alias_or_a_plus_address_is_the_person():
    lena = guest("lw+calendar@halden.example")
    assert one(event(lena, guest("d.berg@halden.example"))).pair == "lena+dana"


@pytest.mark.parametrize(
    "room", [guest("fjord@halden.example"), guest("any@rooms.example", kind="room")]
)
def test_a_room_is_no_third_person(room: Guest):
    assert one(event(WITH_MAREK, WITH_DANA, room)).pair == "marek+dana"


def test_an_organizer_who_is_not_on_the_guest_list_takes_part():
    assert one(event(WITH_MAREK, organizer=WITH_DANA)).leader == "dana"


def test_the_owner_of_the_calendar_takes_part():
    assert one(event(WITH_MAREK, owner="dana@halden.example")).leader == "dana"


def test_a_scheduling_robot_that_organizes_does_not_count():
    robot = guest("robot@scheduling.example")
    assert one(event(WITH_MAREK, WITH_DANA, organizer=robot)).pair == "marek+dana"


def test_a_calendar_shared_under_a_strange_address_does_not_count():
    assert one(event(WITH_MAREK, WITH_DANA, owner="team@halden.example")).pair == "marek+dana"


def test_a_room_may_organize_or_own_the_calendar():
    room = guest("fjord@halden.example")
    assert one(event(WITH_MAREK, WITH_DANA, organizer=room, owner=room.address))


def test_private_events_count_like_others():
    assert one(replace(event(WITH_MAREK, WITH_DANA), private=True))


@pytest.mark.parametrize("response", ["accepted", "tentative", "needs-action"])
def test_whoever_has_not_declined_is_expected(response: Response):
    assert one(event(guest("marek@halden.example", response), WITH_DANA))


def test_declining_with_one_of_two_addresses_is_no_refusal():
    no = guest("lw@halden.example", "declined")
    assert one(event(no, WITH_LENA, WITH_DANA)).rep == "lena"


# --- rejected --------------------------------------------------------------------------------


def test_a_cancelled_event_is_rejected():
    assert reason(replace(event(WITH_MAREK, WITH_DANA), cancelled=True)) is Reason.CANCELLED


def test_an_event_of_whole_days_is_rejected():
    assert reason(replace(event(WITH_MAREK, WITH_DANA), all_day=True)) is Reason.ALL_DAY


def test_an_absence_is_rejected():
    away = replace(event(WITH_MAREK, WITH_DANA), out_of_office=True)
    assert reason(away) is Reason.OUT_OF_OFFICE


def test_a_guest_list_that_is_not_whole_proves_nothing():
    partly = replace(event(WITH_MAREK, WITH_DANA), guests_omitted=True)
    assert reason(partly) is Reason.GUESTS_OMITTED


def test_a_group_may_be_anybody():
    group = guest("sales@halden.example", kind="group")
    assert reason(event(WITH_MAREK, group, owner="dana@halden.example")) is Reason.GROUP


def test_a_stranger_among_the_guests_makes_it_another_meeting():
    assert reason(event(WITH_MAREK, WITH_DANA, STRANGER)) is Reason.STRANGER
    assert reason(event(WITH_MAREK, WITH_DANA, STRANGER, organizer=STRANGER)) is Reason.STRANGER


def test_a_stranger_who_invites_one_of_us_is_the_second_person():
    assert reason(event(WITH_MAREK, organizer=STRANGER)) is Reason.STRANGER


def test_three_are_too_many_even_when_one_declined():
    no = guest("lena@halden.example", "declined")
    assert reason(event(WITH_MAREK, WITH_DANA, no)) is Reason.THREE_OR_MORE


def test_a_known_organizer_is_somebody():
    meeting = event(WITH_MAREK, WITH_DANA, organizer=guest("ingrid@halden.example"))
    assert reason(meeting) is Reason.THREE_OR_MORE


def test_an_appointment_of_ones_own_is_rejected():
    assert reason(event(owner="dana@halden.example")) is Reason.ONE_PERSON
    assert reason(event()) is Reason.ONE_PERSON


def test_two_addresses_of_one_person_are_one_person():
    assert reason(event(WITH_LENA, guest("lw@halden.example"))) is Reason.SAME_PERSON


def test_two_who_do_not_lead_one_another_are_rejected():
    assert reason(event(WITH_MAREK, WITH_LENA)) is Reason.NOT_LEAD_AND_REPORT


@pytest.mark.parametrize("who", ["marek@halden.example", "dana@halden.example"])
def test_when_either_declines_there_is_no_meeting(who: str):
    both = {g.address: g for g in (WITH_MAREK, WITH_DANA)} | {who: guest(who, "declined")}
    assert reason(event(*both.values())) is Reason.DECLINED


def test_a_declined_alias_is_not_outvoted_by_the_owner_of_the_calendar():
    no = guest("d.berg@halden.example", "declined")
    assert reason(event(WITH_MAREK, no, owner="dana@halden.example")) is Reason.DECLINED


# --- the same meeting more than once ---------------------------------------------------------


def test_the_same_meeting_in_two_calendars_is_there_once():
    danas = event(WITH_MAREK, WITH_DANA, owner="dana@halden.example")
    mareks = event(WITH_MAREK, WITH_DANA, owner="marek@halden.example")
    found = recognise([mareks, danas], PEOPLE)
    assert len(found.one_on_ones) == 1
    assert found.rejected == (Rejected(mareks, Reason.DUPLICATE),)


def test_two_providers_name_one_meeting_by_two_references():
    google = event(WITH_MAREK, WITH_DANA, uid="g")
    outlook = replace(google, occurrence=Occurrence("graph", "o", TEN))
    found = one(outlook, google)
    assert found.references == (
        "graph:o:2026-09-08T10:00:00+00:00",
        "ics:g:2026-09-08T10:00:00+00:00",
    )


def test_overlapping_meetings_of_a_pair_are_one_and_keep_the_earlier_time():
    early = event(WITH_MAREK, WITH_DANA, uid="a", recurring=False)
    late = event(WITH_MAREK, WITH_DANA, uid="b", start=TEN + timedelta(minutes=20))
    found = one(late, early)
    assert found.start == TEN
    assert found.recurring
    assert len(found.references) == 2


def test_meetings_one_after_the_other_are_two():
    later = event(WITH_MAREK, WITH_DANA, start=TEN + HALF_AN_HOUR)
    assert len(recognise([later, event(WITH_MAREK, WITH_DANA)], PEOPLE).one_on_ones) == 2


def test_other_pairs_may_meet_at_the_same_time():
    found = recognise([event(WITH_MAREK, WITH_DANA), event(WITH_LENA, WITH_DANA, uid="l")], PEOPLE)
    assert [o.pair for o in found.one_on_ones] == ["lena+dana", "marek+dana"]
    assert found.rejected == ()


def test_the_organizers_copy_says_when_where_copies_differ():
    danas = event(WITH_MAREK, organizer=WITH_DANA, owner="dana@halden.example")
    lagging = replace(danas, owner="marek@halden.example", start=TEN - timedelta(days=1))
    assert one(lagging, danas).start == TEN


@pytest.mark.parametrize("why", [Reason.CANCELLED, Reason.DECLINED])
def test_a_refusal_in_one_calendar_holds_for_the_copy_in_the_other(why: Reason):
    danas = event(WITH_MAREK, WITH_DANA, owner="dana@halden.example")
    no = guest("marek@halden.example", "declined")
    mareks = (
        replace(danas, owner="marek@halden.example", cancelled=True)
        if why is Reason.CANCELLED
        else replace(danas, owner="marek@halden.example", guests=(no, WITH_DANA))
    )
    found = recognise([danas, mareks], PEOPLE)
    assert found.one_on_ones == ()
    assert [r.reason for r in found.rejected] == [why, why]


def test_the_order_of_the_events_changes_nothing():
    events = [
        event(WITH_MAREK, WITH_DANA, uid="b", start=TEN + timedelta(minutes=10)),
        event(WITH_MAREK, WITH_DANA, uid="a"),
        event(WITH_LENA, WITH_DANA, uid="l", start=TEN - timedelta(days=1)),
        event(WITH_MAREK, STRANGER),
    ]
    assert recognise(events, PEOPLE) == recognise(reversed(events), PEOPLE)


def elsewhere(copy: Event, source: str, uid: str = "", **changes: datetime) -> Event:
    """The same occurrence as another provider has it; `uid` where it names it by an id of its own."""
    there = replace(copy.occurrence, source=source, uid=uid or copy.occurrence.uid)
    ical = copy.occurrence.uid if uid else ""
    return replace(copy, occurrence=there, ical_uid=ical, **changes)


def test_a_copy_that_lags_behind_in_another_calendar_is_the_same_meeting():
    dana = event(WITH_MAREK, organizer=WITH_DANA, owner="dana@halden.example")
    dana = replace(dana, start=TEN + timedelta(days=1), end=TEN + timedelta(days=1, hours=1))
    before = event(WITH_MAREK, WITH_DANA, owner="marek@halden.example")
    marek = elsewhere(before, "google", uid="abc")
    found = recognise([marek, dana], PEOPLE)
    (met,) = found.one_on_ones
    assert met.start == TEN + timedelta(days=1)
    assert met.references == tuple(sorted([dana.occurrence.reference, marek.occurrence.reference]))
    assert found.rejected == (Rejected(marek, Reason.DUPLICATE),)


@pytest.mark.parametrize("late", [timedelta(), timedelta(days=1)])
def test_what_a_mail_said_stands_only_where_no_calendar_holds_it(late: timedelta):
    held = event(WITH_MAREK, WITH_DANA, owner="marek@halden.example")
    invited = elsewhere(
        replace(held, owner=""), "invitations", start=TEN + late, end=TEN + late + HALF_AN_HOUR
    )
    assert one(invited).start == TEN + late
    assert one(invited, held).start == TEN
    assert one(invited, held).references == tuple(
        sorted([held.occurrence.reference, invited.occurrence.reference])
    )
    third = replace(held, guests=(*held.guests, WITH_LENA))
    assert recognise([invited, third], PEOPLE).one_on_ones == ()
    off = replace(invited, cancelled=True)
    assert one(off, held).start == TEN


# --- the first day ---------------------------------------------------------------------------


def weekly(*guests: Guest, uid: str, first: datetime = TEN, times: int = 3) -> list[Event]:
    starts = (first + timedelta(weeks=n) for n in range(times))
    return [event(*guests, uid=uid, start=s, owner="dana@halden.example") for s in starts]


def test_a_leaders_calendar_names_those_she_meets_alone_next_one_first():
    lena = guest("Lena@new.example", name="Lena Wolf")
    events = [
        *weekly(WITH_MAREK, WITH_DANA, uid="m"),
        *weekly(lena, uid="l", first=TEN - timedelta(hours=1), times=2),
    ]
    assert first_day(events, "Dana@halden.example") == (
        Companion("Lena@new.example", "Lena Wolf", 2, TEN - timedelta(hours=1)),
        Companion("marek@halden.example", "", 3, TEN),
    )


def test_a_name_that_only_a_later_event_has_is_taken():
    nameless, named = weekly(WITH_MAREK, uid="m", times=2)
    named = replace(named, guests=(guest("marek@halden.example", name="Marek Novak"),))
    (marek,) = first_day([named, nameless], "dana@halden.example")
    assert marek.name == "Marek Novak"


def test_what_is_no_recurring_meeting_of_two_is_left_out():
    dana = "dana@halden.example"
    no = guest("lena@halden.example", "declined")
    others = [
        event(WITH_MAREK, WITH_DANA, recurring=False),
        event(WITH_MAREK, WITH_LENA, WITH_DANA),
        event(WITH_MAREK, WITH_LENA),
        event(WITH_MAREK, WITH_LENA, organizer=WITH_DANA),
        event(owner=dana),
        event(no, owner=dana),
        replace(event(WITH_MAREK, WITH_DANA), cancelled=True),
    ]
    assert first_day(others, dana) == ()
