"""`[[accounts]]`: the sign-ins at Google and Microsoft, and what each of them is for."""

from collections.abc import Iterable, Mapping
from typing import Final

from daemon.errors import DaemonError
from daemon.settings import forms
from daemon.settings.kinds import (
    AnyAccount,
    AnyCalendar,
    GoogleAccount,
    GoogleService,
    MicrosoftAccount,
    ProviderCalendar,
    SignIn,
)
from daemon.settings.reading import Place, refuse_others
from daemon.settings.tables import Table

KINDS: Final = ("google", "microsoft")
SIGN_INS: Final[tuple[SignIn, ...]] = ("device", "secret", "certificate")
COMMON: Final = ("name", "kind", "owner", "must_not_read", "endpoint")
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "google": ("client_file", "service_account_file", "subjects"),
    "microsoft": (
        *("tenant", "client_id", "sign_in", "secret_file", "key_file", "certificate_file"),
        *("login", "ca_file"),
    ),
}
_AN_ID: Final = "00000000-0000-0000-0000-000000000000"
_WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "device": (),
    "secret": ("secret_file",),
    "certificate": ("key_file", "certificate_file"),
}
_PROVIDER: Final = {
    "google": "google",
    "outlook": "microsoft",
    "gmail": "google",
    "graph": "microsoft",
}


def accounts(table: Table, place: Place) -> dict[str, AnyAccount]:
    """By name; one that can't be read at all is left out, and noted."""
    found: dict[str, AnyAccount] = {}
    for each in table.tables("accounts", "name"):
        account = _account(each, place)
        if account is None:
            continue
        if account.name in found:
            each.note("name", "is another account's, too; write one of its own")
        found[account.name] = account
    return found


def _account(table: Table, place: Place) -> AnyAccount | None:
    kind = table.choice("kind", KINDS)
    if kind is None:
        table.leave()
        return None
    refuse_others(table, kind, KEYS)
    return _google(table, place) if kind == "google" else _microsoft(table, place)


def _name(table: Table) -> str:
    return table.text("name", forms.person_id, "", like="calendars", needed=True)


def _owner(table: Table) -> str:
    return table.text("owner", forms.person_or_address, "", like="dana")


def _refused_to(table: Table) -> str:
    return table.text("must_not_read", forms.address, "", like="ingrid@halden.example")


def _endpoint(table: Table, key: str = "endpoint") -> str:
    return table.text(key, forms.endpoint, "", like="https://graph.microsoft.us/v1.0")


def _google(table: Table, place: Place) -> GoogleAccount | GoogleService:
    name, owner, endpoint = _name(table), _owner(table), _endpoint(table)
    if table.lacks("service_account_file"):
        table.refuse(["subjects"], "belongs beside service_account_file; leave it out")
        client = place.document(table, "client_file", _is_client)
        return GoogleAccount(
            name=name,
            owner=owner,
            must_not_read=_refused_to(table),
            endpoint=endpoint,
            client=client,
        )
    table.refuse(["client_file"], "is for a person's sign-in; write it or service_account_file")
    table.refuse(
        ["must_not_read"],
        "can't be: Google lets such an account act for everybody of the domain, and our list of"
        " subjects alone holds it back; leave it out",
    )
    subjects = table.texts("subjects", forms.address, like="dana@halden.example")
    if not subjects:
        table.note("subjects", 'is missing; write for whom it may act, ["dana@halden.example"]')
    key = place.document(table, "service_account_file", _is_key)
    return GoogleService(name=name, owner=owner, endpoint=endpoint, key=key, subjects=subjects)


def _is_client(text: str) -> None:
    from daemon.accounts.google.console import client_of  # noqa: PLC0415 - for Google alone

    try:
        client_of(text)
    except DaemonError as error:
        raise ValueError(f"{error}; download it anew from Google's console") from None


def _is_key(text: str) -> None:
    from daemon.accounts.google.console import key_of  # noqa: PLC0415 - as above

    try:
        key_of(text)
    except DaemonError as error:
        raise ValueError(f"{error}; make one in Google's console, as JSON") from None


def _microsoft(table: Table, place: Place) -> MicrosoftAccount:
    way = table.choice("sign_in", SIGN_INS)
    for other in SIGN_INS:
        if way is not None and other != way:
            wanted = f'belongs to sign_in = "{other}"; leave it out, or write that'
            table.refuse(_WAYS[other], wanted)
    return MicrosoftAccount(
        name=_name(table),
        owner=_owner(table),
        must_not_read=_refused_to(table),
        endpoint=_endpoint(table),
        tenant=table.text("tenant", forms.word, "", like="halden.example", needed=True),
        client_id=table.text("client_id", forms.word, "", like=_AN_ID, needed=True),
        sign_in=way or "device",
        secret=place.password(table, "secret_file", needed=True) if way == "secret" else None,
        key_file=place.closed_file(table, "key_file") if way == "certificate" else None,
        certificate_file=(
            place.file(table, "certificate_file", needed=True) if way == "certificate" else None
        ),
        login=_endpoint(table, "login"),
        ca_file=place.file(table, "ca_file"),
    )


def account_for(table: Table, kind: str, known: Mapping[str, AnyAccount]) -> str:
    """The account that a calendar, mailbox or transport of this kind names."""

    def parse(text: str) -> str:
        if text not in known:
            there = ", ".join(f'"{name}"' for name in known) or "none"
            raise ValueError(f"{forms.quoted(text)} is no account of this file; there is {there}")
        if known[text].kind != _PROVIDER[kind]:
            raise ValueError(f"{forms.quoted(text)} is no account at {_PROVIDER[kind].title()}")
        if kind == "gmail" and isinstance(known[text], GoogleService):
            raise ValueError("a service account is for calendars alone; sign in as the mailbox")
        return text

    return table.text("account", parse, "", like="mail", needed=True)


def note_both(table: Table, account: str, calendars: Iterable[AnyCalendar]) -> None:
    """Whoever gets hold of the one sign-in should not have the other."""
    if account in {c.account for c in calendars if isinstance(c, ProviderCalendar)}:
        table.note(
            "account",
            "reads calendars, too; write two accounts, each with a sign-in of its own, even where the"
            " same person signs in",
        )
