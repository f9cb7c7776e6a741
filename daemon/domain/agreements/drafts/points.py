"""What can be open in a draft, in the order in which it is asked about."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from daemon.domain.matters import Phrase


class Point(StrEnum):
    """What before who, who before when: the answer to an earlier one often brings the later.

    DAY: an end is named ("before the fair"), and not which day that is.
    """

    OUTCOME = "outcome"
    OBJECT = "object"
    NUMBER = "number"
    OWNER = "owner"
    DATE = "date"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that a draft leaves open. words: those it is about, as they were typed."""

    point: Point
    words: str


def question(found: Sequence[Open]) -> Phrase | None:
    """The one question about what is open, in the drafter's own words; None where nothing is.

    What else is open and can be told in the same breath is its slot `when`: "date", "day" or "".
    """
    if not found:
        return None
    first = found[0]
    when = [o.point.value for o in found[1:] if o.point in (Point.DATE, Point.DAY)]
    return Phrase(f"open-{first.point}", {"words": first.words, "when": "".join(when)})
