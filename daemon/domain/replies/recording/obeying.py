"""Words to the program itself: UNDO, skip, PAUSE and the others."""

from daemon.domain.ledger import Entry, Kind
from daemon.domain.outbox import Item
from daemon.domain.replies.recording.writing import (
    Context,
    Recorded,
    at,
    called_by,
    entry,
    own,
    own_doubt,
)
from daemon.domain.replies.statements import Command, CommandWord

_PLAIN = {
    CommandWord.PAUSE: Kind.PAUSED,
    CommandWord.RESUME: Kind.RESUMED,
    CommandWord.START: Kind.RESUMED,
    CommandWord.QUIET: Kind.QUIETED,
}


def obey(command: Command, line: str, context: Context) -> list[Recorded]:
    if command.word is CommandWord.UNDO:
        return _undo(command, line, context)
    if command.word is CommandWord.SKIP:
        return _skip(command, line, context)
    kind = _PLAIN.get(command.word, Kind.NOTED)
    until = command.until.isoformat() if command.until else ""
    return [own(context, line, kind, command.words, command=command.word.value, until=until)]


def _skip(command: Command, line: str, context: Context) -> list[Recorded]:
    """The next meeting with the one who is named, or with the one the letter is about."""
    said = set(command.rest.casefold().replace(",", " ").split())
    named = [p for p in context.partners if said & called_by(p)]
    if not named and (not said or len(context.partners) == 1):
        named = [p for p in context.partners if p.id == context.other]
    if len(named) != 1:
        choices = "|".join(f"skip {p.called}" for p in named or context.partners)
        return _doubt(context, line, command, "skip-whom", choices=choices)
    values = {"command": "skip", "name": named[0].called, "to": named[0].id}
    return [own(context, line, Kind.SKIPPED, command.words, **values)]


def _doubt(
    context: Context, line: str, command: Command, code: str, **values: str
) -> list[Recorded]:
    """Between the writer and the program: it stands on nobody's agenda."""
    return own_doubt(context, line, command.words, code, to=context.writer.id, **values)


def _undo(command: Command, line: str, context: Context) -> list[Recorded]:
    """Takes back the writer's recent entries, all or of one item; a consent stays."""
    item = context.letter.item(command.item) if command.item else None
    if command.item and item is None:
        return _doubt(context, line, command, "no-such-item")
    taken = [r for r in context.recent if _of(r, item)]
    keys = dict.fromkeys((owner, e.source, e.agreement) for owner, e in taken)
    undone = [
        (owner, entry(context, f"{line}.{n}", Kind.UNDONE, label, {}, {"source": source}))
        for n, (owner, source, label) in enumerate(keys)
    ]
    stays = _stays(command, line, context, item)
    asked = _resting(line, context, taken)
    if undone or stays:
        return [*undone, *stays, *asked]
    return _doubt(context, line, command, "nothing-to-undo")


def _of(recorded: Recorded, item: Item | None) -> bool:
    owner, found = recorded
    return item is None or (owner, found.agreement) == (item.owner, item.agreement)


def _stays(command: Command, line: str, context: Context, item: Item | None) -> list[Recorded]:
    """What the other side has acted on is not taken back by one side alone."""
    found = {(owner, e.agreement) for owner, e in context.held if _of((owner, e), item)}
    rows = [i for i in context.letter.items if (i.owner, i.agreement) in found]
    return [
        at(
            context,
            f"{line}.0.{n}",
            Kind.ASKED,
            row,
            {"words": command.words},
            code="acted-on",
            doubt="yes",
            label=row.label,
        )
        for n, row in enumerate(rows)
    ]


def _resting(line: str, context: Context, taken: list[Recorded]) -> list[Recorded]:
    """A later "2 more" counted from what is taken back: its number stands, and is asked about."""
    counts = {_count(owner, e) for owner, e in taken if e.values.get("op") == "progress"}
    found = {_count(owner, e): (owner, e) for owner, e in context.later}
    return [
        (owner, entry(context, f"{line}.1.{n}", Kind.ASKED, e.agreement, dict(e.texts), values))
        for n, (key, (owner, e)) in enumerate(found.items())
        if key in counts
        and (values := {"code": "standing-changed", "doubt": "yes", "period": key[2]})
    ]


def _count(owner: str, found: Entry) -> tuple[str, str, str]:
    return owner, found.agreement, found.values.get("period", "")
