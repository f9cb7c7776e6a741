"""What stands on the agenda of a 1:1, in which order, and who sees what."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.agreements.agreement import Verdict
from daemon.domain.ledger import Kind
from daemon.domain.meetings.agenda import IN_FULL, agenda, between, draft_item
from daemon.domain.outbox import Asked
from daemon.domain.people import Person

PRAGUE = "Europe/Prague"
INGRID = Person("ingrid", "Ingrid Berg", ("ingrid@halden.example",), role="head")
DANA = Person("dana", "Dana Weiss", ("dana@halden.example",), zone=PRAGUE, leader="ingrid")
MAREK = Person("marek", "Marek Novak", ("marek@halden.example",), zone=PRAGUE, leader="dana")
LENA = Person("lena", "Lena Brandt", ("lena@halden.example",), zone=PRAGUE, leader="dana")
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
MEETING = MONDAY + timedelta(days=1)
LAST_MET = datetime(2026, 11, 24, 9, tzinfo=UTC)
BEFORE, AFTER = date(2026, 11, 20), date(2026, 11, 27)
IN_DECEMBER = date(2026, 12, 18)


class Pair:
    """Marek's and Dana's ledgers, and the two mails made from them."""

    def __init__(self, new_book):
        self.marek = new_book("marek", "dana", "dana")
        self.dana = new_book("dana", "marek", "dana")

    def mail(self, reader=MAREK, other=DANA, since=LAST_MET, start=MEETING):
        ledgers = {"marek": self.marek.ledger, "dana": self.dana.ledger}
        ledgers.setdefault(other.id, self.marek.ledger)
        return agenda(reader, other, ledgers, MONDAY, start=start, since=since)

    def prep(self, **more):
        return self.mail(DANA, MAREK, **more)


@pytest.fixture
def pair(new_book):
    return Pair(new_book)


def labels(rows):
    return [r.label for r in rows]


# --- agreements -------------------------------------------------------------------------------


def test_in_the_reps_mail_the_reps_items_come_first_and_then_what_the_leader_owes(pair):
    pair.marek.agree("A3", target="6", due=date(2026, 12, 31))
    pair.marek.agree("A2", target="2", due=IN_DECEMBER)
    pair.marek.agree("A7", "Handover note")
    pair.dana.agree("L1", "Fleet price list", due=date(2026, 11, 30))
    mail = pair.mail()
    assert labels(mail.own) == ["A2", "A3", "A7"]
    assert labels(mail.theirs) == ["L1"]
    assert (mail.reader, mail.other, mail.leads) == (MAREK, DANA, False)
    assert mail.start == MEETING
    assert not mail.empty


def test_in_the_prep_the_leaders_side_comes_first(pair):
    pair.marek.agree("A2", target="2", due=IN_DECEMBER)
    pair.dana.agree("L1", "Fleet price list", due=date(2026, 11, 30))
    prep = pair.prep()
    assert labels(prep.own) == ["L1"]
    assert labels(prep.theirs) == ["A2"]
    assert prep.leads


def test_both_get_the_same_agreements_in_the_same_words(pair):
    pair.marek.agree("A2", "Kestrel Foods: two quotes", target="2", due=IN_DECEMBER)
    pair.dana.agree("L1", "Fleet price list", due=IN_DECEMBER)
    mail, prep = pair.mail(), pair.prep()
    for ours, theirs in ((mail.own, prep.theirs), (mail.theirs, prep.own)):
        assert [(r.label, r.terms, r.standing) for r in ours] == [
            (r.label, r.terms, r.standing) for r in theirs
        ]


def test_what_lies_between_other_pairs_is_on_no_agenda(pair):
    pair.dana.agree("L1", parties="dana,lena")
    pair.dana.draft("L2", parties="dana,lena")
    pair.dana.agree("L3", parties="dana,lena")
    pair.dana.close("L3", "kept", at=AFTER)
    mail = pair.mail()
    assert mail.empty
    assert mail.kept == ()
    assert between(pair.dana.ledger, "dana", "marek") == {}
    assert list(between(pair.dana.ledger, "dana", "lena")) == ["L1", "L2", "L3"]


def test_the_count_says_where_it_stood_when_the_two_last_met(pair):
    pair.marek.agree("A3", target="6", due=IN_DECEMBER)
    pair.marek.count("A3", 3, at=BEFORE)
    pair.marek.count("A3", 4, at=AFTER)
    ((row,), (other,)) = pair.mail().own, pair.prep().theirs
    assert (row.was, row.standing) == (3, 4)
    assert (other.was, other.standing) == (3, 4)


def test_a_pair_that_has_never_met_has_no_standing_before(pair):
    pair.marek.agree("A3", target="6", due=IN_DECEMBER)
    pair.marek.count("A3", 4)
    assert pair.mail(since=None).own[0].was is None


def test_what_was_agreed_since_they_last_met_stood_nowhere_then(pair):
    pair.marek.agree("A3", target="6", due=IN_DECEMBER, at=AFTER)
    pair.marek.count("A3", 4)
    assert pair.mail().own[0].was is None


def test_what_closed_since_they_last_met_stands_once_more(pair):
    pair.marek.agree("A5", due=date(2026, 12, 11))
    pair.marek.close("A5", "kept", at=AFTER)
    (row,) = pair.prep().theirs
    assert (row.label, row.verdict, row.question) == ("A5", Verdict.KEPT, None)


def test_what_closed_before_that_is_gone(pair):
    pair.marek.agree("A5")
    pair.marek.close("A5", "not-kept", at=BEFORE)
    assert pair.mail().own == ()
    assert pair.mail().empty


def test_before_a_pairs_first_meeting_what_closed_stands_there_too(pair):
    pair.marek.agree("A5")
    pair.marek.close("A5", "kept", at=AFTER)
    mail = pair.mail(since=None)
    assert [r.label for r in mail.own] == ["A5"]
    assert mail.kept == (), "nothing is worth saying of a time before"


# --- what was kept ----------------------------------------------------------------------------


def test_what_was_kept_since_they_last_met_is_worth_saying(pair):
    for label in ("A1", "A2", "A3"):
        pair.marek.agree(label, at=date(2026, 10, 1))
    pair.marek.close("A3", "kept", at=BEFORE)
    pair.marek.close("A1", "kept", at=AFTER)
    pair.marek.close("A2", "not-kept", at=AFTER)
    assert labels(pair.prep().kept) == ["A1"]


def test_what_the_two_differ_over_is_not_worth_saying(pair):
    pair.marek.agree("A1")
    pair.marek.close("A1", "kept", at=AFTER)
    pair.marek.contest("A1", "not-kept")
    prep = pair.prep()
    assert prep.kept == ()
    assert prep.theirs[0].contested


# --- drafts -----------------------------------------------------------------------------------


def test_a_draft_waits_for_the_reader_or_for_the_other(pair):
    pair.marek.draft("A8", "Three references", by="dana", yes=True, at=BEFORE)
    mail, prep = pair.mail(), pair.prep()
    ((mine,), (yours,)) = mail.drafts, prep.waiting
    assert (mail.waiting, prep.drafts) == ((), ())
    assert (mine.label, mine.own, mine.owner_called) == ("A8", True, "Marek")
    assert (mine.proposer_called, mine.yes) == ("Dana", ("Dana",))
    assert (mine.was, mine.version) == (None, 1)
    assert mine.record == pair.marek["A8"].record
    assert not yours.own
    assert not mail.empty
    assert not prep.empty


def test_a_draft_is_no_item_in_force(pair):
    pair.marek.draft("A8", by="dana", yes=True)
    assert pair.mail().own == ()


def test_the_writer_of_a_draft_says_yes_to_the_written_form_first(pair):
    pair.marek.draft("A8", by="dana")
    assert (pair.mail().drafts, pair.mail().waiting) == ((), ())
    assert labels(pair.prep().drafts) == ["A8"]
    pair.marek.yes("dana", "A8")
    assert labels(pair.mail().drafts) == ["A8"]
    assert labels(pair.prep().waiting) == ["A8"]


def test_a_change_shows_what_is_in_force_and_what_would_be(pair):
    pair.marek.agree("A3", "Six first meetings", target="6", due=IN_DECEMBER)
    pair.marek.change("A3", "marek", 2, outcome="Four first meetings", target="4")
    prep = pair.prep()
    ((draft,), (row,)) = prep.drafts, prep.theirs
    assert (draft.was.outcome, draft.terms.outcome) == ("Six first meetings", "Four first meetings")
    assert (draft.proposer_called, draft.yes) == ("Marek", ("Marek",))
    assert row.terms.outcome == "Six first meetings"


def test_a_refused_draft_is_on_no_agenda(pair):
    pair.marek.draft("A8", by="dana", yes=True, at=AFTER)
    pair.marek.no("marek", "A8")
    assert pair.mail().empty
    assert pair.prep().empty


def test_somebody_who_left_is_named_by_the_id(pair):
    pair.marek.draft("A8", by="tomas", parties="marek,dana,tomas", yes=True)
    assert pair.mail().drafts[0].yes == ("tomas",)


# --- the item table ---------------------------------------------------------------------------


def test_a_yes_means_what_was_asked_of_the_reader(pair):
    pair.marek.agree("A3", target="6", due=IN_DECEMBER)
    pair.marek.agree("A7", "Handover note")
    pair.marek.agree("A6", due=BEFORE)
    pair.dana.agree("L1", due=BEFORE)
    pair.marek.draft("A8", by="dana", yes=True)
    asked = {i.label: i.asked for i in pair.mail().items}
    assert asked == {
        "A3": Asked.PROGRESS,
        "A7": Asked.RULE,
        "A6": Asked.VERDICT,
        "L1": Asked.OPEN,
        "A8": Asked.CONSENT,
    }


def test_under_an_item_with_a_change_a_yes_means_the_change_and_a_number_the_item(pair):
    pair.marek.agree("A3", "Five calls", target="5", unit="Calls", period="week")
    pair.marek.count("A3", 2, period="2026-W49")
    pair.marek.change("A3", "dana", 2, target="9")
    (item,) = pair.mail().items
    assert (item.asked, item.version) == (Asked.CONSENT, 2)
    assert (item.standing, item.target) == (2, 5)
    assert (item.period, item.period_key, item.unit) == ("week", "2026-W49", "calls")


def test_a_verdict_on_which_the_two_differ_is_asked_of_both(pair):
    pair.marek.agree("A3", due=AFTER)
    pair.marek.close("A3", "kept", at=AFTER)
    pair.marek.contest("A3", "not-kept")
    for mail in (pair.mail(), pair.prep()):
        (item,) = mail.items
        assert (item.asked, item.closed) == (Asked.VERDICT, False)


def test_each_label_stands_once_in_the_table(pair):
    pair.marek.agree("A3")
    pair.marek.change("A3", "dana", 2, outcome="Nine calls")
    pair.marek.draft("A4", by="dana", yes=True)
    pair.dana.agree("L1")
    items = pair.mail().items
    assert sorted(i.label for i in items) == ["A3", "A4", "L1"]


def test_a_draft_in_the_table_keeps_its_terms(pair):
    pair.marek.draft(
        "A8",
        "Calls",
        by="dana",
        yes=True,
        target="3",
        unit="Calls",
        period="month",
        due=IN_DECEMBER,
    )
    (draft,) = pair.mail().drafts
    item = draft_item(draft)
    assert (item.owner, item.agreement, item.title) == ("marek", "A8", "Calls")
    assert (item.target, item.unit, item.period) == (Decimal(3), "calls", "month")
    assert (item.due, item.standing) == (IN_DECEMBER, None)


# --- more than seven --------------------------------------------------------------------------


def test_past_the_seventh_item_each_gets_a_line(pair):
    for n in range(1, 10):
        pair.marek.agree(f"A{n}", due=date(2026, 12, n))
    mail = pair.mail()
    assert labels(mail.own) == [f"A{n}" for n in range(1, 8)]
    assert labels(mail.more) == ["A8", "A9"]
    assert [i.label for i in mail.items] == [f"A{n}" for n in range(1, 10)]


@given(st.integers(0, 10), st.integers(0, 10))
def test_a_prep_has_seven_in_full_and_loses_none(new_book, owed, open_):
    pair = Pair(new_book)
    for n in range(owed):
        pair.dana.agree(f"L{n + 1}")
    for n in range(open_):
        pair.marek.agree(f"A{n + 1}")
    prep = pair.prep()
    in_full = (*prep.own, *prep.theirs)
    assert len(in_full) == min(IN_FULL, owed + open_)
    assert len(in_full) + len(prep.more) + len(prep.theirs_more) == owed + open_
    assert (len(prep.own) > 0) == (owed > 0)  # neither side crowds the other out
    assert (len(prep.theirs) > 0) == (open_ > 0)
    assert labels((*prep.own, *prep.more)) == [f"L{n + 1}" for n in range(owed)]


# --- also on the table ------------------------------------------------------------------------


def words(topics):
    return [(t.by, t.own, t.words) for t in topics]


def test_lines_of_either_side_since_they_last_met_stand_in_order_of_time(pair):
    pair.dana.topic("dana", "how we split territories", to="marek", at=date(2026, 11, 26))
    pair.marek.topic("marek", "said and done", to="dana", at=BEFORE)
    pair.marek.topic("marek", "territory split for q1??", to="dana", at=AFTER)
    assert words(pair.mail().topics) == [
        ("Dana", False, "how we split territories"),
        ("Marek", True, "territory split for q1??"),
    ]
    assert [t.own for t in pair.prep().topics] == [True, False]


def test_a_pair_that_has_never_met_sees_every_line(pair):
    pair.marek.topic("marek", "a first word", to="dana", at=date(2026, 3, 1))
    assert words(pair.mail(since=None).topics) == [("Marek", True, "a first word")]


def test_a_question_stands_on_the_next_agenda(pair):
    pair.marek.write(
        Kind.ASKED, "marek", at=AFTER, texts={"words": "5-6, if the fair counts"}, to="dana"
    )
    assert words(pair.mail().topics) == [("Marek", True, "5-6, if the fair counts")]


def test_what_was_said_under_an_item_stands_there(pair):
    pair.marek.agree("A3")
    pair.marek.write(Kind.ASKED, "dana", "A3", at=AFTER, texts={"words": "which two?"})
    mail = pair.mail()
    assert mail.topics == ()
    assert mail.own[0].said.words == "which two?"


def test_a_leaders_line_to_one_rep_is_on_no_other_agenda(pair):
    pair.dana.topic("dana", "Lena's raise", to="lena", at=AFTER)
    assert pair.mail().topics == ()
    assert pair.prep().topics == ()


def test_a_leaders_line_to_nobody_is_for_the_leaders_own_leader(pair, new_book):
    """An answer to the Monday letter names no rep; no rep may read it."""
    pair.dana.topic("dana", "Marek worries me", at=AFTER)
    assert pair.mail().topics == ()
    assert pair.prep().topics == ()
    ledgers = {"dana": pair.dana.ledger, "ingrid": new_book("ingrid").ledger}
    upward = agenda(DANA, INGRID, ledgers, MONDAY, since=LAST_MET)
    assert words(upward.topics) == [("Dana", True, "Marek worries me")]


def test_a_reps_line_to_nobody_is_for_the_leader(pair):
    pair.marek.topic("marek", "territory split for q1??", at=AFTER)
    assert words(pair.prep().topics) == [("Marek", False, "territory split for q1??")]


def test_what_was_taken_back_erased_or_only_a_command_is_on_no_agenda(pair):
    mail = pair.marek.topic("marek", "forget it", to="dana", at=AFTER)
    pair.marek.undo("marek", mail)
    pair.marek.topic("marek", "", to="dana")
    pair.marek.write(Kind.ASKED, "marek", texts={"words": "UNDO"}, code="nothing-to-undo")
    pair.marek.write(Kind.PAUSED, "marek", texts={"words": "PAUSE"})
    pair.marek.write(Kind.SKIPPED, "marek", texts={"words": "skip"})
    assert pair.prep().topics == ()


def test_what_somebody_else_wrote_into_a_ledger_is_no_line_of_its_owner(pair):
    pair.marek.topic("dana", "told to the wrong one", to="dana", at=AFTER)
    assert pair.mail().topics == ()


def test_dates_are_the_readers_own(pair):
    pair.marek.agree("A3", due=date(2026, 12, 1))
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    ledgers = {"marek": pair.marek.ledger, "dana": pair.dana.ledger}
    in_prague = agenda(MAREK, DANA, ledgers, late)
    in_new_york = agenda(replace(MAREK, zone="America/New_York"), DANA, ledgers, late)
    assert [a.own[0].due_is for a in (in_prague, in_new_york)] == ["today", "later"]
