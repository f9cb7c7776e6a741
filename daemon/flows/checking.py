"""What `accord check` and `accord outbox` show: everything that needs somebody's attention."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from daemon.domain.ledger import Ledger, verify
from daemon.domain.letters.wishes import welcomed
from daemon.domain.meetings.inviting import Outcome
from daemon.domain.outbox import Letter, State
from daemon.errors import DaemonError, SourceError, StoreError
from daemon.flows.cures import with_cure
from daemon.flows.house import HOUSE, House
from daemon.flows.plan import AHEAD, BEHIND, read_calendars
from daemon.flows.probing import probed
from daemon.ports import Everyone, Window
from daemon.settings import doubts

WAITING = (State.QUEUED, State.SENDING, State.DEAD, State.EXPIRED)
RETRY_FOR = timedelta(days=5)
FILED = ("own", "auto_reply", "bounce", "calendar", "other")  # counted, by kind
PASSED_OVER = (
    *("known", "read", "between-people", "welcome", "stop", *FILED),
    *(outcome.value for outcome in Outcome if outcome is not Outcome.HELD),
)
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `check`. attention: somebody should do something about it."""

    place: str
    what: str
    attention: bool = True

    def __str__(self) -> str:
        return f"{'!' if self.attention else ' '} {self.place}: {self.what}"


def findings(house: House, now: datetime) -> tuple[Finding, ...]:
    """Everything there is to say, the settings first; nothing is changed."""
    return (
        *_settings(house),
        *(Finding(*found) for found in probed(house, now)),
        *_calendars(house, now),
        *_mailbox(house),
        *_ledgers(house),
        *_held(house, now),
        *_leaders(house),
        *(Finding("templates", problem) for problem in house.renderer.check()),
    )


def _settings(house: House) -> Iterable[Finding]:
    settings = house.settings
    for problem in doubts(settings, house.directory()):
        yield Finding(problem.file, f"{problem.key}: {problem.message}")
    if settings.sending.mode != "live":
        yield Finding("sending", f"mode is {settings.sending.mode}", attention=False)
    if (settings.state / "stop").exists():
        yield Finding("sending", "is stopped; accord start lets it go on")


def _calendars(house: House, now: datetime) -> Iterable[Finding]:
    read_calendars(house, Window(now - BEHIND, now + AHEAD))
    for place, problem in sorted(house.memory.problems.items()):
        yield Finding(place, with_cure(problem))


def _mailbox(house: House) -> Iterable[Finding]:
    try:
        cursor = house.store.read(HOUSE).meta.get("cursor", "")
        count = len(house.mailbox.fetch(cursor).mails)
    except (SourceError, StoreError) as error:
        yield Finding("mailbox", with_cure(str(error)))
        return
    if count:
        yield Finding("mailbox", f"{count} mails wait to be read", attention=False)
    elif not any(house.store.read(owner).handled for owner in house.store.find(Everyone())):
        what = "no mail has come yet; is this where your server puts it?"
        yield Finding("mailbox", what, attention=False)


def _ledgers(house: House) -> Iterable[Finding]:
    for owner in house.directory().people:
        try:
            ledger = house.store.read(owner)
        except StoreError as error:
            yield Finding(f"ledger {owner}", f"{error}; accord restore {owner}")
            continue
        for fault in verify(ledger):
            where = f"entry {fault.seq + 1} of {fault.agreement or 'no agreement'}"
            yield Finding(f"ledger {owner}", f"{where}: its {fault.what} is not what was recorded")
        for letter in ledger.letters.values():
            if letter.state is State.DEAD:
                yield Finding(f"letter {letter.key}", f"is dead: {letter.error}")


def _held(house: House, now: datetime) -> Iterable[Finding]:
    """Mail that was kept aside, letters that came back, and how many mails were only filed."""
    try:
        handled = house.store.read(HOUSE).handled
    except StoreError as error:
        yield Finding("ledger _house", str(error))
        return
    kept = timedelta(days=house.settings.kept.held)
    seen = sorted((h for h in handled.values() if now - h.time <= kept), key=lambda h: h.time)
    for mail in seen:
        if mail.code == "bounce" and mail.answered:
            what = f"came back, or is late: mail {mail.raw[:12]} says why"
            yield Finding(f"letter {mail.answered}", what)
        elif mail.code not in PASSED_OVER:
            yield Finding(f"mail {mail.raw[:12]}", f"held {mail.time:%Y-%m-%d %H:%M} ({mail.code})")
    lately = Counter(mail.code for mail in seen if now - mail.time <= LATELY)
    if filed := [f"{lately[code]} {code}" for code in FILED if lately[code]]:
        what = f"filed in the last seven days and not answered: {', '.join(filed)}"
        yield Finding("mailbox", what, attention=False)


def _leaders(house: House) -> Iterable[Finding]:
    for leader in house.directory().leaders():
        try:
            known = welcomed(house.store.read(leader.id))
        except DaemonError:
            continue
        if not known:
            what = "has not answered yet, so the reps get no mail; accord welcome ADDRESS asks"
            yield Finding(f"leader {leader.id}", what, attention=False)


def waiting(house: House) -> tuple[Letter, ...]:
    """Letters that did not leave, oldest first."""
    found = [
        letter
        for owner in house.store.find(Everyone())
        for letter in house.store.read(owner).letters.values()
        if letter.state in WAITING
    ]
    return tuple(sorted(found, key=lambda x: (x.made, x.key)))


def retry_letter(house: House, key: str, now: datetime) -> None:
    """Queues a dead or expired letter again, with some days to leave. Raises DaemonError."""
    letter = next((x for x in waiting(house) if x.key == key), None)
    if letter is None or letter.state not in (State.DEAD, State.EXPIRED):
        raise DaemonError(f"{key} is no dead or expired letter; accord outbox lists them")
    again = replace(
        letter, state=State.QUEUED, not_before=now, expires=now + RETRY_FOR, error="", draft=""
    )

    def decide(ledger: Ledger) -> Ledger:
        return replace(ledger, letters={**ledger.letters, key: again})

    house.store.change(letter.addressee, decide)
