"""A reading in the form of acceptance.jsonl: expect, ask, notes."""

import re
from decimal import Decimal
from typing import Any

from daemon.domain.replies.meaning.reading import (
    Command,
    Draft,
    Note,
    Question,
    Reading,
    TopicLine,
    Update,
)

Row = dict[str, Any]


def as_case(reading: Reading) -> Row:
    """expect: updates, notes on items, drafts and commands; ask: questions; notes: topics."""
    expect: list[Row] = []
    ask: list[Row] = []
    notes: list[str] = []
    for statement in reading.statements:
        match statement:
            case TopicLine():
                notes.append(statement.words)
            case Question():
                ask.append(_asked(statement))
            case Note():
                expect.append(_row(statement.item, "note", text=statement.words))
            case Draft():
                expect.append(_draft(statement))
            case Command():
                expect.append(_command(statement))
            case Update():
                expect.append(_updated(statement))
    return {"expect": expect, "ask": ask, "notes": notes}


def _row(item: str, op: str, certainty: str = "record", **said: object) -> Row:
    """What was not said is left out."""
    told = {key: value for key, value in said.items() if value not in (None, "")}
    return {"item": item or None, "op": op, **told, "certainty": certainty}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _draft(draft: Draft) -> Row:
    return _row(
        "",
        "new",
        "flag",
        text=draft.outcome,
        due=draft.due.isoformat() if draft.due else None,
        target=_number(draft.target),
        unit=draft.unit,
    )


def _command(command: Command) -> Row:
    until = command.until.isoformat() if command.until else None
    return _row(command.item, command.word.value, text=command.rest, due=until)


def _updated(update: Update) -> Row:
    return _row(
        update.item,
        update.op.value,
        "flag" if update.flag else "record",
        value=_number(update.value),
        due=update.due.isoformat() if update.due else None,
        reason=update.reason,
        text=update.words if update.op == "change" else None,
    )


def _asked(question: Question) -> Row:
    details = {k: int(v) if re.fullmatch(r"\d+", v) else v for k, v in question.details.items()}
    return {
        "item": question.item or None,
        "reason": question.code,
        "text": question.words,
        "choices": [int(c) if c.isdigit() else c for c in question.choices],
        **details,
    }
