"""The first day: nothing written down, one calendar, three typed lines."""

from dataclasses import replace

import pytest

from daemon.domain.meetings.event import Event, Guest, Occurrence
from daemon.domain.outbox import LetterKind
from daemon.flows.house import HOUSE
from daemon.flows.welcome import start
from tests.unit.town import DANA, IDA, Town, utc

RECEIPT = LetterKind.RECEIPT


def meeting(name: str, start_at: str, recurring: bool = True) -> Event:
    """Dana meets somebody whom no directory knows yet."""
    local = name.split(maxsplit=1)[0].casefold()
    return Event(
        occurrence=Occurrence("ics", local, utc(start_at)),
        start=utc(start_at),
        end=utc(start_at.replace(":00", ":45")),
        zone="Europe/Prague",
        title="1:1",
        guests=(
            Guest("dana@halden.example", "Dana Petrov", "accepted"),
            Guest(f"{local}@halden.example", name, "accepted"),
        ),
        recurring=recurring,
    )


@pytest.fixture
def town() -> Town:
    """An empty directory but for the admin; Marek is met on Tuesday, Lena on Wednesday."""
    town = Town((IDA,), heads=(), welcome_from=("dana@halden.example",))
    town.wall.slots = {
        "marek": meeting("Marek Novak", "2026-12-01 09:00"),
        "lena": meeting("Lena Brandt", "2026-12-02 09:00"),
    }
    return town


def welcomed(town: Town) -> Town:
    start(town.house, "Dana@halden.example", utc("2026-11-27 08:00"))
    town.tick("2026-11-27 08:00")
    return town


def test_a_leader_is_found_in_the_calendar_and_asked_about_the_next_1_1(town: Town) -> None:
    welcomed(town)
    dana = town.people["dana"]
    assert (dana.name, dana.zone, dana.role) == ("Dana Petrov", "Europe/Prague", "leader")
    (letter,) = town.letters("dana")
    text = " ".join(town.text(letter).split())
    assert letter.kind is LetterKind.WELCOME
    assert "Marek" in letter.subject
    assert "Lena Brandt" in text
    assert "Nothing goes to anyone but you until you answer" in text
    assert set(town.people) == {"ida", "dana"}, "nobody else is written down before the answer"


def test_asking_twice_welcomes_once(town: Town) -> None:
    welcomed(town)
    welcomed(town)
    assert len(town.letters("dana")) == 1
    assert list(town.people) == ["ida", "dana"]


def test_the_promised_ceiling_is_true(town: Town) -> None:
    from daemon.domain.letters.answers import Welcome

    page = Welcome(DANA, ("Marek Novak", "Lena Brandt"), "Marek", utc("2026-12-01 09:00"), 2)
    assert (page.ceiling, page.extra) == (5, 3)


def test_rough_lines_become_drafts_shown_back_and_go_to_the_rep_on_the_leaders_yes(
    town: Town,
) -> None:
    welcomed(town)
    town.reply(
        town.last("dana"),
        "Marek: six first meetings with fleets by 31 Dec\nI owe Marek the fleet price list by 4 Dec",
    )
    town.tick("2026-11-27 08:10")
    assert set(town.people) == {"ida", "dana", "marek", "lena"}
    assert town.people["marek"].leader == "dana"
    town.ticks("2026-11-27 08:20", "2026-11-27 12:20")
    receipt = town.last("dana", RECEIPT)
    assert "six first meetings with fleets" in town.text(receipt)
    assert town.ledger("marek").letters == {}, "nothing goes to a rep before the leader's yes"
    town.reply(receipt, "A1 yes\nL1 yes")
    town.ticks("2026-11-27 13:00", "2026-11-27 14:00")
    view = town.letters("marek")[0]
    assert view.subject == "Dana's view of what you two agreed"
    assert {(i.label, i.owner) for i in view.items} == {("A1", "marek"), ("L1", "dana")}
    town.reply(view, "A1 yes\nL1 yes")
    town.ticks("2026-11-27 15:00", "2026-11-30 10:00")
    assert town.agreement("marek", "A1").in_force
    assert town.last("marek").subject == "1:1 with Dana, Tue 1 Dec"


def test_ask_the_rep_first_lets_the_rep_speak(town: Town) -> None:
    welcomed(town)
    town.reply(town.last("dana"), "ask Marek")
    town.ticks("2026-11-27 09:00", "2026-11-30 10:00")
    (invitation,) = town.letters("marek")
    text = town.text(invitation)
    assert "Nothing is written down between you two yet" in " ".join(text.split())


def test_people_to_leave_alone_are_never_written_down(town: Town) -> None:
    welcomed(town)
    town.reply(town.last("dana"), "Lena Brandt\nMarek: six first meetings by 31 Dec")
    town.ticks("2026-11-27 09:00", "2026-11-27 10:00")
    assert set(town.people) == {"ida", "dana", "marek"}


@pytest.mark.parametrize("word", ["PAUSE", "UNDO"])
def test_a_word_to_the_program_is_no_agreement(word: str, town: Town) -> None:
    welcomed(town)
    town.reply(town.last("dana"), word)
    town.tick("2026-11-27 09:00")
    assert town.ledger("marek").entries == ()


def test_thanks_are_no_agreement(town: Town) -> None:
    welcomed(town)
    town.reply(town.last("dana"), "Thanks!\nDana")
    town.tick("2026-11-27 09:00")
    assert town.ledger("marek").entries == ()
    town.tick("2026-11-27 09:06")


def test_a_name_with_nothing_after_it_is_shown_as_not_read(town: Town) -> None:
    welcomed(town)
    town.reply(town.last("dana"), "Marek:")
    town.tick("2026-11-27 09:00")
    town.tick("2026-11-27 09:06")
    assert town.ledger("marek").entries == ()
    assert "Marek:" in town.text(town.last("dana", RECEIPT))


def test_a_line_that_the_mail_program_wrapped_is_one_agreement(town: Town) -> None:
    welcomed(town)
    wrapped = (
        "six first meetings with fleets of two hundred vehicles or more in the\n"
        "south, all of them in person, by 31 Dec"
    )
    town.reply(town.last("dana"), wrapped)
    town.tick("2026-11-27 09:00")
    assert len(town.ledger("marek").entries) == 1


def test_a_line_about_somebody_else_is_theirs(town: Town) -> None:
    welcomed(town)
    town.reply(
        town.last("dana"), "Marek: six first meetings by 31 Dec\nLena: two tenders by 18 Dec"
    )
    town.tick("2026-11-27 09:00")
    assert town.agreement("lena", "A1").terms.outcome.startswith("two tenders")
    assert town.agreement("marek", "A1").terms.outcome.startswith("six first meetings")
    assert len(town.ledger("marek").entries) == 1


def test_start_by_mail_needs_an_address_on_the_list_and_a_pass(town: Town) -> None:
    town.write("dana@halden.example", "accord@halden.example", "start\n")
    town.write("eve@evil.example", "accord@halden.example", "start\n", **town.signed())
    town.tick("2026-11-27 08:00")
    assert [h.code for h in town.ledger(HOUSE).handled.values()] == ["held-stranger"] * 2
    town.write(
        "dana@halden.example", "accord@halden.example", "hello\n", subject="Start", **town.signed()
    )
    town.tick("2026-11-27 08:01")
    assert [x.kind for x in town.letters("dana")] == [LetterKind.WELCOME]


def test_a_leader_with_an_empty_calendar_is_welcomed_too(town: Town) -> None:
    town.wall.slots = {}
    start(town.house, "dana@halden.example", utc("2026-11-27 08:00"))
    town.tick("2026-11-27 08:00")
    (letter,) = town.letters("dana")
    assert town.people["dana"].name == "Dana"
    town.reply(letter, "six first meetings by 31 Dec")
    town.reply(letter, "Marek:", quote=False)
    town.tick("2026-11-27 09:00")
    town.tick("2026-11-27 09:06")
    assert "six first meetings" in town.text(town.last("dana", RECEIPT))


def test_those_who_are_known_and_led_by_somebody_else_are_not_asked_about(town: Town) -> None:
    ingrid = replace(
        DANA, id="ingrid", name="Ingrid Solberg", addresses=("ingrid@halden.example",), leader=""
    )
    town.people["ingrid"] = ingrid
    town.people["dana"] = replace(DANA, leader="ingrid")
    town.wall.slots["boss"] = meeting("Ingrid Solberg", "2026-11-30 09:00")
    welcomed(town)
    assert "Ingrid" not in town.text(town.last("dana"))
