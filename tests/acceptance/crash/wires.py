"""A wire around every port: it counts the calls, and cuts the process off before or after any."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Lock
from typing import Any

from daemon.flows.house import House


class Death(BaseException):
    """The process ends here. No code of ours may catch it."""


def raise_death() -> None:
    raise Death


@dataclass
class Wire:
    """Call number n has two points: 2n lies before it, 2n + 1 after it.

    calls: the method of each call, "Store.change". cut: at which point to die, None for never.
    die: how. Once dead, nothing more gets through: a process that is gone calls no port.
    """

    cut: int | None = None
    die: Callable[[], None] = raise_death
    calls: list[str] = field(default_factory=list)
    dead: bool = False
    _lock: Lock = field(default_factory=Lock)

    def call(self, name: str, method: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        with self._lock:
            number = len(self.calls)
            self.calls.append(name)
        self.pass_or_die(2 * number)
        try:
            return method(*arguments, **named)
        finally:  # a refusal is an answer, too
            self.pass_or_die(2 * number + 1)

    def pass_or_die(self, point: int) -> None:
        self.dead = self.dead or point == self.cut
        if self.dead:
            self.die()

    @property
    def points(self) -> int:
        return 2 * len(self.calls)

    def counts(self) -> Counter[str]:
        return Counter(self.calls)

    @property
    def end(self) -> str:
        """Where it died, in words."""
        assert self.cut is not None
        return f"{'after' if self.cut % 2 else 'before'} {self.calls[self.cut // 2]} ({self.cut})"

    @property
    def left_in_doubt(self) -> bool:
        """Whether a letter had left when it died, and no save after that had come through."""
        assert self.cut is not None
        done = self.calls[: (self.cut + 1) // 2]
        steps = [name for name in done if name in ("Transport.send", "Store.change")]
        return steps[-1:] == ["Transport.send"]


@dataclass(frozen=True)
class Wired:
    """One port behind the wire."""

    port: str
    adapter: Any
    wire: Wire

    def __getattr__(self, method: str) -> Callable[..., Any]:
        return partial(self.wire.call, f"{self.port}.{method}", getattr(self.adapter, method))


def wired(house: House, wire: Wire) -> House:
    """The house with every port, and the one file it writes beside them, behind the wire."""
    return replace(
        house,
        store=Wired("Store", house.store, wire),
        vault=Wired("Vault", house.vault, wire),
        mailbox=Wired("Mailbox", house.mailbox, wire),
        transport=Wired("Transport", house.transport, wire),
        calendars={n: Wired("CalendarSource", c, wire) for n, c in house.calendars.items()},
        add_people=partial(wire.call, "directory.append", house.add_people),
    )
