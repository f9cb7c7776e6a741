"""A line's tokens as clauses, and a clause as a string of letters, one a token (see `vocabulary`)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from daemon.domain.replies.meaning.sense import Context
from daemon.domain.replies.words.folding import Folded
from daemon.domain.replies.words.lexing import BREAK, Token
from daemon.domain.replies.words.vocabulary import ACHIEVED, CONFIRMING, DAY_FOLLOWS, DURATIONS


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of tokens between two marks. text: as typed. start, end: in the folded line."""

    tokens: tuple[Token, ...]
    text: str
    start: int
    end: int
    asked: bool = False


def clauses(tokens: Sequence[Token], folded: Folded) -> tuple[Clause, ...]:
    """The clauses of a run of tokens; a question mark asks the one in front of it."""
    found: list[Clause] = []
    run: list[Token] = []
    for token in [*tokens, Token(BREAK, ".", 0, 0, "mark")]:
        if token.letter != BREAK:
            run.append(token)
            continue
        if run:
            found.append(_clause(run, folded))
            run = []
        if token.text == "?":
            _ask(found)
    return tuple(found)


def _clause(run: Sequence[Token], folded: Folded) -> Clause:
    start, end = run[0].start, run[-1].end
    return Clause(tuple(run), folded.words(start, end), start, end)


def _ask(found: list[Clause]) -> None:
    """Mark the last clause as asked; where it is only "right?", also what it wants confirmed."""
    for place in range(len(found) - 1, -1, -1):
        if found[place].asked:
            return
        found[place] = replace(found[place], asked=True)
        if not all(t.text in CONFIRMING or t.letter == "F" for t in found[place].tokens):
            return


def letters(clause: Clause, context: Context) -> str:
    """One letter a token, with the item's own words told apart, durations and days taken out."""
    line = "".join(_letter(token, context) for token in clause.tokens)
    return _without_days(_without_durations(line, clause.tokens, context), clause.tokens)


def _without_days(line: str, tokens: Sequence[Token]) -> str:
    """A "9/9" after "on" is a day, whatever the item counts, if anything else is said."""
    for place in range(1, len(line) - 2) if len(line) > 4 else ():
        if line[place : place + 3] == "N/N" and tokens[place - 1].text in DAY_FOLLOWS:
            line = f"{line[:place]}ddd{line[place + 3 :]}"
    return line


def _letter(token: Token, context: Context) -> str:
    if token.letter not in "WX" or token.sort != "word":
        return token.letter
    if token.text in context.past:
        return "U" if context.counted else "D"
    if token.letter == "W" and _is_known(token.text, context.known):
        return "U"
    return "u" if context.counted and token.text in ACHIEVED else token.letter


def _is_known(word: str, known: frozenset[str]) -> bool:
    return word in known or word + "s" in known or word.removesuffix("s") in known


def _without_durations(line: str, tokens: Sequence[Token], context: Context) -> str:
    """Words like "30 min", "2 days" say how long, unless the item counts just that."""
    for place in range(len(line) - 1):
        after = tokens[place + 1].text
        if line[place] in "Nn" and after in DURATIONS and not _is_known(after, context.known):
            line = f"{line[:place]}tt{line[place + 2 :]}"
    return line
