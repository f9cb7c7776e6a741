"""What can be open in a draft, in the order in which it is asked about."""

from dataclasses import dataclass
from enum import StrEnum


class Point(StrEnum):
    """What before who, who before when: the answer to an earlier one often brings the later."""

    OUTCOME = "outcome"
    OBJECT = "object"
    NUMBER = "number"
    OWNER = "owner"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that a draft leaves open. words: those it is about, as they were typed."""

    point: Point
    words: str
