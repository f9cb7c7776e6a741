"""Draining a full outbox, to sending equal mails on one connection and saving each of them twice."""

import os
import smtplib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.changes import QuickDisk, put
from benchmarks.company import SMTP, TEAM, founded
from benchmarks.ratios import Pair, Result, compare, settled
from benchmarks.smtp_server import running
from benchmarks.years import START, sent, year
from daemon.app import App, build
from daemon.domain import tags
from daemon.domain.letters.ceiling import ONE_ON_ONES, week
from daemon.domain.outbox import Letter, LetterKind, State
from daemon.domain.people import Person, pair_key
from daemon.flows import deliver, sending
from daemon.ports import Everyone
from daemon.store.tiny import TinyStore

EACH = 5  # preps that wait in one leader's ledger
PORTION = 4  # ledgers drained in one turn, so that ours and the bare loop take turns often
MORNING = START + timedelta(weeks=20)
MINUTE = timedelta(minutes=1)
TEXT = "You agreed this on 12 January; so far 3 of 8. What has moved since?\n" * 50
HTML = "<tr><td style='padding:0 0 8px'>You agreed this; so far 3 of 8.</td></tr>\n" * 350


PLACES = 4  # folders: where a file system puts new files makes a fifth of the time


def outbox(folder: Path, *, letters: int = 500, places: int = PLACES) -> Iterator[Result]:
    """A Monday morning: the leaders' preps are due, each portion a minute after the one before."""
    with running() as port, smtplib.SMTP("127.0.0.1", port, "halden.example", 20) as smtp:
        pairs = [_drained(folder / str(n), letters // EACH, port, smtp) for n in range(places)]
    pair = sorted(pairs, key=lambda found: found.ratio)[places // 2]
    what = f"speed of draining {letters} letters of {letters // EACH} ledgers, to a bare loop"
    among = ", ".join(f"{1 / found.ratio:.2f}" for found in pairs)
    detail = f"{EACH * PORTION} letters take {pair}; in {places} folders {among}"
    yield Result(what, 1 / pair.ratio, 0.5, least=True, detail=detail)


def _drained(folder: Path, ledgers: int, port: int, smtp: smtplib.SMTP) -> Pair:
    app = _company(folder / "company", ledgers, SMTP.format(port=port))
    portions = Portions(app)
    with settled():
        pair = compare(
            lambda: deliver.deliver(app.house, portions.now, stopped=app.stopped),
            lambda: send_bare(smtp, portions.mails, folder),
            ledgers // PORTION - 1,
            ready=portions.move_on,
        )
    left = waiting(app)
    for end in app.close:
        end()
    assert not left, f"{left} letters were not sent"
    return pair


class Portions:
    """The outbox is filled, drained portion by portion, and filled again.

    now: when the portion is due. mails: as many as it holds, by address.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._left: list[datetime] = []
        self.now = MORNING
        self.mails: list[tuple[str, bytes]] = []

    def move_on(self) -> None:
        if not self._left:
            self.mails = fill(self._app)[: EACH * PORTION]
            count = len(_leaders(self._app)) // PORTION
            self._left = [MORNING + n * MINUTE for n in range(count)]
        self.now = self._left.pop(0)


def _company(folder: Path, leaders: int, transport: str) -> App:
    return build(founded(folder, leaders * (TEAM + 1) + 1, transport), MORNING)


def fill(app: App) -> list[tuple[str, bytes]]:
    """Lays the letters into the ledgers, anew each time; the mails they become, by address."""
    house = app.house
    quick = TinyStore(house.settings.state, QuickDisk())
    mails = []
    for place, leader in enumerate(_leaders(app)):
        due = MORNING + place // PORTION * MINUTE
        letters = [_prep(app, leader, n, due) for n in range(EACH)]
        ledger = replace(
            year(leader.id, "ingrid", weeks=2),  # a leader has few agreements of their own
            letters={letter.key: letter for letter in letters},
            meta={ONE_ON_ONES: f"{week(leader, MORNING)}={TEAM}"},
        )
        put(quick, ledger)
        mails += [(leader.address, sending.bytes_of(house, leader, x)) for x in letters]
    list(house.store.find(Everyone()))  # a running daemon knows what lies there
    return mails


def waiting(app: App) -> int:
    """Letters that have not left."""
    ledgers = (app.house.store.read(leader.id) for leader in _leaders(app))
    return sum(x.state is not State.SENT for ledger in ledgers for x in ledger.letters.values())


def _leaders(app: App) -> tuple[Person, ...]:
    return tuple(p for p in app.house.directory().leaders() if p.leader)


def _prep(app: App, leader: Person, number: int, due: datetime) -> Letter:
    pair = pair_key(f"rep-{number}", leader.id)
    key = tags.key("agenda", pair, number, leader.id)
    letter = sent(leader.id, key, pair, MORNING, [f"A{n}" for n in range(8)])
    vault = app.house.vault
    return replace(
        letter,
        kind=LetterKind.PREP,
        state=State.QUEUED,
        not_before=due,
        text=vault.put(f"{key}\n{TEXT}".encode()),
        html=vault.put(f"<html><!-- {key} --><table>{HTML}</table></html>".encode()),
        attempt=None,
        sent=None,
        tries=0,
    )


def send_bare(smtp: smtplib.SMTP, mails: list[tuple[str, bytes]], folder: Path) -> None:
    """A spool in its simplest form: a mail's file is written before it is sent, and again after."""
    for number, (address, mail) in enumerate(mails):
        save(folder / f"{number}.queued", mail)
        smtp.sendmail("accord@halden.example", address, mail)
        save(folder / f"{number}.sent", mail)


def save(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
