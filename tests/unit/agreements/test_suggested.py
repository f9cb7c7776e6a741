"""A count from another system is a question to the owner, never a count."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from daemon.domain.agreements.shape import Suggestion
from daemon.domain.ledger import Kind

END_OF_YEAR = date(2026, 12, 31)
LATER = date(2026, 11, 24)


@pytest.fixture
def six(book):
    """Marek's six first meetings by the end of the year, agreed with Dana."""
    book.agree("A1", target="6", unit="meetings", due=END_OF_YEAR)
    return book


def suggest(book, value="4", as_of=LATER, label="A1"):
    values = {"value": value, "as_of": as_of.isoformat(), "system": "the CRM"}
    book.write(Kind.SUGGESTED, "accord", label, **values)


def test_it_stands_beside_the_count_and_changes_nothing(six):
    suggest(six)
    assert six["A1"].suggested == Suggestion(Decimal(4), LATER, "the CRM")
    assert six["A1"].count() == 0


def test_the_owners_own_count_settles_it(six):
    suggest(six)
    six.count("A1", 4)
    assert (six["A1"].suggested, six["A1"].count()) == (None, 4)


def test_a_no_settles_it_and_the_count_stays(six):
    six.count("A1", 3)
    suggest(six)
    six.write(Kind.NOTED, "marek", "A1", texts={"words": "no"}, suggestion="no")
    assert (six["A1"].suggested, six["A1"].count()) == (None, 3)


def test_what_the_owner_said_later_is_not_asked_about(six):
    six.clock = datetime(2026, 12, 1, 9, tzinfo=UTC)
    six.count("A1", 5)
    suggest(six, as_of=LATER)
    assert six["A1"].suggested is None


def test_the_newer_of_two_stands_and_the_same_count_asks_nothing(six):
    suggest(six, "4")
    suggest(six, "3", as_of=date(2026, 11, 1))
    assert six["A1"].suggested.value == 4
    suggest(six, "0", as_of=date(2026, 11, 30))
    assert six["A1"].suggested is None


def test_nothing_is_suggested_for_what_is_not_agreed_or_not_counted(book):
    book.draft("A1", target="6", due=END_OF_YEAR)
    book.agree("A2", due=END_OF_YEAR)
    suggest(book, label="A1")
    suggest(book, label="A2")
    assert (book["A1"].suggested, book["A2"].suggested) == (None, None)
