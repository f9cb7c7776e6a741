"""Whether a mail is its sender's, and what an UNDO may reach."""

import pytest

from daemon.domain.ledger import Entry, Kind
from daemon.domain.replies.gates import held, undoable, verdict
from daemon.domain.replies.message import IncomingMessage
from tests.unit.town import utc

SERVER = "mx.halden.example"
NOW = utc("2026-11-30 09:00")


def message(*results: str, sender: str = "marek@halden.example") -> IncomingMessage:
    headers = tuple(("authentication-results", r) for r in results)
    return IncomingMessage("<m@x>", "", (sender,), (), (), headers, "text/plain", (), ())


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (f"{SERVER}; dmarc=pass header.from=halden.example", "pass"),
        (f"{SERVER}; dkim=fail; spf=fail; dmarc=pass", "pass"),
        (f"{SERVER}; dkim=pass header.d=halden.example; dmarc=fail", "fail"),
        (f"{SERVER}; dkim=pass header.d=halden.example", "pass"),
        (f"{SERVER}; dkim=pass header.i=@mail.halden.example; spf=none", "pass"),
        (f"{SERVER}; spf=pass smtp.mailfrom=marek@halden.example", "pass"),
        (f"{SERVER}; dkim=fail header.d=halden.example; spf=fail", "fail"),
        (f"{SERVER}; none", "none"),
        (f"{SERVER} 1; DMARC=Pass", "pass"),
        (f"{SERVER.upper()}; dmarc=pass", "pass"),
        (f"{SERVER}; dmarc=success(p=REJECT) (dmarc=pass)", "none"),
        (f"{SERVER}; dmarc=none (dkim=fail)", "none"),
        ("", "none"),
        (";;;", "none"),
        ("dmarc=pass; spf=pass", "none"),
    ],
)
def test_the_verdict_of_the_server_that_is_ours(results: str, expected: str) -> None:
    assert verdict(message(results), SERVER) == expected


def test_a_signature_of_somebody_elses_domain_vouches_for_nobody_here() -> None:
    signed = f"{SERVER}; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=x@evil.example"
    assert verdict(message(signed), SERVER) == "none"
    assert verdict(message(f"{SERVER}; dkim=pass header.d=example"), SERVER) == "none"
    assert verdict(message(f"{SERVER}; dkim=pass header.d=den.example"), SERVER) == "none"


def test_only_the_topmost_header_counts_and_only_of_the_configured_server() -> None:
    forged = f"{SERVER}; dmarc=pass"
    assert verdict(message("other.example; dmarc=fail", forged), SERVER) == "none"
    assert verdict(message(f"{SERVER}; dmarc=fail", forged), SERVER) == "fail"
    assert verdict(message(forged), "") == "none"


def test_of_two_signatures_one_good_one_is_enough() -> None:
    both = f"{SERVER}; dkim=fail header.d=halden.example; dkim=pass header.d=halden.example"
    assert verdict(message(both), SERVER) == "pass"
    assert (
        verdict(message(f"{SERVER}; dkim=pass header.d=halden.example; dkim=fail"), SERVER)
        == "pass"
    )


# --- UNDO -------------------------------------------------------------------------------------


def entry(kind: Kind, by: str, mail: str, label: str = "A1", **values: str) -> Entry:
    return Entry(kind, NOW, by, mail, f"{kind}", label, {}, values)


DRAFT = entry(Kind.PROPOSED, "dana", "<d>", parties="marek,dana")
DONE = entry(Kind.CLOSED, "marek", "<m>", verdict="kept")
CONTEST = entry(Kind.CONTESTED, "dana", "<c>", verdict="not-kept")


def test_undo_reaches_the_writers_own_entries_of_these_mails() -> None:
    note = entry(Kind.NOTED, "marek", "<m>")
    other = entry(Kind.NOTED, "dana", "<o>")
    older = entry(Kind.NOTED, "marek", "<old>")
    assert undoable((DRAFT, older, other, note), "marek", {"<m>"}) == (note,)
    assert undoable((DRAFT, older, other, note), "marek", set()) == ()


def test_a_consent_and_the_welcome_are_out_of_reach() -> None:
    yes = entry(Kind.ACKNOWLEDGED, "dana", "<m>", version="1")
    welcome = entry(Kind.WELCOMED, "dana", "<m>", "")
    assert undoable((DRAFT, yes, welcome), "dana", {"<m>"}) == ()


def test_what_was_taken_back_is_taken_back_once() -> None:
    undone = entry(Kind.UNDONE, "marek", "<u>", source="<m>")
    assert undoable((DRAFT, DONE, undone), "marek", {"<m>"}) == ()
    assert held((DRAFT, DONE, undone), "marek", {"<m>"}) == ()


def test_a_verdict_or_words_the_other_acted_on_are_held() -> None:
    assert undoable((DRAFT, DONE), "marek", {"<m>"}) == (DONE,)
    assert held((DRAFT, DONE), "marek", {"<m>"}) == ()
    assert undoable((DRAFT, DONE, CONTEST), "marek", {"<m>"}) == ()
    assert held((DRAFT, DONE, CONTEST), "marek", {"<m>"}) == (DONE,)
    yes = entry(Kind.ACKNOWLEDGED, "marek", "<y>", version="1")
    assert held((DRAFT, yes), "dana", {"<d>"}) == (DRAFT,)
