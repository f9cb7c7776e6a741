"""The outbox: due and released -> prepare -> sending (saved) -> send -> sent (saved).

What is in doubt after a crash or a lost connection is asked about first (`outcome`); only where the
provider can't say, as with SMTP, the same bytes go once more.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from daemon.domain import tags
from daemon.domain.ledger import Ledger
from daemon.domain.letters.ceiling import may_leave, one_on_ones, sent_in_week, week
from daemon.domain.outbox import Letter, State
from daemon.domain.people import Person
from daemon.errors import OutcomeUnknownError, StoreError, TransportError
from daemon.flows.house import HOUSE, House, at, kept_problem, meta
from daemon.flows.plan import reachable
from daemon.mail.compose import Address, compose
from daemon.ports import Due, NotSent, Sent

log = logging.getLogger("accord.deliver")

LATER = timedelta(hours=1)
LONGEST_WAIT = timedelta(minutes=60)
LOOK_AGAIN = (timedelta(minutes=5), timedelta(minutes=30))


@dataclass
class Run:
    """One delivery run: what the account allows. `left` of the daily cap; `down` ends the run."""

    left: int
    down: bool = False


def deliver(house: House, now: datetime, *, stopped: Callable[[], bool]) -> None:
    """Sends what is due, one letter at a time, until the account says wait."""
    if house.settings.sending.mode == "dry" or stopped():
        return
    account = house.store.read(HOUSE)
    waits = at(account.meta.get("wait-until", ""))
    if waits and waits > now:
        return
    run = Run(left=house.settings.sending.daily_cap - _sent_today(account, now))
    for owner in house.store.find(Due(now)):
        if owner == HOUSE:
            continue
        try:
            _deliver_for(house, owner, now, run, stopped)
        except StoreError as error:
            kept_problem(house, f"ledger {owner}", str(error))
        if run.down:
            return


def _deliver_for(
    house: House, owner: str, now: datetime, run: Run, stopped: Callable[[], bool]
) -> None:
    ledger = house.store.read(owner)
    person = house.directory().people.get(owner)
    waiting = [x for x in ledger.letters.values() if _due(x, now)]
    for letter in sorted(waiting, key=lambda x: (x.made, x.key)):
        if run.down or stopped():
            return
        if person is None:
            _save(house, letter, state=State.DEAD, error="the person is not in the directory")
        else:
            _one(house, person, letter, now, run)


def _due(letter: Letter, now: datetime) -> bool:
    return letter.state in (State.QUEUED, State.SENDING) and letter.not_before <= now


def _one(house: House, person: Person, letter: Letter, now: datetime, run: Run) -> None:
    if letter.state is State.SENDING:
        _in_doubt(house, person, letter, now, run)
        return
    if letter.expires and letter.expires <= now:
        _save(house, letter, state=State.EXPIRED, error="its time passed before it could leave")
        return
    if not reachable(house, person):
        _save(house, letter, state=State.DEAD, error="not on the pilot's list")
        return
    if not _released(house, person, letter, now) or run.left <= 0:
        _save(house, letter, not_before=now + LATER)
        return
    _send(house, person, letter, now, run)


def _released(house: House, person: Person, letter: Letter, now: datetime) -> bool:
    """The ceiling, over all of the person's letters."""
    ledger = house.store.read(person.id)
    sent = sent_in_week(ledger.letters.values(), person, now)
    meetings = one_on_ones(ledger, week(person, now))
    leads = bool(house.directory().reports(person.id))
    return may_leave(letter, sent, meetings, leads=leads)


def _send(house: House, person: Person, letter: Letter, now: datetime, run: Run) -> None:
    try:
        mail = bytes_of(house, person, letter)
        draft = letter.draft or house.transport.prepare(letter, mail)
    except TransportError as error:
        _refused(house, letter, error, now, run)
        return
    letter = _save(
        house,
        letter,
        state=State.SENDING,
        draft=draft,
        attempt=letter.attempt or now,
        tries=letter.tries + 1,
    )
    _try(house, letter, mail, now, run)


def _try(house: House, letter: Letter, mail: bytes, now: datetime, run: Run) -> None:
    try:
        sent = house.transport.send(letter.draft, mail)
    except TransportError as error:
        _refused(house, letter, error, now, run)
    except OutcomeUnknownError as error:
        log.warning("outcome-unknown key=%s", letter.key)
        _save(house, letter, not_before=now + LOOK_AGAIN[0], error=str(error))
        run.down = True
    else:
        run.left -= 1
        _sent(house, letter, sent, now)


def _sent(house: House, letter: Letter, sent: Sent, now: datetime) -> None:
    _save(
        house,
        letter,
        state=State.SENT,
        sent=now,
        message_id=sent.message_id,
        thread=sent.thread_id,
        error="",
    )
    log.info("sent key=%s", letter.key)
    house.store.change(HOUSE, lambda ledger: _counted(ledger, now))
    kept_problem(house, "transport", "")


def _in_doubt(house: House, person: Person, letter: Letter, now: datetime, run: Run) -> None:
    """A letter that may have left: ask, and send again only what surely did not."""
    try:
        outcome = house.transport.outcome(letter, letter.draft)
        mail = bytes_of(house, person, letter)
    except TransportError as error:
        _account_waits(house, error, now, run)
        return
    if isinstance(outcome, Sent):
        _sent(house, letter, outcome, now)
    elif isinstance(outcome, NotSent) or house.settings.transport.kind == "smtp":
        again = _save(house, letter, tries=letter.tries + 1)
        _try(house, again, mail, now, run)
    else:
        _save(house, letter, not_before=now + _next_look(letter, now))
        kept_problem(house, f"letter {letter.key}", "the provider can't say whether it was sent")


def _next_look(letter: Letter, now: datetime) -> timedelta:
    since = now - (letter.attempt or now)
    return next((wait for wait in LOOK_AGAIN if since < wait), LATER)


def _refused(
    house: House, letter: Letter, error: TransportError, now: datetime, run: Run
) -> None:
    """A refusal of this letter buries it; anything else makes the account wait."""
    if error.permanent:
        _save(house, letter, state=State.DEAD, error=str(error))
        log.warning("dead key=%s", letter.key)
        return
    _save(house, letter, state=State.QUEUED, error=str(error))
    _account_waits(house, error, now, run)


def _account_waits(house: House, error: TransportError, now: datetime, run: Run) -> None:
    """1, 2, 4 … 60 minutes; the server's own Retry-After wins."""
    run.down = True
    kept_problem(house, "transport", str(error))

    def wait(ledger: Ledger) -> Ledger:
        fails = int(ledger.meta.get("fails", "0"))
        pause = min(timedelta(minutes=2**fails), LONGEST_WAIT)
        until = now + min(error.retry_after or pause, LONGEST_WAIT)
        return meta(ledger, **{"wait-until": until.isoformat(), "fails": str(min(fails + 1, 6))})

    house.store.change(HOUSE, wait)


def _save(house: House, letter: Letter, **changes: object) -> Letter:
    """Saves a letter's next step. A letter that a run of another kind ended stays ended."""
    new = replace(letter, **changes)  # type: ignore[arg-type]

    def decide(ledger: Ledger) -> Ledger:
        return replace(ledger, letters={**ledger.letters, letter.key: new})

    house.store.change(letter.addressee, decide)
    return new


def bytes_of(house: House, person: Person, letter: Letter) -> bytes:
    """The mail of a letter: the same bytes each time."""
    address = house.settings.mailbox.address
    to = house.settings.sending.redirect_all_to or person.address
    return compose(
        letter,
        text=house.vault.get(letter.text).decode(),
        html=house.vault.get(letter.html).decode(),
        to=Address(person.name, to),
        sender=Address("Accord", address),
        reply_to=tags.reply_address(letter.tag, address),
        install_marker=marker(house),
    )


def marker(house: House) -> str:
    """Our own mark, by which a mail of ours that comes back is known."""
    return tags.tag(house.install_key, "marker")


def _sent_today(ledger: Ledger, now: datetime) -> int:
    day, _, count = ledger.meta.get("sent-today", "").partition("=")
    return int(count) if day == now.date().isoformat() else 0


def _counted(ledger: Ledger, now: datetime) -> Ledger:
    day = now.date().isoformat()
    count = _sent_today(ledger, now) + 1
    return meta(ledger, **{"sent-today": f"{day}={count}", "fails": "0", "wait-until": ""})


