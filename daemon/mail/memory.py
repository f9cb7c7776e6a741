"""Mail in memory, for tests and rehearsals: a mailbox to read and a way out that keeps what it gets."""

from daemon.domain.outbox import Letter
from daemon.mail.envelope import envelope
from daemon.ports import Batch, NotSent, Sent, Unknown


class MemoryMailbox:
    """A Mailbox that forgets at the end. `put` is how mail arrives."""

    def __init__(self) -> None:
        self._arrived: list[bytes] = []
        self._waiting: dict[str, bytes] = {}

    def put(self, mail: bytes) -> str:
        """Takes a mail in, as the last to arrive; returns its uid."""
        uid = str(len(self._arrived))
        self._arrived.append(mail)
        self._waiting[uid] = mail
        return uid

    def fetch(self, cursor: str) -> Batch:
        return Batch(tuple(self._waiting.items()), cursor)

    def done(self, uid: str) -> None:
        self._waiting.pop(uid, None)


class MemoryTransport:
    """A Transport that keeps each letter once, under its Message-ID, in order of sending."""

    def __init__(self) -> None:
        self.sent: dict[str, bytes] = {}

    def prepare(self, letter: Letter, mail: bytes) -> str:  # noqa: ARG002 (the port's)
        return ""

    def send(self, draft: str, mail: bytes) -> Sent:  # noqa: ARG002 (the port's)
        """Raises a permanent TransportError for what no mail server would take either."""
        message_id = envelope(mail).message_id
        self.sent.setdefault(message_id, mail)
        return Sent(message_id)

    def outcome(self, letter: Letter, draft: str) -> Sent | NotSent | Unknown:  # noqa: ARG002
        return Sent(letter.message_id) if letter.message_id in self.sent else NotSent()
