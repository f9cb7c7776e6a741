"""What the sample letters say of steps, calendars and what nobody has said a word on."""

import pytest

from daemon.mail.render import Renderer
from daemon.mail.samples import samples

SAMPLES = {s.name: s for s in samples()}
RENDERER = Renderer()


def flat(name: str) -> str:
    s = SAMPLES[name]
    return " ".join(RENDERER.render(s.template, s.page, s.reader, s.frame).text.split())


def test_what_has_no_word_yet_says_when_it_was_agreed() -> None:
    assert "L1 Fleet price list in its final form by Mon 30 Nov, agreed 24 Nov" in flat(
        "agenda-later"
    )


@pytest.mark.parametrize("name", ["agenda-later", "prep-first"])
def test_a_promise_to_meet_is_shown_as_a_fact_to_both(name: str) -> None:
    assert "next on the calendar: Thu 10 Dec; 2 of 2 since 1 Nov, one cancelled" in flat(name)


def test_a_proposed_step_names_the_weeks_it_rests_on() -> None:
    text = flat("agenda-junior")
    assert "As you say, it held four weeks in a row, from 2 Nov on. This would be a wider" in text
    assert "As you say, it did not hold in the week from 16 Nov on." in text


def test_the_fields_are_counted_without_a_word_on_them() -> None:
    text = flat("prep-balance")
    assert "by field: growing accounts 1, new customers 1, learning none." in text
    assert "The line by field counts that list." in text
