"""A rep has another leader: what is open is put to both again, its history kept."""

from collections.abc import Iterable
from datetime import datetime

from daemon.domain.agreements.agreement import Agreement
from daemon.domain.ledger import Entry, Kind
from daemon.domain.people import Person


def moved(person: Person, agreements: Iterable[Agreement], now: datetime) -> tuple[Entry, ...]:
    """One entry for each open agreement of `person` with a leader who is theirs no longer.

    What the person owes to those they lead stays as it is. The key names both leaders and the
    version, so that a second look adds nothing and a move back is a move of its own.
    """
    if not person.leader:
        return ()
    return tuple(
        Entry(
            kind=Kind.REASSIGNED,
            time=now,
            author="accord",
            source=f"directory:{a.leader}>{person.leader}:{a.versions}",
            line=a.label,
            agreement=a.label,
            values={
                "from": a.leader,
                "to": person.leader,
                "leader": person.leader,
                "team": person.team,
            },
        )
        for a in agreements
        if a.open and a.leader not in ("", person.id, person.leader)
    )
