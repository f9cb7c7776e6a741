"""The shapes a count may have: patterns over the letters of a whole clause (see `vocabulary`)."""

import re
from collections.abc import Sequence
from decimal import Decimal

from daemon.domain.replies.meaning.clauses import Clause
from daemon.domain.replies.meaning.sense import Context, Says, Sense, plain

_TAIL = r"[UD]*(?:[bO].*)?$"  # what was counted, then where or with whom
_TAIL_OF = r"[UDu]*(?:[bO].*)?$"
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(shape))
    for name, shape in (
        ("several", r"N[+n]N|NN"),
        ("signed", r"-N|KO?[Nn]$"),
        ("all_but", rf"EK[Nn]{_TAIL}"),
        ("range", r".*N(?:OE?N)?RN"),
        ("arrow", r"b?NYN(?:O[Nn])?[UD]*$"),
        ("vague", r"[UDW]*V[MU]*[NnGUEMLOD]*$|[UD]*[Nn][UD]*[+V]U*$|[UD]*V.*N"),
        ("slash", rf"[UDu]*N/N{_TAIL_OF}"),
        ("of", rf"[UDu]*[Nn]OE?[Nn]{_TAIL_OF}"),
        ("percent", r"[UD]*NP(?:O?E?[UD]*)$"),
        ("half", r"HO?U*$"),
        ("both", r"BO?[UD]*$"),
        ("all", r"E(?:OE?)?[Nn]?O?U*D?$"),
        ("left", rf"Z?[Nn]U*M?U*Z?L{_TAIL}|L[Nn]{_TAIL}|LZ[Nn]{_TAIL}"),
        ("ambiguous", rf"Z[Nn]{_TAIL}|[Nn]Z{_TAIL}"),
        ("more", rf"[Nn]M{_TAIL}|M[Nn]{_TAIL}|G[Nn]{_TAIL}|GU+{_TAIL}|\+[Nn]{_TAIL}|[Nn]U+M$"),
        ("verb_first", r"[UDu]+N[UD]*(?:b.*)?$"),
        ("total", r"N[UD]*$"),
        ("where", r"N[UD]*b.*$"),
    )
)
_FROM = re.compile(r"bNRN[UD]*$")  # "from 3 to 5": what stood, and what stands now
# Shapes that are asked about, and as what.
_DOUBTS = {
    "several": "several-numbers",
    "signed": "uncertain",
    "range": "range",
    "vague": "vague",
    "ambiguous": "ambiguous",
    "verb_first": "total-or-more",
    "where": "total-or-more",
}
# How many numbers a shape may hold; with more of them it is not plain what counts.
_NUMBERS = {"slash": 2, "of": 2, "arrow": 3}


def count_said(clause: Clause, line: str, core: str, context: Context) -> Sense | None:
    """The first shape of a count that the whole clause has. line, core: its letters, all or told."""
    if "D" in core and "N" not in core and "n" not in core:
        return None
    name = next((name for name, shape in _SHAPES if shape.match(core)), "")
    if not name:
        return None
    values = [t.value for t in clause.tokens if t.letter in "Nn" and t.value is not None]
    if name == "range" and _FROM.match(core) and clause.tokens[0].text == "from":
        name = "arrow"
    if name in _DOUBTS:
        return _doubt(name, values, core)
    if len(values) > _NUMBERS.get(name, 1):
        return Sense(Says.DOUBT, code="several-numbers")
    return _counted(name, values, line, context)


def _doubt(name: str, values: Sequence[Decimal], core: str) -> Sense:
    """Of a range both ends may be meant; the second is the number right after the "to"."""
    second = len(re.findall(r"[Nn]", core[: core.index("R")])) if name == "range" else 0
    choices = (plain(values[0]), plain(values[second])) if second else ()
    single = values[0] if name not in {"range", "several", "vague"} else None
    return Sense(Says.DOUBT, single, code=_DOUBTS[name], choices=choices)


def _counted(name: str, values: Sequence[Decimal], line: str, context: Context) -> Sense:
    first = values[0] if values else None
    sure = "C" in line
    match name:
        case "of" | "slash":
            code = "slash" if name == "slash" else ""
            return Sense(Says.TOTAL, first, of=values[1], sure=sure, code=code)
        case "arrow":
            before = (plain(values[0]),)
            return Sense(Says.TOTAL, values[1], sure=True, code="arrow", choices=before)
        case "left" | "all_but":
            return Sense(Says.LEFT, first)
        case "more":
            return Sense(Says.MORE, first or Decimal(1))
        case "all":
            return Sense(Says.DONE if "D" in line else Says.ALL, first, code="all")
        case "total":
            return _bare(first, line, context, sure=sure)
    return Sense(Says(name), first)


def _bare(value: Decimal | None, line: str, context: Context, *, sure: bool) -> Sense:
    """A number alone is the new total; with "this week" it may be what was added."""
    if "d" in line or ("T" in line and not context.period):
        return Sense(Says.DOUBT, value, code="total-or-more")
    return Sense(Says.TOTAL, value, sure=sure, code="still" if "S" in line else "")
