"""A company on disk: its settings and its directory, as the daemon reads them."""

from pathlib import Path

from daemon.settings import Settings, load

TEAM = 9  # reps a leader has

SETTINGS = """\
state = "state"
directory = "directory.toml"
calendars = []

[mailbox]
kind = "maildir"
path = "mail/in"
address = "accord@halden.example"

[transport]
{transport}

[sending]
mode = "live"
daily_cap = 100000
"""
MAILDIR = 'kind = "maildir"\npath = "mail/out"'
SMTP = 'kind = "smtp"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"'

HEAD = 'admin = "ingrid"\nheads = ["ingrid"]\n'
PERSON = """
[[people]]
id = "{id}"
name = "{id}"
addresses = ["{id}@halden.example"]
zone = "{zone}"
country = "{country}"
leader = "{leader}"
team = "Fleet"
"""
PLACES = (("Europe/Vienna", "AT"), ("Europe/Prague", "CZ"), ("America/Chicago", "US"))


def founded(folder: Path, people: int, transport: str = MAILDIR) -> Settings:
    """Writes and loads the settings of a company of so many: a head, leaders, nine reps for each."""
    folder.mkdir(parents=True)
    file = folder / "accord.toml"
    file.write_text(SETTINGS.format(transport=transport))
    (folder / "directory.toml").write_text(
        HEAD + "".join(_person(name, leader) for name, leader in staff(people).items())
    )
    return load(file)


def staff(people: int) -> dict[str, str]:
    """Who leads whom, by id; "" for Ingrid, the head."""
    leaders = [f"leader-{n:03}" for n in range((people - 1) // (TEAM + 1))]
    reps = range(people - 1 - len(leaders))
    return {
        "ingrid": "",
        **dict.fromkeys(leaders, "ingrid"),
        **{f"rep-{n:04}": leaders[n % len(leaders)] if leaders else "ingrid" for n in reps},
    }


def _person(name: str, leader: str) -> str:
    zone, country = PLACES[len(name) * 7 % len(PLACES)]
    return PERSON.format(id=name, zone=zone, country=country, leader=leader)
