"""`accord explain`: one mail, step by step, changing nothing.

The mail is read in a supposed house, by the very flow that reads the mailbox; the steps in between
are the same functions, so that what is told here is what happens there.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from daemon.domain.ledger import Handled
from daemon.domain.outbox import Letter, LetterKind
from daemon.domain.replies import kinds
from daemon.domain.replies.message import Extract, IncomingMessage
from daemon.domain.replies.typed.quotes import extract
from daemon.flows import wording
from daemon.flows.admitting import Admission, admit, kind_of
from daemon.flows.house import House, fault
from daemon.flows.receipts import receipts
from daemon.flows.receive import take
from daemon.flows.supposing import supposed, unread
from daemon.flows.understanding import text_of, typed_in, understand
from daemon.mail.parse import TooLargeError, parse
from daemon.ports import Everyone, Mentions

RECEIPT_LINES = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, what it found, lines of detail, and a code for programs."""

    name: str
    found: str
    lines: tuple[str, ...] = ()
    code: str = ""


def explain(house: House, raw: bytes, now: datetime) -> tuple[Step, ...]:
    """Each gate and room in order, up to where the mail stops."""
    return tuple(_steps(house, raw, now))


def _steps(house: House, raw: bytes, now: datetime) -> Iterator[Step]:
    try:
        message = parse(raw)
    except TooLargeError as error:
        why = f"held ({error.code}): {error}; nothing more is looked at"
        yield Step("size", why, code=error.code)
        return
    except Exception as error:  # noqa: BLE001  # the daemon holds such a mail, and goes on
        yield Step("size", f"held (crash): {fault(error)}, a fault of ours", code="crash")
        return
    yield Step("message", f"{message.message_id}, {message.subject!r}")
    yield _size(message)
    yield _seen(house, message)
    house = supposed(house)
    unread(house, message.message_id)
    yield _kind(house, message)
    if kind_of(house, message) == kinds.Kind.REPLY:
        yield from _read(house, message, raw, now)


def _size(message: IncomingMessage) -> Step:
    cut = "; the text was cut, the rest is not looked at" if message.cut else ""
    return Step("size", f"under every cap{cut}", code="cut" if message.cut else "")


def _seen(house: House, message: IncomingMessage) -> Step:
    found = _handled(house, message)
    if found is None:
        return Step("seen before", "no")
    when = f"{found.time:%Y-%m-%d %H:%M}"
    told = f"yes, at {when} ({found.code}); below is what it says, as of then"
    return Step("seen before", told, code=found.code)


def _handled(house: House, message: IncomingMessage) -> Handled | None:
    for owner in house.store.find(Mentions(message.message_id)):
        if found := house.store.read(owner).handled.get(message.message_id):
            return found
    return None


def _kind(house: House, message: IncomingMessage) -> Step:
    found, rule = kinds.why(message)
    taken = kind_of(house, message)
    rule = taken if taken != found else rule or taken
    after = "" if taken == kinds.Kind.REPLY else "; filed and never answered"
    return Step("kind", taken, (f"{wording.KINDS[rule]}{after}",), code=rule)


def _read(house: House, message: IncomingMessage, raw: bytes, now: datetime) -> Iterator[Step]:
    seen = admit(house, message)
    yield _answers(seen.letter)
    yield _sender(house, message)
    yield _authentication(house, message, seen)
    code = take(house, raw, house.vault.put(raw), now)
    yield _outcome(code)
    letter = seen.letter
    typed = typed_in(house, message, letter) if letter else extract(message.lines)
    yield from _lines(typed)
    if letter and not text_of(house, letter):
        yield Step(
            "note", "the letter's own text is kept no longer: quotes are told by their marks"
        )
    if code == "read":
        yield from _recorded(house, message, seen, now)


def _answers(letter: Letter | None) -> Step:
    if letter is None:
        return Step("answers", "none of our letters that this state knows", code="none")
    table = (f"{i.label or '-'}  {i.title}  asked: {i.asked.value}" for i in letter.items)
    return Step("answers", f"{letter.key}, {letter.subject!r}", tuple(table), code=letter.key)


def _sender(house: House, message: IncomingMessage) -> Step:
    directory = house.directory()
    people = [directory.by_address(s) for s in message.senders]
    names = ", ".join(p.id if p else "nobody we know" for p in people)
    return Step("sender", names or "nobody", message.senders)


def _authentication(house: House, message: IncomingMessage, seen: Admission) -> Step:
    server = house.settings.mailbox.authserv_id
    top = message.header("authentication-results")
    if not server:
        why = "the settings name no server whose results count (authserv_id)"
    elif not top:
        why = "the mail has no Authentication-Results"
    else:
        why = f"of {server}, the topmost results are: {top[:200]}"
    return Step("authentication", seen.authentic, (why,), code=seen.authentic)


def _outcome(code: str) -> Step:
    if code == "read":
        return Step("gates", "passed: it is read", code=code)
    return Step("gates", f"{code}: {wording.gate(code)}", code=code)


def _lines(typed: Extract) -> tuple[Step, Step]:
    own = tuple(f"{t.item or '-'}: {t.text}" for t in typed.typed)
    out = tuple(f"{d.why}: {d.text}" for d in typed.dropped)
    return Step("typed", f"{len(own)} lines", own), Step("left out", f"{len(out)} lines", out)


def _recorded(
    house: House, message: IncomingMessage, seen: Admission, now: datetime
) -> Iterator[Step]:
    """What it means, and what the supposed ledgers hold of it now."""
    if seen.letter and seen.writer and seen.letter.kind is not LetterKind.WELCOME:
        reading = understand(house, message, seen.writer, seen.letter, now).reading
        told = tuple(wording.statement(s) for s in reading.statements)
        told += tuple(f"says nothing to the list: “{line}”" for line in reading.unread)
        yield Step("means", f"{len(reading.statements)} statements", told)
    made = tuple(
        wording.entry(owner, entry)
        for owner in house.store.find(Everyone())
        for entry in house.store.read(owner).entries
        if entry.source == message.message_id
    )
    yield Step("would record", f"{len(made)} entries", made)
    yield _receipt(house, message, now)


def _receipt(house: House, message: IncomingMessage, now: datetime) -> Step:
    """The one that was sent, or the one that would be, were this the only reply."""
    receipts(house, now + timedelta(days=2))
    found = [
        letter
        for owner in house.store.find(Everyone())
        for letter in house.store.read(owner).letters.values()
        if letter.kind is LetterKind.RECEIPT and message.message_id in letter.matters
    ]
    if not found:
        return Step("receipt", "none: the writer asked for receipts with a question only (QUIET)")
    text = [line for line in text_of(house, found[0]).splitlines() if line.strip()]
    return Step("receipt", found[0].subject, tuple(text[:RECEIPT_LINES]), code=found[0].key)


def as_text(steps: tuple[Step, ...]) -> str:
    return "\n".join(
        "\n".join([f"{s.name:14}  {s.found}", *(f"{'':16}{line}" for line in s.lines)])
        for s in steps
    )


def as_json(steps: tuple[Step, ...]) -> str:
    """A list of objects: step, code (what a program goes by), found, lines."""
    return json.dumps(
        [{"step": s.name, "code": s.code, "found": s.found, "lines": list(s.lines)} for s in steps],
        ensure_ascii=False,
        indent=2,
    )
