"""What the program promises about people's words, shown by the mails that everybody gets."""

import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.acceptance.world import World, html_of, text_of, weekly

LIST = """\
owner,with,outcome,target,due
marek,dana,Eight demos of the canarylist,8,2026-12-18
"""
REMOTE = re.compile(
    r"""(?:src|background|srcset)\s*=|url\(|@import|<(?:img|script|iframe|link|object)\b""",
    re.IGNORECASE,
)
GENDERED = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)


def flat(mail: EmailMessage) -> str:
    return " ".join(text_of(mail).split())


def addresses(world: World) -> set[str]:
    return {str(m["To"].addresses[0].addr_spec) for m in world.everything()}


def test_a_rep_hears_nothing_before_the_leader_has_said_a_first_yes(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.add_rep("marek", "Marek Novak")
    world.calendar("marek", weekly("series@halden", "2026-10-06T10:00", "dana", "marek"))
    (tmp_path / "list.csv").write_text(LIST)
    world.accord("agreements", "import", "list.csv", "--at", "2026-11-16T08:00:00Z")
    for at in ("2026-11-16T08:05:00Z", "2026-11-23T09:00:00Z"):
        world.tick(at)
    assert addresses(world) == {"dana@halden.example"}

    # A no is no yes, and a refused draft is shown to nobody.
    world.reply(world.last("dana"), "no")
    world.settle("2026-11-23T10:00:00Z")
    world.tick("2026-11-30T10:00:00Z")
    assert addresses(world) == {"dana@halden.example"}


def test_words_of_a_pair_stay_with_the_pair(team: World) -> None:
    """Canaries typed by Marek and Dana to each other, through a whole quarter."""
    marek = "A1 3 of 8, canaryone\nA2 not kept: canarytwo\ncanarythree for the table\nnew: three canaryfour by 18 Dec"
    team.reply(team.got("marek", "1:1 with Dana"), marek)
    team.settle("2026-11-16T17:00:00Z")
    team.tick("2026-11-17T07:01:00Z")
    dana = "canaryfive, between us\nnew: three canarysix by 20 Dec\nL1 done, canaryseven"
    team.reply(team.got("dana", "Prep: Marek"), dana)
    team.settle("2026-11-17T10:00:00Z")
    for at in ("2026-11-18T15:01:00Z", "2026-11-23T09:01:00Z", "2026-11-24T07:01:00Z"):
        team.tick(at)
    for at in ("2027-01-04T08:01:00Z", "2027-01-05T14:01:00Z", "2027-01-11T08:30:00Z"):
        team.tick(at)
    words = {
        person: set(re.findall("canary[a-z]+", " ".join(map(text_of, team.inbox(person)))))
        for person in ("marek", "dana", "lena", "jim", "ingrid", "it")
    }
    assert {"canaryone", "canarythree", "canaryfour"} <= words["dana"]
    assert {"canaryfive", "canarysix"} <= words["marek"]
    for other in ("lena", "jim", "ingrid", "it"):
        assert words[other] == set()
    head = flat(team.got("ingrid", "Q4: "))
    assert "Marek" not in head, "sums, no single rep"
    assert "Eight fleet demos" not in head

    for mail in team.everything():
        page = html_of(mail)
        assert not REMOTE.search(page), mail["Subject"]
        assert "@halden.example" not in str(mail["Cc"] or "")
        assert len(mail["To"].addresses) == 1
        assert not GENDERED.search(text_of(mail)), mail["Subject"]
        assert mail["From"].addresses[0].display_name == "Accord"
        assert mail["Auto-Submitted"] in ("auto-generated", "auto-replied")


def test_footers_say_who_sees_the_answers(team: World) -> None:
    assert "Dana and you see your answers, nobody else." in flat(team.got("marek", "Dana's view"))
    agenda = flat(team.got("marek", "1:1 with Dana"))
    assert "Dana and you see your answers. Ingrid gets the team's sums after the quarter" in agenda
    assert "Nobody measures opens, clicks or how fast you answer." in agenda
    assert "it@halden.example" in agenda
    team.tick("2026-11-17T07:01:00Z")
    assert "Marek has the same list and sees your answers." in flat(team.got("dana", "Prep: Marek"))
    for mail in team.everything():
        footer = text_of(mail).partition("\n-- \n")[2]
        assert 1 <= len(footer.strip().splitlines()) <= 5, mail["Subject"]


def test_nothing_is_ever_sent_to_an_address_outside_the_directory(team: World) -> None:
    agenda = team.got("marek", "1:1 with Dana")
    proof = {
        "Authentication-Results": "mx.halden.example; dmarc=pass header.from=elsewhere.example"
    }
    team.reply(agenda, "A1 8 of 8", sender="Marek <marek@elsewhere.example>", headers=proof)
    team.reply(agenda, "LIST", headers={"Reply-To": "thief@elsewhere.example"})
    team.reply(agenda, "start", sender="stranger@elsewhere.example", headers=proof)
    team.settle("2026-11-16T17:00:00Z")
    team.tick("2026-11-17T10:01:00Z")
    assert addresses(team) <= {
        f"{p}@halden.example" for p in ("marek", "lena", "jim", "dana", "it")
    }
    assert "0 of 8 demos" in team.accord("agreements", "list", "marek")


@pytest.mark.parametrize("mode", ["dry", "pilot", "redirect"])
def test_modes_keep_mail_from_those_it_is_not_yet_meant_for(team: World, mode: str) -> None:
    before = {p: len(team.inbox(p)) for p in ("marek", "lena", "dana")}
    settings = {
        "dry": 'mode = "dry"',
        "pilot": 'mode = "pilot"\npilot = ["dana@halden.example"]',
        "redirect": 'mode = "live"\nredirect_all_to = "test@halden.example"',
    }
    team.settings('mode = "live"', settings[mode])
    team.tick("2026-11-17T07:01:00Z")
    team.tick("2026-11-17T10:01:00Z")
    new = {p: len(team.inbox(p)) - count for p, count in before.items()}
    assert new == {"marek": 0, "lena": 0, "dana": 1 if mode == "pilot" else 0}
    box = team.subjects("test")
    if mode == "redirect":
        assert sorted(box) == ["1:1 with Dana, Wed 18 Nov", "Prep: Marek, Tue 17 Nov"]
        names = {m["To"].addresses[0].addr_spec for m in team.inbox("test")}
        assert names == {"test@halden.example"}
    else:
        assert box == []


def test_a_skip_leaves_no_trace_that_the_other_side_could_read(team: World) -> None:
    team.tick("2026-11-17T07:01:00Z")
    team.reply(team.got("dana", "Prep: Marek"), "skip Lena")
    team.settle("2026-11-17T08:00:00Z")
    assert "No mail goes out for the next meeting with Lena" in flat(team.last("dana"))
    team.tick("2026-11-17T10:01:00Z")
    team.tick("2026-11-18T08:01:00Z")
    assert "1:1 with Dana, Wed 18 Nov" not in team.subjects("lena")
    assert "Prep: Lena, Wed 18 Nov" not in team.subjects("dana")
    team.tick("2026-11-24T10:01:00Z")
    agenda = team.last("lena")
    assert agenda["Subject"] == "1:1 with Dana, Wed 25 Nov"
    assert not [m for m in team.inbox("lena") if "skip" in text_of(m).casefold()]
    assert "skip" not in team.accord("agreements", "show", "lena", "A1").casefold()


def test_a_pause_works_at_once_and_is_told_to_nobody(team: World) -> None:
    team.reply(team.got("lena", "Re: Dana's view"), "PAUSE")
    team.settle("2026-11-17T09:00:00Z")
    team.tick("2026-11-17T10:01:00Z")
    team.tick("2026-11-18T08:01:00Z")
    assert "1:1 with Dana, Wed 18 Nov" not in team.subjects("lena")
    prep = flat(team.got("dana", "Prep: Lena"))
    assert "pause" not in prep.replace("PAUSE stops these mails", "").casefold()
