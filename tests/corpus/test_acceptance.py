"""Every case of acceptance.jsonl and of our own, as written and under other numbers, counts and orders."""

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.adapter import understood
from tests.corpus.agendas import OWN, Case, agenda_of

GIVEN = [f"u{number:02}" for number in range(1, 87)]
MADE = {
    case["id"]: case
    for case in map(json.loads, (OWN / "cases.jsonl").read_text("utf-8").split("\n")[:-1])
}


@pytest.fixture(scope="session")
def given(shared: Path) -> dict[str, Case]:
    lines = (shared / "corpora/replies/own/acceptance.jsonl").read_text("utf-8").split("\n")
    return {case["id"]: case for case in map(json.loads, filter(None, lines))}


def agrees(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """The found question says all that the case wants of it, and may say more."""
    same = all(found.get(key) == value for key, value in wanted.items() if key != "text")
    return same and wanted.get("text", "") in found["text"]


def check(case: Case, found: Mapping[str, Any]) -> None:
    assert found["expect"] == case["expect"], case
    assert found["notes"] == case.get("notes", []), case
    assert len(found["ask"]) == len(case.get("ask", [])), (case, found)
    for wanted, asked in zip(case.get("ask", []), found["ask"], strict=True):
        assert agrees(wanted, asked), (wanted, asked)


def test_no_case_is_left_out(given: Mapping[str, Case]) -> None:
    assert sorted(given) == GIVEN
    assert len(MADE) > 200


@pytest.mark.parametrize("case", GIVEN)
def test_a_line_means_what_the_corpus_says(case: str, given: Mapping[str, Case]) -> None:
    check(given[case], understood(given[case]))


@pytest.mark.parametrize("case", MADE)
def test_a_line_means_what_was_decided_before_it_was_read(case: str) -> None:
    check(MADE[case], understood(MADE[case]))


def test_the_benchmark_is_answered_line_by_line(root: Path, given: Mapping[str, Case]) -> None:
    command = [sys.executable, "-m", "tests.corpus.adapter", "--updates"]
    lines = "\n".join(json.dumps(case) for case in given.values())
    done = subprocess.run(
        command, cwd=root, input=lines, capture_output=True, text=True, check=True, timeout=60
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in found] == GIVEN
    for row in found:
        check(given[row["id"]], row)


# --- the same under other numbers and in another order -----------------------------------------

_LABEL = re.compile(
    r"(?<!\w)([AaLl]|#)([1-9]\d?)(?!\w)"  # A1, a1, #1
    r"|(?m:^|(?<=☑ )|(?<=, ))()([1-9１])(?=[:：).] ?|[ ](?:done|👍|yes)|$)"  # 1:, 1), 2 done, ☑ 2
)
# What names an item by the sound or the look of its number stays with that number.
_BY_SOUND = frozenset({"u68"}) | {c for c in MADE if "o088" <= c <= "o101"}
_IN_THEIR_ORDER = frozenset({"o158"})  # said to all: answered in the order of the mail
_RENUMBERED = [c for c in (*GIVEN, *MADE) if c not in _BY_SOUND | _IN_THEIR_ORDER]


def renumbered(value: Any, numbers: Mapping[int, int]) -> Any:
    """A case, or any part of it, with every label under its new number."""
    if isinstance(value, str):
        return _LABEL.sub(lambda match: _renumbered(match, numbers), value)
    if isinstance(value, list):
        return [renumbered(part, numbers) for part in value]
    if isinstance(value, dict):
        return {
            key: part if key in {"value", "due", "choices", "today"} else renumbered(part, numbers)
            for key, part in value.items()
        }
    return value


def _renumbered(match: re.Match[str], numbers: Mapping[int, int]) -> str:
    letter, number = match.group(1) or "", match.group(2) or match.group(4)
    return f"{letter}{numbers.get(int(number), number)}"


def _told(case: Case) -> dict[str, Any]:
    return {key: case[key] for key in case if key not in {"id", "agenda", "why"}}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", _RENUMBERED)
def test_numbers_and_order_of_the_items_change_nothing(
    case: str, seed: int, given: Mapping[str, Case]
) -> None:
    draw = random.Random(f"{case} {seed}")
    written = given.get(case) or MADE[case]
    agenda = agenda_of(written)
    old = sorted({int(row["label"].lstrip("AL")) for row in agenda["items"]})
    free = [n for n in range(10, 99) if n not in old]
    own_numbers = agenda.get("prefix", "A")  # a Monday letter counts its own lines from 1
    numbers = dict(zip(old, draw.sample(free, k=len(old)), strict=True)) if own_numbers else {}
    items = [
        row | {"label": re.sub(r"\d+", lambda m: str(numbers.get(int(m[0]), m[0])), row["label"])}
        for row in agenda["items"]
    ]
    draw.shuffle(items)
    new = renumbered(_told(written), numbers) | {"id": case, "agenda": agenda | {"items": items}}
    check(new, understood(new))


# --- the same with other targets and standings -------------------------------------------------

# Bodies of the corpus, their absolute numbers in braces: each rises with its item's target and
# standing. Those that say words for numbers, shares or all of them are left out.
_COUNTED = {
    "u01": "1: {A1 5} of {A1 8} demos booked",
    "u06": "a1 {A1 5} out of {A1 8}, a5 {A5 31} of {A5 40}",
    "u07": "1) {A1 5} of {A1 8}\n2) sent yesterday\n3) no news\n4) {A4 2}\n5) {A5 31}",
    "u10": "3 more demos booked",
    "u12": "A1: 3 more",
    "u13": "A1 +2",
    "u14": "A5: another dozen calls",
    "u15": "A1: 3 left",
    "u16": "A1: noch 3",
    "u17": "A4: all but one",
    "u23": "A1: {A1 5}-{A1 6}",
    "u24": "A1: {A1 5}?",
    "u26": "A1: {A1 5} of {A1 9}",
    "u28": "A1: {A1 9} of {A1 8}",
    "u29": "A1: {A1 2}",
    "u30": "A1: actually only {A1 2} of {A1 8}, one fell through",
    "u32": "{A1 5} of {A1 8}",
    "u37": "A1: {A1 5} of {A1 8}\nA1: {A1 6} of {A1 8}",
    "u38": "A1 done, {A1 5} of {A1 8}",
    "u46": "A1: should be at {A1 8} by Friday, {A1 5} so far",
    "u54": "A1 – {A1 5} von {A1 8}",
    "u58": "A1: {A1 5} sur {A1 8}",
    "u71": "- A1: {A1 5} of {A1 8}\n- A2: done",
    "u77": "A1: {A1 5} of {A1 8} A2: done A3: blocked by legal",
    "u80": "{A1 5} now",
}
_RISING = frozenset({"value", "choices", "said", "known", "standing", "target"})


def risen(rows: Iterable[Mapping[str, Any]], by: Callable[[str], int]) -> list[dict[str, Any]]:
    """Rows with every absolute number raised by what its item (or label) rises."""

    def up(value: Any, more: int) -> Any:
        if isinstance(value, list):
            return [up(part, more) for part in value]
        return value + more if isinstance(value, int) else value

    return [
        {k: up(v, by(row.get("item") or row.get("label") or "")) if k in _RISING else v
         for k, v in row.items()}
        for row in rows
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("case", _COUNTED)
def test_targets_and_standings_change_nothing(
    case: str, seed: int, given: Mapping[str, Case]
) -> None:
    draw = random.Random(seed)
    more = {"A1": draw.randint(1, 30), "A4": draw.randint(1, 30), "A5": draw.randint(50, 90)}

    def by(label: str) -> int:
        return more.get(label, 0)

    def raised(match: re.Match[str]) -> str:
        return str(int(match[2]) + by(match[1]))

    written = given[case]
    agenda = agenda_of(written)
    new = dict(written) | {
        "body": re.sub(r"\{(A\d) (\d+)\}", raised, _COUNTED[case]),
        "agenda": agenda | {"items": risen(agenda["items"], by)},
        "expect": risen(written["expect"], by),
        "ask": [{k: v for k, v in row.items() if k != "text"} for row in written.get("ask", [])],
    }
    new["ask"] = risen(new["ask"], by)
    check(new, understood(new))


# --- the same with the lines in another order --------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("case", ["u05", "u07", "u70", "u71", "o162"])
def test_the_order_of_the_lines_changes_nothing(
    case: str, seed: int, given: Mapping[str, Case]
) -> None:
    written = given.get(case) or MADE[case]
    lines = written["body"].split("\n")
    ends = [line for line in lines if line.startswith("Thanks")]
    shuffled = random.Random(seed).sample(
        [x for x in lines if x not in ends], len(lines) - len(ends)
    )
    found = understood(dict(written) | {"body": "\n".join([*shuffled, *ends])})

    def by_item(row: Mapping[str, Any]) -> str:
        return str(row["item"])

    found["expect"] = sorted(found["expect"], key=by_item)  # type: ignore[call-overload]
    check(dict(written) | {"expect": sorted(written["expect"], key=by_item)}, found)
