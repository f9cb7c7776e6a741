"""What the rooms that read single tables share: paths, secrets, and keys of another kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from daemon.settings import forms, secret_files
from daemon.settings.kinds import Secret, Security
from daemon.settings.tables import Table

SECURITIES: Final[tuple[Security, ...]] = ("none", "starttls", "tls")


@dataclass(frozen=True, slots=True)
class Place:
    """Where paths start from. secrets: False leaves secrets unread and unchecked."""

    folder: Path
    secrets: bool

    def below(self, text: str) -> Path:
        return forms.under(self.folder)(text)

    def password(self, table: Table, key: str, *, needed: bool = False) -> Secret | None:
        """Anything that stands on one line."""
        parser = secret_files.secret(self.folder) if self.secrets else _unread
        return table.text(key, parser, None, like=key.removesuffix("_file"), needed=needed)

    def document(self, table: Table, key: str, check: Callable[[str], object]) -> Secret | None:
        """A needed file of several lines. check: raises ValueError for what it is not."""
        parser = secret_files.document(self.folder, check) if self.secrets else _unread
        return table.text(key, parser, None, like=f"{key.removesuffix('_file')}.json", needed=True)

    def closed_file(self, table: Table, key: str) -> Path | None:
        """A needed file that nobody else may read."""
        parser = secret_files.closed_file(self.folder) if self.secrets else _unread
        return table.text(key, parser, None, like="accord.pem", needed=True)

    def file(self, table: Table, key: str, *, needed: bool = False) -> Path | None:
        return table.text(key, self.below, None, like="ca.pem", needed=needed)


def _unread(_: str) -> None:
    """The parser of a secret that nobody needs now."""


def refuse_others(table: Table, kind: str, keys: Mapping[str, tuple[str, ...]]) -> None:
    """Notes the keys that belong to other kinds. keys: those of each kind."""
    for key in sorted({key for each in keys.values() for key in each} - set(keys[kind])):
        kinds = " or ".join(f'"{k}"' for k in keys if key in keys[k])
        table.refuse([key], f"belongs to kind = {kinds}; leave it out, or write that kind")


def note_sign_in(table: Table) -> None:
    """User and password come together."""
    signs_in = not table.lacks("user")
    if signs_in == table.lacks("password_file"):
        missing, there = ("password_file", "user") if signs_in else ("user", "password_file")
        table.note(missing, f"is missing; write it beside {there}, or leave both out")


def note_open_line(table: Table, security: Security, host: str) -> None:
    if not table.lacks("user") and security == "none" and not forms.loopback(host):
        table.note("security", 'would send the password in the clear; write "starttls" or "tls"')
