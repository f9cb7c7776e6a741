"""Agreements, folded from a ledger's entries.

A draft is an *expectation* until every party has said yes to the same version; only then is it in
force. A newer version waits beside the one in force until both have said yes to it. The verdict
comes from words, never from a date or a number.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from daemon.domain.agreements.closing import Cause, Next
from daemon.domain.agreements.shape import (
    Agreement,
    Change,
    Consent,
    Said,
    Suggestion,
    Verdict,
)
from daemon.domain.agreements.terms import Form, terms_from, texts_of, values_of
from daemon.domain.agreements.undoing import taken_back
from daemon.domain.ledger import Entry, Kind

__all__ = [
    "Agreement",
    "Change",
    "Consent",
    "Said",
    "Verdict",
    "after",
    "fold",
    "standing_before",
    "undone",
]


class _Same:
    """Entries by identity: they are as immutable as a ledger, and too many to compare."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries

    def __hash__(self) -> int:
        return id(self.entries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.entries is other.entries


def fold(owner: str, entries: Iterable[Entry]) -> dict[str, Agreement]:
    """Every agreement of a ledger by label, in the order of their first words.

    One look folds the same ledgers many times, so the latest folds are remembered.
    """
    return dict(_folded(owner, _Same(tuple(entries))))


@lru_cache(maxsize=64)
def _folded(owner: str, same: _Same) -> dict[str, Agreement]:
    entries = same.entries
    gone = taken_back(entries)
    found: dict[str, Agreement] = {}
    for place, entry in enumerate(entries):
        label = entry.agreement
        if entry.kind is Kind.PROPOSED and place not in gone:
            found[label] = _proposed(owner, entry)
        elif label in found:
            step = after if place not in gone else _numbered
            found[label] = replace(step(found[label], entry), record=entry.record)
    return found


def after(agreement: Agreement, entry: Entry) -> Agreement:
    """What one more entry makes of it; an UNDO only shows in the fold of all."""
    return _STEPS.get(entry.kind, _unchanged)(agreement, entry)


def undone(entries: Iterable[Entry]) -> frozenset[tuple[str, str]]:
    """(source, label) of what UNDO took back; a label of "" stands for what names no agreement."""
    return frozenset((e.values["source"], e.agreement) for e in entries if e.kind is Kind.UNDONE)


def standing_before(owner: str, entries: Iterable[Entry], source: str) -> dict[str, Agreement]:
    """The fold as it was before the first entry of `source`."""
    kept: list[Entry] = []
    for entry in entries:
        if entry.source == source:
            break
        kept.append(entry)
    return fold(owner, kept)


def _proposed(owner: str, entry: Entry) -> Agreement:
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


def _acknowledged(agreement: Agreement, entry: Entry) -> Agreement:
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


def _countered(agreement: Agreement, entry: Entry) -> Agreement:
    agreement = _numbered(agreement, entry)
    if agreement.verdict is not None:
        return _say(agreement, entry)
    base = agreement.wanted[0]
    if "due" in entry.values:
        base = replace(base, due_words="")  # the words of the day before
    proposal = terms_from({**texts_of(base), **entry.texts}, {**values_of(base), **entry.values})
    version = int(entry.values["version"])
    if _corrects(agreement, entry):
        agreement = replace(agreement, terms=proposal, version=version)
    else:
        agreement = replace(
            agreement, proposal=proposal, proposal_version=version, proposer=entry.author
        )
    if entry.values.get("consents"):
        agreement = _consented(agreement, entry, version)
    return _say(agreement, entry)


def _corrects(agreement: Agreement, entry: Entry) -> bool:
    """Its writer's new words for a draft that nobody said yes to: the old ones went to nobody."""
    first = agreement.expectation and agreement.proposal is None
    return first and not agreement.consents and entry.author == agreement.author


def _numbered(agreement: Agreement, entry: Entry) -> Agreement:
    """Of a counter-proposal that was taken back, its number is left."""
    if entry.kind is not Kind.COUNTERED:
        return agreement
    return replace(agreement, versions=max(agreement.versions, int(entry.values["version"])))


def _updated(agreement: Agreement, entry: Entry) -> Agreement:
    values = entry.values
    match values["op"]:
        case "progress":
            standing = {**agreement.standing, values.get("period", ""): Decimal(values["new"])}
            agreement = replace(
                agreement, standing=standing, counted=entry.time, blocked="", suggested=None
            )
        case "blocked":
            agreement = replace(agreement, blocked=entry.texts.get("reason") or entry.words)
        case "rule":
            check = (date.fromisoformat(values["day"]), values["new"] == "yes")
            agreement = replace(agreement, checks=(*agreement.checks, check))
    return _say(agreement, entry)


def _suggested(agreement: Agreement, entry: Entry) -> Agreement:
    """Another system's count; what is older than the owner's own, or says the same, asks nothing."""
    values = entry.values
    suggestion = Suggestion(
        value=Decimal(values["value"]),
        as_of=date.fromisoformat(values["as_of"]),
        system=values.get("system", ""),
        period_key=values.get("period", ""),
    )
    known = agreement.suggested.as_of if agreement.suggested else date.min
    if agreement.counted:
        known = max(known, agreement.counted.date())
    countable = agreement.in_force and agreement.open and agreement.terms.form is Form.COUNT
    if not countable or suggestion.as_of < known:
        return agreement
    same = suggestion.value == agreement.count(suggestion.period_key)
    return replace(agreement, suggested=None if same else suggestion)


def _noted(agreement: Agreement, entry: Entry) -> Agreement:
    """Words beside it; of its owner's, those that look back are kept apart as well."""
    if entry.author == agreement.owner:
        agreement = _looked_back(agreement, entry)
    return _say(agreement, entry)


def _looked_back(agreement: Agreement, entry: Entry) -> Agreement:
    values = entry.values
    if values.get("suggestion") == "no":
        agreement = replace(agreement, suggested=None)
    if values.get("cause"):
        agreement = replace(agreement, cause=Cause(values["cause"]))
    if values.get("next"):
        agreement = replace(agreement, next=Next(values["next"]))
    if values.get("learned") and entry.words:
        said = Said(entry.author, entry.time, entry.words)
        agreement = replace(agreement, learned=said, shared="")
    return agreement


def _shared(agreement: Agreement, entry: Entry) -> Agreement:
    """Only its owner's yes lets words leave the pair; new words need a new one."""
    if entry.author != agreement.owner:
        return agreement
    return replace(agreement, shared=entry.values["answer"])


def _closed(agreement: Agreement, entry: Entry) -> Agreement:
    verdict = Verdict(entry.values["verdict"])
    if agreement.in_force and verdict is Verdict.REFUSED:
        # a no to a change leaves what was agreed
        return _say(replace(agreement, proposal=None, proposal_version=0, proposer=""), entry)
    if not agreement.in_force and verdict is not Verdict.REFUSED:
        return _say(agreement, entry)  # what was not agreed can't be kept or missed
    repeated = verdict is agreement.verdict  # saying it twice settles nothing
    return _say(
        replace(
            agreement,
            verdict=verdict,
            closed=entry.time,
            closed_by=entry.author,
            closed_source=entry.source,
            contested=agreement.contested and repeated,
        ),
        entry,
    )


def _contested(agreement: Agreement, entry: Entry) -> Agreement:
    differs = agreement.in_force and agreement.verdict is not None
    return _say(replace(agreement, contested=differs), entry)


def _reopened(agreement: Agreement, entry: Entry) -> Agreement:
    if not agreement.in_force:
        return _say(agreement, entry)
    return _say(
        replace(
            agreement, verdict=None, closed=None, closed_by="", closed_source="", contested=False
        ),
        entry,
    )


def _reassigned(agreement: Agreement, entry: Entry) -> Agreement:
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


def _unchanged(agreement: Agreement, _entry: Entry) -> Agreement:
    return agreement


def _say(agreement: Agreement, entry: Entry) -> Agreement:
    if not entry.words:
        return agreement
    return replace(agreement, said=Said(entry.author, entry.time, entry.words))


_STEPS = {
    Kind.ACKNOWLEDGED: _acknowledged,
    Kind.COUNTERED: _countered,
    Kind.UPDATED: _updated,
    Kind.NOTED: _noted,
    Kind.ASKED: _noted,
    Kind.CLOSED: _closed,
    Kind.CONTESTED: _contested,
    Kind.REOPENED: _reopened,
    Kind.SHARED: _shared,
    Kind.SUGGESTED: _suggested,
    Kind.REASSIGNED: _reassigned,
}
