"""Proving the ledgers: from themselves (their chains), and from mails that lie in people's mailboxes.

A chain shows any entry that was changed. What it can't show is a tail that was cut off, or a chain
that was written anew from some entry on. The mails can: receipts and agreed texts print the record
that stood when they were made, and a yes lies in the mailbox of whoever wrote it.
"""

import json
import mailbox
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from daemon.domain.agreements.agreement import Agreement, fold
from daemon.domain.agreements.shape import Consent
from daemon.domain.ledger import Entry, Kind, Ledger, chain_heads, verify
from daemon.domain.replies.message import IncomingMessage
from daemon.errors import DaemonError, StoreError
from daemon.flows.house import House
from daemon.flows.sending import marker
from daemon.mail.parse import TooLargeError, parse
from daemon.ports import Everyone

_HEAD = re.compile(r"(?<![0-9A-Za-z])([0-9a-f]{8})(?![0-9A-Za-z])")
_LABEL = re.compile(r"(?<![0-9A-Za-z])([AL][1-9][0-9]{0,5})(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report.

    place: "marek A3", or a mail's file. proof: what was looked for. fault: "" where it holds.
    """

    place: str
    proof: str
    fault: str = ""

    def __str__(self) -> str:
        mark = "!" if self.fault else " "
        return f"{mark} {self.place}: {self.proof}{'; ' if self.fault else ''}{self.fault}"


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of the folder, and where it lay."""

    file: str
    message: IncomingMessage


@dataclass(frozen=True, slots=True)
class Mails:
    """The mails of a folder by Message-ID; several people may hold copies of one."""

    by_id: Mapping[str, tuple[Mail, ...]] = field(default_factory=dict)
    unread: tuple[Check, ...] = ()


def as_json(checks: Iterable[Check]) -> str:
    """A list of {place, proof, fault}."""
    return json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=2)


def chains(house: House) -> Iterator[Check]:
    """Every agreement of every ledger, and whether its chain holds."""
    for owner, ledger in _ledgers(house):
        if isinstance(ledger, StoreError):
            yield Check(owner, "its ledger", f"{ledger}; accord restore {owner}")
        else:
            yield from _chain(owner, ledger)


def _ledgers(house: House) -> Iterator[tuple[str, Ledger | StoreError]]:
    for owner in sorted({*house.store.find(Everyone()), *house.directory().people}):
        try:
            yield owner, house.store.read(owner)
        except StoreError as error:
            yield owner, error


def _chain(owner: str, ledger: Ledger) -> Iterator[Check]:
    faults = verify(ledger)
    for fault in faults:
        what = f"entry {fault.seq + 1}"
        told = "its words are not what was recorded"
        if fault.what == "record":
            told = "it is not what was recorded, or one before it is gone"
        yield Check(f"{owner} {fault.agreement or 'beside agreements'}", what, told)
    broken = {fault.agreement for fault in faults}
    erased = _erased(ledger.entries)
    for label, head in chain_heads(ledger.entries).items():
        if label not in broken:
            entries = [e for e in ledger.entries if e.agreement == label]
            gone = [erased[e.author] for e in entries if not e.salt and e.author in erased]
            words = f", words erased on {max(gone)}" if gone else ""
            yield Check(
                f"{owner} {label}", f"{len(entries)} entries hold, record {head[:8]}{words}"
            )


def _erased(entries: Iterable[Entry]) -> dict[str, str]:
    """On which day the words of a person went."""
    found = (e for e in entries if e.kind is Kind.ERASED)
    return {e.values.get("person", ""): f"{e.time:%Y-%m-%d}" for e in found}


def read_mails(folder: Path) -> Mails:
    """Every mail below a folder: a Maildir, files of one mail each, or mbox files (`.mbox`).

    Raises DaemonError where there is no such folder.
    """
    if not folder.is_dir():
        raise DaemonError(f"{folder} is no folder; give one with mails in it")
    found: dict[str, tuple[Mail, ...]] = {}
    unread = []
    for name, raw in _files(folder):
        try:
            message = parse(raw)
        except (TooLargeError, ValueError) as error:
            unread.append(Check(name, "read as a mail", str(error)))
            continue
        copies = found.get(message.message_id, ())
        found[message.message_id] = (*copies, Mail(name, message))
    return Mails(found, tuple(unread))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = str(path.relative_to(folder))
        if path.suffix == ".mbox":
            box = mailbox.mbox(path, create=False)
            for number, key in enumerate(box.keys(), 1):
                yield f"{name} no. {number}", box.get_bytes(key)
            box.close()
        elif "tmp" not in path.parts:
            yield name, path.read_bytes()


def proofs(house: House, mails: Mails) -> Iterator[Check]:
    """What the mails prove: each printed record is in its chain, each yes in the mail it came in."""
    yield from mails.unread
    ledgers = {owner: x for owner, x in _ledgers(house) if isinstance(x, Ledger)}
    records = _records(ledgers)
    for mail in _ours(house, ledgers.values(), mails):
        yield from _printed(mail, records)
    for owner, ledger in ledgers.items():
        erased = _erased(ledger.entries)
        for agreement in fold(owner, ledger.entries).values():
            for person, consent in agreement.consents.items():
                yield _yes(agreement, person, consent, mails, erased)


def _ours(house: House, ledgers: Iterable[Ledger], mails: Mails) -> Iterator[Mail]:
    """The mails of this installation: known by their mark, or where a provider dropped it by id."""
    sent = {letter.message_id for ledger in ledgers for letter in ledger.letters.values()}
    mark = marker(house)
    for message_id, copies in mails.by_id.items():
        for mail in copies:
            if message_id in sent or mail.message.header("x-accord-loop") == mark:
                yield mail


def _records(ledgers: Mapping[str, Ledger]) -> dict[str, dict[str, str]]:
    """By label: whose chain holds a record that begins so."""
    found: dict[str, dict[str, str]] = {}
    for owner, ledger in ledgers.items():
        for entry in ledger.entries:
            if entry.record:
                found.setdefault(entry.agreement, {})[entry.record[:8]] = owner
    return found


def _printed(mail: Mail, records: Mapping[str, Mapping[str, str]]) -> Iterator[Check]:
    for label, head in heads(mail.message):
        owner = records.get(label, {}).get(head)
        if owner is None:
            fault = "no chain holds it: something was cut off or written anew"
            yield Check(mail.file, f"record {head} of {label}", fault)
        else:
            yield Check(mail.file, f"record {head} stands in {owner} {label}")


def heads(message: IncomingMessage) -> Iterator[tuple[str, str]]:
    """(label, first eight digits) of each record that a mail of ours prints, in order.

    A record stands behind its label or on a line below it. Lines with quotation marks are people's
    words; ours have none.
    """
    label = ""
    for line in message.lines:
        if '"' in line.text:
            continue
        marks = sorted(
            (m.start(), m[1], pattern is _HEAD)
            for pattern in (_LABEL, _HEAD)
            for m in pattern.finditer(line.text)
        )
        for _, text, is_head in marks:
            if not is_head:
                label = text
            elif label:
                yield label, text


def _yes(
    agreement: Agreement, person: str, consent: Consent, mails: Mails, erased: Mapping[str, str]
) -> Check:
    """The mail in which a party said yes to a version, and the words in it."""
    place = f"{agreement.owner} {agreement.label}"
    proof = f"{person} said yes to version {consent.version} on {consent.time:%Y-%m-%d}"
    if not consent.source.startswith("<"):
        return Check(place, f"{proof} ({consent.source})")
    proof += f" in {consent.source}"
    copies = mails.by_id.get(consent.source, ())
    if not copies:
        return Check(place, f"{proof}, which is not among these mails")
    if not consent.words and person in erased:
        return Check(place, f"{proof}, words erased on {erased[person]}")
    for copy in copies:
        if _squeezed(consent.words) in _squeezed(" ".join(x.text for x in copy.message.lines)):
            return Check(place, f"{proof}, found in {copy.file}")
    return Check(place, proof, f"other words stand in {copies[0].file}")


def _squeezed(text: str) -> str:
    """Without blanks and line breaks, which mail programs change."""
    return "".join(text.split())
