"""Limits checked on the bytes of a mail, before the standard library's parser sees it.

That parser is quadratic in headers and parameters, and recursive in parts (cpython issue 136063,
and measured: 100,000 headers take seconds, 60 kB of semicolons nine, 1,000 nested parts end in
RecursionError). Under these limits a parse stays under a second and 200 MB, the process included
(tests/corpus/bombs.py). RFC 5322 2.1 and RFC 2046 5.1 say where headers and parts begin.
"""

import re
from dataclasses import dataclass

from daemon.errors import DaemonError

RAW_BYTES = 10_000_000
RAW_LINES = 250_000
HEADER_BYTES = 64_000
HEADERS = 300
PARTS = 100
DEPTH = 10
# Of one Content- header: its parser is quadratic in semicolons times bytes.
PARAMETERS = 100
PARAMETER_BYTES = 8_000

_BOUNDARY = re.compile(
    rb'boundary\s{0,9}=\s{0,9}(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE
)
_LINE_END = re.compile(rb"\r\n|\r|\n")
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


@dataclass(slots=True)
class _Block:
    """A block of headers as it is read: the mail's own, a part's, that of a mail inside.

    wraps: the body is a mail, and begins with headers. lists: the body is blocks of fields, each of
    which becomes a message of its own (RFC 3464 2.1). content, semicolons: of the header under way.
    """

    size: int = 0
    headers: int = 0
    wraps: bool = False
    lists: bool = False
    content: int = 0
    semicolons: int = 0

    def take(self, line: bytes) -> None:
        folded = line.lower()
        self.size += len(line) + 2
        if line[:1] not in (b" ", b"\t"):
            self.headers += 1
            self.content = self.semicolons = 0
        if self.content or folded.startswith(b"content-"):
            self.content += len(line)
            self.semicolons += line.count(b";")
        self.wraps = self.wraps or b"message/" in folded
        self.lists = self.lists or b"message/delivery-status" in folded
        if self.size > HEADER_BYTES or self.headers > HEADERS:
            raise TooLargeError("headers", "a block of headers is too large")
        if self.content > PARAMETER_BYTES or self.semicolons > PARAMETERS:
            raise TooLargeError("headers", "a header that describes a part is too large")


def _check_blocks(raw: bytes, boundaries: set[bytes]) -> None:
    """Every block of headers under its caps, and not too many parts."""
    parts = 0
    block: _Block | None = _Block()
    for line in _LINE_END.split(raw):
        if line.startswith(b"--") and _is_boundary(line, boundaries):
            parts += 1
            block = _Block()
        elif block and line:
            block.take(line)
        elif block:
            parts += block.lists
            block = _following(block)
        if parts > PARTS:
            raise TooLargeError("parts", f"the mail has more than {PARTS} parts")


def _following(block: _Block) -> _Block | None:
    """What an empty line is followed by: the body of a part, or headers once more."""
    if block.lists:
        return _Block(lists=True)
    return _Block() if block.wraps else None


def _is_boundary(line: bytes, boundaries: set[bytes]) -> bool:
    line = line.rstrip()
    return line in boundaries or (line.endswith(b"--") and line[:-2] in boundaries)
