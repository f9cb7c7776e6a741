"""CalDAV against Radicale and xandikos, and against a server that says what neither would."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from daemon.accounts.faults import AccountError
from daemon.calendars import dav
from daemon.calendars.caldav import CalDavCalendar
from daemon.calendars.caldav_account import CalDavAccount, Mark
from daemon.calendars.web import Web
from daemon.domain.meetings.event import Event, Occurrence
from daemon.errors import SourceError
from daemon.ports import Gone, Unknown, Window
from tests.servers.caldav import NEAR, PASSWORD, USER, DavServer, radicale, xandikos
from tests.servers.canned import Asked, Canned, Said, canned

pytestmark = pytest.mark.servers

NOVEMBER = Window(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
BOGUS = "http://halden.example/sync/0"


class Clock:
    """A clock that only this test moves on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(params=[radicale, xandikos], ids=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest) -> DavServer:
    return request.param()


@pytest.fixture
def clock() -> Clock:
    return Clock()


Sign = Callable[..., CalDavAccount]


@pytest.fixture
def sign_in(clock: Clock) -> Iterator[Sign]:
    """Signs in as Dana."""
    opened: list[Web] = []

    def account(url: str, password: str = PASSWORD) -> CalDavAccount:
        opened.append(Web(url, near=NEAR, user=USER, password=password, seconds=20))
        return CalDavAccount(opened[-1], clock=clock)

    yield account
    for web in opened:
        web.close()


def meeting(uid: str, day: int, *more: str) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Halden//Test//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20261001T000000Z",
        f"DTSTART:202611{day:02}T090000Z",
        f"DTEND:202611{day:02}T100000Z",
        "SUMMARY:Dana / Marek",
        *more,
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines)


def days(source: CalDavCalendar) -> list[int]:
    return [e.start.day for e in source.events(NOVEMBER).events]


def calls(account: CalDavAccount) -> int:
    return account._throttle.calls


# --- finding the calendars --------------------------------------------------------------------


def test_calendars_are_found_from_the_servers_name_alone(server: DavServer, sign_in: Sign) -> None:
    one, two = server.collection(), server.collection()
    found = sign_in(server.url).calendars("")
    assert {server.url + c.path.lstrip("/") for c in (one, two)} <= set(found)


def test_the_path_of_one_calendar_gives_that_one(server: DavServer, sign_in: Sign) -> None:
    one = server.collection()
    server.collection()
    assert sign_in(server.url).calendars(one.path) == (server.url + one.path.lstrip("/"),)


def test_a_path_that_is_wrong_leads_to_nobody_elses_calendar(
    server: DavServer, sign_in: Sign
) -> None:
    server.collection()
    with pytest.raises(SourceError, match="no calendar is found"):
        sign_in(server.url).calendars("/no/such/place/")


def test_a_list_of_tasks_is_no_calendar(sign_in: Sign) -> None:
    server = radicale()
    tasks = f"{server.home}tasks/"
    kind = '<C:supported-calendar-component-set><C:comp name="VTODO"/></C:supported-calendar-component-set>'
    server.must(
        "MKCALENDAR",
        tasks,
        '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
        f"<D:set><D:prop>{kind}</D:prop></D:set></C:mkcalendar>",
    )
    server.collection()
    assert server.url + tasks.lstrip("/") not in sign_in(server.url).calendars("")


def test_all_calendars_of_a_person_are_one(server: DavServer, sign_in: Sign) -> None:
    one, two = server.collection(), server.collection()
    one.put("a", meeting(f"a{one.path}", 3))
    two.put("b", meeting(f"b{one.path}", 10))
    source = CalDavCalendar(sign_in(server.url), owner="Dana@halden.example")
    found = [e for e in source.events(NOVEMBER).events if e.occurrence.uid.endswith(one.path)]
    assert [e.start.day for e in found] == [3, 10]
    assert {e.owner for e in found} == {"dana@halden.example"}
    assert isinstance(source.find(found[1].occurrence), Event)


# --- reading them -----------------------------------------------------------------------------


def test_a_poll_in_which_nothing_changed_is_one_request(server: DavServer, sign_in: Sign) -> None:
    collection = server.collection()
    collection.put("a", meeting("a", 3))
    account = sign_in(server.url)
    source = CalDavCalendar(account, collection.path)
    assert days(source) == [3]
    before = calls(account)
    assert days(source) == [3]
    assert calls(account) == before + 1


def test_what_was_added_changed_and_deleted_is_seen_at_the_next_poll(
    server: DavServer, sign_in: Sign
) -> None:
    collection = server.collection()
    source = CalDavCalendar(sign_in(server.url), collection.path)
    assert days(source) == []
    collection.put("a", meeting("a", 3))
    assert days(source) == [3]
    collection.put("a", meeting("a", 4, "SEQUENCE:1"))
    collection.put("b", meeting("b", 17))
    assert days(source) == [4, 17]
    collection.delete("a")
    assert days(source) == [17]
    assert isinstance(source.find(Occurrence("caldav", "a")), Gone)
    assert isinstance(source.find(Occurrence("caldav", "b")), Event)


def test_another_window_is_read_anew(server: DavServer, sign_in: Sign) -> None:
    collection = server.collection()
    collection.put("a", meeting("a", 3))
    source = CalDavCalendar(sign_in(server.url), collection.path)
    assert days(source) == [3]
    december = Window(NOVEMBER.end, datetime(2027, 1, 1, tzinfo=UTC))
    assert source.events(december).events == ()


def test_fault_21_a_token_that_the_server_forgot_is_a_change(
    server: DavServer, sign_in: Sign
) -> None:
    collection = server.collection()
    url = server.url + collection.path.lstrip("/")
    body = dav.changes(BOGUS)
    status, _ = server.ask("REPORT", collection.path, body, Content_Type="text/xml")
    assert status == {"radicale": 403, "xandikos": 412}[server.name]
    account = sign_in(server.url)
    now = account.moved_on(url, Mark(BOGUS))
    assert now
    assert now.token not in ("", BOGUS)
    assert account.moved_on(url, now) is None


def test_an_older_server_is_followed_by_its_ctag(server: DavServer, sign_in: Sign) -> None:
    collection = server.collection()
    url = server.url + collection.path.lstrip("/")
    account = sign_in(server.url)
    now = Mark(ctag=account.mark(url).ctag)
    if server.name == "radicale":
        assert now.ctag
    collection.put("a", meeting("a", 3))
    assert account.moved_on(url, now) not in (None, now)


def test_a_collection_that_vanished_is_an_error_and_no_empty_calendar(
    server: DavServer, sign_in: Sign
) -> None:
    collection = server.collection()
    collection.put("a", meeting("a", 3))
    source = CalDavCalendar(sign_in(server.url), collection.path)
    (known,) = source.events(NOVEMBER).events
    server.must("DELETE", collection.path)
    with pytest.raises(SourceError):
        source.events(NOVEMBER)
    assert not isinstance(source.find(known.occurrence), Event)


def test_an_event_that_makes_no_sense_hides_no_other(sign_in: Sign) -> None:
    """Radicale takes no such event from a client; older ones and other tools left some behind."""
    server = radicale()
    collection = server.collection()
    collection.put("b", meeting("b", 4))
    folder = server.folder / "collections" / "collection-root" / collection.path.strip("/")
    backwards = meeting("a", 3).replace("DTEND:20261103", "DTEND:20261102")
    (folder / "a.ics").write_bytes(backwards.encode())
    source = CalDavCalendar(sign_in(server.url), collection.path)
    read = source.events(NOVEMBER)
    assert [e.occurrence.uid for e in read.events] == ["b"]
    assert not read.complete or "a" not in str(read.problems)


# --- signing in ---------------------------------------------------------------------------------


def test_fault_24_a_refused_password_is_not_tried_again_for_an_hour(
    sign_in: Sign, clock: Clock
) -> None:
    server = radicale()
    collection = server.collection()
    account = sign_in(server.url, "wrong")
    source = CalDavCalendar(account, collection.path)
    for _ in range(3):
        with pytest.raises(AccountError, match="sign-in is refused") as refused:
            source.events(NOVEMBER)
        assert refused.value.paused
    assert calls(account) == 1
    assert isinstance(source.find(Occurrence("caldav", "a")), Unknown)
    clock.now += 3601
    with pytest.raises(AccountError):
        source.events(NOVEMBER)
    assert calls(account) == 2


def test_a_calendar_of_somebody_else_is_refused(sign_in: Sign) -> None:
    server = radicale()
    with pytest.raises(SourceError):
        sign_in(server.url).query(f"{server.url}lena/private/", dav.with_uid("a"))


# --- what a proper server would not say -----------------------------------------------------------


def multistatus(*responses: str, token: str = "") -> Said:
    body = "".join(responses) + (f"<D:sync-token>{token}</D:sync-token>" if token else "")
    spaces = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
    text = f'<?xml version="1.0"?><D:multistatus {spaces}>{body}</D:multistatus>'
    return Said(207, {"Content-Type": "application/xml"}, text.encode())


def response(href: str, prop: str, status: str = "200 OK") -> str:
    return (
        f"<D:response><D:href>{href}</D:href><D:propstat><D:prop>{prop}</D:prop>"
        f"<D:status>HTTP/1.1 {status}</D:status></D:propstat></D:response>"
    )


CALENDAR = response("/dana/", "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>")
MARK = response("/dana/", "<D:sync-token>t1</D:sync-token>")


CHANGED = multistatus(response("/dana/0.ics", "<D:getetag/>"), token="t2")


def holds(*texts: str) -> Said:
    return multistatus(
        *(
            response(f"/dana/{n}.ics", f"<C:calendar-data>{text}</C:calendar-data>")
            for n, text in enumerate(texts)
        )
    )


@pytest.fixture
def odd() -> Iterator[Canned]:
    """A server with one calendar of one event, which each test makes odder."""
    with canned() as running:
        running.answer = usual
        yield running


def usual(asked: Asked) -> Said:
    if asked.method == "PROPFIND":
        return multistatus(MARK if "sync-token" in asked.body else CALENDAR)
    if "sync-collection" in asked.body:
        return multistatus(token="t1")
    return holds(meeting("a", 3))


def but(**changed: Said | Callable[[Asked], Said]) -> Callable[[Asked], Said]:
    """The usual answers, other ones where a word stands in the request."""

    def answer(asked: Asked) -> Said:
        for word, said in changed.items():
            if word.replace("_", "-") in asked.body:
                return said(asked) if callable(said) else said
        return usual(asked)

    return answer


def test_the_usual_answers_are_read(odd: Canned, sign_in: Sign) -> None:
    source = CalDavCalendar(sign_in(odd.url), "/dana/")
    assert [days(source), days(source)] == [[3], [3]]
    assert [a.method for a in odd.asked] == ["PROPFIND", "PROPFIND", "REPORT", "REPORT"]


BROKEN = {
    "a login page": Said(207, {}, b"<html><body>Please sign in"),
    "nothing": Said(207),
    "half an answer": Said(207, {}, b'<D:multistatus xmlns:D="DAV:"><D:resp'),
    "another document": Said(207, {}, b"<rss/>"),
    "entities that explode": Said(
        207,
        {},
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        b'<D:multistatus xmlns:D="DAV:">&b;</D:multistatus>',
    ),
    "a file of ours": Said(
        207,
        {},
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        b'<D:multistatus xmlns:D="DAV:">&f;</D:multistatus>',
    ),
    "a DTD in an alphabet of its own": Said(
        207, {}, '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x []><x/>'.encode("utf-16")
    ),
    "an unknown alphabet": Said(207, {}, b'<?xml version="1.0" encoding="klingon"?><x/>'),
    "an error": Said(500),
    "no such thing": Said(404),
    "success of another kind": Said(200, {}, b"ok"),
    "too much": Said(207, {}, [b"<x>" * 100_000] * 40),
}


@pytest.mark.parametrize("what", BROKEN)
def test_fault_22_a_broken_answer_is_an_error_and_withdraws_nothing(
    odd: Canned, sign_in: Sign, what: str
) -> None:
    source = CalDavCalendar(sign_in(odd.url), "/dana/")
    (known,) = source.events(NOVEMBER).events
    odd.answer = but(calendar_query=BROKEN[what], sync_collection=CHANGED)
    with pytest.raises(SourceError, match=r"^127\.0\.0\.1"):
        source.events(NOVEMBER)
    assert isinstance(source.find(known.occurrence), Unknown)


def test_an_event_that_was_not_given_is_missed(odd: Canned, sign_in: Sign) -> None:
    odd.answer = but(
        calendar_query=multistatus(
            response("/dana/0.ics", f"<C:calendar-data>{meeting('a', 3)}</C:calendar-data>"),
            response("/dana/1.ics", "<C:calendar-data/>", "403 Forbidden"),
            response("/dana/2.ics", "<C:calendar-data>BEGIN:VCALENDAR</C:calendar-data>"),
        )
    )
    source = CalDavCalendar(sign_in(odd.url), "/dana/")
    read = source.events(NOVEMBER)
    assert [e.start.day for e in read.events] == [3]
    assert not read.complete
    assert [p.partition(": ")[2] for p in read.problems] == [
        "/dana/1.ics: not given (status 403)",
        "/dana/2.ics: only a part of a calendar: END:VCALENDAR is missing",
    ]
    assert isinstance(source.find(Occurrence("caldav", "other")), Unknown)


def test_fault_19_a_zone_that_nobody_knows_is_told_and_hides_nothing(
    odd: Canned, sign_in: Sign
) -> None:
    strange = meeting("a", 3).replace(
        "DTSTART:20261103T090000Z", "DTSTART;TZID=Mars:20261103T090000"
    )
    odd.answer = but(calendar_query=holds(strange))
    source = CalDavCalendar(sign_in(odd.url), "/dana/", zone="Europe/Vienna")
    read = source.events(NOVEMBER)
    assert read.complete
    assert [e.start.hour for e in read.events] == [8]
    assert "time zone Mars is unknown" in read.problems[0]


def test_a_list_of_changes_that_was_cut_is_a_change(odd: Canned, sign_in: Sign) -> None:
    source = CalDavCalendar(sign_in(odd.url), "/dana/")
    assert days(source) == [3]
    cut = "<D:response><D:href>/dana/</D:href><D:status>HTTP/1.1 507 x</D:status></D:response>"
    odd.answer = but(
        sync_collection=multistatus(cut, token="t2"), calendar_query=holds(meeting("a", 5))
    )
    assert days(source) == [5]


def test_other_events_than_the_one_asked_for_are_passed_over(odd: Canned, sign_in: Sign) -> None:
    """Some servers look for a part of a UID, others ignore the condition."""
    odd.answer = but(calendar_query=holds(meeting("abc", 5), meeting("a", 6)))
    source = CalDavCalendar(sign_in(odd.url), "/dana/")
    found = source.find(Occurrence("caldav", "a"))
    assert isinstance(found, Event)
    assert found.start.day == 6
    assert isinstance(source.find(Occurrence("caldav", "b")), Gone)


@pytest.mark.parametrize("status", [429, 503])
def test_fault_23_a_busy_server_is_left_alone_as_long_as_it_asks(
    odd: Canned, sign_in: Sign, clock: Clock, status: int
) -> None:
    source = CalDavCalendar(sign_in(odd.url), "/dana/")
    odd.answer = lambda _: Said(status, {"Retry-After": "120"})
    for _ in range(3):
        with pytest.raises(SourceError):
            source.events(NOVEMBER)
    assert len(odd.asked) == 1
    odd.answer = usual
    clock.now += 119
    with pytest.raises(SourceError):
        source.events(NOVEMBER)
    clock.now += 60
    assert days(source) == [3]


def test_fault_24_a_calendar_that_may_not_be_read_is_not_asked_for_again_soon(
    odd: Canned, sign_in: Sign, clock: Clock
) -> None:
    source = CalDavCalendar(sign_in(odd.url), "/dana/")
    odd.answer = but(calendar_query=Said(403))
    for _ in range(3):
        with pytest.raises(SourceError):
            source.events(NOVEMBER)
    assert sum("calendar-query" in a.body for a in odd.asked) == 1
    odd.answer = usual
    clock.now += 3601
    assert days(source) == [3]


def test_a_password_goes_to_no_other_server(odd: Canned, sign_in: Sign) -> None:
    with canned("127.0.0.2") as other:
        other.answer = usual
        odd.answer = lambda _: Said(301, {"Location": f"{other.url}dana/"})
        assert days(CalDavCalendar(sign_in(odd.url), "/dana/")) == [3]
        assert "authorization" in odd.asked[0].headers
        assert {a.method for a in other.asked} == {"PROPFIND", "REPORT"}
        assert not any("authorization" in a.headers for a in other.asked)


def test_a_password_is_not_sent_without_tls_to_the_world() -> None:
    web = Web("http://dav.example/", user=USER, password=PASSWORD)
    with pytest.raises(SourceError, match="without TLS"):
        CalDavAccount(web).calendars("")
    web.close()


def test_a_server_where_no_calendar_is_found_says_so(odd: Canned, sign_in: Sign) -> None:
    plain = response("/dana/", "<D:resourcetype><D:collection/></D:resourcetype>")
    odd.answer = lambda _: multistatus(plain)
    with pytest.raises(SourceError, match="no calendar is found"):
        CalDavCalendar(sign_in(odd.url)).events(NOVEMBER)
