"""Headers and parts around what was written."""

from collections.abc import Mapping
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from tests.corpus.shapes.shape import Answer, Sent


def mail(
    sent: Sent,
    answer: Answer,
    *,
    text: str | None = None,
    html: str | None = None,
    charset: str = "utf-8",
    encoding: str = "quoted-printable",
    flowed: bool = False,
    prefix: str = "Re: ",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A raw reply: text, HTML, or both as alternatives; the person's words are in `text` and `html`.

    charset: one that lacks a character of the words gives way to UTF-8. encoding: of both parts,
    "quoted-printable", "base64", "8bit" or "7bit". flowed: the text says format=flowed (RFC 3676),
    and its lines end as that wants them. headers: more of them, or others in the place of ours.
    """
    made = EmailMessage()
    made["From"] = _address(answer.person.name, answer.person.address)
    made["To"] = _address(sent.name, sent.address)
    made["Subject"] = prefix + sent.subject
    made["Date"] = format_datetime(sent.date + timedelta(hours=3))
    made["Message-ID"] = f"<answer.{sent.message_id.strip('<>')}>"
    made["In-Reply-To"] = sent.message_id
    made["References"] = sent.message_id
    for name, value in (headers or {}).items():
        del made[name]
        made[name] = value
    parts = [(text, "plain"), (html, "html")]
    bodies = [(body, subtype) for body, subtype in parts if body is not None]
    for number, (body, subtype) in enumerate(bodies):
        part = made if len(bodies) == 1 else EmailMessage()
        declared, cte = _fitting(body, charset, encoding)
        params = {"format": "flowed"} if flowed and subtype == "plain" else {}
        part.set_content(body, subtype=subtype, charset=declared, cte=cte, params=params)
        if part is not made:
            del part["MIME-Version"]
            if not number:
                made.make_alternative(boundary="=_between_the_parts")
            made.attach(part)
    return made.as_bytes()


def _address(name: str, address: str) -> Address:
    local, _, domain = address.partition("@")
    return Address(name, local, domain)


def _fitting(body: str, charset: str, encoding: str) -> tuple[str, str]:
    """A charset that has every character, and an encoding that can carry the lines."""
    try:
        content = body.encode(charset)
    except UnicodeEncodeError:
        charset, content = "utf-8", body.encode()
    narrow = all(len(line) < 900 for line in content.split(b"\n"))
    if encoding == "7bit" and not (narrow and content.isascii()):
        encoding = "quoted-printable"
    if encoding == "8bit" and not narrow:
        encoding = "quoted-printable"
    return charset, encoding
