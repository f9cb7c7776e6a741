"""Lists that come without a meeting: the review of a cancelled 1:1, and the nudge."""

import pytest

from daemon.domain.ledger import Kind
from daemon.domain.outbox import LetterKind
from tests.unit.town import Town, utc

AGENDA = LetterKind.AGENDA


@pytest.fixture
def town() -> Town:
    town = Town()
    town.welcome()
    town.agreed("marek", "Six first meetings with fleets", target=6, due="2027-03-31")
    town.wall.meet("tue", utc("2026-12-01 09:00"), "marek", "dana")
    town.tick("2026-11-26 08:00")
    return town


def week_of(town: Town) -> list[str]:
    town.ticks("2026-11-27 07:00", "2026-12-04 12:00")
    return town.keys("marek")


def test_a_cancelled_1_1_goes_on_by_mail_when_the_next_is_more_than_a_week_away(town: Town) -> None:
    town.wall.cancel("tue")
    town.wall.meet("later", utc("2026-12-09 09:00"), "marek", "dana")
    assert week_of(town) == ["review:marek+dana:2026-W49"]
    text = " ".join(town.text(town.last("marek")).split())
    assert "does not take place" in text
    assert "0 of 6" in text
    assert town.letters("dana", LetterKind.PREP) == []


@pytest.mark.parametrize("near", ["2026-12-08 09:00", "2026-11-30 09:00", "2026-12-02 16:00"])
def test_no_review_where_another_1_1_comes_within_a_week_or_takes_its_place(
    near: str, town: Town
) -> None:
    town.wall.cancel("tue")
    town.wall.meet("near", utc(near), "marek", "dana")
    assert "review:marek+dana:2026-W49" not in week_of(town)


def test_two_cancelled_in_a_row_bring_one_review_though_the_last_1_1_was_a_week_before() -> None:
    town = Town()
    town.welcome()
    town.agreed("marek", "Six first meetings", target=6, due="2027-03-31")
    for name, day in (("first", "11-24"), ("tue", "12-01"), ("next", "12-08"), ("last", "12-15")):
        town.wall.meet(name, utc(f"2026-{day} 09:00"), "marek", "dana")
    town.tick("2026-11-23 09:00")
    town.ticks("2026-11-24 08:00", "2026-11-25 08:00")
    town.wall.cancel("tue")
    town.wall.cancel("next")
    town.ticks("2026-11-25 09:00", "2026-12-11 09:00")
    assert [k for k in town.keys("marek") if k.startswith("review")] == [
        "review:marek+dana:2026-W49"
    ]


def test_no_review_of_a_1_1_whose_agenda_had_gone_out(town: Town) -> None:
    town.tick("2026-11-30 09:00")
    town.wall.cancel("tue")
    assert week_of(town) == ["agenda:marek+dana:1:marek"]


def test_no_review_where_there_is_nothing_to_review() -> None:
    town = Town()
    town.welcome()
    town.wall.meet("tue", utc("2026-12-01 09:00"), "marek", "dana")
    town.tick("2026-11-26 08:00")
    town.wall.cancel("tue")
    assert week_of(town) == []


def dated(due: str) -> Town:
    town = Town()
    town.welcome()
    town.agreed("marek", "Kestrel Foods asks for a quote", target=2, due=due)
    return town


def test_a_date_that_comes_without_a_1_1_near_brings_one_nudge() -> None:
    town = dated("2026-12-04")
    town.ticks("2026-11-30 06:00", "2026-12-04 18:00")
    (nudge,) = town.letters("marek", AGENDA)
    assert nudge.key == "nudge:marek:2026-W49"
    assert nudge.sent == utc("2026-12-02 08:00"), "two working days before, when work begins"
    assert "next date on your list" in " ".join(town.text(nudge).split())


def test_one_nudge_a_week_however_many_dates_come() -> None:
    town = dated("2026-12-02")
    town.agreed("marek", "Two calls with Lena listening in", target=2, due="2026-12-03")
    town.agreed("marek", "The tender for Linz is in", due="2026-12-11")
    town.ticks("2026-11-30 06:00", "2026-12-11 18:00")
    assert town.keys("marek") == ["nudge:marek:2026-W49", "nudge:marek:2026-W50"]


@pytest.mark.parametrize("meeting", ["2026-12-03 09:00", "2026-12-08 09:00"])
def test_no_nudge_where_an_agenda_comes_within_five_working_days(meeting: str) -> None:
    town = dated("2026-12-02")
    town.wall.meet("soon", utc(meeting), "marek", "dana")
    town.ticks("2026-11-30 06:00", "2026-12-02 18:00")
    assert [k for k in town.keys("marek") if k.startswith("nudge")] == []


def test_no_nudge_in_the_days_after_an_agenda() -> None:
    town = dated("2026-12-04")
    town.wall.meet("tue", utc("2026-12-01 09:00"), "marek", "dana")
    town.ticks("2026-11-30 06:00", "2026-12-04 18:00")
    assert town.keys("marek") == ["agenda:marek+dana:1:marek"]


def test_no_nudge_about_what_is_done_past_or_not_agreed() -> None:
    town = dated("2026-11-20")
    town.draft("marek", "Only a draft", due="2026-12-03", author="dana", yes=("dana",))
    label = town.agreed("marek", "Done already", due="2026-12-03")
    town.say("marek", town.entry(Kind.CLOSED, "marek", "2026-11-27 09:00", label, verdict="kept"))
    town.ticks("2026-11-30 06:00", "2026-12-04 18:00")
    assert [k for k in town.keys("marek") if k.startswith("nudge")] == []


def test_a_review_and_a_nudge_are_one_letter(town: Town) -> None:
    town.agreed("marek", "The tender for Linz is in", due="2026-12-01")
    town.wall.cancel("tue")
    assert week_of(town) == ["review:marek+dana:2026-W49"]


def test_nobody_is_nudged_before_the_leader_let_the_program_in_or_without_a_leader() -> None:
    town = Town()
    town.agreed("marek", "A quote", due="2026-12-02")
    town.ticks("2026-11-30 06:00", "2026-12-02 18:00")
    assert all(not town.ledger(p).letters for p in town.people)
