"""Who has said yes to which words, and what follows from it."""

from datetime import date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.agreements.agreement import Verdict
from daemon.domain.agreements.terms import Category, Form, Terms, terms_from, texts_of, values_of
from daemon.domain.ledger import Kind

END_OF_YEAR = date(2026, 12, 31)
END_OF_JANUARY = date(2027, 1, 31)

# --- a draft ----------------------------------------------------------------------------------


def test_an_imported_draft_is_an_expectation_that_nobody_has_said_yes_to(book):
    book.draft("A1", "Kestrel Foods: two quotes", due=END_OF_YEAR)
    a1 = book["A1"]
    assert a1.expectation
    assert a1.open
    assert not a1.in_force
    assert a1.missing() == ("marek", "dana")
    assert a1.wanted == (Terms("Kestrel Foods: two quotes", due=END_OF_YEAR), 1)


def test_one_yes_does_not_make_an_agreement(book):
    book.draft("A1")
    book.yes("dana", "A1")
    assert book["A1"].expectation
    assert book["A1"].missing() == ("marek",)


def test_with_the_last_yes_it_is_in_force_from_that_moment(book):
    book.draft("A1", at=date(2026, 10, 5))
    book.yes("dana", "A1", at=date(2026, 10, 6))
    book.yes("marek", "A1", at=date(2026, 10, 8))
    a1 = book["A1"]
    assert a1.in_force
    assert not a1.expectation
    assert a1.missing() == ()
    assert a1.since == datetime.fromisoformat("2026-10-08T12:00:00Z")


def test_a_draft_in_its_writers_own_words_is_the_writers_yes(book):
    mail = book.draft("A1", by="marek", yes=True, words="new: six first meetings")
    consent = book["A1"].consents["marek"]
    assert book["A1"].missing() == ("dana",)
    assert (consent.version, consent.source) == (1, mail)
    assert consent.words == "new: six first meetings"


def test_each_yes_keeps_its_mail_its_words_and_its_time(book):
    book.draft("A1")
    mail = book.yes("dana", "A1", at=date(2026, 10, 6))
    consent = book["A1"].consents["dana"]
    assert (consent.version, consent.source, consent.words) == (1, mail, "yes")
    assert consent.time.date() == date(2026, 10, 6)


def test_a_second_yes_changes_nothing(book):
    book.draft("A1", by="dana", yes=True)
    first = book.yes("marek", "A1", at=date(2026, 10, 6))
    before = book["A1"]
    book.yes("marek", "A1", at=date(2026, 10, 9))
    assert book["A1"].consents["marek"].source == first
    assert book["A1"].since == before.since


def test_a_yes_of_somebody_who_is_no_party_is_none(book):
    book.draft("A1", by="dana", yes=True)
    book.yes("ingrid", "A1")
    assert book["A1"].missing() == ("marek",)
    assert "ingrid" not in book["A1"].consents


def test_three_parties_need_three_yeses(book):
    book.draft("A1", parties="marek,dana,lena", by="dana", yes=True)
    book.yes("marek", "A1")
    assert book["A1"].missing() == ("lena",)
    book.yes("lena", "A1")
    assert book["A1"].in_force


def test_a_draft_that_got_a_no_is_refused_and_never_was_in_force(book):
    book.draft("A1", by="dana", yes=True)
    book.no("marek", "A1")
    a1 = book["A1"]
    assert a1.verdict is Verdict.REFUSED
    assert not a1.in_force
    assert not a1.expectation
    assert a1.missing() == ()


def test_a_yes_that_comes_after_the_no_revives_nothing(book):
    book.draft("A1")
    book.no("marek", "A1")
    book.yes("dana", "A1")
    book.yes("marek", "A1")
    assert book["A1"].verdict is Verdict.REFUSED
    assert not book["A1"].in_force


def test_other_words_that_come_after_the_no_revive_nothing(book):
    book.draft("A1")
    book.no("marek", "A1")
    book.change("A1", "dana", 2, outcome="Four first meetings")
    book.reopen("A1")
    assert book["A1"].verdict is Verdict.REFUSED
    assert book["A1"].proposal is None


# --- a change ---------------------------------------------------------------------------------


def test_a_counter_proposal_takes_the_place_of_the_draft_as_what_is_asked(book):
    book.draft("A1", "Six first meetings", by="dana", yes=True, target="6", due=END_OF_YEAR)
    book.change("A1", "marek", 2, outcome="Four first meetings", target="4")
    a1 = book["A1"]
    assert a1.wanted == (Terms("Four first meetings", target=Decimal(4), due=END_OF_YEAR), 2)
    assert a1.missing() == ("dana",)
    assert a1.proposer == "marek"
    assert a1.expectation


def test_a_yes_to_the_old_words_is_no_yes_to_the_new(book):
    book.draft("A1", by="dana", yes=True)
    book.change("A1", "marek", 2, outcome="Four first meetings")
    book.yes("dana", "A1", version=1)
    assert book["A1"].expectation
    assert book["A1"].missing() == ("dana",)


def test_a_counter_proposal_that_both_want_is_the_agreement(book):
    book.draft("A1", by="dana", yes=True)
    book.change("A1", "marek", 2, outcome="Four first meetings")
    book.yes("dana", "A1", version=2, at=date(2026, 10, 9))
    a1 = book["A1"]
    assert a1.in_force
    assert (a1.terms.outcome, a1.version) == ("Four first meetings", 2)
    assert a1.proposal is None
    assert a1.changes == ()  # nothing was in force before, so nothing was renegotiated


def test_a_change_waits_beside_what_is_in_force(book):
    book.agree("A1", "Six first meetings", due=END_OF_YEAR)
    book.change("A1", "marek", 2, due=END_OF_JANUARY)
    a1 = book["A1"]
    assert a1.in_force
    assert (a1.terms.due, a1.version) == (END_OF_YEAR, 1)
    assert a1.proposal is not None
    assert a1.proposal.due == END_OF_JANUARY
    assert a1.missing() == ("dana",)


def test_a_change_that_both_said_yes_to_is_kept_with_its_day(book):
    book.agree("A1", at=date(2026, 10, 1), due=END_OF_YEAR)
    since = book["A1"].since
    book.change("A1", "marek", 2, due=END_OF_JANUARY)
    book.yes("dana", "A1", version=2, at=date(2026, 12, 4))
    a1 = book["A1"]
    (change,) = a1.changes
    assert (change.before.due, change.after.due) == (END_OF_YEAR, END_OF_JANUARY)
    assert change.time.date() == date(2026, 12, 4)
    assert a1.terms.due == END_OF_JANUARY
    assert a1.since == since


def test_a_no_to_a_change_leaves_what_was_agreed(book):
    book.agree("A1", due=END_OF_YEAR)
    book.change("A1", "marek", 2, due=END_OF_JANUARY)
    book.no("dana", "A1")
    a1 = book["A1"]
    assert a1.in_force
    assert a1.open
    assert a1.terms.due == END_OF_YEAR
    assert (a1.proposal, a1.proposer, a1.missing()) == (None, "", ())


def test_a_second_no_does_not_end_what_was_agreed(book):
    book.agree("A1", due=END_OF_YEAR)
    book.change("A1", "marek", 2, due=END_OF_JANUARY)
    book.no("dana", "A1")
    book.no("dana", "A1")
    assert book["A1"].in_force
    assert book["A1"].open


def test_a_yes_to_a_refused_change_is_no_yes_to_the_next_one(book):
    """Marek's own refused change must never stand for a yes to what Dana writes after it."""
    book.agree("A1", "Six first meetings", due=END_OF_YEAR)
    book.change("A1", "marek", 2, due=END_OF_JANUARY)
    book.no("dana", "A1")
    after = book["A1"].versions + 1
    book.change("A1", "dana", after, outcome="Nine first meetings")
    assert after == 3
    assert book["A1"].terms.outcome == "Six first meetings"
    assert book["A1"].missing() == ("marek",)


def test_a_change_that_was_taken_back_leaves_its_number_used(book):
    """Dana may still answer the mail with the first change; that yes is to words that are gone."""
    book.agree("A1", "Six first meetings")
    mail = book.change("A1", "marek", 2, outcome="Four first meetings")
    book.undo("marek", mail, "A1")
    assert book["A1"].proposal is None
    assert book["A1"].versions == 2
    book.change("A1", "marek", book["A1"].versions + 1, outcome="Two first meetings")
    book.yes("dana", "A1", version=2)
    assert book["A1"].terms.outcome == "Six first meetings"
    assert book["A1"].missing() == ("dana",)


def test_a_change_taken_back_uncovers_the_one_before_it(book):
    book.agree("A1", "Six first meetings")
    book.change("A1", "marek", 2, outcome="Four first meetings")
    mail = book.change("A1", "marek", 3, outcome="Two first meetings")
    book.undo("marek", mail, "A1")
    wanted, version = book["A1"].wanted
    assert (wanted.outcome, version) == ("Four first meetings", 2)
    book.yes("dana", "A1", version=2)
    assert book["A1"].terms.outcome == "Four first meetings"
    assert book["A1"].versions == 3


def test_a_new_day_does_not_keep_the_words_of_the_old_one(book):
    book.draft("A1", due=END_OF_YEAR)
    texts = {"due_words": "end of Q4", "words": "by the end of Q4"}
    book.write(Kind.COUNTERED, "dana", "A1", texts=texts, version="2", due="2026-12-31")
    assert book["A1"].wanted[0].due_words == "end of Q4"
    book.change("A1", "marek", 3, due=END_OF_JANUARY)
    assert book["A1"].wanted[0].due_words == ""


def test_a_change_without_its_writers_yes_asks_both(book):
    book.agree("A1")
    book.write(Kind.COUNTERED, "dana", "A1", texts={"outcome": "Nine meetings"}, version="2")
    assert book["A1"].missing() == ("marek", "dana")


def test_whoever_wrote_the_words_is_asked_first(book):
    book.draft("A1", by="dana")
    assert [book["A1"].asks(p) for p in ("marek", "dana")] == [False, True]
    book.yes("dana", "A1")
    assert [book["A1"].asks(p) for p in ("marek", "dana")] == [True, False]
    book.change("A1", "marek", 2, outcome="Four first meetings")
    assert [book["A1"].asks(p) for p in ("marek", "dana")] == [False, True]
    book.yes("dana", "A1", 2)
    assert not any(book["A1"].asks(p) for p in ("marek", "dana"))


def test_where_the_writer_is_no_party_any_more_both_are_asked(book):
    book.agree("A1", by="dana")
    book.reassign("A1", "dana", "tomas")
    assert [book["A1"].asks(p) for p in ("marek", "tomas", "dana")] == [True, True, False]


def test_a_change_of_an_agreement_that_is_over_changes_nothing(book):
    book.agree("A1", "Six first meetings")
    book.close("A1", "kept")
    book.change("A1", "dana", 2, outcome="Nine first meetings", words="make it nine")
    assert book["A1"].proposal is None
    assert book["A1"].missing() == ()
    assert book["A1"].said.words == "make it nine"


# --- a request --------------------------------------------------------------------------------


def test_a_request_is_dated_by_the_yes_that_takes_it_on(new_book):
    dana = new_book("dana", "marek", "dana")
    dana.draft("L3", "30 minutes with Ola", by="marek", yes=True, request="yes")
    assert dana["L3"].request
    assert dana["L3"].missing() == ("dana",)
    dana.yes("dana", "L3", due="2026-12-04")
    assert dana["L3"].in_force
    assert dana["L3"].terms.due == date(2026, 12, 4)


def test_a_day_named_in_a_yes_goes_into_the_words_that_are_said_yes_to(new_book):
    dana = new_book("dana", "marek", "dana")
    dana.draft("L3", "30 minutes with Ola", by="marek", yes=True, request="yes")
    dana.change("L3", "marek", 2, outcome="An hour with Ola")
    dana.yes("dana", "L3", version=2, due="2026-12-04")
    assert dana["L3"].terms == Terms("An hour with Ola", due=date(2026, 12, 4))


def test_a_day_named_in_a_yes_moves_nothing_that_is_agreed(book):
    book.agree("A1", due=END_OF_YEAR)
    book.change("A1", "dana", 2, outcome="Nine first meetings")
    book.yes("marek", "A1", version=2, due="2027-01-31")
    assert book["A1"].terms == Terms("Nine first meetings", due=END_OF_YEAR)


# --- another leader ---------------------------------------------------------------------------


def test_under_another_leader_both_are_asked_about_the_same_words_again(book):
    book.agree("A1", "Six first meetings", due=END_OF_YEAR, target="6")
    book.count("A1", 3)
    book.reassign("A1", "dana", "tomas", team="south")
    a1 = book["A1"]
    assert a1.parties == ("marek", "tomas")
    assert (a1.leader, a1.team) == ("tomas", "south")
    assert a1.missing() == ("marek", "tomas")
    assert a1.expectation
    assert a1.count() == 3  # the history stays


def test_under_another_leader_it_is_in_force_again_with_both_new_yeses(book):
    book.agree("A1")
    book.reassign("A1", "dana", "tomas")
    book.yes("tomas", "A1", 2)
    book.yes("marek", "A1")
    assert book["A1"].expectation, "a yes from before the move is no yes to it"
    book.yes("marek", "A1", 2)
    assert book["A1"].in_force


def test_a_yes_of_the_leader_before_counts_no_more(book):
    book.agree("A1")
    book.reassign("A1", "dana", "tomas")
    book.yes("dana", "A1", 2)
    book.yes("marek", "A1", 2)
    assert book["A1"].missing() == ("tomas",)


def test_a_change_that_waits_is_put_to_the_new_leader_too(book):
    book.agree("A1", "Six first meetings")
    book.change("A1", "marek", 2, outcome="Four first meetings")
    book.reassign("A1", "dana", "tomas")
    assert book["A1"].missing() == ("marek", "tomas")
    assert book["A1"].wanted == (book["A1"].proposal, 3)


def test_what_is_closed_stays_with_those_who_agreed_it(book):
    book.agree("A1", due=END_OF_YEAR)
    book.close("A1", "kept")
    before = book["A1"]
    book.reassign("A1", "dana", "tomas")
    assert book["A1"].leader == "dana"
    assert book["A1"].parties == before.parties
    assert book["A1"].in_force


# --- any course at all ------------------------------------------------------------------------

MOVES = st.lists(
    st.tuples(
        st.sampled_from(["change", "yes", "no", "undo", "stale yes", "reassign"]),
        st.sampled_from(["marek", "dana"]),
    ),
    max_size=14,
)


@given(MOVES)
def test_no_words_are_ever_in_force_that_somebody_has_not_said_yes_to(new_book, moves):
    """The oracle: each version has its own text, and each side's yes is noted when it is given."""
    book = new_book()
    book.draft("A1", "text 1", by="dana", yes=True)
    said_yes = {1: {"dana"}}  # by version
    texts = {1: "text 1"}
    mails = {"marek": [], "dana": []}
    for move, who in moves:
        a1 = book["A1"]
        match move:
            case "change" if a1.open:
                version = a1.versions + 1
                mails[who].append(book.change("A1", who, version, outcome=f"text {version}"))
                assert version not in said_yes
                said_yes[version] = {who}
                texts[version] = f"text {version}"
            case "yes" | "stale yes":
                version = a1.wanted[1] - (move == "stale yes")
                book.yes(who, "A1", version)
                said_yes.setdefault(version, set()).add(who)
            case "no":
                book.no(who, "A1")
            case "undo" if mails[who]:
                book.undo(who, mails[who].pop(), "A1")
            case "reassign" if a1.open:
                book.reassign("A1", "tomas", "dana")
                said_yes = {version: set() for version in said_yes}
                texts[book["A1"].versions] = a1.wanted[0].outcome
        a1 = book["A1"]
        if a1.in_force and a1.open:
            assert a1.terms.outcome == texts[a1.version]
            assert said_yes[a1.version] == {"marek", "dana"}


# --- the terms --------------------------------------------------------------------------------


def test_a_target_makes_a_count_a_day_makes_one_thing_to_do_and_neither_makes_a_rule():
    assert Terms("six", target=Decimal(6), due=END_OF_YEAR).form is Form.COUNT
    assert Terms("the price list", due=END_OF_YEAR).form is Form.ONCE
    assert Terms("a note after signing").form is Form.RULE


def test_terms_come_back_from_an_entry_as_they_went_in(book):
    terms = Terms(
        outcome="Six first meetings",
        how="trade fairs",
        why="the region is new",
        quality="a named buyer each",
        consequence="we look at the list again",
        target=Decimal("6.5"),
        unit="meetings",
        period="month",
        due=END_OF_YEAR,
        due_words="end of the year",
        category=Category.NEW_BUSINESS,
    )
    assert terms_from(texts_of(terms), values_of(terms)) == terms
    assert (texts_of(Terms("x")), values_of(Terms("x"))) == ({"outcome": "x"}, {})
