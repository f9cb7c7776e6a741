"""The two files that Google's console gives out. Both are secrets of the installation."""

import json
from collections.abc import Mapping
from typing import Any

from daemon.accounts.faults import AccountError
from daemon.accounts.google.signing import Client


def client_of(text: str) -> Client:
    """From the file of an OAuth client, `{"installed": {…}}`. Raises AccountError."""
    found = _object(text).get("installed")
    if not isinstance(found, dict) or not _has_texts(found, "client_id", "client_secret"):
        raise AccountError("this is no file of an OAuth client of the type Desktop app")
    ends = {name: found[name] for name in ("auth_uri", "token_uri") if _has_texts(found, name)}
    return Client(found["client_id"], found["client_secret"], **ends)


def key_of(text: str) -> Mapping[str, Any]:
    """From the key file of a service account. Raises AccountError."""
    found = _object(text)
    wanted = ("client_email", "private_key", "token_uri")
    if found.get("type") != "service_account" or not _has_texts(found, *wanted):
        raise AccountError("this is no key file of a service account")
    return found


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _has_texts(found: Mapping[str, Any], *names: str) -> bool:
    return all(isinstance(found.get(name), str) and found[name] for name in names)
