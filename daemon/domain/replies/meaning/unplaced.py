"""What was typed without naming an item: under one of our items, or on top of the mail."""

from collections.abc import Sequence
from dataclasses import replace

from daemon.domain.outbox import Asked, Item
from daemon.domain.replies.meaning.answers import Answer, answer, to_all
from daemon.domain.replies.meaning.clauses import letters
from daemon.domain.replies.meaning.counting import COUNTS, Doubt
from daemon.domain.replies.meaning.grammar import senses
from daemon.domain.replies.meaning.joining import Block
from daemon.domain.replies.meaning.placing import about, focus, labelled
from daemon.domain.replies.meaning.references import mentions
from daemon.domain.replies.meaning.said import Said, context, note, question, update
from daemon.domain.replies.meaning.sense import Context, Says, Sense
from daemon.domain.replies.statements import Note, Op, Question, Statement, Table, TopicLine, Update
from daemon.domain.replies.words.folding import fold
from daemon.domain.replies.words.verbs import title_words
from daemon.domain.replies.words.vocabulary import REQUESTS

_CONSENTS = frozenset({Asked.CONSENT, Asked.TERMS})
_YES_OR_NO = _CONSENTS | {Asked.RULE, Asked.SHARE, Asked.VERDICT}
# Doubts too weak to ask about where nothing says that the line is about an item at all.
_WEAK = frozenset({"not-plain", "new-date", "typo", "partial"})


def unplaced(said: Said, block: Block, table: Table) -> Sequence[Statement]:
    """The statements of a stretch without an item of its own; none where it says nothing at all."""
    item = table.item(block.item) if block.item else None
    if item:
        return about(said, item, table)
    return _mentioned(said, table) or _answered(said, table) or _on_top(said, table)


def _mentioned(said: Said, table: Table) -> Sequence[Statement]:
    """Items named in the middle of a sentence: a note on each, or not plain where a state is said."""
    found = (
        labelled(reference.letter, reference.number, table) for reference in mentions(said.tokens)
    )
    items = list(dict.fromkeys(item for item in found if isinstance(item, Item)))
    for item in items:
        if senses(said.clauses, context(item)) or _tells_state(said, item):
            return (question(said, item, Doubt("not-plain")),)
    return [note(said, item) for item in items]


def _tells_state(said: Said, item: Item) -> bool:
    """As in "Lena told me A2 is done": a state of it, though in no plain shape."""
    lines = [letters(c, context(item)) for c in said.clauses if mentions(c.tokens)]
    return any(set(line) & set("DQ") and not set(line) & set("!x~?") for line in lines)


def _answered(said: Said, table: Table) -> Sequence[Statement]:
    """A yes or no on top: it counts where just one thing was asked, or where it is said to all."""
    asked = [i for i in table.items if i.asked in _YES_OR_NO and not i.closed]
    consents = [i for i in asked if i.asked in _CONSENTS]
    everyone = to_all(said.clauses, len(consents))
    if everyone and consents:
        op = Op.AGREE if everyone is Answer.YES else Op.REFUSE
        return [update(said, item, op) for item in consents]
    given = answer(said.clauses)
    if given not in {Answer.YES, Answer.NO, Answer.THUMB} or (
        not consents and given is Answer.THUMB
    ):
        return ()
    if len(asked) == 1 and (len(said.clauses) == 1 or len(table.items) == 1):
        return about(said if consents else replace(said, flag="no-item"), asked[0], table)
    code = "which-consent" if consents else "which-item"
    return (_which(said, code, asked),) if asked else ()


def _which(said: Said, code: str, items: Sequence[Item]) -> Question:
    return Question(said.line, said.words, code, choices=tuple(item.label for item in items))


def _on_top(said: Said, table: Table) -> Sequence[Statement]:
    item = focus(table)
    if item:
        statements = about(said, item, table)
        if all(_speaks(s, sole=_sole(item, table)) for s in statements):
            return statements
        return _topic(said)
    return _homeless(said, table) or _topic(said)


def _sole(item: Item, table: Table) -> bool:
    """Whether plain words on top can only be about the draft that was asked about."""
    return item.asked is Asked.TERMS or (len(table.items) == 1 and item.asked is Asked.CONSENT)


def _speaks(statement: Statement, *, sole: bool) -> bool:
    """Whether a line on top is really about the one item that was asked about."""
    if isinstance(statement, Note):
        return sole
    if isinstance(statement, Question):
        return statement.code not in _WEAK - {"partial"}
    return sole or not (isinstance(statement, Update) and statement.flag == "own-words")


def _topic(said: Said) -> Sequence[Statement]:
    """A line for the table of the next 1:1; a lone "ok" or emoji says nothing and is not read."""
    if len(said.clauses) <= 1 and answer(said.clauses) in {Answer.YES, Answer.NO, Answer.THUMB}:
        return ()
    words = fold(said.words).text
    request = any(words.startswith(f"{opening} ") for opening in REQUESTS)
    return (TopicLine(said.line, said.words, request=request),)


def _homeless(said: Said, table: Table) -> Sequence[Statement]:
    """A state or a count without an item: recorded where only one item can be meant, else asked."""
    open_items = [item for item in table.items if not item.closed]
    found = senses(said.clauses, _everything(open_items))
    if not found or not open_items or found[0].tokens != said.clauses[0].tokens:
        return ()
    first = found[0]
    verdicts = [item for item in open_items if item.asked is Asked.VERDICT]
    if first.says in {Says.KEPT, Says.NOT_KEPT} and len(verdicts) == 1:
        return about(replace(said, flag="no-item"), verdicts[0], table)
    if first.says is Says.DOUBT and first.code in _WEAK:
        return ()
    if first.says not in COUNTS and first.says is not Says.DOUBT:
        return () if _weak_blocker(said) else (_stateless(said, first, open_items),)
    meant = _meant(first, open_items)
    if len(meant) == 1:
        return about(replace(said, flag="no-item"), meant[0], table)
    return (_which(said, "which-item", meant or [i for i in open_items if i.target is not None]),)


def _weak_blocker(said: Said) -> bool:
    """A "waiting for Sam" on top is a sentence, not a state of something."""
    return any(token.letter == "q" for token in said.clauses[0].tokens)


def _stateless(said: Said, sense: Sense, items: Sequence[Item]) -> Question:
    code = "confirm-all" if sense.code == "all" else "which-item"
    return _which(said, code, items)


def _everything(items: Sequence[Item]) -> Context:
    about_each = [context(item) for item in items]
    words = frozenset().union(
        *(a.known | (a.past if a.counted else frozenset()) for a in about_each)
    )
    return Context(words, counted=True)


def _meant(sense: Sense, items: Sequence[Item]) -> list[Item]:
    """The items a count without a name can be about: by its target, by the words of its unit."""
    typed = {token.text for token in sense.tokens if token.sort == "word"}
    by_unit = [item for item in items if item.target is not None and typed & _unit_words(item)]
    if sense.of is None:
        return by_unit
    by_target = [item for item in items if item.target == sense.of]
    return [item for item in by_target if item in by_unit or not by_unit]


def _unit_words(item: Item) -> set[str]:
    """The last word of the unit, the thing counted; where there is none, the title's words."""
    words = title_words(fold(item.unit).text)[-1:] or title_words(fold(item.title).text)
    return {form for word in words for form in (word, word.removesuffix("s"), word + "s")}
