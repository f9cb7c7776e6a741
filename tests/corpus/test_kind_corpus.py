"""Kinds of the corpora beside the checkout: machines are not read, people are not refused."""

import collections
import json
from pathlib import Path

import pytest

from daemon.domain.replies.kinds import Kind, kind
from daemon.mail.parse import parse
from tests.corpus.own_kinds.answering import answering
from tests.corpus.own_kinds.building import Mail
from tests.corpus.own_kinds.people import people
from tests.corpus.own_kinds.reporting import reporting


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


# --- of our own making, by product and language (own_kinds) -------------------------------------


def named(mail: Mail) -> str:
    return mail.name


@pytest.mark.parametrize("mail", [*answering(), *reporting()], ids=named)
def test_no_machine_is_taken_for_a_person(mail: Mail) -> None:
    assert kind(parse(mail.raw)) != Kind.REPLY, mail.source


@pytest.mark.parametrize("mail", [m for m in reporting() if m.kind != Kind.OTHER], ids=named)
def test_what_is_returned_and_what_calendars_say_are_told_apart(mail: Mail) -> None:
    assert kind(parse(mail.raw)) == mail.kind, mail.source


@pytest.mark.parametrize("mail", people(), ids=named)
def test_nobody_is_refused_for_looking_like_a_machine(mail: Mail) -> None:
    assert kind(parse(mail.raw)) == Kind.REPLY, mail.source


def test_the_tables_are_wide_enough_and_every_shape_names_its_source() -> None:
    assert len(answering()) >= 100
    assert len(people()) >= 60
    everything = [*answering(), *reporting(), *people()]
    assert len({mail.name for mail in everything}) == len(everything)
    assert all(mail.source for mail in everything)
