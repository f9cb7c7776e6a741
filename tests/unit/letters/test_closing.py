"""The quarter letter: everybody's own lines, on the second working day, before any sum is made."""

import pytest

from daemon.domain.ledger import Kind
from daemon.domain.outbox import Asked, LetterKind
from tests.unit.town import Town, utc

QUARTER = LetterKind.QUARTER


@pytest.fixture
def town() -> Town:
    """Two things came due in Q4: one has no word, one was kept; a third goes on."""
    town = Town()
    town.welcome()
    town.agreed("marek", "Six first meetings with fleets", target=6, due="2026-12-31")
    town.agreed("marek", "Two calls with Lena", target=2, due="2026-12-11")
    town.agreed("marek", "Handover within two days")
    town.agreed("dana", "Fleet price list", other="marek", due="2026-11-30")
    kept = town.entry(
        Kind.CLOSED, "marek", "2026-12-10 09:00", "A2", {"words": "done"}, verdict="kept"
    )
    town.say("marek", kept)
    town.tick("2026-12-30 08:00")
    return town


def closings(town: Town, person: str) -> list[str]:
    return [k for k in town.keys(person) if k.startswith("quarter:")]


def test_it_comes_on_the_second_working_day_once(town: Town) -> None:
    town.ticks("2026-12-31 06:00", "2027-01-08 07:00")
    letters = town.letters("marek", QUARTER)
    assert [x.key for x in letters] == ["quarter:marek:2026Q4"]
    assert letters[0].sent == utc("2027-01-04 08:00")  # 1 January is a Friday in this directory
    assert closings(town, "dana") == ["quarter:dana:2026Q4"]


def test_it_asks_for_the_word_that_is_missing_and_shows_the_rest(town: Town) -> None:
    town.tick("2027-01-04 08:00")
    letter = next(x for x in town.letters("marek", QUARTER))
    assert [i.label for i in letter.items if i.asked is Asked.VERDICT] == ["A1"]
    text = town.text(letter)
    assert "From Thu 7 Jan on" in " ".join(text.split())
    assert "Dana owed you" not in text, "her silence is not mentioned"
    town.reply(letter, "A1 not kept, two fell through")
    town.tick("2027-01-04 09:00")
    assert str(town.agreement("marek", "A1").verdict) == "not-kept"


def test_a_quarter_with_nothing_in_it_brings_no_letter(town: Town) -> None:
    town.ticks("2027-01-04 08:00", "2027-01-04 10:00")
    assert town.letters("lena") == []


def test_nobody_gets_one_before_the_leader_let_the_program_in() -> None:
    town = Town()
    town.agreed("marek", "Six first meetings", target=6, due="2026-12-31")
    town.ticks("2027-01-04 08:00", "2027-01-05 10:00")
    assert town.letters("marek") == []


def test_after_a_stop_it_names_a_later_day_for_the_sums(town: Town) -> None:
    town.ticks("2027-01-20 08:00", "2027-01-20 10:00")
    assert "From Mon 25 Jan on" in " ".join(town.text(town.letters("marek", QUARTER)[0]).split())


def test_a_verdict_on_which_the_two_differ_may_still_be_settled_by_its_owner(town: Town) -> None:
    differs = town.entry(
        Kind.CONTESTED, "dana", "2026-12-11 09:00", "A2", {"words": "not kept"}, verdict="not-kept"
    )
    town.say("marek", differs)
    town.tick("2027-01-04 08:00")
    town.reply(town.letters("marek", QUARTER)[0], "A2 not kept, dana is right")
    town.tick("2027-01-04 09:00")
    settled = town.agreement("marek", "A2")
    assert (str(settled.verdict), settled.contested) == ("not-kept", False)
