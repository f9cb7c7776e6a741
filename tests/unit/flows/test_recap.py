"""The recap: once a reader and quarter, on the fifth working day, after everyone had their own lines."""

from dataclasses import replace

import pytest

from daemon.domain.ledger import Kind, Ledger
from daemon.domain.outbox import LetterKind
from daemon.errors import StoreError
from tests.unit.town import LENA, PEOPLE, Town, utc

QUARTER = LetterKind.QUARTER


@pytest.fixture
def town() -> Town:
    """Q4 of a team of three reps: four agreements, two kept, one missed, one without a word."""
    tom = replace(LENA, id="tom", name="Tom Byrne", addresses=("tom@halden.example",))
    town = Town((*PEOPLE, tom))
    town.welcome()
    for person, verdict in (("marek", "kept"), ("lena", "kept"), ("tom", "not-kept")):
        label = town.agreed(person, "Two fleets", target=2, due="2026-12-11")
        done = town.entry(
            Kind.CLOSED, person, "2026-12-10 09:00", label, {"words": "so"}, verdict=verdict
        )
        town.say(person, done)
    town.agreed("marek", "Six first meetings", target=6, due="2026-12-31")
    town.tick("2026-12-30 08:00")
    return town


def recaps(town: Town, person: str) -> list[str]:
    return [k for k in town.keys(person) if k.startswith("recap:")]


def test_heads_and_leaders_get_it_on_the_fifth_working_day_once(town: Town) -> None:
    town.ticks("2026-12-31 06:00", "2027-01-20 08:00")
    assert recaps(town, "ingrid") == ["recap:ingrid:2026Q4"]
    assert recaps(town, "dana") == ["recap:dana:2026Q4"]
    assert recaps(town, "marek") == []
    letter = next(x for x in town.letters("ingrid", QUARTER))
    assert letter.sent == utc("2027-01-07 08:00")  # the 1st is a Friday
    assert letter.subject == "Q4: 2 of 4 agreements kept"


def test_everybody_has_seen_their_own_lines_before(town: Town) -> None:
    town.ticks("2026-12-31 06:00", "2027-01-07 09:00")
    sums = next(x.sent for x in town.letters("ingrid", QUARTER))
    for person in ("marek", "lena", "tom"):
        own = next(x.sent for x in town.letters(person, QUARTER))
        assert own
        assert sums
        assert own < sums


def test_after_a_stop_it_is_caught_up_marked_late_and_still_after_the_closing_letters(
    town: Town,
) -> None:
    town.ticks("2027-01-13 08:00", "2027-01-29 08:00")
    closing = next(x.sent for x in town.letters("marek", QUARTER))
    letter = next(x for x in town.letters("ingrid", QUARTER) if x.key.startswith("recap"))
    assert closing == utc("2027-01-13 08:00")
    assert letter.sent == utc("2027-01-18 08:00")
    assert "late" in town.text(letter).casefold()
    assert recaps(town, "ingrid") == ["recap:ingrid:2026Q4"]


def test_a_restart_sends_no_second_one(town: Town) -> None:
    town.ticks("2027-01-04 08:00", "2027-01-07 09:00")
    town.house.memory.recapped.clear()
    town.house.memory.recap_at.clear()
    town.ticks("2027-01-07 10:00", "2027-01-08 10:00")
    assert len(recaps(town, "ingrid")) == 1


def test_a_quarter_with_nothing_in_it_has_none() -> None:
    town = Town()
    town.ticks("2027-01-04 08:00", "2027-01-08 10:00")
    assert all(not town.ledger(p).letters for p in town.people)


def test_earlier_quarters_stand_beside_it(town: Town) -> None:
    for person in ("marek", "lena", "tom"):
        town.agreed(person, "Next quarter's", due="2027-03-15", at="2027-01-11 09:00")
    town.ticks("2027-04-01 08:00", "2027-04-08 08:00")
    letter = next(x for x in town.letters("ingrid", QUARTER) if x.key == "recap:ingrid:2027Q1")
    assert "2 of 4 in Q4" in " ".join(town.text(letter).split())


def test_a_recap_says_that_a_ledger_could_not_be_read(town: Town) -> None:
    healthy = town.store.read

    def read(owner: str) -> Ledger:
        if owner == "tom":
            raise StoreError("tom.json is no ledger", owner="tom")
        return healthy(owner)

    town.ticks("2027-01-04 08:00", "2027-01-05 08:00")
    town.store.read = read  # type: ignore[method-assign]
    town.ticks("2027-01-07 08:00", "2027-01-07 09:00")
    town.store.read = healthy  # type: ignore[method-assign]
    letter = next(x for x in town.letters("dana", QUARTER) if x.key.startswith("recap"))
    assert "Not every" in town.text(letter)


def test_a_readers_own_broken_ledger_is_told_and_tried_again(town: Town) -> None:
    healthy = town.store.read

    def read(owner: str) -> Ledger:
        if owner == "ingrid":
            raise StoreError("ingrid.json is no ledger", owner="ingrid")
        return healthy(owner)

    town.ticks("2027-01-04 08:00", "2027-01-05 08:00")
    town.store.read = read  # type: ignore[method-assign]
    town.tick("2027-01-07 08:00")
    assert recaps_of(healthy("dana")) == ["recap:dana:2026Q4"]
    assert "recap ingrid" in town.house.memory.problems
    town.store.read = healthy  # type: ignore[method-assign]
    town.tick("2027-01-07 09:00")
    assert recaps(town, "ingrid") == ["recap:ingrid:2026Q4"]
    assert "recap ingrid" not in town.house.memory.problems


def recaps_of(ledger: Ledger) -> list[str]:
    return [k for k in ledger.letters if k.startswith("recap")]
