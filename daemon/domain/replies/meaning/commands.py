"""Words to the program itself, each on a line of its own: UNDO, LIST, HELP, PAUSE, SKIP and a name."""

from daemon.domain.replies.statements import CommandWord
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
