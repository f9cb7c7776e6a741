from datetime import timedelta
from threading import Barrier, Thread

import pytest

from daemon.accounts.faults import AccountError
from daemon.accounts.throttle import LONGEST_WAIT, Standstill, Throttle, asked_wait

MINUTE = timedelta(minutes=1)


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, time: timedelta) -> None:
        self.now += time.total_seconds()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> Throttle:
    return Throttle("account sales", 2, clock=clock)


def call(throttle: Throttle) -> None:
    with throttle.slot(0):
        pass


def test_no_more_calls_than_allowed_are_in_flight_whatever_the_number_of_threads():
    throttle = Throttle("account sales", 3)
    together, seen, here = Barrier(3), [], []

    def visit() -> None:
        with throttle.slot(30):
            here.append(1)
            seen.append(len(here))
            together.wait(30)  # three are in at a time, or nobody ever leaves
            here.pop()

    threads = [Thread(target=visit) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(seen) == 3
    assert throttle.calls == 9


def test_a_call_that_finds_no_place_in_time_says_so(throttle: Throttle):
    with throttle.slot(0), throttle.slot(0), pytest.raises(AccountError, match="account sales"):
        call(throttle)


def test_while_the_provider_wants_to_be_left_alone_no_call_leaves(throttle: Throttle, clock: Clock):
    throttle.pause(5 * MINUTE)
    clock.pass_(4 * MINUTE)
    with pytest.raises(AccountError) as caught:
        call(throttle)
    assert caught.value.retry_after
    assert MINUTE <= caught.value.retry_after <= 2 * MINUTE
    assert throttle.calls == 0
    clock.pass_(2 * MINUTE)
    call(throttle)


def test_what_was_asked_for_is_never_cut_short_but_for_an_hour(throttle: Throttle):
    assert 7 * MINUTE <= throttle.pause(7 * MINUTE) < 8 * MINUTE
    assert LONGEST_WAIT <= throttle.pause(timedelta(days=400)) <= LONGEST_WAIT * 1.1


def test_without_a_word_about_it_each_refusal_waits_twice_as_long_up_to_an_hour(
    throttle: Throttle, clock: Clock
):
    waits = []
    for _ in range(9):
        waits.append(throttle.pause())
        clock.pass_(waits[-1])
    for wait, minutes in zip(waits, (1, 2, 4, 8, 16, 32, 60, 60, 60), strict=True):
        assert minutes * MINUTE <= wait <= 1.1 * minutes * MINUTE


def test_calls_refused_together_count_as_one_refusal(throttle: Throttle, clock: Clock):
    for _ in range(5):
        throttle.pause()
    clock.pass_(2 * MINUTE)
    assert throttle.pause() < 3 * MINUTE


def test_a_call_that_went_well_makes_the_next_refusal_a_first_one(throttle: Throttle, clock: Clock):
    for _ in range(4):
        clock.pass_(throttle.pause())
    throttle.answered()
    assert throttle.pause() < 2 * MINUTE


def test_several_are_not_sent_back_at_one_and_the_same_moment():
    waits = {Throttle("account sales", 1, clock=Clock()).pause(MINUTE) for _ in range(20)}
    assert len(waits) > 1


DATE = "Mon, 23 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("30", timedelta(seconds=30)),
        ("0", timedelta()),
        ("Mon, 23 Nov 2026 08:02:00 GMT", 2 * MINUTE),
        ("Mon, 23 Nov 2026 07:00:00 GMT", timedelta()),
        ("99999999999999999999", LONGEST_WAIT),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_by_the_servers_own_clock(
    said: str, wait: timedelta | None
):
    assert asked_wait({"retry-after": said, "date": DATE}) == wait


def test_a_date_without_the_servers_own_is_worth_nothing():
    assert asked_wait({"retry-after": DATE}) is None


def test_what_only_a_person_can_mend_is_asked_once_an_hour(clock: Clock):
    standstill = Standstill(clock=clock)
    standstill.check("calendars of Dana", "token")
    standstill.note(AccountError("403 forbidden"), "calendars of Dana", "token")
    clock.pass_(LONGEST_WAIT - MINUTE)
    with pytest.raises(AccountError, match="403 forbidden") as caught:
        standstill.check("calendars of Dana", "token")
    assert caught.value.paused
    clock.pass_(MINUTE)
    standstill.check("calendars of Dana", "token")


def test_a_new_sign_in_and_another_calendar_are_tried_at_once(clock: Clock):
    standstill = Standstill(clock=clock)
    standstill.note(AccountError("403 forbidden"), "calendars of Dana", "token")
    standstill.check("calendars of Dana", "new token")
    standstill.check("calendars of Tomas", "token")
