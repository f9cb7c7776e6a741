"""HTML bodies as marked lines: a walk over the real tree, with the quoting each client writes.

Gmail, Apple Mail, Thunderbird, Proton and Yandex quote with <blockquote>; Yahoo with a div of its
own; Outlook marks only the border above the header block, which becomes a rule line, so that
answers typed below it keep their place.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from daemon.domain.replies.message import Line

SOURCE = 750_000
NESTING = 6_000
RULE = "_" * 32

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_SKIPPED = frozenset(
    ["head", "style", "script", "title", "template", "noscript", "select", "svg", "-comment"]
)
# An element that holds nothing but quoted text or the line above it, by client.
_QUOTING = re.compile(
    r"gmail_attr|moz-cite-prefix|moz-email-headers-table|yahoo_quoted|yahoo-quoted"
    r"|tutanota_quote|zmail_extra|mail-quote-collapse|OutlookMessageHeader|gmx_quote"
)
# Outlook desktop's border, Outlook on the web and on phones, Zimbra.
_RULED = re.compile(r"divRplyFwdMsg|appendonsend|zwchr|mail-editor-reference-message-container")
_BORDER = re.compile(
    r"border-top:\s?(?:solid|1pt solid|1px solid)|border:\s?none;\s?border-top", re.IGNORECASE
)
# A link of ours that prefills an answer (RFC 6068); nobody types one.
_PREFILLED = re.compile(r"mailto:[^?]{0,400}\?(?:subject|body)=", re.IGNORECASE)
_HIDDEN = re.compile(r"display:\s?none|mso-hide:\s?all", re.IGNORECASE)
_INDENT = re.compile(r"border:\s?(?:none|0)", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_NESTED = re.compile(
    r"<(/?)(?:address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|figure|footer"
    r"|form|header|hgroup|main|menu|nav|ol|pre|section|summary|table|ul)\b",
    re.IGNORECASE,
)


class _Page:
    """The lines so far and the one being filled."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.text = ""
        self.depth = 0
        self.pre = 0
        self.counters: list[int] = []

    def write(self, text: str) -> None:
        if self.pre:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self.text += first
            for line in rest:
                self.newline()
                self.text = line
            return
        text = _BLANKS.sub(" ", text)
        self.text += (
            text[1:] if text[:1] == " " and (not self.text or self.text[-1] == " ") else text
        )

    def block(self) -> None:
        # Word writes an empty line as a paragraph that holds nothing but "&nbsp;".
        if self.text.strip() or "\xa0" in self.text:
            self.newline()
        self.text = ""

    def newline(self) -> None:
        self.lines.append(Line(self.text.replace("\xa0", " ").rstrip(), self.depth))
        self.text = ""


def html_lines(html: str) -> tuple[Line, ...]:
    """The visible text of an HTML document, a line for each block, <br> and table row.

    `quoted` counts the quoting elements around a line. Never raises; read up to `readable(html)`.
    """
    root = LexborHTMLParser(html[: readable(html)]).root
    page = _Page()
    if root is not None:
        _walk(root, page)
    page.block()
    return tuple(page.lines)


def readable(html: str) -> int:
    """How many characters of a document are read: up to SOURCE, and to NESTING open elements.

    The parser is quadratic in the number of open elements (90,000 take ten seconds).
    """
    depth = 0
    for match in _NESTED.finditer(html, 0, SOURCE):
        depth += -1 if match[1] else 1
        if depth > NESTING:
            return match.start()
    return min(len(html), SOURCE)


def _walk(root: LexborNode, page: _Page) -> None:
    """Without recursion: hostile mails nest thousands of elements."""
    for node, leaving in _visits(root):
        if leaving:
            _leave(node, page)
        elif node.tag == "-text":
            page.write(node.text_content or "")
        else:
            _enter(node, page)


def _visits(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    node: LexborNode | None = root
    stack: list[LexborNode] = []
    while node is not None:
        skipped = _skipped(node)
        if not skipped:
            yield node, False
        if not skipped and node.child is not None:
            stack.append(node)
            node = node.child
            continue
        if not skipped:
            yield node, True
        while node.next is None and stack:
            node = stack.pop()
            yield node, True
        node = node.next if stack else None


def _skipped(node: LexborNode) -> bool:
    tag = node.tag or ""
    return tag in _SKIPPED or (tag[:1] not in "-!" and bool(_HIDDEN.search(_style(node))))


def _style(node: LexborNode) -> str:
    return node.attributes.get("style") or "" if node.tag != "-text" else ""


def _enter(node: LexborNode, page: _Page) -> None:
    tag = node.tag or ""
    if tag in _BLOCKS or _is_ruled(node):
        page.block()
    if _is_ruled(node) or tag == "hr":
        page.block()
        page.lines.append(Line(RULE, page.depth))
    page.depth += _quotes(node)
    if tag == "br":
        page.newline()
    elif tag == "pre":
        page.pre += 1
    elif tag in ("ol", "ul"):
        page.counters.append(_start(node) if tag == "ol" else -1)
    elif tag == "li":
        page.text = _bullet(node, page)
    elif tag == "img":
        page.write(_emoji(node))
    elif "@" in tag:
        # Written by clients that do not escape the address: <jane@example.com>.
        page.write(f"<{tag}>")


def _leave(node: LexborNode, page: _Page) -> None:
    tag = node.tag or ""
    if tag in _BLOCKS or _quotes(node):
        page.block()
    elif tag == "a" and _PREFILLED.match(node.attributes.get("href") or ""):
        # The button, and the words that introduce it, are ours; what follows in the line may not be.
        page.text = ""
    elif tag in ("td", "th"):
        page.write("  " if page.pre else " ")
    page.depth -= _quotes(node)
    if tag == "pre":
        page.pre -= 1
    elif tag in ("ol", "ul"):
        page.counters.pop()


def _start(node: LexborNode) -> int:
    start = node.attributes.get("start") or ""
    return int(start) if start.isdecimal() and len(start) < 6 else 1


def _bullet(node: LexborNode, page: _Page) -> str:
    """Outlook turns a typed "1." into a list, and the number is the item that is meant."""
    if not page.counters or page.counters[-1] < 0:
        return "- "
    value = node.attributes.get("value") or ""
    number = int(value) if value.isdecimal() and len(value) < 6 else page.counters[-1]
    page.counters[-1] = number + 1
    return f"{number}. "


def _emoji(node: LexborNode) -> str:
    """Gmail and Outlook send emoji as pictures."""
    alt = node.attributes.get("alt") or ""
    return alt if len(alt) <= 8 and alt and not alt.isascii() else ""


def _names(node: LexborNode) -> str:
    attributes = node.attributes
    return f"{attributes.get('id') or ''} {attributes.get('class') or ''}"


def _quotes(node: LexborNode) -> int:
    tag = node.tag or ""
    if tag[:1] == "-":
        return 0
    if tag == "blockquote":
        # Outlook on the web wraps authored text so; Gmail's indent button writes border:none.
        authored = "elementToProof" in _names(node) or (
            "gmail_quote" not in _names(node) and bool(_INDENT.search(_style(node)))
        )
        return 0 if authored else 1
    return 1 if tag in ("div", "p", "table") and _QUOTING.search(_names(node)) else 0


def _is_ruled(node: LexborNode) -> bool:
    if node.tag not in ("div", "hr"):
        return False
    return bool(_RULED.search(_names(node)) or _BORDER.search(_style(node)))
