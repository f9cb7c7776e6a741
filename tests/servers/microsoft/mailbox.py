"""One mailbox as Graph keeps it: mails in folders, and a log of changes that delta tokens point into."""

import base64
import email
import email.policy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from tests.servers.microsoft.calendar import Shown

FIRST = datetime(2026, 9, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Mail:
    """raw: as it lies there. folder: inbox, drafts or sentitems."""

    id: str
    raw: bytes
    folder: str
    at: datetime
    is_draft: bool = False
    is_read: bool = False
    flag: str = "notFlagged"

    @property
    def head(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    def shown(self) -> dict[str, Any]:
        head, at = self.head, f"{self.at:%Y-%m-%dT%H:%M:%SZ}"
        return {
            "id": self.id,
            "@odata.etag": 'W/"1"',
            "subject": str(head["Subject"] or ""),
            "internetMessageId": str(head["Message-ID"] or f"<{self.id}@graph.example>"),
            "conversationId": _conversation(head),
            "receivedDateTime": at,
            "sentDateTime": at,
            "isDraft": self.is_draft,
            "isRead": self.is_read,
            "flag": {"flagStatus": self.flag},
            "toRecipients": _people(head, "To"),
            "replyTo": _people(head, "Reply-To"),
            "parentFolderId": self.folder,
        }


@dataclass
class Mailbox:
    """changes: mail ids, the latest last; a token is a place in it. oldest: tokens before it ended.

    renumbers: a draft gets another id when it is sent, as Exchange does in spite of its promise.
    rewrites: a mail leaves under another Message-ID.
    """

    address: str
    calendar: str = ""
    renumbers: bool = False
    rewrites: bool = False
    mails: dict[str, Mail] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    oldest: int = 0
    made: int = 0

    @property
    def shown(self) -> Shown:
        return Shown(self.calendar)

    def arrive(self, raw: bytes) -> str:
        """A mail comes into the inbox, a second after the last one."""
        return self.put(raw, "inbox")

    def put(self, raw: bytes, folder: str, **more: Any) -> str:
        self.made += 1
        mail = Mail(f"AAMk{self.made:04}=", raw, folder, self._clock(), **more)
        self.mails[mail.id] = mail
        self.changes.append(mail.id)
        return mail.id

    def edit(self, mail: str, **changes: Any) -> Mail:
        self.mails[mail] = replace(self.mails[mail], **changes)
        return self.mails[mail]

    def sent(self, mail: str) -> Mail:
        """A draft, or a mail put in at once, becomes what lies in Sent Items and has left."""
        raw = self.mails[mail].raw
        if self.rewrites:
            old = Mail("", raw, "", FIRST).head["Message-ID"].encode()
            raw = raw.replace(old, f"<{self.made}.rewritten@outlook.example>".encode(), 1)
        changes = {"raw": raw, "folder": "sentitems", "is_draft": False, "at": self._clock()}
        if self.renumbers:
            self.made += 1
            self.mails[f"AAMk{self.made:04}="] = replace(
                self.mails.pop(mail), id=f"AAMk{self.made:04}="
            )
            mail = f"AAMk{self.made:04}="
        return self.edit(mail, **changes)

    def listed(self, folder: str) -> list[Mail]:
        return [mail for mail in self.mails.values() if mail.folder == folder]

    def news(self, place: int) -> list[dict[str, Any]]:
        """What came into the inbox since, and what went from it."""
        rows: list[dict[str, Any]] = []
        for name in self.changes[place:]:
            mail = self.mails.get(name)
            if mail is None:
                rows.append({"id": name, "@removed": {"reason": "deleted"}})
            elif mail.folder == "inbox":
                rows.append(mail.shown())
        return rows

    def delete(self, mail: str) -> None:
        del self.mails[mail]
        self.changes.append(mail)

    def _clock(self) -> datetime:
        return FIRST + timedelta(seconds=self.made)


def _conversation(head: EmailMessage) -> str:
    """Mails that refer to one another share it."""
    known = str(head["References"] or head["Message-ID"] or head["Subject"] or "").split()
    return base64.b64encode("".join(known[:1]).encode()).decode()


def _people(head: EmailMessage, name: str) -> list[dict[str, Any]]:
    found = head[name].addresses if head[name] else ()
    return [
        {"emailAddress": {"name": one.display_name or one.addr_spec, "address": one.addr_spec}}
        for one in found
    ]
