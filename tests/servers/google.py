"""A Google of our own town: myworld (calendars, Gmail, delivery) on loopback, ended by pid.

Between it and the daemon stands a proxy that writes down what passes, and in which a test may
answer in myworld's place, or spoil an answer, where myworld lacks what Google does.
"""

import atexit
import base64
import email
import email.policy
import json
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2

from daemon.accounts.google import scopes
from daemon.accounts.google.calls import Account, Endpoints
from daemon.accounts.google.signing import Client, Consent, Grant, save_grant
from daemon.accounts.google.wire import Wire
from daemon.accounts.tokens import TokenFile

MYWORLD = Path(__file__).resolve().parents[2] / "build" / "servers" / "python" / "bin" / "myworld"
KEY = bytes(range(32))
CALENDAR = "/gw/www.googleapis.com/calendar/v3/"
GMAIL = "/gw/gmail.googleapis.com/"
TOKEN = "/gw/oauth2.googleapis.com/token"
PEOPLE = ("dana", "marek", "lena", "tomas", "aiko", "accord")
WORLD = """
name: halden
task: n/a
now: "{now}"
servers:
  gmail:
    seed:
      user: {{email: accord@halden.example, name: Accord}}
      emails: []
      mailboxes: [{boxes}]
      directory: [{addresses}]
      domains: [halden.example]
  calendar:
    seed:
      user: {{email: dana@halden.example, name: Dana Berg}}
      timeZone: Europe/Oslo
      people: [{people}]
      events: []
agents:
{agents}
"""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as they passed."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    status: int = 0
    answer_headers: Mapping[str, str] = field(default_factory=dict)
    answer: bytes = b""

    def json(self) -> Any:
        return json.loads(self.answer)

    def asked(self) -> Any:
        return json.loads(self.body)

    def answers(self, status: int, body: Any = None, **headers: str) -> "Exchange":
        raw = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, status=status, answer=raw, answer_headers=named)


# In place of myworld: gets the request and a way to pass it on. None: the line is cut.
Rule = Callable[[Exchange, Callable[[], Exchange]], Exchange | None]


class Between(ThreadingHTTPServer):
    """The proxy. rule: who answers. seen: all that passed, and what was cut with status 0.

    trickle: seconds before each byte of an answer, 0 for an answer in one piece.
    """

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.client = httpx2.Client(base_url=upstream, timeout=30)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.seen: list[Exchange] = []
        self.rule: Rule = lambda _, passed: passed()
        self.trickle = 0.0

    def calls(self, *ends: str) -> list[Exchange]:
        """What was asked, by the end of the path."""
        return [one for one in self.seen if one.path.endswith(ends)]


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Between

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        asked = Exchange(self.command, parts.path, query, headers, body)
        done = self.server.rule(asked, lambda: self._upstream(asked))
        self.server.seen.append(done or asked)
        if done is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response_only(done.status)
        for name, value in done.answer_headers.items():
            self.send_header(name, value)
        length = len(done.answer) * (100 if self.server.trickle else 1)
        self.send_header("content-length", str(length))
        self.end_headers()
        if not self.server.trickle:
            self.wfile.write(done.answer)
            return
        with suppress(OSError):  # who does not wait hangs up
            for byte in done.answer * 100:
                time.sleep(self.server.trickle)
                self.wfile.write(bytes([byte]))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass  # noqa: N815

    def _upstream(self, asked: Exchange) -> Exchange:
        kept = ("authorization", "content-type")
        answer = self.server.client.request(
            asked.method,
            self.path,
            content=asked.body or None,
            headers={name: asked.headers[name] for name in kept if name in asked.headers},
        )
        named = ("content-type", "retry-after", "date")
        headers = {name: answer.headers[name] for name in named if name in answer.headers}
        return replace(
            asked, status=answer.status_code, answer=answer.content, answer_headers=headers
        )

    def log_message(self, *_: Any) -> None:
        pass


@dataclass
class Town:
    """myworld with the people of Halden. between: stands before it for whoever asks `account`."""

    base: str
    between: Between
    environment: Mapping[str, Any]
    wires: list[Wire] = field(default_factory=list)

    def reset(self) -> None:
        """As on the first day: no events, no mails, no faults."""
        self.faults("gmail")
        self.faults("calendar")
        self._control("POST", f"/envs/{self.environment['id']}/reset")
        self.between.rule = lambda _, passed: passed()
        self.between.seen.clear()
        while self.wires:
            self.wires.pop().close()

    def wire(self, seconds: float = 20) -> Wire:
        """Closed by the next reset."""
        self.wires.append(Wire(seconds=seconds))
        return self.wires[-1]

    def client(self) -> Client:
        given = self._given("accord")
        token_uri = self.between.base + TOKEN
        return Client(given["client_id"], given["client_secret"], token_uri=token_uri)

    def endpoints(self) -> Endpoints:
        base = self.between.base
        return Endpoints(calendar=base + CALENDAR, gmail=base + GMAIL)

    def tokens(self, folder: Path, who: str, granted: tuple[str, ...]) -> TokenFile:
        """A sign-in that somebody has left behind."""
        tokens = TokenFile(folder / who, KEY)
        with tokens.held():
            save_grant(tokens, Grant(self._given(who)["refresh_token"], granted))
        return tokens

    def account(
        self, folder: Path, who: str, granted: tuple[str, ...] = scopes.MAIL, *, seconds: float = 20
    ) -> Account:
        wire = self.wire(seconds)
        consent = Consent(self.client(), self.tokens(folder, who, granted), wire)
        return Account(who, consent, wire, endpoints=self.endpoints())

    def bearer(self, who: str) -> str:
        return str(self._given(who)["token"])

    def calendar(self, who: str, method: str, path: str, body: Any = None, **query: str) -> Any:
        """What somebody does in their own calendar, in a client of theirs."""
        return self._call(f"{CALENDAR}calendars/primary/events{path}", who, method, body, query)

    def mail(
        self,
        who: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        between: bool = False,
        **query: str,
    ) -> Any:
        """As `calendar`. between: by way of the proxy, as the daemon goes."""
        base = self.between.base if between else ""
        return self._call(f"{base}{GMAIL}gmail/v1/users/me{path}", who, method, body, query)

    def inbox(self, who: str) -> list[EmailMessage]:
        """The mails of somebody's inbox, the oldest first."""
        return [
            email.message_from_bytes(raw, policy=email.policy.default)
            for raw in self.raw_mails(who, "in:inbox")
        ]

    def raw_mails(self, who: str, query: str) -> list[bytes]:
        listed = self.mail(who, "GET", "/messages", q=query, maxResults="500").get("messages", [])
        found = [self.mail(who, "GET", f"/messages/{m['id']}", format="raw") for m in listed]
        return [base64.urlsafe_b64decode(m["raw"] + "==") for m in reversed(found)]

    def send(self, who: str, mail: EmailMessage) -> None:
        raw = base64.urlsafe_b64encode(bytes(mail)).decode()
        self.mail(who, "POST", "/messages/send", {"raw": raw})

    def faults(self, service: str, *faults: Mapping[str, Any]) -> None:
        instance = self.environment["servers"][service]["instance"]
        self._control("PUT", f"/instances/{instance}/faults", list(faults))

    def snapshot(self) -> str:
        """A name for everything as it is now, also for the clock."""
        made = self._control("POST", f"/envs/{self.environment['id']}/snapshot")
        return str(made["snapshot_id"])

    def restore(self, snapshot: str) -> None:
        body = {"snapshot_id": snapshot}
        self._control("POST", f"/envs/{self.environment['id']}/restore", body)

    def put(self, who: str, raw: bytes) -> None:
        """Lays a mail into somebody's inbox, by way of the proxy."""
        body = {"raw": base64.urlsafe_b64encode(raw).decode(), "labelIds": ["INBOX"]}
        self.mail(who, "POST", "/messages", body, between=True)

    def advance(self, seconds: int) -> None:
        self._control("POST", f"/envs/{self.environment['id']}/advance", {"seconds": seconds})

    def _given(self, who: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.environment["credentials"][who]["google_authorized_user"]
        return found

    def _call(self, path: str, who: str, method: str, body: Any, query: Mapping[str, str]) -> Any:
        headers = {"authorization": f"Bearer {self.bearer(who)}"}
        answer = self.between.client.request(method, path, json=body, params=query, headers=headers)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.between.client.request(method, path, json=body)
        return answer.raise_for_status().json()


@cache
def town() -> Town:
    """One for the whole test session; each test begins with `reset`."""
    stack = ExitStack()
    atexit.register(stack.close)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="accord-google-"))
    return stack.enter_context(open_town(Path(folder)))


@contextmanager
def open_town(folder: Path, now: str = "2026-08-03T08:00:00+02:00") -> Iterator[Town]:
    """now: where the town's clock begins; each call moves it by a second or so."""
    assert MYWORLD.exists(), f"{MYWORLD} is missing; ./run.sh servers installs it"
    world = folder / "world.yaml"
    world.write_text(_world(now))
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [MYWORLD, "serve", "--host", "127.0.0.1", "--port", str(port), "--env", str(world)]
    base = f"http://127.0.0.1:{port}"
    with (folder / "myworld.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    between = Between(base)
    thread = threading.Thread(target=between.serve_forever, daemon=True)
    thread.start()
    try:
        yield Town(base, between, _environment(between.client, process))
    finally:
        between.shutdown()
        between.server_close()
        between.client.close()
        thread.join()
        process.terminate()
        process.wait(20)


def _world(now: str) -> str:
    others = [name for name in PEOPLE if name != "accord"]
    return WORLD.format(
        now=now,
        boxes=", ".join(
            f"{{user: {{email: {n}@halden.example, name: {n.title()}}}, emails: []}}"
            for n in others
        ),
        people=", ".join(
            f"{{email: {n}@halden.example, name: {n.title()}}}" for n in PEOPLE if n != "dana"
        ),
        addresses=", ".join(f"{name}@halden.example" for name in PEOPLE),
        agents="\n".join(
            f"  {n}: {{as: {n}@halden.example, servers: [gmail, calendar]}}" for n in PEOPLE
        ),
    )


def _environment(client: httpx2.Client, process: subprocess.Popen[bytes]) -> Mapping[str, Any]:
    for _ in range(600):
        assert process.poll() is None, f"myworld ended with {process.returncode}"
        try:
            found: Mapping[str, Any] = client.get("/envs").json()["envs"][0]
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return found
    raise AssertionError("myworld does not listen")
