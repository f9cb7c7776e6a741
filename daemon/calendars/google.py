"""A person's calendar at Google, read as a window of single events.

No sync token: with single events it can carry no window, and an endless series then comes as
hundreds of instances. What is missing in a window was cancelled or moved away, so it is looked up.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from daemon.accounts.answers import MisfitError, Node
from daemon.accounts.google.calls import CallError, Google
from daemon.calendars.google_event import FIELDS, SOURCE, event, is_cancelled, occurrence, zone
from daemon.domain.meetings.event import Event, Occurrence
from daemon.errors import SourceError
from daemon.ports import Events, Gone, Unknown, Window

PAGE_SIZE = 250
MOST_GUESTS = 20  # of an event with more, only our own guest is given, and that it is cut

_GONE = (404, 410)


class GoogleCalendar:
    """One calendar (https://developers.google.com/workspace/calendar/api/v3/reference/events).

    account: shared with other calendars. calendar: its id, for a person's main calendar the address.
    owner: address of the person whose calendar it is, "" for the calendar's id.
    home: IANA zone, for a calendar that names none.
    """

    def __init__(
        self, account: Google, calendar: str, *, owner: str = "", home: str = "UTC"
    ) -> None:
        self._account = account
        self._calendar = calendar
        self._owner = (owner or calendar).casefold()
        self._home = ZoneInfo(home)

    def events(self, window: Window) -> Events:
        """See CalendarSource. Raises SourceError where any page can't be read: half a view proves
        nothing, and the next reading comes in a minute.
        """
        found: list[Event] = []
        problems: list[str] = []
        for page in self._account.pages(
            self._account.events.list, self._calendar, calendarId=self._calendar, **_asked(window)
        ):
            home = self._home = zone(page.text("timeZone", ""), self._home)
            if page.text("accessRole", "") in ("none", "freeBusyReader"):
                problems.append(f"{page.place}.accessRole: only free and busy is shared with us")
            for item in page.nodes("items"):
                self._take(item, home, window, found, problems)
        found.sort(key=lambda e: (e.start, e.end, e.occurrence.reference))
        return Events(not problems, tuple(found), tuple(problems))

    def find(self, occurrence: Occurrence) -> Event | Gone | Unknown:
        """See CalendarSource. Gone also where the series holds no such instance.

        Raises nothing: where Google can't be asked the answer is Unknown.
        """
        if occurrence.source != SOURCE:
            return Unknown()
        try:
            found = self._get(_id(occurrence), occurrence) or self._instance(occurrence)
            if found is None:
                # 404 is also what a calendar says that is no longer shared with us.
                self._account.do(self._account.events.list(**self._one()), self._calendar)
                return Gone()
            return Gone() if is_cancelled(found) else event(found, self._owner, self._home)
        except SourceError:
            return Unknown()

    def _take(
        self, item: Node, home: ZoneInfo, window: Window, found: list[Event], problems: list[str]
    ) -> None:
        """Into `found`, or a line into `problems`. What is cancelled needs no place in a listing."""
        try:
            if is_cancelled(item) or item.text("eventType", "default") != "default":
                return
            one = event(item, self._owner, home)
        except MisfitError as error:
            problems.append(f"{error}, in {item.value.get('id', 'an event')}"[:300])
            return
        if one.start < window.end and one.end > window.start:
            found.append(one)

    def _get(self, id_: str, wanted: Occurrence) -> Node | None:
        """The event of this id, where it is the wanted occurrence."""
        try:
            found = self._account.do(
                self._account.events.get(
                    calendarId=self._calendar, eventId=id_, maxAttendees=MOST_GUESTS, fields=FIELDS
                ),
                self._calendar,
                may_miss=True,
            )
        except CallError as error:
            if error.status in _GONE:
                return None
            raise
        return found if occurrence(found, self._home) == wanted else None

    def _instance(self, wanted: Occurrence) -> Node | None:
        """By its original start, for a series whose instances are not named after it: what is left
        of one that was split.
        """
        if wanted.original is None:
            return None
        asked = {
            "calendarId": self._calendar,
            "eventId": wanted.uid,
            "originalStart": _rfc3339(wanted.original),
            "showDeleted": True,
            "maxAttendees": MOST_GUESTS,
            "fields": f"nextPageToken,items({FIELDS})",
        }
        try:
            pages = self._account.pages(
                self._account.events.instances, self._calendar, may_miss=True, **asked
            )
            items = (item for page in pages for item in page.nodes("items"))
            return next((i for i in items if occurrence(i, self._home) == wanted), None)
        except CallError as error:
            if error.status in _GONE:
                return None
            raise

    def _one(self) -> dict[str, Any]:
        return {"calendarId": self._calendar, "maxResults": 1, "fields": "accessRole"}


def _asked(window: Window) -> dict[str, Any]:
    """What overlaps: timeMin is compared with an event's end, timeMax with its start."""
    return {
        "timeMin": _rfc3339(window.start),
        "timeMax": _rfc3339(window.end),
        "singleEvents": True,
        "showDeleted": False,
        "eventTypes": ["default"],
        "maxResults": PAGE_SIZE,
        "maxAttendees": MOST_GUESTS,
        "fields": f"timeZone,accessRole,nextPageToken,items({FIELDS})",
    }


def _id(occurrence: Occurrence) -> str:
    """An instance is named after its series and its original start."""
    if occurrence.original is None:
        return occurrence.uid
    return f"{occurrence.uid}_{occurrence.original.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _rfc3339(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
