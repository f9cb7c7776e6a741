"""Marek's calendar and Dana's, each by a program of its own: one meeting, one agenda."""

from pathlib import Path

import pytest

from tests.acceptance.world import World, weekly

ONE = """
[[calendars]]
kind = "ics"
path = "calendars"
zone = "Europe/Vienna"
"""
TWO = """
[[calendars]]
kind = "ics"
path = "calendars/dana"
owner = "dana"
zone = "Europe/Vienna"

[[calendars]]
kind = "ics"
path = "calendars/marek"
owner = "marek"
zone = "Europe/Prague"
"""
ROOM = "ATTENDEE;CUTYPE=ROOM;CN=Fjord;PARTSTAT=ACCEPTED:mailto:fjord@halden.example"


@pytest.fixture
def two(team: World) -> World:
    """The same team; from now on Dana and Marek have a calendar each."""
    for name in ("marek", "lena", "jim"):
        (team.root / "calendars" / f"{name}.ics").unlink()
    for name in ("dana", "marek"):
        (team.root / "calendars" / name).mkdir()
    team.settings(ONE, TWO)
    return team


def series(uid: str, organizer: str, *more: str, start: str = "2026-10-06T10:00") -> str:
    """Dana and Marek every Tuesday at ten, as `organizer`'s program names and words it."""
    text = weekly(uid, start, "dana", "marek")
    text = text.replace("ORGANIZER:mailto:dana@halden.example", f"ORGANIZER:mailto:{organizer}")
    return "\n".join([text, *more])


def agendas(world: World) -> list[str]:
    """Of this week: last week's had gone out before there were two calendars."""
    mine = [s for s in world.subjects("marek") if s.startswith("1:1 with Dana")]
    return [s for s in mine if "17 Nov" not in s]


def preps(world: World) -> list[str]:
    return [s for s in world.subjects("dana") if s.startswith("Prep: Marek")]


def mornings(world: World, *days: str) -> None:
    for day in days:
        for hour in ("08:30", "09:30"):
            world.tick(f"{day}T{hour}:00Z")


def test_fault_28_one_meeting_in_two_calendars_gets_one_agenda(two: World) -> None:
    """Each program has an id of its own for it; a robot sends Marek's, and a room is booked."""
    two.calendar("dana/work", series("d-1", "dana@halden.example", ROOM))
    two.calendar("marek/work", series("m-77", "robot@scheduling.example"))
    mornings(two, "2026-11-23", "2026-11-24")
    assert agendas(two) == ["1:1 with Dana, Tue 24 Nov"]
    assert preps(two) == ["Prep: Marek, Tue 24 Nov"]


def test_what_one_of_them_declined_gets_no_agenda_from_the_others_copy(two: World) -> None:
    two.calendar("dana/work", series("same", "dana@halden.example"))
    answer = series("same", "dana@halden.example").replace(
        "PARTSTAT=ACCEPTED:mailto:marek", "PARTSTAT=DECLINED:mailto:marek"
    )
    two.calendar("marek/work", answer)
    mornings(two, "2026-11-23", "2026-11-24")
    assert agendas(two) == preps(two) == []


def test_fault_27_a_copy_that_lags_behind_makes_no_second_agenda(two: World) -> None:
    two.calendar("dana/work", series("same", "dana@halden.example"))
    two.calendar("marek/work", series("same", "dana@halden.example"))
    moved = (
        series("same", "dana@halden.example")
        .replace("RRULE:FREQ=WEEKLY", "RECURRENCE-ID;TZID=Europe/Vienna:20261124T100000")
        .replace("20261006T", "20261126T")
    )
    two.calendar("dana/work", series("same", "dana@halden.example"), moved)
    mornings(two, "2026-11-23", "2026-11-24", "2026-11-25")
    assert agendas(two) == ["1:1 with Dana, Thu 26 Nov"]
    two.calendar("marek/work", series("same", "dana@halden.example"), moved)
    mornings(two, "2026-11-26")
    assert agendas(two) == ["1:1 with Dana, Thu 26 Nov"]
    assert preps(two) == ["Prep: Marek, Thu 26 Nov"]


def test_a_series_made_anew_is_the_same_meeting(two: World) -> None:
    two.calendar("dana/work", series("old", "dana@halden.example"))
    two.calendar("marek/work", series("old", "dana@halden.example"))
    mornings(two, "2026-11-23")
    assert agendas(two) == ["1:1 with Dana, Tue 24 Nov"]
    for name in ("dana", "marek"):
        two.calendar(f"{name}/work", series(f"new-{name}", "dana@halden.example"))
    mornings(two, "2026-11-24")
    assert agendas(two) == ["1:1 with Dana, Tue 24 Nov"]
    assert preps(two) == ["Prep: Marek, Tue 24 Nov"]


def test_fault_22_while_one_calendar_cannot_be_read_nothing_is_withdrawn(two: World) -> None:
    two.calendar("dana/work", series("same", "dana@halden.example"))
    two.calendar("marek/work", series("other", "marek@halden.example"))
    mornings(two, "2026-11-23")
    path = Path(two.root / "calendars" / "dana" / "work.ics")
    path.write_text("<html>Please sign in</html>")
    two.calendar("marek/work")
    two.tick("2026-11-24T07:30:00Z")
    assert preps(two) == ["Prep: Marek, Tue 24 Nov"]
