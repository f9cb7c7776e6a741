"""What one text in a settings file must look like: an address, a zone, working hours.

Each parser takes the text as written and returns its meaning, or raises ValueError with a sentence
that says what to write instead. `accord init` checks answers with the same parsers.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import time
from difflib import get_close_matches
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_ID = re.compile(r"[a-z0-9-]{1,40}")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_HOURS = re.compile(r"(\d{1,2}):(\d\d) ?[-–] ?(\d{1,2}):(\d\d)", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


def quoted(value: object) -> str:
    """A value as a problem shows it: on one line, cut short."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except ValueError:  # a number of thousands of digits
        return "this number"
    return text if len(text) <= 60 else f"{text[:57]}..."


def printable(text: str) -> str:
    """The text without space around it; a line break or control character in it is refused."""
    text = text.strip()
    if not text.isprintable():
        raise ValueError(
            "holds a line break or an invisible character; write it on one line, without"
        )
    return text


def cleaned(text: str) -> str:
    """The text on one line: what can't be seen becomes a space, and spaces become one."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def nearest(word: str, among: Iterable[str]) -> str:
    """The name that was probably meant, or ""."""
    found = get_close_matches(word, list(among), 1, 0.6)
    return found[0] if found else ""


def person_id(text: str) -> str:
    """The stable id of a person. `x-` is kept for the ledgers of people outside the directory."""
    if not _ID.fullmatch(text) or text.startswith("x-"):
        raise ValueError(
            f"{quoted(text)} is no id; write 1 to 40 small letters a-z, digits and hyphens, not beginning"
            ' with "x-", like "marek"'
        )
    return text


def address(text: str) -> str:
    """A mail address, casefolded, its domain as the wire has it (IDNA 2008, RFC 5891).

    Local parts are ASCII (RFC 5321): one that is not reaches only servers with SMTPUTF8.
    """
    local, _, domain = text.rpartition("@")
    if not domain.isascii():
        domain = _on_the_wire(domain)
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain) and len(text) <= 254):
        raise ValueError(
            f'{quoted(text)} is no mail address; write one like "marek@halden.example"'
        )
    return f"{local}@{domain}".casefold()


def own_address(text: str) -> str:
    """The daemon's own address: each letter adds its tag to it, so that it can't bring a plus."""
    if "+" in text:
        raise ValueError(
            f"{quoted(text)} has a plus; write the address without the plus and what follows"
        )
    return address(text)


def person_or_address(text: str) -> str:
    return address(text) if "@" in text else person_id(text)


def word(text: str) -> str:
    """A name without spaces."""
    if " " in text:
        raise ValueError(f"{quoted(text)} has a space in it; write it without")
    return text


def _on_the_wire(domain: str) -> str:
    import idna  # noqa: PLC0415 - large tables, and few domains need them

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""


def host(text: str) -> str:
    """A host name or an IP address, without a port."""
    if not (_HOST.fullmatch(text) or _is_ip(text)):
        raise ValueError(
            f'{quoted(text)} is no host name; write one like "mail.halden.example", its port under port'
        )
    return text


def web_address(text: str) -> str:
    """An https (or webcal) address; http only on this machine, or where `near` allows it."""
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("https", "http", "webcal") and _HOST.fullmatch(parts.hostname or "")
    except ValueError:
        fits = None
    if not fits:
        raise ValueError(
            'this is no address on the web; write one like "https://cloud.halden.example/dav"'
        )
    return text


def endpoint(text: str) -> str:
    """Where an API is: tokens go there, so https, or this machine."""
    parts = urlsplit(web_address(text))
    if parts.scheme != "https" and not loopback(parts.hostname or ""):
        raise ValueError(f'{quoted(text)} is not reached safely; write one with "https://"')
    return text.rstrip("/")


def network(text: str) -> str:
    """An IP network in CIDR notation (RFC 4632)."""
    try:
        return str(ip_network(text))
    except ValueError:
        raise ValueError(f'{quoted(text)} is no network; write one like "10.8.0.0/16"') from None


def loopback(name: str) -> bool:
    """Whether mail given to this host stays on this machine."""
    return name.casefold() == "localhost" or (_is_ip(name) and ip_address(name).is_loopback)


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def zone(text: str) -> str:
    """A name of the IANA time zone database; "localtime" would be the server's zone, and is none."""
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # OSError: "Europe" is a folder there
        known = False
    else:
        known = text != "localtime"
    if known:
        return text
    meant = nearest(text, available_timezones()) or "Europe/Vienna"
    raise ValueError(f'{quoted(text)} is no time zone; write a name like "{meant}"')


def hours(text: str) -> tuple[time, time]:
    """Local wall times of the beginning and end, on one day."""
    found = _HOURS.fullmatch(text)
    hour, minute, last_hour, last_minute = map(int, found.groups()) if found else (0, 0, 0, 0)
    try:
        begin, end = time(hour, minute), time(last_hour, last_minute)
    except ValueError:
        begin = end = time()
    if begin >= end:
        raise ValueError(f'{quoted(text)} are no hours of one day; write them like "09:00-17:00"')
    return begin, end


def days(text: str) -> frozenset[int]:
    """ISO weekdays (1 = Monday) of "Mon-Fri", "Mon-Thu, Sat" or, over the week's end, "Sun-Thu"."""
    try:
        return frozenset(day for part in text.split(",") for day in _stretch(part))
    except ValueError:
        raise ValueError(
            f'{quoted(text)} are no days; write them like "Mon-Fri" or "Mon-Wed, Fri", with {" ".join(DAYS)}'
        ) from None


def _stretch(part: str) -> list[int]:
    ends = [DAYS.index(name.strip().capitalize()) for name in re.split("[-–]", part)]
    if len(ends) > 2:
        raise ValueError
    length = (ends[-1] - ends[0]) % 7 + 1
    return [(ends[0] + n) % 7 + 1 for n in range(length)]


def language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise ValueError(f'{quoted(text)} is no language code; write one like "en" or "de"')
    return text


def under(folder: Path) -> Callable[[str], Path]:
    """The parser of a path, which is relative to `folder` where it is not absolute."""

    def path(text: str) -> Path:
        if text.startswith("~"):
            raise ValueError(
                f'"~" means nothing to a service; write the whole path, not {quoted(text)}'
            )
        return folder / text

    return path
