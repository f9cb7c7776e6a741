"""What came due in a quarter and what became of it. Counts, never a score of a person.

An agreement counts once a quarter, in the quarter of its due date, if all had said yes; only
ledgers are asked, never today's directory. kept + not kept + renegotiated + undeclared + unsettled
= due.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum

from daemon.domain.agreements.agreement import Agreement, Verdict
from daemon.domain.agreements.terms import Category
from daemon.domain.people import Person
from daemon.domain.quarters import Quarter


class Outcome(StrEnum):
    """UNDECLARED: due, and no word. UNSETTLED: the two differ. CARRIED: due in a later quarter."""

    KEPT = "kept"
    NOT_KEPT = "not-kept"
    RENEGOTIATED = "renegotiated"
    UNDECLARED = "undeclared"
    UNSETTLED = "unsettled"
    CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class Line:
    """One agreement in one quarter. leader, team: as they stood when it was agreed."""

    owner: str
    label: str
    leader: str
    team: str
    category: Category
    outcome: Outcome
    own_side: bool
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Sum:
    """Counts over several lines; `people` is how many owners they come from."""

    due: int = 0
    kept: int = 0
    not_kept: int = 0
    renegotiated: int = 0
    undeclared: int = 0
    unsettled: int = 0
    people: int = 0


def lines(
    agreements: Iterable[Agreement], quarter: Quarter, people: Mapping[str, Person]
) -> tuple[Line, ...]:
    """Every agreement that came due in `quarter`, or goes on past it, in order of owner, label."""
    found = []
    for agreement in agreements:
        outcome = _outcome(agreement, quarter, people.get(agreement.owner))
        if outcome is not None:
            found.append(_line(agreement, outcome))
    return tuple(sorted(found, key=lambda line: (line.owner, line.label[0], int(line.label[1:]))))


def total(found: Iterable[Line]) -> Sum:
    """The sum over lines that came due; those carried over are in none of its parts."""
    due = [line for line in found if line.outcome is not Outcome.CARRIED]
    counts = {o: sum(line.outcome is o for line in due) for o in Outcome}
    return Sum(
        due=len(due),
        kept=counts[Outcome.KEPT],
        not_kept=counts[Outcome.NOT_KEPT],
        renegotiated=counts[Outcome.RENEGOTIATED],
        undeclared=counts[Outcome.UNDECLARED],
        unsettled=counts[Outcome.UNSETTLED],
        people=len({line.owner for line in due}),
    )


def grouped(
    groups: Mapping[str, tuple[Line, ...]], smallest: int
) -> tuple[dict[str, Sum], tuple[str, ...]]:
    """Sums by group, and the groups too small to show.

    A group of fewer than `smallest` people is hidden; and where the hidden ones together are still
    too few, the smallest of the others joins them, because the total would give them away.
    """
    sums = {name: total(found) for name, found in groups.items() if total(found).due}
    hidden = {name for name, s in sums.items() if s.people < smallest}
    while hidden and hidden != set(sums) and _people(groups, hidden) < smallest:
        hidden.add(min(set(sums) - hidden, key=lambda name: (sums[name].people, name)))
    shown = {name: s for name, s in sums.items() if name not in hidden}
    return shown, tuple(sorted(hidden))


def _people(groups: Mapping[str, tuple[Line, ...]], names: Iterable[str]) -> int:
    return total(line for name in names for line in groups[name]).people


def _line(agreement: Agreement, outcome: Outcome) -> Line:
    return Line(
        owner=agreement.owner,
        label=agreement.label,
        leader=agreement.leader,
        team=agreement.team,
        category=agreement.terms.category,
        outcome=outcome,
        own_side=agreement.owner == agreement.leader,
        agreement=agreement,
    )


def _outcome(agreement: Agreement, quarter: Quarter, owner: Person | None) -> Outcome | None:
    """What the quarter says of it, None where it says nothing (not agreed, before, long over)."""
    if not agreement.in_force or agreement.verdict is Verdict.REFUSED:
        return None
    day = _due_day(agreement, owner)
    if day is not None and day in quarter:
        return _declared(agreement)
    moved = _moved_out(agreement, quarter, owner)
    if moved is not None:
        return moved
    later = day is None or day > quarter.last
    begun = _local(agreement, owner) <= quarter.last
    return Outcome.CARRIED if later and begun and agreement.open else None


def _due_day(agreement: Agreement, owner: Person | None) -> date | None:
    """The due date; what has none counts on the day it closes."""
    if agreement.terms.due is not None:
        return agreement.terms.due
    if agreement.closed is None:
        return None
    return agreement.closed.astimezone(owner.tz if owner else UTC).date()


def _declared(agreement: Agreement) -> Outcome:
    if agreement.contested:
        return Outcome.UNSETTLED
    if agreement.verdict is Verdict.KEPT:
        return Outcome.KEPT
    return Outcome.NOT_KEPT if agreement.verdict is Verdict.NOT_KEPT else Outcome.UNDECLARED


def _moved_out(agreement: Agreement, quarter: Quarter, owner: Person | None) -> Outcome | None:
    """A date moved out of the quarter: renegotiated where both agreed before it, else a miss."""
    for change in reversed(agreement.changes):
        before = change.before.due
        if before is not None and before in quarter and change.after.due != before:
            agreed = change.time.astimezone(owner.tz if owner else UTC).date()
            return Outcome.RENEGOTIATED if agreed <= before else Outcome.NOT_KEPT
    return None


def _local(agreement: Agreement, owner: Person | None) -> date:
    since = agreement.since or agreement.made
    return since.astimezone(owner.tz if owner else UTC).date()
