"""Invitations by mail: Dana adds Accord's address to a 1:1, and that is all anybody has to do."""

import base64
import quopri
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.calendars.ics import IcsCalendar
from daemon.calendars.invitations import InvitationCalendar, InvitationFolder
from daemon.domain.outbox import LetterKind
from daemon.flows.checking import findings
from daemon.flows.house import HOUSE
from daemon.ports import Window
from tests.unit.town import HOUSE_ADDRESS, SERVER, Town, utc

AGENDA, PREP = LetterKind.AGENDA, LetterKind.PREP
WINTER = Window(datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))

OUTLOOK_ZONE = """\
BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0100
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


class Invited(Town):
    """Dana and Marek have agreed on something; the only calendar is what they mail to Accord."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder=folder)
        self.files = folder / "state" / "invitations"
        self.welcome()
        self.agreed("marek", "Six first meetings with fleets", target=6, due="2026-12-31")
        self.use({"invitations mail": InvitationCalendar(self.files, zone="Europe/Vienna")})

    def use(self, calendars: dict[str, object]) -> None:
        kept = InvitationFolder(self.files, zone="Europe/Vienna")
        self.house = replace(self.house, calendars=calendars, invitations=kept)
        self.app.house = self.house

    def mail(self, raw: str, sender: str = "dana", *, auth: str = "pass") -> None:
        """What a calendar program sends: prose for people, and the same for programs."""
        number = next(self._numbers)
        method = raw.partition("METHOD:")[2].split()[0]
        lines = [
            f"Authentication-Results: {SERVER}; dmarc={auth}" if auth else "X-No: results",
            f"From: {sender}@halden.example" if "@" not in sender else f"From: {sender}",
            f"To: {HOUSE_ADDRESS}",
            "Subject: 1:1",
            f"Message-ID: <calendar-{number}@halden.example>",
            "MIME-Version: 1.0",
            'Content-Type: multipart/alternative; boundary="B"',
            "",
            "--B",
            "Content-Type: text/plain",
            "",
            "A1: 5 of 6",  # looks like an answer, and is none
            "--B",
            f"Content-Type: text/calendar; charset=utf-8; method={method}",
            "",
            raw,
            "--B--",
            "",
        ]
        self.mailbox.put("\r\n".join(lines).replace("\n", "\r\n").replace("\r\r", "\r").encode())

    def codes(self) -> list[str]:
        return [h.code for h in self.ledger(HOUSE).handled.values()]

    def days(self) -> list[tuple[int, int]]:
        """Day and hour, UTC, of what the invitations say takes place this winter."""
        source = self.house.calendars["invitations mail"]
        found = source.events(WINTER).events
        return [(e.start.day, e.start.hour) for e in found if not e.cancelled]


def calendar(method: str, *events: str, zones: str = "") -> str:
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    head = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Halden//Test//EN\n"
    return f"{head}METHOD:{method}\n{zones}{body}END:VCALENDAR"


def meeting(
    start: str = "20261201T100000",
    *more: str,
    uid: str = "one@halden",
    sequence: int = 0,
    stamp: int = 1,
    zone: str = "Europe/Vienna",
    guests: tuple[str, ...] = ("marek",),
    organizer: str = "dana",
) -> str:
    lines = [
        f"UID:{uid}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:202611{stamp:02}T120000Z",
        f"DTSTART;TZID={zone}:{start}",
        f"DTEND;TZID={zone}:{start[:9]}{int(start[9:11]) + 1:02}{start[11:]}",
        f"ORGANIZER;CN=Dana Petrov:mailto:{organizer}@halden.example",
        *(f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{g}@halden.example" for g in guests),
        f"ATTENDEE;RSVP=TRUE:mailto:{HOUSE_ADDRESS}",
        "SUMMARY:Dana / Marek",
        "LOCATION:https://meet.example/secret-room",
        "DESCRIPTION:Salary talk",
        *more,
    ]
    return "\n".join(lines)


WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=4"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Invited]:
    return Invited(tmp_path)


# --- the way in ---------------------------------------------------------------------------------


def test_who_adds_our_address_to_a_1_1_gets_its_agenda_and_no_other_mail(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting()))
    town.tick("2026-11-27 09:00")
    assert town.codes() == ["invitation"]
    town.tick("2026-11-30 09:00")
    town.tick("2026-12-01 07:00")
    assert [x.kind for x in town.letters("marek")] == [AGENDA]
    assert [x.kind for x in town.letters("dana")] == [LetterKind.MONDAY, PREP]
    assert town.agreement("marek", "A1").count() == 0, "its words are no answer"


def test_nothing_is_kept_that_nobody_needs_to_know(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting()))
    town.tick("2026-11-27 09:00")
    (file,) = town.files.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text()
    assert "Dana / Marek" not in text
    assert "Salary" not in text
    assert "secret-room" not in text


def test_the_same_mail_read_again_after_a_crash_changes_nothing(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting()))
    town.tick("2026-11-27 09:00")
    before = [f.read_bytes() for f in town.files.iterdir()]
    town.mail(calendar("REQUEST", meeting()))
    town.tick("2026-11-27 09:01")
    assert [f.read_bytes() for f in town.files.iterdir()] == before
    assert town.codes() == ["invitation", "invitation-old"]


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_however_a_program_packs_it(town: Invited, encoding: str) -> None:
    """Google: base64 within mixed, with a second copy as a file; Outlook: quoted-printable."""
    raw = calendar("REQUEST", meeting(uid="é@halden")).replace("\n", "\r\n").encode()
    packed = base64.encodebytes(raw) if encoding == "base64" else quopri.encodestring(raw)
    head = (
        f"Authentication-Results: {SERVER}; dmarc=pass\r\nFrom: dana@halden.example\r\n"
        f"To: {HOUSE_ADDRESS}\r\nSubject: Invitation\r\nMessage-ID: <g@halden.example>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="M"\r\n\r\n--M\r\n'
        'Content-Type: multipart/alternative; boundary="A"\r\n\r\n--A\r\n'
        "Content-Type: text/html\r\n\r\n<b>Invitation</b>\r\n--A\r\n"
        'Content-Type: text/calendar; charset="UTF-8"; method=REQUEST\r\n'
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    tail = (
        "\r\n--A--\r\n--M\r\nContent-Type: application/ics; name=invite.ics\r\n"
        "Content-Disposition: attachment; filename=invite.ics\r\n\r\nnothing\r\n--M--\r\n"
    )
    town.mailbox.put(head.encode() + packed + tail.encode())
    town.tick("2026-11-27 09:00")
    assert town.days() == [(1, 9)]


def test_a_zone_that_the_mail_defines_goes_with_what_is_kept_of_it(town: Invited) -> None:
    series = meeting("20261103T100000", WEEKLY, zone="Customized Time Zone")
    town.mail(calendar("REQUEST", series, zones=OUTLOOK_ZONE))
    town.tick("2026-11-02 09:00")
    moved = meeting(
        "20261111T150000",
        "RECURRENCE-ID;TZID=Customized Time Zone:20261110T100000",
        zone="Customized Time Zone",
        sequence=1,
        stamp=2,
    )
    town.mail(calendar("REQUEST", moved, zones=OUTLOOK_ZONE))
    town.tick("2026-11-02 09:01")
    assert town.days() == [(3, 9), (11, 14), (17, 9), (24, 9)]


# --- changes ------------------------------------------------------------------------------------


def test_a_meeting_that_is_moved_gets_one_agenda_at_its_new_time(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting()))
    town.tick("2026-11-27 09:00")
    town.mail(calendar("REQUEST", meeting("20261203T140000", sequence=1, stamp=2)))
    town.tick("2026-11-27 10:00")
    town.tick("2026-11-30 09:00")
    assert town.letters("marek", AGENDA) == []
    town.tick("2026-12-02 13:00")
    assert [x.subject for x in town.letters("marek", AGENDA)] == ["1:1 with Dana, Thu 3 Dec"]
    assert [m.state for m in town.ledger("marek").meetings.values()] == ["on"]


def test_an_update_that_was_overtaken_moves_nothing_back(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting("20261203T140000", sequence=2, stamp=3)))
    town.mail(calendar("REQUEST", meeting("20261202T140000", sequence=1, stamp=2)))
    town.mail(calendar("REQUEST", meeting(sequence=0)))
    town.tick("2026-11-27 09:00")
    assert town.days() == [(3, 13)]
    assert town.codes() == ["invitation", "invitation-old", "invitation-old"]


def test_a_cancelled_meeting_gets_no_agenda(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting()))
    town.tick("2026-11-27 09:00")
    town.mail(calendar("CANCEL", meeting(sequence=1, stamp=2)))
    town.tick("2026-11-27 10:00")
    town.ticks("2026-11-30 09:00", "2026-12-01 09:00")
    assert town.keys("marek") == ["review:marek+dana:2026-W49"], "by mail, as they don't meet"
    assert [m.state for m in town.ledger("marek").meetings.values()] == ["cancelled"]


def test_a_bare_cancellation_cancels(town: Invited) -> None:
    """RFC 5546 3.2.5 asks for no more than a UID, a SEQUENCE and who says so."""
    town.mail(calendar("REQUEST", meeting()))
    bare = "UID:one@halden\nSEQUENCE:1\nDTSTAMP:20261102T120000Z"
    town.mail(calendar("CANCEL", f"{bare}\nORGANIZER:mailto:dana@halden.example"))
    town.tick("2026-11-27 09:00")
    assert town.days() == []
    assert town.codes() == ["invitation", "invitation-cancelled"]


def test_one_week_of_a_series_is_moved_or_cancelled_alone(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting("20261103T100000", WEEKLY)))
    second = "RECURRENCE-ID;TZID=Europe/Vienna:20261110T100000"
    third = "RECURRENCE-ID;TZID=Europe/Vienna:20261117T100000"
    town.mail(calendar("REQUEST", meeting("20261111T150000", second, sequence=1, stamp=2)))
    town.mail(calendar("CANCEL", meeting("20261117T100000", third, sequence=1, stamp=3)))
    town.tick("2026-11-02 09:00")
    assert town.days() == [(3, 9), (11, 14), (24, 9)]


def test_exceptions_may_come_with_their_series(town: Invited) -> None:
    second = "RECURRENCE-ID;TZID=Europe/Vienna:20261110T100000"
    moved = meeting("20261111T150000", second)
    town.mail(calendar("REQUEST", moved, meeting("20261103T100000", WEEKLY)))
    town.tick("2026-11-02 09:00")
    assert town.days() == [(3, 9), (11, 14), (17, 9), (24, 9)]


def test_this_and_all_that_follow_move_or_end(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting("20261103T100000", WEEKLY)))
    from_second = "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Vienna:20261110T100000"
    town.mail(calendar("REQUEST", meeting("20261110T150000", from_second, sequence=1, stamp=2)))
    town.tick("2026-11-02 09:00")
    assert town.days() == [(3, 9), (10, 14), (17, 14), (24, 14)]
    from_third = "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Vienna:20261117T100000"
    town.mail(calendar("CANCEL", meeting("20261117T150000", from_third, sequence=2, stamp=3)))
    town.tick("2026-11-02 09:01")
    assert town.days() == [(3, 9), (10, 14)]


def test_a_series_that_is_made_anew_is_the_same_meetings(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting("20261201T100000", WEEKLY)))
    town.tick("2026-11-30 09:00")
    assert len(town.letters("marek", AGENDA)) == 1
    town.mail(calendar("CANCEL", meeting("20261201T100000", WEEKLY, sequence=1, stamp=2)))
    town.mail(calendar("REQUEST", meeting("20261201T100000", WEEKLY, uid="new@halden", stamp=2)))
    town.ticks("2026-11-30 10:00", "2026-12-01 10:00")
    assert len(town.letters("marek", AGENDA)) == 1
    assert len(town.letters("dana", PREP)) == 1


def test_a_guest_who_says_no_is_believed_for_that_week(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting("20261201T100000", WEEKLY)))
    first = "RECURRENCE-ID;TZID=Europe/Vienna:20261201T100000"
    no = meeting("20261201T100000", first, stamp=20, guests=()).replace(
        f"ATTENDEE;RSVP=TRUE:mailto:{HOUSE_ADDRESS}",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:marek@halden.example",
    )
    town.mail(calendar("REPLY", no), sender="marek")
    town.ticks("2026-11-27 09:00", "2026-12-07 09:00", every=utc("2026-11-02") - utc("2026-11-01"))
    assert [x.subject for x in town.letters("marek", AGENDA)] == ["1:1 with Dana, Tue 8 Dec"]


def test_another_time_that_a_guest_proposes_changes_nothing(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting()))
    town.mail(calendar("COUNTER", meeting("20261204T100000", sequence=1, stamp=2)), sender="marek")
    town.tick("2026-11-27 09:00")
    assert town.days() == [(1, 9)]
    assert town.codes() == ["invitation", "invitation-nothing"]


def test_taking_our_address_off_leaves_the_two_their_meeting(town: Invited, tmp_path: Path) -> None:
    shared = tmp_path / "team.ics"
    shared.write_text(calendar("PUBLISH", meeting()).replace("METHOD:PUBLISH\n", ""))
    wall = {"ics team": IcsCalendar(shared, zone="Europe/Vienna")}
    town.use({**wall, **town.house.calendars})
    town.mail(calendar("REQUEST", meeting()))
    town.tick("2026-11-27 09:00")
    us_alone = meeting(sequence=0, stamp=2, guests=())
    town.mail(calendar("CANCEL", us_alone))
    town.tick("2026-11-27 10:00")
    assert town.days() == []
    town.tick("2026-11-30 09:00")
    assert len(town.letters("marek", AGENDA)) == 1


# --- who may say so -------------------------------------------------------------------------------

TAKEN_OVER = meeting("20261205T100000", sequence=5, stamp=5, organizer="lena", guests=("marek",))
FORGED = {
    "a stranger": ("dana@elsewhere.example", "pass", meeting(), "held-stranger"),
    "a robot": ("robot@scheduling.example", "pass", meeting(), "held-stranger"),
    "nobody surely": ("dana", "", meeting(), "held-no-authentication"),
    "somebody else": ("dana", "fail", meeting(), "held-authentication"),
    "a colleague who is not invited": ("lena", "pass", meeting(), "held-invitation"),
    "somebody who takes it over": ("lena", "pass", TAKEN_OVER, "held-invitation"),
    "two at once": ("dana@halden.example, lena@halden.example", "pass", meeting(), "held-stranger"),
}


@pytest.mark.parametrize("who", FORGED)
def test_fault_40_an_invitation_counts_only_from_who_may_send_it(town: Invited, who: str) -> None:
    sender, auth, event, code = FORGED[who]
    town.mail(calendar("REQUEST", meeting(uid="known@halden")))
    town.tick("2026-11-02 08:00")
    before = town.days()
    forged = event.replace("UID:one@halden", "UID:known@halden") if event is TAKEN_OVER else event
    town.mail(calendar("REQUEST", forged), sender, auth=auth)
    town.tick("2026-11-02 09:00")
    assert town.days() == before
    assert town.codes() == ["invitation", code]
    assert town.letters("dana") == town.letters("marek") == [], "nobody is told by mail"
    assert any(code in str(finding) for finding in findings(town.house, utc("2026-11-02 10:00")))


def test_fault_40_a_guest_cancels_nothing(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting()))
    town.mail(calendar("CANCEL", meeting(sequence=9, stamp=9)), sender="marek")
    town.tick("2026-11-27 09:00")
    assert town.days() == [(1, 9)]
    assert town.codes() == ["invitation", "held-invitation"]


def test_marek_may_pass_on_what_dana_sent_him(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting()), sender="marek")
    town.tick("2026-11-30 09:00")
    assert len(town.letters("marek", AGENDA)) == 1


# --- bad input ------------------------------------------------------------------------------------

BROKEN = {
    "nothing": "METHOD:REQUEST",
    "half": calendar("REQUEST", meeting())[:-30],
    "without a time": calendar("REQUEST", "UID:one@halden\nSUMMARY:When?"),
    "without a UID": calendar("REQUEST", meeting().replace("UID:one@halden\n", "")),
    "a rule that never ends": calendar(
        "REQUEST", meeting("19700101T100000", "RRULE:FREQ=SECONDLY")
    ),
    "too many events": calendar("REQUEST", *(meeting(uid=str(n)) for n in range(201))),
    "a method beside it": calendar("REQUEST", meeting()).replace("METHOD:REQUEST\n", "", 1),
}


SMUGGLED = OUTLOOK_ZONE.replace("BEGIN:STANDARD", "{}\nBEGIN:STANDARD", 1)
BROKEN |= {
    "a calendar within a zone": calendar(
        "REQUEST",
        meeting(zone="Customized Time Zone"),
        zones=SMUGGLED.format("BEGIN:VCALENDAR\nX-A:1\nEND:VCALENDAR"),
    ),
    "a zone that goes on and on": calendar(
        "REQUEST",
        meeting(zone="Customized Time Zone"),
        zones=SMUGGLED.format("\n".join(["COMMENT:on and on"] * 2000)),
    ),
}


def test_nobody_speaks_for_the_organizer_by_a_line_of_ours_in_a_zone(town: Invited) -> None:
    zones = SMUGGLED.format("X-ACCORD-FIRST-HAND:YES")
    late = meeting("20261201T180000", zone="Customized Time Zone", sequence=9, stamp=9)
    town.mail(calendar("REQUEST", late, zones=zones), sender="marek")
    town.mail(calendar("REQUEST", meeting()))
    town.tick("2026-11-27 09:00")
    assert town.days() == [(1, 9)]


@pytest.mark.parametrize("what", BROKEN)
def test_fault_18_an_invitation_that_makes_no_sense_is_held(town: Invited, what: str) -> None:
    town.mail(f"METHOD:REQUEST\n{BROKEN[what]}" if what == "a method beside it" else BROKEN[what])
    town.tick("2026-11-27 09:00")
    assert town.codes() == ["held-invitation-unread"]
    assert not town.files.exists()
    source = town.house.calendars["invitations mail"]
    assert source.events(WINTER).complete


def test_a_file_that_is_damaged_lets_mail_about_it_wait(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting()))
    town.tick("2026-11-27 09:00")
    (file,) = town.files.iterdir()
    good = file.read_bytes()
    file.write_bytes(good[:-20])
    town.mail(calendar("CANCEL", meeting(sequence=1, stamp=2)))
    town.tick("2026-11-27 10:00")
    assert town.codes() == ["invitation"]
    file.write_bytes(good)
    town.tick("2026-11-27 11:00")
    assert town.codes() == ["invitation", "invitation-cancelled"]


# --- one meeting, several calendars ---------------------------------------------------------------


def test_fault_28_two_calendars_and_an_invitation_make_one_meeting(
    town: Invited, tmp_path: Path
) -> None:
    """Marek's program numbers its events in its own way; the room and Dana's robot change nothing."""
    fjord = "ATTENDEE;CUTYPE=ROOM;CN=Fjord:mailto:fjord@halden.example"
    plain = calendar("PUBLISH", meeting("20261201T100000", WEEKLY, fjord)).replace(
        "METHOD:PUBLISH\n", ""
    )
    (tmp_path / "dana.ics").write_text(plain)
    (tmp_path / "marek.ics").write_text(
        plain.replace("one@halden", "other@halden").replace("Z=dana", "Z=robot")
    )
    calendars = {
        f"ics {who}": IcsCalendar(
            tmp_path / f"{who}.ics", owner=f"{who}@halden.example", zone="Europe/Vienna"
        )
        for who in ("dana", "marek")
    }
    town.use({**calendars, **town.house.calendars})
    town.mail(calendar("REQUEST", meeting("20261201T100000", WEEKLY, fjord)))
    town.ticks("2026-11-30 09:00", "2026-12-01 12:00")
    assert [x.subject for x in town.letters("marek", AGENDA)] == ["1:1 with Dana, Tue 1 Dec"]
    assert len(town.letters("dana", PREP)) == 1
    first = town.ledger("marek").meetings[1]
    assert {r.partition(":")[0] for r in first.references} == {"ics", "invitations"}


def test_fault_27_what_dana_moves_in_her_calendar_is_moved_though_the_mail_is_late(
    town: Invited, tmp_path: Path
) -> None:
    mine = tmp_path / "dana.ics"
    town.use(
        {
            "ics dana": IcsCalendar(mine, owner="dana@halden.example", zone="Europe/Vienna"),
            **town.house.calendars,
        }
    )

    def write(*event: str) -> None:
        mine.write_text(calendar("PUBLISH", *event).replace("METHOD:PUBLISH\n", ""))

    write(meeting())
    town.mail(calendar("REQUEST", meeting()))
    town.tick("2026-11-27 09:00")
    write(meeting("20261203T140000", sequence=1, stamp=2))
    town.ticks("2026-11-27 10:00", "2026-12-02 14:00")
    assert [x.subject for x in town.letters("marek", AGENDA)] == ["1:1 with Dana, Thu 3 Dec"]
    town.mail(calendar("REQUEST", meeting("20261203T140000", sequence=1, stamp=2)))
    town.ticks("2026-12-02 15:00", "2026-12-03 14:00")
    assert len(town.letters("marek", AGENDA)) == 1
    assert len(town.letters("dana", PREP)) == 1


def test_fault_29_a_group_on_the_list_makes_it_no_1_1(town: Invited) -> None:
    group = "ATTENDEE;CUTYPE=GROUP:mailto:fleet@halden.example"
    town.mail(calendar("REQUEST", meeting("20261201T100000", group)))
    town.ticks("2026-11-30 09:00", "2026-12-01 12:00")
    assert town.letters("marek", AGENDA) == []


def test_an_organizer_who_is_not_on_the_list_takes_part(town: Invited) -> None:
    town.mail(calendar("REQUEST", meeting(organizer="d.petrov")))
    town.tick("2026-11-30 09:00")
    assert len(town.letters("marek", AGENDA)) == 1
