"""Letters that answer somebody or concern the installation: welcome, held mail, health."""

from dataclasses import dataclass
from datetime import datetime

from daemon.domain.letters.ceiling import LEADER_EXTRA, allowance
from daemon.domain.people import Person


@dataclass(frozen=True, slots=True)
class Welcome:
    """The first letter to a leader. found: full names of those met one to one, the next first.

    next_called, next_start (UTC): whom the leader meets next, "" and None where the calendar shows
    nobody. weekly: 1:1s in a usual week, for the promised ceiling.
    """

    reader: Person
    found: tuple[str, ...]
    next_called: str
    next_start: datetime | None
    weekly: int

    @property
    def ceiling(self) -> int:
        return allowance(self.weekly, leads=True)

    @property
    def extra(self) -> int:
        return LEADER_EXTRA


@dataclass(frozen=True, slots=True)
class Held:
    """A mail that was kept aside, told to the person on file. code: why, as `check` shows it."""

    reader: Person
    subject: str
    received: datetime
    code: str


@dataclass(frozen=True, slots=True)
class Health:
    """What needs somebody's hands. problems: one sentence each, no words of any rep.

    yours: the reader owns what is broken; else looks after the installation.
    """

    reader: Person
    problems: tuple[str, ...]
    yours: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """Shows that letters arrive."""

    reader: Person


@dataclass(frozen=True, slots=True)
class Coming:
    """A letter that would go out. at: UTC. to, called: the addressee's id and called name."""

    at: datetime
    to: str
    called: str
    subject: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be sent to the reader and those they lead in the next `days` days, in order."""

    reader: Person
    days: int
    coming: tuple[Coming, ...]
