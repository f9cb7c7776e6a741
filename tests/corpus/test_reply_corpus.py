"""Replies of the corpora beside the checkout: the figures may rise, never fall."""

import collections
import json
import re
import unicodedata
from pathlib import Path

import pytest

from daemon.domain.replies.typed.quotes import extract, signature
from tests.corpus.adapter import lines_of


def fold(text: str) -> str:
    """As the benchmark beside the corpora folds: no invisible or markup characters, single blanks."""
    text = unicodedata.normalize("NFKC", text).replace("\r\n", "\n")
    text = re.sub("[\u200b-\u200f\u2060\ufeff\u00ad]", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[*_`#\\]", "", text).split())


def words(text: str) -> collections.Counter[str]:
    return collections.Counter(re.findall(r"\w+", fold(text)))


def figures(folder: Path) -> dict[str, float]:
    """Percent of the mails: norm (same text), loss, leak, digits, as the benchmark counts them."""
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    count: collections.Counter[str] = collections.Counter()
    for row in rows:
        path = folder / row["path"]
        twin = path.with_suffix(".sent.txt")
        found = extract(lines_of(path)[1], twin.read_text("utf-8") if twin.exists() else "")
        reply = "\n".join(line.text for line in found.typed)
        whole = f"{reply}\n{signature(found)}"
        want = path.with_suffix(".expected").read_text("utf-8")
        extra = words(reply) - words(want)
        count["norm"] += fold(want) in (fold(reply), fold(whole))
        count["loss"] += bool(words(want) - words(whole))
        count["leak"] += bool(extra)
        count["digits"] += any(re.search(r"\d", word) for word in extra)
    return {name: 100 * count[name] / len(rows) for name in ("norm", "loss", "leak", "digits")}


@pytest.fixture(scope="module")
def replies(shared: Path) -> Path:
    return shared / "corpora" / "replies"


def test_public_mails_are_read_as_their_own_tests_expect(replies: Path) -> None:
    got = figures(replies / "reply" / "dev")
    assert got["norm"] >= 96
    assert got["loss"] <= 2
    assert got["leak"] <= 1
    assert got["digits"] == 0


def test_replies_to_our_own_agenda_are_read_to_the_word(replies: Path) -> None:
    got = figures(replies / "own" / "reply")
    assert got == {"norm": 100, "loss": 0, "leak": 0, "digits": 0}


def test_every_inline_answer_stands_under_its_item(replies: Path) -> None:
    folder = replies / "own" / "reply" / "own"
    for path in sorted(folder.glob("*inline*.eml")):
        found = extract(lines_of(path)[1], path.with_suffix(".sent.txt").read_text("utf-8"))
        updates = json.loads(path.with_suffix(".updates.json").read_text("utf-8"))
        wanted = {update["item"] for update in updates if update.get("item")}
        assert wanted <= {line.item for line in found.typed} | {line.text[:2] for line in found.typed}
