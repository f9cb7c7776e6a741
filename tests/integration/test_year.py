"""A year of a leader with eight weekly reps: how many letters each person gets, by week.

The real flows over the in-memory store and mailboxes; the clock and the people are played. The
figures are printed (`pytest -s`), the promised ceiling is asserted.
"""

import email
import email.policy
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import count
from pathlib import Path

import pytest

from daemon.app import App
from daemon.calendars.ics import IcsCalendar
from daemon.domain.outbox import UNASKED, LetterKind
from daemon.domain.people import Directory, Person
from daemon.domain.quarters import FiscalYear
from daemon.flows.house import House
from daemon.flows.importing import import_file
from daemon.mail.memory import MemoryMailbox, MemoryTransport
from daemon.mail.render import Renderer
from daemon.ports import Due, Everyone
from daemon.settings import (
    IcsFiles,
    Kept,
    MailboxSettings,
    Maildir,
    Recaps,
    Rhythm,
    Sending,
    Settings,
)
from daemon.store.memory import MemoryStore, MemoryVault
from tests.unit.mail.tone import faults

START = datetime(2027, 1, 4, 5, tzinfo=UTC)
WEEKS = 52
REPS = ("Marek", "Lena", "Aiko", "Jonas", "Nadia", "Pavel", "Sara", "Tom")
HOUR = timedelta(hours=1)


def team() -> Directory:
    leader = Person("dana", "Dana Petrov", ("dana@x.example",), "Europe/Vienna", role="leader")
    reps = [
        Person(
            n.casefold(),
            f"{n} Novak",
            (f"{n.casefold()}@x.example",),
            "Europe/Prague",
            leader="dana",
        )
        for n in REPS
    ]
    return Directory({p.id: p for p in (leader, *reps)}, heads=(), admin="dana")


def calendar(path: Path) -> None:
    """Eight weekly 1:1s, two a day; every fifth week one is cancelled."""
    events = []
    for number, name in enumerate(REPS):
        day = datetime(2027, 1, 5) + timedelta(days=number // 2, hours=9 + 2 * (number % 2))
        gone = f"EXDATE;TZID=Europe/Vienna:{day + timedelta(weeks=5 * (number + 1)):%Y%m%dT%H%M%S}"
        events.append(
            f"BEGIN:VEVENT\nUID:{name}\nDTSTAMP:20270101T000000Z\n"
            f"DTSTART;TZID=Europe/Vienna:{day:%Y%m%dT%H%M%S}\nDURATION:PT1H\nRRULE:FREQ=WEEKLY\n"
            f"{gone}\nORGANIZER:mailto:dana@x.example\nATTENDEE:mailto:{name.casefold()}@x.example\n"
            "SUMMARY:1:1\nEND:VEVENT\n"
        )
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//\n{''.join(events)}END:VCALENDAR\n"
    path.write_bytes(text.replace("\n", "\r\n").encode())


def installation(tmp_path: Path) -> tuple[App, MemoryMailbox]:
    calendar(tmp_path / "dana.ics")
    mailbox = MemoryMailbox()
    settings = Settings(
        file=tmp_path / "accord.toml",
        state=tmp_path,
        directory=tmp_path / "directory.toml",
        templates=None,
        accounts={},
        calendars=(IcsFiles(tmp_path / "dana.ics"),),
        mailbox=MailboxSettings(Maildir(tmp_path), "accord@x.example"),
        transport=Maildir(tmp_path),
        sending=Sending(mode="live"),
        rhythm=Rhythm(),
        fiscal=FiscalYear(),
        recaps=Recaps(),
        kept=Kept(),
    )
    people = team()
    salts = count()
    house = House(
        settings=settings,
        directory=lambda: people,
        store=MemoryStore(),
        vault=MemoryVault(),
        calendars={"ics dana": IcsCalendar(tmp_path / "dana.ics", owner="dana@x.example")},
        mailbox=mailbox,
        transport=MemoryTransport(),
        renderer=Renderer(),
        install_key=b"k" * 32,
        salt=lambda: f"{next(salts):032x}",
        add_people=lambda new: None,
    )
    return App(house), mailbox


class People:
    """They answer what they get: a yes to drafts, counts to agendas, a new draft now and then."""

    def __init__(self, app: App, mailbox: MemoryMailbox) -> None:
        self.app, self.mailbox = app, mailbox
        self.seen: set[str] = set()
        self.numbers = count(1)

    def answer(self, now: datetime) -> None:
        house = self.app.house
        for owner in house.store.find(Everyone()):
            for letter in house.store.read(owner).letters.values():
                if letter.sent and letter.key not in self.seen:
                    self.seen.add(letter.key)
                    text = self._words(letter.kind.value, letter.items, now)
                    if text and letter.kind is not LetterKind.RECEIPT:
                        self._mail(owner, letter.tag, letter.message_id, text, now)

    def _words(self, kind: str, items: tuple, now: datetime) -> str:  # type: ignore[type-arg]
        lines = []
        for item in items:
            if item.asked.value == "consent":
                lines.append(f"{item.label}: yes")
            elif item.asked.value == "verdict":
                lines.append(f"{item.label}: {'kept' if next(self.numbers) % 3 else 'not kept'}")
            elif item.asked.value == "progress" and item.target and kind == "agenda":
                step = min(item.target, (item.standing or 0) + 1)
                lines.append(f"{item.label}: {step} of {item.target}")
        if kind == "prep" and now.isocalendar().week % 6 == 1:
            due = (now + timedelta(weeks=6)).date().isoformat()
            lines.append(f"new: five first meetings with fleets by {due}")
        if kind == "agenda" and now.isocalendar().week % 9 == 4:
            lines.append("how do we split the territory")
        return "\n".join(lines)

    def _mail(self, owner: str, tag: str, parent: str, text: str, now: datetime) -> None:
        mail = EmailMessage()
        mail["From"] = f"{owner}@x.example"
        mail["To"] = f"accord+{tag}@x.example"
        mail["Subject"] = "Re: ours"
        mail["Date"] = now
        mail["Message-ID"] = f"<r{next(self.numbers)}@x.example>"
        mail["In-Reply-To"] = parent
        mail.set_content(text)
        self.mailbox.put(mail.as_bytes(policy=email.policy.SMTP))


def hours() -> Iterator[datetime]:
    for hour in range(WEEKS * 7 * 24):
        yield START + hour * HOUR


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_year_of_eight_weekly_reps_stays_under_the_promised_ceiling(tmp_path: Path) -> None:
    app, mailbox = installation(tmp_path)
    house = app.house
    csv = "owner,with,outcome,target,unit,due,category\n" + "".join(
        f"{n.casefold()},dana,Six first meetings with fleets,6,meetings,2027-03-31,new-business\n"
        f"dana,{n.casefold()},A coaching hour every two weeks,,,2027-06-30,skills\n"
        for n in REPS
    )
    import_file(house, "list.csv", csv.encode(), START)
    people = People(app, mailbox)
    for now in hours():
        fresh = now.hour == 5 or not house.memory.looked
        if fresh or any(house.store.find(Due(now))) or mailbox.fetch("").mails:
            app.tick(now)
            people.answer(now)
    report(house)
    speaks_well(house)


def speaks_well(house: House) -> None:
    """Every letter of the year, as it was sent, keeps to the tone of the house."""
    assert isinstance(house.transport, MemoryTransport)
    checked = Counter[str]()
    for raw in house.transport.sent.values():
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
        subject = str(mail["Subject"]).removeprefix("Re: ")  # a thread keeps its subject
        assert faults(subject, text) == [], f"{subject}\n{text}"
        checked[subject.partition(" ")[0]] += 1
    print(f"letters whose tone was checked: {sum(checked.values())}")


def report(house: House) -> None:
    """Letters by person and week; each week against own 1:1s + 2 (rep) or + 3 (leader)."""
    directory = house.directory()
    for person in directory.people.values():
        ledger = house.store.read(person.id)
        letters = [x for x in ledger.letters.values() if x.sent and x.kind in UNASKED]
        weeks = Counter(x.sent.astimezone(person.tz).isocalendar()[:2] for x in letters if x.sent)
        met: Counter[tuple[int, int]] = Counter()
        for other in directory.people.values():
            for meeting in house.store.read(other.id).meetings.values():
                if person.id in meeting.pair.split("+") and meeting.state == "on":
                    met[meeting.start.astimezone(person.tz).isocalendar()[:2]] += 1
        extra = 3 if directory.reports(person.id) else 2
        over = {week: n for week, n in weeks.items() if n > met[week] + extra}
        kinds = Counter(x.kind.value for x in letters)
        receipts = sum(x.kind.value == "receipt" for x in ledger.letters.values())
        print(
            f"{person.id:6} {len(letters) / WEEKS:5.2f} letters a week, at most {max(weeks.values())}; "
            f"{dict(sorted(kinds.items()))}; {receipts} receipts"
        )
        assert not over, f"{person.id} got more than the ceiling in {over}"
        limit = 11 if extra == 3 else 2
        assert len(letters) / WEEKS <= limit
    waiting = [
        x.key for p in directory.people for x in house.store.read(p).letters.values() if not x.sent
    ]
    print(f"not sent: {waiting}")
