"""Outlook: classic (Word's HTML), new and on the web, on phones, and Exchange's plain text."""

import html
from random import Random

from tests.corpus.shapes import phrases
from tests.corpus.shapes.dialects import Plain, renamed, unlinked, word
from tests.corpus.shapes.mime import mail
from tests.corpus.shapes.placing import html_with, text_with
from tests.corpus.shapes.shape import Answer, Sent, Shape

_PLAIN = Plain(link="{words}<{target}>", mark="", cell="\t")
_BORDER = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"
_RULE = "_" * 32


def _block(sent: Sent, answer: Answer) -> list[str]:
    return phrases.header_block(sent, answer.language, answer.person.address)


def _normal(line: str, colour: str = "") -> str:
    """A typed line of Word's."""
    style = f" style='color:{colour}'" if colour else ""
    words = html.escape(line, quote=False) or "&nbsp;"
    return f"<p class=MsoNormal><span{style}>{words}<o:p></o:p></span></p>"


def _bold_block(lines: list[str]) -> str:
    rows = []
    for line in lines:
        name, colon, value = line.partition(":") if ":" in line else line.partition("：")
        rows.append(f"<b>{html.escape(name)}{colon}</b>{html.escape(value)}")
    return "<br>".join(rows)


def _signature(answer: Answer) -> list[str]:
    return [line for line in answer.signature if line != "-- "]


def classic(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """The border above the header block is the only mark; answers typed below it in another colour."""
    colour = rng.choice(("#1F497D", "#0070C0", "red", ""))
    quoted = word(html_with(sent, answer, rng, lambda line: _normal(line, colour)))
    own = [*answer.top, *([""] if answer.signature else []), *_signature(answer), ""]
    block = f"<div><div style='{_BORDER}'><p class=MsoNormal>{_bold_block(_block(sent, answer))}<o:p></o:p></p></div></div>"
    page = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0in} --></style></head>'
        f'<body lang=EN-US link="#0563C1"><div class=WordSection1>{"".join(map(_normal, own))}{block}'
        f"<p class=MsoNormal><o:p>&nbsp;</o:p></p>{quoted}</div></body></html>"
    )
    text = _PLAIN.text(page)
    charset = "windows-1252" if answer.language not in {"ru", "ja", "zh", "pl", "cs"} else "utf-8"
    return mail(sent, answer, text=text if rng.random() < 0.7 else None, html=page, charset=charset)


def web(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """New Outlook and the web: elementToProof, appendonsend, divRplyFwdMsg, classes behind x_."""

    def typed(line: str) -> str:
        words = html.escape(line, quote=False) or "<br>"
        return f'<div class="elementToProof" style="font-family: Aptos, sans-serif; color: rgb(0, 0, 0);">{words}</div>'

    signed = "".join(map(typed, _signature(answer)))
    own = "".join(map(typed, answer.top))
    own += f'{typed("")}<div class="elementToProof" id="Signature">{signed}</div>' if signed else ""
    block = _bold_block(_block(sent, answer))
    page = (
        f'<html><head></head><body dir="ltr">{own}<div id="appendonsend"></div>'
        '<hr style="display:inline-block;width:98%" tabindex="-1">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000">{block}</font><div>&nbsp;</div></div>'
        f"<div>{renamed(html_with(sent, answer, rng, typed), 'x_')}</div></body></html>"
    )
    text = _PLAIN.text(page) if rng.random() < 0.7 else None
    return mail(
        sent,
        answer,
        text=text,
        html=page,
        encoding="base64" if rng.random() < 0.3 else "quoted-printable",
    )


def phone(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Outlook for iOS and Android: its own line below what was typed, then rule and block."""
    app = phrases.OUTLOOK_APP[answer.language]
    own = "".join(
        f'<div dir="ltr">{html.escape(line, quote=False) or "<br>"}</div>' for line in answer.top
    )
    block = _bold_block(_block(sent, answer))
    quoted = unlinked(renamed(html_with(sent, answer, rng), "x_"))
    page = (
        f'<html><body><div dir="ltr">{own}<div><br></div><div id="ms-outlook-mobile-signature">'
        f'<a href="https://aka.ms/o0ukef">{app}</a></div></div><hr style="display:inline-block;width:98%">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{block}</font><div>&nbsp;</div></div>{quoted}</body></html>'
    )
    plain = Plain(link="{words}<{target}>", mark="")
    above, _, below = plain.text(page).partition(_block(sent, answer)[0])
    text = f"{above.rstrip()}\n{_RULE}\n{_block(sent, answer)[0]}{below}"
    return mail(sent, answer, text=text, html=page)


def text(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Plain text by Exchange: a rule or "Original Message", the block, no mark before quoted lines."""
    original = phrases.ORIGINAL[answer.language]
    mark = rng.choice((f"-----{original}-----", _RULE, ""))
    own = [*answer.top, "", *answer.signature, ""] if answer.signature else [*answer.top, ""]
    lines = [*own, *([mark] if mark else []), *_block(sent, answer), ""]
    lines += [placed.text for placed in text_with(sent, answer, rng)]
    charset = {
        "ja": "iso-2022-jp",
        "ru": "koi8-r",
        "pl": "iso-8859-2",
        "cs": "windows-1250",
        "zh": "gb18030",
    }
    encoding = "7bit" if answer.language == "ja" else "quoted-printable"
    return mail(
        sent,
        answer,
        text="\n".join(lines) + "\n",
        charset=charset.get(answer.language, "windows-1252"),
        encoding=encoding,
    )


def indented(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Outlook's option "prefix each line": the block and every line of it behind "> "."""
    original = phrases.ORIGINAL[answer.language]
    quoted = [p.text if p.typed else f"> {p.text}".rstrip() for p in text_with(sent, answer, rng)]
    block = [f"> {line}" for line in (f"-----{original}-----", *_block(sent, answer), "")]
    lines = [*answer.top, "", *[line.rstrip() for line in block], *quoted, "", *answer.signature]
    return mail(sent, answer, text="\n".join(lines) + "\n", encoding="8bit")


SHAPES = (
    Shape(
        "outlook-classic",
        "own corpus outlook-html-inline; talon tests/fixtures/html_replies/ms_outlook_2010.html",
        classic,
    ),
    Shape(
        "outlook-web",
        "alga-psa pull request 3324: elementToProof; Discourse email/receiver.rb: divRplyFwdMsg",
        web,
    ),
    Shape(
        "outlook-phone",
        "own corpus outlook-ios; crisp test/fixtures/email_ios_outlook_fr.txt",
        phone,
        inline=False,
    ),
    Shape(
        "outlook-text",
        "own corpus outlook-text-inline; crisp test/fixtures/email_german_outlook.txt",
        text,
    ),
    Shape(
        "outlook-prefixed",
        "Outlook: Options, Mail, prefix each line of the original message",
        indented,
    ),
)
