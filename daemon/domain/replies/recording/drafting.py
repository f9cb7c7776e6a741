"""Lines that begin something: a new agreement, a request to the other side, a line for the table."""

from dataclasses import replace

from daemon.domain.agreements.drafts.looking import open_in
from daemon.domain.agreements.terms import texts_of, values_of
from daemon.domain.ledger import Kind
from daemon.domain.replies.recording.completing import PLAIN_DRAFT, terms_of
from daemon.domain.replies.recording.stepping import leads_to, paced, says_how_often
from daemon.domain.replies.recording.writing import (
    NEW_LABEL,
    Context,
    Recorded,
    entry,
    own,
    own_doubt,
)
from daemon.domain.replies.statements import Draft, TopicLine

OWN_MARK = "me:"  # begins a draft about what its writer will do; no part of the words
_SELF = ("i ", "i'll ", "i’ll ", "me ", "me:", "my ", "ich ", "mein ", "meine ")


def begin(draft: Draft, line: str, context: Context) -> list[Recorded]:
    """A draft is the rep's to carry out, unless a leader writes about what they will do."""
    if not context.other:
        return own_doubt(context, line, draft.words, "no-partner")
    about_self = draft.own or draft.outcome.casefold().startswith(_SELF)
    outcome = draft.outcome
    if outcome.casefold().startswith(OWN_MARK):
        outcome = outcome[len(OWN_MARK) :].strip()
    owner = context.writer.id if about_self or not context.leads else context.other
    partner = context.other if owner == context.writer.id else context.writer.id
    today = context.now.astimezone(context.writer.tz).date()
    terms = paced(draft, replace(terms_of(draft, today, context.fiscal), outcome=outcome))
    found = open_in(terms, context.writer.language)
    plain = draft.flag == PLAIN_DRAFT and not found and says_how_often(draft)
    values = {
        **values_of(terms),
        **leads_to(draft, owner, context),
        "parties": f"{owner},{partner}",
        "leader": context.writer.id if context.leads else context.other,
        "team": context.writer.team,
        "consents": "yes" if plain else "",
        "flag": "" if draft.flag == PLAIN_DRAFT else draft.flag,
        "open": ",".join(o.point for o in found),
    }
    letter = "L" if context.leads and owner == context.writer.id else "A"
    texts = {**texts_of(terms), "words": draft.words, "open": found[0].words if found else ""}
    return [(owner, entry(context, line, Kind.PROPOSED, letter + NEW_LABEL, texts, values))]


def bring(topic: TopicLine, line: str, context: Context) -> Recorded:
    """A line for the table; a rep's request becomes a draft of the leader's own.

    It counts once the leader says yes and names a day.
    """
    if not topic.request or context.leads or not context.other:
        return own(context, line, Kind.TOPIC, topic.words, to=context.other)
    values = {
        "parties": f"{context.other},{context.writer.id}",
        "leader": context.other,
        "team": context.writer.team,
        "consents": "yes",
        "request": "yes",
    }
    texts = {"words": topic.words, "outcome": topic.words}
    new = entry(context, line, Kind.PROPOSED, "L" + NEW_LABEL, texts, values)
    return context.other, new
