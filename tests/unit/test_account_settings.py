"""Accounts, and the calendars and mailboxes that use them: what loads, and what each mistake is told."""

import json
from pathlib import Path

import pytest

from daemon import settings
from daemon.domain.people import Directory, Person
from daemon.errors import SettingsError
from daemon.settings import GoogleAccount, GoogleService, MicrosoftAccount, Secret

HEAD = 'state = "state"\ndirectory = "directory.toml"\n'
CLIENT = {"installed": {"client_id": "id", "client_secret": "hidden", "project_id": "x"}}
KEY = {
    "type": "service_account",
    "client_email": "accord@halden.iam.gserviceaccount.com",
    "private_key": "hidden",
    "token_uri": "https://oauth2.googleapis.com/token",
}
GOOGLE = '[[accounts]]\nname = "{}"\nkind = "google"\nclient_file = "client.json"\n'
SERVICE = """
[[accounts]]
name = "domain"
kind = "google"
service_account_file = "key.json"
subjects = ["Dana@halden.example"]
"""
DEVICE = """
[[accounts]]
name = "office"
kind = "microsoft"
tenant = "halden.example"
client_id = "c"
sign_in = "device"
"""
CALENDAR = '[[calendars]]\nkind = "{}"\naccount = "{}"\n'
ICS = '[[calendars]]\nkind = "ics"\npath = "calendars"\n'
MAILDIR = '[mailbox]\nkind = "maildir"\npath = "in"\naddress = "accord@halden.example"\n'
OUT = '[transport]\nkind = "maildir"\npath = "out"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    for name, content in (("client.json", CLIENT), ("key.json", KEY)):
        (tmp_path / name).write_text(json.dumps(content))
        (tmp_path / name).chmod(0o600)
    for name in ("secret", "app.key"):
        (tmp_path / name).write_text("hidden")
        (tmp_path / name).chmod(0o600)
    return tmp_path / "accord.toml"


def loaded(file: Path, *parts: str) -> settings.Settings:
    file.write_text("\n".join([HEAD, *parts]))
    return settings.load(file)


def complaints(file: Path, *parts: str) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        loaded(file, *parts)
    return {problem.key: problem.message for problem in caught.value.problems}


def mail_by(kind: str, account: str) -> str:
    table = f'kind = "{kind}"\naccount = "{account}"\n'
    return f'[mailbox]\n{table}address = "accord@halden.example"\n[transport]\n{table}'


# --- what loads -------------------------------------------------------------------------------


def test_calendars_and_mail_at_google_with_a_sign_in_each(file: Path) -> None:
    found = loaded(
        file,
        GOOGLE.format("calendars"),
        GOOGLE.format("mail"),
        CALENDAR.format("google", "calendars") + 'people = ["dana", "Marek@halden.example"]\n',
        mail_by("gmail", "mail"),
    )
    account = found.accounts["calendars"]
    assert isinstance(account, GoogleAccount)
    assert account.client == Secret(json.dumps(CLIENT))
    assert "hidden" not in f"{found} {found!r}"
    [calendar] = found.calendars
    assert isinstance(calendar, settings.ProviderCalendar)
    assert calendar.people == ("dana", "marek@halden.example")
    assert not found.files_only


def test_a_service_account_acts_for_its_list_alone(file: Path) -> None:
    found = loaded(file, SERVICE, CALENDAR.format("google", "domain"), MAILDIR, OUT)
    account = found.accounts["domain"]
    assert isinstance(account, GoogleService)
    assert account.subjects == ("dana@halden.example",)


@pytest.mark.parametrize(
    ("sign_in", "more"),
    [
        ("device", ""),
        ("secret", 'secret_file = "secret"\n'),
        ("certificate", 'key_file = "app.key"\ncertificate_file = "app.pem"\n'),
    ],
)
def test_three_ways_to_sign_in_at_microsoft(file: Path, sign_in: str, more: str) -> None:
    account = DEVICE.replace('"device"', f'"{sign_in}"') + more
    found = loaded(file, account, CALENDAR.format("outlook", "office"), MAILDIR, OUT)
    office = found.accounts["office"]
    assert isinstance(office, MicrosoftAccount)
    assert office.sign_in == sign_in
    assert (office.secret is not None) == (sign_in == "secret")
    assert (office.key_file is not None) == (sign_in == "certificate")


def test_a_rehearsal_reads_no_file_of_an_account(file: Path) -> None:
    for name in ("client.json", "key.json"):
        (file.parent / name).unlink()
    text = [GOOGLE.format("mail"), SERVICE, CALENDAR.format("google", "domain")]
    file.write_text("\n".join([HEAD, *text, mail_by("gmail", "mail")]))
    found = settings.load(file, secrets=False)
    assert found.accounts["mail"].client is None  # type: ignore[union-attr]


def test_a_feed_whose_address_is_a_secret_comes_from_a_file(file: Path) -> None:
    (file.parent / "feed").write_text("https://calendars.halden.example/private-1a2b/dana.ics\n")
    (file.parent / "feed").chmod(0o600)
    found = loaded(file, '[[calendars]]\nkind = "feed"\nurl_file = "feed"\n', MAILDIR, OUT)
    assert "1a2b" not in repr(found)
    [feed] = found.calendars
    assert isinstance(feed, settings.WebCalendar)
    assert feed.url == Secret("https://calendars.halden.example/private-1a2b/dana.ics")


@pytest.mark.parametrize(
    ("calendar", "mail", "expected"),
    [
        ('kind = "invitations"', "", True),
        ('kind = "caldav"\nurl = "http://127.0.0.1:5232/"', "", True),
        ('kind = "caldav"\nurl = "https://cloud.halden.example/"', "", False),
        ('kind = "feed"\nurl = "https://cloud.halden.example/dana.ics"', "", False),
        ('kind = "google"\naccount = "near"', "", True),
        ('kind = "google"\naccount = "far"', "", False),
        ('kind = "invitations"', 'kind = "imap"\nhost = "127.0.0.1"', True),
        ('kind = "invitations"', 'kind = "imap"\nhost = "imap.halden.example"', False),
    ],
)
def test_a_played_clock_is_for_what_is_on_this_machine_alone(
    file: Path, calendar: str, mail: str, expected: bool
) -> None:
    near = GOOGLE.format("near") + 'endpoint = "http://127.0.0.1:8080/calendar/v3"\n'
    mailbox = MAILDIR.replace('kind = "maildir"\npath = "in"', mail) if mail else MAILDIR
    found = loaded(file, near, GOOGLE.format("far"), f"[[calendars]]\n{calendar}\n", mailbox, OUT)
    assert found.files_only is expected


# --- what is told -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "key", "cure"),
    [
        ('name = "office"', 'name = "The Office"', "accounts[1].name", "small letters"),
        ('name = "office"\n', "", "accounts[1].name", "is missing"),
        ('kind = "microsoft"', 'kind = "yahoo"', "accounts.office.kind", '"google", "microsoft"'),
        ('tenant = "halden.example"\n', "", "accounts.office.tenant", "is missing"),
        ('"device"', '"secret"', "accounts.office.secret_file", "is missing"),
        ('"device"', '"certificate"', "accounts.office.key_file", "is missing"),
        ('"device"', '"certificate"', "accounts.office.certificate_file", "is missing"),
        ('"device"', '"password"', "accounts.office.sign_in", '"device", "secret"'),
        (
            '"device"',
            '"device"\nsecret_file = "secret"',
            "accounts.office.secret_file",
            'belongs to sign_in = "secret"',
        ),
        (
            '"device"',
            '"device"\nclient_file = "client.json"',
            "accounts.office.client_file",
            'belongs to kind = "google"',
        ),
        (
            '"device"',
            '"device"\nendpoint = "http://graph.example"',
            "accounts.office.endpoint",
            "not reached safely",
        ),
        ('"device"', '"device"\nlogin = "login"', "accounts.office.login", "no address on the web"),
        ('"device"', '"device"\nowner = "Dana P"', "accounts.office.owner", "small letters"),
        (
            '"device"',
            '"device"\nmust_not_read = "ingrid"',
            "accounts.office.must_not_read",
            "no mail address",
        ),
        ('account = "office"', 'account = "home"', "calendars[1].account", 'there is "office"'),
        ('account = "office"\n', "", "calendars[1].account", "is missing"),
        ('kind = "outlook"', 'kind = "google"', "calendars[1].account", "no account at Google"),
        (
            'account = "office"',
            'account = "office"\npath = "calendars"',
            "calendars[1].path",
            'belongs to kind = "ics" or "caldav"',
        ),
        (
            'account = "office"',
            'account = "office"\npeople = ["dana"]\nowner = "dana"',
            "calendars[1].people",
            "one of the two",
        ),
        (
            'account = "office"',
            'account = "office"\ncalendar = "team@halden.example"',
            "calendars[1].owner",
            "whose calendar",
        ),
    ],
)
def test_each_mistake_names_its_key_and_what_to_write(
    file: Path, old: str, new: str, key: str, cure: str
) -> None:
    text = DEVICE + CALENDAR.format("outlook", "office")
    assert old in text
    told = complaints(file, text.replace(old, new, 1), MAILDIR, OUT)
    assert cure in told[key]


def test_one_sign_in_never_has_calendars_and_mail(file: Path) -> None:
    told = complaints(
        file, DEVICE, CALENDAR.format("outlook", "office"), mail_by("graph", "office")
    )
    assert list(told) == ["mailbox.account", "transport.account"]
    assert "two accounts" in told["mailbox.account"]


def test_a_service_account_has_no_mail_and_nobody_to_be_refused(file: Path) -> None:
    told = complaints(
        file,
        SERVICE + 'must_not_read = "ingrid@halden.example"\n',
        ICS,
        mail_by("gmail", "domain"),
    )
    assert "calendars alone" in told["mailbox.account"]
    assert "our list" in told["accounts.domain.must_not_read"]


def test_two_accounts_have_two_names(file: Path) -> None:
    told = complaints(file, GOOGLE.format("mail"), GOOGLE.format("mail"), ICS, MAILDIR, OUT)
    assert "another account's" in told["accounts.mail.name"]


@pytest.mark.parametrize(
    ("account", "key", "cure"),
    [
        (GOOGLE.format("x").replace("client.json", "key.json"), "client_file", "Desktop app"),
        (SERVICE.replace("key.json", "client.json"), "service_account_file", "no key file"),
        (GOOGLE.format("x").replace("client.json", "accord.toml"), "client_file", "chmod 600"),
        (SERVICE.replace('["Dana@halden.example"]', "[]"), "subjects", "is missing"),
        (GOOGLE.format("x") + 'subjects = ["dana@halden.example"]\n', "subjects", "beside"),
        (SERVICE + 'client_file = "client.json"\n', "client_file", "or service_account_file"),
    ],
)
def test_a_file_that_is_another_one_is_told(file: Path, account: str, key: str, cure: str) -> None:
    told = complaints(file, account, ICS, MAILDIR, OUT)
    [(place, message)] = told.items()
    assert place.endswith(key)
    assert cure in message
    assert "hidden" not in message


@pytest.mark.parametrize(
    ("calendar", "key", "cure"),
    [
        ('kind = "caldav"', "url", "is missing"),
        ('kind = "feed"', "url", "or url_file"),
        ('kind = "feed"\nurl = "dana.ics"', "url", "no address on the web"),
        ('kind = "feed"\nurl = "http://x.example/a.ics"', "url", "everybody on the way"),
        ('kind = "feed"\nurl = "https://x.example"\nurl_file = "secret"', "url", "one of the two"),
        ('kind = "feed"\nurl_file = "secret"', "url_file", "no address on the web"),
        ('kind = "caldav"\nurl = "https://x.example"\nnear = ["home"]', "near", "no network"),
        ('kind = "caldav"\nurl = "https://x.example"\nuser = "a"', "password_file", "beside user"),
        ('kind = "invitations"\nowner = "dana"', "owner", 'belongs to kind = "ics"'),
    ],
)
def test_a_mistake_about_a_calendar_on_the_web_is_told(
    file: Path, calendar: str, key: str, cure: str
) -> None:
    told = complaints(file, f"[[calendars]]\n{calendar}\n", MAILDIR, OUT)
    assert cure in told[f"calendars[1].{key}"]
    assert "hidden" not in str(told)


@pytest.mark.parametrize(
    ("mailbox", "key", "cure"),
    [
        ('kind = "imap"', "mailbox.host", "is missing"),
        ('kind = "imap"\nhost = "h"\nuser = "a"', "mailbox.password_file", "beside user"),
        (
            'kind = "imap"\nhost = "h"\nuser = "a"\npassword_file = "secret"\nsecurity = "none"',
            "mailbox.security",
            "in the clear",
        ),
        ('kind = "imap"\nhost = "h"\npath = "in"', "mailbox.path", 'kind = "maildir"'),
        ('kind = "gmail"\naccount = "x"', "mailbox.account", "there is none"),
    ],
)
def test_a_mistake_about_the_mailbox_is_told(file: Path, mailbox: str, key: str, cure: str) -> None:
    address = 'address = "accord@halden.example"'
    told = complaints(file, ICS, f"[mailbox]\n{mailbox}\n{address}\n", OUT)
    assert cure in told[key]


def test_a_folder_of_sent_mails_needs_a_mailbox_that_has_one(file: Path) -> None:
    told = complaints(file, ICS, MAILDIR, '[transport]\nkind = "smtp"\nfiles_copies = false\n')
    assert 'kind = "imap"' in told["transport.files_copies"]


# --- doubts -----------------------------------------------------------------------------------


def test_an_idle_account_and_people_nobody_knows_are_doubts(file: Path) -> None:
    found = loaded(
        file,
        GOOGLE.format("idle") + 'owner = "eve"\n',
        DEVICE,
        CALENDAR.format("outlook", "office") + 'people = ["dana", "mallory"]\n',
        MAILDIR.replace('"in"', '"."'),
        OUT,
    )
    dana = Person("dana", "Dana Petrov", ("dana@halden.example",))
    told = {p.key: p.message for p in settings.doubts(found, Directory({"dana": dana}))}
    assert list(told) == ["accounts.idle.owner", "calendars[1].people", "accounts.idle"]
    assert '"mallory" is nobody' in told["calendars[1].people"]
