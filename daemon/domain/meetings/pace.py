"""Rows at the pace of a rep: the way is a senior's own, somebody new to it is asked for steps."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from daemon.domain.agreements.agreement import Agreement
from daemon.domain.agreements.cadence import Kept
from daemon.domain.agreements.shape import STEPS
from daemon.domain.agreements.shown import Row
from daemon.domain.matters import Phrase
from daemon.domain.people import Person

FAR = 14  # days to a date, from which on a step for a week is asked for


Rows = tuple[Row, ...]


def at_pace(
    rows: Rows,
    rep: Person,
    both: Iterable[Agreement],
    calendar: Callable[[Agreement], Kept | None],
) -> tuple[Rows, Rows]:
    """Those that stand in full, and those that one line says.

    both: what the two have with each other. calendar: what it says beside a promise to meet.
    """
    known = {(a.owner, a.label): a for a in both}
    shown = [replace(_paced(r, rep, known), kept=calendar(known[r.owner, r.label])) for r in rows]
    return tuple(r for r in shown if not r.brief), tuple(r for r in shown if r.brief)


def _paced(shown: Row, rep: Person, known: Mapping[tuple[str, str], Agreement]) -> Row:
    """What the leader owes has no pace of the rep's, nor has what is stuck or about to change."""
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
