"""A world whose mail lies on real servers: letters leave by SMTP, people read by IMAP and answer by SMTP.

The program's own flows run on disk. Each tick is an installation that starts and ends: it knows what
lies in its state, and what the servers know.
"""

import email
import email.policy
import smtplib
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import EmailMessage

from imap_tools import MailBox

from daemon.app import App, build
from daemon.domain.ledger import Ledger
from daemon.flows.house import HOUSE
from daemon.mail.imap import ImapMailbox
from daemon.mail.imap_session import ImapServer
from daemon.mail.sent_folder import SentFolder
from daemon.mail.smtp import SmtpTransport
from daemon.settings import load
from daemon.store.tiny import TinyStore
from tests.acceptance.world import World
from tests.servers.mail_stack import DOMAIN, PASSWORD, MailStack

USER = f"accord@{DOMAIN}"


@dataclass
class Served(World):
    """A world whose mail lies on the servers.

    mailbox, transport: what the program is told otherwise than usual. problems: after the last tick.
    """

    stack: MailStack = field(kw_only=True)
    mailbox: dict[str, object] = field(default_factory=dict)
    transport: dict[str, object] = field(default_factory=dict)
    way_out: type[SmtpTransport] = SmtpTransport
    problems: dict[str, str] = field(default_factory=dict)

    def tick(self, at: str) -> str:
        now = datetime.fromisoformat(at)
        given = {"user": USER, "password": PASSWORD, "ca_file": self.stack.ca, "timeout": 5}
        usual = {"host": "localhost", "port": self.stack.imaps, **given}
        box = ImapMailbox(ImapServer(**{**usual, **self.mailbox}))
        out = self.way_out(
            **{"host": "localhost", "port": self.stack.submission, **given, **self.transport},
            sent=SentFolder(ImapServer(**usual)),
        )
        app = build(load(self.root / "accord.toml"), now)
        try:
            App(replace(app.house, mailbox=box, transport=out)).tick(now)
        finally:
            box.close()
            out.close()
        self.problems = dict(app.house.memory.problems)
        self.stack.deliver()
        return ""

    def inbox(self, person: str) -> list[EmailMessage]:
        return self.folder(person, "INBOX")

    def folder(self, person: str, name: str) -> list[EmailMessage]:
        """What a mail program sees, in order of arrival."""
        with MailBox("localhost", self.stack.imaps, 5, ssl_context=self.stack.trust).login(
            f"{person}@{DOMAIN}", PASSWORD, name
        ) as box:
            raw = [box.client.uid("FETCH", uid, "(BODY.PEEK[])")[1][0][1] for uid in box.uids()]
        return [email.message_from_bytes(mail, policy=email.policy.default) for mail in raw]

    def drop(self, raw: bytes, name: str) -> None:
        """Sent by its writer, signed in, as mail programs do."""
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        sender = mail["From"].addresses[0].addr_spec
        with smtplib.SMTP("localhost", self.stack.submission, timeout=5) as smtp:
            smtp.starttls(context=self.stack.trust)
            smtp.login(sender, PASSWORD)
            smtp.sendmail(sender, [mail["To"].addresses[0].addr_spec], raw)
        self.stack.deliver()

    def ledger(self, owner: str) -> Ledger:
        return TinyStore(self.root / "state").read(owner)

    def codes(self) -> list[str]:
        """What became of mail that was filed."""
        return sorted(handled.code for handled in self.ledger(HOUSE).handled.values())
