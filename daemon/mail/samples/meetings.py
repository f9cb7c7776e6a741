"""Sample agendas, preps and invitations."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from daemon.domain.agreements.rhythm import Occasion
from daemon.domain.agreements.terms import Terms
from daemon.domain.letters.meetings import AgendaPage
from daemon.domain.matters import Phrase
from daemon.domain.meetings.agenda import Agenda, Draft
from daemon.domain.meetings.goals import Goals
from daemon.domain.outbox import Asked
from daemon.domain.people import Person
from daemon.mail.samples.team import (
    AIKO,
    DANA,
    MAREK,
    REFERENCES,
    TODAY,
    TUESDAY_AT_TEN,
    Sample,
    danas,
    draft,
    mareks,
    quote,
    row,
    sample,
)

THURSDAY = datetime(2026, 12, 3, 13, tzinfo=UTC)


def samples() -> Iterator[Sample]:
    full = mareks_agenda()
    yield sample("agenda-first", "agenda", page(full, explained=2), MAREK)
    yield sample("agenda-fourth", "agenda", page(full, explained=1), MAREK)
    yield sample("agenda-later", "agenda", page(full), MAREK)
    moved = page(replace(full, start=THURSDAY), "moved", moved_from=date(2026, 12, 1))
    yield sample("agenda-moved", "agenda", moved, MAREK)
    by_mail = replace(full, start=None)
    yield sample("agenda-review", "agenda", page(by_mail, "review"), MAREK)
    yield sample("agenda-nudge", "agenda", page(by_mail, "nudge"), MAREK)
    yield sample("agenda-list", "agenda", page(by_mail, "list"), MAREK)
    yield sample("agenda-drafts", "agenda", page(with_drafts()), MAREK)
    yield sample("agenda-long", "agenda", page(long_agenda()), MAREK)
    yield sample("prep-first", "prep", page(danas_prep()), DANA)
    prep = page(replace(danas_prep(), start=THURSDAY), "moved", moved_from=date(2026, 12, 1))
    yield sample("prep-moved", "prep", prep, DANA)
    yield sample("prep-unanswered", "prep", page(unanswered()), DANA)
    asked = Goals(date(2027, 1, 31), date(2027, 3, 31))
    yield sample("agenda-quarter", "agenda", page(full, goals=asked), MAREK)
    yield sample("agenda-junior", "agenda", page(juniors_agenda()), MAREK)
    spread = (("accounts", 1), ("new-business", 1), ("skills", 0))
    yield sample("prep-balance", "prep", page(danas_prep(), balance=spread), DANA)
    alone = bare(MAREK, DANA, leads=False)
    yield sample("invitation-rep", "invitation", page(alone, goals=asked), MAREK)
    few = replace(asked, far=None)
    yield sample("invitation-junior", "invitation", page(alone, goals=few), MAREK)
    two = bare(DANA, AIKO, leads=True)
    yield sample("invitation-leader", "invitation", page(two, goals=asked), DANA)
    yield sample("invitation-juniors-leader", "invitation", page(two, goals=few), DANA)


def page(
    agenda: Agenda,
    variant: str = "first",
    *,
    explained: int = 0,
    moved_from: date | None = None,
    goals: Goals | None = None,
    balance: tuple[tuple[str, int], ...] = (),
) -> AgendaPage:
    return AgendaPage(agenda, variant, explained, ("Ingrid",), moved_from, goals, balance)


def bare(reader: Person, other: Person, *, leads: bool) -> Agenda:
    return Agenda(
        reader=reader,
        other=other,
        leads=leads,
        start=TUESDAY_AT_TEN,
        own=(),
        more=(),
        theirs=(),
        theirs_more=(),
        drafts=(),
        waiting=(),
        topics=(),
        kept=(),
    )


def mareks_agenda() -> Agenda:
    territories = quote("Dana", date(2026, 11, 27), "how we split territories in Q1")
    return replace(
        bare(MAREK, DANA, leads=False), own=mareks(), theirs=danas(), topics=(territories,)
    )


def with_drafts() -> Agenda:
    """A draft and a change wait for Marek's yes, and one of Marek's own waits for Dana's."""
    fleets = mareks()[2]
    later = replace(fleets.terms, due=date(2027, 1, 22))
    waits = draft(MAREK, MAREK, "A8", REFERENCES)
    change = draft(MAREK, MAREK, "A3", later, was=fleets.terms, version=2)
    mine = draft(MAREK, MAREK, "A9", replace(REFERENCES, outcome="One pilot with the city of Linz"))
    calls = mareks()[0].terms
    asked = draft(MAREK, MAREK, "A5", replace(calls, due=date(2026, 12, 22)), was=calls, version=2)
    return replace(mareks_agenda(), drafts=(change, waits), waiting=(mine, asked))


def juniors_agenda() -> Agenda:
    """Steps below an outcome: one to be widened, one that did not hold, and one in a line."""
    outcome = replace(mareks()[2], question=Phrase("ask-step"))
    calls = Terms("Two first calls with fleets a week", target=Decimal(2), period="week")
    wider = replace(calls, outcome="8 first calls with fleets", target=Decimal(8), period="month")
    plan = Terms("The week planned on Monday", period="week")
    step = {"since": date(2026, 11, 24), "step_of": "A3"}
    counted = row(MAREK, "A8", calls, standing=Decimal(1), **step)
    rule = row(MAREK, "A9", plan, question=Phrase("ask-rule-smaller"), asked=Asked.RULE, **step)
    smaller = row(MAREK, "A10", calls, standing=Decimal(1), **step)
    less = replace(calls, outcome="1 first call with fleets", target=Decimal(1))
    brief = row(MAREK, "A11", calls, standing=Decimal(1), brief=True)
    changes = (
        _proposed("A8", wider, calls, Occasion("wider", "2026-W45", "2026-W48")),
        _proposed("A10", less, calls, Occasion("smaller", "2026-W47", "2026-W47")),
    )
    own = (outcome, counted, rule, smaller)
    return replace(mareks_agenda(), own=own, more=(brief,), drafts=changes)


def _proposed(label: str, terms: Terms, was: Terms, grounds: Occasion) -> Draft:
    return draft(MAREK, MAREK, label, terms, was=was, version=2, yes=(), grounds=grounds)


def long_agenda() -> Agenda:
    """More than seven items, and one whose words go over several lines."""
    fleets = mareks()[2]
    wordy = replace(
        fleets.terms,
        outcome="Each of the three plants of Kestrel Foods in the south has a named buyer who asks "
        "for a quote in writing before the year is over",
    )
    ten = tuple(
        row(MAREK, f"A{n}", wordy, standing=fleets.standing, question=fleets.question)
        for n in range(10, 20)
    )
    return replace(mareks_agenda(), own=ten[:7], more=ten[7:])


def danas_prep() -> Agenda:
    prices = replace(
        danas()[0],
        terms=replace(danas()[0].terms, due=date(2026, 11, 27)),
        due_is="past",
        asked=Asked.VERDICT,
        question=Phrase("ask-verdict"),
    )
    topics = (
        quote("Marek", TODAY, "territory split for q1??"),
        quote("Marek", TODAY, "can u get me 30 min with ola from product this week"),
        quote("Dana", date(2026, 11, 27), "how we split territories in Q1", own=True),
    )
    theirs = mareks(answered=True)
    return replace(
        bare(DANA, MAREK, leads=True),
        own=(prices, danas()[1]),
        theirs=theirs,
        topics=topics,
        kept=theirs[:1],
    )


def unanswered() -> Agenda:
    theirs = tuple(
        replace(r, said=replace(r.said, own=False) if r.said else None) for r in mareks()
    )
    return replace(bare(DANA, MAREK, leads=True), own=danas(), theirs=theirs)
