"""What letters say, before any words: matters by key, and phrases of the templates.

A matter is one thing one person should hear or decide. Matters are derived from the ledgers by the
rooms of `letters/` and never stored; a letter records the keys of those it carried, so that none is
carried twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from daemon.domain.tags import key


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of the templates by its key, and what goes into its slots."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


CLEAN = key("receipt", "clean")  # of a receipt: nothing in it to look at
QUIET = key("receipt", "quiet")  # of a receipt: it offered QUIET, which is done once


def consent(owner: str, agreement: str, version: int) -> str:
    """Somebody's yes to one version of one agreement."""
    return key("consent", owner, agreement, version)


def balance_of(rep: str, day: date) -> str:
    """How what a rep has agreed is spread over the fields, in one month."""
    return key("balance", rep, f"{day:%Y-%m}")


def invitation(pair: str, quarter: str) -> str:
    """What the two want to reach: asked once a quarter, whether something is agreed or not."""
    return key("invite", pair, quarter)
