"""The answer to what a draft left open: it completes the draft's words, or takes their place."""

from dataclasses import replace
from datetime import date

from daemon.domain.agreements.drafts.ends import named_end
from daemon.domain.agreements.drafts.looking import gist, open_in, rhythm
from daemon.domain.agreements.drafts.points import Open, Point
from daemon.domain.agreements.terms import Terms, texts_of, values_of
from daemon.domain.quarters import FiscalYear
from daemon.domain.replies.meaning.proposals import draft
from daemon.domain.replies.recording.countering import Counter, counter, says_more
from daemon.domain.replies.statements import Draft

PLAIN_DRAFT = "draft"  # the writer's words, with nothing in doubt
_WHEN = frozenset({Point.DATE, Point.DAY})


def terms_of(found: Draft, today: date, fiscal: FiscalYear) -> Terms:
    """A draft's words as terms: what was read of them, and the ends and rhythms of drafts."""
    due, due_words = found.due, found.due_words
    if due is None and (end := named_end(found.outcome, today, fiscal)):
        due, due_words = end
    counted = found.target is not None
    return Terms(
        outcome=found.outcome,
        target=found.target,
        unit=found.unit,
        period=rhythm(found.words) if counted else "",
        due=due,
        due_words=due_words,
    )


def completed(
    words: str, terms: Terms, today: date, fiscal: FiscalYear, spoken: str = "en"
) -> Counter:
    """What `words` make of a draft's `terms`.

    A number, an object or a day that was open is filled in beside the old words. Words that say
    more take the place of the old ones. What answers none of it is put behind them and shown to
    the writer once more.
    """
    found = open_in(terms, spoken)
    if not found:
        return counter(words, terms, today, fiscal)
    new = draft(0, words, today, fiscal)
    said = terms_of(new, today, fiscal)
    plain = new.flag in (PLAIN_DRAFT, "no-outcome")
    more = says_more(gist(said.outcome), terms)
    if found[0].point is Point.OUTCOME or (more and (said.target or said.due)):
        return Counter(*_parts(replace(said, outcome=said.outcome or words)), sure=plain)
    if found[0].point is Point.OBJECT and more:
        return _with_object(found[0], said, terms)
    if not _fills(found, said):
        return Counter({"outcome": f"{terms.outcome}, {words}"}, {}, sure=False)
    unit = said.unit or _unit(found[0], said)
    return Counter(*_parts(replace(said, outcome="", unit=unit)), sure=plain)


def _parts(terms: Terms) -> tuple[dict[str, str], dict[str, str]]:
    return texts_of(terms), values_of(terms)


def _fills(found: tuple[Open, ...], said: Terms) -> bool:
    points = {o.point for o in found}
    return bool((said.due and points & _WHEN) or (said.target and Point.NUMBER in points))


def _unit(first: Open, said: Terms) -> str:
    """What is counted is the last of the drafter's words: "more customers", answered by "3"."""
    return first.words.split()[-1] if said.target and first.point is Point.NUMBER else ""


def _with_object(first: Open, said: Terms, terms: Terms) -> Counter:
    """Put behind the number, and shown once more: "do 12 a week", answered by "first meetings"."""
    outcome = terms.outcome.replace(first.words, f"{first.words} {said.outcome}", 1)
    return Counter(*_parts(replace(said, outcome=outcome, unit=said.outcome)), sure=False)
