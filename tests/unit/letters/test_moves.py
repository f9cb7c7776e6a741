"""Meetings that will not hold still: generated histories of moves against what must hold for each."""

import itertools
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.domain.outbox import LetterKind
from tests.unit.town import MAREK, Town, utc

START = utc("2026-11-30 06:00")
HOURS = st.integers(0, 4 * 24)
SLOTS = st.sampled_from(
    [utc(f"2026-12-{day:02} {hour:02}:00") for day in (1, 2, 3, 4) for hour in (9, 13)]
)
MOVES = st.lists(st.tuples(HOURS, SLOTS | st.none()), max_size=6)


class History:
    """Where the meeting was at each hour, as the calendar had it."""

    def __init__(self) -> None:
        self.town = Town()
        self.town.welcome()
        self.town.agreed("marek", "Six first meetings", target=6, due="2027-03-31")
        self.slot: datetime | None = utc("2026-12-02 09:00")
        self.town.wall.meet("m", self.slot, "marek", "dana")
        self.seen: list[tuple[datetime, datetime | None]] = []

    def play(self, moves: list[tuple[int, datetime | None]]) -> None:
        for hour in range(5 * 24):
            now = START + timedelta(hours=hour)
            for _, slot in (m for m in moves if m[0] == hour):
                self._put(slot, now)
            self.town.app.tick(now)
            self.seen.append((now, self.slot))

    def _put(self, slot: datetime | None, now: datetime) -> None:
        if self.slot is None or self.slot <= now or (slot and slot <= now):
            return  # what is over stays where it was, and nobody moves into the past
        if slot is None:
            self.town.wall.cancel("m")
        else:
            self.town.wall.move("m", slot)
        self.slot = slot

    def at(self, moment: datetime) -> datetime | None:
        return next(slot for now, slot in reversed(self.seen) if now <= moment)


@settings(max_examples=40)
@given(MOVES)
def test_no_agenda_is_stale_double_or_missing(moves: list[tuple[int, datetime | None]]) -> None:
    history = History()
    history.play(moves)
    letters = [x for x in history.town.letters("marek", LetterKind.AGENDA) if x.day]
    for letter in letters:
        assert letter.sent
        slot = history.at(letter.sent)
        assert slot, "none about a 1:1 that is off"
        assert slot > letter.sent, "none about one that is over"
        assert slot.astimezone(MAREK.tz).date() == letter.day, "none with another day than it has"
    days = [x.day for x in letters]
    assert all(a != b for a, b in itertools.pairwise(days)), "none twice for the same day"
    if history.slot:
        assert days, "one that takes place was told"
        assert days[-1] == history.slot.astimezone(MAREK.tz).date()
    threads = {history.town.mail(x)["In-Reply-To"] for x in letters[1:]}
    assert threads <= {letters[0].message_id} if letters else True
