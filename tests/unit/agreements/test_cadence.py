"""A leader's promise to meet, beside what the calendar says of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from daemon.domain.agreements.cadence import Kept, every, on_the_calendar
from daemon.domain.agreements.terms import Terms
from daemon.domain.ledger import Meeting

PRAGUE = ZoneInfo("Europe/Prague")
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def dana(new_book):
    """Dana's promise since Sunday 1 November."""
    book = new_book("dana", "marek", "dana")
    book.agree("L1", "A coaching hour every two weeks", at=date(2026, 11, 1))
    return book


def met(day: str, state: str = "on") -> Meeting:
    start = datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC)
    return Meeting(int(day[-2:]), "marek+dana", start, start + timedelta(hours=1), (), state)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("A coaching hour every two weeks", 14),
        ("1:1 every second week", 14),
        ("We meet fortnightly", 14),
        ("One-on-ones twice a month", 14),
        ("Coaching once a week", 7),
        ("A weekly 1:1", 7),
        ("One to one every month", 28),
        ("Answers on pricing every week", 0),
        ("Coaching on how to open a call", 0),
    ],
)
def test_a_promise_to_meet_says_how_often(words, days):
    assert every(Terms(words)) == days


def test_the_period_of_the_terms_says_it_where_the_words_do_not():
    assert every(Terms("Coaching", period="month")) == 28


def test_what_the_calendar_says_stands_beside_it(dana):
    meetings = [
        met("2026-11-03"),
        met("2026-11-17"),
        met("2026-11-24", "cancelled"),
        met("2026-12-10"),
    ]
    assert on_the_calendar(dana["L1"], meetings, MONDAY, PRAGUE, OCTOBER) == Kept(
        next=date(2026, 12, 10), held=2, whole=2, cancelled=1, since=date(2026, 11, 1)
    )


def test_two_in_one_fortnight_are_not_one_in_each(dana):
    meetings = [met("2026-11-03"), met("2026-11-05")]
    found = on_the_calendar(dana["L1"], meetings, MONDAY, PRAGUE, OCTOBER)
    assert found is not None
    assert (found.held, found.whole, found.next) == (1, 2, None)


def test_what_was_before_the_quarter_is_not_counted(dana):
    december = date(2026, 11, 20)
    found = on_the_calendar(dana["L1"], [met("2026-11-03")], MONDAY, PRAGUE, december)
    assert found == Kept(None, 0, 0, 0, december)


def test_a_meeting_of_the_fortnight_that_runs_is_not_counted_before_it_is_over(dana):
    found = on_the_calendar(dana["L1"], [met("2026-11-29")], MONDAY, PRAGUE, OCTOBER)
    assert found is not None
    assert (found.held, found.whole) == (0, 2)


def test_only_an_open_promise_of_the_leader_has_a_calendar_beside_it(dana, book):
    book.agree("A1", "We meet every two weeks")
    assert on_the_calendar(book["A1"], [], MONDAY, PRAGUE, OCTOBER) is None
    dana.draft("L2", "A coaching hour every week")
    assert on_the_calendar(dana["L2"], [], MONDAY, PRAGUE, OCTOBER) is None
    dana.close("L1", "kept")
    assert on_the_calendar(dana["L1"], [], MONDAY, PRAGUE, OCTOBER) is None
