"""What happens at Halden that is worth showing: single answers, each typed once by one person.

A scene waits for a letter that it can answer; where none comes, it does not take place. Items are
found by their words, since their numbers are the program's.
"""

import itertools
from collections.abc import Callable
from datetime import time, timedelta

from daemon.domain.outbox import Item
from daemon.rehearsal.halden.clients import Typed
from daemon.rehearsal.halden.people import Cue, answered, placed, spoken, working_day, yes
from daemon.rehearsal.halden.stage import Scene

Play = Callable[[Cue], Typed | None]
ROUGH_LINES = (
    "eight reefer fleets get a service visit offered, by 18 Dec",
    "two workshops sign the new maintenance plan, by 30 Nov",
    "I send the spare parts list, by 30 Oct",
)
AGENDAS = ("agenda", "moved", "review", "nudge")


def item(cue: Cue, words: str) -> Item | None:
    """The item whose title holds these words."""
    items = cue.arrival.letter.items
    return next((i for i in items if words in i.title and not i.closed), None)


# --- saying yes, no and otherwise ------------------------------------------------------------


def refuses(cue: Cue) -> Typed | None:
    """Yes to all but one."""
    report = item(cue, "pipeline report")
    if report is None:
        return None
    said = {i.label: "no" if i is report else "yes" for i in cue.drafts}
    return Typed(tuple(f"{label} {word}" for label, word in said.items()))


def counters(cue: Cue) -> Typed | None:
    demos = item(cue, "Demos")
    if demos is None or not demos.target:
        return None
    fewer = int(demos.target) - 2
    lines = {i.label: (yes(cue.who),) for i in cue.drafts}
    return placed({**lines, demos.label: (f"change: {fewer} demos, by 11 Dec",)}, cue.who)


def asks(cue: Cue) -> Typed | None:
    dealers = item(cue, "Dealers")
    if dealers is None:
        return None
    lines = {i.label: (yes(cue.who),) for i in cue.drafts}
    question = "does a second visit to the same dealer count?"
    return placed({**lines, dealers.label: (question,)}, cue.who)


def grants(cue: Cue) -> Typed | None:
    """A request becomes the leader's own by a yes and a day."""
    asked = item(cue, "30 min")
    if asked is None or asked not in cue.drafts:
        return None
    others = tuple(f"{i.label} yes" for i in cue.drafts if i is not asked)
    return Typed((*others, f"{asked.label} yes, by {spoken(working_day(cue.today, 8))}"))


# --- progress, as people type it -------------------------------------------------------------


def at_night(cue: Cue) -> Typed | None:
    quotes, fleets = item(cue, "ask for a quote"), item(cue, "fleets of 200")
    if not (quotes and fleets):
        return None
    return Typed(
        (
            f"{quotes.label.lower()} nothing from them yet, honestly dont know anyone there",
            f"{fleets.label} one more, trucking co in linz",
            "territory split for q1??",
            "can u get me 30 min with ola from product this week",
        )
    )


def two_ways(cue: Cue) -> Typed | None:
    quotes = item(cue, "Written quotes")
    if quotes is None or quotes.standing is None:
        return None
    more = int(quotes.standing) + 1
    return Typed((f"{quotes.label} {more}-{more + 1}, depends if the fair counts",))


def one_way(cue: Cue) -> Typed | None:
    """The question that came back, answered by its number."""
    asked = item(cue, "Written quotes")
    if "depends if the fair counts" not in cue.arrival.mail.text or asked is None:
        return None
    number = int(asked.standing or 0) + 2
    return Typed((f"{asked.label} {number}",))


def too_many(cue: Cue) -> Typed | None:
    dealers = item(cue, "Dealers")
    if dealers is None or dealers.standing is None or dealers not in cue.own:
        return None
    return placed({dealers.label: (f"{int(dealers.standing) + 3} of {dealers.target}",)}, cue.who)


def stuck(cue: Cue) -> Typed | None:
    contract = item(cue, "service contract")
    if contract is None or contract not in cue.own:
        return None
    return Typed((f"{contract.label} stuck on legal, they want the liability capped",))


def writes_new(cue: Cue) -> Typed | None:
    if not cue.own:
        return None
    first = cue.own[0]
    lines = (f"{first.label} nothing new",) if first.target else ()
    return Typed(
        (*lines, "new: three fleet customers agree to be named as reference, by end of March")
    )


def after_talk(cue: Cue) -> Typed | None:
    """What the two settled in the room, as the answer to the prep."""
    if cue.drafts:
        return None
    return Typed(("new: two lunches with plant managers, by 27 Nov",))


def differs(cue: Cue) -> Typed | None:
    """The leader differs from the first verdict of this rep's that says kept."""
    lines = cue.arrival.mail.text.split("\n")
    for item, line in itertools.pairwise(lines):
        if line.strip().startswith("done, says") and item[:1] == "A":
            return Typed((f"{item.split()[0]} not kept, the last one never said yes",))
    return None


# --- the first day of a leader ---------------------------------------------------------------


def first_lines(cue: Cue) -> Typed | None:
    """Two lines of one's own, where nothing was written down."""
    towns = cue.random.sample(("Porto", "Faro", "Braga", "Coimbra", "Evora"), 2)
    number = cue.random.randint(3, 6)
    return Typed(
        (
            f"new: {number} workshops in {towns[0]} and {towns[1]} get a first visit, by 11 Dec",
            "new: one service contract read with legal, start to end, by 27 Nov",
        )
    )


def says(*lines: str) -> Play:
    return lambda _: Typed(lines)


# --- all of it, in the order of the quarter --------------------------------------------------


def scenes() -> list[Scene]:
    """Every scene there is; most wait for a letter on or after a local date."""
    return [
        Scene("dana", ("agree",), "2026-10-01", answered, wait=timedelta(minutes=38),
              caption="{dana} says yes to both sides of the list. Only now is anybody else written to.",
              then="One mail comes back for each reply: what was understood, nothing else."),
        Scene("veteran", ("agree",), "2026-10-01", refuses,
              caption="{who} says no to one line. It is gone, needs no reason, and is in no figure."),
        Scene("junior", ("agree",), "2026-10-01", counters,
              caption="{who} would put one line differently, answers in German where that comes naturally, and says yes to the rest.",
              then="The counter-proposal waits for {dana}; the rest counts from now on."),
        Scene("kolkata", ("agree",), "2026-10-01", asks,
              caption="{who} asks a question instead of a yes. It goes to {dana} as it was typed."),
        Scene("tomas", ("welcome",), "2026-10-01", says(*ROUGH_LINES), name="rough",
              caption="{who} answers with three rough lines. That is all the setting up there is."),
        Scene("tomas", ("receipt",), "2026-10-01", answered, follows="rough",
              caption="The lines came back as drafts with dates and numbers; {who} says yes to them, and only then does the rep hear of it."),
        Scene("second", ("invitation",), "2026-10-01", first_lines,
              caption="{who} writes the first draft of what the two will agree on."),
        Scene("third", ("invitation",), "2026-10-01", first_lines),
        Scene("veteran", AGENDAS, "2026-10-12", at_night, wait=time(22, 41), name="night",
              caption="22:41, on the phone, no capitals: news on two items, a topic, and a wish for {dana}.",
              then="The receipt: what changed with old and new number, what was kept as words, what goes to {dana}."),
        Scene("dana", ("monday", "prep", "agree"), "2026-10-12", grants, wait=timedelta(minutes=95),
              caption="{dana} says yes to the wish and names a day: now it is {dana}'s own item, under the same rules."),
        Scene("saopaulo", AGENDAS, "2026-11-14", two_ways, name="two ways",
              caption="A line that can be read two ways.",
              then="Nothing was recorded for it. One question comes back, with the two answers that can be meant."),
        Scene("saopaulo", ("receipt",), "2026-11-14", one_way, follows="two ways", wait=timedelta(minutes=21),
              caption="One number settles it."),
        Scene("kolkata", AGENDAS, "2026-10-20", too_many, name="too many",
              caption="{who} types a number from the wrong list…"),
        Scene("kolkata", ("receipt",), "2026-10-20", says("UNDO"), follows="too many",
              wait=timedelta(minutes=9), caption="…sees it in the receipt, and takes it back with one word.",
              then="UNDO is confirmed; the history keeps both."),
        Scene("newyork", AGENDAS, "2026-10-20", answered, wait=timedelta(minutes=40),
              caption="Answers typed between the lines, under each item, in a web mail: read just as well."),
        Scene("dana", ("prep",), "2026-11-10", after_talk,
              caption="After the 1:1 {dana} answers the prep with what the two settled; it goes out as a draft."),
        Scene("saopaulo", AGENDAS, "2026-11-01", stuck,
              caption="Stuck, and on what: it stands on top of {dana}'s prep."),
        Scene("newyork", AGENDAS, "2026-11-02", says("PAUSE"), wait=timedelta(minutes=75), name="pause",
              caption="PAUSE stops the mails at once, and nobody is told."),
        Scene("newyork", ("receipt",), "2026-11-02", says("RESUME"), follows="pause", wait=timedelta(days=16),
              caption="Two weeks later RESUME, as an answer to any mail, starts them again."),
        Scene("kolkata", AGENDAS, "2026-12-01", says("LIST"), caption="LIST brings the whole list, any time."),
        Scene("veteran", AGENDAS, "2026-11-30", writes_new,
              caption="{who} drafts something new in the middle of a reply.",
              then="It comes back as a draft, with the date that was understood beside the words."),
        Scene("dana", ("prep",), "2026-11-01", differs,
              caption="{dana} sees one verdict differently. Until the two settle it, it counts neither way."),
        Scene("veteran", AGENDAS, "2026-12-14", says("QUIET"),
              caption="QUIET: no more receipts, unless something is in doubt."),
    ]  # fmt: skip
