"""A line folded for reading (NFKC, then casefold), with the way back to what was typed."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

_SAME = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u2044": "/"})
# Zero-width characters, variation selectors, skin tones.
_UNSEEN = frozenset(
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """text: the folded line. places: for each of its characters, and its end, where it was typed."""

    typed: str
    text: str
    places: tuple[int, ...]

    def words(self, start: int, end: int) -> str:
        """What was typed there, without blanks around it; start and end count in `text`."""
        return self.typed[self.places[start] : self.places[end]].strip()


def fold(typed: str) -> Folded:
    """`typed` folded cluster by cluster, so that each folded character knows its origin."""
    if typed.isascii():
        return Folded(typed, typed.lower(), tuple(range(len(typed) + 1)))
    clusters = list(_clusters(typed))
    folded = [_fold_cluster(cluster) for cluster in clusters]
    starts = accumulate(map(len, clusters), initial=0)
    places = [start for start, text in zip(starts, folded, strict=False) for _ in text]
    return Folded(typed, "".join(folded), (*places, len(typed)))


def _fold_cluster(cluster: str) -> str:
    if cluster in _UNSEEN:
        return ""
    return unicodedata.normalize("NFKC", cluster).translate(_SAME).casefold()


def _clusters(typed: str) -> Iterator[str]:
    """A base character with the accents that follow it: some systems send them apart (NFD)."""
    start = 0
    for place in range(1, len(typed) + 1):
        if place == len(typed) or not unicodedata.combining(typed[place]):
            yield typed[start:place]
            start = place
