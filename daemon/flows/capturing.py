"""Drafts in mail that answers none of ours: written to the program, copied or forwarded to it.

What two people write to each other is theirs: of such a mail nothing is taken but the lines that
begin a new agreement.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from daemon.domain.outbox import Letter
from daemon.domain.people import Directory, Person, fold_address
from daemon.domain.replies.message import IncomingMessage
from daemon.domain.replies.statements import Draft, Reading
from daemon.flows.house import House

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[\w.-]+\w")


def between_people(house: House, message: IncomingMessage, letter: Letter) -> bool:
    """Whether the mail answers none of our letters and went to somebody else, too."""
    if letter.key:
        return False
    own = fold_address(house.settings.mailbox.address)
    heads = f"{message.header('to')} {message.header('cc')}"
    named = {fold_address(a) for a in _ADDRESS.findall(heads)}
    others = named - {own}
    # A single address that nobody has may be another name of our own mailbox.
    known = any(house.directory().by_address(a) for a in others)
    return known or len(others) > (0 if own in named else 1)


def drafts_alone(reading: Reading) -> Reading:
    """Of a mail between people: the new agreements in it, and no word else."""
    drafts = tuple(s for s in reading.statements if isinstance(s, Draft))
    return replace(reading, statements=drafts, unread=())


def other_side(directory: Directory, partners: Iterable[Person], message: IncomingMessage) -> str:
    """Which 1:1 partner of the writer a mail is about: its only one in To and Cc, else the only one
    in the heads of what it forwards; "" where that is nobody, or several.
    """
    known = {p.id for p in partners}
    for addresses in (message.recipients, _forwarded(message)):
        people = {p.id for a in addresses if (p := directory.by_address(a))} & known
        if people:
            return people.pop() if len(people) == 1 else ""
    return ""


def _forwarded(message: IncomingMessage) -> list[str]:
    return [a for line in message.lines for a in _ADDRESS.findall(line.text)]
