"""The agenda's HTML as programs rewrite it, and text made from HTML."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

_CLASS = re.compile(r'class="([^"]+)"')
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
_HIDDEN = re.compile(r'<div class="preheader".*?</div>', re.DOTALL)


def renamed(html: str, prefix: str) -> str:
    """Gmail ("m_-42"), Outlook on the web ("x_") and Yahoo ("yiv42") put a prefix before every class."""

    def prefixed(match: re.Match[str]) -> str:
        return f'class="{" ".join(prefix + name for name in match[1].split())}"'

    return _CLASS.sub(prefixed, html)


def unclassed(html: str) -> str:
    """Without classes."""
    return re.sub(r' class="[^"]*"', "", html)


def unstyled(html: str) -> str:
    """Without styles and classes, and so without what is hidden, as programs that clean HTML leave it."""
    return re.sub(r' style="[^"]*"', "", unclassed(_HIDDEN.sub("", html)))


def word(html: str) -> str:
    """Outlook classic: paragraphs become MsoNormal with <o:p>, quotes of attributes are left out."""
    html = _PARAGRAPH.sub(
        r"<p class=MsoNormal style='mso-margin-top-alt:auto'><span style='font-size:11.0pt'>\1<o:p></o:p></span></p>",
        html,
    )
    html = _HIDDEN.sub(lambda m: m[0].replace("display: none", "display:none;mso-hide:all"), html)
    return html.replace("<table ", "<table class=MsoNormalTable ").replace("\n", "\r\n")


def unlinked(html: str) -> str:
    """Links of another kind than http lose their target, not their text, as some programs do it."""
    return re.sub(
        r'<a\b[^>]*href="mailto:[^>]*>(.*?)</a>', r"<span>\1</span>", html, flags=re.DOTALL
    )


@dataclass(frozen=True, slots=True)
class Plain:
    """How a program makes text of HTML.

    link: what is written for a link with words, "{words} <{target}>"; bold: around <b>.
    width: lines are wrapped at, 0 for never; mark: before each quoted line, for each depth.
    cell: between the cells of a row.
    """

    link: str = "{words}"
    bold: str = ""
    width: int = 0
    mark: str = "> "
    cell: str = " "

    def lines(self, html: str) -> list[str]:
        made: list[str] = []
        for text, depth in _lines(html, self):
            marks = self.mark * depth
            pieces = (
                textwrap.wrap(
                    text, self.width - len(marks), break_long_words=False, break_on_hyphens=False
                )
                if self.width
                else [text]
            )
            made += [(marks + piece).rstrip(" ") for piece in pieces or [""]]
        return made

    def text(self, html: str) -> str:
        return "\n".join(self.lines(html)).strip("\n") + "\n"


_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3"})
_BLOCKS = _PARAGRAPHS | {
    "div",
    "blockquote",
    "td",
    "tr",
    "table",
    "ul",
    "li",
    "hr",
    "body",
    "center",
    "font-block",
}


class _Text:
    def __init__(self, plain: Plain) -> None:
        self.plain = plain
        self.made: list[tuple[str, int]] = []
        self.line = ""
        self.depth = 0

    def end(self) -> None:
        if self.line.strip(" "):
            self.made.append((self.line.strip(" "), self.depth))
        self.line = ""

    def blank(self) -> None:
        self.end()
        if self.made and self.made[-1] != ("", self.depth):
            self.made.append(("", self.depth))

    def walk(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "-text":
            words = re.sub(r"[ \t\r\n]+", " ", node.text_content or "").replace("\u200c", "")
            self.line += words.lstrip(" ") if self.line[-1:] in ("", " ") else words
            return
        if tag in {"style", "head", "script", "-comment"} or "display:none" in _style(node):
            return
        if tag == "br":
            self.made.append((self.line.strip(" "), self.depth))
            self.line = ""
            return
        if tag in _BLOCKS:
            self.end()
        if tag in _PARAGRAPHS:
            self.blank()
        self.depth += tag == "blockquote"
        before = len(self.line)
        child = node.child
        while child is not None:
            self.walk(child)
            child = child.next
        self._leave(node, tag, before)

    def _leave(self, node: LexborNode, tag: str, before: int) -> None:
        words = self.line[before:].strip(" ")
        if tag == "a" and words and "@" not in words:
            target = (node.attributes.get("href") or "").replace("&amp;", "&")
            self.line = self.line[:before] + self.plain.link.format(words=words, target=target)
        if tag in {"b", "strong"} and words and self.plain.bold:
            self.line = f"{self.line[:before]}{self.plain.bold}{words}{self.plain.bold}"
        if tag == "blockquote":
            self.end()
            while self.made and self.made[-1] == ("", self.depth):
                self.made.pop()
        if tag in _BLOCKS:
            self.end()
        if tag in _PARAGRAPHS:
            self.blank()
        self.depth -= tag == "blockquote"


def _style(node: LexborNode) -> str:
    return (node.attributes.get("style") or "").replace(" ", "")


def _lines(html: str, plain: Plain) -> Iterator[tuple[str, int]]:
    text = _Text(plain)
    body = LexborHTMLParser(html).body
    if body is not None:
        text.walk(body)
    text.end()
    return iter(text.made)
