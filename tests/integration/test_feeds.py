"""Calendars that are published on the web: asked for sparingly, never trusted, never lost."""

import gzip
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from pathlib import Path

import httpcore2
import pytest
import trustme

from daemon.calendars.feed import FeedCalendar
from daemon.calendars.pinned import is_public, resolved
from daemon.calendars.web import Web
from daemon.domain.meetings.event import Event, Occurrence
from daemon.errors import SourceError
from daemon.ports import Gone, Unknown, Window
from tests.servers.caldav import PASSWORD, USER, radicale
from tests.servers.canned import Asked, Canned, Said, canned

pytestmark = pytest.mark.servers

LOOPBACK = ("127.0.0.1/32",)
NOVEMBER = Window(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))


def calendar(*days: int) -> bytes:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:day-{day}\r\nDTSTAMP:20261001T000000Z\r\n"
        f"DTSTART:202611{day:02}T090000Z\r\nDTEND:202611{day:02}T100000Z\r\n"
        "SUMMARY:Dana / Marek\r\nEND:VEVENT\r\n"
        for day in days
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n".encode()


class Clock:
    """A clock that only this test moves on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[Canned]:
    with canned() as running:
        running.answer = lambda _: Said(200, {"ETag": '"one"'}, calendar(3, 10))
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def webs() -> Iterator[list[Web]]:
    opened: list[Web] = []
    yield opened
    for web in opened:
        web.close()


class Feeds:
    """Makes the same feed again, as a daemon does that is started again."""

    def __init__(self, server: Canned, folder: Path, clock: Clock, webs: list[Web]) -> None:
        self.server, self.folder, self.clock, self.webs = server, folder, clock, webs

    def __call__(self, path: str = "dana.ics?key=s3cret", **web: object) -> FeedCalendar:
        url = self.server.url + path
        given = {"near": LOOPBACK, "seconds": 20.0, **web}
        self.webs.append(Web(url, **given))
        owner = "dana@halden.example"
        return FeedCalendar(self.webs[-1], self.folder, owner=owner, clock=self.clock)


@pytest.fixture
def feeds(server: Canned, tmp_path: Path, clock: Clock, webs: list[Web]) -> Feeds:
    return Feeds(server, tmp_path / "feeds", clock, webs)


def days(feed: FeedCalendar) -> list[int]:
    return [e.start.day for e in feed.events(NOVEMBER).events]


# --- asked for sparingly --------------------------------------------------------------------


def test_a_feed_is_read_as_any_calendar(feeds: Feeds) -> None:
    read = feeds().events(NOVEMBER)
    assert [e.start.day for e in read.events] == [3, 10]
    assert read.complete
    assert {e.owner for e in read.events} == {"dana@halden.example"}
    assert {e.occurrence.source for e in read.events} == {"feed"}


def test_a_feed_is_asked_for_again_only_after_some_minutes(
    feeds: Feeds, server: Canned, clock: Clock
) -> None:
    feed = feeds()
    for _ in range(3):
        assert days(feed) == [3, 10]
    assert len(server.asked) == 1
    clock.now += 300
    days(feed)
    assert len(server.asked) == 2


def test_radicale_publishes_a_calendar_as_a_feed(
    tmp_path: Path, clock: Clock, webs: list[Web]
) -> None:
    collection = radicale().collection()
    for day in (3, 10):
        collection.put(f"day-{day}", calendar(day).decode())
    url = radicale().url + collection.path.lstrip("/")
    webs.append(Web(url, near=LOOPBACK, user=USER, password=PASSWORD))
    feed = FeedCalendar(webs[-1], tmp_path, clock=clock)
    assert days(feed) == [3, 10]
    before = {f.name: f.stat().st_mtime_ns for f in tmp_path.iterdir()}
    clock.now += 300
    assert days(feed) == [3, 10]
    assert {f.name: f.stat().st_mtime_ns for f in tmp_path.iterdir()} == before, "not written anew"
    collection.put("day-17", calendar(17).decode())
    clock.now += 300
    assert days(feed) == [3, 10, 17]


def test_what_did_not_change_is_not_sent_again(feeds: Feeds, server: Canned, clock: Clock) -> None:
    feed = feeds()
    marks = {"ETag": '"one"', "Last-Modified": "Mon, 02 Nov 2026 08:00:00 GMT"}
    server.answer = lambda _: Said(200, marks, calendar(3))
    assert days(feed) == [3]
    server.answer = lambda _: Said(304)
    clock.now += 300
    read = feed.events(NOVEMBER)
    assert read.complete
    assert [e.start.day for e in read.events] == [3]
    asked = server.asked[-1].headers
    assert asked["if-none-match"] == '"one"'
    assert asked["if-modified-since"] == "Mon, 02 Nov 2026 08:00:00 GMT"


def test_a_daemon_that_was_restarted_asks_only_for_news(feeds: Feeds, server: Canned) -> None:
    days(feeds())
    server.answer = lambda _: Said(304)
    assert days(feeds()) == [3, 10]


def test_a_copy_that_was_damaged_is_fetched_whole(feeds: Feeds, server: Canned) -> None:
    days(feeds())
    (copy,) = feeds.folder.glob("*.ics")
    copy.write_bytes(copy.read_bytes()[:60])
    assert days(feeds()) == [3, 10]
    assert "if-none-match" not in server.asked[-1].headers


def test_marks_that_are_damaged_count_for_nothing(feeds: Feeds, server: Canned) -> None:
    days(feeds())
    (marks,) = feeds.folder.glob("*.json")
    marks.write_text("[]")
    assert days(feeds()) == [3, 10]
    assert "if-none-match" not in server.asked[-1].headers


def test_copies_are_nobody_elses_to_read(feeds: Feeds) -> None:
    days(feeds())
    files = [*feeds.folder.iterdir()]
    assert {f.stat().st_mode & 0o777 for f in files} == {0o600}
    assert feeds.folder.stat().st_mode & 0o777 == 0o700
    assert not any("s3cret" in f.name or b"s3cret" in f.read_bytes() for f in files)


# --- never lost -----------------------------------------------------------------------------

BROKEN = {
    "a login page": Said(200, {"Content-Type": "text/html"}, b"<html>Please sign in</html>"),
    "nothing": Said(200),
    "half a file": Said(200, {}, calendar(3, 10)[:-40]),
    "cut on the way": Said(200, {"Content-Length": "9999"}, calendar(3)),
    "too much": Said(200, {}, [b"X" * 1000] * 10_000),
    "packed": Said(200, {"Content-Encoding": "gzip"}, gzip.compress(calendar(3))),
    "an error": Said(500),
    "gone": Said(404),
    "a sign-in": Said(401),
}


@pytest.mark.parametrize("what", BROKEN)
def test_fault_20_of_a_broken_answer_the_last_good_copy_is_left(
    feeds: Feeds, server: Canned, clock: Clock, what: str
) -> None:
    feed = feeds(most=1_000_000)
    (known, _) = feed.events(NOVEMBER).events
    before = {f.name: f.read_bytes() for f in feeds.folder.iterdir()}
    server.answer = lambda _: BROKEN[what]
    clock.now += 300
    read = feed.events(NOVEMBER)
    assert [e.start.day for e in read.events] == [3, 10]
    assert not read.complete, "what it lacks is not gone"
    (stale,) = read.problems
    assert "last good copy" in stale
    assert "s3cret" not in stale
    assert {f.name: f.read_bytes() for f in feeds.folder.iterdir()} == before
    assert isinstance(feed.find(known.occurrence), Event)
    missing = Occurrence("feed", "never-seen")
    assert isinstance(feed.find(missing), Unknown)


@pytest.mark.parametrize("what", BROKEN)
def test_fault_20_without_a_copy_nothing_can_be_read(
    feeds: Feeds, server: Canned, what: str
) -> None:
    server.answer = lambda _: BROKEN[what]
    feed = feeds(most=1_000_000)
    with pytest.raises(SourceError, match=r"^127\.0\.0\.1: "):
        feed.events(NOVEMBER)
    assert isinstance(feed.find(Occurrence("feed", "day-3")), Unknown)
    assert not list(feeds.folder.glob("*"))


def test_a_feed_that_is_well_again_is_no_longer_stale(
    feeds: Feeds, server: Canned, clock: Clock
) -> None:
    feed = feeds()
    days(feed)
    server.answer = lambda _: Said(503)
    clock.now += 300
    assert not feed.events(NOVEMBER).complete
    server.answer = lambda _: Said(200, {}, calendar(17))
    clock.now += 600
    read = feed.events(NOVEMBER)
    assert (read.complete, [e.start.day for e in read.events]) == (True, [17])
    assert isinstance(feed.find(Occurrence("feed", "day-3")), Gone)


def test_pauses_grow_while_a_feed_is_broken(feeds: Feeds, server: Canned, clock: Clock) -> None:
    feed = feeds()
    days(feed)
    server.answer = lambda _: Said(500)
    clock.now += 300
    for pause in (300, 600, 1200, 2400, 3600, 3600):
        days(feed)
        before = len(server.asked)
        clock.now += pause - 1
        days(feed)
        assert len(server.asked) == before
        clock.now += 1
    days(feed)
    assert len(server.asked) == before + 1


@pytest.mark.parametrize(("said", "wait"), [("900", 900), ("999999999", 3600)])
def test_fault_23_retry_after_is_kept_up_to_an_hour(
    feeds: Feeds, server: Canned, clock: Clock, said: str, wait: int
) -> None:
    feed = feeds()
    days(feed)
    server.answer = lambda _: Said(429, {"Retry-After": said})
    clock.now += 300
    days(feed)
    clock.now += wait - 1
    days(feed)
    assert len(server.asked) == 2
    clock.now += 1
    days(feed)
    assert len(server.asked) == 3


def test_a_full_disk_leaves_the_last_good_copy(
    feeds: Feeds, server: Canned, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = feeds()
    days(feed)
    server.answer = lambda _: Said(200, {}, calendar(17))
    clock.now += 300

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    read = feed.events(NOVEMBER)
    assert [e.start.day for e in read.events] == [3, 10]
    assert "No space left" in read.problems[0]


# --- never trusted --------------------------------------------------------------------------


def test_fault_15_a_server_that_drips_is_left_when_the_time_is_over(
    feeds: Feeds, server: Canned
) -> None:
    def drips() -> Iterator[bytes]:
        while True:
            yield b"B"
            drip.wait(0.05)

    from threading import Event as Flag

    drip = Flag()
    server.answer = lambda _: Said(200, {}, drips())
    with pytest.raises(SourceError, match="no whole answer in time"):
        feeds(seconds=0.4).events(NOVEMBER)


def test_fault_15_a_server_that_never_answers_is_left(webs: list[Web], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        webs.append(Web(url, near=LOOPBACK, seconds=0.3))
        with pytest.raises(SourceError, match="no whole answer in time"):
            FeedCalendar(webs[-1], tmp_path).events(NOVEMBER)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",
        "169.254.169.254",
        "168.63.129.16",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "198.18.0.1",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "2002:7f00:1::",
        "64:ff9b::a9fe:a9fe",
        "2001:db8::1",
    ],
)
def test_fault_20_an_address_that_only_we_can_reach_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_everybodys_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]"]
)
def test_fault_20_no_way_of_writing_it_leads_to_this_machine(
    server: Canned, webs: list[Web], tmp_path: Path, host: str
) -> None:
    port = server.url.rpartition(":")[2]
    url = f"http://{host}:{port}"
    webs.append(Web(url, seconds=20))
    with pytest.raises(SourceError, match=r"not public|resolved|reached|refused|address"):
        FeedCalendar(webs[-1], tmp_path).events(NOVEMBER)
    assert server.asked == []


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.2:{port}/",
        "http://[::1]:{port}/",
        "//127.0.0.2:{port}/x.ics",
        "http://[",
        "gopher:x",
    ],
)
def test_fault_20_a_redirect_leads_nowhere_that_the_address_itself_may_not(
    feeds: Feeds, server: Canned, target: str
) -> None:
    with canned("127.0.0.2") as inside:
        port = inside.url.rstrip("/").rpartition(":")[2]
        to = target.format(port=port)
        server.answer = lambda _: Said(302, {"Location": to})
        with pytest.raises(SourceError):
            feeds().events(NOVEMBER)
        assert inside.asked == []
    assert len(server.asked) == 1


def test_redirects_are_followed_and_end(feeds: Feeds, server: Canned, clock: Clock) -> None:
    def moved(asked: Asked) -> Said:
        if asked.path == "/there":
            return Said(200, {}, calendar(5))
        return Said(301, {"Location": "/there"})

    server.answer = moved
    assert days(feeds()) == [5]
    server.answer = lambda _: Said(301, {"Location": "/again"})
    clock.now += 300
    server.asked.clear()
    with pytest.raises(SourceError, match="redirects"):
        feeds("other.ics").events(NOVEMBER)
    assert len(server.asked) == 6


def test_a_name_is_resolved_once_and_that_very_address_connected_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, webs: list[Web]
) -> None:
    """A name that changes between the check and the connection would lead past the check."""
    authority = trustme.CA()
    tls, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("feed.halden.example").configure_cert(tls)
    authority.configure_trust(trust)
    real, asked = socket.getaddrinfo, []

    def changing(host: str, *more: object, **given: object) -> object:
        asked.append(host)
        if host == "feed.halden.example":
            first = asked.count(host) == 1
            return real("127.0.0.1" if first else "127.0.0.2", *more, **given)
        return real(host, *more, **given)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    with canned(tls=tls) as server:
        server.answer = lambda _: Said(200, {}, calendar(3))
        url = server.url.replace("127.0.0.1", "feed.halden.example")
        webs.append(Web(url, near=LOOPBACK, trust=trust, seconds=20))
        assert days(FeedCalendar(webs[-1], tmp_path)) == [3]
        assert asked.count("feed.halden.example") == 1
        assert server.asked[0].headers["host"].startswith("feed.halden.example:")
        webs.append(Web(url, near=LOOPBACK, trust=trust, seconds=20))
        with pytest.raises(SourceError, match="not public"):
            webs[-1].ask("GET", url)


def test_a_certificate_of_another_name_is_refused(tmp_path: Path, webs: list[Web]) -> None:
    authority = trustme.CA()
    tls, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("feed.halden.example").configure_cert(tls)
    authority.configure_trust(trust)
    with canned(tls=tls) as server:
        webs.append(Web(server.url, near=LOOPBACK, trust=trust, seconds=20))
        with pytest.raises(SourceError, match=r"certificate|CERTIFICATE"):
            webs[-1].ask("GET", server.url)
    assert server.asked == []


def test_an_address_for_calendar_programs_is_one_of_the_web() -> None:
    web = Web("webcal://calendar.example/dana.ics?key=1")
    assert web.home == "https://calendar.example/dana.ics?key=1"
    web.close()


def test_a_name_with_one_address_inside_is_not_used_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, 1, 6, "", (a, 80)) for a in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(httpcore2.ConnectError, match="not public"):
        resolved("feed.example", 80, near=())
    assert resolved("feed.example", 80, near=(ip_network("10.0.0.0/8"),)) == ["8.8.8.8", "10.0.0.1"]


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:1", "http://", "nonsense", "http://["]
)
def test_an_address_that_is_not_on_the_web_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        FeedCalendar(Web(url), tmp_path).events(NOVEMBER)
