"""Subtraction: which words of a reply are those of the very mail it answers.

Clients wrap, indent, prefix and join our lines, and pour table cells into lines of their own; the
words and their order survive all of that. So the mail that was sent is one sequence of words, and a
row is ours where it runs along it: four words anywhere, fewer only next to words already found.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from daemon.domain.replies.typed.buttons import buttons
from daemon.domain.replies.typed.rows import Row, fold

_GRAM = 4
_PLACES = 16
_ALIKE = 0.6
_WORD = re.compile(r"\S+")
_LINK = re.compile(r"[<\[(](?:https?|mailto):[^<>\s]*[>\])]?")
# A button of ours as clients write it into plain text: its link, with or without "mailto:".
_BUTTON = re.compile(r"<(?:mailto:)?[^<>\s?]{3,400}\?(?:subject|body)=[^<>\s]{0,2000}>?")
_LABEL = re.compile(r"[AL]\d{1,4}")
_EDGES = "*_`|•·▪>"
_STOPS = ":;,"
_BULLETS = frozenset({"", "-", "–", "—", "o", "+", "●", "◦", "○", "■", "□"})


class Word(NamedTuple):
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a row holds of ours.

    line: index of the last line of ours in it. rest: where the typed part of the text begins, None
    where all of it is ours. edited: our line where it came back changed, "" otherwise. entire: whole
    lines of ours, from a beginning to an end.
    """

    line: int
    rest: int | None = None
    edited: str = ""
    entire: bool = False


def words(text: str) -> list[Word]:
    """Folded words of a line and where they begin; bullets, markup and written-out links are none."""
    found = []
    for match in _WORD.finditer(text):
        word = fold(match[0])
        if ":" in word:
            word = _LINK.sub("", word)
        word = word.strip(_EDGES).rstrip(_STOPS)
        if word not in _BULLETS:
            found.append(Word(word, match.start()))
    return found


class Sent:
    """The words of the mail that was answered, and to which of its lines and items they belong."""

    def __init__(self, text: str, labels: Sequence[str] = (), furniture: str = "") -> None:
        lines = text.splitlines()
        self.buttons = [[w.text for w in words(line)] for line in furniture.splitlines()]
        folded = [[word.text for word in words(line)] for line in lines]
        self.texts = [line.strip() for line, found in zip(lines, folded, strict=True) if found]
        items = _items(lines, frozenset(labels))
        self.labels = [item for item, found in zip(items, folded, strict=True) if found]
        self.words: list[str] = []
        self.lines: list[int] = []
        self.starts: list[int] = []
        for line, found in enumerate(filter(None, folded)):
            self.starts.append(len(self.words))
            self.words += found
            self.lines += [line] * len(found)
        self.ends = frozenset([*self.starts, len(self.words)])
        self.grams: dict[tuple[str, ...], list[int]] = {}
        for start in range(len(self.words) - _GRAM + 1):
            self.grams.setdefault(tuple(self.words[start : start + _GRAM]), []).append(start)

    def run(self, row: Sequence[Word], start: int, place: int) -> int:
        """How many words of the row, from `start` on, run along ours from `place` on."""
        length = 0
        most = min(len(row) - start, len(self.words) - place)
        while length < most and row[start + length].text == self.words[place + length]:
            length += 1
        return length

    def line_words(self, line: int) -> list[str]:
        stop = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.words)
        return self.words[self.starts[line] : stop]


def _items(lines: list[str], known: frozenset[str]) -> Iterator[str]:
    """The item of every line: that of an item line goes on for the indented ones below it."""
    item = ""
    for line in lines:
        first, _, rest = line.strip().partition("  ")
        named = first in known if known else bool(_LABEL.fullmatch(first))
        if named and rest.strip():
            item = first
        elif not line.strip() or not line[:1].isspace():
            item = ""
        yield item


def find(rows: Sequence[Row], sent: Sent) -> dict[int, Found]:
    """Rows that hold words of ours, by row number."""
    return _Search(rows, sent).result if sent.words else {}


class _Search:
    """One walk down the rows. `places`: where in our mail the next word of ours is expected."""

    def __init__(self, rows: Sequence[Row], sent: Sent) -> None:
        self.sent = sent
        self.rows = [row for row in rows if not row.blank]
        self.words = [words(row.text) for row in self.rows]
        self.places: tuple[int, ...] = (0,)
        self.began: dict[int, int] = {}
        self.result: dict[int, Found] = {}
        self.buttons = buttons([[w.text for w in row] for row in self.words], sent.buttons)
        for i, row in enumerate(self.rows):
            found = self._search(i)
            if found:
                self.result[row.number] = found
        self._look_back()

    def _search(self, i: int) -> Found | None:
        return self._button(i) or self._run(i) or self._edited(i)

    def _button(self, i: int) -> Found | None:
        """A row of links that prefill an answer: all of it up to the last link is ours."""
        if i in self.buttons:
            return self._words(i, self.buttons[i])
        links = list(_BUTTON.finditer(self.rows[i].text))
        following = self.rows[i + 1].text if i + 1 < len(self.rows) else ""
        if not links and not _BUTTON.match(following):
            return None
        typed = words(self.rows[i].text[links[-1].end() :]) if links else []
        if not typed or _BUTTON.match(following):
            return Found(self._line())
        return Found(self._line(), links[-1].end() + typed[0].start)

    def _words(self, i: int, count: int) -> Found:
        """A row whose first words are those of buttons."""
        row = self.words[i]
        return Found(self._line(), row[count].start if count < len(row) else None)

    def _line(self) -> int:
        """The line of ours that was found last."""
        return self.sent.lines[max(self.places[0] - 1, 0)]

    def _run(self, i: int) -> Found | None:
        row = self.words[i]
        done = 0
        while done < len(row):
            length = self._step(i, done)
            if not length:
                break
            done += length
        if not done:
            return None
        line = self.sent.lines[self.places[0] - 1]
        if done < len(row):
            return Found(line, row[done].start)
        entire = self.began[i] in self.sent.ends and self.places[0] in self.sent.ends
        return Found(line, entire=entire)

    def _step(self, i: int, start: int) -> int:
        """The words from `start` on that are ours, 0 if none; moves the places behind them."""
        row, sent = self.words[i], self.sent
        lengths = {place: sent.run(row, start, place) for place in self._places(row, start)}
        length = max(lengths.values(), default=0)
        if not length:
            return 0
        best = [place for place, run in lengths.items() if run == length]
        expected = any(place in self.places for place in best)
        if not (expected or start or self.rows[i].depth or self.result):
            # A person who writes on top may repeat words of ours; only whole lines count there.
            best = [place for place in best if place in sent.ends]
        ends = tuple(place + length for place in best)
        if not ends or not self._plausible(i, start, length, ends):
            return 0
        if not start:
            self.began[i] = best[0]
        self.places = ends
        return length

    def _places(self, row: Sequence[Word], start: int) -> list[int]:
        """Where the words from `start` on may stand in our mail, the likeliest first."""
        gram = tuple(word.text for word in row[start : start + _GRAM])
        here = self.places[0]
        known = self.sent.grams.get(gram, [])
        after = bisect_left(known, here)
        anywhere = [*known[after : after + _PLACES], *known[: min(after, _PLACES)]]
        # What is short is looked for at the next lines too: one between may have lost all its words.
        line = self.sent.lines[here] if here < len(self.sent.lines) else len(self.sent.starts)
        ahead = self.sent.starts[line + 1 : line + 3] if len(row) < _GRAM else []
        return [*self.places, *ahead, *anywhere]

    def _plausible(self, i: int, start: int, length: int, ends: tuple[int, ...]) -> bool:
        whole = start + length == len(self.words[i])
        at_end = any(end in self.sent.ends for end in ends)
        if length >= _GRAM:
            return whole or at_end
        # Few words, right where ours go on: the rest of a wrapped line, a short line, a cell.
        if whole and at_end:
            return True
        inside = any(place not in self.sent.ends for place in self.places)
        return (at_end and inside) or (whole and self._goes_on(i + 1, ends))

    def _goes_on(self, i: int, ends: tuple[int, ...]) -> bool:
        following = self.words[i] if i < len(self.words) else []
        wanted = min(2, len(following)) or 1
        return any(self.sent.run(following, 0, end) >= wanted for end in ends)

    def _look_back(self) -> None:
        """Short rows right above words of ours: a greeting, the label cell of an item."""
        for below, above in pairwise(reversed(range(len(self.rows)))):
            began = self.began.get(below)
            if began is None or self.rows[above].number in self.result:
                continue
            row = self.words[above]
            place = began - len(row)
            if row and place >= 0 and self.sent.run(row, 0, place) == len(row):
                self.began[above] = place
                self.result[self.rows[above].number] = Found(self.sent.lines[place])

    def _edited(self, i: int) -> Found | None:
        """A line of ours that came back changed: the same words at its ends, others between."""
        row = [word.text for word in self.words[i]]
        if len(row) < _GRAM:
            return None
        on_top = not (self.result or self.rows[i].depth)
        for line in self._alike(row):
            ours = self.sent.line_words(line)
            if _is_shortened(ours, row):
                self.places = (self.sent.starts[line] + len(ours),)
                return Found(line)
            if _LABEL.match(row[0].upper()) and row[0] != ours[0]:
                continue
            if on_top and row[0] != self.sent.labels[line].casefold():
                continue
            if _likeness(row, ours) >= _ALIKE:
                self.places = (self._after_edit(row, line),)
                return Found(line, edited=self.sent.texts[line])
        return None

    def _alike(self, row: list[str]) -> list[int]:
        """Lines that may be meant: the expected ones, else those that share four words."""
        expected = [self.sent.lines[p] for p in self.places if p < len(self.sent.lines)]
        grams = (tuple(row[k : k + _GRAM]) for k in (0, len(row) - _GRAM))
        shared = [self.sent.lines[p] for gram in grams for p in self.sent.grams.get(gram, [])[:4]]
        return list(dict.fromkeys(expected + shared))

    def _after_edit(self, row: list[str], line: int) -> int:
        """A changed line may be wrapped: then ours goes on after as many words as came back."""
        place = self.sent.starts[line] + len(row)
        return min(place, self.sent.starts[line] + len(self.sent.line_words(line)))


def _is_shortened(ours: list[str], row: list[str]) -> bool:
    """A title that our text part cuts with an ellipsis, and that the HTML part shows whole."""
    cut = next((k for k, word in enumerate(ours) if word.endswith("...")), 0)
    tail = ours[cut + 1 :]
    return cut >= _GRAM - 1 and row[:cut] == ours[:cut] and row[len(row) - len(tail) :] == tail


def _likeness(row: list[str], ours: list[str]) -> float:
    """Words shared at both ends, by the longer of the two lines (a wrapped one by the shorter)."""
    most = min(len(row), len(ours))
    head = 0
    while head < most and row[head] == ours[head]:
        head += 1
    tail = 0
    while tail < most - head and row[-1 - tail] == ours[-1 - tail]:
        tail += 1
    if head + tail < _GRAM - 1:
        return 0.0
    wrapped = head > most // 2 and len(row) < len(ours)
    return (head + tail) / (len(row) if wrapped else max(len(row), len(ours)))
