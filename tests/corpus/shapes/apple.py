"""Apple Mail on Macs and phones: flowed text or HTML, quotes in <blockquote type="cite">."""

import html
import textwrap
from random import Random

from tests.corpus.shapes import phrases
from tests.corpus.shapes.dialects import Plain
from tests.corpus.shapes.mime import mail
from tests.corpus.shapes.placing import html_with, text_with, typed_html
from tests.corpus.shapes.shape import Answer, Sent, Shape

_PLAIN = Plain(link="{words}", mark="> ")


def _attribution(sent: Sent, answer: Answer) -> str:
    return phrases.said(phrases.APPLE, sent, answer.language)


def _flowed(text: str, mark: str, width: int = 74) -> list[str]:
    """RFC 3676 4.2: lines end in a blank where they go on."""
    pieces = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
    stuffed = [f" {p}" if not mark and p.startswith((" ", ">", "From ")) else p for p in pieces]
    return [f"{mark}{p} " for p in stuffed[:-1]] + [f"{mark}{stuffed[-1]}".rstrip()]


def flowed(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Plain text, format=flowed; what is typed among quoted lines may be at their level."""
    inside = rng.random() < 0.3
    lines: list[str] = []
    for line in (*answer.top, "", *answer.signature, "") if answer.signature else (*answer.top, ""):
        lines += _flowed(line, "")
    lines += [f"> {_attribution(sent, answer)}", "> "]
    for placed in text_with(sent, answer, rng):
        lines += _flowed(placed.text, "" if placed.typed and not inside else "> ")
    return mail(sent, answer, text="\n".join(lines) + "\n", flowed=True)


def mac(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """HTML with its text beside it: the quote is kept as it came, buttons lose their links in the text."""
    top = "".join(map(typed_html, answer.top)) or "<br>"
    lines = [line for line in answer.signature if line != "-- "]
    signature = "".join(map(typed_html, ["-- ", *lines])) if lines else ""
    said = html.escape(_attribution(sent, answer), quote=False)
    quoted = html_with(sent, answer, rng)
    page = (
        '<html><head></head><body style="overflow-wrap: break-word; -webkit-nbsp-mode: space;">'
        f'{top}<div><br></div>{signature}<div><br><blockquote type="cite"><div>{said}</div><br class="Apple-interchange-newline">'
        f"<div>{quoted}</div></blockquote></div><br></body></html>"
    )
    return mail(sent, answer, text=_PLAIN.text(page) if rng.random() < 0.7 else None, html=page)


def phone(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """iPhone: its line below what was typed, then the attribution in a quote of its own."""
    device = phrases.PHONE[answer.language]
    top = "<br>".join(html.escape(line, quote=False) for line in answer.top)
    said = html.escape(_attribution(sent, answer), quote=False)
    quoted = html_with(sent, answer, rng)
    page = (
        f'<html><body dir="auto">{top}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{device}</div>'
        f'<div dir="ltr"><br><blockquote type="cite">{said}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">{quoted}</div></blockquote></body></html>'
    )
    return mail(sent, answer, text=_PLAIN.text(page) if rng.random() < 0.7 else None, html=page)


def phone_text(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """A reply on the phone to the text part; the device line may stand below the quote's end."""
    device = phrases.PHONE[answer.language]
    quoted = [p.text if p.typed else f"> {p.text}".rstrip() for p in text_with(sent, answer, rng)]
    lines = [*answer.top, "", device, "", f"> {_attribution(sent, answer)}", "> ", *quoted]
    return mail(sent, answer, text="\n".join(lines) + "\n", encoding="base64")


SHAPES = (
    Shape("apple-flowed", "own corpus apple-inline; RFC 3676 4.2, 4.5", flowed),
    Shape(
        "apple-mac",
        "quotequail tests/files/apple_reply.html; talon tests/fixtures/standard_replies/apple_mail.eml",
        mac,
    ),
    Shape("apple-phone", "quotequail tests/files/ios_mail_reply_unescaped_address.html", phone),
    Shape(
        "apple-phone-text",
        "own corpus iphone; talon tests/fixtures/standard_replies/iphone.eml",
        phone_text,
    ),
)
