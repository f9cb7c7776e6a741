"""`accord explain`: one mail, step by step, changing nothing."""

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from daemon.domain.replies import kinds
from daemon.domain.replies.gates import verdict
from daemon.domain.replies.typed.quotes import extract
from daemon.flows.house import House
from daemon.flows.receive import answered
from daemon.flows.understanding import typed_in, understand
from daemon.mail.parse import TooLargeError, parse


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, what it found, and lines of detail."""

    name: str
    found: str
    lines: tuple[str, ...] = ()


def explain(house: House, raw: bytes, now: datetime) -> tuple[Step, ...]:
    """Each gate and room in order, up to where the mail would stop."""
    try:
        message = parse(raw)
    except TooLargeError as error:
        return (Step("parse", f"held, {error.code}: {error}"),)
    directory = house.directory()
    senders = [directory.by_address(s) for s in message.senders]
    steps = [
        Step("message", f"{message.message_id}, {message.subject!r}"),
        Step("kind", kinds.kind(message).value),
        Step("sender", ", ".join(p.id if p else "nobody we know" for p in senders) or "nobody"),
        Step("authentication", verdict(message, house.settings.mailbox.authserv_id)),
    ]
    letter = answered(house, message)
    if letter is None:
        steps.append(Step("answers", "none of our letters that this state knows"))
        typed = extract(message.lines)
        return (*steps, *_lines(typed))
    steps.append(Step("answers", f"{letter.key}, {letter.subject!r}", _table(letter)))
    steps += _lines(typed_in(house, message, letter))
    writer = directory.people.get(letter.addressee)
    if writer is None or senders != [writer]:
        return (*steps, Step("would record", "nothing: the sender is not the one it was sent to"))
    seen = understand(house, message, writer, letter, now)
    steps.append(
        Step(
            "means",
            f"{len(seen.reading.statements)} statements",
            tuple(_shown(s) for s in seen.reading.statements),
        )
    )
    recorded = tuple(
        f"{owner} {e.agreement or '-'} {e.kind.value} {dict(e.values)}"
        for owner, e in seen.recorded
    )
    return (*steps, Step("would record", f"{len(recorded)} entries", recorded))


def _table(letter: Any) -> tuple[str, ...]:
    return tuple(f"{i.label or '-'}  {i.title}  asked: {i.asked.value}" for i in letter.items)


def _lines(typed: Any) -> tuple[Step, Step]:
    own = tuple(f"{t.item or '-'}: {t.text}" for t in typed.typed)
    out = tuple(f"{d.why}: {d.text}" for d in typed.dropped)
    return Step("typed", f"{len(own)} lines", own), Step("left out", f"{len(out)} lines", out)


def _shown(thing: Any) -> str:
    assert is_dataclass(thing)
    parts = [
        f"{f.name}={_plain(value)}"
        for f in fields(thing)
        if (value := getattr(thing, f.name)) not in ("", None, (), {}, False)
    ]
    return f"{type(thing).__name__.lower()} {' '.join(parts)}"


def _plain(value: object) -> str:
    return value.value if isinstance(value, Enum) else str(value)


def as_text(steps: tuple[Step, ...]) -> str:
    return "\n".join(
        "\n".join([f"{s.name:14}  {s.found}", *(f"{'':16}{line}" for line in s.lines)])
        for s in steps
    )


def as_json(steps: tuple[Step, ...]) -> str:
    return json.dumps(
        [{"step": s.name, "found": s.found, "lines": list(s.lines)} for s in steps],
        ensure_ascii=False,
        indent=2,
    )
