"""The rounds in which two people came to the same words: every yes, and the text it was said to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from daemon.domain.agreements.agreement import steps
from daemon.domain.agreements.shape import Consent
from daemon.domain.agreements.terms import Terms
from daemon.domain.ledger import Entry, Kind


@dataclass(frozen=True, slots=True)
class Yes:
    """One party's yes to one version, whether it still stands or a change has voided it since.

    terms: the text as it was shown to them. own: they wrote it themselves, and the mail in which
    they did is the yes. owner, label: whose ledger it lies in, and its number there.
    """

    owner: str
    label: str
    person: str
    consent: Consent
    terms: Terms
    own: bool


def yeses(owner: str, entries: Iterable[Entry]) -> Iterator[Yes]:
    """Every yes of a ledger in the order it was given, those to earlier versions too."""
    for entry, before, now in steps(owner, tuple(entries)):
        consent = now.consents.get(entry.author)
        if consent is None or (before and before.consents.get(entry.author) is consent):
            continue
        own = before is None or entry.kind is not Kind.ACKNOWLEDGED
        terms = now.wanted[0] if before is None or own else before.wanted[0]
        yield Yes(owner, now.label, entry.author, consent, terms, own)
