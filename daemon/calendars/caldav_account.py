"""One sign-in at a CalDAV server: where its calendars are, what they hold, what changed."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from daemon.accounts.faults import AccountError
from daemon.accounts.throttle import Standstill, Throttle, asked_wait
from daemon.calendars import dav
from daemon.calendars.dav import CALDAV, CALENDAR_SERVER, DAV, Multistatus, Resource
from daemon.calendars.web import SECONDS, Answer, Web
from daemon.errors import SourceError

_WELL_KNOWN = "/.well-known/caldav"
_WHAT = (
    "D:resourcetype",
    "D:current-user-principal",
    "C:calendar-home-set",
    "C:supported-calendar-component-set",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a collection stands: its sync-token (RFC 6578), or for older servers its ctag."""

    token: str = ""
    ctag: str = ""


class CalDavAccount:
    """One sign-in at one server, which all calendars read with it share.

    After a sign-in that was refused nothing is asked for an hour, so that no account is locked by
    us, and nothing of a collection that may not be read; after 429 and 503 as Retry-After says.
    """

    def __init__(
        self, web: Web, *, at_once: int = 4, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._web = web
        self._throttle = Throttle(web.host, at_once, clock=clock)
        self._standstill = Standstill(clock=clock)

    @property
    def host(self) -> str:
        return self._web.host

    def calendars(self, path: str) -> tuple[str, ...]:
        """Addresses of the collections of events at or behind `path`, "" for the server's own start.

        The path of one calendar gives that one; else the way leads over the principal and its home
        (RFC 6764 6, RFC 5397, RFC 4791 6.2.1). Raises SourceError where it ends nowhere.
        """
        # A path that leads nowhere is never replaced: other calendars are other people's.
        for start in (path,) if path else ("", _WELL_KNOWN, "/"):
            found = self._described(start)
            if found is None:
                continue
            at, here = found
            if here.is_calendar():
                return (at,)
            if homes := self._homes(at, here):
                return tuple(sorted({c for home in homes for c in self._listed(home)}))
        raise SourceError(f"{self.host}: no calendar is found there")

    def query(self, url: str, body: str) -> Multistatus:
        """A calendar-query. Raises SourceError with the status where there is no multistatus."""
        return self._multistatus("REPORT", url, "1", body)

    def mark(self, url: str) -> Mark:
        body = dav.propfind("D:sync-token", "S:getctag")
        resources = self._multistatus("PROPFIND", url, "0", body).resources
        here = resources[0] if resources else Resource("", 404, {})
        return Mark(here.text(f"{DAV}sync-token"), here.text(f"{CALENDAR_SERVER}getctag"))

    def moved_on(self, url: str, mark: Mark) -> Mark | None:
        """Where the collection stands now, None where nothing changed since `mark`.

        A token that the server knows no more is told as 403 (RFC 6578 3.2), 409, 410 or 412, and a
        list that was cut as 507 inside: all of them mean that everything is to be read again.
        """
        if not mark.token:
            now = self.mark(url)
            return None if now.ctag and now == mark else now
        answer = self._ask("REPORT", url, "0", dav.changes(mark.token), quiet=True)
        if answer.status != 207:
            return self.mark(url)
        told = dav.multistatus(answer.content)
        if not told.resources and told.token:
            return None
        return Mark(told.token) if told.token else self.mark(url)

    def _described(self, start: str) -> tuple[str, Resource] | None:
        """What stands at an address, and where it turned out to be; None where nothing does."""
        answer = self._ask("PROPFIND", start, "0", dav.propfind(*_WHAT), quiet=True)
        if answer.status != 207:
            return None
        found = dav.multistatus(answer.content).resources
        return (answer.url, found[0]) if found else None

    def _homes(self, at: str, here: Resource) -> tuple[str, ...]:
        """Addresses of the homes, which may be several and on other servers (RFC 4791 6.2.1)."""
        if f"{CALDAV}calendar-home-set" not in here.props:
            principal = here.href_in(f"{DAV}current-user-principal")
            found = self._described(urljoin(at, principal)) if principal else None
            if found is None:
                return ()
            at, here = found
        home_set = here.props.get(f"{CALDAV}calendar-home-set")
        hrefs = home_set.findall(f"{DAV}href") if home_set is not None else []
        return tuple(urljoin(at, href.text.strip()) for href in hrefs if href.text)

    def _listed(self, home: str) -> Iterator[str]:
        told = self._multistatus("PROPFIND", home, "1", dav.propfind(*_WHAT))
        return (urljoin(home, r.href) for r in told.resources if r.is_calendar())

    def _multistatus(self, method: str, url: str, depth: str, body: str) -> Multistatus:
        answer = self._ask(method, url, depth, body)
        try:
            return dav.multistatus(answer.content)
        except SourceError as error:
            raise SourceError(f"{self.host}: {method}: {error}") from error

    def _ask(self, method: str, url: str, depth: str, body: str, *, quiet: bool = False) -> Answer:
        """quiet: let other statuses than 207 through, but never a refused sign-in or a busy server."""
        self._standstill.check(self._web.login)
        self._standstill.check(url)
        headers = {"depth": depth, "content-type": "application/xml; charset=utf-8"}
        with self._throttle.slot(SECONDS):
            answer = self._web.ask(method, url, headers=headers, content=body)
        if answer.status == 207:
            self._throttle.answered()
            return answer
        if answer.status == 401:
            raise self._given_up("the sign-in is refused", self._web.login)
        if answer.status in (429, 503):
            wait = self._throttle.pause(asked_wait(answer.headers))
            raise AccountError(f"{self.host}: busy (status {answer.status})", retry_after=wait)
        if quiet:
            return answer
        why = f"{method} is answered with status {answer.status}"
        if answer.status == 403:
            raise self._given_up(why, url)
        raise AccountError(f"{self.host}: {why}")

    def _given_up(self, why: str, key: str) -> AccountError:
        error = AccountError(f"{self.host}: {why}", paused=True)
        self._standstill.note(error, key)
        return error
