"""Whether a draft says what will be true at its end, and whether that comes in pieces."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from daemon.domain.agreements.drafts.cutting import Cut, Word
from daemon.domain.agreements.drafts.language import Language, pattern


@lru_cache(maxsize=64)
def _shape(parts: tuple[str, ...]) -> re.Pattern[str]:
    return pattern(parts)


def _head(cut: Cut, language: Language) -> int:
    """Where the words begin after openings such as "I want to" or "we should"."""
    opening = _opening(language)
    place = 0
    while match := opening.match(cut.core, place):
        place = match.end()
    return len(cut.core) - len(cut.core[place:].lstrip(" ,;:.–-"))


@lru_cache(maxsize=8)
def _opening(language: Language) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{'|'.join(language.openings)})", re.IGNORECASE)


def endless(cut: Cut, counted: bool, language: Language) -> bool:
    """Nothing in it could be kept or not: a wish, or doing without a count or an end."""
    if counted or cut.rule:
        return False
    place = _head(cut, language)
    words = [w for w in cut.words if w.start >= place and not w.mark]
    if len(words) <= 1:
        return not (words and cut.lasts)
    if _shape(language.soft_anywhere).search(cut.core):
        return True
    if any(w.text in language.results for w in words[1:]):
        return False
    if _shape((*language.soft, *language.loose)).match(cut.core, place):
        return True
    activity = _shape(language.activities).match(cut.core, place)
    after = [w for w in cut.words if activity and w.start >= activity.end()]
    return activity is not None and not _one_named(after, language)


def _one_named(words: Sequence[Word], language: Language) -> bool:
    """One that either happens or does not: "the CFO of Rhenus", "Brandt"."""
    if not words:
        return False
    if words[0].text in language.one and len(words) > 1:
        return not _plural(_noun(words[1:], language), language)
    return words[0].typed[0].isupper()


def _noun(words: Sequence[Word], language: Language) -> str:
    """The last word before a preposition, a mark or the end: the noun of a phrase."""
    last = ""
    for word in words:
        if word.mark or word.text in language.prepositions:
            break
        last = word.text
    return last


def _plural(noun: str, language: Language) -> bool:
    """In the languages read so far by its ending; what is one thing for all its "s" is listed."""
    ends = noun.endswith("s") and not noun.endswith(("ss", "us", "is", "'s", "’s"))
    return (ends or noun == "people") and noun not in language.wholes


def uncounted(cut: Cut, language: Language) -> str:
    """The words that speak of several without saying how many, "" where there are none."""
    place = _head(cut, language)
    words = [w for w in cut.words if w.start >= place]
    degree = _degree(cut, place, language)
    if degree:
        return degree
    first = words[0]
    if first.text in language.changes:
        return cut.between(first.start, _phrase_end(words[1:], language) or first.end)
    return _bare(cut, words, language)


def _degree(cut: Cut, place: int, language: Language) -> str:
    """As in "more customers", or "new customers", which is several only by its plural."""
    for match in _shape(language.degrees + language.additions).finditer(cut.core, place):
        after = [w for w in cut.words if w.start >= match.end()]
        sure = not _shape(language.additions).fullmatch(match.group())
        if sure or _plural(_noun(after, language), language):
            return cut.between(match.start(), max(match.end(), _phrase_end(after, language)))
    return ""


def _phrase_end(words: Sequence[Word], language: Language) -> int:
    end = 0
    for place, word in enumerate(words):
        if word.mark or (place and word.text in language.prepositions):
            break
        end = word.end
    return end


def _bare(cut: Cut, words: Sequence[Word], language: Language) -> str:
    """Several without figure or article: "win dairy plants", "references from fleets"."""
    phrase = list(words[1:]) if words[0].text in language.gains else list(words)
    while phrase and phrase[0].text in language.particles:
        phrase = phrase[1:]
    inside = list(takewhile(lambda w: not _ends(w, language), phrase[:4]))
    after = phrase[len(inside)] if len(inside) < len(phrase) else None
    if after and after.text in language.determiners:
        inside = inside[:-1]  # its last word is a verb: "Kestrel signs the contract"
    many = [w for w in inside if _plural(w.text, language) and (w is words[0] or w.typed.islower())]
    return cut.between(inside[0].start, many[-1].end) if many else ""


def _ends(word: Word, language: Language) -> bool:
    closing = language.prepositions | language.results | language.determiners
    return word.mark or word.text in closing
