"""Every letter that is sent comes back whole: nothing of it is ever taken for an answer."""

import re

import pytest

from daemon.domain.replies.message import Line
from daemon.domain.replies.typed.quotes import extract
from daemon.mail.bodies import text_lines
from daemon.mail.html_lines import html_lines
from daemon.mail.render import Rendered, Renderer
from daemon.mail.samples import samples

RENDERER = Renderer()
SAMPLES = tuple(samples())
NAMES = [f"{i}-{sample.template}" for i, sample in enumerate(SAMPLES)]
OUTLOOK = "From: Accord\nSent: Monday, November 30, 2026 4:00 PM\nTo: Marek\nSubject: 1:1\n\n"
LABEL = re.compile(r"^([AL]?\d+)  \S", re.MULTILINE)


def rendered(number: int) -> Rendered:
    sample = SAMPLES[number]
    return RENDERER.render(sample.template, sample.page, sample.reader, sample.frame)


@pytest.mark.parametrize("number", range(len(SAMPLES)), ids=NAMES)
def test_a_letter_that_comes_back_whole_leaves_nothing(number: int) -> None:
    letter = rendered(number)
    shown = html_lines(letter.html)
    for quote in (shown, text_lines(letter.text), [Line(line.text, 1) for line in shown]):
        (only,) = extract([Line("fine"), *text_lines(OUTLOOK), *quote], letter.text).typed
        assert only.text == "fine"


@pytest.mark.parametrize("number", range(len(SAMPLES)), ids=NAMES)
def test_what_is_typed_between_the_lines_of_a_letter_has_the_item_above_it(number: int) -> None:
    letter = rendered(number)
    labels = tuple(LABEL.findall(letter.text))
    shown = [line for line in html_lines(letter.html) if line.text]
    item = ""
    for k, line in enumerate(shown):
        first = line.text.split()[0]
        if first in labels and " ".join(line.text.split()[1:3]) in letter.text.replace("  ", " "):
            item = first
        body = [*text_lines(OUTLOOK), *shown[: k + 1], Line("typed"), *shown[k + 1 :]]
        (only,) = extract(body, letter.text, labels).typed
        assert only.item in (item, "")
        assert only.item == item or first not in labels
