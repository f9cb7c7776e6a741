from dataclasses import dataclass

import pytest

from daemon.store.rows import Row, RowForm


@dataclass(frozen=True)
class Weighed:
    kilos: float


def test_a_type_that_no_rule_covers_is_refused_when_the_form_is_made() -> None:
    with pytest.raises(TypeError, match=r"no rule writes .*float"):
        RowForm(Weighed)


def test_a_row_keeps_the_json_it_was_first_asked_for() -> None:
    row = Row(author="jürgen")
    assert row.json == r'{"author":"j\u00fcrgen"}'
    assert row.json is row.json
