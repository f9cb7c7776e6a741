"""A leader sees what would be sent before anything is."""

from pathlib import Path

from tests.acceptance.world import World, text_of, weekly


def test_the_list_goes_to_the_leader_as_a_mail_and_nothing_of_it_goes_to_anyone(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    world.add_rep("marek", "Marek Novak", zone="Europe/Prague")
    world.add_rep("lena", "Lena Brandt", leader="ingrid")
    world.calendar("team", weekly("series@halden", "2026-10-06T10:00", "dana", "marek"))
    at = ("--at", "2026-11-20T08:00:00Z")
    world.accord("agreements", "add", "marek", "dana", "Eight demos", "--due", "2026-12-18", *at)
    world.tick("2026-11-20T08:30:00Z")
    world.reply(world.last("dana"), "yes")
    world.tick("2026-11-20T09:30:00Z")
    before = len(world.inbox("marek"))
    later = ("--at", "2026-11-20T10:00:00Z")
    world.accord("preview", "--days", "7", "--mail-to", "dana@halden.example", *later)
    mail = world.last("dana")
    assert mail["Subject"] == "What I would send, and to whom"
    text = text_of(mail)
    assert "Mon 23 Nov at 10:00, to Marek: 1:1 with Dana, Tue 24 Nov" in text
    assert "Tue 24 Nov at 08:00, to you: Prep: Marek, Tue 24 Nov" in text
    assert "Lena" not in text, "Dana does not lead Lena"
    assert len(world.inbox("marek")) == before
    world.accord("preview", "--mail-to", "nobody@halden.example", *later, code=2)


def test_the_admins_stop_by_mail_stops_all_sending_until_the_command(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.add_rep("marek", "Marek Novak")
    (tmp_path / "calendars" / "broken.ics").write_text("no calendar\n")
    world.tick("2026-11-20T08:00:00Z")
    health = world.last("it")
    world.reply(health, "stop", sender="dana@halden.example")
    world.tick("2026-11-20T08:10:00Z")
    assert not (tmp_path / "state" / "stop").exists(), "only the admin's own word counts"
    world.reply(health, "STOP")
    world.tick("2026-11-20T08:20:00Z")
    assert "is stopped" in world.accord("check", code=1)
    world.accord("start")
    assert "is stopped" not in world.accord("check", code=1)
