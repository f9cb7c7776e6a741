"""What is said of an agreement that is over, and what kind of agreement it is."""

from datetime import UTC, date, datetime

import pytest

from daemon.domain.agreements.closing import Cause, Next
from daemon.domain.agreements.terms import Nature, Terms, terms_from, texts_of, values_of
from daemon.domain.ledger import Kind

END_OF_YEAR = date(2026, 12, 31)
PLANT = "The first plant's manager opens the second plant, not me."


@pytest.fixture
def six(book):
    """Marek's six first meetings by the end of the year, agreed with Dana."""
    book.agree("A1", target="6", unit="meetings", due=END_OF_YEAR)
    return book


def learned(book, by="marek", words=PLANT):
    return book.write(Kind.NOTED, by, "A1", texts={"words": words}, learned="yes")


def test_the_owner_says_what_got_in_the_way_and_what_comes_next(six):
    six.write(Kind.NOTED, "marek", "A1", texts={"words": "no time"}, cause="time")
    six.write(Kind.NOTED, "marek", "A1", texts={"words": "differently"}, next="differently")
    assert six["A1"].cause is Cause.TIME
    assert six["A1"].next is Next.DIFFERENTLY


def test_nobody_says_it_for_the_owner(six):
    six.write(Kind.NOTED, "dana", "A1", texts={"words": "he forgot"}, cause="time", next="drop")
    learned(six, by="dana")
    assert (six["A1"].cause, six["A1"].next, six["A1"].learned) == (None, None, None)


def test_undo_takes_back_what_got_in_the_way(six):
    mail = six.write(Kind.NOTED, "marek", "A1", texts={"words": "no time"}, cause="time")
    six.write(Kind.UNDONE, "marek", "A1", source=mail)
    assert six["A1"].cause is None


def test_what_was_learned_is_shared_by_its_owners_yes_alone(six):
    learned(six)
    six.write(Kind.SHARED, "dana", "A1", answer="yes")
    assert six["A1"].shared == ""
    six.write(Kind.SHARED, "marek", "A1", answer="yes")
    assert (six["A1"].learned.words, six["A1"].shared) == (PLANT, "yes")


def test_other_words_need_another_yes(six):
    learned(six)
    six.write(Kind.SHARED, "marek", "A1", answer="yes")
    learned(six, words="Ask for the plant manager first.")
    assert six["A1"].shared == ""


def test_a_long_one_is_said_yes_to_anew_by_each_for_a_quarter(book):
    book.agree("A1")
    book.write(Kind.ACKNOWLEDGED, "marek", "A1", affirm="2027Q1")
    assert book["A1"].affirmed == {"marek": "2027Q1"}


def test_a_new_one_remembers_what_it_follows_and_what_it_came_from(book):
    book.draft("A1", follows="A0", origin="steps")
    assert (book["A1"].follows, book["A1"].origin) == ("A0", "steps")


def test_a_result_a_rule_and_the_leaders_own_are_of_different_nature(six):
    six.agree("A2")
    assert six["A1"].nature is Nature.PERFORMANCE
    assert six["A2"].nature is Nature.PROCESS


def test_what_a_leader_owes_is_leadership(new_book):
    dana = new_book("dana", other="marek", leader="dana")
    dana.agree("L1", due=END_OF_YEAR)
    assert dana["L1"].nature is Nature.LEADERSHIP


def test_what_ends_with_a_campaign_is_short_and_what_has_no_end_is_long():
    fair = Terms("Twenty talks at the Linz fair", campaign="Linz fair")
    assert not fair.long
    assert terms_from(texts_of(fair), values_of(fair)) == fair
    assert Terms("Handover note within two days").long


def test_times_are_those_of_the_entries(six):
    six.clock = datetime(2026, 12, 1, 9, tzinfo=UTC)
    learned(six)
    assert six["A1"].learned.time == datetime(2026, 12, 1, 10, tzinfo=UTC)
