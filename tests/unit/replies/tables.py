"""The mails that people answer in these tests, and what was read in one short line a statement."""

from datetime import date
from decimal import Decimal

from daemon.domain.outbox import Asked, Item
from daemon.domain.replies.meaning.reading import (
    Command,
    Draft,
    Note,
    Question,
    Reading,
    Statement,
    Table,
    TopicLine,
    Update,
    read,
)
from daemon.domain.replies.message import Typed

TODAY = date(2026, 9, 9)  # a Wednesday


def row(
    label: str,
    title: str,
    standing: int | None = None,
    target: int | None = None,
    unit: str = "",
    *,
    owner: str = "marek",
    period: str = "",
    due: date | None = None,
    asked: Asked = Asked.PROGRESS,
    closed: bool = False,
) -> Item:
    return Item(
        label,
        owner,
        label,
        title,
        standing=None if standing is None else Decimal(standing),
        target=None if target is None else Decimal(target),
        unit=unit,
        period=period,
        due=due,
        asked=asked,
        closed=closed,
    )


DEMOS = row("A1", "Book 8 demos", 3, 8, "demos")
PROPOSAL = row("A2", "Send the Acme pricing proposal")
CONTRACT = row("A3", "Get the Globex contract signed")
MAKERS = row("A4", "Meet 3 decision makers at Initech", 1, 3, "decision makers")
CALLS = row("A5", "Make 40 cold calls a week", 22, 40, "calls", period="week")
PRICES = row("L2", "Fleet price list in its final form", owner="dana", asked=Asked.OPEN)

# Marek's agenda before the 1:1 with Dana.
AGENDA = Table((DEMOS, PROPOSAL, CONTRACT, MAKERS, CALLS, PRICES), "A", TODAY, writer="marek")


def consent(label: str, title: str, *, owner: str = "marek", due: date | None = None) -> Item:
    return row(label, title, target=3, unit="fleets", owner=owner, due=due, asked=Asked.CONSENT)


# One draft for Marek to agree to, and three of them in one mail.
DRAFT = Table(
    (consent("A8", "Three fleets agree to be named", due=date(2026, 12, 18)),),
    "A",
    TODAY,
    writer="marek",
)
DRAFTS = Table(
    (
        consent("A8", "Three fleets"),
        consent("A9", "Two quotes"),
        consent("L3", "Prices", owner="dana"),
    ),
    "A",
    TODAY,
    writer="marek",
)


def reading(body: str, table: Table = AGENDA, under: str = "") -> Reading:
    """`body` as typed by the writer of the table, on top or `under` one item's quoted lines."""
    return read([Typed(text, n, under) for n, text in enumerate(body.split("\n"))], table)


def told(body: str, table: Table = AGENDA, under: str = "") -> list[str]:
    """What was read, in order: "A1 progress 5", "A1? range 5 6", "A2 note: not done", …"""
    found = reading(body, table, under)
    return [in_short(s) for s in found.statements] + [f"unread: {text}" for text in found.unread]


def in_short(statement: Statement) -> str:
    match statement:
        case Update():
            return _update(statement)
        case Question():
            return " ".join((f"{statement.item}?", statement.code, *statement.choices)).lstrip()
        case Note():
            asks = " asks" if statement.question else ""
            return f"{statement.item} note{asks}: {statement.words}"
        case TopicLine():
            return f"{'request' if statement.request else 'topic'}: {statement.words}"
        case Draft():
            return f"draft: {statement.outcome} | {statement.target} {statement.unit} | {statement.due} | {statement.flag}"
        case Command():
            until = f"until {statement.until}" if statement.until else ""
            return " ".join(
                filter(None, (statement.word.upper(), statement.item, statement.rest, until))
            )


def _update(update: Update) -> str:
    parts = [
        update.item,
        update.op.value,
        "" if update.value is None else f"{update.value.normalize():f}",
        "" if update.due is None else update.due.isoformat(),
        f"({update.reason})" if update.reason else "",
        f"[{update.flag}]" if update.flag else "",
        "relative" if update.relative else "",
    ]
    return " ".join(filter(None, parts))
