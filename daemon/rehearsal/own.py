"""`accord rehearse` and `accord preview`: an installation's own people and calendars, played ahead.

Played: the clock, and what people answer if a file says so; else they are silent. Real: everything
that decides and writes, on copies in memory. Nothing is sent, saved or marked as read.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from daemon import directory as directories
from daemon.app import App, calendars_of
from daemon.domain.people import Directory
from daemon.domain.quarters import Quarter, parse
from daemon.errors import Problem, SettingsError
from daemon.flows.house import House
from daemon.mail.memory import MemoryMailbox, MemoryTransport
from daemon.mail.render import Renderer
from daemon.ports import Window
from daemon.rehearsal.answers import Answer, Silence, load
from daemon.rehearsal.copies import Overlay, People, ledgers, read_once
from daemon.rehearsal.mails import Mail
from daemon.rehearsal.pages import KINDS, Box, Played, Step, write
from daemon.rehearsal.playing import AHEAD_OF_ALL, Span, Tell, play
from daemon.rehearsal.telling import telling
from daemon.settings import Settings
from daemon.store.vault import FileVault

BEHIND = timedelta(days=8)
ABOUT = (
    "Every mail that Accord would send, with your people and calendars as they are now. Nothing of"
    " it was sent or saved."
)


@dataclass
class Rehearsed(App):
    """An app whose letters go nowhere, so that a stop of the real one does not stop it."""

    def stopped(self) -> bool:
        return False


def rehearse(
    settings: Settings, now: datetime, quarter: str, out: Path, answers: Path | None = None
) -> Path:
    """Plays a fiscal quarter and the days after it that close it; returns the page below `out`.

    It starts at the later of `now` and the quarter's first day, in mode "live". quarter: "2027Q1".
    Raises SettingsError for a quarter that is no quarter or over, and for a wrong answers file.
    """
    wanted = _quarter(quarter, settings)
    span = _span(wanted, settings, now)
    people = _people(settings, span)
    spoken = load(answers, people) if answers else ()
    live = replace(settings, sending=replace(settings.sending, mode="live"))
    with telling(f"Playing {wanted.label}", span.start, span.end) as tell:
        mails, problems = _played(live, people, span, spoken, tell)
    return write(out, _shown(wanted.label, people, mails, problems, silent=not spoken))


def preview(settings: Settings, now: datetime, days: int) -> Sequence[Mail]:
    """The letters of the next days if nobody answered, in order of time; mode "dry" counts as live."""
    sending = settings.sending
    if sending.mode == "dry":
        settings = replace(settings, sending=replace(sending, mode="live"))
    span = Span(now, now + timedelta(days=days))
    mails, _ = _played(settings, _people(settings, span), span, (), lambda _: None)
    return mails


def _quarter(text: str, settings: Settings) -> Quarter:
    try:
        return parse(text, settings.fiscal)
    except ValueError as error:
        raise SettingsError((Problem("--quarter", "", str(error)),)) from None


def _span(quarter: Quarter, settings: Settings, now: datetime) -> Span:
    """A week and twice the working days until the recap are enough, with any holidays."""
    after = timedelta(days=7 + 2 * settings.rhythm.recap_workday)
    first = datetime.combine(quarter.first, time(), tzinfo=UTC)
    end = datetime.combine(quarter.last, time(), tzinfo=UTC) + after
    if end <= now:
        what = f"{quarter.label} is over; name a quarter that is not"
        raise SettingsError((Problem("--quarter", "", what),))
    return Span(max(now, first), end)


def _people(settings: Settings, span: Span) -> Directory:
    years = range(span.start.year - 1, span.end.year + 2)
    return directories.load(settings.directory, years=years)


def _played(
    settings: Settings,
    directory: Directory,
    span: Span,
    answers: Sequence[Answer],
    tell: Tell,
) -> tuple[list[Mail], list[str]]:
    """The mails in order, and what was wrong in the end."""
    mailbox, transport = MemoryMailbox(), MemoryTransport()
    store, broken = ledgers(settings.state)
    people = People(directory)
    window = Window(span.start - BEHIND, span.end + AHEAD_OF_ALL)
    house = House(
        settings=replace(settings, sending=replace(settings.sending, redirect_all_to="")),
        directory=people,
        store=store,
        vault=Overlay(FileVault(settings.state)),
        calendars=read_once(calendars_of(settings, people), window),
        mailbox=mailbox,
        transport=transport,
        renderer=Renderer(settings.templates),
        install_key=secrets.token_bytes(32),  # its tags lead nowhere
        salt=lambda: secrets.token_hex(16),
        add_people=people.add,
    )
    stage = Silence(mailbox, answers, settings.mailbox.authserv_id)
    play(Rehearsed(house), stage, _post(transport), span, tell)
    wrong = {f"ledger {owner}": fault for owner, fault in broken.items()} | house.memory.problems
    return stage.mails, [f"{place}: {fault}" for place, fault in sorted(wrong.items())]


def _post(transport: MemoryTransport) -> Callable[[], Sequence[bytes]]:
    """What left since the last look."""
    looked = 0

    def new() -> Sequence[bytes]:
        nonlocal looked
        found = list(transport.sent.values())[looked:]
        looked += len(found)
        return found

    return new


def _shown(
    label: str, people: Directory, mails: Sequence[Mail], problems: Sequence[str], *, silent: bool
) -> Played:
    """A stop at the first letter of each kind."""
    firsts: dict[str, Step] = {}
    for mail in mails:
        if not mail.written:
            firsts.setdefault(
                mail.kind, Step(mail.message_id, f"The first of its kind: {KINDS[mail.kind]}.")
            )
    words = [ABOUT]
    if silent:
        words.append("People are silent here; an answers file lets them speak.")
    words += [f"Something is wrong with {problem}." for problem in problems]
    first = next((m.message_id for m in mails if m.kind == "agenda"), "")
    return Played(
        f"Rehearsal of {label}",
        " ".join(words),
        _boxes(people),
        mails,
        tuple(firsts.values()),
        first,
    )


def _boxes(people: Directory) -> list[Box]:
    """Heads first, then each leader with those they lead."""
    order = dict.fromkeys(people.heads)
    for leader in people.leaders():
        order |= dict.fromkeys((leader.id, *(p.id for p in people.reports(leader.id))))
    order |= dict.fromkeys(people.people)
    found = (people.people[p] for p in order)
    return [Box(p.id, p.name, ", ".join(filter(None, (p.role, p.team))), p.zone) for p in found]
