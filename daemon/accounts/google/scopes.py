"""What may be asked of Google (https://developers.google.com/identity/protocols/oauth2/scopes)."""

from collections.abc import Iterable

_AUTH = "https://www.googleapis.com/auth/"

CALENDAR_READ = f"{_AUTH}calendar.events.readonly"
MAIL_SEND = f"{_AUTH}gmail.send"
MAIL_DRAFT = f"{_AUTH}gmail.compose"
MAIL_READ = f"{_AUTH}gmail.readonly"
MAIL_MARK = f"{_AUTH}gmail.modify"
MAIL_ALL = "https://mail.google.com/"

# The least that does all of it. Mail: drafts are what lets a lost answer be asked about.
CALENDAR = (CALENDAR_READ,)
MAIL = (MAIL_DRAFT, MAIL_READ)

_INCLUDED_IN = {
    MAIL_SEND: (MAIL_DRAFT, MAIL_MARK, MAIL_ALL),
    MAIL_DRAFT: (MAIL_MARK, MAIL_ALL),
    MAIL_READ: (MAIL_MARK, MAIL_ALL),
    MAIL_MARK: (MAIL_ALL,),
    CALENDAR_READ: (
        f"{_AUTH}calendar",
        f"{_AUTH}calendar.readonly",
        f"{_AUTH}calendar.events",
    ),
}


def covers(granted: Iterable[str], wanted: str) -> bool:
    """Whether what was granted includes a scope, by its own name or within a wider one."""
    given = set(granted)
    return wanted in given or not given.isdisjoint(_INCLUDED_IN.get(wanted, ()))


def missing(granted: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """On Google's consent page each box can be left empty, so this is looked at after each sign-in."""
    given = frozenset(granted)
    return tuple(scope for scope in wanted if not covers(given, scope))
