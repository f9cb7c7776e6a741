"""From an empty state: one calendar, three rough lines, and the agenda of the next 1:1."""

import tomllib
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.acceptance.world import World, text_of, weekly

ROUGH = """
    Marek: six first meetings with fleets by 31 Dec
    I owe Marek the fleet price list by Friday
    Jonas
    """


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Dana's calendar and nothing else: nobody is in a directory file yet. It is Mon 30 Nov 2026."""
    world = World(tmp_path)
    (tmp_path / "directory.toml").unlink()
    series = {"marek": "2026-10-06T10:00", "lena": "2026-10-07T11:00", "jonas": "2026-10-08T09:00"}
    meetings = (weekly(f"{who}@series", start, "dana", who) for who, start in series.items())
    names = {
        "dana": "Dana Petrov",
        "marek": "Marek Novak",
        "lena": "Lena Brandt",
        "jonas": "Jonas Weber",
    }
    body = "\n\f".join(meetings)
    for who, name in names.items():
        body = body.replace(f"ACCEPTED:mailto:{who}@", f"ACCEPTED;CN={name}:mailto:{who}@")
    world.calendar("dana", *body.split("\n\f"))
    return world


def flat(mail: EmailMessage) -> str:
    return " ".join(text_of(mail).split())


def people(world: World) -> dict[str, dict[str, object]]:
    found = tomllib.loads((world.root / "directory.toml").read_text())
    return {person["id"]: person for person in found["people"]}


def alone(world: World) -> bool:
    """Whether Dana is the only one who ever got mail."""
    return {str(m["To"].addresses[0].addr_spec) for m in world.everything()} == {
        "dana@halden.example"
    }


def test_three_typed_lines_become_the_agenda_in_the_reps_mailbox(world: World) -> None:
    said = world.accord("welcome", "dana@halden.example", "--at", "2026-11-30T08:00:00Z")
    assert "dana@halden.example" in said
    welcome = world.last("dana")
    assert welcome["Subject"] == "Marek on Tuesday: what have you agreed?"
    text = flat(welcome)
    assert "You meet three people one to one; Marek is next, on Tue 1 Dec at 10:00" in text
    assert "Marek Novak, Lena Brandt, Jonas Weber" in text
    assert 'Answer "ask Marek"' in text
    assert "Nothing goes to anyone but you until you answer." in text
    assert list(people(world)) == ["dana"], "the others join by her answer alone"

    # A second welcome changes nothing.
    world.accord("welcome", "dana@halden.example", "--at", "2026-11-30T08:01:00Z")
    assert len(world.inbox("dana")) == 1
    assert list(people(world)) == ["dana"]

    # Her rough lines come back as drafts, to her alone.
    world.reply(welcome, ROUGH)
    world.settle("2026-11-30T08:10:00Z")
    joined = people(world)
    assert list(joined) == ["dana", "marek", "lena"], "Jonas was to be left alone"
    assert joined["marek"]["leader"] == "dana"
    assert joined["marek"]["addresses"] == ["marek@halden.example"]
    assert len(world.inbox("dana")) == 2, "asked once, in one mail"
    shown = world.last("dana")
    assert shown["In-Reply-To"]
    assert "A1 six first meetings with fleets" in flat(shown)
    assert "By when: Thu 31 Dec" in flat(shown)
    assert "L1 the fleet price list" in flat(shown)
    assert 'Fri 4 Dec ("Friday")' in flat(shown)
    assert alone(world)

    # Her yes sends Marek his first mail, with these very words.
    world.reply(shown, "yes to all")
    world.settle("2026-11-30T08:30:00Z")
    view = world.got("marek", "Dana's view of what you two agreed")
    assert "I am Accord, a program that keeps a list for you and Dana" in flat(view)
    assert "A1 six first meetings with fleets" in flat(view)
    assert "by Thu 31 Dec" in flat(view)
    assert "L1 Dana to you: the fleet price list by Fri 4 Dec" in flat(view)
    assert {str(m["To"].addresses[0].addr_spec) for m in world.everything()} == {
        "dana@halden.example",
        "marek@halden.example",
    }, "Lena and Jonas hear nothing yet"

    # He changes one and agrees to the other.
    world.reply(view, "A1 change: first meetings with any fleet around Linz\nL1 yes")
    world.settle("2026-11-30T08:45:00Z")
    answer = world.got("marek", "Re: Dana's view")
    assert "first meetings with any fleet around Linz" in flat(answer)
    assert "Agreed, in these words: L1 the fleet price list" in flat(answer)

    # So the agenda of the next 1:1 has her promise, and his change as not agreed; so has her prep.
    world.tick("2026-11-30T09:01:00Z")
    agenda = world.got("marek", "1:1 with Dana, Tue 1 Dec")
    assert "at 10:00 you meet Dana" in flat(agenda)
    assert "DANA OWES YOU L1 the fleet price list by Fri 4 Dec" in flat(agenda)
    assert "WAITING FOR A YES FROM DANA A1 first meetings with any fleet" in flat(agenda)
    world.tick("2026-12-01T07:01:00Z")
    prep = world.got("dana", "Prep: Marek, Tue 1 Dec")
    assert "first meetings with any fleet around Linz" in flat(prep)
    assert "L1 the fleet price list" in flat(prep)
    assert "All is well." in world.accord("check", "--at", "2026-12-01T07:02:00Z")


def test_a_leader_may_start_by_mail_and_let_the_rep_speak_first(world: World) -> None:
    start = EmailMessage()
    start["From"] = "Dana Petrov <dana@halden.example>"
    start["To"] = "accord@halden.example"
    start["Subject"] = "start"
    start["Message-ID"] = "<start.1@halden.example>"
    start.set_content("start\n")
    world.drop(bytes(start), "unproven")
    world.tick("2026-11-30T08:00:00Z")
    assert world.everything() == [], "without a proof of the sender nothing is answered"

    start.replace_header("Message-ID", "<start.2@halden.example>")
    proof = b"Authentication-Results: mx.halden.example; dmarc=pass header.from=halden.example\n"
    world.drop(proof + bytes(start), "proven")
    world.tick("2026-11-30T08:05:00Z")
    welcome = world.last("dana")
    assert welcome["Subject"] == "Marek on Tuesday: what have you agreed?"

    world.reply(welcome, "ask Marek\nJonas, Lena")
    world.settle("2026-11-30T08:10:00Z")
    world.tick("2026-11-30T09:01:00Z")
    assert list(people(world)) == ["dana", "marek"]
    asked = world.last("marek")
    assert asked["Subject"] == "1:1 with Dana, Tue 1 Dec"
    assert "What should Dana bring to it, and by when?" in flat(asked)
    assert not [m for m in world.everything() if "lena" in str(m["To"]) or "jonas" in str(m["To"])]
