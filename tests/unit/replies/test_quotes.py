"""What a person typed, told from our words, other people's words and what programs add."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.replies.message import Extract, Line
from daemon.domain.replies.typed.quotes import extract, signature
from daemon.mail.bodies import text_lines

AGENDA = """\
Marek, tomorrow at 10:00 you meet Dana. Two things are open
between you, and Dana owes you one.

A2  Kestrel Foods: Brno and Graz each ask for a quote
    1 of 2, by Fri 18 Dec
    One to go. What is your next way in?

A3  Six first meetings with fleets of 200 vehicles or more
    3 of 6, by Thu 31 Dec

DANA OWES YOU

L1  Fleet price list in its final form
    by today, Mon 30 Nov

HOW TO ANSWER, here or at the top, A0 being any item
    A0 4 of 6
    A0 done
    yes, and it counts from then on
    new:

--\x20
Dana and you see your answers. Questions: it@halden.example
"""
LABELS = ("A2", "A3", "L1")
WROTE = "On Mon, Nov 30, 2026 at 4:00 PM Accord <accord+k4t7x2m3qb5w@halden.example> wrote:"
OUTLOOK = (
    "From: Accord <accord@halden.example>\nSent: Monday, November 30, 2026 4:00 PM\n"
    "To: Marek Novak\nSubject: 1:1 with Dana"
)
BUTTON = "<accord+k4t7x2m3qb5w@halden.example?subject=Re%3A%201%3A1&body=A2%20done>"


def quoted(text: str, prefix: str = "> ") -> str:
    return textwrap.indent(text, prefix, lambda _: True)


def on_top(typed: str) -> str:
    return f"{typed}\n\n{WROTE}\n{quoted(AGENDA)}"


def read(body: str, sent: str = AGENDA, labels: tuple[str, ...] = LABELS) -> list[tuple[str, str]]:
    return [(line.item, line.text) for line in extract(text_lines(body), sent, labels).typed]


def typed(body: str, sent: str = AGENDA) -> list[str]:
    return [text for _, text in read(body, sent)]


def whys(found: Extract) -> dict[str, str]:
    return {line.text: line.why for line in found.dropped}


# --- our own words ----------------------------------------------------------------------------


def test_a_line_of_ours_that_came_back_changed_says_what_it_was() -> None:
    body = f"{WROTE}\n\n{quoted(AGENDA.replace('3 of 6, by', '4 of 6, by'))}"
    (line,) = extract(text_lines(body), AGENDA, LABELS).typed
    assert (line.item, line.text) == ("A3", "4 of 6, by Thu 31 Dec")
    assert line.edited == "3 of 6, by Thu 31 Dec"


def test_a_changed_line_may_be_wrapped() -> None:
    changed = quoted(AGENDA).replace("200 vehicles or more", "300\n> vehicles or more")
    (line,) = extract(text_lines(f"{WROTE}\n\n{changed}"), AGENDA, LABELS).typed
    assert line.edited == "A3  Six first meetings with fleets of 200 vehicles or more"


def test_an_item_line_changed_on_top_is_a_change_too() -> None:
    body = on_top("L1  Fleet price list in its last form")
    (line,) = extract(text_lines(body), AGENDA, LABELS).typed
    assert line.edited == "L1  Fleet price list in its final form"


@pytest.mark.parametrize(
    "typed_line", ["3 of 7, by Thu 31 Dec", "A3 Six meetings with fleets", "A9 by Thu 31 Dec or so"]
)
def test_a_line_typed_on_top_is_no_change_unless_it_is_an_item_line(typed_line: str) -> None:
    (line,) = extract(text_lines(on_top(typed_line)), AGENDA, LABELS).typed
    assert (line.text, line.edited) == (typed_line, "")


def test_another_item_in_the_place_of_an_example_is_typed() -> None:
    body = f"{OUTLOOK}\n\n{AGENDA}".replace("    A0 4 of 6\n", "    A3 4 of 6\n")
    (line,) = extract(text_lines(body), AGENDA, LABELS).typed
    assert (line.text, line.edited) == ("A3 4 of 6", "")


def test_what_is_typed_behind_our_line_is_the_rest_of_it() -> None:
    body = f"{WROTE}\n\n{quoted(AGENDA)}".replace("by Thu 31 Dec", "by Thu 31 Dec -> 4")
    assert read(body) == [("A3", "4")]


def test_a_title_copied_to_the_top_says_what_the_next_line_is_about() -> None:
    title = "A3  Six first meetings with fleets of 200 vehicles or more"
    assert read(on_top(f"{title}\n4 of 6")) == [("A3", "4 of 6")]
    assert read(on_top(f"{title}: 4 of 6")) == [("A3", "4 of 6")]


def test_four_words_of_ours_in_a_typed_line_stay_typed() -> None:
    assert typed(on_top("the Fleet price list in its final form came")) == [
        "the Fleet price list in its final form came"
    ]
    assert typed(on_top("Six first meetings with fleets")) == ["Six first meetings with fleets"]


def test_an_answer_that_we_offered_word_by_word_is_typed_once_more() -> None:
    offered = "yes, and it counts from then on"
    assert read(on_top(offered)) == [("", offered)]
    assert read(f"{WROTE}\n{quoted(AGENDA)}\n\n{offered}") == [("", offered)]


def test_a_short_line_of_ours_alone_is_typed() -> None:
    assert typed(on_top("new:\nby end of Q3 meet three")) == ["new:", "by end of Q3 meet three"]
    assert typed(on_top("A2")) == ["A2"]


def test_nothing_typed_leaves_nothing() -> None:
    assert typed(f"{WROTE}\n{quoted(AGENDA)}") == []
    assert typed(f"{OUTLOOK}\n\n{AGENDA}") == []
    assert typed("") == []


def test_a_label_cell_may_stand_on_a_line_of_its_own() -> None:
    apart = AGENDA.replace("A2  Kestrel", "A2\nKestrel").replace("in?\n", "in?\nno idea\n")
    assert read(f"{OUTLOOK}\n\n{apart}") == [("A2", "no idea")]


def test_a_greeting_above_our_first_long_line_is_ours() -> None:
    sent = f"Hi Marek,\n\n{AGENDA}"
    assert typed(f"A3 done\n\n{WROTE}\n\n{sent}", sent) == ["A3 done"]


def test_links_that_prefill_an_answer_are_ours() -> None:
    buttons = (
        f"next way in?\n    Short: Done\n    {BUTTON} · Stuck\n    {BUTTON} not yet\n    {BUTTON}"
    )
    body = f"{WROTE}\n{quoted(AGENDA.replace('next way in?', buttons))}"
    assert read(body) == []
    body = f"{OUTLOOK}\n\n{AGENDA.replace('next way in?', f'next way in?{chr(10)}Done {BUTTON} no idea')}"
    assert read(body) == [("A2", "no idea")]
    assert read(f"Done {BUTTON}\nok\n\n{WROTE}\n{quoted(AGENDA)}") == [("", "ok")]


def test_a_quote_that_breaks_off_leaves_nothing() -> None:
    cut = AGENDA[: AGENDA.index("  Fleet price list")]
    assert typed(f"A3 done\n\n{WROTE}\n{quoted(cut)}") == ["A3 done"]


def test_a_quote_that_begins_in_the_middle_leaves_nothing() -> None:
    assert typed("fine\n\n" + AGENDA[AGENDA.index("DANA OWES") :]) == ["fine"]


def test_a_heading_ends_the_item_above_it() -> None:
    body = (
        f"{OUTLOOK}\n\n{AGENDA.replace('DANA OWES YOU', 'DANA OWES YOU' + chr(10) + 'and Ola too')}"
    )
    assert read(body) == [("", "and Ola too")]


def test_labels_are_known_by_their_form_where_no_table_is_given() -> None:
    body = f"{OUTLOOK}\n\n{AGENDA.replace('by Thu 31 Dec', 'by Thu 31 Dec' + chr(10) + 'four')}"
    assert read(body, labels=()) == [("A3", "four")]


def test_the_leaders_monday_letter_numbers_its_own_lines() -> None:
    monday = "Dana, two things wait for a word.\n\n1  Marek asks for 30 minutes with Ola.\n   Yes and a day.\n"
    body = f"{WROTE}\n{quoted(monday)}\nThursday\n"
    assert read(body, monday, ("1", "2")) == [("1", "Thursday")]


# --- other people's words ---------------------------------------------------------------------


def test_an_answer_to_ones_own_answer_is_not_read_twice() -> None:
    older = AGENDA.replace("next way in?", "next way in?\nan older answer")
    marked = f"On Tue, Dec 1, 2026 at 9:00 AM Marek <marek@halden.example> wrote:\n{quoted(f'A3 one more{chr(10)}{WROTE}{chr(10)}{quoted(older)}')}"
    assert typed(f"A3 two more\n\n{marked}") == ["A3 two more"]
    above = OUTLOOK.replace("Accord", "Marek")
    assert typed(f"A3 two more\n\n{above}\n\nA3 one more\n\n{OUTLOOK}\n\n{older}") == [
        "A3 two more"
    ]


def test_danas_words_above_our_mail_are_hers() -> None:
    hers = f"On Tue, Dec 1, 2026 at 9:00 AM Dana <dana@halden.example> wrote:\n{quoted(f'A3 is at 5 of 6?{chr(10)}{WROTE}{chr(10)}{quoted(AGENDA)}')}"
    assert typed(f"A3 done\n\n{hers}") == ["A3 done"]


def test_older_mail_below_ours_is_no_answer() -> None:
    older = "On Fri, Nov 27, 2026 at 9:00 AM Lena <lena@halden.example> wrote:\n> > A2 done"
    assert typed(f"A3 done\n\n{WROTE}\n{quoted(AGENDA)}\n{older}") == ["A3 done"]


def test_quoted_lines_without_any_mail_of_ours_are_no_answer() -> None:
    assert typed("> A3: 5 of 6\nfine\n", "") == ["fine"]


@pytest.mark.parametrize(
    "sentence",
    [
        "On Monday I wrote to Acme:",
        "On 3 Sep 2026 I wrote to legal:",
        "On 12/09/2026 legal wrote",
        "on 12/09/2026 sent",
        "A2: On 3 Sep 2026 Tom <tom@acme.example> wrote:",
        "From: 9am",
        "On 3 Sep 2026 Tom <tom@acme.example> and I " + "talked " * 60 + "and then Ola wrote:",
        "Date: Thursday",
    ],
)
def test_a_sentence_that_looks_like_an_attribution_is_kept(sentence: str) -> None:
    assert typed(f"{sentence}\nno answer so far\n", "") == [sentence, "no answer so far"]


def test_text_below_a_lone_attribution_was_typed() -> None:
    body = 'On 8 May 2026 17:34, "Lena" <lena@halden.example> wrote:\n\nfine by me'
    assert typed(body, "") == ["fine by me"]


def test_yahoo_glues_its_attribution_to_what_was_typed() -> None:
    body = "fine--- On Wed, Apr 4, 2026 at 3:59 PM, dana@halden.example wrote:\n> A2?"
    assert typed(body, "") == ["fine"]


def test_an_address_may_be_wrapped_at_its_last_character() -> None:
    body = 'fine\n\nAm 21.04.2026 17:48 schrieb "Lena" <lena@halden.example\n>:\n\n> A2?'
    assert typed(body, "") == ["fine"]


def test_a_wrapped_quote_that_lost_its_mark_stays_a_quote() -> None:
    long = "> Maecenas tempor libero nec orci scelerisque porta a quis orci, non"
    body = f"fine\n\n{WROTE}\n{long}\nrhoncus tortor in.\n> Vale.\n\nA2 done\n> Vale."
    assert typed(body, "") == ["fine", "A2 done"]


@pytest.mark.parametrize(
    "mark",
    [
        "-----Ursprüngliche Nachricht-----",
        "-------- Message transféré --------",
        "Begin forwarded message:",
        "Anfang der weitergeleiteten Nachricht:",
        "---- John Smith wrote ----",
        "2026-03-03 17:21 GMT+01:00 Lena",
        "26.06.2026, 14:41, Lena <lena@halden.example>:",
        "Wiadomość napisana przez Lena lena@halden.example w dniu 17.01.2026, o godz. 11:09:",
        'Temat: RE: agenda 2026-01-17 13:46 Nadawca: "Lena" lena@halden.example Adresat: marek',
        "On 11-Apr-2026, at 6:54 PM, Lena <lena@halden.example> sent:",
    ],
)
def test_below_a_mark_of_quoting_nothing_was_typed(mark: str) -> None:
    assert typed(f"fine\n\n{mark}\n\nA2: 5 of 8\n", "") == ["fine"]


def test_a_block_of_headers_may_have_blanks_and_wrapped_lines() -> None:
    block = "*From:* Human Resources\n<a-really-long-address@halden.example>\n*Sent:* Monday, August 26, 2026 4:37 PM\n\n*To:* Marek\nCc: Lena"
    assert typed(f"fine\n\n{block}\n\nA2: 5 of 8", "") == ["fine"]


def test_a_header_named_twice_begins_another_block() -> None:
    block = "From: lena@halden.example\nTo: Marek\nTo: Dana\nFrom: x"
    assert typed(f"fine\n\n{block}", "") == ["fine"]


def test_a_heading_in_no_known_language_is_known_by_its_place() -> None:
    body = f"A3 done\n\n30 Kas 2026 Pzt, 16:00 tarihinde\nAccord şöyle dedi:\n\n{AGENDA}"
    assert typed(body) == ["A3 done"]
    assert typed(f"A3 done\n\n{AGENDA}") == ["A3 done"]
    assert typed(AGENDA) == []


# --- what people and programs put below --------------------------------------------------------


@pytest.mark.parametrize(
    "closing",
    [
        "Thanks,\nMarek",
        "Thanks Marek",
        "Thanks\nMarek Novak\nHead of Sales",
        "Thanks\n* * *\nMarek",
        "Best regards\n\nMarek Novak\nAccount Executive, Halden GmbH\n+43 664 1234567 | 8 Main St",
        "Mit freundlichen Grüßen\nMarek Novak",
        "Viele Grüße und danke, Marek",
        "Cordialement,\nMarek",
        "Saludos, Marek",
        "Cordiali saluti\nMarek",
        "Met vriendelijke groet,\nMarek",
        "Atenciosamente,\nMarek",
        "Pozdrawiam\nMarek",
        "Med vänlig hälsning\nMarek",
        "Venlig hilsen\nMarek",
        "Vennlig hilsen\nMarek",
        "Ystävällisin terveisin\nMarek",
        "S pozdravem\nMarek",
        "С уважением,\nМарек",
        "よろしくお願いいたします。\nMarek",
        "祝好\nMarek",
        "-- \nMarek Novak\nhalden.example",
        "--\nMarek",
        "----------------\nMarek Novak\ntel 0664 1234567\nwww.halden.example",
        "Marek",
        "– Marek Novak",
        "Marek Novak\nmarek@halden.example\n(555) 346-9947\nwww.halden.example",
    ],
)
def test_a_signature_is_dropped(closing: str) -> None:
    for sent in (AGENDA, ""):
        body = (
            f"A3 one more\n\n{closing}\n"
            if sent
            else f"A3 one more\n\n{closing}\n\n{OUTLOOK}\n\nold"
        )
        if not sent and closing in ("Marek", "– Marek Novak"):
            continue  # without our mail nobody says that Marek is the writer
        assert typed(body, sent) == ["A3 one more"]


@pytest.mark.parametrize(
    "device",
    [
        "Sent from my iPhone",
        "Sent from Mail for Windows 10",
        "Sent using the mobile mail app",
        "<<sent by galaxy>>",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Von meinem iPhone gesendet",
        "Gesendet von meinem Mobilgerät",
        "Diese Nachricht wurde von meinem Android-Mobiltelefon mit K-9 Mail gesendet.",
        "Envoyé de mon iPhone",
        "Envoyé à partir de Outlook pour iOS<https://aka.ms/o0ukef>",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Verzonden met BlackBerry Work",
        "Enviado do meu iPhone",
        "Wysłane z iPhone'a",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Lähetetty iPhonesta",
        "Odesláno z iPhonu",
        "Отправлено с iPhone",
        "iPhoneから送信",
        "从我的 iPhone 发送",
        "Trimis de pe iPhone‑ul meu",
        "Az iPhone-omról küldve",
        "\u202bأُرسلت من الـ iPhone\u202c",
    ],
)
def test_the_line_of_a_device_is_dropped(device: str) -> None:
    found = extract(text_lines(on_top(f"A3 one more\n\n{device}")), AGENDA, LABELS)
    assert [line.text for line in found.typed] == ["A3 one more"]
    assert whys(found)[device] == "device"


def test_without_our_mail_what_stands_below_a_device_line_is_a_quote() -> None:
    assert typed("fine\nSent from my Wiko RIDGE\n\nsomebody else's words", "") == ["fine"]
    assert typed("Sent from my Wiko\nfine", "") == ["fine"]


@pytest.mark.parametrize(
    "notice",
    [
        "This e-mail and any attachment are confidential. Delete all 2 copies.\nThank you.",
        "Diese E-Mail enthält vertrauliche Informationen.",
        "Ce message est confidentiel et destiné à son destinataire.",
        "Le informazioni contenute in questo messaggio sono riservate.",
        "Dit bericht is vertrouwelijk.",
        "Please consider the environment before printing this mail.",
    ],
)
def test_a_disclaimer_is_dropped_to_its_end(notice: str) -> None:
    assert typed(on_top(f"A3 one more\n\n{notice}")) == ["A3 one more"]


@pytest.mark.parametrize(
    "banner",
    [
        "CAUTION: This email originated from outside of the organization.\nDo not click links.",
        "[EXTERNAL] Message from outside Halden",
        "You don't often get email from marek@halden.example. Learn why this is important",
    ],
)
def test_a_gateways_warning_above_the_text_is_dropped(banner: str) -> None:
    assert typed(on_top(f"{banner}\n\nA3 one more")) == ["A3 one more"]
    assert typed(on_top("Warning: outside help needed\nA3 one more")) == ["A3 one more"]


@pytest.mark.parametrize(
    "text",
    [
        "Hi Dana,\nthanks!\nnothing from graz yet\nlegal is stuck",
        "A2 nothing\nThanks!\nDone",
        "Thanks, that helps",
        "Thanks for asking",
        "Thanks. Done",
        "Danke, passt",
        "Done",
        "Yes",
        "Thanks",
        "Contract sent from Outlook yesterday",
        "-- we wait\n-text",
        "New numbers:\nEva +43 664 1234567\nPetr petr@graz.example",
        "Warning: mail to legal is stuck",
        "the email with the attachment went out",
        "A2 nothing\nBest regards to Eva from all of us, she was glad about the talk we had on Thursday last week",
        "A2 nothing\nThanks Eva Novak Halden Sales",
        "A2 nothing\nThanks\n5",
        "A2 nothing\n谢谢\n合同还没有签下来",
        "A2 nothing\nbest\nPS: Legal",
        "A2 nothing\n\nNew numbers:\nEva +43 664 1234567\nPetr petr@graz.example",
        "best\nPS: legal is stuck",
        "best Vielen Dank für Ihre Anfrage und die lange Erklärung dazu, die wir nun alle gelesen haben, meint Eva",
        "Eva\nPetr\nOla",
    ],
)
def test_typed_text_that_looks_like_furniture_is_kept(text: str) -> None:
    assert typed(on_top(text)) == [line for line in text.splitlines() if line]


def test_below_a_signature_mark_items_and_counts_are_kept() -> None:
    body = on_top("fine\n-- \nMarek Novak\nA3: 4 of 6\n5/6 by Friday\n24/7 at your service")
    assert typed(body) == ["fine", "A3: 4 of 6", "5/6 by Friday"]


def test_a_name_under_an_item_is_an_answer() -> None:
    body = f"{WROTE}\n{quoted(AGENDA)}".replace("next way in?", "next way in?\nMarek\n")
    assert read(body) == [("A2", "Marek")]


def test_a_line_of_dashes_says_nothing() -> None:
    assert typed(on_top("A3 one more\n=====\nA2 nothing")) == ["A3 one more", "A2 nothing"]


def test_more_than_fifty_percent_is_no_quote() -> None:
    assert extract([Line("A3 at"), Line(">50 % now")], "").typed[1].text == ">50 % now"


def test_the_signature_is_what_stands_right_below_the_typed_text() -> None:
    body = f"fine\n\nThanks,\nLena\n\n{WROTE}\n> A2?\n\n--\nLena Brandt"
    assert signature(extract(text_lines(body))) == "Thanks,\nLena"
    assert signature(extract(text_lines("fine"))) == ""


# --- nothing is lost ---------------------------------------------------------------------------

_PIECES = st.sampled_from(
    [
        *AGENDA.splitlines(),
        *(f"> {line}" for line in AGENDA.splitlines()),
        *OUTLOOK.splitlines(),
        WROTE,
        BUTTON,
        "> > A2 done",
        "A3: 4 of 6",
        "done",
        "Thanks,",
        "Marek",
        "--",
        "_" * 20,
        "Sent from my iPhone",
        "This e-mail is confidential.",
        "CAUTION: outside",
        "marek@halden.example",
        "+43 664 1234567",
        "yes, and it counts from then on not",
        "One to go. What is your last way in?",
        "",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=30), max_size=40), st.sampled_from(["", AGENDA]))
def test_every_line_is_either_typed_or_dropped(pieces: list[str], sent: str) -> None:
    lines = [Line(piece) for piece in pieces]
    found = extract(lines, sent, LABELS)
    numbers = [line.number for line in (*found.typed, *found.dropped)]
    assert len(numbers) == len(set(numbers))
    visible = {i for i, line in enumerate(lines) if any(c.isalnum() for c in line.text)}
    assert visible <= set(numbers)
    assert all(line.text in pieces[line.number] for line in found.typed)
