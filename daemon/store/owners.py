"""Whose ledgers there can be, and which of them are wanted."""

import re
from collections.abc import Mapping

from daemon.domain.ledger import Index
from daemon.errors import StoreError
from daemon.ports import Due, Everyone, Mentions

# A person's id, the installation itself, or a party outside the directory by the hash of its
# address. An owner becomes a file name, so nothing else gets through, least of all a "/".
_OWNER = re.compile(r"[a-z0-9-]{1,40}|_house|x-[a-z0-9]{1,64}")


def check_owner(name: str) -> None:
    """StoreError for what can't be anybody's id."""
    if not _OWNER.fullmatch(name):
        raise StoreError(
            f"{name!r} can't own a ledger: a-z, 0-9 and - only, at most 40", owner=name
        )


def select(wanted: Everyone | Due | Mentions, indexes: Mapping[str, Index]) -> list[str]:
    """The owners that are wanted, in order of name."""
    match wanted:
        case Everyone():
            return sorted(indexes)
        case Due(now):
            return sorted(o for o, i in indexes.items() if i.next_due and i.next_due <= now)
        case Mentions(reference):
            return sorted(o for o, i in indexes.items() if reference in i.references)
