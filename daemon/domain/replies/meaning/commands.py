"""Words to the program itself, each on a line of its own: UNDO, LIST, HELP, PAUSE, SKIP and a name."""

import re
from datetime import date

from daemon.domain.replies.statements import CommandWord, Table
from daemon.domain.replies.words.dates import read_date
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


_HEAD = re.compile(
    r"(?:until|till|til|to|bis zum|bis|jusqu'au|jusqu'à|hasta el|hasta|fino al|fino a|tot|até|do)\s+"
    r"|(?P<lasts>(?:for|für|pendant|por|per|voor|na)\s+(?:the next\s+|die nächsten\s+)?)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[\s.!,]*(?:(?:please|bitte|thanks|danke)[\s.!,]*)*")


def pause_end(rest: str, table: Table, *, alone: bool) -> date | None:
    """The day that "until 5 Jan", "bis 30.9.", "for two weeks" behind a PAUSE names, if it is to come.

    alone: nothing but a please may follow it.
    """
    head = _HEAD.match(rest)
    if head is None:
        return None
    # "for two weeks" is over in two weeks
    asked = f"in {rest[head.end() :]}" if head["lasts"] else rest
    found = read_date(asked, table.today, table.fiscal)
    if found is None or found.start > head.end() or found.day <= table.today:
        return None
    ends = _AFTER.fullmatch(asked[found.end :].casefold())
    return found.day if ends or not alone else None
