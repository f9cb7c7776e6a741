"""Gmail for the world in play: a myworld beside it, whose state of the moment lies in that world."""

import email
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import getaddresses
from pathlib import Path

from daemon.accounts.google.calls import Account
from daemon.app import App
from daemon.mail.gmail import GmailTransport
from daemon.mail.gmail_inbox import GmailMailbox
from tests.acceptance.crash import rig
from tests.servers.google import GMAIL, Exchange, Town, open_town
from tests.servers.google_bytes import Faithful

OFTEN = 200
BEFORE_ALL = "2026-11-20T08:00:00+01:00"


@dataclass
class Gmail:
    """root: the world in play. kept: the bytes that myworld makes mails of its own of.

    saves: how often the state of the moment was named since `refresh`.
    """

    town: Town
    account: Account
    empty: str
    root: Path = Path()
    kept: Faithful = field(default_factory=Faithful)
    saves: int = 0

    def compose(self, root: Path, now: datetime) -> App:
        """A process that knows mail by Gmail alone."""
        app = rig.composed(root, now)
        self.turn_to(root)
        mailbox, transport = GmailMailbox(self.account), GmailTransport(self.account)
        return App(replace(app.house, mailbox=mailbox, transport=transport), app.close)

    def turn_to(self, root: Path) -> None:
        """What Gmail held in this world, and the answers that people have written since."""
        self.root = root
        file = root / "gmail.pickle"
        snapshot, self.kept = (
            pickle.loads(file.read_bytes()) if file.exists() else (self.empty, Faithful())
        )
        self.town.restore(snapshot)
        for path in sorted((root / "mail" / "accord" / "new").glob("*"), key=lambda p: p.name):
            self.town.put("accord", path.read_bytes())
            path.unlink()
        if not file.exists():
            self.save()

    def rule(self, asked: Exchange, passed: Callable[[], Exchange]) -> Exchange:
        """What changes anything is there after a death."""
        done = self.kept(asked, passed)
        if asked.method != "GET" and asked.path.startswith(GMAIL):
            self.save()
        return done

    def save(self) -> None:
        """Also delivers what has left into the Maildirs of the people."""
        people = self.root / "mail" / "people"
        for raw in self.kept.sent:
            [(_, address)] = getaddresses([email.message_from_bytes(raw)["To"]])
            folder = people / address / "new"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{len(list(folder.iterdir())) + 1:04}").write_bytes(raw)
        self.kept.sent.clear()
        self.name_state(self.root / "gmail.pickle", self.kept)
        self.saves += 1

    def name_state(self, file: Path, kept: Faithful) -> None:
        file.write_bytes(pickle.dumps((self.town.snapshot(), kept)))

    def refresh(self, worlds: Iterable[Path]) -> None:
        """Names the states of these worlds anew: myworld remembers only the last 500 names."""
        if self.saves < OFTEN:
            return
        for root in worlds:
            file = root / "gmail.pickle"
            if file.exists():
                snapshot, kept = pickle.loads(file.read_bytes())
                self.town.restore(snapshot)
                self.name_state(file, kept)
        self.town.restore(self.empty)
        self.empty = self.town.snapshot()
        self.saves = 0

    def drafts(self, root: Path) -> int:
        """How many are left lying in a world."""
        _, kept = pickle.loads((root / "gmail.pickle").read_bytes())
        return len(kept.drafts)


@contextmanager
def open_gmail(folder: Path) -> Iterator[Gmail]:
    with open_town(folder, BEFORE_ALL) as town:
        opened = Gmail(town, town.account(folder, "accord"), town.snapshot())
        town.between.rule = opened.rule
        yield opened
        while town.wires:
            town.wires.pop().close()
