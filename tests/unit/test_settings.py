"""`accord.toml` -> Settings: what loads, and what each mistake is told."""

import re
import tempfile
import tomllib
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon import settings
from daemon.domain.people import Directory, Person
from daemon.domain.quarters import FiscalYear
from daemon.errors import SettingsError
from daemon.settings import Maildir, Recaps, Rhythm, Secret, Sending
from daemon.settings import accounts as account_tables
from daemon.settings import calendars as calendar_tables
from daemon.settings import mail as mail_tables

SMALL = """
state = "state"
directory = "directory.toml"

[[calendars]]
kind = "ics"
path = "calendars"

[mailbox]
kind = "maildir"
path = "mail/in"
address = "Accord@Halden.example"

[transport]
kind = "maildir"
path = "mail/out"
"""
SMTP = SMALL.replace('kind = "maildir"\npath = "mail/out"', 'kind = "smtp"')


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "accord.toml"


def loaded(file: Path, text: str) -> settings.Settings:
    file.write_text(text, encoding="utf-8")
    return settings.load(file)


def complaints(file: Path, text: str) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        loaded(file, text)
    assert {problem.file for problem in caught.value.problems} == {str(file)}
    return {problem.key: problem.message for problem in caught.value.problems}


def secret_file(folder: Path, name: str, content: bytes, mode: int = 0o600) -> Path:
    path = folder / name
    path.write_bytes(content)
    path.chmod(mode)
    return path


# --- what loads -------------------------------------------------------------------------------


def test_a_short_file_loads_and_the_rest_is_as_usual(file: Path) -> None:
    found = loaded(file, SMALL)
    assert found.state == file.parent / "state"
    assert found.calendars[0].path == file.parent / "calendars"
    assert found.mailbox.address == "accord@halden.example"
    assert (found.sending, found.rhythm, found.recaps) == (Sending(), Rhythm(), Recaps())
    assert (found.fiscal, found.tick_seconds, found.templates) == (FiscalYear(), 60, None)


def test_paths_start_from_the_files_folder_and_not_from_where_one_stands(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(SMALL.replace('"calendars"', '"/srv/calendars"'))
    monkeypatch.chdir(file.parent)
    found = settings.load(Path(file.name))
    assert found.directory == file.parent / "directory.toml"
    assert found.calendars[0].path == Path("/srv/calendars")


def test_a_byte_order_mark_from_a_windows_editor_is_no_problem(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert settings.load(file).mailbox.place == Maildir(file.parent / "mail" / "in")


def test_a_domain_with_an_umlaut_becomes_what_is_on_the_wire(file: Path) -> None:
    text = SMALL.replace("Accord@Halden.example", "accord@straße.example")
    assert loaded(file, text).mailbox.address == "accord@xn--strae-oqa.example"


def test_the_example_loads_as_it_stands(root: Path) -> None:
    found = settings.load(root / "config" / "accord.example.toml")
    assert found.sending == Sending()
    assert found.rhythm == Rhythm()
    assert found.files_only


def paragraphs(root: Path) -> list[str]:
    text = (root / "config" / "accord.example.toml").read_text()
    return text.rstrip("\n").split("\n\n")


def in_use(paragraph: str) -> str:
    """With the # taken from each line that is for another kind than the one in use."""
    return re.sub(r"^#+(?=[\w\[])", "", paragraph, flags=re.MULTILINE)


def test_the_example_explains_every_key_there_is(root: Path) -> None:
    text = (root / "config" / "accord.example.toml").read_text()
    example = tomllib.loads(text)
    tables = {field.name for field in fields(settings.Settings)} - {"file", "accounts"}
    assert set(example) == tables
    for name, shape in {
        "sending": Sending,
        "rhythm": Rhythm,
        "recaps": Recaps,
        "kept": settings.Kept,
        "fiscal": FiscalYear,
    }.items():
        assert set(example[name]) == {field.name for field in fields(shape)}
    unexplained = [
        line
        for before, line in pairwise(text.splitlines())
        if re.match(r"\w+ = ", line) and before[:2] != "# "
    ]
    assert unexplained == []


@pytest.mark.parametrize(
    ("table", "keys", "common"),
    [
        ("accounts", account_tables.KEYS, account_tables.COMMON),
        ("calendars", calendar_tables.KEYS, calendar_tables.COMMON),
        ("mailbox", mail_tables.MAILBOXES, mail_tables.MAILBOX_COMMON),
        ("transport", mail_tables.TRANSPORTS, ("kind",)),
    ],
)
def test_the_example_has_each_kind_with_all_its_keys_and_explains_each_once(
    root: Path, table: str, keys: dict[str, tuple[str, ...]], common: tuple[str, ...]
) -> None:
    ours = [p for p in paragraphs(root) if re.search(rf"^#?\[+{table}\]", p, re.MULTILINE)]
    explained: dict[str, set[str]] = {}
    shown: set[str] = set()
    for paragraph in ours:
        found = tomllib.loads(in_use(paragraph))[table]
        found = found[0] if isinstance(found, list) else found
        explained.setdefault(found["kind"], set()).update(found)
        lines = paragraph.splitlines()
        shown |= {
            re.sub("^#+", "", line).partition(" = ")[0]
            for before, line in pairwise(lines)
            if before.startswith("# ")
        }
    every = {kind: set(own) | set(common) for kind, own in keys.items()}
    # What Microsoft's calendars and the accounts' common keys mean stands with the first of them.
    missing = {kind: every[kind] - explained[kind] for kind in every}
    assert set().union(*missing.values()) <= {"calendar", "owner", "must_not_read", "endpoint"}
    assert set().union(*every.values()) - shown == set()


def test_each_kind_of_the_example_loads_once_its_lines_are_in_use(
    root: Path, tmp_path: Path
) -> None:
    wanted = re.compile(r"^#\[+(accounts|calendars|mailbox|transport)\]", re.MULTILINE)
    base = [p for p in paragraphs(root) if not wanted.search(p)]
    names = {"accounts": "", "calendars": "calendars", "mailbox": "mail", "transport": "mail"}
    tried = 0
    for paragraph in paragraphs(root):
        found = wanted.search(paragraph)
        if not found:
            continue
        table = found[1]
        opened = re.sub(r"^#(?=[\w\[])", "", paragraph, flags=re.MULTILINE)
        kind = re.search(r'kind = "(\w+)"', opened)[1]
        accounts = ""
        if (name := names[table]) and kind in ("google", "gmail", "outlook", "graph"):
            accounts = GOOGLE if kind in ("google", "gmail") else MICROSOFT
            accounts = accounts.replace("NAME", name)
        rest = [p for p in base if table == "accounts" or f"[{table}]" not in p]
        (tmp_path / "accord.toml").write_text("\n".join([*rest, accounts, opened]))
        settings.load(tmp_path / "accord.toml", secrets=False)
        tried += 1
    assert tried == 16


GOOGLE = '[[accounts]]\nname = "NAME"\nkind = "google"\nclient_file = "client.json"\n'
MICROSOFT = (
    '[[accounts]]\nname = "NAME"\nkind = "microsoft"\ntenant = "halden.example"\n'
    'client_id = "c"\nsign_in = "device"\n'
)


@pytest.mark.parametrize(
    ("transport", "expected"),
    [
        ('kind = "maildir"\npath = "out"', True),
        ('kind = "smtp"', True),
        ('kind = "smtp"\nhost = "127.0.0.1"', True),
        ('kind = "smtp"\nhost = "::1"', True),
        ('kind = "smtp"\nhost = "mail.halden.example"', False),
        ('kind = "smtp"\nhost = "192.0.2.1"', False),
    ],
)
def test_a_played_clock_is_for_files_and_this_machine_alone(
    file: Path, transport: str, expected: bool
) -> None:
    text = SMALL.replace('kind = "maildir"\npath = "mail/out"', transport)
    assert loaded(file, text).files_only is expected


# --- what is told -----------------------------------------------------------------------------


def test_every_problem_is_told_at_once_with_its_key_and_a_cure(file: Path) -> None:
    told = complaints(
        file,
        SMALL.replace('state = "state"', "tick_seconds = 0")
        .replace('path = "calendars"', 'zone = "Europe/Viena"')
        .replace("Accord@Halden.example", "accord")
        + '[sending]\nmodus = "live"\n[kept]\nletters = "long"\n',
    )
    assert told == {
        "tick_seconds": "0 does not fit; write a whole number from 1 to 3600",
        "state": 'is missing; write state = "state"',
        "calendars[1].path": 'is missing; write path = "calendars"',
        "calendars[1].zone": '"Europe/Viena" is no time zone; write a name like "Europe/Vienna"',
        "mailbox.address": '"accord" is no mail address; write one like "marek@halden.example"',
        "sending.modus": "there is no such key; did you mean mode?",
        "kept.letters": '"long" does not fit; write a whole number from 1 to 3650',
    }


def test_a_problem_reads_as_one_sentence_with_file_and_key(file: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(file, SMALL + "[recaps]\nsmallest_group = 2\n")
    assert str(caught.value) == (
        f"{file}: recaps.smallest_group: 2 does not fit; write a whole number from 3 to 100"
    )


@pytest.mark.parametrize(
    ("old", "new", "key", "cure"),
    [
        ('kind = "ics"', 'kind = "exchange"', "calendars[1].kind", 'write one of "ics"'),
        ('kind = "ics"\n', "", "calendars[1].kind", 'is missing; write one of "ics"'),
        ('"calendars"', '"~/calendars"', "calendars[1].path", "write the whole path"),
        ('"calendars"', '"a\\u0000b"', "calendars[1].path", "invisible character"),
        ('"calendars"', '"calendars"\nzone = "Europe"', "calendars[1].zone", "no time zone"),
        ('"calendars"', '"calendars"\nzone = "localtime"', "calendars[1].zone", "no time zone"),
        ('"calendars"', '"calendars"\nowner = "Dana P"', "calendars[1].owner", "small letters"),
        ('"calendars"', '"calendars"\nowner = "dana@"', "calendars[1].owner", "no mail address"),
        ("Accord@", "accord+x@", "mailbox.address", "without the plus"),
        ("Accord@", "äccord@", "mailbox.address", "no mail address"),
        ("Halden.example", "ha_ß.example", "mailbox.address", "no mail address"),
        ('"mail/in"', "3", "mailbox.path", "3 does not fit; write a text in quotation marks"),
        ('"mail/in"', '" "', "mailbox.path", 'is missing; write path = "mail/in"'),
        ("mail/out", "mail/in", "transport.path", "read our own mail"),
        ('kind = "maildir"\npath = "mail/out"', "", "transport.kind", '"maildir", "smtp", "gmail"'),
        ('"mail/out"', '"mail/out"\nhost = "localhost"', "transport.host", 'kind = "smtp"'),
        ("[transport]", "[sending]\nmode = 'pilot'\n[transport]", "sending.pilot", "nobody"),
        ("[transport]", "[sending]\npilot = 'x'\n[transport]", "sending.pilot", "a list of texts"),
        ("[transport]", "[sending]\npilot = [1]\n[transport]", "sending.pilot", "1 does not fit"),
        ("[transport]", "[recaps]\nsingle_reps = 1\n[transport]", "recaps.single_reps", "true or"),
        ("[transport]", "[rhythm]\nrecap_workday = 2\n[transport]", "rhythm.recap_workday", "3 or"),
        ("[transport]", "[rhythm]\nleader_hours = nan\n[transport]", "rhythm.leader_hours", "48"),
        ("[transport]", "[rhythm]\nrep_workdays = true\n[transport]", "rhythm.rep_workdays", "10"),
        ("[transport]", "[fiscal]\nlabel = 'middle'\n[transport]", "fiscal.label", '"start"'),
        ("[transport]", "[fiscal]\nweeks = '4-4-4'\n[transport]", "fiscal.weeks", '"4-4-5"'),
        ("[transport]", "[fiscal]\nweek_start = 7\n[transport]", "fiscal.week_start", '"sunday"'),
        ("[mailbox]", "[mailbox]\nrequire_auth = 'always'", "mailbox.authserv_id", "own server"),
        ("[mailbox]", "[mailbox]\nauthserv_id = 'a b'", "mailbox.authserv_id", "a space"),
        ("[mailbox]", "[mailbox]\nwelcome_from = ['dana']", "mailbox.welcome_from", "no mail addr"),
        ("[mailbox]", "[[mailbox]]", "mailbox", "begins with the line [mailbox]"),
        ("[[calendars]]", "[calendars]", "calendars", "[[calendars]]"),
    ],
)
def test_each_mistake_names_its_key_and_what_to_write(
    file: Path, old: str, new: str, key: str, cure: str
) -> None:
    told = complaints(file, SMALL.replace(old, new, 1))
    assert cure in told[key]


@pytest.mark.parametrize(
    ("line", "key", "cure"),
    [
        ('path = "out"', "transport.path", 'kind = "maildir"'),
        ('host = "mail.halden.example:587"', "transport.host", "its port under port"),
        ("port = 70000", "transport.port", "65535"),
        ('security = "ssl"', "transport.security", '"none", "starttls", "tls"'),
        ("timeout = inf", "transport.timeout", "from 1 to 120"),
        ('user = "accord"', "transport.password_file", "beside user"),
        ('password = "hunter2"', "transport.password", "did you mean password_file?"),
    ],
)
def test_a_mistake_about_the_mail_server_is_told(
    file: Path, line: str, key: str, cure: str
) -> None:
    told = complaints(file, f"{SMTP}\n{line}\n")
    assert cure in told[key]
    assert "hunter2" not in str(told)


def test_a_key_that_resembles_none_is_told_which_there_are(file: Path) -> None:
    told = complaints(file, SMALL + '[recaps]\n"b c" = 1\n')
    assert told['recaps."b c"'].endswith("the keys are single_reps, smallest_group")


def test_a_kind_that_is_not_known_is_the_only_thing_told_about_its_table(file: Path) -> None:
    text = SMALL.replace('kind = "maildir"\npath = "mail/out"', 'kind = "mapi"\ntenant = "x"')
    assert list(complaints(file, text)) == ["transport.kind"]


def test_at_least_one_calendar_is_needed(file: Path) -> None:
    told = complaints(file, SMALL.replace('[[calendars]]\nkind = "ics"\npath = "calendars"', ""))
    assert "at least one [[calendars]]" in told["calendars"]


@pytest.mark.parametrize(
    ("content", "cure"),
    [
        (b"state = \n", "this is not TOML"),
        (b'state = "\xff"\n', "line 1 is not UTF-8"),
        (b"a = " + b"[" * 5000, "this is not TOML"),
        (b"a = " + b"9" * 5000, "this is not TOML"),
    ],
)
def test_a_file_that_is_no_toml_is_told_with_its_line(
    file: Path, content: bytes, cure: str
) -> None:
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=cure):
        settings.load(file)


def test_a_file_that_is_not_there_points_to_init(file: Path) -> None:
    with pytest.raises(SettingsError, match="accord init"):
        settings.load(file)


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can't be read"):
        settings.load(tmp_path)


def test_a_number_of_a_thousand_digits_is_told_like_any_other(file: Path) -> None:
    told = complaints(file, f"tick_seconds = 0x{'f' * 5000}\n{SMALL}")
    assert told["tick_seconds"].startswith("this number does not fit")


# --- secrets ----------------------------------------------------------------------------------


def signing_in(name: str) -> str:
    return f'{SMTP}\nuser = "accord"\npassword_file = "{name}"\n'


def test_a_password_comes_from_its_file_and_never_shows(file: Path) -> None:
    secret_file(file.parent, "password", b"hunter2\n")
    found = loaded(file, signing_in("password"))
    assert found.transport.password == Secret("hunter2")
    assert "hunter2" not in f"{found} {found!r}"


def test_a_password_handed_over_by_systemd_is_found_by_its_name(
    file: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = tmp_path_factory.mktemp("credentials")
    # systemd shuts the file by an ACL, whose mask shows as a group's right to read.
    secret_file(credentials, "smtp", b"hunter2", 0o440)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    assert loaded(file, signing_in("smtp")).transport.password == Secret("hunter2")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o610])
def test_a_password_that_others_could_read_is_refused(file: Path, mode: int) -> None:
    secret_file(file.parent, "password", b"hunter2", mode)
    told = complaints(file, signing_in("password"))
    assert "chmod 600" in told["transport.password_file"]


@pytest.mark.parametrize(
    ("content", "cure"),
    [(b"\n", "no password"), (b"two\nlines", "on one line"), (b"\xff\xfe", "UTF-8")],
)
def test_a_password_file_without_a_password_is_told(file: Path, content: bytes, cure: str) -> None:
    secret_file(file.parent, "password", content)
    told = complaints(file, signing_in("password"))
    assert cure in told["transport.password_file"]


def test_a_password_written_in_place_of_its_files_name_is_not_repeated(file: Path) -> None:
    told = complaints(file, signing_in("hunter2"))
    assert "isn't there" in told["transport.password_file"]
    assert "hunter2" not in str(told)


def test_a_folder_holds_no_password(file: Path) -> None:
    (file.parent / "password").mkdir(mode=0o700)
    told = complaints(file, signing_in("password"))
    assert "no plain file" in told["transport.password_file"]


def test_a_password_file_that_breaks_off_is_told(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file that may be opened and not be read, even by root.
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", "/proc/self")
    told = complaints(file, signing_in("mem"))
    assert "make the user of accord its owner" in told["transport.password_file"]


def test_a_password_goes_to_nobody_in_the_clear(file: Path) -> None:
    secret_file(file.parent, "password", b"hunter2")
    text = signing_in("password") + 'security = "none"\nhost = "mail.halden.example"\n'
    assert "in the clear" in complaints(file, text)["transport.security"]


def test_a_rehearsal_needs_no_secret(file: Path) -> None:
    file.write_text(signing_in("nowhere"))
    assert settings.load(file, secrets=False).transport.password is None


# --- doubts -----------------------------------------------------------------------------------


def test_what_loads_and_is_hardly_meant_is_a_doubt(file: Path) -> None:
    found = loaded(file, SMALL.replace('"calendars"', '"calendars"\nowner = "dana"'))
    lena = Person("lena", "Lena Brandt", ("lena@halden.example", "accord@halden.example"))
    told = settings.doubts(found, Directory({"lena": lena}))
    assert [problem.key for problem in told] == [
        "calendars[1].owner",
        "mailbox.address",
        "mailbox.path",
        "calendars[1].path",
    ]
    assert "Lena Brandt" in told[1].message


def test_nothing_is_doubted_where_all_is_in_place(file: Path) -> None:
    (file.parent / "calendars").mkdir()
    (file.parent / "mail" / "in").mkdir(parents=True)
    found = loaded(file, SMALL.replace('"calendars"', '"calendars"\nowner = "Dana@halden.example"'))
    dana = Person("dana", "Dana Petrov", ("dana@halden.example",))
    assert settings.doubts(found, Directory({"dana": dana})) == ()


# --- whatever is written ------------------------------------------------------------------------

EXAMPLE = Path(__file__).parents[2] / "config" / "accord.example.toml"
VALUES = st.one_of(
    st.sampled_from(
        ['""', "[]", "{}", "0", "-1", "nan", "inf", "true", "2026-02-28", "[1, [2]]", '{a = "b"}']
    ),
    st.integers().map(str),
    st.text(max_size=8).map(settings.tables.written),
    st.text(max_size=8).map(lambda text: f"[{settings.tables.written(text)}]"),
)


@given(st.data())
def test_any_change_of_the_example_loads_or_is_told(data: st.DataObject) -> None:
    lines = EXAMPLE.read_text().splitlines()
    spots = [n for n, line in enumerate(lines) if line and line[0] != "#"]
    for spot in data.draw(st.lists(st.sampled_from(spots), max_size=4), "spots"):
        key, equals, _ = lines[spot].partition(" = ")
        deleted = data.draw(st.booleans(), "deleted") or not equals
        lines[spot] = "" if deleted else f"{key} = {data.draw(VALUES, 'value')}"
    loads_or_is_told("\n".join(lines).encode())


@given(st.binary(max_size=40), st.integers(0, 4000))
def test_any_bytes_in_the_example_load_or_are_told(junk: bytes, spot: int) -> None:
    content = EXAMPLE.read_bytes()
    loads_or_is_told(content[:spot] + junk + content[spot:])


def loads_or_is_told(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "accord.toml"
        file.write_bytes(content)
        try:
            settings.load(file)
        except SettingsError as error:
            problems = error.problems
        else:
            return
    assert problems
    assert all(problem.message for problem in problems)
