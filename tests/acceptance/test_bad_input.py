"""Files and mails with anything wrong in them: the place is named, the rest goes on, nothing is lost."""

from email.message import EmailMessage

import pytest

from tests.acceptance.world import World, text_of

HEADER = "owner,with,outcome,target,due,category\n"


# --- files -------------------------------------------------------------------------------------


def test_a_broken_calendar_beside_good_ones_is_named_and_stops_nothing(team: World) -> None:
    calendars = team.root / "calendars"
    (calendars / "half.ics").write_bytes(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:2026")
    (calendars / "picture.ics").write_bytes(bytes(range(256)) * 100)
    said = team.tick("2026-11-17T07:01:00Z")
    assert "half.ics" in said
    assert "picture.ics" in said
    assert "Prep: Marek, Tue 17 Nov" in team.subjects("dana")
    found = team.accord("check", "--at", "2026-11-17T07:02:00Z", code=1)
    assert "half.ics: only a part of a calendar" in found
    assert "picture.ics: not a calendar" in found
    told = " ".join(text_of(team.last("it")).split())
    assert "half.ics" in told

    for name in ("half.ics", "picture.ics"):
        (calendars / name).unlink()
    team.tick("2026-11-17T10:01:00Z")
    assert "1:1 with Dana, Wed 18 Nov" in team.subjects("lena")
    assert "All is well." in team.accord("check", "--at", "2026-11-17T10:02:00Z")
    assert len(team.inbox("it")) == 1, "told once"


def test_a_list_with_wrong_lines_is_told_line_by_line_and_writes_nothing(team: World) -> None:
    path = team.root / "more.csv"
    good = "lena,dana,A note after every call,,2026-12-18,skills\n"
    wrong = (
        "nobody,dana,Something,3,2026-12-18,accounts\n"
        "lena,dana,,0,18.12.2026,gardening\n"
        "lena,marek,They don't lead each other,,,\n"
        "lena,dana,too few cells\n"
    )
    path.write_text(HEADER + good + wrong)
    before = team.state()
    said = team.accord("agreements", "import", "more.csv", code=2).splitlines()
    assert [line.split(": ")[:3] for line in said] == [
        ["more.csv", "line 3", "owner"],
        ["more.csv", "line 4", "outcome"],
        ["more.csv", "line 4", "target"],
        ["more.csv", "line 4", "category"],
        ["more.csv", "line 4", "due"],
        ["more.csv", "line 5", "with"],
        ["more.csv", "line 6", "has 3 cells where the first line has 6"],
    ]
    assert team.state() == before

    for cut in (b'lena,dana,"a quote that never ends', b"lena,dana,caf\xe9,,,\n"):
        path.write_bytes((HEADER + good).encode() + cut)
        assert "line 3" in team.accord("agreements", "import", "more.csv", code=2)
        assert team.state() == before

    # Mended, it goes in; once more, and nothing comes twice.
    path.write_text(HEADER + good)
    team.accord("agreements", "import", "more.csv", "--at", "2026-11-16T17:00:00Z")
    team.accord("agreements", "import", "more.csv", "--at", "2026-11-16T17:01:00Z")
    assert team.accord("agreements", "list", "lena").count("A note after every call") == 1


def test_settings_and_people_tell_all_their_faults_at_once(team: World) -> None:
    team.settings('mode = "live"', 'mode = "lively"\ncolour = "blue"')
    team.settings("[transport]", "tick_second = 60\n\n[transport]")
    said = team.accord("tick", code=2)
    assert len(said.splitlines()) == 3
    for place in ("sending.mode", "sending.colour", "mailbox.tick_second"):
        assert f"accord.toml: {place}: " in said

    team.settings('mode = "lively"\ncolour = "blue"', 'mode = "live"')
    team.settings("tick_second = 60\n\n", "")
    with (team.root / "directory.toml").open("a") as file:
        file.write('\n[[people]]\nid = "Marek"\nname = "Twice"\nzone = "Europe/Atlantis"\n')
    said = team.accord("check", code=2)
    assert "directory.toml" in said
    assert "Europe/Atlantis" in said
    assert "addresses" in said
    assert len(said.splitlines()) >= 3


def test_a_state_of_a_newer_program_is_refused(team: World) -> None:
    (team.root / "state" / "format").write_text("accord 2\n")
    assert "this program knows format 1 only" in team.accord("tick", code=1)
    (team.root / "state" / "format").write_bytes(b"\xff\xfe")
    assert "format" in team.accord("tick", code=1)


# --- mails -------------------------------------------------------------------------------------


def many_parts() -> bytes:
    part = b"--b\nContent-Type: text/plain\n\nA1 8 of 8\n"
    return b"Content-Type: multipart/mixed; boundary=b\n\n" + part * 3000 + b"--b--\n"


def nested_parts() -> bytes:
    deep = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
    return b"".join(deep % (n, n) for n in range(3000)) + b"\nA1 8 of 8\n"


HOSTILE = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "NUL bytes": b"From: marek@halden.example\x00\nTo: x\n\n\x00A1 8 of 8\x00\n",
    "no header": b"A1 8 of 8\n" * 3,
    "12 MB": b"From: marek@halden.example\nSubject: big\n\n" + b"A1 8 of 8\n" * 1_200_000,
    "3,000 parts": b"From: marek@halden.example\nMIME-Version: 1.0\n" + many_parts(),
    "3,000 nested parts": b"From: marek@halden.example\nMIME-Version: 1.0\n" + nested_parts(),
    "a header without end": b"From: marek@halden.example\nX: " + b"y" * 300_000 + b"\n\nhello\n",
}


def test_mails_that_are_no_mails_are_held_and_the_rest_is_read(team: World) -> None:
    for number, raw in enumerate(HOSTILE.values()):
        team.drop(raw, f"a{number}")
    team.reply(team.got("marek", "1:1 with Dana"), "A1 5 of 8")
    team.settle("2026-11-16T17:00:00Z")
    assert "A1  5 of 8, was 0" in text_of(team.last("marek"))
    assert "5 of 8 demos" in team.accord("agreements", "list", "marek")
    found = team.accord("check", "--at", "2026-11-16T17:10:00Z", code=1)
    assert found.count("held 2026-11-16 17:00") == len(HOSTILE)
    kept = {raw for name, raw in team.state().items() if name.startswith("state/mail/")}
    assert set(HOSTILE.values()) <= kept, "nothing is lost"
    team.tick("2026-11-16T18:00:00Z")
    again = team.accord("check", "--at", "2026-11-16T18:01:00Z", code=1)
    assert again.count("held 2026-11-16") == len(HOSTILE), "and none is read twice"


AUTOMATIC = {
    "away": {"Auto-Submitted": "auto-replied", "Subject": "Out of office"},
    "bounce": {"Return-Path": "<>", "X-Failed-Recipients": "marek@halden.example"},
    "ours": {"From": "accord@halden.example"},
}


@pytest.mark.parametrize("kind", AUTOMATIC)
def test_a_program_that_answers_is_never_answered(team: World, kind: str) -> None:
    agenda = team.got("marek", "1:1 with Dana")
    mail = EmailMessage()
    headers = {
        "From": "marek@halden.example",
        "To": str(agenda["Reply-To"]),
        "Subject": "Re: 1:1",
        "In-Reply-To": str(agenda["Message-ID"]),
        **AUTOMATIC[kind],
    }
    for name, value in headers.items():
        mail[name] = value
    mail.set_content("I am away until Monday. A1 8 of 8\n")
    team.drop(bytes(mail), "automatic")
    before = len(team.everything())
    team.settle("2026-11-16T17:00:00Z")
    assert len(team.everything()) == before
    assert "0 of 8 demos" in team.accord("agreements", "list", "marek")
