"""What an update does to the agreement it is about.

The owner's word counts, the other side's is a note: progress, a verdict and a rule's answer come
from the owner alone; a yes or a no to words comes from each party for itself.
"""

from daemon.domain.agreements.agreement import Agreement, Verdict
from daemon.domain.agreements.terms import Form
from daemon.domain.ledger import Kind
from daemon.domain.outbox import Asked, Item
from daemon.domain.replies.recording.completing import completed
from daemon.domain.replies.recording.countering import counter
from daemon.domain.replies.recording.owning import handed_over, named_owner
from daemon.domain.replies.recording.writing import Context, Recorded, at, doubt, own
from daemon.domain.replies.statements import Op, Update

_WORDS = frozenset({Op.AGREE, Op.REFUSE, Op.CHANGE, Op.PROPOSE_DUE})
_VERDICTS = {Op.DONE: Verdict.KEPT, Op.NOT_KEPT: Verdict.NOT_KEPT, Op.CONTEST: Verdict.NOT_KEPT}
_SHARING = {Op.SHARE: "yes", Op.KEEP_PRIVATE: "no"}
_BELOW = "below-target"
_COUNT_FLAGS = frozenset({"", "count-below", _BELOW})  # said of the count in the letter


def decide(update: Update, line: str, context: Context, now: Agreement | None) -> list[Recorded]:
    """`now`: the agreement after the statements before this one, None where there is none."""
    item = context.letter.item(update.item)
    if item is None or now is None:
        return [own(context, line, Kind.TOPIC, update.words, to=context.other)]
    before = context.agreements[item.owner, item.agreement]
    if update.op in _WORDS:
        return _consent(update, line, context, item, now)
    if item.owner != context.writer.id:
        return [_from_other(update, line, context, item, before)]
    if update.op in _SHARING:
        texts = {"words": update.words}
        return [at(context, line, Kind.SHARED, item, texts, answer=_SHARING[update.op])]
    if not now.in_force:
        # Nothing counts before both have said yes; the words are kept.
        return [at(context, line, Kind.NOTED, item, {"words": update.words}, early="yes")]
    if before.verdict is not None and update.op is not Op.REOPEN:
        return _after_verdict(update, line, context, item, before)
    return _owners_word(update, line, context, item, now)


def _after_verdict(
    update: Update, line: str, context: Context, item: Item, before: Agreement
) -> list[Recorded]:
    """A closed item changes by REOPEN alone, but where the two differ its owner may give way."""
    said = _VERDICTS.get(update.op)
    texts = {"words": update.words}
    if said is None or (said is not before.verdict and not before.contested):
        return doubt(context, line, item, update.words, "closed-since")
    if said is before.verdict:
        return [at(context, line, Kind.NOTED, item, texts)]
    return [at(context, line, Kind.CLOSED, item, texts, verdict=said.value)]


def _owners_word(
    update: Update, line: str, context: Context, item: Item, now: Agreement
) -> list[Recorded]:
    words = {"words": update.words}
    match update.op:
        case Op.PROGRESS:
            return _progress(update, line, context, item, now)
        case Op.BLOCKED:
            texts = {**words, "reason": update.reason}
            return [at(context, line, Kind.UPDATED, item, texts, op="blocked")]
        case Op.RULE_KEPT | Op.RULE_MISSED:
            new = "yes" if update.op is Op.RULE_KEPT else "no"
            day = context.now.astimezone(context.writer.tz).date().isoformat()
            return [at(context, line, Kind.UPDATED, item, words, op="rule", day=day, new=new)]
        case Op.DONE | Op.NOT_KEPT:
            verdict = _VERDICTS[update.op]
            flag = update.flag
            if update.op is Op.DONE and flag in _COUNT_FLAGS:
                flag = _below(now, item)
            return [at(context, line, Kind.CLOSED, item, words, verdict=verdict.value, flag=flag)]
        case Op.REOPEN:
            return [at(context, line, Kind.REOPENED, item, words, flag=update.flag)]
        case _:
            return [at(context, line, Kind.NOTED, item, words)]


def _below(now: Agreement, item: Item) -> str:
    """DONE with a count below the target closes as kept, and is pointed out."""
    standing, target = now.count(item.period_key), now.terms.target
    return _BELOW if standing is not None and target and standing < target else ""


def _progress(
    update: Update, line: str, context: Context, item: Item, now: Agreement
) -> list[Recorded]:
    """A count for the period of the mail that is answered; relative words need the same start."""
    old = now.count(item.period_key)
    if update.value is None or now.terms.form is not Form.COUNT or old is None:
        return [at(context, line, Kind.NOTED, item, {"words": update.words})]
    if update.relative and old != (item.standing or 0):
        return doubt(context, line, item, update.words, "standing-changed")
    values = {
        "op": "progress",
        "old": str(old),
        "new": str(update.value),
        "target": str(now.terms.target),
        "relative": "yes" if update.relative else "",
        "flag": update.flag,
    }
    return [at(context, line, Kind.UPDATED, item, {"words": update.words}, **values)]


def _from_other(
    update: Update, line: str, context: Context, item: Item, before: Agreement
) -> Recorded:
    """The other side never writes progress; it may differ from a verdict, or settle one."""
    words = {"words": update.words}
    said = _VERDICTS.get(update.op)
    if said is not None and before.in_force and before.verdict is not None:
        if said is not before.verdict:
            return at(context, line, Kind.CONTESTED, item, words, verdict=said.value)
        if before.contested:
            return at(context, line, Kind.ACKNOWLEDGED, item, words, verdict=said.value)
    claim = "" if update.value is None else str(update.value)
    return at(context, line, Kind.NOTED, item, words, claim=claim)


def _consent(
    update: Update, line: str, context: Context, item: Item, now: Agreement
) -> list[Recorded]:
    words = {"words": update.words}
    if context.writer.id not in now.parties or now.verdict is not None:
        return [at(context, line, Kind.NOTED, item, words)]
    if update.op is Op.PROPOSE_DUE and update.due:
        texts = {**words, "due_words": update.words}
        return [_counter(context, line, item, now, texts, due=update.due.isoformat())]
    if update.op is Op.CHANGE and (owner := named_owner(update.words, now, context)):
        return handed_over(update.words, line, context, item, now, owner)
    if update.op is Op.CHANGE:
        return [_change(update, line, context, item, now)]
    waits = now.proposal is not None or not now.in_force
    if item.asked not in (Asked.CONSENT, Asked.TERMS) or not waits or update.op is Op.PROPOSE_DUE:
        return [at(context, line, Kind.NOTED, item, words)]
    later = update.op is Op.REFUSE and now.expectation and now.proposer == context.writer.id
    if item.version != now.wanted[1] and not later:
        return doubt(context, line, item, update.words, "words-changed")
    if update.op is Op.REFUSE:
        # Their own other words are what changed it: of two answers of one person the later stands.
        flag = "later-stands" if item.version != now.wanted[1] else ""
        verdict = Verdict.REFUSED.value
        return [at(context, line, Kind.CLOSED, item, words, verdict=verdict, flag=flag)]
    if now.request and not (now.wanted[0].due or update.due):
        return doubt(context, line, item, update.words, "which-day")
    due = update.due.isoformat() if update.due and now.request else ""
    version = str(item.version)
    return [at(context, line, Kind.ACKNOWLEDGED, item, words, version=version, due=due)]


def _change(update: Update, line: str, context: Context, item: Item, now: Agreement) -> Recorded:
    """A counter-proposal in the writer's words; a date or number read from them stands beside."""
    today = context.now.astimezone(context.writer.tz).date()
    if now.expectation:
        spoken = context.writer.language
        found = completed(update.words, now.wanted[0], today, context.fiscal, spoken)
    else:
        found = counter(update.words, now.wanted[0], today, context.fiscal)
    texts = {"words": update.words, **found.texts}
    return _counter(context, line, item, now, texts, sure=found.sure, **found.values)


def _counter(
    context: Context,
    line: str,
    item: Item,
    now: Agreement,
    texts: dict[str, str],
    *,
    sure: bool = True,
    **values: str,
) -> Recorded:
    version = str(now.versions + 1)
    return at(
        context,
        line,
        Kind.COUNTERED,
        item,
        texts,
        period="",  # of the new words' own terms, which stay as they are
        version=version,
        consents="yes" if sure else "",
        **values,
    )
