"""Agendas and preps: who gets one, when, and what becomes of it when the meeting will not hold still."""

from dataclasses import replace

import pytest

from daemon.domain.ledger import Kind, Ledger
from daemon.domain.outbox import LetterKind, State
from tests.unit.town import Town, utc

AGENDA, PREP = LetterKind.AGENDA, LetterKind.PREP
TUESDAY = "2026-12-01 09:00"  # ten o'clock in Prague


def refused(ledger: Ledger, key: str) -> Ledger:
    return replace(ledger, letters={key: replace(ledger.letters[key], state=State.DEAD)})


@pytest.fixture
def town() -> Town:
    """Dana let the program in; Marek and Dana agreed one thing and meet on Tuesday at ten."""
    town = Town()
    town.welcome()
    town.agreed("marek", "Six first meetings with fleets", target=6, due="2026-12-31")
    town.wall.meet("tue", utc(TUESDAY), "marek", "dana")
    return town


def test_the_rep_gets_an_agenda_one_working_day_before_at_the_same_local_time(town: Town) -> None:
    town.tick("2026-11-30 08:59")
    assert town.letters("marek") == []
    town.tick("2026-11-30 09:00")
    agenda = town.last("marek")
    assert (agenda.kind, agenda.subject) == (AGENDA, "1:1 with Dana, Tue 1 Dec")
    assert "0 of 6, by Thu 31 Dec" in town.text(agenda)


def test_the_leader_gets_a_prep_two_hours_before_with_the_reps_answers(town: Town) -> None:
    town.tick("2026-11-30 09:00")
    town.reply(town.last("marek"), "A1: 4 of 6")
    town.tick("2026-12-01 06:59")
    assert town.letters("dana", PREP) == []
    town.tick("2026-12-01 07:00")
    assert '"4 of 6"' in town.text(town.last("dana", PREP))


def test_each_meeting_has_one_agenda_however_often_it_is_looked_at(town: Town) -> None:
    town.ticks("2026-11-30 08:00", "2026-12-01 12:00")
    assert len(town.letters("marek", AGENDA)) == 1
    assert len(town.letters("dana", PREP)) == 1


def test_nothing_goes_to_a_rep_before_the_leader_let_the_program_in() -> None:
    town = Town()
    town.agreed("marek", "Six first meetings with fleets", target=6, due="2026-12-31")
    town.wall.meet("tue", utc(TUESDAY), "marek", "dana")
    town.ticks("2026-11-27 08:00", "2026-12-04 12:00")
    assert town.ledger("marek").letters == {}


def test_a_meeting_moved_to_another_day_is_told_once_more_in_the_same_thread(town: Town) -> None:
    town.tick("2026-11-30 09:00")
    first = town.last("marek")
    town.wall.move("tue", utc("2026-12-03 13:00"))
    town.tick("2026-11-30 10:00")
    assert len(town.letters("marek")) == 1, "the new slot's agenda is not due yet"
    town.tick("2026-12-02 13:00")
    second = town.mail(town.last("marek"))
    assert second["Subject"] == "Re: 1:1 with Dana, Tue 1 Dec"
    assert second["In-Reply-To"] == first.message_id
    assert second["References"] == first.message_id
    assert "on Thu 3 Dec at 14:00 now" in " ".join(town.text(town.last("marek")).split())
    town.ticks("2026-12-02 14:00", "2026-12-03 12:00")
    assert len(town.letters("marek")) == 2


def test_the_thread_names_the_id_under_which_the_provider_keeps_the_first_letter() -> None:
    class Renaming:
        """A provider that gives every mail an id of its own."""

        def __init__(self) -> None:
            self.sent: dict[str, bytes] = {}

        def prepare(self, letter, mail):  # type: ignore[no-untyped-def]
            return ""

        def send(self, draft, mail):  # type: ignore[no-untyped-def]
            from daemon.ports import Sent

            name = f"<stored-{len(self.sent)}@provider.example>"
            self.sent[name] = mail
            return Sent(name, "thread-1")

        def outcome(self, letter, draft):  # type: ignore[no-untyped-def]
            raise AssertionError

    town = Town(transport=Renaming())
    town.welcome()
    town.agreed("marek", "Six first meetings", target=6, due="2026-12-31")
    town.wall.meet("tue", utc(TUESDAY), "marek", "dana")
    town.tick("2026-11-30 09:00")
    assert town.last("marek").message_id.startswith("<stored-")
    town.reply(town.last("marek"), "A1: 2 of 6")
    town.wall.move("tue", utc("2026-12-03 13:00"))
    town.tick("2026-12-02 13:00")
    agendas = town.letters("marek", AGENDA)
    assert town.mail(agendas[1])["In-Reply-To"] == agendas[0].message_id
    assert town.agreement("marek", "A1").count() == 2, "a reply to the stored id is found"


def test_a_meeting_moved_within_its_day_is_not_told_again(town: Town) -> None:
    town.tick("2026-11-30 09:00")
    town.wall.move("tue", utc("2026-12-01 14:00"))
    town.ticks("2026-11-30 10:00", "2026-12-01 11:30")
    assert len(town.letters("marek")) == 1


def test_a_meeting_moved_before_its_agenda_went_out_leaves_nothing_stale(town: Town) -> None:
    town.tick("2026-11-27 09:00")
    town.wall.move("tue", utc("2026-12-03 13:00"))
    town.ticks("2026-11-27 10:00", "2026-12-03 14:00")
    (agenda,) = town.letters("marek")
    assert agenda.subject == "1:1 with Dana, Thu 3 Dec"
    assert town.mail(agenda)["In-Reply-To"] is None


def test_an_agenda_that_waited_in_the_outbox_is_withdrawn_and_made_anew_for_the_new_day(
    town: Town,
) -> None:
    now = utc("2026-11-30 09:00")
    town.app.plan(now)
    (waiting,) = town.ledger("marek").letters.values()
    town.wall.move("tue", utc("2026-12-03 13:00"))
    town.app.plan(utc("2026-11-30 09:05"))
    assert town.ledger("marek").letters[waiting.key].state is State.EXPIRED
    town.ticks("2026-11-30 10:00", "2026-12-03 12:00")
    (agenda,) = town.letters("marek")
    assert agenda.subject == "1:1 with Dana, Thu 3 Dec"
    assert town.mail(agenda)["In-Reply-To"] is None, "what never left is no thread"


def test_a_meeting_that_moves_to_and_fro_is_told_at_every_turn(town: Town) -> None:
    town.tick("2026-11-30 09:00")
    for start in ("2026-12-03 09:00", TUESDAY, "2026-12-03 09:00"):
        town.wall.move("tue", utc(start))
        town.tick("2026-11-30 10:00")
        town.tick("2026-12-01 06:30" if start == TUESDAY else "2026-11-30 11:00")
    town.wall.move("tue", utc("2026-12-02 09:00"))
    town.tick("2026-12-01 09:00")
    town.wall.move("tue", utc("2026-12-03 09:00"))
    town.tick("2026-12-02 09:00")
    town.wall.move("tue", utc("2026-12-04 09:00"))
    town.tick("2026-12-03 09:00")
    town.wall.move("tue", utc("2026-12-03 16:00"))
    town.tick("2026-12-03 10:00")
    days = [x.day.day for x in town.letters("marek") if x.day]
    assert days == [1, 2, 3, 4, 3]
    assert len(set(town.keys("marek"))) == 5


def test_a_meeting_that_is_back_before_the_second_agenda_left_is_told_nothing(town: Town) -> None:
    town.tick("2026-11-30 09:00")
    town.wall.move("tue", utc("2026-12-01 23:30"))  # Wednesday in Prague
    town.app.plan(utc("2026-11-30 16:30"))
    town.wall.move("tue", utc(TUESDAY))
    town.ticks("2026-11-30 16:31", "2026-12-01 08:31")
    assert len(town.letters("marek", AGENDA)) == 1


def test_a_cancelled_meeting_withdraws_what_waits(town: Town) -> None:
    town.app.plan(utc("2026-11-30 09:00"))
    town.wall.cancel("tue")
    town.wall.meet("next", utc("2026-12-08 09:00"), "marek", "dana")
    town.ticks("2026-11-30 10:00", "2026-12-04 10:00")
    assert town.letters("marek") == []
    (letter,) = town.ledger("marek").letters.values()
    assert (letter.state, letter.error) == (State.EXPIRED, "the meeting was moved or cancelled")


def test_a_listing_that_lacks_a_meeting_is_no_cancellation(town: Town) -> None:
    town.tick("2026-11-30 08:00")
    town.wall.unsure.add("tue")
    town.tick("2026-11-30 09:00")
    assert len(town.letters("marek")) == 1


def test_a_calendar_read_in_part_cancels_nothing_until_it_is_read_whole(town: Town) -> None:
    town.tick("2026-11-27 08:00")
    town.wall.torn = True
    town.wall.cancel("tue")
    town.tick("2026-11-27 09:00")
    assert town.ledger("marek").meetings[1].state == "on"
    town.wall.torn = False
    town.tick("2026-11-27 10:00")
    assert town.ledger("marek").meetings[1].state == "cancelled"
    town.ticks("2026-11-30 08:00", "2026-11-30 10:00")
    assert town.keys("marek") == ["review:marek+dana:2026-W49"], "the list goes by mail"


@pytest.mark.parametrize(("notice", "told"), [("2026-12-01 08:44", 1), ("2026-12-01 08:46", 0)])
def test_a_meeting_known_late_is_told_at_once_while_a_quarter_of_an_hour_is_left(
    notice: str, told: int
) -> None:
    town = Town()
    town.welcome()
    town.agreed("marek", "Six first meetings", target=6, due="2026-12-31")
    town.wall.meet("tue", utc(TUESDAY), "marek", "dana")
    town.tick(notice)
    assert len(town.letters("marek", AGENDA)) == told


def test_an_agenda_that_is_made_may_leave_until_the_meeting_begins(town: Town) -> None:
    town.app.plan(utc("2026-12-01 08:40"))
    town.app.deliver(utc("2026-12-01 08:59"))
    assert len(town.letters("marek", AGENDA)) == 1
    late = Town()
    late.welcome()
    late.agreed("marek", "Six first meetings", target=6, due="2026-12-31")
    late.wall.meet("tue", utc(TUESDAY), "marek", "dana")
    late.app.plan(utc("2026-12-01 08:40"))
    late.app.deliver(utc("2026-12-01 09:00"))
    assert late.letters("marek") == []


@pytest.mark.parametrize("who", ["marek", "dana"])
def test_skip_by_either_side_is_for_one_meeting_and_leaves_no_trace(who: str, town: Town) -> None:
    town.wall.meet("next", utc("2026-12-08 09:00"), "marek", "dana")
    other = "dana" if who == "marek" else "marek"
    entry = town.entry(Kind.SKIPPED, who, "2026-11-27 09:00", "", {"words": "skip"}, to=other)
    town.say(who, entry)
    town.ticks("2026-11-27 10:00", "2026-12-03 10:00")
    assert town.letters("marek", AGENDA) == []
    assert town.letters("dana", PREP) == []
    town.ticks("2026-12-07 08:00", "2026-12-08 08:00")
    assert len(town.letters("marek", AGENDA)) == len(town.letters("dana", PREP)) == 1
    assert "skip" not in town.text(town.last(other)).casefold()


def test_skip_takes_back_an_agenda_that_waits_in_the_outbox(town: Town) -> None:
    town.app.plan(utc("2026-11-30 09:00"))
    town.say("dana", town.entry(Kind.SKIPPED, "dana", "2026-11-30 09:01", "", {}, to="marek"))
    town.tick("2026-11-30 09:02")
    assert town.letters("marek") == []


def test_skip_that_is_taken_back_brings_the_agenda(town: Town) -> None:
    skip = town.entry(Kind.SKIPPED, "dana", "2026-11-27 09:00", "", {}, to="marek")
    town.say("dana", skip)
    undo = town.entry(Kind.UNDONE, "dana", "2026-11-27 09:30", "", {}, source=skip.source)
    town.say("dana", undo)
    town.tick("2026-11-30 09:00")
    assert len(town.letters("marek", AGENDA)) == 1


def test_pause_stops_every_unasked_letter_at_once_and_resume_brings_them_back(town: Town) -> None:
    town.app.plan(utc("2026-11-30 09:00"))
    town.say("marek", town.entry(Kind.PAUSED, "marek", "2026-11-30 09:01"))
    town.ticks("2026-11-30 09:02", "2026-11-30 18:00")
    assert town.letters("marek") == []
    assert town.ledger("dana").entries[-1].author == "dana", "no trace on the other side"
    town.say("marek", town.entry(Kind.RESUMED, "marek", "2026-11-30 18:30"))
    town.ticks("2026-11-30 18:30", "2026-12-01 08:30")
    assert len(town.letters("marek", AGENDA)) == 1


def test_a_refused_agenda_is_not_made_again(town: Town) -> None:
    town.app.plan(utc("2026-11-30 09:00"))
    (key,) = town.ledger("marek").letters
    town.store.change("marek", lambda led: refused(led, key))
    town.ticks("2026-11-30 10:00", "2026-12-01 08:00")
    assert list(town.ledger("marek").letters) == [key]


def test_the_way_to_answer_is_told_less_with_every_agenda() -> None:
    town = Town()
    town.welcome()
    town.agreed("marek", "Six first meetings", target=6, due="2027-03-31")
    for day in (5, 6, 7, 8, 12, 13, 14):
        town.wall.meet(f"day {day}", utc(f"2027-01-{day:02} 09:00"), "marek", "dana")
    town.ticks("2027-01-04 06:00", "2027-01-13 09:00")
    texts = [town.text(x) for x in town.letters("marek", AGENDA)]
    full = ["I am Accord" in t for t in texts]
    short = ["Type under an item" in t for t in texts]
    assert full[:7] == [True] * 3 + [False] * 4
    assert short[:7] == [False] * 3 + [True] * 3 + [False]
