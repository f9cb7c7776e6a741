"""Outlook for the world in play, its calendars and its mailbox; what they hold lies in that world."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from daemon.accounts.http import Api
from daemon.app import App
from daemon.calendars.outlook import OutlookCalendar
from daemon.mail.graph import GraphTransport
from daemon.mail.graph_inbox import GraphMailbox
from tests.acceptance.crash import rig
from tests.servers.microsoft import server
from tests.servers.microsoft.graph import Graph
from tests.servers.microsoft.mailbox import Mailbox

ADDRESS = "accord@halden.example"
LEADERS = ("dana@halden.example", "tomas@halden.example")
SINCE = datetime(2026, 8, 1, tzinfo=UTC)


@dataclass
class Outlook:
    """root: the world in play."""

    graph: Graph
    api: Api
    root: Path = Path()

    def compose(self, root: Path, now: datetime) -> App:
        """A process that knows calendars and mail by Graph alone."""
        app = rig.composed(root, now)
        self.turn_to(root)
        house = replace(
            app.house,
            calendars={f"graph {name}": OutlookCalendar(self.api, name) for name in LEADERS},
            mailbox=GraphMailbox(self.api, SINCE),
            transport=GraphTransport(self.api),
        )
        return App(house, app.close)

    def turn_to(self, root: Path) -> None:
        """What lies in the mailbox in this world, and the answers that people have written since."""
        self.root = root
        team = (root / "calendars" / "team.ics").read_bytes().decode()
        calendars = {name: Mailbox(name, organized(team, name)) for name in LEADERS}
        self.graph.boxes = {**calendars, ADDRESS: self.held(root)}
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


def organized(calendar: str, address: str) -> str:
    """The part of an RFC 5545 calendar that this person organizes."""
    head, *events = calendar.removesuffix("END:VCALENDAR\r\n").split("BEGIN:VEVENT")
    own = [event for event in events if f"ORGANIZER:mailto:{address}" in event]
    return "BEGIN:VEVENT".join([head, *own]) + "END:VCALENDAR\r\n"


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
