"""A team's own rehearsal: everything that would be mailed, and nothing of the installation changed."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from daemon.app import build
from daemon.domain.ledger import Entry, Kind
from daemon.errors import DaemonError, SettingsError
from daemon.flows.importing import append_to, import_file
from daemon.rehearsal import preview, rehearse
from daemon.rehearsal.mails import Mail
from daemon.rehearsal.pages import Box, Played, write
from daemon.settings import Maildir, Settings, load

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)

SETTINGS = """
state = "state"
directory = "directory.toml"
[[calendars]]
kind = "ics"
path = "dana@halden.example.ics"
zone = "Europe/Vienna"
[mailbox]
kind = "maildir"
path = "never/opened"
address = "accord@halden.example"
authserv_id = "mx.halden.example"
require_auth = "always"
[transport]
kind = "smtp"
host = "mail.halden.example"
user = "accord"
password_file = "no-such-password"
"""
PEOPLE = """
admin = "it"
heads = ["ingrid"]
[[people]]
id = "ingrid"
name = "Ingrid Solberg"
addresses = ["ingrid@halden.example"]
zone = "Europe/Oslo"
[[people]]
id = "dana"
name = "Dana Petrov"
addresses = ["dana@halden.example"]
zone = "Europe/Vienna"
leader = "ingrid"
[[people]]
id = "marek"
name = "Marek Novak"
addresses = ["marek@halden.example"]
zone = "Europe/Prague"
leader = "dana"
[[people]]
id = "it"
name = "Halden IT"
addresses = ["it@halden.example"]
zone = "Europe/Vienna"
"""
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Halden//EN
BEGIN:VEVENT
UID:one
DTSTAMP:20261101T080000Z
DTSTART;TZID=Europe/Vienna:20261201T100000
DTEND;TZID=Europe/Vienna:20261201T104500
RRULE:FREQ=WEEKLY
SUMMARY:Marek and Dana
ATTENDEE:mailto:dana@halden.example
ATTENDEE:mailto:marek@halden.example
END:VEVENT
END:VCALENDAR
"""
AGREEMENTS = b"""owner,with,outcome,target,unit,due
marek,dana,First meetings with large fleets,6,meetings,2026-12-31
dana,marek,The fleet price list,,,2026-12-10
"""
YES = """
[[answers]]
person = "dana"
after = "agree"
text = "yes to all"
[[answers]]
person = "marek"
after = "agree"
text = "A1 yes\\nL1 yes"
[[answers]]
person = "marek"
after = "agenda"
text = '''
A1 2 of 6
territory split for q1??
'''
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation that was set up and given two agreements, and never ran after that."""
    for name, text in (
        ("accord.toml", SETTINGS),
        ("directory.toml", PEOPLE),
        ("dana@halden.example.ics", CALENDAR),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    settings = load(tmp_path / "accord.toml", secrets=False)
    elsewhere = replace(settings.mailbox, place=Maildir(tmp_path / "box"))
    app = build(replace(settings, mailbox=elsewhere), NOW)
    import_file(app.house, "agreements.csv", AGREEMENTS, NOW)
    return settings


def answers(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "answers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def content(page: Path) -> dict[str, Any]:
    found = re.search(r'id="content">(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


def kinds(mails: Iterable[dict[str, Any]], box: str) -> list[str]:
    return [mail["kind"] for mail in mails if mail["box"] == box]


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_nobody_answers_so_only_dana_is_asked_and_nothing_changes(
    settings: Settings, tmp_path: Path
):
    before = fingerprint(settings.state)
    page = rehearse(settings, NOW, "2026Q4", tmp_path / "out")
    mails = content(page)["mails"]
    assert kinds(mails, "dana") == ["agree"]
    assert kinds(mails, "marek") == []
    assert fingerprint(settings.state) == before
    assert not settings.mailbox.place.path.exists()


def test_with_answers_the_quarter_goes_on_to_its_recap(settings: Settings, tmp_path: Path):
    page = rehearse(settings, NOW, "2026Q4", tmp_path / "out", answers(tmp_path, YES))
    mails = content(page)["mails"]
    assert {"agree", "reply", "receipt", "agenda", "quarter"} <= set(kinds(mails, "marek"))
    assert {"prep", "monday", "quarter"} <= set(kinds(mails, "dana"))
    assert "recap" in kinds(mails, "ingrid")
    prep = next(m for m in mails if m["kind"] == "prep")
    assert "2 of 6" in prep["text"]
    assert "territory split for q1??" in prep["text"]


def test_an_answer_on_a_day_goes_to_the_latest_letter_of_that_day(
    settings: Settings, tmp_path: Path
):
    said = YES + '[[answers]]\nperson = "marek"\nafter = "2026-12-17"\ntext = "A1 5 of 6"\n'
    mails = content(rehearse(settings, NOW, "2026Q4", tmp_path / "o", answers(tmp_path, said)))[
        "mails"
    ]
    reply = next(m for m in mails if m["out"] and m["text"].startswith("A1 5 of 6"))
    assert (reply["day"], reply["time"]) == ("Thu 17 Dec", "09:00")
    assert any(m["kind"] == "receipt" and "5 of 6, was 2" in m["text"] for m in mails)


def test_a_quarter_ahead_starts_on_its_first_day(settings: Settings, tmp_path: Path):
    mails = content(rehearse(settings, NOW, "2027Q1", tmp_path / "out"))["mails"]
    assert {m["month"] for m in mails} == {"January 2027"}


@pytest.mark.parametrize("quarter", ["2027Q5", "next", "2026Q3"])
def test_a_quarter_that_is_none_or_over_is_told(settings: Settings, tmp_path: Path, quarter: str):
    with pytest.raises(SettingsError, match="--quarter"):
        rehearse(settings, NOW, quarter, tmp_path / "out")


def test_everything_wrong_in_the_answers_is_told_at_once(settings: Settings, tmp_path: Path):
    wrong = """
    [[answers]]
    person = "nobody"
    after = "agenda"
    text = "A1 done"
    [[answers]]
    person = "marek"
    after = "christmas"
    texts = "A1 done"
    """
    with pytest.raises(SettingsError) as caught:
        rehearse(settings, NOW, "2026Q4", tmp_path / "out", answers(tmp_path, wrong))
    told = str(caught.value)
    assert 'answers[1].person: "nobody" is nobody' in told
    assert 'answers[2].after: "christmas" is no day' in told
    assert "answers[2].texts: there is no such key here" in told
    assert "answers[2].text: is missing" in told


@pytest.mark.parametrize("text", ["", "answers = 3", "person = ["])
def test_a_file_without_answers_is_told(settings: Settings, tmp_path: Path, text: str):
    with pytest.raises(SettingsError, match=r"answers\.toml"):
        rehearse(settings, NOW, "2026Q4", tmp_path / "out", answers(tmp_path, text))


def test_what_cannot_be_read_is_named_on_the_page_and_the_rest_is_shown(
    settings: Settings, tmp_path: Path
):
    (settings.state / "ledgers" / "it.json").write_bytes(b"torn")
    (tmp_path / "dana@halden.example.ics").write_bytes(b"\0")
    page = rehearse(settings, NOW, "2026Q4", tmp_path / "out")
    about = page.read_text(encoding="utf-8").split('class="about"')[1].split("</p>")[0]
    assert "ledger it" in about
    assert "dana@halden.example.ics" in about
    assert kinds(content(page)["mails"], "dana") == ["agree"]


def test_the_preview_shows_the_letters_of_the_next_days_and_saves_nothing(settings: Settings):
    settings = replace(settings, sending=replace(settings.sending, mode="dry"))
    before = fingerprint(settings.state)
    (letter,) = preview(settings, NOW, 7)
    assert letter.time == NOW
    assert letter.to == "Dana Petrov <dana@halden.example>"
    assert letter.subject == "To agree: two drafts with Marek"
    assert letter.text.startswith("Dana, ")
    assert fingerprint(settings.state) == before


def test_a_stop_of_the_real_one_does_not_stop_a_preview(settings: Settings):
    (settings.state / "stop").touch()
    assert len(preview(settings, NOW, 7)) == 1


def test_a_pilot_previews_what_the_pilot_gets(settings: Settings):
    pilot = replace(settings.sending, mode="pilot", pilot=("marek@halden.example",))
    assert preview(replace(settings, sending=pilot), NOW, 7) == []


def test_what_a_running_installation_knows_goes_on_in_its_preview(
    settings: Settings, tmp_path: Path
):
    app = build(
        replace(settings, mailbox=replace(settings.mailbox, place=Maildir(tmp_path / "box"))), NOW
    )
    welcomed = Entry(Kind.WELCOMED, NOW, "dana", "cli:test", "0")
    append_to(app.house, "dana", [app.house.salted(welcomed)])
    app.plan(NOW)
    subjects = [m.subject for m in preview(settings, NOW, 8) if "marek" in m.to]
    assert subjects[-1] == "1:1 with Dana, Tue 1 Dec"


# --- the page --------------------------------------------------------------------------------


def mail(**changes: Any) -> Mail:
    whole = Mail(
        owner="marek",
        written=False,
        time=NOW,
        kind="agenda",
        sender="Accord <accord@halden.example>",
        to="Marek Novak <marek@halden.example>",
        subject="1:1 with Dana, Tue 1 Dec",
        message_id="<one@halden.example>",
        references=(),
        text="Marek, on Tue 1 Dec you meet Dana.\n",
        html="<p>Marek</p>",
        raw=b"From: accord@halden.example\r\n\r\nMarek\r\n",
    )
    return replace(whole, **changes)


MAREK = Box("marek", "Marek Novak", "rep", "Europe/Prague")


def test_nothing_in_a_mail_can_end_the_script_it_stands_in(tmp_path: Path):
    words = "</script><script>alert(1)</script><!--"
    shown = Played("T", "A", [MAREK], [mail(text=words, subject=words, html=words)])
    page = write(tmp_path, shown)
    assert words not in page.read_text(encoding="utf-8")
    assert content(page)["mails"][0]["text"] == words


def test_the_page_asks_nothing_of_the_network(tmp_path: Path):
    page = write(tmp_path, Played("T", "A", [MAREK], [mail()])).read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.findall(r"https?://", page)


def test_answers_and_receipts_stand_in_the_thread_they_belong_to(tmp_path: Path):
    reply = mail(
        written=True, message_id="<two@x>", references=("<one@halden.example>",), kind="reply"
    )
    other = mail(message_id="<three@x>", subject="Another")
    receipt = mail(
        message_id="<four@x>", references=("<one@halden.example>", "<two@x>"), kind="receipt"
    )
    page = write(tmp_path, Played("T", "A", [MAREK], [mail(), reply, other, receipt]))
    assert [m["thread"] for m in content(page)["mails"]] == [0, 0, 2, 0]


def test_each_mail_lies_beside_the_page_as_it_was_sent(tmp_path: Path):
    page = write(tmp_path, Played("T", "A", [MAREK], [mail()]))
    (shown,) = content(page)["mails"]
    assert (page.parent / shown["raw"]).read_bytes() == mail().raw


def test_a_demo_overwrites_nothing_that_it_did_not_make(tmp_path: Path):
    from daemon.rehearsal import demo

    (tmp_path / "halden").mkdir()
    (tmp_path / "halden" / "accord.toml").write_text("state = 'mine'\n", encoding="utf-8")
    with pytest.raises(DaemonError, match="not of a demo"):
        demo(tmp_path, 1)
    assert (tmp_path / "halden" / "accord.toml").read_text(encoding="utf-8") == "state = 'mine'\n"
