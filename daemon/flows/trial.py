"""One letter outside every rule, to see that mail really leaves. It is in no ledger and asks nothing."""

from datetime import datetime

from daemon.domain import tags
from daemon.domain.letters.answers import Trial
from daemon.domain.letters.wishes import Wish
from daemon.domain.outbox import LetterKind
from daemon.errors import DaemonError
from daemon.flows.house import House
from daemon.flows.making import make
from daemon.flows.sending import bytes_of


def send_trial(house: House, address: str, now: datetime) -> str:
    """Sends it to somebody of the directory; returns the Message-ID as it left.

    Mode and outbox are passed by, `redirect_all_to` is not. Raises DaemonError.
    """
    person = house.directory().by_address(address)
    if person is None:
        raise DaemonError(f"{address} is nobody's in the directory, and nobody else gets mail")
    wish = Wish(
        key=tags.key("trial", person.id, now.isoformat()),
        kind=LetterKind.HEALTH,
        template="trial",
        addressee=person.id,
        due=now,
        expires=now,
        page=Trial(person),
    )
    letter = make(house, wish, person, now)
    mail = bytes_of(house, person, letter)
    draft = house.transport.prepare(letter, mail)
    return house.transport.send(draft, mail).message_id
