"""A calendar is read, agendas come, replies are read: the weeks of Dana's team, told by their mails."""

from email.message import EmailMessage
from itertools import groupby

import pytest

from tests.acceptance.world import SERIES, World, html_of, text_of, weekly

LENAS_MOVED = """
UID:lena@series
DTSTAMP:20261117T120000Z
RECURRENCE-ID;TZID=Europe/Vienna:20261118T110000
DTSTART;TZID=Europe/Vienna:{start}
DTEND;TZID=Europe/Vienna:{end}
ORGANIZER:mailto:dana@halden.example
ATTENDEE;PARTSTAT=ACCEPTED:mailto:dana@halden.example
ATTENDEE;PARTSTAT=ACCEPTED:mailto:lena@halden.example
SUMMARY:1:1
STATUS:{status}
"""


def lenas(start: str, end: str, status: str = "CONFIRMED") -> tuple[str, str]:
    """Lena's series, and its instance of 18 November at another time."""
    return weekly(*SERIES["lena"]), LENAS_MOVED.format(start=start, end=end, status=status)


def flat(mail: EmailMessage) -> str:
    """The text part without its line breaks."""
    return " ".join(text_of(mail).split())


def assert_nothing_came_twice(world: World) -> None:
    """No Message-ID twice, and no two agendas of one meeting unless the second says where it moved."""
    mails = world.everything()
    ids = [str(m["Message-ID"]) for m in mails]
    assert len(ids) == len(set(ids))
    meant = sorted(
        (str(m["To"]), str(m["Subject"]))
        for m in mails
        if str(m["Subject"]).startswith(("1:1 with", "Prep:"))
    )
    doubles = [subject for subject, found in groupby(meant) if len(list(found)) > 1]
    assert doubles == []


# --- when letters come -------------------------------------------------------------------------


def test_each_reader_is_written_to_at_a_time_of_their_own_zone(team: World) -> None:
    # The prep: two hours before ten in Vienna, so at 07:00 UTC.
    team.tick("2026-11-17T06:59:00Z")
    assert "Prep: Marek, Tue 17 Nov" not in team.subjects("dana")
    team.tick("2026-11-17T07:00:00Z")
    assert "Prep: Marek, Tue 17 Nov" in team.subjects("dana")

    # Lena's agenda: the working day before, at the hour of the meeting in Berlin.
    team.tick("2026-11-17T09:59:00Z")
    assert "1:1 with Dana, Wed 18 Nov" not in team.subjects("lena")
    team.tick("2026-11-17T10:00:00Z")
    assert "on Wed 18 Nov at 11:00 you meet Dana" in flat(team.got("lena", "1:1 with Dana"))

    # Jim's meeting at four in Vienna is at ten in New York.
    team.tick("2026-11-18T14:59:00Z")
    assert "1:1 with Dana, Thu 19 Nov" not in team.subjects("jim")
    team.tick("2026-11-18T15:00:00Z")
    assert "on Thu 19 Nov at 10:00 you meet Dana" in flat(team.got("jim", "1:1 with Dana"))
    assert_nothing_came_twice(team)


def test_a_meeting_moved_to_another_day_gets_its_agenda_once_more_in_the_same_thread(
    team: World,
) -> None:
    team.tick("2026-11-17T10:00:00Z")
    first = team.got("lena", "1:1 with Dana, Wed 18 Nov")

    team.calendar("lena", *lenas("20261120T140000", "20261120T150000"))
    team.tick("2026-11-18T08:01:00Z")
    assert "Prep: Lena, Wed 18 Nov" not in team.subjects("dana"), "they don't meet today any more"
    team.tick("2026-11-19T12:59:00Z")
    assert team.last("lena")["Message-ID"] == first["Message-ID"]
    team.tick("2026-11-19T13:00:00Z")
    again = team.last("lena")
    assert again["Subject"] == "Re: 1:1 with Dana, Wed 18 Nov"
    assert again["In-Reply-To"] == first["Message-ID"]
    assert str(first["Message-ID"]) in str(again["References"])
    assert "Fri 20 Nov at 14:00" in flat(again)

    # Later on the same day: the calendar has told them, so no mail does.
    team.calendar("lena", *lenas("20261120T160000", "20261120T170000"))
    team.tick("2026-11-19T15:30:00Z")
    team.tick("2026-11-20T13:01:00Z")
    assert team.last("lena")["Message-ID"] == again["Message-ID"]
    assert "Fri 20 Nov at 16:00" in flat(team.got("dana", "Prep: Lena"))
    assert_nothing_came_twice(team)


def test_a_cancelled_meeting_leaves_no_stale_mail(team: World) -> None:
    team.calendar("lena", *lenas("20261118T110000", "20261118T120000", "CANCELLED"))
    team.tick("2026-11-17T10:01:00Z")
    team.tick("2026-11-18T08:01:00Z")
    assert not [s for s in team.subjects("lena") if s.startswith("1:1")]
    assert not [s for s in team.subjects("dana") if s.startswith("Prep: Lena")]
    team.tick("2026-11-24T10:01:00Z")
    assert team.last("lena")["Subject"] == "1:1 with Dana, Wed 25 Nov"


def test_a_series_that_is_made_anew_brings_no_second_agenda(team: World) -> None:
    team.tick("2026-11-17T10:01:00Z")
    start = SERIES["lena"][1]
    team.calendar("lena", weekly("another@series", start, "dana", "lena"))
    team.tick("2026-11-17T12:00:00Z")
    team.tick("2026-11-18T08:01:00Z")
    assert team.subjects("lena").count("1:1 with Dana, Wed 18 Nov") == 1
    assert team.subjects("dana").count("Prep: Lena, Wed 18 Nov") == 1
    team.tick("2026-11-24T10:01:00Z")
    assert team.subjects("lena").count("1:1 with Dana, Wed 25 Nov") == 1
    assert_nothing_came_twice(team)


# --- what people answer ------------------------------------------------------------------------


@pytest.fixture
def agenda(team: World) -> EmailMessage:
    """Marek's agenda of Tuesday the 17th, which came on Monday."""
    return team.got("marek", "1:1 with Dana, Tue 17 Nov")


def receipt(team: World, at: str, person: str = "marek") -> EmailMessage:
    """What comes back for the mails that wait."""
    before = len(team.inbox(person))
    team.settle(at)
    assert len(team.inbox(person)) == before + 1, team.subjects(person)
    return team.last(person)


def listed(team: World, person: str) -> str:
    return team.accord("agreements", "list", person)


def test_short_lines_on_top_are_read_and_one_receipt_says_how(
    team: World, agenda: EmailMessage
) -> None:
    answer = """
        a1 3 of 8
        A2 stuck on legal, they want their own contract
        territory split for q1??
        can u get me 30 min with ola from product this week
        Sent from my iPhone
        """
    sent = team.reply(agenda, answer)
    back = receipt(team, "2026-11-16T17:00:00Z")
    said = flat(back)
    assert back["Subject"] == "Re: 1:1 with Dana, Tue 17 Nov"
    assert back["In-Reply-To"] == sent
    assert str(agenda["Message-ID"]) in str(back["References"])
    assert "A1 3 of 8, was 0" in said
    assert "A2 marked as stuck" in said
    assert '"stuck on legal, they want their own contract"' in said
    assert 'For the table: "territory split for q1??"' in said
    assert 'Put to Dana: "can u get me 30 min with ola from product this week"' in said
    assert len(text_of(back).splitlines()) <= 24

    team.tick("2026-11-17T07:01:00Z")
    prep = flat(team.got("dana", "Prep: Marek"))
    assert "3 of 8" in prep
    assert '"stuck on legal, they want their own contract"' in prep
    assert "territory split for q1??" in prep
    assert "30 min with ola from product" in prep


def test_answers_between_the_quoted_lines_belong_to_the_item_above(
    team: World, agenda: EmailMessage
) -> None:
    lines = []
    for line in text_of(agenda).splitlines():
        lines.append(f"> {line}")
        if "0 of 8" in line:
            lines += ["4, the last one in Linz", ""]
        if "0 of 2" in line:
            lines += ["done, both asked this morning", ""]
    head = f"On Mon, 16 Nov 2026 at 16:00 Accord <{agenda['Reply-To']}> wrote:"
    team.reply(agenda, "\n".join([head, *lines]), quote=False)
    said = flat(receipt(team, "2026-11-16T17:00:00Z"))
    assert "A1 4 of 8, was 0" in said
    assert "A2 done, so it closes as kept" in said
    assert "The count stands at 0 of 2" in said
    assert "4 of 8 demos" in listed(team, "marek")


def test_answers_typed_into_the_html_of_the_agenda_are_read(
    team: World, agenda: EmailMessage
) -> None:
    page = html_of(agenda).replace("\r\n", "\n")
    first, second = (page.index(s) for s in ("0 of 8", "0 of 2"))
    assert first < second
    typed = "</td></tr></table><div style='color:#1f497d'>2 of 8</div><table><tr><td>"
    place = page.index("</td>", first)
    page = page[:place] + typed + page[place:]
    quoted = f'<blockquote type="cite">{page}</blockquote>'
    head = f"<div>Am 16.11.2026 um 16:00 schrieb Accord &lt;{agenda['Reply-To']}&gt;:</div>"
    answer = EmailMessage()
    answer["From"] = "marek@halden.example"
    answer["To"] = str(agenda["Reply-To"])
    answer["Subject"] = f"Aw: {agenda['Subject']}"
    answer["Message-ID"] = "<html.1@halden.example>"
    answer["In-Reply-To"] = str(agenda["Message-ID"])
    answer.set_content(f"<html><body>{head}{quoted}</body></html>", subtype="html")
    team.drop(bytes(answer), "html")
    assert "A1 2 of 8, was 0" in flat(receipt(team, "2026-11-16T17:00:00Z"))


def test_a_line_that_can_be_read_in_two_ways_is_asked_about_and_a_bare_number_settles_it(
    team: World, agenda: EmailMessage
) -> None:
    team.reply(agenda, "A1 5-6, depends if the fair counts")
    question = receipt(team, "2026-11-16T17:00:00Z")
    assert "A1" in flat(question)
    assert '"5-6, depends if the fair counts"' in flat(question)
    assert "5 · 6" in flat(question)
    assert "0 of 8 demos" in listed(team, "marek"), "in doubt nothing is recorded"

    team.reply(question, "6")
    assert "A1 6 of 8, was 0" in flat(receipt(team, "2026-11-16T17:30:00Z"))
    assert "6 of 8 demos" in listed(team, "marek")


def test_replies_of_the_same_minutes_share_one_receipt(team: World, agenda: EmailMessage) -> None:
    team.reply(agenda, "A1 3 of 8")
    team.tick("2026-11-16T17:00:00Z")
    team.reply(agenda, "A2 1 of 2")
    team.tick("2026-11-16T17:03:00Z")
    before = len(team.inbox("marek"))
    team.tick("2026-11-16T17:06:00Z")
    team.tick("2026-11-16T17:09:00Z")
    assert len(team.inbox("marek")) == before + 1
    said = flat(team.last("marek"))
    assert "A1 3 of 8, was 0" in said
    assert "A2 1 of 2, was 0" in said


def test_undo_takes_back_one_item_or_the_whole_reply(team: World, agenda: EmailMessage) -> None:
    team.reply(agenda, "A1 3 of 8\nA2 1 of 2")
    first = receipt(team, "2026-11-16T17:00:00Z")
    team.reply(first, "UNDO A1")
    said = flat(receipt(team, "2026-11-16T17:30:00Z"))
    assert "Taken back: A1." in said
    assert "0 of 8 demos" in listed(team, "marek")
    assert "1 of 2" in listed(team, "marek")
    team.reply(first, "UNDO")
    assert "Taken back: A2." in flat(receipt(team, "2026-11-16T18:00:00Z"))
    assert "0 of 2" in listed(team, "marek")


def test_words_to_the_program_are_obeyed_at_once(team: World, agenda: EmailMessage) -> None:
    team.reply(agenda, "LIST\nHELP")
    known = flat(receipt(team, "2026-11-16T17:00:00Z"))
    assert "A1 Eight fleet demos held with buyers" in known
    assert "L1" in known
    assert "A0" in known

    team.reply(agenda, "PAUSE")
    assert "RESUME brings them back" in flat(receipt(team, "2026-11-16T18:00:00Z"))
    team.tick("2026-11-23T09:01:00Z")
    assert not [s for s in team.subjects("marek") if s == "1:1 with Dana, Tue 24 Nov"]
    team.reply(agenda, "RESUME")
    team.settle("2026-11-23T10:00:00Z")
    assert "1:1 with Dana, Tue 24 Nov" in team.subjects("marek")


def test_a_leaders_count_of_a_reps_item_is_a_note_and_never_progress(team: World) -> None:
    team.tick("2026-11-17T07:01:00Z")
    team.reply(team.got("dana", "Prep: Marek"), "A1: 5 of 8\nL1 done")
    said = flat(receipt(team, "2026-11-17T07:30:00Z", "dana"))
    assert "was 0" not in said
    assert '"5 of 8"' in said
    assert "L1 done, so it closes as kept" in said
    assert "0 of 8 demos" in listed(team, "marek")
    team.tick("2026-11-23T09:01:00Z")
    assert "0 of 8" in flat(team.got("marek", "1:1 with Dana, Tue 24 Nov"))


def test_a_new_date_holds_once_the_other_side_says_yes_to_it(
    team: World, agenda: EmailMessage
) -> None:
    team.reply(agenda, "A1 move to 29 Jan, the fair was put off")
    assert "It counts once Dana says yes" in flat(receipt(team, "2026-11-16T17:00:00Z"))
    assert "2026-12-18  Eight fleet demos" in listed(team, "marek"), "the old date holds until then"

    team.tick("2026-11-17T07:01:00Z")
    prep = team.got("dana", "Prep: Marek")
    assert "Fri 29 Jan" in flat(prep)
    team.reply(prep, "A1 yes")
    assert "Fri 29 Jan" in flat(receipt(team, "2026-11-17T07:30:00Z", "dana"))
    assert "2027-01-29  Eight fleet demos" in listed(team, "marek")


def test_drafts_from_the_room_are_changed_or_refused_and_gone(team: World) -> None:
    team.tick("2026-11-17T07:01:00Z")
    drafts = "new: three fleet references in writing by 31 Mar 2027\nnew: a note after every call"
    team.reply(team.got("dana", "Prep: Marek"), drafts)
    said = flat(receipt(team, "2026-11-17T10:00:00Z", "dana"))
    assert "three fleet references in writing" in said
    team.tick("2026-11-23T09:01:00Z")
    agenda = team.got("marek", "1:1 with Dana, Tue 24 Nov")
    assert "A3 three fleet references in writing" in flat(agenda)
    assert "A4 a note after every call" in flat(agenda)

    team.reply(agenda, "A3 change: names on the website instead of letters\nA4 no")
    said = flat(receipt(team, "2026-11-23T10:00:00Z"))
    assert "names on the website instead of letters" in said
    assert "A4 a no, so the draft is gone" in said
    team.tick("2026-11-24T07:01:00Z")
    prep = team.got("dana", "Prep: Marek, Tue 24 Nov")
    assert "names on the website instead of letters" in flat(prep)
    assert "a note after every call" not in flat(prep)
    team.reply(prep, "A3 yes")
    assert "Agreed, in these words" in flat(receipt(team, "2026-11-24T07:30:00Z", "dana"))
    assert "agreed" in listed(team, "marek").splitlines()[2].replace("not agreed", "")


def test_mail_whose_sender_is_in_doubt_is_held_and_changes_nothing(
    team: World, agenda: EmailMessage
) -> None:
    failed = {"Authentication-Results": "mx.halden.example; dmarc=fail header.from=halden.example"}
    team.reply(agenda, "A1 8 of 8", headers=failed)
    team.reply(agenda, "A2 2 of 2", sender="marek@elsewhere.example")
    team.settle("2026-11-16T17:00:00Z")
    assert "0 of 8" in listed(team, "marek")
    assert "0 of 2" in listed(team, "marek")
    told = team.got("marek", "A mail of yours was kept aside")
    assert "nothing in it was recorded" in flat(told)
    assert not (team.root / "mail" / "people" / "marek@elsewhere.example").exists()
    found = team.accord("check", "--at", "2026-11-16T17:10:00Z", code=1)
    assert "held-authentication" in found
    assert "held-sender" in found


# --- the quarter -------------------------------------------------------------------------------


def test_a_quarter_closes_and_its_recap_says_what_was_counted_here_by_hand(team: World) -> None:
    """Due from October to December: Marek's two, Lena's one, Jim's one, Dana's one, Ingrid's one.

    Marek keeps A1 and does not keep A2; Lena says nothing; Jim and Dana move Jim's to February;
    Dana keeps L1 and Ingrid keeps L1. So of four by the reps one is kept, one is not, one is
    changed and one has no word: 1 of 4. Dana is at 1 of 1, Ingrid at 1 of 1.
    """
    fast = "Answers on fleet pricing within a day"
    team.accord(
        "agreements",
        "add",
        "ingrid",
        "dana",
        fast,
        "--due=2026-12-18",
        "--at",
        "2026-11-16T17:00:00Z",
    )
    team.reply(
        team.got("marek", "1:1 with Dana"), "A1 done\nA2 not kept: the buyer left", quote=False
    )
    team.tick("2026-11-17T08:01:00Z")
    team.reply(team.got("dana", "Prep: Marek"), "L1 done", quote=False)
    team.reply(team.got("ingrid", "To agree"), "yes", quote=False)
    team.settle("2026-11-18T15:01:00Z")
    team.reply(team.got("jim", "1:1 with Dana"), "A1 move to 26 Feb", quote=False)
    team.reply(team.got("dana", "To agree: Answers"), "yes", quote=False)
    team.tick("2026-11-19T13:01:00Z")
    team.reply(team.got("dana", "Prep: Jim"), "A1 yes", quote=False)
    team.reply(team.got("ingrid", "Re: To agree"), "L1 done", quote=False)
    team.settle("2026-11-19T14:01:00Z")

    # The second working day. Jim's comes a day later: the first of January is a holiday there.
    team.tick("2027-01-04T08:01:00Z")
    assert "Your Q4, before anyone else reads it" not in team.subjects("jim")
    marek = flat(team.got("marek", "Your Q4, before anyone else reads it"))
    assert "A1 Eight fleet demos held with buyers kept" in marek
    assert "A2 Kestrel Foods: Brno and Graz each ask for a quote not kept" in marek
    assert "Dana owed you one: L1 kept." in marek
    lena = flat(team.got("lena", "Your Q4, before anyone else reads it"))
    assert "A1 Six first meetings in Linz 0 of 6" in lena
    assert "Kept or not kept?" in lena
    dana = flat(team.got("dana", "Your Q4, before anyone else reads it"))
    assert "Lena" not in dana, "a silence is mentioned to nobody"
    assert "Jim owed you one: A1 moved by you both." in dana
    assert "Marek owed you two: A1 kept, A2 not kept." in dana
    team.tick("2027-01-05T14:01:00Z")
    assert "moved by you both, now by Fri 26 Feb" in flat(team.got("jim", "Your Q4"))

    # The fifth working day, and never before everybody has had their own lines for some days.
    team.tick("2027-01-07T07:59:00Z")
    assert not [s for s in team.subjects("ingrid") if s.startswith("Q4")]
    team.tick("2027-01-08T14:01:00Z")
    team.tick("2027-01-11T09:00:00Z")
    head = flat(team.got("ingrid", "Q4: 1 of 4 agreements kept"))
    assert (
        "1 was kept, 1 was not, 1 was changed by both sides before its date and 1 has no word"
        in head
    )
    assert "You: 1 of 1" in head
    assert "Dana, to the team: 1 of 1" in head
    assert "Dana's three reps: 1 of 4, 1 changed before its date, 1 without a word" in head
    assert "new customers too few to show" in head, "two people are too few for a sum"
    for name in ("Marek", "Lena", "Jim"):
        assert name not in head
    own = flat(team.got("dana", "Q4: 1 of 4 agreements kept"))
    for line in (
        "You: 1 of 1",
        "Marek: 1 of 2",
        "Lena: 0 of 1, 1 without a word",
        "Jim: 0 of 1, 1 changed",
    ):
        assert line in own
    recaps = [s for p in ("ingrid", "dana") for s in team.subjects(p) if s.startswith("Q4")]
    assert len(recaps) == 2
    assert_nothing_came_twice(team)
