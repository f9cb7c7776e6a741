"""Gmail on the web, in its app, and what Google Groups' plain text looks like."""

import html
from random import Random

from tests.corpus.shapes import phrases
from tests.corpus.shapes.dialects import Plain, renamed, unstyled
from tests.corpus.shapes.mime import mail
from tests.corpus.shapes.placing import html_with, text_with, typed_html
from tests.corpus.shapes.shape import Answer, Sent, Shape

_QUOTE = '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">'
_PLAIN = Plain(link="{words} <{target}>", bold="*", width=78)


def _attribution(sent: Sent, answer: Answer) -> str:
    return phrases.said(phrases.GMAIL, sent, answer.language)


def _html_attribution(sent: Sent, answer: Answer) -> str:
    said = html.escape(_attribution(sent, answer), quote=False)
    address = sent.address
    linked = said.replace(
        f"&lt;{address}&gt;",
        f'&lt;<a href="mailto:{address.replace("+", "%2B")}">{address}</a>&gt;',
    )
    return f'<div dir="ltr" class="gmail_attr">{linked}<br></div>'


def _signature(answer: Answer) -> str:
    if not answer.signature:
        return ""
    lines = [line for line in answer.signature if line != "-- "]
    inner = "<br>".join(html.escape(line, quote=False) for line in lines)
    return (
        '<div><br clear="all"></div><div><br></div><span class="gmail_signature_prefix">-- </span><br>'
        f'<div dir="ltr" class="gmail_signature"><div dir="ltr">{inner}</div></div>'
    )


def _page(sent: Sent, answer: Answer, rng: Random) -> str:
    top = "".join(map(typed_html, answer.top)) or "<div><br></div>"
    quoted = renamed(html_with(sent, answer, rng), f"m_{rng.randrange(10**15, 10**18)}")
    return (
        f'<div dir="ltr">{top}{_signature(answer)}</div><br><div class="gmail_quote gmail_quote_container">'
        f"{_html_attribution(sent, answer)}{_QUOTE}<u></u>{quoted}</blockquote></div>\r\n"
    )


def web(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """HTML, and the text that Gmail makes of it: bold between asterisks, wrapped behind the marks."""
    page = _page(sent, answer, rng)
    return mail(sent, answer, text=_PLAIN.text(page), html=page)


def html_only(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """A forwarder or list dropped the text part."""
    return mail(sent, answer, html=_page(sent, answer, rng), encoding="base64")


def split(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """The quote broken in two at each answer: many blockquotes, what was typed between them."""

    def typed(line: str) -> str:
        return f"</blockquote>{typed_html(line)}{_QUOTE}"

    rows = [
        p if p.typed else p._replace(text=html.escape(p.text, quote=False))
        for p in text_with(sent, answer, rng)
    ]
    quoted = "".join(
        typed(p.text) if p.typed else f"<div>{p.text.replace('  ', '&nbsp; ') or '<br>'}</div>"
        for p in rows
    )
    top = "".join(map(typed_html, answer.top))
    page = (
        f'<div dir="ltr">{top}<br><div class="gmail_quote">{_html_attribution(sent, answer)}{_QUOTE}{quoted}</blockquote></div>'
        f"{_signature(answer)}</div>"
    )
    return mail(sent, answer, text=_PLAIN.text(page), html=page)


def plain(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Plain text mode: the wrapped halves of long lines keep their mark or lose it."""
    keeps = rng.random() < 0.5
    lines = [*answer.top, ""] if answer.top else []
    said = _attribution(sent, answer)
    if len(said) > 76:
        head, _, tail = said.rpartition(" <")
        lines += [head, f"<{tail}"] if head else [said]
    else:
        lines.append(said)
    lines.append("")
    for placed in text_with(sent, answer, rng):
        if placed.typed:
            lines.append(placed.text)
            continue
        first, rest = _wrapped(f"> {placed.text}".rstrip(), 62)
        lines.append(first)
        if rest:
            lines.append(f"> {rest}" if keeps else rest)
    lines += ["", *answer.signature] if answer.signature else []
    return mail(sent, answer, text="\n".join(lines) + "\n")


def _wrapped(line: str, width: int) -> tuple[str, str]:
    if len(line) <= width:
        return line, ""
    cut = line.rfind(" ", 40, width)
    return (line[:cut], line[cut + 1 :]) if cut > 0 else (line, "")


def mobile(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """The app on phones: dir="auto", text without styles of its own."""
    top = "".join(
        f'<div dir="auto">{html.escape(line, quote=False) or "<br>"}</div>' for line in answer.top
    )
    quoted = renamed(unstyled(html_with(sent, answer, rng)), "m_")
    page = f'{top}<div><br><div class="gmail_quote gmail_quote_container">{_html_attribution(sent, answer)}{_QUOTE}{quoted}</blockquote></div></div>\r\n'
    return mail(sent, answer, text=_PLAIN.text(page), html=page, encoding="base64")


SHAPES = (
    Shape(
        "gmail-web",
        "own corpus gmail-html-inline; talon tests/fixtures/standard_replies/gmail.eml",
        web,
    ),
    Shape("gmail-html-only", "own corpus gmail-html-inline: without a text part", html_only),
    Shape("gmail-split", "own corpus gmail-html-inline: one blockquote a part", split),
    Shape(
        "gmail-plain",
        "t2bot pull request 24: wrapped at 80, the second half without its mark",
        plain,
    ),
    Shape(
        "gmail-mobile", "own corpus gmail-multi; Proton WebClients, its test mails: gmail1", mobile
    ),
)
