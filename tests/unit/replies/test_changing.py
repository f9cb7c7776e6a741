"""What a counter-proposal changes: the day, the count, or the words."""

from datetime import date
from decimal import Decimal

import pytest

from daemon.domain.outbox import Asked, Item
from daemon.domain.replies.message import Typed
from daemon.domain.replies.reading import Op, Table, Update, read

DEMOS = Item(
    "A1", "lena", "A1", "Demos with workshop managers", target=Decimal(7), unit="demos",
    due=date(2026, 12, 18), asked=Asked.CONSENT,
)  # fmt: skip
TALK = Item(
    "A2", "lena", "A2", "A price talk held alone", due=date(2026, 11, 27), asked=Asked.CONSENT
)
MAIL = Table((DEMOS, TALK), "A", date(2026, 10, 1), writer="lena")


def changed(line: str) -> Update:
    (statement,) = read([Typed(line, 0)], MAIL).statements
    assert isinstance(statement, Update)
    assert statement.op is Op.CHANGE
    return statement


@pytest.mark.parametrize(
    ("line", "count", "day"),
    [
        ("A1 change: 5 demos, by 11 Dec", 5, date(2026, 12, 11)),
        ("A1 change: five by 11 Dec", 5, date(2026, 12, 11)),
        ("A1 change: only 5", 5, None),
        ("A1 change: by 8 Jan", None, date(2027, 1, 8)),
        ("A1 ändern: fünf Demos bis 11.12.", 5, date(2026, 12, 11)),
    ],
)
def test_lena_changes_count_and_day_and_the_outcome_stays(
    line: str, count: int | None, day: date | None
):
    update = changed(line)
    assert (update.value, update.due) == (None if count is None else Decimal(count), day)
    assert update.reason == ""


def test_other_words_beside_the_day_are_the_new_outcome():
    update = changed("A1 change: demos with fleet owners, by 11 Dec")
    assert (update.value, update.due, update.reason) == (
        None,
        date(2026, 12, 11),
        "demos with fleet owners",
    )


def test_a_number_means_nothing_where_nothing_is_counted():
    assert changed("A2 change: two price talks").value is None


@pytest.mark.parametrize(
    "line", ["A1 change: demos with owners", "A1 change: 5 or 6 by 11 Dec or 18 Dec"]
)
def test_words_alone_and_what_can_be_read_two_ways_stay_words(line: str):
    update = changed(line)
    assert (update.value, update.due, update.reason) == (None, None, "")
