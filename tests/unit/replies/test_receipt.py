"""The receipt's content: what went in, what did not, and what its numbers mean when it is answered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from daemon.domain.agreements.agreement import Agreement, fold
from daemon.domain.ledger import Entry, Handled, Kind, Ledger, append
from daemon.domain.matters import CLEAN, QUIET, Phrase
from daemon.domain.outbox import Asked, Item, Letter, LetterKind
from daemon.domain.replies.receipt import Receipt, covers, quiet_is_due, receipt
from daemon.domain.replies.receipt_table import items
from tests.unit.town import MAREK, utc

NOW = utc("2026-11-30 21:41")
CALLED = {"marek": "Marek", "dana": "Dana"}


class Told:
    """Marek's ledger, told line by line; `page` is the receipt of what <r> left."""

    def __init__(self) -> None:
        self.ledger = Ledger("marek")
        self.lines = 0

    def write(
        self,
        kind: Kind,
        name: str = "A1",
        /,
        *,
        by: str = "marek",
        mail: str = "<r>",
        words: str = "",
        outcome: str = "",
        **values: str,
    ) -> Entry:
        self.lines += 1
        texts = {k: v for k, v in {"words": words, "outcome": outcome}.items() if v}
        entry = Entry(kind, NOW, by, mail, str(self.lines), name, texts, values, "ab")
        self.ledger = append(self.ledger, [entry])
        return self.ledger.entries[-1]

    def agree(self, label: str = "A1", **terms: str) -> None:
        self.write(
            Kind.PROPOSED,
            label,
            by="dana",
            mail="<d>",
            parties="marek,dana",
            outcome="Six first meetings",
            **terms,
        )
        for party in ("dana", "marek"):
            self.write(Kind.ACKNOWLEDGED, label, by=party, mail=f"<{party}>", version="1")

    @property
    def agreements(self) -> dict[tuple[str, str], Agreement]:
        return {("marek", k): a for k, a in fold("marek", self.ledger.entries).items()}

    def page(self, labels: dict[tuple[str, str], str] | None = None) -> Receipt:
        mine = [("marek", e) for e in self.ledger.entries if e.source == "<r>"]
        return receipt(
            MAREK,
            "Dana",
            mine,
            self.agreements,
            CALLED.__getitem__,
            ["Sent from my iPhone"],
            labels,
        )


@pytest.fixture
def told() -> Told:
    told = Told()
    told.agree(target="6", due="2026-12-31")
    return told


def phrases(page: Receipt) -> list[str]:
    return [a.phrase.key for a in page.answers]


def test_a_count_shows_old_and_new_with_the_words_it_rests_on(told: Told) -> None:
    told.write(Kind.UPDATED, words="one more", op="progress", old="3", new="4", flag="percent")
    (answer,) = told.page().answers
    assert answer.phrase == Phrase(
        "now-count", {"new": Decimal(4), "old": Decimal(3), "target": Decimal(6)}
    )
    assert answer.words == "one more"
    assert answer.flag == Phrase("flag-percent", {"standing": Decimal(4), "target": Decimal(6)})
    assert answer.record == told.agreements["marek", "A1"].record
    assert told.page().records == (("A1", answer.record),)


@pytest.mark.parametrize(
    ("kind", "values", "key"),
    [
        (Kind.UPDATED, {"op": "blocked"}, "now-blocked"),
        (Kind.UPDATED, {"op": "rule", "day": "2026-11-30", "new": "yes"}, "now-held"),
        (Kind.UPDATED, {"op": "rule", "day": "2026-11-30", "new": "no"}, "now-not-held"),
        (Kind.CLOSED, {"verdict": "kept"}, "now-kept"),
        (Kind.CLOSED, {"verdict": "not-kept"}, "now-not-kept"),
        (Kind.REOPENED, {}, "now-open"),
        (Kind.CONTESTED, {"verdict": "not-kept"}, "now-contested"),
        (Kind.ACKNOWLEDGED, {"verdict": "kept"}, "now-settled"),
        (Kind.SHARED, {"answer": "no"}, "now-shared-no"),
        (Kind.ASKED, {}, "now-asked"),
        (Kind.NOTED, {}, "words-kept-count"),
        (Kind.NOTED, {"early": "yes"}, "words-early"),
        (Kind.NOTED, {"claim": "5"}, "words-claim"),
    ],
)
def test_each_thing_that_went_in_has_its_sentence(
    kind: Kind, values: dict[str, str], key: str, told: Told
) -> None:
    told.write(kind, words="so it is", **values)
    page = told.page()
    assert phrases(page) == [key]
    assert page.answers[0].words == "so it is"


def test_words_under_what_is_not_counted_are_kept_without_a_number(told: Told) -> None:
    told.agree("A2", due="2026-12-18")
    told.write(Kind.NOTED, "A2", words="soon")
    assert phrases(told.page()) == ["words-kept"]


def test_a_weekly_number_stands_as_it_does_in_the_week_of_the_mail(told: Told) -> None:
    told.agree("A2", target="3", period="week")
    told.write(Kind.UPDATED, "A2", mail="<old>", op="progress", old="0", new="2", period="2026-W49")
    told.write(Kind.NOTED, "A2", words="slow", period="2026-W49")
    told.write(Kind.ASKED, "A2", words="1-2", code="range", doubt="yes", period="2026-W49")
    page = told.page()
    assert page.answers[0].phrase.values["standing"] == 2
    assert page.doubts[0].phrase.values["standing"] == 2


def test_what_is_in_doubt_has_its_choices_and_what_stands(told: Told) -> None:
    told.write(
        Kind.ASKED,
        words="A1 5-6",
        code="range",
        doubt="yes",
        choices="5|6",
        label="A1",
        **{"said-value": "5"},
    )
    (doubt,) = told.page().doubts
    assert (doubt.label, doubt.words, doubt.choices) == ("A1", "A1 5-6", ("5", "6"))
    assert doubt.phrase.key == "doubt-range"
    assert doubt.phrase.values["value"] == "5"
    assert not told.page().clean


def test_a_doubt_about_no_item_keeps_the_number_that_was_typed(told: Told) -> None:
    told.write(Kind.ASKED, "", words="A9 done", code="no-such-item", doubt="yes", label="A9")
    (doubt,) = told.page().doubts
    assert doubt.label == "A9"
    assert "standing" not in doubt.phrase.values


def test_topics_commands_requests_and_what_was_left_out(told: Told) -> None:
    told.write(Kind.TOPIC, "", words="territory??")
    told.write(Kind.SKIPPED, "", words="skip", command="skip", name="Dana")
    told.write(Kind.NOTED, "", words="LIST", command="list")
    told.write(Kind.NOTED, "", words="HELP", command="help")
    told.write(Kind.NOTED, "", words="start", command="start")
    told.write(
        Kind.PROPOSED,
        "L1",
        words="30 min with Ola",
        outcome="x",
        parties="dana,marek",
        request="yes",
    )
    page = told.page()
    assert page.topics == ("territory??",)
    assert page.commands == (Phrase("command-skip", {"name": "Dana"}),)
    assert (page.list_wanted, page.help_wanted) == (True, True)
    assert page.requests == ("30 min with Ola",)
    assert page.unread == ("Sent from my iPhone",)


def test_a_draft_is_shown_back_and_asked_about_where_anything_was_filled_in(told: Told) -> None:
    told.write(
        Kind.PROPOSED, "A2", words="two or three", outcome="two or three", parties="marek,dana"
    )
    told.write(
        Kind.PROPOSED,
        "A3",
        words="three fleets",
        outcome="three fleets",
        parties="marek,dana",
        consents="yes",
    )
    told.write(Kind.COUNTERED, "A1", words="five", outcome="five", version="2", consents="yes")
    page = told.page()
    assert [(d.label, d.ask, d.change) for d in page.drafts] == [
        ("A2", True, False),
        ("A3", False, False),
        ("A1", False, True),
    ]
    assert not page.clean


def test_the_last_yes_brings_the_final_text_and_an_earlier_one_names_who_is_missing(
    told: Told,
) -> None:
    told.write(
        Kind.PROPOSED,
        "A2",
        by="dana",
        mail="<d>",
        parties="marek,dana",
        outcome="x",
        consents="yes",
    )
    told.write(Kind.PROPOSED, "A3", by="dana", mail="<d>", parties="marek,dana", outcome="y")
    for label in ("A2", "A3"):
        told.write(Kind.ACKNOWLEDGED, label, words="yes", version="1")
    page = told.page()
    assert [(f.label, f.terms.outcome) for f in page.finals] == [("A2", "x")]
    assert page.answers[0].phrase == Phrase("said-yes", {"waiting": ("Dana",)})
    assert not page.clean, "the agreed text is sent also to those who asked for quiet"
    assert dict(page.records)["A2"] == page.finals[0].record


def test_what_was_taken_back_is_named_once(told: Told) -> None:
    for label in ("A1", "A1", ""):
        told.write(Kind.UNDONE, label, source="<old>")
    assert told.page().undone == ("A1", "")


def test_lines_of_what_is_no_more_are_left_out(told: Told) -> None:
    told.write(Kind.NOTED, "A7", words="about a draft that was taken back")
    assert told.page().answers == ()
    assert told.page().clean


def test_undo_is_offered_only_where_it_would_take_something_back(told: Told) -> None:
    assert not told.page().undoable
    told.write(Kind.CLOSED, "A1", words="no", verdict="refused")
    assert not told.page().undoable, "a no to words stays"
    told.write(Kind.TOPIC, "", words="territory??")
    assert told.page().undoable


def test_numbers_are_those_of_the_letter_that_was_answered(told: Told) -> None:
    told.write(Kind.UPDATED, words="4", op="progress", old="0", new="4")
    assert told.page({("marek", "A1"): "2"}).answers[0].label == "2"


# --- the item table ---------------------------------------------------------------------------


def letter(*found: Item) -> Letter:
    return Letter("a", LetterKind.AGENDA, "marek", NOW, "", "", "", "", "", NOW, items=found)


def item(label: str = "A1", **more: object) -> Item:
    return Item(
        label, "marek", "A1", "Six first meetings", target=Decimal(6), standing=Decimal(0), **more
    )  # type: ignore[arg-type]


def test_the_next_number_counts_from_what_the_receipt_says(told: Told) -> None:
    told.write(Kind.UPDATED, words="4", op="progress", old="0", new="4")
    (row,) = items(told.page(), [letter(item())], told.agreements)
    assert row.standing == 4
    assert row.asked is Asked.PROGRESS


def test_where_one_thing_is_asked_a_bare_answer_is_about_it(told: Told) -> None:
    told.agree("A2", due="2026-12-18")
    told.write(Kind.ASKED, words="5-6", code="range", doubt="yes", choices="5|6", label="A1")
    other = Item("A2", "marek", "A2", "x", asked=Asked.VERDICT)
    rows = items(told.page(), [letter(item(), other)], told.agreements)
    assert [(r.label, r.asked) for r in rows] == [("A1", Asked.PROGRESS), ("A2", Asked.OPEN)]


def test_a_closed_item_is_closed_there_too_but_not_while_the_two_differ(told: Told) -> None:
    told.write(Kind.CLOSED, words="done", verdict="kept")
    (row,) = items(told.page(), [letter(item())], told.agreements)
    assert row.closed
    told.write(Kind.CONTESTED, by="dana", mail="<c>", verdict="not-kept")
    (row,) = items(told.page(), [letter(item())], told.agreements)
    assert not row.closed


def test_a_yes_that_was_given_is_asked_for_no_more(told: Told) -> None:
    (row,) = items(told.page(), [letter(item(asked=Asked.CONSENT))], told.agreements)
    assert row.asked is Asked.OPEN


def test_a_draft_of_the_reply_can_be_answered_by_its_number(told: Told) -> None:
    told.write(
        Kind.PROPOSED,
        "A2",
        words="two or three",
        outcome="two or three",
        parties="marek,dana",
        target="2",
        due="2026-12-18",
    )
    row = items(told.page(), [letter(item())], told.agreements)[-1]
    assert (row.label, row.owner, row.agreement, row.asked, row.due) == (
        "A2",
        "marek",
        "A2",
        Asked.CONSENT,
        date(2026, 12, 18),
    )


def test_a_number_still_counts_for_what_is_in_force_under_a_change(told: Told) -> None:
    told.write(Kind.COUNTERED, "A1", words="five", outcome="five", version="2", consents="yes")
    (row,) = items(told.page(), [letter(item(asked=Asked.CONSENT))], told.agreements)
    assert (row.target, row.version, row.standing) == (6, 2, 0)


def test_a_row_whose_draft_is_gone_asks_nothing(told: Told) -> None:
    gone = replace(item(asked=Asked.CONSENT), agreement="A9")
    (row,) = items(told.page(), [letter(gone)], told.agreements)
    assert row.asked is Asked.OPEN


def test_the_mails_of_one_receipt_stand_in_order_of_arrival() -> None:
    later, earlier = Handled(utc("2026-11-30 09:02")), Handled(utc("2026-11-30 09:01"))
    assert covers([("<b>", later), ("<a>", later), ("<c>", earlier)]) == ("<c>", "<a>", "<b>")


# --- when to offer QUIET ----------------------------------------------------------------------


def sent(*matters: tuple[str, ...]) -> Ledger:
    letters = {
        f"receipt:{n}": replace(letter(), key=f"receipt:{n}", matters=found)
        for n, found in enumerate(matters)
    }
    return Ledger("marek", letters=letters)


def test_quiet_is_due_after_five_clean_receipts_and_once() -> None:
    assert not quiet_is_due(sent(*[(CLEAN,)] * 4, ("<r>",)))
    assert quiet_is_due(sent(*[(CLEAN,)] * 5))
    assert not quiet_is_due(sent(*[(CLEAN,)] * 9, (CLEAN, QUIET)))


def test_quiet_is_not_due_for_who_said_it(told: Told) -> None:
    told.write(Kind.QUIETED, "", command="quiet")
    clean = sent(*[(CLEAN,)] * 5)
    assert not quiet_is_due(replace(clean, entries=told.ledger.entries))


def test_a_pause_with_an_end_names_its_day(told: Told) -> None:
    told.write(Kind.PAUSED, "", command="pause", until="2027-01-05")
    assert told.page().commands == (Phrase("command-pause-until", {"until": date(2027, 1, 5)}),)


def test_a_receipt_is_empty_where_at_most_something_was_left_out(told: Told) -> None:
    assert told.page().empty
    told.write(Kind.NOTED, words="so it is")
    assert not told.page().empty
