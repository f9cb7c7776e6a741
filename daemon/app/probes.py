"""Each account as `check` tries it: a sign-in for real, and a reading that must be refused."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from daemon.accounts.faults import AccountError
from daemon.app.accounts import Accounts
from daemon.app.calendars import provided
from daemon.flows.house import Account
from daemon.ports import Window
from daemon.settings import GoogleAccount, GoogleService, ProviderCalendar, Settings

SIGN_IN = "run accord login {name}"
SERVICE = "look at the service account, its key and its delegation"
APP = "look at the app registration and its credentials"


def probes(settings: Settings, accounts: Accounts, now: datetime) -> dict[str, Account]:
    return {name: _probe(settings, accounts, name, now) for name in settings.accounts}


def _probe(settings: Settings, accounts: Accounts, name: str, now: datetime) -> Account:
    given = settings.accounts[name]
    if isinstance(given, GoogleAccount):
        sign_in, cure = partial(_consented, accounts, name), SIGN_IN
    elif isinstance(given, GoogleService):
        sign_in, cure = partial(_delegated, accounts, name), SERVICE
    else:
        sign_in = partial(_at_microsoft, accounts, name)
        cure = SIGN_IN if given.sign_in == "device" else APP
    return Account(
        owner=given.owner,
        cure=cure.format(name=name),
        sign_in=sign_in,
        forbidden=given.must_not_read,
        trespass=_trespass(accounts, name, now),
        calls=partial(accounts.calls, name),
    )


def _consented(accounts: Accounts, name: str) -> tuple[str, ...]:
    """On Google's page each box can be left empty, so what was granted is compared."""
    from daemon.accounts.google.scopes import CALENDAR, MAIL, missing

    consent = accounts.consent(name)
    consent.bearer()
    wanted = CALENDAR if accounts.reads_calendars(name) else MAIL
    if lacking := missing(consent.scopes, wanted):
        what = ", ".join(map(_short, lacking))
        raise AccountError(f"account {name}: not granted: {what}", paused=True)
    return tuple(map(_short, consent.scopes))


def _delegated(accounts: Accounts, name: str) -> tuple[str, ...]:
    given, delegation = accounts[name], accounts.delegation(name)
    assert isinstance(given, GoogleService)
    for subject in given.subjects:
        delegation.bearer_for(subject)("")
    return tuple(map(_short, delegation.scopes))


def _at_microsoft(accounts: Accounts, name: str) -> tuple[str, ...]:
    accounts.bearer(name)("")
    device = accounts.microsoft(name).sign_in == "device"
    return accounts.microsoft_scopes(name) if device else ()


def _short(scope: str) -> str:
    return scope.rpartition("/")[2] or scope


def _trespass(accounts: Accounts, name: str, now: datetime) -> Callable[[], object]:
    given = accounts[name]
    whose = given.must_not_read
    if accounts.reads_calendars(name):
        kind = "outlook" if given.kind == "microsoft" else "google"
        wanted = ProviderCalendar(kind=kind, account=name, owner=whose)  # type: ignore[arg-type]
        return lambda: provided(accounts, wanted, whose).events(
            Window(now, now + timedelta(days=1))
        )
    if given.kind == "google":
        return lambda: _mails_at_google(accounts, name, whose)
    return lambda: _mails_at_microsoft(accounts, name, whose, now)


def _mails_at_google(accounts: Accounts, name: str, whose: str) -> object:
    account = accounts.google_account(name)
    call = account.mail.messages().list(userId=whose, maxResults=1)
    return account.do(call, may_miss=True)


def _mails_at_microsoft(accounts: Accounts, name: str, whose: str, now: datetime) -> object:
    from daemon.mail.graph_inbox import GraphMailbox

    return GraphMailbox(accounts.graph(name), now, mailbox=whose).fetch("")
