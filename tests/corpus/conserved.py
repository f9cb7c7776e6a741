"""What becomes of the words and numbers of a generated reply, from its raw mail to its statements."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass

from daemon.domain.replies.meaning.reading import read
from daemon.domain.replies.message import Extract
from daemon.domain.replies.statements import Reading, Update
from tests.corpus.generated import Case, words


@dataclass(frozen=True, slots=True)
class Sums:
    """Over many replies: how many lines were typed in them, how many with a number that may be
    recorded, how many numbers were; typed words that are in no statement, and lines that are in
    several; numbers recorded that nobody said.
    """

    replies: int = 0
    lines: int = 0
    numbers: int = 0
    recorded: int = 0
    lost: int = 0
    twice: int = 0
    wrong: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Sums(*(one + more for one, more in pairs))


def sums(case: Case, found: Extract) -> Sums:
    """What happened to the lines of one reply."""
    said = read(found.typed, case.table)
    heaps = [statement.words for statement in said.statements] + list(said.unread)
    typed = "\n".join(line.text for line in case.typed.lines)
    missing = words(typed) - words("\n".join(heaps))
    return Sums(
        replies=1,
        lines=len(case.typed.lines),
        numbers=sum(line.value is not None for line in case.typed.lines),
        recorded=sum(s.value is not None for s in said.statements if isinstance(s, Update)),
        lost=sum(n for word, n in missing.items() if word not in case.sent.labels),
        twice=sum(sum(line.mark in heap for heap in heaps) > 1 for line in case.typed.lines),
        wrong=len(list(wrong(case, said))),
    )


def wrong(case: Case, said: Reading) -> Iterator[Update]:
    """Numbers recorded that no line of the reply says of that item."""
    for update in said.statements:
        if isinstance(update, Update) and update.value is not None:
            spoken = {line.value for line in case.typed.lines if line.about == update.item}
            if update.value not in spoken:
                yield update
