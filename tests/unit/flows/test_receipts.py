"""What a person hears back: the order of a receipt, how many there are, what is asked only once."""

import itertools
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import unquote

import pytest

from daemon.domain.agreements.agreement import Verdict
from daemon.domain.ledger import Kind
from daemon.domain.letters.wishes import paused
from daemon.domain.outbox import Letter, LetterKind
from daemon.flows.house import HOUSE
from tests.unit.town import Town, utc

RECEIPT, HELD = LetterKind.RECEIPT, LetterKind.HELD
NUMBERS = itertools.count(1)


@pytest.fixture
def town() -> Town:
    """Marek has the agenda of Tuesday in his mailbox."""
    town = Town()
    town.welcome()
    town.agreed("marek", "Six first meetings with fleets", target=6, due="2026-12-31")
    town.agreed("marek", "Two discovery calls with Lena", target=2, due="2026-12-11")
    town.agreed("marek", "Send the Linz tender", due="2026-12-18")
    town.wall.meet("tue", utc("2026-12-01 09:00"), "marek", "dana")
    town.tick("2026-11-30 09:00")
    return town


def answered(town: Town, letter: Letter, text: str, at: str, by: str = "") -> str:
    """The text of the receipt for an answer typed at `at`."""
    town.reply(letter, text, by=by)
    town.tick(at)
    town.app.tick(utc(at) + timedelta(minutes=6))
    return town.text(town.last(by or letter.addressee, RECEIPT))


def count(town: Town, person: str = "marek") -> int:
    return len(town.letters(person, RECEIPT))


# --- one receipt ------------------------------------------------------------------------------


def test_doubts_stand_first_then_what_changed_then_what_was_kept_as_words(town: Town) -> None:
    text = answered(
        town,
        town.last("marek"),
        "A3 nothing from linz yet\nA1: 2 of 6\nA2: 1-2, depends\nSent from my iPhone",
        "2026-11-30 10:00",
    )
    places = [
        text.index(part)
        for part in (
            "1-2, depends",
            "2 of 6, was 0",
            '"2 of 6"',
            '"nothing from linz yet"',
            'Left out: "Sent from my iPhone"',
        )
    ]
    assert places == sorted(places)


def test_a_flag_is_pointed_out_under_its_item_with_the_cure(town: Town) -> None:
    text = answered(town, town.last("marek"), "A2 done", "2026-11-30 10:00")
    assert "done, so it closes as kept" in text
    at = text.index("done, so it closes as kept")
    assert "The count stands at 0 of 2." in text[at:]
    assert "UNDO" in text[at:]


def test_a_choice_is_one_tap_that_says_just_that(town: Town) -> None:
    town.reply(town.last("marek"), "A1: 4-5, depends")
    town.tick("2026-11-30 10:00")
    town.tick("2026-11-30 10:06")
    receipt = town.last("marek", RECEIPT)
    html = town.mail(receipt).get_body(("html",))
    assert html is not None
    links = [unquote(part.split('"')[0]) for part in html.get_content().split('href="mailto:')[1:]]
    taps = [link for link in links if link.split("body=")[-1] in ("A1 4", "A1 5")]
    assert len(taps) == 2
    assert all(link.startswith(f"accord+{receipt.tag}@halden.example?subject=") for link in taps)
    town.reply(receipt, "A1 5", quote=False)
    town.tick("2026-11-30 10:10")
    assert town.agreement("marek", "A1").count() == 5


def test_spoken_numbers_are_pointed_out(town: Town) -> None:
    text = answered(town, town.last("marek"), "a one, four of six", "2026-11-30 10:00")
    assert "4 of 6, was 0" in text
    assert "spoken words" in text


def test_a_reply_has_one_receipt_however_much_it_says(town: Town) -> None:
    answered(town, town.last("marek"), "A1: 2 of 6\nA2: 1-2\nLIST\nUNDO A3", "2026-11-30 10:00")
    town.ticks("2026-11-30 10:10", "2026-11-30 16:10")
    assert count(town) == 1


# --- QUIET ------------------------------------------------------------------------------------


def clean_days(town: Town, first: int, last: int) -> list[str]:
    """A clean reply a day in December; the receipts it brings."""
    agenda = town.last("marek", LetterKind.AGENDA)
    return [
        answered(town, agenda, f"the {chr(96 + day)} line for the table", f"2026-12-{day:02} 10:00")
        for day in range(first, last + 1)
    ]


def offers(texts: list[str]) -> list[bool]:
    return ["QUIET" in text for text in texts]


def test_quiet_is_offered_once_after_five_receipts_with_nothing_to_look_at(town: Town) -> None:
    texts = clean_days(town, 2, 14)
    assert offers(texts) == [False] * 5 + [True] + [False] * 7


def test_a_receipt_with_a_question_counts_for_nothing_and_offers_nothing(town: Town) -> None:
    clean_days(town, 2, 6)
    agenda = town.last("marek", LetterKind.AGENDA)
    assert "QUIET" not in answered(town, agenda, "A1: 4-5", "2026-12-07 10:00")
    assert offers(clean_days(town, 8, 9)) == [True, False]


def test_who_has_used_quiet_is_not_told_of_it(town: Town) -> None:
    agenda = town.last("marek")
    town.reply(agenda, "QUIET")
    town.tick("2026-12-01 12:00")
    town.reply(agenda, "RESUME")
    town.tick("2026-12-01 12:10")
    assert not any(offers(clean_days(town, 2, 10)))


# --- nothing to answer ------------------------------------------------------------------------


def test_thanks_for_a_receipt_bring_no_other(town: Town) -> None:
    answered(town, town.last("marek"), "A1: 2 of 6", "2026-11-30 10:00")
    answered(town, town.last("marek", RECEIPT), "Thanks!", "2026-11-30 11:00")
    assert count(town) == 1
    answered(town, town.last("marek", LetterKind.AGENDA), "Thanks!", "2026-11-30 12:00")
    assert count(town) == 2, "somebody who answers an agenda hears that it came"


# --- reactions --------------------------------------------------------------------------------


def react(town: Town, letter: Letter, emoji: str, by: str) -> None:
    """As Gmail sends a reaction: the emoji as text, a part of its own type, and HTML."""
    mail = EmailMessage()
    mail["From"] = town.people[by].address
    mail["To"] = f"accord+{letter.tag}@halden.example"
    mail["Subject"] = f"Re: {letter.subject}"
    mail["Message-ID"] = f"<reaction-{next(NUMBERS)}@mail.example>"
    mail["In-Reply-To"] = letter.message_id
    link = "<https://www.google.com/gmail/about/?utm_source=gmail-in-product>"
    mail.set_content(f"{emoji}\n\n{town.people[by].called} reacted via Gmail\n{link}\n")
    mail.add_alternative(
        f'{{"emoji": "{emoji}", "version": 1}}'.encode(),
        maintype="text",
        subtype="vnd.google.email-reaction+json",
    )
    mail.add_alternative(f"<p>{emoji}</p><p>reacted via Gmail</p>", subtype="html")
    town.mailbox.put(mail.as_bytes(policy=SMTP))


def drafted() -> tuple[Town, Letter]:
    """Marek is asked about one draft."""
    town = Town()
    town.welcome()
    town.draft("marek", "Three fleets agree to be named", target=3, due="2026-12-31", yes=("dana",))
    town.tick("2026-11-30 09:00")
    return town, town.last("marek")


def test_a_reaction_under_a_draft_is_asked_about_once_and_is_never_a_yes() -> None:
    town, letter = drafted()
    react(town, letter, "👍", "marek")
    town.tick("2026-11-30 10:00")
    town.tick("2026-11-30 10:06")
    receipt = town.last("marek", RECEIPT)
    assert "A thumb up, under words that wait for a yes." in town.text(receipt)
    assert not town.agreement("marek", "A1").in_force
    for hour, again in ((11, receipt), (12, letter)):
        react(town, again, "❤️", "marek")
        town.tick(f"2026-11-30 {hour}:00")
        town.tick(f"2026-11-30 {hour}:06")
    asked = [e for e in town.ledger("marek").entries if e.values.get("code") == "thumb"]
    assert len(asked) == 1
    assert not town.agreement("marek", "A1").in_force
    town.reply(receipt, "yes")
    town.tick("2026-11-30 13:00")
    assert town.agreement("marek", "A1").in_force


def test_outlooks_reaction_is_asked_about_like_any_thumb() -> None:
    town, letter = drafted()
    text = answered(town, letter, "[like] Marek Novak reacted to your message:", "2026-11-30 10:00")
    assert "A thumb up, under words that wait for a yes." in text


def test_a_reaction_to_several_drafts_asks_which_once() -> None:
    town = Town()
    town.welcome()
    for outcome in ("Three fleets agree to be named", "Two quotes for Graz"):
        town.draft("marek", outcome, target=3, due="2026-12-31", yes=("dana",))
    town.tick("2026-11-30 09:00")
    letter = town.last("marek")
    assert "Several drafts wait." in answered(town, letter, "👍", "2026-11-30 10:00")
    answered(town, letter, "👍", "2026-11-30 11:00")
    asked = [e for e in town.ledger("marek").entries if e.values.get("code") == "which-consent"]
    assert len(asked) == 1


def test_a_reaction_to_an_agenda_changes_nothing_and_brings_no_mail(town: Town) -> None:
    before = len(town.ledger("marek").entries)
    react(town, town.last("marek"), "🎉", "marek")
    town.tick("2026-11-30 10:00")
    town.ticks("2026-11-30 10:06", "2026-11-30 12:06")
    assert count(town) == 0
    assert len(town.ledger("marek").entries) == before
    assert [h.unread for h in town.ledger("marek").handled.values()] == [("🎉",)]


def test_a_thumb_under_an_agreed_item_is_a_note(town: Town) -> None:
    text = answered(town, town.last("marek"), "A1 👍", "2026-11-30 10:00")
    assert "0 of 6 as before, your words beside it" in text


# --- PAUSE until ------------------------------------------------------------------------------


def test_a_pause_until_a_day_ends_by_itself_on_that_day(town: Town) -> None:
    text = answered(town, town.last("marek"), "PAUSE until 9 Dec", "2026-11-30 10:00")
    assert "No mail goes to you until Wed 9 Dec" in text
    for number, day in enumerate((8, 10)):
        town.wall.meet(f"later {number}", utc(f"2026-12-{day:02} 09:00"), "marek", "dana")
    town.ticks("2026-11-30 11:00", "2026-12-10 08:00")
    agendas = town.letters("marek", LetterKind.AGENDA)
    assert [x.day.day for x in agendas if x.day] == [1, 10]
    paused_at = [e for e in town.ledger("marek").entries if e.kind is Kind.PAUSED]
    assert [e.values["until"] for e in paused_at] == ["2026-12-09"]
    ledger = town.ledger("marek")
    assert paused(ledger, utc("2026-12-08 12:00").date())
    assert not paused(ledger, utc("2026-12-09 12:00").date())


def test_resume_ends_it_sooner(town: Town) -> None:
    agenda = town.last("marek")
    answered(town, agenda, "PAUSE until 1 Feb", "2026-11-30 10:00")
    answered(town, agenda, "RESUME", "2026-12-02 10:00")
    assert not paused(town.ledger("marek"), utc("2026-12-02 12:00").date())


# --- late, closed, contradicted, from elsewhere -------------------------------------------------


def test_a_late_answer_means_the_items_of_the_mail_it_answers(town: Town) -> None:
    old = town.last("marek")
    answered(town, old, "A1: 2 of 6", "2026-11-30 10:00")
    town.wall.meet("next", utc("2026-12-08 09:00"), "marek", "dana")
    town.ticks("2026-12-07 08:00", "2026-12-07 10:00")
    assert town.last("marek", LetterKind.AGENDA) != old
    text = answered(town, old, "A1: one more", "2026-12-07 11:00")
    assert "The count has changed since that mail" in text
    assert town.agreement("marek", "A1").count() == 2
    answered(town, old, "A1: 3 of 6", "2026-12-07 12:00")
    assert town.agreement("marek", "A1").count() == 3


def test_a_word_under_what_was_closed_since_is_asked_about(town: Town) -> None:
    old = town.last("marek")
    answered(town, old, "A3 sent", "2026-11-30 10:00")
    assert town.agreement("marek", "A3").verdict is Verdict.KEPT
    assert "It was closed since that mail" in answered(town, old, "A3 not kept", "2026-11-30 11:00")
    text = answered(town, old, "A3 reopened, they want it in English", "2026-11-30 12:00")
    assert "open once more" in text
    assert town.agreement("marek", "A3").verdict is None


def test_a_later_reply_that_contradicts_an_earlier_one_stands_and_shows_both(town: Town) -> None:
    agenda = town.last("marek")
    answered(town, agenda, "A1: 4 of 6", "2026-11-30 10:00")
    assert "3 of 6, was 4" in answered(town, agenda, "A1: 3 of 6", "2026-11-30 11:00")


def test_an_answer_from_a_private_account_is_held_and_asked_about_at_the_address_on_file(
    town: Town,
) -> None:
    agenda = town.last("marek")
    to = f"accord+{agenda.tag}@halden.example"
    town.write("marek.private@mail.example", to, "A1: 6 of 6\n")
    town.tick("2026-11-30 10:00")
    assert [h.code for h in town.ledger(HOUSE).handled.values()] == ["held-sender"]
    assert town.agreement("marek", "A1").count() == 0
    (held,) = town.letters("marek", HELD)
    assert town.mail(held)["To"].addresses[0].addr_spec == "marek@halden.example"


def test_a_change_over_the_quoted_words_goes_to_the_other_side(town: Town) -> None:
    text = answered(
        town,
        town.last("marek"),
        "A1 change: Five first meetings with fleets, by 18 Dec",
        "2026-11-30 10:00",
    )
    assert "came back changed" not in text
    assert "Five first meetings with fleets" in text
