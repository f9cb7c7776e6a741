"""Erasing a person's words: gone everywhere, and the chain still holds."""

import pytest

from daemon.domain.ledger import Kind, verify
from daemon.domain.outbox import LetterKind, State
from daemon.errors import DaemonError, StoreError
from daemon.flows.erasing import erase_person
from daemon.flows.house import HOUSE
from tests.unit.town import Town, utc

WORDS = "nothing from graz yet, honestly"


@pytest.fixture
def town() -> Town:
    """Marek's words stand in his ledger, in Dana's prep and in the receipt."""
    town = Town()
    town.welcome()
    town.agreed("marek", "Six first meetings", target=6, due="2026-12-31", author="marek")
    town.agreed("dana", "Fleet price list", other="marek", due="2026-12-11")
    town.agreed("lena", "Two tenders", target=2, due="2026-12-31")
    town.wall.meet("tue", utc("2026-12-01 09:00"), "marek", "dana")
    town.wall.meet("lena", utc("2026-12-01 11:00"), "lena", "dana")
    town.ticks("2026-11-30 06:00", "2026-11-30 11:00")
    town.reply(town.letters("marek", LetterKind.AGENDA)[0], f"A1: {WORDS}")
    town.ticks("2026-11-30 12:00", "2026-12-01 10:00")
    assert WORDS in town.text(town.letters("dana", LetterKind.PREP)[0])
    return town


def everything(town: Town) -> str:
    return repr(town.store._ledgers) + repr(list(town.vault._kept.values()))


def test_the_words_are_nowhere_and_every_chain_still_holds(town: Town) -> None:
    standing = town.agreement("marek", "A1").standing
    assert erase_person(town.house, "marek", utc("2026-12-02 09:00")) > 0
    assert WORDS not in everything(town)
    assert "Six first meetings" not in everything(town), "what he wrote himself"
    for person in town.people:
        assert verify(town.ledger(person)) == ()
    assert town.agreement("marek", "A1").standing == standing
    assert town.ledger("marek").entries[-1].kind is Kind.ERASED


def test_what_others_wrote_to_others_stays(town: Town) -> None:
    lenas = town.letters("lena", LetterKind.AGENDA)[0]
    erase_person(town.house, "marek", utc("2026-12-02 09:00"))
    assert "Two tenders" in town.text(lenas)
    assert town.agreement("lena", "A1").terms.outcome == "Two tenders"
    assert not any(e.kind is Kind.ERASED for e in town.ledger("lena").entries)


def test_a_letter_that_waits_with_the_words_in_it_is_not_sent(town: Town) -> None:
    town.wall.meet("next", utc("2026-12-08 09:00"), "marek", "dana")
    town.reply(town.letters("marek")[0], f"A1: {WORDS}")
    town.tick("2026-12-02 09:00")
    town.app.plan(utc("2026-12-07 09:00"))
    (waiting,) = (x for x in town.ledger("marek").letters.values() if x.state is State.QUEUED)
    erase_person(town.house, "marek", utc("2026-12-07 09:01"))
    assert town.ledger("marek").letters[waiting.key].state is State.EXPIRED
    town.tick("2026-12-07 09:02")
    agenda = town.last("marek", LetterKind.AGENDA)
    assert agenda.key != waiting.key
    assert WORDS not in town.text(agenda)


def test_an_answer_to_a_letter_whose_text_was_erased_is_still_read(town: Town) -> None:
    prep = town.letters("dana", LetterKind.PREP)[0]
    erase_person(town.house, "marek", utc("2026-12-02 09:00"))
    with pytest.raises(StoreError):
        town.text(prep)
    town.write(
        "dana@halden.example", f"accord+{prep.tag}@halden.example", "territory on the table then\n"
    )
    town.tick("2026-12-02 10:00")
    assert any(e.words.startswith("territory") for e in town.ledger("dana").entries)


def test_a_subject_that_named_what_to_agree_goes_too(town: Town) -> None:
    town.draft("marek", "Secret outcome", author="marek", yes=("marek",), due="2026-12-18")
    town.ticks("2026-12-02 08:00", "2026-12-04 12:00")
    asked = town.letters("dana", LetterKind.AGREE)
    assert [x.subject for x in asked] == ["To agree: Secret outcome"]
    erase_person(town.house, "marek", utc("2026-12-05 09:00"))
    assert "Secret outcome" not in everything(town)


def test_nobody_is_not_erased(town: Town) -> None:
    with pytest.raises(DaemonError, match="eve is in no ledger"):
        erase_person(town.house, "eve", utc("2026-12-02 09:00"))


def test_mail_that_was_held_or_filed_goes_too_and_that_of_others_stays(town: Town) -> None:
    agenda = town.letters("marek", LetterKind.AGENDA)[0]
    town.reply(agenda, "Lena has words, too", by="lena")
    town.write("marek@halden.example", "accord@halden.example", f"{WORDS}, from a new thread\n")
    town.reply(agenda, f"{WORDS}, I am away", **{"Auto-Submitted": "auto-replied"})
    over = b"From: marek@halden.example\r\n" + b"X: y\r\n" * 400 + b"\r\n" + WORDS.encode()
    town.mailbox.put(over)
    town.tick("2026-12-01 11:00")
    codes = {h.code for h in town.ledger(HOUSE).handled.values()}
    assert codes == {"held-sender", "held-no-tag", "auto_reply", "headers"}
    erase_person(town.house, "marek", utc("2026-12-02 09:00"))
    assert WORDS not in everything(town)
    assert "Lena has words, too" in everything(town)
    erase_person(town.house, "marek", utc("2026-12-03 09:00"))
    del town.people["marek"]
    erase_person(town.house, "marek", utc("2026-12-04 09:00"))
