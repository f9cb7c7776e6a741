"""The words of a draft under another number and rhythm, where both stand beside them."""

from decimal import Decimal

from daemon.domain.agreements.drafts.counts import counts
from daemon.domain.agreements.drafts.cutting import cut
from daemon.domain.agreements.drafts.english import ENGLISH
from daemon.domain.agreements.drafts.language import Language


def rescaled(words: str, number: Decimal | None, language: Language = ENGLISH) -> str:
    """`words` without their rhythm, their one number as `number`; as they are where nothing is left.

    number: whole; None for what is not counted.
    """
    found = cut(words, "", language)
    places = counts(found, language)
    if number is not None and len(places) == 1:
        word = found.words[places[0]]
        words = f"{words[: word.start]}{number:f}{words[word.end :]}"
        found = cut(words, "", language)
    return found.gist or words
