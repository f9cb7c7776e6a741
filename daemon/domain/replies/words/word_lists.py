"""Lists of words, written as one text so that a page holds a language; all casefolded."""


def listed(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.casefold().split())


def phrases(text: str) -> tuple[str, ...]:
    """The parts of `text` between the bars, in order."""
    return tuple(text.casefold().split("|"))
