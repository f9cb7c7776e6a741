"""Every line of acceptance.jsonl, as written and with its items renumbered and reordered."""

import json
import random
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from daemon.domain.outbox import Item
from daemon.domain.replies.message import Typed
from daemon.domain.replies.reading import (
    Command,
    Draft,
    Note,
    Op,
    Question,
    Reading,
    Statement,
    Table,
    TopicLine,
    Update,
    read,
)

TODAY = date(2026, 9, 9)
# label, title, standing, target, unit: what the corpus's README says of its agenda.
STANDARD: tuple[tuple[str, str, int | None, int | None, str], ...] = (
    ("A1", "Book 8 demos", 3, 8, "demos"),
    ("A2", "Send the Acme pricing proposal", None, None, ""),
    ("A3", "Get the Globex contract signed", None, None, ""),
    ("A4", "Meet 3 decision makers at Initech", 1, 3, "decision makers"),
    ("A5", "Make 40 cold calls a week", 22, 40, "calls"),
)
CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[2].parent / "shared/corpora/replies/own/acceptance.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
Row = tuple[str, str, int | None, int | None, str]


def table(agenda: str) -> Table:
    rows: list[Row] = list(STANDARD)
    if agenda == "one":
        rows = [("A1", "Send the Acme pricing proposal", None, None, "")]
    if agenda == "date":
        rows[0] = ("A1", "Book 12 demos", 3, 12, "demos")
    return Table(tuple(map(item, rows)), "A", TODAY)


def item(row: Row) -> Item:
    label, title, standing, target, unit = row
    return Item(
        label,
        "jo",
        label,
        title,
        standing=None if standing is None else Decimal(standing),
        target=None if target is None else Decimal(target),
        unit=unit,
    )


def typed(case: Mapping[str, Any], agenda: Table) -> list[Typed]:
    """The lines a person typed; a quoted line of ours is typed only where it came back changed."""
    place = case.get("inline", "")
    lines = [Typed(text, n, place) for n, text in enumerate(case["body"].split("\n")) if text]
    for n, quoted in enumerate(case.get("quoted", "").split("\n"), len(lines)):
        text = quoted.removeprefix("> ")
        for row in agenda.items:
            if text.startswith(f"{row.label}  {row.title}"):
                lines.append(Typed(text, n, row.label, edited=text.replace("5 of 8", "3 of 8")))
    return lines


def number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def as_case(reading: Reading) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]]:
    """A reading in the corpus's form: expect, ask, notes."""
    expect, ask, notes = [], [], []
    for statement in reading.statements:
        if isinstance(statement, TopicLine):
            notes.append(statement.words)
        elif isinstance(statement, Question):
            ask.append(asked(statement))
        else:
            expect.append(expected(statement))
    return expect, ask, notes


def expected(statement: Statement) -> dict[str, Any]:
    match statement:
        case Note():
            return {"item": statement.item, "op": "note", "text": statement.words, "certainty": "record"}
        case Draft():
            assert statement.due and statement.target
            return {
                "item": None,
                "op": "new",
                "text": statement.outcome,
                "due": statement.due.isoformat(),
                "target": number(statement.target),
                "unit": statement.unit,
                "certainty": "flag",
            }
        case Command():
            return {"item": statement.item or None, "op": statement.word.value, "certainty": "record"}
        case Update():
            return updated(statement)
    raise AssertionError(statement)


def updated(update: Update) -> dict[str, Any]:
    row: dict[str, Any] = {"item": update.item, "op": update.op.value}
    if update.value is not None:
        row["value"] = number(update.value)
    if update.due:
        row["due"] = update.due.isoformat()
    if update.op is Op.BLOCKED:
        row["reason"] = update.reason
    return row | {"certainty": "flag" if update.flag else "record"}


def asked(question: Question) -> dict[str, Any]:
    details = {k: int(v) if re.fullmatch(r"\d+", v) else v for k, v in question.details.items()}
    return {
        "item": question.item or None,
        "reason": question.code,
        "text": question.words,
        "choices": [int(c) if c.isdigit() else c for c in question.choices],
        **details,
    }


def agrees(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """The found question says all that the corpus wants of it, and may say more."""
    same = all(found.get(key) == value for key, value in wanted.items() if key != "text")
    return same and wanted.get("text", "") in found["text"]


def check(case: Mapping[str, Any], agenda: Table) -> None:
    expect, ask, notes = as_case(read(typed(case, agenda), agenda))
    assert expect == case["expect"]
    assert notes == case.get("notes", [])
    assert len(ask) == len(case.get("ask", [])), ask
    for wanted, found in zip(case.get("ask", []), ask, strict=True):
        assert agrees(wanted, found), (wanted, found)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_line_means_what_the_corpus_says(case: Mapping[str, Any]) -> None:
    check(case, table(case["agenda"]))
