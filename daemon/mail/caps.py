"""Limits checked on the bytes of a mail, before the standard library's parser sees it.

That parser is quadratic in headers and recursive in parts (cpython issue 136063, and measured:
100,000 headers take seconds, 1,000 nested parts end in RecursionError). Under these limits a parse
stays far under a second. RFC 5322 2.1 and RFC 2046 5.1 say where headers and parts begin.
"""

import re

from daemon.errors import DaemonError

RAW_BYTES = 10_000_000
RAW_LINES = 250_000
HEADER_BYTES = 64_000
HEADERS = 300
PARTS = 100
DEPTH = 10

_BOUNDARY = re.compile(
    rb'boundary\s{0,9}=\s{0,9}(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE
)
_NESTING = re.compile(
    rb"^content-type[ \t]{0,9}:\s{0,99}(?:multipart|message)/", re.IGNORECASE | re.MULTILINE
)


class TooLargeError(DaemonError):
    """The mail is over a cap and was not parsed.

    code: "raw", "headers", "parts" or "depth"; what a held mail is filed under.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message)
        self.code = code


def check(raw: bytes) -> None:
    """Raises TooLargeError where the bytes of a mail are over a cap; linear in their number."""
    if len(raw) > RAW_BYTES:
        raise TooLargeError("raw", f"the mail has {len(raw)} bytes, more than {RAW_BYTES}")
    if raw.count(b"\n") + raw.count(b"\r") > 2 * RAW_LINES:
        raise TooLargeError("raw", f"the mail has more than {RAW_LINES} lines")
    nested = sum(1 for _ in _NESTING.finditer(raw))
    if nested > PARTS:
        raise TooLargeError("depth", f"the mail declares {nested} parts that hold other parts")
    _check_blocks(raw, _boundaries(raw))


def _boundaries(raw: bytes) -> set[bytes]:
    found: set[bytes] = set()
    for match in _BOUNDARY.finditer(raw):
        found.add(b"--" + (match[1] or match[2]).rstrip())
    return found


def _check_blocks(raw: bytes, boundaries: set[bytes]) -> None:
    """Every header block (the mail's own, each part's, that of a mail inside) under its caps."""
    parts = size = headers = 0
    inside, wraps = True, False
    for line in re.split(rb"\r\n|\r|\n", raw):
        if line.startswith(b"--") and _is_boundary(line, boundaries):
            parts += 1
            inside, wraps, size, headers = True, False, 0, 0
        elif inside and not line:
            # The body of message/rfc822 begins with headers of its own.
            inside, wraps, size, headers = wraps, False, 0, 0
        elif inside:
            size += len(line) + 2
            headers += line[:1] not in (b" ", b"\t")
            wraps = wraps or b"message/" in line.lower()
        if parts > PARTS:
            raise TooLargeError("parts", f"the mail has more than {PARTS} parts")
        if size > HEADER_BYTES or headers > HEADERS:
            raise TooLargeError("headers", "a block of headers is too large")


def _is_boundary(line: bytes, boundaries: set[bytes]) -> bool:
    line = line.rstrip()
    return line in boundaries or (line.endswith(b"--") and line[:-2] in boundaries)
