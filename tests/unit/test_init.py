"""`accord init`: the questions, and the pair of files that their answers make."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon import directory, settings
from daemon.domain.people import Directory
from daemon.questions import QUESTIONS, first_files

DANA = {
    "name": "Dana Petrov",
    "address": "Dana@halden.example",
    "zone": "Europe/Vienna",
    "own_address": "accord@halden.example",
}

ELSEWHERE = {
    "calendar_url": "https://cloud.halden.example/dav",
    "calendar_user": "accord",
    "imap_host": "imap.halden.example",
    "tenant": "halden.example",
    "client_id": "00000000-0000-0000-0000-000000000000",
}
ACCOUNTS = ("google", "outlook", "microsoft")


def loaded(answers: dict[str, str]) -> tuple[settings.Settings, Directory]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "accord.toml"
        text, people = first_files(answers)
        file.write_text(text)
        (Path(folder) / "directory.toml").write_text(people)
        found = settings.load(file, secrets=False)
        return found, directory.load(found.directory)


def test_four_answers_are_enough() -> None:
    found, people = loaded(DANA)
    assert found.mailbox.address == "accord@halden.example"
    assert found.mailbox.welcome_from == ("dana@halden.example",)
    assert (found.calendars[0].owner, found.calendars[0].zone) == ("dana", "Europe/Vienna")
    assert (found.transport.host, found.transport.port) == ("localhost", 25)
    assert found.sending.mode == "dry"
    assert (people.admin, people.heads) == ("dana", ())
    assert people.people["dana"].role == "leader"


@pytest.mark.parametrize("calendars", ["ics", "google", "outlook", "caldav"])
def test_the_first_file_explains_every_key_as_the_example_does(root: Path, calendars: str) -> None:
    example = (root / "config" / "accord.example.toml").read_text()
    text, _ = first_files(DANA | ELSEWHERE | {"calendars": calendars, "mail": "google"})
    comments = [line for line in example.splitlines() if line.startswith("# ")]
    assert [line for line in text.splitlines() if line.startswith("# ")] == comments


CALENDARS = {
    "ics": settings.IcsFiles,
    "google": settings.ProviderCalendar,
    "outlook": settings.ProviderCalendar,
    "caldav": settings.WebCalendar,
    "feed": settings.WebCalendar,
    "invitations": settings.Invited,
}
MAIL = {
    "google": (settings.ProviderMail, settings.ProviderMail),
    "microsoft": (settings.ProviderMail, settings.ProviderMail),
    "imap": (settings.Imap, settings.Smtp),
    "maildir": (settings.Maildir, settings.Smtp),
}


@pytest.mark.parametrize("mail", MAIL)
@pytest.mark.parametrize("calendars", CALENDARS)
def test_each_calendar_goes_with_each_mailbox(calendars: str, mail: str) -> None:
    found, _ = loaded(DANA | ELSEWHERE | {"calendars": calendars, "mail": mail})
    (calendar,) = found.calendars
    assert isinstance(calendar, CALENDARS[calendars])
    assert calendar.kind == calendars
    place, out = MAIL[mail]
    assert isinstance(found.mailbox.place, place)
    assert isinstance(found.transport, out)
    assert found.mailbox.address == "accord@halden.example"
    wanted = [
        name for name in ("calendars", "mail") if (calendars, mail)[name == "mail"] in ACCOUNTS
    ]
    assert sorted(found.accounts) == wanted


def test_calendars_and_mail_at_one_provider_have_a_sign_in_each() -> None:
    found, _ = loaded(DANA | ELSEWHERE | {"calendars": "outlook", "mail": "microsoft"})
    both = found.accounts["calendars"], found.accounts["mail"]
    assert {account.kind for account in both} == {"microsoft"}
    assert {account.tenant for account in both} == {"halden.example"}


def test_every_answer_finds_its_place() -> None:
    found, people = loaded(
        DANA
        | {
            "country": "AT",
            "calendar": "/srv/calendars",
            "mailbox": "/srv/mail",
            "host": "mail.halden.example",
            "start_month": "4",
            "head": "ingrid.solberg@halden.example",
            "admin": "it@halden.example",
        }
    )
    assert found.calendars[0].path == Path("/srv/calendars")
    assert found.mailbox.place == settings.Maildir(Path("/srv/mail"))
    assert (found.transport.port, found.transport.security) == (587, "starttls")
    assert found.fiscal.start_month == 4
    assert (people.admin, people.heads) == ("it", ("ingrid",))
    assert people.people["ingrid"].name == "Ingrid Solberg"
    assert {person.id: person.role for person in people.people.values()} == {
        "dana": "leader",
        "ingrid": "head",
        "it": "admin",
    }


def test_one_person_may_be_everything() -> None:
    _, people = loaded(DANA | {"head": "dana@halden.example", "admin": "dana+it@halden.example"})
    assert (people.admin, people.heads, list(people.people)) == ("dana", ("dana",), ["dana"])


def test_two_people_with_the_same_first_name_have_two_ids() -> None:
    _, people = loaded(DANA | {"head": "dana.weber@halden.example"})
    assert list(people.people) == ["dana", "dana-weber"]


@pytest.mark.parametrize(
    ("key", "answer", "complaint"),
    [
        ("name", " ", "an answer is needed"),
        ("address", "dana", "no mail address"),
        ("zone", "Vienna", "no time zone"),
        ("country", "Austria", "two capitals"),
        ("country", "", ""),
        ("calendar", "~/calendar.ics", "write the whole path"),
        ("own_address", "accord+x@halden.example", "without the plus"),
        ("start_month", "April", "a number from 1 to 12"),
        ("start_month", "4", ""),
        ("host", "", ""),
        ("host", "smtp:25", "its port under port"),
        ("name", "Dana\nPetrov", "line break"),
    ],
)
def test_an_answer_that_does_not_fit_is_told_at_once(key: str, answer: str, complaint: str) -> None:
    (question,) = (each for each in QUESTIONS if each.key == key)
    found = question.complaint(answer)
    assert complaint in found
    assert bool(found) == bool(complaint)


def test_every_default_is_an_answer_that_fits() -> None:
    needed = [each.key for each in QUESTIONS if each.complaint(each.default or "")]
    assert sorted(needed) == sorted(DANA | ELSEWHERE)


def test_what_an_answer_makes_idle_is_not_asked() -> None:
    asked = [q.key for q in QUESTIONS if q.applies({"calendars": "invitations", "mail": "google"})]
    assert asked[-4:] == ["client_file", "start_month", "head", "admin"]
    assert not {"calendar", "calendar_url", "mailbox", "imap_host", "host", "tenant"} & set(asked)


N = len(QUESTIONS)
LOCALS = st.from_regex(r"[a-zA-Z0-9_+-]{1,12}(\.[a-zA-Z0-9_+-]{1,12})?", fullmatch=True)


@given(st.lists(st.text(max_size=12), min_size=N, max_size=N), st.lists(LOCALS, max_size=3))
def test_any_answers_without_complaint_make_files_that_load(
    texts: list[str], names: list[str]
) -> None:
    answers = {
        question.key: (DANA | ELSEWHERE).get(question.key, "") if question.complaint(text) else text
        for question, text in zip(QUESTIONS, texts, strict=True)
    }
    answers |= zip(
        ("address", "head", "admin"), (f"{name}@halden.example" for name in names), strict=False
    )
    loaded(answers)
