"""What every Store promises (`daemon.ports.Store`), whatever it is made of."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from daemon.domain.ledger import Entry, Handled, Kind, Ledger, append
from daemon.domain.outbox import Letter, LetterKind, State
from daemon.errors import StoreError
from daemon.ports import Due, Everyone, Mentions, Store
from daemon.store.memory import MemoryStore
from daemon.store.tiny import TinyStore

MORNING = datetime(2026, 9, 9, 8, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["memory", "tiny"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MemoryStore() if request.param == "memory" else TinyStore(tmp_path / "state")


def note(words: str, line: str = "1") -> Entry:
    return Entry(Kind.NOTED, MORNING, "marek", "<m1@mail.example>", line, texts={"words": words})


def noting(words: str, line: str = "1") -> Callable[[Ledger], Ledger]:
    return lambda ledger: append(ledger, [note(words, line)])


def agenda(state: State = State.QUEUED) -> Letter:
    return Letter(
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
        state=state,
    )


def queueing(letter: Letter) -> Callable[[Ledger], Ledger]:
    return lambda ledger: replace(ledger, letters={**ledger.letters, letter.key: letter})


# --- reading and changing ---------------------------------------------------------------------


def test_an_owner_never_seen_has_an_empty_ledger(store: Store) -> None:
    assert store.read("marek") == Ledger("marek")


def test_reading_makes_nobody_an_owner(store: Store) -> None:
    store.read("marek")
    assert list(store.find(Everyone())) == []


def test_what_was_decided_is_returned_and_read_back(store: Store) -> None:
    changed = store.change("marek", noting("two more at Global"))
    assert changed.entries[0].words == "two more at Global"
    assert store.read("marek") == changed


def test_each_change_is_decided_on_the_one_before(store: Store) -> None:
    store.change("marek", noting("first", "1"))
    store.change("marek", noting("second", "2"))
    assert [entry.words for entry in store.read("marek").entries] == ["first", "second"]


def test_every_table_comes_back(store: Store) -> None:
    full = replace(
        append(Ledger("marek"), [note("two more at Global")]),
        letters={agenda().key: agenda()},
        handled={"<m1@mail.example>": Handled(MORNING, receipt_due=MORNING)},
        meta={"cursor": "17"},
    )
    store.change("marek", lambda _: full)
    assert store.read("marek") == full


def test_one_ledger_says_nothing_about_another(store: Store) -> None:
    store.change("marek", noting("two more at Global"))
    assert store.read("dana") == Ledger("dana")


def test_an_error_while_deciding_leaves_the_ledger_as_it_was(store: Store) -> None:
    before = store.change("marek", noting("first"))

    def stumble(ledger: Ledger) -> Ledger:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.change("marek", stumble)
    assert store.read("marek") == before
    assert len(store.change("marek", noting("second", "2")).entries) == 2


def test_an_equal_ledger_makes_nobody_an_owner(store: Store) -> None:
    assert store.change("marek", lambda _: Ledger("marek")) == Ledger("marek")
    assert list(store.find(Everyone())) == []


def test_a_ledger_is_never_saved_as_somebody_elses(store: Store) -> None:
    with pytest.raises(StoreError, match="dana") as error:
        store.change("marek", lambda _: append(Ledger("dana"), [note("mine")]))
    assert error.value.owner == "marek"
    assert store.read("marek") == Ledger("marek")


@pytest.mark.parametrize("owner", ["marek", "_house", "x-" + "0a" * 32, "a" * 40, "lena-2"])
def test_people_the_house_and_parties_own_ledgers(store: Store, owner: str) -> None:
    store.change(owner, noting("here"))
    assert list(store.find(Everyone())) == [owner]


@pytest.mark.parametrize(
    "owner",
    [
        "",
        "Marek",
        "../marek",
        "a/b",
        "..",
        "_other",
        "marek.json",
        "a" * 41,
        "jürgen",
        "a\0",
        "a\n",
    ],
)
def test_what_can_be_nobodys_id_is_refused(store: Store, owner: str) -> None:
    with pytest.raises(StoreError, match="can't own a ledger"):
        store.read(owner)
    with pytest.raises(StoreError, match="can't own a ledger"):
        store.change(owner, noting("here"))


def test_threads_that_change_one_ledger_at_once_lose_nothing(store: Store) -> None:
    start = Barrier(4)

    def work(name: str) -> None:
        start.wait()
        for line in range(10):
            store.change("marek", noting(name, f"{name}{line}"))

    threads = [Thread(target=work, args=(name,)) for name in ("lena", "dana", "ingrid", "sam")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.read("marek").entries) == 40


# --- finding ----------------------------------------------------------------------------------


def test_everyone_is_found_in_order_of_name(store: Store) -> None:
    for owner in ("marek", "_house", "dana", "lena"):
        store.change(owner, noting("here"))
    assert list(store.find(Everyone())) == ["_house", "dana", "lena", "marek"]


def test_a_ledger_is_due_at_its_instant_and_not_before(store: Store) -> None:
    store.change("marek", queueing(agenda()))
    store.change("dana", lambda ledger: replace(ledger, meta={"nothing": "to send"}))
    assert list(store.find(Due(MORNING - SECOND))) == []
    assert list(store.find(Due(MORNING))) == ["marek"]


def test_a_letter_that_was_sent_is_no_longer_due(store: Store) -> None:
    store.change("marek", queueing(agenda()))
    store.change("marek", queueing(agenda(State.SENT)))
    assert list(store.find(Due(MORNING))) == []


@pytest.mark.parametrize(
    "reference", ["abcdefghijkl", "<abcdefghijkl@accord.example>", "<m1@mail.example>"]
)
def test_a_ledger_is_found_by_its_letters_and_the_mails_it_handled(
    store: Store, reference: str
) -> None:
    store.change("marek", queueing(agenda()))
    handled = {"<m1@mail.example>": Handled(MORNING)}
    store.change("marek", lambda ledger: replace(ledger, handled=handled))
    store.change("dana", noting("knows neither"))
    assert list(store.find(Mentions(reference))) == ["marek"]


def test_an_unknown_reference_finds_nobody(store: Store) -> None:
    store.change("marek", queueing(agenda()))
    assert list(store.find(Mentions("<m9@mail.example>"))) == []


def test_a_rehearsal_starts_from_the_ledgers_it_is_given() -> None:
    ledger = queueing(agenda())(Ledger("marek"))
    store = MemoryStore({"marek": ledger})
    assert store.read("marek") == ledger
    assert list(store.find(Due(MORNING))) == ["marek"]
