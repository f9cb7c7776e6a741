"""Proving the ledgers: chains from themselves, records and yeses from mails in people's mailboxes."""

from dataclasses import replace
from pathlib import Path

import pytest

from daemon.domain.ledger import Entry, Ledger, append
from daemon.domain.outbox import LetterKind
from daemon.errors import DaemonError, StoreError
from daemon.flows.collecting import in_folder
from daemon.flows.erasing import erase_person
from daemon.flows.house import House
from daemon.flows.proving import kept_mails, printed, proofs
from daemon.flows.verifying import Check, as_json, chains
from daemon.mail.parse import parse
from tests.unit.town import Town, utc

TICKET = "Ticket c0ffee12 is closed for Brandt"


@pytest.fixture
def town() -> Town:
    """Marek changes Dana's words to his own, Dana says yes; then he counts."""
    town = Town()
    town.welcome()
    town.draft("marek", "Six first meetings", target=6, due="2026-12-31", yes=("dana",))
    town.wall.meet("tue", utc("2026-12-01 09:00"), "marek", "dana")
    town.wall.meet("next", utc("2026-12-08 09:00"), "marek", "dana")
    town.ticks("2026-11-30 06:00", "2026-11-30 11:00")
    agenda = town.last("marek")
    town.reply(agenda, f"A1 change: 5 first meetings, by 18 Dec\nnew: {TICKET} by 11 Dec")
    town.ticks("2026-11-30 12:00", "2026-12-01 08:00")
    town.reply(town.last("dana", LetterKind.PREP), "A1 yes\nA2 yes")
    town.ticks("2026-12-01 08:10", "2026-12-07 10:00")
    town.reply(town.last("marek", LetterKind.AGENDA), "A1 3")
    town.ticks("2026-12-07 11:00", "2026-12-07 13:00")
    assert town.agreement("marek", "A1").version == 2
    return town


@pytest.fixture
def mailboxes(town: Town, tmp_path: Path) -> Path:
    """What left and what came, as files: the mailboxes of everybody."""
    for number, raw in enumerate([*town.transport.sent.values(), *kept_raw(town)]):  # type: ignore[union-attr]
        (tmp_path / f"{number}.eml").write_bytes(raw)
    return tmp_path


def kept_raw(town: Town) -> list[bytes]:
    return [
        town.vault.get(h.raw) for p in town.people for h in town.ledger(p).handled.values() if h.raw
    ]


def faults(house: House, folder: Path) -> list[Check]:
    return [c for c in (*chains(house), *proofs(house, in_folder(folder))) if c.fault]


def rewrite(town: Town, owner: str, entries: list[Entry]) -> None:
    """The chain made anew from these entries, as somebody with the files and the program could."""
    bare = [replace(e, record="", texts_hash="") for e in entries]
    town.store.change(owner, lambda led: append(replace(led, entries=()), bare))


def test_everything_holds_and_each_yes_is_found_with_the_text_it_was_said_to(
    town: Town, mailboxes: Path
) -> None:
    checks = list(proofs(town.house, in_folder(mailboxes)))
    assert [c for c in checks if c.fault] == []
    told = [str(c) for c in checks]
    assert sum("said yes to version 2" in line and "found in" in line for line in told) == 2
    assert any("stands in marek A1" in line for line in told)
    assert any("version 1 on 2026-11-02 in" in c.proof and c.missing for c in checks), (
        "Dana's first yes, which the change voided, is still to be proved"
    )


def test_the_mails_kept_here_prove_the_same(town: Town) -> None:
    checks = list(proofs(town.house, kept_mails(town.house)))
    assert [c for c in checks if c.fault] == []
    assert any("found in kept mail" in c.proof for c in checks)
    assert any(c.place.startswith("kept letter receipt:") for c in checks)


def test_a_number_in_peoples_own_words_is_no_record(town: Town, mailboxes: Path) -> None:
    assert any(b"c0ffee12" in f.read_bytes() for f in mailboxes.iterdir())
    assert faults(town.house, mailboxes) == []


def test_a_cut_tail_is_named_with_file_and_label(town: Town, mailboxes: Path) -> None:
    entries = town.ledger("marek").entries
    last = max(n for n, e in enumerate(entries) if e.agreement == "A1")
    town.store.change("marek", lambda led: replace(led, entries=led.entries[:last]))
    assert all(not c.fault for c in chains(town.house)), "the chain alone can't show it"
    (fault,) = faults(town.house, mailboxes)
    assert fault.place.endswith(".eml")
    assert fault.proof == f"record {entries[last].record[:8]} of marek A1"
    assert "cut off or written anew" in fault.fault


def test_a_chain_written_anew_with_another_date_is_named(town: Town, mailboxes: Path) -> None:
    entries = [
        replace(e, values={**e.values, "due": "2027-03-31"}) if "due" in e.values else e
        for e in town.ledger("marek").entries
    ]
    rewrite(town, "marek", entries)
    assert all(not c.fault for c in chains(town.house))
    found = faults(town.house, mailboxes)
    assert any("of marek A1" in c.proof for c in found)
    assert any("another text stood in the mail it answers" in c.fault for c in found)


def test_a_yes_that_was_put_in_somebodys_mouth_is_named(town: Town, mailboxes: Path) -> None:
    entries = list(town.ledger("marek").entries)
    yes = next(
        n for n, e in enumerate(entries) if e.author == "dana" and e.values.get("version") == "2"
    )
    invented = replace(entries[yes], texts={"words": "yes, and 20 would be fine, too"})
    rewrite(town, "marek", [*entries[:yes], invented, *entries[yes + 1 :]])
    assert any("other words stand" in c.fault for c in faults(town.house, mailboxes))
    mareks = next(e.source for e in entries if e.author == "marek")
    borrowed = replace(entries[yes], source=mareks, line="9")
    rewrite(town, "marek", [*entries[:yes], borrowed, *entries[yes + 1 :]])
    assert any("another sender stands" in c.fault for c in faults(town.house, mailboxes))


def test_an_altered_entry_is_told_from_erased_words(town: Town, mailboxes: Path) -> None:
    erase_person(town.house, "marek", utc("2026-12-09 09:00"))
    assert faults(town.house, mailboxes) == []
    told = "\n".join(map(str, chains(town.house)))
    assert "words erased on 2026-12-09" in told
    proved = "\n".join(map(str, proofs(town.house, in_folder(mailboxes))))
    assert "words erased on 2026-12-09" in proved

    def altered(ledger: Ledger) -> Ledger:
        spoilt = [
            replace(e, texts={**e.texts, "words": "yes to all of it"}) if e.texts else e
            for e in ledger.entries
        ]
        return replace(ledger, entries=tuple(spoilt))

    town.store.change("marek", altered)
    named = [str(c) for c in chains(town.house) if c.fault]
    assert any(line.startswith("! marek A1: entry") for line in named)
    assert all("its words are not what was recorded" in line for line in named)


def test_an_entry_that_was_changed_breaks_its_chain_and_no_other(town: Town) -> None:
    def altered(ledger: Ledger) -> Ledger:
        entries = [
            replace(e, values={**e.values, "new": "5"}) if e.values.get("op") else e
            for e in ledger.entries
        ]
        return replace(ledger, entries=tuple(entries))

    town.store.change("marek", altered)
    found = list(chains(town.house))
    assert [c.place for c in found if c.fault] == ["marek A1"]
    assert any(c.place == "marek A2" and not c.fault for c in found)


def test_a_ledger_that_cant_be_read_is_named_and_the_others_are_proved(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = town.store.read

    def broken(owner: str) -> Ledger:
        if owner == "lena":
            raise StoreError("lena.json is damaged")
        return read(owner)

    monkeypatch.setattr(town.store, "read", broken)
    named = [c for c in chains(town.house) if c.fault]
    assert [(c.place, c.fault) for c in named] == [
        ("lena", "lena.json is damaged; accord restore lena")
    ]
    assert any("found in" in c.proof for c in proofs(town.house, kept_mails(town.house)))


def test_a_yes_whose_mail_was_not_exported_is_missing_and_no_fault(
    town: Town, mailboxes: Path
) -> None:
    for file in mailboxes.iterdir():
        if b"From: dana@" in file.read_bytes():
            file.unlink()
    checks = list(proofs(town.house, in_folder(mailboxes)))
    assert [c for c in checks if c.fault] == []
    lacking = [str(c) for c in checks if c.missing]
    assert any("dana said yes to version 2" in line for line in lacking)
    assert all(line.startswith("?") for line in lacking)


def test_a_yes_found_without_the_mail_it_answers_says_so(town: Town, mailboxes: Path) -> None:
    for file in mailboxes.iterdir():
        if b"X-Accord-Loop" in file.read_bytes():
            file.unlink()
    checks = list(proofs(town.house, in_folder(mailboxes)))
    assert [c for c in checks if c.fault] == []
    assert any("the mail it answers is not among these" in c.proof for c in checks)


def test_an_mbox_is_read_mail_by_mail_and_what_is_no_mail_is_named(
    town: Town, tmp_path: Path
) -> None:
    raws = kept_raw(town)
    box = b"".join(
        b"From x Mon Nov 30 10:00:00 2026\n" + r.replace(b"\r\n", b"\n") + b"\n" for r in raws
    )
    (tmp_path / "all.mbox").write_bytes(box)
    mails = in_folder(tmp_path)
    assert sum(1 for _ in mails) == len(raws)
    assert {m.place for m in mails} == {f"all.mbox no. {n}" for n in range(1, len(raws) + 1)}
    (tmp_path / "large.eml").write_bytes(b"Subject: x\n\n" + b"x" * 40_000_000)
    assert any(c.place == "large.eml" and c.fault for c in proofs(town.house, in_folder(tmp_path)))
    with pytest.raises(DaemonError, match="no folder"):
        in_folder(tmp_path / "nowhere")


def test_a_record_stands_behind_its_label_also_over_the_end_of_a_line() -> None:
    body = "A1  Six meetings\n  By when: Thu\n  Yours. Record 3f9a21c4\nRecords: 1 a0b1c2d3, L2\nffffffff (x)\n"
    raw = f'Subject: x\n\n{body}"A9 99999999"\n'
    assert list(printed(parse(raw.encode()))) == [
        ("A1", "3f9a21c4"),
        ("1", "a0b1c2d3"),
        ("L2", "ffffffff"),
    ]


def test_the_report_for_programs_has_a_row_for_each_line(town: Town) -> None:
    assert '"missing": false' in as_json(chains(town.house))
