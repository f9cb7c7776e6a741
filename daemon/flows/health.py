"""What is wrong, told to the admin at most once a day and place; a clock that went back."""

import logging
from datetime import datetime, timedelta

from daemon.domain import tags, workdays
from daemon.domain.letters.answers import Health
from daemon.domain.letters.wishes import Wish
from daemon.domain.outbox import LetterKind
from daemon.flows.house import HOUSE, House, at, kept_problem, meta
from daemon.flows.making import make, queue

log = logging.getLogger("accord.health")

KEEP = timedelta(days=1)
CLOCK_SLACK = timedelta(minutes=5)
TICK_SAVED = timedelta(minutes=2)


def health(house: House, now: datetime) -> None:
    """One letter a day to the admin about everything that is wrong then."""
    directory = house.directory()
    admin = directory.people.get(directory.admin)
    problems = tuple(f"{place}: {what}" for place, what in sorted(house.memory.problems.items()))
    if admin is None or not problems:
        return
    key = tags.key("health", HOUSE, workdays.today(admin, now).isoformat())
    if key in house.store.read(admin.id).letters:
        return
    wish = Wish(
        key=key,
        kind=LetterKind.HEALTH,
        template="health",
        addressee=admin.id,
        due=now,
        expires=now + KEEP,
        page=Health(admin, problems),
    )
    letter = make(house, wish, admin, now)
    house.store.change(admin.id, lambda ledger: queue(ledger, [letter]))


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
        house.store.change(HOUSE, lambda led: meta(led, **{"last-tick": now.isoformat()}))
    return True
