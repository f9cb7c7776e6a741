"""Lines that begin something: a new agreement, a request to the other side, a line for the table."""

import re
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
    called_by,
    entry,
    own,
    own_doubt,
)
from daemon.domain.replies.statements import Draft, TopicLine

OWN_MARK = "me:"  # begins a draft about what its writer will do; no part of the words
_WORD = re.compile(r"[\w'-]+")
_SELF = ("i ", "i'll ", "i’ll ", "me ", "me:", "my ", "ich ", "mein ", "meine ")


def begin(draft: Draft, line: str, context: Context) -> list[Recorded]:
    """A draft is the rep's to carry out, unless a leader writes about what they will do."""
    context, outcome = _with_whom(draft.outcome, context)
    if not context.other:
        names = "|".join(p.called for p in context.partners)
        return own_doubt(
            context, line, draft.words, "no-partner", to=context.writer.id, choices=names
        )
    about_self = draft.own or outcome.casefold().startswith(_SELF)
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


def _with_whom(outcome: str, context: Context) -> tuple[Context, str]:
    """In a mail about no pair, whom the words name; "Marek:" in front is no part of them."""
    if context.other:
        return context, outcome
    said = {w.removesuffix("'s") for w in _WORD.findall(outcome.casefold().replace("’", "'"))}
    named = [p for p in context.partners if called_by(p) & said]
    if len(named) != 1:
        return context, outcome
    (person,) = named
    first, mark, rest = outcome.partition(":")
    addressed = mark and set(first.casefold().split()) <= called_by(person)
    leads = person.leader == context.writer.id
    return replace(context, other=person.id, leads=leads), rest.strip() if addressed else outcome


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
