"""Steps of the fold about words: a draft, a yes, other words, another leader."""

from dataclasses import replace
from datetime import date

from daemon.domain.agreements.saying import say
from daemon.domain.agreements.shape import Agreement, Change, Consent
from daemon.domain.agreements.terms import terms_from, texts_of, values_of
from daemon.domain.ledger import Entry, Kind


def proposed(owner: str, entry: Entry) -> Agreement:
    values = entry.values
    agreement = Agreement(
        owner=owner,
        label=entry.agreement,
        parties=tuple(values["parties"].split(",")),
        leader=values.get("leader", ""),
        team=values.get("team", ""),
        author=entry.author,
        made=entry.time,
        terms=terms_from(entry.texts, values),
        request=bool(values.get("request")),
        follows=values.get("follows", ""),
        origin=values.get("origin", ""),
        record=entry.record,
    )
    return _consented(agreement, entry, 1) if values.get("consents") else agreement


def _consented(agreement: Agreement, entry: Entry, version: int) -> Agreement:
    """One more yes; the wanted version comes into force with the last one."""
    if agreement.verdict is not None or entry.author not in agreement.missing():
        return agreement  # the first yes stands: its time and words are what was agreed to
    consent = Consent(version, entry.time, entry.source, entry.words)
    agreement = replace(agreement, consents={**agreement.consents, entry.author: consent})
    if agreement.missing():
        return agreement
    if agreement.proposal is None:
        return replace(agreement, since=entry.time)
    changes = agreement.changes
    if agreement.since is not None:
        changes = (*changes, Change(entry.time, agreement.terms, agreement.proposal))
    return replace(
        agreement,
        terms=agreement.proposal,
        version=agreement.proposal_version,
        since=agreement.since or entry.time,
        proposal=None,
        proposal_version=0,
        proposer="",
        changes=changes,
    )


def acknowledged(agreement: Agreement, entry: Entry) -> Agreement:
    if entry.values.get("verdict"):
        return replace(agreement, contested=False)
    if entry.values.get("affirm"):
        affirmed = {**agreement.affirmed, entry.author: entry.values["affirm"]}
        return replace(agreement, affirmed=affirmed)
    version = int(entry.values["version"])
    if version != agreement.wanted[1]:
        return agreement  # a yes to words that have changed since
    if entry.values.get("due") and agreement.expectation and agreement.request:
        agreement = _dated(agreement, date.fromisoformat(entry.values["due"]))
    return _consented(agreement, entry, version)


def _dated(agreement: Agreement, due: date) -> Agreement:
    """The day that the yes to a request names."""
    terms = replace(agreement.wanted[0], due=due, due_words="")
    if agreement.proposal is not None:
        return replace(agreement, proposal=terms)
    return replace(agreement, terms=terms)


def countered(agreement: Agreement, entry: Entry) -> Agreement:
    agreement = numbered(agreement, entry)
    if agreement.verdict is not None:
        return say(agreement, entry)
    base = agreement.wanted[0]
    if "due" in entry.values:
        base = replace(base, due_words="")  # the words of the day before
    proposal = terms_from({**texts_of(base), **entry.texts}, {**values_of(base), **entry.values})
    version = int(entry.values["version"])
    if _corrects(agreement, entry):
        agreement = replace(agreement, terms=proposal, version=version)
    else:
        agreement = replace(
            agreement,
            proposal=proposal,
            proposal_version=version,
            proposer=entry.author,
            grounds=entry.values.get("grounds", ""),
        )
    if entry.values.get("consents"):
        agreement = _consented(agreement, entry, version)
    return say(agreement, entry)


def _corrects(agreement: Agreement, entry: Entry) -> bool:
    """Its writer's new words for a draft that nobody said yes to: the old ones went to nobody."""
    first = agreement.expectation and agreement.proposal is None
    return first and not agreement.consents and entry.author == agreement.author


def numbered(agreement: Agreement, entry: Entry) -> Agreement:
    """Of a counter-proposal that was taken back, its number is left."""
    if entry.kind is not Kind.COUNTERED:
        return agreement
    return replace(agreement, versions=max(agreement.versions, int(entry.values["version"])))


def reassigned(agreement: Agreement, entry: Entry) -> Agreement:
    """Another leader or team: the history stays, and both are asked about the same words again.

    What is closed stays with those who agreed it, and in their figures.
    """
    if agreement.verdict is not None:
        return agreement
    others = tuple(p for p in agreement.parties if p not in entry.values["from"].split(","))
    number = agreement.versions + 1  # a new matter: a yes to these words from before is no yes now
    if agreement.proposal is None:
        agreement = replace(agreement, version=number, versions=number)
    else:
        agreement = replace(agreement, proposal_version=number, versions=number)
    return replace(
        agreement,
        parties=tuple(dict.fromkeys((*others, *entry.values["to"].split(",")))),
        leader=entry.values.get("leader", agreement.leader),
        team=entry.values.get("team", agreement.team),
        consents={},
        since=None,
    )
