"""Numbers as people type them: digits with marks, and number words of eight languages."""

import re
from decimal import Decimal
from functools import lru_cache

from text_to_num import text2num

from daemon.domain.replies.words.vocabulary import DOZENS, POLISH_NUMBERS

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
MOST_DIGITS = 12

_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3})+(?:,\d+)?)")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")


def digits(text: str) -> Decimal | None:
    """The value of "5", "1,000", "1.000", "2.5" or "2,5"; None where marks or length make no number.

    Three digits after a single mark are thousands: nobody counts in thousandths.
    """
    if sum(map(str.isdigit, text)) > MOST_DIGITS or not text.isascii():
        return None
    if _THOUSANDS.fullmatch(text):
        marks = [c for c in text if not c.isdigit()]
        whole = text.replace(marks[0], "")
        return Decimal(whole.replace(",", "."))
    return Decimal(text.replace(",", ".")) if _PLAIN.fullmatch(text) else None


@lru_cache(maxsize=4096)
def number_word(word: str) -> Decimal | None:
    """The value of a casefolded number word ("three", "fünfundzwanzig", "twenty-five"), else None.

    A single letter is never a number, though text2num reads "o" as zero.
    """
    if len(word) < 2 or len(word) > 40 or any(map(str.isdigit, word)):
        return None
    if word in DOZENS or word in POLISH_NUMBERS:
        return Decimal(DOZENS.get(word, POLISH_NUMBERS.get(word, 0)))
    for language in LANGUAGES:
        try:
            return Decimal(text2num(word, language))
        except ValueError:
            continue
    return None
