"""Rows at the pace of a rep: the way is a senior's own, somebody new to it is asked for steps."""

from collections.abc import Iterable
from dataclasses import replace

from daemon.domain.agreements.agreement import Agreement
from daemon.domain.agreements.shape import STEPS
from daemon.domain.agreements.shown import Row
from daemon.domain.matters import Phrase
from daemon.domain.people import Person

FAR = 14  # days to a date, from which on a step for a week is asked for


def paced(shown: Row, rep: Person, both: Iterable[Agreement]) -> Row:
    """`both`: what the two have with each other. What the leader owes has no pace of the rep's."""
    known = {(a.owner, a.label): a for a in both}
    now = known[shown.owner, shown.label]
    calm = now.open and now.proposal is None and not shown.blocked
    if shown.owner != rep.id or not calm:
        return shown
    if rep.level == "senior":
        return replace(shown, brief=shown.terms.period == "week")
    far = shown.due_is == "later" and shown.left >= FAR and not shown.terms.period
    if far and not any(_step_to(shown, a) for a in known.values()):
        return replace(shown, question=Phrase("ask-step"))
    return shown


def _step_to(outcome: Row, step: Agreement) -> bool:
    leads_there = step.origin == STEPS and step.open
    return leads_there and (step.owner, step.follows) == (outcome.owner, outcome.label)


def full_and_brief(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Those that stand in full, and those that one line says."""
    return tuple(r for r in rows if not r.brief), tuple(r for r in rows if r.brief)
