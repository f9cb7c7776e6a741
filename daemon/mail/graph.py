"""Letters out of an Outlook mailbox, and answers into it, by Microsoft Graph.

A letter goes as the MIME bytes it is: Graph's JSON form can carry neither References nor
Auto-Submitted. As a draft that is then sent, so that a lost answer can be asked about; at once
where only Mail.Send is granted.
Source: https://learn.microsoft.com/graph/api/user-post-messages, message-send, user-sendmail
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from urllib.parse import quote

from daemon.accounts.answers import Node
from daemon.accounts.faults import AccountError
from daemon.accounts.http import Api, CallError, Reply
from daemon.domain.outbox import Letter
from daemon.domain.tags import tag_in_address, tag_in_message_id
from daemon.errors import DaemonError, OutcomeUnknownError, SourceError, TransportError
from daemon.mail.envelope import envelope
from daemon.ports import Missing, NotSent, Sent, Unknown

_IDS = "id,internetMessageId,conversationId,isDraft,replyTo,toRecipients"
_ROWS = "100"
_LOOKED_THROUGH = 1000
_CLOCKS_DIFFER = timedelta(hours=1)
_MIME = {"Content-Type": "text/plain"}
# Answered with 400, and about the mailbox all the same.
_OF_ACCOUNT = frozenset(
    {
        "ErrorExceededMessageLimit",
        "ErrorMessageSubmissionBlocked",
        "ErrorQuotaExceeded",
        "ErrorSendAsDenied",
        "ErrorSubmissionQuotaExceeded",
    }
)


@dataclass(frozen=True, slots=True)
class _Stored:
    """A mail as the mailbox has it. to: casefolded. tag: of the letter that it is."""

    id: str
    sent: Sent
    is_draft: bool
    to: str
    tag: str


class GraphTransport:
    """A `Transport` through one mailbox: of whoever signed in, or `mailbox` (principal name or id).

    Used by one thread at a time.
    """

    def __init__(self, api: Api, *, mailbox: str = "") -> None:
        self._api = api
        self._path = f"/users/{quote(mailbox, safe='@')}" if mailbox else "/me"
        self._only_send = False
        self._drafts: dict[str, _Stored] = {}  # by id, as far as this process knows
        self._looked = False

    def prepare(self, letter: Letter, mail: bytes) -> str:
        """Makes a draft, or finds that of a run which died before it was noted.

        "" where only Mail.Send is granted, which is asked once in the life of this object. Raises
        TransportError.
        """
        way = envelope(mail)
        if self._only_send:
            return ""
        try:
            self._look_for_drafts()
            for lying in self._drafts.values():
                if (lying.tag, lying.to) == (letter.tag, way.recipient.casefold()):
                    return lying.id
            made = _stored(self._post("/messages", mail).read())
        except SourceError as error:
            self._looked = False  # it may lie there after all
            self._only_send = isinstance(error, CallError) and error.status == 403
            if self._only_send:
                return ""
            raise _refused(error, sending=False) from error
        self._drafts[made.id] = made
        return made.id

    def send(self, draft: str, mail: bytes) -> Sent:
        """See Transport. A draft that is gone, and not among the sent mails, is sent as a new mail."""
        way = envelope(mail)
        try:
            known = self._drafts.pop(draft, None) or self._read(draft)
            known = known or (self._filed(tag_in_message_id(way.message_id)) if draft else None)
        except SourceError as error:
            raise _refused(error, sending=False) from error
        if known and not known.is_draft:
            return known.sent
        try:
            if known and known.to == way.recipient.casefold():  # else mail is redirected by now
                self._post(f"/messages/{quote(draft, safe='')}/send")
                return known.sent
            self._post("/sendMail", mail)
        except SourceError as error:
            raise _refused(error, sending=True) from error
        return Sent(way.message_id)

    def outcome(self, letter: Letter, draft: str) -> Sent | NotSent | Unknown:
        """A draft that still is one was not sent; else the letter is looked for among the sent mails."""
        since = (letter.attempt or letter.made) - _CLOCKS_DIFFER
        try:
            found = self._read(draft) or self._filed(letter.tag, since)
        except CallError as error:
            if error.status == 403:  # Mail.Send alone lets nobody look
                return Unknown()
            raise _refused(error, sending=False) from error
        except SourceError as error:
            raise _refused(error, sending=False) from error
        if found is None:
            return Missing()
        return NotSent() if found.is_draft else found.sent

    def close(self) -> None:
        self._api.close()

    def _look_for_drafts(self) -> None:
        """Once in a process: what it makes itself it knows."""
        if not self._looked:
            found = self._listed("drafts", {"$top": _ROWS})
            self._drafts = {stored.id: stored for stored in found if stored.tag}
            self._looked = True

    def _post(self, path: str, mail: bytes = b"") -> Reply:
        body = base64.b64encode(mail)
        return self._api.call("POST", self._path + path, body=body, headers=_MIME if mail else None)

    def _read(self, draft: str) -> _Stored | None:
        """A draft, or what was sent of it; None where nothing is there under this id any more."""
        if not draft:
            return None
        path = f"{self._path}/messages/{quote(draft, safe='')}"
        try:
            return _stored(self._api.get(path, {"$select": _IDS}))
        except CallError as error:
            if error.status != 404:
                raise
            return None

    def _filed(self, tag: str, since: datetime | None = None) -> _Stored | None:
        """The sent mail of a letter: an id that Exchange gave a mail as it left may be another."""
        query = {"$top": _ROWS, "$orderby": "sentDateTime desc"}
        if since:
            query["$filter"] = f"sentDateTime ge {since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        newest = islice(self._listed("sentitems", query), _LOOKED_THROUGH)
        return next((stored for stored in newest if tag and stored.tag == tag), None)

    def _listed(self, folder: str, query: dict[str, str]) -> Iterator[_Stored]:
        path = f"{self._path}/mailFolders/{folder}/messages"
        for page in self._api.pages(path, {**query, "$select": _IDS}):
            yield from map(_stored, page.nodes("value", needed=True))


def _stored(node: Node) -> _Stored:
    message_id = node.text("internetMessageId", "")
    answers = [_address(one) for one in node.nodes("replyTo")]
    to = [_address(one) for one in node.nodes("toRecipients")]
    return _Stored(
        id=node.text("id"),
        sent=Sent(message_id, node.text("conversationId", "")),
        is_draft=node.flag("isDraft"),
        to=to[0].casefold() if len(to) == 1 else "",
        tag=next(filter(None, map(tag_in_address, answers)), "") or tag_in_message_id(message_id),
    )


def _address(recipient: Node) -> str:
    """The address, if there is one: a half-written draft of somebody else must stop nothing."""
    found = recipient.node("emailAddress")
    return found.text("address", "") if found else ""


def _refused(error: SourceError, *, sending: bool) -> DaemonError:
    """What a failed call means for the letter. sending: whether it could have let the letter go."""
    wait = error.retry_after if isinstance(error, AccountError) else None
    if not isinstance(error, CallError):
        return TransportError(str(error), permanent=False, retry_after=wait)
    if sending and (error.acted or error.status == 404):  # somebody, or a lost call, was faster
        return OutcomeUnknownError(str(error))
    permanent = error.status in (400, 413) and error.code not in _OF_ACCOUNT
    return TransportError(str(error), permanent=permanent, retry_after=wait)
