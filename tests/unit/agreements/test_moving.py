"""A rep who has another leader."""

from dataclasses import replace
from datetime import UTC, datetime

from daemon.domain.agreements.agreement import fold
from daemon.domain.agreements.moving import moved
from daemon.domain.ledger import append
from daemon.domain.people import Person

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
MAREK = Person("marek", "Marek Novak", ("marek@halden.example",), leader="tomas", team="South")


def test_what_is_open_is_put_to_marek_and_tomas_again_and_a_second_look_adds_nothing(book):
    book.agree("A1")
    before = fold("marek", book.ledger.entries)
    assert before["A1"].in_force
    entries = moved(MAREK, before.values(), NOW)
    after = append(book.ledger, entries)
    a1 = fold("marek", after.entries)["A1"]
    assert (a1.leader, a1.team, a1.parties) == ("tomas", "South", ("marek", "tomas"))
    assert a1.missing() == ("marek", "tomas")
    assert a1.version > before["A1"].version, "asked as a matter of its own"
    assert moved(MAREK, [a1], NOW) == ()


def test_what_is_closed_and_what_a_leader_owes_stay(book):
    book.agree("A1")
    book.close("A1", "kept")
    agreements = fold("marek", book.ledger.entries).values()
    assert moved(MAREK, agreements, NOW) == ()
    assert moved(replace(MAREK, leader=""), agreements, NOW) == ()
