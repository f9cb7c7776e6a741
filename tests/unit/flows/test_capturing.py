"""Mail that answers none of ours: whose the drafts in it are, and what is left to people."""

import pytest

from daemon.domain.outbox import LetterKind
from tests.unit.town import Town

AT, LATER = "2026-11-30 09:00", "2026-11-30 09:10"


@pytest.fixture
def town() -> Town:
    town = Town()
    town.welcome()
    town.agreed("marek", "Six first meetings", target=6, due="2026-12-31")
    return town


def fresh(
    town: Town, sender: str, body: str, to: str = "accord@halden.example", **heads: str
) -> str:
    town.write(f"{sender}@halden.example", to, body, **heads, **Town.signed())
    town.tick(AT)
    town.tick(LATER)
    return town.text(town.last(sender, LetterKind.RECEIPT))


def test_the_name_in_front_is_no_part_of_the_words(town: Town) -> None:
    said = fresh(town, "dana", "new: Lena: two tenders in Linz by 18 Dec\n")
    assert "Put to Lena as a draft" in said
    assert town.agreement("lena", "A1").terms.outcome == "two tenders in Linz"


def test_a_name_within_the_words_stays_there(town: Town) -> None:
    fresh(town, "dana", "new: Marek's two references in writing by 18 Dec\n")
    assert town.agreement("marek", "A2").terms.outcome == "Marek's two references in writing"


def test_two_names_are_asked_about(town: Town) -> None:
    assert "With whom is it?" in fresh(town, "dana", "new: Marek and Lena visit Arbor by 18 Dec\n")
    assert list(town.ledger("lena").entries) == []


def test_of_two_partners_in_copy_neither_is_taken(town: Town) -> None:
    both = "marek@halden.example, lena@halden.example"
    said = fresh(town, "dana", "new: two tenders by 18 Dec\n", Cc=both)
    assert "With whom is it?" in said


def test_several_drafts_with_several_people_name_nobody_above_them(town: Town) -> None:
    said = fresh(
        town, "dana", "new: Lena: two tenders by 18 Dec\nnew: Marek: two visits by 18 Dec\n"
    )
    assert "Put to the other side as a draft" in said


def test_a_single_address_that_nobody_has_may_be_our_own_mailbox(town: Town) -> None:
    assert "A1" in fresh(town, "marek", "LIST\n", to="agreements@halden.example")


def test_a_list_says_what_waits_and_its_items_can_be_answered(town: Town) -> None:
    town.draft("marek", "Two pilots", target=2, due="2026-12-18", yes=("dana",))
    town.draft("marek", "One page", due="2026-12-18", yes=("dana",))
    said = fresh(town, "marek", "LIST\n")
    assert said.index("THE LIST") < said.index("NOT AGREED YET") < said.index("Two pilots")
    listing = town.last("marek", LetterKind.RECEIPT)
    town.reply(listing, "A2 yes\nA1 2")
    town.tick("2026-11-30 10:00")
    assert town.agreement("marek", "A2").in_force
    assert town.agreement("marek", "A1").count() == 2
    assert not town.agreement("marek", "A3").in_force


def test_a_number_that_two_people_have_is_no_item_of_a_leaders_list(town: Town) -> None:
    town.agreed("lena", "Two tenders", target=2, due="2026-12-31")
    fresh(town, "dana", "LIST\n")
    assert town.last("dana", LetterKind.RECEIPT).items == ()


def test_a_no_after_ones_own_other_words_stands(town: Town) -> None:
    town.draft("marek", "Two pilots", target=2, due="2026-12-18", yes=("dana",))
    fresh(town, "marek", "LIST\n")
    listing = town.last("marek", LetterKind.RECEIPT)
    town.reply(listing, "A2 change: one page on pricing by 18 Dec")
    town.reply(listing, "A2 no")
    town.tick("2026-11-30 10:00")
    town.tick("2026-11-30 10:10")
    assert "The later answer stands." in " ".join(town.text(town.last("marek")).split())
