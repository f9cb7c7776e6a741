"""The shapes that mail programs give to an answer. Played, but byte by byte like the real ones.

Our letter comes back quoted in five ways: "> " in front, in a blockquote, under a header block,
not at all, or with answers typed in between.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from daemon.rehearsal.halden.team import DOMAIN, SERVER, Member
from daemon.rehearsal.mails import Mail, address_of, read

_ITEM = re.compile(r"(?P<label>[AL]?\d+)  \S")
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_MONTHS = "January February March April May June July August September October November December"


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person types. top: lines above everything; under: lines below an item, by label."""

    top: tuple[str, ...] = ()
    under: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Bodies of one mail; html "" where the program writes plain text only."""

    text: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class _Quoted:
    """The letter that is answered, as the program at hand sees it. local: when it came, local."""

    name: str
    address: str
    local: datetime
    subject: str
    text: tuple[str, ...]
    html: str


def answer(writer: Member, letter: Mail, typed: Typed, at: datetime, number: int) -> bytes:
    """A reply to `letter` in the shape of the writer's program. at: UTC. number: unique."""
    original = read(letter.raw)
    body = _BODY.search(letter.html)
    quoted = _Quoted(
        name="Accord",
        address=address_of(original, "Reply-To"),
        local=letter.time.astimezone(writer.tz),
        subject=letter.subject,
        text=tuple(letter.text.rstrip("\n").split("\n")),
        html=body[1] if body else "",
    )
    parts = _SHAPES[writer.client](writer, quoted, typed)
    mail = _headed(writer, quoted.address, _re(letter.subject), at, number)
    mail["In-Reply-To"] = letter.message_id
    mail["References"] = " ".join((*letter.references, letter.message_id))
    return _filled(mail, parts)


def fresh(
    writer: Member, to: str, subject: str, lines: tuple[str, ...], at: datetime, number: int
) -> bytes:
    """A mail that answers nothing."""
    mail = _headed(writer, to, subject, at, number)
    return _filled(mail, _Parts("\n".join((*lines, "", writer.called))))


def away(writer: Member, letter: Mail, words: str, at: datetime, number: int) -> bytes:
    """What a mail program answers by itself (RFC 3834)."""
    to = address_of(read(letter.raw), "Reply-To")
    mail = _headed(writer, to, f"Automatic reply: {letter.subject}", at, number)
    mail["Auto-Submitted"] = "auto-replied"
    mail["In-Reply-To"] = letter.message_id
    return _filled(mail, _Parts(words))


def _headed(writer: Member, to: str, subject: str, at: datetime, number: int) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    domain = writer.address.rpartition("@")[2]
    if domain == DOMAIN:  # what the company's own server found out, on top
        mail["Authentication-Results"] = f"{SERVER}; dmarc=pass header.from={domain}"
    mail["From"] = f"{writer.name} <{writer.address}>"
    mail["To"] = f"Accord <{to}>"
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at.astimezone(writer.tz))
    mail["Message-ID"] = f"<{writer.id}.{number}@{domain}>"
    return mail


def _filled(mail: EmailMessage, parts: _Parts) -> bytes:
    mail.set_content(parts.text.rstrip("\n") + "\n", cte="quoted-printable")
    if parts.html:
        mail.add_alternative(parts.html, subtype="html", cte="quoted-printable")
        mail.set_boundary(f"--part-{mail['Message-ID'].strip('<>').partition('@')[0]}")
    return bytes(mail)


def _re(subject: str) -> str:
    return subject if subject.casefold().startswith("re:") else f"Re: {subject}"


# --- answers between the lines ---------------------------------------------------------------


def _with_answers(
    lines: tuple[str, ...], under: Mapping[str, tuple[str, ...]]
) -> list[tuple[str, bool]]:
    """The lines, each with whether it is ours, and what was typed below its item."""
    found: list[tuple[str, bool]] = []
    label = ""
    for line in (*lines, ""):
        opens = _ITEM.match(line)
        if label and (opens or not line.strip()):
            typed = under.get(label, ())
            found += [(text, False) for text in (("", *typed) if typed else ())]
            label = ""
        if opens:
            label = opens["label"]
        found.append((line, True))
    return found


def _quoted_plain(quoted: _Quoted, typed: Typed) -> str:
    """Our lines with a mark in front of each, answers without it."""
    lines = _with_answers(quoted.text, typed.under)
    return "\n".join(f"> {text}".rstrip() if ours else text for text, ours in lines)


def _html_with_answers(
    body: str, under: Mapping[str, tuple[str, ...]], wrap: Callable[[str], str]
) -> str:
    """Typed at the end of the table cell that holds the item, where the cursor gets to."""
    for label, lines in under.items():
        place = re.search(rf">{re.escape(label)}</span>", body)
        end = body.find("</td>", place.end()) if place else -1
        if end >= 0:
            typed = "".join(wrap(html.escape(line)) for line in lines)
            body = body[:end] + typed + body[end:]
    return body


# --- the programs ----------------------------------------------------------------------------


def _gmail(_: Member, quoted: _Quoted, typed: Typed) -> _Parts:
    head = f"On {quoted.local:%a}, {quoted.local.day} {quoted.local:%b %Y at %H:%M}, {quoted.name} <{quoted.address}> wrote:"
    text = "\n".join([*typed.top, "", head, "", _quoted_plain(quoted, typed)])
    top = "<br>".join(map(html.escape, typed.top))
    body = _html_with_answers(
        quoted.html, typed.under, lambda line: f'<div class="gmail_default">{line}</div>'
    )
    page = (
        f'<div dir="ltr">{top}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{html.escape(head)}<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
        'border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        f"{body}</blockquote></div>"
    )
    return _Parts(text, page)


def _outlook(writer: Member, quoted: _Quoted, typed: Typed) -> _Parts:
    signature = (writer.name, f"{writer.team}, Halden", "T +43 1 5550 0140")
    block = (
        ("From:", f"{quoted.name} <{quoted.address}>"),
        (
            "Sent:",
            f"{quoted.local:%A}, {_month(quoted.local)} {quoted.local.day}, {quoted.local:%Y %I:%M %p}",
        ),
        ("To:", f"{writer.name} <{writer.address}>"),
        ("Subject:", quoted.subject),
    )
    lines = [text for text, _ours in _with_answers(quoted.text, typed.under)]
    text = "\n".join(
        [*typed.top, "", *signature, "", "_" * 32, *(f"{n} {v}" for n, v in block), "", *lines]
    )
    typed_html = "".join(
        f'<p class="MsoNormal">{html.escape(line) or "&nbsp;"}</p>' for line in typed.top
    )
    signed = "".join(f'<p class="MsoNormal">{html.escape(line)}</p>' for line in signature)
    header = "<br>".join(f"<b>{n}</b> {html.escape(v)}" for n, v in block)
    body = _html_with_answers(
        quoted.html,
        typed.under,
        lambda line: f'<p class="MsoNormal" style="color:#1F497D">{line}</p>',
    )
    page = (
        f'<html><body lang="EN-US"><div class="WordSection1">{typed_html}'
        f'<p class="MsoNormal">&nbsp;</p>{signed}<p class="MsoNormal">&nbsp;</p>'
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<p class="MsoNormal">{header}</p></div><p class="MsoNormal">&nbsp;</p>{body}'
        "</div></body></html>"
    )
    return _Parts(text, page)


def _phone(_: Member, quoted: _Quoted, typed: Typed) -> _Parts:
    head = f"On {quoted.local.day} {quoted.local:%b %Y}, at {quoted.local:%H:%M}, {quoted.name} <{quoted.address}> wrote:"
    body = _quoted_plain(quoted, typed)
    return _Parts("\n".join([*typed.top, "", "Sent from my iPhone", "", head, "", body]))


def _thunderbird(writer: Member, quoted: _Quoted, typed: Typed) -> _Parts:
    """In German, as its owner set it up."""
    head = f"Am {quoted.local:%d.%m.%y} um {quoted.local:%H:%M} schrieb {quoted.name}:"
    top = [*typed.top, ""] if typed.top else []
    sign = ["", "-- ", writer.name, "Halden, Fleet"]
    return _Parts("\n".join([*top, head, _quoted_plain(quoted, typed), *sign]))


def _month(at: datetime) -> str:
    return _MONTHS.split()[at.month - 1]


_SHAPES: Mapping[str, Callable[[Member, _Quoted, Typed], _Parts]] = {
    "gmail": _gmail,
    "outlook": _outlook,
    "phone": _phone,
    "thunderbird": _thunderbird,
}
