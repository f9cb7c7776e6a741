"""A draft that leaves something open: asked in the receipt, answered in plain words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from daemon.domain.agreements.agreement import Agreement, fold
from daemon.domain.ledger import Ledger, append
from daemon.domain.matters import Phrase
from daemon.domain.outbox import Asked, Item, Letter, LetterKind
from daemon.domain.replies.meaning.reading import read
from daemon.domain.replies.message import Typed
from daemon.domain.replies.receipt import Receipt, receipt
from daemon.domain.replies.receipt_table import items
from daemon.domain.replies.recording.applying import Context, apply, numbered
from daemon.domain.replies.statements import Note, Op, Reading, Statement, Table, TopicLine, Update
from tests.unit.town import DANA, MAREK, utc

CALLED = {"marek": "Marek", "dana": "Dana"}
NOW = utc("2026-11-30 09:00")
OPEN = Item(
    label="A9",
    owner="marek",
    agreement="A9",
    title="win more hotel chains",
    version=1,
    asked=Asked.TERMS,
)
DEMOS = Item(
    label="A1",
    owner="marek",
    agreement="A1",
    title="Eight demos",
    version=1,
    target=Decimal(8),
    standing=Decimal(3),
    asked=Asked.OPEN,
)


def said(words: str) -> tuple[Statement, ...]:
    table = Table((DEMOS, OPEN), "A", date(2026, 12, 1), writer="marek")
    return read([Typed(words, 1)], table).statements


@pytest.mark.parametrize(
    "words", ["3, by end of March", "three", "by 31 March", "only hotels in Linz"]
)
def test_plain_words_on_top_answer_the_one_open_draft(words: str) -> None:
    (update,) = said(words)
    assert isinstance(update, Update)
    assert (update.item, update.op, update.words, update.flag) == ("A9", Op.CHANGE, words, "")


def test_yes_and_no_mean_the_draft_as_it_stands() -> None:
    assert [s.op for s in (*said("yes"), *said("no")) if isinstance(s, Update)] == [
        Op.AGREE,
        Op.REFUSE,
    ]


@pytest.mark.parametrize("words", ["maybe, let me think", "what do you mean by that?"])
def test_a_hesitation_or_a_question_is_no_answer(words: str) -> None:
    assert all(isinstance(s, Note | TopicLine) for s in said(words))


def test_another_item_keeps_its_own_words() -> None:
    (update,) = said("A1: 5 of 8")
    assert isinstance(update, Update)
    assert (update.item, update.op) == ("A1", Op.PROGRESS)


class Desk:
    """The ledgers of Marek and Dana; a mail of Marek's is read, recorded and shown back."""

    def __init__(self) -> None:
        self.ledgers = {name: Ledger(name) for name in CALLED}
        self.letter = Letter("a:1", LetterKind.AGENDA, "marek", NOW, "", "", "", "", "", NOW)
        self.mails = 0

    def write(self, words: str, language: str = "en") -> Receipt:
        """The receipt for a mail of Marek's that says so."""
        self.mails += 1
        writer = replace(MAREK, language=language)
        table = Table(self.letter.items, "A", date(2026, 11, 30), writer="marek")
        context = Context(
            writer=writer,
            other="dana",
            leads=False,
            letter=self.letter,
            agreements=self.agreements,
            now=NOW,
            source=f"<{self.mails}>",
            partners=(DANA,),
        )
        reading: Reading = read([Typed(words, 1)], table)
        for owner, entry in apply(reading, context):
            ledger = self.ledgers[owner]
            self.ledgers[owner] = append(ledger, numbered(ledger, [entry]))
        both = [(o, e) for o, ledger in self.ledgers.items() for e in ledger.entries]
        mine = [(o, e) for o, e in both if e.source == context.source]
        page = receipt(MAREK, "Dana", mine, self.agreements, CALLED.__getitem__)
        self.letter = replace(self.letter, items=items(page, [self.letter], self.agreements))
        return page

    @property
    def agreements(self) -> dict[tuple[str, str], Agreement]:
        return {
            (owner, label): agreement
            for owner, ledger in self.ledgers.items()
            for label, agreement in fold(owner, ledger.entries).items()
        }


def test_one_question_goes_back_and_the_writer_has_not_said_yes_yet() -> None:
    desk = Desk()
    (shown,) = desk.write("new: win more hotel chains").drafts
    assert shown.open == Phrase("open-number", {"words": "more hotel chains", "when": "date"})
    assert shown.ask
    assert desk.letter.items[0].asked is Asked.TERMS
    assert desk.agreements["marek", "A1"].missing() == ("marek", "dana")


def test_the_answer_is_the_writers_own_correction_and_yes() -> None:
    desk = Desk()
    desk.write("new: win more hotel chains")
    (shown,) = desk.write("3, by end of March").drafts
    terms = shown.terms
    assert (terms.outcome, terms.target, terms.unit) == (
        "win more hotel chains",
        Decimal(3),
        "chains",
    )
    assert terms.due == date(2027, 3, 31)
    assert (shown.open, shown.ask) == (None, False)
    assert desk.agreements["marek", "A1"].missing() == ("dana",)
    assert desk.letter.items[0].asked is Asked.OPEN


def test_an_answer_that_leaves_it_open_is_asked_to_be_looked_at_and_not_the_same_again() -> None:
    desk = Desk()
    desk.write("new: win more hotel chains")
    (shown,) = desk.write("only hotels in Linz").drafts
    assert (shown.open, shown.ask) == (None, True)
    assert desk.letter.items[0].asked is Asked.CONSENT


def test_a_yes_sends_it_as_it_stands() -> None:
    desk = Desk()
    desk.write("new: win more hotel chains")
    page = desk.write("yes")
    assert not page.drafts
    assert desk.agreements["marek", "A1"].missing() == ("dana",)


def test_a_good_draft_is_its_writers_yes() -> None:
    (shown,) = Desk().write("new: 30 cold calls a week until 18 Dec").drafts
    assert (shown.open, shown.ask, shown.terms.period) == (None, False, "week")


def test_nothing_is_asked_in_a_language_whose_words_are_not_known() -> None:
    (shown,) = Desk().write("neu: mehr Kunden gewinnen", language="de").drafts
    assert (shown.open, shown.ask) == (None, False)


WE = "new: we should call Arbor by 11 Dec"


def test_who_does_it_is_asked_and_a_name_that_was_put_down_already_is_a_yes() -> None:
    desk = Desk()
    (shown,) = desk.write(WE).drafts
    assert shown.open == Phrase("open-owner", {"words": "we should", "when": ""})
    page = desk.write("I do")
    assert [a.phrase.key for a in page.answers] == ["said-yes"]
    assert desk.agreements["marek", "A1"].missing() == ("dana",)


def test_the_others_name_moves_the_draft_to_them() -> None:
    desk = Desk()
    desk.write(WE)
    page = desk.write("A1 Dana")
    (shown,) = page.drafts
    assert (shown.label, shown.owner, shown.own, shown.ask) == ("L1", "dana", False, False)
    assert not page.answers
    assert not desk.agreements["marek", "A1"].open
    moved = desk.agreements["dana", "L1"]
    assert (moved.terms.outcome, moved.terms.due) == ("we should call Arbor", date(2026, 12, 11))
    assert moved.missing() == ("dana",)


def test_more_than_a_name_takes_the_place_of_the_draft() -> None:
    desk = Desk()
    desk.write(WE)
    (shown,) = desk.write("I call Arbor and Beka by 18 Dec").drafts
    assert shown.terms.outcome == "I call Arbor and Beka"
    assert not shown.ask


def test_a_name_that_fits_nobody_is_put_behind_the_words() -> None:
    desk = Desk()
    desk.write(WE)
    (shown,) = desk.write("Xaver").drafts
    assert shown.terms.outcome == "we should call Arbor, Xaver"
    assert shown.ask


def test_a_correction_takes_the_place_of_words_that_went_to_nobody() -> None:
    desk = Desk()
    desk.write("new: be quicker with quotes by 31 March")
    desk.write("every quote leaves within two days")
    draft = desk.agreements["marek", "A1"]
    assert (draft.terms.outcome, draft.version) == ("every quote leaves within two days", 2)
    assert draft.proposal is None
    assert draft.missing() == ("dana",)
