"""Words that only the HTML part of our mail has: the buttons under an item and what introduces them.

A program that makes text of our HTML, or that drops the targets of links, leaves "Short answers: Done
Number Stuck" behind, in one row or a word a row. Only the whole line is ours: a lone "Done" was typed.
"""

from collections.abc import Mapping, Sequence

_ROWS = 8


def buttons(rows: Sequence[Sequence[str]], lines: Sequence[Sequence[str]]) -> Mapping[int, int]:
    """How many words at the beginning of a row belong to a line of buttons, by index of the row.

    rows: the folded words of every row that is not blank. lines: those of every line of buttons.
    """
    found: dict[int, int] = {}
    openings = {line[0] for line in lines if line}
    for i, row in enumerate(rows):
        if row and row[0] in openings and i not in found:
            found |= next(filter(None, (_along(rows, i, line) for line in lines)), {})
    return found


def _along(rows: Sequence[Sequence[str]], i: int, line: Sequence[str]) -> dict[int, int]:
    """The rows from i on that hold a whole line, word by word; empty where they do not."""
    taken: dict[int, int] = {}
    done = 0
    for j in range(i, min(i + _ROWS, len(rows))):
        part = list(line[done : done + len(rows[j])])
        if not part or list(rows[j][: len(part)]) != part:
            return {}
        taken[j] = len(part)
        done += len(part)
        if done == len(line):
            return taken
    return {}
