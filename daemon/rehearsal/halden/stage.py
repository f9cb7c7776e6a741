"""The stage of the demo: calendars that change, people who read their mail and answer some time later."""

import heapq
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from random import Random

from daemon.rehearsal.halden import clients
from daemon.rehearsal.halden.clients import Typed
from daemon.rehearsal.halden.people import Cue, answered, at_local, waking
from daemon.rehearsal.halden.series import Book
from daemon.rehearsal.halden.team import OWN_ADDRESS, Member, Team
from daemon.rehearsal.mails import Arrival, Mail, mail_of

AFTER_A_MEETING = timedelta(minutes=12)


@dataclass(frozen=True, slots=True)
class Scene:
    """Something the story asks of one person, once.

    part: who. kinds: of the letter it waits for. after: local date, ISO. play: what the person
    types on this cue, None to wait for a better one. wait: until the answer leaves, or the local
    time of day at which it does, None for whenever people answer.
    name: of this scene; follows: name of the scene whose reply the letter must answer.
    caption, then: what the reader of the pages sees in the answer, and in the receipt for it.
    """

    part: str
    kinds: tuple[str, ...]
    after: str
    play: Callable[[Cue], Typed | None]
    caption: str = ""
    then: str = ""
    wait: timedelta | time | None = None
    name: str = ""
    follows: str = ""


class Halden:
    """A Stage (see `playing`). `captions`: what there is to see, by Message-ID."""

    def __init__(self, team: Team, book: Book, incoming: Path, scenes: Iterable[Scene], seed: int):
        self.team = team
        self.book = book
        self.mails: list[Mail] = []
        self.captions: dict[str, str] = {}
        self.outside: list[Member] = []
        self._incoming = incoming
        self._scenes = list(scenes)
        self._random = Random(f"answers {seed}")
        self._planned: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._numbers = count(1)
        self._named: dict[str, str] = {}
        self._then: dict[str, str] = {}
        self._leave: dict[str, tuple[date, date]] = {}

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

    def send(
        self, who: Member, raw: bytes, at: datetime, *, kind: str = "reply", caption: str = ""
    ) -> str:
        """The mail leaves the person's program and lies in Accord's mailbox at once; its Message-ID."""
        mail = mail_of(raw, owner=who.id, time=at, kind=kind, written=True)
        self.mails.append(mail)
        if caption:
            self.captions[mail.message_id] = self.named(caption, who)
        path = self._incoming / "new" / f"{int(at.timestamp())}.{next(self._numbers):06}.{who.id}"
        path.write_bytes(raw)
        os.utime(path, (at.timestamp(), at.timestamp()))
        return mail.message_id

    def mail(
        self, who: Member, subject: str, lines: tuple[str, ...], at: datetime, caption: str
    ) -> None:
        """A mail to Accord that answers nothing."""
        raw = clients.fresh(who, OWN_ADDRESS, subject, lines, at, next(self._numbers))
        self.send(who, raw, at, caption=caption)

    def stranger(self, who: Member, letter: Mail, lines: tuple[str, ...], at: datetime) -> None:
        """Somebody outside answers a letter that was sent on to them."""
        raw = clients.answer(who, letter, Typed(lines), at, next(self._numbers))
        self.outside.append(who)
        self.send(
            who,
            raw,
            at,
            caption="A customer answers an agenda that was sent on. Nothing of it counts.",
        )

    def _read(self, cue: Cue) -> None:
        self._note(cue)
        if self._is_away(cue):
            self.plan(cue.now + timedelta(minutes=1), lambda now: self._away(cue, now))
            return
        scene, typed = self._answer(cue)
        if typed is not None:
            self.plan(self._when(cue, scene), lambda now: self._reply(cue, scene, typed, now))

    def named(self, caption: str, who: Member) -> str:
        """A caption with the names of those it is about."""
        return caption.format(who=who.called, dana=self.team["dana"].called)

    def leave(self, who: Member, first: date, last: date) -> None:
        """The person is away on these local days; their mail program says so."""
        self._leave[who.id] = (first, last)

    def _is_away(self, cue: Cue) -> bool:
        first, last = self._leave.get(cue.who.id, (date.max, date.min))
        return first <= cue.today <= last and cue.arrival.mail.kind != "receipt"

    def _away(self, cue: Cue, now: datetime) -> None:
        last = self._leave[cue.who.id][1]
        words = f"Ich bin bis {last:%d.%m.} im Urlaub und lese keine Mails."
        raw = clients.away(cue.who, cue.arrival.mail, words, now, next(self._numbers))
        caption = "{who} is away, and the mail program says so. It is filed and never answered."
        self.send(cue.who, raw, now, kind="machine", caption=caption)

    def _note(self, cue: Cue) -> None:
        """The receipt for a reply that is worth seeing may be worth seeing too."""
        mail = cue.arrival.mail
        parents = [r for r in mail.references if r in self._then]
        if mail.kind == "receipt" and parents:
            caption = self._then.pop(parents[-1])
            self.captions[mail.message_id] = self.named(caption, cue.who)

    def _answer(self, cue: Cue) -> tuple[Scene, Typed | None]:
        """By the first scene that waits for this letter, taken off the list; else by habit."""
        for scene in self._scenes:
            if self._fits(scene, cue) and (typed := scene.play(cue)):
                self._scenes.remove(scene)
                return scene, typed
        return Scene(cue.who.part, (), "", answered), answered(cue)

    def _fits(self, scene: Scene, cue: Cue) -> bool:
        mail = cue.arrival.mail
        if scene.part != cue.who.part or mail.kind not in scene.kinds:
            return False
        follows = not scene.follows or self._named.get(scene.follows) in mail.references
        return follows and cue.today.isoformat() >= scene.after

    def _reply(self, cue: Cue, scene: Scene, typed: Typed, now: datetime) -> None:
        raw = clients.answer(cue.who, cue.arrival.mail, typed, now, next(self._numbers))
        message_id = self.send(cue.who, raw, now, caption=scene.caption)
        if scene.name:
            self._named[scene.name] = message_id
        if scene.then:
            self._then[message_id] = scene.then

    def _when(self, cue: Cue, scene: Scene) -> datetime:
        """People answer within hours, by day; a leader answers a prep once the meeting is over."""
        if isinstance(scene.wait, timedelta):
            return cue.now + scene.wait
        if isinstance(scene.wait, time):
            return at_local(cue.who, cue.today, scene.wait)
        if cue.arrival.mail.kind == "prep":
            rep = self.rep_of(cue.arrival.letter.about)
            start = self.book.next_meeting(rep, cue.now) if rep else None
            if start:
                return start + timedelta(minutes=45) + AFTER_A_MEETING
        soon = cue.now + timedelta(minutes=self._random.randint(8, 260))
        return waking(cue.who, soon, self._random)

    def rep_of(self, pair: str) -> Member | None:
        """The rep of a pair."""
        rep = pair.partition("+")[0]
        return next((m for m in self.team.members if m.id == rep), None)


def _address(shown: str) -> str:
    return shown.rpartition("<")[2].rstrip(">").strip()
