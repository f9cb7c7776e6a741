"""Replies to our agendas in every shape and language: what was typed, and under which item."""

from collections import Counter

import pytest

from tests.corpus import generated
from tests.corpus.generated import Case
from tests.corpus.shapes import SHAPES
from tests.corpus.shapes.phrases import LANGUAGES

COUNT = 10 * len(SHAPES)


@pytest.fixture(scope="module", params=["autumn", "spring"])
def replies(request: pytest.FixtureRequest) -> list[Case]:
    return generated.cases(request.param, COUNT)


def test_every_word_is_read_under_its_item_and_nothing_else_is(replies: list[Case]) -> None:
    found = Counter(
        f for case in replies for f in generated.faults(case, generated.extracted(case))
    )
    assert found["loss"] == found["digits"] == found["item"] == 0
    assert found["norm"] <= 0.02 * len(replies)


def test_all_shapes_and_languages_are_among_them(replies: list[Case]) -> None:
    assert {case.shape for case in replies} == set(SHAPES)
    assert {case.typed.answer.language for case in replies} == set(LANGUAGES)


def test_each_shape_says_what_it_imitates() -> None:
    assert len(SHAPES) >= 30
    assert all(len(shape.source) > 10 for shape in SHAPES.values())


def test_the_same_seed_gives_the_same_mails() -> None:
    assert generated.cases("twice", 60) == generated.cases("twice", 60)
