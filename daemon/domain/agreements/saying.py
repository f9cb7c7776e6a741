"""The last word about an agreement."""

from dataclasses import replace

from daemon.domain.agreements.shape import Agreement, Said
from daemon.domain.ledger import Entry


def say(agreement: Agreement, entry: Entry) -> Agreement:
    if not entry.words:
        return agreement
    return replace(agreement, said=Said(entry.author, entry.time, entry.words))
