"""Whoever has no Google account pays for none of Google's packages."""

import subprocess
import sys

import pytest

HEAVY = ("googleapiclient", "google.auth", "google.oauth2", "httplib2")


@pytest.mark.parametrize(
    "module",
    [
        "daemon.calendars.google",
        "daemon.mail.gmail",
        "daemon.mail.gmail_inbox",
        "daemon.accounts.google.login",
    ],
)
def test_an_adapter_that_is_only_imported_loads_nothing_of_googles(module: str):
    program = f"import sys, {module}; print([n for n in {HEAVY!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "[]\n"
