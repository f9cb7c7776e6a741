"""Sample letters to agree, the first view, and the leader's Monday."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from daemon.domain.agreements.agreement import Verdict
from daemon.domain.agreements.rhythm import Occasion
from daemon.domain.agreements.terms import Terms
from daemon.domain.letters.batches import Numbered, ToAgree
from daemon.domain.letters.monday import Decision, Met, Monday
from daemon.domain.meetings.agenda import Draft
from daemon.mail.samples.team import (
    AIKO,
    DANA,
    FLEETS,
    KESTREL,
    MAREK,
    PRICES,
    REFERENCES,
    TODAY,
    Sample,
    draft,
    mareks,
    quote,
    row,
    sample,
)

REPORT = Terms("The pipeline report filled in every evening")
PILOTS = Terms("Eight pilot customers", target=Decimal(8), due=date(2027, 2, 26))
TENDER = Terms("The Linz tender handed in", due=date(2026, 12, 11))


def samples() -> Iterator[Sample]:
    one = draft(MAREK, MAREK, "A8", REFERENCES)
    later = replace(FLEETS, due=date(2027, 1, 22), due_words="three weeks later")
    change = draft(MAREK, MAREK, "A3", later, was=FLEETS, version=2)
    three = (one, change, draft(DANA, MAREK, "L3", PRICES, yes=()))
    yield sample("agree-one", "agree", _agree((one,)), MAREK)
    own = replace(one, proposer_called="Marek", yes=())
    yield sample("agree-own-words", "agree", _agree((own,)), MAREK)
    yield sample("agree-change", "agree", _agree((change,)), MAREK)
    calls = Terms("2 first calls with fleets", target=Decimal(2), period="week")
    wider = replace(calls, outcome="8 first calls with fleets", target=Decimal(8), period="month")
    grounds = Occasion("wider", "2026-W45", "2026-W48")
    step = draft(MAREK, MAREK, "A9", wider, was=calls, version=2, yes=(), grounds=grounds)
    yield sample("agree-step", "agree", _agree((step,)), MAREK)
    yield sample("agree-three", "agree", _agree(three), MAREK)
    yield sample("agree-leader", "agree", _leaders(), DANA)
    view = (
        draft(MAREK, MAREK, "A1", REPORT),
        draft(MAREK, MAREK, "A2", KESTREL),
        draft(MAREK, MAREK, "A3", FLEETS),
        draft(DANA, MAREK, "L1", PRICES),
    )
    yield sample("view", "view", replace(_agree(view), first=True), MAREK)
    yield sample("monday", "monday", _monday(), DANA)
    quiet = Monday(DANA, (), (), (), _monday().week[:1])
    yield sample("monday-quiet", "monday", quiet, DANA)


def _agree(drafts: tuple[Draft, ...]) -> ToAgree:
    numbered = tuple(Numbered(d.label, d, "Dana") for d in drafts)
    return ToAgree(MAREK, "Dana", first=False, drafts=numbered, leads=False)


def _leaders() -> ToAgree:
    """A leader's first letter, after an import: drafts with two people."""
    aiko = draft(AIKO, DANA, "A1", PILOTS, yes=(), proposer_called="cli")
    marek = draft(MAREK, DANA, "A2", KESTREL, yes=(), proposer_called="cli")
    numbered = (Numbered("1", aiko, "Aiko"), Numbered("2", marek, "Marek"))
    return ToAgree(DANA, "", first=True, drafts=numbered, leads=True)


def _monday() -> Monday:
    moved = replace(TENDER, due=date(2027, 1, 22))
    lena = draft(MAREK, DANA, "A4", moved, was=TENDER, yes=("Lena",), proposer_called="Lena")
    lena = replace(lena, owner="lena", owner_called="Lena", version=2)
    said = quote("Tom", TODAY, "all eight signed, two by phone")
    tom = row(MAREK, "A6", PILOTS, verdict=Verdict.KEPT, contested=True, said=said)
    tom = replace(tom, owner="tom", owner_called="Tom")
    owed = row(DANA, "L1", replace(PRICES, due=date(2026, 11, 27)), due_is="past")
    week = (
        Met(datetime(2026, 11, 30, 13, tzinfo=UTC), "Tom", bare=False),
        Met(datetime(2026, 12, 1, 9, tzinfo=UTC), "Marek", bare=False),
        Met(datetime(2026, 12, 1, 14, tzinfo=UTC), "Aiko", bare=True),
        Met(datetime(2026, 12, 2, 8, tzinfo=UTC), "Lena", bare=False),
        Met(datetime(2026, 12, 3, 9, tzinfo=UTC), "Sara", bare=False),
    )
    return Monday(
        reader=DANA,
        decisions=(Decision("1", "Lena", lena, None), Decision("2", "Tom", None, tom)),
        owed=(
            ("Marek", owed),
            (
                "Aiko",
                row(
                    DANA,
                    "L2",
                    replace(PRICES, outcome="Territory in writing", due=date(2026, 12, 3)),
                ),
            ),
        ),
        agreed=(("Tom", row(MAREK, "A6", PILOTS)), ("Marek", mareks()[3])),
        week=week,
    )
