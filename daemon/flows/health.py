"""What is wrong, told to the admin and to owners at most once a day; a clock that went back."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from daemon.domain import tags, workdays
from daemon.domain.ledger import Ledger
from daemon.domain.letters.answers import Health
from daemon.domain.letters.wishes import Wish, welcomed
from daemon.domain.outbox import LetterKind
from daemon.domain.people import Person
from daemon.flows.cures import with_cure
from daemon.flows.house import HOUSE, House, at, kept_problem, meta
from daemon.flows.making import make, queue
from daemon.flows.probing import counted

log = logging.getLogger("accord.health")

KEEP = timedelta(days=1)
PATIENCE = timedelta(hours=1)
CLOCK_SLACK = timedelta(minutes=5)
TICK_SAVED = timedelta(minutes=2)


def health(house: House, now: datetime) -> None:
    """One letter a day to the admin about everything that is wrong then.

    And one to whoever owns a calendar or an account that waits for somebody to sign in or share it.
    """
    directory = house.directory()
    admin = directory.people.get(directory.admin)
    problems = _standing(house, now)
    if not problems:
        return
    if admin:
        _tell(house, admin, Health(admin, _lines(problems)), HOUSE, now)
    for person in directory.people.values():
        own = {p: what for p, what in problems.items() if person.id in _owners(house, p, what)}
        if own and person != admin and _may_hear(house, person):
            page = Health(person, _lines(own), yours=True)
            _tell(house, person, page, person.id, now)


def _standing(house: House, now: datetime) -> dict[str, str]:
    """What is worth a letter: what time may help with, only once it had an hour."""
    memory = house.memory
    for place, since in memory.passing.items():
        memory.passing[place] = since or now
    return {
        place: with_cure(what)
        for place, what in sorted(memory.problems.items())
        if now - (memory.passing.get(place) or now - PATIENCE) >= PATIENCE
    }


def _lines(problems: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{place}: {what}" for place, what in problems.items())


def _owners(house: House, place: str, problem: str) -> set[str]:
    """Ids of those who could mend it: of the calendar, and of the account that the problem names."""
    if place not in house.memory.lasting:
        return set()
    people = house.directory()
    found = {house.whose(place.removeprefix("calendar "))}
    for name, account in house.accounts.items():
        if problem.startswith((f"account {name}:", f"account {name} ")):
            person = people.people.get(account.owner) or people.by_address(account.owner)
            found |= {person.id} if person else set()
    return found


def _may_hear(house: House, person: Person) -> bool:
    """Nobody who leads or is led hears of us before their leader has opened the way."""
    directory = house.directory()
    opener = person.id if directory.reports(person.id) else person.leader
    return not opener or welcomed(house.store.read(opener))


def _tell(house: House, person: Person, page: Health, about: str, now: datetime) -> None:
    key = tags.key("health", about, workdays.today(person, now).isoformat())
    if key in house.store.read(person.id).letters:
        return
    wish = Wish(
        key=key,
        kind=LetterKind.HEALTH,
        template="health",
        addressee=person.id,
        due=now,
        expires=now + KEEP,
        page=page,
    )
    letter = make(house, wish, person, now)
    house.store.change(person.id, lambda ledger: queue(ledger, [letter]))


def tick_allowed(house: House, now: datetime) -> bool:
    """False while the clock is more than five minutes behind the last tick; notes this one.

    The note is saved every few minutes only, so that an idle tick writes nothing.
    """
    last = at(house.store.read(HOUSE).meta.get("last-tick", ""))
    if last and now < last - CLOCK_SLACK:
        what = f"says {now:%Y-%m-%d %H:%M}, the last tick was at {last:%Y-%m-%d %H:%M} (UTC)"
        kept_problem(house, "clock", what)
        log.error("clock-behind now=%s last=%s", now.isoformat(), last.isoformat())
        return False
    kept_problem(house, "clock", "")
    if last is None or now - last >= TICK_SAVED:
        house.store.change(HOUSE, lambda led: _noted(house, led, now))
    return True


def _noted(house: House, ledger: Ledger, now: datetime) -> Ledger:
    return counted(house, meta(ledger, **{"last-tick": now.isoformat()}), now)
