"""What stands on the agenda of one 1:1, for the rep and, as the prep, for the leader."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from daemon.domain.agreements.agreement import Agreement, Verdict, fold, undone
from daemon.domain.agreements.cadence import on_the_calendar
from daemon.domain.agreements.rhythm import Occasion, grounds
from daemon.domain.agreements.shown import (
    Quote,
    Row,
    by_urgency,
    item,
    quote,
    row,
)
from daemon.domain.agreements.terms import Terms
from daemon.domain.ledger import Entry, Kind, Ledger, Meeting
from daemon.domain.meetings.pace import at_pace
from daemon.domain.outbox import Asked, Item
from daemon.domain.people import Person

NOTHING_TO_UNDO = "nothing-to-undo"  # answered at once, and no business of the other side
IN_FULL = 7  # items in full in one letter; the rest get a line each


@dataclass(frozen=True, slots=True)
class Draft:
    """Words that wait for the reader's yes. was: the text in force, where this would change it.

    request: the other side asks the owner for it; the owner's yes names the day.
    grounds: what it rests on where the program proposes it, None for anybody's words.
    """

    owner: str
    owner_called: str
    own: bool
    label: str
    terms: Terms
    was: Terms | None
    version: int
    yes: tuple[str, ...]
    proposer_called: str
    record: str
    request: bool = False
    grounds: Occasion | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """One letter's content. Sections that are empty are left out of the mail.

    own, theirs: what the reader owes, what the other owes; in the prep the leader's own come first.
    more: own items past the seventh, a line each. drafts: what waits for the reader's yes;
    waiting: what waits for the other's. since: when the pair last met (UTC), None if never.
    """

    reader: Person
    other: Person
    leads: bool
    start: datetime | None
    own: tuple[Row, ...]
    more: tuple[Row, ...]
    theirs: tuple[Row, ...]
    theirs_more: tuple[Row, ...]
    drafts: tuple[Draft, ...]
    waiting: tuple[Draft, ...]
    topics: tuple[Quote, ...]
    kept: tuple[Row, ...]

    @property
    def empty(self) -> bool:
        """Nothing is agreed or waits to be: an invitation takes the agenda's place."""
        rows = (*self.own, *self.more, *self.theirs, *self.theirs_more)
        return not (rows or self.drafts or self.waiting)

    @property
    def items(self) -> tuple[Item, ...]:
        """The item table: drafts ask for a consent, the reader's own items for what their row asks.

        Where a change of an item in force waits, a yes means the change, a number the item.
        """
        rows = [item(r) for r in (*self.own, *self.more)]
        rows += [_others(r) for r in (*self.theirs, *self.theirs_more)]
        drafts = {d.label: d for d in self.drafts}
        shown = [_with_change(r, drafts.pop(r.label, None)) for r in rows]
        return (*shown, *(draft_item(d) for d in drafts.values()))


def _others(row: Row) -> Item:
    """The other's item asks nothing, but for a verdict on which the two differ."""
    return item(row, asked=row.asked if row.contested else Asked.OPEN)


def _with_change(row: Item, change: Draft | None) -> Item:
    return replace(row, version=change.version, asked=Asked.CONSENT) if change else row


def draft_item(draft: Draft) -> Item:
    """A draft or a change in an item table: a yes there means this version."""
    return Item(
        label=draft.label,
        owner=draft.owner,
        agreement=draft.label,
        title=draft.terms.outcome,
        version=draft.version,
        standing=None,
        target=draft.terms.target,
        unit=draft.terms.unit.casefold(),
        period=draft.terms.period,
        due=draft.terms.due,
        asked=Asked.CONSENT,
    )


def between(ledger: Ledger, owner: str, other: str) -> dict[str, Agreement]:
    """The agreements that `owner` has with `other`, from the owner's ledger."""
    return {label: a for label, a in fold(owner, ledger.entries).items() if other in a.parties}


def draft(agreement: Agreement, reader: Person, name: Callable[[str], str]) -> Draft:
    terms, version = agreement.wanted
    return Draft(
        owner=agreement.owner,
        owner_called=name(agreement.owner),
        own=agreement.owner == reader.id,
        label=agreement.label,
        terms=terms,
        was=agreement.terms if agreement.proposal is not None else None,
        version=version,
        yes=tuple(
            name(p)
            for p in agreement.parties
            if p in agreement.consents and agreement.consents[p].version == version
        ),
        proposer_called=name(agreement.proposer or agreement.author),
        record=agreement.record,
        request=agreement.request,
        grounds=grounds(agreement),
    )


def agenda(
    reader: Person,
    other: Person,
    ledgers: Mapping[str, Ledger],
    now: datetime,
    *,
    start: datetime | None = None,
    since: datetime | None = None,
    meetings: Iterable[Meeting] = (),
    begin: date = date.min,
) -> Agenda:
    """The agenda of `reader` with `other`, from both ledgers (by person id).

    meetings: those of the pair; begin: the local day from which they are held beside a promise to
    meet.
    """
    called = {reader.id: reader.called, other.id: other.called}
    name: Callable[[str], str] = lambda person: called.get(person, person)  # noqa: E731
    today = now.astimezone(reader.tz).date()
    mine = between(ledgers[reader.id], reader.id, other.id)
    yours = between(ledgers[other.id], other.id, reader.id)
    both = (*mine.values(), *yours.values())
    leads = other.leader == reader.id
    rep, met = other if leads else reader, tuple(meetings)
    calendar = lambda a: on_the_calendar(a, met, now, reader.tz, begin)  # noqa: E731
    own, own_brief = at_pace(_rows(mine, reader, name, now, since, ledgers), rep, both, calendar)
    theirs, theirs_brief = at_pace(
        _rows(yours, reader, name, now, since, ledgers), rep, both, calendar
    )
    mine_full, theirs_full = _in_full(leads, len(own), len(theirs))
    kept = [a for a in both if a.verdict is Verdict.KEPT and not a.contested]
    return Agenda(
        reader=reader,
        other=other,
        leads=leads,
        start=start,
        own=own[:mine_full],
        more=own[mine_full:] + own_brief,
        theirs=theirs[:theirs_full],
        theirs_more=theirs[theirs_full:] + theirs_brief,
        drafts=tuple(draft(a, reader, name) for a in both if a.asks(reader.id)),
        waiting=tuple(
            draft(a, reader, name) for a in both if a.missing() and reader.id not in a.missing()
        ),
        topics=_topics(ledgers, reader, other, name, since),
        kept=tuple(
            row(a, reader, name, today) for a in kept if since and a.closed and a.closed > since
        ),
    )


def _in_full(leads: bool, own: int, theirs: int) -> tuple[int, int]:
    """How many of each side stand in full.

    In the rep's mail the leader's items are short lines; in a prep the two sides share the seven,
    and what one side leaves goes to the other.
    """
    if not leads:
        return IN_FULL, IN_FULL
    mine = min(own, max(IN_FULL - theirs, (IN_FULL + 1) // 2))
    return mine, IN_FULL - mine


def _rows(
    agreements: Mapping[str, Agreement],
    reader: Person,
    name: Callable[[str], str],
    now: datetime,
    since: datetime | None,
    ledgers: Mapping[str, Ledger],
) -> tuple[Row, ...]:
    """Items in force: the open ones, and those said done since the pair last met."""
    today = now.astimezone(reader.tz).date()
    shown = []
    for agreement in agreements.values():
        fresh = agreement.closed is not None and (since is None or agreement.closed > since)
        if agreement.in_force and (agreement.open or fresh):
            before = _before(ledgers[agreement.owner], agreement, since)
            shown.append(row(agreement, reader, name, today, before=before))
    return by_urgency(shown)


def _before(ledger: Ledger, agreement: Agreement, since: datetime | None) -> Agreement | None:
    """The agreement as it was when the pair last met."""
    if since is None:
        return None
    entries = (e for e in ledger.entries if e.agreement == agreement.label and e.time <= since)
    return fold(ledger.owner, entries).get(agreement.label)


def _topics(
    ledgers: Mapping[str, Ledger],
    reader: Person,
    other: Person,
    name: Callable[[str], str],
    since: datetime | None,
) -> tuple[Quote, ...]:
    """Lines of either side that name no item, from after the last meeting, verbatim."""
    found: list[Entry] = []
    for writer, about in ((reader, other.id), (other, reader.id)):
        entries = ledgers[writer.id].entries
        gone = undone(entries)
        found += [
            e
            for e in entries
            if e.kind in (Kind.TOPIC, Kind.ASKED)
            and not e.agreement
            and e.author == writer.id
            # to nobody: for the writer's leader, never for all whom the writer leads
            and e.values.get("to", writer.leader) == about
            and e.values.get("code") != NOTHING_TO_UNDO
            and (e.source, "") not in gone
            and (since is None or e.time > since)
            and e.words
        ]
    found.sort(key=lambda e: e.time)
    return tuple(quote(e.author, e.time, e.words, reader, name) for e in found)
