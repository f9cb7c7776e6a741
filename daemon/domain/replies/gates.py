"""Gates a reply passes before it is read, and what an UNDO may reach."""

import re
from collections.abc import Iterable

from daemon.domain.agreements.agreement import undone
from daemon.domain.ledger import Entry, Kind
from daemon.domain.replies.message import IncomingMessage

_RESULT = re.compile(r"\b(dmarc|dkim|spf)\s*=\s*([a-z]+)", re.IGNORECASE)


def verdict(message: IncomingMessage, authserv_id: str) -> str:
    """"pass", "fail" or "none" from Authentication-Results (RFC 8601).

    Only the topmost header counts, and only if the configured server wrote it; forged ones below
    are never looked at, and what can't be read is no verdict. DMARC decides where it is given.
    """
    if not authserv_id:
        return "none"
    topmost = message.header("authentication-results")
    server, _, results = topmost.partition(";")
    if server.split()[:1] != [authserv_id]:
        return "none"
    found = {method.lower(): result.lower() for method, result in _RESULT.findall(results)}
    if found.get("dmarc") in ("pass", "fail"):
        return found["dmarc"]
    if "pass" in (found.get("dkim"), found.get("spf")):
        return "pass"
    return "fail" if "fail" in found.values() else "none"


_KEPT = (Kind.ACKNOWLEDGED, Kind.UNDONE, Kind.WELCOMED)


def undoable(entries: Iterable[Entry], writer: str, sources: set[str]) -> tuple[Entry, ...]:
    """The writer's entries from these mails that UNDO may take back.

    A consent changes only by CHANGE, a verdict that another party acted on only by contest.
    """
    entries = tuple(entries)
    gone = undone(entries)
    return tuple(
        e
        for place, e in enumerate(entries)
        if e.author == writer
        and e.source in sources
        and e.kind not in _KEPT
        and (e.source, e.agreement) not in gone
        and not (e.kind is Kind.CLOSED and _acted_on(e, entries[place + 1 :]))
    )


def _acted_on(closed: Entry, later: Iterable[Entry]) -> bool:
    return any(
        e.agreement == closed.agreement and e.author not in (closed.author, "accord")
        for e in later
    )
