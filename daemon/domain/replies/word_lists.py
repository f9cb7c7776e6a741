"""Lists of words, written as one text so that a page holds a language."""


def listed(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """The parts of `text` between the bars, in order."""
    return tuple(text.split("|"))
