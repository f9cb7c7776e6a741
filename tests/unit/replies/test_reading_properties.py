"""What holds of every mail: no line is lost, no wrong number is recorded, time grows with length."""

import random
import re
from dataclasses import replace
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.outbox import Asked, Item
from daemon.domain.replies.meaning import naming
from daemon.domain.replies.meaning.reading import Op, Question, Reading, Table, Update, read
from daemon.domain.replies.message import Typed
from daemon.domain.replies.words.word_lists import listed
from tests.unit.replies.tables import AGENDA, DRAFTS, TODAY, row

# --- conservation ----------------------------------------------------------------------------

PIECES = st.sampled_from(
    sorted(
        listed(
            "A1 A2: #3 4) L2 A9 A0 5 of 8 / % +2 3 more left done blocked not kept yes no but except ? ! , . ; - – : ( ) new: undo list"
            " skip Friday 30.9. 5/8 by will about half both all noch three trucking Linz Thanks, Hi Dana ✅ 👍 ５ ﬁn ß e\u0301 \u200b"
            " change: waiting for legal A1-A3 Al: a one me: sorry correction from to was with help from Ola together not PAUSE until too now 1. 2. 10:30 40k 99999999999999999999 … ---"
        )
    )
)
LINES = st.one_of(st.lists(PIECES, max_size=9).map(" ".join), st.text(max_size=40))


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", text)


def everything(reading: Reading) -> str:
    return "\n".join([*(s.words for s in reading.statements), *reading.unread])


@given(
    st.lists(LINES, max_size=6),
    st.sampled_from(["", "A1", "A2", "A9"]),
    st.sampled_from([AGENDA, DRAFTS]),
)
def test_every_typed_word_ends_somewhere(lines: list[str], under: str, table: Table) -> None:
    typed = [Typed(text, n, under) for n, text in enumerate(lines)]
    kept = everything(read(typed, table))
    for text in lines:
        for word in words(text):
            assert word in kept or word.casefold() in _CONSUMED


# Words that lead to an item or mark what follows: part of the label, so not in the statement.
_CONSUMED = naming.OPENING | naming.JOINING | {"new", "change", "al", "of", "all", "both"}


@given(st.lists(LINES, max_size=6))
def test_every_line_is_in_one_statement_or_shown_as_not_read(lines: list[str]) -> None:
    reading = read([Typed(text, n) for n, text in enumerate(lines)], AGENDA)
    numbers = {s.line for s in reading.statements}
    assert numbers <= set(range(len(lines)))
    assert bool(reading.statements or reading.unread) == any(text.strip() for text in lines)


# --- no wrong number -------------------------------------------------------------------------

UNITS = ("demos", "calls", "meetings", "fleets", "quotes", "pilots")
VERBS = {
    "demos": "Book",
    "calls": "Make",
    "meetings": "Hold",
    "fleets": "Visit",
    "quotes": "Send",
    "pilots": "Win",
}


def table_of(draw: random.Random) -> Table:
    """Two to six counted items under labels, standings and targets of their own, in any order."""
    numbers = draw.sample(range(1, 40), k=draw.randint(2, 6))
    items: list[Item] = []
    for number, unit in zip(numbers, UNITS, strict=False):
        target = draw.randint(4, 60)
        title = f"{VERBS[unit]} {target} {unit} in Linz"
        items.append(row(f"A{number}", title, draw.randint(0, target - 1), target, unit))
    return Table(tuple(items), "A", TODAY, writer="marek")


def lines_of(draw: random.Random, item: Item) -> tuple[str, Decimal | None]:
    """A line about the item, and the one number it may record; None: it may record none."""
    have, target = item.standing or Decimal(0), item.target or Decimal(0)
    n = Decimal(draw.randint(1, int(target) + 3))
    one, other = draw.randint(1, 30), draw.randint(1, 30)
    clear: list[tuple[str, Decimal | None]] = [
        (f"{n} of {target}", n),
        (f"{n}/{target} so far", n),
        (f"{n} out of {target} {item.unit}, Lena helped", n),
        (f"{n} von {target}", n),
        (f"now at {n}", n),
        (f"{n} {item.unit}", n),
        (f"+{n}", have + n),
        (f"{n} more", have + n),
        (f"another {n} {item.unit}", have + n),
        (f"{n} left", target - n),
        (f"{n} to go, Brno is warm", target - n),
        (f"all but {n}", target - n),
        (f"should be at {one} by Friday, {n} so far", n),
        (f"was {have}, now {n}", n),
        (f"from {have} to {n}", n),
        (f"now {n} with help from Ola", n),
        (f"was {have + 1}, now {n}", None),
        (f"from {have + 1} to {n}", None),
        (f"not {one} but {other}", None),
        (f"{n} of {target} (no, sorry)", None),
        (f"minus {n}", None),
        (f"somewhere around {n}", None),
        (f"back to {n}, one cancelled", None),
        (f"not {one}, sadly", None),
        (f"{one}-{other}", None),
        (f"about {n}", None),
        (f"{n}?", None),
        (f"{n} or {n + 1}", None),
        (f"hope for {n} this week", None),
        (f"{one} people came, {other} stayed", None),
        (f"call me at +49 30 {one}{other}", None),
        (f"{n} of {target + 1}", None),
        (f"before {draw.randint(1, 28)} Oct", None),
        (f"took {one} min", None),
        (f"{n} cancelled", None),
        (f"{n} {item.unit} by Friday", None),
        (f"{n} {item.unit} on Monday", None),
        (f"{n}, no {n + 1}", None),
        (f"{one} on Mon, {other} on Tue", None),
        (f"met on {draw.randint(1, 12)}/{draw.randint(1, 12)}", None),
        (f"{n} or so", None),
        (f"noch {n}", None),
        (f"{n}+", None),
        (f"-{n}", None),
    ]
    return draw.choice(clear)


def labelled(draw: random.Random, item: Item, text: str) -> str:
    number = item.label[1:]
    shapes = (
        f"{item.label}: {text}",
        f"{item.label.lower()} {text}",
        f"#{number} {text}",
        f"{number}) {text}",
    )
    return draw.choice(shapes) if not text.startswith(("-", "+")) else f"{item.label}: {text}"


def spoken(draw: random.Random, item: Item, text: str) -> str:
    """A label as it is dictated, or the item named behind what is said of it."""
    number = item.label[1:]
    return draw.choice(
        (f"a {number}, {text}", f"item {number}, {text}", f"{text} for {item.label}")
    )


@pytest.mark.parametrize("seed", range(4))
def test_no_wrong_number_is_recorded_of_what_is_dictated_or_put_on_one_line(seed: int) -> None:
    draw = random.Random(f"spoken {seed}")
    recorded = 0
    for _ in range(400):
        table = table_of(draw)
        told = {item.label: lines_of(draw, item) for item in table.items}
        order = draw.sample(table.items, k=2)
        joint = draw.choice((" ", ", ", "; ", " and ", " - "))
        one = joint.join(labelled(draw, i, told[i.label][0]) for i in order)
        rest = [spoken(draw, i, told[i.label][0]) for i in table.items if i not in order]
        typed = [Typed(text, n) for n, text in enumerate([one, *rest])]
        for update in read(typed, table).statements:
            if isinstance(update, Update) and update.op is Op.PROGRESS:
                text, meant = told[update.item]
                assert meant is not None, (text, [t.text for t in typed], update)
                assert update.value == meant, (text, [t.text for t in typed], update)
                recorded += 1
    assert recorded > 100


@pytest.mark.parametrize("seed", range(8))
def test_no_wrong_number_is_recorded(seed: int) -> None:
    draw = random.Random(seed)
    recorded = 0
    for _ in range(400):
        table = table_of(draw)
        told = {item.label: lines_of(draw, item) for item in table.items}
        order = draw.sample(table.items, k=len(table.items))
        typed = [Typed(labelled(draw, i, told[i.label][0]), n) for n, i in enumerate(order)]
        for update in read(typed, table).statements:
            if isinstance(update, Update) and update.op is Op.PROGRESS:
                text, meant = told[update.item]
                assert meant is not None, (text, update)
                assert update.value == meant, (text, update)
                recorded += 1
    assert recorded > 400  # it is no art to record nothing


def test_a_number_below_what_stands_is_asked_about_whatever_the_numbers_are() -> None:
    for standing in range(2, 20):
        item = replace(AGENDA.items[0], standing=Decimal(standing), target=Decimal(20))
        table = Table((item, AGENDA.items[1]), "A", TODAY)
        (question,) = read([Typed(f"A1: {standing - 1}", 0)], table).statements
        assert isinstance(question, Question)
        assert question.choices == (str(standing - 1), str(2 * standing - 1))


def test_nobody_agrees_by_accident() -> None:
    draft = Table(tuple(replace(i, asked=Asked.CONSENT) for i in AGENDA.items[:1]), "A", TODAY)
    for typed in (
        "👍",
        "thanks",
        "yes?",
        "ok if Ola helps",
        "yes, but later",
        "not yet",
        "maybe yes",
        "yes and no",
        "5",
        "done",
        "ok 5",
    ):
        statements = read([Typed(typed, 0)], draft).statements
        assert not [s for s in statements if isinstance(s, Update) and s.op is Op.AGREE], typed


# --- time ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit", ["a", "A1 ", "5 ", "ok? ", "5-", "a,", "1) ", "e\u0301", "yes ", "30.9. "]
)
def test_a_line_without_end_is_read_at_once(unit: str) -> None:
    start = process_time()
    read([Typed((unit * 64_000)[:64_000], 0)], AGENDA)
    assert process_time() - start < 1
