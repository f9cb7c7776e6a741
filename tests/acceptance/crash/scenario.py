"""What happens to the team of Dana and of Tomas, moment by moment, from an import to an erasure.

Each moment: what people do (`before`), then one job of the program at a played time (`job`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from daemon.app import App
from daemon.flows.erasing import erase_person
from daemon.flows.importing import import_file
from tests.acceptance.world import World, weekly

LIST = b"""\
owner,with,outcome,target,unit,due,category
marek,dana,Eight fleet demos held with buyers,8,demos,2026-12-18,new-business
dana,marek,Two customer references found,2,references,2026-12-11,
lena,dana,Four pilots signed,4,pilots,2026-12-16,new-business
"""

Job = Callable[[App, datetime], object]


def tick(app: App, now: datetime) -> None:
    app.tick(now)


def import_list(app: App, now: datetime) -> None:
    import_file(app.house, "list.csv", LIST, now)


def erase_lena(app: App, now: datetime) -> None:
    erase_person(app.house, "lena", now)


def nothing(_: World) -> None:
    pass


@dataclass(frozen=True)
class Moment:
    """at: a UTC time. dies: a port's method after whose first call the story itself has a death,
    so that the next moment begins in doubt."""

    name: str
    at: str
    before: Callable[[World], None] = nothing
    job: Job = tick
    dies: str = ""

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.at)


def build(world: World) -> None:
    """Three pairs: Marek and Lena with Dana, Aiko with Tomas, of whom the directory knows nothing."""
    world.add_rep("marek", "Marek Novak", zone="Europe/Prague")
    world.add_rep("lena", "Lena Brandt", zone="Europe/Berlin")
    settings = (world.root / "accord.toml").read_text()
    both = 'welcome_from = ["dana@halden.example", "tomas@halden.example"]'
    settings = settings.replace('welcome_from = ["dana@halden.example"]', both)
    (world.root / "accord.toml").write_text(settings)
    write_calendar(world)
    # Made at a first start, which the key below makes this not to be.
    for name in ("new", "cur", "tmp"):
        (world.root / "mail" / "accord" / name).mkdir(parents=True)
    state = world.root / "state"
    state.mkdir(mode=0o700)
    (state / "format").write_bytes(b"accord 1\n")
    (state / "install.key").write_bytes(bytes(range(32)))
    (state / "install.key").chmod(0o600)


def write_calendar(world: World, marek: str = "", lena: str = "") -> None:
    """marek: one more VEVENT of Marek's series. lena: an EXDATE of Lena's."""
    world.calendar(
        "team",
        weekly("marek@halden", "2026-10-06T10:00", "dana", "marek"),
        *([marek] if marek else []),
        weekly("lena@halden", "2026-10-06T14:00", "dana", "lena", more=f"RRULE:FREQ=WEEKLY{lena}"),
        weekly("aiko@halden", "2026-10-07T09:00", "tomas", "aiko"),
    )


def dana_agrees(world: World) -> None:
    world.reply(world.last("dana"), "1: yes\n2: yes\n3: yes")


def reps_agree(world: World) -> None:
    world.reply(world.last("marek"), "A1: yes\nL1: yes")
    world.reply(world.last("lena"), "yes")


def answers_come(world: World) -> None:
    """Marek writes about two ledgers; a machine, a stranger and a forger write as well."""
    agenda = world.last("marek")
    world.reply(agenda, "A1: 5 of 8\nL1: have you asked Kestrel Foods?\nnew: call Arbor by 11 Dec")
    away = {"Auto-Submitted": "auto-replied"}
    world.reply(agenda, "I am away until Monday.", quote=False, headers=away)
    world.reply(agenda, "A1: 8 of 8", sender="mallory@elsewhere.example")


def meetings_change(world: World) -> None:
    """Marek's 1:1 moves from Tuesday to Thursday, Lena's is off."""
    moved = weekly(
        "marek@halden",
        "2026-11-26T10:00",
        "dana",
        "marek",
        more="RECURRENCE-ID;TZID=Europe/Vienna:20261124T100000",
    )
    write_calendar(world, moved, "\nEXDATE;TZID=Europe/Vienna:20261124T140000")


def dana_answers_prep(world: World) -> None:
    """Marek's item, her own, and a draft for him: two ledgers of one reply."""
    text = "A1: good, keep the pace\nL1: 1 of 2\nnew: Marek: list ten hotels by 11 Dec"
    world.reply(prep(world), text, quote=False)


def dana_takes_it_back(world: World) -> None:
    world.reply(world.last("dana"), "UNDO", quote=False)


def dana_notes(world: World) -> None:
    """Only Marek's ledger is touched."""
    world.reply(prep(world), "A1: the Kestrel demo was fine", quote=False)


def quarter_ends(world: World) -> None:
    world.reply(agenda_of(world, "marek"), "A1: 8 of 8\nA1 done", quote=False)
    world.reply(agenda_of(world, "lena"), "A1: 3\nA1 not kept", quote=False)


def dana_contests(world: World) -> None:
    world.reply(prep(world), "A1 not kept", quote=False)


def tomas_starts(world: World) -> None:
    mail = EmailMessage()
    mail["Authentication-Results"] = "mx.halden.example; dmarc=pass"
    mail["From"] = "Tomas Varga <tomas@halden.example>"
    mail["To"] = "accord@halden.example"
    mail["Subject"] = "start"
    mail["Date"] = datetime.fromisoformat("2027-01-11T08:00:00+00:00")
    mail["Message-ID"] = "<start@halden.example>"
    mail.set_content("start\n")
    world.drop(bytes(mail), "start")


def tomas_answers(world: World) -> None:
    world.reply(
        world.last("tomas"), "six first meetings by 29 Jan\nIncoterms training", quote=False
    )


def prep(world: World) -> EmailMessage:
    return next(m for m in reversed(world.inbox("dana")) if m["Subject"].startswith("Prep: Marek"))


def agenda_of(world: World, person: str) -> EmailMessage:
    return next(m for m in world.inbox(person) if m["Subject"].startswith("1:1 with Dana"))


MOMENTS = (
    Moment("the list is imported", "2026-11-20T08:00:00Z", job=import_list),
    Moment("Dana is asked", "2026-11-20T08:30:00Z"),
    Moment("Dana says yes to three", "2026-11-20T09:30:00Z", dana_agrees),
    Moment("the reps say yes", "2026-11-20T10:30:00Z", reps_agree),
    Moment("their receipts go out", "2026-11-20T10:36:00Z"),
    Moment("the agendas go out", "2026-11-23T13:05:00Z"),
    Moment("answers come", "2026-11-23T14:30:00Z", answers_come),
    Moment("one receipt goes out", "2026-11-23T14:36:00Z"),
    Moment("two meetings change", "2026-11-23T15:30:00Z", meetings_change),
    Moment("the moved agenda goes out", "2026-11-25T09:05:00Z"),
    Moment("the prep goes out", "2026-11-26T07:05:00Z"),
    Moment("Dana answers the prep", "2026-11-26T11:00:00Z", dana_answers_prep),
    Moment("her receipt leaves, and death", "2026-11-26T11:06:00Z", dies="Transport.send"),
    Moment("the doubt is settled", "2026-11-26T11:12:00Z"),
    Moment("Dana takes all of it back", "2026-11-26T12:00:00Z", dana_takes_it_back),
    Moment("and hears of it", "2026-11-26T12:06:00Z"),
    Moment("Dana notes one thing", "2026-11-26T13:00:00Z", dana_notes),
    Moment("which is confirmed", "2026-11-26T13:06:00Z"),
    Moment("and taken back", "2026-11-26T14:00:00Z", dana_takes_it_back),
    Moment("the reps close", "2026-12-15T10:30:00Z", quarter_ends),
    Moment("Dana contests", "2026-12-15T10:40:00Z", dana_contests),
    Moment("the closing letters go out", "2027-01-04T09:05:00Z"),
    Moment("the recaps go out", "2027-01-07T08:05:00Z"),
    Moment("Tomas begins", "2027-01-11T08:10:00Z", tomas_starts),
    Moment("Tomas answers", "2027-01-11T09:10:00Z", tomas_answers),
    Moment("Lena is erased", "2027-01-12T09:00:00Z", job=erase_lena),
)
