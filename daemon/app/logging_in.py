"""`accord login`: somebody lets an account in, once. What comes of it lies in `state/accounts`."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from daemon.app.accounts import Accounts
from daemon.app.mail import make_folders
from daemon.errors import DaemonError
from daemon.settings import GoogleAccount, MicrosoftAccount, Settings
from daemon.store.state import open_state


@dataclass(frozen=True, slots=True)
class Page:
    """How the person is led there.

    open: an address in a browser on this machine. type_code: an address in any browser, and the
    code to type there. elsewhere: an address in any browser, and gives back the one it ended at;
    None to use a browser on this machine.
    """

    open: Callable[[str], object]
    type_code: Callable[[str, str], None]
    elsewhere: Callable[[str], str] | None = None


def log_in(settings: Settings, name: str, page: Page) -> str:
    """Returns what is to be said at the end. Raises DaemonError where nothing came of it.

    A running daemon takes the new sign-in at its next call.
    """
    make_folders(settings)
    key = open_state(settings.state, lambda: secrets.token_bytes(32))
    accounts = Accounts(settings, key)
    given = settings.accounts[name]
    try:
        if isinstance(given, GoogleAccount):
            return _at_google(accounts, name, page)
        if isinstance(given, MicrosoftAccount) and given.sign_in == "device":
            return _at_microsoft(accounts, name, page)
    finally:
        accounts.close()
    raise DaemonError(f"account {name} signs in by itself; accord check tries it")


def _at_google(accounts: Accounts, name: str, page: Page) -> str:
    from daemon.accounts.google.login import login, login_elsewhere
    from daemon.accounts.google.scopes import CALENDAR, MAIL

    wanted = CALENDAR if accounts.reads_calendars(name) else MAIL
    given = accounts.client(name), wanted, accounts.tokens(name), accounts.wire(name)
    if page.elsewhere:
        granted = login_elsewhere(*given, ask=page.elsewhere)
    else:
        granted = login(*given, show=page.open)
    return f"Signed in; granted: {', '.join(scope.rpartition('/')[2] for scope in granted)}."


def _at_microsoft(accounts: Accounts, name: str, page: Page) -> str:
    from daemon.accounts.microsoft import login

    scopes = accounts.microsoft_scopes(name)
    place, tokens = accounts.microsoft_place(name), accounts.tokens(name)
    who = login(place, tokens, scopes, page.type_code) or "somebody"
    return f"Signed in as {who}; granted: {', '.join(scopes)}."
