"""What one clause of a typed line says, apart from any item: a count, a state, a doubt, or nothing.

A clause becomes a string of letters, one a token (see `vocabulary`), and patterns over that string
decide. They are strict: a number counts only where the whole clause reads as a count. Whatever is
negated, planned, asked or told of the past says nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum

from daemon.domain.replies.folding import Folded
from daemon.domain.replies.lexing import BREAK, Token
from daemon.domain.replies.vocabulary import (
    ASKING,
    CONFIRMING,
    CUT_OFF,
    DURATIONS,
    NO_TYPOS,
    STATE_WORDS,
)


class Says(StrEnum):
    """What a clause says. DOUBT carries the code of the question to ask."""

    NOTHING = "nothing"
    TOTAL = "total"
    MORE = "more"
    LEFT = "left"
    PERCENT = "percent"
    HALF = "half"
    BOTH = "both"
    ALL = "all"
    DONE = "done"
    BLOCKED = "blocked"
    REOPEN = "reopen"
    MOVE = "move"
    KEPT = "kept"
    NOT_KEPT = "not_kept"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Context:
    """What the reader knows of the item: its words, past forms of its doing, whether it counts.

    period: a reply counts for the week or month it speaks of, so that "this week" adds nothing.
    """

    known: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()
    counted: bool = False
    period: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of tokens between two marks. text: as typed. start, end: in the folded line."""

    tokens: tuple[Token, ...]
    text: str
    start: int
    end: int
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Sense:
    """says, with what belongs to it. of: the M of "N of M". sure: "only", "actually" were said.

    code: of a doubt, or the flag of a state. start: where in the folded line a reason may begin.
    """

    says: Says
    value: Decimal | None = None
    of: Decimal | None = None
    sure: bool = False
    day: date | None = None
    code: str = ""
    choices: tuple[str, ...] = ()
    start: int = 0
    text: str = ""
    tokens: tuple[Token, ...] = field(default=(), repr=False)


def clauses(tokens: Sequence[Token], folded: Folded) -> tuple[Clause, ...]:
    """The clauses of a run of tokens; a question mark asks the clauses of its sentence it belongs to."""
    found: list[Clause] = []
    run: list[Token] = []
    for token in [*tokens, Token(BREAK, ".", 0, 0, "mark")]:
        if token.letter != BREAK:
            run.append(token)
            continue
        if run:
            found.append(_clause(run, folded))
            run = []
        if token.text == "?" and found:
            found = _ask(found)
    return tuple(found)


def _clause(run: Sequence[Token], folded: Folded) -> Clause:
    start, end = run[0].start, run[-1].end
    return Clause(tuple(run), folded.words(start, end), start, end)


def _ask(found: list[Clause]) -> list[Clause]:
    """The last clause asks; where it is only "right?", so does what it wants confirmed."""
    *before, last = found
    asked = [*before, Clause(last.tokens, last.text, last.start, last.end, asked=True)]
    if before and all(t.text in CONFIRMING or t.letter == "F" for t in last.tokens):
        asked = [*_ask(before), asked[-1]]
    return asked


def letters(clause: Clause, context: Context) -> str:
    """One letter a token, with the item's own words told apart and durations taken out."""
    line = "".join(_letter(token, context) for token in clause.tokens)
    line = _without_durations(line, clause.tokens, context)
    return _SLASHED_DAY.sub(lambda match: match.group()[:-3] + "ddd", line) if "/" in line else line


# "on 9/9" is a day, whatever the item counts.
_SLASHED_DAY = re.compile(r"b[FC]?N/N")


def _letter(token: Token, context: Context) -> str:
    if token.letter not in "WX" or token.sort != "word":
        return token.letter
    if token.text in context.past:
        return "U" if context.counted else "D"
    return "U" if token.letter == "W" and _is_known(token.text, context.known) else token.letter


def _is_known(word: str, known: frozenset[str]) -> bool:
    return word in known or word + "s" in known or word.removesuffix("s") in known


def _without_durations(line: str, tokens: Sequence[Token], context: Context) -> str:
    """"30 min", "2 days" say how long, unless the item counts just that."""
    for place in range(len(line) - 1):
        after = tokens[place + 1].text
        if line[place] in "Nn" and after in DURATIONS and not _is_known(after, context.known):
            line = f"{line[:place]}tt{line[place + 2 :]}"
    return line


def senses(found: Sequence[Clause], context: Context) -> tuple[Sense, ...]:
    """What the clauses say, in order, those that say nothing left out."""
    told = [_sense(clause, context, alone=len(found) == 1, first=not n) for n, clause in enumerate(found)]
    return tuple(sense for sense in told if sense.says is not Says.NOTHING)


def _sense(clause: Clause, context: Context, *, alone: bool, first: bool) -> Sense:
    line = letters(clause, context)
    core = _core(line)
    says = (
        _state(clause, line, core, first=first)
        or _silence(clause, line, core)
        or _count(clause, line, core, context)
        or _done(clause, core)
        or (_typo(clause, core) if alone else None)
        or _stray_number(clause, line, core, context)
        or Sense(Says.NOTHING)
    )
    if clause.asked and says.says not in {Says.NOTHING, Says.MOVE}:
        says = Sense(Says.DOUBT, value=says.value, code="uncertain")
    return _placed(says, clause)


def _placed(sense: Sense, clause: Clause) -> Sense:
    return Sense(
        sense.says,
        sense.value,
        sense.of,
        sense.sure,
        sense.day,
        sense.code,
        sense.choices,
        sense.start or clause.start,
        clause.text,
        clause.tokens,
    )


_DROPPED = str.maketrans("", "", "FTCSytdw")


def _core(line: str) -> str:
    return re.sub(r"b+(?=$)", "", re.sub(r"b(?=[FC]*[dtT])", "", line).translate(_DROPPED))


def _silence(clause: Clause, line: str, core: str) -> Sense | None:
    """Negations, plans, hedges, questions and the past say nothing; a hedged count is asked about."""
    if "?" in core and re.search(r"[Nn]", core) and not re.search(r"[!x~W]", core):
        return Sense(Says.DOUBT, code="vague")
    if re.search(r"[!x~?]", core) or _is_question(clause) or ("w" in line and "D" not in line):
        return Sense(Says.NOTHING)
    return None


def _is_question(clause: Clause) -> bool:
    return clause.asked and clause.tokens[0].text in ASKING and len(clause.tokens) > 2


def _state(clause: Clause, line: str, core: str, *, first: bool) -> Sense | None:
    """States that stand even where a plan or a negation goes on in the same clause."""
    days = [token.day for token in clause.tokens if token.day]
    if core.startswith("a"):
        return Sense(Says.NOT_KEPT, start=_after(clause, "a"))
    if "X" in core and not re.search(r"[!x]", core):
        return _moved(clause, days)
    if core.startswith("J"):
        return Sense(Says.REOPEN, code="reopened", start=_after(clause, "J"))
    if re.match(r"U*Q" if not first else r"U*[Qq]", core) and "w" not in line:
        return Sense(Says.BLOCKED, start=_after(clause, "Qq"))
    if days and re.fullmatch(r"~*", core) and not clause.asked and set(line) <= set("d~bFCT"):
        return Sense(Says.DOUBT, code="new-date", day=days[-1], choices=(days[-1].isoformat(),))
    return None


def _moved(clause: Clause, days: Sequence[date]) -> Sense | None:
    if days:
        return Sense(Says.MOVE, day=days[-1], code="proposal")
    pair = _slash_pair(clause)
    return Sense(Says.DOUBT, code="which-date", choices=pair) if pair else None


def _slash_pair(clause: Clause) -> tuple[str, ...]:
    found = re.search(r"(?<!\d)(\d{1,2}/\d{1,2})(?!\d)", clause.text)
    return (found.group(1),) if found else ()


def _after(clause: Clause, wanted: str) -> int:
    """Where the words after the first such token begin."""
    return next(token.end for token in clause.tokens if token.letter in wanted)


_TAIL = r"[UD]*(?:[bO].*)?$"
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(shape))
    for name, shape in (
        ("several", r"N[+n]N|NN"),
        ("all_but", rf"EK[Nn]{_TAIL}"),
        ("range", r".*N(?:OE?N)?RN"),
        ("arrow", r"b?NYN(?:O[Nn])?[UD]*$"),
        ("vague", r"[UD]*V[MU]*[NnGUEMLOD]*$|[UD]*[Nn][UD]*[+V]U*$|[UD]*V.*N"),
        ("slash", rf"[UD]*N/N{_TAIL}"),
        ("of", rf"[UD]*[Nn]OE?[Nn]{_TAIL}"),
        ("percent", r"[UD]*NP(?:O?E?[UD]*)$"),
        ("half", r"HO?U*$"),
        ("both", r"BO?[UD]*$"),
        ("all", r"E(?:OE?)?[Nn]?O?U*D?$"),
        ("left", rf"Z?[Nn]U*M?U*Z?L{_TAIL}|L[Nn]{_TAIL}|LZ[Nn]{_TAIL}"),
        ("ambiguous", rf"Z[Nn]{_TAIL}|[Nn]Z{_TAIL}"),
        ("more", rf"[Nn]M{_TAIL}|M[Nn]{_TAIL}|G[Nn]{_TAIL}|GU+{_TAIL}|\+[Nn]{_TAIL}|[Nn]U+M$"),
        ("done_first", r"[UD]+N[UD]*(?:[bO].*)?$"),
        ("total", r"N[UD]*$"),
        ("total_where", r"N[UD]*[bO].*$"),
    )
)


def _count(clause: Clause, line: str, core: str, context: Context) -> Sense | None:
    """The first shape of a count that the whole clause has."""
    if "D" in core and "N" not in core and "n" not in core:
        return None
    tail = next(((name, shape) for name, shape in _SHAPES if shape.match(core)), None)
    if tail is None:
        return None
    values = [token.value for token in clause.tokens if token.letter in "Nn" and token.value is not None]
    return _shaped(tail[0], values, line, context, clause)


def _shaped(
    name: str, values: Sequence[Decimal], line: str, context: Context, clause: Clause
) -> Sense | None:
    first = values[0] if values else None
    sure = "C" in line
    match name:
        case "of" | "slash":
            code = "slash" if name == "slash" else ""
            return Sense(Says.TOTAL, first, of=values[1], sure=sure, code=code) if len(values) <= 2 else SEVERAL
        case "arrow":
            return Sense(Says.TOTAL, values[1], sure=True, code="arrow", choices=(plain(values[0]),))
        case "left" | "all_but":
            return Sense(Says.LEFT, first) if len(values) <= 1 else SEVERAL
        case "more":
            return Sense(Says.MORE, first or Decimal(1)) if len(values) <= 1 else SEVERAL
        case "range":
            return Sense(Says.DOUBT, code="range", choices=(plain(values[0]), plain(values[-1])))
        case "percent":
            return Sense(Says.PERCENT, first)
        case "half" | "both":
            return Sense(Says(name))
        case "all":
            return Sense(Says.DONE if "D" in line else Says.ALL, first, code="all")
        case "ambiguous":
            return Sense(Says.DOUBT, first, code="ambiguous")
        case "total":
            return _bare(first, line, context, sure=sure)
        case "several":
            return SEVERAL
    if name == "vague":
        return Sense(Says.DOUBT, code="vague")
    return Sense(Says.DOUBT, first, code="total-or-more")


SEVERAL = Sense(Says.DOUBT, code="several-numbers")


def _bare(value: Decimal | None, line: str, context: Context, *, sure: bool) -> Sense:
    """A number alone is the new total; with "this week" it may be what was added."""
    if "T" in line and not context.period:
        return Sense(Says.DOUBT, value, code="total-or-more")
    return Sense(Says.TOTAL, value, sure=sure, code="still" if "S" in line else "")


def _done(clause: Clause, core: str) -> Sense | None:
    """A finished state. Other words beside it may name a part, so they are asked about."""
    if re.fullmatch(r"[UEs]*A[UEs]*", core):
        return Sense(Says.KEPT)
    if "D" not in core:
        return None
    if re.fullmatch(r"[UEs]*D[UDEMs]*", core):
        cut_off = any(token.text in CUT_OFF for token in clause.tokens)
        code = "cut-off" if cut_off else "all" if "E" in core else ""
        return Sense(Says.DONE, code=code)
    if core.startswith("D") or core.count("W") <= 2:
        return Sense(Says.DOUBT, code="partial")
    return None


def _typo(clause: Clause, core: str) -> Sense | None:
    """A word one slip away from a state is asked about, never taken for it."""
    if core != "W":
        return None
    word = next(token.text for token in clause.tokens if token.letter == "W")
    if word in NO_TYPOS or not 4 <= len(word) <= 14:
        return None
    near = get_close_matches(word, STATE_WORDS, n=1, cutoff=0.75)
    return Sense(Says.DOUBT, code="typo", choices=tuple(near)) if near else None


def _stray_number(clause: Clause, line: str, core: str, context: Context) -> Sense | None:
    """A number beside words of a counted item, in no plain shape: not plain enough to record."""
    typed = any(token.letter == "N" and token.sort != "word" for token in clause.tokens)
    if "N/N" in core and context.counted:
        return Sense(Says.DOUBT, code="date-or-count")
    if context.counted and typed and "t" not in line and re.match(r".*N.*U|.*U.*N|N|.*N[OMLP/]", core):
        return Sense(Says.DOUBT, code="not-plain")
    return None


def plain(value: Decimal) -> str:
    """A number without needless zeros or an exponent: "5", "2.5"."""
    return f"{value.normalize():f}"


def words_of(found: Sequence[Clause]) -> Iterator[str]:
    for clause in found:
        yield from (token.text for token in clause.tokens if token.sort in {"word", "date"})
