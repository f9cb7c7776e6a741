"""Whether one person is to do it."""

import re
from functools import lru_cache

from daemon.domain.agreements.drafts.cutting import Cut
from daemon.domain.agreements.drafts.language import Language, pattern

_FIRST = re.compile(r"(?:^|[\s,;:.])(?:i|you|i['’]\w+|you['’]\w+)\s+(?:\w+\s+)?$", re.IGNORECASE)


@lru_cache(maxsize=8)
def _shapes(language: Language) -> tuple[re.Pattern[str], ...]:
    alternatives = re.compile(rf"(?<![\w’'-])(?:{language.alternatives})")
    return pattern(language.collective), alternatives, pattern(language.duties)


def ownerless(cut: Cut, language: Language) -> str:
    """The words that leave open who does it, "" where it is clear.

    First person, an imperative, a noun and one named person are clear.
    """
    collective, alternatives, _ = _shapes(language)
    return _said(cut, collective) or _said(cut, alternatives) or duty(cut, language)


def duty(cut: Cut, language: Language) -> str:
    """What is to be done, by nobody: "must be sent"; but not in "they agree to be named"."""
    found = _said(cut, _shapes(language)[-1])
    before = cut.typed[: cut.typed.find(found)].lower().split() if found else []
    return "" if language.willing & set(before) else found


def _said(cut: Cut, shape: re.Pattern[str]) -> str:
    match = shape.search(cut.typed)
    return match.group() if match and not _FIRST.search(cut.typed[: match.start()]) else ""
