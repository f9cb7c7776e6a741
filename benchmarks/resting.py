"""Memory of a daemon that has looked once and rests, by what its settings have it talk to.

Nobody answers: each server is a port of loopback on which nothing listens, so that what is measured
is our own, and what is imported for it.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.company import HEAD, PERSON
from benchmarks.ratios import Result

NOBODY = "http://127.0.0.1:9"
SETTINGS = 'state = "state"\ndirectory = "directory.toml"\n'
ICS = '[[calendars]]\nkind = "ics"\npath = "calendars"\n'
MAILDIR = """
[mailbox]
kind = "maildir"
path = "mail/in"
address = "accord@halden.example"
[transport]
kind = "maildir"
path = "mail/out"
"""
STANDARDS = f"""
[[calendars]]
kind = "caldav"
url = "{NOBODY}/"
owner = "dana"
near = ["127.0.0.0/8"]
[mailbox]
kind = "imap"
host = "127.0.0.1"
port = 9
security = "none"
address = "accord@halden.example"
[transport]
kind = "smtp"
host = "127.0.0.1"
port = 9
security = "none"
"""
PROVIDER = """
[[accounts]]
name = "calendars"
{account}
[[accounts]]
name = "mail"
{account}
[[calendars]]
kind = "{calendars}"
account = "calendars"
people = ["dana"]
[mailbox]
kind = "{mail}"
account = "mail"
address = "accord@halden.example"
[transport]
kind = "{mail}"
account = "mail"
"""
GOOGLE = f'kind = "google"\nclient_file = "client.json"\nendpoint = "{NOBODY}/x"'
MICROSOFT = f"""kind = "microsoft"
tenant = "halden"
client_id = "c"
sign_in = "secret"
secret_file = "secret"
endpoint = "{NOBODY}/x"
login = "https://127.0.0.1:9"
"""
CONFIGURATIONS = {
    "files": ICS + MAILDIR,
    "open standards": STANDARDS,
    "Google": PROVIDER.format(account=GOOGLE, calendars="google", mail="gmail"),
    "Microsoft": PROVIDER.format(account=MICROSOFT, calendars="outlook", mail="graph"),
}
# One process a configuration: what one imports would be the next one's, too.
PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from daemon.accounts.tokens import TokenFile
from daemon.app import build
from daemon.settings import load
now = datetime(2026, 2, 18, 10, tzinfo=UTC)
settings = load(Path(sys.argv[1]))
app = build(settings, now)
for name, account in settings.accounts.items():
    if account.kind == "google":
        from daemon.accounts.google.signing import Grant, save_grant
        tokens = TokenFile(settings.state / "accounts" / name, app.house.install_key)
        with tokens.held():
            save_grant(tokens, Grant("a refresh token", ()))
app.tick(now)
rss = next(line for line in open("/proc/self/status") if line.startswith("VmRSS"))
print(int(rss.split()[1]))
"""


def resting(folder: Path) -> Iterator[Result]:
    for number, (name, settings) in enumerate(CONFIGURATIONS.items()):
        kilobytes = _measured(folder / str(number), settings)
        yield Result(f"MB at rest, {name}", kilobytes / 1000)


def _measured(folder: Path, settings: str) -> int:
    folder.mkdir()
    (folder / "calendars").mkdir()
    (folder / "accord.toml").write_text(SETTINGS + settings)
    dana = {"id": "dana", "zone": "Europe/Vienna", "country": "AT", "leader": ""}
    person = PERSON.format(**dana).replace('leader = ""\n', "")
    (folder / "directory.toml").write_text(HEAD.replace("ingrid", "dana") + person)
    client = {"client_id": "c", "client_secret": "s", "token_uri": f"{NOBODY}/token"}
    for name, content in (("client.json", json.dumps({"installed": client})), ("secret", "s")):
        (folder / name).write_text(content)
        (folder / name).chmod(0o600)
    command = [sys.executable, "-c", PROGRAM, str(folder / "accord.toml")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return int(done.stdout)
