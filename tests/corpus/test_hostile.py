"""Bodies made to run away: each is read in under a second, in time linear in its size.

And whole mails at their caps and above, each parsed by a process whose memory is looked at.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from daemon.domain.replies.message import Line
from daemon.domain.replies.typed.quotes import extract
from daemon.mail import bodies
from daemon.mail.html_lines import html_lines
from tests.corpus.bombs import HELD, READ

SENT = (
    "Marek, tomorrow at 10:00 you meet Dana.\n\nA2  a b a b a b\n\nA3  word word word word word\n"
    * 30
)

TEXTS = {
    "opening words of attributions": "On it\n" * 20_000,
    "an attribution that never ends": "On " + "a b " * 50_000,
    "one row of quote marks": "> " * 100_000,
    "underscores": "_" * 200_000,
    "dashes": "-" * 200_000 + "\nx",
    "blank lines": "\n" * 200_000 + "x",
    "blanks": " " * 200_000 + "x",
    "angles": "<" * 50_000,
    "a long line": "word " * 40_000,
    "header blocks": "From: a\nSent: b\nTo: c\n" * 5_000,
    "header blocks that hold": "From: a@b\nSent: 2026-01-01 10:00\nTo: c\n\n" * 4_000,
    "device lines": "Sent from my " * 10_000,
    "devices": "Sent from my phone\n" * 10_000,
    "attributions": "Am 01.01. schrieb\n" * 5_000,
    "attributions that hold": "On 2026-01-01 10:00 a@b wrote:\n" * 6_000,
    "depths": "\n".join(">" * (i % 60) + " x" for i in range(20_000)),
    "closings": "Thanks\n" * 20_000,
    "signature marks": "--\n" * 20_000,
    "rules": "-----\n" * 20_000,
    "links that prefill": "<mailto:aaaa?subject=" * 9_000,
    "half a link": "<mailto:" + "a?" * 90_000,
    "lines like ours": "A3  word word word word wort\n" * 6_000,
    "words like ours": "a b a b a b " * 16_000,
    "telephones": "+1 " + "(1) " * 50_000,
    "signs of a disclaimer": "this message " * 15_000,
}
PAGES = {
    "nested": "<div>" * 40_000 + "hi",
    "quotes": "<blockquote>" * 3_000 + "hi",
    "attributes": "<a " + "x=1 " * 50_000 + ">hi</a>",
    "comments": "<!--" * 50_000,
    "tables": "<table><tr><td>" * 10_000,
    "lists": "<ol><li>" * 20_000,
    "links": '<a href="mailto:' + "a" * 190_000,
}


def spent(lines: tuple[Line, ...], sent: str) -> float:
    start = time.process_time()
    extract(lines, sent)
    return time.process_time() - start


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_runs_away(name: str) -> None:
    lines = bodies.capped(bodies.Body(bodies.text_lines(TEXTS[name][: bodies.TEXT]))).lines
    assert spent(lines, "") < 1
    assert spent(lines, SENT) < 1


@pytest.mark.parametrize("name", PAGES)
def test_no_page_runs_away(name: str) -> None:
    start = time.process_time()
    lines = bodies.capped(bodies.Body(html_lines(PAGES[name]))).lines
    assert time.process_time() - start < 1
    assert spent(lines, SENT) < 1


# --- mails at their caps and above ---------------------------------------------------------------


@pytest.fixture(scope="module")
def bombs(root: Path) -> dict[str, tuple[str, float, int]]:
    """By name: what became of a mail, the seconds of processor time, and MB of memory."""
    command = [sys.executable, "-m", "tests.corpus.bombs"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, timeout=110)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: (became, spent, most) for name, became, spent, most in rows}


def test_at_the_caps_every_mail_is_read_and_above_them_held_by_a_code(
    bombs: dict[str, tuple[str, float, int]],
) -> None:
    wanted = {name: "read" for name in READ} | {name: code for name, (code, _) in HELD.items()}
    assert {name: became for name, (became, _, _) in bombs.items()} == wanted


def test_no_mail_costs_more_memory_than_there_is_for_one(
    bombs: dict[str, tuple[str, float, int]],
) -> None:
    """200 MB, of which the process itself has about 30, and the mail 10."""
    assert max((most, name) for name, (_, _, most) in bombs.items())[0] < 200


def test_no_mail_costs_more_time_than_there_is_for_one(
    bombs: dict[str, tuple[str, float, int]],
) -> None:
    """Parsed, its kind told, its typed lines found: about a second at most, more where others work."""
    assert max((spent, name) for name, (_, spent, _) in bombs.items())[0] < 3
