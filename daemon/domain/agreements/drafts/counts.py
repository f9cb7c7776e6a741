"""Whether a draft says how many, and of what."""

import re
from collections.abc import Sequence

from daemon.domain.agreements.drafts.cutting import Cut, Word
from daemon.domain.agreements.drafts.language import Language

_YEAR = re.compile(r"(?:19|20)\d\d")


def counts(cut: Cut, language: Language) -> tuple[int, ...]:
    """Places of the numbers that say how many; names, years and lengths of time do not."""
    return tuple(
        place
        for place, word in enumerate(cut.words)
        if (word.number or word.text in language.numbers) and not _names(cut.words, place, language)
    )


def _names(words: Sequence[Word], place: int, language: Language) -> bool:
    word = words[place]
    before = words[place - 1] if place else None
    after = words[place + 1] if place + 1 < len(words) else None
    named = (
        before and word.number and before.typed[0].isupper() and place > 1 and "%" not in word.text
    )
    lasts = after and after.text in language.lengths
    odd = ":" in word.text or "/" in word.text or bool(_YEAR.fullmatch(word.text))
    return bool(named or lasts or odd or _bounds(words, place, language))


def _bounds(words: Sequence[Word], place: int, language: Language) -> bool:
    """Which ones, not how many: "fleets above 100 cars"."""
    if place < 2 or words[place - 1].text not in language.bounds:
        return False
    after = words[place + 1].text if place + 1 < len(words) else ""
    share = "%" in words[place].text or after in language.shares
    return words[place - 2].text.endswith("s") and not share


def objectless(cut: Cut, places: Sequence[int], language: Language) -> Word | None:
    """The first number, where nothing in the draft says what it counts."""
    if not places or any(_counted(cut.words, place, language) for place in places):
        return None
    if any(_tells(w, language) for w in _ungoverned(cut.words[: places[-1]], language)):
        return None
    return cut.words[places[0]]


def _tells(word: Word, language: Language) -> bool:
    dull = language.plain | language.determiners | language.numbers | language.lengths
    return not (word.number or word.mark or word.text in dull)


def _ungoverned(words: Sequence[Word], language: Language) -> list[Word]:
    """Those that hang on no preposition: "in Graz do 5" names no object."""
    found: list[Word] = []
    governed = False
    for word in words:
        if word.text in language.prepositions:
            governed = True
        elif word.mark or word.text in language.plain:
            governed = False
        elif not governed:
            found.append(word)
    return found


def _counted(words: Sequence[Word], place: int, language: Language) -> bool:
    """Something stands right after the number: "8 demos", "9 of the 11 contracts"."""
    between = language.onward | language.determiners | language.numbers
    for word in words[place + 1 :]:
        if word.number or word.text in between:
            continue
        closing = language.prepositions | language.results
        return word.text not in closing and _tells(word, language)
    return False
