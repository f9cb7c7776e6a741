"""Sample pages of every kind of letter: for `check`, for pictures, for the house rules' tests.

A small made-up team in the last quarter of 2026: Marek, Aiko and Lena, who sell; Dana, who leads
them; Ingrid, head of sales.
"""

from functools import cache

from daemon.mail.samples import answers, batches, meetings, quarter
from daemon.mail.samples.team import Sample

__all__ = ["Sample", "samples"]


@cache
def samples() -> tuple[Sample, ...]:
    """Every folder of templates, and every variant that reads differently."""
    return (*meetings.samples(), *batches.samples(), *quarter.samples(), *answers.samples())
