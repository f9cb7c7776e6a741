"""The files of the made-up installation: settings, directory, agreements. Real ones, read as any."""

import csv
import io
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from random import Random

from daemon.errors import DaemonError
from daemon.flows.importing import COLUMNS
from daemon.rehearsal.halden.team import OWN_ADDRESS, SERVER, Member, Team
from daemon.settings.tables import written

MARK = "# Made by the demo; the next demo in this place makes it anew."


@dataclass(frozen=True, slots=True)
class Files:
    """Where things lie below the folder of the demo."""

    root: Path

    @property
    def settings(self) -> Path:
        return self.root / "accord.toml"

    @property
    def directory(self) -> Path:
        return self.root / "directory.toml"

    @property
    def agreements(self) -> Path:
        return self.root / "agreements.csv"

    @property
    def calendars(self) -> Path:
        return self.root / "calendars"

    @property
    def incoming(self) -> Path:
        return self.root / "mail" / "in"

    @property
    def outgoing(self) -> Path:
        return self.root / "mail" / "out"


def fresh(root: Path, team: Team, seed: int) -> Files:
    """An empty folder with the three files. Only what an earlier demo made is removed.

    Raises DaemonError where something else is in the way.
    """
    files = Files(root)
    if root.exists():
        if not _is_ours(files.settings):
            raise DaemonError(f"{root} is there and not of a demo; name another folder with --out")
        shutil.rmtree(root)
    files.calendars.mkdir(parents=True)
    files.settings.write_text(_settings(team), encoding="utf-8")
    files.directory.write_text(_directory(team), encoding="utf-8")
    files.agreements.write_text(_agreements(team, seed), encoding="utf-8")
    return files


def _is_ours(path: Path) -> bool:
    try:
        return path.read_text(encoding="utf-8").startswith(MARK)
    except OSError:
        return False


def _settings(team: Team) -> str:
    return f"""{MARK}
state = "state"
directory = "directory.toml"

[[calendars]]
kind = "ics"
path = "calendars"
zone = {written(team["dana"].zone)}

[mailbox]
kind = "maildir"
path = "mail/in"
address = {written(OWN_ADDRESS)}
authserv_id = {written(SERVER)}
welcome_from = [{written(team["tomas"].address)}]

[transport]
kind = "maildir"
path = "mail/out"

[sending]
mode = "live"
"""


def _directory(team: Team) -> str:
    admin, head = team["admin"], team["head"]
    blocks = [_block(m, team) for m in team.members if m.listed]
    return f"admin = {written(admin.id)}\nheads = [{written(head.id)}]\n" + "".join(blocks)


def _block(member: Member, team: Team) -> str:
    lines = [
        "",
        "[[people]]",
        f"id = {written(member.id)}",
        f"name = {written(member.name)}",
        f"addresses = [{written(member.address)}]",
        f"zone = {written(member.zone)}",
        f"country = {written(member.country)}",
    ]
    if member.leader:
        lines.append(f"leader = {written(team[member.leader].id)}")
    if member.team:
        lines.append(f"team = {written(member.team)}")
    if member.part == "tomas":
        lines.append('role = "leader"')
    if member.level != "senior":
        lines.append(f"level = {written(member.level)}")
    return "\n".join(lines) + "\n"


# --- agreements ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the CSV file; the names are its columns."""

    owner: str
    outcome: str
    target: str = ""
    unit: str = ""
    period: str = ""
    due: str = ""
    category: str = ""
    how: str = ""
    why: str = ""


def _agreements(team: Team, seed: int) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    columns = [c for c in COLUMNS if c in {f.name for f in fields(_Row)} | {"with"}]
    writer.writerow(columns)
    for rep, rows in _by_rep(Random(f"agreements {seed}")).items():
        for row in rows:
            owner, other = (rep, "dana") if row.owner == "rep" else ("dana", rep)
            cells = {f.name: getattr(row, f.name) for f in fields(_Row)}
            cells |= {"owner": team[owner].id, "with": team[other].id}
            writer.writerow([cells[c] for c in columns])
    return text.getvalue()


def _day(month: int, day: int, year: int = 2026) -> str:
    """The day, or the Friday before where it falls on a weekend."""
    found = date(year, month, day)
    late = max(found.isoweekday() - 5, 0)
    return (found - timedelta(days=late)).isoformat()


_CUSTOMERS = (
    "Kestrel Foods",
    "Alder Dairy",
    "Moor & Sons",
    "Tidewater Fish",
    "Brightleaf",
    "Norden Pharma",
)
_TOWNS = ("Brno", "Graz", "Linz", "Ulm", "Lyon", "Ghent", "Gdansk", "Turin")


def _by_rep(random: Random) -> dict[str, Iterable[_Row]]:
    customers, towns = list(_CUSTOMERS), list(_TOWNS)
    random.shuffle(customers)
    random.shuffle(towns)
    more = random.randint
    return {
        "veteran": (
            _Row("rep", "The pipeline report filled in every evening"),
            _Row("rep", f"{customers[0]}: {towns[0]} and {towns[1]} each ask for a quote", "2",
                 "quotes", due=_day(12, 18), category="accounts",
                 why="one plant buys from us, the others do not know us"),
            _Row("rep", "First meetings with fleets of 200 vehicles or more", str(more(6, 9)),
                 "meetings", due=_day(12, 31), category="new-business"),
            _Row("rep", "Discovery calls with a junior listening in", "2", "calls",
                 due=_day(12, 11), category="skills"),
            _Row("dana", "The fleet price list in its final form", due=_day(10, 30)),
        ),
        "junior": (
            _Row("rep", "Demos with workshop managers", str(more(7, 9)), "demos",
                 due=_day(12, 18), category="new-business",
                 why="they decide, and nobody ever shows them the cooler"),
            _Row("rep", "Calls to customers who left in 2025", str(more(4, 6)), "calls",
                 period="week", due=_day(12, 18), category="new-business"),
            _Row("rep", "A price talk rehearsed and then held alone", due=_day(11, 27),
                 category="skills"),
            _Row("dana", "A coaching hour every two weeks"),
        ),
        "newyork": (
            _Row("rep", f"{customers[1]}: a second depot under contract", due=_day(12, 15),
                 category="accounts"),
            _Row("rep", "Depots that run a cooler on trial for a week", str(more(3, 5)), "depots",
                 due=_day(12, 31), category="new-business"),
            _Row("rep", "Lost deals written up and read out to the team", "2", "write-ups",
                 due=_day(11, 25), category="skills"),
            _Row("dana", "An answer on discounts within one working day"),
        ),
        "saopaulo": (
            _Row("rep", "Written quotes above 40,000 euros asked for", str(more(5, 8)), "quotes",
                 due=_day(12, 18), category="new-business"),
            _Row("rep", f"{customers[2]}: service contract renewed before it ends",
                 due=_day(11, 30), category="accounts"),
            _Row("rep", "Handover note to service, two days after signing"),
            _Row("dana", "A demo unit in Brazil for the fair", due=_day(11, 13)),
        ),
        "kolkata": (
            _Row("rep", "Dealers visited with the new cooler", str(more(6, 10)), "dealers",
                 due=_day(12, 31), category="new-business"),
            _Row("rep", f"{customers[3]}: the buyer and the plant at one table", due=_day(11, 20),
                 category="accounts"),
            _Row("dana", f"An introduction to the buyer of {customers[3]}", due=_day(10, 23)),
        ),
    }  # fmt: skip
