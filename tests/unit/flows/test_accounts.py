"""Accounts and calendars elsewhere: one that fails stops nobody else, and whoever can mend it hears."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from daemon.accounts.faults import AccountError
from daemon.app import App
from daemon.domain.meetings.event import Event, Occurrence
from daemon.domain.outbox import LetterKind
from daemon.errors import DaemonError, SourceError
from daemon.flows.checking import findings
from daemon.flows.health import health, tick_allowed
from daemon.flows.house import HOUSE, Account, House
from daemon.flows.probing import calls_of
from daemon.ports import Events, Gone, Unknown, Window
from tests.unit.town import HOUSE_ADDRESS, Town, utc

NOW = utc("2026-11-30 06:30")
EIGHT = utc("2026-11-30 08:00")
DENIED = "account calendars: calendar.events.list dana@halden.example: 404 notFound"


@dataclass
class Calendar:
    """One person's at a provider: what it holds, or why it can't be read."""

    held: dict[str, Event] = field(default_factory=dict)
    fault: SourceError | None = None
    asked: list[str] = field(default_factory=list)

    def events(self, window: Window) -> Events:
        if self.fault:
            raise self.fault
        return Events(complete=True, events=tuple(self.held.values()))

    def find(self, occurrence: Occurrence) -> Event | Gone | Unknown:
        self.asked.append(occurrence.uid)
        return Unknown() if self.fault else self.held.get(occurrence.uid) or Gone()


@dataclass
class Office:
    """Dana, Tomas and their reps, each leader with a calendar of their own at Google."""

    town: Town
    calendars: dict[str, Calendar]
    house: House

    def meet(self, leader: str, rep: str, start: datetime) -> None:
        self.town.wall.meet(rep, start, rep, leader)
        event = self.town.wall.slots.pop(rep)
        event = replace(event, occurrence=Occurrence("google", rep))
        self.calendars[leader].held[rep] = event

    def states(self, rep: str) -> list[str]:
        return [m.state for m in self.town.ledger(rep).meetings.values()]

    def told(self, person: str) -> list[str]:
        return [self.town.text(x) for x in self.town.letters(person, LetterKind.HEALTH)]

    def plan(self, now: datetime) -> None:
        app = App(self.house)
        app.plan(now)
        app.deliver(now)


def account(**changes: object) -> Account:
    usual = {
        "owner": "",
        "cure": "run accord login calendars",
        "sign_in": lambda: ("calendar.events.readonly",),
        "forbidden": "",
        "trespass": lambda: None,
        "calls": lambda: 0,
    }
    return Account(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    town = Town(folder=tmp_path)
    town.people["tomas"] = replace(
        town.people["dana"], id="tomas", name="Tomas Weiss", addresses=("tomas@halden.example",)
    )
    town.people["aiko"] = replace(
        town.people["lena"], id="aiko", addresses=("aiko@halden.example",), leader="tomas"
    )
    for leader in ("dana", "tomas"):
        town.welcome(leader)
    town.wall.directory = town.directory()
    calendars = {"dana": Calendar(), "tomas": Calendar()}
    house = replace(
        town.house,
        calendars={f"google {name}": calendar for name, calendar in calendars.items()},
        whose=lambda name: name.removeprefix("google "),
        accounts={"calendars": account()},
    )
    office = Office(town, calendars, house)
    office.meet("dana", "marek", utc("2026-12-01 09:00"))
    office.meet("tomas", "aiko", utc("2026-12-01 13:00"))
    office.plan(NOW)
    assert office.states("marek") == office.states("aiko") == ["on"]
    return office


# --- one stops nobody else --------------------------------------------------------------------


def test_while_danas_calendar_is_away_tomas_can_cancel_and_she_loses_nothing(
    office: Office,
) -> None:
    for calendar in office.calendars.values():
        calendar.held.clear()
    office.calendars["dana"].fault = AccountError(DENIED, paused=True)
    office.plan(EIGHT)
    assert office.states("aiko") == ["cancelled"]
    assert office.states("marek") == ["on"]


def test_only_the_calendars_of_the_two_are_asked_what_became_of_a_meeting(office: Office) -> None:
    office.calendars["dana"].held.clear()
    office.plan(EIGHT)
    assert office.states("marek") == ["cancelled"]
    assert office.calendars["tomas"].asked == []


def test_a_calendar_of_several_people_counts_for_everybody(office: Office) -> None:
    office.house = replace(office.house, whose=lambda _: "")
    office.calendars["tomas"].held.clear()
    office.calendars["dana"].fault = AccountError(DENIED, paused=True)
    office.plan(EIGHT)
    assert office.states("aiko") == ["on"]


# --- who hears of it --------------------------------------------------------------------------


def test_who_can_mend_a_link_hears_once_a_day_and_the_admin_too(office: Office) -> None:
    office.calendars["dana"].fault = AccountError(DENIED, paused=True)
    for hour in range(6):
        office.plan(EIGHT + timedelta(hours=hour))
    [letter] = office.told("dana")
    assert "its owner shares it with the account" in " ".join(letter.split())
    assert len(office.told("ida")) == 1
    assert office.told("tomas") == []
    office.plan(EIGHT + timedelta(days=1))
    assert len(office.told("dana")) == 2


def test_the_owner_of_an_account_hears_when_its_sign_in_is_withdrawn(office: Office) -> None:
    office.house = replace(office.house, accounts={"calendars": account(owner="tomas")})
    withdrawn = "account calendars: invalid_grant: the account is paused"
    for calendar in office.calendars.values():
        calendar.fault = AccountError(withdrawn, paused=True)
    office.plan(EIGHT)
    assert len(office.told("tomas")) == len(office.told("dana")) == 1


def test_a_leader_who_has_not_answered_the_welcome_hears_nothing(office: Office) -> None:
    office.town.store._ledgers["dana"] = replace(office.town.ledger("dana"), entries=())
    office.calendars["dana"].fault = AccountError(DENIED, paused=True)
    office.plan(EIGHT)
    assert office.told("dana") == []
    assert len(office.told("ida")) == 1


def test_what_passes_by_itself_within_an_hour_is_no_letter(office: Office) -> None:
    office.calendars["dana"].fault = AccountError("account calendars: 503 backendError")
    for minute in (0, 30, 59):
        office.plan(EIGHT + timedelta(minutes=minute))
    assert office.told("ida") == []
    office.calendars["dana"].fault = None
    office.plan(EIGHT + timedelta(minutes=60))
    office.calendars["dana"].fault = AccountError("account calendars: 503 backendError")
    office.plan(EIGHT + timedelta(minutes=70))
    assert office.told("ida") == []
    office.plan(EIGHT + timedelta(minutes=131))
    assert len(office.told("ida")) == 1
    assert office.told("dana") == [], "nobody can do anything about it but wait"


# --- check ------------------------------------------------------------------------------------


def said(office: Office, place: str = "account calendars") -> list[str]:
    return [str(f) for f in findings(office.house, EIGHT) if f.place == place]


def raising(error: DaemonError) -> Callable[[], tuple[str, ...]]:
    def fail() -> tuple[str, ...]:
        raise error

    return fail


def with_account(office: Office, **changes: object) -> None:
    office.house = replace(office.house, accounts={"calendars": account(**changes)})


def test_an_account_that_signs_in_says_what_was_granted(office: Office) -> None:
    assert said(office) == ["  account calendars: signs in, granted calendar.events.readonly"]


def test_an_account_that_nobody_signed_in_names_the_command(office: Office) -> None:
    error = AccountError("account calendars: nobody has signed in", paused=True)
    with_account(office, sign_in=raising(error))
    assert said(office) == ["! account calendars: nobody has signed in; run accord login calendars"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("unauthorized_client: the account is paused", "Domain-wide delegation"),
        ("sign-in: invalid_client AADSTS7000222", "make a new one"),
        ("403 accessNotConfigured", "enable that API"),
        ("403 ErrorAccessDenied", "assign the role"),
    ],
)
def test_what_a_provider_says_comes_with_what_helps(
    office: Office, error: str, expected: str
) -> None:
    with_account(office, sign_in=raising(AccountError(f"account calendars: {error}")))
    [line] = said(office)
    assert expected in line
    assert "accord login" not in line, "time or somebody else mends it"


class RefusedError(SourceError):
    """403"""

    status = 403


def test_what_must_not_be_read_is_tried(office: Office) -> None:
    with_account(office, forbidden="ingrid@halden.example")
    assert "! account calendars: can read what is ingrid@halden.example's" in said(office)[1]
    with_account(office, forbidden="ingrid@halden.example", trespass=raising(RefusedError()))
    assert "as it should be" in said(office)[1]
    lost = SourceError("no answer")
    with_account(office, forbidden="ingrid@halden.example", trespass=raising(lost))
    assert "! account calendars: nobody knows whether" in said(office)[1]


def test_the_calls_of_a_day_are_counted_over_every_run(office: Office) -> None:
    made = iter((3, 10, 10, 12))
    with_account(office, calls=lambda: next(made))
    for minute in (0, 3):
        assert tick_allowed(office.house, EIGHT + timedelta(minutes=minute))
    office.house = replace(office.house, memory=type(office.house.memory)())  # started anew
    tick_allowed(office.house, EIGHT + timedelta(minutes=6))
    ledger = office.town.store.read(HOUSE)
    assert calls_of(ledger, EIGHT) == {"calendars": 20}
    assert said(office)[0].endswith("; 20 calls today")
    tick_allowed(office.house, EIGHT + timedelta(days=1))
    assert calls_of(office.town.store.read(HOUSE), EIGHT + timedelta(days=1)) == {"calendars": 2}


def test_an_installation_without_accounts_notes_no_calls(office: Office) -> None:
    office.house = replace(office.house, accounts={})
    tick_allowed(office.house, EIGHT)
    assert "calls" not in office.town.store.read(HOUSE).meta
    health(office.house, EIGHT)
    assert HOUSE_ADDRESS not in "".join(office.told("ida"))
