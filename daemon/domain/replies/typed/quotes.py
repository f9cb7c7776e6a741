"""What a person typed into a mail, line by line, and what was not theirs.

Two ways joined. The mail that is answered is known, so its words are subtracted (`ours`), wherever a
client has put them. For text we did not send (older threads, other people's mail) the rows that begin
a quoted mail are marked (`splits`), and quoting marks and zones say what lies under them. Furniture at
the ends of what is left is cut last (`signatures`).

Linear in the size of the mail: every row is looked at a bounded number of times, every pattern sees
at most a few hundred characters.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from daemon.domain.replies.message import Dropped, Extract, Line, Typed
from daemon.domain.replies.typed import ours, signatures, splits
from daemon.domain.replies.typed.furniture import names_item
from daemon.domain.replies.typed.rows import Row, rows


def extract(
    lines: Sequence[Line], sent: str = "", labels: Sequence[str] = (), furniture: str = ""
) -> Extract:
    """The typed lines of a body and the dropped ones; each line that is not blank is in one heap.

    sent: the text part of the mail that is answered, "" if unknown. labels: the labels of its item
    table in order of appearance; without them A7 and L3 are items. An item line begins with its
    label and two blanks, and the indented lines below belong to it; what is typed under any of them
    has that item, under anything else "". furniture: lines that only its HTML part shows, its buttons.
    """
    body = rows(lines)
    mail = ours.Sent(sent, labels, furniture)
    found = ours.find(body, mail)
    marks = _Zones(body, mail, found).walk()
    _cut_furniture(body, marks, sent)
    return Extract(
        typed=tuple(
            _typed(row, marks[row.number], found, mail)
            for row in body
            if row.number in marks and marks[row.number].typed
        ),
        dropped=tuple(
            Dropped(lines[row.number].text, row.number, marks[row.number].why)
            for row in body
            if row.number in marks and not marks[row.number].typed
        ),
    )


def signature(extract: Extract) -> str:
    """The person's own furniture: closing, name, device line above the first quote."""
    last = max((line.number for line in extract.typed), default=-1)
    quoted = min(
        (d.number for d in extract.dropped if d.number > last and d.why in _FOREIGN), default=None
    )
    return "\n".join(
        d.text
        for d in extract.dropped
        if d.why in _OWN and d.number > last and (quoted is None or d.number < quoted)
    )


# Quoted rows this long may have been wrapped by a client that forgets the mark.
_WIDE = 60
_OWN = frozenset({"closing", "signature", "device"})
_FOREIGN = frozenset({"quote", "attribution", "header block"})


@dataclass(slots=True)
class _Mark:
    """why: "" where the row was typed. fixed: between our lines, never taken for furniture.

    glued: where an attribution begins in the same row, 0 if nowhere.
    """

    why: str = ""
    item: str = ""
    fixed: bool = False
    glued: int = 0

    @property
    def typed(self) -> bool:
        return not self.why


def _typed(row: Row, mark: _Mark, found: dict[int, ours.Found], mail: ours.Sent) -> Typed:
    part = found.get(row.number)
    if part is None or not (part.edited or part.rest is not None):
        return Typed(row.text[: mark.glued or None], row.number, mark.item)
    text = row.text if part.rest is None else row.text[part.rest :]
    return Typed(text, row.number, mail.labels[part.line], part.edited)


@dataclass(slots=True)
class _Zones:
    """A walk from the top: typed until a split, then quoted, then ours with answers between."""

    body: Sequence[Row]
    mail: ours.Sent
    found: dict[int, ours.Found]
    marks: dict[int, _Mark] = field(default_factory=dict)
    item: str = ""
    split: splits.Split | None = None
    deeper: bool = False
    nested: int = 0
    level: int | None = None
    alone: bool = False
    first_split: int = -1

    def walk(self) -> dict[int, _Mark]:
        whole = {n for n, f in self.found.items() if f.rest is None and not f.edited}
        starts = splits.splits(self.body, self.found)
        self.first_split = min(starts, default=-1)
        last = max(whole, default=-1)
        i = 0
        while i < len(self.body):
            row = self.body[i]
            if i in starts:
                self._enter(starts[i])
                i = starts[i].stop
                continue
            if not row.blank:
                self._mark(row, inside=row.number < last)
            i += 1
        self._unknown_language(whole)
        return self.marks

    def _enter(self, split: splits.Split) -> None:
        above = self.split
        for row in self.body[split.start : split.stop]:
            if not row.blank:
                self.marks[row.number] = _Mark(split.why)
        if split.glued and above is None:
            self.marks[split.start] = _Mark("", glued=split.glued)
        below = self.body[split.stop : split.stop + 6]
        following = next((row for row in below if not row.blank), None)
        self.alone = self._stands_alone(split)
        depth = self.body[split.start].depth
        # A header block right under "Original message" or "Begin forwarded" is the same split.
        near = above is not None and all(
            row.blank for row in self.body[above.stop : split.start][:3]
        )
        self.nested += 0 if near and above and split.start - above.stop < 3 else 1
        self.split = split
        self.deeper = following is not None and following.depth > depth
        self.level = None

    def _stands_alone(self, split: splits.Split) -> bool:
        """An attribution with nothing typed above it and no mark below: what follows was typed."""
        if self.nested or self.mail.words or split.why != "attribution" or split.glued:
            return False
        others = (*self.body[: split.start], *self.body[split.stop :])
        above = any(not row.blank for row in self.body[: split.start])
        return not above and not any(row.depth for row in others)

    def _is_lost_wrap(self, row: Row) -> bool:
        """Gmail wraps quotes at 80 columns, and the second half loses its mark."""
        around = self.body[row.number - 1], self.body[min(row.number + 1, len(self.body) - 1)]
        if any(other.depth == 0 for other in around) or around[0].number in self.found:
            return False
        return len(around[0].text) >= _WIDE and row.text[:1].islower() and not names_item(row)

    def _mark(self, row: Row, *, inside: bool) -> None:
        part = self.found.get(row.number)
        if part is not None and self._is_repeated(row, part):
            self.marks[row.number] = _Mark()
        elif part is not None:
            self.item = self.mail.labels[part.line]
            self.level = row.depth
            typed = part.rest is not None or part.edited
            self.marks[row.number] = _Mark("" if typed else "quote", self.item, fixed=True)
        elif self._is_typed(row, inside=inside):
            self.marks[row.number] = _Mark("", self.item, fixed=inside and self.level is not None)
        else:
            self.marks[row.number] = _Mark("quote")

    def _is_repeated(self, row: Row, part: ours.Found) -> bool:
        """A line of ours that a person wrote once more outside the quote, as the answer it offers.

        An item's title copied to the top only says what the next line is about.
        """
        if not part.entire or row.depth or self.mail.labels[part.line]:
            return False
        if self.split is None:
            return row.number < self.first_split
        return bool(self.level)

    def _is_typed(self, row: Row, *, inside: bool) -> bool:
        if self.level is not None:
            return self._is_answer(row, inside=inside)
        if self.split is None:
            return row.depth == 0
        # Under a split: rows that stepped out of the quote again were typed.
        depth = self.body[self.split.start].depth
        if self.alone:
            return row.depth == 0
        return row.depth == 0 and (depth > 0 or self.deeper) and not self._is_lost_wrap(row)

    def _is_answer(self, row: Row, *, inside: bool) -> bool:
        """Between or below our own lines. Quoted twice, what stands there is somebody's older text."""
        if self.level == 0:
            return row.depth == 0 and self.nested < 2
        if row.depth == 0:
            return True
        # Apple Mail quotes what is typed inside the quote, at the level of our own lines.
        return row.depth == self.level and inside and self.nested < 2

    def _unknown_language(self, whole: set[int]) -> None:
        """Whatever the language: what stands right above our own lines and looks like a heading."""
        if self.nested or not whole:
            return
        first = min(whole)
        above = [row for row in self.body[:first] if not row.blank]
        start, why = splits.heading(above)
        for row in above[start:]:
            if self.marks[row.number].typed:
                self.marks[row.number] = _Mark(why)


def _cut_furniture(body: Sequence[Row], marks: dict[int, _Mark], sent: str) -> None:
    names = signatures.names_in(sent)
    run: list[Row] = []
    # "Thanks, Marek" is what was typed where nothing else was.
    first = not any(mark.typed and mark.fixed for mark in marks.values())
    for row in [*body, None]:
        if row is not None and (row.blank or _is_loose(marks.get(row.number))):
            run.append(row)
            continue
        if any(not r.blank for r in run):
            gone = signatures.cut(run, names, first=first, known=bool(sent))
            for number, why in gone.items():
                marks[number] = _Mark(why)
            first = False
        run = []
        first = first and not (row and marks[row.number].typed)


def _is_loose(mark: _Mark | None) -> bool:
    return mark is not None and mark.typed and not mark.fixed
