"""Until when the questions about goals ask, and how the fields of a quarter are balanced."""

from datetime import date

from daemon.domain.agreements.terms import Category
from daemon.domain.meetings.balance import balance
from daemon.domain.meetings.goals import LETTERS, Goals, asked_in, begins, goals
from daemon.domain.quarters import FiscalYear

YEAR = FiscalYear()


def test_a_senior_is_asked_about_the_month_and_the_quarter():
    assert goals(date(2027, 1, 5), "senior", YEAR) == Goals(date(2027, 1, 31), date(2027, 3, 31))


def test_a_junior_is_asked_about_the_next_weeks():
    assert goals(date(2027, 1, 5), "junior", YEAR) == Goals(date(2027, 1, 31), None)


def test_near_the_end_of_a_month_or_a_quarter_the_next_one_is_meant():
    assert goals(date(2026, 12, 28), "senior", YEAR) == Goals(date(2027, 1, 31), date(2027, 3, 31))
    assert goals(date(2026, 11, 10), "senior", YEAR).far == date(2026, 12, 31)


def test_a_quarter_is_asked_about_in_its_first_half():
    assert begins(date(2027, 1, 4), YEAR)
    assert not begins(date(2027, 2, 16), YEAR)


def test_a_letter_asked_them_if_it_carried_them():
    assert asked_in(("consent:marek:A1:1", "invite:marek+dana:2027Q1")) == LETTERS
    assert asked_in(("consent:marek:A1:1",)) == ()


def test_the_fields_are_counted_where_one_was_ever_named(book):
    book.agree("A1", category="accounts")
    book.agree("A2", category="accounts")
    book.agree("A3", category="skills")
    book.close("A3", "kept")
    book.draft("A4", category="new-business")
    found = balance("marek", book.agreements.values())
    assert found == (("accounts", 2), ("new-business", 0), ("skills", 0))
    assert found[0][0] == Category.ACCOUNTS


def test_nothing_is_said_of_fields_where_none_was_named(book):
    book.agree("A1")
    assert balance("marek", book.agreements.values()) == ()
    assert balance("dana", book.agreements.values()) == ()
