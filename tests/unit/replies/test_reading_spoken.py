"""What people dictate, put on one line, take back in the next, or say of several items at once."""

import pytest

from daemon.domain.outbox import Asked
from daemon.domain.replies.meaning.reading import Question, Table, read
from daemon.domain.replies.message import Typed
from tests.unit.replies.tables import (
    AGENDA,
    DEMOS,
    DRAFT,
    DRAFTS,
    PRICES,
    PROPOSAL,
    TODAY,
    reading,
    row,
    told,
)

RULE = Table((row("A7", "Handover note", asked=Asked.RULE), DEMOS), "A", TODAY, writer="marek")


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("a one, five of eight", "A1 progress 5 [spoken]"),
        ("A one five of eight", "A1 progress 5 [spoken]"),
        ("a 1: 5 of 8", "A1 progress 5 [spoken]"),
        ("item one, five of eight", "A1 progress 5 [spoken]"),
        ("number two is done", "A2 done [spoken]"),
        ("A three blocked", "A3 blocked [spoken]"),
        ("a one, 20 of 8", "A1? far-over"),
    ],
)
def test_a_number_of_an_item_said_aloud_is_read_and_pointed_out(typed: str, read_as: str) -> None:
    assert told(typed) == [read_as]


@pytest.mark.parametrize(
    "typed",
    [
        "a one hour call with Ola",
        "a two day workshop is done",
        "a one",
        "a two five",
        "item fifty done",
        "a 2.5 done",
        "a one more",
    ],
)
def test_an_article_and_a_number_name_no_item(typed: str) -> None:
    assert not [line for line in told(typed) if "spoken" in line]


def test_a_rule_is_answered_aloud_too() -> None:
    assert told("a seven yes", RULE) == ["A7 rule_kept [spoken]"]


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("A2 done A3 blocked by legal", ["A2 done", "A3 blocked (by legal)"]),
        ("A1 5 of 8 A2 done", ["A1 progress 5", "A2 done"]),
        ("A1 5 of 8 and also A2 is done", ["A1 progress 5", "A2 done"]),
        ("A2 done, A3 too", ["A2 done", "A3? is-it-done done"]),
        ("A1 and A4: 2 more", ["A1? several-items", "A4? several-items"]),
        ("Finished A2 and A3", ["A2 done", "A3 done"]),
        ("done with A2, 5 of 8 for A1", ["A2 done", "A1 progress 5"]),
        ("done: A2 and something else", ["A2? not-plain"]),
    ],
)
def test_several_items_on_one_line(typed: str, read_as: list[str]) -> None:
    assert told(typed) == read_as


def test_answers_with_their_items_behind_them() -> None:
    assert told("yes to A8, no to A9", DRAFTS) == ["A8 agree", "A9 refuse"]
    assert told("yes to A8 and A9", DRAFTS) == ["A8 agree", "A9 agree"]


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("A2 done\nA2 not done", ["A2? contradiction"]),
        ("A2 done\nA2: no, forget that", ["A2? contradiction"]),
        ("A2 done (no, sorry, that was the other one)", ["A2? contradiction"]),
        ("A1: 5 of 8\nA1: 5-6", ["A1? contradiction 5 6"]),
        ("A1: 5 of 8\nsorry, A1: 6 of 8", ["A1? contradiction 5 6", "unread: sorry,"]),
        ("A1: +2\nA1: +1", ["A1? contradiction 5 4 6"]),
        ("me: A2 done", ["A2 done", "unread: me:"]),
        ("Dana: A2 done", ["A2? not-plain"]),
        ("Lena told me A2 is done", ["A2? not-plain"]),
        ("A1: was 3, now 5", ["A1 progress 5"]),
        ("A1: was 4, now 5", ["A1? several-numbers"]),
        ("A1: from 3 to 5", ["A1 progress 5"]),
        ("A1: from 4 to 5", ["A1? contradiction 4 5"]),
        ("A1: not 3 but 5", ["A1? several-numbers"]),
        ("A1: 5-6 of 8", ["A1? range 5 6"]),
        ("A1: minus one", ["A1? uncertain"]),
        ("A1 47+, A2 done", ["A1? vague", "A2 done"]),
        ("5? for A1", ["A1? not-plain"]),
        ("A1 will follow A4 has 2, 5 so far", ["A1? not-plain"]),
        ("A1 20, no 21 A4 has 3", ["A1? several-numbers"]),
        ("A1 hope for 6 this week 2) done", ["A1 note: hope for 6 this week", "A2 done"]),
    ],
)
def test_what_one_line_says_and_another_takes_back_is_asked_about(
    typed: str, read_as: list[str]
) -> None:
    assert told(typed) == read_as


def test_every_word_of_lines_that_contradict_each_other_stands_in_the_question() -> None:
    (question,) = reading("A1: 5 of 8, Graz came\nA1: 5-6, one may cancel").statements
    assert isinstance(question, Question)
    assert question.words == "5 of 8, Graz came\n5-6, one may cancel"


@pytest.mark.parametrize(
    "typed",
    [
        "A2 done with help from Ola",
        "A2 done together with Lena on Tuesday",
        "A2 erledigt mit Hilfe von Ola",
        "A2 done ahead of time",
        "A2 done on time, the customer is happy",
    ],
)
def test_who_helped_takes_nothing_away(typed: str) -> None:
    assert told(typed) == ["A2 done"]


@pytest.mark.parametrize(
    "typed", ["A2 done with help from Ola except the annex", "A2 done on time, but not the annex"]
)
def test_what_is_left_beside_who_helped_is_still_asked_about(typed: str) -> None:
    assert "A2 done" not in told(typed)


def test_a_count_may_name_who_helped() -> None:
    assert told("A1: now 5 with help from Ola") == ["A1 progress 5"]


@pytest.mark.parametrize(
    "typed", ["not yet", "I'll answer tomorrow", "need to ask Ola first", "will get back to you"]
)
def test_an_answer_that_is_put_off_proposes_nothing(typed: str) -> None:
    assert told(typed, DRAFT) == [f"A8 note: {typed}"]


@pytest.mark.parametrize("typed", ["should be spring instead", "two would do", "by end of May"])
def test_other_terms_are_a_proposal(typed: str) -> None:
    assert told(typed, DRAFT)[0].startswith("A8 ")
    assert "note" not in told(typed, DRAFT)[0]


def test_a_remark_beside_a_yes_is_a_note() -> None:
    assert told("Yes!\nWe begin in Linz.", DRAFT) == ["A8 agree", "A8 note: We begin in Linz."]


def test_a_courtesy_is_no_reason_for_a_no() -> None:
    assert told("nein, danke", DRAFT) == ["A8 refuse"]


def test_a_closed_item_is_opened_by_that_word_alone() -> None:
    closed = Table((row("A2", "Send the offer", closed=True), DEMOS), "A", TODAY, writer="marek")
    assert told("A2 reopened", closed) == ["A2 reopen [reopened]"]
    assert told("A2 done", closed) == ["A2? closed-item"]


# --- PAUSE ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("PAUSE until 5 Jan", "PAUSE until 2027-01-05"),
        ("PAUSE until Mon, I'm away", "PAUSE until 2026-09-14"),
        ("pause till Monday please", "PAUSE until 2026-09-14"),
        ("PAUSE bis 30.9.", "PAUSE until 2026-09-30"),
        ("Pause for two weeks", "PAUSE until 2026-09-23"),
        ("PAUSE please", "PAUSE"),
        ("PAUSE until I am back", "PAUSE until I am back"),
        ("PAUSE until 1 Sep 2026", "PAUSE until 1 Sep 2026"),
        ("pause until Monday was a good idea", "topic: pause until Monday was a good idea"),
        ("pause for thought in Graz", "topic: pause for thought in Graz"),
        ("PAUSE in Graz was far too long", "topic: PAUSE in Graz was far too long"),
    ],
)
def test_a_pause_may_name_the_day_on_which_it_is_over(typed: str, read_as: str) -> None:
    assert told(typed) == [read_as]


# --- a change over the quoted words ------------------------------------------------------------


def test_a_change_close_to_the_quoted_words_is_the_writers_own() -> None:
    typed = Typed(
        "A2  change: Send the Acme pricing offer", 0, "A2", "A2  Send the Acme pricing proposal"
    )
    table = Table((PROPOSAL, PRICES), "A", TODAY, writer="marek")
    (update,) = read([typed], table).statements
    assert (update.item, update.op, update.words) == ("A2", "change", "Send the Acme pricing offer")
    edited = Typed("A2  Send the Acme pricing offer", 0, "A2", "A2  Send the Acme pricing proposal")
    (question,) = read([edited], AGENDA).statements
    assert question.code == "edited-quote"
