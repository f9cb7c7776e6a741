"""Rendering an agenda as the daemon does, to Jinja2 alone on the same three templates."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.company import founded
from benchmarks.ratios import Result, compare
from benchmarks.years import ADDRESS, START, year
from daemon import directory
from daemon.domain.ledger import Ledger
from daemon.domain.letters.meetings import AgendaPage
from daemon.domain.meetings.agenda import agenda
from daemon.domain.people import Directory, Person
from daemon.mail.render import Frame, Renderer
from daemon.mail.shelf import Shelf, Sources
from daemon.mail.under import Under
from daemon.mail.words import Voice

WEEKS = 8
NOW = START + timedelta(weeks=WEEKS, hours=1)


def rendering(folder: Path, *, turns: int = 200) -> Iterator[Result]:
    """An agenda with eight items under way."""
    people = directory.load(founded(folder / "company", 3).directory)
    reader, frame = people.people["rep-0000"], _frame(NOW)
    page, renderer = _page(people, reader), Renderer()
    pair = compare(
        lambda: renderer.render("agenda", page, reader, frame),
        bare(page, reader, frame),
        turns,
    )
    what = "speed of rendering an agenda, to bare Jinja2"
    yield Result(what, 1 / pair.ratio, 0.6, least=True, detail=str(pair))


def _page(people: Directory, reader: Person) -> AgendaPage:
    leader = people.people[reader.leader]
    ledgers = {reader.id: year(reader.id, leader.id, WEEKS), leader.id: Ledger(leader.id)}
    start = NOW + timedelta(days=1)
    content = agenda(reader, leader, ledgers, NOW, start=start, since=NOW - timedelta(days=6))
    return AgendaPage(content, "first", 2, ("Ingrid",))


def _frame(now: datetime) -> Frame:
    tag = "k4t7x2m3qb5w"
    return Frame(now, tag, ADDRESS.replace("@", f"+{tag}@"), ADDRESS, ("Ingrid",), ADDRESS)


def bare(page: AgendaPage, reader: Person, frame: Frame) -> Callable[[], None]:
    """Jinja2 on the compiled templates, all that they are given made ready before."""
    shelf = Shelf(Sources("en"))
    say = Voice(shelf, page, reader, frame, limit=40)
    slots = {"say": say, "under": Under(say), "page": page, "reader": reader, "frame": frame}
    subject, text = (
        shelf.text.get_template(f"agenda/{part}.txt.j2") for part in ("subject", "body")
    )
    html = shelf.html.get_template("agenda/body.html.j2")
    say.subject = subject.render(slots)

    def render() -> None:
        subject.render(slots)
        text.render(slots)
        html.render(slots, preheader="Eight things you agreed.")

    return render
