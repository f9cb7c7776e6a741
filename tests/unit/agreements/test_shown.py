"""An agreement as a letter shows it, and the one question that goes with it."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from daemon.domain.agreements.shown import by_urgency, item, period_key, row
from daemon.domain.agreements.terms import Terms
from daemon.domain.ledger import Kind
from daemon.domain.matters import Phrase
from daemon.domain.outbox import Asked
from daemon.domain.people import Person

MAREK = Person("marek", "Marek Novak", ("marek@halden.example",), zone="Europe/Prague")
TODAY = date(2026, 11, 30)
IN_DECEMBER = date(2026, 12, 18)


def called(person):
    return {"marek": "Marek", "dana": "Dana"}[person]


@pytest.fixture
def shown(book):
    """The row of A1 as Marek sees it on 30 November."""

    def show(before=None, today=TODAY):
        return row(book["A1"], MAREK, called, today, before=before)

    return show


def test_a_row_says_whose_it_is_how_far_it_is_and_how_long_there_is(book, shown):
    book.agree("A1", "Six first meetings", target="6", unit="Meetings", due=IN_DECEMBER)
    book.count("A1", 4)
    found = shown()
    assert (found.owner, found.owner_called, found.label) == ("marek", "Marek", "A1")
    assert (found.standing, found.remaining) == (4, 2)
    assert (found.due_is, found.left) == ("later", 18)
    assert found.since == date(2026, 10, 1)
    assert (found.verdict, found.contested, found.blocked) == (None, False, "")
    assert found.record == book["A1"].record


def test_more_than_the_target_leaves_nothing_to_go(book, shown):
    book.agree("A1", target="6", due=IN_DECEMBER)
    book.count("A1", 8)
    assert shown().remaining == 0


def test_what_is_not_counted_has_no_remainder(book, shown):
    book.agree("A1", due=IN_DECEMBER)
    assert shown().standing is None
    assert shown().remaining is None


def test_the_last_word_stands_with_its_local_day(book, shown):
    book.agree("A1", due=IN_DECEMBER)
    late = "2026-11-24T23:30:00+00:00"  # in Prague it is the 25th
    book.note("A1", "dana", "warm in Brno", at=datetime.fromisoformat(late))
    said = shown().said
    assert (said.by, said.own, said.day) == ("Dana", False, date(2026, 11, 25))
    assert said.words == "warm in Brno"


def test_an_item_without_a_word_quotes_nobody(book, shown):
    book.agree("A1", due=IN_DECEMBER)
    assert shown().said is None


def test_where_the_count_stood_is_said_only_where_it_moved(book, shown):
    book.agree("A1", target="6", due=IN_DECEMBER)
    book.count("A1", 3)
    before = book["A1"]
    assert shown(before).was is None
    book.count("A1", 4)
    assert shown(before).was == 3
    assert shown().was is None


def test_a_rule_is_asked_about_since_its_last_answer(book, shown):
    book.agree("A1", "A note after signing")
    assert shown().since == date(2026, 10, 1)
    book.write(Kind.UPDATED, "marek", "A1", op="rule", day="2026-11-24", new="yes")
    assert shown().since == date(2026, 11, 24)


def test_a_draft_holds_since_no_day(book, shown):
    book.draft("A1", due=IN_DECEMBER)
    assert shown().since is None


@pytest.mark.parametrize(
    ("due", "is_", "left"),
    [
        (date(2026, 11, 29), "past", -1),
        (TODAY, "today", 0),
        (date(2026, 12, 1), "later", 1),
        (None, "", 0),
    ],
)
def test_the_date_is_past_today_later_or_none(book, shown, due, is_, left):
    book.agree("A1", due=due)
    assert (shown().due_is, shown().left) == (is_, left)


# --- the question -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("category", "key"),
    [
        ("accounts", "ask-accounts"),
        ("new-business", "ask-new-business"),
        ("skills", "ask-skills"),
        ("", "ask-count"),
    ],
)
def test_a_count_is_asked_about_in_the_words_of_its_field(book, shown, category, key):
    book.agree("A1", target="6", due=IN_DECEMBER, category=category)
    assert shown().question == Phrase(f"{key}-start", {"remaining": Decimal(6), "left": 18})
    book.count("A1", 4)
    assert shown().question == Phrase(key, {"remaining": Decimal(2), "left": 18})
    assert shown().asked is Asked.PROGRESS


def test_a_count_without_a_date_has_no_days_left(book, shown):
    book.agree("A1", target="6")
    assert shown().question == Phrase("ask-count-start", {"remaining": Decimal(6), "left": 0})


def test_a_weekly_count_is_about_this_week_and_never_closed_by_its_number(book, shown):
    book.agree("A1", target="6", period="week", due=IN_DECEMBER)
    week = {"period": "week"}
    assert shown().question == Phrase("ask-period", {"remaining": Decimal(6), **week})
    book.count("A1", 6, period=shown().period_key)
    assert shown().question == Phrase("ask-period-reached", {"remaining": Decimal(0), **week})


def test_at_the_target_closing_is_offered(book, shown):
    book.agree("A1", target="6", due=IN_DECEMBER)
    book.count("A1", 6)
    assert shown().question == Phrase("ask-reached")
    assert shown().asked is Asked.PROGRESS


def test_what_is_in_the_way_is_asked_about_first(book, shown):
    book.agree("A1", target="6", due=IN_DECEMBER)
    book.write(Kind.UPDATED, "marek", "A1", texts={"words": "stuck on legal"}, op="blocked")
    assert shown().question == Phrase("ask-blocked")
    assert shown().blocked == "stuck on legal"


@pytest.mark.parametrize(("category", "key"), [("", "ask-once"), ("skills", "ask-skills-once")])
def test_one_thing_to_do_is_asked_about_as_such(book, shown, category, key):
    book.agree("A1", due=IN_DECEMBER, category=category)
    assert shown().question == Phrase(key)


def test_a_rule_asks_yes_or_no(book, shown):
    book.agree("A1")
    assert (shown().question, shown().asked) == (Phrase("ask-rule"), Asked.RULE)


def test_after_its_day_only_kept_or_not_is_asked(book, shown):
    book.agree("A1", target="6", due=date(2026, 11, 29))
    assert (shown().question, shown().asked) == (Phrase("ask-verdict"), Asked.VERDICT)


def test_on_its_day_progress_is_still_asked(book, shown):
    book.agree("A1", target="6", due=TODAY)
    assert shown().asked is Asked.PROGRESS


def test_what_is_closed_asks_nothing(book, shown):
    book.agree("A1", target="6", due=date(2026, 11, 29))
    book.close("A1", "kept")
    assert (shown().question, shown().asked) == (None, Asked.OPEN)


def test_a_verdict_on_which_the_two_differ_is_asked_about_again(book, shown):
    book.agree("A1", target="6", due=date(2026, 11, 29))
    book.close("A1", "kept")
    book.contest("A1", "not-kept")
    assert (shown().question, shown().asked) == (None, Asked.VERDICT)
    assert not item(shown()).closed


# --- periods ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "day", "key"),
    [
        ("week", date(2026, 12, 31), "2026-W53"),
        ("week", date(2027, 1, 3), "2026-W53"),  # ISO 8601: a week is its Thursday's
        ("week", date(2027, 1, 4), "2027-W01"),
        ("month", date(2027, 1, 4), "2027-01"),
        ("", date(2027, 1, 4), ""),
    ],
)
def test_a_period_is_known_by_its_key(period, day, key):
    assert period_key(Terms("calls", period=period), day) == key


def test_a_weekly_count_stands_as_of_this_week(book, shown):
    book.agree("A1", target="5", period="week")
    book.count("A1", 4, period="2026-W48")
    assert shown(today=date(2026, 11, 29)).standing == 4
    assert shown().standing == 0
    assert shown().period_key == "2026-W49"


# --- the item table and the order -------------------------------------------------------------


def test_the_item_table_freezes_what_the_row_showed(book, shown):
    book.agree("A1", "Five calls", target="5", unit="Calls", period="week", due=IN_DECEMBER)
    frozen = item(shown())
    assert (frozen.label, frozen.owner, frozen.agreement) == ("A1", "marek", "A1")
    assert (frozen.title, frozen.version, frozen.unit) == ("Five calls", 1, "calls")
    assert (frozen.standing, frozen.target) == (0, 5)
    assert (frozen.period, frozen.period_key) == ("week", "2026-W49")
    assert (frozen.due, frozen.asked, frozen.closed) == (IN_DECEMBER, Asked.PROGRESS, False)


def test_a_letter_may_give_an_item_another_label_and_ask_another_thing(book, shown):
    book.agree("A1")
    book.close("A1", "kept")
    frozen = item(shown(), label="1", asked=Asked.SHARE)
    assert (frozen.label, frozen.agreement) == ("1", "A1")
    assert (frozen.asked, frozen.closed) == (Asked.SHARE, True)


def test_the_nearest_date_comes_first_then_rules_each_by_number(book):
    book.agree("A2", due=IN_DECEMBER)
    book.agree("A10")
    book.agree("A9")
    book.agree("A11", due=date(2026, 12, 1))
    book.agree("A1", due=IN_DECEMBER)
    rows = [row(a, MAREK, called, TODAY) for a in book.agreements.values()]
    assert [r.label for r in by_urgency(rows)] == ["A11", "A1", "A2", "A9", "A10"]
