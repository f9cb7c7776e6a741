"""The answer to what a draft left open."""

from datetime import date
from decimal import Decimal

import pytest

from daemon.domain.agreements.drafts.looking import open_in
from daemon.domain.agreements.drafts.points import Point
from daemon.domain.agreements.terms import Terms
from daemon.domain.quarters import FiscalYear
from daemon.domain.replies.meaning.proposals import draft
from daemon.domain.replies.recording.completing import completed, terms_of
from daemon.domain.replies.recording.countering import Counter

TODAY = date(2026, 12, 1)
MORE = Terms("win more hotel chains")
TWELVE = Terms("do 12 a week", target=Decimal(12), period="week")
WISH = Terms("be quicker with quotes", due=date(2027, 3, 31))
FAIR = Terms("two fleets as reference before the Linz fair", target=Decimal(2), unit="fleets")
GOOD = Terms("three references", target=Decimal(3), unit="references", due=date(2027, 3, 31))


def answer(words: str, terms: Terms) -> Counter:
    return completed(words, terms, TODAY, FiscalYear())


def test_a_number_and_a_day_stand_beside_the_writers_words() -> None:
    found = answer("3, by end of March", MORE)
    assert dict(found.values) == {"target": "3", "due": "2027-03-31"}
    assert dict(found.texts) == {"unit": "chains", "due_words": "end of March"}
    assert found.sure


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("three", {"target": "3"}),
        ("6 a month", {"target": "6", "period": "month"}),
        ("3 this quarter", {"target": "3", "due": "2026-12-31"}),
        ("by 31 March", {"due": "2027-03-31"}),
    ],
)
def test_each_part_may_be_told_alone(words: str, values: dict[str, str]) -> None:
    found = answer(words, MORE)
    assert dict(found.values) == values
    assert "outcome" not in found.texts
    assert found.sure


def test_words_that_say_more_take_the_place_of_the_draft() -> None:
    found = answer("sign three chains in Carinthia by 31 March", MORE)
    assert found.texts["outcome"] == "sign three chains in Carinthia"
    assert dict(found.values) == {"target": "3", "due": "2027-03-31"}
    assert found.sure


def test_an_outcome_takes_the_place_of_a_wish_and_keeps_its_day() -> None:
    found = answer("every quote leaves within two days", WISH)
    assert dict(found.texts) == {"outcome": "every quote leaves within two days"}
    assert found.sure
    assert answer("by 4 April", WISH).texts["outcome"] == "by 4 April"


def test_what_is_counted_is_put_behind_the_number_and_shown_once_more() -> None:
    found = answer("first meetings", TWELVE)
    assert found.texts["outcome"] == "do 12 first meetings a week"
    assert found.texts["unit"] == "first meetings"
    assert not found.sure


def test_a_day_that_was_named_by_an_event_gets_its_date() -> None:
    found = answer("9 March", FAIR)
    assert dict(found.values) == {"due": "2027-03-09"}
    assert found.sure


@pytest.mark.parametrize("words", ["as many as I can", "until Easter"])
def test_an_answer_that_answers_nothing_is_kept_and_shown_once_more(words: str) -> None:
    found = answer(words, MORE)
    assert found.texts["outcome"] == f"win more hotel chains, {words}"
    assert not found.sure


def test_several_numbers_are_not_guessed_between() -> None:
    assert not answer("3 chains and 2 houses by 31 March", MORE).sure


def test_a_draft_that_leaves_nothing_open_is_changed_as_any_other() -> None:
    assert dict(answer("5 by 11 Dec", GOOD).values) == {"target": "5", "due": "2026-12-11"}


def test_in_a_language_without_a_table_nothing_is_asked() -> None:
    assert open_in(Terms("mehr Kunden gewinnen"), "de") == ()


@pytest.mark.parametrize(
    ("words", "points"),
    [
        ("win more hotel chains", [Point.NUMBER, Point.DATE]),
        ("30 calls a week", []),
        ("two fleets before the Linz fair", [Point.DAY]),
        ("two fleets by 9 March", []),
        ("a note after every call", []),
        ("12 by Friday", [Point.OBJECT]),
        ("20 calls", [Point.DATE]),
    ],
)
def test_what_was_read_already_is_not_asked(words: str, points: list[Point]) -> None:
    terms = terms_of(draft(0, words, TODAY, FiscalYear()), TODAY, FiscalYear())
    assert [o.point for o in open_in(terms, "en")] == points
