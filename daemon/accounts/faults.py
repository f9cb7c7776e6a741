"""Why an account can't be used, for calendars, mailboxes and transports alike."""

from datetime import timedelta

from daemon.errors import SourceError


class AccountError(SourceError):
    """An account can't be used now.

    retry_after: how long to leave the provider alone, where that is known.
    paused: nothing will help but a person who signs in anew or grants what is missing; the account
    makes no calls until then.
    """

    def __init__(
        self, message: str = "", *, retry_after: timedelta | None = None, paused: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.paused = paused
