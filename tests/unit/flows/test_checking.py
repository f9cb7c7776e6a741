"""`check`: everything that needs somebody's attention, and nothing changed."""

from dataclasses import replace
from pathlib import Path

import pytest

from daemon.domain.ledger import Ledger
from daemon.domain.outbox import State
from daemon.errors import SourceError, StoreError
from daemon.flows.checking import findings, waiting
from daemon.flows.house import HOUSE
from daemon.flows.tidying import tidy
from daemon.settings import Sending
from tests.unit.town import Town, utc

NOW = utc("2026-11-30 09:00")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(folder=tmp_path)
    town.welcome()
    town.agreed("marek", "Six first meetings", target=6, due="2026-12-31")
    town.wall.meet("tue", utc("2026-12-01 09:00"), "marek", "dana")
    return town


def lines(town: Town) -> list[str]:
    return [str(f) for f in findings(town.house, NOW)]


def test_a_leader_who_has_not_answered_is_named_without_alarm(town: Town) -> None:
    (line,) = (x for x in lines(Town(folder=town.house.settings.state)) if "leader dana" in x)
    assert line.startswith("  "), "it is no fault"
    assert not any("leader dana" in x for x in lines(town))


def test_a_record_that_was_altered_is_named(town: Town) -> None:
    ledger = town.ledger("marek")
    forged = replace(ledger.entries[0], texts={"outcome": "Sixty first meetings"})
    town.store._ledgers["marek"] = replace(ledger, entries=(forged, *ledger.entries[1:]))
    assert any("entry 1 of A1: its words is not what was recorded" in x for x in lines(town))


def test_held_mail_stopped_sending_and_mail_that_waits_are_named(
    town: Town, tmp_path: Path
) -> None:
    town.write("eve@evil.example", "accord@halden.example", "hello\n")
    town.tick("2026-11-30 09:00")
    town.write("eve@evil.example", "accord@halden.example", "hello\n")
    (tmp_path / "stop").touch()
    found = lines(town)
    assert any("held 2026-11-30 09:00 (held-stranger)" in x for x in found)
    assert any("is stopped" in x for x in found)
    assert any("1 mails wait" in x for x in found)


def test_every_ledger_that_can_not_be_read_is_named_with_its_cure(town: Town) -> None:
    healthy = town.store.read

    def read(owner: str) -> Ledger:
        if owner in ("marek", "dana", HOUSE):
            raise StoreError(f"{owner}.json is no ledger", owner=owner)
        return healthy(owner)

    town.store.read = read  # type: ignore[method-assign]
    found = "\n".join(lines(town))
    assert "accord restore marek" in found
    assert "_house.json is no ledger" in found


def test_a_mailbox_or_calendar_that_can_not_be_read_is_named(town: Town) -> None:
    class Broken:
        def fetch(self, cursor: str) -> object:
            raise SourceError("the folder is gone")

    object.__setattr__(town.house, "mailbox", Broken())

    def broken(window: object) -> object:
        raise SourceError("team.ics is a login page")

    town.wall.events = broken  # type: ignore[method-assign,assignment]
    found = "\n".join(lines(town))
    assert "the folder is gone" in found
    assert "team.ics is a login page" in found


def test_a_mode_that_is_not_live_is_mentioned() -> None:
    town = Town(sending=Sending(mode="dry"))
    assert any("mode is dry" in x for x in lines(town))


def test_what_did_not_leave_is_listed_oldest_first(town: Town) -> None:
    town.app.plan(NOW)
    found = waiting(town.house)
    assert [x.key for x in found] == ["agenda:marek+dana:1:marek", "monday:dana:2026-W49"]
    assert {x.state for x in found} == {State.QUEUED}


def test_what_is_kept_no_longer_goes_and_nothing_else(town: Town) -> None:
    town.tick("2026-11-30 09:00")
    agenda = town.last("marek")
    town.reply(agenda, "A1: 2 of 6")
    town.tick("2026-11-30 09:10")
    handled = next(iter(town.ledger("marek").handled.values()))
    later = utc("2027-03-31 09:00")
    tidy(town.house, "marek", later)
    with pytest.raises(StoreError):
        town.text(agenda)
    assert town.vault.get(handled.raw)
    town.house.memory.tidied.clear()
    tidy(town.house, "marek", utc("2028-01-10 09:00"))
    with pytest.raises(StoreError):
        town.vault.get(handled.raw)
    assert town.ledger("marek").letters[agenda.key].sent
