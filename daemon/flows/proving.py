"""Proving the ledgers from mails: those in people's mailboxes, which nobody here can change.

Receipts and agreed texts print the record that stood when they were made, so that a tail that was
cut off or a chain that was written anew shows. A yes lies in the mailbox of whoever wrote it, and
the text it was said to in the mail that it answers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from daemon.domain.agreements.rounds import Yes, yeses
from daemon.domain.agreements.terms import Terms
from daemon.domain.ledger import Ledger
from daemon.domain.outbox import Letter
from daemon.domain.replies.message import IncomingMessage
from daemon.domain.replies.typed.quotes import extract
from daemon.flows.admitting import answered
from daemon.flows.collecting import Mail, Mails, kept
from daemon.flows.house import House
from daemon.flows.sending import marker
from daemon.flows.understanding import text_of
from daemon.flows.verifying import Check, erased_on, ledgers

_HEAD = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{8}(?![0-9A-Za-z])")
_LABEL = re.compile(r"(?<![0-9A-Za-z])(?:[AL][1-9][0-9]{0,5}|[1-9][0-9]?)(?![0-9A-Za-z])")

Key = tuple[str, str]  # owner and label of an agreement


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the ledgers say, to be held against mails.

    records: the first eight digits of every record, by agreement. letters: ours by Message-ID.
    """

    house: House
    mails: Mails
    ledgers: Mapping[str, Ledger]
    records: Mapping[Key, frozenset[str]]
    letters: Mapping[str, Letter]


def kept_mails(house: House) -> Mails:
    """The mails kept here, read and sent."""
    return kept(house, (x for _, x in ledgers(house) if isinstance(x, Ledger)))


def proofs(house: House, mails: Mails) -> Iterator[Check]:
    """What the mails prove: each printed record is in its chain, each yes in the mail it came in."""
    for place, why in mails.unread:
        yield Check(place, "read as a mail", why)
    known = _evidence(house, mails)
    typed = _looking_like_records(known.ledgers.values())
    for mail in mails:
        if _is_ours(mail, known):
            yield from _printed(mail, known, typed)
    for owner, ledger in known.ledgers.items():
        erased = erased_on(ledger.entries)
        for yes in yeses(owner, ledger.entries):
            yield _proved(yes, known, erased)


def _evidence(house: House, mails: Mails) -> Evidence:
    readable = {owner: x for owner, x in ledgers(house) if isinstance(x, Ledger)}
    records: dict[Key, set[str]] = {}
    for owner, ledger in readable.items():
        for entry in ledger.entries:
            if entry.record:
                records.setdefault((owner, entry.agreement), set()).add(entry.record[:8])
    letters = {x.message_id: x for led in readable.values() for x in led.letters.values()}
    frozen = {key: frozenset(found) for key, found in records.items()}
    return Evidence(house, mails, readable, frozen, letters)


# --- printed records ---------------------------------------------------------------------------


def _looking_like_records(found: Iterable[Ledger]) -> frozenset[str]:
    """Eight digits in people's own words, such as a number of an order, are no record."""
    return frozenset(
        head
        for ledger in found
        for entry in ledger.entries
        for text in entry.texts.values()
        for head in _HEAD.findall(text)
    )


def _is_ours(mail: Mail, known: Evidence) -> bool:
    """By its mark, or where a provider dropped that by its id."""
    mark = marker(known.house)
    message = mail.message
    return message.message_id in known.letters or message.header("x-accord-loop") == mark


def _printed(mail: Mail, known: Evidence, typed: frozenset[str]) -> Iterator[Check]:
    """A label means what it meant in that very letter; in one we don't know, any of that label."""
    letter = known.letters.get(mail.message.message_id)
    named = {i.label: (i.owner, i.agreement) for i in letter.items} if letter else {}
    for label, head in dict.fromkeys(printed(mail.message)):
        meant = [named[label]] if label in named else [k for k in known.records if k[1] == label]
        held = next((k for k in meant if head in known.records.get(k, ())), None)
        if held:
            yield Check(mail.place, f"record {head} stands in {' '.join(held)}")
        elif head not in typed:
            told = " ".join(named.get(label, (label,)))
            fault = "no chain holds it: something was cut off or written anew"
            yield Check(mail.place, f"record {head} of {told}", fault)


def printed(message: IncomingMessage) -> Iterator[tuple[str, str]]:
    """(label, first eight digits) of each record that a mail of ours prints, in order.

    A record stands right behind its label, or at the end of a line below the one that begins with
    it. Lines with quotation marks are people's words; ours have none.
    """
    above = before = ""
    for line in message.lines:
        text = line.text.strip()
        if '"' in text:
            continue
        words = text.replace(",", " ").split()
        if words and _LABEL.fullmatch(words[0]) and not _HEAD.fullmatch(words[-1]):
            above = words[0]
        for label, head in zip([before, *words], words, strict=False):
            if _HEAD.fullmatch(head):
                behind = label if _LABEL.fullmatch(label) else above if head == words[-1] else ""
                if behind:
                    yield behind, head
        before = words[-1] if words else ""


# --- who said yes to which words ---------------------------------------------------------------


def _proved(yes: Yes, known: Evidence, erased: Mapping[str, str]) -> Check:
    """The mail in which a party said yes, the words in it, and the text that they answered."""
    consent = yes.consent
    place = f"{yes.owner} {yes.label}"
    proof = f"{yes.person} said yes to version {consent.version} on {consent.time:%Y-%m-%d}"
    if not consent.source.startswith("<"):
        return Check(place, f"{proof} ({consent.source})")
    proof += f" in {consent.source}"
    copies = known.mails.by_id.get(consent.source, ())
    if not copies:
        return Check(place, f"{proof}, which is not among these mails", missing=True)
    if not consent.words and yes.person in erased:
        return Check(place, f"{proof}, words erased on {erased[yes.person]}")
    faults = [_fault(yes, copy, known) for copy in copies]
    if all(faults):
        return Check(place, proof, f"{faults[0]} in {copies[0].place}")
    found = copies[faults.index("")]
    text = "" if yes.own else _text_answered(yes.terms, found.message, known)
    fault = "another text stood in the mail it answers" if text == "another" else ""
    beside = ", the mail it answers is not among these" if text == "missing" else ""
    return Check(place, f"{proof}, found in {found.place}{beside}", fault, bool(beside))


def _fault(yes: Yes, copy: Mail, known: Evidence) -> str:
    """Why this mail does not hold the yes; "" where it does."""
    directory = known.house.directory()
    senders = {directory.by_address(sender) for sender in copy.message.senders}
    if directory.people.get(yes.person) not in {*senders, None}:
        return "another sender stands"
    said = _squeezed(yes.consent.words)
    return "" if said in _squeezed(" ".join(_typed(copy.message, known))) else "other words stand"


def _typed(message: IncomingMessage, known: Evidence) -> Sequence[str]:
    """What was typed in it, as it was read; of a mail whose letter is gone, what is not quoted."""
    letter = answered(known.house, message)
    text = _letter_text(letter, known) if letter else ""
    if letter and text:
        labels = tuple(item.label for item in letter.items)
        furniture = known.house.renderer.furniture()
        return [t.text for t in extract(message.lines, text, labels, furniture).typed]
    return [line.text for line in message.lines if not line.quoted]


def _letter_text(letter: Letter, known: Evidence) -> str:
    """From the mails, else as it is kept here; "" where it is nowhere."""
    for mail in known.mails.by_id.get(letter.message_id, ()):
        return "\n".join(line.text for line in mail.message.lines)
    return text_of(known.house, letter)


def _text_answered(terms: Terms, message: IncomingMessage, known: Evidence) -> str:
    """Whether a mail of ours that this one answers shows these terms: "", "another", "missing".

    A yes to a question of ours answers the mail before that, too.
    """
    ids = list(message.references)
    if letter := answered(known.house, message):
        ids.insert(0, letter.message_id)
    shown = [mail for i in ids for mail in known.mails.by_id.get(i, ())]
    if not shown:
        return "missing"
    ours = [mail for mail in shown if _is_ours(mail, known)]
    return "" if any(_shows(mail, terms, known) for mail in ours) else "another"


def _shows(mail: Mail, terms: Terms, known: Evidence) -> bool:
    """Its outcome, its number and its day stand there, the day as that letter writes days."""
    text = _squeezed(" ".join(line.text for line in mail.message.lines))
    parts = [terms.outcome]
    if terms.target is not None:
        parts.append(f"{terms.target.normalize():f}")
    letter = known.letters.get(mail.message.message_id)
    reader = known.house.directory().people.get(letter.addressee) if letter else None
    if terms.due and letter and reader:
        parts.append(known.house.renderer.day(terms.due, reader, letter.made))
    return all(_squeezed(part) in text for part in parts)


def _squeezed(text: str) -> str:
    """Without blanks and line breaks, which mail programs change, and signs that nobody sees."""
    return "".join(c for c in text if c.isprintable() and not c.isspace())
