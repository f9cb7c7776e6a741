"""One line of a receipt for one entry: what stands now, or what is in doubt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from daemon.domain.agreements.agreement import Agreement
from daemon.domain.ledger import Entry, Kind
from daemon.domain.matters import Phrase


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the receipt: what stands now, the words it rests on, what to look at."""

    label: str
    phrase: Phrase
    words: str
    flag: Phrase | None = None
    record: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One line that was not recorded: the words, what stands, and the only answers it can mean."""

    label: str
    words: str
    phrase: Phrase
    choices: tuple[str, ...]


def doubt(label: str, entry: Entry, agreement: Agreement | None) -> Doubt:
    values = entry.values
    choices = tuple(c for c in values.get("choices", "").split("|") if c)
    counts = agreement is not None and agreement.in_force
    standing = agreement.count(values.get("period", "")) if agreement and counts else None
    slots: dict[str, object] = {
        k.removeprefix("said-"): v for k, v in values.items() if k.startswith("said-")
    }
    label = label or values.get("label", "")
    slots |= {"label": label, "choices": choices}
    if agreement is not None:
        slots |= {"standing": standing, "target": agreement.terms.target}
    return Doubt(
        label=label,
        words=entry.words,
        phrase=Phrase(f"doubt-{values['code']}", slots),
        choices=choices,
    )


def answer(label: str, entry: Entry, agreement: Agreement) -> Answer:
    return Answer(
        label=label,
        phrase=_phrase(entry, agreement),
        words=entry.words,
        flag=_flag(entry, agreement),
        record=agreement.record if entry.kind is not Kind.NOTED else "",
    )


def _phrase(entry: Entry, agreement: Agreement) -> Phrase:
    values = entry.values
    match entry.kind, values.get("op", ""):
        case Kind.UPDATED, "progress":
            slots = {
                "new": Decimal(values["new"]),
                "old": Decimal(values["old"]),
                "target": agreement.terms.target,
            }
            return Phrase("now-count", slots)
        case Kind.UPDATED, "blocked":
            return Phrase("now-blocked")
        case Kind.UPDATED, "rule":
            key = "now-held" if values["new"] == "yes" else "now-not-held"
            return Phrase(key, {"day": date.fromisoformat(values["day"])})
        case Kind.CLOSED, _:
            return Phrase(f"now-{values['verdict']}")
        case Kind.REOPENED, _:
            return Phrase("now-open")
        case Kind.CONTESTED, _:
            return Phrase("now-contested")
        case Kind.ACKNOWLEDGED, _:
            return Phrase("now-settled", {"verdict": values["verdict"]})
        case Kind.SHARED, _:
            return Phrase(f"now-shared-{values['answer']}")
        case Kind.ASKED, _:
            return Phrase("now-asked")
        case _:
            return _kept_words(values, agreement)


def _kept_words(values: Mapping[str, str], agreement: Agreement) -> Phrase:
    """Words that changed nothing are shown as kept, so that the writer knows they arrived."""
    if values.get("early"):
        return Phrase("words-early")
    if values.get("claim"):
        return Phrase("words-claim", {"claim": values["claim"]})
    count = agreement.count(values.get("period", "")) if agreement.in_force else None
    slots = {"standing": count, "target": agreement.terms.target}
    return Phrase("words-kept" if count is None else "words-kept-count", slots)


def _flag(entry: Entry, agreement: Agreement) -> Phrase | None:
    flag = entry.values.get("flag")
    if not flag:
        return None
    standing = agreement.count(entry.values.get("period", ""))
    slots = {"standing": standing, "target": agreement.terms.target}
    return Phrase(f"flag-{flag}", slots)
