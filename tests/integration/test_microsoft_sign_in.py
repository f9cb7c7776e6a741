"""Signing in at Microsoft with msal, against an OpenID provider that nobody here wrote."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.accounts import microsoft
from daemon.accounts.faults import AccountError
from daemon.accounts.microsoft import AppSignIn, DeviceSignIn, Place, graph, login
from daemon.accounts.throttle import Throttle
from daemon.accounts.tokens import TokenFile
from daemon.calendars.outlook import OutlookCalendar
from daemon.mail.graph_inbox import GraphMailbox
from daemon.ports import Window
from tests.servers.microsoft import entra as entra_server
from tests.servers.microsoft import server
from tests.servers.microsoft.entra import SECRET, Entra

pytestmark = pytest.mark.servers

SCOPES = (*microsoft.CALENDAR_SCOPES, *microsoft.MAIL_SCOPES)
MAILBOX = "accord@halden.example"
DAY = Window(datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))
KEY = bytes(32)


@pytest.fixture(autouse=True)
def trust(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both would silently beat the certificate that msal is told to trust."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def entra(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entra]:
    with entra_server.running(tmp_path_factory.mktemp("entra")) as running:
        yield running


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFile:
    return TokenFile(tmp_path / "accounts" / "halden", KEY)


def signed_in(entra: Entra, tokens: TokenFile, account: str = MAILBOX) -> DeviceSignIn:
    place = entra.place("by-device")
    assert login(place, tokens, SCOPES, lambda _, code: entra.approve(code, account)) == account
    return DeviceSignIn(place, tokens, SCOPES)


def test_an_application_signs_in_with_its_secret(entra: Entra):
    token = AppSignIn(entra.place("by-secret"), SECRET)("")
    granted = entra.grant_of(token)
    assert granted
    assert granted.user == ""


def test_an_application_signs_in_with_its_certificate(entra: Entra):
    assert entra.grant_of(AppSignIn(entra.place("by-certificate"), entra.certificate)(""))


def test_a_token_is_used_until_it_is_refused_and_then_another_is_got(entra: Entra):
    bearer = AppSignIn(entra.place("by-secret"), SECRET)
    first = bearer("")
    assert bearer("") == first
    assert bearer("some older token") == first
    second = bearer(first)
    assert second != first
    assert bearer(first) == second


def test_a_wrong_secret_pauses_the_account_names_no_secret_and_is_not_tried_again_at_once(
    entra: Entra,
):
    bearer = AppSignIn(entra.place("by-secret"), "swordfish")
    with pytest.raises(AccountError, match="account halden: sign-in: invalid_client") as refused:
        bearer("")
    assert refused.value.paused
    assert "swordfish" not in str(refused.value)
    with pytest.raises(AccountError, match="asked to wait"):
        bearer("")


def test_marek_signs_the_mailbox_in_by_typing_a_code_on_another_machine(
    entra: Entra, tokens: TokenFile
):
    shown: list[tuple[str, str]] = []

    def show(page: str, code: str) -> None:
        shown.append((page, code))
        threading.Timer(0.2, entra.approve, (code, MAILBOX)).start()

    assert login(entra.place("by-device"), tokens, SCOPES, show) == MAILBOX
    assert shown[0][0].startswith(entra.base)
    granted = entra.grant_of(DeviceSignIn(entra.place("by-device"), tokens, SCOPES)(""))
    assert granted
    assert granted.user == MAILBOX
    assert set(SCOPES) <= set(granted.scopes)


def test_what_is_kept_of_a_sign_in_is_encrypted(entra: Entra, tokens: TokenFile, tmp_path: Path):
    token = signed_in(entra, tokens)("")
    lying = (tmp_path / "accounts" / "halden").read_bytes()
    assert token.encode() not in lying
    assert b"refresh" not in lying.lower()
    assert b"RefreshToken" in tokens.read()


def test_a_restart_needs_no_sign_in_and_a_refused_token_is_refreshed(
    entra: Entra, tokens: TokenFile
):
    first = signed_in(entra, tokens)("")
    before = tokens.read()
    restarted = DeviceSignIn(entra.place("by-device"), tokens, SCOPES)
    assert restarted("") == first
    second = restarted(first)
    assert second != first
    assert tokens.read() != before, "the refresh token rotates, and the new one is kept"
    assert DeviceSignIn(entra.place("by-device"), tokens, SCOPES)(second) not in (first, second)


def test_fault_25_two_that_refresh_at_once_lose_no_refresh_token(entra: Entra, tokens: TokenFile):
    old = signed_in(entra, tokens)("")
    bearers = [DeviceSignIn(entra.place("by-device"), tokens, SCOPES) for _ in range(4)]
    together = threading.Barrier(4)
    got: list[str] = []

    def refresh(bearer: DeviceSignIn) -> None:
        together.wait()
        got.append(bearer(old))

    threads = [threading.Thread(target=refresh, args=(bearer,)) for bearer in bearers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 4
    assert len(set(got)) == 1, "the first refreshes, the others find what it saved"
    assert old not in got
    assert all(entra.grant_of(token) for token in got)


def test_fault_24_a_grant_taken_back_pauses_the_account_until_somebody_signs_in_anew(
    entra: Entra, tokens: TokenFile
):
    bearer = signed_in(entra, tokens, "lena@halden.example")
    token = bearer("")
    entra.forget("lena@halden.example")
    with pytest.raises(AccountError, match="invalid_grant") as refused:
        bearer(token)
    assert refused.value.paused
    with pytest.raises(AccountError, match="nobody is signed in"):
        bearer(token)
    signed_in(entra, tokens, "lena@halden.example")
    assert entra.grant_of(bearer(token))


def test_without_any_sign_in_nothing_is_asked(tokens: TokenFile):
    nowhere = Place("halden", "by-device", "halden", login="https://127.0.0.1:1")
    with pytest.raises(AccountError, match="account halden: nobody is signed in") as refused:
        DeviceSignIn(nowhere, tokens, SCOPES)("")
    assert refused.value.paused


def test_fault_26_the_daemon_starts_while_the_identity_service_is_down(tmp_path: Path):
    """Nothing is asked before the first call, whose failure says what is down and is no verdict."""
    with entra_server.running(tmp_path) as entra, server.running() as office:
        bearer = AppSignIn(entra.place("by-secret"), SECRET)
        api = graph("halden", bearer, base=office.base)
        calendar = OutlookCalendar(api, "dana@halden.example")
        entra.stop()
        with pytest.raises(AccountError, match="account halden: sign-in") as down:
            calendar.events(DAY)
        api.close()
    assert not down.value.paused
    assert down.value.retry_after
    assert office.seen == []


def test_it_recovers_when_the_identity_service_is_back(entra: Entra):
    bearer = AppSignIn(Place("halden", "by-secret", "halden", login="https://localhost:1"), SECRET)
    with pytest.raises(AccountError, match="sign-in"):
        bearer("")
    bearer._place = entra.place("by-secret")
    with pytest.raises(AccountError, match="asked to wait"):
        bearer("")
    bearer._throttle = Throttle("halden", 1)  # the minute is over
    assert entra.grant_of(bearer(""))


def test_a_real_token_opens_what_was_granted_and_nothing_else(entra: Entra, tokens: TokenFile):
    with server.running() as office:
        office.grant_of = entra.grant_of
        office.box("dana@halden.example")
        office.box(MAILBOX).arrive(b"From: marek@halden.example\r\n\r\nA1: 5 of 8\r\n")
        api = graph("halden", signed_in(entra, tokens), base=office.base)
        assert OutlookCalendar(api, "dana@halden.example").events(DAY).complete
        assert len(GraphMailbox(api, DAY.start.replace(year=2025)).fetch("").mails) == 1
        api.close()
    assert office.wrong == []


def test_a_token_that_ends_while_it_is_used_is_renewed_within_the_call(
    entra: Entra, tokens: TokenFile
):
    with server.running() as office:
        office.grant_of = entra.grant_of
        office.box("dana@halden.example")
        office.fail("/calendarView", 401, "InvalidAuthenticationToken")
        api = graph("halden", signed_in(entra, tokens), base=office.base)
        assert OutlookCalendar(api, "dana@halden.example").events(DAY).complete
        api.close()
    tokens_used = [request.headers["authorization"] for request in office.seen]
    assert len(tokens_used) == len(set(tokens_used)) == 2
