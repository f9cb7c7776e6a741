"""The leader's Monday: what waits for a decision, what is owed, what was agreed, who is met."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from daemon.domain.agreements.agreement import Agreement, fold
from daemon.domain.agreements.shown import Row, row
from daemon.domain.letters.wishes import World
from daemon.domain.meetings.agenda import Draft, between, draft, draft_item
from daemon.domain.outbox import Asked, Item
from daemon.domain.people import Person


@dataclass(frozen=True, slots=True)
class Decision:
    """One numbered line: a draft or change to decide on, or a verdict on which the two differ."""

    number: str
    other_called: str
    draft: Draft | None
    row: Row | None


@dataclass(frozen=True, slots=True)
class Met:
    """One 1:1 of the week, UTC. bare: nothing is written down between the two."""

    start: datetime
    called: str
    bare: bool


@dataclass(frozen=True, slots=True)
class Monday:
    """The content of one Monday letter. owed, agreed: (called name of the other, row)."""

    reader: Person
    decisions: tuple[Decision, ...]
    owed: tuple[tuple[str, Row], ...]
    agreed: tuple[tuple[str, Row], ...]
    week: tuple[Met, ...]

    @property
    def empty(self) -> bool:
        """Nothing to decide, nobody to meet, nothing that comes due: no letter this week."""
        coming = any(row.due_is != "past" for _, row in self.owed)
        return not (self.decisions or self.week or coming)

    @property
    def items(self) -> tuple[Item, ...]:
        table = []
        for decision in self.decisions:
            if decision.draft:
                table.append(replace(draft_item(decision.draft), label=decision.number))
            elif decision.row:
                table.append(_verdict_item(decision.number, decision.row))
        return tuple(table)


def _verdict_item(number: str, row: Row) -> Item:
    return Item(
        label=number,
        owner=row.owner,
        agreement=row.label,
        title=row.terms.outcome,
        version=row.version,
        asked=Asked.VERDICT,
    )


def monday(reader: Person, world: World, now: datetime) -> Monday:
    """For the ISO week that `now` lies in, in the reader's zone."""
    today = now.astimezone(reader.tz).date()
    last = now - timedelta(days=7)
    until = today + timedelta(days=7 - today.isoweekday())
    decisions: list[Decision] = []
    owed: list[tuple[str, Row]] = []
    agreed: list[tuple[str, Row]] = []
    week: list[Met] = []
    own = fold(reader.id, world.ledger(reader.id).entries)
    for other in world.partners(reader):
        name = _names(reader, other)
        mine = {label: a for label, a in own.items() if other.id in a.parties}
        theirs = between(world.ledger(other.id), other.id, reader.id)
        both = (*mine.values(), *theirs.values())
        for agreement in both:
            decision = _decision(agreement, reader, other, name, today, str(len(decisions) + 1))
            if decision is not None:
                decisions.append(decision)
            if agreement.since and agreement.since > last and agreement.open:
                agreed.append((other.called, row(agreement, reader, name, today)))
        owed += [
            (other.called, row(a, reader, name, today))
            for a in mine.values()
            if a.in_force and a.open and a.terms.due and a.terms.due <= until
        ]
        written = any(a.open for a in both)
        week += [
            Met(m.start, other.called, not written)
            for m in world.meetings(reader, other)
            if m.state == "on" and today <= m.start.astimezone(reader.tz).date() <= until
        ]
    return Monday(
        reader, tuple(decisions), tuple(owed), tuple(agreed), tuple(sorted(week, key=_start))
    )


def _names(*people: Person) -> Callable[[str], str]:
    called = {p.id: p.called for p in people}
    return lambda person: called.get(person, person)


def _start(met: Met) -> tuple[datetime, str]:
    return met.start, met.called


def _decision(
    agreement: Agreement,
    reader: Person,
    other: Person,
    name: Callable[[str], str],
    today: date,
    number: str,
) -> Decision | None:
    if agreement.asks(reader.id):
        return Decision(number, other.called, draft(agreement, reader, name), None)
    if agreement.contested and agreement.owner != reader.id:
        return Decision(number, other.called, None, row(agreement, reader, name, today))
    return None
