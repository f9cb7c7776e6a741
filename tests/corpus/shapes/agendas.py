"""Agendas and answers drawn by a seed: what is sent, what is typed, and what may come of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from random import Random

from daemon.domain.agreements.shown import Row
from daemon.domain.agreements.terms import Terms
from daemon.domain.matters import Phrase
from daemon.domain.outbox import Asked
from daemon.domain.replies.statements import Table
from daemon.mail.render import Renderer
from daemon.mail.samples.meetings import bare, page
from daemon.mail.samples.team import DANA, MAREK, quote, row, sample
from tests.corpus.shapes.phrases import LANGUAGES
from tests.corpus.shapes.shape import Answer, Person, Sent
from tests.corpus.shapes.wording import CLOSINGS, COUNTS, PROSE, TOPICS

TODAY = date(2026, 11, 30)
_FIRST = datetime(2026, 1, 5, 9, tzinfo=timezone(timedelta(hours=1)))
_COUNTED = (
    ("{n} first meetings with carriers in {town}", "meetings"),
    ("{n} demos for plants of {firm}", "demos"),
    ("{firm}: {n} offers in writing", "offers"),
    ("{n} calls with {firm} a buyer listens to", "calls"),
    ("{n} fleets of {town} in the trial", "fleets"),
)
_PLAIN = (
    "{firm} has the offer in its final form",
    "A visit to {firm} in {town}",
    "The contract of {firm}, signed",
)
_TOWNS = (
    "Linz Graz Brno Gent Turku Vigo Lyon Bari Porto Lodz Umea Odense Bergen Espoo Plzen"
).split()
_FIRMS = "Kestrel Marlow Oberon Talbot Verity Winslow Ashdown Calder Denby Fenwick Harlow Norwood".split()
_SAID = (
    "first one was yesterday, {firm} took notes",
    "{n} of them came from the fair",
    "{firm} is warm, in {town} I have no name yet",
)
_SYLLABLES = "ba ko lu mi ra so te vo ze na di fu".split()


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed. item: under which it stands, "" for none. about: the item it speaks of.

    value: the one number that may be recorded for that item, None: no number may. mark: a word that
    is in no other line.
    """

    text: str
    mark: str
    item: str = ""
    about: str = ""
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer and its lines in the order typed, the top first."""

    answer: Answer
    lines: tuple[Line, ...]


@cache
def _renderer() -> Renderer:
    return Renderer()


def furniture() -> str:
    """Lines that only the HTML of an agenda has."""
    return _renderer().furniture()


def agenda(rng: Random) -> tuple[Sent, Table]:
    """An agenda of Marek's for a 1:1 with Dana: three to seven items of his, up to two of hers."""
    own = tuple(_row(rng, "A", n) for n in sorted(rng.sample(range(1, 60), rng.randint(3, 7))))
    theirs = tuple(
        _row(rng, "L", n, counted=False)
        for n in sorted(rng.sample(range(1, 30), rng.randint(0, 2)))
    )
    topics = tuple(
        quote("Dana", TODAY, f"how we go on in {rng.choice(_TOWNS)}")
        for _ in range(rng.randint(0, 1))
    )
    shown = replace(bare(MAREK, DANA, leads=False), own=own, theirs=theirs, topics=topics)
    drawn = sample("drawn", "agenda", page(shown, explained=rng.choice((0, 0, 1, 2))), MAREK)
    made = _renderer().render("agenda", drawn.page, MAREK, drawn.frame)
    sent = Sent(
        subject=made.subject,
        text=made.text,
        html=made.html,
        labels=tuple(item.label for item in shown.items),
        address=drawn.frame.reply_to,
        message_id=f"<{drawn.frame.tag}.{rng.randrange(10**6)}@halden.example>",
        date=_FIRST + timedelta(minutes=rng.randrange(60 * 24 * 360)),
    )
    return sent, Table(shown.items, "A", TODAY, writer="marek")


def _row(rng: Random, letter: str, number: int, *, counted: bool = True) -> Row:
    words = {"firm": rng.choice(_FIRMS), "town": rng.choice(_TOWNS), "n": rng.randint(3, 40)}
    owner = MAREK if letter == "A" else DANA
    due = TODAY + timedelta(days=rng.randint(1, 80))
    said = quote("Marek", TODAY - timedelta(days=6), rng.choice(_SAID).format(**words), own=True)
    if counted and rng.random() < 0.75:
        outcome, unit = rng.choice(_COUNTED)
        standing = rng.randint(0, words["n"] - 2)
        terms = Terms(outcome.format(**words), target=Decimal(words["n"]), unit=unit, due=due)
        slots = {"remaining": terms.target - standing, "left": (due - TODAY).days}
        return row(
            owner,
            f"{letter}{number}",
            terms,
            standing=Decimal(standing),
            said=said if rng.random() < 0.4 else None,
            question=Phrase("ask-count", slots),
        )
    terms = Terms(rng.choice(_PLAIN).format(**words), due=due)
    return row(owner, f"{letter}{number}", terms, question=Phrase("ask-once"), asked=Asked.PROGRESS)


def answer(rng: Random, sent: Sent, table: Table, *, inline: bool) -> Typed:
    """One to five lines, in one of sixteen languages; without `inline` all of them on top."""
    language = rng.choice(LANGUAGES)
    lines: list[Line] = []
    marks = _marks(rng)
    for item in rng.sample(table.items, rng.randint(1, min(3, len(table.items)))):
        under = inline and rng.random() < 0.75
        lines += [
            _line(rng, language, table, item.label, next(marks), under=under)
            for _ in range(rng.choice((1, 1, 2)))
        ]
    if rng.random() < 0.3 or not lines:
        mark = next(marks)
        lines.append(Line(rng.choice(TOPICS[language]).format(mark=mark), mark))
    order = {"": -1} | {label: n for n, label in enumerate(sent.labels)}
    lines.sort(key=lambda line: order[line.item])
    made = Answer(
        person=Person("Marek Novak", "marek@halden.example"),
        top=_paragraphs(rng, [line.text for line in lines if not line.item]),
        under={
            label: tuple(line.text for line in lines if line.item == label)
            for label in sent.labels
            if any(line.item == label for line in lines)
        },
        language=language,
        signature=_signature(rng, language),
    )
    return Typed(made, tuple(lines))


def _marks(rng: Random) -> Iterator[str]:
    """Names of customers that exist nowhere else."""
    seen: set[str] = set()
    while True:
        name = "".join(rng.choice(_SYLLABLES) for _ in range(4)).capitalize()
        if name not in seen:
            seen.add(name)
            yield name


def _line(rng: Random, language: str, table: Table, label: str, mark: str, *, under: bool) -> Line:
    item = table.item(label)
    assert item is not None
    text, value = rng.choice(PROSE[language]).format(mark=mark), None
    if item.target is not None and rng.random() < 0.7:
        have, target = int(item.standing or 0), int(item.target)
        n = rng.randint(have + 1, target)
        pattern, kind = rng.choice(COUNTS[language] + COUNTS["any"])
        text = pattern.format(mark=mark, n=n, t=target, more=n - have, other=rng.randint(1, 30))
        value = Decimal(n) if kind == "clear" else None
    named = "" if under else rng.choice((f"{label}: ", f"{label} ", f"{label} - "))
    return Line(named + text, mark, label if under else "", label, value)


def _paragraphs(rng: Random, lines: list[str]) -> tuple[str, ...]:
    """Lines with a blank one between some of them."""
    apart = rng.random() < 0.4
    made = [piece for line in lines for piece in ((line, "") if apart else (line,))]
    return tuple(made[:-1] if made and not made[-1] else made)


def _signature(rng: Random, language: str) -> tuple[str, ...]:
    way = rng.random()
    if way < 0.4:
        return ()
    closing = rng.choice(CLOSINGS[language])
    if way < 0.6:
        return (closing, rng.choice(("Marek", "Marek Novak", "M. Novak")))
    card = (
        "-- ",
        "Marek Novak",
        "Key Account Manager | Halden Logistics",
        "T +420 602 555 0134, marek@halden.example",
    )
    return card if way < 0.8 else (closing, "Marek", "", *card)
