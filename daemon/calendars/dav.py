"""The XML that WebDAV and CalDAV speak (RFC 4918, 4791, 6578), asked and answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat
from xml.sax.saxutils import escape

from daemon.errors import SourceError

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
CALENDAR_SERVER = "{http://calendarserver.org/ns/}"
_SPACES = (
    'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'
)


@dataclass(frozen=True, slots=True)
class Resource:
    """href: as the server wrote it. status: of the whole; props: those it could give, by name."""

    href: str
    status: int
    props: Mapping[str, Element]

    def text(self, name: str) -> str:
        found = self.props.get(name)
        return (found.text or "").strip() if found is not None else ""

    def href_in(self, name: str) -> str:
        """The address that a property holds, "" where it holds none."""
        found = self.props.get(name)
        inside = found.find(f"{DAV}href") if found is not None else None
        return (inside.text or "").strip() if inside is not None else ""

    def is_calendar(self) -> bool:
        """A collection of events: servers list to-do lists and inboxes beside them."""
        kinds = self.props.get(f"{DAV}resourcetype")
        if kinds is None or kinds.find(f"{CALDAV}calendar") is None:
            return False
        held = self.props.get(f"{CALDAV}supported-calendar-component-set")
        names = {c.get("name", "").upper() for c in held} if held is not None else set()
        return not names or "VEVENT" in names


@dataclass(frozen=True, slots=True)
class Multistatus:
    """RFC 4918 13. token: where a sync report goes on from (RFC 6578 6.3), "" elsewhere."""

    resources: tuple[Resource, ...]
    token: str = ""


def multistatus(content: bytes) -> Multistatus:
    """Raises SourceError for what is no such answer."""
    root = _tree(content)
    if root.tag != f"{DAV}multistatus":
        raise SourceError("the answer is no multistatus")
    resources = tuple(_resource(found) for found in root.iter(f"{DAV}response"))
    return Multistatus(resources, (root.findtext(f"{DAV}sync-token") or "").strip())


def _resource(response: Element) -> Resource:
    props: dict[str, Element] = {}
    statuses = [_status(response.findtext(f"{DAV}status"))]
    for part in response.iter(f"{DAV}propstat"):
        statuses.append(status := _status(part.findtext(f"{DAV}status")))
        found = part.find(f"{DAV}prop")
        if status == 200 and found is not None:
            props.update((prop.tag, prop) for prop in found)
    status = 200 if props else next((s for s in statuses if s), 200)
    return Resource((response.findtext(f"{DAV}href") or "").strip(), status, props)


def _status(line: str | None) -> int:
    """The number in "HTTP/1.1 404 Not Found", 0 where there is none."""
    words = (line or "").split()
    return int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0


def _tree(content: bytes) -> Element:
    """The root. A DTD is refused, which no answer needs and entities that explode do."""
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, given: builder.start(
        _name(tag), {_name(key): value for key, value in given.items()}
    )
    parser.EndElementHandler = lambda tag: builder.end(_name(tag))
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(content, True)
        return builder.close()
    except (expat.ExpatError, AssertionError, ValueError, LookupError) as error:
        raise SourceError(f"the answer is no XML: {str(error)[:80]}") from error


def _refuse(*_: object) -> None:
    raise SourceError("the answer brings a DTD, which nothing here needs")


def _name(tag: str) -> str:
    return "{" + tag if "}" in tag else tag


def propfind(*names: str) -> str:
    """The body of a PROPFIND. names: with the prefixes D, C and S."""
    wanted = "".join(f"<{name}/>" for name in names)
    return f"<D:propfind {_SPACES}><D:prop>{wanted}</D:prop></D:propfind>"


def in_window(start: datetime, end: datetime) -> str:
    """A calendar-query for whole events that overlap [start, end) (RFC 4791 7.8, 9.9)."""
    return _query(f'<C:time-range start="{_utc(start)}" end="{_utc(end)}"/>')


def with_uid(uid: str) -> str:
    """A calendar-query for the events of a UID (RFC 4791 7.8.6); servers may find more than that."""
    match = f'<C:text-match collation="i;octet">{escape(uid)}</C:text-match>'
    return _query(f'<C:prop-filter name="UID">{match}</C:prop-filter>')


def changes(token: str) -> str:
    """A sync-collection report: what changed since `token` (RFC 6578 3.2)."""
    return (
        f"<D:sync-collection {_SPACES}><D:sync-token>{escape(token)}</D:sync-token>"
        "<D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"
    )


def _query(condition: str) -> str:
    return (
        f"<C:calendar-query {_SPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>"
        f'<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{condition}'
        "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
    )


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
