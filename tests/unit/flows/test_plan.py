"""Planning: who is looked at and when, what is lost by nothing, and what an idle tick costs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.domain.ledger import Kind, Ledger, looks_at
from daemon.domain.outbox import LetterKind
from daemon.errors import SourceError, StoreError
from daemon.flows import plan as planning
from daemon.flows.house import HOUSE
from daemon.ports import Events, Window
from daemon.settings import Sending
from tests.unit.town import Town, utc

NOW = utc("2026-11-30 09:00")


@pytest.fixture
def town() -> Town:
    town = Town()
    town.welcome()
    town.agreed("marek", "Six first meetings with fleets", target=6, due="2026-12-31")
    town.wall.meet("tue", utc("2026-12-01 09:00"), "marek", "dana")
    return town


def test_a_letter_is_made_when_it_is_due_and_never_earlier(town: Town) -> None:
    town.app.plan(NOW - timedelta(minutes=1))
    assert town.ledger("marek").letters == {}
    town.app.plan(NOW)
    assert list(town.ledger("marek").letters) == ["agenda:marek+dana:1:marek"]


def test_a_person_is_looked_at_again_when_the_next_letter_is_due(town: Town) -> None:
    town.app.plan(utc("2026-11-30 06:30"))
    assert looks_at(town.ledger("marek")) == NOW
    town.app.plan(NOW)
    assert looks_at(town.ledger("marek")) == utc("2026-12-01 06:00"), "else at seven each morning"


def test_an_idle_look_writes_nothing(town: Town) -> None:
    town.app.plan(NOW)
    before = dict(town.store._ledgers)
    town.app.plan(NOW + timedelta(minutes=1))
    assert town.store._ledgers == before


def test_pages_are_built_for_letters_that_are_due_alone(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from daemon.domain.letters import meetings

    built: list[str] = []
    whole = meetings.agenda_page
    monkeypatch.setattr(
        meetings,
        "agenda_page",
        lambda person, *rest, **more: built.append(person.id) or whole(person, *rest, **more),
    )
    town.app.plan(utc("2026-11-30 06:30"))
    assert built == []
    town.app.plan(NOW)
    assert built == ["marek"]


def test_a_reply_that_comes_in_while_a_person_is_planned_is_looked_at_in_the_next_tick(
    town: Town,
) -> None:
    healthy = town.store.change
    said = town.entry(Kind.PAUSED, "marek", "2026-11-30 09:00")

    def change(owner: str, decide):  # type: ignore[no-untyped-def]
        if owner == "marek":
            town.store.change = healthy  # type: ignore[method-assign]
            town.say("marek", said)
        return healthy(owner, decide)

    town.app.plan(utc("2026-11-30 06:30"))
    town.store.change = change  # type: ignore[method-assign]
    town.app.plan(NOW)
    assert looks_at(town.ledger("marek")) == NOW, "the wake-up is not lost"
    town.app.deliver(NOW)
    assert town.letters("marek") == [], "and PAUSE holds what was queued in the same moment"


def test_a_reply_in_one_ledger_is_news_to_both_of_the_pair(town: Town) -> None:
    town.tick("2026-11-30 09:00")
    draft = town.draft(
        "marek",
        "A new one",
        author="marek",
        yes=("marek",),
        due="2026-12-18",
        at="2026-11-30 09:10",
    )
    town.tick("2026-11-30 09:11")
    town.tick("2026-12-01 07:00")
    assert draft == "A2"
    assert "A new one" in town.text(town.last("dana", LetterKind.PREP))


def test_one_broken_ledger_pauses_its_owner_and_nobody_else(town: Town) -> None:
    town.agreed("lena", "Two tenders", target=2, due="2026-12-31")
    town.wall.meet("lena", utc("2026-12-01 10:00"), "lena", "dana")
    healthy = town.store.read

    def read(owner: str) -> Ledger:
        if owner == "marek":
            raise StoreError("marek.json is no ledger", owner="marek")
        return healthy(owner)

    town.app.plan(utc("2026-11-30 06:30"))
    town.store.read = read  # type: ignore[method-assign]
    town.tick("2026-11-30 10:00")
    town.store.read = healthy  # type: ignore[method-assign]
    assert len(town.letters("lena")) == 1
    assert town.letters("marek") == []
    assert "marek.json is no ledger" in town.house.memory.problems["plan marek"]
    town.tick("2026-11-30 10:01")
    assert len(town.letters("marek")) == 1, "once it is mended it goes on"


def test_a_partner_whose_ledger_is_broken_shows_in_check(town: Town) -> None:
    healthy = town.store.read
    broken: set[str] = {"marek"}

    def read(owner: str) -> Ledger:
        if owner in broken:
            raise StoreError(f"{owner}.json is no ledger", owner=owner)
        return healthy(owner)

    town.store.read = read  # type: ignore[method-assign]
    town.app.plan(NOW)
    assert "ledger marek" in town.house.memory.problems
    broken.clear()
    town.house.memory.looked = False
    town.app.plan(NOW + timedelta(minutes=1))
    assert "ledger marek" not in town.house.memory.problems


def test_a_calendar_that_can_not_be_read_is_told_and_withdraws_nothing(town: Town) -> None:
    town.app.plan(utc("2026-11-27 09:00"))

    def broken(window: Window) -> Events:
        raise SourceError("team.ics is a login page")

    whole = town.wall.events
    town.wall.events = broken  # type: ignore[method-assign]
    town.app.plan(NOW)
    assert town.house.memory.problems["calendar ics wall"] == "team.ics is a login page"
    assert town.ledger("marek").meetings[1].state == "on"
    assert "agenda:marek+dana:1:marek" in town.ledger("marek").letters
    town.wall.events = whole  # type: ignore[method-assign]
    town.app.plan(NOW + timedelta(minutes=1))
    assert "calendar ics wall" not in town.house.memory.problems


def test_a_question_the_calendar_can_not_answer_now_is_asked_again(town: Town) -> None:
    town.app.plan(utc("2026-11-27 09:00"))
    town.wall.unsure.add("tue")
    town.app.plan(utc("2026-11-27 10:00"))
    assert town.ledger("marek").meetings[1].state == "on"
    town.wall.unsure.clear()
    town.wall.cancel("tue")
    town.app.plan(utc("2026-11-27 11:00"))
    assert town.ledger("marek").meetings[1].state == "cancelled"


def test_a_calendar_that_fails_while_it_is_asked_about_one_meeting_is_asked_again(
    town: Town,
) -> None:
    town.app.plan(utc("2026-11-27 09:00"))
    event = town.wall.slots.pop("tue")

    def broken(occurrence: object) -> object:
        raise SourceError("no answer")

    whole = town.wall.find
    town.wall.find = broken  # type: ignore[method-assign,assignment]
    town.app.plan(utc("2026-11-27 10:00"))
    assert town.house.memory.problems["meetings marek"] == "no answer"
    town.wall.find = whole  # type: ignore[method-assign]
    town.wall.slots["tue"] = replace(
        event, start=utc("2026-12-20 09:00"), end=utc("2026-12-20 10:00")
    )
    town.app.plan(utc("2026-11-27 11:00"))
    assert town.ledger("marek").meetings[1].start == utc("2026-12-20 09:00"), "it had moved far off"


def test_an_event_that_is_no_1_1_any_more_is_gone(town: Town) -> None:
    town.app.plan(utc("2026-11-27 09:00"))
    town.wall.meet("tue", utc("2026-12-01 09:00"), "marek", "lena", "dana")
    town.app.plan(utc("2026-11-27 10:00"))
    assert town.ledger("marek").meetings[1].state == "cancelled"


def test_a_pilot_makes_no_letters_for_others() -> None:
    town = Town(sending=Sending(mode="pilot", pilot=("dana@halden.example",)))
    town.welcome()
    town.agreed("marek", "Six first meetings", target=6, due="2026-12-31")
    town.wall.meet("tue", utc("2026-12-01 09:00"), "marek", "dana")
    town.ticks("2026-11-30 08:00", "2026-12-01 08:00")
    assert town.ledger("marek").letters == {}
    assert len(town.letters("dana", LetterKind.PREP)) == 1


def test_a_house_without_calendars_reads_none() -> None:
    town = Town()
    object.__setattr__(town.house, "calendars", {})
    assert planning.read_calendars(town.house, Window(NOW, NOW)) == (frozenset(), ())


def test_a_clock_that_went_back_stops_every_decision_and_tells_the_admin(town: Town) -> None:
    guarded = town.app.guarded(town.app.plan)
    guarded(NOW)
    letters = dict(town.ledger("marek").letters)
    town.wall.meet("lena", utc("2026-11-30 08:00"), "lena", "dana")
    guarded(NOW - timedelta(minutes=6))
    assert "clock" in town.house.memory.problems
    assert town.ledger("marek").letters == letters
    assert town.ledger("lena").meetings == {}
    guarded(NOW - timedelta(minutes=4))
    assert "clock" not in town.house.memory.problems
    assert "last-tick" in town.ledger(HOUSE).meta


def test_the_admin_hears_once_a_day_what_is_wrong(town: Town) -> None:
    town.house.memory.problems["somewhere"] = "something is wrong"
    town.ticks("2026-11-30 09:00", "2026-12-01 09:00")
    letters = town.letters("ida", LetterKind.HEALTH)
    assert len(letters) == 2
    assert "something is wrong" in town.text(letters[0])
    nobody = Town(admin="")
    nobody.house.memory.problems["somewhere"] = "something is wrong"
    nobody.tick("2026-11-30 09:00")
    assert all(not nobody.ledger(p).letters for p in nobody.people)
