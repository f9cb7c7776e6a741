"""What happens to an agreement: counts, verdicts, disagreement, and what UNDO takes back."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.agreements.agreement import Verdict, standing_before, undone
from daemon.domain.ledger import Kind

END_OF_YEAR = date(2026, 12, 31)


@pytest.fixture
def six(book):
    """Marek's six first meetings by the end of the year, agreed with Dana."""
    book.agree("A1", target="6", unit="meetings", due=END_OF_YEAR)
    return book


# --- counts -----------------------------------------------------------------------------------


def test_a_count_stands_at_nothing_before_the_first_word(six):
    assert six["A1"].count() == 0


def test_what_has_no_target_is_not_counted(book):
    book.agree("A1", due=END_OF_YEAR)
    assert book["A1"].count() is None


def test_the_last_count_stands(six):
    six.count("A1", 5)
    six.count("A1", Decimal("3.5"))
    assert six["A1"].count() == Decimal("3.5")


def test_each_week_has_its_own_count(book):
    book.agree("A1", target="5", unit="calls", period="week")
    book.count("A1", 4, period="2026-W41")
    book.count("A1", 2, period="2026-W42")
    book.count("A1", 5, period="2026-W41")
    assert book["A1"].count("2026-W41") == 5
    assert book["A1"].count("2026-W42") == 2
    assert book["A1"].count("2026-W43") == 0


def test_a_rule_keeps_each_answer_by_its_day(book):
    book.agree("A1", "A note after signing")
    book.write(Kind.UPDATED, "marek", "A1", op="rule", day="2026-11-24", new="yes")
    book.write(Kind.UPDATED, "marek", "A1", op="rule", day="2026-12-01", new="no")
    assert book["A1"].checks == ((date(2026, 11, 24), True), (date(2026, 12, 1), False))


def test_what_is_in_the_way_stands_until_the_next_count(six):
    texts = {"words": "stuck on legal", "reason": "legal"}
    six.write(Kind.UPDATED, "marek", "A1", texts=texts, op="blocked")
    assert six["A1"].blocked == "legal"
    six.count("A1", 2)
    assert six["A1"].blocked == ""


def test_where_no_reason_was_read_the_words_themselves_are_in_the_way(six):
    six.write(Kind.UPDATED, "marek", "A1", texts={"words": "stuck"}, op="blocked")
    assert six["A1"].blocked == "stuck"


def test_the_last_word_is_whoever_said_it_exactly_as_typed(six):
    six.count("A1", 2, words="two of them came from the Linz fair")
    six.note("A1", "dana", "which two?", at=date(2026, 11, 3))
    said = six["A1"].said
    assert (said.author, said.words) == ("dana", "which two?")
    assert said.time.date() == date(2026, 11, 3)


def test_an_entry_without_words_leaves_the_last_word(six):
    six.count("A1", 2, words="two so far")
    six.write(Kind.UPDATED, "marek", "A1", op="progress", new="3")
    assert six["A1"].said.words == "two so far"


def test_entries_that_say_nothing_of_the_agreement_leave_it_but_move_its_record(six):
    before = six["A1"]
    six.write(Kind.SHARED, "marek", "A1", answer="yes")
    after = six["A1"]
    assert after.record != before.record
    assert (after.terms, after.said, after.verdict) == (before.terms, before.said, None)


def test_entries_of_a_label_that_was_never_drafted_are_nobodys(book):
    book.count("A9", 3)
    book.close("A9", "kept")
    assert book.agreements == {}


# --- the verdict ------------------------------------------------------------------------------


def test_reaching_the_target_is_progress_and_no_verdict(six):
    six.count("A1", 6)
    six.count("A1", 9)
    assert six["A1"].open
    assert six["A1"].verdict is None


def test_a_date_that_passes_is_no_verdict(six):
    six.note("A1", "dana", "how did it go?", at=date(2027, 5, 1))
    assert six["A1"].verdict is None


@pytest.mark.parametrize("said", ["kept", "not-kept"])
def test_the_owners_word_is_the_verdict(six, said):
    mail = six.close("A1", said, at=date(2026, 12, 16))
    a1 = six["A1"]
    assert a1.verdict == said
    assert (a1.closed_by, a1.closed_source) == ("marek", mail)
    assert a1.closed == datetime(2026, 12, 16, 12, tzinfo=UTC)
    assert not a1.open
    assert not a1.contested


def test_done_below_the_target_is_kept_and_the_count_stays(six):
    six.count("A1", 2)
    six.close("A1", "kept")
    assert six["A1"].verdict is Verdict.KEPT
    assert six["A1"].count() == 2


def test_what_was_not_agreed_can_be_neither_kept_nor_missed(book):
    book.draft("A1", due=END_OF_YEAR)
    book.close("A1", "not-kept", words="did not do it")
    assert book["A1"].verdict is None
    assert book["A1"].expectation
    assert book["A1"].said.words == "did not do it"


def test_while_the_two_differ_it_is_contested(six):
    six.close("A1", "kept")
    six.contest("A1", "not-kept")
    assert six["A1"].contested
    assert six["A1"].verdict is Verdict.KEPT


def test_it_is_settled_when_the_leader_comes_round(six):
    six.close("A1", "kept")
    six.contest("A1", "not-kept")
    six.settle("A1", "kept")
    assert not six["A1"].contested
    assert six["A1"].verdict is Verdict.KEPT


def test_it_is_settled_when_the_owner_comes_round(six):
    six.close("A1", "kept")
    six.contest("A1", "not-kept")
    six.close("A1", "not-kept")
    assert not six["A1"].contested
    assert six["A1"].verdict is Verdict.NOT_KEPT


def test_saying_the_same_again_settles_nothing(six):
    six.close("A1", "kept")
    six.contest("A1", "not-kept")
    six.close("A1", "kept", words="I said it is done")
    assert six["A1"].contested


def test_an_open_item_cant_be_contested(six):
    six.contest("A1", "not-kept")
    assert not six["A1"].contested
    assert six["A1"].said.words == "I see it differently"


def test_what_the_owner_opens_again_has_no_verdict_to_differ_over(six):
    six.close("A1", "kept")
    six.contest("A1", "not-kept")
    six.reopen("A1")
    a1 = six["A1"]
    assert a1.open
    assert (a1.closed, a1.closed_by, a1.closed_source, a1.contested) == (None, "", "", False)


# --- UNDO -------------------------------------------------------------------------------------


def test_undo_takes_back_a_count(six):
    six.count("A1", 2)
    mail = six.count("A1", 5)
    six.undo("marek", mail, "A1")
    assert six["A1"].count() == 2


def test_a_later_absolute_count_stands_when_an_earlier_one_is_undone(six):
    mail = six.count("A1", 2)
    six.count("A1", 5)
    six.undo("marek", mail, "A1")
    assert six["A1"].count() == 5


def test_undo_with_a_number_takes_back_that_item_alone(six):
    six.agree("A2", "Two quotes", target="2")
    mail = six.count("A1", 3)
    six.write(Kind.UPDATED, "marek", "A2", mail=mail, op="progress", new="1")
    six.undo("marek", mail, "A2")
    assert six["A1"].count() == 3
    assert six["A2"].count() == 0


def test_undo_takes_back_a_verdict_and_a_draft(six):
    draft = six.draft("A2", "Two quotes", by="marek", yes=True)
    done = six.close("A1", "kept")
    six.undo("marek", draft, "A2")
    six.undo("marek", done, "A1")
    assert six["A1"].open
    assert "A2" not in six.agreements


def test_undo_takes_back_no_consent(book):
    book.draft("A1", by="dana", yes=True)
    mail = book.yes("marek", "A1")
    book.undo("marek", mail, "A1")
    assert book["A1"].in_force


def test_a_draft_that_the_other_said_yes_to_is_no_longer_its_writers_alone(book):
    mail = book.draft("A1", by="marek", yes=True)
    book.yes("dana", "A1")
    book.undo("marek", mail, "A1")
    assert book["A1"].in_force


def test_a_draft_that_the_other_answered_in_other_words_stays(book):
    mail = book.draft("A1", by="marek", yes=True)
    book.change("A1", "dana", 2, outcome="Nine first meetings")
    book.undo("marek", mail, "A1")
    assert book["A1"].wanted[0].outcome == "Nine first meetings"


def test_a_change_that_the_other_said_yes_to_stays(book):
    book.agree("A1", "Six first meetings")
    mail = book.change("A1", "marek", 2, outcome="Four first meetings")
    book.yes("dana", "A1", version=2)
    book.undo("marek", mail, "A1")
    assert book["A1"].terms.outcome == "Four first meetings"


def test_a_yes_to_older_words_holds_no_newer_ones(book):
    book.agree("A1", "Six first meetings")
    mail = book.change("A1", "marek", 2, outcome="Four first meetings")
    book.yes("dana", "A1", version=1)
    book.undo("marek", mail, "A1")
    assert book["A1"].proposal is None


def test_a_yes_to_the_draft_holds_it_after_a_change_of_it_was_taken_back(book):
    draft = book.draft("A1", "Six first meetings", by="marek", yes=True)
    change = book.change("A1", "marek", 2, outcome="Four first meetings")
    book.undo("marek", change, "A1")
    book.yes("dana", "A1", version=1)
    book.undo("marek", draft, "A1")
    assert book["A1"].in_force
    assert book["A1"].terms.outcome == "Six first meetings"


def test_ones_own_yes_holds_nothing(book):
    mail = book.draft("A1", by="marek")
    book.yes("marek", "A1")
    book.undo("marek", mail, "A1")
    assert book.agreements == {}


def test_a_verdict_that_the_leader_contested_stays_contested(six):
    mail = six.close("A1", "kept")
    six.contest("A1", "not-kept")
    six.undo("marek", mail, "A1")
    assert six["A1"].verdict is Verdict.KEPT
    assert six["A1"].contested


def test_a_verdict_that_the_two_settled_stays(six):
    mail = six.close("A1", "kept")
    six.contest("A1", "not-kept")
    six.settle("A1", "kept")
    six.undo("marek", mail, "A1")
    assert six["A1"].verdict is Verdict.KEPT


def test_a_contest_can_be_taken_back_by_the_one_who_made_it(six):
    six.close("A1", "kept")
    mail = six.contest("A1", "not-kept")
    six.undo("dana", mail, "A1")
    assert not six["A1"].contested


def test_undo_of_a_mail_that_said_nothing_here_does_nothing(six):
    six.count("A1", 3)
    six.undo("marek", "<elsewhere@mail.example>", "A1")
    assert six["A1"].count() == 3


def test_what_was_undone_is_known_by_mail_and_item(six):
    mail = six.topic("marek", "territory split for q1??")
    six.undo("marek", mail)
    assert undone(six.ledger.entries) == {(mail, "")}


# --- looking back -----------------------------------------------------------------------------


def test_the_standing_before_a_mail_is_the_one_that_its_writer_knew(six):
    six.count("A1", 2)
    mail = six.count("A1", 5)
    six.count("A1", 6)
    assert standing_before("marek", six.ledger.entries, mail)["A1"].count() == 2


def test_before_the_first_mail_there_was_nothing(six):
    first = six.ledger.entries[0].source
    assert standing_before("marek", six.ledger.entries, first) == {}


def test_before_a_mail_that_never_came_stands_what_stands_now(six):
    six.count("A1", 4)
    known = standing_before("marek", six.ledger.entries, "<elsewhere@mail.example>")
    assert known == six.agreements


# --- any course at all ------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        ("count", "marek"),
        ("kept", "marek"),
        ("not-kept", "marek"),
        ("contest", "dana"),
        ("reopen", "marek"),
        ("undo", "marek"),
        ("change", "dana"),
        ("no", "marek"),
    ]
)


@given(st.lists(WORDS, max_size=10), st.sampled_from([(), ("dana",), ("marek",)]))
def test_nothing_that_somebody_has_not_said_yes_to_gets_a_verdict(new_book, course, yeses):
    book = new_book()
    book.draft("A1", target="6", due=END_OF_YEAR)
    for party in yeses:
        book.yes(party, "A1")
    mails = ["<none@mail.example>"]
    for word, who in course:
        match word:
            case "count":
                mails.append(book.count("A1", 6))
            case "kept" | "not-kept":
                mails.append(book.close("A1", word))
            case "contest":
                book.contest("A1", "not-kept")
            case "reopen":
                book.reopen("A1")
            case "undo":
                book.undo(who, mails[-1], "A1")
            case "change":
                book.change("A1", who, book["A1"].versions + 1, due=date(2026, 11, 30))
            case "no":
                book.no(who, "A1")
        assert not book["A1"].in_force
        assert book["A1"].verdict in (None, Verdict.REFUSED)
        assert not book["A1"].contested
