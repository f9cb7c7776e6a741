"""Calendars as .ics files: one file, or a folder with a file for each person (RFC 5545)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.calendars.copies import Copy, expanded, joined, look_up, skipped
from daemon.calendars.parsing import MOST_BYTES, Parsed, parse
from daemon.domain.meetings.event import Event, Occurrence
from daemon.errors import SourceError
from daemon.ports import Events, Gone, Unknown, Window


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it was last read. parsed: the last good copy. fault: why it can't be read now."""

    path: Path
    stamp: tuple[int, int] = (0, 0)
    parsed: Parsed | None = None
    fault: str = ""


class IcsCalendar:
    """A file, or the .ics files of a folder; what lies in folders below is left alone.

    owner: whose calendar this is. In a folder a file that is named for an address
    (`dana@example.com.ics`), or in `owners` (stem of the file -> address), is that person's.
    zone: IANA name, for floating times where the calendar has no X-WR-TIMEZONE.

    A file is read again when its size or time of change differs. One that was good before and is
    broken or gone now keeps its last good copy for the life of this object, named in `problems`.
    """

    def __init__(
        self,
        path: Path,
        *,
        owner: str = "",
        owners: Mapping[str, str] | None = None,
        zone: str = "UTC",
        source: str = "ics",
    ) -> None:
        self._path = path
        self._owner = owner
        self._owners = owners or {}
        self._zone = ZoneInfo(zone)
        self._source = source
        self._files: dict[Path, _File] = {}
        self._last: tuple[object, Events] | None = None

    def events(self, window: Window) -> Events:
        """See CalendarSource. Raises SourceError where not a single file can be read.

        The same window over the same files is not worked out twice.
        """
        files = self._read()
        seen = (window, tuple((file.path, file.stamp, file.fault) for file in files))
        if self._last is None or self._last[0] != seen:
            self._last = (seen, self._expanded(files, window))
        return self._last[1]

    def _expanded(self, files: list[_File], window: Window) -> Events:
        problems = [_problem(file) for file in files if file.fault]
        if all(file.parsed is None for file in files):
            raise SourceError("; ".join(problems) or f"{self._path}: no .ics file there")
        problems += [line for file in files for line in _doubts(file)]
        events, skipped_series = expanded(self._copies(files), window, self._source)
        problems += skipped_series
        whole = not any(file.fault or (file.parsed and file.parsed.skipped) for file in files)
        return Events(whole and not skipped_series, events, tuple(problems))

    def find(self, occurrence: Occurrence) -> Event | Gone | Unknown:
        """See CalendarSource. Where several calendars hold it, a cancellation in one of them counts.

        Gone also where the whole of its series can be read and the instance is no part of it.
        """
        files = self._read()
        if occurrence.source != self._source or not files:
            return Unknown()
        readable = [file for file in files if not file.fault]
        unread = any(f.parsed and occurrence.uid in f.parsed.skipped for f in readable)
        certain = len(readable) == len(files) and not unread
        return look_up(self._copies(readable), occurrence, certain=certain)

    def _copies(self, files: list[_File]) -> list[Copy]:
        return joined(
            Copy(str(file.path), self._owner_of(file.path), series)
            for file in files
            if file.parsed
            for series in file.parsed.series.values()
        )

    def _owner_of(self, path: Path) -> str:
        alone = path == self._path and self._owner
        named = path.stem if "@" in path.stem and not alone else self._owner
        return self._owners.get(path.stem, named).casefold()

    def _read(self) -> list[_File]:
        """Every file there is or was, by name, freshly read where it changed."""
        listing = self._listing()
        before = {path: file for path, file in self._files.items() if path != self._path}
        self._files = {
            path: self._fresh(self._files.get(path) or _File(path))
            for path in sorted({*listing, *before})
        }
        return list(self._files.values())

    def _listing(self) -> list[Path]:
        try:
            return [p for p in self._path.iterdir() if _is_calendar(p)]
        except OSError:  # a file, or what turns out to be neither when it is opened
            return [self._path]

    def _fresh(self, file: _File) -> _File:
        try:
            status = file.path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if stamp == file.stamp:
                return file
            with file.path.open("rb") as opened:
                raw = opened.read(MOST_BYTES + 1)
            return _File(file.path, stamp, parse(raw, self._zone))
        except OSError as error:
            fault = error.strerror or "can't be read"
            return _File(file.path, parsed=file.parsed, fault=fault)
        except SourceError as error:
            return _File(file.path, stamp, file.parsed, str(error))


def _is_calendar(path: Path) -> bool:
    """Names with a dot in front are what sync tools write on the way."""
    return path.suffix.lower() == ".ics" and not path.name.startswith(".")


def _problem(file: _File) -> str:
    left = "its last good copy is used" if file.parsed else "nothing of it is used"
    return f"{file.path}: {file.fault}; {left}"


def _doubts(file: _File) -> Iterator[str]:
    if file.parsed:
        yield from (skipped(str(file.path), *pair) for pair in file.parsed.skipped.items())
        yield from (f"{file.path}: {doubt}" for doubt in file.parsed.doubts)
