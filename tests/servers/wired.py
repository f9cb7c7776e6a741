"""Installations whose calendars and mail are on the test servers, as `accord.toml` alone says it.

The installed command works in them; a sign-in that somebody has left behind lies in `state/accounts`.
"""

import json
from pathlib import Path

from daemon.accounts.google import scopes
from tests.acceptance.world import World
from tests.servers.google import CALENDAR, GMAIL, KEY, Town
from tests.servers.mail_stack import PASSWORD, MailStack
from tests.servers.microsoft.entra import TENANT, Entra
from tests.servers.microsoft.graph import Graph

HEAD = 'state = "state"\ndirectory = "directory.toml"\n'
TAIL = """
address = "accord@halden.example"
authserv_id = "mx.halden.example"
welcome_from = ["dana@halden.example"]
"""
LIVE = '\n[sending]\nmode = "live"\n'


def installed(root: Path, *parts: str) -> World:
    """A world of Dana and Marek with these settings and the test servers' own install key."""
    world = World(root)
    world.add_rep("marek", "Marek Novak")
    (root / "accord.toml").write_text("\n".join([HEAD, *parts, LIVE]))
    state = root / "state"
    state.mkdir(mode=0o700, exist_ok=True)
    (state / "format").write_bytes(b"accord 1\n")
    (state / "install.key").write_bytes(KEY)
    (state / "install.key").chmod(0o600)
    return world


def secret(root: Path, name: str, content: str | bytes) -> str:
    """Writes a file that only its owner can read; returns its name."""
    path = root / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(0o600)
    return name


# --- Google -----------------------------------------------------------------------------------


def google_client(root: Path, town: Town) -> str:
    """The file that Google's console would have given."""
    client = town.client()
    given = {"client_id": client.id, "client_secret": client.secret}
    given["token_uri"] = client.token_uri
    return secret(root, "google-client.json", json.dumps({"installed": given}))


def google_calendars(
    root: Path, town: Town, *people: str, who: str = "dana", more: str = ""
) -> str:
    town.tokens(root / "state" / "accounts", who, scopes.CALENDAR)
    lies = root / "state" / "accounts" / who
    return f"""
[[accounts]]
name = "{lies.name}"
kind = "google"
client_file = "{google_client(root, town)}"
endpoint = "{town.between.base}{CALENDAR.rstrip("/")}"
{more}

[[calendars]]
kind = "google"
account = "{lies.name}"
people = {json.dumps(people)}
zone = "Europe/Vienna"
"""


def google_service(root: Path, town: Town, key: object, *people: str) -> str:
    name = secret(root, "google-key.json", json.dumps(key))
    addresses = [f"{person}@halden.example" for person in people]
    return f"""
[[accounts]]
name = "domain"
kind = "google"
service_account_file = "{name}"
subjects = {json.dumps(addresses)}
endpoint = "{town.between.base}{CALENDAR.rstrip("/")}"

[[calendars]]
kind = "google"
account = "domain"
people = {json.dumps(people)}
"""


def gmail(root: Path, town: Town) -> str:
    town.tokens(root / "state" / "accounts", "accord", scopes.MAIL)
    return f"""
[[accounts]]
name = "accord"
kind = "google"
client_file = "{google_client(root, town)}"
endpoint = "{town.between.base}{GMAIL.rstrip("/")}"

[mailbox]
kind = "gmail"
account = "accord"
{TAIL}

[transport]
kind = "gmail"
account = "accord"
"""


# --- Microsoft --------------------------------------------------------------------------------


def microsoft(name: str, entra: Entra, graph: Graph, client: str, sign_in: str, *more: str) -> str:
    lines = "\n".join(more)
    return f"""
[[accounts]]
name = "{name}"
kind = "microsoft"
tenant = "{TENANT}"
client_id = "{client}"
sign_in = "{sign_in}"
endpoint = "{graph.base}"
login = "{entra.base}"
ca_file = "{entra.ca_file}"
{lines}
"""


def outlook(account: str, *people: str) -> str:
    return f"""
[[calendars]]
kind = "outlook"
account = "{account}"
people = {json.dumps(people)}
zone = "Europe/Vienna"
"""


def exchange(account: str) -> str:
    return f"""
[mailbox]
kind = "graph"
account = "{account}"
{TAIL}

[transport]
kind = "graph"
account = "{account}"
"""


# --- open standards -----------------------------------------------------------------------------


def imap_and_smtp(root: Path, stack: MailStack) -> str:
    password = secret(root, "mail-password", PASSWORD)
    signing_in = f"""
host = "localhost"
user = "accord@halden.example"
password_file = "{password}"
ca_file = "{stack.ca}"
"""
    return f"""
[mailbox]
kind = "imap"
port = {stack.imaps}
security = "tls"
{signing_in}
{TAIL}

[transport]
kind = "smtp"
port = {stack.submission}
security = "starttls"
{signing_in}
"""


def caldav(root: Path, url: str, path: str, owner: str, password: str) -> str:
    name = secret(root, "caldav-password", password)
    return f"""
[[calendars]]
kind = "caldav"
url = "{url}"
user = "dana"
password_file = "{name}"
path = "{path}"
owner = "{owner}"
near = ["127.0.0.0/8"]
zone = "Europe/Vienna"
"""
