"""The people of Halden, the calendar on their wall and the house that writes to them, in memory.

Everything between the calendar and the mailboxes is the program itself; only the clock is played.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from pathlib import Path

from daemon.app import App
from daemon.domain.agreements.agreement import Agreement, fold
from daemon.domain.agreements.terms import Category, Terms, texts_of, values_of
from daemon.domain.ledger import Entry, Kind, Ledger, append, next_number
from daemon.domain.letters.wishes import Rules, World
from daemon.domain.meetings.event import Event, Guest, Occurrence
from daemon.domain.outbox import Letter, LetterKind, State
from daemon.domain.people import Directory, Person
from daemon.domain.quarters import FiscalYear
from daemon.flows.house import House
from daemon.mail.memory import MemoryMailbox, MemoryTransport
from daemon.mail.render import Renderer
from daemon.ports import Events, Gone, Unknown, Window
from daemon.settings import (
    IcsFiles,
    Kept,
    MailboxSettings,
    Maildir,
    Recaps,
    Rhythm,
    Sending,
    Settings,
    Smtp,
)
from daemon.store.memory import MemoryStore, MemoryVault

SERVER = "mx.halden.example"
HOUSE_ADDRESS = "accord@halden.example"
INGRID = Person(
    "ingrid", "Ingrid Solberg", ("ingrid@halden.example",), "Europe/Vienna", role="head"
)
IDA = Person("ida", "Ida Tanaka", ("it@halden.example",), "Europe/Vienna", role="admin")
DANA = Person(
    "dana",
    "Dana Petrov",
    ("dana@halden.example", "d.petrov@halden.example"),
    "Europe/Vienna",
    leader="ingrid",
    team="fleet",
    role="leader",
)
MAREK = Person(
    "marek", "Marek Novak", ("marek@halden.example",), "Europe/Prague", leader="dana", team="fleet"
)
LENA = Person(
    "lena", "Lena Brandt", ("lena@halden.example",), "Europe/Prague", leader="dana", team="fleet"
)
RENDERER = Renderer()  # compiling the templates is most of a short test's time
PEOPLE = (INGRID, IDA, DANA, MAREK, LENA)


def utc(text: str) -> datetime:
    """ "2026-12-01 09:00" as an aware UTC instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Wall:
    """The team's calendar. `meet` and `move` take local times of Prague, which Vienna shares."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.slots: dict[str, Event] = {}
        self.unsure: set[str] = set()
        self.torn = False

    def meet(self, name: str, start: datetime, *people: str) -> None:
        guests = tuple(Guest(self.directory.people[p].address, response="accepted") for p in people)
        self.slots[name] = Event(
            occurrence=Occurrence("ics", name),
            start=start,
            end=start + timedelta(hours=1),
            zone="Europe/Prague",
            title="1:1",
            guests=guests,
            recurring=True,
        )

    def move(self, name: str, start: datetime) -> None:
        self.slots[name] = replace(self.slots[name], start=start, end=start + timedelta(hours=1))

    def cancel(self, name: str) -> None:
        del self.slots[name]

    def events(self, window: Window) -> Events:
        inside = (
            e
            for name, e in self.slots.items()
            if e.start < window.end and e.end > window.start and name not in self.unsure
        )
        return Events(complete=not self.torn, events=tuple(inside))

    def find(self, occurrence: Occurrence) -> Event | Gone | Unknown:
        if occurrence.uid in self.unsure:
            return Unknown()
        return self.slots.get(occurrence.uid) or Gone()


class Town:
    """One installation. `tick` plays the clock; every answer goes through real bytes of mail."""

    def __init__(
        self,
        people: Iterable[Person] = PEOPLE,
        *,
        sending: Sending | None = None,
        transport: object | None = None,
        transport_kind: str = "maildir",
        folder: Path = Path("/nowhere"),
        heads: tuple[str, ...] = ("ingrid",),
        admin: str = "ida",
        **mailbox: object,
    ) -> None:
        self.people: dict[str, Person] = {p.id: p for p in people}
        self.heads, self.admin = heads, admin
        self.store, self.vault = MemoryStore(), MemoryVault()
        self.mailbox, self.transport = MemoryMailbox(), transport or MemoryTransport()
        self.wall = Wall(self.directory())
        self._numbers, self._salts = count(1), count()
        settings = Settings(
            file=folder / "accord.toml",
            state=folder,
            directory=folder / "directory.toml",
            templates=None,
            accounts={},
            calendars=(IcsFiles(folder / "team.ics"),),
            mailbox=MailboxSettings(
                Maildir(folder),
                HOUSE_ADDRESS,
                authserv_id=SERVER,
                **mailbox,  # type: ignore[arg-type]
            ),
            transport=Smtp() if transport_kind == "smtp" else Maildir(folder),
            sending=sending or Sending(mode="live"),
            rhythm=Rhythm(),
            fiscal=FiscalYear(),
            recaps=Recaps(),
            kept=Kept(),
        )
        self.house = House(
            settings=settings,
            directory=self.directory,
            store=self.store,
            vault=self.vault,
            calendars={"ics wall": self.wall},
            mailbox=self.mailbox,
            transport=self.transport,  # type: ignore[arg-type]
            renderer=RENDERER,
            install_key=b"k" * 32,
            salt=lambda: f"{next(self._salts):032x}",
            add_people=self._add,
        )
        self.app = App(self.house)

    def directory(self) -> Directory:
        return Directory(self.people, heads=self.heads, admin=self.admin)

    def _add(self, new: tuple[Person, ...]) -> None:
        self.people |= {p.id: p for p in new}

    # --- time ---------------------------------------------------------------------------------

    def tick(self, text: str) -> None:
        self.app.tick(utc(text))

    def ticks(self, start: str, until: str, every: timedelta = timedelta(hours=1)) -> None:
        now = utc(start)
        while now <= utc(until):
            self.app.tick(now)
            now += every

    # --- what was said before the story begins ------------------------------------------------

    def say(self, owner: str, *entries: Entry) -> None:
        salted = [replace(e, salt=f"{next(self._salts):032x}") for e in entries]
        self.store.change(owner, lambda ledger: append(ledger, salted))

    def entry(
        self,
        kind: Kind,
        author: str,
        at: str,
        label: str = "",
        texts: Mapping[str, str] | None = None,
        **values: str,
    ) -> Entry:
        source = f"<said-{next(self._numbers)}@halden.example>"
        return Entry(kind, utc(at), author, source, "0", label, texts or {}, values)

    def welcome(self, leader: str = "dana", at: str = "2026-11-02 08:00") -> None:
        self.say(leader, self.entry(Kind.WELCOMED, leader, at))

    def draft(
        self,
        owner: str,
        outcome: str,
        *,
        other: str = "",
        target: int | None = None,
        due: str = "",
        category: Category = Category.NONE,
        period: str = "",
        author: str = "",
        yes: tuple[str, ...] = (),
        at: str = "2026-11-02 09:00",
        **values: str,
    ) -> str:
        """Words that wait for a yes of each party but those in `yes`. Returns their label."""
        leads = bool(self.directory().reports(owner)) and other in self.people
        other = other or self.people[owner].leader
        leader = owner if leads else other
        label = (
            f"{'L' if leads else 'A'}{next_number(self.store.read(owner), 'L' if leads else 'A')}"
        )
        terms = Terms(
            outcome=outcome,
            target=None if target is None else Decimal(target),
            due=date.fromisoformat(due) if due else None,
            category=category,
            period=period,
        )
        more = {**values_of(terms), "parties": f"{owner},{other}", "leader": leader, **values}
        self.say(
            owner,
            self.entry(Kind.PROPOSED, author or leader, at, label, texts_of(terms), **more),
            *(
                self.entry(Kind.ACKNOWLEDGED, p, at, label, {"words": "yes"}, version="1")
                for p in yes
            ),
        )
        return label

    def agreed(self, owner: str, outcome: str, *, other: str = "", **terms: object) -> str:
        partner = other or self.people[owner].leader
        return self.draft(
            owner,
            outcome,
            other=other,
            yes=(owner, partner),
            **terms,  # type: ignore[arg-type]
        )

    def agreement(self, owner: str, label: str) -> Agreement:
        return fold(owner, self.store.read(owner).entries)[label]

    # --- letters ------------------------------------------------------------------------------

    def ledger(self, person: str) -> Ledger:
        return self.store.read(person)

    def letters(self, person: str, *kinds: LetterKind) -> list[Letter]:
        """What was sent to a person, oldest first; of these kinds, or of all."""
        found = [x for x in self.ledger(person).letters.values() if x.state is State.SENT]
        wanted = [x for x in found if not kinds or x.kind in kinds]
        return sorted(wanted, key=lambda x: (x.sent or x.made, x.key))

    def keys(self, person: str) -> list[str]:
        return [x.key for x in self.letters(person)]

    def last(self, person: str, *kinds: LetterKind) -> Letter:
        return self.letters(person, *kinds)[-1]

    def text(self, letter: Letter) -> str:
        return self.vault.get(letter.text).decode()

    def mail(self, letter: Letter) -> EmailMessage:
        """The bytes that left, read as a mail program reads them."""
        raw = self.transport.sent[letter.message_id]  # type: ignore[union-attr]
        found = message_from_bytes(raw, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found

    def world(self, rules: Rules | None = None) -> World:
        ledgers = {p: self.store.read(p) for p in self.people}
        return World(self.directory(), ledgers, rules or Rules())

    # --- answers ------------------------------------------------------------------------------

    def reply(
        self, letter: Letter, text: str, *, by: str = "", quote: bool = True, **headers: str
    ) -> str:
        """An answer typed on top of the quoted letter. Returns its Message-ID."""
        quoted = "".join(f"> {line}\n" for line in self.text(letter).splitlines())
        wrote = f"On Mon, 30 Nov 2026 at 10:02, Accord <accord+{letter.tag}@halden.example> wrote:"
        body = f"{text}\n\n{wrote}\n{quoted}" if quote else f"{text}\n"
        return self.write(
            self.people[by or letter.addressee].address,
            f"accord+{letter.tag}@halden.example",
            body,
            subject=f"Re: {letter.subject}",
            **{"In-Reply-To": letter.message_id, **headers},
        )

    def write(
        self, sender: str, to: str, body: str, *, subject: str = "Hello", **headers: str
    ) -> str:
        mail = EmailMessage()
        message_id = f"<mail-{next(self._numbers)}@halden.example>"
        for name, value in {
            "From": sender,
            "To": to,
            "Subject": subject,
            "Message-ID": message_id,
            **headers,
        }.items():
            mail[name] = value
        mail.set_content(body)
        self.mailbox.put(mail.as_bytes(policy=policy.SMTP))
        return message_id

    @staticmethod
    def signed(outcome: str = "pass") -> dict[str, str]:
        return {"Authentication-Results": f"{SERVER}; dmarc={outcome}"}
