"""How an agreement is looked back on: what got in the way, what comes next, what is taken along."""

from enum import StrEnum


class Cause(StrEnum):
    """What got in the way, as its owner chose it; the choice goes into sums, the words never do.

    START: not knowing where to begin. BELIEF: no longer thinking that it would work. TIME: not
    getting to it. OUTSIDE: something that neither of the two could change. OTHER: none of these.
    """

    START = "start"
    BELIEF = "belief"
    TIME = "time"
    OUTSIDE = "outside"
    OTHER = "other"


class Next(StrEnum):
    """What an agreement that is over turns into: the same again, other words, or nothing."""

    AGAIN = "again"
    DIFFERENTLY = "differently"
    DROP = "drop"
