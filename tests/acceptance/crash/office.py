"""A mail server on loopback that lays what it takes into the Maildirs of the world in play."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Office:
    """root: the world in play. Unlike a Maildir transport, it takes the same mail twice.

    stall: seconds between taking a mail and saying so.
    """

    root: Path
    stall: float = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        for address in envelope.rcpt_tos:
            folder = self.root / "mail" / "people" / address / "new"
            folder.mkdir(parents=True, exist_ok=True)
            number = len(list(folder.iterdir())) + 1
            fresh = folder.parent / f"{number:04}"
            fresh.write_bytes(envelope.original_content or b"")
            fresh.rename(folder / fresh.name)
        await asyncio.sleep(self.stall)
        return "250 OK"


class AnyPort(Controller):
    """Listens where the system finds room."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def open_office(root: Path) -> Iterator[tuple[Office, str]]:
    """The office, and the lines of a [transport] table that lead to it."""
    office = Office(root)
    controller = AnyPort(office, hostname="127.0.0.1", port=0)
    controller.start()
    lines = f'kind = "smtp"\nhost = "127.0.0.1"\nport = {controller.port}\nsecurity = "none"'
    try:
        yield office, lines
    finally:
        controller.stop()
