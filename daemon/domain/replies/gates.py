"""Gates a reply passes before it is read, and what an UNDO may reach."""

import re
from collections.abc import Collection, Iterable

from daemon.domain.agreements.undoing import taken_back
from daemon.domain.ledger import Entry, Kind
from daemon.domain.replies.message import IncomingMessage

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*(dmarc|dkim|spf)\s*=\s*([a-z]+)", re.IGNORECASE)
_DOMAIN = re.compile(r"\b(?:header\.[di]|smtp\.mailfrom)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


def verdict(message: IncomingMessage, authserv_id: str) -> str:
    """What Authentication-Results (RFC 8601) says of the sender: "pass", "fail" or "none".

    Only the topmost header counts, and only if the configured server wrote it; forged ones below
    are never looked at, and what can't be read is no verdict. DMARC decides where it is given;
    else a DKIM or SPF pass counts for the sender's own domain alone (RFC 7489 3.1, relaxed).
    """
    if not authserv_id:
        return "none"
    server, _, results = message.header("authentication-results").partition(";")
    if server.casefold().split()[:1] != [authserv_id.casefold()]:
        return "none"
    found: dict[str, str] = {}
    for result in _COMMENT.sub(" ", results).split(";"):
        if said := _RESULT.match(result):
            method, outcome = said[1].lower(), said[2].lower()
            if method == "dmarc" or outcome != "pass" or _aligned(result, message.senders):
                found[method] = "pass" if "pass" in (outcome, found.get(method)) else outcome
    if found.get("dmarc") in ("pass", "fail"):
        return found["dmarc"]
    if "pass" in (found.get("dkim"), found.get("spf")):
        return "pass"
    return "fail" if "fail" in found.values() else "none"


def _aligned(result: str, senders: Collection[str]) -> bool:
    """Whether the domain that was checked is the sender's, or one is below the other."""
    checked = {d.lower().rpartition("@")[2] for d in _DOMAIN.findall(result)}
    domains = {s.rpartition("@")[2] for s in senders}
    return any(
        f".{one}".endswith(f".{two}") or f".{two}".endswith(f".{one}")
        for one in checked
        if "." in one
        for two in domains
    )


_WRITTEN = (Kind.PROPOSED, Kind.COUNTERED, Kind.CLOSED)


def undoable(entries: Iterable[Entry], writer: str, sources: Collection[str]) -> tuple[Entry, ...]:
    """The writer's entries from these mails that UNDO would take back.

    A consent changes only by CHANGE; words and verdicts that another party acted on stay.
    """
    entries = tuple(entries)
    theirs = [e for e in entries if e.author == writer and e.source in sources]
    tried = taken_back((*entries, *(_undo(e, writer) for e in theirs)))
    places = tried - taken_back(entries)
    return tuple(entries[p] for p in sorted(places) if entries[p].kind is not Kind.WELCOMED)


def _undo(entry: Entry, writer: str) -> Entry:
    values = {"source": entry.source}
    return Entry(Kind.UNDONE, entry.time, writer, "", "", entry.agreement, values=values)


def held(entries: Iterable[Entry], writer: str, sources: Collection[str]) -> tuple[Entry, ...]:
    """The writer's words and verdicts from these mails that the other side has acted on since."""
    entries = tuple(entries)
    free = undoable(entries, writer, sources)
    gone = taken_back(entries)
    return tuple(
        e
        for place, e in enumerate(entries)
        if e.author == writer
        and e.source in sources
        and e.kind in _WRITTEN
        and e not in free
        and place not in gone
    )
