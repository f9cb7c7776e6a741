"""Ledgers as files: what is damaged is named and left alone, the others go on."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tinydb import JSONStorage, Query, TinyDB

from daemon.domain.ledger import Entry, Handled, Kind, Ledger, append
from daemon.errors import StoreError
from daemon.ports import Due, Everyone
from daemon.store.tiny import TinyStore

MORNING = datetime(2026, 9, 9, 8, 15, tzinfo=UTC)


def noting(words: str) -> Callable[[Ledger], Ledger]:
    entry = Entry(Kind.NOTED, MORNING, "marek", f"<{words}@x>", "1", texts={"words": words})
    return lambda ledger: append(ledger, [entry])


def words_of(ledger: Ledger) -> list[str]:
    return [entry.words for entry in ledger.entries]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Marek has two changes behind him, Dana one."""
    store = TinyStore(tmp_path)
    store.change("marek", noting("first"))
    store.change("marek", noting("second"))
    store.change("dana", noting("hers"))
    return tmp_path


def file_of(root: Path, owner: str) -> Path:
    return root / "ledgers" / f"{owner}.json"


def test_any_tinydb_client_can_query_a_ledger(root: Path) -> None:
    with TinyDB(file_of(root, "marek"), storage=JSONStorage, access_mode="r") as db:
        (row,) = db.table("entries").search(Query().texts.words == "second")
        assert row["time"] == "2026-09-09T08:15:00Z"
        (meta,) = db.table("meta").all()
        assert (meta["format"], meta["owner"]) == (1, "marek")


def test_a_ledger_that_a_tinydb_client_has_rewritten_is_changed_like_any_other(root: Path) -> None:
    with TinyDB(file_of(root, "marek"), storage=JSONStorage) as db:
        db.table("entries").update({"author": "dana"}, Query().texts.words == "second")
    changed = TinyStore(root).change("marek", noting("third"))
    assert [entry.author for entry in changed.entries] == ["marek", "dana", "marek"]
    assert TinyStore(root).read("marek") == changed


def test_another_process_reads_what_was_saved(root: Path) -> None:
    assert words_of(TinyStore(root).read("marek")) == ["first", "second"]


def test_an_equal_ledger_writes_nothing(root: Path) -> None:
    before = file_of(root, "marek").stat()
    TinyStore(root).change("marek", replace)
    assert file_of(root, "marek").stat() == before


def test_a_change_by_somebody_else_is_seen_by_read_change_and_find(root: Path) -> None:
    mine, theirs = TinyStore(root), TinyStore(root)
    earlier = MORNING - timedelta(hours=1)
    assert list(mine.find(Due(earlier))) == []
    assert len(mine.read("marek").entries) == 2
    owed = {"<m1@mail.example>": Handled(earlier, receipt_due=earlier)}
    theirs.change("marek", lambda ledger: replace(ledger, handled=owed))
    assert list(mine.find(Due(earlier))) == ["marek"]
    assert mine.read("marek").handled == owed
    assert mine.change("marek", noting("third")).handled == owed


def test_many_quick_changes_by_two_stores_are_never_confused(root: Path) -> None:
    """The same size each time, within one beat of the file system's clock."""
    stores = [TinyStore(root), TinyStore(root)]
    for turn in range(100):
        ledger = stores[turn // 3 % 2].change("dana", _count)
    assert ledger.meta == {"count": "100"}


def _count(ledger: Ledger) -> Ledger:
    return replace(ledger, meta={"count": f"{int(ledger.meta.get('count', 0)) + 1:03}"})


def test_looking_for_what_is_due_reads_no_ledger_that_has_not_changed(root: Path) -> None:
    store = TinyStore(root)
    assert list(store.find(Everyone())) == ["dana", "marek"]
    path = file_of(root, "dana")
    status = path.stat()
    path.write_bytes(b"?" * status.st_size)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert store.broken() == {}  # it looks at every file
    assert list(store.find(Everyone())) == ["dana", "marek"]


def test_what_a_tinydb_client_writes_in_place_is_found_before_long(root: Path) -> None:
    store = TinyStore(root)
    earlier = MORNING - timedelta(hours=1)
    assert list(store.find(Due(earlier))) == []
    with TinyDB(file_of(root, "dana"), storage=JSONStorage) as db:
        db.table("handled").insert(
            {"key": "<m1@mail.example>", "time": _text(earlier), "receipt_due": _text(earlier)}
        )
    assert ["dana"] in [list(store.find(Due(earlier))) for _ in range(8)]


def _text(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def test_more_ledgers_than_are_held_are_all_read(tmp_path: Path) -> None:
    store = TinyStore(tmp_path)
    owners = [f"rep-{number:02}" for number in range(40)]
    for owner in owners:
        store.change(owner, noting(owner))
    assert [words_of(store.read(owner)) for owner in owners] == [[owner] for owner in owners]


# --- what is damaged --------------------------------------------------------------------------


def emptied(content: bytes) -> bytes:
    return b""


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    return content.replace(b"second", b"secons")


def of_a_newer_program(content: bytes) -> bytes:
    tables = json.loads(content)
    tables["meta"]["1"]["format"] = 2
    return json.dumps(tables).encode()


def with_a_strange_field(content: bytes) -> bytes:
    tables = json.loads(content)
    tables["entries"]["1"]["mood"] = "fine"
    return json.dumps(tables).encode()


damages = pytest.mark.parametrize(
    "damage", [emptied, truncated, flipped, of_a_newer_program, with_a_strange_field]
)
Damage = Callable[[bytes], bytes]


def hurt(path: Path, damage: Damage) -> bytes:
    content = damage(path.read_bytes())
    path.write_bytes(content)
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 1))
    return content


@damages
def test_a_damaged_ledger_is_named_and_never_taken_for_an_empty_one(
    root: Path, damage: Damage
) -> None:
    running = TinyStore(root)
    running.read("marek")
    left = hurt(file_of(root, "marek"), damage)
    for store in (running, TinyStore(root)):
        with pytest.raises(StoreError, match=r"ledger of marek.*marek\.json") as error:
            store.read("marek")
        assert error.value.owner == "marek"
        with pytest.raises(StoreError, match=r"ledger of marek.*marek\.json"):
            store.change("marek", noting("third"))
    assert file_of(root, "marek").read_bytes() == left


@damages
def test_the_others_go_on_beside_a_damaged_ledger(root: Path, damage: Damage) -> None:
    store = TinyStore(root)
    hurt(file_of(root, "marek"), damage)
    assert list(store.find(Everyone())) == ["dana"]
    assert list(store.broken()) == ["marek"]
    assert "marek.json" in store.broken()["marek"]
    assert words_of(store.change("dana", noting("more"))) == ["hers", "more"]


@damages
def test_restore_takes_the_last_good_generation_back(root: Path, damage: Damage) -> None:
    store = TinyStore(root)
    left = hurt(file_of(root, "marek"), damage)
    assert words_of(store.restore("marek")) == ["first"]
    assert words_of(store.change("marek", noting("third"))) == ["first", "third"]
    assert store.broken() == {}
    assert list(store.find(Everyone())) == ["dana", "marek"]
    assert file_of(root, "marek").with_suffix(".json.bad").read_bytes() == left


def test_a_ledger_that_vanished_is_no_empty_one(root: Path) -> None:
    store = TinyStore(root)
    file_of(root, "marek").unlink()
    with pytest.raises(StoreError, match="ledger of marek is gone"):
        store.read("marek")
    assert list(store.broken()) == ["marek"]
    assert words_of(store.restore("marek")) == ["first"]


def test_there_is_nothing_to_restore_where_nothing_is_wrong(root: Path) -> None:
    with pytest.raises(StoreError, match=r"marek\.json is in order"):
        TinyStore(root).restore("marek")
    assert words_of(TinyStore(root).read("marek")) == ["first", "second"]


def test_a_restore_without_a_generation_before_says_so(root: Path) -> None:
    left = hurt(file_of(root, "dana"), emptied)
    with pytest.raises(StoreError, match=r"dana\.json\.1 is missing too"):
        TinyStore(root).restore("dana")
    assert file_of(root, "dana").read_bytes() == left


def test_a_restore_from_a_damaged_generation_changes_nothing(root: Path) -> None:
    left = hurt(file_of(root, "marek"), truncated)
    hurt(file_of(root, "marek").with_suffix(".json.1"), truncated)
    with pytest.raises(StoreError, match=r"marek\.json\.1 can't be read"):
        TinyStore(root).restore("marek")
    assert file_of(root, "marek").read_bytes() == left


def test_somebody_elses_file_under_this_name_is_refused(root: Path) -> None:
    file_of(root, "lena").write_bytes(file_of(root, "dana").read_bytes())
    with pytest.raises(StoreError, match="this is the ledger of dana"):
        TinyStore(root).read("lena")


def test_a_ledger_that_makes_no_sense_to_the_index_is_listed_as_broken(root: Path) -> None:
    tables = json.loads(file_of(root, "marek").read_bytes())
    tables["meta"]["1"]["values"]["look-at"] = "tomorrow"
    file_of(root, "marek").write_text(json.dumps(tables))
    store = TinyStore(root)
    assert list(store.broken()) == ["marek"]
    assert list(store.find(Everyone())) == ["dana"]


def test_a_folder_that_can_t_be_listed_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledgers").write_text("")
    with pytest.raises(StoreError, match="ledgers can't be listed: Not a directory"):
        TinyStore(tmp_path).find(Everyone())


def test_a_stray_file_is_listed_as_broken(root: Path) -> None:
    file_of(root, "Marek copy").write_bytes(file_of(root, "marek").read_bytes())
    assert list(TinyStore(root).broken()) == ["Marek copy"]


def test_a_file_that_can_t_be_opened_is_named(root: Path) -> None:
    file_of(root, "lena").mkdir()
    with pytest.raises(StoreError, match=r"ledger of lena: .*lena\.json can't be read"):
        TinyStore(root).read("lena")


def test_a_lock_that_can_t_be_taken_is_named(root: Path) -> None:
    file_of(root, "lena").with_suffix(".lock").mkdir()
    with pytest.raises(StoreError, match=r"ledger of lena: .*lena\.lock can't be locked"):
        TinyStore(root).change("lena", noting("first"))
