"""A rep's year as its ledger holds it: agreements each quarter, an agenda, a reply and a receipt a week."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from daemon.domain import tags
from daemon.domain.agreements.terms import Category, Terms, texts_of, values_of
from daemon.domain.ledger import Entry, Handled, Kind, Ledger, Meeting, append
from daemon.domain.outbox import Item, Letter, LetterKind, State
from daemon.domain.people import pair_key

START = datetime(2026, 1, 5, 9, tzinfo=UTC)  # a Monday
WEEK = timedelta(days=7)
QUARTER = 13  # weeks
INSTALL_KEY = bytes(32)
ADDRESS = "accord@halden.example"
WAY = timedelta(days=3)  # from the mail to the meeting it is about

# (outcome, unit, target); what has no target is done once.
OUTCOMES = (
    ("First meetings with new port operators on the Adriatic", "meetings", 8),
    ("Offers out to fleets with more than forty vans", "offers", 12),
    ("Hand Nordfracht's renewal to procurement with both signatures", "", 0),
    ("Joint visits with Lena at accounts she takes over", "visits", 5),
    ("Demos of the routing add-on for existing customers", "demos", 10),
    ("Write the two-page case on Halden Port and have it approved", "", 0),
    ("Calls reviewed with Dana, one recording each", "calls", 6),
    ("Pass the second part of the pricing course", "", 0),
)
SAID = (
    "Two more since Monday, the port authority in Koper asked for a second date in March.",
    "Same as last week; their buyer is on leave until the 14th, I'll ring again on the 15th.",
    "3 of 8, and a fourth is pencilled in. They want the routing numbers for winter first.",
    "Stuck: legal has had the draft for nine days, and the customer's quarter ends on Friday.",
    "Went well. Lena led the second half herself, I only took notes and kept quiet.",
    "I'd rather talk about this one than write about it.",
)


def year(rep: str = "marek", leader: str = "dana", weeks: int = 52) -> Ledger:
    """The ledger after so many weeks from the start of 2026; each quarter's items are closed in it."""
    ledger = Ledger(rep)
    for week in range(weeks):
        ledger = _lived(ledger, leader, week)
    return ledger


def documents(ledger: Ledger) -> int:
    """How many TinyDB documents it is kept as, its `meta` row among them."""
    return 1 + sum(map(len, (ledger.entries, ledger.letters, ledger.handled, ledger.meetings)))


def reply(ledger: Ledger, at: datetime, source: str) -> Ledger:
    """What one short reply changes: two entries, the handled mail, a receipt that is due."""
    entries = [_said(ledger.owner, at, source, line, f"A{line + 1}", line) for line in range(2)]
    handled = Handled(at, raw=_name(source), message_id=source, ledgers=(ledger.owner,))
    ledger = append(ledger, entries)
    return replace(ledger, handled={**ledger.handled, source: handled})


def _lived(ledger: Ledger, leader: str, week: int) -> Ledger:
    """One week: the mail, the reply to it, the receipt, the meeting."""
    at, first = START + week * WEEK, week // QUARTER * len(OUTCOMES)
    labels = [f"A{first + n + 1}" for n in range(len(OUTCOMES))]
    source = f"<week-{week}.{ledger.owner}@mail.halden.example>"
    entries = list(_replied(ledger.owner, at, source, labels, week))
    if week % QUARTER == 0:
        entries = [*_agreed(ledger.owner, leader, at, labels), *entries]
    if week % QUARTER == QUARTER - 1:
        entries += _closed(ledger.owner, at, source, labels)
    pair = pair_key(ledger.owner, leader)
    agenda = sent(ledger.owner, tags.key("agenda", pair, week, ledger.owner), pair, at, labels)
    receipt = sent(ledger.owner, tags.key("receipt", ledger.owner, source), pair, at, labels)
    handled = Handled(
        time=at,
        answered=agenda.key,
        raw=_name(source),
        message_id=source,
        subject=agenda.subject,
        references=(agenda.message_id,),
        ledgers=(ledger.owner,),
    )
    start = at + WAY
    meeting = Meeting(
        week, pair, start, start + timedelta(hours=1), (f"ics:{pair}:{start.isoformat()}",)
    )
    letters = {agenda.key: agenda, receipt.key: replace(receipt, kind=LetterKind.RECEIPT)}
    return replace(
        append(ledger, entries),
        letters={**ledger.letters, **letters},
        handled={**ledger.handled, source: handled},
        meetings={**ledger.meetings, week: meeting},
    )


def _agreed(rep: str, leader: str, at: datetime, labels: list[str]) -> Iterator[Entry]:
    for number, label in enumerate(labels):
        source = f"import:{_name(rep)}:{label}"
        terms = _terms(number, at.date())
        values = {**values_of(terms), "parties": f"{rep},{leader}", "leader": leader}
        values["team"] = "Fleet"
        yield _entry(Kind.PROPOSED, at, leader, source, 0, label, texts_of(terms), values)
        for line, person in enumerate((leader, rep), 1):
            said = {"words": "Yes, agreed."}
            yield _entry(Kind.ACKNOWLEDGED, at, person, source, line, label, said, {"version": "1"})


def _replied(rep: str, at: datetime, source: str, labels: list[str], week: int) -> Iterator[Entry]:
    """An answer to most items, and a topic for the meeting."""
    for line, label in enumerate(labels):
        yield _said(rep, at, source, line, label, week)
    words = {"words": "Who takes over the Graz accounts while Ingrid's team is short of two?"}
    yield _entry(Kind.TOPIC, at, rep, source, len(labels), "", words, {})


def _said(rep: str, at: datetime, source: str, line: int, label: str, week: int) -> Entry:
    _, _, target = OUTCOMES[line % len(OUTCOMES)]
    texts = {"words": SAID[(week + line) % len(SAID)]}
    if not target:
        return _entry(Kind.NOTED, at, rep, source, line, label, texts, {"to": "dana"})
    standing = week % QUARTER
    values = {"op": "progress", "old": str(standing), "new": str(standing + 1)}
    return _entry(
        Kind.UPDATED, at, rep, source, line, label, texts, {**values, "target": str(target)}
    )


def _closed(rep: str, at: datetime, source: str, labels: list[str]) -> Iterator[Entry]:
    for line, label in enumerate(labels, 100):
        verdict = "kept" if line % 3 else "not-kept"
        words = {"words": "Done, see above."}
        yield _entry(Kind.CLOSED, at, rep, source, line, label, words, {"verdict": verdict})


def _entry(
    kind: Kind,
    at: datetime,
    author: str,
    source: str,
    line: int,
    label: str,
    texts: dict[str, str],
    values: dict[str, str],
) -> Entry:
    salt = _name(f"{source} {line}")[:32]
    return Entry(kind, at, author, source, str(line), label, texts, values, salt)


def sent(owner: str, key: str, about: str, at: datetime, labels: list[str]) -> Letter:
    """A letter as it lies there once it has left."""
    tag = tags.tag(INSTALL_KEY, key)
    return Letter(
        key=key,
        kind=LetterKind.AGENDA,
        addressee=owner,
        made=at,
        subject="1:1 with Dana, Tue 1 Dec",
        text=_name(f"{key} text"),
        html=_name(f"{key} html"),
        tag=tag,
        message_id=tags.message_id(tag, ADDRESS),
        not_before=at,
        about=about,
        day=(at + WAY).date(),
        expires=at + WAY,
        items=tuple(_item(owner, label, n, at.date()) for n, label in enumerate(labels)),
        state=State.SENT,
        attempt=at,
        tries=1,
        sent=at,
    )


def _item(owner: str, label: str, number: int, day: date) -> Item:
    terms = _terms(number, day)
    standing = Decimal(3) if terms.target else None
    return Item(
        label, owner, label, terms.outcome, 1, standing, terms.target, terms.unit, due=terms.due
    )


def _terms(number: int, day: date) -> Terms:
    outcome, unit, target = OUTCOMES[number]
    return Terms(
        outcome=outcome,
        why="The spring figures stand or fall with it.",
        target=Decimal(target) if target else None,
        unit=unit,
        due=day + (QUARTER - 1) * WEEK,
        category=Category.NEW_BUSINESS,
    )


def _name(text: str) -> str:
    return sha256(text.encode()).hexdigest()
