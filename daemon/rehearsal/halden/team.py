"""Who works at Halden. `seed` draws the names; the parts they play and their places stay."""

from dataclasses import dataclass
from random import Random
from zoneinfo import ZoneInfo

from daemon.directory import new_id

DOMAIN = "halden.example"
OWN_ADDRESS = f"accord@{DOMAIN}"
SERVER = f"mx.{DOMAIN}"
FIRST_SEED = 1  # whose names are the first of each list


@dataclass(frozen=True, slots=True)
class Member:
    """One made-up person. part: what the story calls them. client: the mail program they use.

    leader: the part of who leads them, "" for nobody. listed: stands in the first directory file.
    """

    part: str
    id: str
    name: str
    zone: str
    country: str
    leader: str
    team: str
    client: str
    level: str = "senior"
    listed: bool = True
    domain: str = DOMAIN

    @property
    def address(self) -> str:
        return f"{self.id}@{self.domain}"

    @property
    def called(self) -> str:
        return self.name.split()[0]

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True)
class _Part:
    part: str
    zone: str
    country: str
    leader: str
    team: str
    client: str
    level: str
    listed: bool
    names: tuple[str, ...]


# The first name of each is the one of the first seed.
_PARTS = (
    _Part("head", "Europe/Oslo", "NO", "", "Sales", "outlook", "senior", True,
          ("Ingrid Solberg", "Astrid Lunde", "Sigrid Haugen")),
    _Part("dana", "Europe/Vienna", "AT", "head", "Fleet", "gmail", "senior", True,
          ("Dana Petrov", "Vera Lang", "Milena Kraus")),
    _Part("veteran", "Europe/Prague", "CZ", "dana", "Fleet", "phone", "senior", True,
          ("Marek Novak", "Tereza Dvorak", "Jakub Horak")),
    _Part("junior", "Europe/Berlin", "DE", "dana", "Fleet", "thunderbird", "junior", True,
          ("Lena Brandt", "Jonas Weber", "Miriam Vogt")),
    _Part("newyork", "America/New_York", "US", "dana", "Fleet", "gmail", "senior", True,
          ("Grace Miller", "Owen Clarke", "Naomi Reed")),
    _Part("saopaulo", "America/Sao_Paulo", "BR", "dana", "Fleet", "outlook", "senior", True,
          ("Rafael Costa", "Beatriz Lima", "Caio Ramos")),
    _Part("kolkata", "Asia/Kolkata", "IN", "dana", "Fleet", "gmail", "junior", True,
          ("Priya Nair", "Arjun Sen", "Kavya Rao")),
    _Part("tomas", "Europe/Lisbon", "PT", "head", "Service", "outlook", "senior", True,
          ("Tomas Lindqvist", "Hugo Marques", "Nuno Teles")),
    _Part("first", "Europe/Lisbon", "PT", "tomas", "Service", "phone", "senior", False,
          ("Sofia Almeida", "Ines Duarte", "Rita Fonseca")),
    _Part("second", "Europe/Lisbon", "PT", "tomas", "Service", "outlook", "senior", False,
          ("Nadia Haddad", "Laila Amari", "Samira Khalil")),
    _Part("third", "Europe/Lisbon", "PT", "tomas", "Service", "gmail", "junior", False,
          ("Pavel Hora", "Radek Beran", "Adam Klima")),
    _Part("admin", "Europe/Vienna", "AT", "", "", "thunderbird", "senior", True,
          ("Halden IT",)),
)  # fmt: skip


class Team:
    """The people by part and by address."""

    def __init__(self, members: tuple[Member, ...]) -> None:
        self.members = members
        self._by_part = {m.part: m for m in members}
        self._by_address = {m.address: m for m in members}

    def __getitem__(self, part: str) -> Member:
        return self._by_part[part]

    def by_address(self, address: str) -> Member | None:
        return self._by_address.get(address)

    def led_by(self, part: str) -> tuple[Member, ...]:
        return tuple(m for m in self.members if m.leader == part)


def team(seed: int) -> Team:
    """The same people for the same seed."""
    random = Random(f"team {seed}")
    members: list[Member] = []
    for part in _PARTS:
        name = part.names[0] if seed == FIRST_SEED else random.choice(part.names)
        taken = {m.id for m in members}
        members.append(
            Member(
                part=part.part,
                id="it" if part.part == "admin" else new_id(name, taken),
                name=name,
                zone=part.zone,
                country=part.country,
                leader=part.leader,
                team=part.team,
                client=part.client,
                level=part.level,
                listed=part.listed,
            )
        )
    return Team(tuple(members))


CUSTOMER = Member(
    part="customer",
    id="viktor",
    name="Viktor Salo",
    zone="Europe/Helsinki",
    country="FI",
    leader="",
    team="",
    client="outlook",
    listed=False,
    domain="tidewater.example",
)
