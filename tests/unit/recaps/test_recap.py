"""Who reads which sums, and what a quarter letter asks."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.agreements.terms import Category
from daemon.domain.outbox import Asked
from daemon.domain.people import Directory, Person
from daemon.domain.quarters import parse
from daemon.domain.recaps.figures import Outcome, Sum, lines, total
from daemon.domain.recaps.recap import closing, led, recap

Q4 = parse("2026Q4")
IN_QUARTER = date(2026, 11, 20)
SEPTEMBER = date(2026, 9, 1)
JANUARY = date(2027, 1, 15)
LEADERS = {"dana": "ingrid", "tomas": "ingrid"}
REPS = {
    "aiko": "dana",
    "jonas": "dana",
    "lena": "dana",
    "marek": "dana",
    "nadia": "tomas",
    "pavel": "tomas",
    "sara": "tomas",
}


def person(id_, leader, role):
    name = f"{id_.capitalize()} Novak"
    return Person(id_, name, (f"{id_}@halden.example",), leader=leader, role=role, team=leader)


PEOPLE = {
    "ingrid": person("ingrid", "", "head"),
    **{p: person(p, leader, "leader") for p, leader in LEADERS.items()},
    **{p: person(p, leader, "rep") for p, leader in REPS.items()},
}
HALDEN = Directory(PEOPLE, heads=("ingrid",), admin="ingrid")
INGRID, DANA, TOMAS = (PEOPLE[p] for p in ("ingrid", "dana", "tomas"))


class Quarter:
    """What the team did in the quarter, one agreement after the other."""

    def __init__(self, new_book):
        self.new_book = new_book
        self.books = {}

    def due(self, owner, verdict="", *, leader="", other="", day=IN_QUARTER, by="", **values):
        """One agreement of `owner` that came due; `leader` is who led when it was agreed."""
        chief = leader or REPS.get(owner) or LEADERS.get(owner, "")
        key = (owner, chief)
        if key not in self.books:
            self.books[key] = self.new_book(owner, other or chief, chief)
        book = self.books[key]
        letter = "L" if owner == chief else "A"
        label = f"{letter}{len(book.agreements) + 1}"
        book.agree(label, at=SEPTEMBER, due=day, by=by, **values)
        if verdict:
            book.close(label, verdict)
        return self

    def everyone(self, *reps, verdict="kept", **values):
        for rep in reps:
            self.due(rep, verdict, **values)
        return self

    @property
    def lines(self):
        found = [a for book in self.books.values() for a in book.agreements.values()]
        return lines(found, Q4, PEOPLE)

    def recap(self, reader=INGRID, *, directory=HALDEN, head=None, smallest=3, **more):
        heads = reader.id in directory.heads if head is None else head
        return recap(reader, heads, Q4, self.lines, directory, smallest=smallest, **more)


@pytest.fixture
def quarter(new_book):
    return Quarter(new_book)


# --- the head -----------------------------------------------------------------------------------


def test_a_head_reads_the_sum_over_all_reps(quarter):
    quarter.everyone("aiko", "jonas", "lena").due("marek", "not-kept").due("nadia").due("pavel")
    page = quarter.recap()
    assert page.total == Sum(due=6, kept=3, not_kept=1, undeclared=2, people=6)
    assert page.head
    assert not page.too_few
    assert len(page.sources) == 6


def test_teams_are_sums_by_the_leader_with_whom_it_was_agreed(quarter):
    quarter.everyone("aiko", "jonas", "lena", "marek").everyone("nadia", "pavel", "sara")
    teams = quarter.recap().teams
    assert [(t.leader, t.leader_called, t.reps) for t in teams] == [
        ("dana", "Dana", 4),
        ("tomas", "Tomas", 3),
    ]
    assert [t.sum.kept for t in teams] == [4, 3]


def test_a_team_of_two_is_too_few_and_takes_another_along(quarter):
    """Dana's four minus the total would give the two away."""
    quarter.everyone("aiko", "jonas", "lena", "marek").everyone("nadia", "pavel")
    page = quarter.recap()
    assert [(t.leader, t.reps, t.sum) for t in page.teams] == [
        ("dana", 4, None),
        ("tomas", 2, None),
    ]
    assert page.total.due == 6


def test_where_all_reps_together_are_too_few_there_is_no_total_either(quarter):
    quarter.everyone("nadia", "pavel", category="skills").due("nadia", day=JANUARY)
    page = quarter.recap()
    assert page.too_few
    assert page.total == Sum()
    assert page.carried == 0
    assert [t.sum for t in page.teams] == [None]
    assert page.categories == ((Category.SKILLS, None),)


def test_single_reps_are_named_to_a_head_only_where_switched_on(quarter):
    quarter.everyone("nadia", "pavel").due("sara", day=JANUARY)
    assert quarter.recap().reps == ()
    page = quarter.recap(single_reps=True)
    assert [(s.called, s.sum.kept) for s in page.reps] == [("Nadia", 1), ("Pavel", 1)]
    assert page.total.due == 2
    assert page.carried == 1


def test_leaders_and_the_head_are_always_named(quarter):
    quarter.due("dana", "kept", leader="dana", other="marek")
    quarter.due("dana", "not-kept", leader="dana", other="marek")
    quarter.due("ingrid", "kept", leader="ingrid", other="dana")
    page = quarter.recap()
    (dana,) = page.leaders
    assert (dana.person, dana.called) == ("dana", "Dana")
    assert (dana.sum.kept, dana.sum.due) == (1, 2)
    assert (page.own.kept, page.own.due) == (1, 1)
    assert page.total == Sum()  # none of it is a rep's
    assert not page.too_few


def test_what_leaders_owe_the_head_is_the_heads_own_team_and_hides_no_other(quarter):
    """Ingrid has a part in it, so there is nothing to hide, and nothing that hides others."""
    quarter.everyone("aiko", "jonas", "lena", category="accounts")
    quarter.due("dana", "kept", category="skills").due("tomas", category="skills")
    page = quarter.recap()
    assert [(t.leader, t.reps, t.sum and t.sum.due) for t in page.teams] == [
        ("dana", 3, 3),
        ("ingrid", 2, 2),
    ]
    assert [(c, s and s.due) for c, s in page.categories] == [
        (Category.ACCOUNTS, 3),
        (Category.SKILLS, 2),
    ]


def test_what_the_head_knows_anyway_does_not_make_a_small_group_bigger(quarter):
    """The head could take Dana and Tomas, whose figures the head knows, off each sum."""
    quarter.everyone("dana", "tomas", "nadia", category="skills")
    page = quarter.recap()
    assert page.too_few
    assert [(t.leader, t.sum is None) for t in page.teams] == [("ingrid", False), ("tomas", True)]
    assert page.categories == ((Category.SKILLS, None),)


def test_a_category_of_too_few_is_not_shown(quarter):
    quarter.everyone("aiko", "jonas", "lena", "marek", category="accounts")
    quarter.everyone("nadia", "pavel", "sara", category="new-business")
    quarter.due("sara", "not-kept", category="skills")
    assert [(c, s and s.due) for c, s in quarter.recap().categories] == [
        (Category.ACCOUNTS, 4),
        (Category.NEW_BUSINESS, None),
        (Category.SKILLS, None),
    ]


def test_what_has_no_category_is_in_the_total_and_not_in_the_list(quarter):
    quarter.everyone("aiko", "jonas", "lena", category="accounts").everyone(
        "nadia", "pavel", "sara"
    )
    page = quarter.recap()
    assert [c for c, _ in page.categories] == [Category.ACCOUNTS]
    assert page.total.due == 6


def test_adoption_is_counted_over_the_reps_of_the_directory(quarter):
    quarter.everyone("aiko", "jonas", by="aiko").due("nadia", day=JANUARY)
    page = quarter.recap()
    assert page.agreed == (3, 7)


def test_who_wrote_the_first_draft_is_counted_over_what_came_due(quarter):
    quarter.due("aiko", by="aiko").due("jonas", by="jonas", day=JANUARY).due("lena")
    assert quarter.recap().written_by_reps == 1


def test_what_goes_on_is_counted_for_itself(quarter):
    quarter.everyone("aiko", "jonas", "lena", verdict="", day=JANUARY)
    page = quarter.recap()
    assert (page.carried, page.total, page.sources) == (3, Sum(), ())


def test_what_was_told_beside_the_figures_is_passed_on(quarter):
    before = (("2026Q3", 31, 49),)
    page = quarter.recap(before=before, problems=("ledger of Marek",), late=True)
    assert (page.before, page.problems, page.late) == (before, ("ledger of Marek",), True)
    assert (page.reader, page.quarter) == (INGRID, Q4)


# --- people who came, went and moved --------------------------------------------------------------


def without(*gone):
    return Directory({k: p for k, p in PEOPLE.items() if k not in gone}, heads=("ingrid",))


def test_a_rep_who_left_still_counts_for_the_leader_of_that_time(quarter):
    quarter.everyone("aiko", "jonas", "marek")
    after = without("marek")
    assert quarter.recap(directory=after).total.people == 3
    assert [s.called for s in quarter.recap(DANA, directory=after).reps][-1] == "marek"


def test_the_reps_of_a_leader_who_left_still_count_for_the_head(quarter):
    quarter.everyone("nadia", "pavel", "sara")
    people = {**without("tomas").people}
    for rep in ("nadia", "pavel", "sara"):
        people[rep] = person(rep, "dana", "rep")
    (team,) = quarter.recap(directory=Directory(people, heads=("ingrid",))).teams
    assert (team.leader, team.leader_called, team.reps) == ("tomas", "tomas", 3)
    assert quarter.recap(DANA, directory=Directory(people), head=False).total == Sum()


def test_a_rep_who_came_from_another_head_counts_there(quarter):
    people = {
        **PEOPLE,
        "yara": person("yara", "", "head"),
        "omar": person("omar", "yara", "leader"),
    }
    both = Directory(people, heads=("ingrid", "yara"))
    quarter.everyone("aiko", "jonas", "lena").due("marek", "kept", leader="omar")
    assert quarter.recap(directory=both).total.people == 3
    there = quarter.recap(people["yara"], directory=both, single_reps=True)
    assert [s.person for s in there.reps] == ["marek"]


# --- the leader -----------------------------------------------------------------------------------


def test_a_leader_reads_the_own_team_rep_by_rep(quarter):
    quarter.everyone("aiko", "marek").due("marek", "not-kept").everyone("nadia", "pavel", "sara")
    page = quarter.recap(DANA)
    assert [(s.called, s.sum.kept, s.sum.due) for s in page.reps] == [
        ("Aiko", 1, 1),
        ("Marek", 1, 2),
    ]
    assert (page.total.due, page.total.people) == (3, 2)
    assert page.teams == ()
    assert not page.head


def test_a_leader_reads_every_category_of_the_own_team(quarter):
    quarter.due("marek", "kept", category="skills")
    ((category, summed),) = quarter.recap(DANA).categories
    assert (category, summed.due) == (Category.SKILLS, 1)


def test_a_leader_reads_what_goes_on_however_few_it_is(quarter):
    assert quarter.due("marek", day=JANUARY).recap(DANA).carried == 1


def test_a_leader_reads_the_own_side(quarter):
    quarter.due("dana", "kept", leader="dana", other="marek")
    quarter.due("tomas", "kept", leader="tomas", other="nadia")
    page = quarter.recap(DANA)
    assert (page.own.kept, page.own.due) == (1, 1)
    assert page.leaders == ()


def test_all_below_are_found_at_any_depth():
    assert led(HALDEN, "ingrid") == tuple(sorted({*LEADERS, *REPS}))
    assert led(HALDEN, "dana") == ("aiko", "jonas", "lena", "marek")
    assert led(HALDEN, "marek") == ()


def test_two_who_lead_each_other_are_found_once():
    people = {"ana": person("ana", "bo", "leader"), "bo": person("bo", "ana", "leader")}
    assert led(Directory(people), "ana") == ("ana", "bo")


# --- no sum points at somebody --------------------------------------------------------------------

DUE = st.lists(
    st.tuples(
        st.sampled_from(sorted(REPS)),
        st.sampled_from(["kept", "not-kept", ""]),
        st.sampled_from(["accounts", "new-business", "skills", ""]),
    ),
    max_size=12,
)


@given(DUE, st.integers(3, 5))
def test_whatever_came_due_no_sum_that_a_head_can_work_out_covers_too_few(new_book, due, smallest):
    quarter = Quarter(new_book)
    for rep, verdict, category in due:
        quarter.due(rep, verdict, category=category)
    page = quarter.recap(smallest=smallest)
    owners = {rep for rep, _, _ in due}
    assert page.reps == ()
    assert page.too_few == (0 < len(owners) < smallest)
    assert page.total == (Sum() if page.too_few else total(quarter.lines))
    teams = {t.leader: {r for r in owners if REPS[r] == t.leader} for t in page.teams}
    hidden_from(owners, teams, {t.leader for t in page.teams if t.sum}, smallest)
    fields = {c.value: {r for r, _, found in due if found == c} for c in Category}
    hidden_from(owners, fields, {c.value for c, s in page.categories if s}, smallest)


def hidden_from(owners, groups, shown, smallest):
    """Each shown group, and all others together, cover nobody or enough people."""
    assert all(len(groups[name]) >= smallest for name in shown)
    rest = {p for name in groups if name not in shown for p in groups[name]}
    assert not shown or not rest or len(rest) >= smallest


# --- the quarter letter ---------------------------------------------------------------------------


@pytest.fixture
def letter():
    """The quarter letter of one reader, on 5 January."""
    now = datetime(2027, 1, 5, 8, tzinfo=UTC)

    def make(reader, own, theirs=()):
        agreements = [a for book in theirs for a in book.agreements.values()]
        both = (*own.agreements.values(), *agreements)
        return closing(
            PEOPLE[reader],
            Q4,
            own.agreements,
            agreements,
            lines(both, Q4, PEOPLE),
            now,
            lambda p: PEOPLE[p].called,
            recap_day=date(2027, 1, 8),
            heads=("Ingrid",),
        )

    return make


def labels(rows):
    return [r.label for r in rows]


def test_the_letter_asks_for_a_word_where_there_is_none(book, letter):
    book.agree("A1", at=SEPTEMBER, due=date(2026, 12, 31))
    page = letter("marek", book)
    assert labels(page.open) == ["A1"]
    assert [(i.label, i.asked) for i in page.items] == [("A1", Asked.VERDICT)]
    assert (page.recap_day, page.heads) == (date(2027, 1, 8), ("Ingrid",))
    assert not page.empty


def test_the_letter_shows_what_closed_and_what_goes_on(book, letter):
    book.agree("A1", at=SEPTEMBER, due=IN_QUARTER)
    book.agree("A2", due=JANUARY)
    book.agree("A3", due=IN_QUARTER)
    book.agree("A4", due=date(2026, 9, 30))
    book.close("A1", "kept")
    book.change("A3", "marek", 2, due=JANUARY)
    book.yes("dana", "A3", 2)
    page = letter("marek", book)
    assert sorted(labels(page.closed)) == ["A1", "A3"]
    assert labels(page.going_on) == ["A2"]
    assert {i.label: i.asked for i in page.items} == dict.fromkeys(["A1", "A2", "A3"], Asked.OPEN)


def test_what_the_other_side_declared_is_shown_and_its_silence_is_not(book, letter, new_book):
    dana = new_book("dana", "marek", "dana")
    dana.agree("L1", at=SEPTEMBER, due=IN_QUARTER)
    dana.agree("L2", at=SEPTEMBER, due=IN_QUARTER)
    dana.agree("L3", due=JANUARY)
    dana.close("L1", "not-kept")
    page = letter("marek", book, [dana])
    assert labels(page.theirs) == ["L1"]
    assert [(i.owner, i.label) for i in page.items] == [("dana", "L1")]
    assert not page.empty


def test_a_label_that_two_people_have_is_in_no_table(letter, new_book):
    """A leader's "A1 not kept" must never land on the wrong one."""
    own, marek, lena = new_book("dana", "marek"), new_book("marek"), new_book("lena")
    marek.agree("A1", at=SEPTEMBER, due=IN_QUARTER)
    lena.agree("A1", at=SEPTEMBER, due=IN_QUARTER)
    lena.agree("A2", due=IN_QUARTER)
    marek.close("A1", "kept")
    lena.close("A1", "kept")
    lena.close("A2", "kept")
    page = letter("dana", own, [marek, lena])
    assert labels(page.theirs) == ["A1", "A1", "A2"]
    assert [(i.owner, i.label) for i in page.items] == [("lena", "A2")]


def test_where_nothing_came_due_there_is_no_letter(book, letter):
    book.agree("A1", at=SEPTEMBER, due=JANUARY)
    book.draft("A2", due=IN_QUARTER)
    assert letter("marek", book).empty


def test_nobody_is_asked_about_what_was_not_agreed(book, letter):
    book.draft("A1", at=SEPTEMBER, by="dana", yes=True, due=IN_QUARTER)
    page = letter("marek", book)
    assert page.items == ()
    assert Outcome.UNDECLARED not in {
        line.outcome for line in lines(book.agreements.values(), Q4, {})
    }
