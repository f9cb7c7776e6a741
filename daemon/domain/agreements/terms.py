"""The terms of an agreement: what, how much, by when, whose, what for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Form(StrEnum):
    """How fulfilment shows: a count towards a target, one thing done or not, a standing rule."""

    COUNT = "count"
    ONCE = "once"
    RULE = "rule"


class Nature(StrEnum):
    """PERFORMANCE: a result to reach. PROCESS: a standing rule. LEADERSHIP: the leader's own."""

    PERFORMANCE = "performance"
    PROCESS = "process"
    LEADERSHIP = "leadership"


class Category(StrEnum):
    """The three fields of a sales quarter; NONE is never asked about."""

    ACCOUNTS = "accounts"
    NEW_BUSINESS = "new-business"
    SKILLS = "skills"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Exact words and numbers of one version.

    outcome: what will be true, in its writer's words. due: local date of the owner, None for a rule
    that holds until changed; due_words: what the date was understood from. period: "" (in all),
    "week" or "month", the span a target or rule is for. unit: the counted thing. campaign: the
    meeting, campaign or initiative with which it ends, "" for none.
    """

    outcome: str
    how: str = ""
    why: str = ""
    quality: str = ""
    consequence: str = ""
    target: Decimal | None = None
    unit: str = ""
    period: str = ""
    due: date | None = None
    due_words: str = ""
    category: Category = Category.NONE
    campaign: str = ""

    @property
    def form(self) -> Form:
        if self.target is not None:
            return Form.COUNT
        return Form.ONCE if self.due or self.campaign else Form.RULE

    @property
    def long(self) -> bool:
        """No end is in sight: said yes to anew each quarter."""
        return self.due is None and not self.campaign


_TEXTS = ("outcome", "how", "why", "quality", "consequence", "unit", "due_words", "campaign")


def texts_of(terms: Terms) -> dict[str, str]:
    """The parts of terms that are somebody's words, for an entry's `texts`; empty ones left out."""
    return {name: text for name in _TEXTS if (text := getattr(terms, name))}


def values_of(terms: Terms) -> dict[str, str]:
    """The parts that are numbers, dates and codes, for an entry's `values`; empty ones left out."""
    values = {
        "target": "" if terms.target is None else str(terms.target),
        "period": terms.period,
        "due": terms.due.isoformat() if terms.due else "",
        "category": terms.category.value,
    }
    return {name: value for name, value in values.items() if value}


def terms_from(texts: Mapping[str, str], values: Mapping[str, str]) -> Terms:
    """The reverse of the two above."""
    return Terms(
        **{name: texts.get(name, "") for name in _TEXTS},
        target=Decimal(values["target"]) if values.get("target") else None,
        period=values.get("period", ""),
        due=date.fromisoformat(values["due"]) if values.get("due") else None,
        category=Category(values.get("category", "")),
    )
