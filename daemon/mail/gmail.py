"""Letters through Gmail's API (https://developers.google.com/workspace/gmail/api/reference/rest).

The whole mail goes as it was composed. A draft is made first where that is granted: as long as it
exists the letter was not sent, and sending it twice is not possible.
"""

import base64
from datetime import timedelta

from daemon.accounts.answers import MisfitError, Node
from daemon.accounts.faults import AccountError
from daemon.accounts.google import scopes
from daemon.accounts.google.calls import Account, CallError
from daemon.domain.outbox import Letter
from daemon.errors import OutcomeUnknownError, SourceError, TransportError
from daemon.mail.envelope import envelope
from daemon.ports import NotSent, Sent, Unknown

MOST_BYTES = 36_700_160  # https://developers.google.com/workspace/gmail/api/guides/uploads
SEARCH_LAG = timedelta(minutes=30)

_OF_THE_LETTER = frozenset({"INVALID_ARGUMENT", "badRequest", "invalid", "invalidArgument"})


class GmailTransport:
    """A `Transport` for one mailbox. With drafts or leave to read it can tell what became of a letter."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def prepare(self, letter: Letter, mail: bytes) -> str:  # noqa: ARG002 (the port's)
        """The id of a draft, "" where none may be made. One that is lost on the way is never sent."""
        try:
            if not self._may(scopes.MAIL_DRAFT):
                return ""
            body = {"message": _raw(mail)}
            made = self._account.do(self._account.mail.drafts().create(userId="me", body=body))
            return made.text("id")
        except SourceError as error:
            raise _refused(error) from error

    def send(self, draft: str, mail: bytes) -> Sent:
        """Returns the Message-ID as Gmail stored it: it may have put its own in place of ours.

        Raises TransportError, permanent where Gmail refuses this letter, and OutcomeUnknownError
        where it may have been sent, or was, and can't be read back.
        """
        own = envelope(mail).message_id
        try:
            sent = self._sent_draft(draft) or self._account.do(
                self._account.mail.messages().send(userId="me", body=_raw(mail))
            )
        except CallError as error:
            if error.acted:
                raise OutcomeUnknownError(str(error)) from error
            raise _refused(error) from error
        except MisfitError as error:
            raise OutcomeUnknownError(str(error)) from error
        except AccountError as error:
            raise _refused(error) from error
        try:
            return self._read_back(sent, own)
        except SourceError as error:
            raise OutcomeUnknownError(f"sent, but not to be read back: {error}") from error

    def outcome(self, letter: Letter, draft: str) -> Sent | NotSent | Unknown:
        """NotSent where the draft is still there, or where the letter's tag is still not found among
        what was sent half an hour after the first try.
        """
        try:
            if draft and self._is_there(draft):
                return NotSent()
            if not self._may(scopes.MAIL_READ):
                # Nothing of ours but sending takes a draft away.
                return Sent(letter.message_id) if draft else Unknown()
            return self._copy(letter) or _missed(letter)
        except SourceError as error:
            raise _refused(error) from error

    def _may(self, scope: str) -> bool:
        return scopes.covers(self._account.scopes, scope)

    def _sent_draft(self, draft: str) -> Node | None:
        """None where there is no such draft: it never was one, or somebody took it away."""
        if not draft:
            return None
        call = self._account.mail.drafts().send(userId="me", body={"id": draft})
        try:
            return self._account.do(call, may_miss=True)
        except CallError as error:
            if error.status == 404:
                return None
            raise

    def _is_there(self, draft: str) -> bool:
        call = self._account.mail.drafts().get(userId="me", id=draft, format="minimal", fields="id")
        try:
            return bool(self._account.do(call, may_miss=True))
        except CallError as error:
            if error.status == 404:
                return False
            raise

    def _copy(self, letter: Letter) -> Sent | None:
        """The letter among what was sent: its tag stands in its foot and in no other letter's."""
        call = self._account.mail.messages().list(
            userId="me", q=f"in:sent {letter.tag}", maxResults=5, fields="messages(id)"
        )
        found = self._account.do(call).nodes("messages")
        return self._read_back(found[-1], letter.message_id) if found else None

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
        headers = found.need("payload").nodes("headers")
        ids = (h.text("value", "") for h in headers if h.text("name").lower() == "message-id")
        return Sent(next(ids, "").strip() or own, found.text("threadId", ""))


def _raw(mail: bytes) -> dict[str, str]:
    """Raises a permanent TransportError for what Gmail would refuse for its size or its addressees."""
    envelope(mail)
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


def _missed(letter: Letter) -> NotSent | Unknown:
    """What was sent may be found late. `not_before` is when this look was due."""
    looked = letter.not_before - letter.attempt if letter.attempt else timedelta()
    return NotSent() if looked >= SEARCH_LAG else Unknown()
