"""The same meeting stays the same meeting, whatever the calendar does to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.ledger import Meeting
from daemon.domain.meetings.event import Event, Guest, Occurrence
from daemon.domain.meetings.one_on_one import OneOnOne, cancel, match, occurrence_of, recognise
from daemon.domain.people import Directory, Person

TEN = datetime(2026, 9, 8, 10, tzinfo=UTC)
DAY = timedelta(days=1)
LENGTH = timedelta(minutes=30)
WINDOW = (TEN - timedelta(hours=2), TEN + timedelta(days=60))


def one(*references: str, start: datetime = TEN, pair: str = "marek+dana") -> OneOnOne:
    rep, leader = pair.split("+")
    return OneOnOne(pair, rep, leader, start, start + LENGTH, references, recurring=True)


def meeting(
    number: int,
    *references: str,
    start: datetime = TEN,
    pair: str = "marek+dana",
    state: str = "on",
) -> Meeting:
    return Meeting(number, pair, start, start + LENGTH, references, state)


def known(*meetings: Meeting) -> Mapping[int, Meeting]:
    return {m.number: m for m in meetings}


# --- which meeting it is ---------------------------------------------------------------------


def test_the_first_meeting_of_a_ledger_is_number_one():
    assert match({}, [one("a")], WINDOW).meetings == known(meeting(1, "a"))


def test_new_meetings_are_numbered_by_time_after_all_meetings_of_the_ledger():
    ledger = known(meeting(7, "x", start=TEN - 90 * DAY, pair="marek+ingrid"))
    found = [one("b", start=TEN + DAY), one("a")]
    assert match(ledger, found, WINDOW).meetings == {
        **ledger,
        8: meeting(8, "a"),
        9: meeting(9, "b", start=TEN + DAY),
    }


def test_a_moved_instance_is_known_by_its_reference():
    moved = match(known(meeting(1, "a")), [one("a", start=TEN + 3 * DAY)], WINDOW)
    assert moved.meetings == known(meeting(1, "a", start=TEN + 3 * DAY))
    assert moved.missing == ()


def test_a_recreated_series_is_known_by_pair_and_time_and_keeps_both_references():
    found = match(known(meeting(1, "old")), [one("new")], WINDOW)
    assert found.meetings == known(meeting(1, "new", "old"))


def test_another_pair_at_the_same_time_is_another_meeting():
    ledger = known(meeting(1, "a", pair="marek+ingrid"))
    found = match(ledger, [one("a")], WINDOW)
    assert found.meetings == {**ledger, 2: meeting(2, "a")}
    assert found.missing == (1,)


def test_a_cancelled_meeting_that_comes_back_is_on_again():
    ledger = known(meeting(1, "a", state="cancelled"))
    assert match(ledger, [one("a")], WINDOW).meetings == known(meeting(1, "a"))


def test_a_new_event_at_the_time_of_a_cancelled_meeting_is_a_new_meeting():
    ledger = known(meeting(1, "a", state="cancelled"))
    assert match(ledger, [one("b")], WINDOW).meetings == {**ledger, 2: meeting(2, "b")}


def test_two_meetings_that_swap_their_times_stay_themselves():
    ledger = known(meeting(1, "a"), meeting(2, "b", start=TEN + DAY))
    found = match(ledger, [one("a", start=TEN + DAY), one("b")], WINDOW)
    assert found.meetings == known(meeting(1, "a", start=TEN + DAY), meeting(2, "b"))


def test_two_known_meetings_at_one_time_become_one():
    ledger = known(meeting(1, "a"), meeting(2, "b", start=TEN + DAY))
    found = match(ledger, [one("a", "b")], WINDOW)
    assert found.meetings == {
        1: meeting(1, "a", "b"),
        2: replace(ledger[2], state="cancelled"),
    }
    assert found.missing == ()


def test_meetings_that_were_one_for_a_while_part_again():
    ledger = known(meeting(1, "a", "b"), meeting(2, "b", start=TEN + DAY, state="cancelled"))
    found = match(ledger, [one("a"), one("b", start=TEN + DAY)], WINDOW)
    assert found.meetings == known(meeting(1, "a", "b"), meeting(2, "b", start=TEN + DAY))


def test_a_meeting_moved_onto_one_that_has_vanished_takes_its_place():
    ledger = known(meeting(1, "a"), meeting(2, "b", start=TEN + DAY))
    found = match(ledger, [one("b")], WINDOW)
    assert found.meetings == {1: replace(ledger[1], state="cancelled"), 2: meeting(2, "b")}
    assert found.missing == ()


def test_meetings_without_length_are_the_same_when_they_start_together():
    short = replace(meeting(1, "a"), end=TEN)
    assert set(match(known(short), [replace(one("b"), end=TEN)], WINDOW).meetings) == {1}


# --- what is missing -------------------------------------------------------------------------


def test_absence_is_no_cancellation_only_a_question():
    ledger = known(meeting(1, "a"), meeting(2, "b", start=TEN + DAY))
    found = match(ledger, [], WINDOW)
    assert found.meetings == ledger
    assert found.missing == (1, 2)


def test_nobody_asks_about_the_past_the_cancelled_or_what_lies_outside_the_window():
    ledger = known(
        meeting(1, "a", start=WINDOW[0] - DAY),
        meeting(2, "b", state="cancelled"),
        meeting(3, "c", start=WINDOW[1]),
        meeting(4, "d", start=WINDOW[1] - DAY),
    )
    assert match(ledger, [], WINDOW).missing == (4,)


def test_a_meeting_that_was_held_stays_as_it_was():
    held = meeting(1, "a", start=WINDOW[0] - timedelta(minutes=10))
    overlapping = one("b", start=WINDOW[0] + timedelta(minutes=5))
    found = match(known(held), [overlapping, one("a", start=TEN)], WINDOW)
    assert found.meetings[1] == meeting(1, "a")
    assert found.meetings[2] == meeting(2, "b", start=overlapping.start)


def test_cancelling_keeps_everything_but_the_state():
    ledger = known(meeting(1, "a"), meeting(2, "b"))
    assert cancel(ledger, 1) == {1: replace(ledger[1], state="cancelled"), 2: ledger[2]}


# --- references ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "occurrence",
    [
        Occurrence("ics", "a@b", TEN),
        Occurrence("google", "x:y:2026-09-08T10:00:00+00:00", None),
        Occurrence("caldav", "", TEN.replace(microsecond=5)),
    ],
)
def test_a_reference_names_its_occurrence_again(occurrence: Occurrence):
    assert occurrence_of(occurrence.reference) == occurrence


def test_what_is_no_reference_is_refused():
    with pytest.raises(ValueError, match="nonsense"):
        occurrence_of("nonsense")


# --- generated histories ---------------------------------------------------------------------

DANA = Person("dana", "Dana Berg", ("dana@halden.example",))
MAREK = Person("marek", "Marek Novak", ("marek@halden.example",), leader="dana")
PEOPLE = Directory(people={p.id: p for p in (DANA, MAREK)})
SLOTS = 8


@dataclass
class Real:
    """A meeting as the two people think of it."""

    uid: int
    original: int
    slot: int
    number: int = 0


def in_calendar(real: Real) -> Event:
    start = TEN + real.slot * DAY
    return Event(
        occurrence=Occurrence("ics", f"series-{real.uid}", TEN + real.original * DAY),
        start=start,
        end=start + LENGTH,
        zone="UTC",
        guests=(Guest("marek@halden.example"), Guest("dana@halden.example")),
        recurring=True,
    )


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "move", "recreate", "drop", "swap"]),
        st.integers(0, SLOTS - 1),
        st.integers(0, SLOTS - 1),
    ),
    max_size=25,
)


@given(STEPS)
def test_through_any_history_of_moves_and_recreations_no_meeting_is_doubled_or_lost(
    steps: list[tuple[str, int, int]],
):
    meetings: Mapping[int, Meeting] = {}
    real: dict[int, Real] = {}
    for uid, (what, slot, other) in enumerate(steps):
        here, there = real.pop(slot, None), real.pop(other, None) if other != slot else None
        if what == "add" and here is None:
            here = Real(uid, slot, slot)
        elif what == "recreate" and here:
            here.uid, here.original = uid, slot
        elif what == "drop":
            here = None
        elif (what == "move" and there is None) or what == "swap":
            here, there = there, here
        for at, somebody in ((slot, here), (other, there)):
            if somebody:
                somebody.slot = at
                real[at] = somebody

        found = recognise(map(in_calendar, real.values()), PEOPLE).one_on_ones
        matched = match(meetings, found, WINDOW)
        meetings = matched.meetings
        for number in matched.missing:
            meetings = cancel(meetings, number)

        on = {m.start: m.number for m in meetings.values() if m.state == "on"}
        assert len(on) == sum(m.state == "on" for m in meetings.values())
        assert set(on) == {TEN + r.slot * DAY for r in real.values()}
        for somebody in real.values():
            number = on[TEN + somebody.slot * DAY]
            assert somebody.number in (0, number)
            somebody.number = number
