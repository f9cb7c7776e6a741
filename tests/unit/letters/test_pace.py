"""How the letters keep to the pace of who reads them: goals, steps, the calendar, the fields."""

from dataclasses import replace

import pytest

from daemon.domain.agreements.terms import Category
from daemon.domain.ledger import Kind
from daemon.domain.outbox import LetterKind
from tests.unit.town import DANA, LENA, MAREK, PEOPLE, Town, utc

JUNIOR = replace(LENA, level="junior")
AGENDA, PREP = LetterKind.AGENDA, LetterKind.PREP


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def town() -> Town:
    """Marek and Lena, who is new to it, meet Dana on Tuesdays from 5 January on."""
    town = Town([JUNIOR if p is LENA else p for p in PEOPLE])
    town.welcome()
    for rep, hour in ((MAREK, "09:00"), (LENA, "13:00")):
        for day in ("2027-01-05", "2027-01-12", "2027-02-16"):
            town.wall.meet(f"{rep.id}{day}", utc(f"{day} {hour}"), rep.id, "dana")
    return town


def agenda(town: Town, person: str) -> str:
    return flat(town.text(town.last(person, AGENDA)))


def test_the_first_agenda_of_a_quarter_asks_for_goals_and_the_second_does_not(town: Town) -> None:
    town.agreed("marek", "Six first meetings", target=6, due="2027-03-31")
    town.ticks("2027-01-04 06:00", "2027-01-04 14:00")
    assert "by the end of January? G And by the end of the quarter, Wed 31 Mar?" in agenda(
        town, "marek"
    )
    assert "invite:marek+dana:2027Q1" in town.last("marek", AGENDA).matters
    town.ticks("2027-01-11 06:00", "2027-01-11 14:00")
    assert "the end of the quarter" not in agenda(town, "marek")


def test_late_in_a_quarter_nobody_is_asked_what_it_should_bring(town: Town) -> None:
    town.agreed("marek", "Six first meetings", target=6, due="2027-03-31")
    town.ticks("2027-02-15 06:00", "2027-02-15 14:00")
    assert "end of the quarter" not in agenda(town, "marek")


def test_a_junior_is_asked_about_weeks(town: Town) -> None:
    town.agreed("lena", "Six first meetings", target=6, due="2027-03-31")
    town.ticks("2027-01-04 06:00", "2027-01-04 14:00")
    assert "G What will you do for it in the next two weeks?" in agenda(town, "lena")


def test_what_is_typed_below_a_question_becomes_a_draft_in_the_reps_words(town: Town) -> None:
    town.agreed("marek", "Six first meetings", target=6, due="2027-03-31")
    town.ticks("2027-01-04 06:00", "2027-01-04 14:00")
    letter = town.last("marek", AGENDA)
    body = "\n".join(f"> {line}" for line in town.text(letter).splitlines())
    question = "> F  What do you want to have reached by the end of January?"
    assert question in body
    body = body.replace(question, f"{question}\n\n3 pilots with city fleets by 29 Jan\n")
    town.reply(letter, body, quote=False)
    town.tick("2027-01-04 15:00")
    draft = town.agreement("marek", "A2")
    assert (draft.terms.outcome, draft.author) == ("3 pilots with city fleets", "marek")
    assert draft.expectation
    assert draft.missing() == ("dana",)


@pytest.mark.parametrize(
    ("typed", "owner", "label"),
    [
        ("F: 3 pilots with city fleets by 29 Jan", "marek", "A2"),
        ("g) 20 signed fleets by 31 Mar", "marek", "A2"),
        ("H: an introduction to somebody at Kestrel", "dana", "L1"),
    ],
)
def test_a_letter_on_top_says_which_question_is_answered(
    town: Town, typed: str, owner: str, label: str
) -> None:
    town.agreed("marek", "Six first meetings", target=6, due="2027-03-31")
    town.ticks("2027-01-04 06:00", "2027-01-04 14:00")
    town.reply(town.last("marek", AGENDA), typed)
    town.tick("2027-01-04 15:00")
    draft = town.agreement(owner, label)
    assert (draft.author, draft.expectation) == ("marek", True)
    assert draft.request is (owner == "dana")


@pytest.mark.parametrize("typed", ["F: no", "F:", "G: why March?"])
def test_a_no_or_a_question_is_no_goal(town: Town, typed: str) -> None:
    town.agreed("marek", "Six first meetings", target=6, due="2027-03-31")
    town.ticks("2027-01-04 06:00", "2027-01-04 14:00")
    town.reply(town.last("marek", AGENDA), typed)
    town.tick("2027-01-04 15:00")
    assert [e.agreement for e in town.ledger("marek").entries if e.kind == "proposed"] == ["A1"]


def test_a_leader_asked_what_to_bring_writes_what_they_will_do(town: Town) -> None:
    town.ticks("2027-01-05 05:00", "2027-01-05 08:00")
    town.reply(town.last("dana", PREP), "H: a coaching hour by 29 Jan\nF: 3 pilots by 29 Jan")
    town.tick("2027-01-05 08:30")
    assert town.agreement("dana", "L1").owner == "dana"
    assert town.agreement("marek", "A1").author == "dana"


def test_a_weekly_item_of_a_senior_is_one_line_that_asks_nothing(town: Town) -> None:
    town.agreed("marek", "Two first calls a week", target=2, period="week")
    town.agreed("marek", "Six first meetings", target=6, due="2027-03-31")
    town.ticks("2027-01-04 06:00", "2027-01-04 14:00")
    text = town.text(town.last("marek", AGENDA))
    assert "ALSO OPEN\nA1  Two first calls a week, 0 of 2 this week\n" in text
    assert "this week. What comes next?" not in text
    town.reply(town.last("marek", AGENDA), "A1: 1 of 2")
    town.tick("2027-01-04 15:00")
    assert town.agreement("marek", "A1").count("2027-W01") == 1


def test_a_weekly_item_of_a_senior_that_is_stuck_stands_in_full(town: Town) -> None:
    town.agreed("marek", "Two first calls a week", target=2, period="week")
    town.ticks("2027-01-04 06:00", "2027-01-04 14:00")
    town.reply(town.last("marek", AGENDA), "A1 stuck on legal")
    town.ticks("2027-01-11 06:00", "2027-01-11 14:00")
    assert "marked as stuck" in agenda(town, "marek")


def test_a_pair_with_weekly_items_alone_gets_its_agenda_not_an_invitation(town: Town) -> None:
    town.agreed("marek", "Two first calls a week", target=2, period="week")
    town.ticks("2027-01-04 06:00", "2027-01-05 08:00")
    assert "A1  Two first calls a week" in town.text(town.last("marek", AGENDA))
    assert "A1  Two first calls a week" in town.text(town.last("dana", PREP))


def test_a_junior_is_asked_for_a_step_and_finds_it_below_its_outcome(town: Town) -> None:
    town.agreed("lena", "Six first meetings", target=6, due="2027-03-31")
    town.agreed("lena", "The price list learned", due="2027-03-30")
    town.ticks("2027-01-04 06:00", "2027-01-04 14:00")
    assert "What is your step for a week?" in agenda(town, "lena")
    town.reply(town.last("lena", AGENDA), "A1 step: two first calls in Linz a week")
    town.tick("2027-01-04 15:00")
    step = town.agreement("lena", "A3")
    assert (step.follows, step.origin, step.terms.period) == ("A1", "steps", "week")
    assert step.missing() == ("dana",)
    town.ticks("2027-01-05 08:00", "2027-01-05 11:00")
    town.reply(town.last("dana", PREP), "A3 yes")
    town.ticks("2027-01-05 12:00", "2027-01-11 14:00")
    text = town.text(town.last("lena", AGENDA))
    assert text.index("A1  Six") < text.index("A3  two first calls") < text.index("HOW TO")
    assert "a step to A1, 0 of 2 this week" in text


def test_a_step_that_says_no_rhythm_is_every_week_and_shown_to_its_writer_first(town: Town) -> None:
    town.agreed("lena", "Six first meetings", target=6, due="2027-03-31")
    town.ticks("2027-01-04 06:00", "2027-01-04 14:00")
    town.reply(town.last("lena", AGENDA), "A1 step: 2 first calls in Linz")
    town.tick("2027-01-04 15:00")
    step = town.agreement("lena", "A2")
    assert (step.terms.period, step.missing()) == ("week", ("lena", "dana"))


@pytest.mark.parametrize("typed", ["A9 step: two calls a week", "step:"])
def test_a_step_to_nothing_is_asked_about(town: Town, typed: str) -> None:
    town.agreed("lena", "Six first meetings", target=6, due="2027-03-31")
    town.ticks("2027-01-04 06:00", "2027-01-04 14:00")
    town.reply(town.last("lena", AGENDA), typed)
    town.tick("2027-01-04 15:00")
    asked = [e.values["code"] for e in town.ledger("lena").entries if e.kind == "asked"]
    assert asked == ["no-such-item" if "A9" in typed else "empty-draft"]


def test_a_step_that_names_no_outcome_is_a_weekly_agreement_like_any(town: Town) -> None:
    town.agreed("lena", "Six first meetings", target=6, due="2027-03-31")
    town.ticks("2027-01-04 06:00", "2027-01-04 14:00")
    town.reply(town.last("lena", AGENDA), "step: two calls a week")
    town.tick("2027-01-04 15:00")
    assert (town.agreement("lena", "A2").follows, town.agreement("lena", "A2").origin) == ("", "")


def test_a_wider_step_rides_on_the_next_letters_with_what_it_rests_on(town: Town) -> None:
    town.agreed("lena", "Six first meetings", target=6, due="2027-03-31", at="2026-11-02 09:00")
    town.draft(
        "lena", "Two first calls a week", target=2, period="week", yes=("lena", "dana"),
        follows="A1", origin="steps",
    )  # fmt: skip
    for n, key in enumerate(("2026-W50", "2026-W51", "2026-W52", "2026-W53")):
        said = town.entry(
            Kind.UPDATED, "lena", f"2026-12-{9 + 7 * n:02} 09:00", "A2",
            {"words": "2"}, op="progress", new="2", period=key,
        )  # fmt: skip
        town.say("lena", said)
    town.ticks("2027-01-04 06:00", "2027-01-05 12:00")
    text = agenda(town, "lena")
    assert "As you say, it held four weeks in a row" in text
    assert "now: 8 a month" in text
    assert "In Lena's words, it held four weeks in a row" in flat(
        town.text(town.last("dana", PREP))
    )
    assert town.agreement("lena", "A2").terms.period == "week", "nothing changes by itself"


def test_a_promise_to_meet_stands_beside_the_calendar(town: Town) -> None:
    town.agreed("dana", "A coaching hour every two weeks", other="marek", at="2026-12-20 09:00")
    town.agreed("marek", "Six first meetings", target=6, due="2027-03-31")
    town.ticks("2027-01-04 06:00", "2027-01-05 12:00")
    assert "next on the calendar: Tue 5 Jan" in agenda(town, "marek")
    town.ticks("2027-02-10 06:00", "2027-02-16 12:00")
    assert "on the calendar: Tue 16 Feb; 1 of 3 since 1 Jan" in agenda(town, "marek")
    town.reply(town.last("dana", PREP), "L1 no")
    town.tick("2027-02-16 13:00")
    assert town.agreement("dana", "L1").checks[-1][1] is False
    assert town.agreement("dana", "L1").verdict is None


def test_the_prep_counts_the_fields_once_a_month(town: Town) -> None:
    town.agreed("marek", "Six first meetings", category=Category.NEW_BUSINESS, due="2027-03-31")
    town.ticks("2027-01-05 05:00", "2027-01-05 08:00")
    line = "by field: growing accounts none, new customers 1, learning none."
    assert line in flat(town.text(town.last("dana", PREP)))
    town.ticks("2027-01-12 05:00", "2027-01-12 08:00")
    assert line not in flat(town.text(town.last("dana", PREP)))


def test_nobody_is_told_of_fields_that_nobody_named(town: Town) -> None:
    town.agreed("marek", "Six first meetings", due="2027-03-31")
    town.ticks("2027-01-05 05:00", "2027-01-05 08:00")
    assert "by field" not in town.text(town.last("dana", PREP))
    assert DANA.called in town.text(town.last("dana", PREP))
