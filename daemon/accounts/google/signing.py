"""Bearers for Google's APIs, made of a person's consent or of a service account's key.

What Google calls worth nothing is not tried again before somebody has signed in anew, or an hour
is over.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Any

from daemon.accounts.faults import AccountError
from daemon.accounts.google.scopes import CALENDAR
from daemon.accounts.google.wire import Wire
from daemon.accounts.throttle import Standstill
from daemon.accounts.tokens import TokenFile

Bearer = Callable[[str], str]

# https://developers.google.com/identity/protocols/oauth2/web-server#token-response-errors: what a
# token endpoint says. Anything else may pass by itself.
_FOR_PEOPLE = frozenset(
    {
        "access_denied",
        "admin_policy_enforced",
        "deleted_client",
        "disabled_client",
        "invalid_client",
        "invalid_grant",
        "invalid_scope",
        "org_internal",
        "unauthorized_client",
    }
)


class GrantError(AccountError):
    """Google takes this sign-in no more.

    code: in its own words (RFC 6749 5.2), "invalid_grant" for a consent that was withdrawn.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message, paused=True)
        self.code = code


@dataclass(frozen=True, slots=True)
class Client:
    """An OAuth client of the type "Desktop app".

    Its secret is not one (https://developers.google.com/identity/protocols/oauth2/native-app).
    """

    id: str
    secret: str
    auth_uri: str = "https://accounts.google.com/o/oauth2/v2/auth"
    token_uri: str = "https://oauth2.googleapis.com/token"  # noqa: S105 (an address)


@dataclass(frozen=True, slots=True)
class Grant:
    """What is kept of a person's consent.

    expiry: of the access token, ISO, UTC without offset. dead: why Google takes it no more.
    """

    refresh_token: str
    scopes: tuple[str, ...]
    access_token: str = ""
    expiry: str = ""
    dead: str = ""


def save_grant(tokens: TokenFile, grant: Grant) -> None:
    """To be called within `tokens.held`."""
    tokens.save(json.dumps(asdict(grant)).encode())


def load_grant(tokens: TokenFile) -> Grant | None:
    """None where nobody has signed in. Raises AccountError."""
    raw = tokens.read()
    try:
        return (
            Grant(**{**(found := json.loads(raw)), "scopes": tuple(found["scopes"])})
            if raw
            else None
        )
    except (ValueError, TypeError, KeyError):
        raise AccountError(
            f"account {tokens.name}: another provider's sign-in", paused=True
        ) from None


class Consent:
    """A person's consent: a refresh token in a file, and the access tokens made of it.

    One at a time refreshes, over all threads and processes, and the others take what it got. Each
    call reads the file, so that a sign-in by another process is seen at once.
    """

    def __init__(self, client: Client, tokens: TokenFile, wire: Wire) -> None:
        self._client = client
        self._tokens = tokens
        self._wire = wire
        self._standstill = Standstill()

    @property
    def scopes(self) -> tuple[str, ...]:
        """What was granted; nothing before anybody signed in. Raises AccountError."""
        grant = load_grant(self._tokens)
        return grant.scopes if grant else ()

    def bearer(self, refused: str = "") -> str:
        """An access token with some minutes to live. refused: one that Google takes no more.

        Raises AccountError, `paused` where somebody has to sign in.
        """
        found = self._credentials(self._grant())
        if not found.valid or found.token == refused:
            with self._tokens.held():
                grant = self._grant()  # somebody else may have refreshed it meanwhile
                found = self._credentials(grant)
                if not found.valid or found.token == refused:
                    self._refresh(found, grant)
        return str(found.token)

    def _grant(self) -> Grant:
        grant = load_grant(self._tokens)
        if grant is None:
            raise AccountError(f"{self._name}: nobody has signed in", paused=True)
        if grant.dead:
            raise _refusal(self._name, grant.dead)
        return grant

    def _refresh(self, credentials: Any, grant: Grant) -> None:
        """What it got is saved before anybody uses it: the old one may be worth nothing now."""
        self._standstill.check(grant.refresh_token)
        try:
            _refresh(credentials, self._wire, self._name)
        except GrantError as error:
            if error.code == "invalid_grant":  # for good; the others end when an administrator acts
                save_grant(self._tokens, replace(grant, dead=error.code))
            else:
                self._standstill.note(error, grant.refresh_token)
            raise
        fresh = replace(
            grant,
            refresh_token=credentials.refresh_token,
            access_token=credentials.token,
            expiry=credentials.expiry.isoformat(),
        )
        save_grant(self._tokens, fresh)

    def _credentials(self, grant: Grant) -> Any:
        from google.oauth2.credentials import Credentials  # noqa: PLC0415

        return Credentials(  # type: ignore[no-untyped-call]
            grant.access_token or None,
            refresh_token=grant.refresh_token,
            token_uri=self._client.token_uri,
            client_id=self._client.id,
            client_secret=self._client.secret,
            expiry=datetime.fromisoformat(grant.expiry) if grant.expiry else None,
        )

    @property
    def _name(self) -> str:
        return f"account {self._tokens.name}"


class Delegation:
    """A service account with domain-wide delegation, for calendars alone.

    It could act for everybody of the domain, so it acts for `subjects` only, whatever it is asked.
    key: the service account's key file, as parsed. Its tokens live in memory.
    """

    scopes = CALENDAR

    def __init__(
        self, name: str, key: Mapping[str, Any], subjects: Iterable[str], wire: Wire
    ) -> None:
        self.name = name
        self._key = key
        self._wire = wire
        self._subjects = {subject.casefold(): Lock() for subject in subjects}
        self._credentials: dict[str, Any] = {}
        self._standstill = Standstill()

    def bearer_for(self, subject: str) -> Bearer:
        """Raises AccountError for anybody who is not on the list."""
        if subject.casefold() not in self._subjects:
            raise AccountError(
                f"account {self.name}: {subject} is not on its list of people", paused=True
            )
        return partial(self._bearer, subject.casefold())

    def _bearer(self, subject: str, refused: str) -> str:
        with self._subjects[subject]:
            if subject not in self._credentials:
                self._credentials[subject] = self._made(subject)
            found = self._credentials[subject]
            if not found.valid or found.token == refused:
                self._standstill.check(subject)
                try:
                    _refresh(found, self._wire, f"account {self.name} for {subject}")
                except GrantError as error:
                    self._standstill.note(error, subject)
                    raise
            return str(found.token)

    def _made(self, subject: str) -> Any:
        from google.oauth2.service_account import Credentials  # noqa: PLC0415

        try:
            return Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
                self._key, scopes=list(self.scopes), subject=subject
            )
        except (ValueError, KeyError) as error:
            raise AccountError(
                f"account {self.name}: no key of a service account", paused=True
            ) from error


def _refresh(credentials: Any, wire: Wire, name: str) -> None:
    """Raises GrantError where only a person can help, AccountError where time may."""
    from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415

    try:
        credentials.refresh(wire)
    except GoogleAuthError as error:
        code = _code(error)
        if code in _FOR_PEOPLE:
            raise _refusal(name, code) from error
        raise AccountError(f"{name}: no token: {code or type(error).__name__}") from error
    except AccountError as error:
        raise AccountError(f"{name}: no token: {error}") from error


def _code(error: Exception) -> str:
    """`error` of the endpoint's answer, which google-auth keeps as its second argument."""
    said = error.args[1] if len(error.args) > 1 else None
    return str(said.get("error", ""))[:60] if isinstance(said, dict) else ""


def _refusal(name: str, code: str) -> GrantError:
    return GrantError(f"{name}: {code}: the account is paused until somebody signs in anew", code)
