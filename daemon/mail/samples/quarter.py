"""Sample quarter letters and recaps."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from daemon.domain.agreements.agreement import Verdict
from daemon.domain.agreements.shown import Quote, Row
from daemon.domain.agreements.terms import Category
from daemon.domain.matters import Phrase
from daemon.domain.outbox import Asked
from daemon.domain.quarters import Quarter
from daemon.domain.recaps.figures import Sum
from daemon.domain.recaps.recap import Closing, Recap, Side, Team
from daemon.mail.samples.team import (
    COACHING,
    DANA,
    FLEETS,
    HANDOVER,
    INGRID,
    MAREK,
    PRICES,
    Sample,
    mareks,
    quote,
    row,
    sample,
)

Q4 = Quarter(2026, 4, date(2026, 10, 1), date(2026, 12, 31))


def samples() -> Iterator[Sample]:
    yield sample("quarter", "quarter", closing(), MAREK)
    done = replace(closing(), open=(), heads=())
    yield sample("quarter-all-said", "quarter", done, MAREK)
    yield sample("recap-head", "recap", heads_recap(), INGRID)
    yield sample("recap-leader", "recap", leaders_recap(), DANA)
    few = replace(heads_recap(), total=Sum(), too_few=True, before=(), categories=())
    yield sample("recap-too-few", "recap", few, INGRID)
    late = replace(leaders_recap(), late=True, problems=("lena: the ledger can't be read",))
    yield sample("recap-late", "recap", late, DANA)


def closing() -> Closing:
    fleets = row(
        MAREK,
        "A3",
        FLEETS,
        standing=Decimal(5),
        due_is="past",
        question=Phrase("ask-verdict"),
        asked=Asked.VERDICT,
    )
    kestrel = quote("Marek", date(2026, 12, 16), "2 of 2, graz asked this morning!!", own=True)
    price = quote(
        "Marek", date(2026, 11, 30), "done, lena says I talk over the price. she's right", own=True
    )
    closed = (_closed(mareks()[1], kestrel), _closed(mareks()[0], price))
    theirs = (
        row(DANA, "L1", PRICES, verdict=Verdict.KEPT),
        row(DANA, "L2", COACHING, verdict=Verdict.KEPT),
        row(DANA, "L3", PRICES, verdict=Verdict.NOT_KEPT),
    )
    return Closing(
        reader=MAREK,
        quarter=Q4,
        recap_day=date(2027, 1, 8),
        open=(fleets,),
        closed=closed,
        going_on=(row(MAREK, "A7", HANDOVER), row(MAREK, "A8", FLEETS)),
        theirs=theirs,
        heads=("Ingrid",),
    )


def _closed(found: Row, said: Quote) -> Row:
    return replace(found, verdict=Verdict.KEPT, said=said, question=None)


def heads_recap() -> Recap:
    return Recap(
        reader=INGRID,
        quarter=Q4,
        head=True,
        total=Sum(52, 35, 11, 5, 1, 0, people=14),
        before=(("2026Q1", 29, 47), ("2026Q2", 33, 50), ("2026Q3", 31, 49)),
        own=Sum(3, 2, 1, people=1),
        leaders=(
            Side("dana", "Dana", Sum(9, 7, 1, 1, people=1)),
            Side("tomas", "Tomas", Sum(7, 4, 3, people=1)),
        ),
        teams=(
            Team("dana", "Dana", 8, Sum(31, 22, 6, 3, people=8)),
            Team("tomas", "Tomas", 6, Sum(21, 13, 5, 2, 1, people=6)),
            Team("olga", "Olga", 2, None),
        ),
        reps=(),
        categories=(
            (Category.ACCOUNTS, Sum(17, 12, 5, people=9)),
            (Category.NEW_BUSINESS, Sum(22, 14, 8, people=11)),
            (Category.SKILLS, None),
        ),
        agreed=(14, 14),
        written_by_reps=31,
        carried=21,
        sources=(),
    )


def leaders_recap() -> Recap:
    return replace(
        heads_recap(),
        reader=DANA,
        head=False,
        total=Sum(10, 6, 2, 1, 0, 1, people=3),
        before=(),
        own=Sum(4, 3, 1, people=1),
        leaders=(),
        teams=(),
        reps=(
            Side("aiko", "Aiko", Sum(3, 3, people=1)),
            Side("lena", "Lena", Sum(4, 2, 1, 1, people=1)),
            Side("marek", "Marek", Sum(3, 1, 1, 0, 0, 1, people=1)),
        ),
        agreed=(3, 4),
        written_by_reps=4,
        carried=5,
    )
