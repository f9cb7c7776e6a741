"""The rules of the house, over every sample letter: order, length, width, words, footer."""

import re
from datetime import timedelta

import pytest

from daemon.mail.html_lines import html_lines
from daemon.mail.render import Rendered, Renderer
from daemon.mail.samples import Sample, samples
from tests.unit.mail.tone import AVOIDED, ITEM, UNSAFE, WIDEST, own_words

NAMES = [s.name for s in samples()]
BY_NAME = {s.name: s for s in samples()}
RENDERER = Renderer()
LETTERS: dict[str, Rendered] = {}

# Lines of a letter with its subject, the blank line below it and its footer.
LONGEST = {
    "agenda-first": 60,
    "agenda-fourth": 52,
    "agenda-later": 52,
    "agenda-moved": 52,
    "agenda-quarter": 52,
    "agenda-review": 52,
    "agenda-nudge": 52,
    "agenda-list": 52,
    "prep-": 65,
    "agree-one": 30,
    "agree-own-words": 30,
    "agree-change": 30,
    "agree-step": 30,
    "recap-": 45,
    "receipt-question": 14,
    "receipt-messy": 24,
    "receipt-doubt": 24,
    "receipt-draft": 24,
    "receipt-final": 24,
    "receipt-undone": 24,
    "receipt-pause": 24,
    "receipt-help": 24,
    "held": 24,
}


def letter(name: str) -> Rendered:
    if name not in LETTERS:
        s = BY_NAME[name]
        LETTERS[name] = RENDERER.render(s.template, s.page, s.reader, s.frame)
    return LETTERS[name]


def body_and_footer(name: str) -> tuple[str, str]:
    body, found, footer = letter(name).text.partition("\n-- \n")
    assert found, "a footer stands below '-- '"
    return body, footer


@pytest.mark.parametrize("name", NAMES)
class TestEveryLetter:
    def test_has_a_short_plain_subject(self, name: str) -> None:
        subject = letter(name).subject
        assert 0 < len(subject) < 45
        assert not re.search(r"[\[\]{}!]|\d\d:\d\d", subject)
        assert not AVOIDED.search(subject)
        assert "Accord" not in subject

    def test_has_lines_that_can_be_quoted_twice(self, name: str) -> None:
        assert [x for x in letter(name).text.splitlines() if len(x) > WIDEST] == []

    def test_has_first_lines_of_items_that_are_shorter_yet(self, name: str) -> None:
        short = ("ALSO OPEN", "WAITING FOR")
        items = [x for x in letter(name).text.splitlines() if ITEM.match(x) and "…" not in x]
        assert [x for x in items if len(x) > 60] == [] or any(x in letter(name).text for x in short)

    def test_begins_no_line_of_prose_like_an_answer(self, name: str) -> None:
        lines = [x for x in letter(name).text.splitlines() if x and not x.startswith(" ")]
        prose = [x for x in lines if not ITEM.match(x)]
        assert [x for x in prose if UNSAFE.match(x)] == []

    def test_avoids_words_that_push_or_guess(self, name: str) -> None:
        assert AVOIDED.findall(own_words(letter(name).text)) == []

    def test_starts_with_the_readers_name(self, name: str) -> None:
        first = letter(name).text.split("\n\n")[0]
        assert BY_NAME[name].reader.called in first

    def test_says_the_readers_name_once_to_the_reader(self, name: str) -> None:
        reader = BY_NAME[name].reader.called
        said = own_words(letter(name).text).count(f"{reader},")
        most = 1 + len(re.findall(r"Whose: yours", letter(name).text))
        assert said <= most, "once in the greeting, once where an item names its owner"

    def test_has_a_footer_of_five_lines_that_ends_in_its_tag(self, name: str) -> None:
        _, footer = body_and_footer(name)
        assert len(footer.splitlines()) <= 5
        assert footer.split()[-1] == f"({BY_NAME[name].frame.tag})"

    def test_shouts_at_most_three_commands(self, name: str) -> None:
        found = set(re.findall(r"\b(UNDO|PAUSE|HELP|RESUME|LIST|SKIP|QUIET)\b", letter(name).text))
        assert len(found) <= 3

    def test_shows_no_label_twice(self, name: str) -> None:
        labels = re.findall(r"^([AL]\d+)  ", letter(name).text, re.MULTILINE)
        assert sorted(labels) == sorted(set(labels))

    def test_names_only_the_item_that_cannot_exist_in_its_examples(self, name: str) -> None:
        indented = re.findall(r"^    ([AL]\d+)\b(?! *is)", letter(name).text, re.MULTILINE)
        assert set(indented) <= {"A0"}

    def test_leaves_no_template_mark_and_no_blank_run(self, name: str) -> None:
        rendered = letter(name)
        assert not re.search(r"\{\{|\}\}|\{%|None|Undefined|\n\n\n", rendered.text)
        assert not re.search(r"\{\{|\{%|None<|Undefined", rendered.html)
        assert re.search(r"[^\S\n]+$", rendered.text.replace("\n-- \n", "\n"), re.MULTILINE) is None

    def test_keeps_to_its_length(self, name: str) -> None:
        most = next((n for start, n in LONGEST.items() if name.startswith(start)), None)
        if most:
            assert len(letter(name).text.splitlines()) + 2 <= most

    def test_says_the_same_in_both_parts_in_the_same_order(self, name: str) -> None:
        said = spoken(" ".join(x.text for x in html_lines(without_buttons(letter(name).html))))
        written = spoken(letter(name).text)
        if "…" not in "".join(written):  # the text part shortens long titles
            assert said == written

    def test_is_a_document_for_every_mail_program(self, name: str) -> None:
        html = letter(name).html
        assert html.startswith("<!DOCTYPE html>")
        assert f'<html lang="{BY_NAME[name].reader.language}">' in html
        assert '<meta name="color-scheme" content="light dark">' in html
        assert "prefers-color-scheme: dark" in html
        assert len(html.encode()) < 90_000
        assert not re.search(r"<(script|link|form|img|svg|blockquote)\b", html)
        assert not re.search(r"https?://", html)

    def test_styles_every_class_where_it_stands(self, name: str) -> None:
        bare = re.findall(r'class="([^"]+)"(?! style=)', letter(name).html)
        assert bare == []

    def test_is_large_enough_to_be_read(self, name: str) -> None:
        sizes = re.findall(r"<p[^>]*font-size: ?(\d+)px", letter(name).html)
        assert all(int(size) >= 14 for size in sizes)


def without_buttons(html: str) -> str:
    """The HTML without the short answers, which the text part does not have."""
    html = re.sub(r'<p class="answers" style="[^"]*"><span.*?</p>', "", html, flags=re.DOTALL)
    return without_links(html)


def without_links(html: str) -> str:
    """Links that prefill an answer are taken for no text when a reply is read."""
    return re.sub(r'href="mailto:[^"]*"', "", html)


def spoken(text: str) -> list[str]:
    return [word for word in text.split() if word not in ("·", "--")]


def test_agreements_come_before_topics_and_the_way_to_answer_last() -> None:
    text = letter("agenda-first").text
    order = ["Marek, on", "I am Accord", "A5  ", "L1  ", "ON THE TABLE", "HOW TO ANSWER", "-- \n"]
    places = [text.index(mark) for mark in order]
    assert places == sorted(places)


def test_the_leaders_own_side_comes_first_in_the_prep() -> None:
    text = letter("prep-first").text
    assert text.index("L1  ") < text.index("A5  ") < text.index("ON THE TABLE")


def test_a_doubt_comes_before_what_was_recorded() -> None:
    text = letter("receipt-doubt").text
    assert text.index('"A3 5-6') < text.index("A7  ")


def test_changed_numbers_come_before_words_that_changed_nothing() -> None:
    text = letter("receipt-messy").text
    assert text.index("A3  4 of 6, was 3") < text.index("A2  1 of 2 as before")


def test_the_first_sentence_is_what_a_phone_shows_below_the_subject() -> None:
    html = letter("agenda-first").html
    assert 'aria-hidden="true">Marek, on Tue 1 Dec at 10:00 you meet Dana.' in html


@pytest.mark.parametrize(("name", "top"), [("first", 2), ("fourth", 1), ("later", 0)])
def test_the_way_to_answer_is_told_less_from_time_to_time(name: str, top: int) -> None:
    text = letter(f"agenda-{name}").text
    assert ("I am Accord" in text) == (top == 2)
    assert ("Type under an item" in text) == (top == 1)
    assert "A0 4 of 6" in text


def test_nobody_who_reads_is_told_who_was_silent() -> None:
    for name in NAMES:
        assert not re.search(r"not answered|has no answer|silent|no reply", letter(name).text)


def test_the_samples_cover_every_folder_of_templates(root: object) -> None:
    from daemon.mail.shelf import shipped

    folders = {x.name for x in shipped().joinpath("en").iterdir() if x.is_dir()}
    assert {s.template for s in samples()} == folders


def test_samples_have_names_of_their_own() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_the_furniture_names_every_line_that_only_html_has() -> None:
    known = {" ".join(x.split()) for x in RENDERER.furniture().splitlines()}
    for name in NAMES:
        shown = (x.text for x in html_lines(without_links(letter(name).html)))
        answers = {" ".join(x.split()) for x in shown if x.startswith("Short answers")}
        assert answers <= known


def test_a_year_later_the_dates_carry_their_year() -> None:
    s = BY_NAME["agenda-later"]
    later = Sample(
        **{
            **vars(s),
            "frame": type(s.frame)(**{**vars(s.frame), "now": s.frame.now + timedelta(days=90)}),
        }
    )
    text = RENDERER.render(later.template, later.page, later.reader, later.frame).text
    assert "Fri 11 Dec 2026" in text
