"""What is saved comes back the same, and what can't be read is named, never guessed at."""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.domain.ledger import Entry, Handled, Kind, Ledger, Meeting
from daemon.domain.outbox import Asked, Item, Letter, LetterKind, State
from daemon.errors import StoreError
from daemon.store.codec import TABLES, dump, load, rows_by_record
from daemon.store.generations import parse, render

MORNING = datetime(2026, 9, 9, 8, 15, tzinfo=UTC)

# --- any ledger at all ------------------------------------------------------------------------

TEXT = st.text(st.characters(), max_size=12)  # lone surrogates too: a broken mail has them
INSTANT = st.datetimes(timezones=st.just(UTC))
NUMBER = st.decimals(allow_nan=False, allow_infinity=False)
BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(),
    bool: st.booleans(),
    datetime: INSTANT,
    datetime | None: st.none() | INSTANT,
    date | None: st.none() | st.dates(),
    Decimal | None: st.none() | NUMBER,
    Kind: st.sampled_from(Kind),
    LetterKind: st.sampled_from(LetterKind),
    State: st.sampled_from(State),
    Asked: st.sampled_from(Asked),
    tuple[str, ...]: st.lists(TEXT, max_size=3).map(tuple),
    Mapping[str, str]: st.dictionaries(TEXT, TEXT, max_size=3),
}


def any_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{f.name: BY_TYPE[hints[f.name]] for f in fields(kind)})


BY_TYPE[tuple[Item, ...]] = st.lists(any_of(Item), max_size=3).map(tuple)


def by(key: str, kind: type[Any]) -> st.SearchStrategy[dict[Any, Any]]:
    return st.lists(any_of(kind), max_size=3).map(lambda all_: {getattr(x, key): x for x in all_})


LEDGERS = st.builds(
    Ledger,
    owner=st.just("marek"),
    entries=st.lists(any_of(Entry), max_size=4).map(tuple),
    letters=by("key", Letter),
    handled=st.dictionaries(TEXT, any_of(Handled), max_size=3),
    meetings=by("number", Meeting),
    meta=BY_TYPE[Mapping[str, str]],
)


@given(LEDGERS)
def test_any_ledger_comes_back_the_same_by_way_of_its_file(ledger: Ledger) -> None:
    rows = {table: dict(enumerate(found)) for table, found in dump(ledger).items()}
    tables = parse(render({t: {str(n): row for n, row in r.items()} for t, r in rows.items()}))
    assert load("marek", {t: list(r.values()) for t, r in tables.items()}) == ledger


@settings(max_examples=30)
@given(LEDGERS, LEDGERS)
def test_rows_known_from_an_earlier_state_change_nothing(before: Ledger, added: Ledger) -> None:
    known = rows_by_record(before, dump(before))
    after = replace(added, entries=before.entries + added.entries)
    assert dump(after, known) == dump(after)


def test_a_known_mail_under_another_key_is_written_under_that_key() -> None:
    mail = Handled(MORNING)
    before = Ledger("marek", handled={"<one@x>": mail})
    after = replace(before, handled={"<one@x>": mail, "<two@x>": mail})
    assert dump(after, rows_by_record(before, dump(before))) == dump(after)


# --- how it looks -----------------------------------------------------------------------------


def note(**changes: Any) -> Entry:
    entry = Entry(Kind.NOTED, MORNING, "marek", "<reply@mail.example>", "1")
    return replace(entry, **changes)


def letter(**changes: Any) -> Letter:
    made = Letter(
        key="agenda:marek+lena:7:marek",
        kind=LetterKind.AGENDA,
        addressee="marek",
        made=MORNING,
        subject="1:1 with Lena, Thu 10 Sep",
        text="a" * 64,
        html="b" * 64,
        tag="abcdefghijkl",
        message_id="<abcdefghijkl@accord.example>",
        not_before=MORNING,
    )
    return replace(made, **changes)


def marek(*entries: Entry, **rest: Any) -> Ledger:
    return Ledger("marek", entries=entries, **rest)


def test_a_field_at_its_default_is_left_out() -> None:
    (row,) = dump(marek(note()))["entries"]
    assert row == {
        "kind": "noted",
        "time": "2026-09-09T08:15:00Z",
        "author": "marek",
        "source": "<reply@mail.example>",
        "line": "1",
    }


def test_instants_are_written_in_utc_whatever_zone_they_come_in() -> None:
    berlin = timezone(timedelta(hours=2))
    (row,) = dump(marek(note(time=datetime(2026, 9, 9, 10, 15, tzinfo=berlin))))["entries"]
    assert row["time"] == "2026-09-09T08:15:00Z"


def test_microseconds_are_kept_where_there_are_any() -> None:
    (row,) = dump(marek(note(time=MORNING.replace(microsecond=40))))["entries"]
    assert row["time"] == "2026-09-09T08:15:00.000040Z"


def test_counts_dates_and_items_read_as_a_person_would_write_them() -> None:
    item = Item("A7", "marek", "A7", "Meetings", standing=Decimal("3.50"), due=date(2026, 9, 30))
    made = letter(items=(item,))
    (row,) = dump(marek(letters={made.key: made}))["letters"]
    assert row["items"] == [
        {
            "label": "A7",
            "owner": "marek",
            "agreement": "A7",
            "title": "Meetings",
            "standing": "3.50",
            "due": "2026-09-30",
        }
    ]


def test_the_tables_are_those_a_tinydb_client_expects() -> None:
    assert tuple(dump(marek())) == TABLES


def test_the_format_and_the_owner_stand_in_the_file() -> None:
    rows = dump(marek(meta={"cursor": "17"}))["meta"]
    assert rows == [{"format": 1, "owner": "marek", "values": {"cursor": "17"}}]


# --- what can't be written --------------------------------------------------------------------


def test_an_instant_without_a_zone_is_refused_before_it_is_saved() -> None:
    with pytest.raises(StoreError, match="marek: time: an instant needs a time zone"):
        dump(marek(note(time=datetime(2026, 9, 9))))


def test_a_count_that_is_no_number_is_refused_before_it_is_saved() -> None:
    made = letter(items=(Item("A7", "marek", "A7", "Meetings", target=Decimal("NaN")),))
    with pytest.raises(StoreError, match="items: target: this number can't be counted with"):
        dump(marek(letters={made.key: made}))


@pytest.mark.parametrize(
    "ledger",
    [
        marek(letters={"agenda:other": letter()}),
        marek(meetings={8: Meeting(7, "marek+lena", MORNING, MORNING)}),
    ],
)
def test_a_record_under_another_key_is_refused(ledger: Ledger) -> None:
    with pytest.raises(StoreError, match="another key"):
        dump(ledger)


# --- what can't be read -----------------------------------------------------------------------


def saved(ledger: Ledger) -> dict[str, list[Any]]:
    """The tables as they come from a file."""
    plain: dict[str, list[Any]] = json.loads(json.dumps(dump(ledger)))
    return plain


ITEM = Item("A7", "marek", "A7", "Meetings", target=Decimal(8))
FULL = marek(
    note(texts={"words": "two more at Global"}),
    letters={letter().key: letter(items=(ITEM,))},
    handled={"<reply@mail.example>": Handled(MORNING)},
    meetings={7: Meeting(7, "marek+lena", MORNING, MORNING)},
)


@pytest.mark.parametrize(
    ("table", "field", "value", "message"),
    [
        ("entries", "kind", "promised", "kind: this is no known word"),
        ("entries", "kind", ["noted"], "kind: str is wanted, not list"),
        ("entries", "time", "yesterday", "time: this is no instant"),
        ("entries", "time", "2026-09-09T08:15:00", "time: this is no UTC instant"),
        ("entries", "time", "2026-09-09T08:15:00+02:00", "time: this is no UTC instant"),
        ("entries", "author", None, "author: str is wanted, not NoneType"),
        ("entries", "texts", ["words"], "texts: an object is wanted, not list"),
        ("entries", "texts", {"words": 5}, "texts: str is wanted, not int"),
        ("entries", "mood", "fine", "mood: an unknown field"),
        ("letters", "tries", True, "tries: int is wanted, not bool"),
        ("letters", "items", "A7", "items: a list is wanted, not str"),
        ("letters", "items", [{"label": "A7"}], "items: agreement: missing"),
        ("letters", "sent", 12, "sent: str is wanted, not int"),
        ("handled", "key", 5, "key: str is wanted, not int"),
        ("handled", "ledgers", [None], "ledgers: str is wanted, not NoneType"),
        ("meetings", "number", "7", "number: int is wanted, not str"),
        ("meta", "format", 2, r"format: 2 is newer than this program knows \(1\)"),
        ("meta", "format", 0, "format: 0 is none"),
        ("meta", "owner", "dana", "owner: this is the ledger of dana"),
        ("meta", "values", {"cursor": 17}, "values: str is wanted, not int"),
        ("meta", "colour", "red", "colour: an unknown field"),
    ],
)
def test_what_does_not_fit_is_named_by_owner_table_row_and_field(
    table: str, field: str, value: object, message: str
) -> None:
    tables = saved(FULL)
    tables[table][0][field] = value
    with pytest.raises(StoreError, match=f"ledger of marek: table {table}, row 1: {message}") as e:
        load("marek", tables)
    assert e.value.owner == "marek"


@pytest.mark.parametrize("number", ["eight", "Infinity"])
def test_a_count_that_is_no_number_is_named(number: str) -> None:
    tables = saved(FULL)
    tables["letters"][0]["items"][0]["target"] = number
    with pytest.raises(StoreError, match="row 1: items: target: this"):
        load("marek", tables)


@pytest.mark.parametrize(
    ("table", "field"),
    [("entries", "source"), ("handled", "key"), ("handled", "time"), ("meta", "owner")],
)
def test_a_missing_field_is_named(table: str, field: str) -> None:
    tables = saved(FULL)
    del tables[table][0][field]
    with pytest.raises(StoreError, match=f"table {table}, row 1: {field}: missing"):
        load("marek", tables)


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_is_none_is_named(table: str) -> None:
    tables = saved(FULL)
    tables[table][0] = "a line"
    with pytest.raises(StoreError, match=f"table {table}, row 1: an object is wanted, not str"):
        load("marek", tables)


@pytest.mark.parametrize("table", ["letters", "handled", "meetings"])
def test_a_record_that_stands_there_twice_is_named(table: str) -> None:
    tables = saved(FULL)
    tables[table] *= 2
    with pytest.raises(StoreError, match=f"table {table}: .* twice"):
        load("marek", tables)


def test_a_missing_table_is_named() -> None:
    tables = saved(FULL)
    del tables["handled"]
    with pytest.raises(StoreError, match="table handled is missing"):
        load("marek", tables)


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(StoreError, match="table _default is unknown"):
        load("marek", saved(FULL) | {"_default": []})


def test_two_rows_of_meta_are_refused() -> None:
    tables = saved(FULL)
    tables["meta"] *= 2
    with pytest.raises(StoreError, match="table meta: one row is wanted"):
        load("marek", tables)


def test_an_error_never_shows_what_somebody_wrote() -> None:
    tables = saved(FULL)
    tables["entries"][0]["time"] = "two more at Global"
    with pytest.raises(StoreError) as error:
        load("marek", tables)
    assert "Global" not in str(error.value)
