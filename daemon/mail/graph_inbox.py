"""Answers out of an Outlook mailbox: its inbox, by Microsoft Graph's delta query.

Delta is only how news is heard of. What is done carries a mark in the mailbox itself, so a full
read after a token has ended, a page given twice and a crash all come to the same.
Source: https://learn.microsoft.com/graph/delta-query-messages
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote

from daemon.accounts.answers import Node
from daemon.accounts.http import Api, CallError
from daemon.accounts.microsoft import PREFER
from daemon.mail.caps import RAW_BYTES
from daemon.ports import Batch

log = logging.getLogger("accord.graph")

_FIELDS = "receivedDateTime,flag,isDraft"
_PAGE = {"Prefer": f"{PREFER}, odata.maxpagesize=200"}
_BATCH = 100
# A mail may become visible later than one that was received after it.
_OVERLAP = timedelta(days=2)
# Not read: people open mail in a shared mailbox. Hardly anybody ticks it off.
_DONE = {"flag": {"flagStatus": "complete"}, "isRead": True}
_TOKEN_ENDED = frozenset({"syncstatenotfound", "syncstateinvalid", "resyncrequired"})


@dataclass(frozen=True, slots=True)
class _Cursor:
    """link: where the news begin, "" for a full read. since: when the newest mail seen came, UTC."""

    link: str
    since: datetime

    def __str__(self) -> str:
        return json.dumps({"link": self.link, "since": self.since.isoformat()})


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    received: datetime


class GraphMailbox:
    """A `Mailbox`: the inbox of whoever signed in, or of `mailbox` (principal name or id).

    since: aware; without a cursor, mails received before are left alone. Where the permission is
    for reading only, `done` does nothing and the cursor alone says what is new.
    """

    def __init__(self, api: Api, since: datetime, *, mailbox: str = "") -> None:
        self._api = api
        self._since = since
        self._path = f"/users/{quote(mailbox, safe='@')}" if mailbox else "/me"
        self._only_read = False

    def fetch(self, cursor: str) -> Batch:
        """See Mailbox. At most a hundred mails, the oldest first; the next call gives more.

        A mail that can't be had while others can is logged, and the cursor stays until it can.
        A mail over the cap comes cut off just above it. Raises SourceError.
        """
        at = self._read_cursor(cursor)
        rows, link = self._news(at)
        waiting = sorted(rows, key=lambda row: (row.received, row.id))
        batch = waiting[:_BATCH]
        newest = max([at.since, *(row.received for row in batch)])
        following = _Cursor(link if batch == waiting else "", newest)
        mails, whole = self._mails(batch)
        return Batch(mails, str(following) if whole else cursor)

    def done(self, uid: str) -> None:
        """Ticks the mail off in the mailbox; one that is gone is no error."""
        if self._only_read:
            return
        body = json.dumps(_DONE).encode()
        headers = {"Content-Type": "application/json"}
        try:
            self._api.call("PATCH", self._message(uid), body=body, headers=headers)
        except CallError as error:
            if error.status == 403:
                self._only_read = True
            elif error.status not in (400, 404):
                raise

    def _message(self, uid: str) -> str:
        return f"{self._path}/messages/{quote(uid, safe='')}"

    def _read_cursor(self, cursor: str) -> _Cursor:
        """A cursor of another kind of mailbox, or of another server, is none."""
        try:
            found = json.loads(cursor)
            since = datetime.fromisoformat(found["since"]).astimezone(UTC)
            link = str(found["link"])
        except (ValueError, KeyError, TypeError):
            return _Cursor("", self._since)
        return _Cursor(link if self._api.leads_here(link) else "", since)

    def _news(self, at: _Cursor) -> tuple[list[_Row], str]:
        """Rows not done, each once, and the link to what comes after them."""
        if at.link:
            try:
                return _rows(self._api.pages(at.link, headers=_PAGE))
            except CallError as error:
                if error.status != 410 and error.code.lower() not in _TOKEN_ENDED:
                    raise
                log.info("graph-full-read account=%s", self._api.name)
                at = _Cursor("", at.since - _OVERLAP)
        query = {
            "$select": _FIELDS,
            "$filter": f"receivedDateTime ge {at.since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "changeType": "created",
        }
        path = f"{self._path}/mailFolders/inbox/messages/delta"
        return _rows(self._api.pages(path, query, _PAGE))

    def _mails(self, rows: list[_Row]) -> tuple[tuple[tuple[str, bytes], ...], bool]:
        """The mails of the rows, and whether all that still exist are among them."""
        mails: list[tuple[str, bytes]] = []
        faults: list[CallError] = []
        for row in rows:
            try:
                path = f"{self._message(row.id)}/$value"
                mails.append((row.id, self._api.call("GET", path, limit=RAW_BYTES + 1).body))
            except CallError as error:
                if error.status in (0, 401, 403, 429):
                    raise
                if error.status != 404:  # deleted since
                    faults.append(error)
                    name = sha256(row.id.encode()).hexdigest()[:12]
                    log.warning("graph-mail-unread uid-hash=%s status=%d", name, error.status)
        if faults and not mails:
            raise faults[0]
        return tuple(mails), not faults


def _rows(pages: Iterable[Node]) -> tuple[list[_Row], str]:
    rows: dict[str, _Row] = {}
    link = ""
    for page in pages:
        for node in page.nodes("value", needed=True):
            _note(rows, node)
        link = page.text("@odata.deltaLink", "")
        if not link and not page.text("@odata.nextLink", ""):
            raise page.misfit("@odata.deltaLink", "is missing")
    return list(rows.values()), link


def _note(rows: dict[str, _Row], node: Node) -> None:
    """Delta may give a mail several times, of which the last counts.

    A bare "isRead" is news about a mail, whatever was asked for, and tells nothing about the rest.
    """
    name, flag = node.text("id"), node.node("flag")
    done = flag is not None and flag.text("flagStatus", "") == "complete"
    if node.node("@removed") or done or node.flag("isDraft"):
        rows.pop(name, None)
    elif node.text("receivedDateTime", ""):
        rows[name] = _Row(name, _received(node))


def _received(node: Node) -> datetime:
    try:
        at = datetime.fromisoformat(node.text("receivedDateTime"))
    except ValueError:
        raise node.misfit("receivedDateTime", "is no time") from None
    if at.tzinfo is None:
        raise node.misfit("receivedDateTime", "has no offset")
    return at.astimezone(UTC)
