"""What was played, as one static page: every mailbox as a mail reader would show it.

The page holds everything and asks nothing of the network, so it opens from a folder. The mails
themselves lie beside it as they were sent.
"""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from daemon.rehearsal.mails import Mail

RAW = "mails"
LONGEST_PREVIEW = 140
_QUOTED = re.compile(r">|(?:On|Am) .{5,200}(?:wrote|schrieb)")

KINDS: Mapping[str, str] = {
    "agenda": "agenda",
    "moved": "agenda, moved",
    "review": "review by mail",
    "nudge": "a date comes near",
    "invitation": "invitation",
    "prep": "prep",
    "agree": "to agree",
    "monday": "the week",
    "quarter": "quarter",
    "recap": "recap",
    "receipt": "receipt",
    "welcome": "welcome",
    "held": "held",
    "health": "health",
    "answer": "answer",
    "reply": "reply",
    "machine": "automatic",
}


@dataclass(frozen=True, slots=True)
class Box:
    """One mailbox. id: its person's. about: role and place. zone: IANA, for the times shown."""

    id: str
    name: str
    about: str
    zone: str


@dataclass(frozen=True, slots=True)
class Step:
    """A mail worth stopping at, by Message-ID, and what there is to see."""

    message_id: str
    caption: str


@dataclass(frozen=True, slots=True)
class Played:
    """Everything the page shows. about: what one sees here, in a sentence or two.

    first: Message-ID of the mail that is open at the start, "" for the first one.
    """

    title: str
    about: str
    boxes: Sequence[Box]
    mails: Sequence[Mail]
    steps: Sequence[Step] = field(default_factory=tuple)
    first: str = ""


def write(out: Path, played: Played) -> Path:
    """The page and the mails below `out`, which is made if need be; returns the page's path."""
    raw = out / RAW
    if raw.is_dir():
        shutil.rmtree(raw)
    raw.mkdir(parents=True)
    mails = sorted(played.mails, key=lambda m: m.time)
    for number, mail in enumerate(mails):
        (raw / _file_name(number)).write_bytes(mail.raw)
    page = out / "index.html"
    page.write_text(_rendered(played, mails), encoding="utf-8")
    return page


def _rendered(played: Played, mails: Sequence[Mail]) -> str:
    environment = Environment(loader=PackageLoader("daemon", "rehearsal"), autoescape=True)
    source = files("daemon.rehearsal")
    return environment.get_template("page.html.j2").render(
        played=played,
        style=Markup(source.joinpath("page.css").read_text(encoding="utf-8")),  # noqa: S704 (ours)
        script=Markup(source.joinpath("page.js").read_text(encoding="utf-8")),  # noqa: S704 (ours)
        content=Markup(_json(_content(played, mails))),  # noqa: S704 (no "<" is left in it)
    )


def _json(content: object) -> str:
    """JSON that can't end the script element it stands in (HTML 4.12.1.3)."""
    return json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")


def _content(played: Played, mails: Sequence[Mail]) -> dict[str, object]:
    numbers = {mail.message_id: number for number, mail in enumerate(mails)}
    zones = {box.id: ZoneInfo(box.zone) for box in played.boxes}
    threads = _threads(mails)
    return {
        "boxes": [{"id": b.id, "name": b.name, "about": b.about} for b in played.boxes],
        "mails": [
            _shown(mail, number, threads[number], mail.time.astimezone(zones[mail.owner]))
            for number, mail in enumerate(mails)
        ],
        "steps": [
            {"mail": numbers[step.message_id], "caption": step.caption}
            for step in played.steps
            if step.message_id in numbers
        ],
        "first": numbers.get(played.first, 0),
    }


def _threads(mails: Sequence[Mail]) -> list[int]:
    """For each mail the number of the first mail of its thread, in the same mailbox."""
    known: dict[tuple[str, str], int] = {}
    found = []
    for number, mail in enumerate(mails):
        thread = next(
            (known[key] for r in mail.references if (key := (mail.owner, r)) in known), number
        )
        known[mail.owner, mail.message_id] = thread
        found.append(thread)
    return found


def _shown(mail: Mail, number: int, thread: int, local: datetime) -> dict[str, object]:
    return {
        "box": mail.owner,
        "out": mail.written,
        "kind": mail.kind,
        "label": KINDS.get(mail.kind, mail.kind),
        "at": int(mail.time.timestamp()),
        "month": f"{local:%B %Y}",
        "day": f"{local:%a} {local.day} {local:%b}",
        "time": f"{local:%H:%M}",
        "from": mail.sender,
        "to": mail.to,
        "subject": mail.subject,
        "preview": _preview(mail),
        "text": mail.text,
        "html": mail.html,
        "thread": thread,
        "raw": f"{RAW}/{_file_name(number)}",
    }


def _preview(mail: Mail) -> str:
    """The first words that are not quoted, as a list of mails shows them."""
    lines = (line.strip() for line in mail.text.split("\n"))
    found = (line for line in lines if line and not _QUOTED.match(line))
    return (" · " if mail.written else " ").join(found)[:LONGEST_PREVIEW]


def _file_name(number: int) -> str:
    return f"{number:04}.eml"
