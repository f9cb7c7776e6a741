"""A step of a week on the way to an outcome, as its writer put it down."""

from collections.abc import Mapping
from dataclasses import replace

from daemon.domain.agreements.drafts.looking import rhythm
from daemon.domain.agreements.shape import STEPS
from daemon.domain.agreements.terms import Terms
from daemon.domain.replies.recording.writing import Context
from daemon.domain.replies.statements import Draft

WEEK = "week"


def paced(draft: Draft, terms: Terms) -> Terms:
    """A step is done every week, unless its words say how often."""
    return replace(terms, period=rhythm(draft.words) or WEEK) if draft.step else terms


def says_how_often(draft: Draft) -> bool:
    """Whether the words of a draft hold its rhythm, where it has one by being a step."""
    return not draft.step or bool(rhythm(draft.words))


def leads_to(draft: Draft, owner: str, context: Context) -> Mapping[str, str]:
    """The outcome of the same owner that a step leads to, for an entry's `values`."""
    item = context.letter.item(draft.follows) if draft.follows else None
    if item is None or item.owner != owner:
        return {}
    return {"follows": item.agreement, "origin": STEPS}
