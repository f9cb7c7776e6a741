"""A small world on disk that the installed command works in: calendars, mailboxes, people.

Everything here is done as a user would: files are written, `accord` runs in a subprocess, mails are
read from Maildirs and answered with real MIME bytes. Nothing of `daemon` is imported.
"""

import email
import email.policy
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from textwrap import dedent, indent

ACCORD = Path(sys.executable).with_name("accord")

SETTINGS = """
state = "state"
directory = "directory.toml"

[[calendars]]
kind = "ics"
path = "calendars"
zone = "Europe/Vienna"

[mailbox]
kind = "maildir"
path = "mail/accord"
address = "accord@halden.example"
authserv_id = "mx.halden.example"
welcome_from = ["dana@halden.example"]

[transport]
kind = "maildir"
path = "mail/people"

[sending]
mode = "live"
"""

PEOPLE = """
admin = "it"
heads = ["ingrid"]

[[people]]
id = "ingrid"
name = "Ingrid Solberg"
addresses = ["ingrid@halden.example"]
zone = "Europe/Vienna"
role = "head"

[[people]]
id = "it"
name = "Ida Tanaka"
addresses = ["it@halden.example"]
zone = "Europe/Vienna"
role = "admin"

[[people]]
id = "dana"
name = "Dana Petrov"
addresses = ["dana@halden.example", "d.petrov@halden.example"]
zone = "Europe/Vienna"
leader = "ingrid"
role = "leader"
team = "Fleet"
"""


@dataclass
class World:
    """One installation below `root`. Times are aware; `at` of `tick` is the played clock."""

    root: Path
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        for folder in ("calendars", "mail"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        for name, text in (("accord.toml", SETTINGS), ("directory.toml", PEOPLE)):
            if not (self.root / name).exists():
                (self.root / name).write_text(text)

    # --- the installation ---------------------------------------------------------------------

    def add_rep(self, person: str, name: str, *, zone: str = "Europe/Vienna", **more: str) -> None:
        keys = {"leader": "dana", "team": "Fleet", **more}
        lines = "".join(f'{key} = "{value}"\n' for key, value in keys.items())
        with (self.root / "directory.toml").open("a") as file:
            file.write(
                f'\n[[people]]\nid = "{person}"\nname = "{name}"\n'
                f'addresses = ["{person}@halden.example"]\nzone = "{zone}"\n{lines}'
            )

    def calendar(self, name: str, *events: str) -> None:
        """Writes one .ics file of these VEVENT bodies."""
        body = "".join(f"BEGIN:VEVENT\n{dedent(e).strip()}\nEND:VEVENT\n" for e in events)
        text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//\n{body}END:VCALENDAR\n"
        path = self.root / "calendars" / f"{name}.ics"
        path.write_bytes(text.replace("\n", "\r\n").encode())

    def accord(self, *arguments: str, answers: str = "", code: int = 0) -> str:
        """Runs the installed command; asserts its exit code; returns what it printed."""
        done = subprocess.run(
            [ACCORD, *arguments],
            cwd=self.root,
            input=answers,
            capture_output=True,
            text=True,
            timeout=120,
            env={
                **os.environ,
                "ACCORD_CONFIG": str(self.root / "accord.toml"),
                "TZ": "UTC",
                # Compiled files are kept, as for anybody who has installed it: half of a command's time.
                "PYTHONDONTWRITEBYTECODE": "",
            },
            check=False,
        )
        assert done.returncode == code, (
            f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout + done.stderr

    def tick(self, at: str) -> str:
        return self.accord("tick", "--at", at)

    def settle(self, at: str) -> None:
        """A tick, and one more when the few minutes that receipts wait for are over."""
        self.tick(at)
        self.tick((datetime.fromisoformat(at) + timedelta(minutes=6)).isoformat())

    def settings(self, old: str, new: str) -> None:
        """Edits accord.toml."""
        path = self.root / "accord.toml"
        text = path.read_text()
        assert old in text, f"{old!r} is not in {path}"
        path.write_text(text.replace(old, new))

    def state(self) -> dict[str, bytes]:
        """Every file below state/ with its bytes, lock files left out."""
        files = sorted((self.root / "state").rglob("*"))
        names = {f: str(f.relative_to(self.root)) for f in files if f.is_file()}
        return {name: f.read_bytes() for f, name in names.items() if not name.endswith("lock")}

    # --- mail ----------------------------------------------------------------------------------

    def inbox(self, person: str) -> list[EmailMessage]:
        """The mails a person got, oldest first."""
        folder = self.root / "mail" / "people" / f"{person}@halden.example"
        files = [*folder.glob("new/*"), *folder.glob("cur/*")]
        mails = [
            email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in files
        ]
        return sorted(mails, key=lambda m: (m["Date"].datetime, m["Message-ID"]))

    def last(self, person: str) -> EmailMessage:
        return self.inbox(person)[-1]

    def got(self, person: str, subject: str) -> EmailMessage:
        """The newest mail a person got whose subject is, or begins with, these words."""
        found = [m for m in self.inbox(person) if str(m["Subject"]).startswith(subject)]
        assert found, f"{person} got no {subject!r}, but {self.subjects(person)}"
        return found[-1]

    def subjects(self, person: str) -> list[str]:
        return [str(m["Subject"]) for m in self.inbox(person)]

    def everything(self) -> list[EmailMessage]:
        """The mails of everybody."""
        folders = sorted((self.root / "mail" / "people").glob("*"))
        return [m for folder in folders for m in self.inbox(folder.name.partition("@")[0])]

    def reply(
        self,
        mail: EmailMessage,
        text: str,
        *,
        sender: str = "",
        at: datetime | None = None,
        quote: bool = True,
        headers: dict[str, str] | None = None,
    ) -> str:
        """Puts an answer to `mail` into the daemon's mailbox; returns its Message-ID."""
        answer = EmailMessage()
        number = next(self._numbers)
        answer["From"] = sender or str(mail["To"])
        answer["To"] = str(mail["Reply-To"])
        subject = str(mail["Subject"])
        answer["Subject"] = subject if subject.startswith("Re: ") else f"Re: {subject}"
        answer["Date"] = at or mail["Date"].datetime + timedelta(hours=1)
        answer["Message-ID"] = f"<reply.{number}@halden.example>"
        answer["In-Reply-To"] = str(mail["Message-ID"])
        answer["References"] = str(mail["Message-ID"])
        for name, value in (headers or {}).items():
            answer[name] = value
        quoted = ""
        if quote:
            when = mail["Date"].datetime
            quoted = f"\n\nOn {when:%a, %d %b %Y at %H:%M} Accord <{mail['Reply-To']}> wrote:\n"
            quoted += indent(text_of(mail), "> ", lambda _: True)
        answer.set_content(dedent(text).strip() + quoted + "\n")
        self.drop(bytes(answer), f"{number:04}")
        return str(answer["Message-ID"])

    def drop(self, raw: bytes, name: str) -> None:
        """Any bytes as a mail in the daemon's mailbox."""
        folder = self.root / "mail" / "accord" / "new"
        for each in ("new", "cur", "tmp"):
            (folder.parent / each).mkdir(parents=True, exist_ok=True)
        fresh = folder.parent / "tmp" / f"{name}.mail"
        fresh.write_bytes(raw)
        fresh.rename(folder / fresh.name)


LIST = """\
owner,with,outcome,target,unit,due,category
marek,dana,Eight fleet demos held with buyers,8,demos,2026-12-18,new-business
marek,dana,Kestrel Foods: Brno and Graz each ask for a quote,2,,2026-12-18,accounts
dana,marek,Fleet price list in its final form,,,2026-11-30,
lena,dana,Six first meetings in Linz,6,meetings,2026-12-31,new-business
"""

SERIES = {
    "marek": ("marek@series", "2026-10-06T10:00", "dana", "marek"),
    "lena": ("lena@series", "2026-10-07T11:00", "dana", "lena"),
    "jim": ("jim@series", "2026-10-08T16:00", "dana", "jim"),
}


def agreed_team(root: Path) -> World:
    """A leader and three reps in three zones: by CSV and by command, and everybody says yes."""
    world = World(root)
    world.add_rep("marek", "Marek Novak", zone="Europe/Prague")
    world.add_rep("lena", "Lena Brandt", zone="Europe/Berlin", level="junior")
    world.add_rep("jim", "Jim Carter", zone="America/New_York", country="US")
    for name, series in SERIES.items():
        world.calendar(name, weekly(*series))
    (root / "list.csv").write_text(LIST)
    world.accord("agreements", "import", "list.csv", "--at", "2026-11-16T07:30:00Z")
    calls = ("jim", "dana", "Two discovery calls with Lena listening in")
    more = ("--target=2", "--unit=calls", "--due=2026-12-11", "--category=skills")
    world.accord("agreements", "add", *calls, *more, "--at", "2026-11-16T07:31:00Z")
    world.tick("2026-11-16T08:00:00Z")
    world.reply(world.last("dana"), "yes to all")
    world.tick("2026-11-16T08:05:00Z")
    world.reply(world.got("marek", "Dana's view"), "yes to all")
    world.reply(world.got("lena", "Dana's view"), "yes")
    world.tick("2026-11-16T15:00:00Z")
    world.reply(world.got("jim", "Dana's view"), "yes")
    world.tick("2026-11-16T16:00:00Z")
    world.tick("2026-11-16T16:30:00Z")
    return world


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def weekly(
    uid: str, start: str, *people: str, zone: str = "Europe/Vienna", more: str = "", hours: int = 1
) -> str:
    """A weekly VEVENT of these addresses, the first of them its organizer."""
    begin = datetime.fromisoformat(start)
    end = begin + timedelta(hours=hours)
    guests = "\n".join(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{p}@halden.example" for p in people)
    lines = [
        f"UID:{uid}",
        "DTSTAMP:20260901T000000Z",
        f"DTSTART;TZID={zone}:{begin:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={zone}:{end:%Y%m%dT%H%M%S}",
        f"ORGANIZER:mailto:{people[0]}@halden.example",
        guests,
        "SUMMARY:1:1",
        more or "RRULE:FREQ=WEEKLY",
    ]
    return "\n".join(lines)
