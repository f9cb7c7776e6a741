"""Words that wait for a yes: they ride on an agenda, or go in one batch a day, once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.domain.ledger import Kind
from daemon.domain.outbox import Asked, LetterKind
from tests.unit.town import DANA, LENA, MAREK, PEOPLE, Town, utc

AGREE, AGENDA, PREP = LetterKind.AGREE, LetterKind.AGENDA, LetterKind.PREP


def town_with_history() -> Town:
    """Marek had mail before, so that nothing is a first letter."""
    town = Town()
    town.welcome()
    town.agreed("marek", "Six first meetings", target=6, due="2027-03-31")
    town.wall.meet("old", utc("2026-11-10 09:00"), "marek", "dana")
    town.tick("2026-11-09 09:00")
    town.tick("2026-11-10 10:00")
    return town


def test_an_import_asks_the_leader_first_and_the_rep_after_the_leaders_yes() -> None:
    town = Town()
    town.draft("marek", "Three fleets as reference", target=3, due="2026-12-18")
    town.ticks("2026-11-30 06:00", "2026-11-30 10:00")
    (asked,) = town.letters("dana")
    assert asked.kind is AGREE
    assert town.ledger("marek").letters == {}
    town.reply(asked, "yes")
    town.ticks("2026-11-30 10:05", "2026-11-30 12:05")
    (view,) = town.letters("marek")
    assert view.subject == "Dana's view of what you two agreed"
    assert [(i.label, i.asked) for i in view.items] == [("A1", Asked.CONSENT)]
    town.reply(view, "yes")
    town.ticks("2026-11-30 13:00", "2026-11-30 14:00")
    assert town.agreement("marek", "A1").in_force


def test_a_draft_that_its_writer_has_not_confirmed_stands_in_nobodys_mail() -> None:
    town = town_with_history()
    town.draft("marek", "Not yet said yes to", due="2026-12-18")
    town.wall.meet("tue", utc("2026-12-01 09:00"), "marek", "dana")
    town.tick("2026-11-30 09:00")
    assert "Not yet said yes to" not in town.text(town.last("marek", AGENDA))
    assert "Not yet said yes to" in town.text(town.last("dana"))


def test_the_first_letter_of_a_rep_is_the_question_and_the_agenda_follows() -> None:
    town = Town()
    town.welcome()
    town.draft("marek", "Three fleets as reference", due="2026-12-18", yes=("dana",))
    town.wall.meet("tue", utc("2026-12-01 09:00"), "marek", "dana")
    town.tick("2026-11-30 09:00")
    assert [x.kind for x in town.letters("marek")] == [AGREE]
    town.ticks("2026-11-30 10:00", "2026-12-01 08:00")
    assert [x.kind for x in town.letters("marek")] == [AGREE, AGENDA]


def test_a_draft_rides_on_the_next_agenda_within_five_working_days() -> None:
    town = town_with_history()
    town.wall.meet("tue", utc("2026-12-08 09:00"), "marek", "dana")
    town.tick("2026-11-30 06:00")
    town.draft("marek", "A new one", due="2026-12-18", yes=("dana",), at="2026-11-30 07:00")
    town.ticks("2026-11-30 08:00", "2026-12-08 08:00")
    assert town.letters("marek", AGREE) == []
    agenda = town.last("marek", AGENDA)
    assert "consent:marek:A2:1" in agenda.matters
    assert "A new one" in town.text(agenda)


def test_a_draft_with_no_agenda_near_goes_in_one_batch_once() -> None:
    town = town_with_history()
    town.wall.meet("tue", utc("2026-12-15 09:00"), "marek", "dana")
    town.tick("2026-11-30 06:00")
    for outcome in ("One", "Two"):
        town.draft("marek", outcome, due="2026-12-18", yes=("dana",), at="2026-11-30 07:00")
    town.ticks("2026-11-30 08:00", "2026-12-11 18:00")
    (batch,) = town.letters("marek", AGREE)
    assert batch.matters == ("consent:marek:A2:1", "consent:marek:A3:1")
    assert batch.key == "agree:marek:2026-11-30"


def test_an_agenda_that_somebody_skips_carries_nothing() -> None:
    town = town_with_history()
    town.wall.meet("tue", utc("2026-12-03 09:00"), "marek", "dana")
    skip = town.entry(Kind.SKIPPED, "dana", "2026-11-27 09:00", "", {}, to="marek")
    town.say("dana", skip)
    town.tick("2026-11-30 06:00")
    town.draft("marek", "A new one", due="2026-12-18", yes=("dana",), at="2026-11-30 07:00")
    town.ticks("2026-11-30 08:00", "2026-12-02 18:00")
    assert len(town.letters("marek", AGREE)) == 1


def test_one_letter_to_agree_a_day_and_what_comes_later_waits_for_the_next() -> None:
    town = town_with_history()
    town.draft("marek", "One", yes=("dana",), due="2026-12-18")
    town.tick("2026-11-30 09:00")
    town.draft("marek", "Two", yes=("dana",), due="2026-12-18", at="2026-11-30 09:30")
    town.ticks("2026-11-30 10:00", "2026-11-30 20:00")
    assert len(town.letters("marek", AGREE)) == 1
    town.ticks("2026-12-01 06:00", "2026-12-01 09:00")
    assert [x.matters for x in town.letters("marek", AGREE)] == [
        ("consent:marek:A2:1",),
        ("consent:marek:A3:1",),
    ]


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-11-30 05:00", "2026-11-30 08:00"),
        ("2026-11-30 18:00", "2026-12-01 08:00"),
        ("2026-11-28 10:00", "2026-11-30 08:00"),
    ],
)
def test_a_batch_comes_in_working_hours(moment: str, leaves: str) -> None:
    town = town_with_history()
    town.draft("marek", "One", yes=("dana",), due="2026-12-18")
    town.ticks(moment, "2026-12-02 12:00")
    assert town.last("marek", AGREE).sent == utc(leaves)


def test_drafts_with_several_people_are_numbered_and_answered_by_their_numbers() -> None:
    town = Town()
    town.draft("marek", "Three fleets", target=3, due="2026-12-18")
    town.draft("lena", "Two tenders", target=2, due="2026-12-18")
    town.tick("2026-11-30 09:00")
    (batch,) = town.letters("dana")
    assert [i.label for i in batch.items] == ["1", "2"]
    assert batch.about == ""
    town.reply(batch, "1 yes\n2 no")
    town.tick("2026-11-30 09:05")
    town.tick("2026-11-30 09:15")
    assert "dana" in town.agreement("lena", "A1").consents
    assert str(town.agreement("marek", "A1").verdict) == "refused"
    receipt = town.text(town.last("dana", LetterKind.RECEIPT))
    assert "1  " in receipt
    assert "2  " in receipt


def test_a_leader_hears_of_a_reps_counter_proposal_in_a_batch_where_no_prep_is_near() -> None:
    town = town_with_history()
    town.wall.meet("lena", utc("2026-12-02 09:00"), "lena", "dana")
    town.tick("2026-11-30 07:00")  # the Monday letter is out
    change = town.entry(
        Kind.COUNTERED,
        "marek",
        "2026-12-01 08:00",
        "A1",
        {"outcome": "Five first meetings", "words": "change: five"},
        version="2",
        consents="yes",
        target="5",
    )
    town.say("marek", change)
    town.ticks("2026-12-01 08:00", "2026-12-02 18:00")
    (asked,) = town.letters("dana", AGREE)
    assert asked.about == "marek+dana"
    assert [(i.label, i.version) for i in asked.items] == [("A1", 2)]


def test_a_rep_of_another_zone_gets_the_batch_by_that_zones_clock() -> None:
    aiko = replace(
        LENA, id="aiko", name="Aiko Mori", addresses=("aiko@halden.example",), zone="Asia/Tokyo"
    )
    town = Town((*PEOPLE, aiko))
    town.welcome()
    town.draft("aiko", "One", yes=("dana",), due="2026-12-18")
    town.ticks("2026-11-30 09:00", "2026-12-01 06:00")
    assert town.last("aiko").sent == utc("2026-12-01 00:00")


def test_what_was_refused_for_good_is_not_asked_again_every_day() -> None:
    town = town_with_history()
    town.people["marek"] = replace(MAREK, addresses=("nobody at all",))
    town.draft("marek", "One", yes=("dana",), due="2026-12-18")
    town.ticks("2026-11-30 09:00", "2026-12-04 12:00", every=timedelta(hours=6))
    keys = [k for k in town.ledger("marek").letters if k.startswith("agree")]
    assert keys == ["agree:marek:2026-11-30"]


def test_a_leaders_prep_does_not_wait_for_an_answer_to_the_first_letter() -> None:
    town = Town()
    town.draft("marek", "Three fleets", target=3, due="2026-12-18")
    town.wall.meet("soon", utc("2026-12-01 10:00"), "marek", "dana")
    town.tick("2026-12-01 08:15")
    town.reply(town.last("dana", AGREE), "yes")
    town.tick("2026-12-01 08:20")
    assert len(town.letters("dana", PREP)) == 1


def test_both_halves_of_a_leaders_life_are_asked_in_one_mail() -> None:
    """Dana owes Ingrid something and waits for Marek's words too."""
    town = town_with_history()
    town.welcome("ingrid")
    town.wall.meet("lena", utc("2026-12-02 09:00"), "lena", "dana")
    town.tick("2026-11-30 07:00")  # the Monday letter is out
    town.draft(
        "dana",
        "The forecast every Friday",
        other="",
        author="ingrid",
        yes=("ingrid",),
        due="2026-12-18",
    )
    town.draft("marek", "Five meetings", author="marek", yes=("marek",), due="2026-12-18")
    town.tick("2026-11-30 08:00")
    (asked,) = town.letters("dana", AGREE)
    assert {i.owner for i in asked.items} == {"dana", "marek"}
    assert DANA.id == asked.addressee
