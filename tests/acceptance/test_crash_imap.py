"""The same story with its mailbox on an IMAP server: the process dies around each call about mail.

Answers come in over Dovecot, letters leave by SMTP, and a copy of each lies in the folder of sent
mails; so what has become of a letter can always be known, and nothing goes twice.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from daemon.app import App
from daemon.mail.imap import ImapMailbox
from daemon.mail.imap_session import ImapServer
from daemon.mail.sent_folder import SentFolder
from daemon.mail.smtp import SmtpTransport
from tests.acceptance.crash import office, rig, seen
from tests.acceptance.crash.scenario import MOMENTS
from tests.servers.mail_stack import PASSWORD, MailStack, mail_stack

pytestmark = [pytest.mark.servers, pytest.mark.timeout(900)]

ABOUT_MAIL = ("Mailbox.fetch", "Mailbox.done", "Transport.send", "Transport.outcome")
# The uid list of Dovecot, before any mail: each copy of a world is then the same folder.
UIDS = "3 V1790000000 N1\n"
MARKED = ":2,Sa"
NUMBERED = [pytest.param(n, id=m.name.replace(" ", "-")) for n, m in enumerate(MOMENTS)]


@dataclass
class Town:
    """The servers, and the story as it should go. A world's folder is the domain of its mailbox."""

    stack: MailStack
    office: office.Office
    port: int
    story: rig.Story

    def compose(self, root: Path, now: datetime) -> App:
        settle(self.stack, root)
        return composed(self.stack, self.port, root, now)


def settle(stack: MailStack, root: Path) -> None:
    """Dovecot owns what lies below its mailbox, and nothing else of a world."""
    uids = root / "imap" / "dovecot-uidlist"
    if not uids.exists():
        uids.parent.mkdir(exist_ok=True)
        uids.write_text(UIDS)
    (root / "mail" / "accord").mkdir(parents=True, exist_ok=True)
    for folder in (root / "imap", root / "mail" / "accord"):
        stack.give(folder)


def composed(stack: MailStack, port: int, root: Path, now: datetime) -> App:
    server = ImapServer(
        "127.0.0.1", stack.imap, "none", user=f"accord@{root.name}", password=PASSWORD, timeout=10
    )
    box = ImapMailbox(server)
    out = SmtpTransport("127.0.0.1", port, "none", sent=SentFolder(server))
    app = rig.composed(root, now)
    house = replace(app.house, mailbox=box, transport=out)
    return App(house, [*app.close, box.close, out.close])


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        place = Path(folder)
        place.chmod(0o755)
        where = "~/mail/accord:CONTROL=~/imap:INDEX=~/imap"
        with (
            mail_stack(f"{place}/%Ld", where) as stack,
            office.open_office(place / "main") as (opened, lines),
        ):
            port = int(lines.partition("port = ")[2].split()[0])
            town = Town(stack, opened, port, rig.Story(place, ()))
            town.story = rig.play(place, lines, town.compose)
            yield town


def held(root: Path) -> tuple[dict[str, object], Counter[bytes]]:
    """What a world holds: its state and marks, and how often each letter lies with its reader."""
    found = seen.to_the_byte(root)
    filed = [found.pop(name) for name in list(found) if "/.Sent" in name]
    copies = [mail for mail in filed if mail]  # one file is Dovecot's own, and empty
    names = [name for name in found if name.startswith("mail/people/")]
    letters = Counter(found.pop(name) for name in names)
    return {**found, "letters": set(letters), "copies": sorted(copies)}, letters


def test_what_was_answered_is_marked_and_what_was_sent_lies_among_the_sent_mails(town: Town):
    root = town.story.root / "main"
    found, letters = held(root)
    assert len(found["copies"]) == len(letters) > 20
    assert set(letters.values()) == {1}
    answers = [path.name for path in (root / "mail" / "accord").glob("*/*.mail*")]
    assert len(answers) > 10
    assert {name[-len(MARKED) :] for name in answers} == {MARKED}


@pytest.mark.parametrize("number", NUMBERED)
def test_over_imap_and_smtp_nothing_is_lost_and_nothing_goes_twice(town: Town, number: int):
    moment, story = MOMENTS[number], town.story
    town.office.root = root = story.copy(number, "undisturbed")
    rig.run_to_rest(root, moment, compose=town.compose)
    wanted, usual = held(root)
    calls = story.wires[number].calls
    points = [
        2 * n + after for n, name in enumerate(calls) if name in ABOUT_MAIL for after in (0, 1)
    ]
    for point in points:
        town.office.root = root = story.copy(number, "dying")
        dead = rig.halt(root, moment, point, town.compose)
        rig.run_to_rest(root, moment, compose=town.compose)
        found, letters = held(root)
        assert seen.difference(wanted, found) == [], f"died {dead.end}"
        assert letters == usual, f"died {dead.end}: a letter went twice"
    print(f"{moment.name}: {len(points)} points")
