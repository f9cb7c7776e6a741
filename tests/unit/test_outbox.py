"""A letter's life, and which letters count to the ceiling."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime

import pytest

from daemon.domain.outbox import Asked, Item, Letter, LetterKind, State, counts_to_ceiling

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
A7 = Item("A7", "marek", "A7", "Handover note", asked=Asked.RULE)
L3 = Item("L3", "dana", "L3", "Thirty minutes with Ola")
AGENDA = Letter(
    key="agenda:marek+dana:7:marek",
    kind=LetterKind.AGENDA,
    addressee="marek",
    made=NOW,
    subject="1:1 with Dana, Tue 1 Dec",
    text="a" * 64,
    html="b" * 64,
    tag="abcdefghijkl",
    message_id="<abcdefghijkl@halden.example>",
    not_before=NOW,
    items=(A7, L3),
)


@pytest.mark.parametrize("kind", LetterKind)
def test_five_kinds_go_out_unasked_and_count_to_the_ceiling(kind):
    unasked = kind.value in {"agenda", "prep", "agree", "monday", "quarter"}
    assert counts_to_ceiling(replace(AGENDA, kind=kind)) == unasked


def test_a_label_means_what_it_meant_when_the_letter_was_made():
    assert AGENDA.item("A7") is A7
    assert AGENDA.item("L3") is L3
    assert AGENDA.item("A1") is None


def test_an_item_without_a_number_is_found_by_the_empty_label():
    unnumbered = replace(A7, label="")
    assert replace(AGENDA, items=(unnumbered,)).item("") is unnumbered


def test_a_new_letter_is_queued_and_was_never_tried():
    assert (AGENDA.state, AGENDA.tries, AGENDA.attempt, AGENDA.sent) == (
        State.QUEUED,
        0,
        None,
        None,
    )
    assert (AGENDA.draft, AGENDA.error) == ("", "")


def test_a_letter_once_made_is_not_changed():
    with pytest.raises(FrozenInstanceError):
        AGENDA.subject = "Another subject"
