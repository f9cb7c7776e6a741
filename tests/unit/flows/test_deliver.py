"""The outbox: states, doubt, back-off, caps, and who may be written to."""

import itertools
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.domain.ledger import Ledger
from daemon.domain.outbox import Letter, LetterKind, State
from daemon.errors import DaemonError, OutcomeUnknownError, StoreError, TransportError
from daemon.flows.checking import findings, retry_letter
from daemon.flows.deliver import deliver
from daemon.ports import Missing, NotSent, Sent, Unknown
from daemon.settings import Sending
from tests.unit.town import Town, utc

NOW = utc("2026-11-30 09:00")
MINUTE = timedelta(minutes=1)


class Post:
    """A way out whose next answers are told beforehand; what reached it is counted by its bytes."""

    def __init__(self, *answers: Exception | None, knows: object = None) -> None:
        self.answers = list(answers)
        self.knows = knows or Unknown()
        self.took: list[bytes] = []
        self.asked = 0
        self.sent: dict[str, bytes] = {}
        self.drafts: list[Letter] = []

    def prepare(self, letter: Letter, mail: bytes) -> str:
        self.drafts.append(letter)
        return f"draft-{len(self.drafts)}"

    def send(self, draft: str, mail: bytes) -> Sent:
        self.took.append(mail)
        if self.answers and (answer := self.answers.pop(0)):
            raise answer
        name = f"<stored-{len(self.took)}@provider.example>"
        self.sent[name] = mail
        return Sent(name, "thread")

    def outcome(self, letter: Letter, draft: str) -> object:
        self.asked += 1
        if isinstance(self.knows, Exception):
            raise self.knows
        return self.knows


def letter(number: int = 0, person: str = "marek", **more: object) -> Letter:
    return Letter(
        key=f"receipt:{person}:{number}",
        kind=LetterKind.RECEIPT,
        addressee=person,
        made=NOW + timedelta(seconds=number),
        subject="Re: 1:1 with Dana, Tue 1 Dec",
        text="",
        html="",
        tag=f"{'abcdefghij'[number % 10]}{number // 10:0>11}".replace("0", "a").replace("1", "b"),
        message_id=f"<{number}@halden.example>",
        not_before=NOW,
        **more,  # type: ignore[arg-type]
    )


def town(post: Post, *letters: Letter, kind: str = "maildir", **sending: object) -> Town:
    town = Town(
        transport=post,
        transport_kind=kind,
        sending=Sending(**{"mode": "live", **sending}),  # type: ignore[arg-type]
    )
    text = town.vault.put(b"text")
    html = town.vault.put(b"<p>text</p>")
    for one in letters or (letter(),):
        put(town, replace(one, text=text, html=html))
    return town


def put(town: Town, one: Letter) -> None:
    town.store.change(
        one.addressee, lambda led: replace(led, letters={**led.letters, one.key: one})
    )


def state(town: Town, key: str = "receipt:marek:0", person: str = "marek") -> Letter:
    return town.ledger(person).letters[key]


def run(town: Town, minutes: float = 0) -> None:
    town.app.deliver(NOW + minutes * MINUTE)


def lost() -> OutcomeUnknownError:
    return OutcomeUnknownError()


def busy(**more: object) -> TransportError:
    return TransportError("try later", permanent=False, **more)  # type: ignore[arg-type]


def refused() -> TransportError:
    return TransportError("550 no such user", permanent=True)


def test_a_letter_is_kept_as_the_provider_stored_it() -> None:
    place = town(Post())
    run(place)
    kept = state(place)
    assert (kept.state, kept.sent, kept.thread) == (State.SENT, NOW, "thread")
    assert (kept.message_id, kept.draft, kept.tries) == (
        "<stored-1@provider.example>",
        "draft-1",
        1,
    )
    run(place, 1)
    assert len(place.transport.took) == 1


def test_a_letter_is_noted_as_being_sent_before_it_is_sent() -> None:
    class Watching(Post):
        def send(self, draft: str, mail: bytes) -> Sent:
            self.seen = state(place).state
            return super().send(draft, mail)

    place = town(Watching())
    run(place)
    assert place.transport.seen is State.SENDING


def test_a_refusal_of_this_letter_buries_it_alone_and_check_shows_it(tmp_path: Path) -> None:
    place = town(Post(refused()), letter(0), letter(1))
    run(place)
    assert state(place).state is State.DEAD
    assert state(place, "receipt:marek:1").state is State.SENT
    assert any("is dead: 550 no such user" in str(f) for f in findings(place.house, NOW))
    retry_letter(place.house, "receipt:marek:0", NOW)
    run(place)
    assert state(place).state is State.SENT


def test_anything_else_makes_the_whole_account_wait_twice_as_long_each_time() -> None:
    place = town(Post(*[busy()] * 9), letter(0), letter(1, "lena"))
    tried, minute = [], 0
    while len(tried) < 9:
        before = len(place.transport.took)
        run(place, minute)
        if len(place.transport.took) > before:
            tried.append(minute)
        minute += 1
    assert [b - a for a, b in itertools.pairwise(tried)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert state(place).state is State.QUEUED
    assert "transport" in place.house.memory.problems


def test_one_success_ends_the_waiting() -> None:
    place = town(Post(busy(), None, busy()), letter(0), letter(1), letter(2))
    run(place)
    run(place, 1)
    assert state(place).state is State.SENT
    run(place, 2)
    assert state(place, "receipt:marek:1").state is State.SENT, "the wait begins at a minute again"


@pytest.mark.parametrize(
    ("asked", "waits"), [(timedelta(minutes=7), 7), (timedelta(days=900), 60), (timedelta(0), 1)]
)
def test_the_servers_own_wish_wins_up_to_an_hour(asked: timedelta, waits: int) -> None:
    place = town(Post(busy(retry_after=asked)))
    run(place)
    run(place, waits - 0.5)
    assert len(place.transport.took) == 1
    run(place, waits)
    assert len(place.transport.took) == 2


def test_a_letter_that_waits_too_long_expires(tmp_path: Path) -> None:
    place = town(Post(busy()), letter(expires=NOW + 30 * MINUTE))
    run(place)
    run(place, 31)
    assert state(place).state is State.EXPIRED
    assert len(place.transport.took) == 1


# --- in doubt ---------------------------------------------------------------------------------


def test_where_the_provider_knows_nothing_is_sent_twice() -> None:
    place = town(Post(lost(), knows=Sent("<kept@provider.example>")))
    run(place)
    assert state(place).state is State.SENDING
    run(place, 4)
    assert place.transport.asked == 0, "it is asked after five minutes"
    run(place, 5)
    assert (state(place).state, state(place).message_id) == (State.SENT, "<kept@provider.example>")
    assert len(place.transport.took) == 1


def test_what_surely_did_not_leave_is_sent_with_the_same_bytes() -> None:
    place = town(Post(lost(), knows=NotSent()))
    run(place)
    run(place, 5)
    assert state(place).state is State.SENT
    assert len(place.transport.took) == 2
    assert len(set(place.transport.took)) == 1


def test_a_crash_while_sending_is_a_doubt_like_any_other() -> None:
    class Dying(Post):
        def send(self, draft: str, mail: bytes) -> Sent:
            super().send(draft, mail)
            raise KeyboardInterrupt

    place = town(Dying(knows=Sent("<kept@provider.example>")))
    with pytest.raises(KeyboardInterrupt):
        run(place)
    assert state(place).state is State.SENDING
    run(place, 1)
    assert state(place).state is State.SENT
    assert len(place.transport.took) == 1


def test_over_smtp_the_same_bytes_go_once_more_and_no_oftener() -> None:
    place = town(Post(lost(), lost(), lost()), kind="smtp")
    for minute in range(0, 600, 5):
        run(place, minute)
    assert len(place.transport.took) == 2
    assert len(set(place.transport.took)) == 1
    assert state(place).state is State.DEAD
    assert any("lost twice" in str(f) for f in findings(place.house, NOW))


def test_over_smtp_a_second_try_that_is_turned_away_leaves_one_more() -> None:
    place = town(Post(lost(), busy(), None), kind="smtp")
    for minute in range(0, 60, 5):
        run(place, minute)
    assert state(place).state is State.SENT
    assert len(place.transport.took) == 3


def test_over_smtp_other_letters_go_on_while_one_is_in_doubt() -> None:
    place = town(Post(lost()), letter(0), letter(1), kind="smtp")
    run(place)
    assert state(place, "receipt:marek:1").state is State.QUEUED, "the connection is tried later"
    run(place, 1)
    assert state(place, "receipt:marek:1").state is State.SENT


def test_where_nobody_can_tell_it_waits_and_the_admin_hears_of_it() -> None:
    place = town(Post(lost(), knows=Unknown()))
    run(place)
    asked = []
    for minute in range(1, 120):
        before = place.transport.asked
        run(place, minute)
        asked += [minute] if place.transport.asked > before else []
    assert asked[:3] == [5, 35, 95], "after five minutes, half an hour, then every hour"
    assert len(place.transport.took) == 1
    assert "letter receipt:marek:0" in place.house.memory.problems
    place.transport.knows = Sent("<kept@provider.example>")
    run(place, 200)
    assert "letter receipt:marek:0" not in place.house.memory.problems


@pytest.mark.parametrize("kind", ["smtp", "maildir"])
def test_what_is_missing_among_the_sent_mails_after_half_an_hour_did_not_leave(kind: str) -> None:
    place = town(Post(lost(), lost(), knows=Missing()), kind=kind)
    tries = []
    for minute in range(120):
        before = len(place.transport.took)
        run(place, minute)
        tries += [minute] if len(place.transport.took) > before else []
    assert tries == [0, 35, 70], "each try has its own five minutes and half an hour"
    assert len(set(place.transport.took)) == 1
    assert state(place).state is State.SENT


def test_what_turns_up_among_the_sent_mails_late_is_not_sent_again() -> None:
    place = town(Post(lost(), knows=Missing()), kind="smtp")
    run(place)
    run(place, 5)
    place.transport.knows = Sent("<kept@provider.example>")
    run(place, 35)
    assert state(place).state is State.SENT
    assert len(place.transport.took) == 1


def test_a_provider_that_can_not_be_asked_now_is_asked_later() -> None:
    place = town(Post(lost(), knows=busy()))
    run(place)
    run(place, 5)
    assert state(place).state is State.SENDING
    place.transport.knows = Sent("<kept@provider.example>")
    run(place, 6)
    assert state(place).state is State.SENT


@pytest.mark.parametrize(("kind", "knows"), [("smtp", Unknown()), ("maildir", NotSent())])
def test_what_is_in_doubt_past_its_time_is_not_sent_again(kind: str, knows: object) -> None:
    place = town(Post(lost(), knows=knows), letter(expires=NOW + 3 * MINUTE), kind=kind)
    run(place)
    run(place, 5)
    assert state(place).state is State.EXPIRED
    assert len(place.transport.took) == 1


# --- what holds letters back ------------------------------------------------------------------


def test_dry_sends_nothing_and_stop_sends_nothing(tmp_path: Path) -> None:
    dry = town(Post(), mode="dry")
    run(dry)
    assert dry.transport.took == []
    stopped = town(Post())
    object.__setattr__(stopped.house.settings, "state", tmp_path)
    (tmp_path / "stop").touch()
    run(stopped)
    assert stopped.transport.took == []
    (tmp_path / "stop").unlink()
    run(stopped)
    assert len(stopped.transport.took) == 1


def test_stop_is_heard_between_two_letters() -> None:
    post = Post()
    place = town(post, letter(0), letter(1))
    deliver(place.house, NOW, stopped=lambda: len(post.took) >= 1)
    assert len(post.took) == 1


def test_a_pilot_writes_to_those_on_its_list_alone() -> None:
    place = town(
        Post(), letter(0), letter(1, "lena"), mode="pilot", pilot=("marek@halden.example",)
    )
    run(place)
    assert state(place).state is State.SENT
    other = state(place, "receipt:lena:1", "lena")
    assert (other.state, other.error) == (State.DEAD, "not on the pilot's list")


def test_a_letter_in_doubt_to_somebody_taken_off_the_list_stays_where_it_is() -> None:
    place = town(Post(lost(), knows=NotSent()), mode="pilot", pilot=("marek@halden.example",))
    run(place)
    object.__setattr__(place.house.settings, "sending", Sending(mode="pilot"))
    run(place, 5)
    assert state(place).state is State.DEAD
    assert len(place.transport.took) == 1


def test_redirected_mail_goes_to_one_address_whoever_it_is_for() -> None:
    place = town(Post(), letter(0), letter(1, "lena"), redirect_all_to="test@halden.example")
    run(place)
    assert len(place.transport.took) == 2
    assert all(b"<test@halden.example>" in mail for mail in place.transport.took)
    assert not any(b"marek@halden.example" in mail for mail in place.transport.took)


def test_the_daily_cap_counts_the_last_24_hours_and_the_rest_waits() -> None:
    place = town(Post(), *(letter(n) for n in range(5)), daily_cap=2)
    sent = []
    for hour in range(73):
        before = len(place.transport.took)
        run(place, 60 * hour)
        sent += [hour] * (len(place.transport.took) - before)
    assert sent == [0, 0, 24, 24, 48]


def test_somebody_who_left_the_directory_gets_nothing() -> None:
    place = town(Post())
    del place.people["marek"]
    run(place)
    assert (state(place).state, state(place).error) == (
        State.DEAD,
        "the person is not in the directory",
    )


def test_one_letter_whose_text_is_lost_holds_back_no_other() -> None:
    place = town(Post(), letter(0), letter(1))
    put(place, replace(state(place), text="0" * 64))
    run(place)
    assert state(place).state is State.QUEUED
    assert state(place, "receipt:marek:1").state is State.SENT
    assert "letter receipt:marek:0" in place.house.memory.problems


def test_a_ledger_that_can_not_be_read_holds_back_no_other() -> None:
    place = town(Post(), letter(0), letter(1, "lena"))
    healthy = place.store.read

    def read(owner: str) -> Ledger:
        if owner == "lena":
            raise StoreError("lena.json is no ledger", owner="lena")
        return healthy(owner)

    place.store.read = read  # type: ignore[method-assign]
    run(place)
    assert state(place).state is State.SENT
    assert place.house.memory.problems["ledger lena"] == "lena.json is no ledger"
    place.store.read = healthy  # type: ignore[method-assign]
    run(place, 1)
    assert "ledger lena" not in place.house.memory.problems


def test_a_letter_withdrawn_in_the_moment_before_it_leaves_stays() -> None:
    class Withdrawing(Post):
        def prepare(self, letter: Letter, mail: bytes) -> str:
            put(place, replace(letter, state=State.EXPIRED, error="the meeting was cancelled"))
            return ""

    place = town(Withdrawing())
    run(place)
    assert state(place).state is State.EXPIRED
    assert place.transport.took == []


def test_a_batch_over_the_ceiling_waits_for_the_next_week_and_is_not_dropped() -> None:
    three = [replace(letter(n), kind=LetterKind.AGREE, key=f"agree:{n}") for n in range(3)]
    place = town(Post(), *three)
    for hour in range(24 * 8):
        run(place, 60 * hour)
    times = sorted(x.sent for x in place.ledger("marek").letters.values() if x.sent)
    assert times == [NOW, NOW, utc("2026-12-07 08:00")], "on Monday when work begins"


def test_retry_is_for_what_is_dead_or_expired() -> None:
    place = town(Post())
    with pytest.raises(DaemonError, match="is no dead or expired letter"):
        retry_letter(place.house, "receipt:marek:0", NOW)
