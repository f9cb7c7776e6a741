"""Days as Marek and Dana write them, and what is never taken for a day."""

from datetime import date

import pytest

from daemon.domain.quarters import FiscalYear
from daemon.domain.replies.words.dates import read_date

TODAY = date(2026, 9, 9)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "day", "words"),
    [
        ("by 2026-09-30 at the latest", "2026-09-30", "2026-09-30"),
        ("30 Sep", "2026-09-30", "30 Sep"),
        ("30 Sep 2027", "2027-09-30", "30 Sep 2027"),
        ("30th of September", "2026-09-30", "30th of September"),
        ("Sep 30", "2026-09-30", "Sep 30"),
        ("Sep 30th, 2027", "2027-09-30", "Sep 30th, 2027"),
        ("bis 30.9.", "2026-09-30", "30.9."),
        ("30.9.2025", "2025-09-30", "30.9.2025"),
        ("30.09.26", "2026-09-30", "30.09.26"),
        ("30. 9. 2026", "2026-09-30", "30. 9. 2026"),
        ("9/30/2026", "2026-09-30", "9/30/2026"),
        ("30/9/2026", "2026-09-30", "30/9/2026"),
        ("9/9/2027", "2027-09-09", "9/9/2027"),
        ("Fri 18 Dec", "2026-12-18", "Fri 18 Dec"),
        ("am Fr., 18. Dezember", "2026-12-18", "Fr., 18. Dezember"),
        ("8 Sep", "2027-09-08", "8 Sep"),
        ("29 Feb", "2028-02-29", "29 Feb"),
        ("by Friday", "2026-09-11", "Friday"),
        ("by Wednesday", "2026-09-09", "Wednesday"),
        ("next Friday", "2026-09-18", "next Friday"),
        ("on Mon", "2026-09-14", "Mon"),
        ("bis Do", "2026-09-10", "Do"),
        ("until Sun", "2026-09-13", "Sun"),
        ("Thu", "2026-09-10", "Thu"),
        ("Freitag", "2026-09-11", "Freitag"),
        ("tomorrow", "2026-09-10", "tomorrow"),
        ("heute", "2026-09-09", "heute"),
        ("übermorgen", "2026-09-11", "übermorgen"),
        ("end of month", "2026-09-30", "end of month"),
        ("Monatsende", "2026-09-30", "Monatsende"),
        ("end of next month", "2026-10-31", "end of next month"),
        ("end of the quarter", "2026-09-30", "end of the quarter"),
        ("end of next quarter", "2026-12-31", "end of next quarter"),
        ("Ende des Quartals", "2026-09-30", "Ende des Quartals"),
        ("EOQ", "2026-09-30", "EOQ"),
        ("end of the year", "2026-12-31", "end of the year"),
        ("EOY", "2026-12-31", "EOY"),
        ("end of fiscal year", "2026-12-31", "end of fiscal year"),
        ("end of the week", "2026-09-11", "end of the week"),
        ("Ende nächster Woche", "2026-09-18", "Ende nächster Woche"),
        ("Ende September", "2026-09-30", "Ende September"),
        ("end of March", "2027-03-31", "end of March"),
        ("end of February 2028", "2028-02-29", "end of February 2028"),
        ("by end of Q3", "2026-09-30", "end of Q3"),
        ("Q1", "2027-03-31", "Q1"),
        ("Q2 2027", "2027-06-30", "Q2 2027"),
        ("2027Q2", "2027-06-30", "2027Q2"),
        ("KW 38", "2026-09-18", "KW 38"),
        ("KW 2", "2027-01-15", "KW 2"),
        ("in 3 days", "2026-09-12", "in 3 days"),
        ("in two weeks", "2026-09-23", "in two weeks"),
        ("in einem Monat", "2026-10-09", "in einem Monat"),
        ("le 3 mars", "2027-03-03", "3 mars"),
        ("el 5 de octubre", "2026-10-05", "5 de octubre"),
        ("il 1 ottobre", "2026-10-01", "1 ottobre"),
        ("5 oktober", "2026-10-05", "5 oktober"),
        ("30 de setembro de 2026", "2026-09-30", "30 de setembro de 2026"),
        ("3 marca", "2027-03-03", "3 marca"),
        ("vendredi", "2026-09-11", "vendredi"),
        ("viernes", "2026-09-11", "viernes"),
        ("venerdì", "2026-09-11", "venerdì"),
        ("vrijdag", "2026-09-11", "vrijdag"),
        ("sexta-feira", "2026-09-11", "sexta-feira"),
        ("w piątek", "2026-09-11", "piątek"),
    ],
)
def test_a_day_is_read_with_the_words_it_came_from(text: str, day: str, words: str) -> None:
    found = read_date(text, TODAY, FiscalYear())
    assert found is not None
    assert (found.day.isoformat(), found.words) == (day, words)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    "text",
    [
        "5 of 8",
        "3 more",
        "1",
        "5/8",
        "9/9",
        "met 5/8",
        "5 out of 8",
        "30.9",
        "at 3.5",
        "A1: 5-6",
        "5 may of the eight",
        "may 5 of 8",
        "dec 5/8",
        "31.2.",
        "2026-02-30",
        "9/10/2026",
        "30 Feb 2027",
        "week 60",
        "Q5",
        "Q1 9999",
        "v1.2.3",
        "end of 2027 maybe",
        "Guten Morgen",
        "mon client",
        "+49 30 901820",
        "end of March 0000",
        "",
    ],
)
def test_what_may_be_a_count_or_is_no_day_is_not_read(text: str) -> None:
    assert read_date(text, TODAY) is None


def test_a_week_that_the_next_year_does_not_have_is_not_read() -> None:
    assert read_date("KW 53", date(2027, 1, 10)) is None


def test_quarters_are_the_companys() -> None:
    found = read_date("end of Q3", TODAY, FiscalYear(start_month=4))
    assert found is not None
    assert found.day == date(2026, 12, 31)


def test_the_end_of_a_month_keeps_within_the_month_ahead() -> None:
    found = read_date("in one month", date(2026, 1, 31))
    assert found is not None
    assert found.day == date(2026, 2, 28)


def test_the_end_of_the_week_is_a_friday_to_come_even_on_a_sunday() -> None:
    found = read_date("end of the week", date(2026, 9, 13))
    assert found is not None
    assert found.day == date(2026, 9, 18)


def test_a_span_counts_in_what_was_typed_also_with_odd_characters() -> None:
    text = "ﬁnally — bis ３０．９． fertig"
    found = read_date(text, TODAY)
    assert found is not None
    assert found.words == "３０．９．"
    assert text[found.start : found.end] == found.words
