"""Whose a draft is, where its words left that open and its writer was asked."""

from daemon.domain.agreements.agreement import Agreement, Verdict
from daemon.domain.agreements.drafts.looking import open_in
from daemon.domain.agreements.drafts.points import Point
from daemon.domain.agreements.terms import texts_of, values_of
from daemon.domain.ledger import Kind
from daemon.domain.outbox import Item
from daemon.domain.replies.recording.writing import (
    NEW_LABEL,
    Context,
    Recorded,
    at,
    called_by,
    entry,
)

_MYSELF = frozenset({"me", "i", "mine", "myself"})
_LONGEST = 4  # words: "me", "Dana does it"; what is longer says more than a name


def named_owner(words: str, now: Agreement, context: Context) -> str:
    """The party that `words` name as the one who does it, "" where that was not open or not told."""
    said = words.casefold().replace(".", " ").replace(",", " ").split()
    found = open_in(now.wanted[0], context.writer.language) if now.expectation else ()
    if len(said) > _LONGEST or not found or found[0].point is not Point.OWNER:
        return ""
    if _MYSELF & set(said):
        return context.writer.id
    named = [p.id for p in context.partners if p.id in now.parties and called_by(p) & set(said)]
    return named[0] if len(named) == 1 else ""


def handed_over(
    words: str, line: str, context: Context, item: Item, now: Agreement, owner: str
) -> list[Recorded]:
    """The writer's yes where it is theirs as it was put down; else it moves to the other's ledger.

    An agreement lies in its owner's ledger, so the draft is closed here and begins anew there.
    """
    terms, version = now.wanted
    said = {"words": words}
    if owner == now.owner:
        return [at(context, line, Kind.ACKNOWLEDGED, item, said, version=str(version))]
    values = {
        **values_of(terms),
        "parties": ",".join((owner, *(p for p in now.parties if p != owner))),
        "leader": now.leader,
        "team": now.team,
        "consents": "yes",
    }
    label = ("L" if owner == now.leader else "A") + NEW_LABEL
    gone = at(context, line, Kind.CLOSED, item, said, verdict=Verdict.REFUSED.value, moved="yes")
    texts = {**texts_of(terms), **said}
    return [gone, (owner, entry(context, f"{line}.1", Kind.PROPOSED, label, texts, values))]
