"""Every command as somebody types it: what it prints, what it leaves, how it ends."""

import csv
import fcntl
import json
import tomllib
from pathlib import Path

import pytest

from tests.acceptance.world import World, text_of, weekly

NOW = "2026-11-16T16:31:00Z"
COMMANDS = (
    *(
        "init",
        "login",
        "welcome",
        "run",
        "tick",
        "preview",
        "rehearse",
        "demo",
        "stop",
        "start",
        "check",
    ),
    *("explain", "outbox", "restore", "erase", "agreements import", "agreements add"),
    *("agreements list", "agreements show", "agreements export"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_a_command_does(tmp_path: Path, command: str) -> None:
    said = World(tmp_path).accord(*command.split(), "--help")
    usage, _, rest = said.partition("\n\n")
    assert usage.startswith(f"Usage: accord {command}")
    sentence = rest.strip().splitlines()[0]
    assert sentence[0].isupper()
    assert all(len(line) <= 80 for line in said.splitlines())


WRONG = {
    "nonsense": 2,
    "tick --at yesterday": 2,
    "tick --config nowhere.toml": 2,
    "welcome no-address": 2,
    "explain nowhere.eml": 1,
    "agreements import nowhere.csv": 1,
    "agreements list nobody": 2,
    "agreements show marek A9": 2,
    "agreements add marek lena words": 2,
    "agreements export --format xml": 2,
    "outbox --retry agenda:none": 1,
    "restore marek": 1,
    "restore nobody": 2,
    "erase nobody --yes": 1,
    "rehearse --quarter 2027Q9 --out pages": 2,
    "preview --days 0": 2,
}


@pytest.mark.parametrize(("line", "code"), WRONG.items())
def test_what_cannot_be_done_is_one_clear_sentence(agreed: Path, line: str, code: int) -> None:
    said = World(agreed).accord(*line.split(), code=code).strip()
    assert len(said.splitlines()) == 1
    assert "Errno" not in said
    assert "unexpected" not in said


# --- setting up --------------------------------------------------------------------------------


def test_the_two_files_that_init_writes_pass_the_check(tmp_path: Path) -> None:
    world = World(tmp_path)
    answers = ["Dana Petrov", "no address", "dana@halden.example", "Europe/Vienna", "AT", "", ""]
    answers += ["accord@halden.example", "", "", "", "", "", ""]
    said = world.accord("init", "new", answers="\n".join(answers) + "\n")
    assert '"no address" is no mail address' in said, "a wrong answer is asked for once more"
    config = tmp_path / "new" / "accord.toml"
    assert f"accord check --config {config.relative_to(tmp_path)}" in said
    assert tomllib.loads(config.read_text())["sending"]["mode"] == "dry"
    people = tomllib.loads((tmp_path / "new" / "directory.toml").read_text())["people"]
    assert [(p["id"], p["name"], p["zone"]) for p in people] == [
        ("dana", "Dana Petrov", "Europe/Vienna")
    ]

    world.calendar("dana", weekly("series@halden", "2026-10-06T10:00", "dana", "marek"))
    (tmp_path / "calendars").rename(tmp_path / "new" / "calendars")
    checked = world.accord("check", "--config", "new/accord.toml")
    assert "mode is dry" in checked
    assert "All is well." in checked

    kept = config.read_bytes()
    assert "is there already" in world.accord("init", "new", code=2)
    assert config.read_bytes() == kept


def test_a_played_clock_is_refused_where_mail_really_leaves(tmp_path: Path) -> None:
    world = World(tmp_path)
    smtp = 'kind = "smtp"\nhost = "mail.halden.example"\nport = 587\nsecurity = "starttls"\n'
    world.settings('kind = "maildir"\npath = "mail/people"\n', smtp)
    for command in ("tick", "check", "preview"):
        assert "leave it out" in world.accord(command, "--at", NOW, code=2)
    assert not (tmp_path / "state").exists(), "nothing was begun"


def test_a_second_accord_on_the_same_state_says_who_holds_it(team: World) -> None:
    with (team.root / "state" / "run.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write("4711\n")
        lock.flush()
        assert "process 4711" in team.accord("tick", "--at", NOW, code=3)
        assert "Eight fleet demos" in team.accord("agreements", "list"), "looking is allowed"


# --- looking -----------------------------------------------------------------------------------


def test_a_preview_shows_the_mails_of_the_next_days_and_saves_nothing(team: World) -> None:
    before = team.state()
    said = team.accord("preview", "--at", NOW, "--days", "2", "--text")
    assert "Tue 17 Nov 07:00  Dana Petrov <dana@halden.example>  Prep: Marek, Tue 17 Nov" in said
    assert "1:1 with Dana, Wed 18 Nov" in said
    assert "Lena, on Wed 18 Nov at 11:00 you meet Dana." in said
    assert "Prep: Jim" not in said, "that is three days away"
    assert team.state() == before
    assert team.last("dana")["Subject"] == "Re: To agree: five drafts"


def test_a_rehearsal_writes_pages_and_touches_nothing_else(team: World) -> None:
    before = team.state()
    mails = len(team.everything())
    said = team.accord(
        "rehearse", "--quarter", "2026Q4", "--out", "pages", "--at", "2026-12-21T08:00:00Z"
    )
    page = team.root / "pages" / "index.html"
    assert "pages/index.html" in said
    assert "1:1 with Dana, Tue 22 Dec" in page.read_text()
    assert team.state() == before
    assert len(team.everything()) == mails


def test_explain_tells_step_by_step_how_a_mail_is_read(team: World) -> None:
    agenda = team.got("marek", "1:1 with Dana")
    team.reply(agenda, "A1: 5 of 8\nA2 5-6\nsomething for the table")
    mail = next((team.root / "mail" / "accord" / "new").glob("*.mail"))
    path = team.root / "one.eml"
    mail.rename(path)
    before = team.state()
    said = team.accord("explain", "one.eml", "--at", NOW)
    steps = json.loads(team.accord("explain", "one.eml", "--json", "--at", NOW))
    names = [step["step"] for step in steps]
    assert names[:4] == ["message", "size", "seen before", "kind"]
    assert [line.split()[0] for line in said.splitlines() if line[0] != " "][:2] == names[:2]
    found = {step["step"]: step for step in steps}
    assert found["kind"]["found"] == "reply"
    assert found["sender"]["found"] == "marek"
    assert "1:1 with Dana, Tue 17 Nov" in found["answers"]["found"]
    assert any("A1" in x and "Eight fleet demos" in x for x in found["answers"]["lines"])
    assert any("5 of 8" in line for line in found["typed"]["lines"])
    assert any("in doubt about A2" in line for line in found["means"]["lines"])
    assert any("5-6" in line for line in found["receipt"]["lines"])
    assert len(found["would record"]["lines"]) == 3
    assert team.state() == before


def test_agreements_are_listed_shown_and_exported(team: World) -> None:
    team.accord(
        "agreements", "add", "marek", "dana", "=HYPERLINK(A1)", "--due=2026-12-18", "--at", NOW
    )
    listed = team.accord("agreements", "list", "marek").splitlines()
    assert (
        listed[0]
        == "marek A1  agreed  0 of 8 demos  2026-12-18  Eight fleet demos held with buyers"
    )
    assert listed[2].startswith("marek A3  not agreed")
    shown = team.accord("agreements", "show", "marek", "a1")
    assert "acknowledged  dana" in shown
    assert '"yes to all"' in shown
    assert "@halden.example>  record " in shown, "who said yes in which mail"

    rows = list(csv.DictReader(team.accord("agreements", "export", "--format", "csv").splitlines()))
    assert [r["id"] for r in rows] == [
        "dana/L1",
        "jim/A1",
        "lena/A1",
        "marek/A1",
        "marek/A2",
        "marek/A3",
    ]
    cells = [cell for row in rows for cell in row.values()]
    assert "'=HYPERLINK(A1)" in cells, "no spreadsheet runs it"
    assert not [c for c in cells if c.startswith(("=", "+", "@", "-"))]
    out = json.loads(team.accord("agreements", "export"))
    assert [a["id"] for a in out] == [r["id"] for r in rows]
    assert out[5]["outcome"] == "=HYPERLINK(A1)", "JSON keeps what was written"
    assert {a["state"] for a in out[:5]} == {"agreed"}


# --- mending -----------------------------------------------------------------------------------


def test_sending_stops_at_once_and_goes_on_where_it_was(team: World) -> None:
    assert "accord start" in team.accord("stop")
    team.tick("2026-11-17T07:01:00Z")
    assert "Prep: Marek, Tue 17 Nov" not in team.subjects("dana")
    assert "is stopped" in team.accord("check", "--at", "2026-11-17T07:02:00Z", code=1)
    assert "queued" in team.accord("outbox")
    team.accord("start")
    team.tick("2026-11-17T07:05:00Z")
    assert team.subjects("dana").count("Prep: Marek, Tue 17 Nov") == 1
    assert team.accord("outbox") == "Nothing waits.\n"


def test_a_dead_letter_is_shown_and_sent_again_by_hand(team: World) -> None:
    team.accord("stop")
    team.tick("2026-11-17T07:01:00Z")
    team.accord("start")
    team.settings('mode = "live"', 'mode = "pilot"\npilot = ["lena@halden.example"]')
    team.tick("2026-11-17T07:03:00Z")
    listed = team.accord("outbox")
    key = "agenda:marek+dana:"
    line = next(x for x in listed.splitlines() if key in x)
    assert line.startswith("dead")
    assert "not on the pilot's list" in line
    assert "is dead" in team.accord("check", "--at", "2026-11-17T07:04:00Z", code=1)

    team.settings('mode = "pilot"', 'mode = "live"')
    key = next(word for word in line.split() if word.startswith(key))
    assert key in team.accord("outbox", "--retry", key, "--at", "2026-11-17T07:04:00Z")
    team.tick("2026-11-17T07:05:00Z")
    assert team.subjects("dana").count("Prep: Marek, Tue 17 Nov") == 1


def test_a_ledger_that_was_cut_off_is_named_waits_and_comes_back(team: World) -> None:
    path = team.root / "state" / "ledgers" / "marek.json"
    path.write_bytes(path.read_bytes()[:500])
    team.reply(team.got("marek", "1:1 with Dana"), "A1 5 of 8")
    said = team.tick("2026-11-17T10:01:00Z")
    assert "marek.json can't be read" in said
    assert "1:1 with Dana, Wed 18 Nov" in team.subjects("lena"), "the others go on"
    assert "accord restore marek" in team.accord("check", "--at", "2026-11-17T10:02:00Z", code=1)
    assert "marek.json can't be read" in " ".join(text_of(team.last("it")).split())
    assert "marek.json can't be read" in team.accord("agreements", "list", code=1)

    assert "marek is back" in team.accord("restore", "marek")
    assert path.with_suffix(".json.bad").exists(), "what can't be read is kept"
    team.settle("2026-11-17T10:05:00Z")
    assert "A1  5 of 8, was 0" in text_of(team.last("marek")), "the mail had waited"
    assert "All is well." in team.accord("check", "--at", "2026-11-17T10:15:00Z")


def test_an_entry_that_was_altered_by_hand_shows_in_the_check(team: World) -> None:
    path = team.root / "state" / "ledgers" / "marek.json"
    tables = json.loads(path.read_text())
    del tables["check"]  # whoever alters an entry can do this too; the chain still tells
    text = json.dumps(tables)
    assert '"due": "2026-12-18"' in text
    path.write_text(text.replace('"due": "2026-12-18"', '"due": "2026-12-19"'))
    found = team.accord("check", "--at", NOW, code=1)
    assert "ledger marek: entry 1 of A1" in found
    assert "is not what was recorded" in found


def test_erased_words_are_gone_from_every_file_and_the_records_still_hold(team: World) -> None:
    team.reply(
        team.got("marek", "1:1 with Dana"), "A1 3 of 8, with the zanzibar people\nzanzibar again"
    )
    team.settle("2026-11-16T17:00:00Z")
    team.tick("2026-11-17T07:01:00Z")
    assert "zanzibar" in text_of(team.got("dana", "Prep: Marek"))
    assert "stopped" in team.accord("erase", "marek", answers="n\n", code=1)
    assert any(b"zanzibar" in raw for raw in team.state().values())

    assert "erased" in team.accord("erase", "marek", "--yes")
    assert [name for name, raw in team.state().items() if b"zanzibar" in raw.lower()] == []
    assert "3 of 8 demos" in team.accord("agreements", "list", "marek"), "numbers stay"
    assert "All is well." in team.accord("check", "--at", "2026-11-17T07:10:00Z")
    team.tick("2026-11-23T09:01:00Z")
    assert "3 of 8" in text_of(team.got("marek", "1:1 with Dana, Tue 24 Nov"))


def test_a_broken_template_of_ones_own_is_named_and_the_built_in_one_used(team: World) -> None:
    own = team.root / "wording" / "en" / "prep"
    own.mkdir(parents=True)
    (own / "subject.txt.j2").write_text("{% if %}")
    team.settings(
        'directory = "directory.toml"\n', 'directory = "directory.toml"\ntemplates = "wording"\n'
    )
    assert "prep/subject.txt.j2" in team.accord("check", "--at", NOW, code=1)
    team.tick("2026-11-17T07:01:00Z")
    assert "Prep: Marek, Tue 17 Nov" in team.subjects("dana")
