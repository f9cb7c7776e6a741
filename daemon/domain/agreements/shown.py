"""An agreement as a letter shows it: its row, and the one question that goes with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from daemon.domain.agreements.agreement import Agreement, Verdict
from daemon.domain.agreements.cadence import Kept
from daemon.domain.agreements.shape import STEPS
from daemon.domain.agreements.terms import Category, Form, Terms
from daemon.domain.matters import Phrase
from daemon.domain.outbox import Asked, Item
from daemon.domain.people import Person


@dataclass(frozen=True, slots=True)
class Quote:
    """Words exactly as typed, by whom (a called name), on which local day of the reader."""

    by: str
    own: bool
    day: date
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a letter, as its reader sees it on the day it is made.

    was: where the count stood at the reader's last letter, None where that says nothing new.
    due_is: "later", "today", "past", "" without a date. left: whole days until the due date.
    since: local day from which it is in force, or was last said to hold (a rule).
    step_of: label of the outcome it is a weekly step to. brief: one line says it, and asks nothing.
    kept: what the calendar says of a promise to meet.
    """

    owner: str
    owner_called: str
    label: str
    terms: Terms
    version: int
    form: Form
    standing: Decimal | None
    was: Decimal | None
    due_is: str
    left: int
    since: date | None
    period_key: str
    verdict: Verdict | None
    contested: bool
    blocked: str
    said: Quote | None
    question: Phrase | None
    asked: Asked
    record: str
    step_of: str = ""
    brief: bool = False
    kept: Kept | None = None

    @property
    def remaining(self) -> Decimal | None:
        if self.standing is None or self.terms.target is None:
            return None
        return max(self.terms.target - self.standing, Decimal(0))


def period_key(terms: Terms, day: date) -> str:
    """Which week ("2026-W49", ISO 8601) or month ("2026-12") a periodic count is in; "" otherwise."""
    if terms.period == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return f"{day:%Y-%m}" if terms.period == "month" else ""


def row(
    agreement: Agreement,
    reader: Person,
    name: Callable[[str], str],
    today: date,
    *,
    before: Agreement | None = None,
) -> Row:
    """`name` gives the called name of a person id; `today` is the reader's local date."""
    terms = agreement.terms
    key = period_key(terms, today)
    standing = agreement.count(key)
    asked = _asked(agreement, today)
    was = before.count(key) if before else None
    return Row(
        owner=agreement.owner,
        owner_called=name(agreement.owner),
        label=agreement.label,
        terms=terms,
        version=agreement.version,
        form=terms.form,
        standing=standing,
        was=was if was != standing else None,
        due_is=_due_is(terms.due, today),
        left=(terms.due - today).days if terms.due else 0,
        since=_since(agreement, reader),
        period_key=key,
        verdict=agreement.verdict,
        contested=agreement.contested,
        blocked=agreement.blocked,
        said=_quote(agreement, reader, name),
        question=_question(agreement, asked, standing, today),
        asked=asked,
        record=agreement.record,
        step_of=agreement.follows if agreement.origin == STEPS else "",
    )


def item(row: Row, *, label: str | None = None, asked: Asked | None = None) -> Item:
    """The row as the letter's frozen item table keeps it."""
    return Item(
        label=row.label if label is None else label,
        owner=row.owner,
        agreement=row.label,
        title=row.terms.outcome,
        version=row.version,
        standing=row.standing,
        target=row.terms.target,
        unit=row.terms.unit.casefold(),
        period=row.terms.period,
        period_key=row.period_key,
        due=row.terms.due,
        asked=row.asked if asked is None else asked,
        closed=row.verdict is not None and not row.contested,
    )


def by_urgency(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Dated ones first, the nearest date first; then rules; by number within a day.

    A step stands below the outcome it leads to.
    """
    found = sorted(rows, key=lambda r: (r.terms.due or date.max, int(r.label[1:] or 0)))
    outcomes = {(r.owner, r.label) for r in found if not r.step_of}
    steps = [r for r in found if (r.owner, r.step_of) in outcomes]
    return tuple(
        each
        for r in found
        if r not in steps
        for each in (r, *(s for s in steps if (s.owner, s.step_of) == (r.owner, r.label)))
    )


def _asked(agreement: Agreement, today: date) -> Asked:
    terms = agreement.terms
    if agreement.contested:
        return Asked.VERDICT  # either may still give way
    if agreement.verdict is not None:
        return Asked.OPEN
    if terms.form is Form.RULE:
        return Asked.RULE
    return Asked.VERDICT if terms.due and terms.due < today else Asked.PROGRESS


def _due_is(due: date | None, today: date) -> str:
    if due is None:
        return ""
    return "today" if due == today else "past" if due < today else "later"


def _since(agreement: Agreement, reader: Person) -> date | None:
    """A rule is asked about since its last answer; else the day it came into force."""
    if agreement.terms.form is Form.RULE and agreement.checks:
        return agreement.checks[-1][0]
    return agreement.since.astimezone(reader.tz).date() if agreement.since else None


def quote(
    author: str, at: datetime, words: str, reader: Person, name: Callable[[str], str]
) -> Quote:
    return Quote(name(author), author == reader.id, at.astimezone(reader.tz).date(), words)


def _quote(agreement: Agreement, reader: Person, name: Callable[[str], str]) -> Quote | None:
    said = agreement.said
    return quote(said.author, said.time, said.words, reader, name) if said else None


_BY_CATEGORY = {
    Category.ACCOUNTS: "accounts",
    Category.NEW_BUSINESS: "new-business",
    Category.SKILLS: "skills",
    Category.NONE: "count",
}


def _question(
    agreement: Agreement, asked: Asked, standing: Decimal | None, today: date
) -> Phrase | None:
    """One question an item, answerable in five words; pace is asked about, never judged."""
    terms = agreement.terms
    if agreement.verdict is not None:
        return None
    if asked is Asked.VERDICT:
        return Phrase("ask-verdict")
    if asked is Asked.RULE:
        missed = agreement.origin == STEPS and agreement.checks and not agreement.checks[-1][1]
        return Phrase("ask-rule-smaller" if missed else "ask-rule")
    if agreement.blocked:
        return Phrase("ask-blocked")
    if standing is None:
        key = "ask-skills-once" if terms.category is Category.SKILLS else "ask-once"
        return Phrase(key)
    left = (terms.target or Decimal(0)) - standing
    if terms.period:  # the count begins anew with each week or month
        key = "ask-period" if left > 0 else "ask-period-reached"
        return Phrase(key, {"remaining": left, "period": terms.period})
    if left <= 0:
        return Phrase("ask-reached")
    start = "-start" if standing == 0 else ""
    days = (terms.due - today).days if terms.due else 0
    return Phrase(f"ask-{_BY_CATEGORY[terms.category]}{start}", {"remaining": left, "left": days})
