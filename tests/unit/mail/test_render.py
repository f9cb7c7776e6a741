"""Rendering: the same words for both parts, own templates, other languages, hostile words."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.letters.answers import Held
from daemon.domain.letters.batches import Numbered, ToAgree
from daemon.domain.letters.meetings import AgendaPage
from daemon.domain.matters import Phrase
from daemon.domain.replies.receipt import Doubt, Receipt
from daemon.mail import lines
from daemon.mail.html_lines import html_lines
from daemon.mail.render import LARGEST, Rendered, Renderer
from daemon.mail.samples import Sample, samples
from daemon.mail.samples.team import MAREK, REFERENCES, draft, quote

RENDERER = Renderer()
SAMPLES = {s.name: s for s in samples()}


def rendered(sample: Sample, renderer: Renderer = RENDERER) -> Rendered:
    return renderer.render(sample.template, sample.page, sample.reader, sample.frame)


def mareks_last_word(words: str) -> Sample:
    """Marek's agenda, where the last word about A2 is this."""
    sample = SAMPLES["agenda-later"]
    page = sample.page
    assert isinstance(page, AgendaPage)
    first, second, *rest = page.agenda.own
    said = quote("Marek", date(2026, 11, 24), words, own=True)
    agenda = replace(page.agenda, own=(first, replace(second, said=said), *rest))
    return replace(sample, page=replace(page, agenda=agenda))


class TestAnAgenda:
    def test_says_when_with_whom_and_how_much_first(self) -> None:
        letter = rendered(SAMPLES["agenda-first"])
        assert letter.subject == "1:1 with Dana, Tue 1 Dec"
        assert letter.text.startswith(
            "Marek, on Tue 1 Dec at 10:00 you meet Dana. Four things are open\n"
            "between you, and Dana owes you two.\n"
        )

    def test_shows_an_item_with_standing_last_word_and_one_question(self) -> None:
        assert (
            "A2  Kestrel Foods: Brno and Graz each ask for a quote\n"
            "    1 of 2, by Fri 18 Dec\n"
            '    You, 24 Nov: "Brno is warm, in Graz I have no name yet"\n'
            "    One to go, three weeks left. What is your next way in?\n\n"
        ) in rendered(SAMPLES["agenda-later"]).text

    def test_asks_the_leader_about_the_same_item_in_other_words(self) -> None:
        text = rendered(SAMPLES["prep-first"]).text
        assert "What is the next way in?" in text
        assert "What is your next way in?" not in text

    def test_gives_hours_in_the_readers_zone(self) -> None:
        sample = SAMPLES["invitation-leader"]
        tokyo = replace(sample.reader, zone="Asia/Tokyo")
        assert "at 18:00" in rendered(replace(sample, reader=tokyo)).text

    def test_that_moved_names_the_new_day_and_the_old(self) -> None:
        first = rendered(SAMPLES["agenda-moved"]).text.split("\n\n")[0]
        assert " ".join(first.split()).startswith(
            "Marek, your 1:1 with Dana is on Thu 3 Dec at 14:00 now, no longer on Tue 1 Dec."
        )

    def test_shows_a_change_once_with_old_and_new(self) -> None:
        text = rendered(SAMPLES["agenda-drafts"]).text
        assert text.count("A3  Six first meetings") == 1
        assert "was: 6 meetings, by Thu 31 Dec\n    now: 6 meetings, by Fri 22 Jan 2027" in text

    def test_says_how_items_past_the_seventh_stand_on_one_line_each(self) -> None:
        text = rendered(SAMPLES["agenda-long"]).text
        [line] = [x for x in text.splitlines() if x.startswith("A17  ")]
        assert line.endswith("…, by Thu 31 Dec")

    def test_turns_into_the_lines_of_its_text_part_when_a_client_quotes_the_html(self) -> None:
        quoted = [x.text for x in html_lines(rendered(SAMPLES["agenda-later"]).html)]
        assert "A2  Kestrel Foods: Brno and Graz each ask for a quote" in quoted
        assert "1 of 2, by Fri 18 Dec" in quoted
        assert not any("____" in x for x in quoted), "no border is taken for a quotation's"


class TestAnswersByOneTap:
    def links(self, name: str) -> list[str]:
        html = rendered(SAMPLES[name]).html.replace("&amp;", "&")
        return re.findall(r'href="(mailto:[^"]+)"', html)

    def test_go_to_the_letters_own_address_with_item_and_answer(self) -> None:
        links = self.links("agenda-later")
        assert links[0] == (
            "mailto:accord%2Bk4t7x2m3qb5w@halden.example"
            "?subject=Re%3A%201%3A1%20with%20Dana%2C%20Tue%201%20Dec&body=A5%20done"
        )
        bodies = [unquote(x.partition("&body=")[2]) for x in links]
        assert bodies[:3] == ["A5 done", "A5: ", "A5 stuck on "]
        assert bodies[-2:] == ["A7 yes", "A7 no"]

    def test_offer_yes_change_and_no_under_a_draft(self) -> None:
        bodies = [unquote(x.partition("&body=")[2]) for x in self.links("agree-one")]
        assert bodies == ["A8 yes", "A8 change: ", "A8 no"]

    def test_offer_a_verdict_when_a_quarter_closes(self) -> None:
        bodies = [unquote(x.partition("&body=")[2]) for x in self.links("quarter")]
        assert bodies == ["A3 kept", "A3 not kept"]

    def test_offer_the_only_answers_that_a_doubt_can_mean(self) -> None:
        bodies = [unquote(x.partition("&body=")[2]) for x in self.links("receipt-question")]
        assert bodies == ["A3 5", "A3 6"]

    def test_are_not_offered_for_what_the_other_owes(self) -> None:
        assert not [x for x in self.links("agenda-later") if "body=L" in x]

    def test_stay_short_enough_for_every_program(self) -> None:
        assert all(len(x) < 1800 for name in SAMPLES for x in self.links(name))


class TestWordsOfPeople:
    def test_are_text_in_the_html_whatever_they_hold(self) -> None:
        letter = rendered(mareks_last_word('<b>bold</b> & <script>alert("x")</script>'))
        assert "<b>bold" not in letter.html
        assert "<script" not in letter.html
        assert "<b>bold</b> &" in letter.text

    def test_are_not_taken_for_a_template(self) -> None:
        assert "{{ 7 * 7 }}" in rendered(mareks_last_word("{{ 7 * 7 }}")).text

    def test_stand_on_one_line_without_controls_and_marks_of_direction(self) -> None:
        text = rendered(mareks_last_word("warm\n\n-- \nin \u202eGraz\u0007 no\tname")).text
        assert '"warm -- in Graz no name"' in text

    def test_that_fill_a_page_are_cut(self) -> None:
        text = rendered(mareks_last_word("graz " * 2000)).text
        assert len(text) < 4000
        assert "…" in text

    @given(st.text(alphabet="aF1A2rom >\n", max_size=300))
    def test_never_begin_a_line_like_an_answer_where_another_word_could(self, words: str) -> None:
        found = lines.wrap(words, width=20)
        for above, line in pairwise(found):
            assert not re.match(r"\d|[AL]\d|From\b|>", line) or len(above.split()) == 1

    @given(st.text(max_size=400), st.integers(20, 80))
    def test_are_wrapped_without_losing_one(self, words: str, width: int) -> None:
        found = lines.wrap(words, first="A7  ", rest="    ", width=width)
        assert " ".join(found).replace("A7  ", "", 1).split() == words.split()
        assert all(len(x) <= width or len(x.split()) <= 2 or UNSAFE_RUN.search(x) for x in found)

    @given(st.text(min_size=1, max_size=120), st.integers(12, 60))
    def test_are_cut_to_one_line_of_the_width(self, words: str, width: int) -> None:
        short = lines.cut(words, width)
        assert len(short) <= width
        assert "\n" not in short


# A run of words none of which may begin a line stays on the line it is on.
UNSAFE_RUN = re.compile(r"(?:^|\s)(?:[\d>#+-]|[AL]\d|From\b)")


class TestALongLetter:
    def letter(self, count: int, words: str = "") -> Rendered:
        terms = replace(REFERENCES, why=words or REFERENCES.why)
        drafts = tuple(
            Numbered(f"A{n}", draft(MAREK, MAREK, f"A{n}", terms), "Dana") for n in range(1, count)
        )
        page = ToAgree(MAREK, "Dana", first=False, drafts=drafts, leads=False)
        return rendered(replace(SAMPLES["agree-three"], page=page))

    def test_shows_forty_items_and_counts_the_rest(self) -> None:
        letter = self.letter(101)
        assert "A40  " in letter.text or "more" in letter.text
        assert re.search(r"and \d+ more", letter.text)
        assert re.search(r"and \d+ more", letter.html)

    def test_stays_small_enough_to_be_shown_whole(self) -> None:
        assert len(self.letter(101, "ß" * 500).html.encode()) <= LARGEST

    def test_names_everyone_where_there_is_room(self) -> None:
        assert "more" not in self.letter(9).text.replace("no more", "")


class TestAReceipt:
    def doubt(self, code: str, **slots: object) -> str:
        doubt = Doubt("A3", "A3 hm", Phrase(f"doubt-{code}", slots), ())
        page = Receipt(MAREK, "Dana", doubts=(doubt,))
        return " ".join(rendered(replace(SAMPLES["receipt-question"], page=page)).text.split())

    def test_asks_about_a_doubt_it_has_no_words_for(self) -> None:
        assert "can be read in more than one way" in self.doubt("never-heard-of", label="A3")

    def test_asks_in_general_words_where_a_slot_is_missing(self) -> None:
        assert "another target" in self.doubt("target-differs")
        assert "6 you agreed" in self.doubt("target-differs", target=Decimal(6), standing=None)

    def test_offers_to_leave_it_only_where_there_is_something_to_leave(self) -> None:
        assert "Or leave it" in self.doubt("vague")
        assert "Or leave it" not in self.doubt("nothing-to-undo")

    def test_prints_the_heads_of_what_it_recorded(self) -> None:
        footer = rendered(SAMPLES["receipt-messy"]).text.rpartition("-- \n")[2]
        assert footer.startswith("Records: A3 3f9a21c4, A5 91d0be77, A7 c2e41d08 (")

    def test_of_a_pause_says_that_nobody_else_hears_of_it(self) -> None:
        assert "For you alone" in rendered(SAMPLES["receipt-pause"]).text
        assert "Dana" not in rendered(SAMPLES["receipt-pause"]).text

    def test_repeats_what_was_said_with_the_item_that_is_chosen(self) -> None:
        doubt = Doubt("", "one more done", Phrase("doubt-which-item"), ("A2", "A5"))
        page = Receipt(MAREK, "Dana", doubts=(doubt,))
        html = rendered(replace(SAMPLES["receipt-question"], page=page)).html
        assert "body=A2%20one%20more%20done" in html

    def test_offers_days_as_it_writes_them_and_answers_with_plain_dates(self) -> None:
        doubt = Doubt("A3", "fri", Phrase("doubt-new-date"), ("2026-12-18",))
        page = Receipt(MAREK, "Dana", doubts=(doubt,))
        letter = rendered(replace(SAMPLES["receipt-question"], page=page))
        assert "Fri 18 Dec" in letter.text
        assert "body=A3%20move%20to%202026-12-18" in letter.html


def test_every_doubt_that_reading_can_have_has_words_of_its_own(root: Path) -> None:
    shelf = RENDERER._shelf("en", own=False)
    replies = "".join(p.read_text() for p in (root / "daemon/domain/replies").glob("*.py"))
    codes = set(re.findall(r'Doubt\(\s*"([a-z-]+)"', replies)) | {
        *("range", "vague", "typo", "uncertain", "ambiguous", "several-numbers", "thumb"),
        *("which-item", "confirm-all", "which-consent", "words-changed", "standing-changed"),
        *("closed-since", "nothing-to-undo", "acted-on", "edited-quote", "which-date"),
    }
    assert {code for code in codes if not shelf.has(f"doubt-{code}")} == set()


def test_the_domains_phrases_all_have_words(root: Path) -> None:
    shelf = RENDERER._shelf("en", own=False)
    domain = "".join(p.read_text() for p in (root / "daemon" / "domain").rglob("*.py"))
    found = set(re.findall(r'Phrase\(\s*"([a-z-]+)"', domain))
    found |= set(re.findall(r'"((?:ask|now|words|said)-[a-z-]+[a-z])"', domain))
    codes = {key for key in found if shelf.has(f"doubt-{key}")}
    assert {key for key in found - codes if not shelf.has(key)} == set()


def test_a_page_without_admin_and_heads_says_nothing_of_them() -> None:
    sample = SAMPLES["agenda-later"]
    frame = replace(sample.frame, admin="", heads=())
    footer = rendered(replace(sample, frame=frame)).text.rpartition("-- \n")[2]
    assert "Questions" not in footer
    assert "sums" not in footer


def test_many_heads_are_not_named_one_by_one() -> None:
    sample = SAMPLES["agenda-later"]
    frame = replace(sample.frame, heads=("Ingrid", "Olga", "Pavel", "Konstantin"))
    footer = rendered(replace(sample, frame=frame)).text.rpartition("-- \n")[2]
    assert "Leadership gets" in footer
    assert len(footer.splitlines()) <= 5


def test_a_long_name_does_not_make_a_long_subject() -> None:
    sample = SAMPLES["agree-leader"]
    page = sample.page
    assert isinstance(page, ToAgree)
    page = replace(page, other_called="Maximiliana-Konstantina-Theodora")
    assert len(rendered(replace(sample, page=page)).subject) < 45


class TestOwnTemplates:
    def write(self, folder: Path, name: str, text: str) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def test_take_the_place_of_the_built_in_ones_file_by_file(self, tmp_path: Path) -> None:
        self.write(tmp_path, "en/agenda/subject.txt.j2", "Halden: {{ page.agenda.other.called }}")
        renderer = Renderer(tmp_path)
        letter = rendered(SAMPLES["agenda-later"], renderer)
        assert letter.subject == "Halden: Dana"
        assert "you meet Dana" in letter.text
        assert renderer.check() == ()

    def test_may_be_one_phrase_alone(self, tmp_path: Path) -> None:
        own = '[phrases]\nhow = "x"\nask-once = "How far is it?"\n'
        self.write(tmp_path, "en/phrases.toml", own)
        letter = rendered(SAMPLES["prep-unanswered"], Renderer(tmp_path))
        assert "How far is it?" in letter.text
        assert "you meet Marek" in letter.text

    def test_that_are_broken_are_named_and_not_used(self, tmp_path: Path) -> None:
        self.write(tmp_path, "en/agenda/content.j2", "{% if page %}\nnever closed")
        self.write(tmp_path, "en/prep/subject.txt.j2", "{{ page.nothing.of_the_kind }}")
        self.write(tmp_path, "en/held/subject.txt.j2", "Kept aside")
        renderer = Renderer(tmp_path)
        found = renderer.check()
        assert len(found) == 2
        assert "en/agenda/content.j2: line 2" in found[0]
        assert "en/prep/subject.txt.j2" in found[1]
        assert "built-in" in found[1]
        assert rendered(SAMPLES["agenda-later"], renderer) == rendered(SAMPLES["agenda-later"])
        assert rendered(SAMPLES["held"], renderer).subject == "Kept aside"

    def test_that_need_each_other_are_tried_together(self, tmp_path: Path) -> None:
        self.write(tmp_path, "en/held/content.j2", "{{ say('house-word') }} {{ m.footer('Bye.') }}")
        self.write(tmp_path, "en/phrases.toml", '[phrases]\nhouse-word = "Hello."\n')
        renderer = Renderer(tmp_path)
        assert renderer.check() == ()
        assert rendered(SAMPLES["held"], renderer).text.startswith("Hello.")

    def test_that_break_on_one_page_alone_leave_that_page_to_the_built_in(
        self, tmp_path: Path
    ) -> None:
        own = "{% if page.subject == 'odd' %}{{ page.nothing }}{% endif %}Kept aside"
        self.write(tmp_path, "en/held/subject.txt.j2", own)
        renderer = Renderer(tmp_path)
        sample = SAMPLES["held"]
        assert isinstance(sample.page, Held)
        odd = replace(sample, page=replace(sample.page, subject="odd"))
        assert rendered(odd, renderer).subject == "A mail of yours was kept aside"
        assert rendered(sample, renderer).subject == "Kept aside"

    def test_that_are_no_toml_leave_the_others_in_use(self, tmp_path: Path) -> None:
        self.write(tmp_path, "en/phrases.toml", "[phrases\n")
        self.write(tmp_path, "en/held/subject.txt.j2", "Kept aside")
        renderer = Renderer(tmp_path)
        [found] = renderer.check()
        assert "en/phrases.toml" in found
        assert rendered(SAMPLES["held"], renderer).subject == "Kept aside"
        assert "Short answers" in renderer.furniture()

    def test_with_a_phrase_that_is_no_jinja_are_named(self, tmp_path: Path) -> None:
        self.write(tmp_path, "en/phrases.toml", '[phrases]\nask-once = "{{ oh"\n')
        [found] = Renderer(tmp_path).check()
        assert "en/phrases.toml" in found

    def test_that_are_no_text_are_named(self, tmp_path: Path) -> None:
        self.write(tmp_path, "en/agenda/body.txt.j2", "")
        (tmp_path / "en/agenda/body.txt.j2").write_bytes(b"\xff\xfe\x00")
        renderer = Renderer(tmp_path)
        [found] = renderer.check()
        assert "en/agenda/body.txt.j2" in found
        assert "you meet Dana" in rendered(SAMPLES["agenda-later"], renderer).text

    def test_with_a_name_that_means_nothing_are_named(self, tmp_path: Path) -> None:
        self.write(tmp_path, "en/agneda/body.txt.j2", "hello")
        [found] = Renderer(tmp_path).check()
        assert "agneda/body.txt.j2: no template has this name" in found

    def test_that_are_missing_are_named(self, tmp_path: Path) -> None:
        [found] = Renderer(tmp_path / "nowhere").check()
        assert "nowhere" in found

    def test_have_their_styles_written_in(self, tmp_path: Path) -> None:
        self.write(
            tmp_path,
            "en/style.css",
            ".lead { color: #123456; }\n@media print { .p { color: red; } }",
        )
        html = rendered(SAMPLES["held"], Renderer(tmp_path)).html
        assert 'class="lead" style="color: #123456;"' in html
        assert "@media print" in html


class TestAnotherLanguage:
    def test_falls_back_to_english_phrase_by_phrase(self, tmp_path: Path) -> None:
        german = (
            '[words]\nweekdays_short = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]\nand = "und"\n'
            '[formats]\nday = "{weekday}, {day}. {month}"\n'
            '[phrases]\nask-once = "Wie steht es?"\n'
        )
        (tmp_path / "de").mkdir()
        (tmp_path / "de" / "phrases.toml").write_text(german, encoding="utf-8")
        sample = SAMPLES["prep-unanswered"]
        reader = replace(sample.reader, language="de")
        letter = rendered(replace(sample, reader=reader), Renderer(tmp_path))
        assert "Wie steht es?" in letter.text
        assert "next on the calendar: Do, 10. Dec" in letter.text
        assert "YOUR SIDE FIRST" in letter.text
        assert '<html lang="de">' in letter.html

    def test_that_nobody_wrote_is_english(self) -> None:
        sample = SAMPLES["prep-first"]
        reader = replace(sample.reader, language="fr")
        assert rendered(replace(sample, reader=reader)).text == rendered(sample).text


def test_the_same_page_gives_the_same_letter() -> None:
    sample = SAMPLES["recap-head"]
    assert rendered(sample, Renderer()) == rendered(sample, Renderer())
