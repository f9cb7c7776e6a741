"""What stands below the typed text in its own run: closing, name, device line, disclaimer.

Only ends of runs are cut, and never a row that names an item or a count: what merely looks like a
signature is kept.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import itemgetter

from daemon.domain.replies.typed import furniture
from daemon.domain.replies.typed.closings import is_closing, is_nameish
from daemon.domain.replies.typed.rows import Row, fold

# A signature has few and short lines; more than that is somebody's text.
_MOST = 14
_WIDE = 70
_LONG = 10

_GREETED = re.compile(r"(?:^|, )([^\W\d_][\w'-]*)(?=,| ?[,.!:]|$)")
_HELLO = re.compile(
    r"^(?:hi|hello|dear|hey|hallo|liebe[r]?|guten (?:tag|morgen)|bonjour|hola|ciao|beste|olá|cześć|hej|hei|moi|ahoj) ",
    re.IGNORECASE,
)
_PS = re.compile(r"p\.? ?s\.?\b|n\.? ?b\.?:")


def names_in(sent: str) -> frozenset[str]:
    """How our mail calls its reader in its first line ("Marek, tomorrow …"), folded."""
    first = next((line.strip() for line in sent.splitlines() if line.strip()), "")[:80]
    names = {fold(name) for name in _GREETED.findall(_HELLO.sub("", first))}
    return frozenset(names - {"all in"})


@dataclass(frozen=True, slots=True)
class _Run:
    rows: Sequence[Row]
    names: Collection[str]
    first: bool
    known: bool


def cut(run: Sequence[Row], names: Collection[str], *, first: bool, known: bool) -> dict[int, str]:
    """Row numbers of a run that are not the person's text, and why.

    run: rows between two quotes, blanks included, or at an end of the mail. first: nothing was
    typed above it. known: the mail that was answered is known, so that nothing but furniture needs
    to be guessed.
    """
    whole = _Run(run, names, first, known)
    gone: dict[int, str] = {}
    rest = [row for row in run if not row.blank]
    for rule in (_banners, _delimited, _devices, _disclaimers, _closed, _contacts, _named):
        gone |= rule(whole, rest)
        rest = [row for row in rest if row.number not in gone]
    return gone


def _from(rest: Sequence[Row], i: int, why: str) -> dict[int, str]:
    return {row.number: why for row in rest[i:] if not furniture.names_item(row)}


def _banners(_run: _Run, rest: Sequence[Row]) -> dict[int, str]:
    """A gateway's warning above the text: one paragraph."""
    gone: dict[int, str] = {}
    following = -1
    for row in rest:
        if furniture.is_banner(row) or row.number == following:
            if not furniture.names_item(row):
                gone[row.number] = "disclaimer"
            following = row.number + 1
    return gone


def _delimited(_run: _Run, rest: Sequence[Row]) -> dict[int, str]:
    rules = [(i, row) for i, row in enumerate(rest) if furniture.is_rule(row)]
    marks = [(i, row) for i, row in enumerate(rest) if furniture.is_delimiter(row)]
    marks += [(i, row) for i, row in rules if _is_signature(rest[i + 1 : i + 2 + _MOST])]
    if marks:
        first, mark = min(marks, key=itemgetter(0))
        return {mark.number: "signature"} | _from(rest, first + 1, "signature")
    return {row.number: "quote" for _, row in rules}


def _is_signature(below: Sequence[Row]) -> bool:
    """Under a line of dashes: short rows, some of them telephone numbers or addresses."""
    short = len(below) <= _MOST and all(_is_short(row) for row in below)
    return short and any(furniture.is_contact(row) for row in below)


def _is_short(row: Row) -> bool:
    return len(row.text) <= _WIDE and len(row.text.split()) < _LONG


def _devices(run: _Run, rest: Sequence[Row]) -> dict[int, str]:
    gone = {row.number: "device" for row in rest if _is_last_device(row)}
    if run.known or not gone:
        return gone
    # Old Android programs quote below their own line, without any mark.
    last = next(i for i, row in enumerate(rest) if row.number in gone)
    return _from(rest, last, "quote") | gone if last else gone


def _is_last_device(row: Row) -> bool:
    return furniture.is_device(row) and not furniture.names_item(row)


def _disclaimers(_run: _Run, rest: Sequence[Row]) -> dict[int, str]:
    for i, row in enumerate(rest):
        if furniture.is_disclaimer(row):
            return _from(rest, i, "disclaimer")
    return {}


def _closed(run: _Run, rest: Sequence[Row]) -> dict[int, str]:
    """A closing phrase with nothing below it but a short signature."""
    start = max(len(rest) - _MOST, int(run.first))
    for i in range(start, len(rest)):
        if not is_closing(rest[i]):
            continue
        if all(_belongs_below(row) for row in rest[i + 1 :]):
            return _from(rest, i + 1, "signature") | {rest[i].number: "closing"}
    return {}


def _belongs_below(row: Row) -> bool:
    if _PS.match(row.folded):
        return False
    return is_nameish(row) or furniture.is_contact(row) or furniture.names_item(row)


def _contacts(run: _Run, rest: Sequence[Row]) -> dict[int, str]:
    """A last paragraph of telephone numbers and addresses, without a mark above it."""
    if not rest:
        return {}
    kept = {row.number for row in rest}
    paragraph: list[Row] = []
    for row in reversed(run.rows):
        if row.number in kept:
            paragraph.append(row)
        elif paragraph:
            break
    if len(paragraph) == len(rest) or sum(map(furniture.is_contact, paragraph)) < 2:
        return {}
    # A name on top tells a signature from telephone numbers that are the news.
    name = paragraph[-1]
    if furniture.is_contact(name) or ":" in name.text or not all(map(_belongs_below, paragraph)):
        return {}
    return _from(paragraph, 0, "signature")


def _named(run: _Run, rest: Sequence[Row]) -> dict[int, str]:
    """The reader's own name, alone or with a surname, last or on top of a short signature."""
    for i in range(max(len(rest) - _MOST, int(run.first)), len(rest)):
        below = rest[i + 1 :]
        stands_apart = not (i and below) or rest[i - 1].number < rest[i].number - 1
        if stands_apart and _is_name(rest[i], run.names) and all(map(_belongs_below, below)):
            return _from(rest, i, "signature")
    return {}


def _is_name(row: Row, names: Collection[str]) -> bool:
    words = fold(row.text[:40]).strip(" -–—/~.").split()
    return 0 < len(words) <= 3 and words[0] in names and all(w.isalpha() for w in words)
