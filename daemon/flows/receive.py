"""The mailbox: raw bytes to the Vault, gates, what was typed, entries, and a receipt that is due.

One change a ledger: the others first, in order of name, last the writer's own with the handled
Message-ID. A crash in between reads the mail again and changes nothing.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from daemon.domain import workdays
from daemon.domain.ledger import Entry, Handled, Kind, Ledger, append
from daemon.domain.letters.wishes import welcomed
from daemon.domain.outbox import Letter, LetterKind
from daemon.domain.people import Person
from daemon.domain.replies import kinds
from daemon.domain.replies.message import IncomingMessage
from daemon.domain.replies.recording.applying import Recorded, numbered
from daemon.errors import StoreError
from daemon.flows import welcome
from daemon.flows.admitting import admit, find, kind_of
from daemon.flows.capturing import between_people
from daemon.flows.holding import hold, note
from daemon.flows.house import HOUSE, House, fault, kept_problem, meta
from daemon.flows.importing import append_to
from daemon.flows.inviting import keep_invitation
from daemon.flows.repeating import repeats
from daemon.flows.understanding import understand
from daemon.mail.parse import TooLargeError, parse
from daemon.ports import Mentions

log = logging.getLogger("accord.receive")

RECEIPTS_A_DAY = 5


@dataclass(frozen=True, slots=True)
class Incoming:
    """A parsed mail and where its bytes lie."""

    message: IncomingMessage
    raw: str


def receive(house: House, now: datetime) -> None:
    """Every mail that waits. A mail is marked done only after its changes are saved.

    A mail that a broken ledger keeps from being read waits, and the rest goes on; the cursor stays,
    so that it comes again.
    """
    cursor = house.store.read(HOUSE).meta.get("cursor", "")
    batch = house.mailbox.fetch(cursor)
    left = 0
    for uid, raw in batch.mails:
        try:
            _take_safely(house, raw, now)
        except StoreError as error:
            left += 1
            kept_problem(house, "mail that waits", str(error))
            log.warning("store-error uid-hash=%s", sha256(uid.encode()).hexdigest()[:12])
        else:
            house.mailbox.done(uid)
    if not left:
        kept_problem(house, "mail that waits", "")
    if not left and batch.cursor != cursor:
        house.store.change(HOUSE, lambda ledger: meta(ledger, cursor=batch.cursor))


def _take_safely(house: House, raw: bytes, now: datetime) -> None:
    name = house.vault.put(raw)
    try:
        take(house, raw, name, now)
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001  # one mail must never stop the batch
        log.warning("crash mail=%s error=%s", name, fault(error))
        hold(house, f"sha256:{name}", name, "crash", now)


def take(house: House, raw: bytes, name: str, now: datetime) -> str:
    """One mail through the gates; the code says what became of it."""
    try:
        message = parse(raw)
    except TooLargeError as error:
        hold(house, f"sha256:{name}", name, error.code, now)
        return error.code
    if any(house.store.find(Mentions(message.message_id))):
        return "known"
    code = kind_of(house, message)
    if code == kinds.Kind.CALENDAR:
        return keep_invitation(house, message, raw, name, now)
    if code != "reply":
        note(house, message.message_id, name, code, now, answered=_returned(house, message))
        return code
    return _reply(house, Incoming(message, name), now)


def _returned(house: House, message: IncomingMessage) -> str:
    """Key of the letter of ours that came back, "" for none."""
    letter = find(house, message.original_message_id) if message.original_message_id else None
    return letter.key if letter else ""


def _reply(house: House, incoming: Incoming, now: datetime) -> str:
    message = incoming.message
    seen = admit(house, message)
    if seen.code == "welcome":
        welcome.start(house, message.senders[0], now)
        note(house, message.message_id, incoming.raw, "welcome", now)
        return "welcome"
    if seen.code or seen.writer is None:
        told = seen.addressee if seen.letter else seen.writer
        told = None if seen.code == "held-stranger" else told
        hold(house, message.message_id, incoming.raw, seen.code, now, message, told)
        return seen.code
    return _record(
        house, incoming, seen.writer, seen.letter or _blank(message, seen.writer, now), now
    )


def _blank(message: IncomingMessage, person: Person, now: datetime) -> Letter:
    """Stands for the letter that was not answered: no items, so that no number means anything."""
    return Letter("", LetterKind.ANSWER, person.id, now, message.subject, "", "", "", "", now)


def _stops(house: House, message: IncomingMessage, writer: Person) -> bool:
    """The admin's "STOP" on the first line stops all sending; only the command lets it go on."""
    first = next((line.text for line in message.lines if line.text.strip()), "")
    return writer.id == house.directory().admin and first.strip(" .!").casefold() == "stop"


def _record(house: House, incoming: Incoming, writer: Person, letter: Letter, now: datetime) -> str:
    if repeats(house, incoming.message, writer, letter):
        note(house, incoming.message.message_id, incoming.raw, "repeated", now)
        return "repeated"
    if _stops(house, incoming.message, writer):
        house.stop()
        note(house, incoming.message.message_id, incoming.raw, "stop", now)
        return "stop"
    if letter.kind is LetterKind.WELCOME:
        understood = welcome.answer(house, incoming.message, writer, letter, now)
        recorded, unread = understood
    else:
        seen = understand(house, incoming.message, writer, letter, now)
        recorded, unread = seen.recorded, (*seen.reading.unread, *seen.left_out)
        if not recorded and between_people(house, incoming.message, letter):
            house.vault.drop(incoming.raw)  # nothing of it is ours to keep
            note(house, incoming.message.message_id, "", "between-people", now)
            return "between-people"
    recorded = _first_yes(house, writer, recorded, incoming.message.message_id, now)
    commit(house, incoming, writer, letter, recorded, unread, now)
    return "read"


def _first_yes(
    house: House, writer: Person, recorded: tuple[Recorded, ...], source: str, now: datetime
) -> tuple[Recorded, ...]:
    """A leader's first yes to words between them and one they lead opens the way to the reps.

    Words of their own that complete a draft of theirs are such a yes.
    """
    led = {p.id for p in house.directory().reports(writer.id)}
    said_yes = any(
        (e.kind is Kind.ACKNOWLEDGED or (e.kind is Kind.COUNTERED and e.values.get("consents")))
        and (owner in led or e.agreement.startswith("L"))
        for owner, e in recorded
        if owner in {*led, writer.id}
    )
    if not (said_yes and led) or welcomed(house.store.read(writer.id)):
        return recorded
    entry = Entry(Kind.WELCOMED, now, writer.id, source, "welcomed")
    return (*recorded, (writer.id, entry))


def commit(
    house: House,
    incoming: Incoming,
    writer: Person,
    letter: Letter,
    recorded: tuple[Recorded, ...],
    unread: tuple[str, ...],
    now: datetime,
) -> None:
    """One change a ledger, the writer's own last, with the handled id and the receipt due."""
    by_owner: dict[str, list[Entry]] = {}
    for owner, entry in recorded:
        by_owner.setdefault(owner, []).append(house.salted(entry))
    mine = by_owner.pop(writer.id, [])
    for owner in sorted(by_owner):
        append_to(house, owner, by_owner[owner])
    message = incoming.message
    handled = Handled(
        time=now,
        answered=letter.key,
        raw=incoming.raw,
        message_id=message.message_id,
        subject=letter.subject,
        references=message.references,
        ledgers=(*sorted(by_owner), writer.id),
        unread=unread,
    )

    def decide(ledger: Ledger) -> Ledger:
        if message.message_id in ledger.handled:
            return ledger
        ledger = append(ledger, numbered(ledger, mine))
        due = _receipt_due(house, writer, ledger, now)
        new = replace(handled, receipt_due=due)
        return replace(ledger, handled={**ledger.handled, message.message_id: new})

    house.store.change(writer.id, decide)
    log.info("read entries=%d ledgers=%d", len(recorded), len(handled.ledgers))


def _receipt_due(house: House, writer: Person, ledger: Ledger, now: datetime) -> datetime:
    """In a few minutes; after five receipts in a day the rest of that day share one, at its end."""
    soon = now + timedelta(minutes=house.settings.rhythm.receipt_minutes)
    today = workdays.today(writer, now)
    made = sum(
        x.kind is LetterKind.RECEIPT and workdays.today(writer, x.made) == today
        for x in ledger.letters.values()
    )
    if made < RECEIPTS_A_DAY:
        return soon
    return max(soon, workdays.instant(writer, today + timedelta(days=1), workdays.EARLIEST))
