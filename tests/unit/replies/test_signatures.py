"""A name above a few lines of office furniture is how many people end a mail, without any mark."""

from daemon.domain.replies.message import Line
from daemon.domain.replies.typed.quotes import extract

SENT = "Rafael, on Mon 26 Oct at 11:00 you meet Dana.\n\nA1  Written quotes\n    1 of 7\n"
OUTLOOK = [
    "________________________________",
    "From: Accord <accord+abcdefghijkl@halden.example>",
    "Sent: Friday, October 23, 2026 11:00 AM",
    "To: Rafael Costa <rafael@halden.example>",
    "Subject: 1:1 with Dana, Mon 26 Oct",
    "",
    *SENT.splitlines(),
]


def typed(*lines: str) -> list[str]:
    found = extract([Line(line) for line in (*lines, "", *OUTLOOK)], SENT, ("A1",))
    return [line.text for line in found.typed]


def test_rafaels_name_with_team_and_telephone_below_it_is_his_signature():
    assert typed("A1 3", "", "Rafael Costa", "Fleet, Halden", "T +43 1 5550 0140") == ["A1 3"]


def test_what_rafael_says_below_his_name_is_kept():
    lines = ("A1 3", "", "Rafael", "the fair counts, I asked Dana and she thinks so too.")
    assert typed(*lines) == [line for line in lines if line]


def test_a_name_that_is_not_set_apart_begins_no_signature():
    assert typed("A1 3", "Rafael", "Fleet, Halden") == ["A1 3", "Rafael", "Fleet, Halden"]


def test_an_item_below_the_name_is_an_answer():
    assert typed("A1 3", "", "Rafael Costa", "Fleet, Halden", "A1 4 in fact") == [
        "A1 3",
        "A1 4 in fact",
    ]


def test_somebody_elses_name_is_no_signature_of_rafaels():
    lines = ("A1 3", "", "Lena Brandt", "Fleet, Halden")
    assert typed(*lines) == [line for line in lines if line]
