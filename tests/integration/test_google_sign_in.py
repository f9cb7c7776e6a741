"""Google's sign-in: a person in a browser, a refresh that is raced, a grant that is taken back, and a
service account, whose assertions PyJWT verifies."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import httpx2
import pytest

from daemon.accounts.faults import AccountError
from daemon.accounts.google import scopes
from daemon.accounts.google.calls import Apis, CallError, acting_for
from daemon.accounts.google.login import login, login_elsewhere
from daemon.accounts.google.signing import Consent, Delegation, load_grant
from daemon.accounts.tokens import TokenFile
from daemon.calendars.google import GoogleCalendar
from daemon.ports import Window
from tests.contract.test_calendar_source import SEPTEMBER
from tests.servers import google
from tests.servers.google import KEY, TOKEN, Exchange, Town
from tests.servers.google_tokens import OURS, Desk

pytestmark = pytest.mark.servers


@pytest.fixture
def town() -> Town:
    found = google.town()
    found.reset()
    return found


@pytest.fixture
def desk(town: Town) -> Desk:
    town.between.rule = found = Desk(town)
    return found


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFile:
    return TokenFile(tmp_path / "accounts" / "accord", KEY)


def consent(town: Town, tokens: TokenFile) -> Consent:
    return Consent(town.client(), tokens, town.wire())


def refreshes(town: Town) -> int:
    return len(town.between.calls(TOKEN))


# --- a person ------------------------------------------------------------------------------------


def test_a_person_agrees_in_the_browser_and_comes_back_to_loopback(
    town: Town, desk: Desk, tokens: TokenFile
):
    def browser(address: str) -> None:
        def come_back() -> None:
            last = desk.consent(address)
            httpx2.get(last.partition("?")[0] + "favicon.ico?state=guessed&code=theirs")
            pages.append(httpx2.get(last).text)

        visits.append(Thread(target=come_back))
        visits[0].start()

    visits: list[Thread] = []
    pages: list[str] = []
    granted = login(
        town.client(), scopes.MAIL, tokens, town.wire(), show=browser, seconds=30, page="Thanks.\n"
    )
    visits[0].join()
    assert pages == ["Thanks.\n"]
    assert granted == scopes.MAIL
    assert consent(town, tokens).bearer()
    assert load_grant(tokens).scopes == scopes.MAIL


def test_without_a_browser_here_the_person_copies_the_address_of_the_last_page(
    town: Town, desk: Desk, tokens: TokenFile
):
    login_elsewhere(
        town.client(), scopes.MAIL, tokens, town.wire(), ask=lambda a: f" {desk.consent(a)}\n"
    )
    assert consent(town, tokens).bearer()


def test_the_code_is_worth_nothing_to_who_only_saw_it(town: Town, desk: Desk, tokens: TokenFile):
    """PKCE: another attempt has another verifier, and the state shows that it is another's answer."""
    seen: list[str] = []

    def ask(address: str) -> str:
        seen.append(desk.consent(address))
        return seen[0]

    arguments = (town.client(), scopes.MAIL, tokens, town.wire())
    login_elsewhere(*arguments, ask=ask)
    with pytest.raises(AccountError, match="no answer to what was just asked"):
        login_elsewhere(*arguments, ask=ask)


def test_a_box_left_empty_on_the_consent_page_is_named_and_nothing_is_saved(
    town: Town, desk: Desk, tokens: TokenFile
):
    desk.unticked = scopes.MAIL_READ
    with pytest.raises(AccountError, match=r"not granted: .*gmail\.readonly$"):
        login_elsewhere(town.client(), scopes.MAIL, tokens, town.wire(), ask=desk.consent)
    assert tokens.read() == b""


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda a: a.replace("code=", "error=access_denied&x="), "access_denied"),
        (lambda a: a.replace("code=4%2F0", "code=guessed"), "invalid_grant"),
        (lambda _: "http://127.0.0.1/", "no answer"),
        (lambda _: "nonsense", "no answer"),
    ],
)
def test_a_person_who_declines_or_copies_something_else_is_told(
    town: Town, desk: Desk, tokens: TokenFile, answer: Callable[[str], str], said: str
):
    with pytest.raises(AccountError, match=said):
        login_elsewhere(
            town.client(),
            scopes.MAIL,
            tokens,
            town.wire(),
            ask=lambda a: answer(desk.consent(a)),
        )
    assert tokens.read() == b""


def test_nobody_comes_back(town: Town, tokens: TokenFile):
    with pytest.raises(AccountError, match="nobody came back"):
        login(town.client(), scopes.MAIL, tokens, town.wire(), show=lambda _: None, seconds=0)


def test_before_anybody_signed_in_no_call_is_made(town: Town, tokens: TokenFile):
    with pytest.raises(AccountError, match="nobody has signed in") as caught:
        consent(town, tokens).bearer()
    assert caught.value.paused
    assert town.between.seen == []


# --- tokens --------------------------------------------------------------------------------------


def test_a_token_that_lives_is_used_again_by_whoever_reads_the_file(town: Town, tmp_path: Path):
    tokens = town.tokens(tmp_path, "accord", scopes.MAIL)
    assert consent(town, tokens).bearer() == consent(town, tokens).bearer()
    assert refreshes(town) == 1


def test_fault_25_of_many_threads_that_need_a_token_one_refreshes(town: Town, tmp_path: Path):
    ours = consent(town, town.tokens(tmp_path, "accord", scopes.MAIL))
    ready, got = Barrier(8), []

    def ask() -> None:
        ready.wait(30)
        got.append(ours.bearer())

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert refreshes(town) == 1


RACE = """
import sys
from pathlib import Path
from daemon.accounts.google.signing import Client, Consent
from daemon.accounts.google.wire import Wire
from daemon.accounts.tokens import TokenFile
folder, token_uri = sys.argv[1:]
client, wire = Client("id", "secret", token_uri=token_uri), Wire()
print("ready", flush=True)
sys.stdin.readline()
print(Consent(client, TokenFile(Path(folder) / "accord", bytes(range(32))), wire).bearer())
wire.close()
"""


def test_fault_25_of_two_processes_one_refreshes_and_no_rotation_is_lost(
    town: Town, tmp_path: Path
):
    """Each refresh makes the token before it worthless, as providers do that rotate them."""
    tokens = town.tokens(tmp_path, "accord", scopes.MAIL)
    town.between.rule = rotation = Rotating(town.bearer("accord"))
    command = [sys.executable, "-c", RACE, str(tmp_path), town.client().token_uri]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in both:
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = {process.communicate(timeout=60)[0] for process in both}
    assert len(said) == 1
    assert rotation.times == 1
    assert load_grant(tokens).refresh_token == rotation.living


class Rotating:
    """A token endpoint that takes each refresh token once."""

    def __init__(self, first: str) -> None:
        self.living = first
        self.times = 0

    def __call__(self, asked: Exchange, passed: Callable[[], Exchange]) -> Exchange:
        if f"refresh_token={self.living}" not in asked.body.decode():
            return asked.answers(400, {"error": "invalid_grant"})
        self.times += 1
        self.living = f"rotated-{self.times}"
        body = {"access_token": f"at-{self.times}", "expires_in": 3599}
        return asked.answers(200, {**body, "refresh_token": self.living})


def test_a_token_that_ends_before_its_time_is_renewed_within_the_call(town: Town, tmp_path: Path):
    account = town.account(tmp_path, "dana", scopes.CALENDAR)
    calendar = GoogleCalendar(account, "primary")
    calendar.events(SEPTEMBER)
    used: list[str] = []

    def revoked(asked: Exchange, passed: Callable[[], Exchange]) -> Exchange:
        if asked.path.endswith("/events"):
            used.append(asked.headers["authorization"])
            if len(used) == 1:
                return asked.answers(401, {"error": {"code": 401, "status": "UNAUTHENTICATED"}})
        if asked.path == TOKEN:
            return asked.answers(200, {"access_token": "fresh", "expires_in": 3599})
        return asked.answers(200, {"items": []})

    town.between.rule = revoked
    assert calendar.events(SEPTEMBER).complete
    assert used[-1] == "Bearer fresh"
    assert len(used) == 2


def test_fault_24_a_grant_that_is_taken_back_pauses_the_account_until_a_new_sign_in(
    town: Town, desk: Desk, tmp_path: Path
):
    account = town.account(tmp_path, "dana", scopes.CALENDAR)
    desk.withdrawn = {town.bearer("dana")}
    calendar = GoogleCalendar(account, "primary")
    for _ in range(20):
        with pytest.raises(AccountError, match=r"account dana: invalid_grant.*paused") as caught:
            calendar.events(SEPTEMBER)
        assert caught.value.paused
    assert refreshes(town) == 1
    # Another process knows it as well, and asks nobody.
    tokens = TokenFile(tmp_path / "dana", KEY)
    with pytest.raises(AccountError, match="paused"):
        consent(town, tokens).bearer()
    assert refreshes(town) == 1
    desk.withdrawn = set()
    town.tokens(tmp_path, "dana", scopes.CALENDAR)
    assert calendar.events(SEPTEMBER).complete


def test_fault_24_a_client_that_the_administrator_switched_off_is_asked_once_an_hour(
    town: Town, tmp_path: Path
):
    town.between.rule = lambda asked, _: asked.answers(401, {"error": "disabled_client"})
    ours = consent(town, town.tokens(tmp_path, "accord", scopes.MAIL))
    for _ in range(5):
        with pytest.raises(AccountError, match="disabled_client") as caught:
            ours.bearer()
        assert caught.value.paused
    assert refreshes(town) == 1


def test_fault_26_an_identity_service_that_is_down_pauses_nothing(town: Town, tmp_path: Path):
    town.between.rule = lambda *_: None
    ours = consent(town, town.tokens(tmp_path, "accord", scopes.MAIL))
    with pytest.raises(AccountError, match="no token") as caught:
        ours.bearer()
    assert not caught.value.paused
    town.between.rule = lambda _, passed: passed()
    assert ours.bearer()


# --- a service account -----------------------------------------------------------------------------


def delegation(town: Town, desk: Desk, *subjects: str) -> Delegation:
    return Delegation("office", desk.key(), subjects, town.wire())


def read(town: Town, delegation: Delegation, who: str, window: Window = SEPTEMBER) -> list[str]:
    wire = town.wire()
    account = acting_for(delegation, who, wire, Apis(wire, town.endpoints()))
    return [e.title for e in GoogleCalendar(account, who).events(window).events]


def test_a_service_account_reads_danas_calendar_in_her_name(town: Town, desk: Desk):
    times = {"dateTime": "2026-09-10T10:00:00+02:00", "timeZone": "Europe/Oslo"}
    town.calendar(
        "dana",
        "POST",
        "",
        {
            "summary": "Lunch",
            "start": times,
            "end": times | {"dateTime": "2026-09-10T11:00:00+02:00"},
        },
    )
    desk.delegated = ("dana@halden.example",)
    assert read(town, delegation(town, desk, "Dana@halden.example"), "dana@halden.example") == [
        "Lunch"
    ]
    [claims] = desk.claims
    assert claims["iss"] == OURS
    assert claims["sub"] == "dana@halden.example"
    assert claims["scope"] == scopes.CALENDAR_READ


def test_it_acts_for_nobody_who_is_not_on_our_own_list(town: Town, desk: Desk):
    desk.delegated = ("dana@halden.example", "marek@halden.example")
    with pytest.raises(AccountError, match=r"marek@halden\.example is not on its list"):
        read(town, delegation(town, desk, "dana@halden.example"), "marek@halden.example")
    assert town.between.seen == []


def test_it_never_asks_for_mail(town: Town, desk: Desk):
    assert not any(scopes.covers(Delegation.scopes, s) for s in (*scopes.MAIL, scopes.MAIL_SEND))


def test_fault_24_a_subject_without_delegation_is_asked_once_an_hour_and_others_go_on(
    town: Town, desk: Desk
):
    desk.delegated = ("dana@halden.example",)
    ours = delegation(town, desk, "dana@halden.example", "marek@halden.example")
    for _ in range(3):
        with pytest.raises(AccountError, match=r"for marek@halden\.example: unauthorized_client"):
            read(town, ours, "marek@halden.example")
        assert read(town, ours, "dana@halden.example") == []
    assert [claims["sub"] for claims in desk.claims] == [
        "marek@halden.example",
        "dana@halden.example",
    ]


def test_an_assertion_signed_by_another_key_is_refused(town: Town, desk: Desk):
    other = Desk(town, delegated=("dana@halden.example",))
    town.between.rule = other
    with pytest.raises(AccountError, match="invalid_grant"):
        read(town, delegation(town, desk, "dana@halden.example"), "dana@halden.example")
    assert other.claims == []


def test_a_key_that_is_none_is_named(town: Town):
    broken = Delegation("office", {"type": "service_account"}, ["dana@x.example"], town.wire())
    with pytest.raises(AccountError, match="account office: no key of a service account"):
        broken.bearer_for("dana@x.example")("")


def test_a_scope_that_is_missing_shows_in_the_call(town: Town, tmp_path: Path):
    body = {
        "error": {
            "code": 403,
            "message": "Request had insufficient authentication scopes.",
            "errors": [{"message": "Insufficient Permission", "reason": "insufficientPermissions"}],
            "status": "PERMISSION_DENIED",
        }
    }
    town.between.rule = lambda asked, passed: (
        passed() if asked.path == TOKEN else asked.answers(403, body)
    )
    account = town.account(tmp_path, "accord")
    for _ in range(3):
        with pytest.raises(AccountError, match="403 insufficientPermissions") as caught:
            account.do(account.mail.getProfile(userId="me"))
    assert caught.value.paused
    assert not isinstance(caught.value, CallError)
    assert len(town.between.calls("/profile")) == 1
