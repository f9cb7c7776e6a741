"""What several lines of one mail say together: two values for an item are asked about."""

from collections.abc import Sequence
from decimal import Decimal

from daemon.domain.outbox import Item
from daemon.domain.replies.meaning.counting import standing
from daemon.domain.replies.meaning.sense import plain
from daemon.domain.replies.statements import (
    Command,
    Draft,
    Note,
    Op,
    Question,
    Statement,
    Table,
    TopicLine,
    Update,
)

# States of which an item can have only one.
_STATES = frozenset({Op.DONE, Op.BLOCKED, Op.NOT_KEPT, Op.REOPEN, Op.CONTEST})
_ANSWERS = frozenset(
    {Op.AGREE, Op.REFUSE, Op.CHANGE, Op.RULE_KEPT, Op.RULE_MISSED, Op.SHARE, Op.KEEP_PRIVATE}
)


def settled(statements: Sequence[Statement], table: Table) -> tuple[Statement, ...]:
    """The statements with every item's updates at one with each other, or one question instead."""
    out = list(statements)
    for item in table.items:
        said = [
            s
            for s in out
            if not isinstance(s, TopicLine | Draft | Command) and s.item == item.label
        ]
        updates = [s for s in said if isinstance(s, Update)]
        doubts = [s for s in said if _speaks_against(s, updates)]
        if item.label and updates and doubts:
            old = [s for s in said if s in updates or s in doubts]
            out = _replaced(out, old, [_contradiction(old, item)])
        elif len(updates) > 1:
            out = _replaced(out, updates, _settle(updates, item))
    return tuple(out)


def _speaks_against(statement: Statement, updates: Sequence[Update]) -> bool:
    """A line in doubt about an item, or one that denies, leaves nothing sure that another line says."""
    if isinstance(statement, Question):
        return True
    stated = any(u.op in _STATES or u.op is Op.PROGRESS for u in updates)
    return isinstance(statement, Note) and statement.denies and stated


def _contradiction(old: Sequence[Statement], item: Item) -> Question:
    choices = [c for s in old if isinstance(s, Question) for c in s.choices]
    counts = [plain(s.value) for s in old if isinstance(s, Update) and s.value is not None]
    words = "\n".join(dict.fromkeys(s.words for s in old))
    both = tuple(dict.fromkeys([*counts, *choices]))
    return Question(old[0].line, words, "contradiction", item.label, both)


def _replaced(
    out: Sequence[Statement], old: Sequence[Statement], new: Sequence[Statement]
) -> list[Statement]:
    """`new` where the first of `old` stood."""
    if list(old) == list(new):
        return list(out)
    place = next(n for n, s in enumerate(out) if s is old[0])
    kept = [s for s in out if not any(s is o for o in old)]
    return [*kept[:place], *new, *kept[place:]]


def _settle(updates: Sequence[Update], item: Item) -> Sequence[Statement]:
    updates, remarks = _proposals_joined(updates)
    counts = [u for u in updates if u.op is Op.PROGRESS]
    values = _values(counts, item)
    dues = {u.due for u in updates if u.op is Op.PROPOSE_DUE}
    if len(values) > 1 or len(dues) > 1 or _clash(updates, item):
        choices = (
            values
            if len(values) > 1
            else tuple(sorted(d.isoformat() for d in dues if d and len(dues) > 1))
        )
        words = "\n".join(dict.fromkeys([*(u.words for u in updates), *(r.words for r in remarks)]))
        return [Question(updates[0].line, words, "contradiction", item.label, choices)]
    return [*_once(updates), *remarks]


def _values(counts: Sequence[Update], item: Item) -> tuple[str, ...]:
    """The values said. Several relative ones may add up, so their sum is one more."""
    values = [plain(u.value) for u in counts if u.value is not None]
    more = {u.line: (u.value or standing(item)) - standing(item) for u in counts if u.relative}
    if len(more) > 1:
        values.append(plain(standing(item) + sum(more.values())))
    return tuple(dict.fromkeys(values))


def _clash(updates: Sequence[Update], item: Item) -> bool:
    states = {u.op for u in updates} & _STATES
    answers = {u.op for u in updates} & _ANSWERS
    below = any(
        u.op is Op.PROGRESS and u.value is not None and u.value < (item.target or Decimal(0))
        for u in updates
    )
    return len(states) > 1 or len(answers) > 1 or (below and Op.DONE in states)


def _once(updates: Sequence[Update]) -> list[Statement]:
    """The same thing said twice is recorded once; the second saying is kept as a note."""
    seen: set[tuple[Op, Decimal | None]] = set()
    out: list[Statement] = []
    for update in updates:
        again = (update.op, update.value) in seen
        seen.add((update.op, update.value))
        out.append(Note(update.line, update.words, update.item) if again else update)
    return out


def _proposals_joined(updates: Sequence[Update]) -> tuple[list[Update], list[Note]]:
    """A counter-proposal typed over several lines is one; beside a yes or a no it is a remark."""
    changes = [u for u in updates if u.op is Op.CHANGE]
    others = [u for u in updates if u.op is not Op.CHANGE]
    own = [u for u in changes if u.flag == "own-words"]
    if (
        any(u.op in {Op.AGREE, Op.REFUSE} for u in others)
        and own
        and not any(map(str.isdigit, _joined(own)))
    ):
        remarks = [Note(u.line, u.words, u.item) for u in own]
        return others + [u for u in changes if u not in own], remarks
    if len(changes) < 2:
        return list(updates), []
    first = changes[0]
    return [
        *others,
        Update(first.line, _joined(changes), first.item, Op.CHANGE, flag=first.flag),
    ], []


def _joined(updates: Sequence[Update]) -> str:
    return "\n".join(u.words for u in updates)
