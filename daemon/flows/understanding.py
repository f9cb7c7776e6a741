"""What a reply says and would record, worked out without changing anything."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from daemon.domain import workdays
from daemon.domain.agreements.agreement import Agreement, fold
from daemon.domain.ledger import Entry, Ledger
from daemon.domain.meetings.goals import asked_in
from daemon.domain.outbox import Letter, LetterKind
from daemon.domain.people import Directory, Person
from daemon.domain.replies.gates import held, undoable
from daemon.domain.replies.meaning.reading import read
from daemon.domain.replies.message import Extract, IncomingMessage
from daemon.domain.replies.reactions import without_reaction
from daemon.domain.replies.recording.applying import Context, Recorded, apply
from daemon.domain.replies.statements import Reading, Table
from daemon.domain.replies.typed.quotes import extract
from daemon.errors import StoreError
from daemon.flows.capturing import between_people, drafts_alone, other_side
from daemon.flows.house import House

LEFT_OUT = ("signature", "device", "disclaimer")  # shown as not read; quotes are not


@dataclass(frozen=True, slots=True)
class Understood:
    """A reply as far as it is read: whose, to which letter, what it says, what it would record."""

    writer: Person
    letter: Letter
    reading: Reading
    recorded: tuple[Recorded, ...]
    left_out: tuple[str, ...]


def understand(
    house: House, message: IncomingMessage, writer: Person, letter: Letter, now: datetime
) -> Understood:
    """What would be recorded for a mail, changing nothing: also what `accord explain` shows."""
    directory = house.directory()
    typed = typed_in(house, message, letter)
    other = partner(directory, writer, letter)
    if not letter.key:
        other = other_side(directory, partners(directory, writer), message) or other
    leads = bool(other) and directory.people[other].leader == writer.id
    table = Table(
        items=letter.items,
        prefix="" if letter.items and letter.items[0].label.isdigit() else "L" if leads else "A",
        today=workdays.today(writer, now),
        fiscal=house.settings.fiscal,
        writer=writer.id,
        goals=asked_in(letter.matters),
    )
    reading = read(typed.typed, table)
    if between_people(house, message, letter):
        reading, typed = drafts_alone(reading), Extract((), ())
    context = _context(house, message.message_id, writer, letter, other, now)
    return Understood(writer, letter, reading, apply(reading, context), _left_out(typed))


def typed_in(house: House, message: IncomingMessage, letter: Letter) -> Extract:
    """What the person typed in answer to a letter; of a mail reaction its emoji alone."""
    labels = (*(item.label for item in letter.items), *asked_in(letter.matters))
    reader = house.directory().people.get(letter.addressee)
    furniture = house.renderer.furniture(*([reader.language] if reader else []))
    found = extract(message.lines, text_of(house, letter), labels, furniture)
    return without_reaction(message, found)


def _left_out(typed: Extract) -> tuple[str, ...]:
    """A signature is shown as left out by its first line, so that nobody wonders where it went."""
    lines = [d.text for d in typed.dropped if d.why in LEFT_OUT and any(map(str.isalnum, d.text))]
    return (lines[0] + (" …" if len(lines) > 1 else ""),) if lines else ()


def text_of(house: House, letter: Letter) -> str:
    """The letter as it was sent; "" where its text is kept no longer, or was erased."""
    try:
        return house.vault.get(letter.text).decode() if letter.text else ""
    except StoreError:
        return ""


def _context(
    house: House, source: str, writer: Person, letter: Letter, other: str, now: datetime
) -> Context:
    directory = house.directory()
    ledger = house.store.read(writer.id)
    sources = _taken_back(ledger, letter)
    owners = {o for m in sources if m in ledger.handled for o in ledger.handled[m].ledgers}
    written = {o: entries_before(house, o, source) for o in sorted(owners)}
    return Context(
        writer=writer,
        other=other,
        leads=bool(other) and directory.people[other].leader == writer.id,
        letter=letter,
        agreements=agreements(house, {i.owner for i in letter.items} | {writer.id}, source),
        now=now,
        source=source,
        recent=tuple((o, e) for o in written for e in undoable(written[o], writer.id, sources)),
        held=tuple((o, e) for o in written for e in held(written[o], writer.id, sources)),
        later=tuple((o, e) for o in written for e in _later(written[o], writer.id, sources)),
        partners=partners(directory, writer),
        thumbs=_thumbs(house, writer, letter, source),
        fiscal=house.settings.fiscal,
    )


def _thumbs(house: House, writer: Person, letter: Letter, source: str) -> frozenset[str]:
    """What the writer's thumbs were asked about before this mail."""
    owners = sorted({writer.id, *(i.owner for i in letter.items)})
    return frozenset(
        entry.values["thumb"]
        for owner in owners
        for entry in entries_before(house, owner, source)
        if entry.author == writer.id and "thumb" in entry.values
    )


def partners(directory: Directory, person: Person) -> tuple[Person, ...]:
    """Those the person has 1:1s with."""
    leader = directory.people.get(person.leader)
    reports = directory.reports(person.id)
    return (leader, *reports) if leader else reports


def partner(directory: Directory, writer: Person, letter: Letter) -> str:
    """The other half of the pair a letter is about; where it is about none, the only one there is."""
    if "+" in letter.about:
        other = directory.other(letter.about, writer.id)
        return other if other in directory.people else ""
    known = partners(directory, writer)
    return known[0].id if len(known) == 1 else ""


def agreements(
    house: House, owners: Iterable[str], before: str = ""
) -> Mapping[tuple[str, str], Agreement]:
    """Every agreement in these ledgers, by (owner, label), or as they were before a mail."""
    return {
        (owner, label): agreement
        for owner in sorted(owners)
        for label, agreement in fold(owner, entries_before(house, owner, before)).items()
    }


def entries_before(house: House, owner: str, source: str) -> tuple[Entry, ...]:
    """A crash may have recorded half of a mail: read again, it must say what it said at first."""
    return tuple(takewhile(lambda e: e.source != source, house.store.read(owner).entries))


def _taken_back(ledger: Ledger, letter: Letter) -> Collection[str]:
    """The mails an UNDO is about: those a receipt confirmed, else the last reply in this thread."""
    if letter.kind is LetterKind.RECEIPT:
        return frozenset(letter.matters)
    replies = [
        (h.time, m)
        for m, h in ledger.handled.items()
        if h.code == "read"
        and h.ledgers
        and (old := ledger.letters.get(h.answered))
        and old.about == letter.about
    ]
    return {max(replies)[1]} if replies else frozenset()


def _later(entries: tuple[Entry, ...], writer: str, sources: Collection[str]) -> Iterable[Entry]:
    """Counts that were reckoned from what was there before them, in mails after those."""
    places = [n for n, e in enumerate(entries) if e.source in sources]
    after = entries[places[-1] + 1 :] if places else ()
    return (e for e in after if e.author == writer and e.values.get("relative"))
