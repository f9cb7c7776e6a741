"""The demo through the installed command, as somebody runs it who has just arrived."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ACCORD = Path(sys.executable).with_name("accord")

pytestmark = pytest.mark.acceptance

KINDS = {
    "agenda", "agree", "held", "invitation", "machine", "monday", "moved", "prep", "quarter",
    "recap", "receipt", "reply", "review", "welcome",
}  # fmt: skip
WORDS = {"UNDO", "PAUSE", "RESUME", "LIST", "QUIET"}


@pytest.fixture(scope="module", params=[1, 2, 3])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    run = subprocess.run(
        [ACCORD, "demo", "--out", out, "--seed", str(request.param)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.strip().endswith(str(out / "index.html"))
    return out


def content(out: Path) -> dict[str, Any]:
    page = (out / "index.html").read_text(encoding="utf-8")
    found = re.search(r'id="content">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


def typed(mail: dict[str, Any]) -> str:
    return str(mail["text"]).strip().partition("\n")[0]


def test_every_kind_of_mail_and_every_word_to_the_program_is_shown(played: Path) -> None:
    mails = content(played)["mails"]
    assert {m["kind"] for m in mails} >= KINDS
    assert {word for m in mails if m["out"] and (word := typed(m)) in WORDS} == WORDS


def test_the_agenda_that_is_open_at_first_belongs_to_a_step(played: Path) -> None:
    shown = content(played)
    assert shown["mails"][shown["first"]]["kind"] == "agenda"
    assert shown["first"] in [step["mail"] for step in shown["steps"]]
    assert len(shown["steps"]) > 30


def test_each_answer_gets_one_receipt_and_what_a_machine_or_a_stranger_wrote_gets_none(
    played: Path,
) -> None:
    mails = content(played)["mails"]
    boxes = {m["box"] for m in mails if not m["out"]}
    answers = [
        m for m in mails if m["kind"] == "reply" and m["box"] in boxes and m["subject"] != "start"
    ]
    quiet = next(m for m in answers if typed(m) == "QUIET")
    heard = [m for m in answers if (m["box"], m["at"] >= quiet["at"]) != (quiet["box"], True)]
    receipts = [m for m in mails if m["kind"] == "receipt"]
    assert len(receipts) <= len(heard)  # answers within a few minutes share one
    for answer in heard:
        later = [r["at"] - answer["at"] for r in receipts if r["box"] == answer["box"]]
        assert any(0 < wait <= 600 for wait in later), answer["subject"]


def test_nobody_gets_a_mail_at_night(played: Path) -> None:
    unasked = [
        m for m in content(played)["mails"] if m["kind"] in {"agenda", "prep", "agree", "monday"}
    ]
    assert {m["subject"] for m in unasked if not "07:00" <= m["time"] < "18:00"} == set()


def test_nothing_in_the_program_went_wrong(played: Path) -> None:
    """What goes wrong is mailed to the admin, who got nothing; `check` says so too."""
    shown = content(played)
    assert [m for m in shown["mails"] if m["box"] == "it"] == []
    run = subprocess.run(
        [ACCORD, "outbox", "--config", played / "halden" / "accord.toml"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "dead" not in run.stdout


def test_the_page_is_whole_by_itself(played: Path) -> None:
    page = (played / "index.html").read_text(encoding="utf-8")
    assert not re.findall(r'(?:src|href)="(?!mailto:|#)[a-z]+:', page)
    for mail in content(played)["mails"]:
        assert (played / mail["raw"]).is_file()
