"""Sample receipts, the welcome, held mail and the health of an installation."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from daemon.domain.agreements.terms import Terms
from daemon.domain.letters.answers import Coming, Health, Held, Preview, Trial, Welcome
from daemon.domain.matters import Phrase
from daemon.domain.replies.receipt import Answer, Doubt, Final, NewDraft, Receipt
from daemon.mail.samples.team import (
    DANA,
    INGRID,
    MAREK,
    NOW,
    PRICES,
    REFERENCES,
    TUESDAY_AT_TEN,
    Sample,
    danas,
    mareks,
    sample,
)

RECORDS = ("3f9a21c4" * 8, "91d0be77" * 8, "c2e41d08" * 8)
TEAM = (
    "Marek Novak",
    "Aiko Mori",
    "Jonas Weber",
    "Lena Brandt",
    "Nadia Haddad",
    "Pavel Hora",
    "Sara Lindt",
    "Tom Byrne",
)


def samples() -> Iterator[Sample]:
    yield sample("receipt-messy", "receipt", messy(), MAREK)
    yield sample("receipt-doubt", "receipt", in_doubt(), MAREK)
    only = replace(in_doubt(), answers=())
    yield sample("receipt-question", "receipt", only, MAREK)
    two = replace(in_doubt(), doubts=(*in_doubt().doubts, _which()))
    yield sample("receipt-two-doubts", "receipt", two, MAREK)
    yield sample("receipt-draft", "receipt", _drafted(ask=True), MAREK)
    yield sample("receipt-draft-open", "receipt", _open(), MAREK)
    yield sample("receipt-draft-sent", "receipt", _drafted(ask=False), MAREK)
    final = Final("A8", "Marek", REFERENCES, RECORDS[0])
    yield sample("receipt-final", "receipt", Receipt(MAREK, "Dana", finals=(final,)), MAREK)
    undone = Receipt(MAREK, "Dana", undone=("A3", "A5", ""))
    yield sample("receipt-undone", "receipt", undone, MAREK)
    pause = Receipt(MAREK, "Dana", commands=(Phrase("command-pause", {"name": ""}),))
    yield sample("receipt-pause", "receipt", pause, MAREK)
    until = Phrase("command-pause-until", {"until": date(2027, 1, 5)})
    yield sample("receipt-pause-until", "receipt", Receipt(MAREK, "Dana", commands=(until,)), MAREK)
    offering = Receipt(MAREK, "Dana", answers=(_held(),), offers_quiet=True)
    yield sample("receipt-quiet", "receipt", offering, MAREK)
    listing = (*mareks(), *danas())
    listed = Receipt(MAREK, "Dana", list_wanted=True, listing=listing)
    yield sample("receipt-list", "receipt", listed, MAREK)
    helped = Receipt(MAREK, "Dana", list_wanted=True, help_wanted=True)
    yield sample("receipt-help", "receipt", helped, MAREK)
    nothing = Receipt(MAREK, "", unread=("Sent from my iPhone",))
    yield sample("receipt-nothing", "receipt", nothing, MAREK)
    yield sample("welcome", "welcome", Welcome(DANA, TEAM, "Marek", TUESDAY_AT_TEN, 8), DANA)
    yield sample("welcome-nobody", "welcome", Welcome(DANA, (), "", None, 0), DANA)
    held = Held(MAREK, "Re: 1:1 with Dana, Tue 1 Dec", NOW, "held-sender")
    yield sample("held", "held", held, MAREK)
    problems = (
        "The calendar team.ics can't be read: line 12 is no calendar line.",
        "A letter to pavel was refused for good: the address does not exist.",
    )
    yield sample("health", "health", Health(INGRID, problems), INGRID)
    broken = ("calendar google dana: account calendars: nobody has signed in",)
    yield sample("health-yours", "health", Health(DANA, broken, yours=True), DANA)
    yield sample("trial", "trial", Trial(INGRID), INGRID)
    coming = (
        Coming(NOW, "marek", "Marek", "Your list"),
        Coming(TUESDAY_AT_TEN, "dana", "Dana", "Prep: Marek, Tue 1 Dec"),
    )
    yield sample("preview", "preview", Preview(DANA, 7, coming), DANA)


def messy() -> Receipt:
    flag = Phrase("flag-below-target", {"standing": Decimal(1), "target": Decimal(2)})
    counted = {"new": Decimal(4), "old": Decimal(3), "target": Decimal(6)}
    kept = {"standing": Decimal(1), "target": Decimal(2)}
    return Receipt(
        MAREK,
        "Dana",
        answers=(
            Answer(
                "A2",
                Phrase("words-kept-count", kept),
                "nothing from graz yet, honestly dont know anyone there",
            ),
            Answer(
                "A3",
                Phrase("now-count", counted),
                "one more, trucking co in linz",
                record=RECORDS[0],
            ),
            Answer(
                "A5",
                Phrase("now-kept"),
                "done, lena says I talk over the price. she's right",
                flag,
                RECORDS[1],
            ),
            _held(),
        ),
        topics=("territory split for q1??",),
        requests=("can u get me 30 min with ola from product this week",),
        unread=("Sent from my iPhone",),
    )


def in_doubt() -> Receipt:
    slots = {"label": "A3", "choices": ("5", "6"), "standing": Decimal(4), "target": Decimal(6)}
    doubt = Doubt(
        "A3", "A3 5-6, depends if the fair counts", Phrase("doubt-range", slots), ("5", "6")
    )
    return Receipt(MAREK, "Dana", doubts=(doubt,), answers=(_held(),))


def _which() -> Doubt:
    slots = {"label": "", "choices": ("A2", "A5")}
    return Doubt("", "one more done", Phrase("doubt-which-item", slots), ("A2", "A5"))


def _held() -> Answer:
    day = Phrase("now-held", {"day": date(2026, 11, 30)})
    return Answer("A7", day, "yes", record=RECORDS[2])


def _open() -> Receipt:
    terms = Terms("win more hotel chains in Carinthia")
    asked = Phrase("open-number", {"words": "more hotel chains", "when": "date"})
    new = NewDraft("A9", "Marek", True, terms, 1, ask=True, change=False, open=asked)
    return Receipt(MAREK, "Dana", drafts=(new,))


def _drafted(*, ask: bool) -> Receipt:
    new = NewDraft("A9", "Marek", True, REFERENCES, 1, ask, False)
    mine = NewDraft("L4", "Dana", False, PRICES, 1, ask, True)
    return Receipt(MAREK, "Dana", drafts=(new,) if ask else (new, mine))
