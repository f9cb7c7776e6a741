r"""A folder of an IMAP server as a `Mailbox`: polled, read in slices, marked, and nothing else.

What is done carries a keyword of ours, where the server keeps keywords, and \Seen for people's eyes.
\Seen alone would not do: somebody who opens the mailbox has seen mails that were never read here.
"""

import imaplib
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxFetchError, MailboxFlagError

from daemon.mail import caps
from daemon.mail.imap_session import FAILURES, ImapServer, ImapSession, said
from daemon.ports import Batch

DONE = "AccordDone"
MAILS_A_BATCH = 50
BYTES_A_BATCH = 30_000_000
# One byte over the cap on mails: enough for `caps` to refuse it, however large the mail is.
_SLICE = f"(UID BODY.PEEK[]<0.{caps.RAW_BYTES + 1}>)"
_CURSOR = re.compile(r"([0-9]{1,10}):([0-9]{1,10})")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Folder:
    """What the server says of a folder when it is opened (RFC 9051 6.3.2).

    last: no mail that was there has a higher UID. keywords, writable: what may be marked.
    """

    validity: int
    last: int
    keywords: bool
    writable: bool


class ImapMailbox:
    """A uid, and the cursor, is "UIDVALIDITY:UID".

    Taken is what lies above the cursor and is not done; without a cursor, what nobody has seen, so
    that years of old mail are left alone. A folder that was made anew (another UIDVALIDITY) is read
    from its beginning: mails read before are known by their Message-ID.
    """

    def __init__(
        self,
        server: ImapServer,
        folder: str = "INBOX",
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = ImapSession(server, clock)
        self._place = f"{server} {folder}"
        self._name = folder
        self._folder: _Folder | None = None
        self._done: set[str] = set()
        self._troubled: set[str] = set()

    def fetch(self, cursor: str) -> Batch:
        """At most 50 mails or about 30 MB; the next fetch brings the rest.

        A mail that the server will not give is named in the log and tried again, after the others.
        Raises SourceError where the folder can't be read.
        """
        return self._session.ask(f"reading {self._name}", partial(self._batch, cursor))

    def done(self, uid: str) -> None:
        """Marks a mail; where marking is not allowed it is remembered until the cursor passes it."""
        found = _CURSOR.fullmatch(uid)
        if found:
            self._done.add(uid)
            step = f"marking a mail in {self._name}"
            self._session.ask(step, partial(self._mark, int(found[1]), found[2]))

    def close(self) -> None:
        self._session.close()

    def _batch(self, cursor: str, box: BaseMailBox) -> Batch:
        folder = self._opened(box)
        after = _after(cursor, folder)
        waiting = self._waiting(box, folder, after, unseen=not cursor)
        read, left = self._read(box, folder, waiting)
        mails = tuple((f"{folder.validity}:{n}", raw) for n, raw in sorted(read.items()))
        if not left:
            return Batch(mails, f"{folder.validity}:{max(after or 0, folder.last, *waiting, 0)}")
        # Before the first cursor in this folder the marks alone tell what was read, where they can.
        marked = folder.writable and (folder.keywords or not cursor)
        return Batch(
            mails, cursor if after is None and marked else f"{folder.validity}:{min(left) - 1}"
        )

    def _opened(self, box: BaseMailBox) -> _Folder:
        """Opens the folder, for reading alone where the server allows no more."""
        try:
            box.folder.set(self._name)
        except imaplib.IMAP4.readonly:
            box.folder.set(self._name, readonly=True)
        flags = _told(box, "PERMANENTFLAGS").lower()
        self._folder = _Folder(
            validity=int(_told(box, "UIDVALIDITY")),
            last=int(_told(box, "UIDNEXT") or 1) - 1,
            keywords=r"\*" in flags or DONE.lower() in flags,
            writable=not box.client.is_readonly,
        )
        return self._folder

    def _waiting(
        self, box: BaseMailBox, folder: _Folder, after: int | None, *, unseen: bool
    ) -> list[int]:
        """UIDs not yet done, those last that made trouble before."""
        wanted = [f"UID {after + 1}:*"] if after is not None else []
        wanted += ["UNSEEN"] if unseen else []
        wanted += [f"UNKEYWORD {DONE}"] if folder.keywords else []
        found = [int(uid) for uid in box.uids(" ".join(wanted) or "ALL", None)]
        self._done &= {f"{folder.validity}:{uid}" for uid in found}
        # "n:*" names the last mail even where its UID is below n.
        new = [n for n in found if n > (after or 0) and f"{folder.validity}:{n}" not in self._done]
        return sorted(new, key=lambda n: (f"{folder.validity}:{n}" in self._troubled, n))

    def _read(
        self, box: BaseMailBox, folder: _Folder, waiting: list[int]
    ) -> tuple[dict[int, bytes], list[int]]:
        """The mails of one batch by UID, and which still wait after it."""
        read: dict[int, bytes] = {}
        gone: set[int] = set()
        for number in waiting:
            if len(read) >= MAILS_A_BATCH or sum(map(len, read.values())) >= BYTES_A_BATCH:
                break
            try:
                raw = self._one(box, f"{folder.validity}:{number}", number)
            except MailboxFetchError:
                continue
            except FAILURES:
                if not read:
                    raise
                self._session.drop()
                break
            if raw is None:
                gone.add(number)
            else:
                read[number] = raw
        return read, [n for n in waiting if n not in read and n not in gone]

    def _one(self, box: BaseMailBox, uid: str, number: int) -> bytes | None:
        """The first ten million bytes of a mail, None where it is gone."""
        try:
            kind, answer = box.client.uid("FETCH", str(number), _SLICE)
            if kind != "OK":
                raise MailboxFetchError((kind, answer), "OK")
        except FAILURES as error:
            self._troubled.add(uid)
            log.warning("mail-unreadable place=%s uid=%s reason=%s", self._place, uid, said(error))
            raise
        self._troubled.discard(uid)
        return next((part[1] for part in answer if isinstance(part, tuple)), None)

    def _mark(self, validity: int, number: str, box: BaseMailBox) -> None:
        kept = self._folder if box.folder.get() else None
        folder = kept or self._opened(box)
        if not folder.writable or folder.validity != validity:
            return
        marks = rf"(\Seen {DONE})" if folder.keywords else r"(\Seen)"
        # Not the library's own `flag`: it expunges what others have marked as deleted.
        kind, answer = box.client.uid("STORE", number, "+FLAGS.SILENT", marks)
        if kind != "OK":
            reason = said(MailboxFlagError((kind, answer), "OK"))
            log.warning("mail-not-marked place=%s reason=%s", self._place, reason)


def _after(cursor: str, folder: _Folder) -> int | None:
    """The UID up to which this folder was read; None where it never was."""
    found = _CURSOR.fullmatch(cursor)
    return int(found[2]) if found and int(found[1]) == folder.validity else None


def _told(box: BaseMailBox, code: str) -> str:
    """A response code of the last SELECT, "" where the server gave none."""
    answer = box.client.response(code)[1]
    return answer[-1].decode("ascii", "replace") if answer and answer[-1] else ""
