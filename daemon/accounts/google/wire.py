"""HTTP as Google's libraries ask for it: each request leaves once, and has one deadline.

google-api-python-client would bring httplib2, which sends a request again where the server closes
the connection without an answer, a POST as well, and so mails a letter twice. It also reads on for
as long as bytes trickle in, and it is not safe for several threads.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx2

from daemon.accounts.faults import AccountError

CALL_SECONDS = 20.0
MOST_BYTES = 20_000_000

# With these no byte of the request was taken by anybody.
_BEFORE = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)


class LostError(AccountError):
    """No answer came.

    acted: the request may have been carried out all the same.
    """

    def __init__(self, message: str, *, acted: bool) -> None:
        super().__init__(message)
        self.acted = acted


class TooLongError(LostError):
    """An answer is longer than anybody here wants to hold."""


@dataclass(frozen=True, slots=True)
class Answer:
    """headers: by lower-case name. data: the body, decompressed. `google.auth` reads these names."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class Wire:
    """One pool of connections, safe for several threads.

    seconds: the most that one exchange may take, connection and answer together.
    """

    def __init__(self, *, seconds: float = CALL_SECONDS, most: int = MOST_BYTES) -> None:
        self._seconds = seconds
        self._most = most

    def exchange(
        self, method: str, url: str, body: bytes | str | None, headers: Mapping[str, str] | None
    ) -> Answer:
        """Raises LostError where no whole answer came in time, and TooLongError."""
        end = time.monotonic() + self._seconds
        # The client works this out from the body; a second one beside it is no valid HTTP.
        named = {k: v for k, v in (headers or {}).items() if k.lower() != "content-length"}
        request = self._client.build_request(method, url, content=body or None, headers=named)
        try:
            response = self._client.send(request, stream=True)
            try:
                data = self._read(response, end)
            finally:
                response.close()
        except _BEFORE as error:
            raise LostError(_said(error), acted=False) from error
        except (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL) as error:
            raise LostError(_said(error), acted=True) from error
        lower = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, lower, data)

    def request(  # what google-api-python-client calls
        self,
        uri: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        **_: Any,
    ) -> tuple[Any, bytes]:
        import httplib2  # noqa: PLC0415 (its Response alone: the client reads `status` from one)

        answer = self.exchange(method, uri, body, headers)
        return httplib2.Response({"status": str(answer.status), **answer.headers}), answer.data

    def __call__(  # what google-auth calls
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_: Any,
    ) -> Answer:
        return self.exchange(method, url, body, headers)

    def close(self) -> None:
        """Ends its connections; the next exchange opens new ones."""
        client = self.__dict__.pop("_client", None)
        if client is not None:
            client.close()

    def _read(self, response: httpx2.Response, end: float) -> bytes:
        found = bytearray()
        for chunk in response.iter_bytes():
            found += chunk
            if len(found) > self._most:
                raise TooLongError(f"an answer of more than {self._most} bytes", acted=True)
            if time.monotonic() > end:
                raise httpx2.ReadTimeout("the answer does not end")
        return bytes(found)

    @cached_property
    def _client(self) -> httpx2.Client:
        return httpx2.Client(timeout=self._seconds)


def _said(error: Exception) -> str:
    return " ".join(f"{type(error).__name__} {error}".split())[:200]
