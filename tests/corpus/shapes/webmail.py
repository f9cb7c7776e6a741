"""Mail in a browser: Yahoo, GMX and web.de, Proton, Zoho, iCloud, NetEase, Yandex, Fastmail, Tuta."""

import html
from random import Random

from tests.corpus.shapes import phrases
from tests.corpus.shapes.dialects import Plain, renamed, unclassed, unlinked, unstyled
from tests.corpus.shapes.mime import mail
from tests.corpus.shapes.placing import html_with, typed_html
from tests.corpus.shapes.shape import Answer, Sent, Shape

_PLAIN = Plain(mark="> ", width=78)
_UNMARKED = Plain(mark="", cell="  ")


def _escaped(line: str) -> str:
    return html.escape(line, quote=False)


def _own(answer: Answer) -> str:
    lines = [*answer.top, *answer.signature]
    return "".join(map(typed_html, lines))


def yahoo(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """A div of its own; the attribution stands inside it."""
    number = rng.randrange(10**9, 10**10)
    said = _escaped(phrases.said(phrases.YAHOO, sent, answer.language))
    quoted = renamed(html_with(sent, answer, rng), f"yiv{number}")
    page = (
        f'<html><head></head><body><div class="ydp{number}yahoo-style-wrap" style="font-size:16px;">{_own(answer)}<div><br></div></div>'
        f'<div id="ydp{number}yahoo_quoted_{number}" class="ydp{number}yahoo_quoted"><div style="color:#26282a;"><div>{said}</div>'
        f'<div><br></div><div><div id="ydp{number}yiv{number}"><div>{quoted}</div></div></div></div></div></body></html>'
    )
    return mail(sent, answer, text=_UNMARKED.text(page) if rng.random() < 0.6 else None, html=page)


def gmx(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """GMX and web.de: <div name="quote">, header names in bold with the day first."""
    language = answer.language if answer.language in {"de", "fr", "es"} else "en"
    names = phrases.OUTLOOK[language]
    day = phrases.filled("{weekday}, {d}. {month} {Y}", sent, language)
    hour = {"de": "um {HH}:{MM} Uhr", "fr": "à {HH}:{MM}", "es": "a las {HH}:{MM}"}.get(
        language, "at {h}:{MM} {ap}"
    )
    rows = [
        (names[1].split()[0], f"{day} {phrases.filled(hour, sent, language)}"),
        (names[0], f'"{sent.name}" <{sent.address}>'),
        (names[2], answer.person.address),
        (names[3], sent.subject),
    ]
    block = "<br/>".join(f"<b>{name}:</b>&nbsp;{_escaped(value)}" for name, value in rows)
    page = (
        f'<html><head></head><body><div style="font-family: Verdana;font-size: 12.0px;">{_own(answer)}<div>&nbsp;'
        '<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;">'
        f'<div style="margin:0 0 10px 0;">{block}</div><div name="quoted-content">{html_with(sent, answer, rng)}</div></div></div></div></body></html>'
    )
    return mail(sent, answer, html=page)


def gmx_text(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """The same in plain text: a header block behind the marks."""
    language = answer.language if answer.language in {"de", "fr", "es"} else "en"
    block = phrases.header_block(sent, language, answer.person.address)
    lines = [*answer.top, "", *answer.signature, "", f"{block[1]}", block[0], *block[2:], ""]
    quoted = Plain(mark="> ", width=72).lines(
        f"<blockquote>{html_with(sent, answer, rng)}</blockquote>"
    )
    return mail(sent, answer, text="\n".join([*lines, *quoted]) + "\n", encoding="8bit")


def proton(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Proton: English attribution whatever the language, a line of its own, protonmail_quote."""
    said = phrases.filled(
        "On {weekday}, {month} {d}{th}, {Y} at {h}:{MM} {ap}, {name} <{address}> wrote:", sent, "en"
    )
    quoted = unlinked(html_with(sent, answer, rng))
    page = (
        f'<div style="font-family: Arial; font-size: 14px;">{_own(answer)}</div><div><br></div>'
        '<div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">'
        'Sent with <a target="_blank" href="https://proton.me/mail/home">Proton Mail</a> secure email.</div></div>'
        f'<div class="protonmail_quote">{_escaped(said)}<br><blockquote class="protonmail_quote" type="cite">{quoted}</blockquote><br></div>'
    )
    return mail(sent, answer, text=_PLAIN.text(page) if rng.random() < 0.6 else None, html=page)


def zoho(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Zoho: the attribution between rows of hyphens."""
    said = phrases.filled(
        "---- On {wd}, {dd} {mon} {Y} {HH}:{MM}:{SS} +0100 <b>{name} &lt;{address}&gt;</b> wrote ---",
        sent,
        "en",
    )
    page = (
        f'<html><body><div style="font-family: Verdana; font-size: 10pt;">{_own(answer)}<div><br></div>'
        f'<div class="zmail_extra"><div><br></div><div id="Zm-_Id_-Sgn1">{said}</div><div><br></div>'
        f'<blockquote id="blockquote_zmail" style="margin: 0px;">{renamed(html_with(sent, answer, rng), "x_1")}</blockquote></div></div></body></html>'
    )
    return mail(sent, answer, text=_PLAIN.text(page) if rng.random() < 0.5 else None, html=page)


def icloud(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """iCloud on the web: Apple's attribution, msg-quote."""
    said = _escaped(phrases.said(phrases.APPLE, sent, answer.language))
    page = (
        f'<html><body><div>{_own(answer)}</div><div><br>{said}<br><br></div><div><blockquote type="cite">'
        f'<div class="msg-quote">{html_with(sent, answer, rng)}</div></blockquote></div></body></html>'
    )
    return mail(sent, answer, text=_PLAIN.text(page) if rng.random() < 0.5 else None, html=page)


def netease(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """163.com: English attribution with seconds, isReplyContent."""
    said = phrases.filled(
        'At {Y}-{mm}-{dd} {HH}:{MM}:{SS}, "{name}" <{address}> wrote:', sent, "en"
    )
    own = "<br>".join(_escaped(line) for line in (*answer.top, *answer.signature))
    page = (
        f'<div style="line-height:1.7;color:#000000;font-size:14px">{own}<br><br><br>{_escaped(said)}<br>'
        f'<blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; BORDER-LEFT: #ccc 1px solid">{unstyled(html_with(sent, answer, rng))}</blockquote></div>'
    )
    return mail(
        sent,
        answer,
        text=Plain(mark="").text(page),
        html=page,
        charset="gb18030",
        encoding="base64",
    )


def qq(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """QQ Mail: "原始邮件" between hyphens, names that end in a full-width colon and a semicolon."""
    day = phrases.filled("{Y}年{m}月{d}日({weekday}) 上午{h}:{MM}", sent, "zh")
    rows = [
        ("发件人", f'"{sent.name}"<{sent.address}>'),
        ("发送时间", day),
        ("收件人", f'"{answer.person.name}"<{answer.person.address}>'),
        ("主题", sent.subject),
    ]
    block = "".join(f"<div><b>{name}:</b>&nbsp;{_escaped(value)};</div>" for name, value in rows)
    page = (
        f'{_own(answer)}<div><br></div><div style="font-size: 12px;">------------------&nbsp;原始邮件&nbsp;------------------</div>'
        f'<div style="background:#efefef;">{block}</div><div><br></div>{html_with(sent, answer, rng)}'
    )
    return mail(
        sent,
        answer,
        text=_UNMARKED.text(page) if rng.random() < 0.5 else None,
        html=page,
        charset="gb18030",
        encoding="base64",
    )


def yandex(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Yandex: date, time and the name in quotation marks, whatever the language."""
    said = phrases.filled('{dd}.{mm}.{Y}, {HH}:{MM}, "{name}" <{address}>:', sent, "en")
    page = f"{_own(answer)}<div><br /></div><div>{_escaped(said)}</div><blockquote>{unclassed(html_with(sent, answer, rng))}</blockquote>"
    return mail(
        sent,
        answer,
        text=_PLAIN.text(page) if rng.random() < 0.5 else None,
        html=page,
        encoding="base64",
    )


def fastmail(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Fastmail: the address is left out of the attribution."""
    said = phrases.filled("On {wd}, {mon} {d}, {Y}, at {h}:{MM} {ap}, {name} wrote:", sent, "en")
    page = (
        f"<!DOCTYPE html><html><body>{_own(answer)}<div><br></div><div>{said}</div>"
        f'<blockquote type="cite" id="qt" style="">{renamed(html_with(sent, answer, rng), "qt-")}</blockquote></body></html>'
    )
    return mail(sent, answer, text=_PLAIN.text(page), html=page)


def tuta(sent: Sent, answer: Answer, rng: Random) -> bytes:
    """Tuta: "DATE by ADDRESS:", and its own promotion as the signature."""
    pattern = {
        "de": "{d}. {mon} {Y}, {HH}:{MM} von {address}:",
        "fr": "{d} {mon} {Y}, {HH}:{MM} de {address} :",
    }
    said = phrases.filled(
        pattern.get(answer.language, "{mon} {d}, {Y}, {HH}:{MM} by {address}:"),
        sent,
        answer.language if answer.language in pattern else "en",
    )
    page = f'{_own(answer)}<div><br></div><div>{_escaped(said)}<br></div><blockquote class="tutanota_quote">{unlinked(html_with(sent, answer, rng))}</blockquote>'
    return mail(sent, answer, html=page)


_PROTON = "Proton WebClients, test mails of messageBlockquote"
SHAPES = (
    Shape(
        "yahoo",
        f"quotequail tests/files/yahoo_reply_unescaped_address.html; {_PROTON}: yahoo",
        yahoo,
    ),
    Shape("gmx", f"{_PROTON}: gmx", gmx),
    Shape(
        "gmx-text",
        "discourse/email_reply_trimmer test/emails/embedded_email_german_4.txt",
        gmx_text,
    ),
    Shape("proton", f"{_PROTON}: proton1", proton),
    Shape("zoho", f"{_PROTON}: zoho", zoho),
    Shape("icloud", f"{_PROTON}: icloud", icloud),
    Shape("netease", f"{_PROTON}: netease", netease),
    Shape("qq", f"{_PROTON}: sina; crisp: 原始邮件", qq),
    Shape("yandex", "talon tests/fixtures/html_replies/yandex_ru.html", yandex),
    Shape("fastmail", "Fastmail help: replies quote below the attribution", fastmail),
    Shape("tuta", f"{_PROTON}: its selectors, tutanota_quote", tuta),
)
