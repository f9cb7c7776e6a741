"""Mails made to cost: at a cap and just above it, one for each way in that is known.

Facts behind them: the standard library's parser is quadratic in headers and parameters, recursive in
parts, comments and routes, and makes a message of each block of a delivery status (cpython issue
136063, and measured). Run as a program it lets each be parsed by a process of its own, and prints
what became of it, the seconds of processor time, and the most memory that process held, in MB.
"""

import json
import os
import resource
import time
from collections.abc import Callable

from daemon.domain.replies.kinds import kind
from daemon.domain.replies.typed.quotes import extract
from daemon.mail.parse import TooLargeError, parse

HEAD = b"From: marek@halden.example\r\nMessage-ID: <a@halden.example>\r\nMIME-Version: 1.0\r\n"
END = b"\r\n\r\nA1 5 of 8\r\n"
ALMOST = 9_980_000  # of the 10 MB that a mail may have
BLOCK = 63_000  # of the 64 kB that a block of headers may have


def body(kind: bytes, unit: bytes) -> Callable[[], bytes]:
    """A body as large as a mail may be."""
    return lambda: HEAD + kind + b"\r\n\r\n" + (unit * (ALMOST // len(unit) + 1))[:ALMOST]


def header(name: bytes, unit: bytes, size: int = BLOCK) -> Callable[[], bytes]:
    return lambda: HEAD + name + b": " + (unit * size)[:size] + END


def parts(part: bytes, count: int = 98, kind: bytes = b"mixed") -> Callable[[], bytes]:
    top = HEAD + b"Content-Type: multipart/" + kind + b"; boundary=b\r\n\r\n"
    return lambda: top + (b"--b\r\n" + part + b"\r\n") * count + b"--b--\r\n"


def nested(count: int) -> Callable[[], bytes]:
    one = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    return lambda: HEAD + b"".join(one % (n, n) for n in range(count)) + END


def lines(unit: bytes, count: int) -> Callable[[], bytes]:
    return lambda: HEAD + b"\r\n" + unit * count


TEXT = b"Content-Type: text/plain; charset="
HTML = b"Content-Type: text/html"
PAGE = HTML + b"\r\n\r\n" + b"<p>A1 5 of 8" * 8_000
FIELDS = b"".join(b"X-%03d: %s\r\n" % (n, b"y" * 190) for n in range(290))

# Read, however large: nothing of them is over a cap.
READ: dict[str, Callable[[], bytes]] = {
    "one line": body(b"X: y", b"x"),
    "words": body(b"X: y", b"word "),
    "as many lines as may be": lines(b"A1 5 of 8 and some more of it\r\n", 249_000),
    "empty lines": lines(b"\n", 499_000),
    "lines of CR": lines(b"a\r", 240_000),
    "odd line ends": body(b"X: y", b"a\x0b\x0c\x1c\x85"),
    "any byte": body(b"X: y", bytes(range(256))),
    "base64": body(b"Content-Transfer-Encoding: base64", b"QTEgNSBvZiA4" * 6 + b"\r\n"),
    "quoted-printable": body(b"Content-Transfer-Encoding: quoted-printable", b"=41=31=20"),
    "uuencode": body(b"Content-Transfer-Encoding: x-uuencode", b"M" + b"0" * 60 + b"\r\n"),
    "flowed": lambda: HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"a \r\n" * 240_000,
    "utf-7": body(TEXT + b"utf-7", b"+AGE-"),
    "hz": body(TEXT + b"hz", b"~{"),
    "iso-2022-jp": body(TEXT + b"iso-2022-jp", b"\x1b$B0l\x1b(B"),
    "utf-16": body(TEXT + b"utf-16", b"\x00A"),
    "emoji": body(TEXT + b"utf-8", "😀".encode()),
    "punycode": body(TEXT + b"punycode", b"a-b"),
    "idna": body(TEXT + b"idna", b"xn--a."),
    "zlib": body(TEXT + b"zlib", b"\x78\x9c"),
    "NUL in the charset": body(TEXT + b"\x00", b"A1 5 of 8 "),
    "paragraphs": body(HTML, b"<p>A1 5 of 8"),
    "nested tags": body(HTML, b"<div>"),
    "nested tables": body(HTML, b"<table><tr><td>"),
    "attributes": body(HTML, b"<a x=1 "),
    "entities": body(HTML, b"&#x41;"),
    "headers": lambda: HEAD + FIELDS + END,
    "addresses": header(b"Cc", b"a@b,"),
    "open quotation marks": header(b"Cc", b'"'),
    "open comments": header(b"From", b"("),
    "open angles": header(b"From", b"<"),
    "groups": header(b"Cc", b"a:b;"),
    "routes": header(b"From", b"<@a,@b:"),
    "escapes": header(b"From", b'"\\'),
    "encoded words": header(b"Subject", b"=?utf-8?q?a?= "),
    "encoded words of no charset": header(b"Subject", b"=?zlib?b?YQ==?= "),
    "halves of encoded words": header(b"Subject", b"=?a?q?"),
    "ids": header(b"References", b"<a@b>,"),
    "half an id": header(b"References", b"<a@"),
    "no id": header(b"Message-ID", b"<@>"),
    "a date without end": header(b"Date", b"Mon, 30 Nov 2026 "),
    "a day of many digits": header(b"Date", b"9"),
    "folds": header(b"X-A", b"\r\n b"),
    "a boundary on each line": lambda: HEAD + b"\r\n" + b"boundary=a\n" * 240_000,
    "boundaries": lambda: HEAD + b"\r\n" + b"".join(b"boundary=%07d " % n for n in range(580_000)),
    "nearly boundaries": lambda: HEAD + b"Content-Type: multipart/mixed; boundary=bb\r\n\r\n" + b"--b\r\n" * 240_000,
    "parts of headers": parts(FIELDS + b"\r\nA1"),
    "parts of text": parts(b"\r\n" + b"A1 5 of 8\r\n" * 2_300),
    "pages": parts(PAGE),
    "pages to choose from": parts(PAGE, kind=b"alternative"),
    "parts with parameters": parts(b"Content-Type: text/plain" + b"; a=b" * 99 + b"\r\n\r\nA1"),
    "mails inside": parts(b"Content-Type: message/rfc822\r\n\r\n" + b"X: y\r\n" * 250 + b"\r\nA1\r\n" * 900, 48),
    "calendars": parts(b"Content-Type: text/calendar\r\n\r\n" + b"METHO:D\r\n" * 2_400),
    "as deep as may be": nested(10),
}

# Over a cap: held under a code, and never parsed.
HELD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "12 MB": ("raw", lines(b"A1 8 of 8\n", 1_200_000)),
    "lines": ("raw", lines(b"\n", 600_000)),
    "100,000 headers": ("headers", lambda: HEAD + b"X: y\r\n" * 100_000 + END),
    "20,000 addresses": ("headers", header(b"Cc", b"marek@halden.example, ", 440_000)),
    "40,000 encoded words": ("headers", header(b"Subject", b"=?utf-8?q?a?= ", 560_000)),
    "20,000 parameters": ("headers", header(b"Content-Type", b"text/plain; a=b", 60_000)),
    "semicolons in quotes": ("headers", lambda: HEAD + b'Content-Type: text/plain; a="' + b";" * 60_000 + END),
    "parts of semicolons": ("headers", parts(b"Content-Type: text/plain" + b';"' * 30_000 + b"\r\n\r\nA1")),
    "parts of dispositions": ("headers", parts(b"Content-Disposition: inline" + b';"' * 30_000 + b"\r\n\r\nA1")),
    "numbered parameters": ("headers", lambda: HEAD + b"Content-Type: text/plain" + b"".join(b"; a*%d=b" % n for n in range(6_000)) + END),
    "50,000 parts": ("parts", parts(b"\r\nA1", 50_000)),
    "a status without end": ("parts", lambda: HEAD + b"Content-Type: message/delivery-status\r\n\r\n" + b"A: b\r\n\r\n" * 120_000),
    "3,000 nested multiparts": ("depth", nested(3_000)),
    "3,000 nested mails": ("depth", lambda: HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3_000 + END),
    "deeper than may be": ("depth", nested(11)),
}


def outcome(raw: bytes) -> str:
    """"read", or the code under which the mail would be held; any other exception is a crash."""
    try:
        message = parse(raw)
    except TooLargeError as error:
        return error.code
    kind(message)
    extract(message.lines, "Marek, tomorrow at 10:00 you meet Dana.\n\nA2  a b a b\n" * 30)
    return "read"


def main() -> None:
    """One JSON line for each: name, outcome, seconds, MB."""
    for name in [*READ, *HELD]:
        child = os.fork()
        if not child:
            alone(name)
        _, ended, used = os.wait4(child, 0)
        if ended:
            print(json.dumps([name, f"ended with {ended}", 0, 0]), flush=True)
        else:
            print(used.ru_maxrss // 1024, flush=True, end="]\n")


def alone(name: str) -> None:
    """In the child, which prints all but the memory and ends."""
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    raw = READ[name]() if name in READ else HELD[name][1]()
    start = time.process_time()
    became = outcome(raw)
    print(json.dumps([name, became, time.process_time() - start])[:-1], end=", ", flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
