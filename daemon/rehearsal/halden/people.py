"""How the people of Halden answer when the story asks nothing special of them: as people do.

They read the mail they got, look at their own items, and type a few words. Some mails they leave.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from daemon.domain.outbox import Asked, Item
from daemon.rehearsal.halden.clients import Typed
from daemon.rehearsal.halden.team import Member
from daemon.rehearsal.mails import Arrival

ANSWERS_AN_AGENDA = 0.6
ANSWERS_A_PREP = 0.35
SAYS_A_VERDICT = 0.6  # before the quarter letter asks once more
DOOMED = 0.2  # of all agreements: nothing ever moves


@dataclass(frozen=True, slots=True)
class Cue:
    """What somebody has in front of them: the letter, themselves, the time, and a will."""

    arrival: Arrival
    who: Member
    now: datetime
    random: Random

    @property
    def today(self) -> date:
        return self.now.astimezone(self.who.tz).date()

    @property
    def own(self) -> tuple[Item, ...]:
        """Own items that are open and agreed."""
        items = self.arrival.letter.items
        return tuple(
            i
            for i in items
            if i.owner == self.who.id and not i.closed and i.asked in (Asked.PROGRESS, Asked.RULE)
        )

    @property
    def drafts(self) -> tuple[Item, ...]:
        return tuple(
            i for i in self.arrival.letter.items if i.asked in (Asked.CONSENT, Asked.TERMS)
        )

    @property
    def verdicts(self) -> tuple[Item, ...]:
        items = self.arrival.letter.items
        return tuple(i for i in items if i.asked is Asked.VERDICT and i.owner == self.who.id)


def answered(cue: Cue) -> Typed | None:
    """What this person types, None where the mail is left alone."""
    habit = _HABITS.get(cue.arrival.mail.kind)
    return habit(cue) if habit else None


def _agenda(cue: Cue) -> Typed | None:
    if cue.random.random() > ANSWERS_AN_AGENDA and not cue.drafts:
        return None
    lines = {i.label: (yes(cue.who),) for i in cue.drafts}
    for item in (*cue.own, *cue.verdicts):
        said = progress(item, cue)
        if said and (cue.random.random() < 0.8 or not lines):
            lines[item.label] = (said,)
    return placed(lines, cue.who) if lines else None


def _prep(cue: Cue) -> Typed | None:
    """After the meeting, in a line or two."""
    lines = {i.label: (yes(cue.who),) for i in cue.drafts}
    for item in (*cue.own, *cue.verdicts):
        near = item.due is not None and item.due - cue.today < timedelta(days=9)
        if near and not doomed(item):
            lines[item.label] = ("done",)
    return placed(lines, cue.who, inline=False) if lines else None


def _monday(cue: Cue) -> Typed | None:
    """A yes to each line; where a request has no day yet, with one."""
    lines = []
    for item in cue.drafts:
        day = "" if item.due or item.target else f" by {spoken(working_day(cue.today, 8))}"
        lines.append(f"{item.label} yes{day}")
    return Typed(tuple(lines)) if lines else None


def _agree(cue: Cue) -> Typed | None:
    if not cue.drafts:
        return None
    if len(cue.drafts) == 1:
        return Typed((yes(cue.who),))
    return placed({i.label: (yes(cue.who),) for i in cue.drafts}, cue.who)


def _quarter(cue: Cue) -> Typed | None:
    lines = {i.label: (_verdict(i, cue),) for i in cue.verdicts}
    return placed(lines, cue.who) if lines else None


def _receipt(cue: Cue) -> Typed | None:
    """Only where the mail offers a yes: a draft of one's own that was shown back."""
    html = cue.arrival.mail.html
    lines = {i.label: (yes(cue.who),) for i in cue.drafts if f"{i.label}%20yes" in html}
    return placed(lines, cue.who) if lines else None


def _verdict(item: Item, cue: Cue) -> str:
    short = item.target is not None and item.standing is not None and item.standing < item.target
    if not short and not doomed(item):
        return "kept"
    return cue.random.choice(
        ("not kept, I began too late", "not kept", "not kept, the budget went")
    )


_HABITS: Mapping[str, Callable[[Cue], Typed | None]] = {
    "agenda": _agenda,
    "review": _agenda,
    "nudge": _agenda,
    "prep": _prep,
    "monday": _monday,
    "agree": _agree,
    "quarter": _quarter,
    "receipt": _receipt,
}


# --- words -----------------------------------------------------------------------------------


def german(who: Member) -> bool:
    return who.client == "thunderbird"


def yes(who: Member) -> str:
    return "ja" if german(who) else "yes"


def doomed(item: Item) -> bool:
    """Some agreements never come about; which ones does not change from mail to mail."""
    return Random(f"{item.owner} {item.agreement} {item.title}").random() < DOOMED


def progress(item: Item, cue: Cue) -> str:
    """What is new on one item, "" for nothing."""
    if item.asked is Asked.RULE:
        return yes(cue.who)
    if item.asked is Asked.VERDICT:
        return _verdict(item, cue) if cue.random.random() < SAYS_A_VERDICT else ""
    if item.target is None:
        return _once(item, cue)
    if doomed(item):
        return cue.random.choice(("", "", "nothing new, I keep at it"))
    standing, target = int(item.standing or 0), int(item.target)
    if standing >= target:
        return "done" if not item.period else ""
    new = min(standing + _pace(item, cue), target)
    return _count(standing, new, target, cue) if new > standing else ""


def _pace(item: Item, cue: Cue) -> int:
    """As much more as is needed to arrive in time, a little less or more."""
    left = int(item.target or 0) - int(item.standing or 0)
    if item.period:
        return max(left - cue.random.randint(0, 1), 1)
    weeks = max((item.due - cue.today).days // 7, 1) if item.due else 4
    return max(-(-left // weeks) + cue.random.choice((-1, 0, 0, 1)), 0)


def _count(old: int, new: int, target: int, cue: Cue) -> str:
    if german(cue.who):
        return cue.random.choice((f"{new} von {target}", f"jetzt {new} von {target}"))
    if new - old == 1 and cue.random.random() < 0.3:
        return cue.random.choice(("one more", "one more, over lunch", "+1"))
    return cue.random.choice(
        (
            f"{new} of {target}",
            f"{new}/{target}",
            f"{new} of {target} now",
            f"now {new} of {target}",
        )
    )


def _once(item: Item, cue: Cue) -> str:
    if item.due and item.due - cue.today <= timedelta(days=8) and not doomed(item):
        return (
            "erledigt" if german(cue.who) else cue.random.choice(("done", "done, at last", "done!"))
        )
    if german(cue.who):
        return cue.random.choice(("", "bin dran, noch nichts Festes"))
    return cue.random.choice(
        ("", "talks go on, nothing firm yet", "they want to see it in writing first")
    )


def placed(lines: Mapping[str, tuple[str, ...]], who: Member, *, inline: bool = True) -> Typed:
    """Under each item, or on top with its label, as the person is used to."""
    if inline and who.client in ("gmail", "thunderbird"):
        return Typed(under=lines)
    return Typed(tuple(f"{label} {line}" for label, found in lines.items() for line in found))


def spoken(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def working_day(today: date, days: int) -> date:
    found = today + timedelta(days=days)
    return found - timedelta(days=max(found.isoweekday() - 5, 0))


# --- when ------------------------------------------------------------------------------------


def waking(who: Member, at: datetime, random: Random) -> datetime:
    """`at` if the person is up (08:00 to 22:50, local), else some minutes past eight."""
    local = at.astimezone(who.tz)
    if time(8) <= local.time() <= time(22, 50):
        return at
    day = local.date() + timedelta(days=1 if local.time() > time(22, 50) else 0)
    return at_local(who, day, time(8, random.randint(5, 55)))


def at_local(who: Member, day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, tzinfo=who.tz).astimezone(UTC)
