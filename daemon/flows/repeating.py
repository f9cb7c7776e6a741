"""Two programs that answer each other come to an end, even where neither says that it is one.

No header tells such a mail from a person's. But what writes the same words three times in a row, and
the third time in answer to a receipt, does not read what it is answered.
"""

import re

from daemon.domain.ledger import Handled
from daemon.domain.outbox import Letter, LetterKind
from daemon.domain.people import Person
from daemon.domain.replies.message import IncomingMessage
from daemon.errors import StoreError
from daemon.flows.house import House
from daemon.flows.understanding import typed_in
from daemon.mail.parse import parse

BEFORE = 2
# A person may well say "yes" or "5 of 8" three times.
WORDS = 4
_ANSWERS = (LetterKind.RECEIPT, LetterKind.ANSWER)
_WORD = re.compile(r"[^\W\d_]+")  # without digits: tickets are numbered


def repeats(house: House, message: IncomingMessage, writer: Person, letter: Letter) -> bool:
    """Whether the writer's last mails said the same, and this one again, to a receipt or to none."""
    if letter.kind not in _ANSWERS:
        return False
    words = _said(house, message, letter)
    if len(words) < WORDS:
        return False
    ledger = house.store.read(writer.id)
    handled = sorted(ledger.handled.values(), key=lambda h: h.time)[-BEFORE:]
    said = [_said_in(house, h, ledger.letters.get(h.answered, letter)) for h in handled]
    return len(said) == BEFORE and all(words == earlier for earlier in said)


def _said_in(house: House, handled: Handled, letter: Letter) -> tuple[str, ...]:
    """() where the mail is kept no longer."""
    try:
        raw = house.vault.get(handled.raw)
    except StoreError:
        return ()
    return _said(house, parse(raw), letter)


def _said(house: House, message: IncomingMessage, letter: Letter) -> tuple[str, ...]:
    typed = typed_in(house, message, letter).typed
    return tuple(word for line in typed for word in _WORD.findall(line.text.casefold()))
