"""Connections that go where they were meant to, and end in time.

A feed's address is typed by people, so a server of ours could be sent to places that only it can
reach. Which address is meant is therefore settled where the connection is made: the name is
resolved, what it resolves to is checked, and that very address is connected to, after redirects
and on every new connection alike (a second look-up might give another one).
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import local

import httpcore2
import httpx2

# Azure's host answers the machines on it under an address that counts as public.
_NOT_PUBLIC = (ip_network("168.63.129.16/32"),)
_NAT64 = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address
Near = tuple[IPv4Network | IPv6Network, ...]


class Deadline:
    """When the answer that this thread waits for must be there, whatever trickles in until then."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._mine = local()

    def start(self) -> None:
        self._mine.until = self._clock() + self._seconds

    def left(self, timeout: float | None = None) -> float:
        """Seconds, more than 0 and at most `timeout`; httpcore2.ReadTimeout where none are left."""
        left = float(self._mine.until) - self._clock()
        if left <= 0:
            raise httpcore2.ReadTimeout("the deadline is over")
        return left if timeout is None else min(left, timeout)


class PinnedTransport(httpx2.HTTPTransport):
    """httpx2's own, on our network backend, which its constructor has no argument for."""

    def __init__(
        self, deadline: Deadline, *, near: Near, trust: ssl.SSLContext | None = None
    ) -> None:
        trust = trust or _trusted()
        super().__init__(verify=trust, trust_env=False)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=trust,
            max_connections=20,
            max_keepalive_connections=8,
            keepalive_expiry=90,
            network_backend=_Backend(deadline, near=near),
        )


@cache
def _trusted() -> ssl.SSLContext:
    """The system's certificates, read once for all: each reading costs 20 ms and a megabyte."""
    return httpcore2.default_ssl_context()


class _Backend(httpcore2.NetworkBackend):
    """Connects to addresses that were checked, and reads only until the deadline."""

    def __init__(self, deadline: Deadline, *, near: Near) -> None:
        self._deadline = deadline
        self._near = near
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        last: httpcore2.ConnectError | None = None
        for address in resolved(host, port, near=self._near):
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )
                return _Stream(stream, self._deadline)
            except httpcore2.ConnectError as error:
                last = error
        raise last or httpcore2.ConnectError("the name has no address")


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


def resolved(host: str, port: int, *, near: Near) -> list[str]:
    """The addresses of a name. Raises httpcore2.ConnectError where one is neither public nor near."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore2.ConnectError(f"the name can't be resolved ({error.strerror})") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(_allowed(ip_address(a.partition("%")[0]), near) for a in addresses):
        raise httpcore2.ConnectError("its address is not public")
    return addresses


def _allowed(address: Address, near: Near) -> bool:
    return is_public(address) or any(address in network for network in near)


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could reach it: not this machine, its net, or a cloud's own.

    Addresses that carry another one inside (RFC 4291 2.5.5.2, 3056, 6052) count as that one.
    """
    if isinstance(address, IPv6Address) and (inside := _carried(address)):
        return is_public(inside)
    if any(address in network for network in _NOT_PUBLIC):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
