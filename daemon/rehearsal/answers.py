"""What people would answer in a rehearsal, from a TOML file:

    [[answers]]
    person = "marek"
    after = "agenda"        # a kind of letter, a letter's key, or a day like "2027-01-12"
    text = "A1: 3 of 8"     # several lines between three quotation marks each

Each answer is given once, to the latest letter the person has at that time.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from daemon.domain.people import Directory, Person
from daemon.errors import Problem, SettingsError
from daemon.mail.memory import MemoryMailbox
from daemon.rehearsal.mails import Arrival, Mail, address_of, mail_of, read
from daemon.rehearsal.pages import KINDS
from daemon.settings import tables

KEYS = ("person", "after", "text")
AFTER = timedelta(minutes=30)
MORNING = time(9)


@dataclass(frozen=True, slots=True)
class Answer:
    """One block of the file. day: the local day that `after` names, None for a kind or a key."""

    person: Person
    after: str
    day: date | None
    text: str

    @property
    def moment(self) -> datetime | None:
        """When it is given by itself, UTC."""
        if self.day is None:
            return None
        return datetime.combine(self.day, MORNING, tzinfo=self.person.tz).astimezone(UTC)


def load(path: Path, directory: Directory) -> tuple[Answer, ...]:
    """The answers in order. Raises SettingsError with every problem and its place."""
    content = tables.content_of(path)
    tables.parse(content, path)  # names what is no TOML
    values = tomllib.loads(content.decode("utf-8-sig"))
    problems = [
        Problem(str(path), key, "there is no such key here; write [[answers]]")
        for key in values
        if key != "answers"
    ]
    blocks = values.get("answers")
    if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
        problems.append(
            Problem(str(path), "answers", "is missing; write blocks that begin with [[answers]]")
        )
        blocks = []
    found = [_answer(path, n, block, directory, problems) for n, block in enumerate(blocks, 1)]
    if problems:
        raise SettingsError(tuple(problems))
    return tuple(a for a in found if a)


def _answer(
    path: Path,
    number: int,
    block: Mapping[str, object],
    directory: Directory,
    problems: list[Problem],
) -> Answer | None:
    def say(key: str, message: str) -> None:
        problems.append(Problem(str(path), f"answers[{number}].{key}", message))

    for key in block.keys() - set(KEYS):
        say(key, f"there is no such key here; the keys are {', '.join(KEYS)}")
    texts = {key: block.get(key) for key in KEYS}
    for key, value in texts.items():
        if not isinstance(value, str) or not value.strip():
            say(key, f"is missing; write {key} with a text in quotation marks")
    person = directory.people.get(str(texts["person"])) or directory.by_address(
        str(texts["person"])
    )
    if person is None:
        say(
            "person",
            f'"{texts["person"]}" is nobody in the directory file; write an id or an address',
        )
        return None
    after = str(texts["after"])
    day = _day(after)
    if day is None and after not in KINDS and ":" not in after:
        kinds = ", ".join(k for k in KINDS if k not in ("reply", "machine"))
        say("after", f'"{after}" is no day (2027-01-12), no letter\'s key and none of {kinds}')
    return Answer(person, after, day, str(texts["text"]).strip("\n"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class Silence:
    """A Stage on which nobody does anything but give the answers of a file, if there is one.

    mails: every letter that came and every answer that was given.
    """

    def __init__(
        self, mailbox: MemoryMailbox, answers: Iterable[Answer] = (), server: str = ""
    ) -> None:
        self.mails: list[Mail] = []
        self._mailbox = mailbox
        self._server = server
        self._waiting = [a for a in answers if a.moment is None]
        self._planned = [(a.moment, a) for a in answers if a.moment]

    def act(self, now: datetime) -> None:
        due = [(at, answer) for at, answer in self._planned if at <= now]
        for at, answer in due:
            self._planned.remove((at, answer))
            self._give(answer, now)

    def watch(self, arrivals: Iterable[Arrival], now: datetime) -> None:
        for arrival in arrivals:
            self.mails.append(arrival.mail)
            for answer in self._waiting:
                wanted = (arrival.mail.kind, arrival.letter.key)
                if answer.person.id == arrival.mail.owner and answer.after in wanted:
                    self._waiting.remove(answer)
                    self._planned.append((now + AFTER, answer))
                    break

    def next(self) -> datetime | None:
        return min((at for at, _ in self._planned), default=None)

    def _give(self, answer: Answer, now: datetime) -> None:
        """Nothing where the person has no letter yet: there is nothing to answer."""
        person = answer.person
        latest = next(
            (m for m in reversed(self.mails) if m.owner == person.id and not m.written), None
        )
        if latest is None:
            return
        raw = _reply(person, latest, answer.text, now, len(self.mails), self._server)
        self._mailbox.put(raw)
        self.mails.append(mail_of(raw, owner=person.id, time=now, kind="reply", written=True))


def _reply(
    person: Person, letter: Mail, text: str, at: datetime, number: int, server: str
) -> bytes:
    """A plain answer above the quoted letter. server: who vouches for the sender, "" for nobody."""
    mail = EmailMessage(policy=SMTP)
    if server:
        mail["Authentication-Results"] = f"{server}; dmarc=pass"
    mail["From"] = f"{person.name} <{person.address}>"
    mail["To"] = address_of(read(letter.raw), "Reply-To")
    bare = letter.subject.removeprefix("Re: ")
    mail["Subject"] = f"Re: {bare}"
    mail["Date"] = format_datetime(at.astimezone(person.tz))
    mail["Message-ID"] = f"<rehearsal.{number}@{person.address.rpartition('@')[2]}>"
    mail["In-Reply-To"] = letter.message_id
    mail["References"] = " ".join((*letter.references, letter.message_id))
    quoted = "\n".join(f"> {line}".rstrip() for line in letter.text.rstrip("\n").split("\n"))
    mail.set_content(
        f"{text}\n\nOn {at:%d %b %Y} Accord wrote:\n{quoted}\n", cte="quoted-printable"
    )
    return bytes(mail)
