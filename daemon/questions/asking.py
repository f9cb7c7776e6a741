"""What `accord init` asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from daemon.settings import countries, forms

Given = Mapping[str, str]


def _always(_: Given) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Question:
    """key: of its answer. default: taken for an empty answer, None where one is needed.

    applies: whether it is asked at all, from the answers so far.
    """

    key: str
    text: str
    default: str | None
    parser: Callable[[str], object]
    applies: Callable[[Given], bool] = _always

    def complaint(self, answer: str) -> str:
        """What to write instead, "" where the answer is fine."""
        if not answer.strip():
            return "an answer is needed" if self.default is None else ""
        try:
            self.parser(forms.printable(answer))
        except ValueError as error:
            return str(error)
        return ""


def _month(text: str) -> int:
    if text not in map(str, range(1, 13)):
        raise ValueError(f"{forms.quoted(text)} is no month; write a number from 1 to 12")
    return int(text)


def _among(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"{forms.quoted(text)} is none of them; write {', '.join(words)}")
        return text

    return parse


def _where(key: str, *kinds: str) -> Callable[[Given], bool]:
    return lambda given: given.get(key) in kinds


def _at_google(given: Given) -> bool:
    return "google" in (given.get("calendars"), given.get("mail"))


def _at_microsoft(given: Given) -> bool:
    return given.get("calendars") == "outlook" or given.get("mail") == "microsoft"


_path = forms.under(Path())

QUESTIONS = (
    Question("name", "Your name", None, str),
    Question("address", "Your mail address", None, forms.address),
    Question("zone", "Your time zone, like Europe/Vienna", None, forms.zone),
    Question("country", "Your country, like AT, for its public holidays", "", countries.country),
    Question(
        "calendars",
        "Your calendar: google, outlook, caldav, feed (one file on the web), invitations (whoever"
        " invites Accord gets agendas) or ics (files on this machine)",
        "ics",
        _among("google", "outlook", "caldav", "feed", "invitations", "ics"),
    ),
    Question(
        "calendar",
        "Your calendar, an .ics file or a folder of them",
        "calendars",
        _path,
        _where("calendars", "ics"),
    ),
    Question(
        "calendar_url",
        "Its address, https://...",
        None,
        forms.endpoint,
        _where("calendars", "caldav", "feed"),
    ),
    Question(
        "calendar_user",
        "The name that Accord signs in with there",
        None,
        forms.word,
        _where("calendars", "caldav"),
    ),
    Question("own_address", "The mail address of Accord itself", None, forms.own_address),
    Question(
        "mail",
        "Its mailbox: google, microsoft, imap or maildir (a folder on this machine)",
        "maildir",
        _among("google", "microsoft", "imap", "maildir"),
    ),
    Question(
        "mailbox",
        "The Maildir in which its mail arrives",
        "mail/in",
        _path,
        _where("mail", "maildir"),
    ),
    Question(
        "imap_host", "The IMAP server of its mailbox", None, forms.host, _where("mail", "imap")
    ),
    Question(
        "host",
        "The mail server that takes outgoing mail",
        "localhost",
        forms.host,
        _where("mail", "maildir", "imap"),
    ),
    Question(
        "tenant", "Your tenant at Microsoft, its id or domain", None, forms.word, _at_microsoft
    ),
    Question("client_id", "The application's client id there", None, forms.word, _at_microsoft),
    Question(
        "client_file",
        "The file of the OAuth client that Google's console gave you",
        "google-client.json",
        _path,
        _at_google,
    ),
    Question("start_month", "The month in which your fiscal year starts", "1", _month),
    Question(
        "head", "The mail address of whoever gets the recap of all teams, if any", "", forms.address
    ),
    Question(
        "admin", "The mail address of whoever looks after Accord, if not you", "", forms.address
    ),
)
