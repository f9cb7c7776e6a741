"""Sign-in at Microsoft, and Graph's four calls at a time. Nothing here asks the network before it must.

Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code and
v2-oauth2-client-creds-grant-flow; https://learn.microsoft.com/graph/throttling-limits
"""

import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from daemon.accounts.faults import AccountError
from daemon.accounts.http import CALL_SECONDS, Api, Bearer
from daemon.accounts.throttle import Throttle
from daemon.accounts.tokens import TokenFile

GRAPH = "https://graph.microsoft.com/v1.0"
LOGIN = "https://login.microsoftonline.com"
EVERYTHING_GRANTED = "https://graph.microsoft.com/.default"
CALENDAR_SCOPES = ("Calendars.Read.Shared",)
MAIL_SCOPES = ("Mail.ReadWrite", "Mail.Send")

# Ids that survive moves, and times in UTC; both must be asked for on every request.
PREFER = 'IdType="ImmutableId", outlook.timezone="UTC"'
AT_ONCE = 4

_SECONDS = 20
_EARLY = 300  # seconds before its end from which a token is no longer used
_AADSTS = re.compile(r"AADSTS\d+")
_PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_FAULTS = (OSError, ValueError, KeyError, RuntimeError)  # msal's, and those of what it stands on


def graph(
    name: str,
    bearer: Bearer,
    *,
    base: str = GRAPH,
    seconds: float = CALL_SECONDS,
    trust: ssl.SSLContext | None = None,
) -> Api:
    """The one Api of an account; its calendars and its mail share it, so that four are four in all."""
    place = f"account {name}"
    throttle = Throttle(place, AT_ONCE)
    headers = {"Prefer": PREFER}
    return Api(place, base, bearer, throttle, headers=headers, seconds=seconds, trust=trust)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account signs in. tenant: its id or domain. ca_file: instead of the system's."""

    name: str
    client_id: str
    tenant: str
    login: str = LOGIN
    ca_file: str = ""

    def options(self) -> dict[str, Any]:
        """What msal's applications are made with."""
        return {
            "client_id": self.client_id,
            "authority": f"{self.login}/{self.tenant}",
            "instance_discovery": False,  # it would ask a third host whether the first two are real
            "timeout": _SECONDS,
            "verify": self.ca_file or True,
        }


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM files: the key, which stays here, and the certificate that was uploaded."""

    key_file: Path
    certificate_file: Path

    def credential(self) -> dict[str, str]:
        return {
            "private_key": self.key_file.read_text(),
            "public_certificate": self.certificate_file.read_text(),
        }


@dataclass
class _Kept:
    """A token in memory. until: on the clock that only goes forward."""

    token: str = ""
    until: float = 0
    lock: Lock = field(default_factory=Lock)

    def usable(self, refused: str) -> bool:
        return self.token not in ("", refused) and time.monotonic() < self.until

    def keep(self, result: Mapping[str, Any]) -> str:
        self.token = str(result["access_token"])
        self.until = time.monotonic() + int(result.get("expires_in", 0)) - _EARLY
        return self.token


class AppSignIn:
    """A Bearer for an application that signs in as itself, by secret or certificate.

    Its tokens stay in memory. A refusal is repeated after 1, 2, 4 … 60 minutes only.
    """

    def __init__(self, place: Place, credential: str | Certificate) -> None:
        self._place = place
        self._credential = credential
        self._throttle = _patience(place)
        self._kept = _Kept()

    def __call__(self, refused: str) -> str:
        """A token other than the one that was refused. Raises AccountError."""
        with self._kept.lock:
            if self._kept.usable(refused):
                return self._kept.token
            with self._throttle.slot(_SECONDS):
                return self._kept.keep(_settled(self._place, self._throttle, self._acquire))

    def _acquire(self) -> Any:
        import msal  # noqa: PLC0415  # late: 70 ms, and its constructor asks the network

        given = self._credential
        credential = given.credential() if isinstance(given, Certificate) else given
        app = msal.ConfidentialClientApplication(
            client_credential=credential, **self._place.options()
        )
        return app.acquire_token_for_client([EVERYTHING_GRANTED])


class DeviceSignIn:
    """A Bearer for the one person or mailbox that signed in by `login`.

    Refresh tokens rotate, so each refresh reads the file afresh and saves within one lock. Once
    refused, nothing is asked until the file changes.
    """

    def __init__(self, place: Place, tokens: TokenFile, scopes: tuple[str, ...]) -> None:
        self._place = place
        self._tokens = tokens
        self._scopes = list(scopes)
        self._throttle = _patience(place)
        self._kept = _Kept()
        self._useless: bytes | None = None

    def __call__(self, refused: str) -> str:
        """A token other than the one that was refused. Raises AccountError."""
        with self._kept.lock:
            if self._kept.usable(refused):
                return self._kept.token
            with self._throttle.slot(_SECONDS), self._tokens.held():
                return self._kept.keep(self._renewed(refused))

    def _renewed(self, refused: str) -> Mapping[str, Any]:
        saved = self._tokens.read()
        if not saved or saved == self._useless:
            raise AccountError(f"account {self._place.name}: nobody is signed in", paused=True)
        try:
            return _settled(
                self._place, self._throttle, lambda: self._acquire(saved.decode(), refused)
            )
        except AccountError as error:
            if error.paused:  # and heals by a new file alone, which need not wait then
                self._useless = saved
                self._throttle = _patience(self._place)
            raise

    def _acquire(self, saved: str, refused: str) -> Any:
        import msal  # noqa: PLC0415  # late: 70 ms, and its constructor asks the network

        cache = msal.SerializableTokenCache()
        cache.deserialize(saved)
        app = msal.PublicClientApplication(token_cache=cache, **self._place.options())
        account = next(iter(app.get_accounts()), None)
        result = app.acquire_token_silent_with_error(self._scopes, account=account)
        if result and result.get("access_token") == refused:
            result = app.acquire_token_silent_with_error(
                self._scopes, account=account, force_refresh=True
            )
        if not result:
            return {"error": "invalid_grant"}
        if cache.has_state_changed and "access_token" in result:
            self._tokens.save(cache.serialize().encode())
        return result


def login(
    place: Place,
    tokens: TokenFile,
    scopes: tuple[str, ...],
    show: Callable[[str, str], None],
) -> str:
    """Signs one person or mailbox in from any browser, this machine's or another's.

    show: is given the page's address and the code to type there; then this waits until it is done,
    a quarter of an hour at most. Returns who signed in. Raises AccountError.
    """
    import msal  # noqa: PLC0415

    cache = msal.SerializableTokenCache()

    def signed_in() -> Any:
        app = msal.PublicClientApplication(token_cache=cache, **place.options())
        flow = app.initiate_device_flow(scopes=list(scopes))
        if "user_code" not in flow:
            return flow
        show(flow["verification_uri"], flow["user_code"])
        return {**app.acquire_token_by_device_flow(flow), "accounts": app.get_accounts()}

    result = _settled(place, _patience(place), signed_in)
    with tokens.held():
        tokens.save(cache.serialize().encode())
    accounts = result["accounts"]
    return str(accounts[0].get("username", "")) if accounts else ""


def _patience(place: Place) -> Throttle:
    """One sign-in at a time, and after a refusal the next one 1, 2, 4 … 60 minutes later."""
    return Throttle(f"account {place.name}: sign-in", 1)


def _settled(place: Place, throttle: Throttle, ask: Callable[[], Any]) -> Mapping[str, Any]:
    """What msal answers, if it is a token; its errors come as dicts, those of the network do not.

    Its sentence names people and tenants, so that only its codes are passed on.
    """
    name = f"account {place.name}: sign-in"
    try:
        result: Mapping[str, Any] = ask()
    except AccountError:
        raise
    except _FAULTS as error:
        file = getattr(error, "filename", None)  # a certificate that can't be read
        what = f"{file}: {error}" if file else type(error).__name__
        raise AccountError(f"{name}: {what}", retry_after=throttle.pause()) from error
    if "access_token" in result:
        throttle.answered()
        return result
    code = str(result.get("error", "refused"))
    number = _AADSTS.search(str(result.get("error_description", "")))
    raise AccountError(
        f"{name}: {code}{f' {number[0]}' if number else ''}",
        retry_after=throttle.pause(),
        paused=code not in _PASSING,
    )
