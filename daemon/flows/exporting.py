"""Agreements as JSON or CSV, with the ids they have here; formula cells are defused."""

import csv
import io
import json
from collections.abc import Iterable

from daemon.domain.agreements.agreement import Agreement
from daemon.domain.agreements.terms import texts_of, values_of

COLUMNS = (
    "id",
    "owner",
    "with",
    "state",
    "outcome",
    "target",
    "unit",
    "period",
    "standing",
    "due",
    "category",
    "how",
    "why",
    "quality",
    "consequence",
    "version",
    "agreed",
    "closed",
    "record",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(agreements: Iterable[Agreement]) -> str:
    rows = [{k: v for k, v in _row(a).items() if v} for a in agreements]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def as_csv(agreements: Iterable[Agreement]) -> str:
    """A cell that a spreadsheet would run is written with an apostrophe in front (OWASP)."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for agreement in agreements:
        writer.writerow({k: _defused(v) for k, v in _row(agreement).items()})
    return text.getvalue()


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _row(agreement: Agreement) -> dict[str, str]:
    terms = {**texts_of(agreement.terms), **values_of(agreement.terms)}
    state = "agreed" if agreement.in_force else "not-agreed"
    row = {
        "id": f"{agreement.owner}/{agreement.label}",
        "owner": agreement.owner,
        "with": " ".join(p for p in agreement.parties if p != agreement.owner),
        "state": agreement.verdict.value if agreement.verdict else state,
        "standing": " ".join(f"{k}={v}".lstrip("=") for k, v in agreement.standing.items()),
        "version": str(agreement.version),
        "agreed": agreement.since.isoformat() if agreement.since else "",
        "closed": agreement.closed.isoformat() if agreement.closed else "",
        "record": agreement.record,
        **terms,
    }
    return {name: row.get(name, "") for name in COLUMNS}
