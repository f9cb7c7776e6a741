"""Series as people's calendars have them: events of a window, and where one occurrence is now.

What stands here holds for every calendar that is read as RFC 5545 text, wherever it came from.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from daemon.calendars.series import Series
from daemon.calendars.vevent import event
from daemon.domain.meetings.event import Event, Occurrence
from daemon.ports import Gone, Unknown, Window


@dataclass(frozen=True, slots=True)
class Copy:
    """A series as one person's calendar has it. place: the file or address it was read from."""

    place: str
    owner: str
    series: Series


def joined(copies: Iterable[Copy]) -> list[Copy]:
    """All places of a person are one calendar; where the owner is unknown, each place is one."""
    found: dict[tuple[str, str], Copy] = {}
    for copy in copies:
        key = (copy.owner or copy.place, copy.series.uid)
        if known := found.get(key):
            components = known.series.components + copy.series.components
            series = Series(copy.series.uid, copy.series.home, components)
            copy = Copy(copy.place, copy.owner, series)
        found[key] = copy
    return list(found.values())


def expanded(
    copies: Iterable[Copy], window: Window, source: str
) -> tuple[tuple[Event, ...], list[str]]:
    """Events that overlap the window, in order, and a line for each series that had to be skipped."""
    found: list[Event] = []
    problems: list[str] = []
    for copy in copies:
        try:
            instances = copy.series.between(window.start, window.end)
            found += [event(copy.series, i, source, copy.owner) for i in instances]
        except Exception as error:  # noqa: BLE001 - one bad series must not hide the others
            problems.append(skipped(copy.place, copy.series.uid, str(error)))
    found.sort(key=lambda e: (e.start, e.end, e.occurrence.reference, e.owner))
    return tuple(found), problems


def look_up(
    copies: Iterable[Copy], occurrence: Occurrence, *, certain: bool
) -> Event | Gone | Unknown:
    """Where several calendars hold it, a cancellation in one of them counts.

    Gone also where the series can be read and the instance is no part of it. certain: whether
    `copies` are all there are.
    """
    wanted = [copy for copy in copies if copy.series.uid == occurrence.uid]
    answers = [_answer(copy, occurrence) for copy in wanted]
    if any(isinstance(answer, Gone) for answer in answers):
        return Gone()
    for answer in answers:
        if isinstance(answer, Event):
            return answer
    doubt = not certain or any(isinstance(answer, Unknown) for answer in answers)
    return Unknown() if doubt else Gone()


def _answer(copy: Copy, occurrence: Occurrence) -> Event | Gone | Unknown | None:
    """None: this calendar has the series, and no such instance in it."""
    try:
        if copy.series.cancelled:
            return Gone()
        instance = copy.series.at(occurrence.original)
        if instance is None:
            return None if copy.series.master else Unknown()
        found = event(copy.series, instance, occurrence.source, copy.owner)
    except Exception:  # noqa: BLE001 - a series that can't be expanded proves nothing
        return Unknown()
    return Gone() if found.cancelled else found


def skipped(place: str, uid: str, why: str) -> str:
    """A line for `problems`."""
    return f"{place}: {uid[:80] or 'an event'}: skipped, {why[:200]}"
