"""`accord demo`: one quarter of a made-up team on real files, shown as one page."""

from pathlib import Path

from daemon.rehearsal.halden.stage import Halden
from daemon.rehearsal.halden.story import SPAN, played
from daemon.rehearsal.halden.team import Member
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
        _, stage = played(out / FOLDER, seed, tell)
    return write(out, _played(stage))


# First letters that are worth a stop: whose, of which kind, from which day on, what there is to see.
START = "2026-10-01"
FIRSTS = (
    ("dana", "agree", START, "Twenty lines were imported from a spreadsheet. They are drafts: {dana} is asked before anybody else hears of them."),
    ("junior", "agree", START, "Each rep is asked whether they see it the same way. Until the yes it counts nowhere."),
    ("veteran", "agenda", START, "The agenda, one working day before the 1:1: what is open, one question each, and what {dana} owes."),
    ("dana", "prep", START, "The prep, two hours before: {dana}'s own side first, then the rep's words as they were typed."),
    ("dana", "monday", START, "The leader's week in one mail: what waits for a decision, what is owed, who is met."),
    ("tomas", "welcome", START, "The first day of a leader with an empty list: one mail, about the next 1:1 only."),
    ("first", "agree", START, "The rep is asked for a view of the leader's rough lines, in a first mail that says who writes."),
    ("second", "invitation", START, "A pair with nothing agreed: three questions for the room, once a quarter."),
    ("veteran", "moved", START, "The 1:1 moved to another day after the agenda was out: once more, in the same thread."),
    ("saopaulo", "review", START, "The 1:1 was cancelled and the next is far away: the review goes on by mail."),
    ("junior", "agenda", "2026-11-23", "Somebody deleted the series of 1:1s and made a new one. Same two people, so nothing is doubled or lost."),
    ("veteran", "held", START, "The mail was held, and its owner on file is told, nobody else."),
    ("veteran", "quarter", START, "The quarter is over: each sees their own lines before anybody else, and says kept or not kept."),
    ("dana", "recap", START, "A leader's recap: the own side first, then the team."),
    ("head", "recap", START, "The head gets sums, never single reps. Every number rests on a reply that somebody typed."),
)  # fmt: skip


def _played(stage: Halden) -> Played:
    captions = {**_firsts(stage), **stage.captions}
    steps = [
        Step(m.message_id, captions[m.message_id]) for m in stage.mails if m.message_id in captions
    ]
    agenda = next(m for m in stage.mails if m.kind == "agenda")
    return Played(TITLE, ABOUT, _boxes(stage), stage.mails, steps, agenda.message_id)


def _firsts(stage: Halden) -> dict[str, str]:
    found = {}
    for part, kind, after, caption in FIRSTS:
        who = stage.team[part]
        for mail in stage.mails:
            day = mail.time.date().isoformat()
            if (mail.owner, mail.kind) == (who.id, kind) and day >= after:
                found[mail.message_id] = stage.named(caption, who)
                break
    return found


def _boxes(stage: Halden) -> list[Box]:
    """The head, each leader with their team, then the rest."""
    team = stage.team
    order = (team["head"], team["dana"], *team.led_by("dana"), team["tomas"], *team.led_by("tomas"))
    roles = {
        m.id: "head of sales" if m.part == "head" else "leader" if team.led_by(m.part) else "rep"
        for m in order
    }
    boxes = [Box(m.id, m.name, f"{roles[m.id]}, {_place(m)}", m.zone) for m in order]
    admin = team["admin"]
    outside = [Box(m.id, m.name, "a customer, outside", m.zone) for m in stage.outside]
    return [*boxes, Box(admin.id, admin.name, "looks after it", admin.zone), *outside]


def _place(member: Member) -> str:
    return member.zone.rpartition("/")[2].replace("_", " ")
