"""Answers in plain text alone: mailing-list habits, and programs without HTML."""

from random import Random

from tests.corpus.shapes.mime import mail
from tests.corpus.shapes.placing import text_with
from tests.corpus.shapes.shape import Answer, Sent, Shape


def bare(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Nothing is quoted."""
    lines = [*answer.top, *([""] if answer.signature else []), *answer.signature]
    return mail(sent, answer, text="\n".join(lines) + "\n", encoding="8bit")


def marked(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Each line of the mail behind "> ", answers below the lines they answer."""
    said = f"On {sent.date:%Y-%m-%d %H:%M}, {sent.name} wrote:"
    quoted = [p.text if p.typed else f"> {p.text}".rstrip() for p in text_with(sent, answer, rng)]
    blank = [""] if answer.top else []
    lines = [*answer.top, *blank, said, *quoted, "", *answer.signature]
    return mail(sent, answer, text="\n".join(lines) + "\n", encoding="8bit")


SHAPES = (
    Shape("bare", "own corpus, bare.eml: phones that quote nothing", bare, inline=False),
    Shape("marked", "RFC 3676 4.5; Roundcube's default attribution", marked),
)
