"""A person lets us in: authorization code with PKCE (RFC 7636) and a loopback redirect (RFC 8252).

https://developers.google.com/identity/protocols/oauth2/native-app. Google's device code does not
serve: it grants neither mail nor calendars.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from daemon.accounts.faults import AccountError
from daemon.accounts.google.scopes import missing
from daemon.accounts.google.signing import Client, Grant, save_grant
from daemon.accounts.google.wire import Wire
from daemon.accounts.tokens import TokenFile

CLOSE_IT = "This page can be closed now.\n"
NOWHERE = "http://127.0.0.1:53682/"  # where nobody listens, on whatever machine the browser is


def login(
    client: Client,
    wanted: tuple[str, ...],
    tokens: TokenFile,
    wire: Wire,
    *,
    show: Callable[[str], object],
    seconds: float = 300,
    page: str = CLOSE_IT,
) -> tuple[str, ...]:
    """With a browser on this machine. Returns what was granted, which is `wanted` or more.

    show: is given the address that the person has to open (`webbrowser.open`, or a print).
    seconds: how long to wait for the person. page: what the browser shows at the end.
    Raises AccountError; nothing is saved then.
    """
    with _Listening(page) as listening:
        attempt = _Attempt.new(client, wanted, f"http://127.0.0.1:{listening.server_port}/")
        show(attempt.address)
        answer = listening.wait(attempt.state, seconds)
    return _finish(attempt, answer, tokens, wire)


def login_elsewhere(
    client: Client,
    wanted: tuple[str, ...],
    tokens: TokenFile,
    wire: Wire,
    *,
    ask: Callable[[str], str],
) -> tuple[str, ...]:
    """With a browser on any machine, where this one has none.

    ask: is given the address to open, and returns the address of the page that the browser could
    not show at the end, which the person copied. Otherwise as `login`.
    """
    attempt = _Attempt.new(client, wanted, NOWHERE)
    return _finish(attempt, ask(attempt.address).strip(), tokens, wire)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """state, verifier: random, so that nobody else's answer, or use of ours, is any good."""

    client: Client
    wanted: tuple[str, ...]
    redirect: str
    state: str
    verifier: str

    @classmethod
    def new(cls, client: Client, wanted: tuple[str, ...], redirect: str) -> "_Attempt":
        return cls(client, wanted, redirect, secrets.token_urlsafe(24), secrets.token_urlsafe(48))

    @property
    def address(self) -> str:
        """`consent` each time: only then is there surely a refresh token in the answer."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.client.id,
            "redirect_uri": self.redirect,
            "scope": " ".join(self.wanted),
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "access_type": "offline",
            "prompt": "consent",
        }
        return f"{self.client.auth_uri}?{urlencode(asked)}"

    def code(self, answer: str) -> str:
        """From the address that Google led the browser to."""
        given = {name: values[0] for name, values in parse_qs(urlsplit(answer).query).items()}
        if not secrets.compare_digest(given.get("state", "").encode(), self.state.encode()):
            raise AccountError("sign-in: this is no answer to what was just asked", paused=True)
        if "code" not in given:
            said = given.get("error", "no code")[:60]
            raise AccountError(f"sign-in: Google says {said}", paused=True)
        return given["code"]


def _finish(attempt: _Attempt, answer: str, tokens: TokenFile, wire: Wire) -> tuple[str, ...]:
    found = _exchanged(attempt, attempt.code(answer), wire)
    granted = tuple(str(found.get("scope", "")).split())
    if lacking := missing(granted, attempt.wanted):
        raise AccountError(f"sign-in: not granted: {', '.join(lacking)}", paused=True)
    token = found.get("refresh_token")
    if not isinstance(token, str) or not token:
        raise AccountError("sign-in: Google gave no lasting permission", paused=True)
    with tokens.held():
        save_grant(tokens, Grant(token, granted))
    return granted


def _exchanged(attempt: _Attempt, code: str, wire: Wire) -> Mapping[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": attempt.verifier,
        "redirect_uri": attempt.redirect,
        "client_id": attempt.client.id,
        "client_secret": attempt.client.secret,
    }
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = wire.exchange("POST", attempt.client.token_uri, urlencode(form), headers)
    try:
        found = json.loads(answer.data)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise AccountError(f"sign-in: Google's answer is no JSON ({answer.status})")
    if answer.status != 200:
        said = str(found.get("error", answer.status))[:60]
        raise AccountError(f"sign-in: Google says {said}", paused=True)
    return found


class _Listening(HTTPServer):
    """Waits on loopback for the browser to come back; everything but that is told to go away."""

    def __init__(self, page: str) -> None:
        super().__init__(("127.0.0.1", 0), _Redirected)
        self.page = page.encode()
        self.mark = self.answer = ""

    def wait(self, state: str, seconds: float) -> str:
        """The address with this state that the browser asks for. Raises AccountError where nobody
        comes in time.
        """
        self.mark = f"state={state}"
        end = time.monotonic() + seconds
        while not self.answer:
            self.timeout = end - time.monotonic()
            if self.timeout <= 0:
                raise AccountError(f"sign-in: nobody came back within {seconds:.0f} s", paused=True)
            self.handle_request()
        return self.answer


class _Redirected(BaseHTTPRequestHandler):
    server: _Listening
    timeout = 5  # for a browser that connects and says nothing

    def do_GET(self) -> None:
        wanted = bool(self.server.mark) and self.server.mark in self.path
        if wanted:
            self.server.answer = self.path
        self.send_response(200 if wanted else 404)
        self.send_header("content-type", "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.server.page if wanted else b"")

    def log_message(self, *_: Any) -> None:
        """The address holds the code; it is written nowhere."""
