"""Over generated replies, from raw mail to statements: no word is lost, and no number is made up."""

from tests.corpus import generated
from tests.corpus.conserved import Sums, sums
from tests.corpus.shapes import SHAPES

REPLIES = 2000


def test_every_word_is_in_one_statement_and_no_number_is_wrong() -> None:
    total = Sums()
    for n, name in zip(range(REPLIES), generated.turns(tuple(SHAPES)), strict=False):
        case = generated.case(f"conserved/{n}", name)
        total += sums(case, generated.extracted(case))
    print(total)
    assert (total.lost, total.twice, total.wrong) == (0, 0, 0)
    assert (
        total.recorded > REPLIES / 5
    )  # what is asked about can't be wrong; this is no such reader
