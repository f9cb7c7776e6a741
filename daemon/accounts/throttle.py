"""How many calls go to a provider at once, and when none may go at all."""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
from threading import BoundedSemaphore, Lock

from daemon.accounts.faults import AccountError

LONGEST_WAIT = timedelta(hours=1)
FIRST_WAIT = timedelta(minutes=1)
_JITTER = 0.1


class Throttle:
    """One budget of calls, shared by all threads that call in its name.

    name: what is named in errors ("account office"). at_once: calls in flight, over all threads.
    clock: seconds, only ever forward. While the provider wants to be left alone, a call fails at
    once: whoever polls comes again at the next tick, and nobody waits inside a call.
    """

    def __init__(
        self, name: str, at_once: int, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._clock = clock
        self._places = BoundedSemaphore(at_once)
        self._lock = Lock()
        self._until = clock()
        self._refusals = 0
        self.calls = 0

    @contextmanager
    def slot(self, patience: float) -> Iterator[None]:
        """A place among the calls in flight, had within `patience` seconds.

        Raises AccountError where there is none, or while the provider wants to be left alone.
        """
        self._stay_away()
        if not self._places.acquire(timeout=max(patience, 0)):
            raise AccountError(f"{self._name}: too many calls at once, none ended in time")
        try:
            self._stay_away()
            with self._lock:
                self.calls += 1
            yield
        finally:
            self._places.release()

    def pause(self, asked: timedelta | None = None) -> timedelta:
        """The provider said: not now. Nobody calls for the time returned.

        asked: what its Retry-After says; else 1, 2, 4 … 60 minutes. Never shorter than asked but
        for the cap of an hour, and a little longer for each, so that not all come back together.
        Calls that were in flight together count as one refusal.
        """
        with self._lock:
            now = self._clock()
            if now >= self._until:
                self._refusals += 1
            wait = asked or FIRST_WAIT * 2 ** min(self._refusals - 1, 6)
            wait = min(wait, LONGEST_WAIT) * (1 + _JITTER * secrets.randbelow(1000) / 1000)
            self._until = max(self._until, now + wait.total_seconds())
            return timedelta(seconds=self._until - now)

    def answered(self) -> None:
        """The provider did what it was asked: the next refusal is a first one again."""
        with self._lock:
            if self._clock() >= self._until:
                self._refusals = 0

    def _stay_away(self) -> None:
        with self._lock:
            left = self._until - self._clock()
        if left > 0:
            raise AccountError(
                f"{self._name}: asked to wait, {_in_words(left)} left",
                retry_after=timedelta(seconds=left),
            )


class Standstill:
    """What failed in a way that only a person can mend: it is asked again once an hour, no more.

    A key names what was asked and with what, so that a new sign-in is tried at once.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: dict[tuple[str, ...], tuple[float, AccountError]] = {}
        self._lock = Lock()

    def check(self, *key: str) -> None:
        """Raises the error again that this key met within the last hour."""
        with self._lock:
            since, error = self._failed.get(key, (0.0, None))
        if error is not None and self._clock() - since < LONGEST_WAIT.total_seconds():
            raise AccountError(str(error), paused=True)

    def note(self, error: AccountError, *key: str) -> None:
        now = self._clock()
        with self._lock:
            self._failed = {
                k: (since, e)
                for k, (since, e) in self._failed.items()
                if now - since < LONGEST_WAIT.total_seconds()
            }
            self._failed[key] = (now, error)


def asked_wait(headers: Mapping[str, str]) -> timedelta | None:
    """Retry-After (RFC 9110 10.2.3), seconds or a date, None where it says nothing of use.

    headers: by lower-case name. A date counts from the answer's own Date, so that clocks that
    differ do no harm. At most an hour.
    """
    said = headers.get("retry-after", "").strip()
    if said.isdecimal() and said.isascii():
        return min(timedelta(seconds=min(int(said[:9]), 10**6)), LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta()), LONGEST_WAIT)


def _in_words(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
