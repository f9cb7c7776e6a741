"""The same answers through the shapes that mail programs give them, under the right item each time."""

import textwrap

import pytest

from daemon.domain.replies.message import Line
from daemon.domain.replies.typed.quotes import extract
from daemon.mail.bodies import text_lines
from daemon.mail.html_lines import html_lines

AGENDA = """\
Marek, tomorrow at 10:00 you meet Dana. Four things are open
between you, and Dana owes you two.

A2  Kestrel Foods: Brno and Graz each ask for a quote
    1 of 2, by Fri 18 Dec
    You, 24 Nov: "Brno is warm, in Graz I have no name yet"
    One to go. What is your next way in?

A3  Six first meetings with fleets of 200 vehicles or more
    3 of 6, by Thu 31 Dec
    You, 24 Nov: "two of them came from the Linz fair"
    Three to go, a month left. Where will they come from?

A5  Two discovery calls with Lena listening in
    1 of 2, by Fri 11 Dec
    What do you do differently since the first one?

A7  Handover note to customer success, 2 days after signing
    for as long as it helps you both
    Held since 24 Nov? Yes or no is enough.

DANA OWES YOU

L1  Fleet price list in its final form
    by today, Mon 30 Nov
L2  A coaching hour every two weeks
    next on the calendar: Thu 10 Dec

ALSO ON THE TABLE

Dana: how we split territories in Q1
You: whatever you add, on a line of its own

HOW TO ANSWER, here or at the top, A0 being any item
    A0 4 of 6
    A0 done
    A0 stuck on legal
One mail comes back with what I understood.

--\x20
Dana and you see your answers. PAUSE stops these mails, UNDO
takes an answer back. Questions: it@halden.example (k4t7x2m3qb5w)
"""
LABELS = ("A2", "A3", "A5", "A7", "L1", "L2")

# Where Marek types: behind the last line of an item, and what.
ANSWERS = {
    "One to go. What is your next way in?": ("A2", "nothing from graz yet"),
    "Three to go, a month left. Where will they come from?": (
        "A3",
        "one more, trucking co in linz",
    ),
    "What do you do differently since the first one?": (
        "A5",
        "done, lena says I talk over the price",
    ),
    "Held since 24 Nov? Yes or no is enough.": ("A7", "Yes"),
    "by today, Mon 30 Nov": ("L1", "got it"),
    "Dana: how we split territories in Q1": ("", "territory split for q1??"),
}
EXPECTED = list(ANSWERS.values())

ATTRIBUTIONS = [
    "On Mon, Nov 30, 2026 at 4:00 PM Accord <accord+k4t7x2m3qb5w@halden.example> wrote:",
    "Am 30.11.2026 um 16:00 schrieb Accord <accord+k4t7x2m3qb5w@halden.example>:",
    "Le lun. 30 nov. 2026 à 16:00, Accord <accord+k4t7x2m3qb5w@halden.example> a\nécrit :",
    "El lun, 30 nov 2026 a las 16:00, Accord (<accord+k4t7x2m3qb5w@halden.example>) escribió:",
    "Il giorno lun 30 nov 2026 alle ore 16:00 Accord <\naccord+k4t7x2m3qb5w@halden.example> ha scritto:",
    "Op ma 30 nov 2026 om 16:00 schreef Accord <accord+k4t7x2m3qb5w@halden.example>:",
    "Em seg., 30 de nov. de 2026 às 16:00, Accord <accord+k4t7x2m3qb5w@halden.example>\nescreveu:",
    "pon., 30 lis 2026 o 16:00 Accord <accord+k4t7x2m3qb5w@halden.example> napisał(a):",
    "Den mån 30 nov. 2026 kl 16:00 skrev Accord <accord+k4t7x2m3qb5w@halden.example>:",
    "Den man. 30. nov. 2026 kl. 16.00 skrev Accord <accord+k4t7x2m3qb5w@halden.example>:",
    "man. 30. nov. 2026 kl. 16:00 skrev Accord <accord+k4t7x2m3qb5w@halden.example>:",
    "ma 30.11.2026 klo 16.00 Accord (accord+k4t7x2m3qb5w@halden.example) kirjoitti:",
    "po 30. 11. 2026 v 16:00 odesílatel Accord <accord+k4t7x2m3qb5w@halden.example>\nnapsal:",
    "пн, 30 нояб. 2026 г. в 16:00, Accord <accord+k4t7x2m3qb5w@halden.example>:",
    "2026年11月30日(月) 16:00 Accord <accord+k4t7x2m3qb5w@halden.example>:",
    "Accord <accord+k4t7x2m3qb5w@halden.example> 于2026年11月30日周一 16:00写道：",
    # A language nobody has taught the program: the line stands right above our own.
    "30 Kas 2026 Pzt, 16:00 tarihinde Accord şöyle dedi:",
]
HEADERS = [
    "From: Accord <accord@halden.example>\nSent: Monday, November 30, 2026 4:00 PM\nTo: Marek Novak\nSubject: 1:1 with Dana",
    "Von: Accord <accord@halden.example>\nGesendet: Montag, 30. November 2026 16:00\nAn: Marek Novak\nBetreff: 1:1 with Dana",
    "De : Accord <accord@halden.example>\nEnvoyé : lundi 30 novembre 2026 16:00\nÀ : Marek Novak\nObjet : 1:1 with Dana",
    "De: Accord\nEnviado: lunes, 30 de noviembre de 2026 16:00\nPara: Marek Novak\nAsunto: 1:1 with Dana",
    "Da: Accord <accord@halden.example>\nInviato: lunedì 30 novembre 2026 16:00\nA: Marek Novak\nOggetto: 1:1 with Dana",
    "Van: Accord <accord@halden.example>\nVerzonden: maandag 30 november 2026 16:00\nAan: Marek Novak\nOnderwerp: 1:1 with Dana",
    "Od: Accord <accord@halden.example>\nWysłane: poniedziałek, 30 listopada 2026 16:00\nDo: Marek Novak\nTemat: 1:1 with Dana",
    "Från: Accord <accord@halden.example>\nSkickat: den 30 november 2026 16:00\nTill: Marek Novak\nÄmne: 1:1 with Dana",
    "Fra: Accord <accord@halden.example>\nSendt: 30. november 2026 16:00\nTil: Marek Novak\nEmne: 1:1 with Dana",
    "Lähettäjä: Accord <accord@halden.example>\nLähetetty: maanantai 30. marraskuuta 2026 16.00\nVastaanottaja: Marek\nAihe: 1:1",
    "Od: Accord <accord@halden.example>\nOdesláno: pondělí 30. listopadu 2026 16:00\nKomu: Marek\nPředmět: 1:1",
    "От: Accord <accord@halden.example>\nОтправлено: 30 ноября 2026 г. 16:00\nКому: Marek\nТема: 1:1 with Dana",
    # A language nobody has taught the program, below Outlook's rule.
    "Feladó személy: Accord <accord@halden.example>\nElküldve ekkor: 2026. november 30. 16:00\nNeki: Marek\nTárgya: 1:1",
    "差出人: Accord <accord@halden.example>\n送信日時: 2026年11月30日 16:00\n宛先: Marek\n件名: 1:1 with Dana",
    "发件人: Accord <accord@halden.example>\n发送时间: 2026年11月30日 16:00\n收件人: Marek\n主题: 1:1 with Dana",
]


def read(lines: tuple[Line, ...] | list[Line]) -> list[tuple[str, str]]:
    return [(line.item, line.text) for line in extract(lines, AGENDA, LABELS).typed]


def answered(prefix: str, *, gap: bool, width: int = 0) -> str:
    """Our agenda, quoted, with Marek's answers between its lines."""
    out = []
    for line in AGENDA.splitlines():
        wrapped = textwrap.wrap(line, width) if width and len(line) > width else [line]
        out += [f"{prefix}{piece}".rstrip() for piece in wrapped or [""]]
        if line.strip() in ANSWERS:
            typed = ANSWERS[line.strip()][1]
            out += ["", typed, ""] if gap else [typed]
    return "\n".join(out)


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize("gap", [True, False])
def test_answers_between_quoted_lines_are_read_under_their_items(
    attribution: str, gap: bool
) -> None:
    body = f"{attribution}\n\n{answered('> ', gap=gap)}\n\nThanks,\nMarek\n"
    assert read(text_lines(body)) == EXPECTED


@pytest.mark.parametrize("prefix", ["> ", ">", "| ", "> > ", ""])
@pytest.mark.parametrize("width", [0, 44])
def test_any_quoting_prefix_and_any_wrapping_will_do(prefix: str, width: int) -> None:
    body = f"{ATTRIBUTIONS[0]}\n\n{answered(prefix, gap=True, width=width)}"
    assert read(text_lines(body)) == EXPECTED


@pytest.mark.parametrize("header", HEADERS)
def test_outlook_quotes_without_marks_below_its_header_block(header: str) -> None:
    body = f"See below.\n\nMarek\n\n{'_' * 32}\n{header}\n\n{answered('', gap=False)}"
    assert read(text_lines(body)) == [("", "See below."), *EXPECTED]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_answers_on_top_leave_nothing_of_the_quote_behind(attribution: str) -> None:
    quote = textwrap.indent(AGENDA, "> ", lambda _: True)
    body = f"a2 nothing from graz yet\nA3 one more, trucking co in linz\n\nSent from my iPhone\n\n{attribution}\n{quote}"
    assert read(text_lines(body)) == [
        ("", "a2 nothing from graz yet"),
        ("", "A3 one more, trucking co in linz"),
    ]


@pytest.mark.parametrize("header", HEADERS)
def test_answers_above_an_outlook_block_leave_nothing_behind(header: str) -> None:
    body = f"A7 yes\n\nBest regards\nMarek Novak\nSenior Account Executive\n\n{header}\n\n{AGENDA}"
    assert read(text_lines(body)) == [("", "A7 yes")]


def test_answers_below_the_quote_stand_under_no_item() -> None:
    body = f"{ATTRIBUTIONS[0]}\n{textwrap.indent(AGENDA, '> ', lambda _: True)}\nA7 yes\n\nMarek\n"
    assert read(text_lines(body)) == [("", "A7 yes")]


def html_agenda(answer: str, wrap: str = "<div>{}</div>") -> str:
    """Our lines one by one as HTML; `answer` is how this client shows what is typed."""
    out = []
    for line in AGENDA.splitlines():
        text = line.strip().replace("&", "&amp;").replace("<", "&lt;")
        out.append(wrap.format(text or "<br>"))
        if line.strip() in ANSWERS:
            out.append(answer.format(ANSWERS[line.strip()][1]))
    return "".join(out)


HTML = {
    "Gmail closes the quote around what is typed": (
        (
            '<div dir="ltr">{0}</div><div class="gmail_quote"><div class="gmail_attr">On Mon wrote:<br></div>'
            '<blockquote class="gmail_quote">{1}</blockquote></div>'
        ),
        '</blockquote><div>{}</div><blockquote class="gmail_quote">',
    ),
    "Apple Mail leaves it inside, one level up": (
        '<div>{0}</div><blockquote type="cite"><div>On 30 Nov 2026, at 16:00, Accord wrote:</div>{1}</blockquote>',
        '</blockquote><div>{}</div><blockquote type="cite">',
    ),
    "Apple Mail on a phone quotes what is typed too": (
        '<div>{0}</div><blockquote type="cite"><div>On 30 Nov 2026, at 16:00, Accord wrote:</div>{1}</blockquote>',
        "<div>{}</div>",
    ),
    "Outlook shows it in a colour": (
        (
            '<div class="WordSection1"><p>{0}</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>Od kogo: Accord</p>'
            "<p>From: Accord</p><p>Sent: Monday, November 30, 2026 4:00 PM</p><p>To: Marek</p></div>{1}</div>"
        ),
        '<p class="MsoNormal"><span style="color:red">{}</span></p>',
    ),
    "Outlook on the web marks the header block": (
        (
            '<div class="elementToProof">{0}</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Accord'
            "&lt;a@halden.example&gt;<br><b>Sent:</b> Monday, November 30, 2026 4:00 PM<br><b>To:</b> Marek</div>{1}"
        ),
        '<blockquote class="elementToProof"><div class="elementToProof">{}</div></blockquote>',
    ),
    "Yahoo puts all of it into one box": (
        '<div>{0}</div><div class="yahoo_quoted"><div>On Monday, November 30, 2026 at 04:00:00 PM, Accord wrote:</div>{1}</div>',
        "<div>{}</div>",
    ),
    "Thunderbird quotes with cite": (
        '{0}<div class="moz-cite-prefix">Am 30.11.26 um 16:00 schrieb Accord:<br></div><blockquote type="cite">{1}</blockquote>',
        '</blockquote>{}<br><blockquote type="cite">',
    ),
}


@pytest.mark.parametrize("shape", HTML)
def test_answers_typed_into_html_are_read_under_their_items(shape: str) -> None:
    page, answer = HTML[shape]
    assert read(html_lines(page.format("<br>", html_agenda(answer)))) == EXPECTED


@pytest.mark.parametrize("shape", HTML)
def test_answers_above_html_leave_nothing_behind(shape: str) -> None:
    page, _ = HTML[shape]
    assert read(html_lines(page.format("A7 yes", html_agenda("")))) == [("", "A7 yes")]


def test_cells_of_a_table_may_come_apart_or_together() -> None:
    cells = AGENDA.replace("A2  Kestrel", "A2\nKestrel").replace("A3  Six", "A3\n\nSix")
    joined = cells.replace("quote\n    1 of 2, by", "quote 1 of 2, by")
    lines = []
    for line in joined.splitlines():
        lines.append(Line("* " + line.strip() if line.strip() else ""))
        if line.strip() in ANSWERS:
            lines.append(Line(ANSWERS[line.strip()][1]))
    assert read([Line("ok"), Line(ATTRIBUTIONS[0]), Line(""), *lines]) == [("", "ok"), *EXPECTED]
