"""The body of a mail: which part holds what was written, and its text as marked lines."""

import codecs
import re
from email.message import Message
from typing import Any, NamedTuple

from daemon.domain.replies.message import Line
from daemon.mail.html_lines import SOURCE, html_lines, readable

TEXT = 200_000
LINES = 20_000
_MARKS = re.compile(r"(?:>[ ]?){1,500}")
_WORD = re.compile(r"\w{2,40}")
_LACKING = 0.3
# Codecs that Python counts as text and that no mail is written in; the first two are quadratic.
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"})


class Body(NamedTuple):
    """lines: the body; source: "text" or "html"; cut: there was more than is looked at."""

    lines: tuple[Line, ...] = ()
    source: str = "text"
    cut: bool = False


def body(mail: Message) -> Body:
    """What a mail says, up to TEXT characters. text/plain unless the HTML says more (RFC 2046 5.1.4)."""
    pages = sum(part.get_content_type() == "text/html" for part in mail.walk())
    found = _collect(mail, SOURCE // max(pages, 1))
    return capped(found)


def text_lines(text: str, *, flowed: bool = False, delsp: bool = False) -> tuple[Line, ...]:
    """A plain body as lines without their ">" marks; flowed lines are joined (RFC 3676 4)."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [_marked(line) for line in raw]
    return tuple(_unflow(lines, delsp=delsp) if flowed else _unquote_lone(lines))


def _marked(line: str) -> Line:
    marks = _MARKS.match(line)
    if marks is None:
        return Line(line)
    return Line(line[marks.end() :], marks[0].count(">"))


def _unquote_lone(lines: list[Line]) -> list[Line]:
    """A ">50 %" between lines without marks means "more than"."""
    for i, line in enumerate(lines):
        if line.quoted == 1 and line.text[:1].isdigit():
            before, after = (
                lines[i - 1] if i else Line(""),
                lines[i + 1] if i + 1 < len(lines) else Line(""),
            )
            if not before.quoted and not after.quoted:
                lines[i] = Line(">" + line.text)
    return lines


def _unflow(lines: list[Line], *, delsp: bool) -> list[Line]:
    joined: list[Line] = []
    open_text: list[str] = []
    for i, line in enumerate(lines):
        text = line.text.removeprefix(" ") if not line.quoted else line.text
        following = lines[i + 1].quoted if i + 1 < len(lines) else -1
        open_text.append(text)
        if text.endswith(" ") and text != "-- " and following == line.quoted:
            if delsp:
                open_text[-1] = text[:-1]
            continue
        joined.append(Line("".join(open_text), line.quoted))
        open_text = []
    return joined


def capped(found: Body) -> Body:
    """At most TEXT characters and LINES lines of a body."""
    if len(found.lines) > LINES:
        found = Body(found.lines[:LINES], found.source, cut=True)
    size = 0
    for i, line in enumerate(found.lines):
        size += len(line.text) + 1
        if size > TEXT:
            left = Line(line.text[: len(line.text) + 1 + TEXT - size], line.quoted)
            return Body((*found.lines[:i], left), found.source, cut=True)
    return found


def _collect(part: Message, share: int) -> Body:
    if part.is_multipart():
        return _collect_parts(part, share)
    if part.get_content_disposition() == "attachment" or part.get_filename():
        return Body()
    kind = part.get_content_type()
    if kind == "text/html":
        html = text_of(part)
        end = min(readable(html), share)
        return Body(html_lines(html[:end]), "html", cut=end < len(html))
    if kind == "text/plain":
        text = text_of(part)
        flowed = str(part.get_param("format", "")).lower() == "flowed"
        delsp = str(part.get_param("delsp", "")).lower() == "yes"
        cut = len(text) > TEXT
        return Body(text_lines(text[:TEXT], flowed=flowed, delsp=delsp), "text", cut)
    return Body()


def _collect_parts(part: Message, share: int) -> Body:
    kind = part.get_content_type()
    if kind.startswith("message/"):
        return Body()
    found = [_collect(child, share) for child in children(part)]
    found = [body for body in found if _words(body.lines)]
    if not found:
        return Body()
    if kind == "multipart/alternative":
        return _best(found)
    if kind == "multipart/related":
        return found[0]
    lines = tuple(line for body in found for line in body.lines)
    source = "html" if all(body.source == "html" for body in found) else "text"
    return Body(lines, source, any(body.cut for body in found))


def _best(found: list[Body]) -> Body:
    plain = next((body for body in found if body.source == "text"), None)
    html = next((body for body in found if body.source == "html"), None)
    if plain is None or html is None:
        return found[0]
    shown, said = _words(html.lines), _words(plain.lines)
    return html if len(shown - said) > _LACKING * len(shown) else plain


def _words(lines: tuple[Line, ...]) -> set[str]:
    return {word.casefold() for line in lines for word in _WORD.findall(line.text)} or (
        {line.text.strip() for line in lines} - {""}
    )


def children(part: Message) -> list[Message]:
    """The parts directly inside a part; none for a leaf (whose payload would be decoded at once)."""
    payload: Any = part.get_payload() if part.is_multipart() else []
    return [child for child in payload if isinstance(child, Message)]


def text_of(part: Message) -> str:
    """A leaf's text: declared charset, UTF-8, Windows-1252; never raises, replaces what is broken."""
    content: Any = part.get_payload(decode=True)
    return decoded(content, part.get_content_charset("utf-8")) if isinstance(content, bytes) else ""


def decoded(content: bytes, charset: str) -> str:
    """Bytes as text; a charset that is unknown, wrong or no charset counts as not declared."""
    for name in (charset, "utf-8", "cp1252"):
        # An unknown name is a LookupError, NUL in one a ValueError.
        try:
            if codecs.lookup(name).name.replace("-", "_") not in _NO_CHARSETS:
                return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("utf-8", "replace")
