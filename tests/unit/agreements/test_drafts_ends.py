"""Periods that end on one clear day, in the drafter's calendar, and the question about the rest."""

from datetime import date

import pytest

from daemon.domain.agreements.drafts.ends import named_end
from daemon.domain.agreements.drafts.looking import gist, rhythm
from daemon.domain.agreements.drafts.points import Open, Point, question
from daemon.domain.matters import Phrase
from daemon.domain.quarters import FiscalYear

WEDNESDAY = date(2026, 12, 2)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("three references this week", "2026-12-04"),
        ("three references next week", "2026-12-11"),
        ("three references this month", "2026-12-31"),
        ("three references next month", "2027-01-31"),
        ("three references in the coming quarter", "2027-03-31"),
        ("three references this year", "2026-12-31"),
        ("three references in January", "2027-01-31"),
        ("three references in December", "2026-12-31"),
        ("three references in March 2028", "2028-03-31"),
        ("three references by Christmas", "2026-12-24"),
        ("three references before New Year", "2026-12-31"),
    ],
)
def test_a_period_ends_on_its_last_day(words: str, day: str) -> None:
    found = named_end(words, WEDNESDAY)
    assert found is not None
    assert found[0].isoformat() == day
    assert found[1] in words


def test_a_quarter_is_one_of_the_fiscal_year() -> None:
    found = named_end("two plants this quarter", WEDNESDAY, FiscalYear(start_month=2))
    assert found == (date(2027, 1, 31), "this quarter")


def test_on_the_weekend_this_week_ends_today_and_christmas_is_the_next_one() -> None:
    assert named_end("this week", date(2026, 12, 5)) == (date(2026, 12, 5), "this week")
    assert named_end("by Christmas", date(2026, 12, 27)) == (date(2027, 12, 24), "by Christmas")


@pytest.mark.parametrize("words", ["by March", "before the fair", "until summer", "in 5 plants"])
def test_what_ends_on_no_clear_day_is_left_to_be_asked(words: str) -> None:
    assert named_end(words, WEDNESDAY) is None


def test_how_often_is_read_as_the_period_that_is_counted_by() -> None:
    assert [rhythm(w) for w in ("30 calls a week", "two monthly", "daily")] == ["week", "month", ""]
    assert gist("30 calls a week until Easter") == "30 calls"


def test_one_question_names_the_first_open_point_and_an_end_with_it() -> None:
    number, day = Open(Point.NUMBER, "more chains"), Open(Point.DAY, "before the fair")
    assert question(()) is None
    slots = {"words": "more chains", "when": "day"}
    assert question((number, day)) == Phrase("open-number", slots)
    assert question((day,)) == Phrase("open-day", {"words": "before the fair", "when": ""})
