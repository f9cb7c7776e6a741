"""Every line of acceptance.jsonl, as written and with its items renumbered and reordered."""

import json
import random
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from daemon.domain.outbox import Item
from daemon.domain.replies.message import Typed
from daemon.domain.replies.meaning.reading import (
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
CASES = [f"u{number:02}" for number in range(1, 87)]
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
    body = [
        Typed(text, n, case.get("inline", "")) for n, text in enumerate(case["body"].split("\n"))
    ]
    quoted = (line.removeprefix("> ") for line in case.get("quoted", "").split("\n"))
    changed = [
        Typed(text, len(body) + n, row.label, edited=text.replace("5 of 8", "3 of 8"))
        for n, text in enumerate(quoted)
        for row in agenda.items
        if text.startswith(f"{row.label}  {row.title}")
    ]
    return body + changed


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
            return {
                "item": statement.item,
                "op": "note",
                "text": statement.words,
                "certainty": "record",
            }
        case Draft():
            assert statement.due
            assert statement.target
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
            return {
                "item": statement.item or None,
                "op": statement.word.value,
                "certainty": "record",
            }
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


@pytest.fixture(scope="session")
def cases(shared: Path) -> dict[str, dict[str, Any]]:
    lines = (
        (shared / "corpora/replies/own/acceptance.jsonl").read_text(encoding="utf-8").splitlines()
    )
    return {case["id"]: case for case in map(json.loads, lines)}


def test_no_case_is_left_out(cases: Mapping[str, Any]) -> None:
    assert sorted(cases) == CASES


@pytest.mark.parametrize("case", CASES)
def test_a_line_means_what_the_corpus_says(case: str, cases: Mapping[str, Any]) -> None:
    check(cases[case], table(cases[case]["agenda"]))


# --- the same under other numbers --------------------------------------------------------------

_LABEL = re.compile(
    r"(?<![\w+])([Aa]|#)([1-5])(?![\w])"  # A1, a1, #1
    r"|(?m:^|(?<=☑ ))()([1-5１])(?=[:：).] ?|[ ](?:done|👍)|$)"  # 1:, 1), 2 done, ☑ 2
)


def renumbered(value: Any, numbers: Mapping[int, int]) -> Any:
    """A case, or any part of it, with every label under its new number."""
    if isinstance(value, str):
        return _LABEL.sub(lambda match: _renumbered(match, numbers), value)
    if isinstance(value, list):
        return [renumbered(part, numbers) for part in value]
    if isinstance(value, dict):
        return {
            key: part if key in {"value", "due", "choices"} else renumbered(part, numbers)
            for key, part in value.items()
        }
    return value


def _renumbered(match: re.Match[str], numbers: Mapping[int, int]) -> str:
    letter, number = match.group(1) or "", match.group(2) or match.group(4)
    return f"{letter}{numbers[int(number)]}"


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("case", [case for case in CASES if case != "u68"])  # its joke is the one
def test_numbers_and_order_of_the_items_change_nothing(
    case: str, seed: int, cases: Mapping[str, Any]
) -> None:
    draw = random.Random(seed)
    numbers = dict(
        zip(range(1, 6), draw.sample([n for n in range(1, 99) if n != 9], k=5), strict=True)
    )
    agenda = table(cases[case]["agenda"])
    rows = [replace(row, label=f"A{numbers[int(row.label[1:])]}") for row in agenda.items]
    draw.shuffle(rows)
    check(renumbered(cases[case], numbers), replace(agenda, items=tuple(rows)))
