"""From what was said of a number to the new count of an item, or to the doubt that stands against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from daemon.domain.outbox import Item
from daemon.domain.replies.meaning.sense import Says, Sense, plain

COUNTS = frozenset({Says.TOTAL, Says.MORE, Says.LEFT, Says.PERCENT, Says.HALF, Says.BOTH, Says.ALL})
_FLAGGED = {Says.PERCENT: "percent", Says.HALF: "half", Says.BOTH: "both", Says.ALL: "all"}


@dataclass(frozen=True, slots=True)
class Count:
    """The new absolute count. flag, relative: as in `Update`."""

    value: Decimal
    flag: str = ""
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why nothing is recorded; as in `Question`."""

    code: str
    choices: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()


def count(sense: Sense, item: Item) -> Count | Doubt:
    """The count that one clause gives the item, or the doubt."""
    if item.target is None:
        return _uncounted(sense)
    value = _value(sense, item, item.target)
    return value if isinstance(value, Doubt) else _checked(value, sense, item, item.target)


def standing(item: Item) -> Decimal:
    return item.standing or Decimal(0)


def _uncounted(sense: Sense) -> Doubt:
    return Doubt("date-or-count" if _may_be_day(sense) else "no-count")


def _may_be_day(sense: Sense) -> bool:
    """A "5/8" may be the fifth of August or the eighth of May."""
    if sense.code != "slash" or sense.value is None or sense.of is None:
        return False
    low, high = sorted((sense.value, sense.of))
    return 1 <= low <= 12 and high <= 31


def _value(sense: Sense, item: Item, target: Decimal) -> Decimal | Doubt:
    number = sense.value if sense.value is not None else target
    match sense.says:
        case Says.MORE:
            return standing(item) + number
        case Says.LEFT:
            return target - number if number <= target else Doubt("mismatch")
        case Says.PERCENT:
            return _share(number / 100, target, f"{plain(number)}%")
        case Says.HALF:
            return _share(Decimal("0.5"), target, "50%")
        case Says.BOTH:
            return target if target == 2 else Doubt("mismatch", details=(("known", plain(target)),))
        case Says.ALL:
            return (
                target
                if number == target
                else Doubt("mismatch", details=(("known", plain(target)),))
            )
    return number


def _share(part: Decimal, target: Decimal, said: str) -> Decimal | Doubt:
    value = part * target
    if value != value.to_integral_value():
        return Doubt("percent-not-whole", details=(("value", said),))
    return value


def _checked(value: Decimal, sense: Sense, item: Item, target: Decimal) -> Count | Doubt:
    known = standing(item)
    if sense.of is not None and sense.of != target:
        return _other_target(sense, target)
    if sense.code == "arrow" and sense.choices != (plain(known),):
        return Doubt("contradiction", (*sense.choices, plain(value)), (("known", plain(known)),))
    if sense.code == "still" and value != known:
        return Doubt("ambiguous", (plain(value), plain(known)))
    if value > 2 * target:
        return Doubt("far-over", details=(("value", plain(value)), ("known", plain(target))))
    if value < known and not (sense.sure or sense.of is not None):
        both = (plain(value), plain(known + value))
        return Doubt("lower", both, (("value", plain(value)), ("known", plain(known))))
    return Count(value, _flag(value, sense, known, target), relative=sense.says is Says.MORE)


def _other_target(sense: Sense, target: Decimal) -> Doubt:
    if _may_be_day(sense):
        return Doubt("date-or-count")
    said = (("value", plain(sense.value or Decimal(0))), ("said", plain(sense.of or Decimal(0))))
    return Doubt("target-differs", details=(*said, ("known", plain(target))))


def _flag(value: Decimal, sense: Sense, known: Decimal, target: Decimal) -> str:
    if value > target:
        return "over-target"
    if value < known:
        return "correction"
    if value != value.to_integral_value() and target == target.to_integral_value():
        return "fraction"
    return _FLAGGED.get(sense.says, "")


def together(found: Sequence[Sense], item: Item) -> Count | Doubt:
    """The one count of a line that names one or more; several that differ are asked about."""
    doubtful = any(sense.says is Says.DOUBT for sense in found)
    bare = [s.value for s in found if s.value is not None and s.of is None and s.says in _BARE]
    if len(bare) > 1 and len(bare) == len(found) and (doubtful or len(set(bare)) > 1):
        return _summed(bare, item, corrected=any(sense.sure for sense in found))
    if doubtful or len([s for s in found if s.says is Says.MORE]) > 1:
        return Doubt("several-numbers")
    counts = [count(sense, item) for sense in found if not _echoes(sense, found)]
    doubt = next((c for c in counts if isinstance(c, Doubt)), None)
    certain = [c for c in counts if isinstance(c, Count)]
    if doubt:
        return doubt
    if len({c.value for c in certain}) > 1:
        return Doubt("contradiction", tuple(dict.fromkeys(plain(c.value) for c in certain)))
    return next((c for c in certain if not c.relative), certain[0])


def _summed(bare: Sequence[Decimal], item: Item, *, corrected: bool) -> Doubt:
    """Several numbers: one that corrects the other, parts of a sum, or parts to be added."""
    if corrected:
        return Doubt("contradiction", tuple(plain(value) for value in bare))
    total = sum(bare, Decimal(0))
    return Doubt("several-numbers", (plain(total), plain(standing(item) + total)))


def _echoes(sense: Sense, found: Sequence[Sense]) -> bool:
    """As in "5 of 8 (62%)": a share that says once more what the count says."""
    if sense.says is not Says.PERCENT or sense.value is None:
        return False
    shares = [100 * s.value / s.of for s in found if s.value is not None and s.of]
    return any(abs(share - sense.value) < 1 for share in shares)


_BARE = frozenset({Says.TOTAL, Says.DOUBT})
