"""A provider's API over HTTP: a bearer on each call, one deadline, every failure told apart.

What matters for a letter is whether a call that failed may have been carried out all the same.
"""

import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from urllib.parse import quote, urlsplit

import httpx2

from daemon.accounts.answers import MisfitError, Node
from daemon.accounts.faults import AccountError
from daemon.accounts.throttle import Throttle, asked_wait

JSON_BYTES = 20_000_000
PAGES = 50
CALL_SECONDS = 20.0

# These end before a byte of the request was taken by anybody.
_BEFORE = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)

Bearer = Callable[[str], str]


class CallError(AccountError):
    """A call to the provider failed.

    status: of HTTP, 0 where no answer came. code: the provider's own word for it.
    acted: it may have been carried out all the same.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 0,
        code: str = "",
        retry_after: timedelta | None = None,
        acted: bool = False,
    ) -> None:
        super().__init__(message, retry_after=retry_after)
        self.status = status
        self.code = code
        self.acted = acted


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came. call: account, verb and path, for messages. cut: longer than wanted.

    headers: by lower-case name.
    """

    call: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool = False

    def read(self) -> Node:
        """The body as JSON. Raises MisfitError."""
        if self.cut:
            raise MisfitError(f"{self.call}: the answer is longer than {len(self.body)} bytes")
        try:
            return Node(json.loads(self.body), f"{self.call}: answer")
        except (ValueError, RecursionError):
            raise MisfitError(f"{self.call}: the answer is no JSON") from None


class Api:
    """One account's calls. Safe for several threads.

    base: "https://host/version"; a link that an answer gives is followed only to the same place.
    bearer: given the token that was refused, or "", gives one to use; raises AccountError.
    headers: on every call. seconds: the most that one call may take, its wait for a place included.
    trust: what certificates are verified against, the system's where None.
    """

    def __init__(
        self,
        name: str,
        base: str,
        bearer: Bearer,
        throttle: Throttle,
        *,
        headers: Mapping[str, str] | None = None,
        seconds: float = CALL_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self.name = name
        self.throttle = throttle
        self._base = base.rstrip("/")
        self._bearer = bearer
        self._headers = dict(headers or {})
        self._seconds = seconds
        self._trust = trust
        self._lock = Lock()
        self._opened: httpx2.Client | None = None

    @property
    def _client(self) -> httpx2.Client:
        with self._lock:
            if self._opened is None:
                self._opened = httpx2.Client(verify=self._trust or True)
            return self._opened

    def close(self) -> None:
        """Ends kept connections, if any; the next call connects anew."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

    def leads_here(self, link: str) -> bool:
        """Whether a link may be followed: a token goes to nobody but the provider."""
        return link.startswith(f"{self._base}/")

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Node:
        """The JSON at a path below the base. Raises CallError and MisfitError."""
        return self.call("GET", path, query=query).read()

    def pages(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[Node]:
        """Every page of a list, by "@odata.nextLink" as given; an empty page may have one, too.

        path: a path, or such a link. Raises MisfitError for a link that was followed before, that
        leads elsewhere, and for more than PAGES pages.
        """
        followed = {path}
        page = self.call("GET", path, query=query, headers=headers).read()
        while True:
            yield page
            link = page.text("@odata.nextLink", "")
            if not link:
                return
            if link in followed or len(followed) == PAGES:
                raise page.misfit("@odata.nextLink", "comes to no end")
            followed.add(link)
            page = self.call("GET", link, headers=headers).read()

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int = JSON_BYTES,
    ) -> Reply:
        """One call, its answer read up to `limit` bytes. Raises CallError for any but a 2xx.

        A token that the provider refuses is renewed once.
        """
        what = f"{self.name}: {method} {self._short(path)}"
        if not path.startswith("/") and not self.leads_here(path):
            raise MisfitError(f"{what}: the link leads elsewhere")
        url = self._base + path if path.startswith("/") else path
        url += f"?{_encoded(query)}" if query else ""
        end = time.monotonic() + self._seconds

        def ask(token: str) -> Reply:
            given = {**self._headers, **(headers or {}), "Authorization": f"Bearer {token}"}
            left = max(end - time.monotonic(), 0.1)
            request = self._client.build_request(
                method, url, content=body, headers=given, timeout=left
            )
            return self._answer(what, request, limit, end)

        with self.throttle.slot(self._seconds):
            token = self._bearer("")
            reply = ask(token)
            return self._accepted(reply if reply.status != 401 else ask(self._bearer(token)))

    def _answer(self, what: str, request: httpx2.Request, limit: int, end: float) -> Reply:
        try:
            response = self._client.send(request, stream=True)
            try:
                body = _body(response, limit, end)
            finally:
                response.close()
        except _BEFORE as error:
            raise CallError(f"{what}: {_said(error)}") from error
        except (httpx2.HTTPError, httpx2.StreamError) as error:
            acted = request.method != "GET"
            raise CallError(f"{what}: {_said(error)}", acted=acted) from error
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(what, response.status_code, headers, body[:limit], len(body) > limit)

    def _accepted(self, reply: Reply) -> Reply:
        """The reply, or why it is none. The provider's sentence may hold names: its code must do."""
        if 200 <= reply.status < 300:
            self.throttle.answered()
            return reply
        code, asked = error_code(reply), asked_wait(reply.headers)
        busy = reply.status == 429 or (reply.status == 503 and asked is not None)
        raise CallError(
            f"{reply.call}: {reply.status} {code}".rstrip(),
            status=reply.status,
            code=code,
            retry_after=self.throttle.pause(asked) if busy else None,
            acted=reply.status >= 500 and not busy,
        )

    def _short(self, path: str) -> str:
        return urlsplit(path).path.removeprefix(urlsplit(self._base).path)


def _encoded(query: Mapping[str, str]) -> str:
    """As the reference pages write it: OData's names with their $, a space as %20."""
    return "&".join(f"{name}={quote(value, safe=':,')}" for name, value in query.items())


def _body(response: httpx2.Response, limit: int, end: float) -> bytes:
    """What was sent, up to a little more than `limit`; also a trickle has to come to its end."""
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if time.monotonic() > end:
            raise httpx2.ReadTimeout("the answer takes too long")
        if len(body) > limit:
            break
    return bytes(body)


def error_code(reply: Reply) -> str:
    """`error.code` of an OData error, or "" (https://learn.microsoft.com/graph/errors)."""
    try:
        error = reply.read().node("error")
        return error.text("code", "")[:80] if error else ""
    except MisfitError:
        return ""


def _said(error: Exception) -> str:
    return " ".join(f"{type(error).__name__} {error}".split())[:200]
