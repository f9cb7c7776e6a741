"""The people of the samples, and short ways to write down what they agreed."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from daemon.domain.agreements.agreement import Verdict
from daemon.domain.agreements.cadence import Kept
from daemon.domain.agreements.shown import Quote, Row
from daemon.domain.agreements.terms import Category, Terms
from daemon.domain.matters import Phrase
from daemon.domain.meetings.agenda import Draft
from daemon.domain.outbox import Asked
from daemon.domain.people import Person
from daemon.mail.words import Frame

ZONE = "Europe/Prague"
TODAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
TUESDAY_AT_TEN = datetime(2026, 12, 1, 9, tzinfo=UTC)

INGRID = Person("ingrid", "Ingrid Holm", ("ingrid@halden.example",), ZONE, role="head")
DANA = Person("dana", "Dana Ruiz", ("dana@halden.example",), ZONE, leader="ingrid", role="leader")
MAREK = Person("marek", "Marek Novak", ("marek@halden.example",), ZONE, leader="dana")
AIKO = Person("aiko", "Aiko Mori", ("aiko@halden.example",), "Asia/Tokyo", leader="dana")


@dataclass(frozen=True)
class Sample:
    """name: unique, fit for a file name. The rest is what `Renderer.render` takes."""

    name: str
    template: str
    page: object
    reader: Person
    frame: Frame


def sample(name: str, template: str, page: object, reader: Person) -> Sample:
    tag = "k4t7x2m3qb5w"
    frame = Frame(
        now=NOW,
        tag=tag,
        reply_to=f"accord+{tag}@halden.example",
        admin="it@halden.example",
        heads=(INGRID.called,),
        mailbox="accord@halden.example",
    )
    return Sample(name, template, page, reader, frame)


def quote(by: str, day: date, words: str, *, own: bool = False) -> Quote:
    return Quote(by, own, day, words)


def row(owner: Person, label: str, terms: Terms, **changes: object) -> Row:
    """An open agreement on the samples' day; `changes` are fields of the row."""
    due = terms.due
    plain = Row(
        owner=owner.id,
        owner_called=owner.called,
        label=label,
        terms=terms,
        version=1,
        form=terms.form,
        standing=None,
        was=None,
        due_is=""
        if due is None
        else "past"
        if due < TODAY
        else "later"
        if due > TODAY
        else "today",
        left=(due - TODAY).days if due else 0,
        since=date(2026, 11, 24),
        period_key="",
        verdict=None,
        contested=False,
        blocked="",
        said=None,
        question=None,
        asked=Asked.PROGRESS,
        record="3f9a21c4" * 8,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # named fields, checked by tests


def draft(owner: Person, reader: Person, label: str, terms: Terms, **changes: object) -> Draft:
    plain = Draft(
        owner=owner.id,
        owner_called=owner.called,
        own=owner.id == reader.id,
        label=label,
        terms=terms,
        was=None,
        version=1,
        yes=("Dana",),
        proposer_called="Dana",
        record="91d0be77" * 8,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # as above


KESTREL = Terms(
    "Kestrel Foods: Brno and Graz each ask for a quote",
    target=Decimal(2),
    unit="quotes",
    due=date(2026, 12, 18),
    category=Category.ACCOUNTS,
)
FLEETS = Terms(
    "Six first meetings with fleets of 200 vehicles or more",
    target=Decimal(6),
    unit="meetings",
    due=date(2026, 12, 31),
    category=Category.NEW_BUSINESS,
)
CALLS = Terms(
    "Two discovery calls with Lena listening in",
    target=Decimal(2),
    unit="calls",
    due=date(2026, 12, 11),
    category=Category.SKILLS,
)
HANDOVER = Terms("Handover note to customer success, 2 days after signing")
PRICES = Terms("Fleet price list in its final form", due=TODAY)
COACHING = Terms("A coaching hour every two weeks")
REFERENCES = Terms(
    "Three fleet customers agree to be named as reference",
    how="a named person each, in writing",
    why="fleets ask for one before they talk price",
    target=Decimal(3),
    unit="customers",
    due=date(2027, 3, 31),
    due_words="end of Q1",
    category=Category.NEW_BUSINESS,
)


def mareks(*, answered: bool = False) -> tuple[Row, ...]:
    """Marek's four: as they stand before the answer to the agenda, or after it."""
    brno = quote("Marek", date(2026, 11, 24), "Brno is warm, in Graz I have no name yet", own=True)
    linz = quote("Marek", date(2026, 11, 24), "two of them came from the Linz fair", own=True)
    lena = quote("Marek", date(2026, 11, 27), "first one was yesterday, Lena took notes", own=True)
    if not answered:
        return (
            _counted("A5", CALLS, 1, "ask-skills", said=lena),
            _counted("A2", KESTREL, 1, "ask-accounts", said=brno),
            _counted("A3", FLEETS, 3, "ask-new-business", said=linz),
            row(MAREK, "A7", HANDOVER, question=Phrase("ask-rule"), asked=Asked.RULE),
        )
    graz = quote("Marek", TODAY, "nothing from graz yet, honestly dont know anyone there")
    truck = quote("Marek", TODAY, "one more, trucking co in linz")
    price = quote("Marek", TODAY, "done, lena says I talk over the price. she's right")
    return (
        _counted("A5", CALLS, 1, "", said=price, verdict=Verdict.KEPT),
        _counted("A2", KESTREL, 1, "ask-accounts", said=graz, blocked="no name in Graz"),
        _counted("A3", FLEETS, 4, "ask-new-business", said=truck, was=Decimal(3)),
        row(MAREK, "A7", HANDOVER, question=Phrase("ask-rule"), asked=Asked.RULE),
    )


def _counted(label: str, terms: Terms, standing: int, key: str, **changes: object) -> Row:
    assert terms.target is not None
    assert terms.due is not None
    slots = {"remaining": terms.target - standing, "left": (terms.due - TODAY).days}
    question = Phrase(key, slots) if key else None
    return row(MAREK, label, terms, standing=Decimal(standing), question=question, **changes)


def danas() -> tuple[Row, ...]:
    question = Phrase("ask-once")
    coached = Kept(date(2026, 12, 10), 2, 2, 1, date(2026, 11, 1))
    return (
        row(DANA, "L1", PRICES, question=question),
        row(DANA, "L2", COACHING, question=Phrase("ask-rule"), asked=Asked.RULE, kept=coached),
    )
