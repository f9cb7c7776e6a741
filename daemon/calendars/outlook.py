"""One person's Outlook calendar, by Microsoft Graph's calendarView.

A window is read whole each time: delta tokens are bound to their first window, end without notice,
and report what left the window as deleted.
Source: https://learn.microsoft.com/graph/api/user-list-calendarview
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from daemon.accounts.answers import MisfitError, Node
from daemon.accounts.faults import AccountError
from daemon.accounts.http import Api, CallError
from daemon.accounts.throttle import Throttle
from daemon.calendars.outlook_event import FIELDS, SERIES, SOURCE, event, occurrence
from daemon.domain.meetings.event import Event, Occurrence
from daemon.errors import SourceError
from daemon.ports import Events, Gone, Unknown, Window

_ROWS = "500"
# How far from its first place an instance is looked for; one call may span 1,825 days.
_REACH = timedelta(days=731)
# No such item; an item of another mailbox. A mailbox that isn't there says something else.
_NOT_HERE = frozenset({"ErrorItemNotFound", "ErrorInvalidMailboxItemId"})
# What only a person can change: sign-in, permission, licence, a mailbox that was removed.
_LASTING = frozenset({401, 403, 404})


class OutlookCalendar:
    """A `CalendarSource`: the default calendar of one mailbox, every time asked for in UTC.

    owner: address of the person whose calendar it is. mailbox: the user's principal name or id,
    where that differs from the address. zone: IANA name, for events whose own zone has none.
    """

    def __init__(self, api: Api, owner: str, *, mailbox: str = "", zone: str = "UTC") -> None:
        self._api = api
        self._owner = owner.casefold()
        self._zone = zone
        self._path = f"/users/{quote(mailbox or owner, safe='@')}"
        self._patience = Throttle(f"{api.name}: calendar of {owner}", 8)
        self._fault: CallError | None = None

    def events(self, window: Window) -> Events:
        """See CalendarSource. A row that does not fit is left out and named, by its place and id.

        Raises SourceError where any page can't be read: what is missing then proves nothing.
        """
        found: dict[str, Event] = {}
        problems: list[str] = []
        for row in self._rows(window):
            try:
                read = event(row, self._owner, self._zone)
            except MisfitError as error:
                problems.append(f"{error} ({row.value.get('id')!s:.80})")
            else:
                if read.start < window.end and read.end > window.start:
                    found[read.occurrence.reference] = read  # a row may come twice
        ordered = sorted(found.values(), key=lambda e: (e.start, e.end, e.occurrence.reference))
        return Events(complete=not problems, events=tuple(ordered), problems=tuple(problems))

    def _rows(self, window: Window) -> list[Node]:
        """The rows of every page. What only a person can change is asked again 1, 2, 4 … 60 min later."""
        query = {**_span(window.start, window.end), "$select": FIELDS, "$top": _ROWS}
        try:
            with self._patience.slot(1):
                pass
        except AccountError as waiting:
            raise self._fault or waiting from None
        try:
            pages = self._api.pages(f"{self._path}/calendarView", query)
            rows = [row for page in pages for row in page.nodes("value", needed=True)]
        except CallError as error:
            if error.status in _LASTING:
                self._fault = error
                self._patience.pause()
            raise
        self._patience.answered()
        self._fault = None
        return rows

    def find(self, occurrence: Occurrence) -> Event | Gone | Unknown:
        """See CalendarSource. Gone also where this mailbox has no such event or instance, and for an
        event alone that was made a series: its occurrences have references of their own.
        """
        if occurrence.source != SOURCE:
            return Unknown()
        try:
            row = self._row(occurrence)
            read = event(row, self._owner, self._zone) if row else None
        except CallError as error:
            return Gone() if error.code in _NOT_HERE else Unknown()
        except SourceError:
            return Unknown()
        return Gone() if read is None or read.cancelled else read

    def _row(self, wanted: Occurrence) -> Node | None:
        path = f"{self._path}/events/{quote(wanted.uid, safe='')}"
        if wanted.original is None:
            row = self._api.get(path, {"$select": FIELDS})
            return row if row.text("type") != SERIES else None
        span = _span(wanted.original - _REACH, wanted.original + _REACH)
        query = {**span, "$select": FIELDS, "$top": _ROWS}
        for page in self._api.pages(f"{path}/instances", query):
            for row in page.nodes("value", needed=True):
                if occurrence(row) == wanted:
                    return row
        return None


def _span(start: datetime, end: datetime) -> dict[str, str]:
    return {"startDateTime": _stamp(start), "endDateTime": _stamp(end)}


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
