"""How a row of the tables beside this file becomes a raw mail.

The addresses are made up. Marek answers, or his machine does, a letter of ours with the subject
ASKED; what a row does not say is as in the plainest reply. Headers are folded by nobody: each row
writes them as its product does.
"""

from dataclasses import dataclass
from email.header import Header

ASKED = "1:1 with Dana, Tue 1 Dec"
OURS = "<k4t7x2m3qb5w@accord.example>"
ADDRESS = "accord+k4t7x2m3qb5w@accord.example"
MAREK = "Marek Novak <marek@halden.example>"
AWAY = "I am out of the office until Monday and read no mail. For urgent things write to Lena."


@dataclass(frozen=True)
class Mail:
    """One mail of the corpus: its kind, where its shape is documented, and its bytes."""

    name: str
    kind: str
    source: str
    raw: bytes


def mail(
    name: str,
    kind: str,
    source: str,
    subject: str,
    headers: str = "",
    body: str = AWAY,
    *,
    sender: str = MAREK,
    content: str = "",
    threaded: bool = True,
    returns: str = "<marek@halden.example>",
) -> Mail:
    """`headers`: further ones, a line each; `content`: Content-Type and body where it is not plain text."""
    lines = [
        f"Return-Path: {returns}" if returns else "",
        "Received: from mail.halden.example by mx.accord.example; Mon, 30 Nov 2026 10:02:11 +0100",
        f"From: {sender}" if sender else "",
        f"To: Accord <{ADDRESS}>",
        f"Subject: {encoded(subject)}",
        "Date: Mon, 30 Nov 2026 10:02:09 +0100",
        f"Message-ID: <{name}@halden.example>",
        f"In-Reply-To: {OURS}\nReferences: {OURS}" if threaded else "",
        headers.strip(),
        "MIME-Version: 1.0",
        content or f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}",
    ]
    text = "\n".join(line for line in lines if line) + "\n"
    return Mail(name, kind, source, text.replace("\n", "\r\n").encode())


def encoded(subject: str) -> str:
    """As RFC 2047 wants it where it is not ASCII, on one line."""
    return subject if subject.isascii() else Header(subject, "utf-8", maxlinelen=990).encode()


def report(kind: str, text: str, status: str = "", returned: str = "") -> str:
    """multipart/report (RFC 6522); `returned`: what came back of our letter."""
    machine = {
        "delivery-status": "message/delivery-status",
        "disposition-notification": "message/disposition-notification",
        "feedback-report": "message/feedback-report",
        "tlsrpt": "application/tlsrpt+gzip",
    }[kind]
    back = returned or f"Message-ID: {OURS}\nSubject: {ASKED}"
    return (
        f'Content-Type: multipart/report; report-type={kind}; boundary="=_r"\n\n'
        f"--=_r\nContent-Type: text/plain; charset=us-ascii\n\n{text}\n"
        f"--=_r\nContent-Type: {machine}\n\n{status}\n"
        f"--=_r\nContent-Type: text/rfc822-headers\n\n{back}\n--=_r--"
    )


def status(action: str, code: str, agent: str = "mx.halden.example") -> str:
    """A delivery status (RFC 3464 2)."""
    return (
        f"Reporting-MTA: dns; {agent}\n\nFinal-Recipient: rfc822; marek@halden.example\n"
        f"Action: {action}\nStatus: {code}"
    )


def invitation(method: str, text: str = "Marek has answered.", *, more: str = "") -> str:
    """multipart/alternative with a calendar part (RFC 6047 2.4)."""
    return (
        'Content-Type: multipart/alternative; boundary="=_c"\n\n'
        f"--=_c\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
        f"--=_c\nContent-Type: text/calendar; charset=utf-8; method={method}\n\n{event(method, more)}\n--=_c--"
    )


def event(method: str, more: str = "") -> str:
    return (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//halden//EN\nMETHOD:{method}\nBEGIN:VEVENT\n"
        "UID:11@halden.example\nDTSTAMP:20261130T090000Z\nDTSTART:20261201T090000Z\n"
        f"{more}ORGANIZER:mailto:dana@halden.example\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:marek@halden.example\nEND:VEVENT\nEND:VCALENDAR"
    )


def mixed(text: str, *parts: str) -> str:
    """multipart/mixed of a text and further parts, each with its own headers."""
    inner = "".join(f"--=_m\n{part}\n" for part in parts)
    return (
        'Content-Type: multipart/mixed; boundary="=_m"\n\n'
        f"--=_m\nContent-Type: text/plain; charset=utf-8\n\n{text}\n{inner}--=_m--"
    )
