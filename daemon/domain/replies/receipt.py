"""The receipt: what was understood, made from the entries that a reply left, never read twice.

What is in doubt stands first, then what changed, then what was kept as words.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from daemon.domain.agreements.agreement import Agreement
from daemon.domain.agreements.drafts.points import Open, Point, question
from daemon.domain.agreements.shown import Row
from daemon.domain.agreements.terms import Terms
from daemon.domain.ledger import Entry, Handled, Kind, Ledger
from daemon.domain.matters import CLEAN, QUIET, Phrase
from daemon.domain.meetings.agenda import Draft
from daemon.domain.people import Person
from daemon.domain.replies.confirming import Answer, Doubt, answer, doubt

__all__ = ["Answer", "Doubt", "Final", "NewDraft", "Receipt", "covers", "quiet_is_due", "receipt"]

CLEAN_BEFORE_QUIET = 5


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A draft shown back. ask: the writer's own yes is needed before it goes to the other.

    owner, agreement: whose ledger it lies in, and its label there. open: the one question about
    what its words leave open, None where they leave nothing.
    """

    label: str
    owner_called: str
    own: bool
    terms: Terms
    version: int
    ask: bool
    change: bool
    owner: str = ""
    agreement: str = ""
    open: Phrase | None = None


_KEPT_BY_UNDO = ("said-yes", "now-refused")


@dataclass(frozen=True, slots=True)
class Final:
    """The last yes made this an agreement: the final text with its record head."""

    label: str
    owner_called: str
    terms: Terms
    record: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The content of one receipt mail, for one person and all replies it answers.

    topics: lines for the next 1:1; requests: lines put to the other, as drafts of the other's own.
    listing, waiting: the open agreements and what is not agreed yet, where LIST was asked for.
    """

    reader: Person
    other_called: str
    doubts: tuple[Doubt, ...] = ()
    answers: tuple[Answer, ...] = ()
    drafts: tuple[NewDraft, ...] = ()
    finals: tuple[Final, ...] = ()
    topics: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    commands: tuple[Phrase, ...] = ()
    unread: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    list_wanted: bool = False
    listing: tuple[Row, ...] = ()
    waiting: tuple[Draft, ...] = ()
    help_wanted: bool = False
    offers_quiet: bool = False

    @property
    def empty(self) -> bool:
        """Nothing was recorded, asked or answered: at most some lines were left out."""
        return self == Receipt(self.reader, self.other_called, unread=self.unread)

    @property
    def clean(self) -> bool:
        """Nothing to look at: no doubt or flag, nothing to say yes to or agreed, nothing asked for."""
        return not (
            self.doubts
            or any(a.flag for a in self.answers)
            or any(d.ask for d in self.drafts)
            or self.finals
            or self.list_wanted
            or self.help_wanted
        )

    @property
    def undoable(self) -> bool:
        """Something here can be taken back by UNDO; a yes and a no to words can't."""
        return any(a.phrase.key not in _KEPT_BY_UNDO for a in self.answers) or bool(
            self.drafts or self.topics or self.requests
        )

    @property
    def records(self) -> tuple[tuple[str, str], ...]:
        """(label, head of the chain) of everything recorded or agreed, each label once."""
        pairs = [(a.label, a.record) for a in self.answers if a.record and a.label]
        pairs += [(f.label, f.record) for f in self.finals]
        return tuple(dict(pairs).items())


def receipt(
    reader: Person,
    other_called: str,
    entries: Iterable[tuple[str, Entry]],
    agreements: Mapping[tuple[str, str], Agreement],
    name: Callable[[str], str],
    unread: Iterable[str] = (),
    labels: Mapping[tuple[str, str], str] | None = None,
) -> Receipt:
    """`entries`: (owner, entry) of the replies in order; `agreements`: as they stand now.

    labels: what the answered letters called an agreement, by (owner, label): a Monday letter and a
    batch of several pairs count their own lines.
    """
    page = Receipt(reader, other_called, unread=tuple(unread))
    for owner, entry in entries:
        key = (owner, entry.agreement)
        label = (labels or {}).get(key, entry.agreement)
        page = _add(page, label, owner, entry, agreements.get(key), name)
    return page


def _add(
    page: Receipt,
    label: str,
    owner: str,
    entry: Entry,
    agreement: Agreement | None,
    name: Callable[[str], str],
) -> Receipt:
    if entry.kind is Kind.ASKED and entry.values.get("doubt"):
        return replace(page, doubts=(*page.doubts, doubt(label, entry, agreement)))
    if entry.kind is Kind.UNDONE:
        return replace(page, undone=_once(page.undone, label))
    if not entry.agreement:
        return _about_none(page, entry)
    if agreement is None or entry.values.get("moved"):
        return page  # taken back since, or shown where it went
    if entry.kind is Kind.PROPOSED and entry.values.get("request"):
        return replace(page, requests=(*page.requests, entry.words))
    if entry.kind in (Kind.PROPOSED, Kind.COUNTERED):
        draft = _new_draft(page.reader, label, owner, entry, agreement, name)
        return replace(page, drafts=(*page.drafts, draft))
    if entry.kind is Kind.ACKNOWLEDGED and not entry.values.get("verdict"):
        return _acknowledged(page, label, owner, entry, agreement, name)
    return replace(page, answers=(*page.answers, answer(label, entry, agreement)))


def _once(labels: tuple[str, ...], label: str) -> tuple[str, ...]:
    return labels if label in labels else (*labels, label)


_COMMANDS = {Kind.PAUSED, Kind.RESUMED, Kind.QUIETED, Kind.SKIPPED}


def _about_none(page: Receipt, entry: Entry) -> Receipt:
    command = entry.values.get("command", "")
    if entry.kind in _COMMANDS:
        return replace(page, commands=(*page.commands, _obeyed(command, entry)))
    if command == "list":
        return replace(page, list_wanted=True)
    if command == "help":
        return replace(page, help_wanted=True)
    if entry.words and not command:
        return replace(page, topics=(*page.topics, entry.words))
    return page


def _obeyed(command: str, entry: Entry) -> Phrase:
    if until := entry.values.get("until"):
        return Phrase(f"command-{command}-until", {"until": date.fromisoformat(until)})
    return Phrase(f"command-{command}", {"name": entry.values.get("name", "")})


def _new_draft(
    reader: Person,
    label: str,
    owner: str,
    entry: Entry,
    agreement: Agreement,
    name: Callable[[str], str],
) -> NewDraft:
    terms, version = agreement.wanted
    ask = reader.id in agreement.missing()
    return NewDraft(
        label=label,
        owner_called=name(owner),
        own=owner == reader.id,
        terms=terms,
        version=version,
        ask=ask,
        change=entry.kind is Kind.COUNTERED,
        owner=owner,
        agreement=entry.agreement,
        open=_left_open(entry) if ask else None,
    )


def _left_open(entry: Entry) -> Phrase | None:
    """What was found as the draft was written down; its words may have been erased since."""
    points = entry.values.get("open", "").split(",")
    words = entry.texts.get("open", "")
    return question([Open(Point(p), words) for p in points if p])


def _acknowledged(
    page: Receipt,
    label: str,
    owner: str,
    entry: Entry,
    agreement: Agreement,
    name: Callable[[str], str],
) -> Receipt:
    if agreement.in_force and agreement.proposal is None:
        final = Final(label, name(owner), agreement.terms, agreement.record)
        return replace(page, finals=(*page.finals, final))
    waiting = tuple(name(p) for p in agreement.missing())
    phrase = Phrase("said-yes", {"waiting": waiting})
    new = Answer(label, phrase, entry.words, record=agreement.record)
    return replace(page, answers=(*page.answers, new))


def covers(entries: Iterable[tuple[str, Handled]]) -> tuple[str, ...]:
    """The Message-IDs one receipt answers, in order of arrival."""
    return tuple(m for m, _ in sorted(entries, key=lambda pair: (pair[1].time, pair[0])))


def quiet_is_due(ledger: Ledger) -> bool:
    """Whether a receipt should offer QUIET: five had nothing to look at, and it was never said."""
    carried = [letter.matters for letter in ledger.letters.values()]
    known = any(QUIET in matters for matters in carried)
    known = known or any(entry.kind is Kind.QUIETED for entry in ledger.entries)
    return not known and sum(CLEAN in matters for matters in carried) >= CLEAN_BEFORE_QUIET
