"""The mailbox and the way out of an installation. Both may use one account, never one connection."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from daemon.app.accounts import Accounts
from daemon.ports import Mailbox, Transport
from daemon.settings import Imap, Maildir, MicrosoftAccount, ProviderMail, Settings, Smtp

if TYPE_CHECKING:
    from daemon.mail.imap_session import ImapServer

# A first look may come late, where the provider is away on the first day; older mail is none of ours.
FIRST_LOOK = timedelta(days=1)

Ends = list[Callable[[], object]]


def make_folders(settings: Settings) -> None:
    """At a first start only: later, a path that is wrong must not be a silence."""
    first = not (settings.state / "install.key").exists()
    if first and isinstance(settings.mailbox.place, Maildir):
        from daemon.mail.maildir import MaildirMailbox

        MaildirMailbox(settings.mailbox.place.path).make()


def mailbox_of(settings: Settings, accounts: Accounts, now: datetime, ends: Ends) -> Mailbox:
    """ends: gets what is to be closed at the end."""
    place = settings.mailbox.place
    match place:
        case Maildir():
            from daemon.mail.maildir import MaildirMailbox

            return MaildirMailbox(place.path)
        case Imap():
            from daemon.mail.imap import ImapMailbox

            box = ImapMailbox(_server(place), place.folder)
            ends.append(box.close)
            return box
        case ProviderMail(kind="gmail"):
            from daemon.mail.gmail_inbox import GmailMailbox

            return GmailMailbox(accounts.google_account(place.account))
        case ProviderMail():
            from daemon.mail.graph_inbox import GraphMailbox

            return GraphMailbox(
                accounts.graph(place.account),
                now - FIRST_LOOK,
                mailbox=_whose(settings, accounts, place),
            )


def transport_of(settings: Settings, accounts: Accounts, ends: Ends) -> Transport:
    given = settings.transport
    match given:
        case Maildir():
            from daemon.mail.maildir import MaildirTransport

            return MaildirTransport(given.path)
        case Smtp():
            return _smtp(settings, given, ends)
        case ProviderMail(kind="gmail"):
            from daemon.mail.gmail import GmailTransport

            return GmailTransport(accounts.google_account(given.account))
        case ProviderMail():
            from daemon.mail.graph import GraphTransport

            api = accounts.graph(given.account)
            return GraphTransport(api, mailbox=_whose(settings, accounts, given))


def _smtp(settings: Settings, given: Smtp, ends: Ends) -> Transport:
    """Where answers are read by IMAP, the folder of sent mails tells what became of a letter."""
    from daemon.mail.smtp import SmtpTransport

    sent, place = None, settings.mailbox.place
    if isinstance(place, Imap):
        from daemon.mail.sent_folder import SentFolder

        sent = SentFolder(_server(place), given.sent_folder, copies=given.files_copies)
    transport = SmtpTransport(
        given.host,
        given.port,
        given.security,
        user=given.user,
        password=given.password.value if given.password else "",
        timeout=given.timeout,
        ca_file=str(given.ca_file or ""),
        sent=sent,
    )
    ends.append(transport.close)
    return transport


def _server(place: Imap) -> "ImapServer":
    from daemon.mail.imap_session import ImapServer

    return ImapServer(
        host=place.host,
        port=place.port,
        security=place.security,
        user=place.user,
        password=place.password.value if place.password else "",
        timeout=place.timeout,
        ca_file=str(place.ca_file or ""),
    )


def _whose(settings: Settings, accounts: Accounts, place: ProviderMail) -> str:
    """An application has no mailbox of its own, so that ours has to be named."""
    given = accounts[place.account]
    itself = isinstance(given, MicrosoftAccount) and given.sign_in != "device"
    return place.mailbox or (settings.mailbox.address if itself else "")
