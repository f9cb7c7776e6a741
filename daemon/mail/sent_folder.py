"""The folder of sent mails: what lies there has left. SMTP itself can't be asked afterwards."""

from functools import partial

from imap_tools import BaseMailBox

from daemon.mail.imap_session import ImapServer, ImapSession

_USUAL = "Sent"
_SPECIAL = "\\Sent"  # RFC 6154
_ID_ALONE = "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"


class SentFolder:
    r"""Finds letters that left, and keeps a copy of each where nobody else does.

    folder: "" takes the one the server marks as \Sent, else "Sent". copies: we put them there
    ourselves; False where the server files what it sends (Gmail, Exchange).
    """

    def __init__(self, server: ImapServer, folder: str = "", *, copies: bool = True) -> None:
        self.copies = copies
        self._session = ImapSession(server)
        self._name = folder
        self._there = False

    def find(self, message_id: str, tag: str) -> str:
        """The Message-ID of a letter as it lies there, "" where it does not. Raises SourceError.

        It is known by its tag, too, which stands in its Reply-To: providers change Message-IDs.
        """
        return self._session.ask("searching sent mail", partial(self._found, message_id, tag))

    def keep(self, message_id: str, mail: bytes) -> None:
        """Files a copy, unless one with this Message-ID lies there. Raises SourceError."""
        self._session.ask("filing a sent mail", partial(self._kept, message_id, mail))

    def close(self) -> None:
        self._session.close()

    def _found(self, message_id: str, tag: str, box: BaseMailBox) -> str:
        """A folder that is missing is empty where we would have made it, else a wrong setting."""
        if self.copies and not self._is_there(box):
            return ""
        return self._searched(message_id, tag, box)

    def _searched(self, message_id: str, tag: str, box: BaseMailBox) -> str:
        box.folder.set(self._folder(box), readonly=True)
        wanted = f"HEADER Message-ID {_quoted(message_id)}"
        if tag:
            wanted = f"OR {wanted} HEADER Reply-To {_quoted(f'+{tag}@')}"
        found = box.uids(wanted, None)
        return (_stored_id(box, found[0]) or message_id) if found else ""

    def _kept(self, message_id: str, mail: bytes, box: BaseMailBox) -> None:
        if not self._is_there(box):
            box.folder.create(self._folder(box))
        elif self._searched(message_id, "", box):
            return
        box.append(mail, self._folder(box), flag_set=["\\Seen"])

    def _is_there(self, box: BaseMailBox) -> bool:
        self._there = self._there or box.folder.exists(self._folder(box))
        return self._there

    def _folder(self, box: BaseMailBox) -> str:
        if not self._name:
            marked = (f.name for f in box.folder.list() if _SPECIAL in f.flags)
            self._name = next(marked, _USUAL)
        return self._name


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _stored_id(box: BaseMailBox, uid: str) -> str:
    answer = box.client.uid("FETCH", uid, _ID_ALONE)[1]
    heads = (part[1] for part in answer if isinstance(part, tuple))
    return next(heads, b"").decode("ascii", "replace").partition(":")[2].strip()
