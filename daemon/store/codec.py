"""A ledger as the five TinyDB tables of its file, and back.

`entries`, `letters` and `meetings` hold a row a record; a `handled` row has the mail's id as `key`;
`meta` is one row: the format, whose ledger this is, and the ledger's own `values`. See `rows.py` for
how a field is written.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from daemon.domain.ledger import Entry, Handled, Ledger, Meeting
from daemon.domain.outbox import Letter
from daemon.errors import StoreError
from daemon.store.rows import Form, MisfitError, Row, RowForm, an_object, form_of

FORMAT = 1
TABLES = ("entries", "letters", "handled", "meetings", "meta")

T = TypeVar("T")
K = TypeVar("K")

_ENTRY = RowForm(Entry)
_LETTER = RowForm(Letter)
_HANDLED = RowForm(Handled)
_MEETING = RowForm(Meeting)
_TEXTS = form_of(Mapping[str, str])
_TEXT = form_of(str)

Rows = dict[str, list[Row]]


def dump(ledger: Ledger, known: Mapping[int, Row] | None = None) -> Rows:
    """The rows of each table. `known`: rows by the id() of records that are still alive, as
    `rows_by_record` gives them for an earlier state; they are taken as they are.

    Raises StoreError for a value that would not come back the same.
    """
    known = known or {}

    def row(form: RowForm[T], record: T) -> Row:
        return known.get(id(record)) or form.row(record)

    def handled(key: str, mail: Handled) -> Row:
        made = known.get(id(mail))
        return made if made and made["key"] == key else Row(key=key, **_HANDLED.row(mail))

    _check_keys(ledger)
    try:
        return {
            "entries": [row(_ENTRY, entry) for entry in ledger.entries],
            "letters": [row(_LETTER, letter) for letter in ledger.letters.values()],
            "handled": [handled(key, mail) for key, mail in ledger.handled.items()],
            "meetings": [row(_MEETING, meeting) for meeting in ledger.meetings.values()],
            "meta": [Row(format=FORMAT, owner=ledger.owner, values=dict(ledger.meta))],
        }
    except MisfitError as error:
        raise StoreError(f"the ledger of {ledger.owner}: {error}", owner=ledger.owner) from error


def rows_by_record(ledger: Ledger, rows: Rows) -> dict[int, Row]:
    """The rows that `dump` made of the records of `ledger`, by id(); good while the ledger lives."""
    return {
        id(record): row
        for records, table in (
            (ledger.entries, "entries"),
            (ledger.letters.values(), "letters"),
            (ledger.handled.values(), "handled"),
            (ledger.meetings.values(), "meetings"),
        )
        for record, row in zip(records, rows[table], strict=True)
    }


def load(owner: str, tables: Mapping[str, Sequence[object]]) -> Ledger:
    """The ledger that was dumped. Raises StoreError naming owner, table, row and field."""
    if wrong := set(TABLES) ^ set(tables):
        known = "missing" if min(wrong) in TABLES else "unknown"
        raise StoreError(f"the ledger of {owner}: table {min(wrong)} is {known}", owner=owner)

    def read(table: str, form: Callable[[Any], T]) -> list[T]:
        return list(_each(owner, table, tables[table], form))

    meta = read("meta", lambda row: _read_meta(owner, row))
    if len(meta) != 1:
        raise StoreError(f"the ledger of {owner}: table meta: one row is wanted", owner=owner)
    return Ledger(
        owner=owner,
        entries=tuple(read("entries", _ENTRY.thing)),
        letters=_keyed(owner, "letters", ((x.key, x) for x in read("letters", _LETTER.thing))),
        handled=_keyed(owner, "handled", read("handled", _read_handled)),
        meetings=_keyed(
            owner, "meetings", ((x.number, x) for x in read("meetings", _MEETING.thing))
        ),
        meta=meta[0],
    )


def _each(owner: str, table: str, rows: Iterable[object], read: Callable[[Any], T]) -> Iterable[T]:
    for number, row in enumerate(rows, 1):
        try:
            yield read(row)
        except MisfitError as error:
            place = f"the ledger of {owner}: table {table}, row {number}"
            raise StoreError(f"{place}: {error}", owner=owner) from error


def _keyed(owner: str, table: str, pairs: Iterable[tuple[K, T]]) -> dict[K, T]:
    found: dict[K, T] = {}
    for key, record in pairs:
        if key in found:
            raise StoreError(f"the ledger of {owner}: table {table}: {key} twice", owner=owner)
        found[key] = record
    return found


def _read_handled(row: Any) -> tuple[str, Handled]:
    return _take(row, "key", _TEXT), _HANDLED.thing({k: v for k, v in row.items() if k != "key"})


def _read_meta(owner: str, row: Any) -> Mapping[str, str]:
    """Format first: a newer one may have changed anything else."""
    number = _take(row, "format", form_of(int))
    if number > FORMAT:
        raise MisfitError(f"format: {number} is newer than this program knows ({FORMAT})")
    if number != FORMAT:
        raise MisfitError(f"format: {number} is none")
    if (named := _take(row, "owner", _TEXT)) != owner:
        raise MisfitError(f"owner: this is the ledger of {named}")
    values: Mapping[str, str] = _take(row, "values", _TEXTS)
    if unknown := set(row) - {"format", "owner", "values"}:
        raise MisfitError(f"{min(unknown)}: an unknown field")
    return values


def _take(row: Any, name: str, form: Form[T]) -> T:
    if name not in an_object(row):
        raise MisfitError(f"{name}: missing")
    try:
        return form.read(row[name])
    except MisfitError as error:
        raise MisfitError(f"{name}: {error}") from None


def _check_keys(ledger: Ledger) -> None:
    """A record carries its own key; under another one it would come back elsewhere."""
    wrong = [key for key, letter in ledger.letters.items() if letter.key != key]
    wrong += [str(n) for n, meeting in ledger.meetings.items() if meeting.number != n]
    if wrong:
        raise StoreError(
            f"the ledger of {ledger.owner}: {wrong[0]} has another key", owner=ledger.owner
        )
