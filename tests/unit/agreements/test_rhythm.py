"""Weekly steps: wider after four weeks kept, smaller after one missed, and only as a proposal."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from daemon.domain.agreements.drafts.rescaling import rescaled
from daemon.domain.agreements.rhythm import Occasion, begins, grounds, proposals
from daemon.domain.agreements.shown import by_urgency, row
from daemon.domain.agreements.terms import Terms
from daemon.domain.ledger import Kind, append
from daemon.domain.matters import Phrase
from daemon.domain.people import Person

LENA = Person("lena", "Lena Brandt", ("lena@halden.example",), "Europe/Berlin", level="junior")
WEEKS = ("2026-W45", "2026-W46", "2026-W47", "2026-W48")
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
STEP = {"follows": "A1", "origin": "steps", "at": date(2026, 11, 2)}


@pytest.fixture
def lena(new_book):
    """Lena's six meetings, and two calls a week on the way there."""
    book = new_book("lena", "dana", "dana")
    book.agree("A1", at=date(2026, 11, 1), target="6", due=date(2026, 12, 31))
    book.agree("A2", "Two first calls in Linz a week", target="2", period="week", **STEP)
    return book


@pytest.fixture
def planner(new_book):
    """A step that is a rule: the week planned on Monday."""
    book = new_book("lena", "dana", "dana")
    book.agree("A2", "The week planned on Monday", period="week", origin="steps", at=STEP["at"])
    return book


def week(book, *counts, weeks=WEEKS):
    for key, count in zip(weeks, counts, strict=False):
        book.count("A2", count, period=key)


def check(book, day, held):
    book.write(Kind.UPDATED, "lena", "A2", texts={"words": held}, op="rule", day=day, new=held)


def proposed(book, now=MONDAY, person=LENA):
    """What is proposed at `now`, recorded as the program would."""
    entries = proposals(person, book.ledger.entries, now)
    book.ledger = append(book.ledger, [replace(e, salt="00" * 16) for e in entries])
    return [(e.source, e.values.get("target"), e.values["period"]) for e in entries]


def test_after_four_weeks_kept_in_a_row_a_wider_step_is_proposed_and_the_old_one_stands(lena):
    week(lena, 2, 3, 2, 2)
    assert proposed(lena) == [("steps:A2:wider:2026-W48", "8", "month")]
    step = lena["A2"]
    assert (step.terms.target, step.terms.period) == (2, "week")
    assert step.proposal == replace(
        step.terms, outcome="8 first calls in Linz", target=Decimal(8), period="month"
    )
    assert step.proposer == "accord"
    assert grounds(step) == Occasion("wider", "2026-W45", "2026-W48")
    assert (step.asks("lena"), step.asks("dana")) == (True, True)


def test_it_counts_once_both_have_said_yes_and_rests_on_nothing_after_that(lena):
    week(lena, 2, 2, 2, 2)
    proposed(lena)
    lena.yes("lena", "A2", 2)
    assert lena["A2"].terms.period == "week"
    lena.yes("dana", "A2", 2)
    assert (lena["A2"].terms.period, grounds(lena["A2"])) == ("month", None)


@pytest.mark.parametrize("counts", [(2, 2, 2), (2, 2, 1, 2), (2, 1, 2, 2)])
def test_fewer_than_four_in_a_row_are_no_occasion(lena, counts):
    week(lena, *counts)
    assert proposed(lena) == []


def test_a_week_without_a_word_is_neither_kept_nor_missed(lena):
    week(lena, 2, 2, 2, 2, weeks=("2026-W44", "2026-W45", "2026-W47", "2026-W48"))
    assert proposed(lena) == []


def test_four_weeks_go_over_the_turn_of_the_year(lena):
    week(lena, 2, 2, 2, 2, weeks=("2026-W52", "2026-W53", "2027-W01", "2027-W02"))
    assert proposed(lena, datetime(2027, 1, 18, 9, tzinfo=UTC))[0][1:] == ("8", "month")


def test_after_a_missed_week_a_smaller_step_is_proposed(lena):
    week(lena, 2, 2, 2, 1)
    assert proposed(lena) == [("steps:A2:smaller:2026-W48", "1", "week")]
    assert lena["A2"].proposal.outcome == "1 first calls in Linz"


def test_the_week_that_runs_is_not_missed_yet_but_may_be_kept(lena):
    wednesday = datetime(2026, 11, 25, 9, tzinfo=UTC)
    week(lena, 2, 2, 2, 1)
    assert proposed(lena, wednesday) == []
    lena.count("A2", 2, period="2026-W48")
    assert proposed(lena, wednesday) == [("steps:A2:wider:2026-W48", "8", "month")]


def test_each_occasion_is_proposed_once_whatever_came_of_it(lena):
    week(lena, 2, 2, 2, 2)
    proposed(lena)
    assert proposed(lena) == [], "it waits"
    lena.no("lena", "A2")
    assert lena["A2"].in_force, "a no to the change leaves the step"
    assert proposed(lena) == []
    week(lena, 2, weeks=("2026-W49",))
    later = datetime(2026, 12, 29, 9, tzinfo=UTC)
    assert proposed(lena, later) == [], "four more weeks, not one"
    week(lena, 2, 2, 2, weeks=("2026-W50", "2026-W51", "2026-W52"))
    assert proposed(lena, later) == [("steps:A2:wider:2026-W52", "8", "month")]


def test_a_month_missed_leads_back_to_weeks(lena):
    week(lena, 2, 2, 2, 2)
    proposed(lena)
    for party in ("lena", "dana"):
        lena.yes(party, "A2", 2, at=date(2026, 11, 30))
    lena.count("A2", 5, period="2026-12")
    january = datetime(2027, 1, 4, 9, tzinfo=UTC)
    assert proposed(lena, january) == [("steps:A2:smaller:2026-12", "2", "week")]


def test_one_a_week_can_grow_no_smaller(lena):
    lena.change("A2", "lena", 2, target="1", at=date(2026, 11, 3))
    lena.yes("dana", "A2", 2)
    week(lena, 0, weeks=("2026-W48",))
    assert proposed(lena) == []


def test_a_rule_kept_four_weeks_is_proposed_for_the_month(planner):
    for day in ("2026-11-03", "2026-11-10", "2026-11-17", "2026-11-24"):
        check(planner, day, "yes")
    assert proposed(planner) == [("steps:A2:wider:2026-W48", None, "month")]
    assert planner["A2"].proposal.outcome == "The week planned"


def test_a_rule_that_did_not_hold_is_asked_for_a_smaller_step(planner):
    check(planner, "2026-11-24", "yes")
    check(planner, "2026-11-25", "no")
    assert proposed(planner) == []
    found = row(planner["A2"], LENA, str, MONDAY.date())
    assert found.question == Phrase("ask-rule-smaller")


def test_nothing_is_proposed_to_a_senior_or_before_both_have_agreed_or_where_it_is_over(lena):
    week(lena, 2, 2, 2, 2)
    assert proposed(lena, person=replace(LENA, level="senior")) == []
    lena.close("A1", "kept", at=date(2026, 11, 29))
    assert proposed(lena) == [], "the outcome it leads to is over"
    lena.draft("A3", "Two more calls a week", target="2", period="week", origin="steps")
    lena.count("A3", 0, period="2026-W48")
    assert proposed(lena) == []


def test_what_is_no_step_has_no_pace(new_book):
    book = new_book("lena", "dana", "dana")
    book.agree("A2", "Two calls a week", target="2", period="week", at=STEP["at"])
    week(book, 2, 2, 2, 2)
    assert proposed(book) == []
    assert grounds(book["A2"]) is None


def test_undo_takes_the_word_back_on_which_it_would_rest(lena):
    week(lena, 2, 2, 2)
    mail = lena.count("A2", 2, period="2026-W48")
    lena.undo("lena", mail, "A2")
    assert proposed(lena) == []


def test_a_period_begins_on_its_monday_or_its_first():
    assert begins("2026-W53") == date(2026, 12, 28)
    assert begins("2026-12") == date(2026, 12, 1)


def test_words_get_another_number_and_lose_their_rhythm():
    assert rescaled("Two calls every week", Decimal(8)) == "8 calls"
    assert rescaled("calls with 2 fleets and 3 banks a week", Decimal(8)) == (
        "calls with 2 fleets and 3 banks"
    )
    assert rescaled("a week", None) == "a week"


def test_a_step_stands_below_the_outcome_it_leads_to(lena):
    lena.agree("A3", "Kestrel asks for a quote", due=date(2026, 12, 1), at=date(2026, 11, 3))
    rows = by_urgency(row(a, LENA, str, MONDAY.date()) for a in lena.agreements.values())
    assert [(r.label, r.step_of) for r in rows] == [("A3", ""), ("A1", ""), ("A2", "A1")]


def test_a_step_whose_outcome_is_not_on_the_list_stands_by_itself(lena):
    rows = by_urgency([row(lena["A2"], LENA, str, MONDAY.date())])
    assert [r.label for r in rows] == ["A2"]


def test_terms_without_a_number_have_none_after_the_change(planner):
    for day in ("2026-11-03", "2026-11-10", "2026-11-17", "2026-11-24"):
        check(planner, day, "yes")
    proposed(planner)
    assert planner["A2"].proposal == Terms("The week planned", period="month")
