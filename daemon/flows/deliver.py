"""The outbox: which letters may leave now. How one leaves is in `sending`."""

from collections.abc import Callable
from datetime import datetime, timedelta

from daemon.domain import workdays
from daemon.domain.letters.batches import working_moment
from daemon.domain.letters.ceiling import may_leave, one_on_ones, sent_in_week, week
from daemon.domain.letters.wishes import paused
from daemon.domain.outbox import Letter, State, counts_to_ceiling
from daemon.domain.people import Person
from daemon.flows.house import HOUSE, House, apart, at
from daemon.flows.plan import reachable
from daemon.flows.sending import Run, count, in_doubt, over, save, save_all, send, sent_lately
from daemon.ports import Due

LATER = timedelta(hours=1)


def deliver(house: House, now: datetime, *, stopped: Callable[[], bool]) -> None:
    """Sends what is due, one letter at a time, until the account says wait."""
    if house.settings.sending.mode == "dry" or stopped():
        return
    account = house.store.read(HOUSE)
    waits = at(account.meta.get("wait-until", ""))
    if waits and waits > now:
        return
    run = Run(left=house.settings.sending.daily_cap - sum(sent_lately(account, now).values()))
    for owner in house.store.find(Due(now)):
        if owner == HOUSE:
            continue
        with apart(house, f"ledger {owner}"):
            _deliver_for(house, owner, now, run, stopped)
        if run.down:
            break
    count(house, run, now)


def _deliver_for(
    house: House, owner: str, now: datetime, run: Run, stopped: Callable[[], bool]
) -> None:
    try:
        _each_of(house, owner, now, run, stopped)
    except Exception:
        save_all(house, owner, run)  # whatever befell the next letter, the one before was sent
        raise
    save_all(house, owner, run)


def _each_of(
    house: House, owner: str, now: datetime, run: Run, stopped: Callable[[], bool]
) -> None:
    ledger = house.store.read(owner)
    person = house.directory().people.get(owner)
    waiting = [x for x in ledger.letters.values() if _due(x, now)]
    for letter in sorted(waiting, key=lambda x: (x.made, x.key)):
        if run.down or stopped():
            return
        if person is None:
            save(house, run, letter, state=State.DEAD, error="the person is not in the directory")
        else:
            _one(house, person, letter, now, run)


def _due(letter: Letter, now: datetime) -> bool:
    return letter.state in (State.QUEUED, State.SENDING) and letter.not_before <= now


def _one(house: House, person: Person, letter: Letter, now: datetime, run: Run) -> None:
    if not reachable(house, person):
        save(house, run, letter, state=State.DEAD, error="not on the pilot's list")
        return
    if letter.state is State.SENDING:
        in_doubt(house, person, letter, now, run)
        return
    if over(letter, now):
        save(house, run, letter, state=State.EXPIRED, error="its time passed before it could leave")
        return
    waits = _held_until(house, person, letter, now, run)
    if waits:
        save(house, run, letter, not_before=waits)
        return
    send(house, person, letter, now, run)


def _held_until(
    house: House, person: Person, letter: Letter, now: datetime, run: Run
) -> datetime | None:
    """When to look again at a letter that may not leave now: the cap, PAUSE, the ceiling.

    The ceiling is over all of the person's letters; what it held back leaves by day.
    """
    ledger = house.store.read(person.id)
    today = workdays.today(person, now)
    if run.left <= 0 or (counts_to_ceiling(letter) and paused(ledger, today)):
        return now + LATER
    sent = sent_in_week({**ledger.letters, **run.unsaved}.values(), person, now)
    meetings = one_on_ones(ledger, week(person, now))
    leads = bool(house.directory().reports(person.id))
    if may_leave(letter, sent, meetings, leads=leads):
        return None
    return working_moment(person, now + LATER)
