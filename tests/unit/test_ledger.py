"""Entries are only appended, each agreement is a chain, and what is altered shows."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.ledger import (
    SENT_LATELY,
    Entry,
    Fault,
    Handled,
    Kind,
    Ledger,
    append,
    chain_heads,
    erase,
    hash_texts,
    index,
    keys,
    link,
    look_at,
    looks_at,
    next_number,
    verify,
)
from daemon.domain.outbox import Letter, LetterKind, State

NOW = datetime(2026, 11, 30, 22, 41, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SALT = "00" * 16
RECORDS = [
    "2e948de7d3e4f3341d59790ce8a58b46735b099cd8e432c4d77896bb153d1af7",
    "975d6b2afec181ce16cfe348c7097de3658a50851908ff993c10b9855c41c489",
]
TEXTS = "aed98783d323f9ff369dacf0d7593cac6d37e3c0131a55d5a2b34fa745356f34"


def entry(line="0", agreement="A1", *, kind=Kind.NOTED, words="one more, trucking co", **changes):
    made = Entry(
        kind, NOW, "marek", "<reply@mail.example>", line, agreement, {"words": words}, {}, SALT
    )
    return replace(made, **changes)


def marek(*entries):
    return append(Ledger("marek"), entries)


ENTRIES = st.builds(
    entry,
    line=st.sampled_from("012345"),
    agreement=st.sampled_from(["", "A1", "A2", "L1"]),
    kind=st.sampled_from(Kind),
    words=st.sampled_from(["", "yes", "4 of 6", "ž"]),
    author=st.sampled_from(["marek", "dana"]),
    source=st.sampled_from(["<a@mail.example>", "import:1", "cli:1"]),
    values=st.dictionaries(
        st.sampled_from(["new", "version", "person"]), st.sampled_from(["1", "2"])
    ),
    time=st.integers(-3, 3).map(lambda n: NOW + n * DAY),
)
SEVERAL = st.lists(ENTRIES, max_size=8)


@st.composite
def chained(draw):
    """Marek's ledger with three entries of A1 at least, others between them; and A1's places."""
    others = st.lists(ENTRIES.map(lambda e: replace(e, source="<b@mail.example>")), max_size=2)
    found = []
    for line in range(draw(st.integers(3, 5))):
        found += [*draw(others), replace(draw(ENTRIES), source="chain", line=str(line))]
    found = [replace(e, agreement="A1") if e.source == "chain" else e for e in found]
    ledger = marek(*found)
    return ledger, [n for n, e in enumerate(ledger.entries) if e.agreement == "A1"]


# --- appending ------------------------------------------------------------------------------------


@given(SEVERAL, SEVERAL)
def test_appending_the_same_again_changes_nothing(first, second):
    ledger = append(marek(*first), second)
    assert append(ledger, second) == ledger
    assert append(ledger, (*second, *first)) == ledger


@given(SEVERAL, SEVERAL)
def test_appending_at_once_and_one_by_one_is_the_same(first, second):
    assert append(marek(*first), second).entries == marek(*first, *second).entries


@given(SEVERAL)
def test_each_key_is_kept_once_and_the_first_stands(entries):
    ledger = marek(*entries)
    assert keys(ledger) == {(e.source, e.line) for e in entries}
    assert len(ledger.entries) == len(keys(ledger))
    for kept in ledger.entries:
        first = next(e for e in entries if (e.source, e.line) == (kept.source, kept.line))
        assert (kept.kind, kept.texts, kept.values) == (first.kind, first.texts, first.values)


@given(SEVERAL)
def test_time_never_goes_back(entries):
    times = [e.time for e in marek(*entries).entries]
    assert times == sorted(times)


def test_an_entry_of_a_clock_that_was_set_back_gets_the_time_of_the_one_before_it():
    ledger = marek(entry("0"), entry("1", time=NOW - DAY), entry("2", time=NOW + DAY))
    assert [e.time for e in ledger.entries] == [NOW, NOW, NOW + DAY]


def test_what_was_there_stays_as_it_was():
    before = marek(entry("0"))
    assert append(before, [entry("1")]).entries[:1] == before.entries


def test_with_every_new_entry_the_persons_letters_are_planned_again():
    assert looks_at(Ledger("marek")) is None
    ledger = marek(entry())
    assert looks_at(ledger) == NOW
    later = look_at(ledger, NOW + DAY)
    assert looks_at(later) == NOW + DAY
    assert append(later, [entry()]) == later
    assert looks_at(append(later, [entry("1", time=NOW + MINUTE)])) == NOW + MINUTE


# --- the chain ------------------------------------------------------------------------------------


def test_each_agreement_is_a_chain_of_its_own():
    ledger = marek(entry("0", "A1"), entry("1", "A2"), entry("2", "A1"), entry("3", ""))
    first, other, second, plain = ledger.entries
    assert first.record == link("", "marek", 0, first)
    assert other.record == link("", "marek", 0, other)
    assert second.record == link(first.record, "marek", 1, second)
    assert plain.record == ""
    assert chain_heads(ledger.entries) == {"A1": second.record, "A2": other.record}


def test_the_same_words_in_two_ledgers_have_two_records():
    (in_mareks,) = marek(entry()).entries
    (in_lenas,) = append(Ledger("lena"), [entry()]).entries
    assert in_mareks.record != in_lenas.record


def test_a_record_is_known_for_ever():
    """No new version of the program may give another hash: mails have printed these."""
    said = entry(values={"op": "progress", "new": "4"}, kind=Kind.UPDATED)
    ledger = marek(said, replace(said, line="1"))
    assert hash_texts(SALT, {"words": "one more, trucking co"}) == TEXTS
    assert [e.texts_hash for e in ledger.entries] == [TEXTS, TEXTS]
    assert [e.record for e in ledger.entries] == RECORDS


@given(SEVERAL)
def test_what_was_only_appended_to_verifies(entries):
    assert verify(marek(*entries)) == ()


HASHED = (
    "kind",
    "time",
    "author",
    "source",
    "line",
    "values",
    "texts",
    "salt",
    "texts_hash",
    "record",
)
OTHER = {
    "kind": Kind.CLOSED,
    "time": NOW + 9 * DAY,
    "author": "tomas",
    "source": "<other@mail.example>",
    "line": "9",
    "agreement": "A3",
    "values": {"new": "9"},
    "texts": {"words": "something else"},
    "salt": "11" * 16,
    "texts_hash": "2" * 64,
    "record": "3" * 64,
}


def test_every_field_of_an_entry_is_looked_at():
    assert {f.name for f in fields(Entry)} == {*HASHED, "agreement"}


@given(chained(), st.data(), st.sampled_from([*HASHED, "agreement"]))
def test_any_change_of_an_entry_is_found(told, data, name):
    ledger, places = told
    place = data.draw(st.sampled_from(places))
    altered = replace(ledger.entries[place], **{name: OTHER[name]})
    changed = (*ledger.entries[:place], altered, *ledger.entries[place + 1 :])
    found = {f.agreement for f in verify(replace(ledger, entries=changed))}
    assert found & {"A1", altered.agreement} or altered == ledger.entries[place]


@given(chained(), st.data())
def test_an_entry_taken_out_of_the_middle_is_found(told, data):
    ledger, places = told
    place = data.draw(st.sampled_from(places[:-1]))
    left = (*ledger.entries[:place], *ledger.entries[place + 1 :])
    assert verify(replace(ledger, entries=left))


@given(chained(), st.data())
def test_two_entries_of_one_agreement_that_changed_places_are_found(told, data):
    ledger, places = told
    one, two = data.draw(st.permutations(places))[:2]
    mixed = list(ledger.entries)
    mixed[one], mixed[two] = mixed[two], mixed[one]
    assert verify(replace(ledger, entries=tuple(mixed)))


def test_a_tail_cut_off_shows_in_the_head_that_mails_have_printed():
    whole = marek(entry("0"), entry("1"))
    cut = replace(whole, entries=whole.entries[:1])
    assert verify(cut) == ()
    assert chain_heads(cut.entries) != chain_heads(whole.entries)


def test_an_entry_moved_to_another_persons_ledger_is_found():
    assert verify(replace(marek(entry()), owner="lena"))


def test_a_fault_names_the_agreement_the_place_and_what_is_wrong():
    ledger = marek(entry("0"), entry("1"), entry("2", ""))
    said, again, plain = ledger.entries
    altered = (
        said,
        replace(again, texts={"words": "nine of six"}),
        replace(plain, texts={"words": "nobody said this"}),
    )
    assert verify(replace(ledger, entries=altered)) == (
        Fault("A1", 1, "words"),
        Fault("", 0, "words"),
    )
    retimed = (replace(said, time=NOW - DAY), again, plain)
    assert verify(replace(ledger, entries=retimed)) == (Fault("A1", 0, "record"),)


# --- erasing --------------------------------------------------------------------------------------


def erased(ledger, person):
    gone = entry("0", "", kind=Kind.ERASED, words="", author="accord", source=f"erase:{person}")
    return append(erase(ledger, person), [replace(gone, texts={}, values={"person": person})])


@given(SEVERAL)
def test_erased_words_are_gone_and_no_fault(entries):
    ledger = erased(marek(*entries), "marek")
    assert verify(ledger) == ()
    assert not any(e.texts for e in ledger.entries if e.author == "marek")


@given(SEVERAL)
def test_erasing_one_person_leaves_the_others_words_and_every_hash(entries):
    before = marek(*entries)
    after = erase(before, "marek")
    for old, new in zip(before.entries, after.entries, strict=True):
        assert (old.record, old.texts_hash, old.values) == (new.record, new.texts_hash, new.values)
        assert (old.time, old.kind, old.author) == (new.time, new.kind, new.author)
        assert old.author == "marek" or old.texts == new.texts


def test_the_salt_goes_with_the_words_so_that_they_cant_be_guessed():
    (bare,) = erase(marek(entry(words="yes")), "marek").entries
    assert (bare.texts, bare.salt, bare.words) == ({}, "", "")


def test_words_that_are_gone_without_a_word_about_it_are_a_fault():
    ledger = marek(entry(author="dana"), entry("1"))
    said, _ = ledger.entries
    wiped = replace(ledger, entries=(replace(said, texts={}, salt=""), ledger.entries[1]))
    assert verify(wiped) == (Fault("A1", 0, "words"),)
    assert verify(erased(wiped, "marek")) == (Fault("A1", 0, "words"),)


# --- numbers --------------------------------------------------------------------------------------


def test_numbers_count_up_for_each_letter():
    ledger = marek(*(entry(x, x, kind=Kind.PROPOSED) for x in ("A1", "A2", "L1")))
    assert next_number(ledger, "A") == 3
    assert next_number(ledger, "L") == 2
    assert next_number(Ledger("lena"), "A") == 1


def test_a_number_is_never_used_again_whatever_became_of_it():
    drafted = marek(*(entry(x, x, kind=Kind.PROPOSED) for x in ("A1", "A10", "A9")))
    undone = entry("u", "A10", kind=Kind.UNDONE, values={"source": "<reply@mail.example>"})
    refused = entry("r", "A9", kind=Kind.CLOSED, values={"verdict": "refused"})
    assert next_number(append(drafted, [undone, refused]), "A") == 11


@given(st.lists(st.sampled_from("AL"), max_size=9))
def test_no_two_drafts_ever_get_one_label(letters):
    ledger = Ledger("marek")
    for line, letter in enumerate(letters):
        label = f"{letter}{next_number(ledger, letter)}"
        ledger = append(ledger, [entry(str(line), label, kind=Kind.PROPOSED)])
    labels = [e.agreement for e in ledger.entries]
    assert len(set(labels)) == len(labels)


# --- the index ------------------------------------------------------------------------------------


def letter(key="agenda:1", **changes):
    made = Letter(
        key=key,
        kind=LetterKind.AGENDA,
        addressee="marek",
        made=NOW,
        subject="1:1 with Dana, Tue 1 Dec",
        text="a" * 64,
        html="b" * 64,
        tag=f"tag-{key}",
        message_id=f"<{key}@halden.example>",
        not_before=NOW,
    )
    return replace(made, **changes)


def with_letters(*letters, **more):
    return Ledger("marek", letters={x.key: x for x in letters}, **more)


def test_an_empty_ledger_has_nothing_to_do():
    found = index(Ledger("marek"))
    assert (found.next_due, found.references, found.sent_lately) == (None, frozenset(), ())


@pytest.mark.parametrize("state", State)
def test_only_letters_on_their_way_are_due(state):
    waits = state in (State.QUEUED, State.SENDING)
    assert index(with_letters(letter(state=state))).next_due == (NOW if waits else None)


def test_the_first_of_all_that_is_due_counts():
    queued = letter(not_before=NOW + 3 * DAY)
    owed = {"<m@mail.example>": Handled(NOW, receipt_due=NOW + DAY)}
    made = {"<n@mail.example>": Handled(NOW)}
    ledger = with_letters(queued, handled={**owed, **made})
    assert index(ledger).next_due == NOW + DAY
    assert index(look_at(ledger, NOW - DAY)).next_due == NOW - DAY
    assert index(look_at(ledger, NOW + 2 * DAY)).next_due == NOW + DAY


def test_a_ledger_is_found_by_its_letters_and_by_the_mails_it_handled():
    ledger = with_letters(
        letter("agenda:1"),
        letter("dead:1", state=State.DEAD, tag="", message_id=""),
        handled={"<reply@mail.example>": Handled(NOW)},
    )
    assert index(ledger).references == {
        "tag-agenda:1",
        "<agenda:1@halden.example>",
        "<reply@mail.example>",
    }


def test_unasked_letters_of_the_last_days_are_known_to_the_ceiling():
    ledger = with_letters(
        letter("agenda:1", state=State.SENT, sent=NOW),
        letter("agenda:2", state=State.SENT, sent=NOW - SENT_LATELY + MINUTE),
        letter("agenda:3", state=State.SENT, sent=NOW - SENT_LATELY),
        letter("receipt:1", kind=LetterKind.RECEIPT, state=State.SENT, sent=NOW),
        letter("agenda:4"),
    )
    assert index(ledger).sent_lately == (NOW - SENT_LATELY + MINUTE, NOW)
