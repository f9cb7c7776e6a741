"""What a reply does: whose word counts, what is only a note, what is asked back, what UNDO reaches."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.agreements.agreement import Agreement, Verdict, fold
from daemon.domain.agreements.shown import item as item_of
from daemon.domain.agreements.shown import row
from daemon.domain.ledger import Entry, Kind, Ledger, append
from daemon.domain.outbox import Asked, Item, Letter, LetterKind
from daemon.domain.people import Person
from daemon.domain.replies.gates import held, undoable
from daemon.domain.replies.recording.applying import Context, apply, numbered
from daemon.domain.replies.statements import (
    Command,
    CommandWord,
    Draft,
    Note,
    Op,
    Question,
    Reading,
    Statement,
    TopicLine,
    Update,
)
from tests.unit.town import DANA, INGRID, LENA, MAREK

NOW = datetime(2026, 11, 30, 21, 41, tzinfo=UTC)
PEOPLE = {p.id: p for p in (DANA, INGRID, LENA, MAREK)}


class Desk:
    """Marek's and Dana's ledgers, and replies read into them."""

    def __init__(self) -> None:
        self.ledgers = {p: Ledger(p) for p in PEOPLE}
        self.mails = 0
        self.source = ""

    def entry(self, kind: Kind, by: str, owner: str, label: str, words: str, **values: str) -> None:
        self.mails += 1
        texts = {"words": words} | {k: values.pop(k) for k in ("outcome",) if k in values}
        entry = Entry(
            kind, NOW - timedelta(days=9), by, f"<{self.mails}@x>", "0", label, texts, values, "ab"
        )
        self.ledgers[owner] = append(self.ledgers[owner], [entry])

    def agree(
        self,
        label: str,
        owner: str = "marek",
        *,
        by: Iterable[str] = ("dana", "marek"),
        **terms: str,
    ) -> None:
        other = "dana" if owner == "marek" else "marek"
        values = {"parties": f"{owner},{other}", "leader": "dana", "team": "fleet", **terms}
        values.setdefault("outcome", "Six first meetings")
        self.entry(Kind.PROPOSED, "dana", owner, label, "", **values)
        for party in by:
            self.entry(Kind.ACKNOWLEDGED, party, owner, label, "yes", version="1")

    def agreements(self) -> dict[tuple[str, str], Agreement]:
        return {
            (owner, label): a
            for owner, ledger in self.ledgers.items()
            for label, a in fold(owner, ledger.entries).items()
        }

    def __getitem__(self, key: str) -> Agreement:
        """ "marek/A1" """
        owner, label = key.split("/")
        return self.agreements()[owner, label]

    def table(self, *wanted: str, asked: Asked | None = None, reader: Person = MAREK) -> Letter:
        """A letter to `reader` with these items as they stand now."""
        items = tuple(self._item(key, asked, reader) for key in wanted)
        return Letter(
            "agenda:x",
            LetterKind.AGENDA,
            reader.id,
            NOW,
            "",
            "",
            "",
            "",
            "",
            NOW,
            about="marek+dana",
            items=items,
        )

    def _item(self, key: str, asked: Asked | None, reader: Person) -> Item:
        agreement = self[key]
        shown = row(agreement, reader, lambda p: p, NOW.date())
        item = item_of(shown, asked=asked)
        return replace(item, version=agreement.wanted[1]) if asked is Asked.CONSENT else item

    def read(
        self,
        letter: Letter,
        *statements: Statement,
        by: Person = MAREK,
        other: str | None = None,
        undo_of: Iterable[str] = (),
        again: str = "",
    ) -> tuple[tuple[str, Entry], ...]:
        """Applies a reply and writes what it records. Returns (owner, entry) of it."""
        if other is None:
            other = "dana" if by is MAREK else "marek"
        self.mails += 1
        self.source = again or f"<{self.mails}@x>"
        before = {
            o: [e for e in ledger.entries if e.source != self.source]
            for o, ledger in self.ledgers.items()
        }
        sources = tuple(undo_of)
        context = Context(
            writer=by,
            other=other,
            leads=bool(other) and PEOPLE[other].leader == by.id,
            letter=letter,
            agreements={
                (o, label): a for o, found in before.items() for label, a in fold(o, found).items()
            },
            now=NOW,
            source=self.source,
            recent=tuple((o, e) for o, f in before.items() for e in undoable(f, by.id, sources)),
            held=tuple((o, e) for o, f in before.items() for e in held(f, by.id, sources)),
            later=tuple(
                (o, e)
                for o, found in before.items()
                for e in found
                if e.values.get("relative") and e.source not in sources
            ),
            partners=tuple(p for p in PEOPLE.values() if p.leader == by.id or p.id == by.leader),
            thumbs=frozenset(
                e.values["thumb"] for f in before.values() for e in f if "thumb" in e.values
            ),
        )
        recorded = apply(Reading(statements, ()), context)
        for owner in dict.fromkeys(o for o, _ in recorded):
            new = [replace(e, salt="ab") for o, e in recorded if o == owner]
            ledger = self.ledgers[owner]
            self.ledgers[owner] = append(ledger, numbered(ledger, new))
        return recorded


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.agree("A1", target="6", due="2026-12-31")
    return desk


def count(value: int, item: str = "A1", **more: object) -> Update:
    return Update(0, f"{item} {value}", item, Op.PROGRESS, value=Decimal(value), **more)  # type: ignore[arg-type]


def said(op: Op, item: str = "A1", words: str = "so be it", **more: object) -> Update:
    return Update(0, words, item, op, **more)  # type: ignore[arg-type]


def codes(recorded: tuple[tuple[str, Entry], ...]) -> list[str]:
    return [e.values.get("code", "") for _, e in recorded]


# --- whose word counts ------------------------------------------------------------------------


def test_the_owners_count_is_recorded_with_old_and_new(desk: Desk) -> None:
    ((owner, entry),) = desk.read(desk.table("marek/A1"), count(4))
    assert owner == "marek"
    assert (entry.values["old"], entry.values["new"]) == ("0", "4")
    assert desk["marek/A1"].count() == 4


def test_a_leaders_count_about_a_reps_item_is_a_note(desk: Desk) -> None:
    letter = desk.table("marek/A1", reader=DANA)
    ((owner, entry),) = desk.read(letter, count(5), by=DANA)
    assert (owner, entry.kind, entry.values["claim"]) == ("marek", Kind.NOTED, "5")
    assert desk["marek/A1"].count() == 0


@pytest.mark.parametrize(
    "op", [Op.DONE, Op.BLOCKED, Op.REOPEN, Op.RULE_KEPT, Op.SHARE, Op.NOT_KEPT]
)
def test_nothing_a_leader_says_of_an_open_item_of_a_rep_changes_it(op: Op, desk: Desk) -> None:
    before = desk["marek/A1"]
    desk.read(desk.table("marek/A1", reader=DANA), said(op), by=DANA)
    after = desk["marek/A1"]
    assert (after.verdict, after.blocked, after.standing) == (None, "", before.standing)
    assert after.said is not None
    assert after.said.words == "so be it"


def test_a_count_is_for_the_period_of_the_mail_that_is_answered(desk: Desk) -> None:
    desk.agree("A2", target="3", period="week")
    letter = desk.table("marek/A2")
    (item,) = letter.items
    assert item.period_key == "2026-W49"
    desk.read(replace(letter, items=(replace(item, period_key="2026-W48"),)), count(2, "A2"))
    assert desk["marek/A2"].standing == {"2026-W48": 2}


def test_progress_under_words_that_are_not_agreed_is_kept_as_words(desk: Desk) -> None:
    desk.agree("A2", by=("dana",), target="2")
    ((_, entry),) = desk.read(desk.table("marek/A2", asked=Asked.CONSENT), count(1, "A2"))
    assert (entry.kind, entry.values["early"]) == (Kind.NOTED, "yes")
    assert desk["marek/A2"].standing == {}


def test_a_yes_with_a_number_beside_it_counts_from_the_same_mail(desk: Desk) -> None:
    desk.agree("A2", by=("dana",), target="2")
    letter = desk.table("marek/A2", asked=Asked.CONSENT)
    desk.read(letter, count(1, "A2"), said(Op.AGREE, "A2"))
    assert desk["marek/A2"].in_force
    assert desk["marek/A2"].count() == 1


def test_what_can_not_be_counted_is_kept_as_words(desk: Desk) -> None:
    desk.agree("A2", due="2026-12-18")
    ((_, entry),) = desk.read(desk.table("marek/A2"), count(3, "A2"))
    assert entry.kind is Kind.NOTED
    ((_, entry),) = desk.read(desk.table("marek/A1"), said(Op.PROGRESS))
    assert entry.kind is Kind.NOTED


def test_an_owner_has_nothing_to_contest(desk: Desk) -> None:
    ((_, entry),) = desk.read(desk.table("marek/A1"), said(Op.CONTEST))
    assert entry.kind is Kind.NOTED


def test_stuck_names_what_it_is_stuck_on(desk: Desk) -> None:
    desk.read(desk.table("marek/A1"), said(Op.BLOCKED, words="stuck on legal", reason="legal"))
    assert desk["marek/A1"].blocked == "legal"


@pytest.mark.parametrize(("op", "held"), [(Op.RULE_KEPT, True), (Op.RULE_MISSED, False)])
def test_a_rules_answer_is_for_the_writers_own_day(op: Op, held: bool, desk: Desk) -> None:
    desk.agree("A2")
    desk.read(desk.table("marek/A2"), said(op, "A2"))
    assert desk["marek/A2"].checks == ((date(2026, 11, 30), held),)


# --- relative words, other words --------------------------------------------------------------


def test_relative_words_count_from_the_answered_mail(desk: Desk) -> None:
    desk.read(desk.table("marek/A1"), count(3, relative=True))
    assert desk["marek/A1"].count() == 3


def test_relative_words_after_the_count_has_changed_are_asked_about(desk: Desk) -> None:
    old = desk.table("marek/A1")
    desk.read(desk.table("marek/A1"), count(4))
    recorded = desk.read(old, count(3, relative=True))
    assert codes(recorded) == ["standing-changed"]
    assert desk["marek/A1"].count() == 4


def test_a_yes_to_words_that_have_changed_since_is_asked_about(desk: Desk) -> None:
    desk.agree("A2", by=("dana",), due="2026-12-18")
    old = desk.table("marek/A2", asked=Asked.CONSENT)
    desk.read(desk.table("marek/A2", reader=DANA), said(Op.CHANGE, "A2", "other words"), by=DANA)
    recorded = desk.read(old, said(Op.AGREE, "A2"))
    assert codes(recorded) == ["words-changed"]
    assert not desk["marek/A2"].in_force


def test_a_yes_where_nothing_was_asked_is_a_note(desk: Desk) -> None:
    ((_, entry),) = desk.read(desk.table("marek/A1"), said(Op.AGREE))
    assert entry.kind is Kind.NOTED


def test_a_change_is_a_new_version_with_its_writers_yes_and_the_old_one_stands(desk: Desk) -> None:
    change = said(Op.CHANGE, words="five calls to plant managers by 31 March")
    desk.read(desk.table("marek/A1"), change)
    agreement = desk["marek/A1"]
    assert agreement.terms.target == 6
    proposal = agreement.proposal
    assert proposal is not None
    assert (proposal.outcome, proposal.target, proposal.due) == (
        "five calls to plant managers",
        5,
        date(2027, 3, 31),
    )
    assert agreement.missing() == ("dana",)


def test_a_weekly_count_stays_weekly_through_a_change(desk: Desk) -> None:
    desk.agree("A2", target="3", period="week")
    desk.read(desk.table("marek/A2"), said(Op.CHANGE, "A2", "four a week"))
    proposal = desk["marek/A2"].proposal
    assert proposal is not None
    assert proposal.period == "week"


def test_a_new_day_is_a_proposal_and_the_date_stands(desk: Desk) -> None:
    desk.read(desk.table("marek/A1"), said(Op.PROPOSE_DUE, due=date(2027, 1, 22)))
    agreement = desk["marek/A1"]
    assert agreement.terms.due == date(2026, 12, 31)
    assert agreement.proposal is not None
    assert agreement.proposal.due == date(2027, 1, 22)
    ((_, entry),) = desk.read(desk.table("marek/A1"), said(Op.PROPOSE_DUE))
    assert entry.kind is Kind.NOTED, "a day that can't be read is no proposal, and no yes either"


def test_a_no_to_a_draft_ends_it_and_a_no_to_a_change_leaves_what_was_agreed(desk: Desk) -> None:
    desk.agree("A2", by=("dana",), due="2026-12-18")
    desk.read(desk.table("marek/A2", asked=Asked.CONSENT), said(Op.REFUSE, "A2"))
    assert desk["marek/A2"].verdict is Verdict.REFUSED
    desk.read(desk.table("marek/A1"), said(Op.PROPOSE_DUE, due=date(2027, 1, 22)))
    letter = desk.table("marek/A1", asked=Asked.CONSENT, reader=DANA)
    desk.read(letter, said(Op.REFUSE), by=DANA)
    assert desk["marek/A1"].proposal is None
    assert desk["marek/A1"].open


def test_a_yes_to_a_request_needs_a_day(desk: Desk) -> None:
    desk.read(desk.table(), TopicLine(0, "can u get me 30 min with Ola", request=True))
    assert desk["dana/L1"].missing() == ("dana",)
    letter = desk.table("dana/L1", asked=Asked.CONSENT, reader=DANA)
    assert codes(desk.read(letter, said(Op.AGREE, "L1"), by=DANA)) == ["which-day"]
    desk.read(letter, said(Op.AGREE, "L1", due=date(2026, 12, 4)), by=DANA)
    assert desk["dana/L1"].in_force
    assert desk["dana/L1"].terms.due == date(2026, 12, 4)


def test_a_stranger_to_an_agreement_can_neither_agree_nor_change(desk: Desk) -> None:
    ((_, entry),) = desk.read(
        desk.table("marek/A1", reader=LENA), said(Op.CHANGE), by=LENA, other="dana"
    )
    assert entry.kind is Kind.NOTED


# --- verdicts ---------------------------------------------------------------------------------


def test_done_below_the_target_closes_as_kept_and_is_pointed_out(desk: Desk) -> None:
    ((_, entry),) = desk.read(desk.table("marek/A1"), said(Op.DONE, flag="count-below"))
    assert (entry.values["verdict"], entry.values["flag"]) == ("kept", "below-target")
    assert desk["marek/A1"].verdict is Verdict.KEPT


@pytest.mark.parametrize("order", [1, -1])
def test_the_number_in_the_same_mail_is_known_to_done(order: int, desk: Desk) -> None:
    statements = [count(6), said(Op.DONE, flag="count-below")][::order]
    recorded = desk.read(desk.table("marek/A1"), *statements)
    assert [e.values.get("flag") for _, e in recorded] == [None, None]
    assert desk["marek/A1"].count() == 6


def test_a_flag_that_is_not_about_the_count_stays(desk: Desk) -> None:
    ((_, entry),) = desk.read(desk.table("marek/A1"), said(Op.DONE, flag="no-item"))
    assert entry.values["flag"] == "no-item"


def test_not_kept_is_the_owners_word_too(desk: Desk) -> None:
    desk.read(desk.table("marek/A1"), said(Op.NOT_KEPT))
    assert desk["marek/A1"].verdict is Verdict.NOT_KEPT


def closed(desk: Desk, op: Op = Op.DONE) -> None:
    desk.read(desk.table("marek/A1"), said(op))


def test_what_closed_since_the_mail_takes_no_number_only_a_question(desk: Desk) -> None:
    old = desk.table("marek/A1")
    closed(desk)
    assert codes(desk.read(old, count(3))) == ["closed-since"]
    assert codes(desk.read(old, said(Op.NOT_KEPT))) == ["closed-since"]
    ((_, entry),) = desk.read(old, said(Op.DONE))
    assert entry.kind is Kind.NOTED, "the same word again changes nothing"
    desk.read(old, said(Op.REOPEN))
    assert desk["marek/A1"].open


def test_the_leader_may_differ_and_either_may_give_way(desk: Desk) -> None:
    closed(desk)
    letter = desk.table("marek/A1", reader=DANA)
    desk.read(letter, said(Op.CONTEST), by=DANA)
    assert desk["marek/A1"].contested
    desk.read(desk.table("marek/A1"), said(Op.DONE))
    assert desk["marek/A1"].contested, "saying it again settles nothing"
    desk.read(letter, said(Op.DONE), by=DANA)
    settled = desk["marek/A1"]
    assert (settled.verdict, settled.contested) == (Verdict.KEPT, False)


def test_the_owner_gives_way_with_the_other_verdict(desk: Desk) -> None:
    closed(desk)
    desk.read(desk.table("marek/A1", reader=DANA), said(Op.NOT_KEPT), by=DANA)
    desk.read(desk.table("marek/A1"), said(Op.NOT_KEPT))
    settled = desk["marek/A1"]
    assert (settled.verdict, settled.contested) == (Verdict.NOT_KEPT, False)


def test_a_leader_may_find_kept_what_the_owner_found_missed(desk: Desk) -> None:
    closed(desk, Op.NOT_KEPT)
    desk.read(desk.table("marek/A1", reader=DANA), said(Op.DONE), by=DANA)
    assert desk["marek/A1"].contested


@pytest.mark.parametrize(("op", "answer"), [(Op.SHARE, "yes"), (Op.KEEP_PRIVATE, "no")])
def test_words_may_be_shared_also_of_what_is_closed(op: Op, answer: str, desk: Desk) -> None:
    closed(desk)
    ((_, entry),) = desk.read(desk.table("marek/A1"), said(op))
    assert (entry.kind, entry.values["answer"]) == (Kind.SHARED, answer)


# --- notes, questions, topics, drafts ---------------------------------------------------------


def test_words_under_an_item_stay_beside_it_and_a_question_goes_to_the_other(desk: Desk) -> None:
    recorded = desk.read(
        desk.table("marek/A1"), Note(0, "Linz went well", "A1"), Note(1, "who is Ola?", "A1", True)
    )
    assert [e.kind for _, e in recorded] == [Kind.NOTED, Kind.ASKED]
    assert all(e.agreement == "A1" for _, e in recorded)


def test_what_names_no_item_goes_on_the_table(desk: Desk) -> None:
    recorded = desk.read(
        desk.table("marek/A1"),
        Note(0, "hello"),
        Note(1, "hello", "A9"),
        TopicLine(2, "territory split for q1??"),
        said(Op.DONE, "A9"),
    )
    assert [(o, e.kind, e.values["to"]) for o, e in recorded] == [("marek", Kind.TOPIC, "dana")] * 4


def test_a_doubt_is_recorded_as_a_question_and_nothing_else(desk: Desk) -> None:
    question = Question(0, "A1 5-6", "range", "A1", ("5", "6"), {"said": "5-6"})
    ((_, entry),) = desk.read(desk.table("marek/A1"), question)
    assert entry.kind is Kind.ASKED
    assert (entry.values["choices"], entry.values["doubt"], entry.values["said-said"]) == (
        "5|6",
        "yes",
        "5-6",
    )
    assert desk["marek/A1"].count() == 0
    ((owner, entry),) = desk.read(desk.table("marek/A1"), Question(0, "done", "which-item"))
    assert (owner, entry.agreement) == ("marek", "")


def test_a_leaders_request_is_a_line_for_the_table(desk: Desk) -> None:
    ((owner, entry),) = desk.read(
        desk.table(), TopicLine(0, "please bring the list", True), by=DANA
    )
    assert (owner, entry.kind) == ("dana", Kind.TOPIC)


def test_a_thumb_is_asked_about_once_for_each_version_of_the_words(desk: Desk) -> None:
    desk.agree("A2", by=("dana",))
    thumb = Question(0, "👍", "thumb", "A2", ("yes", "no"))
    letter = desk.table("marek/A2", asked=Asked.CONSENT)
    kinds = [desk.read(letter, thumb)[0][1].kind for _ in range(3)]
    assert kinds == [Kind.ASKED, Kind.NOTED, Kind.NOTED]
    newer = replace(letter, items=(replace(letter.items[0], version=2),))
    assert desk.read(newer, thumb)[0][1].kind is Kind.ASKED


def test_a_thumb_to_several_drafts_is_asked_about_once_and_brings_no_topic(desk: Desk) -> None:
    which = Question(0, "👍", "which-consent", choices=("A1", "A2"))
    letter = desk.table("marek/A1")
    entries = [desk.read(letter, which)[0][1] for _ in range(2)]
    assert [e.kind for e in entries] == [Kind.ASKED, Kind.NOTED]
    assert entries[1].values["command"] == "reaction"


def test_a_doubt_about_words_is_asked_each_time(desk: Desk) -> None:
    letter = desk.table("marek/A1")
    doubt = Question(0, "A1 4-5", "range", "A1", ("4", "5"))
    assert [desk.read(letter, doubt)[0][1].kind for _ in range(2)] == [Kind.ASKED] * 2


@pytest.mark.parametrize(
    ("writer", "outcome", "owner", "label"),
    [
        (MAREK, "eight pilot customers", "marek", "A2"),
        (DANA, "eight pilot customers", "marek", "A2"),
        (DANA, "I send the price list", "dana", "L1"),
        (DANA, "me: the price list", "dana", "L1"),
    ],
)
def test_a_draft_is_the_reps_unless_a_leader_speaks_of_what_they_will_do(
    writer: Person, outcome: str, owner: str, label: str, desk: Desk
) -> None:
    day = date(2026, 12, 18)
    draft = Draft(0, f"new: {outcome}", outcome, day, "18 Dec", Decimal(8), "customers")
    desk.read(desk.table(reader=writer), draft, by=writer)
    written = desk[f"{owner}/{label}"]
    assert written.consents.keys() == {writer.id}
    assert written.terms.outcome == outcome.removeprefix("me: ")
    assert written.leader == "dana"
    assert written.team == "fleet"
    assert set(written.parties) == {"marek", "dana"}


def test_a_leader_writes_with_their_own_leader_as_a_rep_does(desk: Desk) -> None:
    desk.read(
        desk.table(reader=DANA), Draft(0, "the forecast", "the forecast"), by=DANA, other="ingrid"
    )
    written = desk["dana/A1"]
    assert (written.parties, written.leader) == (("dana", "ingrid"), "ingrid")


def test_where_the_program_filled_in_anything_the_writer_is_asked_too(desk: Desk) -> None:
    desk.read(desk.table(), Draft(0, "two or three", "two or three", flag="several-numbers"))
    assert desk["marek/A2"].consents == {}


def test_a_draft_with_nobody_beside_it_is_asked_about(desk: Desk) -> None:
    recorded = desk.read(desk.table(reader=DANA), Draft(0, "x", "x"), by=DANA, other="")
    assert codes(recorded) == ["no-partner"]


def test_numbers_are_never_given_twice_not_even_to_what_was_taken_back(desk: Desk) -> None:
    desk.read(desk.table(), Draft(0, "one", "one"), Draft(1, "two", "two"))
    assert {"A2", "A3"} <= {label for _, label in desk.agreements()}
    desk.read(desk.table(), Command(0, "UNDO", CommandWord.UNDO), undo_of=(desk.source,))
    desk.read(desk.table(), Draft(0, "three", "three"))
    assert {label for owner, label in desk.agreements() if owner == "marek"} == {"A1", "A4"}


# --- commands ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        (CommandWord.PAUSE, Kind.PAUSED),
        (CommandWord.RESUME, Kind.RESUMED),
        (CommandWord.QUIET, Kind.QUIETED),
        (CommandWord.LIST, Kind.NOTED),
        (CommandWord.HELP, Kind.NOTED),
    ],
)
def test_a_word_to_the_program_lies_in_the_writers_own_ledger_alone(
    word: CommandWord, kind: Kind, desk: Desk
) -> None:
    ((owner, entry),) = desk.read(desk.table("marek/A1"), Command(0, word.value, word))
    assert (owner, entry.kind, entry.agreement, entry.values["command"]) == (
        "marek",
        kind,
        "",
        word,
    )


@pytest.mark.parametrize(
    ("rest", "other", "whom"),
    [("", "marek", "marek"), ("Lena", "marek", "lena"), ("with Lena Brandt, please", "", "lena")],
)
def test_skip_is_for_the_one_named_or_the_one_the_mail_is_about(
    rest: str, other: str, whom: str, desk: Desk
) -> None:
    skip = Command(0, f"skip {rest}", CommandWord.SKIP, rest=rest)
    ((owner, entry),) = desk.read(desk.table(reader=DANA), skip, by=DANA, other=other)
    assert (owner, entry.kind, entry.values["to"]) == ("dana", Kind.SKIPPED, whom)


@pytest.mark.parametrize(("rest", "other"), [("", ""), ("Bob", "marek"), ("Lena, Marek", "")])
def test_skip_that_may_mean_several_is_asked_about_and_stands_on_no_agenda(
    rest: str, other: str, desk: Desk
) -> None:
    skip = Command(0, f"skip {rest}", CommandWord.SKIP, rest=rest)
    ((_, entry),) = desk.read(desk.table(reader=DANA), skip, by=DANA, other=other)
    assert (entry.values["code"], entry.values["to"]) == ("skip-whom", "dana")


def test_a_rep_need_not_name_the_leader(desk: Desk) -> None:
    skip = Command(0, "skip tomorrow", CommandWord.SKIP, rest="tomorrow")
    ((_, entry),) = desk.read(desk.table(), skip)
    assert entry.values["to"] == "dana"


# --- UNDO -------------------------------------------------------------------------------------

UNDO = Command(0, "UNDO", CommandWord.UNDO)


def test_undo_takes_back_all_of_a_reply(desk: Desk) -> None:
    desk.agree("A2", due="2026-12-18")
    letter = desk.table("marek/A1", "marek/A2")
    desk.read(letter, count(4), said(Op.DONE, "A2"), TopicLine(2, "one more thing"))
    desk.read(letter, UNDO, undo_of=(desk.source,))
    assert desk["marek/A1"].count() == 0
    assert desk["marek/A2"].open


def test_undo_with_a_number_takes_back_that_item_alone(desk: Desk) -> None:
    desk.agree("A2", due="2026-12-18")
    letter = desk.table("marek/A1", "marek/A2")
    desk.read(letter, count(4), said(Op.DONE, "A2"))
    desk.read(letter, replace(UNDO, item="A2"), undo_of=(desk.source,))
    assert desk["marek/A1"].count() == 4
    assert desk["marek/A2"].open


def test_undo_with_a_number_that_names_nothing_takes_back_nothing(desk: Desk) -> None:
    letter = desk.table("marek/A1")
    desk.read(letter, count(4))
    assert codes(desk.read(letter, replace(UNDO, item="A7"), undo_of=(desk.source,))) == [
        "no-such-item"
    ]
    assert desk["marek/A1"].count() == 4


def test_where_there_is_nothing_to_take_back_the_answer_says_so_to_its_writer_alone(
    desk: Desk,
) -> None:
    ((owner, entry),) = desk.read(desk.table("marek/A1"), UNDO)
    assert (owner, entry.values["code"], entry.values["to"]) == (
        "marek",
        "nothing-to-undo",
        "marek",
    )


def test_a_consent_outlives_undo(desk: Desk) -> None:
    desk.agree("A2", by=("dana",), due="2026-12-18")
    letter = desk.table("marek/A1", "marek/A2")
    letter = replace(letter, items=tuple(replace(i, asked=Asked.CONSENT) for i in letter.items))
    desk.read(letter, said(Op.AGREE, "A2"), count(2))
    desk.read(letter, UNDO, undo_of=(desk.source,))
    assert desk["marek/A2"].in_force
    assert desk["marek/A1"].count() == 0


def test_a_verdict_that_the_other_acted_on_outlives_undo_and_the_answer_says_so(desk: Desk) -> None:
    letter = desk.table("marek/A1")
    desk.read(letter, said(Op.DONE))
    done = desk.source
    desk.read(desk.table("marek/A1", reader=DANA), said(Op.CONTEST), by=DANA)
    assert codes(desk.read(letter, UNDO, undo_of=(done,))) == ["acted-on"]
    assert desk["marek/A1"].verdict is Verdict.KEPT


def test_a_draft_that_the_other_said_yes_to_outlives_undo(desk: Desk) -> None:
    desk.read(desk.table(), Draft(0, "three fleets", "three fleets", date(2026, 12, 18)))
    written = desk.source
    letter = desk.table("marek/A2", asked=Asked.CONSENT, reader=DANA)
    desk.read(letter, said(Op.AGREE, "A2"), by=DANA)
    desk.read(desk.table("marek/A2"), UNDO, undo_of=(written,))
    assert desk["marek/A2"].in_force


def test_a_later_relative_count_stands_and_is_asked_about_when_its_ground_is_taken_away(
    desk: Desk,
) -> None:
    desk.read(desk.table("marek/A1"), count(4))
    first = desk.source
    desk.read(desk.table("marek/A1"), count(5, relative=True))
    recorded = desk.read(desk.table("marek/A1"), UNDO, undo_of=(first,))
    assert codes(recorded) == ["", "standing-changed"]
    assert desk["marek/A1"].count() == 5


def test_undo_reaches_every_ledger_the_reply_wrote_into(desk: Desk) -> None:
    desk.agree("L1", "dana", due="2026-12-18")
    letter = desk.table("marek/A1", "dana/L1")
    desk.read(letter, count(2), Note(1, "where is it?", "L1", True))
    recorded = desk.read(letter, UNDO, undo_of=(desk.source,))
    assert {o for o, _ in recorded} == {"marek", "dana"}


# --- said twice, done once --------------------------------------------------------------------

STATEMENTS = (
    count(4),
    count(5, relative=True),
    said(Op.DONE),
    said(Op.BLOCKED, reason="legal"),
    said(Op.CHANGE, words="other words"),
    said(Op.AGREE, "A2"),
    said(Op.REFUSE, "A2"),
    said(Op.AGREE, "L1", due=date(2026, 12, 4)),
    said(Op.DONE, "L1"),
    Note(0, "a word", "L1"),
    TopicLine(0, "for the table"),
    TopicLine(0, "can you", request=True),
    Draft(0, "three fleets", "three fleets"),
    Question(0, "5-6", "range", "A1", ("5", "6")),
    Command(0, "PAUSE", CommandWord.PAUSE),
    UNDO,
    replace(UNDO, item="A1"),
)


@given(
    statements=st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=6),
    lost=st.sampled_from(["marek", "dana"]),
)
def test_a_reply_read_again_after_a_crash_between_its_ledgers_changes_nothing(
    statements: list[Statement], lost: str
) -> None:
    desk = Desk()
    desk.agree("A1", target="6", due="2026-12-31")
    desk.agree("A2", by=("dana",), due="2026-12-18")
    desk.agree("L1", "dana", by=("marek",), due="2026-12-18")
    desk.read(desk.table("marek/A1", "dana/L1"), count(2), Note(1, "before", "L1"))
    first = desk.source
    letter = desk.table("marek/A1", "marek/A2", "dana/L1")
    letter = replace(letter, items=tuple(replace(i, asked=Asked.CONSENT) for i in letter.items))
    before = dict(desk.ledgers)
    desk.read(letter, *statements, undo_of=(first,))
    whole = dict(desk.ledgers)
    desk.ledgers[lost] = before[lost]  # what died before it was saved
    desk.read(letter, *statements, undo_of=(first,), again=desk.source)
    assert desk.ledgers == whole
