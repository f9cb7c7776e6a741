"""A draft looked through: what is missing from it or left open, and what is asked about it."""

from daemon.domain.agreements.drafts.counts import counts, objectless
from daemon.domain.agreements.drafts.cutting import Cut, cut
from daemon.domain.agreements.drafts.english import ENGLISH
from daemon.domain.agreements.drafts.language import Language, pattern
from daemon.domain.agreements.drafts.owners import duty, ownerless
from daemon.domain.agreements.drafts.points import Open, Point
from daemon.domain.agreements.drafts.results import endless, uncounted
from daemon.domain.agreements.terms import Terms

LANGUAGES = {"en": ENGLISH}
LONGEST = 600  # characters; what is longer is no draft in a line or two, and only its start is read


def look(words: str, date_words: str = "", language: Language = ENGLISH) -> tuple[Open, ...]:
    """What `words` leave open, in the order in which it is asked about; none where nothing is.

    date_words: the part of them that was read as a day, "" where none was.
    """
    draft = cut(words[:LONGEST], date_words, language)
    numbers = counts(draft, language)
    found: list[Open | None] = [_what(draft, numbers, language)]
    if whose := ownerless(draft, language):
        found.append(Open(Point.OWNER, whose))
    if not draft.dated:
        found.append(Open(Point.DATE, draft.gist))
    return tuple(o for o in found if o)


def open_in(terms: Terms, spoken: str) -> tuple[Open, ...]:
    """What the terms of a draft leave open beside what was read of them already.

    spoken: language code of the drafter; none is found in a language that has no table.
    """
    language = LANGUAGES.get(spoken)
    if language is None:
        return ()
    known: set[Point] = set()
    if terms.target is not None:
        known |= {Point.OUTCOME, Point.NUMBER} | ({Point.OBJECT} if terms.unit else set())
    if terms.due or terms.period:
        known.add(Point.DATE)
    found = [o for o in look(terms.outcome, terms.due_words, language) if o.point not in known]
    draft = cut(terms.outcome[:LONGEST], terms.due_words, language)
    if draft.ends and terms.due is None and not (draft.rule or draft.lasts or terms.period):
        found.append(Open(Point.DAY, draft.ends[0]))
    return tuple(found)


def gist(words: str, language: Language = ENGLISH) -> str:
    """`words` without what they say of ends and rhythms."""
    return cut(words[:LONGEST], "", language).gist


def rhythm(words: str, language: Language = ENGLISH) -> str:
    """Which of "week" and "month" `words` count by, as in "30 calls a week"; "" for neither."""
    match = pattern(language.lasting).search(words[:LONGEST])
    said = match.group().lower() if match else ""
    return "week" if said in language.weekly else "month" if said in language.monthly else ""


def _what(draft: Cut, numbers: tuple[int, ...], language: Language) -> Open | None:
    """What, of what, how many: the first of them that is open brings the others."""
    if endless(draft, bool(numbers), language):
        return Open(Point.OUTCOME, draft.gist)
    if numbers:
        bare = objectless(draft, numbers, language)
        return Open(Point.OBJECT, bare.typed.strip()) if bare else None
    if draft.rule or duty(draft, language):
        return None
    several = uncounted(draft, language)
    return Open(Point.NUMBER, several) if several else None
