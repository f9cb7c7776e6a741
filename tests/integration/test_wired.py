"""What `accord.toml` says is what runs: the installed command, on the servers of each kind.

Nobody signs in here: a sign-in is left behind from before, as after `accord login`.
"""

import email
import email.policy
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import httpx2
import pytest

from daemon.accounts.microsoft import CALENDAR_SCOPES, MAIL_SCOPES, login
from daemon.accounts.tokens import TokenFile
from tests.acceptance.world import ACCORD as ACCORD_COMMAND
from tests.acceptance.world import World, text_of, weekly
from tests.servers import caldav, google, wired
from tests.servers.google import KEY, Town
from tests.servers.google_tokens import Desk
from tests.servers.mail_stack import PEOPLE, MailStack, mail_stack
from tests.servers.microsoft import entra as entra_server
from tests.servers.microsoft import server
from tests.servers.microsoft.entra import SECRET, Entra
from tests.servers.microsoft.graph import Graph
from tests.servers.served import Served

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]

ACCORD = "accord@halden.example"
NOW = "2026-11-23T08:00:00Z"
LATER = "2026-11-23T08:10:00Z"
WELCOME = "Marek on Tuesday: what have you agreed?"
TUESDAYS = weekly("marek@series", "2026-10-06T10:00", "dana", "marek")
THEN = 83 * 86_400
LINE = "Marek: six first meetings with fleets by 31 Dec"
MAILDIRS = """
[mailbox]
kind = "maildir"
path = "mail/accord"
address = "accord@halden.example"

[transport]
kind = "maildir"
path = "mail/people"
"""


def calendar(*events: str) -> str:
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//\n{body}END:VCALENDAR\n"
    return text.replace("\n", "\r\n")


def lines(said: str, place: str) -> list[str]:
    """What `check` says of one place."""
    return [line for line in said.splitlines() if line[2:].startswith(place)]


def with_maildir(world: World) -> World:
    """Made at a first start, which a key that lies there makes this not to be."""
    for name in ("new", "cur", "tmp"):
        (world.root / "mail" / "accord" / name).mkdir(parents=True)
    return world


def calm(said: str) -> bool:
    return "! " not in said


@pytest.fixture(autouse=True)
def trust(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both would silently beat the certificate that msal is told to trust."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def town() -> Iterator[Town]:
    found = google.town()
    found.reset()
    yield found
    found.reset()


@pytest.fixture(scope="module")
def entra(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entra]:
    with entra_server.running(tmp_path_factory.mktemp("entra")) as running:
        yield running


@pytest.fixture
def graph(entra: Entra) -> Iterator[Graph]:
    with server.running() as running:
        running.grant_of = entra.grant_of
        yield running
        assert running.wrong == [], "what Microsoft's own descriptions object to"


@pytest.fixture(scope="module")
def stack() -> Iterator[MailStack]:
    with mail_stack() as running:
        yield running


# --- Google ---------------------------------------------------------------------------------------


def tuesdays_at_google(town: Town) -> None:
    time = {"timeZone": "Europe/Vienna"}
    body = {
        "summary": "1:1",
        "start": {"dateTime": "2026-10-06T10:00:00", **time},
        "end": {"dateTime": "2026-10-06T11:00:00", **time},
        "recurrence": ["RRULE:FREQ=WEEKLY"],
        "attendees": [{"email": "marek@halden.example"}],
    }
    town.calendar("dana", "POST", "", body)


def at_google(town: Town, root: Path) -> World:
    tuesdays_at_google(town)
    return wired.installed(
        root, wired.google_calendars(root, town, "dana"), wired.gmail(root, town)
    )


def test_calendar_and_mail_at_google(town: Town, tmp_path: Path) -> None:
    world = at_google(town, tmp_path)
    said = world.accord("check", "--at", NOW)
    assert calm(said), said
    assert lines(said, "account") == [
        "  account accord: signs in, granted gmail.compose, gmail.readonly",
        "  account dana: signs in, granted calendar.events.readonly",
    ]

    world.accord("welcome", "dana@halden.example", "--at", NOW)
    [welcome] = town.inbox("dana")
    assert welcome["Subject"] == WELCOME
    answer_at_google(town, welcome, LINE)
    world.settle(LATER)
    assert "six first meetings" in text_of(town.inbox("dana")[-1])
    assert "calls today" in "".join(lines(world.accord("check", "--at", LATER), "account dana"))


def answer_at_google(town: Town, mail: EmailMessage, text: str) -> None:
    answer = EmailMessage()
    answer["From"], answer["To"] = "dana@halden.example", str(mail["Reply-To"])
    answer["Subject"] = f"Re: {mail['Subject']}"
    answer["Message-ID"] = "<answer.1@halden.example>"
    answer["In-Reply-To"] = answer["References"] = str(mail["Message-ID"])
    answer.set_content(text)
    town.put("accord", bytes(answer))


def test_a_withdrawn_consent_stops_that_account_alone_and_names_the_cure(
    town: Town, tmp_path: Path
) -> None:
    world = at_google(town, tmp_path)
    town.between.rule = desk = Desk(town)
    desk.withdrawn.add(str(town._given("dana")["refresh_token"]))
    said = world.accord("check", "--at", NOW, code=1)
    [wrong] = lines(said, "account dana")
    assert wrong.startswith("! ")
    assert "invalid_grant" in wrong
    assert wrong.endswith("run accord login dana")
    assert lines(said, "account accord")[0].startswith("  ")

    # The mailbox goes on; Google is asked no more about the other.
    asked = len(desk.forms)
    world.tick(NOW)
    world.tick(LATER)
    assert [f for f in desk.forms[asked:] if f.get("refresh_token") in desk.withdrawn] == []


def test_a_service_account_reads_for_those_on_its_list(town: Town, tmp_path: Path) -> None:
    tuesdays_at_google(town)
    town.between.rule = desk = Desk(town)
    desk.delegated = {"dana@halden.example"}
    settings = wired.google_service(tmp_path, town, desk.key(), "dana")
    world = with_maildir(wired.installed(tmp_path, settings, MAILDIRS))
    said = world.accord("check", "--at", NOW)
    assert lines(said, "account domain") == [
        "  account domain: signs in, granted calendar.events.readonly"
    ]
    assert {claims["sub"] for claims in desk.claims} == {"dana@halden.example"}


def test_a_calendar_that_must_not_be_read_is_tried_and_refused(town: Town, tmp_path: Path) -> None:
    tuesdays_at_google(town)
    more = 'must_not_read = "tomas@halden.example"'
    settings = wired.google_calendars(tmp_path, town, "dana", more=more)
    world = wired.installed(tmp_path, settings, wired.gmail(tmp_path, town))

    def refused(asked: google.Exchange, passed: object) -> google.Exchange:
        if "tomas" in asked.path:
            reason = {"errors": [{"reason": "notFound"}], "code": 404, "message": "Not Found"}
            return asked.answers(404, {"error": reason})
        return passed()

    town.between.rule = refused
    said = world.accord("check", "--at", NOW)
    assert "is refused what is tomas@halden.example's, as it should be" in said

    # Everybody's calendar lies open to it.
    town.between.rule = lambda asked, passed: (
        asked.answers(200, {"items": []}) if "tomas" in asked.path else passed()
    )
    said = world.accord("check", "--at", NOW, code=1)
    assert "can read what is tomas@halden.example's, and must not" in said


def test_a_trial_letter_is_sent_only_when_it_is_asked_for(town: Town, tmp_path: Path) -> None:
    world = at_google(town, tmp_path)
    world.accord("check", "--at", NOW)
    assert town.inbox("dana") == []
    said = world.accord("check", "--at", NOW, "--send-test", "dana@halden.example")
    [trial] = town.inbox("dana")
    assert trial["Subject"] == "A trial letter"
    assert str(trial["Message-ID"]) in said
    said = world.accord("check", "--at", NOW, "--send-test", "eve@evil.example", code=1)
    assert "nobody's in the directory" in said


# --- Microsoft ------------------------------------------------------------------------------------


def signed_in(root: Path, entra: Entra, name: str, scopes: tuple[str, ...]) -> None:
    """As `accord login` leaves it."""
    tokens = TokenFile(root / "state" / "accounts" / name, KEY)
    login(entra.place("by-device", name), tokens, scopes, lambda _, c: entra.approve(c, ACCORD))


def at_microsoft(root: Path, entra: Entra, graph: Graph) -> World:
    graph.box("dana@halden.example").calendar = calendar(TUESDAYS)
    graph.box(ACCORD).made = THEN  # its clock counts the seconds: older mail would be left alone
    for name, scopes in (("calendars", CALENDAR_SCOPES), ("mail", MAIL_SCOPES)):
        signed_in(root, entra, name, scopes)
    return wired.installed(
        root,
        wired.microsoft("calendars", entra, graph, "by-device", "device"),
        wired.microsoft("mail", entra, graph, "by-device", "device"),
        wired.outlook("calendars", "dana"),
        wired.exchange("mail"),
    )


def test_calendar_and_mail_at_microsoft(entra: Entra, graph: Graph, tmp_path: Path) -> None:
    world = at_microsoft(tmp_path, entra, graph)
    said = world.accord("check", "--at", NOW)
    assert calm(said), said
    assert lines(said, "account") == [
        "  account calendars: signs in, granted Calendars.Read.Shared",
        "  account mail: signs in, granted Mail.ReadWrite, Mail.Send",
    ]

    world.accord("welcome", "dana@halden.example", "--at", NOW)
    [(address, raw)] = graph.delivered
    assert address == "dana@halden.example"
    welcome = email.message_from_bytes(raw, policy=email.policy.default)
    assert welcome["Subject"] == WELCOME
    graph.box(ACCORD).arrive(bytes(answer_to(welcome, LINE)))
    world.settle(LATER)
    last = email.message_from_bytes(graph.delivered[-1][1], policy=email.policy.default)
    assert "six first meetings" in text_of(last)


def answer_to(mail: EmailMessage, text: str) -> EmailMessage:
    answer = EmailMessage()
    answer["From"], answer["To"] = "dana@halden.example", str(mail["Reply-To"])
    answer["Subject"], answer["Message-ID"] = f"Re: {mail['Subject']}", "<answer.1@halden.example>"
    answer["Date"] = "Mon, 23 Nov 2026 08:05:00 +0000"
    answer["In-Reply-To"] = answer["References"] = str(mail["Message-ID"])
    answer.set_content(text)
    return answer


@pytest.mark.parametrize("sign_in", ["secret", "certificate"])
def test_an_application_signs_in_by_itself(
    entra: Entra, graph: Graph, tmp_path: Path, sign_in: str
) -> None:
    graph.box("dana@halden.example").calendar = calendar(TUESDAYS)
    if sign_in == "secret":
        more = [f'secret_file = "{wired.secret(tmp_path, "secret", SECRET)}"']
    else:
        key = wired.secret(tmp_path, "app.key", entra.certificate.key_file.read_bytes())
        shutil.copy(entra.certificate.certificate_file, tmp_path / "app.pem")
        more = [f'key_file = "{key}"', 'certificate_file = "app.pem"']
    world = wired.installed(
        tmp_path,
        wired.microsoft("app", entra, graph, f"by-{sign_in}", sign_in, *more),
        wired.outlook("app", "dana"),
        MAILDIRS,
    )
    said = with_maildir(world).accord("check", "--at", NOW)
    assert lines(said, "account") == ["  account app: signs in"]
    assert lines(said, "calendar") == []


def test_a_mailbox_that_an_app_can_read_and_must_not_is_told(
    entra: Entra, graph: Graph, tmp_path: Path
) -> None:
    for address in (ACCORD, "ingrid@halden.example"):
        graph.box(address)
    more = [f'secret_file = "{wired.secret(tmp_path, "secret", SECRET)}"']
    more.append('must_not_read = "ingrid@halden.example"')
    ics = '[[calendars]]\nkind = "ics"\npath = "calendars"'
    world = wired.installed(
        tmp_path,
        wired.microsoft("app", entra, graph, "by-secret", "secret", *more),
        ics,
        wired.exchange("app"),
    )
    world.calendar("dana", TUESDAYS)
    said = world.accord("check", "--at", NOW, code=1)
    assert "can read what is ingrid@halden.example's, and must not" in said
    graph.fail("ingrid@halden.example", 403, "ErrorAccessDenied", times=9)
    said = world.accord("check", "--at", NOW)
    assert "is refused what is ingrid@halden.example's" in said


# --- open standards -------------------------------------------------------------------------------


def test_a_calendar_by_caldav_and_mail_by_imap_and_smtp(stack: MailStack, tmp_path: Path) -> None:
    shelf = caldav.radicale().collection()
    shelf.put("marek", calendar(TUESDAYS))
    world = wired.installed(
        tmp_path,
        wired.caldav(tmp_path, shelf.server.url, shelf.path, "dana", caldav.PASSWORD),
        wired.imap_and_smtp(tmp_path, stack),
    )
    people = Served(tmp_path, stack=stack)
    try:
        said = world.accord("check", "--at", NOW)
        assert calm(said), said
        world.accord("welcome", "dana@halden.example", "--at", NOW)
        stack.deliver()
        welcome = people.last("dana")
        assert welcome["Subject"] == WELCOME
        assert [m["Message-ID"] for m in people.folder("accord", "Sent Mail")] == [
            welcome["Message-ID"]
        ]
        people.reply(welcome, LINE)
        world.settle(LATER)
        stack.deliver()
        assert "six first meetings" in text_of(people.last("dana"))
    finally:
        stack.empty(*PEOPLE)


def test_a_wrong_password_is_told_with_its_key(stack: MailStack, tmp_path: Path) -> None:
    shelf = caldav.radicale().collection()
    world = wired.installed(
        tmp_path,
        wired.caldav(tmp_path, shelf.server.url, shelf.path, "dana", "a wrong one"),
        wired.imap_and_smtp(tmp_path, stack),
    )
    wired.secret(tmp_path, "mail-password", "another wrong one")
    said = world.accord("check", "--at", NOW, code=1)
    wrong = [*lines(said, "calendar caldav dana"), *lines(said, "mailbox")]
    assert len(wrong) == 2
    assert all(line.startswith("! ") and "password_file" in line for line in wrong), said
    assert "wrong one" not in said


# --- both -----------------------------------------------------------------------------------------


def test_marek_at_google_dana_at_microsoft_and_an_invitation_are_one_meeting(
    town: Town, entra: Entra, graph: Graph, tmp_path: Path
) -> None:
    time = {"timeZone": "Europe/Vienna"}
    marek = {
        "summary": "1:1",
        "start": {"dateTime": "2026-11-24T10:00:00", **time},
        "end": {"dateTime": "2026-11-24T11:00:00", **time},
        "attendees": [{"email": "dana@halden.example"}],
    }
    town.calendar("marek", "POST", "", marek)
    graph.box("dana@halden.example").calendar = calendar(TUESDAYS)
    signed_in(tmp_path, entra, "calendars", CALENDAR_SCOPES)
    world = wired.installed(
        tmp_path,
        wired.google_calendars(tmp_path, town, "marek", who="marek"),
        wired.microsoft("calendars", entra, graph, "by-device", "device"),
        wired.outlook("calendars", "dana"),
        '[[calendars]]\nkind = "invitations"',
        MAILDIRS,
    )
    world.settings('address = "accord@halden.example"', f"{wired.TAIL}")
    world.drop(invitation(), "invitation")
    world.accord("agreements", "import", str(one_line(tmp_path)), "--at", NOW)
    world.tick(NOW)
    assert list((tmp_path / "state" / "invitations").glob("*.ics"))
    world.reply(world.last("dana"), "yes")
    world.settle("2026-11-23T08:05:00Z")
    world.reply(world.got("marek", "Dana's view"), "yes")
    for at in ("2026-11-23T08:20:00Z", "2026-11-23T09:30:00Z", "2026-11-24T07:30:00Z"):
        world.tick(at)
    agendas = [s for s in world.subjects("marek") if s.startswith("1:1 with Dana")]
    preps = [s for s in world.subjects("dana") if s.startswith("Prep: Marek")]
    assert agendas == ["1:1 with Dana, Tue 24 Nov"]
    assert preps == ["Prep: Marek, Tue 24 Nov"]


def one_line(root: Path) -> Path:
    path = root / "list.csv"
    path.write_text(
        "owner,with,outcome,target,unit,due\nmarek,dana,Eight fleet demos held,8,demos,2026-12-18\n"
    )
    return path


def invitation() -> bytes:
    """Dana's program invites Accord to the same hour, under an id of its own."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "dana@halden.example", ACCORD
    mail["Subject"], mail["Message-ID"] = "1:1", "<invitation.1@halden.example>"
    mail["Date"] = "Mon, 23 Nov 2026 07:00:00 +0000"
    passed = "mx.halden.example; spf=pass smtp.mailfrom=halden.example;"
    mail["Authentication-Results"] = f"{passed} dmarc=pass header.from=halden.example"
    text = calendar(
        weekly("invited@series", "2026-11-24T10:00", "dana", "marek", "accord", more="SEQUENCE:0")
    ).replace("VERSION:2.0\r\n", "VERSION:2.0\r\nMETHOD:REQUEST\r\n")
    mail.set_content("An invitation")
    mail.add_alternative(text.encode(), "text", "calendar", params={"method": "REQUEST"})
    return bytes(mail)


# --- signing in -----------------------------------------------------------------------------------


@contextmanager
def logging_in(world: World, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """`accord login`, while somebody looks at what it shows."""
    command = [ACCORD_COMMAND, "login", *arguments, "--config", str(world.root / "accord.toml")]
    # No browser opens by itself: what stands in its place does nothing.
    environment = {**os.environ, "BROWSER": "true"}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def shown(running: "subprocess.Popen[str]", pattern: str) -> str:
    """What stands in the first line that fits."""
    for line in running.stdout or ():
        if found := re.search(pattern, line):
            return found[1]
    raise AssertionError(f"nothing shown like {pattern}")


def forget(world: World, account: str) -> None:
    (world.root / "state" / "accounts" / account).unlink()


def test_somebody_signs_in_at_google_in_a_browser_on_this_machine(
    town: Town, tmp_path: Path
) -> None:
    world = at_google(town, tmp_path)
    town.between.rule = desk = Desk(town)
    forget(world, "accord")
    assert "accord login accord" in world.accord("check", "--at", NOW, code=1)
    with logging_in(world, "accord") as running:
        httpx2.get(desk.consent(shown(running, r"^(https?://\S+)$")))
        said, _ = running.communicate(timeout=30)
    assert running.returncode == 0, said
    assert "granted: gmail.compose, gmail.readonly" in said
    assert calm(world.accord("check", "--at", NOW))


def test_somebody_signs_in_at_google_with_a_browser_elsewhere(town: Town, tmp_path: Path) -> None:
    world = at_google(town, tmp_path)
    town.between.rule = desk = Desk(town)
    forget(world, "accord")
    with logging_in(world, "accord", "--no-browser") as running:
        led_to = desk.consent(shown(running, r"^(https?://\S+)$"))
        said, _ = running.communicate(led_to + "\n", timeout=30)
    assert running.returncode == 0, said
    assert calm(world.accord("check", "--at", NOW))


def test_somebody_signs_in_at_microsoft_with_a_code(
    entra: Entra, graph: Graph, tmp_path: Path
) -> None:
    world = at_microsoft(tmp_path, entra, graph)
    forget(world, "mail")
    with logging_in(world, "mail") as running:
        entra.approve(shown(running, r"type: (\S+)"), ACCORD)
        said, _ = running.communicate(timeout=60)
    assert running.returncode == 0, said
    assert f"Signed in as {ACCORD}; granted: Mail.ReadWrite, Mail.Send." in said
    assert calm(world.accord("check", "--at", NOW))


def test_an_account_that_signs_in_by_itself_or_is_nobodys_is_told(
    town: Town, tmp_path: Path
) -> None:
    settings = wired.google_service(tmp_path, town, Desk(town).key(), "dana")
    world = wired.installed(tmp_path, settings, MAILDIRS)
    assert "signs in by itself" in world.accord("login", "domain", code=1)
    assert "the settings have domain" in world.accord("login", "mail", code=2)


# --- nothing else ---------------------------------------------------------------------------------


def test_a_rehearsal_opens_no_sign_in_and_asks_no_server(town: Town, tmp_path: Path) -> None:
    world = at_google(town, tmp_path)
    (tmp_path / "google-client.json").unlink()
    asked = len(town.between.seen)
    world.accord("preview", "--at", NOW)
    said = world.accord("rehearse", "--quarter", "2026Q4", "--out", "out", "--at", NOW)
    assert "Every mail of 2026Q4" in said
    assert len(town.between.seen) == asked


HEAVY = ("googleapiclient", "google.auth", "google.oauth2", "msal", "httpx2", "imap_tools")


@pytest.mark.parametrize("kind", ["files", "standards"])
def test_a_configuration_without_google_imports_none_of_its_packages(
    stack: MailStack, tmp_path: Path, kind: str
) -> None:
    ics = '[[calendars]]\nkind = "ics"\npath = "calendars"'
    mail = MAILDIRS if kind == "files" else wired.imap_and_smtp(tmp_path, stack)
    world = wired.installed(tmp_path, ics, mail)
    program = (
        "import sys\n"
        "from datetime import UTC, datetime\n"
        "from pathlib import Path\n"
        "from daemon.app import build\n"
        "from daemon.settings import load\n"
        "now = datetime(2026, 11, 23, 8, tzinfo=UTC)\n"
        "app = build(load(Path(sys.argv[1])), now)\n"
        "app.tick(now)\n"
        "for close in app.close: close()\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    command = [sys.executable, "-c", program, str(world.root / "accord.toml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    wanted = [] if kind == "files" else ["imap_tools"]
    assert done.stdout.strip() == str(wanted)
