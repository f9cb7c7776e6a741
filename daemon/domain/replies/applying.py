"""From what a reply says to the entries that record it.

The owner's word counts, the other side's is a note: progress, a verdict and a rule's answer come
from the owner alone; a yes or a no to words comes from each party for itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from daemon.domain.agreements.agreement import Agreement, Verdict
from daemon.domain.agreements.terms import Form, Terms, texts_of, values_of
from daemon.domain.ledger import Entry, Kind, Ledger, next_number
from daemon.domain.outbox import Asked, Item, Letter
from daemon.domain.people import Person
from daemon.domain.replies.statements import (
    Command,
    CommandWord,
    Draft,
    Note,
    Op,
    Question,
    Reading,
    Statement,
    TopicLine,
    Update,
)

PLAIN_DRAFT = "draft"  # the writer's words, with nothing in doubt
NEW_LABEL = "?"  # "A?" or "L?": numbered when it is written, under the ledger's lock


@dataclass(frozen=True, slots=True)
class Context:
    """Whose reply to which letter.

    other: id of the other half of the pair the letter is about, "" where it is about none.
    agreements: as they stand now, by (owner, label).
    source: Message-ID of the reply. leads: whether the writer leads the other. recent: entries that UNDO would take back.
    """

    writer: Person
    other: str
    leads: bool
    letter: Letter
    agreements: Mapping[tuple[str, str], Agreement]
    now: datetime
    source: str
    recent: tuple[tuple[str, Entry], ...] = ()


Recorded = tuple[str, Entry]  # owner of the ledger, and the entry without salt


def apply(reading: Reading, context: Context) -> tuple[Recorded, ...]:
    """One entry or more for each statement, keyed by (source, place in the reading)."""
    recorded: list[Recorded] = []
    for place, statement in enumerate(reading.statements):
        recorded += _one(statement, str(place), context)
    return tuple(recorded)


def _one(statement: Statement, line: str, context: Context) -> list[Recorded]:
    match statement:
        case Update():
            return _update(statement, line, context)
        case Note():
            return [_note(statement, line, context)]
        case TopicLine():
            return [_topic(statement, line, context)]
        case Question():
            return [_question(statement, line, context)]
        case Draft():
            return [_draft(statement, line, context)]
        case Command():
            return _command(statement, line, context)


def _entry(
    context: Context,
    line: str,
    kind: Kind,
    agreement: str,
    texts: Mapping[str, str],
    values: Mapping[str, str],
) -> Entry:
    return Entry(
        kind=kind,
        time=context.now,
        author=context.writer.id,
        source=context.source,
        line=line,
        agreement=agreement,
        texts={k: v for k, v in texts.items() if v},
        values={k: v for k, v in values.items() if v},
    )


def _own(context: Context, line: str, kind: Kind, words: str, **values: str) -> Recorded:
    """An entry of the writer's own ledger that is about no agreement."""
    return context.writer.id, _entry(context, line, kind, "", {"words": words}, values)


def _at(
    context: Context, line: str, kind: Kind, item: Item, texts: Mapping[str, str], **values: str
) -> Recorded:
    """An entry of the chain of one agreement, in its owner's ledger."""
    return item.owner, _entry(context, line, kind, item.agreement, texts, values)


def _doubt(context: Context, line: str, item: Item, update: Update, code: str) -> list[Recorded]:
    texts = {"words": update.words}
    return [_at(context, line, Kind.ASKED, item, texts, code=code, doubt="yes", label=item.label)]


def _update(update: Update, line: str, context: Context) -> list[Recorded]:
    item = context.letter.item(update.item)
    agreement = context.agreements.get((item.owner, item.agreement)) if item else None
    if item is None or agreement is None:
        return [_own(context, line, Kind.TOPIC, update.words, to=context.other)]
    owns = item.owner == context.writer.id
    if update.op in (Op.AGREE, Op.REFUSE, Op.CHANGE, Op.PROPOSE_DUE):
        return _consent(update, line, context, item, agreement)
    if not owns:
        return _not_owner(update, line, context, item, agreement)
    if not agreement.in_force:
        return _before_yes(update, line, context, item, agreement)
    if agreement.verdict is not None and update.op is not Op.REOPEN:
        return _doubt(context, line, item, update, "closed-since")
    return _owners_word(update, line, context, item, agreement)


def _before_yes(
    update: Update, line: str, context: Context, item: Item, agreement: Agreement
) -> list[Recorded]:
    """Progress under a draft is kept as words; nothing counts before both have said yes."""
    return [_at(context, line, Kind.NOTED, item, {"words": update.words}, early="yes")]


def _owners_word(
    update: Update, line: str, context: Context, item: Item, agreement: Agreement
) -> list[Recorded]:
    words = {"words": update.words}
    match update.op:
        case Op.PROGRESS:
            return _progress(update, line, context, item, agreement)
        case Op.BLOCKED:
            texts = {**words, "reason": update.reason}
            return [_at(context, line, Kind.UPDATED, item, texts, op="blocked")]
        case Op.RULE_KEPT | Op.RULE_MISSED:
            new = "yes" if update.op is Op.RULE_KEPT else "no"
            day = context.now.astimezone(context.writer.tz).date().isoformat()
            return [_at(context, line, Kind.UPDATED, item, words, op="rule", day=day, new=new)]
        case Op.DONE | Op.NOT_KEPT:
            verdict = Verdict.KEPT if update.op is Op.DONE else Verdict.NOT_KEPT
            flag = update.flag or _below(agreement, item, verdict)
            return [
                _at(context, line, Kind.CLOSED, item, words, verdict=verdict.value, flag=flag)
            ]
        case Op.REOPEN:
            return [_at(context, line, Kind.REOPENED, item, words, flag=update.flag)]
        case Op.SHARE | Op.KEEP_PRIVATE:
            answer = "yes" if update.op is Op.SHARE else "no"
            return [_at(context, line, Kind.SHARED, item, words, answer=answer)]
        case _:
            return [_at(context, line, Kind.NOTED, item, words)]


def _below(agreement: Agreement, item: Item, verdict: Verdict) -> str:
    """DONE with a count below the target closes as kept, and is pointed out."""
    standing, target = agreement.count(item.period_key), agreement.terms.target
    short = standing is not None and target is not None and standing < target
    return "below-target" if short and verdict is Verdict.KEPT else ""


def _progress(
    update: Update, line: str, context: Context, item: Item, agreement: Agreement
) -> list[Recorded]:
    """A count for the period of the mail that is answered; relative words need the same start."""
    if update.value is None or agreement.terms.form is not Form.COUNT:
        return [_at(context, line, Kind.NOTED, item, {"words": update.words})]
    old = agreement.count(item.period_key)
    if update.relative and old != item.standing:
        return _doubt(context, line, item, update, "standing-changed")
    values = {
        "op": "progress",
        "old": str(old),
        "new": str(update.value),
        "target": str(agreement.terms.target),
        "period": item.period_key,
        "relative": "yes" if update.relative else "",
        "flag": update.flag,
    }
    return [_at(context, line, Kind.UPDATED, item, {"words": update.words}, **values)]


def _not_owner(
    update: Update, line: str, context: Context, item: Item, agreement: Agreement
) -> list[Recorded]:
    """The other side never writes progress; it may differ from a verdict, or settle one."""
    words = {"words": update.words}
    verdicts = {Op.DONE: Verdict.KEPT, Op.NOT_KEPT: Verdict.NOT_KEPT}
    said = verdicts.get(update.op)
    if said is not None and agreement.verdict in (Verdict.KEPT, Verdict.NOT_KEPT):
        if said is not agreement.verdict:
            return [_at(context, line, Kind.CONTESTED, item, words, verdict=said.value)]
        if agreement.contested:
            return [_at(context, line, Kind.ACKNOWLEDGED, item, words, verdict=said.value)]
    return [_at(context, line, Kind.NOTED, item, words, claim=str(update.value or ""))]


def _consent(
    update: Update, line: str, context: Context, item: Item, agreement: Agreement
) -> list[Recorded]:
    words = {"words": update.words}
    if context.writer.id not in agreement.parties or agreement.verdict is not None:
        return [_at(context, line, Kind.NOTED, item, words)]
    if update.op is Op.PROPOSE_DUE and update.due:
        return [_counter(context, line, item, agreement, words, due=update.due.isoformat())]
    if update.op is Op.CHANGE:
        return [_change(update, line, context, item, agreement)]
    waits = agreement.proposal is not None or not agreement.in_force
    if item.asked is not Asked.CONSENT or not waits:
        return [_at(context, line, Kind.NOTED, item, words)]
    if item.version != agreement.wanted[1]:
        return _doubt(context, line, item, update, "words-changed")
    if update.op is Op.REFUSE:
        verdict = Verdict.REFUSED.value
        return [_at(context, line, Kind.CLOSED, item, words, verdict=verdict)]
    if agreement.request and not (agreement.terms.due or update.due):
        return _doubt(context, line, item, update, "which-day")
    due = update.due.isoformat() if update.due and agreement.request else ""
    version = str(item.version)
    return [_at(context, line, Kind.ACKNOWLEDGED, item, words, version=version, due=due)]


def _change(
    update: Update, line: str, context: Context, item: Item, agreement: Agreement
) -> Recorded:
    """A counter-proposal in the writer's words; a date or number read from them stands beside."""
    terms = agreement.wanted[0]
    outcome = update.reason or update.words
    values: dict[str, str] = {}
    if update.due:
        values["due"] = update.due.isoformat()
    if update.value is not None and terms.form is Form.COUNT:
        values["target"] = str(update.value)
    texts = {"words": update.words, "outcome": outcome}
    return _counter(context, line, item, agreement, texts, **values)


def _counter(
    context: Context,
    line: str,
    item: Item,
    agreement: Agreement,
    texts: Mapping[str, str],
    **values: str,
) -> Recorded:
    version = str(agreement.versions + 1)
    return _at(
        context, line, Kind.COUNTERED, item, texts, version=version, consents="yes", **values
    )


def _topic(topic: TopicLine, line: str, context: Context) -> Recorded:
    """A line for the table; a rep's request becomes a draft of the leader's own.

    It counts once the leader says yes and names a day.
    """
    if not topic.request or context.leads or not context.other:
        return _own(context, line, Kind.TOPIC, topic.words, to=context.other)
    values = {
        "parties": f"{context.other},{context.writer.id}",
        "leader": context.other,
        "team": context.writer.team,
        "consents": "yes",
        "request": "yes",
    }
    texts = {"words": topic.words, "outcome": topic.words}
    entry = _entry(context, line, Kind.PROPOSED, "L" + NEW_LABEL, texts, values)
    return context.other, entry


def _note(note: Note, line: str, context: Context) -> Recorded:
    item = context.letter.item(note.item) if note.item else None
    if item is None or not item.agreement:
        return _own(context, line, Kind.TOPIC, note.words, to=context.other)
    kind = Kind.ASKED if note.question else Kind.NOTED
    return _at(context, line, kind, item, {"words": note.words}, to=context.other)


def _question(question: Question, line: str, context: Context) -> Recorded:
    """A doubt is an entry too: it stands on the next agenda until it is answered."""
    item = context.letter.item(question.item) if question.item else None
    values = {
        "code": question.code,
        "choices": "|".join(question.choices),
        "doubt": "yes",
        "label": question.item,
        **{f"said-{k}": v for k, v in question.details.items()},
    }
    if item is None or not item.agreement:
        return _own(context, line, Kind.ASKED, question.words, to=context.other, **values)
    return _at(context, line, Kind.ASKED, item, {"words": question.words}, **values)


def _draft(draft: Draft, line: str, context: Context) -> Recorded:
    """A draft is the rep's to carry out, unless a leader writes about what they will do."""
    owner = context.writer.id
    if context.leads and not _about_self(draft.outcome):
        owner = context.other
    partner = context.other if owner == context.writer.id else context.writer.id
    letter = "L" if context.leads and owner == context.writer.id else "A"
    terms = Terms(
        outcome=draft.outcome,
        target=draft.target,
        unit=draft.unit,
        due=draft.due,
        due_words=draft.due_words,
    )
    values = {
        **values_of(terms),
        "parties": ",".join((owner, partner)),
        "leader": context.writer.id if context.leads else context.other,
        "team": context.writer.team if owner == context.writer.id else "",
        "consents": "yes" if draft.flag == PLAIN_DRAFT else "",
        "flag": "" if draft.flag == PLAIN_DRAFT else draft.flag,
    }
    texts = {**texts_of(terms), "words": draft.words}
    return owner, _entry(context, line, Kind.PROPOSED, letter + NEW_LABEL, texts, values)


_SELF = ("i ", "i'll ", "i’ll ", "me ", "me:", "my ", "ich ", "mein ", "meine ")


def _about_self(outcome: str) -> bool:
    return outcome.casefold().startswith(_SELF)


_PLAIN_COMMANDS = {
    CommandWord.PAUSE: Kind.PAUSED,
    CommandWord.RESUME: Kind.RESUMED,
    CommandWord.QUIET: Kind.QUIETED,
    CommandWord.SKIP: Kind.SKIPPED,
}


def _command(command: Command, line: str, context: Context) -> list[Recorded]:
    if command.word is CommandWord.UNDO:
        return _undo(command, line, context)
    kind = _PLAIN_COMMANDS.get(command.word, Kind.NOTED)
    values = {"command": command.word.value, "name": command.rest}
    return [_own(context, line, kind, command.words, **values)]


def _undo(command: Command, line: str, context: Context) -> list[Recorded]:
    """Takes back the writer's recent entries, all or of one item; a consent stays."""
    item = context.letter.item(command.item) if command.item else None
    label = (item.owner, item.agreement) if item else None
    undone: list[Recorded] = []
    for owner, entry in context.recent:
        if label is not None and (owner, entry.agreement) != label:
            continue
        key = f"{line}.{len(undone)}"
        values = {"source": entry.source, "what": entry.kind.value}
        new = _entry(context, key, Kind.UNDONE, entry.agreement, {}, values)
        if not any(o == owner and _same_undo(new, e) for o, e in undone):
            undone.append((owner, new))
    if undone:
        return undone
    return [_own(context, line, Kind.ASKED, command.words, code="nothing-to-undo", doubt="yes")]


def _same_undo(one: Entry, two: Entry) -> bool:
    return one.agreement == two.agreement and one.values["source"] == two.values["source"]


def numbered(ledger: Ledger, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with "A?" and "L?" replaced by the ledger's next numbers.

    A key that the ledger holds already keeps the number it got then, so a second run is the same.
    """
    known = {(e.source, e.line): e.agreement for e in ledger.entries}
    given: list[Entry] = []
    taken = {"A": next_number(ledger, "A"), "L": next_number(ledger, "L")}
    for entry in entries:
        if entry.agreement.endswith(NEW_LABEL):
            letter = entry.agreement[0]
            label = known.get((entry.source, entry.line))
            if label is None:
                label = f"{letter}{taken[letter]}"
                taken[letter] += 1
            entry = replace(entry, agreement=label)
        given.append(entry)
    return tuple(given)
