"""What an agreement is at one moment: its text, who said yes, where it stands, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from daemon.domain.agreements.closing import Cause, Next
from daemon.domain.agreements.terms import Form, Nature, Terms

STEPS = "steps"  # origin of what is done week by week on the way to an outcome


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
class Suggestion:
    """A count that another system gives, until the owner says yes or a number to it.

    as_of: the day for which it holds there. system: what its people call it.
    """

    value: Decimal
    as_of: date
    system: str
    period_key: str = ""


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
    versions: how many there ever were, with those refused or taken back: a number is never given
        again, so that a yes to one text can't be taken for a yes to another.
    standing: counts by period key ("" for a count in all); counted: when the owner last gave one.
    checks: answers to a rule, by day.
    request: the other side asks for it; the owner's yes names the day.
    contested: the other side differs from the verdict, and the two have not settled it.
    cause, next, learned: what the owner said looking back; shared: the answer to whether others
        may read `learned`, "yes" or "no", "" before it.
    affirmed: by party, the label of the last quarter for which a long one was said yes to anew.
    suggested: a newer count from another system, None where there is none.
    follows: label of the agreement it goes on from, "" for none. origin: what it was drafted from
        ("" for somebody's own words, else a code such as "offer", "experiment", "steps").
    grounds: what the program's own proposal rests on (`rhythm`), "" for anybody's words.
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
    versions: int = 1
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
    cause: Cause | None = None
    next: Next | None = None
    learned: Said | None = None
    shared: str = ""
    affirmed: Mapping[str, str] = field(default_factory=dict)
    counted: datetime | None = None
    suggested: Suggestion | None = None
    follows: str = ""
    origin: str = ""
    grounds: str = ""
    record: str = ""

    @property
    def in_force(self) -> bool:
        return self.since is not None

    @property
    def open(self) -> bool:
        return self.verdict is None

    @property
    def nature(self) -> Nature:
        if self.owner == self.leader:
            return Nature.LEADERSHIP
        return Nature.PROCESS if self.terms.form is Form.RULE else Nature.PERFORMANCE

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
            p for p in self.parties if p not in self.consents or self.consents[p].version != version
        )

    def asks(self, person: str) -> bool:
        """Whether this person's yes is wanted now: the writer says yes to the written form first."""
        missing = self.missing()
        writer = self.proposer or self.author
        return person in missing and (writer == person or writer not in missing)

    def count(self, period_key: str = "") -> Decimal | None:
        """Where the count stands, 0 before the first word; None for what is not counted."""
        if self.terms.form is not Form.COUNT:
            return None
        return self.standing.get(period_key, Decimal(0))
