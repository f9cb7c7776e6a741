"""The stage of the demo: calendars that change, people who read their mail and answer some time later."""

import heapq
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

from daemon.rehearsal.halden import clients
from daemon.rehearsal.halden.clients import Typed
from daemon.rehearsal.halden.people import Cue, answered, waking
from daemon.rehearsal.halden.series import Book
from daemon.rehearsal.halden.team import OWN_ADDRESS, Member, Team
from daemon.rehearsal.mails import Arrival, Mail, mail_of

AFTER_A_MEETING = timedelta(minutes=12)


@dataclass(frozen=True, slots=True)
class Scene:
    """Something the story asks of one person, once.

    part: who. kinds: of the letter it waits for. after: local date, ISO. play: what the person
    types on this cue, None to wait for a better one. caption: what the reader of the pages sees.
    wait: until the answer leaves; at: or the local time of day at which it does.
    """

    part: str
    kinds: tuple[str, ...]
    after: str
    play: Callable[[Cue], Typed | None]
    caption: str = ""
    wait: timedelta | None = None


class Halden:
    """A Stage (see `playing`). `captions`: what there is to see, by Message-ID."""

    def __init__(self, team: Team, book: Book, incoming: Path, scenes: Iterable[Scene], seed: int):
        self.team = team
        self.book = book
        self.mails: list[Mail] = []
        self.captions: dict[str, str] = {}
        self._incoming = incoming
        self._scenes = list(scenes)
        self._random = Random(f"answers {seed}")
        self._planned: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._numbers = count(1)

    # --- the Stage ---------------------------------------------------------------------------

    def act(self, now: datetime) -> None:
        while self._planned and self._planned[0][0] <= now:
            _, _, happen = heapq.heappop(self._planned)
            happen(now)

    def next(self) -> datetime | None:
        return self._planned[0][0] if self._planned else None

    def watch(self, arrivals: Iterable[Arrival], now: datetime) -> None:
        for arrival in arrivals:
            self.mails.append(arrival.mail)
            who = self.team.by_address(_address(arrival.mail.to))
            if who is not None:
                self._read(Cue(arrival, who, now, self._random))

    # --- what happens ------------------------------------------------------------------------

    def plan(self, at: datetime, happen: Callable[[datetime], None]) -> None:
        heapq.heappush(self._planned, (at, next(self._numbers), happen))

    def send(self, who: Member, raw: bytes, at: datetime, *, kind: str = "reply", caption: str = "") -> None:
        """The mail leaves the person's program and lies in Accord's mailbox at once."""
        mail = mail_of(raw, owner=who.id, at=at, kind=kind, written=True)
        self.mails.append(mail)
        if caption:
            self.captions[mail.message_id] = caption
        path = self._incoming / "new" / f"{int(at.timestamp())}.{next(self._numbers):06}.{who.id}"
        path.write_bytes(raw)
        os.utime(path, (at.timestamp(), at.timestamp()))

    def mail(self, who: Member, subject: str, lines: tuple[str, ...], at: datetime, caption: str) -> None:
        """A mail to Accord that answers nothing."""
        raw = clients.fresh(who, OWN_ADDRESS, subject, lines, at, next(self._numbers))
        self.send(who, raw, at, caption=caption)

    def _read(self, cue: Cue) -> None:
        scene = self._scene(cue)
        typed = scene[1] if scene else answered(cue)
        if typed is None:
            return
        caption = scene[0].caption if scene else ""
        at = self._when(cue, scene[0].wait if scene else None)

        def reply(now: datetime) -> None:
            raw = clients.answer(cue.who, cue.arrival.mail, typed, now, next(self._numbers))
            self.send(cue.who, raw, now, caption=caption)

        self.plan(at, reply)

    def _scene(self, cue: Cue) -> tuple[Scene, Typed] | None:
        """The first scene that waits for this letter, taken off the list."""
        for scene in self._scenes:
            if scene.part != cue.who.part or cue.arrival.mail.kind not in scene.kinds:
                continue
            if cue.today.isoformat() >= scene.after and (typed := scene.play(cue)):
                self._scenes.remove(scene)
                return scene, typed
        return None

    def _when(self, cue: Cue, wait: timedelta | None) -> datetime:
        """People answer within hours, by day; a leader answers a prep once the meeting is over."""
        if wait is not None:
            return cue.now + wait
        if cue.arrival.mail.kind == "prep":
            rep = self.team_of(cue.arrival.letter.about)
            start = self.book.next_meeting(rep, cue.now) if rep else None
            if start:
                return start + timedelta(minutes=45) + AFTER_A_MEETING
        soon = cue.now + timedelta(minutes=self._random.randint(8, 260))
        return waking(cue.who, soon, self._random)

    def team_of(self, pair: str) -> Member | None:
        """The rep of a pair."""
        rep = pair.partition("+")[0]
        return next((m for m in self.team.members if m.id == rep), None)


def _address(shown: str) -> str:
    return shown.rpartition("<")[2].rstrip(">").strip()
