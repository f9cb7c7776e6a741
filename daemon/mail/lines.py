"""Text as lines of a mail: wrapped so that no line can be read as an answer.

Lines are at most 66 characters, so that two rounds of "> " still fit in 72; the first line of an
item at most 60. A line that began with a number, an item's label or "From" could come back as
somebody's answer, or be changed on its way (mbox), so the wrapping never leaves one at a start.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

WIDTH = 66
ITEM_WIDTH = 60
INDENT = "    "
LONGEST_WORDS = 600  # of one quotation; more is cut, and the mail it came in keeps the rest

_UNSAFE = re.compile(r"[\d>#+-]|[AL]\d|From\b")
JOINED = "\u00a0"  # no-break space
_BREAKS = re.compile(r"[ \t\r\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")


def visible(text: str) -> str:
    """Words of a person as one line: blanks for breaks, no controls, no marks of direction."""
    if text.isprintable():
        return " ".join(text.split())
    kept = "".join(" " if c.isspace() else "" if _hidden(c) else c for c in text)
    return " ".join(kept.split())


def typed(text: str) -> str:
    """A quotation as it was typed, on one line, cut where it is a whole letter."""
    line = visible(text)
    return line if len(line) <= LONGEST_WORDS else f"{line[: LONGEST_WORDS - 1].rstrip()}…"


def _hidden(char: str) -> bool:
    kind = unicodedata.category(char)
    return kind in ("Cc", "Cs") or (kind == "Cf" and char not in "\u200c\u200d\u00ad")


def wrap(text: str, *, first: str = "", rest: str = "", width: int = WIDTH) -> list[str]:
    """`text` in lines of at most `width`; `first` stands before the first line, `rest` the others.

    A word that is longer than a line stays whole, and so do words joined by a no-break space.
    """
    lines: list[list[str]] = []
    room = 0
    for word in filter(None, _BREAKS.split(text)):
        if lines and len(word) + 1 <= room:
            lines[-1].append(word)
            room -= len(word) + 1
            continue
        begun = [*_taken_back(lines[-1], word), word] if lines else [word]
        lines.append(begun)
        start = first if len(lines) == 1 else rest
        room = width - len(start) - len(" ".join(begun))
    return [
        (rest if i else first) + " ".join(words).replace(JOINED, " ")
        for i, words in enumerate(lines)
    ]


def _taken_back(line: list[str], word: str) -> list[str]:
    """The words to move down from the end of `line`, so that the next does not begin unsafely."""
    moved: list[str] = []
    following = word
    while _UNSAFE.match(following) and len(line) > 1:
        following = line.pop()
        moved.insert(0, following)
    return moved


def item(label: str, title: str) -> list[str]:
    """An item's first line, `A7`, two blanks and its title; a longer title goes on indented."""
    words = visible(title).split()
    head = f"{label}  "
    line = head + (words[0] if words else "")
    taken = 1
    while taken < len(words) and len(line) + 1 + len(words[taken]) <= ITEM_WIDTH:
        line += f" {words[taken]}"
        taken += 1
    return [line, *wrap(" ".join(words[taken:]), first=INDENT, rest=INDENT)]


def brief(label: str, title: str, note: str = "") -> str:
    """An item on one line of at most 66 characters: the title gives way, the note does not."""
    tail = f", {note}" if note else ""
    head = f"{label}  " if label else ""
    return f"{head}{cut(title, max(WIDTH - len(head) - len(tail), 12))}{tail}"


def cut(text: str, width: int) -> str:
    """`text` on one line of at most `width`, cut between words where it is longer."""
    line = visible(text)
    if len(line) <= width:
        return line
    short = line[: width - 1]
    space = short.rfind(" ")
    return f"{short[:space] if space > width // 2 else short}".rstrip(" ,;:") + "…"


def tidy(lines: str) -> str:
    """At most one blank line in a row, none at the start, one newline at the end."""
    stripped = (line if line == "-- " else line.rstrip() for line in lines.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(stripped)).strip("\n") + "\n"


def first_sentence(text: str) -> str:
    """What a phone shows under the subject: the first sentence of the first paragraph."""
    paragraph = " ".join(text.split("\n\n", 1)[0].split())
    return re.split(r"(?<=[.?!]) ", paragraph, maxsplit=1)[0]


def listed(names: Sequence[str], joint: str) -> str:
    """Like "Tom", "Tom and Aiko", "Tom, Aiko and Lena"; `joint` is the language's "and"."""
    *most, last = names or ("",)
    return f"{', '.join(most)} {joint} {last}" if most else last


def block(lines: Iterable[str]) -> str:
    return "\n".join(lines)
