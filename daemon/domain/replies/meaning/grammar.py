"""What the clauses of a typed line say, apart from any item: counts, states, doubts, or nothing.

Patterns over a clause's letters decide. They are strict: a number counts only where the whole
clause reads as a count; what is negated, planned, asked or told of the past says nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from daemon.domain.replies.meaning.clauses import Clause, letters
from daemon.domain.replies.meaning.sense import Context, Says, Sense
from daemon.domain.replies.meaning.shapes import count_said
from daemon.domain.replies.words.vocabulary import ASKING, CUT_OFF, FINISHING, NO_TYPOS, STATE_WORDS


def senses(found: Sequence[Clause], context: Context) -> tuple[Sense, ...]:
    """What the clauses say, in order, those that say nothing left out."""
    told = [
        _sense(clause, context, alone=len(found) == 1, first=not n)
        for n, clause in enumerate(found)
    ]
    return tuple(sense for sense in told if sense.says is not Says.NOTHING)


def _sense(clause: Clause, context: Context, *, alone: bool, first: bool) -> Sense:
    line = letters(clause, context)
    core = _core(line)
    says = (
        _state(clause, line, core, first=first)
        or _silence(clause, line, core)
        or count_said(clause, line, core, context)
        or _done(clause, core)
        or (_single_word(clause, core, context) if alone else None)
        or _stray_number(clause, line, core, context)
        or Sense(Says.NOTHING)
    )
    if clause.asked and says.says not in {Says.NOTHING, Says.MOVE}:
        says = Sense(Says.DOUBT, value=says.value, code="uncertain")
    return _placed(says, clause)


def _placed(sense: Sense, clause: Clause) -> Sense:
    return replace(sense, start=sense.start or clause.start, tokens=clause.tokens)


_DROPPED = str.maketrans("", "", "FTCStdwe")
_COMPANY = re.compile(
    r"h[UWbOMReFTCSd]*$"
)  # who helped, or that it was in time, takes nothing away


def _core(line: str) -> str:
    line = _COMPANY.sub("", line)
    return re.sub(r"b+(?=$)", "", re.sub(r"b(?=[FC]*[dtT])", "", line).translate(_DROPPED))


def _silence(clause: Clause, line: str, core: str) -> Sense | None:
    """Negations, plans, hedges, questions and the past say nothing; a hedged count is asked about."""
    if "?" in core and re.search(r"[Nn]", core) and not re.search(r"[!x~W]", core):
        return Sense(Says.DOUBT, code="vague")
    if re.search(r"!.*[Nn].*K.*[Nn]", core):
        return Sense(Says.DOUBT, code="several-numbers")
    if re.search(r"[!x~?]", core) or _is_question(clause) or ("w" in line and "D" not in line):
        return Sense(Says.NOTHING)
    return None


def _is_question(clause: Clause) -> bool:
    return clause.asked and clause.tokens[0].text in ASKING and len(clause.tokens) > 2


def _state(clause: Clause, line: str, core: str, *, first: bool) -> Sense | None:
    """States that stand even where a plan or a negation goes on in the same clause."""
    days = [token.day for token in clause.tokens if token.day]
    if re.match(r"[UE]*D.*K", core):
        return Sense(Says.DOUBT, code="partial")
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


def _done(clause: Clause, core: str) -> Sense | None:
    """A finished state. Other words beside it may name a part, so they are asked about."""
    if re.fullmatch(r"[UEs]*A[UEs]*", core):
        return Sense(Says.KEPT)
    if "D" not in core:
        return None
    if re.fullmatch(r"[UEs]*D[UDEMs]*(?:[bR]U+)*", core):
        cut_off = any(token.text in CUT_OFF for token in clause.tokens)
        code = "cut-off" if cut_off else "all" if "E" in core else ""
        return Sense(Says.DONE, code=code)
    if core.startswith("D") or core.count("W") <= 2:
        return Sense(Says.DOUBT, code="partial")
    return None


def _single_word(clause: Clause, core: str, context: Context) -> Sense | None:
    """A word one slip away from a state, or another word for it, is asked about, never taken for it."""
    if core != "W":
        return None
    word = next(token.text for token in clause.tokens if token.letter == "W")
    if word in FINISHING and not context.counted:
        return Sense(Says.DOUBT, code="is-it-done", choices=("done",))
    if word in NO_TYPOS or not 4 <= len(word) <= 14:
        return None
    near = get_close_matches(word, STATE_WORDS, n=1, cutoff=0.75)
    return Sense(Says.DOUBT, code="typo", choices=tuple(near)) if near else None


_STRAY = re.compile(r".*N.*U|.*U.*N|N|WR?N$|.*N[OMLP/]")


def _stray_number(clause: Clause, line: str, core: str, context: Context) -> Sense | None:
    """A number beside words of a counted item, in no plain shape: not plain enough to record."""
    if not context.counted:
        return None
    if "N/N" in core:
        return Sense(Says.DOUBT, code="date-or-count")
    odd = [t.sort for t in clause.tokens if t.letter == "W" and any(map(str.isdigit, t.text))]
    digits = any(token.letter == "N" and token.sort != "word" for token in clause.tokens)
    strange = bool(odd) and (core == "W" or set(odd) != {"mixed"})
    if strange or (digits and "t" not in line and _STRAY.match(core)):
        return Sense(Says.DOUBT, code="not-plain")
    return None
