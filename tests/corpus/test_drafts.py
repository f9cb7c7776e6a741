"""What the rules find in labelled drafts; drafts/README.md says what the labels mean."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from daemon.domain.agreements.drafts.looking import look
from daemon.domain.replies.words.dates import read_date

FOLDER = Path(__file__).with_name("drafts")
TODAY = date(2026, 12, 1)


@dataclass(frozen=True)
class Score:
    """Of the flag and of the first question; `errors` are (wanted, asked) of the latter."""

    precision: float
    recall: float
    asked_precision: float
    asked_recall: float
    errors: Counter[tuple[str, str]]


def first_question(draft: str) -> str:
    day = read_date(draft, TODAY)
    found = look(draft, day.words if day else "")
    return found[0].point.value if found else ""


def rows(half: str) -> list[dict[str, str]]:
    lines = (FOLDER / f"{half}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def score(half: str) -> Score:
    pairs = [(row["ask"] or "", first_question(row["draft"])) for row in rows(half)]
    flagged = sum(bool(asked) for _, asked in pairs)
    wanted = sum(bool(want) for want, _ in pairs)
    both = sum(bool(want and asked) for want, asked in pairs)
    same = sum(bool(want) and want == asked for want, asked in pairs)
    errors = Counter(pair for pair in pairs if pair[0] != pair[1])
    return Score(both / flagged, both / wanted, same / flagged, same / wanted, errors)


@pytest.mark.parametrize("half", ["own_hand", "another_hand"])
def test_what_a_draft_leaves_open_is_found_and_a_good_one_is_asked_nothing(half: str) -> None:
    found = score(half)
    print(f"\n{half}: flag precision {found.precision:.3f}, recall {found.recall:.3f}; first")
    print(f"question precision {found.asked_precision:.3f}, recall {found.asked_recall:.3f}")
    print(f"(wanted, asked) where they differ: {dict(found.errors)}")
    assert found.precision >= 0.9
    assert found.recall >= 0.8


def test_the_set_is_wide_enough() -> None:
    both = [*rows("own_hand"), *rows("another_hand")]
    assert len(both) >= 150
    assert len({row["trade"] for row in both}) >= 8
