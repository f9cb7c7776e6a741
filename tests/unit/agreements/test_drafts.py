"""What the words of a draft leave open: one line a way of saying it."""

import pytest

from daemon.domain.agreements.drafts.looking import look
from daemon.domain.agreements.drafts.points import Point

GOOD = (
    "three fleet references by 31 March",
    "Kestrel signs the frame contract by 14 Dec",
    "no discount above 10 % without asking first",
    "two coaching calls a month until Easter",
    "30 cold calls a week until Christmas",
    "Handover note to customer success, 2 days after signing",
    "Weekly forecast every Friday",
    "visit Brandt before the trade fair",
    "meet the CFO of Rhenus Tec by 10 Feb",
    "I will be trained on the new pen by Friday",
    "offers to be answered by me within one day",
    "renewals: 9 of the 11 by end of Q4",
    "prices for the Linz tender by Wednesday",
    "margin on loose furniture over 28 % for Q2",
    "close the Terminal 2 contract by 1 Nov",
    "customer satisfaction report signed off by March",
    "the references from Graz by tomorrow",
    "raise share of wallet from 30 to 45 % by year end",
    "fleet references, 3, until Interpack",
    "three fleets agree in writing to be named, by 31 March",
)


@pytest.mark.parametrize("words", GOOD)
def test_a_good_draft_is_asked_nothing(words: str) -> None:
    assert look(words) == ()


OPEN = (
    ("be quicker with quotes by March", Point.OUTCOME, "be quicker with quotes"),
    ("work on the pipeline this week", Point.OUTCOME, "work on the pipeline"),
    ("pipeline by Friday", Point.OUTCOME, "pipeline"),
    ("I want to call customers this month", Point.OUTCOME, "I want to call customers"),
    ("visit the big accounts in May", Point.OUTCOME, "visit the big accounts"),
    ("call by Friday", Point.OUTCOME, "call"),
    ("call back by Friday", Point.OUTCOME, "call back"),
    ("push the autumn programme harder by June", Point.OUTCOME, "push the autumn programme harder"),
    ("write offers proactively in Q3", Point.OUTCOME, "write offers proactively"),
    ("do 8 by Friday", Point.OBJECT, "8"),
    ("in Graz do 5 by Friday", Point.OBJECT, "5"),
    ("hit 120 percent this season", Point.OBJECT, "120"),
    ("15 by Easter", Point.OBJECT, "15"),
    ("get another two signed by Friday", Point.OBJECT, "two"),
    ("win more customers by March", Point.NUMBER, "more customers"),
    ("new logos in Q1", Point.NUMBER, "new logos"),
    ("bring in dairy plants this quarter", Point.NUMBER, "dairy plants"),
    ("reduce complaints on deliveries by June", Point.NUMBER, "reduce complaints"),
    ("first meetings with fleets above 100 cars by June", Point.NUMBER, "first meetings"),
    ("references from 2027 by June", Point.NUMBER, "references"),
    ("book more, and soon, by June", Point.NUMBER, "more"),
    ("we should get Kestrel signed by March", Point.OWNER, "we should"),
    ("the pilot must be signed by March", Point.OWNER, "must be signed"),
    ("Max or Jana gets the backlog under 10 tickets by May", Point.OWNER, "Max or Jana"),
    ("six meetings in Linz", Point.DATE, "six meetings in Linz"),
    (
        "price list in its final form, from now on",
        Point.DATE,
        "price list in its final form, from now on",
    ),
)


@pytest.mark.parametrize(("words", "point", "about"), OPEN)
def test_what_is_open_is_named_in_the_drafters_own_words(
    words: str, point: Point, about: str
) -> None:
    found = look(words)
    assert [(o.point, o.words) for o in found] == [(point, about)]


def test_of_several_open_points_what_comes_before_who_and_who_before_when() -> None:
    points = [o.point for o in look("we should win more customers")]
    assert points == [Point.NUMBER, Point.OWNER, Point.DATE]
    assert sorted(points, key=list(Point).index) == points


def test_a_day_that_was_read_already_is_a_date_in_any_language() -> None:
    assert [o.point for o in look("drei Referenzen bis 31. März")] == [Point.DATE]
    assert look("drei Referenzen bis 31. März", "31. März") == ()


def test_words_without_any_word_are_asked_for_an_outcome() -> None:
    assert look("...")[0].point is Point.OUTCOME


def test_of_a_text_that_is_no_draft_only_the_start_is_looked_at() -> None:
    assert look("more customers " * 100_000)[0].words.startswith("more customers")
