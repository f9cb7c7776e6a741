"""What was said about an item, in the light of what the mail asked about it."""

from daemon.domain.outbox import Asked, Item
from daemon.domain.replies.meaning.answers import (
    Answer,
    answer,
    counter_words,
    is_change,
    puts_off,
)
from daemon.domain.replies.meaning.clauses import Clause, clauses, letters
from daemon.domain.replies.meaning.counting import COUNTS, Count, Doubt, count
from daemon.domain.replies.meaning.courtesy import is_courtesy
from daemon.domain.replies.meaning.grammar import senses
from daemon.domain.replies.meaning.said import Said, context, note, progress, question, update
from daemon.domain.replies.meaning.sense import Says
from daemon.domain.replies.meaning.telling import told
from daemon.domain.replies.statements import Op, Question, Statement, Update
from daemon.domain.replies.words.lexing import Token


def judge(said: Said, item: Item) -> tuple[Statement, ...]:
    """At least one statement about `item`, whatever was said."""
    if item.asked is not Asked.CONSENT and not item.closed and is_change(said.words):
        return (_changed(said, item),)
    return _ASKED.get(item.asked, told)(said, item)


def _rule(said: Said, item: Item) -> tuple[Statement, ...]:
    """Held or not? A yes or a no; "done" may mean either "held" or "close it"."""
    return _yes_or_no(said, item, Op.RULE_KEPT, Op.RULE_MISSED) or _not_done(said, item)


def _not_done(said: Said, item: Item) -> tuple[Statement, ...]:
    """What else was said under a rule: `kept` holds it, "done" leaves open which of the two."""
    kept = {Op.NOT_KEPT: Op.RULE_MISSED}
    statements: list[Statement] = []
    for statement in told(said, item):
        if isinstance(statement, Update) and statement.op is Op.DONE:
            if "A" not in "".join(letters(c, context(item)) for c in said.clauses):
                return (question(said, item, Doubt("rule-or-done", ("yes", "done"))),)
            statement = update(said, item, Op.RULE_KEPT)
        elif isinstance(statement, Update) and statement.op in kept:
            statement = update(said, item, kept[statement.op], reason=statement.reason)
        statements.append(statement)
    return tuple(statements)


def _verdict(said: Said, item: Item) -> tuple[Statement, ...]:
    return _yes_or_no(said, item, Op.DONE, Op.NOT_KEPT) or told(said, item)


def _share(said: Said, item: Item) -> tuple[Statement, ...]:
    return _yes_or_no(said, item, Op.SHARE, Op.KEEP_PRIVATE) or told(said, item)


def _yes_or_no(said: Said, item: Item, yes: Op, no: Op) -> tuple[Statement, ...]:
    """The answer as an update, a question where it has a condition, () where it is neither."""
    first = said.clauses[0] if said.clauses else None
    if first is None or _is_state(first, item):
        return ()
    match answer(said.clauses):
        case Answer.YES:
            return (update(said, item, yes),)
        case Answer.NO:
            return (update(said, item, no, reason=_after_first(said)),)
        case Answer.MIXED:
            return (question(said, item, Doubt("yes-but", ("yes", "no"))),)
    return ()


def _is_state(clause: Clause, item: Item) -> bool:
    """The word "done" is a state before it is a yes."""
    return any(s.says is not Says.DOUBT for s in senses((clause,), context(item)))


def _after_first(said: Said) -> str:
    rest = [clause for clause in said.clauses[1:] if not is_courtesy(clause.text)]
    return " ".join(said.folded.words(rest[0].start, said.tokens[-1].end).split()) if rest else ""


def _consent(said: Said, item: Item) -> tuple[Statement, ...]:
    """Yes, no, other words or a question about a draft. A thumb is asked about, never a yes."""
    undated, day = _without_day(said)
    match answer(undated):
        case Answer.YES if day is None or item.due in {None, day.day}:
            return _agreed(said, item, day)
        case Answer.YES | Answer.MIXED:
            return _agreed_with_count(said, item) or (_conditional(said, item),)
        case Answer.NO:
            return (update(said, item, Op.REFUSE, reason=_after_first(said)),)
        case Answer.THUMB:
            return (question(said, item, Doubt("thumb", ("yes", "no"))),)
        case Answer.ASKS | Answer.WAIT:
            return (note(said, item),)
        case Answer.CHANGE:
            return (_changed(said, item),)
    return _own_words(said, item)


def _terms(said: Said, item: Item) -> tuple[Statement, ...]:
    """What a draft of the writer's own left open was asked: words are the answer, a count as well."""
    undated, _ = _without_day(said)
    hesitant = puts_off(said.clauses, [letters(c, context(item)) for c in said.clauses])
    if answer(undated) is Answer.OTHER and not hesitant:
        return (update(said, item, Op.CHANGE),)
    return _consent(said, item)


def _conditional(said: Said, item: Item) -> Question:
    no = answer(said.clauses[:1]) is Answer.NO
    return question(
        said, item, Doubt("no-but", ("no", "change")) if no else Doubt("yes-but", ("yes", "change"))
    )


def _without_day(said: Said) -> tuple[tuple[Clause, ...], Token | None]:
    """The clauses without a day that goes with the yes ("yes, by Friday"), and that day."""
    days = [token for token in said.tokens if token.day]
    if len(days) != 1:
        return said.clauses, None
    place = said.tokens.index(days[0])
    limited = (
        place and said.tokens[place - 1].letter in "~b" and said.tokens[place - 1].sort == "word"
    )
    kept = said.tokens[: place - bool(limited)] + said.tokens[place + 1 :]
    return clauses(kept, said.folded), days[0]


def _agreed(said: Said, item: Item, day: Token | None) -> tuple[Statement, ...]:
    due = day.day if day else None
    return (Update(said.line, said.words, item.label, Op.AGREE, due=due, flag=said.flag),)


def _agreed_with_count(said: Said, item: Item) -> tuple[Statement, ...]:
    """As in "yes, 1 of 2": agreed, and already on the way."""
    first, rest = said.clauses[0], said.clauses[1:]
    found = senses(rest, context(item))
    if answer((first,)) is not Answer.YES or len(found) != 1 or len(rest) != 1:
        return ()
    counted = count(found[0], item) if found[0].says in COUNTS else None
    if not isinstance(counted, Count):
        return ()
    return (update(said, item, Op.AGREE), progress(said, item, counted))


def _changed(said: Said, item: Item) -> Statement:
    words = counter_words(said.clauses, said.folded)
    if not words:
        return question(said, item, Doubt("change-what"))
    return Update(said.line, words, item.label, Op.CHANGE, flag=said.flag)


def _own_words(said: Said, item: Item) -> tuple[Statement, ...]:
    """A state under a draft is no consent; any other words are a counter-proposal, pointed out."""
    if any(
        s.says is not Says.DOUBT or s.code in _COUNT_DOUBTS
        for s in senses(said.clauses, context(item))
    ):
        return (question(said, item, Doubt("consent-first", ("yes", "no"))),)
    if puts_off(said.clauses, [letters(c, context(item)) for c in said.clauses]):
        return (note(said, item),)
    return (update(said, item, Op.CHANGE, flag="own-words"),)


_COUNT_DOUBTS = frozenset({"typo", "range", "vague", "ambiguous", "uncertain"})

_ASKED = {
    Asked.RULE: _rule,
    Asked.VERDICT: _verdict,
    Asked.SHARE: _share,
    Asked.CONSENT: _consent,
    Asked.TERMS: _terms,
}
