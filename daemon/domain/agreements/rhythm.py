"""Weekly steps of somebody who is new to it: wider after four kept in a row, smaller after a miss.

What is proposed waits like any change until both have said yes, and rests on the owner's own word
week by week: a week without a word is neither kept nor missed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

from daemon.domain.agreements.agreement import fold
from daemon.domain.agreements.drafts.rescaling import rescaled
from daemon.domain.agreements.shape import STEPS, Agreement
from daemon.domain.agreements.shown import period_key
from daemon.domain.agreements.terms import Form, Terms, values_of
from daemon.domain.ledger import Entry, Kind
from daemon.domain.people import Person

ROW = 4  # weeks kept one after the other, before a wider step is proposed
WEEK = 7
MONTH = 4  # weeks, when a number for one is turned into a number for the other


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a proposal rests on. way: "wider" or "smaller". first, last: period keys ("2026-W49")."""

    way: str
    first: str
    last: str


def proposals(person: Person, entries: tuple[Entry, ...], now: datetime) -> tuple[Entry, ...]:
    """Changes of the steps of `person` that their own word gives an occasion for, each once.

    now: UTC; a period is over in the person's zone. The entries come without salt.
    """
    if person.level != "junior":
        return ()
    today = now.astimezone(person.tz).date()
    known = fold(person.id, entries)
    found: list[Entry] = []
    for step in known.values():
        if not _open(step, known):
            continue
        occasion = _occasion(step, today, _settled(step, entries))
        terms = _next_terms(step.terms, occasion) if occasion else None
        if occasion and terms:
            found.append(_entry(step, terms, occasion, now))
    return tuple(found)


def _open(step: Agreement, known: Mapping[str, Agreement]) -> bool:
    """In force, with no change of it waiting, and the outcome it leads to is not over."""
    outcome = known.get(step.follows)
    goes_on = outcome is None or outcome.open
    agreed = step.in_force and step.open and step.proposal is None
    return step.origin == STEPS and agreed and goes_on


def _occasion(step: Agreement, today: date, after: date) -> Occasion | None:
    told = {k: v for k, v in _told(step, today).items() if begins(k) > after}
    if not told:
        return None
    last = max(told)
    if not told[last]:
        return Occasion("smaller", last, last)
    run = sorted(told)[-ROW:]
    if step.terms.period == "week" and len(run) == ROW and _in_a_row(run, told):
        return Occasion("wider", run[0], last)
    return None


def _settled(step: Agreement, entries: tuple[Entry, ...]) -> date:
    """The day up to which words led to a proposal already, or were about other terms."""
    sources = (e.source for e in entries if e.source.startswith(f"steps:{step.label}:"))
    days = [begins(source.rpartition(":")[2]) for source in sources]
    return max([*days, *(c.time.date() for c in step.changes)], default=date.min)


def _told(step: Agreement, today: date) -> dict[str, bool]:
    """By period, whether it was kept in the owner's own word; one that runs is kept or not told."""
    terms = step.terms
    current = period_key(terms, today)
    if terms.form is Form.RULE:
        told: dict[str, bool] = {}
        for day, held in step.checks:
            key = period_key(terms, day)
            told[key] = told.get(key, True) and held
        return told
    target = terms.target or Decimal(0)
    counts = {k: v for k, v in step.standing.items() if len(k) == len(current)}
    return {k: v >= target for k, v in counts.items() if k < current or v >= target}


def _in_a_row(run: list[str], told: Mapping[str, bool]) -> bool:
    """Week after week, all of them kept."""
    weeks = [begins(k) for k in run]
    return all(told[k] for k in run) and all((b - a).days == WEEK for a, b in pairwise(weeks))


def begins(key: str) -> date:
    """The Monday of "2026-W49" (ISO 8601), the first day of "2026-12"."""
    year, _, rest = key.partition("-")
    if rest.startswith("W"):
        return date.fromisocalendar(int(year), int(rest[1:]), 1)
    return date(int(year), int(rest), 1)


def _next_terms(terms: Terms, occasion: Occasion) -> Terms | None:
    """The wider or smaller step, None where there is none that a number could say."""
    if occasion.way == "wider":
        target = terms.target * MONTH if terms.target else None
        return _with(terms, target, "month")
    if terms.period == "month":
        return _with(terms, _share(terms.target, MONTH), "week")
    smaller = _share(terms.target, 2)
    return _with(terms, smaller, "week") if smaller and smaller != terms.target else None


def _share(target: Decimal | None, parts: int) -> Decimal | None:
    return (target / parts).to_integral_value(ROUND_CEILING) if target else None


def _with(terms: Terms, target: Decimal | None, period: str) -> Terms:
    """The same words under another number and rhythm: both stand beside them, not in them."""
    return replace(terms, outcome=rescaled(terms.outcome, target), target=target, period=period)


def _entry(step: Agreement, terms: Terms, occasion: Occasion, now: datetime) -> Entry:
    return Entry(
        kind=Kind.COUNTERED,
        time=now,
        author="accord",
        source=f"steps:{step.label}:{occasion.way}:{occasion.last}",
        line=step.label,
        agreement=step.label,
        texts={"outcome": terms.outcome},
        values={
            **values_of(terms),
            "version": str(step.versions + 1),
            "origin": STEPS,
            "grounds": f"{occasion.way}:{occasion.first}:{occasion.last}",
        },
    )


def grounds(agreement: Agreement) -> Occasion | None:
    """What the program's own proposal rests on, None for anybody's words."""
    way, _, rest = agreement.grounds.partition(":")
    first, _, last = rest.partition(":")
    return Occasion(way, first, last) if last and agreement.proposal is not None else None
