"""Which mail about an invitation stands, in whatever order they come and whoever wrote them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from daemon.domain.meetings.event import Event, Guest, Occurrence
from daemon.domain.meetings.inviting import (
    Kept,
    Method,
    Notice,
    Outcome,
    Version,
    consider,
    without,
)
from daemon.domain.people import fold_address

OWN = "accord@halden.example"
TUESDAY = datetime(2026, 11, 3, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
GUESTS = ("dana@halden.example", "marek@halden.example", OWN)


def who(address: str) -> str:
    people = {f"{p}@halden.example": p for p in ("dana", "marek", "lena")}
    people["d.petrov@halden.example"] = "dana"
    return people.get(fold_address(address), fold_address(address))


def version(sequence: int, hour: int = 0) -> Version:
    return Version(sequence, TUESDAY + timedelta(hours=hour))


def request(sequence: int = 0, hour: int = 0, timing: str = "Tuesdays at ten") -> Notice:
    return Notice(
        Method.REQUEST,
        "weekly",
        version(sequence, hour),
        timing=timing,
        organizer="dana@halden.example",
        guests=GUESTS,
        text=f"{timing} {sequence}",
    )


def instance(week: int, sequence: int = 0, hour: int = 0, *, following: bool = False) -> Notice:
    original = TUESDAY + week * WEEK
    return replace(
        request(sequence, hour), original=original, timing="", following=following, text=f"w{week}"
    )


def cancelled(notice: Notice, *guests: str) -> Notice:
    return replace(notice, method=Method.CANCEL, guests=guests or notice.guests)


def reply(
    guest: str, said: str = "DECLINED", *, week: int | None = None, sequence: int = 0, hour: int = 1
) -> Notice:
    at = version(sequence, hour)
    return Notice(
        Method.REPLY,
        "weekly",
        at,
        original=None if week is None else TUESDAY + week * WEEK,
        organizer="dana@halden.example",
        guests=(guest,),
        answers={guest: (said, at.stamp)},
    )


def after(*notices: Notice, sender: str = "dana", kept: Kept = ()) -> Kept:
    for notice in notices:
        _, kept = consider(notice, kept, sender, who, OWN)
    return kept


def outcome(notice: Notice, kept: Kept = (), sender: str = "dana") -> Outcome:
    found, left = consider(notice, kept, sender, who, OWN)
    if found in (Outcome.OLD, Outcome.PASSED_ON, Outcome.NOTHING, Outcome.HELD):
        assert left == kept
    return found


def texts(kept: Kept) -> set[str]:
    return {f"{n.text}{' off' if n.method is Method.CANCEL else ''}" for n in kept}


# --- order ---------------------------------------------------------------------------------


def test_a_leaders_invitation_is_kept() -> None:
    assert outcome(request()) is Outcome.KEPT
    (kept,) = after(request())
    assert kept.first_hand


def test_an_update_replaces_what_was_kept() -> None:
    assert texts(after(request(0), request(1, 5, "Tuesdays at two"))) == {"Tuesdays at two 1"}


def test_of_two_mails_with_one_sequence_the_later_stands() -> None:
    assert outcome(request(2, 1), after(request(2, 0))) is Outcome.KEPT


def test_an_update_that_was_overtaken_changes_nothing() -> None:
    assert outcome(request(1), after(request(2, 3))) is Outcome.OLD


def test_the_same_mail_twice_changes_nothing() -> None:
    assert outcome(request(2, 3), after(request(2, 3))) is Outcome.OLD


def test_an_instance_has_an_order_of_its_own() -> None:
    kept = after(request(4), instance(1, 5, 1))
    assert outcome(instance(1, 4, 2), kept) is Outcome.OLD
    assert outcome(instance(2, 5, 2), kept) is Outcome.KEPT
    assert texts(after(instance(1, 6, 3), kept=kept)) == {"Tuesdays at ten 4", "w1"}


def test_a_series_that_moves_takes_back_what_was_said_of_its_instances() -> None:
    kept = after(request(0), instance(1, 1, 1), request(2, 2, "Fridays at ten"))
    assert texts(kept) == {"Fridays at ten 2"}


def test_a_series_that_only_gets_another_guest_keeps_its_moved_instances() -> None:
    kept = after(request(0), instance(1, 1, 1), replace(request(2, 2), guests=(*GUESTS, "fjord")))
    assert texts(kept) == {"Tuesdays at ten 2", "w1"}


def test_in_whatever_order_mails_come_the_same_stands() -> None:
    first, moved, more = request(0), instance(1, 1, 1), request(2, 2)
    orders = permutations((first, moved, more))
    found = {frozenset(texts(after(*order))) for order in orders if order.index(first) == 0}
    assert found == {frozenset({"Tuesdays at ten 2", "w1"})}
    friday = request(3, 3, "Fridays at ten")
    for order in permutations((first, moved, friday)):
        assert texts(after(*order)) == {"Fridays at ten 3"}


def test_an_instance_numbered_on_its_own_stands_where_it_was_written_later() -> None:
    kept = after(request(7, 0), instance(1, 0, 5))
    assert texts(kept) == {"Tuesdays at ten 7", "w1"}


# --- cancelled ----------------------------------------------------------------------------


def test_a_cancelled_series_leaves_nothing_of_it() -> None:
    kept = after(request(0), instance(1, 1, 1), cancelled(request(2, 2)))
    assert texts(kept) == {"Tuesdays at ten 2 off"}


def test_a_cancellation_that_comes_first_is_not_undone_by_what_it_cancelled() -> None:
    kept = after(cancelled(request(2, 2)))
    assert outcome(request(1, 1), kept) is Outcome.OLD
    assert outcome(instance(1, 2, 1), kept) is Outcome.OLD
    assert texts(after(request(3, 3), kept=kept)) == {"Tuesdays at ten 3"}


def test_one_cancelled_instance_is_off_and_the_others_stay() -> None:
    kept = after(request(0), cancelled(instance(1, 1, 1)))
    assert texts(kept) == {"Tuesdays at ten 0", "w1 off"}


def test_from_one_instance_on_what_was_said_of_later_ones_before_is_taken_back() -> None:
    kept = after(request(0), instance(1, 1, 1), instance(3, 1, 2))
    kept = after(instance(2, 2, 3, following=True), kept=kept)
    assert texts(kept) == {"Tuesdays at ten 0", "w1", "w2"}
    assert texts(after(instance(4, 3, 4), kept=kept)) >= {"w2", "w4"}
    assert texts(after(instance(2, 9, 9, following=True), kept=after(instance(5, 10, 10)))) == {
        "w2",
        "w5",
    }
    whole = after(request(0), instance(2, 2, 3, following=True))
    assert texts(whole) == {"Tuesdays at ten 0", "w2"}


def test_when_we_alone_are_taken_off_the_list_it_is_no_longer_ours() -> None:
    kept = after(request(0))
    assert consider(cancelled(request(0, 1), OWN), kept, "dana", who, OWN) == (
        Outcome.CANCELLED,
        (),
    )
    assert after(cancelled(request(1, 1), *GUESTS), kept=kept) != ()


# --- who may say so -------------------------------------------------------------------------


def test_the_organizer_is_known_by_any_of_their_addresses() -> None:
    theirs = replace(request(1, 1), organizer="d.petrov@halden.example")
    assert outcome(theirs, after(request(0))) is Outcome.KEPT


def test_somebody_invited_may_pass_an_invitation_on() -> None:
    assert outcome(request(), sender="marek") is Outcome.KEPT
    (kept,) = after(request(), sender="marek")
    assert not kept.first_hand


def test_somebody_who_is_not_invited_may_not() -> None:
    assert outcome(request(), sender="lena") is Outcome.HELD


def test_what_the_organizer_said_is_not_changed_by_a_guest() -> None:
    kept = after(request(0))
    assert outcome(request(9, 9, "never"), kept, sender="marek") is Outcome.PASSED_ON


def test_what_a_guest_passed_on_stands_until_the_organizer_speaks() -> None:
    kept = after(request(9, 9, "Fridays at six"), sender="marek")
    assert texts(after(request(0), kept=kept)) == {"Tuesdays at ten 0"}


def test_only_the_organizer_cancels() -> None:
    passed_on = after(request(0), sender="marek")
    assert outcome(cancelled(request(1, 1)), passed_on, sender="marek") is Outcome.HELD
    assert outcome(cancelled(request(1, 1)), after(request(0)), sender="marek") is Outcome.HELD


def test_nobody_takes_an_event_over() -> None:
    theirs = replace(request(1, 1), organizer="marek@halden.example")
    assert outcome(theirs, after(request(0)), sender="marek") is Outcome.HELD


def test_without_an_organizer_it_is_the_one_of_the_first_mail() -> None:
    bare = replace(cancelled(request(1, 1)), organizer="")
    assert outcome(bare, after(request(0))) is Outcome.CANCELLED
    assert outcome(replace(request(), organizer="")) is Outcome.KEPT, "Dana is a guest there"
    assert outcome(replace(request(), organizer=""), sender="lena") is Outcome.HELD


# --- replies --------------------------------------------------------------------------------


def test_a_guests_no_is_noted_beside_their_name() -> None:
    kept = after(request(0))
    found, (whole,) = consider(reply("marek@halden.example"), kept, "marek", who, OWN)
    assert found is Outcome.ANSWERED
    assert whole.answers == {"marek@halden.example": ("DECLINED", version(0, 1).stamp)}


def test_a_no_to_one_week_is_a_word_on_that_week() -> None:
    kept = after(request(0))
    kept = after(reply("marek@halden.example", week=2), sender="marek", kept=kept)
    whole, second = kept
    assert (whole.answers, second.original) == ({}, TUESDAY + 2 * WEEK)
    kept = after(
        reply("marek@halden.example", "ACCEPTED", week=2, hour=2), sender="marek", kept=kept
    )
    assert [a for n in kept for a, _ in n.answers.values()] == ["ACCEPTED"]


@pytest.mark.parametrize(
    ("notice", "sender", "expected"),
    [
        (reply("marek@halden.example"), "lena", Outcome.HELD),
        (reply("lena@halden.example"), "lena", Outcome.HELD),
        (replace(reply("marek@halden.example"), guests=()), "marek", Outcome.HELD),
        (reply("marek@halden.example", sequence=-1), "marek", Outcome.OLD),
    ],
)
def test_a_reply_counts_for_the_one_who_gave_it_alone(
    notice: Notice, sender: str, expected: Outcome
) -> None:
    assert outcome(notice, after(request(0)), sender) is expected


def test_the_later_of_two_replies_counts() -> None:
    kept = after(request(0))
    kept = after(reply("marek@halden.example", "ACCEPTED", hour=5), sender="marek", kept=kept)
    assert outcome(reply("marek@halden.example", hour=4), kept, "marek") is Outcome.OLD


def test_a_reply_to_what_was_never_sent_to_us_is_nothing() -> None:
    assert outcome(reply("marek@halden.example"), sender="marek") is Outcome.NOTHING
    off = after(cancelled(request(2, 2)))
    assert outcome(reply("marek@halden.example"), off, "marek") is Outcome.NOTHING


@pytest.mark.parametrize("method", [Method.COUNTER, Method.OTHER])
def test_who_proposes_another_time_changes_nothing_yet(method: Method) -> None:
    proposed = replace(request(3, 3, "Fridays at ten"), method=method)
    assert outcome(proposed, after(request(0)), "marek") is Outcome.NOTHING


# --- our own address -------------------------------------------------------------------------


def test_our_own_address_is_no_guest() -> None:
    event = Event(
        Occurrence("google", "weekly", TUESDAY),
        TUESDAY,
        TUESDAY + timedelta(hours=1),
        "Europe/Vienna",
        guests=tuple(map(Guest, ("dana@halden.example", "accord+x@halden.example"))),
    )
    assert [g.address for g in without(event, OWN).guests] == ["dana@halden.example"]
    assert without(event, "other@halden.example") is event
