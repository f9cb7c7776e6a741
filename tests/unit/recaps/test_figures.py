"""The figures of a quarter, against what really happened, told story by story."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.ledger import Kind
from daemon.domain.people import Person
from daemon.domain.quarters import parse
from daemon.domain.recaps.figures import Outcome, Sum, grouped, lines, total

Q4 = parse("2026Q4")
DAY = timedelta(days=1)
MAREK = Person("marek", "Marek Novak", ("marek@halden.example",), zone="Europe/Prague")
PEOPLE = {"marek": MAREK}


def outcome(book, label="A1", quarter=Q4, people=PEOPLE):
    found = {line.label: line.outcome for line in lines(book.agreements.values(), quarter, people)}
    return found.get(label)


# --- stories: what happened, and what the quarter should say of it ------------------------------
# Each gets a ledger, a label and a day inside the quarter, and is written from the people's side.

Story = Callable[..., None]
STORIES: list[tuple[Story, Outcome | None]] = []


def comes_out_as(expected: Outcome | None) -> Callable[[Story], Story]:
    def keep(story: Story) -> Story:
        STORIES.append((story, expected))
        return story

    return keep


@comes_out_as(Outcome.KEPT)
def done_in_time(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.close(label, "kept", at=day)


@comes_out_as(Outcome.KEPT)
def done_and_told_after_the_quarter(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.close(label, "kept", at=date(2027, 1, 5))


@comes_out_as(Outcome.NOT_KEPT)
def not_done_as_its_owner_says(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day, target="6")
    book.count(label, 6, at=day)  # the number says otherwise, the word counts
    book.close(label, "not-kept", at=day)


@comes_out_as(Outcome.UNDECLARED)
def nobody_said_a_word(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)


@comes_out_as(Outcome.UNDECLARED)
def the_number_was_reached_and_nobody_said_a_word(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day, target="6")
    book.count(label, 7, at=day)


@comes_out_as(Outcome.UNDECLARED)
def done_and_taken_back(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    mail = book.close(label, "kept", at=day)
    book.undo("marek", mail, label)


@comes_out_as(Outcome.UNDECLARED)
def done_contested_and_opened_again(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.close(label, "kept", at=day)
    book.contest(label, "not-kept")
    book.reopen(label)


@comes_out_as(Outcome.UNDECLARED)
def a_change_was_asked_for_and_refused(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.change(label, "marek", 2, due=date(2027, 2, 1))
    book.no("dana", label)


@comes_out_as(Outcome.UNDECLARED)
def a_change_was_asked_for_and_never_answered(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.change(label, "marek", 2, due=date(2027, 2, 1))


@comes_out_as(Outcome.UNSETTLED)
def the_two_differ(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.close(label, "kept", at=day)
    book.contest(label, "not-kept")


@comes_out_as(Outcome.KEPT)
def they_differed_and_the_leader_came_round(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.close(label, "kept", at=day)
    book.contest(label, "not-kept")
    book.settle(label, "kept")


@comes_out_as(Outcome.NOT_KEPT)
def they_differed_and_the_owner_came_round(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.close(label, "kept", at=day)
    book.contest(label, "not-kept")
    book.close(label, "not-kept")


@comes_out_as(Outcome.RENEGOTIATED)
def moved_out_of_the_quarter_before_its_day(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.change(label, "marek", 2, due=date(2027, 2, 1), at=day - DAY)
    book.yes("dana", label, 2)


@comes_out_as(Outcome.RENEGOTIATED)
def moved_out_on_the_very_day(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.change(label, "marek", 2, due=date(2027, 2, 1), at=day)
    book.yes("dana", label, 2)


@comes_out_as(Outcome.RENEGOTIATED)
def moved_out_in_time_and_kept_later(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.change(label, "dana", 2, due=date(2027, 2, 1), at=day - DAY)
    book.yes("marek", label, 2)
    book.close(label, "kept", at=date(2027, 1, 20))


@comes_out_as(Outcome.RENEGOTIATED)
def its_date_was_dropped_in_time(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day, target="6")
    book.write(Kind.COUNTERED, "dana", label, at=day - DAY, version="2", due="", consents="yes")
    book.yes("marek", label, 2)


@comes_out_as(Outcome.NOT_KEPT)
def moved_out_only_after_its_day(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.change(label, "marek", 2, due=date(2027, 2, 1), at=day + DAY)
    book.yes("dana", label, 2)


@comes_out_as(Outcome.NOT_KEPT)
def asked_for_in_time_and_agreed_too_late(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.change(label, "marek", 2, due=date(2027, 2, 1), at=day - DAY)
    book.yes("dana", label, 2, at=day + DAY)


@comes_out_as(Outcome.NOT_KEPT)
def moved_in_time_once_and_then_out_too_late(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=date(2026, 10, 1))
    book.change(label, "marek", 2, due=day, at=date(2026, 9, 30))
    book.yes("dana", label, 2)
    book.change(label, "marek", 3, due=date(2027, 2, 1), at=day + DAY)
    book.yes("dana", label, 3)


@comes_out_as(Outcome.RENEGOTIATED)
def moved_out_before_the_day_that_both_had_agreed_last(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=date(2026, 10, 1))
    book.change(label, "marek", 2, due=day, at=date(2026, 10, 2))
    book.yes("dana", label, 2)
    book.change(label, "marek", 3, due=date(2027, 2, 1), at=day)
    book.yes("dana", label, 3)


@comes_out_as(Outcome.KEPT)
def moved_within_the_quarter_and_kept(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=date(2026, 10, 1))
    book.change(label, "marek", 2, due=day, at=date(2026, 9, 30))
    book.yes("dana", label, 2)
    book.close(label, "kept", at=day)


@comes_out_as(Outcome.UNDECLARED)
def moved_into_the_quarter(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=date(2027, 2, 1))
    book.change(label, "dana", 2, due=day)
    book.yes("marek", label, 2)


@comes_out_as(Outcome.UNDECLARED)
def other_words_and_the_same_day(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.change(label, "dana", 2, outcome="Seven first meetings")
    book.yes("marek", label, 2)


@comes_out_as(Outcome.CARRIED)
def due_later(book, label, day):
    book.agree(label, at=day, due=date(2027, 1, 1))


@comes_out_as(None)
def due_later_and_closed_early(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=date(2027, 1, 1))
    book.close(label, "kept", at=day)


@comes_out_as(Outcome.CARRIED)
def a_rule_that_goes_on(book, label, day):
    book.agree(label, at=day)


@comes_out_as(Outcome.KEPT)
def a_rule_that_ended_in_the_quarter(book, label, day):
    book.agree(label, at=date(2026, 9, 1))
    book.close(label, "kept", at=day)


@comes_out_as(None)
def a_rule_that_ended_before(book, label, day):
    book.agree(label, at=date(2026, 9, 1))
    book.close(label, "not-kept", at=date(2026, 9, 30))


@comes_out_as(None)
def due_before_and_without_a_word(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=date(2026, 9, 30))


@comes_out_as(None)
def agreed_only_after_the_quarter(book, label, day):
    book.agree(label, at=date(2027, 1, 2), due=date(2027, 2, 1))


@comes_out_as(None)
def never_said_yes_to(book, label, day):
    book.draft(label, by="dana", yes=True, at=date(2026, 9, 1), due=day)
    book.close(label, "not-kept", at=day)


@comes_out_as(None)
def refused(book, label, day):
    book.draft(label, by="dana", yes=True, at=date(2026, 9, 1), due=day)
    book.no("marek", label, at=day)


@comes_out_as(None)
def asked_again_under_another_leader_and_never_answered(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.reassign(label, "dana", "tomas", at=date(2026, 9, 2))


@comes_out_as(Outcome.KEPT)
def closed_and_then_under_another_leader(book, label, day):
    book.agree(label, at=date(2026, 9, 1), due=day)
    book.close(label, "kept", at=day)
    book.reassign(label, "dana", "tomas")


DAYS = st.dates(date(2026, 10, 2), date(2026, 12, 31))


@pytest.mark.parametrize(("story", "expected"), STORIES, ids=lambda x: getattr(x, "__name__", ""))
def test_the_quarter_says_what_happened(book, story, expected):
    story(book, "A1", date(2026, 11, 20))
    assert outcome(book) == expected


@given(st.lists(st.tuples(st.sampled_from(STORIES), DAYS), max_size=8))
def test_everything_that_came_due_is_in_exactly_one_column(new_book, told):
    happened = Counter()
    found = []
    for number, ((story, expected), day) in enumerate(told, 1):
        book = new_book()
        story(book, f"A{number}", day)
        found += book.agreements.values()
        happened[expected] += 1
    summed = total(lines(found, Q4, PEOPLE))
    columns = [o for o in Outcome if o is not Outcome.CARRIED]
    assert summed == Sum(
        due=sum(happened[o] for o in columns),
        kept=happened[Outcome.KEPT],
        not_kept=happened[Outcome.NOT_KEPT],
        renegotiated=happened[Outcome.RENEGOTIATED],
        undeclared=happened[Outcome.UNDECLARED],
        unsettled=happened[Outcome.UNSETTLED],
        people=int(any(happened[o] for o in columns)),
    )
    parts = (summed.kept, summed.not_kept, summed.renegotiated)
    assert sum(parts) + summed.undeclared + summed.unsettled == summed.due


@given(st.sampled_from(STORIES), DAYS)
def test_nothing_is_due_in_the_quarters_around_because_of_this_one(new_book, told, day):
    """Counted once a quarter, and never in a quarter in which it was not due."""
    story, _ = told
    book = new_book()
    story(book, "A1", day)
    dates = {b.due for c in book["A1"].changes for b in (c.before, c.after)}
    dates.add(
        book["A1"].terms.due or (book["A1"].closed or datetime(2000, 1, 1, tzinfo=UTC)).date()
    )
    for label in ("2026Q2", "2026Q3", "2027Q1", "2027Q2"):
        quarter = parse(label)
        if not any(day in quarter for day in dates if day):
            assert outcome(book, quarter=quarter) in (None, Outcome.CARRIED)


# --- days are the owner's -----------------------------------------------------------------------


def test_a_rule_counts_on_the_local_day_on_which_it_closed(book):
    book.agree("A1", at=date(2026, 9, 1))
    book.close("A1", "kept", at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert outcome(book) is None  # in Prague the new year has begun
    assert outcome(book, quarter=parse("2027Q1")) is Outcome.KEPT


def test_a_date_moved_after_midnight_is_moved_too_late(book):
    book.agree("A1", at=date(2026, 9, 1), due=date(2026, 12, 11))
    book.change("A1", "marek", 2, due=date(2027, 2, 1))
    book.yes("dana", "A1", 2, at=datetime(2026, 12, 11, 23, 30, tzinfo=UTC))
    assert outcome(book) is Outcome.NOT_KEPT


def test_for_an_owner_who_left_the_directory_days_are_utc(book):
    book.agree("A1", at=date(2026, 9, 1))
    book.close("A1", "kept", at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert outcome(book, people={}) is Outcome.KEPT


# --- lines --------------------------------------------------------------------------------------


def test_a_line_keeps_leader_and_team_as_they_stood_when_it_was_agreed(book):
    book.agree("A1", at=date(2026, 9, 1), due=date(2026, 11, 20), category="skills")
    (line,) = lines(book.agreements.values(), Q4, {})
    assert (line.owner, line.leader, line.team) == ("marek", "dana", "north")
    assert (line.category, line.own_side) == ("skills", False)


def test_what_a_leader_owes_is_the_leaders_own_side(new_book):
    dana = new_book("dana", "marek", "dana")
    dana.agree("L1", at=date(2026, 9, 1), due=date(2026, 11, 20))
    (line,) = lines(dana.agreements.values(), Q4, {})
    assert line.own_side


def test_lines_stand_by_owner_and_number(new_book):
    found = []
    for owner in ("marek", "lena"):
        book = new_book(owner)
        for label in ("A10", "A9"):
            book.agree(label, at=date(2026, 9, 1), due=date(2026, 11, 20))
        found += book.agreements.values()
    ordered = [(line.owner, line.label) for line in lines(found, Q4, PEOPLE)]
    assert ordered == [("lena", "A9"), ("lena", "A10"), ("marek", "A9"), ("marek", "A10")]


def test_nothing_makes_an_empty_sum():
    assert total(()) == Sum()


# --- no group points at somebody ----------------------------------------------------------------

GROUPS = st.dictionaries(
    st.sampled_from(["dana", "tomas", "ola", "pia", "rui"]),
    st.lists(st.sampled_from(["aiko", "jonas", "lena", "marek", "nadia", "pavel"]), max_size=5),
    max_size=5,
)


@pytest.fixture(scope="session")
def line_of(new_book):
    """One line that came due, of any owner."""
    made = {}

    def make(owner):
        if owner not in made:
            book = new_book(owner)
            book.agree("A1", at=date(2026, 9, 1), due=date(2026, 11, 20))
            (made[owner],) = lines(book.agreements.values(), Q4, {})
        return made[owner]

    return make


@given(GROUPS, st.integers(3, 5))
def test_no_sum_and_no_difference_of_sums_covers_too_few_people(line_of, groups, smallest):
    found = {name: tuple(line_of(p) for p in members) for name, members in groups.items()}
    shown, hidden = grouped(found, smallest)
    for name, summed in shown.items():
        assert summed == total(found[name])
        assert len(set(groups[name])) >= smallest
    rest = {person for name in hidden for person in groups[name]}  # the total minus what is shown
    assert not shown or not rest or len(rest) >= smallest
    assert {*shown, *hidden} == {name for name, members in groups.items() if members}


@given(GROUPS)
def test_nothing_is_hidden_without_need(line_of, groups):
    found = {name: tuple(line_of(p) for p in members) for name, members in groups.items()}
    _, hidden = grouped(found, 3)
    small = {n for n, members in groups.items() if members and len(set(members)) < 3}
    assert bool(hidden) == bool(small)
    assert small <= set(hidden)


def test_the_smallest_of_the_others_joins_a_single_small_team(line_of):
    found = {
        "dana": tuple(map(line_of, ("aiko", "jonas", "lena", "marek"))),
        "tomas": tuple(map(line_of, ("nadia", "pavel", "sara"))),
        "ola": (line_of("tom"),),
    }
    shown, hidden = grouped(found, 3)
    assert list(shown) == ["dana"]
    assert hidden == ("ola", "tomas")
