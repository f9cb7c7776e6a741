"""The ledger of one person: what was said, what was mailed, when they meet.

Entries are only appended; everything else about agreements is folded from them. An agreement is
its own chain: each of its entries carries the hash of the one before, so that a changed or removed
entry shows (`verify`). What a person typed can be erased without breaking the chain, because the
chain holds only a salted hash of it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from daemon.domain.outbox import Letter, State, counts_to_ceiling

FORMAT = 1
SENT_LATELY = timedelta(days=8)
LOOK_AT = "look-at"


class Kind(StrEnum):
    """What an entry says happened. The state of anything is the last such entry, never a flag."""

    PROPOSED = "proposed"
    ACKNOWLEDGED = "acknowledged"
    COUNTERED = "countered"
    UPDATED = "updated"
    NOTED = "noted"
    TOPIC = "topic"
    ASKED = "asked"
    SUGGESTED = "suggested"
    CONTESTED = "contested"
    RENEGOTIATED = "renegotiated"
    CLOSED = "closed"
    REOPENED = "reopened"
    UNDONE = "undone"
    SHARED = "shared"
    WELCOMED = "welcomed"
    PAUSED = "paused"
    RESUMED = "resumed"
    QUIETED = "quieted"
    SKIPPED = "skipped"
    REASSIGNED = "reassigned"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    agreement: its label ("A7"), unique in this ledger; "" for what concerns no agreement.
    source, line: where it comes from (a Message-ID, `import:…`, `cli:…`) and which statement of
        it. The two are the entry's key: appending the same key again changes nothing.
    texts: words of people (`words` as typed, terms such as `outcome`). They can be erased.
    values: facts that are no one's words (numbers, dates, codes, ids), as strings.
    salt: 16 random bytes in hex, which keep an erased text from being guessed from its hash.
    record: the chain's hash after this entry, 64 hex digits; "" outside any agreement.
    """

    kind: Kind
    time: datetime
    author: str
    source: str
    line: str
    agreement: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    salt: str = ""
    texts_hash: str = ""
    record: str = ""

    @property
    def words(self) -> str:
        return self.texts.get("words", "")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A 1:1 of a pair, by its own number; it keeps every occurrence reference ever seen for it.

    start, end: UTC. state: "on", or "cancelled" once a calendar surely said so.
    """

    number: int
    pair: str
    start: datetime
    end: datetime
    references: tuple[str, ...] = ()
    state: str = "on"


@dataclass(frozen=True, slots=True)
class Handled:
    """An incoming mail that was dealt with.

    answered: key of the letter it answers; raw: its bytes in the Vault.
    receipt_due: when its receipt may be made, None where none is owed or it was made.
    ledgers: owners whose ledgers hold entries of it, the writer last.
    code: "read", or why it was not ("held-sender", "auto-reply", …).
    """

    time: datetime
    code: str = "read"
    answered: str = ""
    raw: str = ""
    message_id: str = ""
    subject: str = ""
    references: tuple[str, ...] = ()
    receipt_due: datetime | None = None
    ledgers: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that is kept about one person (or `_house`, the installation itself)."""

    owner: str
    entries: tuple[Entry, ...] = ()
    letters: Mapping[str, Letter] = field(default_factory=dict)
    handled: Mapping[str, Handled] = field(default_factory=dict)
    meetings: Mapping[int, Meeting] = field(default_factory=dict)
    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Index:
    """What a store must find without reading ledgers; derived, so losing it loses nothing.

    next_due: the first UTC instant at which this ledger has work to do, None if it has none.
    references: Message-IDs and tags of its letters and of the mails it handled.
    sent_lately: when unasked letters left within the last eight days before the newest one.
    """

    next_due: datetime | None
    references: frozenset[str]
    sent_lately: tuple[datetime, ...]


def keys(ledger: Ledger) -> frozenset[tuple[str, str]]:
    return frozenset((e.source, e.line) for e in ledger.entries)


def append(ledger: Ledger, entries: Iterable[Entry]) -> Ledger:
    """The ledger with `entries` added, chained, each time >= the ledger's last; known keys skipped.

    Entries come with `salt` set and `texts_hash`, `record` empty.
    """
    seen = set(keys(ledger))
    heads = chain_heads(ledger.entries)
    lengths = _lengths(ledger.entries)
    last = ledger.entries[-1].time if ledger.entries else datetime.min.replace(tzinfo=UTC)
    added: list[Entry] = []
    for entry in entries:
        if (entry.source, entry.line) in seen:
            continue
        seen.add((entry.source, entry.line))
        last = max(last, entry.time)
        entry = replace(entry, time=last, texts_hash=hash_texts(entry.salt, entry.texts))
        if entry.agreement:
            seq = lengths.get(entry.agreement, 0)
            record = link(heads.get(entry.agreement, ""), ledger.owner, seq, entry)
            entry = replace(entry, record=record)
            heads[entry.agreement] = record
            lengths[entry.agreement] = seq + 1
        added.append(entry)
    if not added:
        return ledger
    return look_at(replace(ledger, entries=ledger.entries + tuple(added)), last)


def look_at(ledger: Ledger, when: datetime) -> Ledger:
    """The ledger with the UTC instant at which its person's letters should be planned again."""
    return replace(ledger, meta={**ledger.meta, LOOK_AT: when.astimezone(UTC).isoformat()})


def looks_at(ledger: Ledger) -> datetime | None:
    """When to plan again, None where it was never planned."""
    text = ledger.meta.get(LOOK_AT)
    return datetime.fromisoformat(text) if text else None


def hash_texts(salt: str, texts: Mapping[str, str]) -> str:
    return hashlib.sha256(salt.encode() + _canonical(dict(texts))).hexdigest()


def link(previous: str, owner: str, seq: int, entry: Entry) -> str:
    """The hash that follows `previous`. Migrations must never touch what goes in here."""
    hashed = {
        "v": FORMAT,
        "agreement": f"{owner}/{entry.agreement}",
        "seq": seq,
        "kind": entry.kind.value,
        "time": entry.time.astimezone(UTC).isoformat(),
        "author": entry.author,
        "message": entry.source,
        "line": entry.line,
        "values": dict(entry.values),
        "texts": entry.texts_hash,
    }
    return hashlib.sha256(previous.encode() + _canonical(hashed)).hexdigest()


def chain_heads(entries: Iterable[Entry]) -> dict[str, str]:
    """The last record of each agreement."""
    return {e.agreement: e.record for e in entries if e.agreement}


def _lengths(entries: Iterable[Entry]) -> dict[str, int]:
    lengths: dict[str, int] = {}
    for entry in entries:
        if entry.agreement:
            lengths[entry.agreement] = lengths.get(entry.agreement, 0) + 1
    return lengths


def _canonical(value: object) -> bytes:
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where a chain does not hold."""

    agreement: str
    seq: int
    what: str


def verify(ledger: Ledger) -> tuple[Fault, ...]:
    """Every entry whose hash or words are not what was recorded.

    Words that are gone are no fault where an `erased` entry names their writer.
    """
    erased = {e.values.get("person") for e in ledger.entries if e.kind is Kind.ERASED}
    faults: list[Fault] = []
    heads: dict[str, str] = {}
    lengths: dict[str, int] = {}
    for entry in ledger.entries:
        bare = not entry.salt and not entry.texts and entry.author in erased
        if not bare and entry.texts_hash != hash_texts(entry.salt, entry.texts):
            faults.append(Fault(entry.agreement, lengths.get(entry.agreement, 0), "words"))
        if entry.agreement:
            seq = lengths.get(entry.agreement, 0)
            if entry.record != link(heads.get(entry.agreement, ""), ledger.owner, seq, entry):
                faults.append(Fault(entry.agreement, seq, "record"))
            heads[entry.agreement] = entry.record
            lengths[entry.agreement] = seq + 1
    return tuple(faults)


def next_number(ledger: Ledger, letter: str) -> int:
    """The next free number for labels that begin with `letter`; numbers are never used twice."""
    used = [
        int(e.agreement[1:])
        for e in ledger.entries
        if e.kind is Kind.PROPOSED and e.agreement[:1] == letter
    ]
    return max(used, default=0) + 1


def erase(ledger: Ledger, person: str) -> Ledger:
    """The ledger without any word that `person` typed; hashes, numbers and dates stay.

    An `erased` entry with the value `person` belongs to it, or `verify` finds the words missing.
    """
    bare = tuple(
        replace(e, texts={}, salt="") if e.author == person and e.texts else e
        for e in ledger.entries
    )
    return replace(ledger, entries=bare)


def index(ledger: Ledger) -> Index:
    due = [
        at
        for letter in ledger.letters.values()
        if letter.state in (State.QUEUED, State.SENDING)
        for at in [letter.not_before]
    ]
    due += [h.receipt_due for h in ledger.handled.values() if h.receipt_due]
    due += [at for at in [looks_at(ledger)] if at]
    references = {
        reference
        for letter in ledger.letters.values()
        for reference in (letter.tag, letter.message_id)
        if reference
    }
    references |= set(ledger.handled)
    sent = sorted(
        letter.sent
        for letter in ledger.letters.values()
        if letter.sent and counts_to_ceiling(letter)
    )
    lately = tuple(at for at in sent if at > sent[-1] - SENT_LATELY)
    return Index(min(due, default=None), frozenset(references), lately)
