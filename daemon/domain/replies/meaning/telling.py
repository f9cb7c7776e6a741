"""States and counts that a stretch of words tells of an item, or the doubt that stands against them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from daemon.domain.outbox import Item
from daemon.domain.replies.meaning.clauses import Clause, letters
from daemon.domain.replies.meaning.counting import COUNTS, Count, Doubt, standing, together
from daemon.domain.replies.meaning.grammar import senses
from daemon.domain.replies.meaning.said import Said, context, note, progress, question
from daemon.domain.replies.meaning.sense import Context, Says, Sense, plain
from daemon.domain.replies.statements import Op, Statement, Update
from daemon.domain.replies.words.lexing import BREAK
from daemon.domain.replies.words.vocabulary import AS_WELL, FINISHING


def told(said: Said, item: Item) -> tuple[Statement, ...]:
    """States and counts, whatever was asked; what says neither is a note."""
    about = context(item)
    found = senses(said.clauses, about)
    if len(found) > 1:
        found = tuple(s for s in found if s.code != "new-date")
    found = _without_later_parts(found)
    if not found:
        return (_without_state(said, item, about),)
    doubt = _doubt(said, item, found, about)
    if doubt:
        return (question(said, item, doubt),)
    return tuple(_recorded(said, item, found))


def _without_state(said: Said, item: Item, about: Context) -> Statement:
    """Words that tell no state: kept, or asked about where they point at the state of another line."""
    if {token.text for token in said.tokens if token.letter != BREAK} <= AS_WELL:
        return question(said, item, Doubt("is-it-done", ("done",)))
    return replace(note(said, item), denies=any(_denies(letters(c, about)) for c in said.clauses))


_DENIAL = re.compile(r"[FC]*x[FC]*|.*!.*[DUQ].*")


def _denies(line: str) -> bool:
    """A bare no, or a state that does not hold."""
    return _DENIAL.fullmatch(line) is not None


def _without_later_parts(found: Sequence[Sense]) -> tuple[Sense, ...]:
    """After a plain state, a clause that merely sounds like one tells how it went."""
    states = [n for n, sense in enumerate(found) if sense.says is not Says.DOUBT]
    first = states[0] if states else len(found)
    return tuple(s for n, s in enumerate(found) if n < first or s.code != "partial")


def _doubt(said: Said, item: Item, found: Sequence[Sense], about: Context) -> Doubt | None:
    """The first thing that stands against recording these senses."""
    if any(token.start < found[-1].tokens[-1].end for token in said.tokens if token.sort == "ref"):
        return Doubt("not-plain")  # what stands behind another item's name may be about that one
    saying = {sense.says for sense in found}
    numbers = [s for s in found if s.says in COUNTS or s.code == "total-or-more"]
    doubts = [s for s in found if s.says is Says.DOUBT and not (len(numbers) > 1 and s in numbers)]
    if doubts:
        return _spelled(doubts[0], item)
    return (
        _reserved(said, item, found, about)
        or _clash(saying, numbers, item)
        or _taken_back(said, saying, about)
    )


def _taken_back(said: Said, saying: set[Says], about: Context) -> Doubt | None:
    """As in "done (no, sorry, that was A3)": a bare no beside what was said."""
    stated = saying & (COUNTS | _CLOSING)
    bare = any(_BARE_NO.fullmatch(letters(clause, about)) for clause in said.clauses)
    return Doubt("contradiction") if stated and bare else None


def _spelled(sense: Sense, item: Item) -> Doubt:
    """A doubt of the grammar, with the counts it may mean for this item."""
    value = sense.value
    details = (("guess", sense.choices[0]),) if sense.code == "typo" else ()
    if value is None or item.target is None:
        return Doubt(sense.code, sense.choices, details)
    said = (("value", plain(value)),)
    more = plain(standing(item) + value)
    match sense.code:
        case "ambiguous":
            choices = [item.target - value, standing(item) + value]
            return Doubt("ambiguous", tuple(plain(c) for c in sorted(choices) if c >= 0), said)
        case "total-or-more":
            return Doubt("total-or-more", (plain(value), more), said)
    return Doubt(sense.code, sense.choices, said)


def _reserved(said: Said, item: Item, found: Sequence[Sense], about: Context) -> Doubt | None:
    """Words like "but", "except", "I think", "annex missing" beside a state: not plain enough to record."""
    counts = [s for s in found if s.says in COUNTS]
    closes = any(s.says in _CLOSING for s in found)
    if not counts and not closes:
        return None
    spoken = {sense.tokens for sense in found}
    bare = any(s.of is None for s in counts)
    for clause in said.clauses:
        line = letters(clause, about)
        if "K" in line and not line.startswith("EK"):
            return Doubt("partial")
        if clause.tokens in spoken:
            continue
        if "?" in line and len(line) <= 3:
            return Doubt("uncertain")
        if (
            counts
            and not _tells_what_stood(line, clause, item)
            and _speaks_of_another_number(line, clause, bare=bare)
        ):
            return Doubt("several-numbers")
        if closes and _leaves_open(line, clause):
            return Doubt("partial")
    return None


def _tells_what_stood(line: str, clause: Clause, item: Item) -> bool:
    """As in "was 3, now 5", where 3 is what stands."""
    values = [token.value for token in clause.tokens if token.value is not None]
    return "w" in line and values == [standing(item)]


_BARE_NO = re.compile(r"[FC]*x[FC]*")
_CLOSING = frozenset({Says.DONE, Says.KEPT})
_CORRECTING = re.compile(r"[F]*[!x]+[NnUDOF]*[Nn][NnUDOF]*")


def _speaks_of_another_number(line: str, clause: Clause, *, bare: bool) -> bool:
    """A correction ("8, no 9"), another item's figure, or one that is no plan ("5, 2 fell through")."""
    if _CORRECTING.fullmatch(line) or ("r" in line and "N" in line):
        return True
    figures = any(t.letter == "N" and t.sort == "number" for t in clause.tokens)
    return bare and figures and "N" in line and "~" not in line


def _leaves_open(line: str, clause: Clause) -> bool:
    """Something is left, or something was not finished."""
    unfinished = "D" in line or "U" in line or any(t.text in FINISHING for t in clause.tokens)
    return "L" in line or ("!" in line and unfinished)


_APART = (
    {Says.DONE, Says.BLOCKED},
    {Says.DONE, Says.NOT_KEPT},
    {Says.KEPT, Says.NOT_KEPT},
    {Says.DONE, Says.REOPEN},
    {Says.DONE, Says.MOVE},
    {Says.KEPT, Says.MOVE},
)


def _clash(saying: set[Says], numbers: Sequence[Sense], item: Item) -> Doubt | None:
    """Two states, or a state and a count, that can't both hold."""
    if any(pair <= saying for pair in _APART):
        return Doubt("contradiction")
    counted = together(numbers, item) if numbers else None
    if isinstance(counted, Doubt):
        return counted
    if counted and saying & {Says.DONE, Says.KEPT} and counted.value < (item.target or Decimal(0)):
        return Doubt("contradiction", ("done", plain(counted.value)))
    return None


def _recorded(said: Said, item: Item, found: Sequence[Sense]) -> list[Statement]:
    numbers = [s for s in found if s.says in COUNTS]
    counted = together(numbers, item) if numbers else None
    statements: list[Statement] = []
    if isinstance(counted, Count):
        statements.append(progress(said, item, counted))
    states = {sense.says: sense for sense in found if sense not in numbers}
    return statements + [_stated(said, item, sense, counted) for sense in states.values()]


_OPS = {
    Says.DONE: Op.DONE,
    Says.KEPT: Op.DONE,
    Says.BLOCKED: Op.BLOCKED,
    Says.REOPEN: Op.REOPEN,
    Says.MOVE: Op.PROPOSE_DUE,
    Says.NOT_KEPT: Op.NOT_KEPT,
}


def _stated(said: Said, item: Item, sense: Sense, counted: object) -> Update:
    flag, reason = sense.code if sense.code != "all" else "", ""
    if sense.says in {Says.BLOCKED, Says.NOT_KEPT}:
        reason = _reason(said, sense)
    short = item.target is not None and standing(item) < item.target
    if sense.says in {Says.DONE, Says.KEPT} and short and counted is None:
        flag = flag or "count-below"
    return Update(
        said.line,
        said.words,
        item.label,
        _OPS[sense.says],
        due=sense.day if sense.says is Says.MOVE else None,
        reason=reason,
        flag=flag or said.flag,
    )


def _reason(said: Said, sense: Sense) -> str:
    """What follows the state, in the words that were typed, on one line."""
    after = said.folded.words(sense.start, said.tokens[-1].end)
    return " ".join(after.strip(" \t,;:.-–—\n").split())
