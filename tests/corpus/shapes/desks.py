"""Phones and desktops beyond the big three: Samsung, K-9, Lotus Notes, Zimbra, eM Client, The Bat!, mutt."""

import html
from random import Random

from tests.corpus.shapes import phrases
from tests.corpus.shapes.dialects import Plain, unstyled
from tests.corpus.shapes.mime import mail
from tests.corpus.shapes.placing import html_with, text_with, typed_html
from tests.corpus.shapes.shape import Answer, Sent, Shape

_UNMARKED = Plain(mark="")


def samsung(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Samsung Email: "Original message" between hyphens, four lines, no mark; its own line above."""
    language = answer.language
    names = phrases.OUTLOOK[language]
    day = phrases.filled("{dd}/{mm}/{yy} {HH}:{MM} (GMT+01:00)", sent, language)
    rows = [
        (names[0], f"{sent.name} <{sent.address}>"),
        (_date_name(language), day),
        (names[2], answer.person.address),
        (names[3], sent.subject),
    ]
    device = phrases.SAMSUNG[language]
    original = f"-------- {phrases.ORIGINAL[language]} --------"
    block = "".join(
        f"<div>{name}: {html.escape(value, quote=False)} </div>" for name, value in rows
    )
    own = "".join(
        f'<div dir="auto">{html.escape(line, quote=False) or "<br>"}</div>' for line in answer.top
    )
    page = (
        f'<html><body>{own}<div><br></div><div id="composer_signature" dir="auto"><div style="font-size:12px">{device}</div></div><div><br></div>'
        f'<div dir="auto" style="font-size:100%;color:#000000"><!-- originalMessage --><div>{original}</div>{block}<div><br></div></div>'
        f"{html_with(sent, answer, rng)}</body></html>"
    )
    return mail(
        sent,
        answer,
        text=_UNMARKED.text(page) if rng.random() < 0.6 else None,
        html=page,
        encoding="base64",
    )


def _date_name(language: str) -> str:
    names = {
        "de": "Datum",
        "fr": "Date",
        "es": "Fecha",
        "it": "Data",
        "nl": "Datum",
        "pt": "Data",
        "pl": "Data",
        "sv": "Datum",
    }
    return names.get(language, "Date" if language == "en" else phrases.OUTLOOK[language][1])


def k9(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """K-9 and Thunderbird on Android: attribution with seconds and zone, marks without a blank."""
    said = phrases.filled(
        "On {d} {month} {Y} {HH}:{MM}:{SS} CET, {name} <{address}> wrote:", sent, "en"
    )
    lines = [*answer.top, *answer.signature, "", said] if answer.top else [said]
    lines += [p.text if p.typed else f">{p.text}" for p in text_with(sent, answer, rng)]
    return mail(sent, answer, text="\n".join(lines) + "\n", encoding="8bit")


def notes(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Lotus Notes: a block of From, To, Date, Subject set off by tabs below a rule; or iNotes' line."""
    own = [*answer.top, "", *answer.signature, "", ""]
    day = phrases.filled("{mm}/{dd}/{Y} {HH}:{MM} {ap}", sent, "en")
    if rng.random() < 0.5:
        block = [
            f"-----{sent.name} <{sent.address}> wrote: -----",
            f"To: {answer.person.address}",
            f"From: {sent.name} <{sent.address}>",
            f"Date: {day}",
            f"Subject: {sent.subject}",
        ]
    else:
        names = phrases.OUTLOOK[answer.language]
        values = (f"{sent.name} <{sent.address}>", answer.person.address, day, sent.subject)
        keys = (names[0], names[2], _date_name(answer.language), names[3])
        block = [f"{key}:\t{value}" for key, value in zip(keys, values, strict=True)]
        block += ["", "_" * 56]
    lines = [*own, *block, "", *(placed.text for placed in text_with(sent, answer, rng))]
    return mail(sent, answer, text="\n".join(lines) + "\n", charset="windows-1252")


def zimbra(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Zimbra: a rule of its own, the block in bold, a blockquote with a coloured border."""
    lines = phrases.header_block(sent, answer.language, answer.person.address)
    rows = []
    for line in lines:
        mark = "：" if "：" in line else ":"
        name, _, value = line.partition(mark)
        rows.append(f"<b>{name}{mark} </b>{html.escape(value.strip(), quote=False)}<br>")
    own = "".join(map(typed_html, (*answer.top, *answer.signature)))
    page = (
        f'<html><body><div style="font-family: arial; font-size: 12pt">{own}<div><br></div><hr id="zwchr" data-marker="__DIVIDER__">'
        f'<div data-marker="__HEADERS__"><blockquote style="border-left:2px solid #1010FF;margin-left:5px">{"".join(rows)}</blockquote></div>'
        f'<div data-marker="__QUOTED_TEXT__"><blockquote style="border-left:2px solid #1010FF">{html_with(sent, answer, rng)}</blockquote></div></div></body></html>'
    )
    original = f"----- Original Message -----\n{lines[0]}"
    plain = _UNMARKED.text(page).replace(lines[0], original, 1)
    return mail(
        sent,
        answer,
        text=plain if rng.random() < 0.3 and answer.language == "en" else None,
        html=page,
    )


def em_client(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """eM Client: English block under "Original Message" or "Message from"."""
    day = phrases.filled("{mm}/{dd}/{Y} {h}:{MM}:{SS} {ap}", sent, "en")
    block = f'From: "{sent.name}" <{sent.address}>\nTo: {answer.person.address}\nDate: {day}\nSubject: {sent.subject}'
    own = "".join(map(typed_html, (*answer.top, *answer.signature)))
    page = (
        f"<html><body>{own}<div><br></div><div>------ Original Message ------</div>"
        f"<div>{html.escape(block, quote=False).replace(chr(10), '</div><div>')}</div><div><br></div>"
        f'<div id="x1"><blockquote cite="{sent.message_id.strip("<>")}" type="cite" class="cite2">{unstyled(html_with(sent, answer, rng))}</blockquote></div></body></html>'
    )
    return mail(sent, answer, text=_UNMARKED.text(page) if rng.random() < 0.5 else None, html=page)


def the_bat(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """The Bat!: an attribution that says "you", initials before the marks."""
    said = phrases.filled("{weekday}, {month} {d}, {Y}, {h}:{MM}:{SS} {ap}, you wrote:", sent, "en")
    initial = sent.name[:1]
    lines = [*answer.top, "", said, ""] if answer.top else [said, ""]
    lines += [
        p.text if p.typed or not p.text else f"{initial}> {p.text}"
        for p in text_with(sent, answer, rng)
    ]
    lines += ["", *answer.signature]
    return mail(sent, answer, text="\n".join(lines) + "\n", encoding="8bit")


def mutt(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """mutt: nothing on top; answers among and below the quoted lines, some of which were cut."""
    said = phrases.filled(
        "On {wd}, {mon} {dd}, {Y} at {HH}:{MM}:{SS}{ap} +0100, {name} wrote:", sent, "en"
    )
    placed = text_with(sent, answer, rng)
    typed = [n for n, p in enumerate(placed) if p.typed and p.text]
    end = max(typed, default=len(placed) - 1) + 1
    quoted = [p.text if p.typed else f"> {p.text}".rstrip() for p in placed[:end]]
    lines = [said, *quoted, "", *answer.top, "", *answer.signature]
    return mail(sent, answer, text="\n".join(lines) + "\n", encoding="8bit")


SHAPES = (
    Shape(
        "samsung",
        "talon tests/text_quotations_test.py, Samsung and Android; Proton WebClients: android",
        samsung,
    ),
    Shape("k9", "EdgeTier tests: sent from K-9; Thunderbird for Android", k9),
    Shape("notes", "HCL Notes: reply with history; mpr patterns for iNotes", notes),
    Shape("zimbra", "Zimbra web client: __DIVIDER__, __HEADERS__, __QUOTED_TEXT__", zimbra),
    Shape("em-client", "eM Client: Original Message; talon's pattern for it", em_client),
    Shape("the-bat", "The Bat! help: reply template, initials", the_bat),
    Shape("mutt", "mutt manual: attribution; netiquette of bottom posting", mutt),
)
