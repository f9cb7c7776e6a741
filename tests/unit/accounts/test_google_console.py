import json

import pytest

from daemon.accounts.faults import AccountError
from daemon.accounts.google import scopes
from daemon.accounts.google.calls import reasons
from daemon.accounts.google.console import client_of, key_of
from daemon.accounts.google.signing import Client

DESKTOP = {"client_id": "1.apps.googleusercontent.com", "client_secret": "GOCSPX-1"}
KEY = {
    "type": "service_account",
    "client_email": "accord@halden.iam.gserviceaccount.com",
    "private_key": "-----BEGIN PRIVATE KEY-----",
    "token_uri": "https://oauth2.googleapis.com/token",
}


def test_the_file_of_a_desktop_client_is_read():
    client = client_of(json.dumps({"installed": DESKTOP}))
    assert client == Client("1.apps.googleusercontent.com", "GOCSPX-1")
    assert client.token_uri == "https://oauth2.googleapis.com/token"


def test_its_own_addresses_win():
    ends = {"auth_uri": "http://127.0.0.1/auth", "token_uri": "http://127.0.0.1/token"}
    client = client_of(json.dumps({"installed": {**DESKTOP, **ends}}))
    assert (client.auth_uri, client.token_uri) == tuple(ends.values())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        json.dumps({"web": DESKTOP}),
        json.dumps({"installed": {**DESKTOP, "client_secret": ""}}),
        json.dumps(KEY),
    ],
)
def test_another_file_is_no_desktop_client(text: str):
    with pytest.raises(AccountError, match="Desktop app"):
        client_of(text)


def test_the_key_of_a_service_account_is_read():
    assert key_of(json.dumps(KEY)) == KEY


@pytest.mark.parametrize(
    "text", ["{", json.dumps({"installed": DESKTOP}), json.dumps({**KEY, "private_key": None})]
)
def test_another_file_is_no_key(text: str):
    with pytest.raises(AccountError, match="service account"):
        key_of(text)


def test_a_wider_scope_includes_the_narrower_and_not_the_other_way_round():
    assert scopes.missing([scopes.MAIL_MARK], scopes.MAIL) == ()
    assert scopes.missing(scopes.MAIL, [scopes.MAIL_MARK]) == (scopes.MAIL_MARK,)
    assert scopes.missing(["https://www.googleapis.com/auth/calendar"], scopes.CALENDAR) == ()
    assert scopes.missing([], scopes.CALENDAR) == scopes.CALENDAR


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            {"error": {"errors": [{"reason": "rateLimitExceeded"}], "status": "X"}},
            "rateLimitExceeded",
        ),
        ({"error": {"status": "PERMISSION_DENIED"}}, "PERMISSION_DENIED"),
        (
            {"error": {"details": [{"@type": "Help"}, {"reason": "SERVICE_DISABLED"}]}},
            "SERVICE_DISABLED",
        ),
        ({"error": {"errors": [{"reason": "a b\n<script>"}]}}, "abscript"),
        ({"error": {"errors": "all of them"}}, ""),
        ({"error": "invalid_grant"}, ""),
        ([], ""),
    ],
)
def test_googles_word_for_the_reason_is_one_word(body: object, reason: str):
    assert reasons(json.dumps(body).encode())[0] == reason


def test_a_page_instead_of_an_error_has_no_reason():
    assert reasons(b"<html>502</html>") == ("", "")
