"""Words to the program itself, each on a line of its own: UNDO, LIST, HELP, PAUSE, SKIP and a name."""

import re
from datetime import date

from daemon.domain.replies.statements import CommandWord, Table
from daemon.domain.replies.words.dates import Found, read_date
from daemon.domain.replies.words.folding import fold
from daemon.domain.replies.words.lexing import BREAK, Token
from daemon.domain.replies.words.word_lists import listed

_WORDS: dict[str, CommandWord] = {
    **{word.value: word for word in CommandWord},
    "rückgängig": CommandWord.UNDO,
    "zurücknehmen": CommandWord.UNDO,
    "hilfe": CommandWord.HELP,
    "liste": CommandWord.LIST,
    "weiter": CommandWord.RESUME,
    "auslassen": CommandWord.SKIP,
}
_POLITE = listed("please bitte thanks danke mails")


def command_word(tokens: tuple[Token, ...]) -> CommandWord | None:
    """The command a line begins with, None where it begins with something else."""
    return _WORDS.get(tokens[0].text) if tokens else None


def stands_alone(tokens: tuple[Token, ...]) -> bool:
    """Whether nothing but a mark or a please follows the first word."""
    return all(token.letter == BREAK or token.text in _POLITE for token in tokens[1:])


_UNTIL = re.compile(
    r"(?:until|till|til|to|bis zum|bis|jusqu'au|jusqu'à|hasta el|hasta|fino al|fino a|tot|até|do)\s+"
)
_FOR = re.compile(r"(?:for|für|pendant|por|per|voor|na)\s+(?:the next\s+|die nächsten\s+)?")
_AFTER = re.compile(r"[\s.!,]*(?:(?:please|bitte|thanks|danke)[\s.!,]*)*")


def pause_end(rest: str, table: Table) -> date | None:
    """The day that "until 5 Jan", "bis 30.9.", "for two weeks" behind a PAUSE names, if it is to come."""
    found = _limit(rest, table)
    return found.day if found and found.day > table.today else None


def ends_there(rest: str, table: Table) -> bool:
    """Whether nothing but a please follows that day."""
    found = _limit(rest, table)
    return bool(found and _AFTER.fullmatch(rest.partition(found.words)[2].casefold()))


def _limit(rest: str, table: Table) -> Found | None:
    """The date right behind an "until", or reckoned from a "for"; none further on in a sentence."""
    folded = fold(rest).text
    if head := _UNTIL.match(folded):
        asked = rest
    elif head := _FOR.match(folded):
        asked = f"in {rest[head.end() :]}"
        found = read_date(asked, table.today, table.fiscal)
        if found is None or found.start:
            return None
        return Found(found.day, 0, 0, found.words.removeprefix("in "))
    else:
        return None
    found = read_date(asked, table.today, table.fiscal)
    return found if found and found.start <= head.end() else None
