"""The kinds of account, calendar, mailbox and way out that an installation may have.

`local`: whether nothing of it is off this machine, so that a played clock can do no harm; what goes
by an account is where that account is. Secrets are None where the settings were loaded without them.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal
from urllib.parse import urlsplit

from daemon.settings.forms import loopback

Security = Literal["none", "starttls", "tls"]
RequireAuth = Literal["known", "always"]
SignIn = Literal["device", "secret", "certificate"]


@dataclass(frozen=True, slots=True)
class Secret:
    """A password, a token or a file that holds some; neither repr nor str shows it."""

    value: str = field(repr=False)


def at_home(url: str) -> bool:
    """Whether an address on the web is this machine's own."""
    return loopback(urlsplit(url).hostname or "")


# --- accounts ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A sign-in at a provider, for calendars or for mail.

    owner: id or address of whoever is told when it breaks, beside the admin. must_not_read: an
    address whose calendar or mail it has to be refused. endpoint: where its API is, "" for the
    usual place.
    """

    name: str
    owner: str = ""
    must_not_read: str = ""
    endpoint: str = ""

    @property
    def local(self) -> bool:
        return at_home(self.endpoint)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleAccount(Account):
    """A person's or a mailbox's own. client: the JSON of an OAuth client for desktop apps."""

    kind: ClassVar[Literal["google"]] = "google"

    client: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleService(Account):
    """A service account that may act for others. key: its JSON. subjects: for whom alone it acts."""

    kind: ClassVar[Literal["google"]] = "google"

    key: Secret | None = None
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrosoftAccount(Account):
    """tenant: its id or domain. login: where tokens are had, "" for the usual place.

    secret, or key_file (private) and certificate_file: for those ways to sign in. ca_file: what
    certificates are verified against in place of the system's, None for those.
    """

    kind: ClassVar[Literal["microsoft"]] = "microsoft"

    tenant: str
    client_id: str
    sign_in: SignIn
    secret: Secret | None = None
    key_file: Path | None = None
    certificate_file: Path | None = None
    login: str = ""
    ca_file: Path | None = None

    @property
    def local(self) -> bool:
        return at_home(self.endpoint) and at_home(self.login)


AnyAccount = GoogleAccount | GoogleService | MicrosoftAccount


# --- calendars --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """owner: id or address of the person whose calendar it is, "" where the events say it.

    zone: IANA name, for times that name no zone, or one that nobody knows.
    """

    owner: str = ""
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class IcsFiles(Calendar):
    """path: an .ics file, or a folder of them."""

    kind: ClassVar[Literal["ics"]] = "ics"
    local: ClassVar[bool] = True

    path: Path


@dataclass(frozen=True, slots=True)
class Invited(Calendar):
    """What people invited our address to by mail."""

    kind: ClassVar[Literal["invitations"]] = "invitations"
    local: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderCalendar(Calendar):
    """Calendars at Google or Microsoft: of `people` (ids or addresses), () for all leaders; or the
    one of `owner` that the provider calls `calendar`.
    """

    kind: Literal["google", "outlook"]
    account: str
    people: tuple[str, ...] = ()
    calendar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebCalendar(Calendar):
    """A server of calendars (CalDAV), or one published as a file (a feed), whose address is a secret.

    path: of one calendar there, or of a person's, "" for what the server itself offers. near:
    networks that may be reached though they are not public. ca_file: as for MicrosoftAccount.
    """

    kind: Literal["caldav", "feed"]
    url: Secret | None
    user: str = ""
    password: Secret | None = None
    path: str = ""
    near: tuple[str, ...] = ()
    ca_file: Path | None = None

    @property
    def local(self) -> bool:
        return self.url is not None and at_home(self.url.value)


AnyCalendar = IcsFiles | Invited | ProviderCalendar | WebCalendar


# --- mail -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Maildir:
    """A folder of mails: what arrived, or a mailbox for each addressee."""

    kind: ClassVar[Literal["maildir"]] = "maildir"
    local: ClassVar[bool] = True

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Imap:
    """timeout: seconds of silence that are too many. password: None also where nobody signs in."""

    kind: ClassVar[Literal["imap"]] = "imap"

    host: str
    port: int = 993
    security: Security = "tls"
    user: str = ""
    password: Secret | None = None
    folder: str = "INBOX"
    timeout: float = 20
    ca_file: Path | None = None

    @property
    def local(self) -> bool:
        return loopback(self.host)


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """As Imap. sent_folder: where an IMAP mailbox keeps what was sent, "" for what the server marks.

    files_copies: we put letters there; False where the server does.
    """

    kind: ClassVar[Literal["smtp"]] = "smtp"

    host: str = "localhost"
    port: int = 587
    security: Security = "starttls"
    user: str = ""
    password: Secret | None = None
    timeout: float = 20
    ca_file: Path | None = None
    sent_folder: str = ""
    files_copies: bool = True

    @property
    def local(self) -> bool:
        return loopback(self.host)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderMail:
    """A mailbox at Google or Microsoft. mailbox: whose, "" for whoever signed in."""

    kind: Literal["gmail", "graph"]
    account: str
    mailbox: str = ""


MailboxPlace = Maildir | Imap | ProviderMail
AnyTransport = Maildir | Smtp | ProviderMail


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """Where answers arrive. address: casefolded, the daemon's own, without a plus.

    require_auth: "known" lets mail pass that brings no verdict, "always" asks for a pass.
    authserv_id: whose Authentication-Results count (RFC 8601), "" for nobody's.
    welcome_from: casefolded addresses that may set up a leader by mail.
    """

    place: MailboxPlace
    address: str
    require_auth: RequireAuth = "known"
    authserv_id: str = ""
    welcome_from: tuple[str, ...] = ()
