"""A Gmail mailbox to read: what is new since a point of its history.

https://developers.google.com/workspace/gmail/api/guides/sync says how, and that a point is kept for
a week or so, and sometimes for hours; after that the last days are read anew.
"""

import base64
from collections.abc import Iterable
from typing import Any

from daemon.accounts.answers import Node
from daemon.accounts.google import scopes
from daemon.accounts.google.calls import PAGES, TOO_LONG, Account, CallError
from daemon.mail.caps import RAW_BYTES
from daemon.ports import Batch

MAILS = 50
BYTES = 30_000_000
DAYS = 30
DONE = "Accord/done"

_RECORDS = "historyId,nextPageToken,history(id,messagesAdded(message(id,labelIds)))"
_NOT_FOR_US = frozenset({"DRAFT", "SPAM", "TRASH", "CHAT"})


class GmailMailbox:
    """One mailbox as a `Mailbox`. A uid is a message's id.

    The cursor is a point of its history, and while the last days are read, the message got to.
    What is done gets a label of ours where that is granted, and else is known by the cursor alone.
    days: how far back to read at first, and when a point of history is lost. most: mails a batch.
    """

    def __init__(self, account: Account, *, days: int = DAYS, most: int = MAILS) -> None:
        self._account = account
        self._days = days
        self._most = most
        self._label = ""

    def fetch(self, cursor: str) -> Batch:
        """Raises SourceError. A batch ends early where it grows big; its cursor leads on."""
        if self._marks():
            self._done_label()
        point, _, after = cursor.partition(" after ")
        if point and not after:
            try:
                return self._batch(*self._since(point))
            except CallError as error:
                if error.status != 404:
                    raise
            point = ""
        # The point comes first: what arrives while the list is read is then newer than it.
        point = point or self._account.do(self._me.getProfile(userId="me")).text("historyId")
        return self._batch(self._last_days(point, after), point)

    def done(self, uid: str) -> None:
        """Puts our label on it; nothing where we may only read."""
        if not self._marks():
            return
        body = {"addLabelIds": [self._done_label()]}
        call = self._me.messages().modify(userId="me", id=uid, body=body)
        try:
            self._account.do(call, may_miss=True)
        except CallError as error:
            if error.status not in (400, 404):  # no id of a message, or of one that is no more
                raise

    def _marks(self) -> bool:
        return scopes.covers(self._account.scopes, scopes.MAIL_MARK)

    def _batch(self, waiting: Iterable[tuple[str, str]], end: str) -> Batch:
        """waiting: the cursor that leads on behind a message, and its id. end: behind them all."""
        mails: list[tuple[str, bytes]] = []
        size = 0
        for cursor, message in waiting:
            raw = self._raw(message)
            if raw is not None:
                mails.append((message, raw))
                size += len(raw)
            if len(mails) >= self._most or size > BYTES:
                return Batch(tuple(mails), cursor)
        return Batch(tuple(mails), end)

    def _since(self, point: str) -> tuple[list[tuple[str, str]], str]:
        """What was added behind a point, each message once, and the point to go on from.

        Raises CallError with status 404 for a point that Gmail has forgotten.
        """
        found: dict[str, str] = {}
        behind, end = point, ""
        pages = self._account.pages(
            self._me.history().list,
            may_miss=True,
            userId="me",
            startHistoryId=point,
            historyTypes=["messageAdded"],
            maxResults=500,
            fields=_RECORDS,
        )
        for number, page in enumerate(pages, 1):
            end = end or page.text("historyId")  # of the first: what comes in meanwhile comes again
            for record in page.nodes("history"):
                added = [one.need("message") for one in record.nodes("messagesAdded")]
                ours = [m.text("id") for m in added if _is_for_us(m)]
                fresh = [message for message in dict.fromkeys(ours) if message not in found]
                found.update(dict.fromkeys(fresh, behind))
                behind = record.text("id")
                found.update(dict.fromkeys(fresh[-1:], behind))
            if len(found) >= self._most or number == PAGES:
                end = behind
                break
        return [(cursor, message) for message, cursor in found.items()], end

    def _last_days(self, point: str, after: str) -> list[tuple[str, str]]:
        """The oldest first; behind `after`, or all of them where that is no more."""
        pages = self._account.pages(
            self._me.messages().list,
            userId="me",
            q=f"newer_than:{self._days}d -in:sent -in:drafts",
            maxResults=500,
            fields="nextPageToken,messages(id)",
        )
        ids = [message.text("id") for page in pages for message in page.nodes("messages")]
        ids.reverse()
        if after in ids:
            ids = ids[ids.index(after) + 1 :]
        return [(f"{point} after {message}", message) for message in ids]

    def _raw(self, message: str) -> bytes | None:
        """None for what is no mail to us, or no more. One that is too long is given as `_husk`."""
        call = self._me.messages().get(userId="me", id=message, format="raw", fields="labelIds,raw")
        try:
            found = self._account.do(call, may_miss=True)
        except CallError as error:
            if error.status == 404:
                return None
            if error.reason == TOO_LONG:
                return self._husk(message)
            raise
        if not _is_for_us(found) or (self._label and self._label in _labels(found)):
            return None
        try:
            raw = found.text("raw").rstrip("=")
            return base64.b64decode(raw + "=" * (-len(raw) % 4), b"-_", validate=True)
        except ValueError:
            raise found.misfit("raw", "is no base64url") from None

    def _husk(self, message: str) -> bytes:
        """The headers alone, and blanks up to the cap on mails, so that it is held and told of."""
        call = self._me.messages().get(
            userId="me", id=message, format="metadata", fields="payload(headers)"
        )
        headers = self._account.do(call).need("payload").nodes("headers")
        lines = (f"{h.text('name')}: {h.text('value', '')}" for h in headers)
        head = "\r\n".join(" ".join(line.split()) for line in lines)
        return f"{head}\r\n\r\n".encode() + b" " * RAW_BYTES

    def _done_label(self) -> str:
        """The id of our label, which is made where it lacks."""
        if not self._label:
            listed = self._account.do(self._me.labels().list(userId="me")).nodes("labels")
            ids = [label.text("id") for label in listed if label.text("name", "") == DONE]
            self._label = ids[0] if ids else self._made_label()
        return self._label

    def _made_label(self) -> str:
        body = {"name": DONE, "labelListVisibility": "labelHide", "messageListVisibility": "hide"}
        return self._account.do(self._me.labels().create(userId="me", body=body)).text("id")

    @property
    def _me(self) -> Any:
        return self._account.mail


def _is_for_us(message: Node) -> bool:
    """Also what a filter keeps out of the Inbox; what we sent to ourselves has both labels."""
    labels = _labels(message)
    return labels.isdisjoint(_NOT_FOR_US) and not ("SENT" in labels and "INBOX" not in labels)


def _labels(message: Node) -> frozenset[str]:
    found = message.value.get("labelIds", [])
    if not isinstance(found, list):
        raise message.misfit("labelIds", "is no list")
    return frozenset(map(str, found))
