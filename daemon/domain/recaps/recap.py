"""The recap for a head or a leader, and the closing letter that everyone gets before it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from daemon.domain.agreements.agreement import Agreement
from daemon.domain.agreements.shown import Row, by_urgency, item, row
from daemon.domain.agreements.terms import Category
from daemon.domain.outbox import Asked, Item
from daemon.domain.people import Directory, Person
from daemon.domain.quarters import Quarter
from daemon.domain.recaps.figures import Line, Outcome, Sum, grouped, total


@dataclass(frozen=True, slots=True)
class Side:
    """What one named leader or head owed, as a sum; or what one rep did, for the rep's leader."""

    person: str
    called: str
    sum: Sum


@dataclass(frozen=True, slots=True)
class Team:
    """The reps of one leader as a sum, None where it would point at somebody."""

    leader: str
    leader_called: str
    reps: int
    sum: Sum | None


@dataclass(frozen=True, slots=True)
class Recap:
    """The content of one recap. For a head: sums by team; for a leader: their own team.

    total: over the reps' agreements; empty, and `too_few` set, where it would point at somebody.
    before: (label, kept, due) of earlier quarters, oldest first. carried: open, due later.
    categories: by category, None where too few to show.
    late: made after its day because the program was down. problems: what could not be read.
    """

    reader: Person
    quarter: Quarter
    head: bool
    total: Sum
    before: tuple[tuple[str, int, int], ...]
    own: Sum
    leaders: tuple[Side, ...]
    teams: tuple[Team, ...]
    reps: tuple[Side, ...]
    categories: tuple[tuple[Category, Sum | None], ...]
    agreed: tuple[int, int]
    written_by_reps: int
    carried: int
    sources: tuple[Line, ...]
    problems: tuple[str, ...] = ()
    late: bool = False
    too_few: bool = False


def led(directory: Directory, reader: str) -> tuple[str, ...]:
    """Everybody below `reader`, at any depth, by id."""
    found: list[str] = []
    queue = [p.id for p in directory.reports(reader)]
    while queue:
        person = queue.pop(0)
        if person not in found:
            found.append(person)
            queue += [p.id for p in directory.reports(person)]
    return tuple(sorted(found))


def recap(
    reader: Person,
    head: bool,
    quarter: Quarter,
    found: tuple[Line, ...],
    directory: Directory,
    *,
    smallest: int,
    single_reps: bool = False,
    before: tuple[tuple[str, int, int], ...] = (),
    problems: tuple[str, ...] = (),
    late: bool = False,
) -> Recap:
    """`found`: the lines of the quarter; only those of people whom the reader leads are used."""
    below = set(led(directory, reader.id))
    leaders = [p for p in directory.leaders() if p.id in below]
    reps = [
        line
        for line in found
        if not line.own_side and _rep_line(line, reader.id, below, head, directory.people)
    ]
    due = [line for line in reps if line.outcome is not Outcome.CARRIED]
    going_on = [line for line in reps if line.outcome is Outcome.CARRIED]
    guarded = head and not single_reps
    too_few = guarded and _points_at_somebody(due, reader.id, smallest)
    return Recap(
        reader=reader,
        quarter=quarter,
        head=head,
        total=Sum() if too_few else total(reps),
        before=before,
        own=total(line for line in found if line.owner == reader.id and line.own_side),
        leaders=tuple(
            Side(p.id, p.called, s)
            for p in leaders
            if (s := total(x for x in found if x.owner == p.id and x.own_side)).due
        ),
        teams=_teams(reps, directory, reader.id, smallest) if head else (),
        reps=_single(reps, directory) if single_reps or not head else (),
        categories=_categories(reps, reader.id, smallest),
        agreed=_agreed(found, below, directory),
        written_by_reps=sum(line.agreement.author == line.owner for line in due),
        carried=0
        if guarded and _points_at_somebody(going_on, reader.id, smallest)
        else len(going_on),
        sources=tuple(due),
        problems=problems,
        late=late,
        too_few=too_few,
    )


def _points_at_somebody(found: Iterable[Line], reader: str, smallest: int) -> bool:
    return 0 < len({line.owner for line in _of_others(found, reader)}) < smallest


def _of_others(found: Iterable[Line], reader: str) -> tuple[Line, ...]:
    """Lines in which the reader has no part; the rest the reader knows, and could subtract."""
    return tuple(line for line in found if line.leader != reader)


def _rep_line(
    line: Line, reader: str, below: set[str], head: bool, people: Mapping[str, Person]
) -> bool:
    """A leader counts what was agreed with that leader at the time; a head, what all below did.

    So a rep who has left since still counts; where the leader has left, the rep's place decides.
    """
    if not head:
        return line.leader == reader
    return (line.leader if line.leader in people else line.owner) in {*below, reader}


def _teams(
    reps: Iterable[Line], directory: Directory, reader: str, smallest: int
) -> tuple[Team, ...]:
    return tuple(
        Team(leader, _called(directory, leader), people, found)
        for leader, people, found in _sums(reps, lambda line: line.leader, reader, smallest)
    )


def _called(directory: Directory, person: str) -> str:
    known = directory.people.get(person)
    return known.called if known else person


def _single(reps: Iterable[Line], directory: Directory) -> tuple[Side, ...]:
    by_owner: dict[str, tuple[Line, ...]] = {}
    for line in reps:
        by_owner[line.owner] = (*by_owner.get(line.owner, ()), line)
    return tuple(
        Side(owner, _called(directory, owner), total(found))
        for owner, found in sorted(by_owner.items())
        if total(found).due
    )


def _categories(
    reps: Iterable[Line], reader: str, smallest: int
) -> tuple[tuple[Category, Sum | None], ...]:
    sums = _sums(reps, lambda line: line.category.value, reader, smallest)
    found = {name: summed for name, _, summed in sums}
    return tuple((c, found[c]) for c in Category if c is not Category.NONE and c in found)


def _sums(
    reps: Iterable[Line], group: Callable[[Line], str], reader: str, smallest: int
) -> tuple[tuple[str, int, Sum | None], ...]:
    """(group, people, sum or None where it would point at somebody), by group."""
    by_group: dict[str, tuple[Line, ...]] = {}
    for line in reps:
        by_group[group(line)] = (*by_group.get(group(line), ()), line)
    others = {name: _of_others(found, reader) for name, found in by_group.items()}
    _, hidden = grouped(others, smallest)
    sums = {name: total(found) for name, found in sorted(by_group.items())}
    return tuple(
        (name, found.people, None if name in hidden else found)
        for name, found in sums.items()
        if found.due
    )


def _agreed(found: Iterable[Line], below: set[str], directory: Directory) -> tuple[int, int]:
    """(reps with something agreed, reps)."""
    reps = {p for p in below if directory.people[p].role == "rep"}
    return len({line.owner for line in found if line.owner in reps}), len(reps)


@dataclass(frozen=True, slots=True)
class Closing:
    """The quarter letter: what needs the reader's word, what closed, what goes on.

    theirs: what the other side owed the reader. recap_day: when it goes into the sums, local.
    """

    reader: Person
    quarter: Quarter
    recap_day: date
    open: tuple[Row, ...]
    closed: tuple[Row, ...]
    going_on: tuple[Row, ...]
    theirs: tuple[Row, ...]
    heads: tuple[str, ...]

    @property
    def empty(self) -> bool:
        return not (self.open or self.closed or self.theirs)

    @property
    def items(self) -> tuple[Item, ...]:
        asked = [item(r, asked=Asked.VERDICT) for r in self.open]
        rest = [item(r, asked=Asked.OPEN) for r in (*self.closed, *self.going_on)]
        labels = [r.label for r in (*self.open, *self.closed, *self.going_on, *self.theirs)]
        # a label that two people have names neither: better asked about than taken for the wrong one
        theirs = [item(r, asked=Asked.OPEN) for r in self.theirs if labels.count(r.label) == 1]
        return (*asked, *rest, *theirs)


def closing(
    reader: Person,
    quarter: Quarter,
    own: Mapping[str, Agreement],
    theirs: Iterable[Agreement],
    found: Iterable[Line],
    now: datetime,
    name: Callable[[str], str],
    *,
    recap_day: date,
    heads: tuple[str, ...],
) -> Closing:
    """`found`: the quarter's lines of the reader and of those who owe the reader something."""
    outcome = {(line.owner, line.label): line.outcome for line in found}
    today = now.astimezone(reader.tz).date()

    def rows(agreements: Iterable[Agreement], wanted: set[Outcome]) -> tuple[Row, ...]:
        return by_urgency(
            row(a, reader, name, today)
            for a in agreements
            if outcome.get((a.owner, a.label)) in wanted
        )

    over = {Outcome.KEPT, Outcome.NOT_KEPT, Outcome.UNSETTLED, Outcome.RENEGOTIATED}
    return Closing(
        reader=reader,
        quarter=quarter,
        recap_day=recap_day,
        open=rows(own.values(), {Outcome.UNDECLARED}),
        closed=rows(own.values(), over),
        going_on=rows(own.values(), {Outcome.CARRIED}),
        theirs=rows(theirs, over),  # silence is nobody's business yet
        heads=heads,
    )
