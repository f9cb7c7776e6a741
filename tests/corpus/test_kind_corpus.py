"""Kinds of the corpora beside the checkout: machines are not read, people are not refused."""

import collections
import json
from pathlib import Path

from daemon.domain.replies.kinds import Kind, kind
from daemon.mail.parse import parse


def confusion(folder: Path) -> collections.Counter[tuple[str, str]]:
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    return collections.Counter(
        (row["kind"], kind(parse((folder / row["path"]).read_bytes()))) for row in rows
    )


def test_hardly_a_machine_is_taken_for_a_person_and_no_person_for_a_machine(shared: Path) -> None:
    seen = confusion(shared / "corpora" / "replies" / "kind" / "dev")
    machines = sum(n for (is_, _), n in seen.items() if is_ != Kind.REPLY)
    mistaken = sum(n for (is_, taken), n in seen.items() if is_ != Kind.REPLY == taken)
    assert mistaken / machines <= 0.005
    assert all(taken == Kind.REPLY for is_, taken in seen if is_ == Kind.REPLY)


def test_our_own_forty_are_all_right(shared: Path) -> None:
    seen = confusion(shared / "corpora" / "replies" / "own" / "kind")
    assert all(is_ == taken for is_, taken in seen)
