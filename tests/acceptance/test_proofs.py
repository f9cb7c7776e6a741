"""Who said yes to which words, when, and that it can be proved from people's own mailboxes."""

import json
import shutil
from pathlib import Path

from tests.acceptance.mailing import flat, mailboxes, receipt, shown
from tests.acceptance.world import World


def counted(team: World) -> World:
    """Marek answers his agenda, and gets a receipt with the record of it."""
    team.reply(team.got("marek", "1:1 with Dana, Tue 17 Nov"), "A1 3 of 8")
    assert "Records: A1" in flat(receipt(team, "2026-11-16T17:00:00Z", "marek"))
    return team


def test_m80_every_yes_is_found_in_the_mail_it_came_in_with_the_text_it_was_said_to(
    team: World, tmp_path: Path
) -> None:
    folder = mailboxes(counted(team), tmp_path / "export")
    said = team.accord("verify", "--mails", str(folder))
    assert "marek A1: dana said yes to version 1 on 2026-11-16" in said
    assert "marek A1: marek said yes to version 1 on 2026-11-16" in said
    assert "found in sent/" in said
    assert "stands in marek A1" in said
    assert said.splitlines()[-1].endswith("hold.")


def test_m80_mails_that_were_not_exported_are_counted_and_no_fault(
    team: World, tmp_path: Path
) -> None:
    shutil.copytree(team.root / "mail" / "people", tmp_path / "got")
    last = team.accord("verify", "--mails", str(tmp_path / "got")).splitlines()[-1]
    assert "hold, but 10 lack a mail that is not there" in last


def test_m80_the_mails_kept_here_prove_it_too(team: World) -> None:
    assert "found in kept mail" in team.accord("verify", "--kept")


def test_m80_a_cut_tail_is_named_with_the_file_that_shows_it(team: World, tmp_path: Path) -> None:
    ledger = team.root / "state" / "ledgers" / "marek.json"
    before = ledger.read_bytes()
    folder = mailboxes(counted(team), tmp_path / "export")
    ledger.write_bytes(before)
    assert "hold." in team.accord("verify"), "the chain alone is whole"
    said = team.accord("verify", "--mails", str(folder), code=1)
    (fault,) = (line for line in said.splitlines() if line.startswith("!"))
    assert fault.startswith("! got/marek@halden.example/new/")
    assert "of A1; no chain holds it" in fault
    rows = json.loads(
        team.accord("verify", "--mails", str(folder), "--json", code=1).rpartition("]")[0] + "]"
    )
    assert [r["fault"] != "" for r in rows].count(True) == 1


def test_m80_one_altered_byte_of_what_is_stored_is_named(team: World) -> None:
    ledger = team.root / "state" / "ledgers" / "marek.json"
    altered = ledger.read_bytes().replace(b"Eight fleet demos", b"Eight fleet memos", 1)
    assert altered != ledger.read_bytes()
    ledger.write_bytes(altered)
    said = team.accord("verify", code=1)
    assert "! marek: its ledger" in said
    assert "accord restore marek" in said
    assert "dana L1: 3 entries hold" in said, "the others are proved all the same"


def test_m80_erased_words_are_told_from_altered_ones(team: World, tmp_path: Path) -> None:
    folder = mailboxes(counted(team), tmp_path / "export")
    team.accord("erase", "marek", "--yes")
    said = team.accord("verify", "--mails", str(folder))
    assert "words erased on 2" in said
    assert "!" not in {line[0] for line in said.splitlines()}


def test_m15_show_has_every_version_was_and_now_with_each_yes_its_words_and_its_mail(
    team: World,
) -> None:
    team.reply(team.got("marek", "1:1 with Dana"), "A1 change: 6 demos, by 29 Jan")
    asked = receipt(team, "2026-11-16T17:00:00Z", "marek")
    assert "6 fleet demos held with buyers" in flat(asked), "in the program's words, so he is asked"
    sent = team.reply(asked, "yes")
    team.settle("2026-11-16T17:30:00Z")
    team.tick("2026-11-17T07:01:00Z")
    yes = team.reply(team.got("dana", "Prep: Marek"), "A1 agreed")
    team.settle("2026-11-17T07:30:00Z")
    told = shown(team, "marek", "A1")
    assert "version 1" in told
    assert "version 2" in told
    assert "was: target=8" in told
    assert "now: target=6" in told
    assert "was: due=2026-12-18" in told
    assert "now: due=2027-01-29" in told
    assert f"dana said yes to version 2 in {yes}" in told
    assert f"marek said yes to version 2 in {sent}" in told
    assert '"agreed"' in told
