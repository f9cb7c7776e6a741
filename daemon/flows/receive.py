"""The mailbox: raw bytes to the Vault, gates, what was typed, entries, and a receipt that is due.

One change a ledger: the others first, in order of name, last the writer's own with the handled
Message-ID. A crash in between reads the mail again and changes nothing.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import takewhile

from daemon.domain import tags, workdays
from daemon.domain.agreements.agreement import Agreement, fold
from daemon.domain.ledger import Entry, Handled, Kind, Ledger, append
from daemon.domain.letters.wishes import welcomed
from daemon.domain.outbox import Letter, LetterKind
from daemon.domain.people import Directory, Person
from daemon.domain.replies import kinds
from daemon.domain.replies.applying import Context, Recorded, apply, numbered
from daemon.domain.replies.gates import undoable, verdict
from daemon.domain.replies.message import IncomingMessage
from daemon.domain.replies.quotes import extract
from daemon.domain.replies.reading import read
from daemon.domain.replies.statements import Reading, Table
from daemon.errors import StoreError
from daemon.flows import welcome
from daemon.flows.deliver import marker
from daemon.flows.holding import hold, note
from daemon.flows.house import HOUSE, House, kept_problem, meta
from daemon.flows.importing import append_to
from daemon.mail.parse import TooLargeError, parse
from daemon.ports import Mentions

log = logging.getLogger("accord.receive")

RECEIPTS_A_DAY = 5


@dataclass(frozen=True, slots=True)
class Incoming:
    """A parsed mail and where its bytes lie."""

    message: IncomingMessage
    raw: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A reply as far as it is read: whose, to which letter, what it says, what it would record."""

    writer: Person
    letter: Letter
    reading: Reading
    recorded: tuple[Recorded, ...]
    left_out: tuple[str, ...]


def receive(house: House, now: datetime) -> None:
    """Every mail that waits. A mail is marked done only after its changes are saved."""
    cursor = house.store.read(HOUSE).meta.get("cursor", "")
    batch = house.mailbox.fetch(cursor)
    for uid, raw in batch.mails:
        name = house.vault.put(raw)
        try:
            take(house, raw, name, now)
        except StoreError as error:
            kept_problem(house, "mailbox", str(error))
            log.error("store-error uid-hash=%s", sha256(uid.encode()).hexdigest()[:12])
            return
        except Exception:  # one mail must never stop the batch
            log.exception("crash mail=%s", name)
            hold(house, f"sha256:{name}", name, "crash", now)
        house.mailbox.done(uid)
    if batch.cursor != cursor:
        house.store.change(HOUSE, lambda ledger: meta(ledger, cursor=batch.cursor))


def take(house: House, raw: bytes, name: str, now: datetime) -> str:
    """One mail through the gates; the code says what became of it."""
    try:
        message = parse(raw)
    except TooLargeError as error:
        hold(house, f"sha256:{name}", name, error.code, now)
        return error.code
    if any(house.store.find(Mentions(message.message_id))):
        return "known"
    code = _gate(house, message)
    if code != "reply":
        note(house, message.message_id, name, code, now)
        return code
    return _reply(house, Incoming(message, name), now)


def _gate(house: House, message: IncomingMessage) -> str:
    """"reply", or why this mail is filed and never answered."""
    own = house.settings.mailbox.address
    if message.header("x-accord-loop") == marker(house) or own in message.senders:
        return "own"
    return kinds.kind(message).value


def _reply(house: House, incoming: Incoming, now: datetime) -> str:
    message = incoming.message
    directory = house.directory()
    person = directory.by_address(message.senders[0]) if len(message.senders) == 1 else None
    authentic = verdict(message, house.settings.mailbox.authserv_id)
    letter = answered(house, message)
    if letter is None:
        return _unasked(house, incoming, person, authentic, now)
    addressee = directory.people.get(letter.addressee)
    code = ""
    if person is None or person.id != letter.addressee:
        code = "held-sender"
    elif authentic == "fail":
        code = "held-authentication"
    elif authentic != "pass" and house.settings.mailbox.require_auth == "always":
        code = "held-no-authentication"
    if code or person is None:
        hold(house, message.message_id, incoming.raw, code, now, message, addressee)
        return code
    return _record(house, incoming, person, letter, now)


def answered(house: House, message: IncomingMessage) -> Letter | None:
    """The letter this mail answers: by the tag in its recipients, then by the ids it refers to."""
    found = [tag for r in message.recipients if (tag := tags.tag_in_address(r))]
    found += message.references
    for reference in found:
        for owner in house.store.find(Mentions(reference)):
            for letter in house.store.read(owner).letters.values():
                if reference in (letter.tag, letter.message_id):
                    return letter
    return None


def _unasked(
    house: House, incoming: Incoming, person: Person | None, authentic: str, now: datetime
) -> str:
    """Mail that answers none of ours: only from a known address that was authenticated."""
    message = incoming.message
    if person is None or welcome.asks(house, message):
        if welcome.asks(house, message) and authentic == "pass":
            welcome.start(house, message.senders[0], now)
            note(house, message.message_id, incoming.raw, "welcome", now)
            return "welcome"
        hold(house, message.message_id, incoming.raw, "held-stranger", now)
        return "held-stranger"
    if authentic != "pass":
        hold(house, message.message_id, incoming.raw, "held-no-tag", now, message, person)
        return "held-no-tag"
    return _record(house, incoming, person, _blank(message, person, now), now)


def _blank(message: IncomingMessage, person: Person, now: datetime) -> Letter:
    """Stands for the letter that was not answered: no items, so that no number means anything."""
    return Letter("", LetterKind.ANSWER, person.id, now, message.subject, "", "", "", "", now)


def _record(
    house: House, incoming: Incoming, writer: Person, letter: Letter, now: datetime
) -> str:
    if letter.kind is LetterKind.WELCOME:
        understood = welcome.answer(house, incoming.message, writer, letter, now)
        recorded, unread = understood
    else:
        seen = understand(house, incoming.message, writer, letter, now)
        recorded, unread = seen.recorded, (*seen.reading.unread, *seen.left_out)
    recorded = _first_yes(house, writer, recorded, incoming.message.message_id, now)
    commit(house, incoming, writer, letter, recorded, unread, now)
    return "read"


def understand(
    house: House, message: IncomingMessage, writer: Person, letter: Letter, now: datetime
) -> Understood:
    """What would be recorded for a mail, changing nothing: also what `accord explain` shows."""
    directory, source = house.directory(), message.message_id
    sent = house.vault.get(letter.text).decode() if letter.text else ""
    typed = extract(message.lines, sent, tuple(i.label for i in letter.items))
    other = partner(directory, writer, letter)
    leads = bool(other) and directory.people[other].leader == writer.id
    table = Table(
        items=letter.items,
        prefix="" if letter.items and letter.items[0].label.isdigit() else "L" if leads else "A",
        today=workdays.today(writer, now),
        fiscal=house.settings.fiscal,
        writer=writer.id,
    )
    reading = read(typed.typed, table)
    context = Context(
        writer=writer,
        other=other,
        leads=leads,
        letter=letter,
        agreements=agreements(house, {i.owner for i in letter.items} | {writer.id}, source),
        now=now,
        source=source,
        recent=_recent(house, writer, letter, source),
    )
    left = tuple(d.text for d in typed.dropped if d.why in ("signature", "device", "disclaimer"))
    return Understood(writer, letter, reading, apply(reading, context), left)


def partner(directory: Directory, writer: Person, letter: Letter) -> str:
    """The other half of the pair a letter is about; a rep's leader where it is about none."""
    if "+" in letter.about:
        other = directory.other(letter.about, writer.id)
        return other if other in directory.people else ""
    return writer.leader if writer.leader in directory.people else ""


def agreements(
    house: House, owners: Iterable[str], before: str = ""
) -> Mapping[tuple[str, str], Agreement]:
    """Every agreement in these ledgers, by (owner, label), or as they were before a mail."""
    return {
        (owner, label): agreement
        for owner in sorted(owners)
        for label, agreement in fold(owner, _entries(house, owner, before)).items()
    }


def _entries(house: House, owner: str, before: str) -> tuple[Entry, ...]:
    """A crash may have recorded half of a mail: read again, it must say what it said at first."""
    return tuple(takewhile(lambda e: e.source != before, house.store.read(owner).entries))


def _recent(
    house: House, writer: Person, letter: Letter, source: str
) -> tuple[tuple[str, Entry], ...]:
    """What UNDO would take back: what a receipt confirmed, or the last reply in this thread."""
    ledger = house.store.read(writer.id)
    if letter.kind is LetterKind.RECEIPT:
        sources = set(letter.matters)
    else:
        sources = _last_reply(ledger, letter)
    owners = {o for m in sources if m in ledger.handled for o in ledger.handled[m].ledgers}
    return tuple(
        (owner, entry)
        for owner in sorted(owners)
        for entry in undoable(_entries(house, owner, source), writer.id, sources)
    )


def _last_reply(ledger: Ledger, letter: Letter) -> set[str]:
    replies = [
        (h.time, m)
        for m, h in ledger.handled.items()
        if h.code == "read"
        and h.ledgers
        and (old := ledger.letters.get(h.answered))
        and old.about == letter.about
    ]
    return {max(replies)[1]} if replies else set()


def _first_yes(
    house: House, writer: Person, recorded: tuple[Recorded, ...], source: str, now: datetime
) -> tuple[Recorded, ...]:
    """A leader's first yes opens the way to the reps."""
    said_yes = any(e.kind is Kind.ACKNOWLEDGED for _, e in recorded)
    leads = bool(house.directory().reports(writer.id))
    if not (said_yes and leads) or welcomed(house.store.read(writer.id)):
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
