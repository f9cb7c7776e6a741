"""Thunderbird, and programs that quote as it does: flowed text, moz-cite-prefix."""

import html
import textwrap
from random import Random

from tests.corpus.shapes import phrases
from tests.corpus.shapes.dialects import Plain, unclassed
from tests.corpus.shapes.mime import mail
from tests.corpus.shapes.placing import html_with, text_with
from tests.corpus.shapes.shape import Answer, Sent, Shape

_PLAIN = Plain(link="{words} <{target}>", bold="*", width=72, mark="> ")


def _attribution(sent: Sent, answer: Answer) -> str:
    return phrases.said(phrases.THUNDERBIRD, sent, answer.language)


def text(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Flowed text; quoted lines are not wrapped again, a blank stands before long ones' halves."""
    lines = [*answer.top, ""] if answer.top else []
    lines += [_attribution(sent, answer)]
    lines += [p.text if p.typed else f"> {p.text}".rstrip() for p in text_with(sent, answer, rng)]
    lines += ["", *answer.signature] if answer.signature else []
    return mail(sent, answer, text="\n".join(lines) + "\n", flowed=True, encoding="8bit")


def rewrapped(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Edit, Rewrap: the marks stay, words move from line to line within a paragraph."""
    width = rng.randint(34, 60)
    lines = [_attribution(sent, answer)]
    for placed in text_with(sent, answer, rng):
        if placed.typed:
            lines.append(placed.text)
        else:
            lines += [f"> {piece}" for piece in textwrap.wrap(placed.text, width)] or [">"]
    lines += ["", *answer.top] if answer.top else []
    lines += ["", *answer.signature] if answer.signature else []
    return mail(sent, answer, text="\n".join(lines) + "\n", encoding="8bit")


def page(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """HTML alone or with its text; answers are paragraphs inside the quote or between two quotes."""

    def typed(line: str) -> str:
        return f"<p>{html.escape(line, quote=False) or '<br>'}</p>"

    top = "".join(map(typed, answer.top))
    signature = "<br>".join(html.escape(line, quote=False) for line in answer.signature)
    signed = f'<pre class="moz-signature" cols="72">{signature}</pre>' if signature else ""
    said = html.escape(_attribution(sent, answer), quote=False)
    quoted = unclassed(html_with(sent, answer, rng, typed))
    made = (
        '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body>'
        f'{top}<div class="moz-cite-prefix">{said}<br></div>'
        f'<blockquote type="cite" cite="mid:{sent.message_id.strip("<>")}">{quoted}</blockquote>{signed}</body></html>'
    )
    plain = _PLAIN.text(made) if not signature and rng.random() < 0.5 else None
    return mail(sent, answer, text=plain, html=made)


def evolution(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """GNOME's: "On Tue, 2026-12-01 at 09:00 +0100", then marks."""
    said = f"On {sent.date:%a, %Y-%m-%d} at {sent.date:%H:%M %z}, {sent.name} wrote:"
    lines = [*answer.top, "", said] if answer.top else [said]
    lines += [p.text if p.typed else f"> {p.text}".rstrip() for p in text_with(sent, answer, rng)]
    lines += ["", *answer.signature] if answer.signature else []
    return mail(sent, answer, text="\n".join(lines) + "\n", encoding="base64")


SHAPES = (
    Shape("thunderbird-text", "own corpus thunderbird-inline; RFC 3676 4.5", text),
    Shape("thunderbird-rewrapped", "Thunderbird help: Edit, Rewrap", rewrapped),
    Shape("thunderbird-html", "talon tests/fixtures/html_replies/thunderbird.html", page),
    Shape("evolution", "GNOME Evolution help: attribution format", evolution),
)
