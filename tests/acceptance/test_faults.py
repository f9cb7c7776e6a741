"""What goes wrong in the world around, through the installed command: the rest goes on, nothing is lost.

The numbers are those of the list of faults that the program was designed against.
"""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.acceptance.crash.office import open_office
from tests.acceptance.world import ACCORD, PEOPLE, SERIES, World, text_of, weekly

MAREKS_AGENDA = "1:1 with Dana, Tue 17 Nov"
LENAS_AGENDA = "1:1 with Dana, Wed 18 Nov"
LENA_IS_WRITTEN_TO = "2026-11-17T10:01:00Z"  # the working day before her 1:1, at its hour
PATIENCE = 30  # seconds, for a process on a busy machine


# --- state that can't be read (5, 14) ----------------------------------------------------------


def test_fault_05_an_unreadable_ledger_pauses_its_owner_alone_until_it_is_restored(
    team: World,
) -> None:
    answer = team.reply(team.got("marek", MAREKS_AGENDA), "A1 5 of 8")
    ledger = team.root / "state" / "ledgers" / "marek.json"
    ledger.write_bytes(ledger.read_bytes()[:-40])
    said = team.tick(LENA_IS_WRITTEN_TO)
    assert str(ledger) in said
    assert LENAS_AGENDA in team.subjects("lena")

    found = team.accord("check", "--at", LENA_IS_WRITTEN_TO, code=1)
    assert f"{ledger}" in found
    assert "accord restore marek" in found
    assert "1 mails wait to be read" in found
    before = team.subjects("marek")

    assert "marek is back" in team.accord("restore", "marek")
    assert ledger.with_name("marek.json.bad").exists()
    team.settle("2026-11-17T10:10:00Z")
    assert team.last("marek")["In-Reply-To"] == answer
    assert "5 of 8" in team.accord("agreements", "list")
    assert team.subjects("marek") == [*before, f"Re: {MAREKS_AGENDA}"]


def test_fault_14_what_goes_wrong_with_lena_keeps_nothing_from_the_others(team: World) -> None:
    """Her ledger is edited by hand, so that it can be read and makes no sense."""
    path = team.root / "state" / "ledgers" / "lena.json"
    tables = json.loads(path.read_text())
    for entry in tables["entries"].values():
        if entry["kind"] == "acknowledged":
            entry["values"] = {}
    del tables["check"]
    path.write_text(json.dumps(tables))

    said = team.tick("2026-11-18T15:01:00Z")
    assert "plan lena: " in said
    assert "1:1 with Dana, Thu 19 Nov" in team.subjects("jim")
    team.reply(team.got("marek", MAREKS_AGENDA), "A1 5 of 8")
    team.settle("2026-11-18T15:10:00Z")
    assert team.last("marek")["Subject"] == f"Re: {MAREKS_AGENDA}"
    assert "ledger lena: " in team.accord("check", "--at", "2026-11-18T15:20:00Z", code=1)


# --- processes (6, 46, 47) ---------------------------------------------------------------------


@contextmanager
def running(world: World, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """`accord run`, looking at the world every second by the real clock."""
    world.settings('state = "state"', 'state = "state"\ntick_seconds = 1')
    process = subprocess.Popen(
        [ACCORD, "run", "--config", "accord.toml"],
        cwd=world.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.05)


def ended(process: subprocess.Popen[str]) -> str:
    """What a process printed that ends by itself, well."""
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    return said


def starts(world: World, person: str, number: int = 1) -> None:
    """A mail "start", whose sender our own server vouches for."""
    mail = EmailMessage()
    mail["Authentication-Results"] = "mx.halden.example; dmarc=pass"
    mail["From"] = f"{person}@halden.example"
    mail["To"] = "accord@halden.example"
    mail["Subject"] = "start"
    mail["Message-ID"] = f"<start.{number}@halden.example>"
    mail.set_content("start\n")
    world.drop(bytes(mail), f"start-{number}")


def test_fault_06_a_second_process_ends_at_once_and_names_the_first(tmp_path: Path) -> None:
    world = World(tmp_path)
    with running(world) as process:
        until((tmp_path / "state" / "ledgers").exists, "the first has the state folder")
        for command in (("tick",), ("run",), ("restore", "dana"), ("erase", "dana", "--yes")):
            assert f"{process.pid}" in world.accord(*command, code=3)
        process.send_signal(signal.SIGTERM)
        ended(process)
    world.accord("tick")


def test_fault_46_a_broken_edit_of_the_directory_leaves_the_last_good_one_at_work(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    world.calendar("dana", weekly(*SERIES["marek"]))
    directory = tmp_path / "directory.toml"
    with running(world) as process:
        until((tmp_path / "state" / "ledgers").exists, "it is at work")
        directory.write_text(PEOPLE + '\n[[people]]\nid = "marek"\nzone = "Europe/Pruage"\n')
        starts(world, "dana")
        until(lambda: world.inbox("dana"), "Dana is welcomed")
        until(lambda: world.inbox("it"), "the admin is told")
        assert "directory.toml" in text_of(world.last("it"))
        assert "Europe/Pruage" in text_of(world.last("it"))
        directory.write_text(PEOPLE.replace("Ida Tanaka", "Ida Sato"))
        process.send_signal(signal.SIGTERM)
        ended(process)
    directory.write_text("[[people]]\n")
    assert "directory.toml: people[1].id" in world.accord("tick", code=2)


def test_fault_47_systemd_is_told_of_start_work_and_end(tmp_path: Path) -> None:
    world = World(tmp_path)
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd,
        running(world, NOTIFY_SOCKET=str(tmp_path / "notify")) as process,
    ):
        systemd.settimeout(PATIENCE)
        systemd.bind(str(tmp_path / "notify"))
        assert systemd.recv(100) == b"READY=1"
        assert systemd.recv(100) == b"WATCHDOG=1"
        process.send_signal(signal.SIGTERM)
        heard = []
        while heard[-1:] != [b"STOPPING=1"]:
            heard.append(systemd.recv(100))
        assert set(heard[:-1]) <= {b"WATCHDOG=1"}
        ended(process)


def test_fault_47_a_letter_on_its_way_is_finished_before_the_end(tmp_path: Path) -> None:
    world = World(tmp_path)
    with open_office(tmp_path) as (office, lines):
        world.settings('kind = "maildir"\npath = "mail/people"', lines)
        world.accord("stop")
        world.accord("welcome", "dana@halden.example")
        world.accord("start")
        office.stall = 2
        with running(world) as process:
            until(lambda: world.inbox("dana"), "the server has the letter")
            process.send_signal(signal.SIGTERM)
            ended(process)
        world.accord("tick")
    assert len(world.inbox("dana")) == 1
    assert world.accord("outbox") == "Nothing waits.\n"


# --- the clock (9, 10) -------------------------------------------------------------------------


def test_fault_09_a_clock_that_went_back_decides_nothing(team: World) -> None:
    team.reply(team.got("marek", MAREKS_AGENDA), "A1 5 of 8")
    mails, state = team.everything(), team.state()
    said = team.tick("2026-11-15T16:30:00Z")
    assert "clock: says 2026-11-15 16:30, the last tick was at 2026-11-16 16:30" in said
    assert len(team.everything()) == len(mails)
    assert team.state() == state
    team.settle("2026-11-16T16:40:00Z")
    assert team.last("marek")["Subject"] == f"Re: {MAREKS_AGENDA}"


def test_fault_09_a_clock_that_leapt_ahead_brings_no_agenda_of_a_meeting_that_is_over(
    team: World,
) -> None:
    team.tick("2026-11-25T12:00:00Z")
    assert team.subjects("lena")[-1:] != [LENAS_AGENDA]
    new = [s for p in ("dana", "marek", "lena", "jim") for s in team.subjects(p)]
    assert [s for s in new if s.startswith(("1:1 with", "Prep")) and s != MAREKS_AGENDA] == []


def test_fault_10_after_days_of_silence_the_recap_comes_once_late_and_says_so(team: World) -> None:
    """Down from 30 December, with an agenda in the outbox, to 4 January; and over the recap's day."""
    team.tick("2026-12-29T12:00:00Z")
    team.accord("stop")
    team.tick("2026-12-30T15:01:00Z")
    waiting = team.accord("outbox")
    assert "agenda:jim+dana:" in waiting
    team.accord("start")

    team.tick("2027-01-04T15:00:00Z")
    assert "1:1 with Dana, Thu 31 Dec" not in team.subjects("jim")
    assert "its time passed" in team.accord("outbox")
    team.tick("2027-01-05T15:00:00Z")
    for person in ("marek", "lena", "jim"):
        assert "Your Q4, before anyone else reads it" in team.subjects(person)

    team.tick("2027-01-12T08:00:00Z")
    team.tick("2027-01-12T12:00:00Z")
    recaps = [s for s in team.subjects("dana") if s.startswith("Q4: ")]
    assert len(recaps) == 1
    assert "This recap comes later than its day" in " ".join(
        text_of(team.got("dana", "Q4:")).split()
    )


# --- the calendar changes under way (27) -------------------------------------------------------


@pytest.fixture
def waiting(team: World) -> World:
    """Lena's agenda for Wednesday waits in the outbox, since sending is stopped."""
    team.accord("stop")
    team.tick(LENA_IS_WRITTEN_TO)
    assert "agenda:lena+dana:" in team.accord("outbox")
    return team


def goes_on(world: World, at: str) -> list[str]:
    """What Lena gets once sending goes on."""
    before = len(world.inbox("lena"))
    world.accord("start")
    world.tick(at)
    return world.subjects("lena")[before:]


def test_fault_27_a_meeting_cancelled_while_its_agenda_waits_is_not_announced(
    waiting: World,
) -> None:
    off = "RRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Vienna:20261118T110000"
    waiting.calendar("lena", weekly(*SERIES["lena"], more=off))
    assert goes_on(waiting, "2026-11-17T11:00:00Z") == []


def test_fault_27_a_meeting_moved_while_its_agenda_waits_is_announced_for_its_new_day(
    waiting: World,
) -> None:
    moved = "RECURRENCE-ID;TZID=Europe/Vienna:20261118T110000"
    friday = weekly("lena@series", "2026-11-20T11:00", "dana", "lena", more=moved)
    waiting.calendar("lena", weekly(*SERIES["lena"]), friday)
    assert goes_on(waiting, "2026-11-17T11:00:00Z") == []
    assert goes_on(waiting, "2026-11-19T10:01:00Z") == ["1:1 with Dana, Fri 20 Nov"]


def test_fault_27_a_meeting_that_a_third_person_joins_is_no_1_to_1_any_more(
    waiting: World,
) -> None:
    of_three = weekly("lena@series", "2026-10-07T11:00", "dana", "lena", "ingrid")
    waiting.calendar("lena", of_three)
    assert LENAS_AGENDA not in goes_on(waiting, "2026-11-17T11:00:00Z")


# --- mail that must not be answered, or not believed (39, 40, 41) ------------------------------

AWAY = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}

BOUNCE = """\
From: Mail Delivery System <mailer-daemon@mx.halden.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce.1@mx.halden.example>
In-Reply-To: {answered}
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

A1 8 of 8
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.halden.example

Final-Recipient: rfc822; marek@halden.example
Action: failed
Status: 5.1.1
--b--
"""


def test_fault_39_machines_are_neither_answered_nor_believed(team: World) -> None:
    agenda = team.got("marek", MAREKS_AGENDA)
    mails = len(team.everything())
    team.reply(agenda, "A1 8 of 8\nI am back on Monday.", headers=AWAY)
    bounce = BOUNCE.format(to=agenda["Reply-To"], answered=agenda["Message-ID"])
    team.drop(bounce.encode(), "bounce")
    team.drop(bytes(agenda), "ours-looped-back")
    team.settle("2026-11-16T17:00:00Z")
    assert len(team.everything()) == mails
    assert "8 of 8" not in team.accord("agreements", "list")
    assert list((team.root / "mail" / "accord" / "new").iterdir()) == []


@pytest.mark.parametrize("marked", [True, False], ids=["marked-as-automatic", "marks-lost"])
def test_fault_39_two_installations_that_mail_each_other_come_to_rest(
    team: World, tmp_path: Path, marked: bool
) -> None:
    """Each has the other's mailbox as a person; a relay may even drop the marks of automatic mail."""
    other = World(tmp_path / "other")
    other.settings("accord@halden.example", "accord@kestrel.example")
    befriend(team, "robot", "accord@kestrel.example")
    befriend(other, "robot", "accord@halden.example")
    team.calendar("robot", weekly("robot@series", "2026-10-07T15:00", "dana", "robot"))
    other.accord("welcome", "accord@halden.example", "--at", "2026-11-17T09:00:00Z")
    exchanged = []
    for round_ in range(4):
        team.settle(f"2026-11-17T1{round_}:00:00Z")
        other.settle(f"2026-11-17T1{round_}:20:00Z")
        exchanged.append(
            carry(team, other, "accord@kestrel.example", marked=marked)
            + carry(other, team, "accord@halden.example", marked=marked)
        )
    assert exchanged[0] > 0
    assert exchanged[-1] == 0
    assert sum(exchanged) <= 4


def befriend(world: World, person: str, address: str) -> None:
    with (world.root / "directory.toml").open("a") as file:
        file.write(
            f'\n[[people]]\nid = "{person}"\nname = "Robot"\naddresses = ["{address}"]\n'
            'zone = "Europe/Vienna"\nleader = "dana"\nteam = "Fleet"\n'
        )


def carry(one: World, two: World, address: str, *, marked: bool) -> int:
    """Lays what one sent to the other into the other's mailbox; says how many mails that were."""
    files = list((one.root / "mail" / "people" / address).glob("new/*"))
    for file in files:
        raw = file.read_bytes()
        if not marked:
            marks = (b"Auto-Submitted", b"X-Auto-Response-Suppress", b"X-Accord-Loop")
            raw = b"\r\n".join(x for x in raw.split(b"\r\n") if not x.startswith(marks))
        two.drop(raw, file.name)
        file.unlink()
    return len(files)


FORGED = """\
Authentication-Results: mx.halden.example; dmarc=fail header.from=halden.example
Authentication-Results: mx.halden.example; dmarc=pass
From: Marek Novak <marek@halden.example>
To: {Reply-To}
Subject: Re: {Subject}
Message-ID: <forged@elsewhere.example>

A1 done
"""


def test_fault_40_a_forged_sender_with_a_true_tag_changes_nothing_and_is_not_answered(
    team: World,
) -> None:
    """Our own server's verdict stands on top; the forger's praise of himself lies below it."""
    team.drop(FORGED.format(**team.got("marek", MAREKS_AGENDA)).encode(), "forged")
    team.settle("2026-11-16T17:00:00Z")
    assert "0 of 8" in team.accord("agreements", "list")
    assert team.last("marek")["Subject"] == "A mail of yours was kept aside"
    assert "A1 done" not in text_of(team.last("marek"))


@pytest.mark.parametrize("sender", ["mallory@elsewhere.example", "lena@halden.example"])
def test_fault_40_a_tag_that_was_passed_on_lets_nobody_else_answer(
    team: World, sender: str
) -> None:
    agenda = team.got("marek", MAREKS_AGENDA)
    team.reply(agenda, "A1 8 of 8", sender=sender)
    team.settle("2026-11-16T17:00:00Z")
    assert "0 of 8" in team.accord("agreements", "list")
    assert "A mail of yours was kept aside" in team.subjects("marek")
    assert not (team.root / "mail" / "people" / "mallory@elsewhere.example").exists()
    assert "held-sender" in team.accord("check", "--at", "2026-11-16T17:10:00Z", code=1)


def test_fault_41_the_same_reply_from_two_folders_and_once_more_later_counts_once(
    team: World,
) -> None:
    team.reply(team.got("marek", MAREKS_AGENDA), "A1: 3 more", quote=False)
    inbox = team.root / "mail" / "accord" / "new"
    (file,) = inbox.iterdir()
    raw = file.read_bytes()
    team.drop(b"X-Folder: All Mail\n" + raw, "from-all-mail")
    team.settle("2026-11-16T17:00:00Z")
    team.drop(raw, "replayed")
    team.settle("2026-11-17T08:00:00Z")
    assert "3 of 8" in team.accord("agreements", "list")
    assert team.subjects("marek").count(f"Re: {MAREKS_AGENDA}") == 1


# --- logs (49) ---------------------------------------------------------------------------------


def test_fault_49_no_word_that_people_typed_and_no_address_is_ever_logged(
    team: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Canaries in every place where a person types, at the most talkative level."""
    monkeypatch.setenv("ACCORD_LOG", "debug")
    agenda = team.got("marek", MAREKS_AGENDA)
    team.reply(agenda, "A1 5 of 8 canaryprogress\nA2 blocked: canaryreason\ncanarytopic, please")
    team.reply(agenda, "new: canarydraft by 11 Dec\nA1 canary 7, or 9?", quote=False)
    team.reply(agenda, "canaryforeign", sender="canary@elsewhere.example")
    team.reply(agenda, "canaryaway", headers=AWAY | {"Subject-Note": "canaryheader"})
    team.drop(b"canarygarbage \xff\x00", "garbage")
    series = weekly("canary@series", "2026-10-09T11:00", "dana", "lena") + "\nSUMMARY:canarytitle"
    team.calendar("lena", weekly(*SERIES["lena"]), series)
    (team.root / "calendars" / "bad.ics").write_text("BEGIN:VCALENDAR\nSUMMARY:canaryics\n")
    said = team.tick("2026-11-16T17:00:00Z")
    said += team.tick("2026-11-16T17:06:00Z")
    said += team.tick(LENA_IS_WRITTEN_TO)
    assert "canarytopic" in " ".join(text_of(m) for m in team.inbox("marek"))
    assert "queued key=" in said
    people = [f"{name}@halden.example" for name in ("dana", "marek", "lena", "jim", "ingrid", "it")]
    tag = str(agenda["Reply-To"]).partition("@")[0].removeprefix("accord+")
    for word in ("canary", tag, *people):
        lines = [line for line in said.splitlines() if word in line]
        assert lines == [], lines
