"""The pace of a quarter, by mail alone: goals asked for, steps that grow and shrink, promises to meet."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from tests.acceptance.world import SERIES, World, text_of, weekly


def flat(mail: EmailMessage) -> str:
    return " ".join(text_of(mail).split())


def below(mail: EmailMessage, line: str, typed: str) -> str:
    """The whole mail quoted, with something typed below one of its lines."""
    quoted = "".join(f"> {each}\n" for each in text_of(mail).splitlines())
    assert f"> {line}\n" in quoted, text_of(mail)
    return quoted.replace(f"> {line}\n", f"> {line}\n\n{typed}\n\n")


@pytest.fixture
def january(team: World) -> EmailMessage:
    """Marek's first agenda of the new quarter; the 1:1 is on Tuesday 5 January."""
    team.tick("2027-01-04T09:00:00Z")
    return team.got("marek", "1:1 with Dana, Tue 5 Jan")


def test_m33_the_first_agenda_of_a_quarter_asks_and_the_answer_is_a_draft_in_the_reps_words(
    team: World, january: EmailMessage
) -> None:
    question = "F  What do you want to have reached by the end of January?"
    assert question in text_of(january)
    assert "G  And by the end of the quarter, Wed 31 Mar?" in text_of(january)

    answer = "3 pilots with city fleets by 29 Jan"
    team.reply(january, below(january, question, answer), quote=False)
    team.settle("2027-01-04T10:00:00Z")
    receipt = team.last("marek")
    assert "3 pilots with city fleets" in flat(receipt)
    assert "Fri 29 Jan" in flat(receipt)

    # Dana finds it as a draft, and it counts from her yes on.
    team.tick("2027-01-05T07:00:00Z")
    prep = team.got("dana", "Prep: Marek, Tue 5 Jan")
    assert "NOT AGREED YET A3 3 pilots with city fleets" in flat(prep)
    assert "Yes so far: Marek" in flat(prep)
    team.reply(prep, "A3 yes")
    team.settle("2027-01-05T08:00:00Z")

    # The next agenda of the quarter has it among what is agreed, and asks nothing of the kind.
    team.tick("2027-01-11T09:00:00Z")
    second = team.got("marek", "1:1 with Dana, Tue 12 Jan")
    assert "A3 3 pilots with city fleets 0 of 3, by Fri 29 Jan" in flat(second)
    assert "A NEW QUARTER" not in text_of(second)


def test_m33_a_letter_on_top_names_the_question_and_help_is_put_to_the_leader(
    team: World, january: EmailMessage
) -> None:
    team.reply(january, "G: 20 signed fleets by 31 Mar\nH: an introduction to Kestrel's board")
    team.settle("2027-01-04T10:00:00Z")
    assert "20 signed fleets" in flat(team.last("marek"))
    team.tick("2027-01-05T07:00:00Z")
    prep = flat(team.got("dana", "Prep: Marek, Tue 5 Jan"))
    assert "L2 an introduction to Kestrel's board asked by Marek" in prep
    assert "A3 20 signed fleets" in prep


def test_m33_undo_takes_the_answer_back(team: World, january: EmailMessage) -> None:
    team.reply(january, "F: 3 pilots with city fleets by 29 Jan")
    team.settle("2027-01-04T10:00:00Z")
    team.reply(team.last("marek"), "UNDO")
    team.settle("2027-01-04T11:00:00Z")
    team.tick("2027-01-05T07:00:00Z")
    assert "pilots" not in text_of(team.got("dana", "Prep: Marek, Tue 5 Jan"))


def test_m34_who_wrote_the_first_words_is_kept(team: World, january: EmailMessage) -> None:
    team.reply(january, "F: 3 pilots with city fleets by 29 Jan")
    team.settle("2027-01-04T10:00:00Z")
    told = team.accord("agreements", "show", "marek", "A3").casefold().splitlines()
    first = next(line for line in told if "proposed" in line)
    assert "marek" in first
    assert "accord" not in first


def test_m41_a_weekly_item_of_a_senior_is_one_line_and_nobody_is_prompted_for_it(
    team: World,
) -> None:
    team.reply(team.got("marek", "1:1 with Dana, Tue 17 Nov"), "new: 2 first calls a week in Graz")
    team.settle("2026-11-16T17:00:00Z")
    team.tick("2026-11-17T07:00:00Z")
    team.reply(team.got("dana", "Prep: Marek, Tue 17 Nov"), "A3 yes")
    team.settle("2026-11-17T08:00:00Z")
    team.tick("2026-11-23T09:00:00Z")
    agenda = team.got("marek", "1:1 with Dana, Tue 24 Nov")
    assert "ALSO OPEN\nA3  2 first calls a week in Graz, 0 of 2 this week\n" in text_of(agenda)
    assert "What comes next?" not in text_of(agenda)

    # It is answered like any other.
    team.reply(agenda, "A3: 2")
    team.settle("2026-11-23T10:00:00Z")
    assert "2 of 2" in flat(team.last("marek"))


def lenas_wednesday(team: World, wednesday: datetime) -> EmailMessage:
    """Lena's agenda for a Wednesday, which comes the day before."""
    team.tick(f"{wednesday - timedelta(days=1):%Y-%m-%d}T10:00:00Z")
    return team.got("lena", f"1:1 with Dana, Wed {wednesday.day} {wednesday:%b}")


def stepping(team: World) -> None:
    """Lena writes down a step, and Dana says yes to it before they meet on 18 November."""
    agenda = lenas_wednesday(team, datetime(2026, 11, 18))
    assert "What is your step for a week? Begin it with step:" in flat(agenda)
    team.reply(agenda, "A1 step: two first calls in Linz a week")
    team.settle("2026-11-17T12:00:00Z")
    team.tick("2026-11-18T08:00:00Z")
    team.reply(team.got("dana", "Prep: Lena, Wed 18 Nov"), "A2 yes")
    team.settle("2026-11-18T09:00:00Z")


def weeks(team: World, *counts: int) -> datetime:
    """One answer a week from 25 November on; the Wednesday after the last of them."""
    wednesday = datetime(2026, 11, 25)
    for count in counts:
        team.reply(lenas_wednesday(team, wednesday), f"A2: {count} of 2")
        team.settle(f"{wednesday - timedelta(days=1):%Y-%m-%d}T12:00:00Z")
        wednesday += timedelta(days=7)
    return wednesday


def test_m42_a_step_stands_below_its_outcome_on_the_weekly_agenda_and_in_no_daily_mail(
    team: World,
) -> None:
    stepping(team)
    before = len(team.inbox("lena"))
    for day in range(19, 25):
        team.tick(f"2026-11-{day}T09:00:00Z")
    agenda = lenas_wednesday(team, datetime(2026, 11, 25))
    text = text_of(agenda)
    assert text.index("A1  Six first meetings") < text.index("A2  two first calls in Linz a week")
    assert "a step to A1, 0 of 2 this week" in text
    assert len(team.inbox("lena")) <= before + 2, "the agenda, and the words that are agreed"


def test_m42_four_weeks_kept_bring_a_wider_step_that_both_must_agree_to(team: World) -> None:
    stepping(team)
    agenda = lenas_wednesday(team, weeks(team, 2, 2, 3, 2))
    assert "As you say, it held four weeks in a row, from 23 Nov on." in flat(agenda)
    assert "was: 2 first calls a week now: 8 first calls a month" in flat(agenda)

    # With Lena's yes alone nothing has changed.
    team.reply(agenda, "A2 yes")
    team.settle("2026-12-22T12:00:00Z")
    team.tick("2026-12-23T08:00:00Z")
    prep = team.got("dana", "Prep: Lena, Wed 23 Dec")
    assert "In Lena's words, it held four weeks in a row" in flat(prep)
    assert "A2 8 first calls in Linz a step to A1" in flat(prep)
    assert "of 2 this week" in flat(prep)
    team.reply(prep, "A2 yes")
    team.settle("2026-12-23T09:00:00Z")
    assert "8 first calls" in flat(team.last("dana"))
    assert "a month" in flat(team.last("dana"))


def test_m42_a_week_missed_brings_a_smaller_step_and_a_no_leaves_the_old_one(team: World) -> None:
    stepping(team)
    agenda = lenas_wednesday(team, weeks(team, 2, 1))
    assert "it did not hold in the week from 30 Nov on. This would be a smaller" in flat(agenda)
    assert "now: 1" in flat(agenda)
    team.reply(agenda, "A2 no")
    team.settle("2026-12-08T12:00:00Z")
    following = lenas_wednesday(team, datetime(2026, 12, 16))
    assert "a step to A1, 0 of 2 this week" in flat(following)
    assert "smaller step" not in flat(following)


def test_m71_smaller_steps_after_a_miss_are_proposed_to_both(team: World) -> None:
    stepping(team)
    wednesday = weeks(team, 1)
    assert "This would be a smaller step" in flat(lenas_wednesday(team, wednesday))
    team.tick("2026-12-02T08:00:00Z")
    assert "This would be a smaller step" in flat(team.got("dana", "Prep: Lena, Wed 2 Dec"))


def test_m25_a_promise_to_meet_shows_what_the_calendar_says_and_is_corrected_by_reply(
    team: World,
) -> None:
    team.tick("2026-11-17T07:00:00Z")
    team.reply(
        team.got("dana", "Prep: Marek, Tue 17 Nov"), "new: me: a coaching hour every two weeks"
    )
    team.settle("2026-11-17T07:30:00Z")
    team.tick("2026-11-23T09:00:00Z")
    team.reply(team.got("marek", "1:1 with Dana, Tue 24 Nov"), "L2 yes")
    team.settle("2026-11-23T10:00:00Z")

    # Two weeks later one 1:1 was held, and one called off.
    team.tick("2026-11-30T10:00:00Z")
    team.tick("2026-12-01T12:00:00Z")
    gone = weekly(
        *SERIES["marek"], more="RRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Vienna:20261208T100000"
    )
    team.calendar("marek", gone)
    team.tick("2026-12-02T10:00:00Z")
    team.tick("2026-12-14T09:00:00Z")
    agenda = flat(team.got("marek", "1:1 with Dana, Tue 15 Dec"))
    assert "next on the calendar: Tue 15 Dec; 1 of 1 since 23 Nov, one cancelled" in agenda

    # The calendar is a fact beside it; the word is Dana's, and no verdict.
    team.tick("2026-12-15T07:00:00Z")
    prep = team.got("dana", "Prep: Marek, Tue 15 Dec")
    assert "1 of 1 since 23 Nov, one cancelled" in flat(prep)
    team.reply(prep, "L2 no")
    team.settle("2026-12-15T08:00:00Z")
    assert "not held, as of 15 Dec" in flat(team.last("dana"))
    team.reply(team.got("marek", "1:1 with Dana, Tue 15 Dec"), "L2 the one on 1 Dec was by phone")
    team.settle("2026-12-15T09:30:00Z")
    assert "the one on 1 Dec was by phone" in flat(team.last("marek"))


def test_m20_the_prep_counts_the_three_fields_once_a_month_without_a_word_on_them(
    team: World,
) -> None:
    team.tick("2026-11-17T07:00:00Z")
    line = "Marek's open ones by field: growing accounts 1, new customers 1, learning none."
    assert line in flat(team.got("dana", "Prep: Marek, Tue 17 Nov"))
    team.tick("2026-11-24T07:00:00Z")
    assert line not in flat(team.got("dana", "Prep: Marek, Tue 24 Nov"))
    assert all("by field" not in text_of(mail) for mail in team.inbox("marek"))
