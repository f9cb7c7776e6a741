"""The words under the grammar: folding, numbers, past forms."""

from decimal import Decimal

import pytest

from daemon.domain.replies.words.folding import fold
from daemon.domain.replies.words.numbers import digits, number_word
from daemon.domain.replies.words.verbs import past_forms, title_words
from daemon.domain.replies.words.vocabulary import LETTERS


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("5", "5"),
        ("1,000", "1000"),
        ("1.000", "1000"),
        ("1.000,5", "1000.5"),
        ("2,5", "2.5"),
        ("0.500", "0.5"),
    ],
)
def test_digits_with_marks(typed: str, value: str) -> None:
    assert digits(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["1.2.3", "1,00,0", "1234567890123", "٣"])
def test_digits_that_make_no_plain_number(typed: str) -> None:
    assert digits(typed) is None


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("three", 3),
        ("dreiundzwanzig", 23),
        ("vingt", 20),
        ("ocho", 8),
        ("otto", 8),
        ("acht", 8),
        ("pięć", 5),
        ("dozen", 12),
        ("zero", 0),
    ],
)
def test_number_words(word: str, value: int) -> None:
    assert number_word(word) == value


@pytest.mark.parametrize("word", ["o", "demos", "b5", "x" * 50])
def test_what_is_no_number_word(word: str) -> None:
    assert number_word(word) is None


def test_folding_knows_where_each_character_was_typed() -> None:
    folded = fold("Ⅷ Straße,\u200b de\u0301ja\u0300 ﬁn")
    assert folded.text == "viii strasse, déjà fin"
    start = folded.text.index("déjà")
    assert folded.words(start, start + 4) == "de\u0301ja\u0300"
    assert folded.words(0, 4) == "Ⅷ"
    assert folded.words(0, len(folded.text)) == folded.typed


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("send the proposal", "sent"),
        ("book 8 demos", "booked"),
        ("close the deal", "closed"),
        ("carry it over", "carried"),
        ("plan the fair", "planned"),
        ("get the contract signed", "signed"),
        ("angebot an acme senden", "gesendet"),
        ("visiter trois usines", "visité"),
        ("llamar a todos", "llamado"),
        ("chiamare tutti", "chiamato"),
        ("servire i clienti", "servito"),
    ],
)
def test_what_was_done_is_told_in_the_past(title: str, form: str) -> None:
    assert form in past_forms(title_words(title))


def test_a_title_without_words_has_no_past() -> None:
    assert past_forms(title_words("2027")) == frozenset()


def test_every_phrase_of_the_vocabulary_is_folded() -> None:
    assert [phrase for phrase in LETTERS if fold(phrase).text != phrase] == []
