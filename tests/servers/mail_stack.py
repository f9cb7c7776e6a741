"""Exim and Dovecot on loopback, neither as root: submission, delivery, IMAP, sieve, XOAUTH2.

    with mail_stack() as stack:
        SmtpTransport("localhost", stack.submission, user=…, password=PASSWORD, ca_file=stack.ca)
        stack.deliver()

Exim only queues. `deliver` runs the queue and comes back when all that can be delivered is, bounces
and automatic answers included; so no test waits for anything. Domains that are not ours are played by
`stack.world`. Both servers belong to this process and are ended by their pid.
"""

import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.mail_settings import DOMAIN, HOST, PASSWORD, PEOPLE, dovecot, exim, oauth2

__all__ = ["DOMAIN", "HOST", "PASSWORD", "PEOPLE", "MailStack", "mail_stack"]

EXIM, DOVECOT = "/usr/sbin/exim4", "/usr/sbin/dovecot"
PORTS = ("mx", "submission", "smtps", "imap", "imaps", "lmtp", "relay")
START, RUNS = 15, 8


class World:
    """Every other domain. answers: to the next RCPT of an address, one each, then "250 OK"."""

    def __init__(self) -> None:
        self.answers: dict[str, list[str]] = {}
        self.mails: list[tuple[str, bytes]] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        waiting = self.answers.get(address)
        answer = waiting.pop(0) if waiting else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails += [(to, envelope.original_content or b"") for to in envelope.rcpt_tos]
        return "250 OK"


class AnyPort(Controller):
    """Listens where the system finds room."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Tokens(ThreadingHTTPServer):
    """Says whose a token is; Dovecot asks at each sign-in. valid: addresses by token."""

    def __init__(self) -> None:
        self.valid: dict[str, str] = {}
        super().__init__(("127.0.0.1", 0), Introspection)


class Introspection(BaseHTTPRequestHandler):
    server: Tokens

    def do_GET(self) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        owner = self.server.valid.get(token)
        body = f'{{"email": "{owner}", "active": "true"}}' if owner else '{"error": "invalid"}'
        self.send_response(200 if owner else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *words: object) -> None:
        pass


@dataclass
class MailStack:
    """folder: all that the servers write. user: whom they run as. ports: by name, all on 127.0.0.1.

    homes: where mailboxes lie, in Dovecot's variables (%Ld domain, %Ln name, lower case).
    """

    folder: Path
    user: str
    ports: dict[str, int]
    homes: str
    world: World = field(default_factory=World)
    tokens: dict[str, str] = field(default_factory=dict)
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __getattr__(self, name: str) -> int:
        """stack.submission, stack.imaps …: the port of that name."""
        try:
            return self.__dict__["ports"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def ca(self) -> str:
        return str(self.folder / "ca.pem")

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca)

    def start(self, name: str) -> None:
        """ "exim" or "dovecot"; comes back when each of its ports is open."""
        command = {
            "exim": [EXIM, "-C", str(self.folder / "exim.conf"), "-bdf"],
            "dovecot": [DOVECOT, "-c", str(self.folder / "dovecot.conf"), "-F"],
        }[name]
        listening = {
            "exim": ("mx", "submission", "smtps"),
            "dovecot": ("imap", "imaps", "lmtp", "relay"),
        }[name]
        with (self.folder / f"{name}.out").open("ab") as out:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd="/",
                start_new_session=True,
                **self._as_user,
            )
        self._running[name] = process
        for port in listening:
            self._wait_for(name, process, self.ports[port])

    def stop(self, name: str) -> None:
        """Ends a server and with it every connection to it."""
        process = self._running.pop(name, None)
        if process is None:
            return
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        # Who serves a connection outlives its master by a moment.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def deliver(self) -> None:
        """Runs the queue until nothing more comes out of it; what is deferred is tried each time."""
        before = -1
        for _ in range(RUNS):
            self._exim("-qf")
            now = int(self._exim("-bpc"))
            if now in (0, before):
                return
            before = now

    def queued(self) -> int:
        return int(self._exim("-bpc"))

    def greylist(self, *addresses: str) -> None:
        """Whom our server turns away with 451 for now."""
        (self.folder / "greylist").write_text("".join(f"{a}\n" for a in addresses))

    def unmark(self, *addresses: str) -> None:
        """Whose mail loses the marks of automatic mail on its way, as some relays do."""
        (self.folder / "unmarked").write_text("".join(f"{a}: yes\n" for a in addresses))

    def home(self, person: str, domain: str = DOMAIN) -> Path:
        return Path(self.homes.replace("%Ld", domain).replace("%Ln", person))

    def empty(self, *people: str) -> None:
        """Takes all mail of these people away; nobody may be connected."""
        for person in people:
            shutil.rmtree(self.home(person), ignore_errors=True)

    def sieve(self, person: str, script: str) -> None:
        """What Dovecot does with mail to this person from now on."""
        home = self.home(person)
        home.mkdir(parents=True, exist_ok=True)
        (home / ".dovecot.sieve").write_text(script)
        self.give(home.parent)

    def give(self, path: Path) -> None:
        """Makes the servers' user the owner of a folder and of all in it."""
        if os.geteuid() == 0:
            for each in (path, *path.rglob("*")):
                shutil.chown(each, self.user)

    @property
    def _as_user(self) -> dict[str, object]:
        if os.geteuid() != 0:
            return {}
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}

    def _exim(self, *arguments: str) -> str:
        command = [EXIM, "-C", str(self.folder / "exim.conf"), *arguments]
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
            cwd="/",
            **self._as_user,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _wait_for(self, name: str, process: subprocess.Popen[bytes], port: int) -> None:
        for _ in range(START * 50):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            if process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"{name}: {(self.folder / f'{name}.out').read_text()[-2000:]}")


@contextmanager
def mail_stack(homes: str = "", place: str = "~/Maildir") -> Iterator[MailStack]:
    """Both servers, with mailboxes for `PEOPLE`.

    homes: where these lie, if not with the rest. place: the Maildir in a home, as Dovecot says it.
    """
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="accord-mail-")))
        # As root they run as nobody: a server of a test needs no rights at all.
        user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        stack = MailStack(folder, user, free_ports(), homes or f"{folder}/homes/%Ld/%Ln")
        world = AnyPort(stack.world, hostname="127.0.0.1", port=0)
        world.start()
        ends.callback(world.stop)
        tokens = Tokens()
        threading.Thread(target=tokens.serve_forever, kwargs={"poll_interval": 0.05}).start()
        ends.callback(tokens.server_close)
        ends.callback(tokens.shutdown)
        stack.tokens = tokens.valid
        stack.ports |= {"world": world.port, "tokens": tokens.server_port}
        write(stack, place)
        for name in ("dovecot", "exim"):
            ends.callback(stack.stop, name)
            stack.start(name)
        yield stack


def write(stack: MailStack, place: str) -> None:
    """Certificates, settings and empty folders."""
    folder = stack.folder
    folder.chmod(0o755)
    for name in ("run", "state", "spool", "log", "homes"):
        (folder / name).mkdir()
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert("localhost", "127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
        folder / "server.pem"
    )
    group = subprocess.check_output(["id", "-gn", stack.user], text=True).strip()
    given = {"folder": str(folder), "user": stack.user, "group": group, "homes": stack.homes}
    given["place"] = place
    given |= {name: str(port) for name, port in stack.ports.items()}
    (folder / "exim.conf").write_text(exim(given))
    (folder / "dovecot.conf").write_text(dovecot(given))
    (folder / "oauth2.conf").write_text(oauth2(given))
    for name in ("greylist", "unmarked"):
        (folder / name).touch()
    stack.give(folder)


def free_ports() -> dict[str, int]:
    with ExitStack() as open_now:
        found = [open_now.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in PORTS]
        return {name: s.getsockname()[1] for name, s in zip(PORTS, found, strict=True)}
