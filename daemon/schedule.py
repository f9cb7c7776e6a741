"""Ticks. The only module that imports APScheduler, which gives UTC intervals and nothing else.

Ticks are level-triggered: a missed one is made good by the next. Each job takes the time once and
calls one flow; the three never wait for each other.
"""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger("accord.schedule")

Job = Callable[[datetime], None]


class Heart:
    """Feeds systemd's watchdog (sd_notify(3)) only when every job finished since the last beat."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._waiting = set(names)
        self._names = names
        self._lock = threading.Lock()

    def beat(self, name: str) -> None:
        with self._lock:
            self._waiting.discard(name)
            if self._waiting:
                return
            self._waiting = set(self._names)
        notify("WATCHDOG=1")


def notify(state: str) -> None:
    """Tells systemd; does nothing where it did not start us."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect(address)
        channel.sendall(state.encode())


def now() -> datetime:
    return datetime.now(UTC)


def run(jobs: Mapping[str, Job], seconds: int) -> None:
    """Runs every job each `seconds`, at once to begin with, until SIGTERM or SIGINT.

    A job that runs when the signal comes is finished first. A job that raises is logged, and its
    next tick tries again.
    """
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # its every tick is no news
    ended = threading.Event()
    heart = Heart(tuple(jobs))
    scheduler = BackgroundScheduler(
        timezone=UTC, executors={"default": ThreadPoolExecutor(len(jobs))}
    )
    for name, job in jobs.items():
        scheduler.add_job(
            _guarded(name, job, heart),
            "interval",
            seconds=seconds,
            next_run_time=now(),
            id=name,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    scheduler.start()
    notify("READY=1")
    log.info("started jobs=%d seconds=%d", len(jobs), seconds)
    ended.wait()
    notify("STOPPING=1")
    scheduler.shutdown(wait=True)
    log.info("ended")


def _guarded(name: str, job: Job, heart: Heart) -> Callable[[], None]:
    def tick() -> None:
        try:
            job(now())
        except Exception:  # the next tick tries again; the watchdog is fed by finished ticks
            log.exception("tick job=%s", name)
        heart.beat(name)

    return tick
