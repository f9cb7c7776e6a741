"""Letters through Gmail's API (https://developers.google.com/workspace/gmail/api/reference/rest).

The whole mail goes as it was composed. A draft is made first where that is granted: as long as it
exists the letter was not sent, and sending it twice is not possible.
"""

import base64
from email.utils import getaddresses
from typing import Any

from daemon.accounts.answers import MisfitError, Node
from daemon.accounts.faults import AccountError
from daemon.accounts.google import scopes
from daemon.accounts.google.calls import Account, CallError
from daemon.domain.outbox import Letter
from daemon.domain.tags import tag_in_message_id
from daemon.errors import OutcomeUnknownError, SourceError, TransportError
from daemon.mail.envelope import Envelope, envelope
from daemon.ports import Missing, NotSent, Sent, Unknown

MOST_BYTES = 36_700_160  # https://developers.google.com/workspace/gmail/api/guides/uploads

_OF_THE_LETTER = frozenset({"INVALID_ARGUMENT", "badRequest", "invalid", "invalidArgument"})


class GmailTransport:
    """A `Transport` for one mailbox. With drafts or leave to read it can tell what became of a letter.

    Used by one thread at a time.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._made: dict[str, str] = {}  # by this object: a draft's id -> whom it goes to
        self._lying: set[str] | None = None  # ids of drafts that lay there before

    def prepare(self, letter: Letter, mail: bytes) -> str:
        """The id of a draft, "" where none may be made. Raises TransportError.

        That of a run which died before it was noted is found again and used.
        """
        recipient = envelope(mail).recipient
        if not self._may(scopes.MAIL_DRAFT):
            return ""
        try:
            if left := self._left(letter.tag):
                return left
            body = {"message": _raw(mail)}
            made = self._account.do(self._drafts.create(userId="me", body=body)).text("id")
        except SourceError as error:
            raise _refused(error) from error
        self._made[made] = recipient
        return made

    def send(self, draft: str, mail: bytes) -> Sent:
        """Returns the Message-ID as Gmail stored it: it may have put its own in place of ours.

        Raises TransportError, permanent where Gmail refuses this letter, and OutcomeUnknownError
        where it may have been sent, or was, and can't be read back.
        """
        way = envelope(mail)
        try:
            draft, copy = self._looked_at(draft, way)
            if copy:
                return copy
            sent = self._account.do(
                self._drafts.send(userId="me", body={"id": draft})
                if draft
                else self._account.mail.messages().send(userId="me", body=_raw(mail))
            )
        except SourceError as error:
            # The first says yes in words nobody understands; of a draft that is gone nobody knows.
            gone = isinstance(error, CallError) and error.status == 404
            if isinstance(error, MisfitError) or gone or getattr(error, "acted", False):
                raise OutcomeUnknownError(str(error)) from error
            raise _refused(error) from error
        try:
            return self._read_back(sent, way.message_id)
        except SourceError as error:
            raise OutcomeUnknownError(f"sent, but not to be read back: {error}") from error

    def outcome(self, letter: Letter, draft: str) -> Sent | NotSent | Unknown:
        """A draft that is still there was not sent; else the letter is looked for in what was."""
        try:
            if draft and self._addressee(draft):
                return NotSent()
            self._made.pop(draft, None)
            if self._may(scopes.MAIL_READ):
                return self._copy(letter.tag, letter.message_id) or Missing()
        except SourceError as error:
            raise _refused(error) from error
        # Nothing of ours but sending takes a draft away.
        return Sent(letter.message_id) if draft else Unknown()

    @property
    def _drafts(self) -> Any:
        return self._account.mail.drafts()

    def _may(self, scope: str) -> bool:
        return scopes.covers(self._account.scopes, scope)

    def _left(self, tag: str) -> str:
        """A draft of this letter that lay there when this object began, "" for none."""
        if self._lying is None:
            pages = self._account.pages(
                self._drafts.list, userId="me", fields="nextPageToken,drafts(id)"
            )
            self._lying = {d.text("id") for page in pages for d in page.nodes("drafts")}
        if not self._lying:
            return ""
        call = self._drafts.list(userId="me", q=tag, fields="drafts(id)")
        found = {draft.text("id") for draft in self._account.do(call).nodes("drafts")}
        left = min(found & self._lying, default="")
        self._lying.discard(left)
        return left

    def _looked_at(self, draft: str, way: Envelope) -> tuple[str, Sent | None]:
        """The draft where it is what is to be sent, else ""; and what was sent where it was already.

        One of an earlier run may be gone, or go to somebody from whom mail is redirected by now.
        """
        if not draft or self._made.pop(draft, "") == way.recipient:
            return draft, None
        addressee = self._addressee(draft)
        if addressee == way.recipient.casefold():
            return draft, None
        if addressee:
            self._account.do(self._drafts.delete(userId="me", id=draft), may_miss=True)
        elif self._may(scopes.MAIL_READ):
            return "", self._copy(tag_in_message_id(way.message_id), way.message_id)
        return "", None

    def _addressee(self, draft: str) -> str:
        """Whom a draft goes to, casefolded; "" where it is no more."""
        call = self._drafts.get(
            userId="me", id=draft, format="metadata", fields="message(payload(headers))"
        )
        try:
            found = self._account.do(call, may_miss=True)
        except CallError as error:
            if error.status == 404:
                return ""
            raise
        to = _header(found.need("message").need("payload"), "to")
        return getaddresses([to])[0][1].casefold() or "nobody"

    def _copy(self, tag: str, own: str) -> Sent | None:
        """The letter among what was sent: its tag stands in its foot and in no other letter's."""
        call = self._account.mail.messages().list(
            userId="me", q=f"in:sent {tag}", maxResults=5, fields="messages(id)"
        )
        found = self._account.do(call).nodes("messages")
        return self._read_back(found[-1], own) if found else None

    def _read_back(self, message: Node, own: str) -> Sent:
        """Where we may not read, our own id has to do."""
        if not self._may(scopes.MAIL_READ):
            return Sent(own, message.text("threadId", ""))
        call = self._account.mail.messages().get(
            userId="me",
            id=message.text("id"),
            format="metadata",
            metadataHeaders=["Message-ID"],
            fields="threadId,payload(headers)",
        )
        found = self._account.do(call)
        stored = _header(found.need("payload"), "message-id")
        return Sent(stored or own, found.text("threadId", ""))


def _header(payload: Node, name: str) -> str:
    """The value of a header, "" where there is none of this name (lower case)."""
    values = (
        h.text("value", "") for h in payload.nodes("headers") if h.text("name").lower() == name
    )
    return next(values, "").strip()


def _raw(mail: bytes) -> dict[str, str]:
    """Raises a permanent TransportError for what Gmail would refuse for its size."""
    if len(mail) > MOST_BYTES:
        raise TransportError(f"the mail has more than {MOST_BYTES} bytes", permanent=True)
    return {"raw": base64.urlsafe_b64encode(mail).decode()}


def _refused(error: SourceError) -> TransportError:
    """A sign-in, a quota and a fault of Google's are the account's matter, and pass."""
    if not isinstance(error, AccountError):
        return TransportError(str(error), permanent=False)
    of_letter = isinstance(error, CallError) and (
        error.status == 413 or (error.status == 400 and error.reason in _OF_THE_LETTER)
    )
    return TransportError(str(error), permanent=of_letter, retry_after=error.retry_after)
