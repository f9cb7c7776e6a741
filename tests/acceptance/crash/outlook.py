"""An Outlook mailbox for the world in play: what it holds lies in that world's folder, like all else."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from daemon.accounts.http import Api
from daemon.app import App
from daemon.mail.graph import GraphTransport
from daemon.mail.graph_inbox import GraphMailbox
from tests.acceptance.crash import rig
from tests.servers.microsoft import server
from tests.servers.microsoft.graph import Graph
from tests.servers.microsoft.mailbox import Mailbox

ADDRESS = "accord@halden.example"
SINCE = datetime(2026, 8, 1, tzinfo=UTC)


@dataclass
class Outlook:
    """root: the world in play."""

    graph: Graph
    api: Api
    root: Path = Path()

    def compose(self, root: Path, now: datetime) -> App:
        """A process whose mail comes and goes through this mailbox."""
        app = rig.composed(root, now)
        self.turn_to(root)
        box, out = GraphMailbox(self.api, SINCE), GraphTransport(self.api)
        return App(replace(app.house, mailbox=box, transport=out), app.close)

    def turn_to(self, root: Path) -> None:
        """What the mailbox holds in this world, and the answers that people have written since."""
        self.root = root
        self.graph.boxes = {ADDRESS: self.held(root)}
        arrived = sorted((root / "mail" / "accord" / "new").glob("*"), key=lambda p: p.name)
        for path in arrived:
            self.graph.boxes[ADDRESS].arrive(path.read_bytes())
        self.save()
        for path in arrived:
            path.unlink()

    def held(self, root: Path) -> Mailbox:
        file = root / "outlook.pickle"
        return pickle.loads(file.read_bytes()) if file.exists() else Mailbox(ADDRESS)

    def save(self) -> None:
        """Also delivers what has left into the Maildirs of the people."""
        for address, raw in self.graph.delivered:
            folder = self.root / "mail" / "people" / address / "new"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{len(list(folder.iterdir())) + 1:04}").write_bytes(raw)
        self.graph.delivered.clear()
        (self.root / "outlook.pickle").write_bytes(pickle.dumps(self.graph.boxes[ADDRESS]))


@contextmanager
def open_outlook() -> Iterator[Outlook]:
    """Nothing is judged here: it would be thousands of calls, all of a few kinds."""
    with server.running() as graph:
        graph.judged = False
        graph.page = 200
        opened = Outlook(graph, server.api(graph, ADDRESS))
        graph.changed = opened.save
        yield opened
        opened.api.close()
