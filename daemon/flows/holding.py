"""Mail that is kept aside or filed: noted in the house ledger, its bytes in the Vault."""

import logging
from dataclasses import replace
from datetime import datetime

from daemon.domain import tags, workdays
from daemon.domain.ledger import Handled, Ledger
from daemon.domain.letters.answers import Held
from daemon.domain.letters.wishes import KEEP, Wish, welcomed
from daemon.domain.outbox import LetterKind
from daemon.domain.people import Person
from daemon.domain.replies.message import IncomingMessage
from daemon.flows.house import HOUSE, House
from daemon.flows.making import make, queue

log = logging.getLogger("accord.receive")


def note(
    house: House, message_id: str, raw: str, code: str, now: datetime, *, answered: str = ""
) -> None:
    """Files a mail: seen, never answered. `answered`: key of the letter that came back with it."""
    handled = Handled(time=now, code=code, answered=answered, raw=raw, message_id=message_id)

    def decide(ledger: Ledger) -> Ledger:
        if message_id in ledger.handled:
            return ledger
        return replace(ledger, handled={**ledger.handled, message_id: handled})

    house.store.change(HOUSE, decide)
    log.info("filed code=%s", code)


def hold(
    house: House,
    message_id: str,
    raw: str,
    code: str,
    now: datetime,
    message: IncomingMessage | None = None,
    owner: Person | None = None,
) -> None:
    """Keeps a mail aside; its owner on file is told once a day at most, never the From address.

    Nobody hears of it before their leader let the program in: then it only shows in `check`.
    """
    if message is not None and owner is not None and _known(house, owner):
        _tell(house, owner, message, message_id, code, now)
    note(house, message_id, raw, code, now)


def _known(house: House, owner: Person) -> bool:
    """Whether the program may write to this person at all."""
    leader = house.directory().people.get(owner.leader)
    if house.directory().reports(owner.id) or leader is None:
        return True
    return welcomed(house.store.read(leader.id))


def _tell(
    house: House,
    owner: Person,
    message: IncomingMessage,
    message_id: str,
    code: str,
    now: datetime,
) -> None:
    today = workdays.today(owner, now)
    letters = house.store.read(owner.id).letters.values()
    if any(x.kind is LetterKind.HELD and workdays.today(owner, x.made) == today for x in letters):
        return
    wish = Wish(
        key=tags.key("held", message_id),
        kind=LetterKind.HELD,
        template="held",
        addressee=owner.id,
        due=now,
        expires=now + KEEP,
        page=Held(owner, message.subject, now, code),
    )
    letter = make(house, wish, owner, now)
    house.store.change(owner.id, lambda ledger: queue(ledger, [letter]))
