"""What the program reads in generated replies, held against what was typed."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from daemon.domain.replies.message import Extract, Line
from daemon.domain.replies.statements import Table
from daemon.domain.replies.typed.quotes import extract
from daemon.mail.parse import parse
from tests.corpus.shapes import SHAPES, Sent
from tests.corpus.shapes.agendas import Typed, agenda, answer, furniture


@dataclass(frozen=True, slots=True)
class Case:
    """One generated reply: in which shape, to what, with what typed, and its bytes."""

    shape: str
    sent: Sent
    table: Table
    typed: Typed
    raw: bytes


def cases(seed: int, count: int, shapes: tuple[str, ...] = ()) -> list[Case]:
    """`count` replies, the shapes in turn; the same seed gives the same ones."""
    return [case(f"{seed}/{n}", name) for n, name in zip(range(count), turns(shapes), strict=False)]


def nth(number: int) -> str:
    """The shapes in turn."""
    return tuple(SHAPES)[number % len(SHAPES)]


def turns(shapes: tuple[str, ...]) -> Iterator[str]:
    while True:
        yield from shapes or SHAPES


def case(seed: str, name: str) -> Case:
    rng = Random(f"{seed}/{name}")
    sent, table = agenda(rng)
    typed = answer(rng, sent, table, inline=SHAPES[name].inline)
    return Case(name, sent, table, typed, SHAPES[name].make(sent, typed.answer, rng))


def extracted(case: Case) -> Extract:
    return extract(parse(case.raw).lines, case.sent.text, case.sent.labels, furniture=furniture())


def fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def squeezed(text: str) -> str:
    """Without any blanks: languages without them are wrapped anywhere."""
    return "".join(fold(text).split())


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", fold(text)))


@cache
def _drawn(seed: int) -> tuple[Sent, Table]:
    return agenda(Random(f"agenda/{seed}"))


def answered(seed: str) -> Case:
    """An answer to one of some hundred agendas, without a mail around it: for large numbers."""
    rng = Random(seed)
    sent, table = _drawn(rng.randrange(200))
    return Case("", sent, table, answer(rng, sent, table, inline=True), b"")


def read_body(case: Case) -> Extract:
    return extract(body(case), case.sent.text, case.sent.labels)


def body(case: Case) -> tuple[Line, ...]:
    """The same answer as the lines of a body: of the quote only the lines that are answered are left."""
    lines = [Line(text) for text in case.typed.answer.top]
    titles = {item.label: item.title for item in case.table.items}
    for label, typed in case.typed.answer.under.items():
        lines += [Line(f"{label}  {titles[label]}", 1), *map(Line, typed)]
    return tuple(lines)


def faults(case: Case, found: Extract) -> set[str]:
    """What is wrong with an extract: "norm", "loss", "digits", "item"."""
    got = "\n".join(line.text for line in found.typed)
    top = [line.text for line in case.typed.lines if not line.item]
    under = [line.text for line in case.typed.lines if line.item]
    wanted = {squeezed("\n".join(lines)) for lines in (top + under, under + top)}
    wrong = {"norm"} if squeezed(got) not in wanted else set()
    want = words("\n".join(top + under))
    if want - words(got) and any(mark not in squeezed(got) for mark in map(squeezed, top + under)):
        wrong.add("loss")
    if any(re.search(r"\d", word) for word in words(got) - want):
        wrong.add("digits")
    for line in found.typed:
        mark = next((x for x in case.typed.lines if x.mark in line.text), None)
        if mark is not None and line.item != mark.item and mark.item:
            wrong.add("item")
    return wrong
