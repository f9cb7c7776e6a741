"""Mail that is not ours, quoted by programs in sixteen languages; and what they add below."""

import textwrap
from datetime import datetime, timedelta, timezone

import pytest

from daemon.domain.replies.message import Line
from daemon.domain.replies.typed.quotes import extract, signature
from daemon.mail.bodies import text_lines
from tests.corpus.shapes import phrases
from tests.corpus.shapes.phrases import LANGUAGES
from tests.corpus.shapes.shape import Sent
from tests.corpus.shapes.wording import CLOSINGS

BERLIN = timezone(timedelta(hours=1))
DANAS = Sent(
    subject="Oberon",
    text="",
    html="",
    labels=(),
    address="dana.ruiz@halden.example",
    message_id="<1@halden.example>",
    date=datetime(2026, 10, 4, 9, 5, tzinfo=BERLIN),
    name="Dana Ruiz",
)
DAYS = [DANAS.date + timedelta(days=37 * n, hours=5 * n) for n in range(6)]
PROGRAMS = {
    "gmail": phrases.GMAIL,
    "apple": phrases.APPLE,
    "thunderbird": phrases.THUNDERBIRD,
    "yahoo": phrases.YAHOO,
    "plain": phrases.PLAIN,
}
CASES = [(program, language) for program, known in PROGRAMS.items() for language in known]


def typed(body: str, sent: str = "", furniture: str = "") -> str:
    found = extract(text_lines(body), sent, (), furniture)
    return "\n".join(line.text for line in found.typed)


@pytest.mark.parametrize(("program", "language"), CASES)
def test_danas_words_are_hers_below_any_attribution(program: str, language: str) -> None:
    for day in DAYS:
        sent = Sent(**{name: getattr(DANAS, name) for name in DANAS.__slots__} | {"date": day})
        said = phrases.filled(PROGRAMS[program][language], sent, language)
        for quote in ("> Oberon called.", "Oberon called."):
            assert typed(f"Fine with me.\n\n{said}\n{quote}\n") == "Fine with me."


@pytest.mark.parametrize(("program", "language"), CASES)
def test_an_attribution_may_be_wrapped(program: str, language: str) -> None:
    said = phrases.filled(PROGRAMS[program][language], DANAS, language)
    wrapped = textwrap.fill(said, 60, break_long_words=False, break_on_hyphens=False)
    assert typed(f"Fine with me.\n\n{wrapped}\n\n> Oberon called.\n") == "Fine with me."


@pytest.mark.parametrize("language", LANGUAGES)
def test_danas_words_are_hers_below_a_block_of_headers(language: str) -> None:
    original = f"-----{phrases.ORIGINAL[language]}-----"
    for day in DAYS:
        sent = Sent(**{name: getattr(DANAS, name) for name in DANAS.__slots__} | {"date": day})
        block = "\n".join(phrases.header_block(sent, language, "marek@halden.example"))
        for above in ("", original + "\n", "_" * 32 + "\n"):
            assert typed(f"Fine with me.\n\n{above}{block}\n\nOberon called.\n") == "Fine with me."
    assert typed(f"Fine with me.\n\n{original}\nOberon called.\n") == "Fine with me."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("devices", [phrases.PHONE, phrases.OUTLOOK_APP, phrases.SAMSUNG])
def test_a_line_of_the_telephone_is_not_mareks(devices: dict[str, str], language: str) -> None:
    assert typed(f"Fine with me.\n\n{devices[language]}\n", "Marek, tomorrow you meet Dana.") == (
        "Fine with me."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_closing_and_what_stands_below_it_is_his_signature(language: str) -> None:
    for closing in CLOSINGS[language]:
        found = extract([Line("Oberon called."), Line(""), Line(closing), Line("Rafael Ortiz")])
        assert [line.text for line in found.typed] == ["Oberon called."]
        assert signature(found) == f"{closing}\nRafael Ortiz"


def test_a_line_with_a_day_above_an_attribution_is_kept() -> None:
    body = "On Mon, 5 Oct 2026 they sign\nOn Sun, Oct 4, 2026 at 9:05 AM Dana <dana@halden.example> wrote:\n> When?\n"
    assert typed(body) == "On Mon, 5 Oct 2026 they sign"


@pytest.mark.parametrize(
    "said",
    [
        "Monday, August 3, 2026, 3:50:00 AM, you wrote:",
        "Montag, 3. August 2026, 03:50:00, Sie schrieben:",
        "---- On Thu, 15 Jan 2026 12:46:00 +0100 Dana\n<dana@halden.example> wrote ---",
    ],
)
def test_some_attributions_name_no_one_or_stand_between_hyphens(said: str) -> None:
    assert typed(f"Fine with me.\n\n{said}\n\n> When?\n") == "Fine with me."


OTHERS = """\
2026년 10월 4일 (일) 오전 9:05, Dana Ruiz <dana.ruiz@halden.example>님이 작성:
Dana Ruiz <dana.ruiz@halden.example>, 4 Eki 2026 Paz, 09:05 tarihinde şunu yazdı:
Dana Ruiz <dana.ruiz@halden.example> ezt írta (időpont: 2026. okt. 4., V, 9:05):
În dum., 4 oct. 2026 la 09:05, Dana Ruiz <dana.ruiz@halden.example> a scris:
нд, 4 жовт. 2026 р. о 09:05 Dana Ruiz <dana.ruiz@halden.example> пише:
Στις Κυρ 4 Οκτ 2026 στις 9:05 π.μ., ο χρήστης Dana Ruiz <dana.ruiz@halden.example> έγραψε:
Vào CN, 4 thg 10, 2026 vào lúc 09:05 Dana Ruiz <dana.ruiz@halden.example> đã viết:
Pada tanggal Min, 4 Okt 2026 pukul 09.05 Dana Ruiz <dana.ruiz@halden.example> menulis:
Missatge de Dana Ruiz <dana.ruiz@halden.example> del dia dg., 4 d’oct. 2026 a les 9:05:
ned, 4. lis 2026. u 09:05 Dana Ruiz <dana.ruiz@halden.example> napisao je:
Dana Ruiz <dana.ruiz@halden.example> 於 2026年10月4日 週日 上午9:05寫道：
Dana Ruiz <dana.ruiz@halden.example> escreveu (domingo, 4/10/2026 à(s) 09:05):
"""


@pytest.mark.parametrize("said", OTHERS.splitlines())
def test_a_day_a_time_and_an_address_need_no_known_language(said: str) -> None:
    wrapped = textwrap.fill(said, 60, break_long_words=False, break_on_hyphens=False)
    for heading in (said, wrapped):
        assert typed(f"Fine with me.\n\n{heading}\n\n> Oberon called.\n") == "Fine with me."


def test_the_bat_writes_initials_before_its_marks() -> None:
    quoted = "DR> When do they sign?\nDR> And who?\nDR>\nDR> Dana\n"
    assert typed(f"Sunday, October 4, 2026, 9:05:00 AM, you wrote:\n\n{quoted}On Monday.\n") == (
        "On Monday."
    )
    assert typed("x> y is what they asked\n") == "x> y is what they asked"


def test_a_block_of_headers_of_notes_begins_with_to() -> None:
    block = "-----Dana <dana@halden.example> wrote: -----\nTo: marek@halden.example\nFrom: Dana\n"
    body = f"{block}Date: 10/04/2026 09:05 AM\nSubject: 1:1\n\n{AGENDA}\n4 of 6\n"
    assert typed(body, AGENDA) == "4 of 6"


AGENDA = "Marek, tomorrow at 10:00 you meet Dana.\n\nA3  Six demos with plants of Kestrel\n    3 of 6, by Fri 18 Dec"
BUTTONS = "Short answers: Done Number Stuck\nShort answers: Yes No\n"
QUOTED = "> " + AGENDA.replace("\n", "\n> ")


@pytest.mark.parametrize(
    "left",
    [
        "Short answers: Done Number Stuck",
        "Short answers:\n> Done\n> Number\n> Stuck",
        "Short answers: Done\n> Number Stuck",
        "Short answers: Yes\n> No",
    ],
)
def test_buttons_made_text_are_ours_and_the_item_goes_on(left: str) -> None:
    found = extract(
        text_lines(f"Hi\n\n{QUOTED}\n> {left}\n4 of 6\n"), AGENDA, ("A3",), BUTTONS
    ).typed
    assert [(line.text, line.item) for line in found] == [("Hi", ""), ("4 of 6", "A3")]


def test_what_is_typed_behind_buttons_is_an_answer() -> None:
    behind = f"{QUOTED}\n> Short answers: Done Number Stuck 4 of 6\n"
    (only,) = extract(text_lines(behind), AGENDA, ("A3",), BUTTONS).typed
    assert (only.text, only.item) == ("4 of 6", "A3")


@pytest.mark.parametrize("answer", ["Done", "Short answers: Done", "Short answers: Done, really"])
def test_a_button_that_is_not_all_of_them_was_typed(answer: str) -> None:
    found = extract(text_lines(f"{QUOTED}\n{answer}\n"), AGENDA, ("A3",), BUTTONS).typed
    assert [line.text for line in found] == [answer]
