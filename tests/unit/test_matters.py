"""Matters by key, and phrases."""

from daemon.domain.matters import Phrase, consent, invitation


def test_each_version_is_a_matter_of_its_own():
    assert consent("marek", "A8", 1) != consent("marek", "A8", 2)
    assert consent("marek", "A8", 1) != consent("lena", "A8", 1)


def test_a_pair_is_invited_once_a_quarter():
    assert invitation("marek+dana", "2026Q4") == invitation("marek+dana", "2026Q4")
    assert invitation("marek+dana", "2026Q4") != invitation("marek+dana", "2027Q1")


def test_two_phrases_never_share_their_values():
    assert Phrase("ask-rule").values == {}
    assert Phrase("ask-rule").values is not Phrase("ask-rule").values
