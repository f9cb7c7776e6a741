"""One letter on its way: prepare -> sending (saved) -> send -> sent (saved).

One save notes that a letter was sent and that the next one of the same ledger is on its way.

What is in doubt after a crash or a lost connection is asked about first (`outcome`); only where the
provider can't say, as with SMTP, the same bytes go once more. Lost a second time it is dead, which
`check` shows: somebody has to look whether it arrived.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from daemon.domain import tags
from daemon.domain.ledger import Ledger
from daemon.domain.outbox import Letter, State
from daemon.domain.people import Person
from daemon.errors import OutcomeUnknownError, StoreError, TransportError
from daemon.flows.house import HOUSE, House, kept_problem, meta
from daemon.mail.compose import Address, compose
from daemon.ports import Missing, NotSent, Sent, Unknown

log = logging.getLogger("accord.deliver")

LATER = timedelta(hours=1)
LONGEST_WAIT = timedelta(minutes=60)
LOOK_AGAIN = (timedelta(minutes=5), timedelta(minutes=30))
COUNTED = 20  # letters; a crash forgets fewer of the daily cap
BLIND_TRIES = 2  # of a letter whose outcome nobody can tell
DAY = timedelta(hours=24)
LOST = "lost twice after it had left; look whether it arrived before sending it again"


@dataclass
class Run:
    """One delivery run: what the account allows.

    left: of the daily cap. uncounted: sent, and not yet noted in the house. down: ends the run.
    unsaved: letters of one ledger that were sent, by key; its next save takes them along.
    """

    left: int
    unsaved: dict[str, Letter] = field(default_factory=dict)
    uncounted: int = 0
    down: bool = False


def over(letter: Letter, now: datetime) -> bool:
    return letter.expires is not None and letter.expires <= now


def send(house: House, person: Person, letter: Letter, now: datetime, run: Run) -> None:
    try:
        mail = bytes_of(house, person, letter)
        draft = letter.draft or house.transport.prepare(letter, mail)
    except TransportError as error:
        _refused(house, letter, error, now, run)
        return
    except StoreError as error:
        _put_off(house, run, letter, error, now)
        return
    letter = save(
        house,
        run,
        letter,
        state=State.SENDING,
        draft=draft,
        attempt=now,
        tries=letter.tries + 1,
    )
    if letter.state is State.SENDING:  # else it was withdrawn in this moment
        _try(house, letter, mail, now, run)


def _try(house: House, letter: Letter, mail: bytes, now: datetime, run: Run) -> None:
    try:
        sent = house.transport.send(letter.draft, mail)
    except TransportError as error:
        # This try surely did nothing; those before it may have.
        _refused(house, replace(letter, tries=letter.tries - 1), error, now, run)
    except OutcomeUnknownError as error:
        log.warning("outcome-unknown key=%s", letter.key)
        save(house, run, letter, not_before=now + LOOK_AGAIN[0], error=str(error))
        run.down = True
    else:
        run.left -= 1
        _sent(house, letter, sent, now, run)


def _sent(house: House, letter: Letter, sent: Sent, now: datetime, run: Run) -> None:
    run.unsaved[letter.key] = replace(
        letter,
        state=State.SENT,
        sent=now,
        message_id=sent.message_id,
        thread=sent.thread_id,
        error="",
    )
    log.info("sent key=%s", letter.key)
    kept_problem(house, "transport", "")
    kept_problem(house, f"letter {letter.key}", "")
    run.uncounted += 1
    if run.uncounted >= COUNTED:
        count(house, run, now)


def in_doubt(house: House, person: Person, letter: Letter, now: datetime, run: Run) -> None:
    """A letter that may have left: ask, and send again only what surely did not."""
    try:
        outcome = _outcome(house, letter, now)
    except TransportError as error:
        _account_waits(house, error, now, run)
        return
    blind = house.settings.transport.kind == "smtp" and not isinstance(outcome, NotSent | Missing)
    if isinstance(outcome, Sent):
        _sent(house, letter, outcome, now, run)
    elif over(letter, now) and (blind or isinstance(outcome, NotSent)):
        save(house, run, letter, state=State.EXPIRED, error="its time passed; it may have left")
    elif blind and letter.tries >= BLIND_TRIES:
        save(house, run, letter, state=State.DEAD, error=LOST)
    elif blind or isinstance(outcome, NotSent):
        _again(house, person, letter, now, run)
    else:
        save(house, run, letter, not_before=now + _next_look(letter, now))
        kept_problem(house, f"letter {letter.key}", "the provider can't say whether it was sent")


def _outcome(house: House, letter: Letter, now: datetime) -> Sent | NotSent | Unknown:
    """What the transport knows; a letter still missing at the last look surely did not leave."""
    outcome = house.transport.outcome(letter, letter.draft)
    late = now - (letter.attempt or now) >= LOOK_AGAIN[-1]
    return NotSent() if late and isinstance(outcome, Missing) else outcome


def _again(house: House, person: Person, letter: Letter, now: datetime, run: Run) -> None:
    try:
        mail = bytes_of(house, person, letter)
    except TransportError as error:
        _account_waits(house, error, now, run)
    except StoreError as error:
        _put_off(house, run, letter, error, now)
    else:
        again = save(house, run, letter, attempt=now, tries=letter.tries + 1)
        _try(house, again, mail, now, run)


def _put_off(house: House, run: Run, letter: Letter, error: StoreError, now: datetime) -> None:
    """Its words can't be read; the person's other letters go on."""
    save(house, run, letter, not_before=now + LATER, error=str(error))
    kept_problem(house, f"letter {letter.key}", str(error))


def _next_look(letter: Letter, now: datetime) -> timedelta:
    since = now - (letter.attempt or now)
    return next((wait for wait in LOOK_AGAIN if since < wait), LATER)


def _refused(house: House, letter: Letter, error: TransportError, now: datetime, run: Run) -> None:
    """A refusal of this letter buries it; anything else makes the account wait."""
    if error.permanent:
        save(house, run, letter, state=State.DEAD, error=str(error))
        log.warning("dead key=%s", letter.key)
        return
    save(house, run, letter, state=State.QUEUED, error=str(error))
    _account_waits(house, error, now, run)


def _account_waits(house: House, error: TransportError, now: datetime, run: Run) -> None:
    """1, 2, 4 … 60 minutes; the server's own Retry-After wins."""
    run.down = True
    count(house, run, now)
    kept_problem(house, "transport", str(error))

    def wait(ledger: Ledger) -> Ledger:
        fails = int(ledger.meta.get("fails", "0"))
        pause = min(timedelta(minutes=2**fails), LONGEST_WAIT)
        until = now + min(error.retry_after or pause, LONGEST_WAIT)
        return meta(ledger, **{"wait-until": until.isoformat(), "fails": str(min(fails + 1, 6))})

    house.store.change(HOUSE, wait)


def save(house: House, run: Run, letter: Letter, **changes: object) -> Letter:
    """Saves a letter's next step; returns it as it is now, which may be withdrawn."""
    run.unsaved[letter.key] = replace(letter, **changes)  # type: ignore[arg-type]
    return save_all(house, letter.addressee, run)[letter.key]


def save_all(house: House, owner: str, run: Run) -> Mapping[str, Letter]:
    """Forgets them where the save fails: such a letter is then in doubt, as after a crash."""
    new, run.unsaved = run.unsaved, {}
    if not new:
        return {}
    return house.store.change(owner, lambda ledger: _with(ledger, new)).letters


def _with(ledger: Ledger, new: Mapping[str, Letter]) -> Ledger:
    """What was withdrawn meanwhile, before it was on its way, stays withdrawn."""
    ended = {
        key
        for key in new
        if key in ledger.letters and ledger.letters[key].state in (State.EXPIRED, State.DEAD)
    }
    kept = {key: letter for key, letter in new.items() if key not in ended}
    return replace(ledger, letters={**ledger.letters, **kept})


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


def sent_lately(ledger: Ledger, now: datetime) -> dict[str, int]:
    """How many letters left in each UTC hour of the last 24 hours, so that no midnight doubles a day."""
    pairs = (part.partition("=") for part in ledger.meta.get("sent-lately", "").split())
    return {
        hour: int(number) for hour, _, number in pairs if now - datetime.fromisoformat(hour) < DAY
    }


def count(house: House, run: Run, now: datetime) -> None:
    """Notes what was sent, several letters at once: a save for each would slow a full outbox."""
    if not run.uncounted:
        return
    hour, new = now.replace(minute=0, second=0, microsecond=0).isoformat(), run.uncounted

    def counted(ledger: Ledger) -> Ledger:
        hours = sent_lately(ledger, now)
        hours[hour] = hours.get(hour, 0) + new
        text = " ".join(f"{name}={number}" for name, number in sorted(hours.items()))
        return meta(ledger, **{"sent-lately": text, "fails": "0", "wait-until": ""})

    house.store.change(HOUSE, counted)
    run.uncounted = 0
