"""The accounts of an installation, each one object that all its calendars or its mail share.

Nothing here asks the network before somebody reads or sends, and each provider's libraries are
imported by those who have an account there.
"""

import ssl
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from daemon.accounts.tokens import TokenFile
from daemon.settings import (
    AnyAccount,
    GoogleAccount,
    GoogleService,
    MicrosoftAccount,
    ProviderCalendar,
    Settings,
)

if TYPE_CHECKING:
    from daemon.accounts.google.calls import Account, Endpoints, Google
    from daemon.accounts.google.signing import Client, Consent, Delegation
    from daemon.accounts.google.wire import Wire
    from daemon.accounts.http import Api, Bearer
    from daemon.accounts.microsoft import Place

T = TypeVar("T")


class Accounts:
    """install_key: what sign-ins on disk (`state/accounts`) are encrypted with."""

    def __init__(self, settings: Settings, install_key: bytes) -> None:
        self._settings = settings
        self._install_key = install_key
        self._made: dict[str, object] = {}
        self._ends: list[Callable[[], object]] = []

    def __getitem__(self, name: str) -> AnyAccount:
        return self._settings.accounts[name]

    def reads_calendars(self, name: str) -> bool:
        """Whether it is for calendars; else it is for mail."""
        calendars = self._settings.calendars
        return any(isinstance(c, ProviderCalendar) and c.account == name for c in calendars)

    def tokens(self, name: str) -> TokenFile:
        return TokenFile(self._settings.state / "accounts" / name, self._install_key)

    def close(self) -> None:
        while self._ends:
            self._ends.pop()()

    # --- Google -------------------------------------------------------------------------------

    def google(self, name: str, subject: str) -> "Google":
        """The calls that read the calendar of `subject`: a service account acts for each apart."""
        if isinstance(self[name], GoogleAccount):
            return self.google_account(name)
        from daemon.accounts.google.calls import Apis, acting_for

        apis = self._once(f"apis {name}", partial(Apis, self.wire(name), self._endpoints(name)))
        made = partial(acting_for, self.delegation(name), subject, self.wire(name), apis)
        return self._once(f"google {name} for {subject}", made)

    def google_account(self, name: str) -> "Account":
        def made() -> "Account":
            from daemon.accounts.google.calls import Account

            return Account(
                name, self.consent(name), self.wire(name), endpoints=self._endpoints(name)
            )

        return self._once(f"google {name}", made)

    def consent(self, name: str) -> "Consent":
        def made() -> "Consent":
            from daemon.accounts.google.signing import Consent

            return Consent(self.client(name), self.tokens(name), self.wire(name))

        return self._once(f"consent {name}", made)

    def client(self, name: str) -> "Client":
        from daemon.accounts.google.console import client_of

        return client_of(_secret(self[name]))

    def delegation(self, name: str) -> "Delegation":
        def made() -> "Delegation":
            from daemon.accounts.google.console import key_of
            from daemon.accounts.google.signing import Delegation

            given = self[name]
            assert isinstance(given, GoogleService)
            return Delegation(name, key_of(_secret(given)), given.subjects, self.wire(name))

        return self._once(f"delegation {name}", made)

    def wire(self, name: str) -> "Wire":
        def made() -> "Wire":
            from daemon.accounts.google.wire import Wire

            wire = Wire()
            self._ends.append(wire.close)
            return wire

        return self._once(f"wire {name}", made)

    def _endpoints(self, name: str) -> "Endpoints | None":
        """An account is for one API alone, so that one address does."""
        from daemon.accounts.google.calls import Endpoints

        at = f"{self[name].endpoint}/"
        return Endpoints(calendar=at, gmail=at) if self[name].endpoint else None

    # --- Microsoft ----------------------------------------------------------------------------

    def graph(self, name: str) -> "Api":
        def made() -> "Api":
            from daemon.accounts.microsoft import GRAPH, graph

            given = self.microsoft(name)
            base = given.endpoint or GRAPH
            api = graph(name, self.bearer(name), base=base, trust=trusted(given.ca_file))
            self._ends.append(api.close)
            return api

        return self._once(f"graph {name}", made)

    def bearer(self, name: str) -> "Bearer":
        def made() -> "Bearer":
            from daemon.accounts.microsoft import AppSignIn, Certificate, DeviceSignIn

            given, place = self.microsoft(name), self.microsoft_place(name)
            if given.sign_in == "device":
                return DeviceSignIn(place, self.tokens(name), self.microsoft_scopes(name))
            if given.key_file and given.certificate_file:
                return AppSignIn(place, Certificate(given.key_file, given.certificate_file))
            return AppSignIn(place, _secret(given))

        return self._once(f"bearer {name}", made)

    def microsoft(self, name: str) -> MicrosoftAccount:
        given = self[name]
        assert isinstance(given, MicrosoftAccount)
        return given

    def microsoft_place(self, name: str) -> "Place":
        from daemon.accounts.microsoft import LOGIN, Place

        given = self.microsoft(name)
        ca_file = str(given.ca_file or "")
        return Place(name, given.client_id, given.tenant, given.login or LOGIN, ca_file)

    def microsoft_scopes(self, name: str) -> tuple[str, ...]:
        from daemon.accounts.microsoft import CALENDAR_SCOPES, MAIL_SCOPES

        return CALENDAR_SCOPES if self.reads_calendars(name) else MAIL_SCOPES

    def calls(self, name: str) -> int:
        """How many calls this process has made with it."""
        throttles = (
            getattr(made, "throttle", None)
            for key, made in self._made.items()
            if key in (f"google {name}", f"graph {name}") or key.startswith(f"google {name} for ")
        )
        return sum(throttle.calls for throttle in throttles if throttle)

    def _once(self, key: str, made: Callable[[], T]) -> T:
        if key not in self._made:
            self._made[key] = made()
        return self._made[key]  # type: ignore[return-value]


def trusted(ca_file: Path | None) -> ssl.SSLContext | None:
    """Verifies against these certificates; None for the system's. Raises OSError."""
    return ssl.create_default_context(cafile=ca_file) if ca_file else None


def _secret(given: AnyAccount) -> str:
    """What the settings were loaded with; only a rehearsal has none, and makes no accounts."""
    kept = (
        given.client
        if isinstance(given, GoogleAccount)
        else given.key
        if isinstance(given, GoogleService)
        else given.secret
    )
    return kept.value if kept else ""
