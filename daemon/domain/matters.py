"""A Matter is one thing one person should hear or decide. Derived from ledgers, never stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Topic(StrEnum):
    """Why it matters to the reader."""

    CONSENT = "consent"  # words to say yes or no to
    DECISION = "decision"  # the other side proposes a change
    VERDICT = "verdict"  # kept or not kept?
    CONTEST = "contest"  # the two differ over a verdict
    QUESTION = "question"  # the other side asks something
    REQUEST = "request"  # the other side asks for a commitment
    REVIEW = "review"  # an open item whose day comes and no 1:1 before it


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of the templates by its key, and what goes into its slots."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing for one person.

    key: stable while the matter stays the same; a letter that carried it records this key.
    person: who should hear it. pair: whom it concerns. owner, agreement: the item, if any.
    since: when it arose. urgent: it can't wait for the next letter that would carry it.
    """

    key: str
    topic: Topic
    person: str
    pair: str
    owner: str = ""
    agreement: str = ""
    since: datetime | None = None
    values: Mapping[str, str] = field(default_factory=dict)
