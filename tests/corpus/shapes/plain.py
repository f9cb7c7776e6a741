"""Answers in plain text alone: mailing-list habits, and programs without HTML."""

import textwrap
from random import Random

from tests.corpus.shapes import phrases
from tests.corpus.shapes.mime import mail
from tests.corpus.shapes.placing import text_with
from tests.corpus.shapes.shape import Answer, Sent, Shape


def bare(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Nothing is quoted."""
    lines = [*answer.top, *([""] if answer.signature else []), *answer.signature]
    return mail(sent, answer, text="\n".join(lines) + "\n", encoding="8bit")


def marked(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Each line of the mail behind "> ", answers below the lines they answer."""
    said = phrases.said(phrases.PLAIN, sent, answer.language)
    quoted = [p.text if p.typed else f"> {p.text}".rstrip() for p in text_with(sent, answer, rng)]
    blank = [""] if answer.top else []
    lines = [*answer.top, *blank, said, *quoted, "", *answer.signature]
    return mail(sent, answer, text="\n".join(lines) + "\n", encoding="8bit")


def below(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Everything below the quote, nothing above it."""
    said = phrases.said(phrases.PLAIN, sent, answer.language)
    quoted = [p.text if p.typed else f"> {p.text}".rstrip() for p in text_with(sent, answer, rng)]
    lines = [said, *quoted, "", *answer.top, "", *answer.signature]
    return mail(sent, answer, text="\n".join(lines) + "\n", encoding="base64")


def prefixed(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Another mark before quoted lines, long ones broken at 60 characters."""
    mark = rng.choice((">", "> ", "| ", ">> ", "\t> "))
    said = phrases.said(phrases.PLAIN, sent, answer.language)
    lines = [*answer.top, "", said] if answer.top else [said]
    for placed in text_with(sent, answer, rng):
        pieces = [placed.text] if placed.typed else textwrap.wrap(placed.text, 60) or [""]
        lines += [piece if placed.typed else (mark + piece).rstrip() for piece in pieces]
    lines += ["", *answer.signature] if answer.signature else []
    return mail(sent, answer, text="\n".join(lines) + "\n", charset="windows-1252")


def behind(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """The first line under an item is typed behind the item's last line, on the same line."""
    lines: list[str] = []
    before = False
    for placed in (p for p in text_with(sent, answer, rng) if not p.typed or p.text):
        if placed.typed and not before and lines[-1] != ">":
            lines[-1] += f"   {placed.text}"
        else:
            lines.append(placed.text if placed.typed else f"> {placed.text}".rstrip())
        before = placed.typed
    said = phrases.said(phrases.PLAIN, sent, answer.language)
    return mail(sent, answer, text="\n".join([*answer.top, "", said, *lines]) + "\n")


def cut(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Only the lines that are answered are left of the quote, as netiquette wants it."""
    placed = text_with(sent, answer, rng)
    said = phrases.said(phrases.PLAIN, sent, answer.language)
    lines = [*answer.top, ""] if answer.top else []
    lines += [said] if answer.under else []
    for label, typed in answer.under.items():
        first = next(
            n for n, p in enumerate(placed) if p.text.startswith(f"{label}  ") and not p.typed
        )
        lines += ["", f"> {placed[first].text}", *typed]
    lines += ["", *answer.signature] if answer.signature else []
    return mail(sent, answer, text="\n".join(lines) + "\n", encoding="8bit")


SHAPES = (
    Shape("bare", "own corpus, bare.eml: phones that quote nothing", bare, inline=False),
    Shape("marked", "RFC 3676 4.5; Roundcube's default attribution", marked),
    Shape("below", "own corpus, bottom.eml; talon test_reply_after_quotations", below),
    Shape(
        "prefixed", "griddler spec/griddler/email_spec.rb: marks of several kinds; Horde", prefixed
    ),
    Shape("behind", "trimmer test/emails/usenet.txt: short answers on the line itself", behind),
    Shape("cut", "RFC 1855 2.1.1: leave what is answered, cut the rest", cut),
)
