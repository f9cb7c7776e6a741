"""The leader's Monday: once a week, its lines numbered, answered by their numbers."""

from dataclasses import replace
from datetime import date

import pytest

from daemon.domain.ledger import Kind
from daemon.domain.outbox import Asked, LetterKind
from tests.unit.town import DANA, PEOPLE, Town, utc

MONDAY = LetterKind.MONDAY


@pytest.fixture
def town() -> Town:
    town = Town()
    town.welcome()
    town.agreed("marek", "Six first meetings", target=6, due="2027-03-31")
    town.agreed("dana", "Fleet price list", other="marek", due="2026-12-03")
    town.draft(
        "lena", "Two tenders for Linz", target=2, author="lena", yes=("lena",), due="2026-12-18"
    )
    town.wall.meet("marek", utc("2026-12-02 09:00"), "marek", "dana")
    town.wall.meet("lena", utc("2026-12-03 09:00"), "lena", "dana")
    return town


def test_it_comes_at_seven_on_the_first_working_day_once_a_week(town: Town) -> None:
    town.ticks("2026-11-30 05:00", "2026-12-04 18:00")
    (letter,) = town.letters("dana", MONDAY)
    assert letter.sent == utc("2026-11-30 06:00")
    assert letter.subject.startswith("Your week: 2 one-to-ones")
    assert town.letters("marek", MONDAY) == []


def test_it_holds_decisions_debts_and_the_week(town: Town) -> None:
    town.tick("2026-11-30 06:00")
    text = town.text(town.last("dana", MONDAY))
    assert "1  " in text
    assert "Two tenders for Linz" in text
    assert "Fleet price list" in text
    assert "Wed 10:00 Marek" in " ".join(text.split())
    assert "Thu 10:00 Lena" in " ".join(text.split())


def test_its_labels_are_digits_that_name_an_item_of_their_own_letter(town: Town) -> None:
    town.tick("2026-11-30 06:00")
    letter = town.last("dana", MONDAY)
    (item,) = letter.items
    assert (item.label, item.owner, item.agreement, item.asked) == (
        "1",
        "lena",
        "A1",
        Asked.CONSENT,
    )
    town.reply(letter, "1 yes")
    town.tick("2026-11-30 07:00")
    assert town.agreement("lena", "A1").in_force


def test_a_draft_that_stands_in_it_goes_in_no_batch(town: Town) -> None:
    town.ticks("2026-11-30 06:00", "2026-12-02 18:00")
    assert town.letters("dana", LetterKind.AGREE) == []


def test_what_was_agreed_since_last_week_is_told(town: Town) -> None:
    yes = town.entry(
        Kind.ACKNOWLEDGED, "dana", "2026-12-01 09:00", "A1", {"words": "yes"}, version="1"
    )
    town.say("lena", yes)
    town.ticks("2026-12-01 09:00", "2026-12-01 10:00")
    town.tick("2026-12-07 06:00")
    assert "AGREED SINCE" in town.text(town.last("dana", MONDAY))


def test_a_verdict_on_which_the_two_differ_is_put_to_the_leader_until_it_is_settled(
    town: Town,
) -> None:
    town.say(
        "marek",
        town.entry(
            Kind.CLOSED, "marek", "2026-11-27 09:00", "A1", {"words": "done"}, verdict="kept"
        ),
        town.entry(
            Kind.CONTESTED, "dana", "2026-11-27 10:00", "A1", {"words": "no"}, verdict="not-kept"
        ),
    )
    town.tick("2026-11-30 06:00")
    letter = town.last("dana", MONDAY)
    contested = next(i for i in letter.items if i.owner == "marek")
    assert (contested.asked, contested.closed) == (Asked.VERDICT, False)
    town.reply(letter, f"{contested.label} kept")
    town.tick("2026-11-30 07:00")
    assert not town.agreement("marek", "A1").contested


def test_a_holiday_moves_it_and_a_week_off_leaves_it_out() -> None:
    week_off = frozenset(date(2026, 12, day) for day in range(7, 12))
    off = replace(DANA, days_off=frozenset({date(2026, 11, 30)}) | week_off)
    town = Town(tuple(off if p.id == "dana" else p for p in PEOPLE))
    town.welcome()
    for day in ("2026-12-02", "2026-12-10"):
        town.wall.meet(day, utc(f"{day} 09:00"), "marek", "dana")
    town.ticks("2026-11-30 05:00", "2026-12-12 18:00")
    assert [x.sent for x in town.letters("dana", MONDAY)] == [utc("2026-12-01 06:00")]


def test_an_empty_week_brings_none() -> None:
    town = Town()
    town.welcome()
    town.ticks("2026-11-30 05:00", "2026-11-30 12:00")
    assert town.letters("dana") == []


def test_a_leader_who_came_in_on_wednesday_has_the_first_one_on_monday() -> None:
    town = Town()
    town.welcome(at="2026-12-02 09:00")
    for day in ("2026-12-04", "2026-12-08"):
        town.wall.meet(day, utc(f"{day} 09:00"), "marek", "dana")
    town.ticks("2026-12-02 09:00", "2026-12-07 06:00")
    assert [x.sent for x in town.letters("dana", MONDAY)] == [utc("2026-12-07 06:00")]


def test_after_a_long_stop_the_week_is_left_to_itself(town: Town) -> None:
    town.ticks("2026-12-03 08:00", "2026-12-04 18:00")
    assert town.letters("dana", MONDAY) == []


def test_after_a_stop_it_comes_late_but_once(town: Town) -> None:
    town.ticks("2026-12-02 05:00", "2026-12-04 18:00")
    assert [x.sent for x in town.letters("dana", MONDAY)] == [utc("2026-12-02 05:00")]
