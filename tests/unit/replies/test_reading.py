"""What Marek's lines come to when he answers his agenda."""

import pytest

from daemon.domain.replies.meaning.reading import Question, Table, read
from daemon.domain.replies.message import Typed
from tests.unit.replies.tables import AGENDA, CALLS, DEMOS, PRICES, PROPOSAL, TODAY, row, told


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("A1: 5 of 8", "A1 progress 5"),
        ("a1 5/8", "A1 progress 5"),
        ("#1 5 of 8 demos booked", "A1 progress 5"),
        ("item 1: 5 of 8", "A1 progress 5"),
        ("1) 5 of 8", "A1 progress 5"),
        ("(1) 5 of 8", "A1 progress 5"),
        ("1. 5 of 8", "A1 progress 5"),
        ("1: 5 of 8 👍", "A1 progress 5"),
        ("- A1 - five of eight", "A1 progress 5"),
        ("For A1: now at 5", "A1 progress 5"),
        ("5 of 8 for A1", "A1 progress 5"),
        ("A1 5 von 8 Demos gebucht", "A1 progress 5"),
        ("A1 cinq sur 8", "A1 progress 5"),
        ("A1 cinco de ocho", "A1 progress 5"),
        ("A1 cinque di otto", "A1 progress 5"),
        ("A1 vijf van 8", "A1 progress 5"),
        ("A1 pięć z 8", "A1 progress 5"),
        ("A5 thirty-one of 40", "A5 progress 31"),
        ("A5 twenty five", "A5 progress 25"),
        ("A5 two dozen", "A5 progress 24"),
        ("A5 31 this week", "A5 progress 31"),
        ("A1: 3 more", "A1 progress 6 relative"),
        ("A1 +2", "A1 progress 5 relative"),
        ("A1 another demo", "A1 progress 4 relative"),
        ("A1 one more, trucking co in linz", "A1 progress 4 relative"),
        ("A1 3 left", "A1 progress 5"),
        ("A1 noch 3 offen", "A1 progress 5"),
        ("A1 il reste 3", "A1 progress 5"),
        ("A1 all but one", "A1 progress 7"),
        ("A1 3 -> 5", "A1 progress 5"),
        ("A1 still 3, two cancelled on me", "A1 progress 3"),
        ("A1 2 more this week, so 5", "A1 progress 5"),
        ("A1 5 of 8 (62%)", "A1 progress 5"),
        ("A1 50%", "A1 progress 4 [percent]"),
        ("A1 half of them", "A1 progress 4 [half]"),
        ("A1 all 8", "A1 progress 8 [all]"),
        ("A1 9 of 8", "A1 progress 9 [over-target]"),
        ("A1 only 2 of 8", "A1 progress 2 [correction]"),
        ("A1 5.5 of 8", "A1 progress 5.5 [fraction]"),
        ("A1 5 of 8. Can we talk about Acme?", "A1 progress 5"),
        ("Hi Dana, A1: 5 of 8", "A1 progress 5"),
    ],
)
def test_one_clear_count_is_recorded(typed: str, read_as: str) -> None:
    assert told(typed)[0] == read_as


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("A1 5-6, depends if the fair counts", "A1? range 5 6"),
        ("A1 5 or 6", "A1? range 5 6"),
        ("A1 about 5", "A1? vague"),
        ("A1 ca. 5", "A1? vague"),
        ("A1 almost 5", "A1? vague"),
        ("A1 5+", "A1? vague"),
        ("A1 a couple more", "A1? vague"),
        ("A1 5?", "A1? uncertain"),
        ("A1 -5", "A1? uncertain"),
        ("A1 5 of 8, I think", "A1? uncertain"),
        ("A1 5 of 8, right?", "A1? uncertain"),
        ("A1 noch 3", "A1? ambiguous 5 6"),
        ("A1 still 4", "A1? ambiguous 4 3"),
        ("A1 60%", "A1? percent-not-whole"),
        ("A1 5 of 9", "A1? target-differs"),
        ("A1 met 5/9", "A1? date-or-count"),
        ("A1 5/9", "A1? date-or-count"),
        ("A1 saw 5/9", "A1? date-or-count"),
        ("A1 5, no 6", "A1? several-numbers"),
        ("A1 5 of 8, no, 6", "A1? contradiction 5 6"),
        ("A1 5 so far, Lena saw 2", "A1? several-numbers"),
        ("A1 9 on Mon, 9 on Tue", "A1? several-numbers 18 21"),
        ("A1 5 of 8, 9 on Mon", "A1? several-numbers"),
        ("A1 25/40", "A1? target-differs"),
        ("A1 both", "A1? mismatch"),
        ("A1 all 9", "A1? mismatch"),
        ("A1 9 left", "A1? mismatch"),
        ("A1 2", "A1? lower 2 5"),
        ("A1 55", "A1? far-over"),
        ("A1 booked 5", "A1? total-or-more 5 8"),
        ("A1 5 this month", "A1? total-or-more 5 8"),
        ("A1 5 demos on Monday", "A1? total-or-more 5 8"),
        ("A1 5 with Acme", "A1? total-or-more 5 8"),
        ("A5 made 9 calls on Mon, 8 on Tue, 14 on Wed", "A5? several-numbers 31 53"),
        ("A1 5, sorry 6", "A1? contradiction 5 6"),
        ("A1 3 + 2", "A1? several-numbers"),
        ("A1 5 8", "A1? several-numbers"),
        ("A1 5 of 8 of 9", "A1? several-numbers"),
        ("A1 3 more, 3 more", "A1? several-numbers"),
        ("A1 5 of 8, 6 so far", "A1? contradiction 5 6"),
        ("A1 5 -> 6", "A1? contradiction 5 6"),
        ("A1 5 of 8, but two may cancel", "A1? partial"),
        ("A1 5 demos and 2 workshops", "A1? not-plain"),
        ("A1 talked to 5 demos", "A1? not-plain"),
        ("A1 99999999999999", "A1? not-plain"),
        ("A1 5ish", "A1? not-plain"),
        ("A1 40k", "A1? far-over"),
        ("A1-A3 done", "? several-items A1 A3"),
        ("A2 5 of 8", "A2? no-count"),
        ("A2 3/5", "A2? date-or-count"),
        ("A1 done, 5 of 8", "A1? contradiction done 5"),
    ],
)
def test_a_doubtful_count_is_asked_about(typed: str, read_as: str) -> None:
    assert told(typed) == [read_as]


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("A2 done", ["A2 done"]),
        ("A2 ✅", ["A2 done"]),
        ("☑ 2", ["A2 done"]),
        ("[x] A2", ["A2 done"]),
        ("2 done", ["A2 done [bare-number]"]),
        ("2 - done", ["A2 done [bare-number]"]),
        ("2 sent yesterday", ["A2 done [bare-number]"]),
        ("A2 sent yesterday", ["A2 done"]),
        ("A2 the proposal was sent on 9/9", ["A2 done"]),
        ("A2 done, lena says I talk over the price. she's right", ["A2 done"]),
        ("A2 done, Dana sent it to legal for me", ["A2 done"]),
        ("A2 complet", ["A2 done [cut-off]"]),
        ("A2 kept", ["A2 done"]),
        ("A3 signed by Globex", ["A3 done"]),
        ("A1 done", ["A1 done [count-below]"]),
        ("A1 done, 8 of 8", ["A1 progress 8", "A1 done"]),
        ("#1 and #2 done", ["A1 done [count-below]", "A2 done"]),
        ("done: A2, A3", ["A2 done", "A3 done"]),
        ("finished A2", ["A2 done"]),
        ("1, 2 done", ["A1 done [count-below]", "A2 done [bare-number]"]),
        ("2 done, 3 blocked", ["A2 done [bare-number]", "A3 blocked [bare-number]"]),
        ("1) done 2) blocked", ["A1 done [count-below]", "A2 blocked"]),
        ("A1: 5 of 8 and A2 done", ["A1 progress 5", "A2 done"]),
        ("A2 not kept: no time", ["A2 not_kept (no time)"]),
        ("A2 nicht eingehalten", ["A2 not_kept"]),
        ("A3 stuck on legal", ["A3 blocked (on legal)"]),
        ("A3 waiting for legal", ["A3 blocked (legal)"]),
        ("A3 hängt an deren Rechtsabteilung", ["A3 blocked (deren Rechtsabteilung)"]),
        ("A1 5 of 8, blocked by legal", ["A1 progress 5", "A1 blocked (by legal)"]),
        ("A2 undone, customer sent it back", ["A2 reopen [reopened]"]),
        ("A2 move to 18 Sep", ["A2 propose_due 2026-09-18 [proposal]"]),
        ("A2 can we move this to 18 Sep?", ["A2 propose_due 2026-09-18 [proposal]"]),
    ],
)
def test_one_clear_state_is_recorded(typed: str, read_as: list[str]) -> None:
    assert told(typed) == read_as


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("A2 done except the annex", "A2? partial"),
        ("A2 done but late", "A2? partial"),
        ("A2 done, annex missing", "A2? partial"),
        ("A2 done, not signed", "A2? partial"),
        ("A2 done with the first draft", "A2? partial"),
        ("A2 slides done", "A2? partial"),
        ("A2 dnoe", "A2? typo done"),
        ("A2 signed", "A2? is-it-done done"),
        ("A2 done?", "A2? uncertain"),
        ("A2 done, I think", "A2? uncertain"),
        ("A2 done, waiting for Acme, blocked", "A2? contradiction"),
        ("A2 Friday", "A2? new-date 2026-09-11"),
        ("A2 move to 9/10", "A2? which-date 9/10"),
        ("A3 done, move to 18 Sep", "A3? contradiction"),
        ("A9: 5 of 8", "? no-such-item"),
        ("9: 5 of 8", "? no-such-item"),
        ("A9", "? no-such-item"),
        ("2 of 3: A9", "? no-such-item"),
        ("see A3, 5 of 8", "A3? not-plain"),
    ],
)
def test_a_doubtful_state_or_item_is_asked_about(typed: str, read_as: str) -> None:
    assert told(typed) == [read_as]


@pytest.mark.parametrize(
    "typed",
    [
        "not done",
        "isn’t finished, haven't started",
        "almost done",
        "will be done by Friday",
        "is this done? I thought Lena had sent it",
        "nothing blocked any more",
        "was blocked",
        "might be blocked",
        "move it later",
        "unblocked",
        "started",
        "👍",
        "yes",
        "kept waiting for an hour by their people",
        "people there told me how it was done and we left",
        "can't move to 18 Sep",
        "30 min with Ola",
    ],
)
def test_negations_plans_questions_and_sentences_are_notes(typed: str) -> None:
    (note,) = told(f"A2 {typed}")
    assert note in {f"A2 note: {typed}", f"A2 note asks: {typed}"}


@pytest.mark.parametrize(
    "typed",
    [
        "hope to get to 6 this week",
        "lost 5 of 8",
        "5 of 8 cancelled",
        "was 3",
        "three people came",
        "need 3 more",
    ],
)
def test_numbers_in_a_sentence_are_no_counts(typed: str) -> None:
    assert told(f"A1 {typed}") == [f"A1 note: {typed}"]


def test_only_the_clause_that_states_a_fact_counts() -> None:
    assert told("A1: should be at 8 by Friday, 5 so far") == ["A1 progress 5"]


def test_days_and_durations_are_no_counts() -> None:
    assert told("A1 can't do it before 5 Oct") == ["A1 note: can't do it before 5 Oct"]
    assert told("A1 took 30 min on the phone") == ["A1 note: took 30 min on the phone"]


def test_a_small_l_for_the_one_is_pointed_out_where_the_target_fits() -> None:
    assert told("Al: 5 of 8") == ["A1 progress 5 [letter-for-digit]"]
    assert told("Al: done") == ["topic: Al: done"]
    assert told("Al called about the fair") == ["topic: Al called about the fair"]


def test_a_number_that_only_danas_item_has_is_asked_about() -> None:
    alone = Table((DEMOS, PRICES), "A", TODAY, writer="marek")
    assert told("2: done", alone) == ["? other-item L2"]


# --- under an item ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "under", "read_as"),
    [
        ("5 now", "A1", "A1 progress 5"),
        ("done", "A2", "A2 done"),
        ("2 done", "A1", "A1? item-or-count A2"),
        ("12 done", "A1", "A1 progress 12 [over-target]"),
        ("2: done", "A1", "A1? item-or-count A2"),
        ("2) call Ola", "A1", "A1 note: 2) call Ola"),
        ("9) call Ola", "A1", "A1 note: 9) call Ola"),
        ("1 done", "A1", "A1? item-or-count A1"),
        ("2 done", "A2", "A2 done [bare-number]"),
        ("A3 is done too", "A2", "A3 done"),
        ("see A3", "A2", "A2 note: see A3"),
        ("5 of 8 like A3", "A1", "A1? not-plain"),
        ("nothing new", "A1", "A1 note: nothing new"),
        ("list", "A1", "A1 note: list"),
        ("undo", "A1", "UNDO A1"),
        ("HELP", "A1", "HELP"),
        ("done", "A7", "? which-item A1 A2 A3 A4 A5 L2"),
    ],
)
def test_a_line_under_an_item_is_about_that_item(typed: str, under: str, read_as: str) -> None:
    assert told(typed, under=under) == [read_as]


def test_the_same_value_twice_is_one_update_and_a_note() -> None:
    assert told("A1 5 of 8\nA1 5 of 8") == ["A1 progress 5", "A1 note: 5 of 8"]


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("A1 5 of 8\nA1 6 of 8", "A1? contradiction 5 6"),
        ("A1 +2\nA1 +2", "A1? contradiction 5 7"),
        ("A2 done\nA2 blocked by legal", "A2? contradiction"),
        ("A1 5 of 8\nA1 done", "A1? contradiction"),
        ("A2 move to 18 Sep\nA2 move to 25 Sep", "A2? contradiction 2026-09-18 2026-09-25"),
    ],
)
def test_two_lines_that_differ_over_an_item_are_asked_about(typed: str, read_as: str) -> None:
    assert told(typed) == [read_as]


# --- on top, without an item -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("5 of 8", "A1 progress 5 [no-item]"),
        ("3 more demos booked", "A1 progress 6 [no-item] relative"),
        ("35 calls", "A5 progress 35 [no-item]"),
        ("5-6 demos", "A1? range 5 6"),
        ("5 of 8 calls", "? which-item A1 A4 A5"),
        ("5 of 9", "? which-item A1 A4 A5"),
        ("5", "? which-item A1 A4 A5"),
        ("3 left", "? which-item A1 A4 A5"),
        ("done", "? which-item A1 A2 A3 A4 A5 L2"),
        ("blocked by legal", "? which-item A1 A2 A3 A4 A5 L2"),
        ("move to 18 Sep", "? which-item A1 A2 A3 A4 A5 L2"),
        ("all done", "? confirm-all A1 A2 A3 A4 A5 L2"),
        ("not kept", "? which-item A1 A2 A3 A4 A5 L2"),
        ("not done", "topic: not done"),
        ("waiting for Ola", "topic: waiting for Ola"),
        ("dnoe", "topic: dnoe"),
        ("same as last week", "topic: same as last week"),
        ("territory split for q1??", "topic: territory split for q1??"),
        ("10:30 works for me", "topic: 10:30 works for me"),
        (
            "I moved house. New number +49 30 901820.",
            "topic: I moved house. New number +49 30 901820.",
        ),
        (
            "can u get me 30 min with ola from product",
            "request: can u get me 30 min with ola from product",
        ),
        ("see A3", "A3 note: see A3"),
        ("Lena has A9 paper", "topic: Lena has A9 paper"),
        ("new plan", "topic: new plan"),
        ("skip this and that and these and those", "topic: skip this and that and these and those"),
        ("pause for lunch is too short", "topic: pause for lunch is too short"),
    ],
)
def test_a_line_of_its_own(typed: str, read_as: str) -> None:
    assert told(typed) == [read_as]


def test_one_open_item_needs_no_name() -> None:
    single = Table((PROPOSAL, PRICES), "A", TODAY, writer="marek")
    assert told("done", single) == ["A2 done"]
    assert told("blocked\nlegal sits on it", single)[0] == "A2 blocked"
    assert told("done except the annex", single) == ["A2? partial"]
    assert told("how is the team?", single) == ["topic: how is the team?"]
    counted = Table((DEMOS,), "A", TODAY, writer="marek")
    assert told("5", counted) == ["A1 progress 5"]
    assert told("5 done", counted) == ["A1 progress 5"]
    assert told("1 done", counted) == ["A1? item-or-count A1"]
    assert told("3 new demos and an idea", counted) == ["topic: 3 new demos and an idea"]


def test_with_nothing_open_a_state_is_a_topic() -> None:
    assert told("done", Table((), "A", TODAY)) == ["topic: done"]


@pytest.mark.parametrize(
    "typed",
    [
        "Hi Dana,",
        "Thanks, Jo",
        "Best regards\nMarek Novak",
        "Viele Grüße, Marek",
        "See my answers below.",
        "Marek",
        "ok",
        "👍",
        "A0 done",
    ],
)
def test_courtesies_names_and_our_examples_are_shown_as_not_read(typed: str) -> None:
    assert told(typed) == [f"unread: {line}" for line in typed.split("\n")]


def test_thanks_with_more_to_it_is_kept() -> None:
    assert told("Thanks, see you Thursday!") == ["topic: Thanks, see you Thursday!"]
    assert told("Thanks, Done") == ["topic: Thanks, Done"]
    assert told("Lena Brandt") == ["topic: Lena Brandt"]


def test_blank_lines_are_nothing() -> None:
    assert told(" \n\n\t") == []


# --- lines that belong together --------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        (
            "A3 blocked\nlegal is sitting on the contract",
            ["A3 blocked (legal is sitting on the contract)"],
        ),
        ("A1:\n5 of 8", ["A1 progress 5"]),
        ("A2 done\nbut not the annex", ["A2? partial"]),
        ("A2 done,\nLena was there", ["A2 done"]),
        (
            "A3 blocked by legal\nbecause of the annex",
            ["A3 blocked (by legal because of the annex)"],
        ),
        ("A2 done\nterritory split", ["A2 done", "topic: territory split"]),
        ("A2 done\nThanks", ["A2 done", "unread: Thanks"]),
        ("Thanks\nbut A2 is open", ["A2 note: but A2 is open", "unread: Thanks"]),
        ("A3 blocked\n\nlegal is sitting", ["A3 blocked", "topic: legal is sitting"]),
    ],
)
def test_a_line_goes_on_with_the_one_above(typed: str, read_as: list[str]) -> None:
    assert told(typed) == read_as


def test_a_line_that_a_mail_program_wrapped_is_one_line() -> None:
    first = "A1 I had hoped to be further by now, and we will surely be at some more,"
    assert told(f"{first}\n8 by Friday") == [f"A1 note: {first[3:]}\n8 by Friday"]


# --- commands, drafts, edits -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("undo", ["UNDO"]),
        ("UNDO A3", ["UNDO A3"]),
        ("undo 3 and 5", ["UNDO A3", "UNDO A5"]),
        ("UNDO 9", ["? no-such-item"]),
        ("undo the split of territories", ["topic: undo the split of territories"]),
        ("rückgängig", ["UNDO"]),
        ("LIST", ["LIST"]),
        ("hilfe bitte", ["HELP"]),
        ("Pause", ["PAUSE"]),
        ("PAUSE until 5 Jan", ["PAUSE until 2027-01-05"]),
        ("resume", ["RESUME"]),
        ("quiet!", ["QUIET"]),
        ("start", ["START"]),
        ("skip Jonas Weber", ["SKIP Jonas Weber"]),
        ("skip", ["SKIP"]),
        ("list of fleets", ["topic: list of fleets"]),
    ],
)
def test_words_to_the_program(typed: str, read_as: list[str]) -> None:
    assert told(typed) == read_as


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        (
            "new: by end of Q3 meet three decision makers at Acme",
            "draft: meet three decision makers at Acme | 3 decision makers | 2026-09-30 | draft",
        ),
        (
            "new: fleet references, 3, by 31 March",
            "draft: fleet references, 3 | 3 fleet references | 2027-03-31 | draft",
        ),
        (
            "Neu: 5 Termine mit Werken bis 30.9.",
            "draft: 5 Termine mit Werken | 5 termine | 2026-09-30 | draft",
        ),
        ("- nouveau : talk to Ola", "draft: talk to Ola | None  | None | draft"),
        (
            "new: visit 3 fleets and 2 plants by Friday",
            "draft: visit 3 fleets and 2 plants | None  | 2026-09-11 | several-numbers",
        ),
        ("new: 3 by 1 Oct or 5 Oct", "draft: 3 by 1 Oct or 5 Oct | 3  | None | several-dates"),
        (
            "new: note 2 days after signing, for the 2027 plan",
            "draft: note 2 days after signing, for the 2027 plan | None  | None | draft",
        ),
        ("new: by Friday", "draft:  | None  | 2026-09-11 | no-outcome"),
        ("new:", "? empty-draft"),
    ],
)
def test_a_new_line_becomes_a_draft(typed: str, read_as: str) -> None:
    assert told(typed) == [read_as]


@pytest.mark.parametrize(
    ("ours", "came_back", "said"),
    [("3 of 8", "5 of 8", "5 of 8"), ("Book", "Hold", "Hold")],
)
def test_a_line_of_ours_that_came_back_changed_is_asked_about(
    ours: str, came_back: str, said: str
) -> None:
    line = "A1  Book 8 demos by 30 Sep (3 of 8 booked)"
    changed = line.replace(ours, came_back)
    (question,) = read([Typed(changed, 4, edited=line)], AGENDA).statements
    assert isinstance(question, Question)
    assert (question.line, question.words, question.item) == (4, changed, "A1")
    assert question.details == {"said": said}


def test_prose_without_end_is_kept_as_it_is() -> None:
    assert told("A1: 5 of 8 " + "and so on " * 300)[0].startswith("topic: A1: 5 of 8 and so on")
    assert told("word " * 500, under="A1")[0].startswith("A1 note: word")
    assert told("word " * 13000)[0].startswith("topic: word")


def test_what_the_writer_may_not_say_of_anothers_item() -> None:
    leader = Table((DEMOS, PROPOSAL, PRICES), "L", TODAY, writer="dana")
    assert told("A1: 5 of 8", leader) == ["A1 note asks: 5 of 8"]
    assert told("A2 not kept", leader) == ["A2 contest"]
    assert told("A2 move to 18 Sep", leader) == ["A2 propose_due 2026-09-18 [proposal]"]
    assert told("A1 5-6", leader) == ["A1? range 5 6"]
    assert told("2 done", leader) == ["L2 done [bare-number]"]


def test_a_closed_item_is_asked_about_and_may_be_contested() -> None:
    closed = row("A2", "Send the proposal", closed=True)
    assert told("A2 done", Table((closed, CALLS), "A", TODAY, writer="marek")) == [
        "A2? closed-item"
    ]
    assert told("A2 nice", Table((closed, CALLS), "A", TODAY, writer="marek")) == ["A2 note: nice"]
    assert told("A2 not kept", Table((closed, CALLS), "L", TODAY, writer="dana")) == ["A2 contest"]
