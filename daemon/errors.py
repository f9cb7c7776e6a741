"""The errors that leave a module. A docstring's first sentence is the default message."""

from dataclasses import dataclass
from datetime import timedelta


class DaemonError(Exception):
    """Something went wrong."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").splitlines()[0])


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file that a person writes: where, which key, and what to write instead."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return (
            f"{self.file}: {self.key}: {self.message}"
            if self.key
            else f"{self.file}: {self.message}"
        )


class SettingsError(DaemonError):
    """The settings can't be used."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class SourceError(DaemonError):
    """A calendar or mailbox can't be read."""


class TransportError(DaemonError):
    """A letter was not accepted.

    permanent: the fault is this letter's (its address, size or form) and trying again is useless;
    otherwise it is the account's, and `retry_after` is the wait the server asked for, if any.
    """

    def __init__(
        self, message: str = "", *, permanent: bool, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after


class OutcomeUnknownError(DaemonError):
    """The connection was lost after the mail had left: it may or may not have been accepted."""


class StoreError(DaemonError):
    """A ledger can't be read or written."""

    def __init__(self, message: str = "", *, owner: str = "") -> None:
        super().__init__(message)
        self.owner = owner


class LockedError(DaemonError):
    """Another accord process holds this state folder."""
