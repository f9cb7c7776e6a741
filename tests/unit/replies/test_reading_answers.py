"""Yes, no and own words, where the mail asked for one of them."""

from datetime import date

import pytest

from daemon.domain.outbox import Asked
from daemon.domain.replies.meaning.reading import Table
from tests.unit.replies.tables import DEMOS, DRAFT, DRAFTS, TODAY, consent, row, told

YES = [
    "yes", "Yes!", "ok", "OK.", "okay", "agreed", "I agree", "sure", "fine by me", "sounds good", "works for me",
    "no problem", "go ahead", "yes please", "ja", "Ja, gerne", "einverstanden", "passt", "in Ordnung", "geht klar",
    "oui", "d'accord", "D’accord.", "ça marche", "sí", "vale", "de acuerdo", "sì", "va bene", "d'accordo",
    "akkoord", "is goed", "sim", "combinado", "tak", "zgadzam się", "ano", "yes Dana", "ok, Dana", "Thanks Dana, looks good!", "Hi Dana, yes", "done deal, yes",
]  # fmt: skip
NO = [
    "no", "No.", "nope", "no thanks", "not agreed", "I don't agree", "nein", "nein danke", "nicht einverstanden",
    "non", "pas d'accord", "no gracias", "non sono d'accordo", "nee", "não", "nie", "нет",
]  # fmt: skip


@pytest.mark.parametrize("typed", YES[:-1])
def test_a_plain_yes_in_any_form_agrees(typed: str) -> None:
    assert told(typed, DRAFT) == ["A8 agree"]
    assert told(f"A8 {typed}", DRAFTS) == ["A8 agree"]
    assert told(typed, DRAFTS, under="A9") == ["A9 agree"]


@pytest.mark.parametrize("typed", NO)
def test_a_plain_no_refuses(typed: str) -> None:
    assert told(typed, DRAFT) == ["A8 refuse"]


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("yes, looking forward to it", "A8 agree"),
        ("yes, by Fri 18 Dec", "A8 agree 2026-12-18"),
        ("no, I have no time", "A8 refuse (I have no time)"),
        ("8 yes", "A8 agree"),
        ("yes, but make it 4", "A8? yes-but yes change"),
        ("yes if Ola helps", "A8? yes-but yes change"),
        ("yes, by Fri 25 Dec", "A8? yes-but yes change"),
        ("yes, if we get the prices", "A8? yes-but yes change"),
        ("yes, I can't do more", "A8? yes-but yes change"),
        ("ok let me think about it", "A8? yes-but yes change"),
        ("yes, 3 to 4", "A8? yes-but yes change"),
        ("yes, 1 of 4", "A8? yes-but yes change"),
        ("yes 4", "A8? yes-but yes change"),
        ("no, 2 instead", "A8? no-but no change"),
        ("no, rather in spring", "A8? no-but no change"),
        ("👍", "A8? thumb yes no"),
        ("3", "A8? consent-first yes no"),
        ("done", "A8? consent-first yes no"),
        ("about 3", "A8? consent-first yes no"),
        ("change", "A8? change-what"),
        ("change: four by end of April", "A8 change"),
        ("CHANGE four by April", "A8 change"),
        ("ändern: 4 bis Ende April", "A8 change"),
        ("change the date to April", "A8 change"),
        ("I would do two by April", "A8 change [own-words]"),
        ("does a yes on the phone count?", "A8 note asks: does a yes on the phone count?"),
        ("let me think", "A8 note: let me think"),
        ("...", "unread: ..."),
    ],
)
def test_what_else_one_may_say_to_a_draft(typed: str, read_as: str) -> None:
    assert told(typed, DRAFT)[0] == read_as


def test_agreed_and_already_on_the_way() -> None:
    assert told("yes, 1 of 3", DRAFT) == ["A8 agree", "A8 progress 1"]


def test_the_counter_proposal_is_what_follows_change() -> None:
    from tests.unit.replies.tables import reading

    for typed, words in [
        ("change: four by end of April", "four by end of April"),
        ("CHANGE four by April", "four by April"),
        ("change the date to April", "change the date to April"),
        ("I would do two\nand by April only", "I would do two\nand by April only"),
        ("We meet them in April\nThe rest is fine", "We meet them in April\nThe rest is fine"),
    ]:
        (update,) = reading(typed, DRAFT).statements
        assert update.words == words


def test_remarks_beside_a_yes_are_notes_unless_they_hold_a_number() -> None:
    assert told("Yes!\nI will begin in Linz.", DRAFT) == [
        "A8 agree",
        "A8 note: I will begin in Linz.",
    ]
    assert told("yes\nmake it 4 of them", DRAFT) == ["A8? contradiction"]
    assert told("yes\nno", DRAFT) == ["A8? contradiction"]


def test_a_yes_with_a_day_makes_a_request_ones_own() -> None:
    prep = Table(
        (DEMOS, consent("L3", "30 minutes with Ola", owner="dana")), "L", TODAY, writer="dana"
    )
    assert told("L3 yes, Thursday", prep) == ["L3 agree 2026-09-10"]
    assert told("3 yes", prep) == ["L3 agree"]


def test_a_lone_yes_to_several_is_asked_about() -> None:
    for typed in ("yes", "no", "fine", "👍", "yes to both"):
        assert told(typed, DRAFTS) == ["? which-consent A8 A9 L3"]


@pytest.mark.parametrize(
    "typed",
    [
        "yes to all",
        "all yes",
        "ja zu allen",
        "agree to all of them",
        "yes to all three",
        "yes to all 3",
    ],
)
def test_a_yes_to_all_is_a_yes_to_each(typed: str) -> None:
    assert told(typed, DRAFTS) == ["A8 agree", "A9 agree", "L3 agree"]


def test_a_no_to_all_refuses_each() -> None:
    assert told("no to all", DRAFTS) == ["A8 refuse", "A9 refuse", "L3 refuse"]


def test_several_answers_in_one_line() -> None:
    assert told("8 yes, 9 no", DRAFTS) == ["A8 agree", "A9 refuse"]
    assert told("A8, A9 and L3 yes", DRAFTS) == ["A8 agree", "A9 agree", "L3 agree"]


def test_words_on_top_of_an_agenda_with_one_draft_are_topics() -> None:
    agenda = Table((row("A1", "Book", asked=Asked.OPEN), *DRAFT.items), "A", TODAY, writer="marek")
    assert told("we meet their board in spring", agenda) == ["topic: we meet their board in spring"]
    assert told("yes", agenda) == ["A8 agree"]
    assert told("yes, and I will be late on Thursday", agenda) == ["A8? yes-but yes change"]


def test_mondays_lines_have_numbers_of_their_own() -> None:
    monday = Table(
        (consent("1", "30 minutes with Ola"), consent("2", "Linz moves")), "L", TODAY, writer="dana"
    )
    assert told("1 yes Thursday\n2 no", monday) == ["1 agree 2026-09-10", "2 refuse"]
    assert told("2 talk", monday) == ["2 note: talk"]
    assert told("1 Thursday works", monday) == ["1 agree 2026-09-10"]
    assert told("1 on Thursday in Linz", monday) == ["1 change [own-words]"]


# --- rules, verdicts, sharing ----------------------------------------------------------------

RULE = Table(
    (row("A7", "Handover note after signing", asked=Asked.RULE), DEMOS), "A", TODAY, writer="marek"
)


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("A7 yes", "A7 rule_kept"),
        ("A7 yes, every time", "A7 rule_kept"),
        ("A7 held", "A7 rule_kept"),
        ("A7 kept", "A7 rule_kept"),
        ("A7 no", "A7 rule_missed"),
        ("A7 no, twice too late", "A7 rule_missed (twice too late)"),
        ("A7 not kept", "A7 rule_missed"),
        ("A7 yes but not at Acme", "A7? yes-but yes no"),
        ("A7 done", "A7? rule-or-done yes done"),
        ("A7 blocked by legal", "A7 blocked (by legal)"),
        ("A7 sometimes", "A7 note: sometimes"),
        ("A7 ...", "A7 note: A7 ..."),
        ("yes", "A7 rule_kept [no-item]"),
    ],
)
def test_a_standing_rule_held_or_not(typed: str, read_as: str) -> None:
    assert told(typed, RULE) == [read_as]


VERDICT = Table(
    (
        row("A3", "Six first meetings", 5, 6, "meetings", asked=Asked.VERDICT),
        row("", "“The first plant's manager opens the second plant.”", asked=Asked.SHARE),
    ),
    "A",
    date(2027, 1, 5),
    writer="marek",
)


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("A3 kept", "A3 done [count-below]"),
        ("A3 yes", "A3 done"),
        ("A3 done", "A3 done [count-below]"),
        ("A3 no", "A3 not_kept"),
        ("A3 not kept, the fair was cancelled", "A3 not_kept (the fair was cancelled)"),
        ("A3 6 of 6", "A3 progress 6"),
        ("A3 once more", "A3 note: once more"),
        ("not kept", "A3 not_kept [no-item]"),
        ("kept", "A3 done [count-below]"),
        ("yes", "? which-item A3 "),
    ],
)
def test_a_verdict_is_the_owners_word(typed: str, read_as: str) -> None:
    assert told(typed, VERDICT) == [read_as]


def test_a_row_without_a_number_is_never_taken_for_one_that_is_named() -> None:
    assert told("Linz: 5 of 8", VERDICT) == ["topic: Linz: 5 of 8"]
    assert told("2: done", VERDICT) == ["? no-such-item"]


def test_sharing_a_sentence_takes_a_yes() -> None:
    share = Table((row("A3", "a sentence", asked=Asked.SHARE),), "A", TODAY, writer="marek")
    assert told("yes", share) == ["A3 share [no-item]"]
    assert told("no", share) == ["A3 keep_private [no-item]"]
    assert told("A3 what would it say?", share) == ["A3 note asks: what would it say?"]


def test_a_change_under_what_is_agreed_is_a_proposal_and_no_count() -> None:
    assert told("A1 change: 6 demos by 31 Jan", Table((DEMOS,), "A", TODAY)) == ["A1 change"]
    assert told("A1: change: with other words", Table((DEMOS,), "A", TODAY)) == ["A1 change"]


def test_yes_to_all_of_another_number_is_no_yes() -> None:
    assert not [x for x in told("yes to all five", DRAFTS) if "agree" in x]
