"""What a counter-proposal changes, and what it leaves."""

from datetime import date
from decimal import Decimal

import pytest

from daemon.domain.agreements.terms import Terms
from daemon.domain.quarters import FiscalYear
from daemon.domain.replies.recording.countering import Counter, counter

TODAY = date(2026, 10, 1)
DEMOS = Terms(
    "Demos with workshop managers", target=Decimal(7), unit="demos", due=date(2026, 12, 18)
)
EIGHT = Terms("Eight fleet demos held with buyers", target=Decimal(8), unit="demos")
LETTER = Terms("The price list in its final form", due=date(2026, 11, 30))


def change(words: str, terms: Terms = DEMOS) -> Counter:
    return counter(words, terms, TODAY, FiscalYear())


def test_a_number_and_a_day_change_those_and_leave_the_words():
    found = change("5 demos, by 11 Dec")
    assert found.values == {"target": "5", "due": "2026-12-11"}
    assert found.texts == {"due_words": "11 Dec"}
    assert found.sure


@pytest.mark.parametrize("words", ["make it five", "only 5", "lieber 5"])
def test_filling_words_change_nothing(words):
    found = change(words)
    assert (dict(found.texts), dict(found.values)) == ({}, {"target": "5"})


def test_other_words_take_the_place_of_the_old_ones_with_their_number_beside_them():
    found = change("six demos with plant managers by 11 Dec")
    assert found.texts["outcome"] == "six demos with plant managers"
    assert found.values == {"target": "6", "due": "2026-12-11"}
    assert found.sure


def test_a_number_in_the_old_words_is_written_anew_and_shown_to_its_writer_first():
    found = change("6 instead", EIGHT)
    assert found.texts == {"outcome": "6 fleet demos held with buyers"}
    assert found.values == {"target": "6"}
    assert not found.sure


def test_words_without_number_or_day_stand_as_typed():
    found = change("only with managers who decide")
    assert found.texts == {"outcome": "only with managers who decide"}
    assert found.values == {}


def test_what_is_not_counted_takes_a_day_and_no_number():
    found = change("by 15 Dec", LETTER)
    assert (dict(found.texts), dict(found.values)) == (
        {"due_words": "15 Dec"},
        {"due": "2026-12-15"},
    )
    assert change("two pages by 15 Dec", LETTER).texts["outcome"] == "two pages"


def test_several_numbers_are_put_to_their_writer_first():
    assert not change("between 5 and 6 demos for 200 vehicles").sure


def test_the_old_words_with_another_number_are_the_writers_own():
    found = change("Six fleet demos held with buyers, by 11 Dec", EIGHT)
    assert found.texts["outcome"] == "Six fleet demos held with buyers"
    assert found.values == {"target": "6", "due": "2026-12-11"}
    assert found.sure
