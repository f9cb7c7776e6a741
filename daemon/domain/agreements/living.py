"""Steps of the fold about what happens: counts, words beside, verdicts, looking back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from daemon.domain.agreements.closing import Cause, Next
from daemon.domain.agreements.saying import say
from daemon.domain.agreements.shape import Agreement, Said, Suggestion, Verdict
from daemon.domain.agreements.terms import Form
from daemon.domain.ledger import Entry


def updated(agreement: Agreement, entry: Entry) -> Agreement:
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
    return say(agreement, entry)


def suggested(agreement: Agreement, entry: Entry) -> Agreement:
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


def noted(agreement: Agreement, entry: Entry) -> Agreement:
    """Words beside it; of its owner's, those that look back are kept apart as well."""
    if entry.author == agreement.owner:
        agreement = _looked_back(agreement, entry)
    return say(agreement, entry)


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


def shared(agreement: Agreement, entry: Entry) -> Agreement:
    """Only its owner's yes lets words leave the pair; new words need a new one."""
    if entry.author != agreement.owner:
        return agreement
    return replace(agreement, shared=entry.values["answer"])


def closed(agreement: Agreement, entry: Entry) -> Agreement:
    verdict = Verdict(entry.values["verdict"])
    if agreement.in_force and verdict is Verdict.REFUSED:
        # a no to a change leaves what was agreed
        return say(replace(agreement, proposal=None, proposal_version=0, proposer=""), entry)
    if not agreement.in_force and verdict is not Verdict.REFUSED:
        return say(agreement, entry)  # what was not agreed can't be kept or missed
    repeated = verdict is agreement.verdict  # saying it twice settles nothing
    return say(
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


def contested(agreement: Agreement, entry: Entry) -> Agreement:
    differs = agreement.in_force and agreement.verdict is not None
    return say(replace(agreement, contested=differs), entry)


def reopened(agreement: Agreement, entry: Entry) -> Agreement:
    if not agreement.in_force:
        return say(agreement, entry)
    return say(
        replace(
            agreement, verdict=None, closed=None, closed_by="", closed_source="", contested=False
        ),
        entry,
    )
