"""The directory file -> people, and people added to the end of it."""

import resource
import tempfile
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon import directory
from daemon.domain.people import Directory, Person, WorkingHours
from daemon.errors import SettingsError
from daemon.settings.tables import written

TEAM = """
admin = "it"
heads = ["ingrid"]
rooms = ["Room-3@halden.example"]

[[people]]
id = "ingrid"
name = "Ingrid Solberg"
addresses = ["ingrid@halden.example"]
zone = "Europe/Oslo"

[[people]]
id = "dana"
name = "Dana Petrov"
addresses = ["Dana@halden.example", "dana.petrov@halden.example"]
zone = "Europe/Vienna"
leader = "ingrid"

[[people]]
id = "marek"
name = "Marek Novak"
addresses = ["marek@halden.example"]
zone = "Europe/Prague"
country = "CZ"
leader = "dana"

[[people]]
id = "lena"
name = "Lena Brandt"
addresses = ["lena@halden.example"]
zone = "Europe/Berlin"
level = "junior"
leader = "dana"

[[people]]
id = "it"
name = "Halden IT"
addresses = ["it@halden.example"]
zone = "UTC"
"""
JONAS = Person("jonas", "Jonas Weber", ("jonas@halden.example",), "Europe/Berlin", leader="dana")
YEAR = range(2026, 2027)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "directory.toml"


def loaded(file: Path, text: str) -> Directory:
    file.write_text(text, encoding="utf-8")
    return directory.load(file, years=YEAR)


def complaints(file: Path, text: str) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        loaded(file, text)
    assert {problem.file for problem in caught.value.problems} == {str(file)}
    return {problem.key: problem.message for problem in caught.value.problems}


def marek_with(*lines: str) -> str:
    return TEAM.replace('id = "marek"', "\n".join(['id = "marek"', *lines]))


# --- what loads -------------------------------------------------------------------------------


def test_the_team_is_who_the_file_says(file: Path) -> None:
    found = loaded(file, TEAM)
    assert (found.admin, found.heads) == ("it", ("ingrid",))
    assert found.rooms == {"room-3@halden.example"}
    assert found.people["dana"].addresses == ("dana@halden.example", "dana.petrov@halden.example")
    assert [person.id for person in found.reports("dana")] == ["lena", "marek"]
    assert found.people["lena"].level == "junior"


def test_roles_follow_from_the_rest_of_the_file(file: Path) -> None:
    roles = {person.id: person.role for person in loaded(file, TEAM).people.values()}
    assert roles == {
        "ingrid": "head",
        "dana": "leader",
        "marek": "rep",
        "lena": "rep",
        "it": "admin",
    }


def test_a_leader_may_look_after_the_installation_and_lead_nobody_yet(file: Path) -> None:
    text = TEAM.replace('admin = "it"', 'admin = "lena"').replace(
        'level = "junior"', 'role = "leader"'
    )
    assert loaded(file, text).people["lena"].role == "leader"


def test_a_head_who_leads_may_call_themself_leader(file: Path) -> None:
    text = TEAM.replace('id = "ingrid"', 'id = "ingrid"\nrole = "leader"')
    assert loaded(file, text).people["ingrid"].role == "leader"


def test_public_holidays_and_dates_of_ones_own_are_days_off(file: Path) -> None:
    marek = loaded(file, marek_with("days_off = [2026-12-31]")).people["marek"]
    assert {date(2026, 12, 31), date(2026, 9, 28)} <= marek.days_off
    assert date(2027, 9, 28) not in marek.days_off


def test_a_part_of_a_country_has_holidays_of_its_own(file: Path) -> None:
    bavaria = loaded(file, TEAM.replace('"CZ"', '"DE-BY"')).people["marek"]
    germany = loaded(file, TEAM.replace('"CZ"', '"DE"')).people["marek"]
    assert date(2026, 11, 1) in bavaria.days_off - germany.days_off


def test_without_years_the_holidays_of_decades_are_known(file: Path) -> None:
    file.write_text(TEAM.replace('"CZ"', '"IN"'))
    off = directory.load(file).people["marek"].days_off
    assert {date(2020, 1, 26), date(2050, 1, 26)} <= off


@pytest.mark.parametrize(
    ("hours", "days", "expected"),
    [
        ("08:30-16:30", "Mon-Fri", WorkingHours(start=time(8, 30), end=time(16, 30))),
        ("9:00 – 17:00", "sun-Thu", WorkingHours(frozenset({7, 1, 2, 3, 4}))),
        ("09:00-17:00", "Mon-Wed, Fri", WorkingHours(frozenset({1, 2, 3, 5}))),
        ("09:00-17:00", "Sat", WorkingHours(frozenset({6}))),
    ],
)
def test_working_time_is_written_as_people_write_it(
    file: Path, hours: str, days: str, expected: WorkingHours
) -> None:
    text = marek_with(f'hours = "{hours}"', f'days = "{days}"')
    assert loaded(file, text).people["marek"].hours == expected


def test_an_alias_written_twice_is_one_alias(file: Path) -> None:
    text = TEAM.replace('["marek@', '["Marek@halden.example", "marek@')
    assert loaded(file, text).people["marek"].addresses == ("marek@halden.example",)


def test_no_file_is_a_directory_of_nobody_where_that_is_allowed(file: Path) -> None:
    assert directory.load(file, missing_ok=True) == Directory({})
    with pytest.raises(SettingsError, match="there is no such file"):
        directory.load(file)


def test_the_example_is_a_small_team_in_several_zones(root: Path) -> None:
    found = directory.load(root / "config" / "directory.example.toml", years=YEAR)
    assert [person.id for person in found.leaders()] == ["dana", "ingrid"]
    assert found.people["lena"].level == "junior"
    assert len({person.zone for person in found.people.values()}) >= 4
    assert (found.heads, found.people[found.admin].address) == (("ingrid",), "it@halden.example")


# --- what is told -----------------------------------------------------------------------------


def test_every_problem_is_told_at_once_under_the_persons_id(file: Path) -> None:
    told = complaints(
        file,
        TEAM.replace('admin = "it"', 'admin = "tomas"')
        .replace('heads = ["ingrid"]', 'heads = ["ingrit"]')
        .replace('"Europe/Prague"', '"Europe/Prag"')
        .replace('level = "junior"', 'level = "new"\nlevle = "junior"'),
    )
    assert told == {
        "admin": '"tomas" is the id of nobody here; add [[people]] with id = "tomas"',
        "heads": '"ingrit" is the id of nobody here; did you mean "ingrid"?',
        "people.marek.zone": '"Europe/Prag" is no time zone; write a name like "Europe/Prague"',
        "people.lena.level": '"new" does not fit; write one of "senior", "junior"',
        "people.lena.levle": "there is no such key; did you mean level?",
    }


@pytest.mark.parametrize(
    ("old", "new", "key", "cure"),
    [
        ('id = "marek"', 'id = "Marek"', "people[3].id", "small letters"),
        ('id = "marek"', 'id = "x-1"', "people.x-1.id", 'not beginning with "x-"'),
        ('id = "marek"\n', "", "people[3].id", 'is missing; write id = "marek"'),
        ('id = "marek"', 'id = "lena"', "people.lena.id", "give Lena Brandt another one"),
        ('"Marek Novak"', '" "', "people.marek.name", 'is missing; write name = "Marek Novak"'),
        ('"Marek Novak"', '"Marek\\nBcc: x"', "people.marek.name", "line break"),
        ('"marek@halden.example"', "", "people.marek.addresses", "is missing; write addresses"),
        ('["marek@halden.example"]', '"marek@x.example"', "people.marek.addresses", "a list of"),
        ("marek@halden.example", "marek", "people.marek.addresses", "no mail address"),
        ("marek@halden", "lena+a@halden", "people.lena.addresses", "Marek Novak's too"),
        ("marek@halden", "room-3@halden", "people.marek.addresses", "one of rooms"),
        ('zone = "Europe/Prague"\n', "", "people.marek.zone", "is missing"),
        ('"CZ"', '"CSFR"', "people.marek.country", 'two capitals like "AT"'),
        ('"CZ"', '"UK"', "people.marek.country", "no holidays are known"),
        ('"CZ"', '"DE-XY"', "people.marek.country", 'write "DE", or with one of: BB, BE'),
        ('"CZ"', '"CZ-10"', "people.marek.country", "one of: none"),
        ('"CZ"', '"CZ"\nhours = "17-9"', "people.marek.hours", 'like "09:00-17:00"'),
        ('"CZ"', '"CZ"\nhours = "17:00-09:00"', "people.marek.hours", "no hours of one day"),
        ('"CZ"', '"CZ"\nhours = "09:00-25:00"', "people.marek.hours", "no hours of one day"),
        ('"CZ"', '"CZ"\ndays = "weekdays"', "people.marek.days", 'like "Mon-Fri"'),
        ('"CZ"', '"CZ"\ndays = "Mon-Wed-Fri"', "people.marek.days", 'like "Mon-Fri"'),
        ('"CZ"', '"CZ"\nlanguage = "German"', "people.marek.language", '"en" or "de"'),
        ('"CZ"', '"CZ"\ndays_off = ["2026-12-24"]', "people.marek.days_off", "without quotation"),
        ('"CZ"', '"CZ"\nrole = "boss"', "people.marek.role", '"rep", "leader", "head", "admin"'),
        ('leader = "dana"', 'leader = "dani"', "people.marek.leader", 'did you mean "dana"?'),
        ('leader = "dana"', 'leader = "marek"', "people.marek.leader", "marek > marek"),
        ('leader = "ingrid"', 'leader = "marek"', "people.dana.leader", "dana > marek > dana"),
    ],
)
def test_each_mistake_names_its_person_and_what_to_write(
    file: Path, old: str, new: str, key: str, cure: str
) -> None:
    told = complaints(file, TEAM.replace(old, new, 1))
    assert cure in told[key]


def test_people_that_are_no_blocks_are_told(file: Path) -> None:
    assert complaints(file, "people = [1]") == {
        "people": "1 does not fit; write tables that each begin with the line [[people]]"
    }


@pytest.mark.parametrize(
    ("person", "role", "cure"),
    [
        ("dana", "rep", "who leads others"),
        ("dana", "admin", "who leads others"),
        ("dana", "head", 'add "dana" to heads'),
        ("ingrid", "rep", "one of heads"),
        ("marek", "admin", 'admin = "marek"'),
    ],
)
def test_a_role_that_does_not_fit_is_told(file: Path, person: str, role: str, cure: str) -> None:
    text = TEAM.replace(f'id = "{person}"', f'id = "{person}"\nrole = "{role}"')
    assert cure in complaints(file, text)[f"people.{person}.role"]


def test_a_circle_is_told_once_and_those_below_it_hear_nothing(file: Path) -> None:
    told = complaints(
        file,
        TEAM.replace('"UTC"', '"UTC"\nleader = "marek"').replace(
            'leader = "ingrid"', 'leader = "marek"'
        ),
    )
    assert [key for key in told if key.endswith("leader")] == ["people.dana.leader"]


# --- people added -----------------------------------------------------------------------------


def test_people_are_added_at_the_end_and_the_text_stays(file: Path) -> None:
    file.write_text(TEAM + "# the end, without a line break")
    directory.append(file, [JONAS])
    assert file.read_text().startswith(TEAM + "# the end, without a line break\n")
    assert directory.load(file).people["jonas"] == JONAS


def test_the_first_people_make_the_file(file: Path) -> None:
    dana = Person("dana", "Dana Petrov", ("dana@halden.example",), role="leader")
    directory.append(file, [dana])
    directory.append(file, [JONAS])
    assert directory.load(file) == Directory({"dana": dana, "jonas": JONAS})


def test_adding_the_same_people_again_changes_nothing(file: Path) -> None:
    file.write_text(TEAM)
    directory.append(file, [JONAS])
    once = file.read_bytes()
    directory.append(file, [replace(JONAS, name="Jonas W.")])
    assert file.read_bytes() == once


@pytest.mark.parametrize(
    "person",
    [
        replace(JONAS, id="marek"),
        replace(JONAS, addresses=("marek@halden.example",)),
        replace(JONAS, addresses=("not an address",)),
        replace(JONAS, leader="nobody"),
        replace(JONAS, zone="Atlantis"),
    ],
)
def test_whoever_does_not_fit_is_refused_and_the_file_stays(file: Path, person: Person) -> None:
    file.write_text(TEAM)
    with pytest.raises(SettingsError):
        directory.append(file, [person])
    assert file.read_text() == TEAM
    assert list(file.parent.iterdir()) == [file]


def test_a_list_of_people_that_no_block_can_follow_is_refused(file: Path) -> None:
    file.write_text("people = []\n")
    with pytest.raises(SettingsError, match="not TOML"):
        directory.append(file, [JONAS])
    assert file.read_text() == "people = []\n"


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can't be written"):
        directory.append(tmp_path / "nowhere" / "directory.toml", [replace(JONAS, leader="")])


def test_a_disk_that_is_full_leaves_the_file_as_it_was(file: Path) -> None:
    file.write_text(TEAM)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(TEAM), limits[1]))
    try:
        with pytest.raises(SettingsError, match="can't be written"):
            directory.append(file, [JONAS])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.read_text() == TEAM
    assert list(file.parent.iterdir()) == [file]


def test_the_mode_and_a_link_stay(file: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "people.toml"
    elsewhere.write_text(TEAM)
    elsewhere.chmod(0o600)
    file.symlink_to(elsewhere)
    directory.append(file, [JONAS])
    assert file.is_symlink()
    assert elsewhere.stat().st_mode & 0o777 == 0o600
    assert "jonas" in elsewhere.read_text()


def test_a_name_from_a_calendar_can_not_write_a_line_of_the_file(file: Path) -> None:
    directory.append(file, [replace(JONAS, leader="", name='Jonas"\n[[people]]\x00 \u2028Weber')])
    assert directory.load(file).people["jonas"].name == 'Jonas" [[people]] Weber'


def test_a_name_of_nothing_to_see_becomes_the_address(file: Path) -> None:
    directory.append(file, [replace(JONAS, leader="", name="\u200b\n")])
    assert directory.load(file).people["jonas"].name == "jonas@halden.example"


PEOPLE = st.builds(
    Person,
    id=st.from_regex(r"[a-w0-9][a-z0-9-]{0,39}", fullmatch=True),
    name=st.text(st.characters(categories=["L", "N", "P"]), min_size=1),
    addresses=st.just(("sara@halden.example", "s.lindt@halden.example")),
    zone=st.sampled_from(["UTC", "Asia/Tokyo", "America/St_Johns"]),
    hours=st.builds(
        WorkingHours,
        days=st.frozensets(st.integers(1, 7), min_size=1),
        start=st.times(max_value=time(11)).map(lambda at: at.replace(second=0, microsecond=0)),
        end=st.times(min_value=time(12)).map(lambda at: at.replace(second=0, microsecond=0)),
    ),
    days_off=st.frozensets(st.dates(), max_size=3),
    level=st.sampled_from(["senior", "junior"]),
    team=st.text(st.characters(categories=["L", "N", "P"])),
    role=st.sampled_from(["rep", "leader"]),
    language=st.sampled_from(["en", "de", "pt-BR"]),
)


@given(PEOPLE)
def test_whoever_is_added_is_read_back_the_same(person: Person) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "directory.toml"
        directory.append(file, [person])
        assert directory.load(file).people == {person.id: person}


# --- ids --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Marek Novak", [], "marek"),
        ("Marek Novak", ["marek"], "marek-novak"),
        ("Marek Novak", ["marek", "marek-novak"], "marek-novak2"),
        ("Jürgen Groß", ["jurgen"], "jurgen-gross"),
        ("Łukasz Bjørn", [], "lukasz"),
        ("森 愛子", [], "person"),
        ("X Æ", ["x"], "xae"),
        ("A" * 60, [], "a" * 40),
    ],
)
def test_an_id_is_made_from_the_name(name: str, taken: list[str], expected: str) -> None:
    assert directory.new_id(name, taken) == expected


@given(st.lists(st.text(), max_size=4))
def test_an_id_made_from_any_name_is_one_that_loads(names: list[str]) -> None:
    taken: list[str] = []
    for name in names:
        taken.append(directory.new_id(name, taken))
    blocks = [
        directory.block(Person(each, "Sara Lindt", (f"{each}@halden.example",))) for each in taken
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "directory.toml"
        file.write_text("\n".join(blocks))
        assert list(directory.load(file).people) == taken


# --- whatever is written ------------------------------------------------------------------------

VALUES = st.one_of(
    st.sampled_from(
        ['""', "[]", "{}", "0", "nan", "true", "2026-02-28", "2026-02-28T09:00:00", "[1, [2]]"]
    ),
    st.sampled_from(["dana", "marek", "lena", "ingrid", "it", "admin", "DE-BY", "XX"]).map(written),
    st.text(max_size=8).map(written),
    st.text(max_size=8).map(lambda text: f"[{written(text)}]"),
)
EXAMPLE = Path(__file__).parents[2] / "config" / "directory.example.toml"


@given(st.data())
def test_any_change_of_the_example_loads_or_is_told(data: st.DataObject) -> None:
    lines = EXAMPLE.read_text().splitlines()
    spots = [n for n, line in enumerate(lines) if line and line[0] != "#"]
    for spot in data.draw(st.lists(st.sampled_from(spots), max_size=4), "spots"):
        key, equals, _ = lines[spot].partition(" = ")
        deleted = data.draw(st.booleans(), "deleted") or not equals
        lines[spot] = "" if deleted else f"{key} = {data.draw(VALUES, 'value')}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "directory.toml"
        file.write_text("\n".join(lines))
        try:
            directory.load(file)
        except SettingsError as error:
            problems = error.problems
        else:
            return
    assert all(problem.message for problem in problems)
