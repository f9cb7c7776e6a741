"""Agreements, folded from a ledger's entries.

A draft is an *expectation* until every party has said yes to the same version; only then is it in
force. A newer version waits beside the one in force until both have said yes to it. The verdict
comes from words, never from a date or a number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from daemon.domain.agreements.terms import Form, Terms, terms_from, texts_of, values_of
from daemon.domain.ledger import Entry, Kind


class Verdict(StrEnum):
    """How an agreement ended. REFUSED: a draft that got a no; it is in no figure."""

    KEPT = "kept"
    NOT_KEPT = "not-kept"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Consent:
    """One party's yes to one version: when, in which mail, in which words."""

    version: int
    time: datetime
    source: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """The last word about an agreement, exactly as typed."""

    author: str
    time: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """A version that took the place of another that was in force."""

    time: datetime
    before: Terms
    after: Terms


@dataclass(frozen=True, slots=True)
class Agreement:
    """One obligation of one owner towards the other parties.

    terms, version: the text in force, or the first draft while none is.
    proposal, proposal_version, proposer: newer text that waits for a yes, None where none does.
    standing: counts by period key ("" for a count in all). checks: answers to a rule, by day.
    request: the other side asks for it; the owner's yes names the day.
    contested: the other side differs from the verdict, and the two have not settled it.
    """

    owner: str
    label: str
    parties: tuple[str, ...]
    leader: str
    team: str
    author: str
    made: datetime
    terms: Terms
    version: int = 1
    since: datetime | None = None
    proposal: Terms | None = None
    proposal_version: int = 0
    proposer: str = ""
    consents: Mapping[str, Consent] = field(default_factory=dict)
    standing: Mapping[str, Decimal] = field(default_factory=dict)
    checks: tuple[tuple[date, bool], ...] = ()
    blocked: str = ""
    verdict: Verdict | None = None
    closed: datetime | None = None
    closed_by: str = ""
    closed_source: str = ""
    contested: bool = False
    changes: tuple[Change, ...] = ()
    said: Said | None = None
    request: bool = False
    record: str = ""

    @property
    def in_force(self) -> bool:
        return self.since is not None

    @property
    def open(self) -> bool:
        return self.verdict is None

    @property
    def expectation(self) -> bool:
        """Shown as not agreed, counted nowhere."""
        return self.since is None and self.verdict is None

    @property
    def wanted(self) -> tuple[Terms, int]:
        """The text and version that wait for a yes, or that last got one."""
        if self.proposal is not None:
            return self.proposal, self.proposal_version
        return self.terms, self.version

    def missing(self) -> tuple[str, ...]:
        """Parties whose yes to the wanted version is still to come; none once it is in force."""
        if self.verdict is not None or (self.in_force and self.proposal is None):
            return ()
        version = self.wanted[1]
        return tuple(
            p
            for p in self.parties
            if p not in self.consents or self.consents[p].version != version
        )

    def count(self, period_key: str = "") -> Decimal | None:
        """Where the count stands, 0 before the first word; None for what is not counted."""
        if self.terms.form is not Form.COUNT:
            return None
        return self.standing.get(period_key, Decimal(0))


def fold(owner: str, entries: Iterable[Entry]) -> dict[str, Agreement]:
    """Every agreement of a ledger by label, in the order of their first words."""
    entries = tuple(entries)
    gone = undone(entries)
    found: dict[str, Agreement] = {}
    for entry in entries:
        if not entry.agreement or (entry.source, entry.agreement) in gone and _undoable(entry):
            continue
        if entry.kind is Kind.PROPOSED:
            found[entry.agreement] = _proposed(owner, entry)
        elif entry.agreement in found:
            agreement = _STEPS.get(entry.kind, _unchanged)(found[entry.agreement], entry)
            found[entry.agreement] = replace(agreement, record=entry.record)
    return found


def undone(entries: Iterable[Entry]) -> frozenset[tuple[str, str]]:
    """(source, label) of what UNDO took back; a label of "" stands for what names no agreement."""
    return frozenset(
        (e.values["source"], e.agreement) for e in entries if e.kind is Kind.UNDONE
    )


def _undoable(entry: Entry) -> bool:
    """A consent changes only by CHANGE, never by UNDO."""
    return entry.kind not in (Kind.ACKNOWLEDGED, Kind.UNDONE)


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
        record=entry.record,
    )
    return _consented(agreement, entry, 1) if values.get("consents") else agreement


def _consented(agreement: Agreement, entry: Entry, version: int) -> Agreement:
    """One more yes; the wanted version comes into force with the last one."""
    consent = Consent(version, entry.time, entry.source, entry.words)
    agreement = replace(agreement, consents={**agreement.consents, entry.author: consent})
    if agreement.missing() or (agreement.in_force and agreement.proposal is None):
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
    version = int(entry.values["version"])
    if version != agreement.wanted[1]:
        return agreement  # a yes to words that have changed since
    if entry.values.get("due"):
        terms = replace(agreement.terms, due=date.fromisoformat(entry.values["due"]))
        agreement = replace(agreement, terms=terms)
    return _consented(agreement, entry, version)


def _countered(agreement: Agreement, entry: Entry) -> Agreement:
    base = agreement.wanted[0]
    proposal = terms_from(
        {**texts_of(base), **{k: v for k, v in entry.texts.items() if k != "words"}},
        {**values_of(base), **entry.values},
    )
    version = int(entry.values["version"])
    agreement = replace(
        agreement, proposal=proposal, proposal_version=version, proposer=entry.author
    )
    if entry.values.get("consents"):
        agreement = _consented(agreement, entry, version)
    return _say(agreement, entry)


def _updated(agreement: Agreement, entry: Entry) -> Agreement:
    values = entry.values
    match values["op"]:
        case "progress":
            standing = {**agreement.standing, values.get("period", ""): Decimal(values["new"])}
            agreement = replace(agreement, standing=standing, blocked="")
        case "blocked":
            agreement = replace(agreement, blocked=entry.texts.get("reason") or entry.words)
        case "rule":
            check = (date.fromisoformat(values["day"]), values["new"] == "yes")
            agreement = replace(agreement, checks=(*agreement.checks, check))
    return _say(agreement, entry)


def _noted(agreement: Agreement, entry: Entry) -> Agreement:
    return _say(agreement, entry)


def _closed(agreement: Agreement, entry: Entry) -> Agreement:
    if agreement.proposal is not None and entry.values["verdict"] == Verdict.REFUSED:
        if agreement.in_force:  # a no to a change leaves what was agreed
            return _say(
                replace(agreement, proposal=None, proposal_version=0, proposer=""), entry
            )
    return _say(
        replace(
            agreement,
            verdict=Verdict(entry.values["verdict"]),
            closed=entry.time,
            closed_by=entry.author,
            closed_source=entry.source,
            contested=False,
        ),
        entry,
    )


def _contested(agreement: Agreement, entry: Entry) -> Agreement:
    return _say(replace(agreement, contested=True), entry)


def _reopened(agreement: Agreement, entry: Entry) -> Agreement:
    return _say(
        replace(agreement, verdict=None, closed=None, closed_by="", closed_source=""), entry
    )


def _reassigned(agreement: Agreement, entry: Entry) -> Agreement:
    """Another leader or team: the history stays, and both are asked about the same words again."""
    others = tuple(p for p in agreement.parties if p not in entry.values["from"].split(","))
    return replace(
        agreement,
        parties=tuple(dict.fromkeys((*others, *entry.values["to"].split(",")))),
        leader=entry.values.get("leader", agreement.leader),
        team=entry.values.get("team", agreement.team),
        consents={},
        since=None,
    )


def _unchanged(agreement: Agreement, entry: Entry) -> Agreement:
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
    Kind.REASSIGNED: _reassigned,
}
