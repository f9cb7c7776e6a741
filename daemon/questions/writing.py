"""The first settings: the example with the answers in it, so that it explains every key.

A paragraph of the example is a table of one kind, whose lines begin with # where another kind is in
use; to take one into use is to take that # away.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from daemon.directory import new_id
from daemon.questions.asking import Given
from daemon.settings import forms
from daemon.settings.tables import written

_TABLE = re.compile(r"^#?\[+(\w+)\]+$", re.MULTILINE)
_KIND = re.compile(r'^#?kind = "(\w+)"', re.MULTILINE)
_OF_KINDS = frozenset({"accounts", "calendars", "mailbox", "transport"})


@dataclass(frozen=True, slots=True)
class _Use:
    """A table that is in use: of which kind, and values of its keys as TOML writes them."""

    table: str
    kind: str
    values: Mapping[str, str]


def first_settings(given: Given) -> str:
    """`accord.toml` from the answers, each of which is there."""
    uses = [*_accounts(given), _calendar(given), _mailbox(given), _transport(given)]
    usual = {"fiscal": {"start_month": given["start_month"]}}
    paragraphs = example("accord.example.toml").rstrip("\n").split("\n\n")
    seen: set[tuple[str, str]] = set()
    written_out = []
    for paragraph in paragraphs:
        table, kind = _first(_TABLE, paragraph), _first(_KIND, paragraph)
        if table not in _OF_KINDS:
            written_out.append(_filled(paragraph, usual.get(table, {})))
            continue
        now = [u for u in uses if (u.table, u.kind) == (table, kind)]
        fresh = (table, kind) not in seen
        seen.add((table, kind))
        in_use = [_filled(_opened(paragraph), use.values) for use in now if fresh]
        written_out += [*in_use[:1], *map(_bare, in_use[1:])] or [_closed(paragraph)]
    return "\n\n".join(written_out) + "\n"


def _accounts(given: Given) -> Iterator[_Use]:
    """One for calendars and one for mail, also at the same provider."""
    calendars = {"google": "google", "outlook": "microsoft"}.get(given["calendars"])
    mail = given["mail"] if given["mail"] in ("google", "microsoft") else None
    at_google = {"client_file": written(given["client_file"])}
    at_microsoft = {key: written(given[key]) for key in ("tenant", "client_id")}
    for name, kind in (("calendars", calendars), ("mail", mail)):
        if kind:
            values = at_google if kind == "google" else at_microsoft
            yield _Use("accounts", kind, {"name": written(name), **values})


def _calendar(given: Given) -> _Use:
    you = written(new_id(given["name"], ()))
    values = {"owner": you, "zone": written(given["zone"]), "people": f"[{you}]"}
    kind = given["calendars"]
    if kind == "ics":
        values["path"] = written(given["calendar"])
    elif kind in ("caldav", "feed"):
        values |= {"url": written(given["calendar_url"]), "path": '""'}
        values |= {"user": written(given["calendar_user"])} if kind == "caldav" else {}
    return _Use("calendars", kind, values)


def _mailbox(given: Given) -> _Use:
    kind = {"google": "gmail", "microsoft": "graph"}.get(given["mail"], given["mail"])
    values = {
        "address": written(given["own_address"]),
        "welcome_from": f"[{written(given['address'])}]",
    }
    if kind == "maildir":
        values["path"] = written(given["mailbox"])
    elif kind == "imap":
        near = forms.loopback(given["imap_host"])
        values |= {
            "host": written(given["imap_host"]),
            "user": written(forms.address(given["own_address"])),
            "port": "143" if near else "993",
            "security": written("none" if near else "tls"),
        }
    return _Use("mailbox", kind, values)


def _transport(given: Given) -> _Use:
    kind = {"google": "gmail", "microsoft": "graph"}.get(given["mail"], "smtp")
    if kind != "smtp":
        return _Use("transport", kind, {})
    near = forms.loopback(given["host"])
    values = {
        "host": written(given["host"]),
        "port": "25" if near else "587",
        "security": written("none" if near else "starttls"),
    }
    if given["mail"] == "imap" and not near:
        values |= {
            "user": written(forms.address(given["own_address"])),
            "password_file": written("imap-password"),
        }
    return _Use("transport", kind, values)


def _first(pattern: re.Pattern[str], paragraph: str) -> str:
    found = pattern.search(paragraph)
    return found[1] if found else ""


def _opened(paragraph: str) -> str:
    """In use: without the # of its own, and those of a kind within the kind as they are."""
    return re.sub(r"^#(?=[\w\[])", "", paragraph, flags=re.MULTILINE)


def _closed(paragraph: str) -> str:
    return re.sub(r"^(?=[\w\[])", "#", paragraph, flags=re.MULTILINE)


def _bare(paragraph: str) -> str:
    """What is explained already a paragraph above."""
    return "\n".join(line for line in paragraph.splitlines() if not line.startswith("# "))


def _filled(paragraph: str, values: Mapping[str, str]) -> str:
    lines = []
    for line in paragraph.splitlines():
        key = line.partition(" = ")[0]
        lines.append(f"{key} = {values[key]}" if key in values else line)
    return "\n".join(lines)


def example(name: str) -> str:
    """The text of an example file: of the wheel's own folder, or of a checkout's."""
    packed = files("daemon") / "_config" / name
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "config" / name).read_text(encoding="utf-8")
