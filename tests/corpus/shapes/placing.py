"""Lines typed between those of a mail: in its text, and in its HTML."""

import html
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from tests.corpus.shapes.shape import Answer, Sent

_CELL = re.compile(r"<td\b[^>]*>(?:(?!</?td\b).)*</td>", re.DOTALL)
_LABEL = re.compile(r'<span class="label"[^>]*>([^<]+)</span>')
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)


class Placed(NamedTuple):
    """One line. typed: by the person, not part of the mail that is answered."""

    text: str
    typed: bool = False


def text_with(sent: Sent, answer: Answer, rng: Random) -> list[Placed]:
    """The text part, line by line, with what was typed under an item below one of its lines."""
    lines = sent.text.rstrip("\n").split("\n")
    typed = dict(_places(lines, sent, answer, rng))
    placed = []
    for number, line in enumerate(lines):
        placed.append(Placed(line))
        placed += typed.get(number, [])
    return placed


def _places(
    lines: list[str], sent: Sent, answer: Answer, rng: Random
) -> Iterator[tuple[int, list[Placed]]]:
    for label in sent.labels:
        if label in answer.under:
            first = next(n for n, line in enumerate(lines) if line.startswith(f"{label}  "))
            last = first
            while last + 1 < len(lines) and lines[last + 1].startswith(" "):
                last += 1
            typed = [Placed(line, typed=True) for line in answer.under[label]]
            blank = [Placed("", typed=True)] * rng.randint(0, 1)
            yield rng.choice((first, last, last)), [*blank, *typed, *blank]


def typed_html(line: str) -> str:
    """A typed line as most programs write it."""
    return f"<div>{html.escape(line, quote=False) or '<br>'}</div>"


def html_with(
    sent: Sent, answer: Answer, rng: Random, typed: Callable[[str], str] = typed_html
) -> str:
    """What stands between <body> and </body>, with what was typed under an item at the end of its cell
    or behind one of its paragraphs. typed: makes HTML of one typed line.
    """
    body = _BODY.search(sent.html)
    assert body is not None

    def filled(cell: re.Match[str]) -> str:
        label = _LABEL.search(cell[0])
        lines = answer.under.get(label[1], ()) if label else ()
        added = "".join(map(typed, lines))
        ends = [match.end() for match in re.finditer("</p>", cell[0])]
        place = rng.choice((ends[0], ends[-1], cell[0].rindex("</td>"))) if lines else 0
        return cell[0][:place] + added + cell[0][place:]

    return _CELL.sub(filled, body[1])
