"""A leader's promise to meet every so often, beside what the calendar says of it.

"On the calendar" says that a 1:1 stood there and was not cancelled, not that two people met: a fact
to look at, which either side corrects by a word, and never a verdict.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from daemon.domain.agreements.shape import Agreement
from daemon.domain.agreements.terms import Nature, Terms
from daemon.domain.ledger import Meeting

_MEETING = re.compile(
    r"\b(?:1[:-]1s?|one[- ](?:to|on)[- ]ones?|coaching|meet(?:s|ings?)?|sit down|catch[- ]ups?)\b",
    re.IGNORECASE,
)
_RHYTHMS = (
    (14, r"every (?:two|2|second|other) weeks?|fortnightly|bi-?weekly|every fortnight|a fortnight"),
    (14, r"twice (?:a|per) month"),
    (7, r"(?:a|per|each|every) week|weekly"),
    (28, r"(?:a|per|each|every) month|monthly"),
)
_EVERY = tuple((days, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for days, words in _RHYTHMS)
_PERIODS = {"week": 7, "month": 28}


@dataclass(frozen=True, slots=True)
class Kept:
    """What the calendar says. next: local day of the 1:1 to come, None where none is known.

    held: of the `whole` periods since `since` (a local day), in how many a 1:1 stood there.
    cancelled: 1:1s of that time that were called off.
    """

    next: date | None
    held: int
    whole: int
    cancelled: int
    since: date


def every(terms: Terms) -> int:
    """After how many days the next meeting is promised, 0 for what is no promise to meet."""
    if not _MEETING.search(terms.outcome):
        return 0
    said = (days for days, pattern in _EVERY if pattern.search(terms.outcome))
    return next(said, _PERIODS.get(terms.period, 0))


def on_the_calendar(
    agreement: Agreement, meetings: Iterable[Meeting], now: datetime, zone: ZoneInfo, begin: date
) -> Kept | None:
    """For a leader's open promise to meet; None for everything else.

    meetings: the pair's, in any order. now: UTC. begin: local day before which nothing is counted,
    so that the sentence stays about the time that people remember.
    """
    days = every(agreement.terms) if agreement.nature is Nature.LEADERSHIP else 0
    if not days or agreement.since is None or not agreement.open:
        return None
    since = max(agreement.since.astimezone(zone).date(), begin)
    today = now.astimezone(zone).date()
    known = [(m.start.astimezone(zone).date(), m) for m in meetings]
    past = [(day, m) for day, m in known if since <= day and m.start < now]
    coming = [day for day, m in known if m.start >= now and m.state == "on"]
    whole = (today - since).days // days
    spans = {(day - since) // timedelta(days) for day, m in past if m.state == "on"}
    return Kept(
        next=min(coming, default=None),
        held=len({span for span in spans if span < whole}),
        whole=whole,
        cancelled=sum(m.state != "on" for _, m in past),
        since=since,
    )
