"""Reading replies: speed and accuracy beside the libraries, growth with size, and generated replies.

The libraries get the same decoded bodies in the same run. A body on which one of them takes longer
than LONGEST is left out for that library, and counted.
"""

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from types import FrameType
from typing import NamedTuple

from benchmarks.ratios import Result, settled, written
from daemon.domain.replies.typed.quotes import extract, signature
from daemon.mail import bodies

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "replies" / "reply" / "dev"
LONGEST = 5  # seconds
Read = Callable[[str], tuple[str, str]]


class Mail(NamedTuple):
    """text: a decoded body. wanted: what its sender typed, as the source's own tests have it."""

    text: str
    wanted: str


@dataclass
class Reader:
    """What a reader took for all bodies, of those it finished, and how many it got right."""

    name: str
    read: Read
    seconds: float = 0.0
    done: int = 0
    right: int = 0
    hung: list[int] = field(default_factory=list)

    @property
    def speed(self) -> float:
        """Mails a second."""
        return self.done / self.seconds if self.seconds else 0.0

    def __str__(self) -> str:
        left = f", {len(self.hung)} left out: over {LONGEST} s" if self.hung else ""
        return f"{self.name}: {self.speed:.0f} mails/s, {100 * self.right / max(self.done, 1):.0f} % right{left}"


def libraries(*, turns: int = 5, limit: int | None = None) -> Iterator[Result]:
    """Speed beside the three libraries; a promise only against mail-parser-reply with all languages."""
    mails = _mails()[:limit]
    if not mails:
        yield Result("speed of reading replies: the mails beside the checkout are missing", 0)
        return
    ours, mpr, *others = readers = [
        Reader("ours", _ours),
        Reader("mail-parser-reply, all languages", _mail_parser_reply()),
        Reader("email-reply-parser", _email_reply_parser()),
        Reader("quotequail", _quotequail()),
    ]
    for turn in range(turns):
        for reader in readers[turn % 2 :] + readers[: turn % 2]:
            _run(reader, mails)
    what = f"speed of reading {len(mails)} mails, to mail-parser-reply"
    yield Result(what, ours.speed / (mpr.speed or 1), 3, least=True, detail=f"{ours}; {mpr}")
    for other in others:
        what = f"speed of reading {len(mails)} mails, to {other.name}"
        yield Result(what, ours.speed / (other.speed or 1), detail=str(other))


def _mails() -> list[Mail]:
    """The public half of the corpus beside the checkout; none where it is not there."""
    from tests.corpus.adapter import lines_of

    found = []
    for path in sorted(CORPUS.glob("*/*.expected")):
        source = next(p for p in path.parent.glob(f"{path.stem}.*") if p != path)
        lines = lines_of(source)[1]
        text = "\n".join(f"{'>' * line.quoted} {line.text}".lstrip(" ") for line in lines)
        found.append(Mail(text, path.read_text("utf-8")))
    return found


def _run(reader: Reader, mails: Sequence[Mail]) -> None:
    from tests.corpus.test_reply_corpus import fold

    for number, mail in enumerate(mails):
        if number in reader.hung:
            continue
        start = process_time()
        try:
            with _Alarm():
                answers = reader.read(mail.text)
        except TimeoutError:
            reader.hung.append(number)
            continue
        reader.seconds += process_time() - start
        reader.done += 1
        reader.right += fold(mail.wanted) in map(fold, answers)


class _Alarm:
    """Ends what takes longer than LONGEST; the standard library's patterns look for signals."""

    def __enter__(self) -> None:
        self.before = signal.signal(signal.SIGALRM, self._ring)
        signal.alarm(LONGEST)

    def __exit__(self, *_: object) -> None:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, self.before)

    @staticmethod
    def _ring(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError


def _ours(text: str) -> tuple[str, str]:
    found = extract(bodies.capped(bodies.Body(bodies.text_lines(text[: bodies.TEXT]))).lines)
    reply = "\n".join(line.text for line in found.typed)
    return reply, f"{reply}\n{signature(found)}"


def _mail_parser_reply() -> Read:
    from mailparser_reply import EmailReplyParser
    from mailparser_reply.constants import MAIL_LANGUAGES

    parser = EmailReplyParser(languages=[name for name in MAIL_LANGUAGES if len(name) == 2])

    def read(text: str) -> tuple[str, str]:
        replies = parser.read(text).replies
        return (replies[0].body or "", replies[0].content or "") if replies else ("", "")

    return read


def _email_reply_parser() -> Read:
    from email_reply_parser import EmailReplyParser

    def read(text: str) -> tuple[str, str]:
        reply = EmailReplyParser.parse_reply(text)
        return reply, reply

    return read


def _quotequail() -> Read:
    import quotequail

    def read(text: str) -> tuple[str, str]:
        found = quotequail.unwrap(text)
        top = (found or {}).get("text_top") or (text if found is None else "")
        return top, top

    return read


def growth(*, small: int = 10_000, large: int = 200_000, turns: int = 5) -> Iterator[Result]:
    """A body twenty times as long takes twenty times as long, half more at most."""
    for name, piece in PIECES.items():
        with settled():
            least = min(_seconds(piece, small) for _ in range(4 * turns))
            most = min(_seconds(piece, large) for _ in range(turns))
        limit = 1.5 * large / small
        what = f"reading {large // 1000} kB of {name}, to {small // 1000} kB"
        yield Result(what, most / least, limit, detail=f"{written(most)} to {written(least)}")


def _seconds(piece: str, size: int) -> float:
    text = (piece * (size // len(piece) + 1))[:size]
    start = process_time()
    extract(bodies.text_lines(text), SENT)
    return process_time() - start


SENT = "Marek, tomorrow at 10:00 you meet Dana.\n\n" + "".join(
    f"A{n}  Book {n + 3} demos with plants of Kestrel\n    {n} of {n + 3}, by Fri 18 Dec\n\n"
    for n in range(1, 8)
)
PIECES = {
    "prose": "We talked to Oberon about the price, and they want to think it over.\n\n",
    "quoted prose": "> We talked to Oberon about the price, and they want to think.\n>\n",
    "answers between our lines": "> A3  Book 6 demos with plants of Kestrel\n> 3 of 6, by Fri 18 Dec\n4 of 6\n",
    "threads": "On Tue, Dec 1, 2026 at 9:00 AM Dana <dana@halden.example> wrote:\n> Fine.\n> Dana\n\n",
    "header blocks": "From: Dana <dana@halden.example>\nSent: 1 December 2026 09:00\nTo: Marek\nSubject: Re\n\nFine.\n",
}


def generated(*, mails: int = 10_000, answers: int = 90_000, workers: int = 2) -> Iterator[Result]:
    """Numbers recorded that nobody typed, over raw mails and over bodies of lines."""
    from tests.corpus.conserved import Sums

    share = 500
    jobs = [("mail", n, min(share, mails - n)) for n in range(0, mails, share)]
    jobs += [("body", n, min(share, answers - n)) for n in range(0, answers, share)]
    total = Sums()
    if workers == 1:
        for job in jobs:
            total += _share(job)
    else:
        with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
            for part in pool.map(_share, jobs):
                total += part
    said = f"{total.replies:,} replies, {total.lines:,} lines, {total.recorded:,} numbers recorded"
    yield Result("wrong numbers in generated replies", total.wrong, 0, detail=said)
    yield Result("words of them that are lost", total.lost, 0, detail=f"{total.twice} kept twice")


def _share(job: tuple[str, int, int]) -> "object":
    from tests.corpus import conserved
    from tests.corpus import generated as made

    kind, first, count = job
    total = conserved.Sums()
    for n in range(first, first + count):
        if kind == "mail":
            case = made.case(f"bench/{n}", made.nth(n))
            total += conserved.sums(case, made.extracted(case))
        else:
            case = made.answered(f"bench/{n}")
            total += conserved.sums(case, made.read_body(case))
    return total


def shapes(*, each: int = 40) -> Iterator[Result]:
    """Replies in every shape that are read to the word, each line under its item."""
    from tests.corpus import generated as made
    from tests.corpus.shapes import SHAPES

    wrong: dict[str, int] = dict.fromkeys(("norm", "loss", "digits", "item"), 0)
    count = each * len(SHAPES)
    for n in range(count):
        case = made.case(f"shapes/{n}", made.nth(n))
        for fault in made.faults(case, made.extracted(case)):
            wrong[fault] += 1
    right = 100 * (count - wrong["norm"]) / count
    rest = ", ".join(f"{wrong[name]} {name}" for name in ("loss", "digits", "item"))
    yield Result(
        "percent of generated replies read to the word",
        right,
        98,
        least=True,
        detail=f"{count} in {len(SHAPES)} shapes; {rest}",
    )
