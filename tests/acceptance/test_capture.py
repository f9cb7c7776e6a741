"""Drafts from mail that answers nothing: written to the program, copied or forwarded to it; and LIST."""

from pathlib import Path

import pytest

from tests.acceptance.mailing import DAEMON, flat, listed, receipt, shown, write
from tests.acceptance.world import World, text_of

MAREK = "Marek Novak <marek@halden.example>"
AT = "2026-11-16T17:00:00Z"


def test_m36_a_copy_of_a_mail_to_a_colleague_makes_a_draft_with_that_colleague(team: World) -> None:
    write(
        team,
        "dana",
        """
        Marek, good talk just now. As we said:

        new: three fleet references in writing by 31 Mar 2027

        Lunch on Friday?
        Dana
        """,
        to=MAREK,
        cc=DAEMON,
    )
    said = flat(receipt(team, AT, "dana"))
    assert "Put to Marek as a draft: A3 three fleet references in writing" in said
    assert "Lunch" not in said, "what they write to each other is theirs"
    assert "marek A3  not agreed" in listed(team, "marek")
    assert "between marek and dana" in shown(team, "marek", "A3")
    kept = "".join(p.read_text() for p in (team.root / "state" / "ledgers").glob("*.json"))
    assert "Lunch" not in kept


def test_m36_mail_between_people_that_begins_nothing_is_not_kept_and_not_answered(
    team: World,
) -> None:
    before = {p: len(team.inbox(p)) for p in ("dana", "marek")}
    write(team, "marek", "Sounds good, see you at ten", to="dana@halden.example", cc=DAEMON)
    team.settle(AT)
    assert {p: len(team.inbox(p)) for p in before} == before
    stored = b"".join(team.state().values())
    assert b"see you at ten" not in stored
    team.accord("check", "--at", "2026-11-16T17:10:00Z")


def test_m36_a_forward_is_a_draft_from_what_was_typed_above_it_alone(team: World) -> None:
    write(
        team,
        "dana",
        """
        new: an offer to Arbor Logistics by 18 Dec 2026

        ---------- Forwarded message ---------
        From: Marek Novak <marek@halden.example>
        Date: Mon, 16 Nov 2026 at 12:10
        Subject: Arbor
        To: Dana Petrov <dana@halden.example>

        Dana, they want it before Christmas.
        new: ten offers a week
        """,
        subject="Fwd: Arbor",
    )
    said = flat(receipt(team, AT, "dana"))
    assert "Put to Marek as a draft: A3 an offer to Arbor Logistics" in said
    assert "ten offers" not in said
    assert "ten offers" not in listed(team, "marek")


def test_m36_in_a_fresh_mail_the_name_says_with_whom_it_is_else_it_is_asked_once(
    team: World,
) -> None:
    write(team, "dana", "new: Lena: two tenders in Linz by 18 Dec 2026")
    said = flat(receipt(team, AT, "dana"))
    assert "Put to Lena as a draft: A2 two tenders in Linz" in said

    write(team, "dana", "new: one page on pricing by 18 Dec 2026")
    asked = receipt(team, "2026-11-16T18:00:00Z", "dana")
    assert "With whom is it?" in flat(asked)
    assert all(
        name in flat(asked).partition("one of these:")[2] for name in ("Marek", "Lena", "Jim")
    )
    assert "pricing" not in team.accord("agreements", "list")
    team.reply(asked, "new: Jim: one page on pricing by 18 Dec 2026")
    team.settle("2026-11-16T18:30:00Z")
    assert "one page on pricing" in listed(team, "jim")


def test_m93_a_rep_writes_drafts_the_same_way_to_the_only_leader_there_is(team: World) -> None:
    write(team, "marek", "new: me: two first meetings in Graz by 18 Dec 2026")
    assert "Put to Dana as a draft" in flat(receipt(team, AT, "marek"))
    assert "marek A3  not agreed" in listed(team, "marek")
    team.tick("2026-11-17T07:01:00Z")
    prep = team.got("dana", "Prep: Marek")
    assert "two first meetings in Graz" in flat(prep)
    team.reply(prep, "A3 yes")
    team.settle("2026-11-17T07:30:00Z")
    assert "marek A3  agreed" in listed(team, "marek")


def test_m36_nobody_outside_the_directory_is_ever_written_to(team: World) -> None:
    write(
        team,
        "dana",
        "new: two references by 18 Dec 2026",
        to="buyer@arbor.example",
        cc=f"{DAEMON}, {MAREK}",
    )
    write(team, "buyer@arbor.example", "new: a discount of ten percent by 18 Dec 2026", cc=MAREK)
    team.settle(AT)
    team.settle("2026-11-17T08:00:00Z")
    assert {p.name for p in (team.root / "mail" / "people").iterdir()} <= {
        f"{name}@halden.example" for name in ("dana", "marek", "lena", "jim", "ingrid", "it")
    }
    assert "discount" not in team.accord("agreements", "list")


@pytest.fixture
def full(team: World, tmp_path: Path) -> World:
    """One with everything that can be agreed, by CSV: both are asked."""
    (tmp_path / "full.csv").write_text(
        "owner,with,outcome,target,unit,due,how,why,quality,consequence\n"
        "marek,dana,Four pilots with fleets,4,pilots,2026-12-18,one a fortnight,"
        "the forecast rests on them,signed by the buyer,we plan it anew in January\n"
    )
    team.accord("agreements", "import", str(tmp_path / "full.csv"), "--at", AT)
    team.tick("2026-11-17T07:01:00Z")
    return team


ALL = (
    'How: "one a fortnight"',
    'Good means: "signed by the buyer"',
    'What for: "the forecast rests on them"',
    'If it does not come about: "we plan it anew in January"',
)


def test_m5_m6_m17_how_measure_quality_why_and_what_follows_stand_where_a_yes_is_asked(
    full: World,
) -> None:
    prep = flat(full.got("dana", "Prep: Marek"))
    for line in (*ALL, "4 pilots, by Fri 18 Dec"):
        assert line in prep


def test_m37_list_brings_both_of_them_the_full_terms_and_what_is_not_agreed_yet(
    full: World,
) -> None:
    full.reply(full.got("dana", "Prep: Marek"), "A3 yes")
    full.settle("2026-11-17T07:30:00Z")
    write(full, "dana", "LIST")
    said = flat(receipt(full, "2026-11-17T08:00:00Z", "dana"))
    waiting = said.partition("NOT AGREED YET")[2]
    assert "A3 Four pilots with fleets" in waiting
    assert "Yes so far: Dana" in waiting
    assert all(line in waiting for line in ALL)
    assert "Fleet price list in its final form" in said.partition("NOT AGREED YET")[0]

    full.tick("2026-11-23T09:01:00Z")
    full.reply(full.got("marek", "1:1 with Dana, Tue 24 Nov"), "A3 yes")
    full.settle("2026-11-23T10:00:00Z")
    lists = []
    for person, at in (("marek", "2026-11-23T11:00:00Z"), ("dana", "2026-11-23T12:00:00Z")):
        write(full, person, "LIST")
        lists.append(flat(receipt(full, at, person)).partition("THE LIST")[2])
    for said in lists:
        assert "Four pilots with fleets" in said
        assert "0 of 4, by Fri 18 Dec" in said
        assert all(line in said for line in ALL)


def test_m37_the_items_of_a_list_can_be_answered(full: World) -> None:
    write(full, "marek", "LIST")
    answer = receipt(full, "2026-11-17T08:00:00Z", "marek")
    assert "A1 Eight fleet demos" in flat(answer)
    assert text_of(answer).count("A1  ") == 1
    full.reply(answer, "A1 2 of 8")
    assert "A1 2 of 8, was 0" in flat(receipt(full, "2026-11-17T09:00:00Z", "marek"))
