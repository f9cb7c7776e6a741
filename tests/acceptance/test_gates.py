"""What a mail passes before a word of it counts, through the installed command.

Every refusal has a code, keeps the mail whole, and shows in `accord check`.
"""

import hashlib
from email.message import EmailMessage
from textwrap import dedent

import pytest

from tests.acceptance.world import World

MAREKS_AGENDA = "1:1 with Dana, Tue 17 Nov"
ADDRESS = "accord@halden.example"
MAREK = "Marek Novak <marek@halden.example>"
FORGED = "mx.halden.example; dmarc=fail header.from=halden.example"
PROVED = "mx.halden.example; dmarc=pass header.from=halden.example"


def mail(to: str, text: str = "A1 8 of 8", sender: str = MAREK, **headers: str) -> bytes:
    """A mail of its own, answering nothing but what its headers say."""
    made = EmailMessage()
    made.set_content(text + "\n")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if "Authentication-Results" in named:
        made["Authentication-Results"] = named.pop("Authentication-Results")
    named = {"From": sender, "To": to, "Subject": "Re: 1:1", **named}
    for name, value in named.items():
        made[name] = value
    return bytes(made)


def refused(world: World) -> dict[str, tuple[bytes, str]]:
    """By name: a mail that some gate stops, and the code that `check` must show for it."""
    agenda = world.got("marek", MAREKS_AGENDA)
    tagged = str(agenda["Reply-To"])
    start = f"From: marek@halden.example\nTo: {tagged}\n".encode()
    part = b"--b\nContent-Type: text/plain\n\nA1 8 of 8\n"
    nested = b"Content-Type: message/rfc822\n\n"
    return {
        "too large": (start + b"\n" + b"A1 8 of 8\n" * 1_100_000, "raw"),
        "too many headers": (start + b"X: y\n" * 400 + b"\nA1 8 of 8\n", "headers"),
        "too many parts": (
            start + b"Content-Type: multipart/mixed; boundary=b\n\n" + part * 200 + b"--b--\n",
            "parts",
        ),
        "too deep": (start + nested * 20 + b"A1 8 of 8\n", "depth"),
        "from another address": (mail(tagged, sender="mallory@elsewhere.example"), "held-sender"),
        "from a colleague": (mail(tagged, sender="lena@halden.example"), "held-sender"),
        "from two at once": (
            mail(tagged, sender="lena@halden.example, marek@halden.example"),
            "held-sender",
        ),
        "with a name that looks right": (
            mail(tagged, sender='"marek@halden.example" <mallory@elsewhere.example>'),
            "held-sender",
        ),
        "forged": (mail(tagged, Authentication_Results=FORGED), "held-authentication"),
        "known, and answering nothing": (mail(ADDRESS), "held-no-tag"),
        "with a tag that was made up": (mail("accord+aaaabbbbcccc@halden.example"), "held-no-tag"),
        "known to another server": (
            mail(ADDRESS, Authentication_Results="mx.elsewhere.example; dmarc=pass"),
            "held-no-tag",
        ),
        "with results that can't be read": (
            mail(ADDRESS, Authentication_Results="dmarc=success(p=REJECT)"),
            "held-no-tag",
        ),
        "unknown": (mail(ADDRESS, sender="eve@elsewhere.example"), "held-stranger"),
        "unknown, and proved": (
            mail(ADDRESS, sender="eve@elsewhere.example", Authentication_Results=PROVED),
            "held-stranger",
        ),
    }


FILED = {
    "auto_reply": {"Auto-Submitted": "auto-replied"},
    "calendar": {"Content-Class": "urn:content-classes:calendarmessage"},
    "other": {"Precedence": "bulk"},
    "own": {"From": "accord+aaaabbbbcccc@halden.example"},
    "bounce": {"X-Failed-Recipients": "dana@halden.example"},
}


def test_every_gate_names_its_refusal_in_check_keeps_the_mail_and_records_nothing(
    team: World,
) -> None:
    before = team.accord("agreements", "list")
    wanted = refused(team)
    for number, (raw, _) in enumerate(wanted.values()):
        team.drop(raw, f"a{number:02}")
    team.settle("2026-11-16T17:00:00Z")
    found = team.accord("check", "--at", "2026-11-16T17:10:00Z", code=1)
    for name, (raw, code) in wanted.items():
        digits = hashlib.sha256(raw).hexdigest()
        assert f"! mail {digits[:12]}: held 2026-11-16 17:00 ({code})" in found, name
        assert (team.root / "state" / "mail" / f"{digits}.eml").read_bytes() == raw, name
    assert team.accord("agreements", "list") == before
    assert not (team.root / "mail" / "people" / "mallory@elsewhere.example").exists()
    assert not (team.root / "mail" / "people" / "eve@elsewhere.example").exists()
    assert team.subjects("marek").count("A mail of yours was kept aside") == 1


def test_machines_mail_is_filed_counted_in_check_and_kept(team: World) -> None:
    tagged = str(team.got("marek", MAREKS_AGENDA)["Reply-To"])
    mails = {kind: mail(tagged, **headers) for kind, headers in FILED.items()}
    for kind, raw in mails.items():
        team.drop(raw, kind)
    sent = [str(m["Subject"]) for m in team.everything()]
    team.settle("2026-11-16T17:00:00Z")
    assert [str(m["Subject"]) for m in team.everything()] == sent
    found = team.accord("check", "--at", "2026-11-16T17:10:00Z")
    counted = "1 own, 1 auto_reply, 1 bounce, 1 calendar, 1 other"
    assert f"filed in the last seven days and not answered: {counted}" in found
    assert set(mails.values()) <= set(team.state().values())
    assert "0 of 8" in team.accord("agreements", "list")


def test_a_letter_that_came_back_is_named_with_the_mail_that_says_why(team: World) -> None:
    agenda = team.got("marek", MAREKS_AGENDA)
    bounce = f"""\
        From: Mail Delivery System <mailer-daemon@mx.halden.example>
        To: accord@halden.example
        Subject: Undelivered Mail Returned to Sender
        Message-ID: <bounce.7@mx.halden.example>
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.halden.example

        Final-Recipient: rfc822; marek@halden.example
        Action: failed
        Status: 5.1.1
        --b
        Content-Type: text/rfc822-headers

        Message-ID: {agenda["Message-ID"]}
        --b--
        """
    team.drop(dedent(bounce).encode(), "bounce")
    team.tick("2026-11-16T17:00:00Z")
    found = team.accord("check", "--at", "2026-11-16T17:10:00Z", code=1)
    assert "! letter agenda:marek+dana:" in found
    assert "came back, or is late: mail " in found


# --- programs that answer programs, and say so nowhere ------------------------------------------

RESPONDER = "I am travelling until Monday. Lena stands in for me, ticket {number} was opened."


@pytest.mark.parametrize("threaded", [True, False], ids=["keeps-the-thread", "begins-anew"])
def test_an_autoresponder_without_any_mark_is_answered_a_few_times_and_no_more(
    team: World, threaded: bool
) -> None:
    """It answers each mail at once; the one that begins anew is vouched for by our own server."""
    answered = 0
    rounds = []
    for hour in ("16", "17", "18", "19", "20", "21"):
        mails = team.inbox("marek")
        for letter in mails[answered:]:
            text = RESPONDER.format(number=4700 + answered)
            if threaded:
                team.reply(letter, text, quote=False)
            else:
                one = f"<auto.{answered}@halden.example>"
                raw = mail(ADDRESS, text, Message_ID=one, Authentication_Results=PROVED)
                team.drop(raw, f"auto-{answered}")
            answered += 1
        rounds.append(len(mails))
        team.settle(f"2026-11-16T{hour}:40:00Z")
    assert rounds[-1] == rounds[-2] == len(team.inbox("marek")), rounds
    receipts = [s for s in team.subjects("marek") if s.startswith("Re: ")]
    assert len(receipts) <= 4
    assert "(repeated)" in team.accord("check", "--at", "2026-11-16T22:00:00Z", code=1)


# --- places --------------------------------------------------------------------------------------


def test_a_mistyped_mailbox_is_an_error_and_no_empty_folder(team: World) -> None:
    team.settings('path = "mail/accord"', 'path = "mail/acord"')
    assert "mail/acord is no readable Maildir" in team.tick("2026-11-16T17:00:00Z")
    found = team.accord("check", "--at", "2026-11-16T17:01:00Z", code=1)
    assert "! mailbox: " in found
    assert "mail/acord is no readable Maildir" in found
    assert not (team.root / "mail" / "acord").exists()


def test_a_mailbox_where_no_mail_ever_came_is_mentioned(tmp_path: object) -> None:
    world = World(tmp_path)  # type: ignore[arg-type]
    world.calendar("none")
    said = "mailbox: no mail has come yet; is this where your server puts it?"
    assert f"  {said}" in world.accord("check")
    world.drop(mail(ADDRESS, Auto_Submitted="auto-replied"), "first")
    world.tick("2026-11-16T17:00:00Z")
    assert said not in world.accord("check", "--at", "2026-11-16T17:01:00Z")


def test_erasing_reaches_replaced_files_and_broken_ledgers_are_named(team: World) -> None:
    ledgers = team.root / "state" / "ledgers"
    team.reply(team.got("marek", MAREKS_AGENDA), "A1 nothing from graz yet, honestly")
    team.settle("2026-11-16T17:00:00Z")
    whole = (ledgers / "marek.json").read_bytes()
    assert b"graz" in whole
    (ledgers / "marek.json").write_bytes(whole[:-40])
    said = team.accord("outbox", code=1)
    assert "! ledger marek, passed over: " in said
    assert "accord restore marek" in said
    team.accord("restore", "marek")
    assert b"graz" in (ledgers / "marek.json.bad").read_bytes()
    (ledgers / "jim.json").write_bytes(b"{")
    said = team.accord("erase", "marek", "--yes", code=1)
    assert "So are 1 unreadable copies" in said
    assert "! ledger jim, passed over: " in said
    kept = team.state().items()
    assert not [name for name, held in kept if b"graz" in held and "ledgers" in name]
