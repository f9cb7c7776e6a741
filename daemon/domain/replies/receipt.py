"""The receipt: what was understood, made from the entries that a reply left, never read twice.

What is in doubt stands first, then what changed, then what was kept as words.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from daemon.domain.agreements.agreement import Agreement
from daemon.domain.agreements.shown import Row
from daemon.domain.agreements.terms import Terms
from daemon.domain.ledger import Entry, Handled, Kind
from daemon.domain.matters import Phrase
from daemon.domain.outbox import Asked, Item, Letter
from daemon.domain.people import Person


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


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A draft shown back. ask: the writer's own yes is needed before it goes to the other."""

    label: str
    owner_called: str
    own: bool
    terms: Terms
    version: int
    ask: bool
    change: bool


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
    listing: the open agreements, where LIST was asked for.
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
    help_wanted: bool = False

    @property
    def clean(self) -> bool:
        """Nothing to look at: no doubt, no flag, no draft to say yes to, no list asked for."""
        return not (
            self.doubts
            or any(a.flag for a in self.answers)
            or any(d.ask for d in self.drafts)
            or self.list_wanted
            or self.help_wanted
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
) -> Receipt:
    """`entries`: (owner, entry) of the replies in order; `agreements`: as they stand now."""
    page = Receipt(reader, other_called, unread=tuple(unread))
    for owner, entry in entries:
        page = _add(page, owner, entry, agreements.get((owner, entry.agreement)), name)
    return page


def _add(
    page: Receipt,
    owner: str,
    entry: Entry,
    agreement: Agreement | None,
    name: Callable[[str], str],
) -> Receipt:
    if entry.kind is Kind.ASKED and entry.values.get("doubt"):
        return replace(page, doubts=(*page.doubts, _doubt(entry, agreement)))
    if entry.kind is Kind.UNDONE:
        return replace(page, undone=_once(page.undone, entry.agreement))
    if not entry.agreement:
        return _about_none(page, entry)
    if agreement is None:
        return page
    if entry.kind is Kind.PROPOSED and entry.values.get("request"):
        return replace(page, requests=(*page.requests, entry.words))
    if entry.kind in (Kind.PROPOSED, Kind.COUNTERED):
        draft = _new_draft(page.reader, owner, entry, agreement, name)
        return replace(page, drafts=(*page.drafts, draft))
    if entry.kind is Kind.ACKNOWLEDGED and not entry.values.get("verdict"):
        return _acknowledged(page, owner, entry, agreement, name)
    return replace(page, answers=(*page.answers, _answer(entry, agreement, name)))


def _once(labels: tuple[str, ...], label: str) -> tuple[str, ...]:
    return labels if label in labels else (*labels, label)


_COMMANDS = {Kind.PAUSED, Kind.RESUMED, Kind.QUIETED, Kind.SKIPPED}


def _about_none(page: Receipt, entry: Entry) -> Receipt:
    command = entry.values.get("command", "")
    if entry.kind in _COMMANDS:
        phrase = Phrase(f"command-{command}", {"name": entry.values.get("name", "")})
        return replace(page, commands=(*page.commands, phrase))
    if command == "list":
        return replace(page, list_wanted=True)
    if command == "help":
        return replace(page, help_wanted=True)
    if entry.words and not command:
        return replace(page, topics=(*page.topics, entry.words))
    return page


def _doubt(entry: Entry, agreement: Agreement | None) -> Doubt:
    values = entry.values
    choices = tuple(c for c in values.get("choices", "").split("|") if c)
    standing = agreement.count() if agreement else None
    slots: dict[str, object] = {k.removeprefix("said-"): v for k, v in values.items() if k.startswith("said-")}
    slots |= {"label": values.get("label", ""), "choices": choices}
    if agreement is not None:
        slots |= {"standing": standing, "target": agreement.terms.target}
    return Doubt(
        label=values.get("label", "") or entry.agreement,
        words=entry.words,
        phrase=Phrase(f"doubt-{values['code']}", slots),
        choices=choices,
    )


def _new_draft(
    reader: Person,
    owner: str,
    entry: Entry,
    agreement: Agreement,
    name: Callable[[str], str],
) -> NewDraft:
    terms, version = agreement.wanted
    return NewDraft(
        label=entry.agreement,
        owner_called=name(owner),
        own=owner == reader.id,
        terms=terms,
        version=version,
        ask=reader.id in agreement.missing(),
        change=entry.kind is Kind.COUNTERED,
    )


def _acknowledged(
    page: Receipt,
    owner: str,
    entry: Entry,
    agreement: Agreement,
    name: Callable[[str], str],
) -> Receipt:
    if agreement.in_force and agreement.proposal is None:
        final = Final(entry.agreement, name(owner), agreement.terms, agreement.record)
        return replace(page, finals=(*page.finals, final))
    waiting = tuple(name(p) for p in agreement.missing())
    phrase = Phrase("said-yes", {"waiting": waiting})
    answer = Answer(entry.agreement, phrase, entry.words, record=agreement.record)
    return replace(page, answers=(*page.answers, answer))


def _answer(entry: Entry, agreement: Agreement, name: Callable[[str], str]) -> Answer:
    return Answer(
        label=entry.agreement,
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
    count = agreement.count() if agreement.in_force else None
    slots = {"standing": count, "target": agreement.terms.target}
    return Phrase("words-kept" if count is None else "words-kept-count", slots)


def _flag(entry: Entry, agreement: Agreement) -> Phrase | None:
    flag = entry.values.get("flag")
    if not flag:
        return None
    slots = {"standing": agreement.count(), "target": agreement.terms.target}
    return Phrase(f"flag-{flag}", slots)


def items(page: Receipt, answered: Iterable[Letter], owners: Mapping[str, str]) -> tuple[Item, ...]:
    """The receipt's item table: the answered mails' items, and the new drafts.

    Where exactly one thing is asked, it alone keeps what is asked, so that a bare answer is about
    it; the rest is open.
    """
    asked = {d.label for d in page.doubts if d.label}
    asked |= {d.label for d in page.drafts if d.ask}
    table: dict[str, Item] = {}
    for letter in answered:
        for item in letter.items:
            table[item.label] = item if item.label in asked or not asked else _open(item)
    for draft in page.drafts:
        table[draft.label] = Item(
            label=draft.label,
            owner=owners[draft.label],
            agreement=draft.label,
            title=draft.terms.outcome,
            version=draft.version,
            target=draft.terms.target,
            unit=draft.terms.unit.casefold(),
            due=draft.terms.due,
            asked=Asked.CONSENT if draft.ask else Asked.OPEN,
        )
    return tuple(table.values())


def _open(item: Item) -> Item:
    return replace(item, asked=Asked.OPEN)


def covers(entries: Iterable[tuple[str, Handled]]) -> tuple[str, ...]:
    """The Message-IDs one receipt answers, in order of arrival."""
    return tuple(m for m, _ in sorted(entries, key=lambda pair: (pair[1].time, pair[0])))


