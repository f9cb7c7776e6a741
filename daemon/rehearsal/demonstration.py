"""`accord demo`: one quarter of a made-up team on real files, shown as one page."""

from pathlib import Path

from daemon.app import App
from daemon.rehearsal.halden.stage import Halden
from daemon.rehearsal.halden.story import SPAN, played
from daemon.rehearsal.pages import Box, Played, Step, write
from daemon.rehearsal.telling import telling

FOLDER = "halden"
TITLE = "One quarter at Halden, by mail"
ABOUT = (
    "Made-up people, real mails: this is everything Accord sent to a small sales team from October to"
    " January, and what they answered. Only the clock and the answers are played. Step through with"
    " the arrows, or read any mailbox."
)


def demo(out: Path, seed: int) -> Path:
    """Plays the quarter below `out` and returns the page, `out`/index.html.

    The installation it was played on stays in `out`/halden: settings, calendars, ledgers, mail.
    Raises DaemonError where that folder is there and no demo made it.
    """
    with telling("Playing October to January", SPAN.start, SPAN.end) as tell:
        app, stage = played(out / FOLDER, seed, tell)
    return write(out, _played(app, stage))


def _played(app: App, stage: Halden) -> Played:
    steps = tuple(Step(message_id, caption) for message_id, caption in stage.captions.items())
    first = next(m for m in stage.mails if m.kind == "agenda")
    return Played(TITLE, ABOUT, _boxes(app, stage), stage.mails, steps, first.message_id)


def _boxes(app: App, stage: Halden) -> list[Box]:
    del app
    return [
        Box(m.id, m.name, m.team, m.zone) for m in stage.team.members
    ]
