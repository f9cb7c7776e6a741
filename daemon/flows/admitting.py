"""Whether a mail may be read: whose it is, which of our letters it answers, what speaks against it.

Nothing here changes anything, so that `accord explain` shows the very gates a mail went through.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from daemon.domain import tags
from daemon.domain.outbox import Letter
from daemon.domain.people import Person, fold_address
from daemon.domain.replies import kinds
from daemon.domain.replies.gates import verdict
from daemon.domain.replies.message import IncomingMessage
from daemon.flows import welcome
from daemon.flows.house import House
from daemon.flows.sending import marker
from daemon.ports import Mentions


@dataclass(frozen=True, slots=True)
class Admission:
    """What the gates say of a person's mail.

    code: "" where it may be read, else why not ("held-sender", …), or "welcome" where it asks for
    one. writer: the only sender, if known. letter: the one that is answered, None for none.
    addressee: whom that letter went to, if still known. authentic: the verdict on the sender.
    """

    code: str
    writer: Person | None
    letter: Letter | None
    addressee: Person | None
    authentic: str


def kind_of(house: House, message: IncomingMessage) -> str:
    """What the mail is: "reply", or the code under which it is filed and never answered."""
    own = house.settings.mailbox.address
    senders = {fold_address(s) for s in message.senders}
    if message.header("x-accord-loop") == marker(house) or own in senders:
        return "own"
    return kinds.kind(message).value


def admit(house: House, message: IncomingMessage) -> Admission:
    """The gates behind the kind: tag, sender, Authentication-Results."""
    directory = house.directory()
    writer = directory.by_address(message.senders[0]) if len(message.senders) == 1 else None
    authentic = verdict(message, house.settings.mailbox.authserv_id)
    letter = answered(house, message)
    if letter is None:
        code = _unasked(house, message, writer, authentic)
        return Admission(code, writer, None, None, authentic)
    addressee = directory.people.get(letter.addressee)
    code = ""
    if writer is None or writer.id != letter.addressee:
        code = "held-sender"
    elif authentic == "fail":
        code = "held-authentication"
    elif authentic != "pass" and house.settings.mailbox.require_auth == "always":
        code = "held-no-authentication"
    return Admission(code, writer, letter, addressee, authentic)


def _unasked(house: House, message: IncomingMessage, writer: Person | None, authentic: str) -> str:
    """Mail that answers none of ours: only from a known address that was authenticated."""
    if welcome.asks(house, message):
        return "welcome" if authentic == "pass" else "held-stranger"
    if writer is None:
        return "held-stranger"
    return "" if authentic == "pass" else "held-no-tag"


def answered(house: House, message: IncomingMessage) -> Letter | None:
    """The letter this mail answers: by the tag in its recipients, then by the ids it refers to."""
    return next(
        (letter for reference in pointers(message) if (letter := find(house, reference))), None
    )


def pointers(message: IncomingMessage) -> tuple[str, ...]:
    """What may name a letter of ours, the surest first: tags, then ids, the nearest first."""
    found = [tag for r in message.recipients if (tag := tags.tag_in_address(r))]
    return (*found, *message.references[:1], *reversed(message.references[1:]))


def find(house: House, reference: str) -> Letter | None:
    """The letter of this tag or Message-ID."""
    return next(_with(house, reference), None)


def _with(house: House, reference: str) -> Iterator[Letter]:
    for owner in house.store.find(Mentions(reference)):
        for letter in house.store.read(owner).letters.values():
            if reference in (letter.tag, letter.message_id):
                yield letter
