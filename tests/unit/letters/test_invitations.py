"""A pair with nothing agreed: three questions before its next 1:1, then once a quarter."""

import pytest

from daemon.domain.outbox import LetterKind
from tests.unit.town import Town, utc


@pytest.fixture
def town() -> Town:
    town = Town()
    town.welcome()
    for day in ("2026-12-01", "2026-12-08", "2027-01-12"):
        town.wall.meet(day, utc(f"{day} 09:00"), "marek", "dana")
    return town


def days(town: Town, person: str, kind: LetterKind) -> list[str]:
    return [x.day.isoformat() for x in town.letters(person, kind) if x.day]


def test_both_get_the_questions_before_the_next_1_1_and_once_a_quarter(town: Town) -> None:
    town.ticks("2026-11-30 06:00", "2026-12-09 12:00")
    town.ticks("2027-01-08 06:00", "2027-01-12 12:00")
    assert days(town, "marek", LetterKind.AGENDA) == ["2026-12-01", "2027-01-12"]
    assert days(town, "dana", LetterKind.PREP) == ["2026-12-01", "2027-01-12"]
    text = " ".join(town.text(town.letters("marek")[0]).split())
    assert "Nothing is written down between you two yet" in text


def test_one_whose_1_1_moved_before_it_left_comes_for_the_new_day(town: Town) -> None:
    town.app.plan(utc("2026-11-30 09:00"))
    town.wall.move("2026-12-01", utc("2026-12-03 09:00"))
    town.ticks("2026-11-30 10:00", "2026-12-04 12:00")
    assert days(town, "marek", LetterKind.AGENDA) == ["2026-12-03"]


def test_one_whose_1_1_moved_after_it_left_is_told_once_more_in_its_thread(town: Town) -> None:
    town.tick("2026-11-30 09:00")
    town.wall.move("2026-12-01", utc("2026-12-03 09:00"))
    town.ticks("2026-11-30 10:00", "2026-12-04 12:00")
    first, second = town.letters("marek", LetterKind.AGENDA)
    assert town.mail(second)["In-Reply-To"] == first.message_id
    assert "is on Thu 3 Dec" in " ".join(town.text(second).split())


def test_lines_in_the_answer_become_a_draft_for_the_other(town: Town) -> None:
    town.tick("2026-11-30 09:00")
    town.reply(town.last("marek"), "new: three fleets as reference by 18 Dec")
    town.tick("2026-11-30 09:10")
    town.tick("2026-12-01 07:00")
    prep = town.last("dana", LetterKind.PREP)
    assert "three fleets as reference" in town.text(prep)
    assert "consent:marek:A1:1" in prep.matters
