"""An Event as any calendar gives it, one value per occurrence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

INVITATIONS = "invitations"  # the source of what people invited us to by mail
Response = Literal["accepted", "declined", "tentative", "needs-action"]
GuestKind = Literal["person", "room", "group"]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Which instance: RFC 5545 UID + RECURRENCE-ID (Google recurringEventId + originalStartTime).

    source: "ics", "google", "graph", "caldav", "feed", "invitations". original: the UTC start that the series gave this
    instance, which survives moves; None for an event that does not recur.
    """

    source: str
    uid: str
    original: datetime | None = None

    @property
    def reference(self) -> str:
        """One string, stable for ever, for the meeting's list of references."""
        original = self.original.isoformat() if self.original else ""
        return f"{self.source}:{self.uid}:{original}"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody or something invited. address: casefolded, without "mailto:"."""

    address: str
    name: str = ""
    response: Response = "needs-action"
    kind: GuestKind = "person"
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One occurrence. start, end: aware UTC; zone: the IANA zone it was planned in.

    organizer: None where the calendar names none. owner: address of the person whose calendar this
    is, "" if unknown; that person takes part even where the guest list leaves them out.
    private: title and notes are empty then, and must be. guests_omitted: the list is not whole.
    ical_uid: the RFC 5545 UID of event or series, where `occurrence` names it by another id.
    """

    occurrence: Occurrence
    start: datetime
    end: datetime
    zone: str
    title: str = ""
    all_day: bool = False
    organizer: Guest | None = None
    guests: tuple[Guest, ...] = ()
    cancelled: bool = False
    private: bool = False
    out_of_office: bool = False
    guests_omitted: bool = False
    recurring: bool = False
    owner: str = ""
    ical_uid: str = ""

    @property
    def identity(self) -> tuple[str, datetime | None]:
        """The same in every calendar that holds this occurrence, as far as they say."""
        return self.ical_uid or self.occurrence.uid, self.occurrence.original
