"""One event, one agreement, one yes, one count, one receipt, one line of the recap."""

from pathlib import Path

from tests.acceptance.world import World, text_of, weekly

AGREEMENT = """\
owner,with,outcome,target,unit,due,category
marek,dana,Eight fleet demos held with buyers,8,demos,2026-12-18,new-business
"""


def test_a_count_typed_in_a_reply_reaches_the_receipt_the_prep_and_the_recap(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    world.add_rep("marek", "Marek Novak", zone="Europe/Prague")
    world.calendar("team", weekly("series@halden", "2026-10-06T10:00", "dana", "marek"))
    (tmp_path / "list.csv").write_text(AGREEMENT)

    world.accord("agreements", "import", "list.csv", "--at", "2026-11-20T08:00:00Z")
    world.tick("2026-11-20T08:30:00Z")
    assert world.inbox("marek") == [], "nothing goes to a rep before the leader's first yes"
    world.reply(world.last("dana"), "yes")
    world.tick("2026-11-20T09:30:00Z")
    view = world.last("marek")
    assert "A1  Eight fleet demos held with buyers" in text_of(view)
    world.reply(view, "yes")
    world.tick("2026-11-20T10:30:00Z")
    world.tick("2026-11-20T10:36:00Z")
    assert "agreed" in world.accord("agreements", "list")

    world.tick("2026-11-23T09:05:00Z")
    agenda = world.last("marek")
    assert agenda["Subject"] == "1:1 with Dana, Tue 24 Nov"
    assert "on Tue 24 Nov at 10:00 you meet Dana" in text_of(agenda).replace("\n", " ")
    assert "0 of 8, by Fri 18 Dec" in text_of(agenda)

    answer = world.reply(agenda, "A1: 5 of 8")
    world.tick("2026-11-23T10:30:00Z")
    world.tick("2026-11-23T10:36:00Z")
    receipt = world.last("marek")
    assert receipt["Subject"] == "Re: 1:1 with Dana, Tue 24 Nov"
    assert receipt["In-Reply-To"] == answer
    assert "A1  5 of 8, was 0" in text_of(receipt)

    world.tick("2026-11-24T07:05:00Z")
    prep = world.last("dana")
    assert prep["Subject"] == "Prep: Marek, Tue 24 Nov"
    assert 'Marek, 23 Nov: "5 of 8"' in text_of(prep)

    world.reply(agenda, "A1: 8 of 8\nA1 done", quote=False)
    world.tick("2026-12-15T10:30:00Z")
    world.tick("2027-01-04T08:05:00Z")
    world.tick("2027-01-07T08:05:00Z")
    assert world.last("dana")["Subject"] == "Q4: 1 of 1 agreements kept"
    assert "Marek: 1 of 1" in text_of(world.last("dana"))
