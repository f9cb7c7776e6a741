"""What a world holds, for comparing a disturbed one with the undisturbed."""

from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from daemon.domain.ledger import Ledger
from daemon.domain.outbox import State
from daemon.ports import Everyone
from daemon.store.tiny import TinyStore

WAITING = (State.QUEUED, State.SENDING)


def disk(root: Path) -> str:
    """A name for all that lies below `root`; a new process knows nothing else."""
    found = sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file() and p.name != "run.lock"):
        found.update(str(path.relative_to(root)).encode() + b"\0")
        found.update(sha256(path.read_bytes()).digest())
    return found.hexdigest()


def to_the_byte(root: Path) -> dict[str, Any]:
    """Everything that counts; two worlds restarted at the same time must not differ in it."""
    found = ledgers(root)
    return {
        **mails(root),
        "directory.toml": (root / "directory.toml").read_text(),
        **{f"{owner} entries": ledger.entries for owner, ledger in found.items()},
        **{f"{owner} handled": ledger.handled for owner, ledger in found.items()},
        **{f"{owner} meetings": ledger.meetings for owner, ledger in found.items()},
        **{
            f"{owner} {key}": replace(letter, tries=0)
            for owner, ledger in found.items()
            for key, letter in ledger.letters.items()
        },
    }


def by_name(root: Path) -> dict[str, Any]:
    """The same without times, for a restart a minute later: what was said, mailed and handled."""
    found = ledgers(root)
    return {
        **dict.fromkeys(mails(root), "there"),
        "directory.toml": (root / "directory.toml").read_text(),
        **{
            f"{owner} {e.source} {e.line}": (e.kind, e.author, e.agreement, e.texts, e.values)
            for owner, ledger in found.items()
            for e in ledger.entries
        },
        **{f"{owner} entries": len(ledger.entries) for owner, ledger in found.items()},
        **{f"{owner} handled": sorted(ledger.handled) for owner, ledger in found.items()},
        **{f"{owner} meetings": ledger.meetings for owner, ledger in found.items()},
        **{
            f"{owner} {key}": (letter.state, letter.message_id, letter.subject)
            for owner, ledger in found.items()
            for key, letter in ledger.letters.items()
        },
    }


def by_mail(root: Path) -> tuple[dict[str, Any], int]:
    """As `to_the_byte` where mails lie under numbers: each once, and how many lie there twice."""
    found = to_the_byte(root)
    names = [name for name in found if name.startswith("mail/people/")]
    counts = Counter((name.split("/")[2], found.pop(name)) for name in names)
    return {**found, "mails": set(counts)}, counts.total() - len(counts)


def mails(root: Path) -> dict[str, bytes]:
    """Every mail in every Maildir, by its place."""
    files = (path for path in sorted((root / "mail").rglob("*")) if path.is_file())
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def ledgers(root: Path) -> dict[str, Ledger]:
    store = TinyStore(root / "state")
    assert store.broken() == {}
    return {owner: store.read(owner) for owner in store.find(Everyone())}


def words_missing(root: Path) -> list[str]:
    """Letters still to be sent, or asked about, whose words are not in the Vault."""
    there = {path.stem for path in (root / "state" / "mail").glob("*.eml")}
    return [
        f"{letter.key} has lost its words"
        for ledger in ledgers(root).values()
        for letter in ledger.letters.values()
        if letter.state in WAITING and not {letter.text, letter.html} <= there
    ]


def difference(one: dict[str, Any], two: dict[str, Any]) -> list[str]:
    """What is in one world alone, or differs; empty where the two are the same."""
    return [
        f"{name}:\n  as it should be: {one.get(name)!r}\n  as it became: {two.get(name)!r}"
        for name in sorted({*one, *two})
        if (one.get(name) or None) != (two.get(name) or None)  # no ledger is an empty one
    ]
