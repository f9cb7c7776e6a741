"""`[mailbox]` and `[transport]`: where mail arrives, and how it leaves."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from daemon.settings import forms
from daemon.settings.accounts import account_for, note_both
from daemon.settings.kinds import (
    AnyAccount,
    AnyCalendar,
    AnyTransport,
    Imap,
    MailboxPlace,
    MailboxSettings,
    Maildir,
    ProviderMail,
    RequireAuth,
    Smtp,
)
from daemon.settings.reading import (
    SECURITIES,
    Place,
    note_open_line,
    note_sign_in,
    refuse_others,
)
from daemon.settings.tables import Table

REQUIRED: Final[tuple[RequireAuth, ...]] = ("known", "always")
MAILBOX_COMMON: Final = ("kind", "address", "require_auth", "authserv_id", "welcome_from")
SIGN_IN: Final = ("host", "port", "security", "user", "password_file", "timeout", "ca_file")
MAILBOXES: Final[Mapping[str, tuple[str, ...]]] = {
    "maildir": ("path",),
    "imap": (*SIGN_IN, "folder"),
    "gmail": ("account",),
    "graph": ("account", "mailbox"),
}
TRANSPORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "maildir": ("path",),
    "smtp": (*SIGN_IN, "sent_folder", "files_copies"),
    "gmail": ("account",),
    "graph": ("account", "mailbox"),
}
_Provider = Literal["gmail", "graph"]
_Kind = Literal["maildir", "imap"] | _Provider
_Way = Literal["maildir", "smtp"] | _Provider
_KINDS: Final[tuple[_Kind, ...]] = ("maildir", "imap", "gmail", "graph")
_WAYS: Final[tuple[_Way, ...]] = ("maildir", "smtp", "gmail", "graph")


def mailbox(
    table: Table,
    place: Place,
    accounts: Mapping[str, AnyAccount],
    calendars: tuple[AnyCalendar, ...],
) -> MailboxSettings:
    where = _mailbox_place(table, place, accounts)
    if isinstance(where, ProviderMail):
        note_both(table, where.account, calendars)
    found = MailboxSettings(
        place=where,
        address=table.text(
            "address", forms.own_address, "", like="accord@halden.example", needed=True
        ),
        require_auth=table.choice("require_auth", REQUIRED, "known") or "known",
        authserv_id=table.text("authserv_id", forms.word, "", like="mx.halden.example"),
        welcome_from=table.texts("welcome_from", forms.address, like="dana@halden.example"),
    )
    if found.require_auth == "always" and table.lacks("authserv_id"):
        table.note(
            "authserv_id",
            "is missing, so that no mail could ever pass; write the name your own server puts first in"
            ' Authentication-Results, or require_auth = "known"',
        )
    return found


def _mailbox_place(table: Table, place: Place, accounts: Mapping[str, AnyAccount]) -> MailboxPlace:
    kind = table.choice("kind", _KINDS)
    if kind is None:
        table.leave()
        return Maildir(Path())
    refuse_others(table, kind, MAILBOXES)
    if kind == "maildir":
        return Maildir(table.text("path", place.below, Path(), like="mail/in", needed=True))
    if kind == "imap":
        return _imap(table, place)
    return _provider(table, kind, accounts)


def _provider(table: Table, kind: _Provider, accounts: Mapping[str, AnyAccount]) -> ProviderMail:
    return ProviderMail(
        kind=kind,
        account=account_for(table, kind, accounts),
        mailbox=table.text("mailbox", forms.word, "", like="accord@halden.example"),
    )


def _imap(table: Table, place: Place) -> Imap:
    usual = Imap(host="")
    found = Imap(
        host=table.text("host", forms.host, "", like="mail.halden.example", needed=True),
        port=table.whole("port", usual.port, 1, 65535),
        security=table.choice("security", SECURITIES, usual.security) or usual.security,
        user=table.text("user", forms.word, "", like="accord@halden.example"),
        password=place.password(table, "password_file"),
        timeout=table.number("timeout", usual.timeout, 1, 120),
        folder=table.text("folder", forms.printable, usual.folder, like=usual.folder),
        ca_file=place.file(table, "ca_file"),
    )
    note_sign_in(table)
    note_open_line(table, found.security, found.host)
    return found


def transport(
    table: Table,
    place: Place,
    accounts: Mapping[str, AnyAccount],
    calendars: tuple[AnyCalendar, ...],
    mailbox_place: MailboxPlace,
) -> AnyTransport:
    kind = table.choice("kind", _WAYS)
    if kind is None:
        table.leave()
        return Maildir(Path())
    refuse_others(table, kind, TRANSPORTS)
    if kind == "smtp":
        return _smtp(table, place, mailbox_place)
    if kind == "maildir":
        path = table.text("path", place.below, Path(), like="mail/out", needed=True)
        if not table.lacks("path") and mailbox_place == Maildir(path):
            wrong = "is mailbox.path too, so that we would read our own mail; write another"
            table.note("path", wrong)
        return Maildir(path)
    found = _provider(table, kind, accounts)
    note_both(table, found.account, calendars)
    return found


def _smtp(table: Table, place: Place, mailbox_place: MailboxPlace) -> Smtp:
    if not isinstance(mailbox_place, Imap):
        only = 'is for a mailbox of kind = "imap", in which sent letters are kept; leave it out'
        table.refuse(["sent_folder", "files_copies"], only)
    usual = Smtp()
    found = Smtp(
        host=table.text("host", forms.host, usual.host, like="mail.halden.example"),
        port=table.whole("port", usual.port, 1, 65535),
        security=table.choice("security", SECURITIES, usual.security) or usual.security,
        user=table.text("user", forms.word, "", like="accord@halden.example"),
        password=place.password(table, "password_file"),
        timeout=table.number("timeout", usual.timeout, 1, 120),
        ca_file=place.file(table, "ca_file"),
        sent_folder=table.text("sent_folder", forms.printable, "", like="Sent"),
        files_copies=table.flag("files_copies", usual.files_copies),
    )
    note_sign_in(table)
    note_open_line(table, found.security, found.host)
    return found
