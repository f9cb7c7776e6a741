"""One file: any TinyDB client reads it, and nothing that was damaged is taken for good."""

from pathlib import Path

import pytest
from tinydb import JSONStorage, Query, TinyDB

from daemon.store.generations import Generations, parse, render
from daemon.store.rows import Row

TABLES = {
    "entries": {"1": Row(author="marek", line="1"), "2": Row(author="dana", line="2")},
    "letters": {},
}


@pytest.fixture
def storage(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "marek.json")


def test_a_tinydb_client_opens_and_queries_the_file(storage: Generations) -> None:
    storage.write(TABLES)
    with TinyDB(storage.path, storage=JSONStorage, access_mode="r") as db:
        assert db.table("entries").search(Query().author == "dana") == [
            {"author": "dana", "line": "2"}
        ]
        assert len(db.table("letters")) == 0


def test_tinydb_itself_can_work_on_this_storage(storage: Generations) -> None:
    with TinyDB(storage.path, storage=Generations) as db:
        db.table("entries").insert({"author": "lena"})
        db.table("entries").insert({"author": "ingrid"})
        assert [row["author"] for row in db.table("entries")] == ["lena", "ingrid"]


def test_a_file_that_a_tinydb_client_has_rewritten_is_read(storage: Generations) -> None:
    storage.write(TABLES)
    with TinyDB(storage.path, storage=JSONStorage) as db:
        db.table("entries").insert({"author": "lena"})
    tables = storage.read()
    assert tables
    assert tables["entries"]["3"] == {"author": "lena"}


def test_the_generation_before_is_kept(storage: Generations) -> None:
    storage.write(TABLES)
    storage.write({"entries": {}})
    assert storage.read() == {"entries": {}}
    assert Generations(storage.before).read() == TABLES


def test_a_file_that_is_not_there_is_nothing(storage: Generations) -> None:
    assert storage.read() is None


def test_only_the_owner_of_the_process_may_read_the_file(storage: Generations) -> None:
    storage.write(TABLES)
    assert storage.path.stat().st_mode & 0o777 == 0o600


def test_every_generation_is_younger_than_the_one_before_however_quick(
    storage: Generations,
) -> None:
    times = []
    for _ in range(20):
        storage.write(TABLES)
        times.append(storage.path.stat().st_mtime_ns)
    assert times == sorted(set(times))


def test_a_row_stands_on_a_line_of_its_own() -> None:
    assert '"2":{"author":"dana","line":"2"}' in render(TABLES).decode().splitlines()


def test_no_cut_of_the_file_is_read() -> None:
    content = render(TABLES).rstrip()
    for end in range(len(content)):
        with pytest.raises(ValueError):
            parse(content[:end])


def test_no_flipped_bit_is_taken_for_what_was_written() -> None:
    content = render(TABLES)
    for place in range(len(content)):
        for bit in range(8):
            flipped = bytearray(content)
            flipped[place] ^= 1 << bit
            try:
                tables = parse(bytes(flipped))
            except ValueError:
                continue
            # Only the check's own name may be hurt: what it guards is whole, or a table too many.
            assert {name: tables[name] for name in TABLES} == TABLES


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b'{"entries": []}', b'{"entries": {"1": NaN}}', b"[" * 100_000, b"\xff"],
)
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):
        parse(content)
