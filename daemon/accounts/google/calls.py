"""One user's calls to Google's APIs: a bearer, a place among the calls in flight, every failure told apart."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

from daemon.accounts.answers import Node
from daemon.accounts.faults import AccountError
from daemon.accounts.google.signing import Bearer, Consent, Delegation
from daemon.accounts.google.wire import CALL_SECONDS, LostError, TooLongError, Wire
from daemon.accounts.throttle import Standstill, Throttle, asked_wait

AT_ONCE = 8
PAGES = 50
TOO_LONG = "tooLong"

# Calendar: https://developers.google.com/workspace/calendar/api/guides/errors
# Gmail: https://developers.google.com/workspace/gmail/api/guides/handle-errors
_WAIT = frozenset(
    {
        "RATE_LIMIT_EXCEEDED",
        "RESOURCE_EXHAUSTED",
        "dailyLimitExceeded",
        "limitExceeded",
        "quotaExceeded",
        "rateLimitExceeded",
        "userRateLimitExceeded",
    }
)
# Gmail says in words when its limit for a user ends.
_UNTIL = re.compile(r"[Rr]etry after (\d{4}-\d\d-\d\dT[\d:.]+Z)")


class CallError(AccountError):
    """A call to Google failed.

    status: of HTTP, 0 where no answer came. reason: Google's own word for it.
    acted: the call may have been carried out all the same. waits: Google wants to be left alone.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 0,
        reason: str = "",
        acted: bool = False,
        waits: timedelta | None = None,
        paused: bool = False,
    ) -> None:
        super().__init__(message, retry_after=waits, paused=paused)
        self.status = status
        self.reason = reason
        self.acted = acted


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the APIs are. The client joins paths to them, hence the one with and the one without."""

    calendar: str = "https://www.googleapis.com/calendar/v3/"
    gmail: str = "https://gmail.googleapis.com/"


class Apis:
    """Both APIs, each built when it is first used, from the documents that the library brings along.

    A megabyte each, and nobody's in particular: those who call for many people share them.
    """

    def __init__(self, wire: Wire, endpoints: Endpoints | None = None) -> None:
        self._wire = wire
        self._endpoints = endpoints or Endpoints()

    @cached_property
    def events(self) -> Any:
        """https://developers.google.com/workspace/calendar/api/v3/reference/events"""
        return self._built("calendar", "v3", self._endpoints.calendar).events()

    @cached_property
    def mail(self) -> Any:
        """https://developers.google.com/workspace/gmail/api/reference/rest/v1/users"""
        return self._built("gmail", "v1", self._endpoints.gmail).users()

    def _built(self, name: str, version: str, endpoint: str) -> Any:
        from googleapiclient.discovery import build  # noqa: PLC0415

        http: Any = self._wire  # stands in for an httplib2.Http
        return build(
            name,
            version,
            http=http,
            static_discovery=True,
            cache_discovery=False,
            client_options={"api_endpoint": endpoint},
        )


class Google:
    """The calls of one user. Safe for several threads.

    name: for messages. throttle: Google counts by user, and so by this object, where none is given.
    apis: where they are shared.
    """

    def __init__(
        self,
        name: str,
        bearer: Bearer,
        wire: Wire,
        *,
        endpoints: Endpoints | None = None,
        throttle: Throttle | None = None,
        apis: Apis | None = None,
    ) -> None:
        self.name = f"account {name}"
        self.throttle = throttle or Throttle(self.name, AT_ONCE)
        self._bearer = bearer
        self._wire = wire
        self._apis = apis or Apis(wire, endpoints)
        self._standstill = Standstill()

    @property
    def events(self) -> Any:
        return self._apis.events

    @property
    def mail(self) -> Any:
        return self._apis.mail

    def do(self, call: Any, about: str = "", *, may_miss: bool = False) -> Node:
        """Carries out a call, once, and returns its answer.

        about: whose calendar or mailbox, for messages. may_miss: 404 is an answer here, like 410;
        elsewhere it means that nothing is shared with us, and is asked again in an hour.
        Raises CallError, AccountError and MisfitError; each names the account, the call and `about`.
        """
        what = " ".join(filter(None, (f"{self.name}: {call.methodId}", about)))
        bearer = self._bearer("")
        try:
            return self._once(call, what, bearer, may_miss=may_miss)
        except CallError as error:
            if error.status != 401:
                raise
        # A token can end before its time; the call was not carried out.
        return self._once(call, what, self._bearer(bearer), may_miss=may_miss)

    def pages(
        self, method: Any, about: str = "", *, may_miss: bool = False, **asked: Any
    ) -> Iterator[Node]:
        """Every page of a list; one may be empty and still not be the last.

        Raises as `do`, and MisfitError for a page seen before and for more than PAGES of them.
        """
        seen = {""}
        for _ in range(PAGES):
            page = self.do(method(**asked), about, may_miss=may_miss)
            yield page
            token = page.text("nextPageToken", "")
            if not token:
                return
            if token in seen:
                break
            seen.add(token)
            asked = {**asked, "pageToken": token}
        raise page.misfit("nextPageToken", "comes to no end")

    def close(self) -> None:
        """Ends the connections; the next call opens new ones."""
        self._wire.close()

    def _once(self, call: Any, what: str, bearer: str, *, may_miss: bool) -> Node:
        self._standstill.check(what, bearer)
        try:
            with self.throttle.slot(CALL_SECONDS):
                found = self._carried_out(call, what, bearer)
        except CallError as error:
            if error.paused and not (may_miss and error.status in (404, 410)):
                self._standstill.note(error, what, bearer)
            raise
        self.throttle.answered()
        return Node({} if found in (None, "") else found, f"{what}: answer")

    def _carried_out(self, call: Any, what: str, bearer: str) -> Any:
        from googleapiclient.errors import HttpError  # noqa: PLC0415

        call.headers["authorization"] = f"Bearer {bearer}"
        reads = call.method == "GET"
        try:
            # Never with num_retries: it sends a letter again after a timeout.
            return call.execute(http=self._wire)
        except HttpError as error:
            raise self._failure(what, error.resp, error.content, reads=reads) from error
        except LostError as error:
            reason = TOO_LONG if isinstance(error, TooLongError) else ""
            acted = error.acted and not reads
            raise CallError(f"{what}: {error}", reason=reason, acted=acted) from error
        except (ValueError, RecursionError) as error:
            raise CallError(f"{what}: the answer is no JSON", acted=not reads) from error

    def _failure(
        self, what: str, headers: Mapping[str, str], content: bytes, *, reads: bool
    ) -> CallError:
        """Google's own sentence may hold names, so only its word for the reason is kept."""
        status = int(headers["status"])
        reason, message = reasons(content)
        waits = None
        if status == 429 or (status == 403 and reason in _WAIT):
            waits = self.throttle.pause(asked_wait(headers) or _told_wait(message, headers))
        elif status == 503 and (asked := asked_wait(headers)):
            waits = self.throttle.pause(asked)
        return CallError(
            f"{what}: {status} {reason}".rstrip(),
            status=status,
            reason=reason,
            acted=status >= 500 and not reads,
            waits=waits,
            paused=status in (401, 403, 404, 410) and waits is None,
        )


class Account(Google):
    """A person's account: calendars that are shared with it, and the one mailbox."""

    def __init__(
        self, name: str, consent: Consent, wire: Wire, *, endpoints: Endpoints | None = None
    ) -> None:
        super().__init__(name, consent.bearer, wire, endpoints=endpoints)
        self._consent = consent

    @property
    def scopes(self) -> tuple[str, ...]:
        """What was granted. Raises AccountError where the sign-in can't be read."""
        return self._consent.scopes


def acting_for(
    delegation: Delegation, subject: str, wire: Wire, apis: Apis | None = None
) -> Google:
    """The calls of a service account in the name of one person of its list."""
    name = f"{delegation.name} for {subject}"
    return Google(name, delegation.bearer_for(subject), wire, apis=apis)


def reasons(content: bytes) -> tuple[str, str]:
    """The reason and the message of an error's body, "" where there is none.

    {"error": {"errors": [{"reason": …}], "status": …, "message": …, "details": [{"reason": …}]}}
    """
    import json  # noqa: PLC0415

    try:
        error = json.loads(content)["error"]
        inner = [
            *error.get("errors", ()),
            *error.get("details", ()),
            {"reason": error.get("status")},
        ]
        found = next(str(one["reason"]) for one in inner if one.get("reason"))
        return re.sub(r"\W", "", found)[:60], str(error.get("message", ""))
    except (ValueError, LookupError, TypeError, AttributeError, StopIteration, RecursionError):
        return "", ""


def _told_wait(message: str, headers: Mapping[str, str]) -> timedelta | None:
    """From "Retry after 2026-11-22T10:00:00.000Z" and the answer's own Date."""
    told = _UNTIL.search(message)
    try:
        now = parsedate_to_datetime(headers.get("date", ""))
        return max(datetime.fromisoformat(told[1]) - now, timedelta()) if told else None
    except (ValueError, TypeError):
        return None
