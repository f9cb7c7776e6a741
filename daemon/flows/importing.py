"""Agreements from a CSV file or one row typed at the command line: expectations until both say yes."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256

from daemon.domain.agreements.drafts.looking import open_in
from daemon.domain.agreements.drafts.points import Open
from daemon.domain.agreements.terms import Category, Terms, texts_of, values_of
from daemon.domain.ledger import Entry, Kind, append
from daemon.domain.people import Directory, Person
from daemon.domain.replies.recording.applying import NEW_LABEL, numbered
from daemon.errors import Problem, SettingsError
from daemon.flows.house import House

COLUMNS = (
    "owner",
    "with",
    "outcome",
    "target",
    "unit",
    "period",
    "due",
    "category",
    "how",
    "why",
    "quality",
    "consequence",
)
Say = Callable[[str, str], None]
NEEDED = ("owner", "with", "outcome")


@dataclass(frozen=True, slots=True)
class Row:
    """One checked line: whose, with whom, the terms, and its line number in the file."""

    line: int
    owner: Person
    other: Person
    terms: Terms


def import_file(house: House, name: str, content: bytes, now: datetime) -> int:
    """Writes every row, or none where any is wrong; a second run finishes what a crash cut off.

    Raises SettingsError with every problem and its line. Returns how many rows the file has.
    """
    rows = read_rows(name, content, house.directory())
    source = f"import:{sha256(content).hexdigest()}"
    write(house, rows, source, now)
    return len(rows)


def left_open(house: House, name: str, content: bytes) -> tuple[tuple[int, Open], ...]:
    """(line, what its words leave open) of the file's rows; such a row comes in all the same.

    Raises SettingsError as `import_file` does.
    """
    rows = read_rows(name, content, house.directory())
    found = ((row.line, open_in(row.terms, _leader(row).language)) for row in rows)
    return tuple((line, points[0]) for line, points in found if points)


def write(house: House, rows: Iterable[Row], source: str, now: datetime) -> None:
    """One change a ledger. The leader is the author, and is asked first."""
    by_owner: dict[str, list[Entry]] = {}
    for row in rows:
        entry = house.salted(_entry(row, source, now))
        by_owner.setdefault(row.owner.id, []).append(entry)
    for owner, entries in sorted(by_owner.items()):
        append_to(house, owner, entries)


def append_to(house: House, owner: str, entries: Iterable[Entry]) -> None:
    """One change: the entries, with the numbers that are free now."""
    entries = tuple(entries)
    house.store.change(owner, lambda ledger: append(ledger, numbered(ledger, entries)))


def _entry(row: Row, source: str, now: datetime) -> Entry:
    leader = _leader(row)
    rep = row.owner if leader is row.other else row.other
    letter = "A" if rep is row.owner else "L"
    values = {
        **values_of(row.terms),
        "parties": f"{row.owner.id},{row.other.id}",
        "leader": leader.id,
        "team": rep.team,
    }
    return Entry(
        kind=Kind.PROPOSED,
        time=now,
        author=leader.id,
        source=f"{source}:{row.line}",
        line="0",
        agreement=letter + NEW_LABEL,
        texts=texts_of(row.terms),
        values={k: v for k, v in values.items() if v},
    )


def _leader(row: Row) -> Person:
    return row.other if row.owner.leader == row.other.id else row.owner


def read_rows(name: str, content: bytes, directory: Directory) -> tuple[Row, ...]:
    """Every row checked; SettingsError lists every wrong cell with its line, none is written."""
    problems: list[Problem] = []
    rows: list[Row] = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(name, f"line {line}", "is not UTF-8; save the file as UTF-8")
        raise SettingsError((problem,)) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [c.strip().casefold() for c in next(reader, [])]
        _check_header(name, header, problems)
        for cells in reader:
            if not any(c.strip() for c in cells):
                continue
            row = _row(name, reader.line_num, header, cells, directory, problems)
            rows += [row] if row else []
    except csv.Error as error:
        problems.append(
            Problem(name, f"line {reader.line_num}", f"is cut off or badly quoted ({error})")
        )
    if problems:
        raise SettingsError(tuple(problems))
    return tuple(rows)


def _check_header(name: str, header: list[str], problems: list[Problem]) -> None:
    known = ", ".join(COLUMNS)
    problems += [
        Problem(name, "line 1", f'has no column "{c}"; the columns are {known}')
        for c in NEEDED
        if c not in header
    ]
    problems += [
        Problem(name, "line 1", f'does not know the column "{c}"; the columns are {known}')
        for c in header
        if c not in COLUMNS
    ]
    if problems:
        raise SettingsError(tuple(problems))


def _row(
    name: str,
    line: int,
    header: list[str],
    cells: list[str],
    directory: Directory,
    problems: list[Problem],
) -> Row | None:
    before = len(problems)
    where = f"line {line}"
    if len(cells) != len(header):
        problems.append(
            Problem(name, where, f"has {len(cells)} cells where the first line has {len(header)}")
        )
        return None
    found = {c: v.strip() for c, v in zip(header, cells, strict=True)}

    def say(column: str, message: str) -> None:
        problems.append(Problem(name, where, f"{column}: {message}"))

    owner = _person(found["owner"], directory, lambda m: say("owner", m))
    other = _person(found["with"], directory, lambda m: say("with", m))
    if owner and other and other.leader != owner.id and owner.leader != other.id:
        say("with", f"{owner.name} and {other.name} don't lead each other; see the directory file")
    if not found["outcome"]:
        say("outcome", "is empty; write what will be true when it is kept")
    terms = _terms(found, say)
    if len(problems) > before or owner is None or other is None:
        return None
    return Row(line, owner, other, terms)


def _person(text: str, directory: Directory, say: Callable[[str], None]) -> Person | None:
    person = directory.people.get(text) or directory.by_address(text)
    if person is None:
        say(f'"{text}" is nobody in the directory file; write an id or an address from there')
    return person


def _terms(found: Mapping[str, str], say: Say) -> Terms:
    target = _number(found.get("target", ""), say)
    period = found.get("period", "").casefold()
    if period not in ("", "week", "month"):
        say("period", f'"{period}" is no period; write week, month or nothing')
    if period and target is None and not found.get("target"):
        say("period", "a period goes with a target; write how many")
    category = found.get("category", "").casefold().replace(" ", "-")
    if category not in {c.value for c in Category}:
        choices = ", ".join(c.value for c in Category if c.value)
        say("category", f'"{category}" is none of {choices}; write one, or nothing')
        category = ""
    return Terms(
        outcome=found["outcome"],
        how=found.get("how", ""),
        why=found.get("why", ""),
        quality=found.get("quality", ""),
        consequence=found.get("consequence", ""),
        target=target,
        unit=found.get("unit", ""),
        period=period,
        due=_day(found.get("due", ""), say),
        category=Category(category),
    )


def _number(text: str, say: Say) -> Decimal | None:
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or number <= 0:
        say("target", f'"{text}" is no number above 0; write digits, like 8')
        return None
    return number


def _day(text: str, say: Say) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        say("due", f'"{text}" is no date; write one like 2026-12-18')
        return None
