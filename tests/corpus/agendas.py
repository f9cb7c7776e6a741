"""The mails that the cases of the corpora answer, by the name a case gives: tests/corpus/own/agendas.json."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from daemon.domain.outbox import Asked, Item
from daemon.domain.replies.meaning.reading import Table

OWN = Path(__file__).resolve().parent / "own"
TODAY = date(2026, 9, 9)  # a Wednesday
Case = Mapping[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Agenda:
    """A mail that was sent: its item table, and the line of its text for each label."""

    table: Table
    lines: Mapping[str, str]

    @property
    def text(self) -> str:
        return "\n".join(["Hi,", "", "Open agreements", "", *self.lines.values(), "", "Mail 4711"])


@cache
def _known() -> dict[str, Any]:
    return dict(json.loads((OWN / "agendas.json").read_text(encoding="utf-8")))


def agenda_of(case: Case) -> dict[str, Any]:
    """The agenda that a case names, or the one it brings along, as the file has it."""
    found = case["agenda"]
    return dict(_known()[found] if isinstance(found, str) else found)


def agenda(case: Case) -> Agenda:
    """What the case answers, as the program keeps it."""
    written = agenda_of(case)
    rows: list[Row] = written["items"]
    table = Table(
        items=tuple(map(_item, rows)),
        prefix=written.get("prefix", "A"),
        today=date.fromisoformat(case.get("today", TODAY.isoformat())),
        writer=written.get("writer", ""),
    )
    return Agenda(table, {row["label"]: _mailed(row) for row in rows})


def _item(row: Row) -> Item:
    return Item(
        label=row["label"],
        owner=row.get("owner", "jo"),
        agreement=row["label"],
        title=row["title"],
        standing=_number(row.get("standing")),
        target=_number(row.get("target")),
        unit=row.get("unit", ""),
        period=row.get("period", ""),
        due=date.fromisoformat(row["due"]) if "due" in row else None,
        asked=Asked(row.get("asked", "progress")),
        closed=row.get("closed", False),
    )


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _mailed(row: Row) -> str:
    return f"{row['label']}  {row['title']} {row.get('tail', '')}".rstrip()
