"""Mail that comes in: gates, what is held and who hears of it, what a reply records, receipts."""

from datetime import timedelta

import pytest

from daemon.domain.ledger import Kind
from daemon.domain.outbox import LetterKind
from daemon.errors import StoreError
from daemon.flows.explaining import Step, as_json, as_text, explain
from daemon.flows.house import HOUSE
from daemon.mail.memory import MemoryMailbox
from daemon.ports import Batch
from tests.unit.town import Town, utc

MINUTES = timedelta(minutes=10)
RECEIPT, HELD = LetterKind.RECEIPT, LetterKind.HELD


def told() -> Town:
    """Marek has the agenda of Tuesday in his mailbox."""
    town = Town()
    town.welcome()
    town.agreed("marek", "Six first meetings with fleets", target=6, due="2026-12-31")
    town.agreed("dana", "Fleet price list", other="marek", due="2026-12-04")
    town.wall.meet("tue", utc("2026-12-01 09:00"), "marek", "dana")
    town.tick("2026-11-30 09:00")
    return town


@pytest.fixture
def town() -> Town:
    return told()


def codes(town: Town) -> list[str]:
    return [h.code for h in town.ledger(HOUSE).handled.values()]


# --- gates ------------------------------------------------------------------------------------


def test_a_reply_is_found_by_its_tag_or_by_the_mail_it_refers_to(town: Town) -> None:
    agenda = town.last("marek")
    town.reply(agenda, "A1: 2 of 6")
    town.tick("2026-11-30 09:10")
    assert town.agreement("marek", "A1").count() == 2
    town.write(
        "marek@halden.example",
        "accord@halden.example",
        "A1: 3 of 6\n",
        **{"In-Reply-To": "<somebody@else.example>", "References": agenda.message_id},
    )
    town.tick("2026-11-30 09:11")
    assert town.agreement("marek", "A1").count() == 3


def test_the_nearest_of_several_references_is_the_mail_that_is_answered(town: Town) -> None:
    agenda = town.last("marek")
    town.reply(agenda, "A1: 2 of 6")
    town.tick("2026-11-30 09:10")
    town.tick("2026-11-30 09:16")
    receipt = town.last("marek", RECEIPT)
    references = f"{agenda.message_id} {receipt.message_id}"
    town.write(
        "marek@halden.example",
        "accord@halden.example",
        "A1: one more\n",
        **{"In-Reply-To": "<unknown@x.example>", "References": references},
    )
    town.tick("2026-11-30 09:20")
    assert town.agreement("marek", "A1").count() == 3, "counted from the 2 of the receipt"


def test_the_same_mail_twice_is_one_reply(town: Town) -> None:
    agenda = town.last("marek")
    for text in ("A1: 2 of 6\n", "A1: 5 of 6\n"):
        to = f"accord+{agenda.tag}@halden.example"
        town.write("marek@halden.example", to, text, **{"Message-ID": "<same@x.example>"})
    town.tick("2026-11-30 09:10")
    assert town.agreement("marek", "A1").count() == 2


def test_our_own_mail_that_comes_back_is_filed(town: Town) -> None:
    town.mailbox.put(town.transport.sent[town.last("marek").message_id])
    town.write("accord+abc@halden.example", "accord@halden.example", "hello\n")
    town.tick("2026-11-30 09:10")
    assert codes(town) == ["own"], "the first is known by its id and needs no second note"


def test_machines_are_filed_and_never_answered(town: Town) -> None:
    agenda = town.last("marek")
    town.reply(agenda, "I am away", **{"Auto-Submitted": "auto-replied"})
    town.ticks("2026-11-30 09:10", "2026-11-30 12:10")
    assert codes(town) == ["auto_reply"]
    assert town.letters("marek", RECEIPT, HELD) == []


def test_somebody_elses_answer_is_held_and_the_addressee_is_told_never_the_sender(
    town: Town,
) -> None:
    town.reply(town.last("marek"), "A1: 6 of 6", by="lena")
    town.tick("2026-11-30 09:10")
    assert codes(town) == ["held-sender"]
    assert town.agreement("marek", "A1").count() == 0
    assert [x.addressee for x in town.letters("marek", HELD)] == ["marek"]
    assert town.letters("lena") == []


def test_held_mail_is_told_once_a_day_at_most(town: Town) -> None:
    agenda = town.last("marek")
    for hour in (10, 11, 12):
        town.reply(agenda, "A1: 6 of 6", by="lena")
        town.tick(f"2026-11-30 {hour}:00")
    assert len(town.letters("marek", HELD)) == 1
    town.reply(agenda, "A1: 6 of 6", by="lena")
    town.tick("2026-12-01 06:00")
    assert len(town.letters("marek", HELD)) == 2
    assert codes(town) == ["held-sender"] * 4


def test_a_failed_check_of_the_sender_holds_and_none_lets_pass(town: Town) -> None:
    agenda = town.last("marek")
    town.reply(agenda, "A1: 6 of 6", **town.signed("fail"))
    town.tick("2026-11-30 09:10")
    assert codes(town) == ["held-authentication"]
    town.reply(agenda, "A1: 2 of 6")
    town.tick("2026-11-30 09:11")
    assert town.agreement("marek", "A1").count() == 2


def test_the_strict_ask_for_a_pass() -> None:
    town = Town(require_auth="always")
    town.welcome()
    town.agreed("marek", "Six first meetings", target=6, due="2026-12-31")
    town.wall.meet("tue", utc("2026-12-01 09:00"), "marek", "dana")
    town.tick("2026-11-30 09:00")
    town.reply(town.last("marek"), "A1: 1 of 6")
    town.tick("2026-11-30 09:10")
    assert codes(town) == ["held-no-authentication"]
    town.reply(town.letters("marek")[0], "A1: 2 of 6", **town.signed())
    town.tick("2026-11-30 09:11")
    assert town.agreement("marek", "A1").count() == 2


def test_mail_that_answers_nothing_needs_a_pass_and_carries_no_number(town: Town) -> None:
    town.write(
        "marek@halden.example",
        "accord@halden.example",
        "new: three fleets as reference by 18 Dec\n",
    )
    town.tick("2026-11-30 09:10")
    assert codes(town) == ["held-no-tag"]
    town.write(
        "marek@halden.example",
        "accord@halden.example",
        "new: three fleets as reference by 18 Dec\nA1: 6 of 6\n",
        **town.signed(),
    )
    town.tick("2026-11-30 09:11")
    assert town.agreement("marek", "A1").count() == 0
    assert town.agreement("marek", "A2").terms.target == 3


def test_a_stranger_is_held_and_nobody_is_told(town: Town) -> None:
    town.write("eve@evil.example", "accord@halden.example", "start\n", **town.signed())
    town.tick("2026-11-30 09:10")
    assert codes(town) == ["held-stranger"]
    assert [x for p in town.people for x in town.letters(p, HELD)] == []


def test_before_the_leader_let_us_in_not_even_held_mail_writes_to_a_rep() -> None:
    town = Town()
    town.write("marek@halden.example", "accord@halden.example", "hello\n")
    town.write("dana@halden.example", "accord@halden.example", "hello\n")
    town.tick("2026-11-30 09:10")
    assert codes(town) == ["held-no-tag"] * 2
    assert town.ledger("marek").letters == {}
    assert len(town.letters("dana", HELD)) == 1
    town.write("it@halden.example", "accord@halden.example", "hello\n")
    town.tick("2026-11-30 09:11")
    assert len(town.letters("ida", HELD)) == 1, "whom nobody leads may hear of it"


def test_a_mail_over_the_caps_is_held_and_the_rest_goes_on(town: Town) -> None:
    town.mailbox.put(b"Subject: x\r\n" + b"X-A: b\r\n" * 400 + b"\r\nhello")
    town.reply(town.last("marek"), "A1: 2 of 6")
    town.tick("2026-11-30 09:10")
    assert len(codes(town)) == 1
    assert town.agreement("marek", "A1").count() == 2
    assert town.mailbox.fetch("").mails == ()


def test_a_crash_while_reading_holds_that_mail_alone(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from daemon.flows import receive

    whole = receive.parse
    monkeypatch.setattr(receive, "parse", lambda raw: 1 / 0 if b"boom" in raw else whole(raw))
    town.reply(town.last("marek"), "boom")
    town.reply(town.last("marek"), "A1: 2 of 6")
    town.tick("2026-11-30 09:10")
    assert codes(town) == ["crash"]
    assert town.agreement("marek", "A1").count() == 2


def test_a_ledger_that_can_not_be_read_holds_back_its_own_mail_alone(town: Town) -> None:
    healthy = town.store.change

    def change(owner: str, decide):  # type: ignore[no-untyped-def]
        if owner == "marek":
            raise StoreError("marek.json is no ledger", owner="marek")
        return healthy(owner, decide)

    town.tick("2026-12-01 07:00")
    town.reply(town.last("marek"), "A1: 2 of 6")
    town.reply(town.last("dana", LetterKind.PREP), "see you tomorrow, on the table then")
    town.store.change = change  # type: ignore[method-assign]
    town.app.receive(utc("2026-12-01 07:10"))
    assert len(town.mailbox.fetch("").mails) == 1, "Marek's waits"
    assert any(h.code == "read" for h in town.ledger("dana").handled.values())
    assert "mail that waits" in town.house.memory.problems
    town.store.change = healthy  # type: ignore[method-assign]
    town.app.receive(utc("2026-12-01 07:11"))
    assert town.agreement("marek", "A1").count() == 2
    assert "mail that waits" not in town.house.memory.problems


def test_the_cursor_moves_only_past_what_was_read() -> None:
    class Counting(MemoryMailbox):
        def fetch(self, cursor: str) -> Batch:
            self.seen = cursor
            return Batch(super().fetch(cursor).mails, "17")

    town = Town()
    object.__setattr__(town.house, "mailbox", Counting())
    town.tick("2026-11-30 09:00")
    town.tick("2026-11-30 09:01")
    assert town.house.mailbox.seen == "17"  # type: ignore[attr-defined]


# --- what a reply records ---------------------------------------------------------------------


def test_a_reply_over_two_ledgers_that_is_read_twice_changes_nothing(town: Town) -> None:
    agenda = town.last("marek")
    town.reply(agenda, "A1: 2 of 6\nL1: where is it?\ncan you get me 30 minutes with Ola")
    ((_, raw),) = town.mailbox.fetch("").mails
    healthy, died = town.store.change, []

    def change(owner: str, decide):  # type: ignore[no-untyped-def]
        if owner == "marek" and not died:
            died.append(owner)
            raise KeyboardInterrupt
        return healthy(owner, decide)

    town.store.change = change  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        town.app.receive(utc("2026-11-30 09:10"))
    half = town.ledger("dana")
    assert any(e.author == "marek" for e in half.entries)
    town.app.receive(utc("2026-11-30 09:11"))
    assert town.ledger("dana") == half
    assert town.agreement("marek", "A1").count() == 2
    whole = town.ledger("marek")
    town.mailbox.put(raw)
    town.app.receive(utc("2026-11-30 09:12"))
    assert town.ledger("marek") == whole


def test_undo_read_again_after_a_crash_says_what_it_said(town: Town) -> None:
    agenda = town.last("marek")
    town.reply(agenda, "L1: where is it?")
    town.tick("2026-11-30 09:10")
    town.reply(agenda, "UNDO")
    healthy, died = town.store.change, []

    def change(owner: str, decide):  # type: ignore[no-untyped-def]
        if owner == "marek" and not died:
            died.append(owner)
            raise KeyboardInterrupt
        return healthy(owner, decide)

    town.store.change = change  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        town.app.receive(utc("2026-11-30 09:20"))
    town.app.receive(utc("2026-11-30 09:21"))
    assert [e.kind for e in town.ledger("dana").entries][-2:] == [Kind.ASKED, Kind.UNDONE]
    assert not any(e.values.get("code") == "nothing-to-undo" for e in town.ledger("marek").entries)


def test_undo_answers_a_receipt_for_all_that_it_confirmed(town: Town) -> None:
    agenda = town.last("marek")
    town.reply(agenda, "A1: 2 of 6")
    town.tick("2026-11-30 09:10")
    town.reply(agenda, "territory split for q1??")
    town.tick("2026-11-30 09:15")
    town.reply(agenda, "A1: 4 of 6")
    town.tick("2026-11-30 09:30")
    town.tick("2026-11-30 09:36")
    first, second = town.letters("marek", RECEIPT)
    town.reply(first, "UNDO")
    town.tick("2026-11-30 09:40")
    assert town.agreement("marek", "A1").count() == 4, "a later absolute number stands"
    town.tick("2026-11-30 09:46")
    town.reply(second, "UNDO")
    town.tick("2026-11-30 09:50")
    assert town.agreement("marek", "A1").count() == 0


def test_relative_words_after_the_receipt_count_from_the_receipt(town: Town) -> None:
    town.reply(town.last("marek"), "A1: 2 of 6")
    town.tick("2026-11-30 09:10")
    town.tick("2026-11-30 09:16")
    town.reply(town.last("marek", RECEIPT), "A1: one more")
    town.tick("2026-11-30 09:20")
    assert town.agreement("marek", "A1").count() == 3


def test_relative_words_to_an_older_mail_are_asked_about(town: Town) -> None:
    agenda = town.last("marek")
    town.reply(agenda, "A1: 2 of 6")
    town.tick("2026-11-30 09:10")
    town.reply(agenda, "A1: one more")
    town.tick("2026-11-30 09:20")
    assert town.agreement("marek", "A1").count() == 2
    town.tick("2026-11-30 09:26")
    assert "The count has changed since that mail" in town.text(town.last("marek", RECEIPT))


def test_pause_by_mail_stops_the_mail_and_still_has_its_receipt(town: Town) -> None:
    town.reply(town.last("marek"), "PAUSE")
    town.tick("2026-11-30 09:10")
    town.tick("2026-11-30 09:16")
    assert "No mail goes to you from now on" in town.text(town.last("marek", RECEIPT))
    town.wall.meet("next", utc("2026-12-08 09:00"), "marek", "dana")
    town.ticks("2026-12-07 08:00", "2026-12-08 08:00")
    assert len(town.letters("marek", LetterKind.AGENDA)) == 1


def test_a_yes_of_a_leader_to_their_own_leader_opens_nothing_to_the_reps() -> None:
    town = Town()
    town.welcome("ingrid")
    town.draft(
        "dana", "The forecast every Friday", author="ingrid", yes=("ingrid",), due="2026-12-18"
    )
    town.draft("marek", "Three fleets", target=3, due="2026-12-18")
    town.tick("2026-11-30 09:00")
    asked = town.last("dana")
    label = next(i.label for i in asked.items if i.owner == "dana")
    other = next(i.label for i in asked.items if i.owner == "marek")
    town.reply(asked, f"{label} yes")
    town.ticks("2026-11-30 10:00", "2026-11-30 12:00")
    assert town.agreement("dana", "A1").in_force
    assert town.ledger("marek").letters == {}
    town.reply(asked, f"{other} yes")
    town.ticks("2026-11-30 13:00", "2026-11-30 14:00")
    assert len(town.letters("marek")) == 1


def test_an_answer_to_a_letter_whose_text_is_no_longer_kept_is_still_read(town: Town) -> None:
    agenda = town.last("marek")
    town.reply(agenda, "A1: 2 of 6", quote=False)
    town.vault.drop(agenda.text)
    town.tick("2026-11-30 09:10")
    assert town.agreement("marek", "A1").count() == 2


# --- receipts ---------------------------------------------------------------------------------


def test_replies_within_five_minutes_in_one_thread_share_a_receipt(town: Town) -> None:
    agenda = town.last("marek")
    town.reply(agenda, "A1: 2 of 6")
    town.tick("2026-11-30 09:10")
    town.reply(agenda, "territory split for q1??")
    town.tick("2026-11-30 09:13")
    assert town.letters("marek", RECEIPT) == []
    town.tick("2026-11-30 09:15")
    (receipt,) = town.letters("marek", RECEIPT)
    text = town.text(receipt)
    assert "2 of 6, was 0" in text
    assert "territory split for q1??" in text
    town.ticks("2026-11-30 09:20", "2026-11-30 12:20")
    assert len(town.letters("marek", RECEIPT)) == 1


def test_a_receipt_answers_in_the_thread_of_the_reply(town: Town) -> None:
    reply = town.reply(town.last("marek"), "A1: 2 of 6")
    town.tick("2026-11-30 09:10")
    town.tick("2026-11-30 09:15")
    mail = town.mail(town.last("marek", RECEIPT))
    assert mail["Subject"] == "Re: 1:1 with Dana, Tue 1 Dec"
    assert mail["In-Reply-To"] == reply
    assert mail["Auto-Submitted"] == "auto-replied"


def test_a_reply_in_another_thread_waits_its_own_five_minutes(town: Town) -> None:
    town.agreed("dana", "The forecast", due="2026-12-18")
    town.welcome("ingrid")
    town.wall.meet("boss", utc("2026-12-02 09:00"), "dana", "ingrid")
    town.tick("2026-12-01 07:00")
    town.tick("2026-12-01 09:00")
    prep = town.last("dana", LetterKind.PREP)
    agenda = town.last("dana", LetterKind.AGENDA)
    town.reply(prep, "first line for the table")
    town.tick("2026-12-01 09:10")
    town.reply(agenda, "second line for the table")
    town.tick("2026-12-01 09:14")
    town.tick("2026-12-01 09:15")
    assert len(town.letters("dana", RECEIPT)) == 1
    town.tick("2026-12-01 09:19")
    assert len(town.letters("dana", RECEIPT)) == 2


def test_five_receipts_a_day_and_one_more_for_the_rest(town: Town) -> None:
    agenda = town.last("marek")
    for number in range(9):
        town.reply(agenda, f"line {chr(97 + number)} for the table")
        town.tick(f"2026-11-30 {10 + number}:00")
        town.tick(f"2026-11-30 {10 + number}:06")
    assert len(town.letters("marek", RECEIPT)) == 5
    town.ticks("2026-11-30 20:00", "2026-12-01 08:00")
    receipts = town.letters("marek", RECEIPT)
    assert len(receipts) == 6
    assert receipts[-1].sent == utc("2026-12-01 06:00")
    assert sum(m.startswith("<") for m in receipts[-1].matters) == 4


def test_quiet_leaves_out_receipts_that_say_nothing_to_look_at(town: Town) -> None:
    agenda = town.last("marek")
    town.reply(agenda, "QUIET")
    town.tick("2026-11-30 09:10")
    town.tick("2026-11-30 09:16")
    assert town.letters("marek", RECEIPT) == []
    town.reply(agenda, "A1: 2 of 6")
    town.tick("2026-11-30 09:20")
    town.tick("2026-11-30 09:26")
    assert town.letters("marek", RECEIPT) == []
    town.reply(agenda, "A1: 4-5, depends")
    town.tick("2026-11-30 09:30")
    town.tick("2026-11-30 09:36")
    assert len(town.letters("marek", RECEIPT)) == 1, "a question is asked"
    town.reply(agenda, "RESUME")
    town.tick("2026-11-30 09:40")
    town.tick("2026-11-30 09:46")
    assert len(town.letters("marek", RECEIPT)) == 2


def test_list_brings_what_is_open_on_both_sides(town: Town) -> None:
    town.reply(town.last("marek"), "LIST")
    town.tick("2026-11-30 09:10")
    town.tick("2026-11-30 09:16")
    text = town.text(town.last("marek", RECEIPT))
    assert "Six first meetings with fleets" in text
    assert "Fleet price list" in text


def test_a_bare_answer_to_a_question_is_about_what_was_asked(town: Town) -> None:
    town.reply(town.last("marek"), "A1: 4-5, depends if the fair counts")
    town.tick("2026-11-30 09:10")
    town.tick("2026-11-30 09:16")
    town.reply(town.last("marek", RECEIPT), "A1: 5")
    town.tick("2026-11-30 09:20")
    assert town.agreement("marek", "A1").count() == 5


def test_a_broken_ledger_stops_no_other_receipt(town: Town) -> None:
    town.reply(town.last("marek"), "A1: 2 of 6")
    town.tick("2026-11-30 09:10")
    healthy = town.store.change

    def change(owner: str, decide):  # type: ignore[no-untyped-def]
        if owner == "marek":
            raise StoreError("marek.json is no ledger", owner="marek")
        return healthy(owner, decide)

    town.store.change = change  # type: ignore[method-assign]
    town.app.receive(utc("2026-11-30 09:16"))
    assert "marek.json is no ledger" in town.house.memory.problems.values()


# --- explain ----------------------------------------------------------------------------------


def test_explain_shows_every_step_and_changes_nothing(town: Town) -> None:
    town.reply(town.last("marek"), "A1: 2 of 6\nSent from my iPhone")
    ((_, raw),) = town.mailbox.fetch("").mails
    before = dict(town.store._ledgers)
    steps = {s.name: s for s in explain(town.house, raw, utc("2026-11-30 09:10"))}
    assert steps["kind"].found == "reply"
    assert steps["sender"].found == "marek"
    assert steps["answers"].found.startswith("agenda:marek+dana:1:marek")
    assert "A1: 2 of 6" in steps["typed"].lines[0]
    assert "updated" in steps["would record"].lines[0]
    assert town.store._ledgers == before
    text = as_text(tuple(steps.values()))
    assert "would record" in text
    assert '"step": "kind"' in as_json(tuple(steps.values()))


def steps_of(town: Town, raw: bytes, at: str = "2026-11-30 09:10") -> dict[str, Step]:
    return {step.name: step for step in explain(town.house, raw, utc(at))}


def test_explain_says_where_a_mail_would_stop(town: Town) -> None:
    too_much = b"Subject: x\r\n" + b"X-A: b\r\n" * 400 + b"\r\nhello"
    assert steps_of(town, too_much).keys() == {"size"}
    assert steps_of(town, too_much)["size"].code == "headers"
    town.write("eve@evil.example", "accord@halden.example", "hello\n")
    town.reply(town.last("marek"), "A1: 2 of 6", by="lena")
    town.reply(town.last("marek"), "I am away", **{"Auto-Submitted": "auto-replied"})
    (_, stranger), (_, foreign), (_, away) = town.mailbox.fetch("").mails
    assert steps_of(town, stranger)["sender"].found == "nobody we know"
    assert steps_of(town, stranger)["gates"].code == "held-stranger"
    assert "the sender is not the one it was sent to" in steps_of(town, foreign)["gates"].found
    assert "would record" not in steps_of(town, foreign)
    assert "Auto-Submitted" in steps_of(town, away)["kind"].lines[0]
    assert steps_of(town, away)["kind"].code == "auto-submitted"
    ours = town.transport.sent[town.last("marek").message_id]  # type: ignore[attr-defined]
    assert steps_of(town, ours)["kind"].found == "own"


def test_explain_says_why_a_line_was_not_understood_and_what_went_back(town: Town) -> None:
    town.reply(
        town.last("marek"), "A1 5-6, maybe\nthe territory split, please\nL1 is late\nA2 done"
    )
    ((_, raw),) = town.mailbox.fetch("").mails
    steps = steps_of(town, raw)
    told = "\n".join(steps["means"].lines)
    assert "line 1" in told
    assert "in doubt about A1 (range), so nothing is recorded and it is asked back" in told
    assert "it could be 5 or 6" in told
    assert "5-6, maybe" in "\n".join(steps["receipt"].lines)
    assert steps["receipt"].found == "Re: 1:1 with Dana, Tue 1 Dec"


def test_explain_shows_a_mail_that_was_read_as_it_was_read_then(town: Town) -> None:
    agenda = town.last("marek")
    town.reply(agenda, "A1: 2 more")
    ((_, raw),) = town.mailbox.fetch("").mails
    assert steps_of(town, raw)["seen before"].found == "no"
    town.ticks("2026-11-30 09:10", "2026-11-30 10:10")
    town.reply(agenda, "A1: 5 of 6")
    town.tick("2026-11-30 10:20")
    before = dict(town.store._ledgers)
    steps = steps_of(town, raw, "2026-12-02 09:00")
    assert steps["seen before"].code == "read"
    assert "A1 stands at 2" in steps["means"].lines[0]
    sent = town.text(town.letters("marek", RECEIPT)[0])
    assert all(line in sent for line in steps["receipt"].lines)
    assert town.store._ledgers == before


def test_explain_of_an_answer_to_the_welcome_and_of_a_wish_for_one() -> None:
    town = Town(welcome_from=("dana@halden.example",))
    town.write("dana@halden.example", "accord@halden.example", "start\n", **town.signed())
    ((_, raw),) = town.mailbox.fetch("").mails
    people = dict(town.people)
    assert steps_of(town, raw)["gates"].code == "welcome"
    assert town.people == people
    assert town.letters("dana") == []


def test_a_program_that_says_the_same_to_each_receipt_is_answered_twice(town: Town) -> None:
    text = "I am travelling until Monday, ticket {} was opened"
    town.reply(town.last("marek"), text.format(1))
    for number in (2, 3, 4):
        town.ticks(f"2026-11-30 {8 + number}:10", f"2026-11-30 {8 + number}:20", MINUTES)
        town.reply(town.last("marek", RECEIPT), text.format(number))
    town.ticks("2026-11-30 13:10", "2026-11-30 13:20", MINUTES)
    assert len(town.letters("marek", RECEIPT)) == 2
    assert codes(town) == ["repeated", "repeated"]


def test_a_person_may_say_the_same_few_words_to_each_receipt(town: Town) -> None:
    town.reply(town.last("marek"), "A1 2 of 6")
    for number in (2, 3, 4):
        town.ticks(f"2026-11-30 {8 + number}:10", f"2026-11-30 {8 + number}:20", MINUTES)
        town.reply(town.last("marek", RECEIPT), f"A1 {number} of 6")
    town.tick("2026-11-30 13:10")
    assert town.agreement("marek", "A1").count() == 4
    assert codes(town) == []
