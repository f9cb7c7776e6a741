"""The ceiling: own 1:1s + 2 for a rep, + 3 for a leader; it delays a batch and never an agenda."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.ledger import Ledger
from daemon.domain.letters.ceiling import (
    allowance,
    may_leave,
    noted,
    one_on_ones,
    sent_in_week,
    week,
)
from daemon.domain.outbox import Letter, LetterKind, State
from tests.unit.town import LENA, MAREK, utc

MONDAY = utc("2026-11-30 09:00")


def letter(kind: LetterKind, number: int = 0, *, meeting: bool = True) -> Letter:
    day = date(2026, 12, 1) if meeting and kind in (LetterKind.AGENDA, LetterKind.PREP) else None
    key = f"{kind}:{number}"
    return Letter(key, kind, "marek", MONDAY, "", "", "", "", "", MONDAY, day=day)


def sent(kind: LetterKind, at: datetime = MONDAY, *, meeting: bool = True) -> Letter:
    return replace(letter(kind, meeting=meeting), state=State.SENT, sent=at)


def test_the_promise_is_own_1_1s_and_two_or_three() -> None:
    assert allowance(1, leads=False) == 3
    assert allowance(8, leads=True) == 11


def test_a_rep_gets_two_letters_beside_the_agendas_and_the_third_waits() -> None:
    week_so_far = [sent(LetterKind.AGENDA), sent(LetterKind.AGREE), sent(LetterKind.QUARTER)]
    assert may_leave(letter(LetterKind.AGREE), week_so_far[:2], 1, leads=False)
    assert not may_leave(letter(LetterKind.AGREE), week_so_far, 1, leads=False)
    assert may_leave(letter(LetterKind.AGREE), week_so_far, 1, leads=True), "a leader has three"


def test_no_agenda_and_no_prep_is_ever_held_back() -> None:
    full = [sent(LetterKind.AGREE)] * 9
    assert may_leave(letter(LetterKind.AGENDA), full, 0, leads=False)
    assert may_leave(letter(LetterKind.PREP), full, 0, leads=True)


def test_a_nudge_or_a_review_by_mail_has_no_place_of_its_own() -> None:
    full = [sent(LetterKind.AGREE)] * 2
    assert not may_leave(letter(LetterKind.AGENDA, meeting=False), full, 1, leads=False)
    two = [sent(LetterKind.AGENDA, meeting=False)] * 2
    assert not may_leave(letter(LetterKind.AGREE), two, 2, leads=False)


def test_answers_and_the_admins_mail_stand_apart() -> None:
    full = [sent(LetterKind.AGREE)] * 9
    for kind in (LetterKind.RECEIPT, LetterKind.HEALTH, LetterKind.WELCOME, LetterKind.HELD):
        assert may_leave(letter(kind), full, 0, leads=False)


@given(
    kinds=st.lists(st.sampled_from(sorted(LetterKind)), max_size=30),
    met=st.integers(0, 8),
    leads=st.booleans(),
)
def test_whatever_comes_in_whatever_order_only_moved_meetings_can_pass_the_sum(
    kinds: list[LetterKind], met: int, leads: bool
) -> None:
    left: list[Letter] = []
    for number, kind in enumerate(kinds):
        one = letter(kind, number)
        counted = sent_in_week(left, MAREK, MONDAY)
        if may_leave(one, counted, met, leads=leads):
            left.append(replace(one, state=State.SENT, sent=MONDAY))
    unasked = sent_in_week(left, MAREK, MONDAY)
    meetings = [x for x in unasked if x.day]
    assert len(meetings) == sum(k in (LetterKind.AGENDA, LetterKind.PREP) for k in kinds)
    others = len(unasked) - len(meetings)
    assert others <= allowance(0, leads=leads)
    assert len(unasked) <= max(allowance(met, leads=leads), len(meetings) + others)


def test_weeks_are_those_of_the_reader() -> None:
    sunday_night = utc("2026-11-29 23:30")
    assert week(MAREK, sunday_night) == "2026-W49", "it is Monday in Prague"
    assert week(replace(LENA, zone="America/New_York"), sunday_night) == "2026-W48"
    letters = [sent(LetterKind.AGREE, sunday_night), sent(LetterKind.AGREE, MONDAY - timedelta(7))]
    assert len(sent_in_week(letters, MAREK, MONDAY)) == 1


def test_the_number_of_own_1_1s_is_noted_for_the_release() -> None:
    ledger = noted(Ledger("marek"), {"2026-W49": 2, "2026-W50": 0})
    assert one_on_ones(ledger, "2026-W49") == 2
    assert one_on_ones(ledger, "2026-W50") == one_on_ones(Ledger("marek"), "2026-W49") == 0
