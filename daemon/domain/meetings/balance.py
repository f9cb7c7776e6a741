"""How what one person has agreed is spread over the three fields of a sales quarter."""

from collections import Counter
from collections.abc import Iterable

from daemon.domain.agreements.agreement import Agreement
from daemon.domain.agreements.terms import Category

FIELDS = (Category.ACCOUNTS, Category.NEW_BUSINESS, Category.SKILLS)


def balance(owner: str, agreements: Iterable[Agreement]) -> tuple[tuple[str, int], ...]:
    """(field, open agreements of `owner` in it), none where no field was ever named."""
    held = [a for a in agreements if a.owner == owner and a.in_force and a.open]
    counts = Counter(a.terms.category for a in held)
    if not any(counts[field] for field in FIELDS):
        return ()
    return tuple((str(field.value), counts[field]) for field in FIELDS)
