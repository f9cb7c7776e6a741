"""Requests over http(s) for calendars: capped, with a deadline, and only to where they may go."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network

import httpx2

from daemon.calendars.pinned import Deadline, PinnedTransport
from daemon.errors import SourceError

SECONDS = 20.0
MOST_BYTES = 10_000_000
MOST_REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """headers: names in lower case. url: of the last redirect. content: at most `most` bytes."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str


class Web:
    """Requests to one server and where it leads. home: the first address (https, http, webcal).

    near: networks that may be reached though they are not public ("10.8.0.0/16"); where there are
        any, a password may go over plain http, too.
    seconds: for one answer, redirects included. most: bytes of one answer.
    user, password: sent to the first server, and to those of its own domain (`_family`).
    trust: the certificates to verify against, the system's where None.
    login: who signs in where, for messages and keys.
    """

    def __init__(
        self,
        home: str,
        *,
        near: tuple[str, ...] = (),
        user: str = "",
        password: str = "",
        seconds: float = SECONDS,
        most: int = MOST_BYTES,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._home = _url(home.strip().replace("webcal://", "https://", 1))
        self._near = tuple(ip_network(network) for network in near)
        self._most = most
        self.login = f"{user} at {self._home.host}"
        self._auth = httpx2.BasicAuth(user, password) if user else None
        self._deadline = Deadline(seconds)
        transport = PinnedTransport(self._deadline, near=self._near, trust=trust)
        self._client = httpx2.Client(transport=transport, trust_env=False, timeout=seconds)

    @property
    def home(self) -> str:
        return str(self._home)

    @property
    def host(self) -> str:
        """What may be shown of the address: a feed's path is often its password."""
        return self._home.host

    def ask(
        self,
        method: str,
        url: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        content: str = "",
    ) -> Answer:
        """The answer, whatever its status. Raises SourceError naming the host where there is none.

        url: from the first one's point of view, "" for that one itself. Redirects keep method and body: they are asked of WebDAV servers, which mean it so.
        """
        self._deadline.start()
        at = _joined(self._home, url)
        for _ in range(MOST_REDIRECTS + 1):
            self._check(at)
            answer = self._once(method, at, headers or {}, content)
            if answer.status not in _MOVED or not answer.headers.get("location"):
                return answer
            at = _joined(at, answer.headers["location"])
        raise SourceError(f"{self.host}: over {MOST_REDIRECTS} redirects")

    def close(self) -> None:
        self._client.close()

    def _check(self, at: httpx2.URL) -> None:
        if at.scheme not in ("http", "https") or not at.host:
            raise SourceError(f"{self.host}: leads to what is not on the web ({at.scheme[:10]})")
        if self._home.scheme == "https" and at.scheme != "https":
            raise SourceError(f"{self.host}: leads from https to http")
        if (self._auth or at.userinfo) and at.scheme == "http" and not self._near:
            raise SourceError(f"{self.host}: a password is not sent without TLS")

    def _once(
        self, method: str, at: httpx2.URL, headers: Mapping[str, str], content: str
    ) -> Answer:
        auth = self._auth if _family(at.host, self._home.host) else None
        request = self._client.build_request(
            method,
            at,
            headers={"accept-encoding": "identity", **headers},
            content=content.encode() or None,
        )
        try:
            answer = self._client.send(request, stream=True, auth=auth)
            try:
                return Answer(answer.status_code, dict(answer.headers), self._body(answer), str(at))
            finally:
                answer.close()
        except httpx2.TimeoutException as error:
            raise SourceError(f"{self.host}: no whole answer in time") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
            raise SourceError(f"{self.host}: {_why(error)}") from error

    def _body(self, answer: httpx2.Response) -> bytes:
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise SourceError(f"{self.host}: the answer is packed, though it was not to be")
        body = bytearray()
        for chunk in answer.iter_raw():
            body += chunk
            if len(body) > self._most:
                raise SourceError(f"{self.host}: over {self._most:,} bytes")
        return bytes(body)


def _family(host: str, home: str) -> bool:
    """Whether a password for `home` may go to `host`.

    iCloud sends everybody on from caldav.icloud.com to a server of theirs (RFC 6764 knows this).
    """
    return host == home or host.endswith(f".{home}") or (_icloud(host) and _icloud(home))


def _icloud(host: str) -> bool:
    return host.endswith(".icloud.com")


def _url(text: str) -> httpx2.URL:
    try:
        return httpx2.URL(text)
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise SourceError("the address of a calendar can't be read") from error


def _joined(at: httpx2.URL, location: str) -> httpx2.URL:
    try:
        return at.join(location)
    except (httpx2.InvalidURL, ValueError) as error:
        raise SourceError(f"{at.host}: leads to an address that can't be read") from error


def _why(error: Exception) -> str:
    return str(error)[:120] or type(error).__name__
