"""A preview as a mail: what would go to a leader and those they lead, shown before it goes."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from daemon.domain import tags
from daemon.domain.letters.answers import Coming, Preview
from daemon.domain.letters.wishes import Wish
from daemon.domain.outbox import LetterKind
from daemon.domain.people import Person
from daemon.flows.house import House
from daemon.flows.making import make, queue

KEEP = timedelta(days=1)


def mail_preview(
    house: House,
    reader: Person,
    mails: Iterable[tuple[datetime, str, str]],
    days: int,
    now: datetime,
) -> int:
    """Queues the preview. `mails`: (UTC instant, person id, subject), those of others are left out.

    Returns how many letters it names.
    """
    directory = house.directory()
    own = {reader.id, *(p.id for p in directory.reports(reader.id))}
    coming = tuple(
        Coming(at, owner, directory.people[owner].called, subject)
        for at, owner, subject in mails
        if owner in own
    )
    wish = Wish(
        key=tags.key("preview", reader.id, now.isoformat()),
        kind=LetterKind.ANSWER,
        template="preview",
        addressee=reader.id,
        due=now,
        expires=now + KEEP,
        page=Preview(reader, days, coming),
    )
    letter = make(house, wish, reader, now)
    house.store.change(reader.id, lambda ledger: queue(ledger, [letter]))
    return len(coming)
