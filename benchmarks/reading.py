"""What is only printed: calendars that did not change, and how soon the command answers."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.ratios import Result, compare
from benchmarks.years import START, WEEK
from daemon.calendars.ics import IcsCalendar
from daemon.ports import Window

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//halden//calendars//EN\r\n"
EVENT = """\
BEGIN:VEVENT
UID:{name}-{number}@halden.example
DTSTAMP:20260101T000000Z
DTSTART;TZID=Europe/Vienna:{start:%Y%m%dT%H%M%S}
DURATION:PT30M
RRULE:FREQ=WEEKLY
ORGANIZER:mailto:{name}@halden.example
ATTENDEE;PARTSTAT=ACCEPTED:mailto:rep-{number}@halden.example
SUMMARY:1:1
END:VEVENT
"""


def calendars(
    folder: Path, *, files: int = 50, events: int = 200, turns: int = 5
) -> Iterator[Result]:
    """Half of the events are weekly 1:1s, half are over."""
    for number in range(files):
        write_calendar(folder / "calendars", f"leader-{number}", events)
    paths = [*(folder / "calendars").iterdir()]
    source = IcsCalendar(folder / "calendars")
    window = Window(START + 8 * WEEK, START + 10 * WEEK)
    pair = compare(lambda: source.events(window), lambda: [p.stat() for p in paths], turns)
    found = len(source.events(window).events)
    what = (
        f"{files} unchanged calendars of {events} events ({found} in view), to their files' times"
    )
    yield Result(what, pair.ratio, detail=str(pair))


def write_calendar(folder: Path, name: str, events: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    body = "".join(_event(name, number) for number in range(events))
    text = HEAD + body.replace("\n", "\r\n") + "END:VCALENDAR\r\n"
    (folder / f"{name}@halden.example.ics").write_text(text, newline="")


def _event(name: str, number: int) -> str:
    start: datetime = START + timedelta(days=number % 5, minutes=30 * (number // 5))
    text = EVENT.format(name=name, number=number, start=start)
    return text if number % 2 else text.replace("RRULE:FREQ=WEEKLY\n", "")


def start(*, turns: int = 7) -> Iterator[Result]:
    """`accord --help`, to a Python that does nothing."""
    pair = compare(lambda: _run("-m", "daemon", "--help"), lambda: _run("-c", "pass"), turns)
    yield Result("accord --help, to python -c pass", pair.ratio, detail=str(pair))


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
