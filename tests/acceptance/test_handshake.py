"""How something comes to be agreed: drafts, answers, other words and each side's yes, by mail."""

import pytest

from tests.acceptance.mailing import flat, listed, receipt, shown
from tests.acceptance.world import World

THREE = """
    new: three fleet references in writing by 31 Mar 2027
    new: two joint visits to Kestrel Foods by 29 Jan 2027
    new: one page on the Linz tender by 15 Dec 2026
    """


@pytest.fixture
def drafted(team: World) -> World:
    """Dana writes one draft in her answer to the prep; Marek finds it on his next agenda."""
    team.tick("2026-11-17T07:01:00Z")
    team.reply(
        team.got("dana", "Prep: Marek"), "new: three fleet references in writing by 31 Mar 2027"
    )
    team.settle("2026-11-17T10:00:00Z")
    return team


def next_agenda(team: World) -> str:
    team.tick("2026-11-23T09:01:00Z")
    return flat(team.got("marek", "1:1 with Dana, Tue 24 Nov"))


def test_m1_it_is_in_force_once_both_named_people_have_said_yes(drafted: World) -> None:
    assert "A3  not agreed" in listed(drafted, "marek")
    assert "A3 three fleet references in writing" in next_agenda(drafted)
    drafted.reply(drafted.got("marek", "1:1 with Dana, Tue 24 Nov"), "A3 yes")
    drafted.settle("2026-11-23T10:00:00Z")
    assert "A3  agreed" in listed(drafted, "marek")
    told = shown(drafted, "marek", "A3")
    assert "between marek and dana" in told
    assert "both have said yes" in told


def test_m13_each_yes_stands_with_its_mail_its_time_and_its_words(drafted: World) -> None:
    next_agenda(drafted)
    sent = drafted.reply(drafted.got("marek", "1:1 with Dana, Tue 24 Nov"), "A3 ok")
    drafted.settle("2026-11-23T10:00:00Z")
    told = shown(drafted, "marek", "A3")
    assert f"marek said yes to version 1 in {sent}" in told
    assert '"ok"' in told
    assert "2026-11-23 10:00  acknowledged  marek" in told
    assert "dana said yes to version 1 in <reply." in told


def test_m18_the_last_yes_brings_the_final_text_with_its_record(drafted: World) -> None:
    next_agenda(drafted)
    drafted.reply(drafted.got("marek", "1:1 with Dana, Tue 24 Nov"), "A3 yes")
    said = flat(receipt(drafted, "2026-11-23T10:00:00Z", "marek"))
    assert "Agreed, in these words:" in said
    assert "three fleet references in writing" in said
    assert "Wed 31 Mar" in said
    record = shown(drafted, "marek", "A3").rpartition("record ")[2].strip()
    assert f"Record {record}" in said


def test_m8_countered_twice_each_round_is_kept_and_was_and_now_stand_in_the_next_letter(
    drafted: World,
) -> None:
    next_agenda(drafted)
    agenda = drafted.got("marek", "1:1 with Dana, Tue 24 Nov")
    drafted.reply(agenda, "A3 change: names on the website instead of letters by 31 Mar 2027")
    drafted.settle("2026-11-23T10:00:00Z")
    drafted.tick("2026-11-24T07:01:00Z")
    prep = drafted.got("dana", "Prep: Marek, Tue 24 Nov")
    assert 'was: "three fleet references in writing"' in flat(prep)
    assert "names on the website instead of letters" in flat(prep)

    drafted.reply(prep, "A3 change: names and logos on the website by 31 Mar 2027")
    drafted.settle("2026-11-24T07:30:00Z")
    drafted.tick("2026-11-30T09:01:00Z")
    agenda = drafted.got("marek", "1:1 with Dana, Tue 1 Dec")
    assert "names and logos on the website" in flat(agenda)
    assert "A3  not agreed" in listed(drafted, "marek")
    drafted.reply(agenda, "A3 yes")
    drafted.settle("2026-11-30T10:00:00Z")
    told = shown(drafted, "marek", "A3")
    for version in ("version 1, between", "version 2", "version 3"):
        assert version in told
    assert "A3  agreed" in listed(drafted, "marek")


def test_m12_an_expectation_is_shown_as_not_agreed_and_is_in_no_figure(drafted: World) -> None:
    said = next_agenda(drafted)
    before, _, after = said.partition("NOT AGREED YET")
    assert "three fleet references" not in before
    assert "A3 three fleet references" in after
    assert "Yes so far: Dana" in after
    assert (
        "Where does it stand?" not in after.partition("HOW TO ANSWER")[0].partition("A3")[2][:200]
    )


def test_m74_what_was_refused_or_never_answered_is_asked_of_nobody_and_in_no_figure(
    team: World,
) -> None:
    team.tick("2026-11-17T07:01:00Z")
    team.reply(
        team.got("dana", "Prep: Marek"),
        "new: a fair booth in Graz by 11 Dec 2026\nnew: a page on Kestrel Foods by 11 Dec 2026",
    )
    team.settle("2026-11-17T10:00:00Z")
    next_agenda(team)
    team.reply(team.got("marek", "1:1 with Dana, Tue 24 Nov"), "A3 no\nA4 done")
    assert "not agreed yet" in flat(receipt(team, "2026-11-23T10:00:00Z", "marek"))
    assert "A4  not agreed" in listed(team, "marek")
    assert "A3  refused" in listed(team, "marek")
    team.tick("2027-01-04T08:01:00Z")
    closing = flat(team.got("marek", "Your Q4, before anyone else reads it"))
    assert "booth" not in closing
    assert "Kestrel Foods by" not in closing
    team.tick("2027-01-05T14:01:00Z")
    team.tick("2027-01-08T14:01:00Z")
    team.tick("2027-01-11T09:00:00Z")
    assert "Marek: 0 of 2" in flat(team.got("dana", "Q4:"))


def test_m36_three_drafts_of_one_talk_are_agreed_by_one_plain_yes_that_is_asked_about_once(
    team: World,
) -> None:
    team.tick("2026-11-17T07:01:00Z")
    team.reply(team.got("dana", "Prep: Marek"), THREE)
    team.settle("2026-11-17T10:00:00Z")
    next_agenda(team)
    team.reply(team.got("marek", "1:1 with Dana, Tue 24 Nov"), "yes")
    asked = receipt(team, "2026-11-23T10:00:00Z", "marek")
    assert listed(team, "marek").count("not agreed") == 3, "in doubt nothing is recorded"
    team.reply(asked, "yes to all")
    team.settle("2026-11-23T10:30:00Z")
    assert "not agreed" not in listed(team, "marek")


def test_m75_no_words_change_without_a_fresh_yes_and_until_then_the_old_ones_hold(
    team: World,
) -> None:
    team.reply(team.got("marek", "1:1 with Dana"), "A2 change: Brno alone asks for a quote")
    team.settle("2026-11-16T17:00:00Z")
    assert "Brno and Graz each" in listed(team, "marek")
    told = shown(team, "marek", "A2")
    assert "the earlier yes of dana counts no more" in told
    team.tick("2026-11-17T07:01:00Z")
    prep = team.got("dana", "Prep: Marek")
    assert 'was: "Kestrel Foods: Brno and Graz each ask for a quote"' in flat(prep)
    team.reply(prep, "A2 no")
    team.settle("2026-11-17T07:30:00Z")
    assert "agreed" in listed(team, "marek").splitlines()[1]
    assert "Brno and Graz each" in listed(team, "marek")


def test_m73_moved_by_both_before_its_day_is_no_miss_and_after_it_is(team: World) -> None:
    team.reply(team.got("marek", "1:1 with Dana"), "A1 move to 29 Jan, the fair was put off")
    team.settle("2026-11-16T17:00:00Z")
    team.tick("2026-11-17T07:01:00Z")
    team.reply(team.got("dana", "Prep: Marek"), "A1 yes")
    team.settle("2026-11-17T07:30:00Z")
    team.tick("2026-12-21T09:01:00Z")  # A2 was for the 18th
    team.reply(team.got("marek", "1:1 with Dana, Tue 22 Dec"), "A2 move to 5 Feb")
    team.settle("2026-12-21T10:00:00Z")
    team.tick("2026-12-22T07:01:00Z")
    team.reply(team.got("dana", "Prep: Marek, Tue 22 Dec"), "A2 yes")
    team.settle("2026-12-22T07:30:00Z")
    team.tick("2027-01-04T08:01:00Z")
    assert "moved by you both, now by Fri 29 Jan" in flat(team.got("marek", "Your Q4"))
    team.tick("2027-01-05T14:01:00Z")
    team.tick("2027-01-08T14:01:00Z")
    team.tick("2027-01-11T09:00:00Z")
    assert "Marek: 0 of 2, 1 changed before its date" in flat(team.got("dana", "Q4:"))


def test_m97_under_another_leader_the_history_stays_and_both_are_asked_anew(team: World) -> None:
    team.reply(team.got("marek", "1:1 with Dana"), "A1 3 of 8")
    team.settle("2026-11-16T17:00:00Z")
    people = team.root / "directory.toml"
    head, marek, rest = people.read_text().partition('id = "marek"')
    people.write_text(head + marek + rest.replace('leader = "dana"', 'leader = "ingrid"', 1))
    team.tick("2026-11-17T08:00:00Z")
    team.tick("2026-11-17T12:00:00Z")
    assert "marek A1  not agreed" in listed(team, "marek")
    told = shown(team, "marek", "A1")
    assert "was: between marek and dana" in told
    assert "now: between marek and ingrid" in told
    assert "new=3" in told, "what was said before stays"
    team.reply(team.got("ingrid", "To agree"), "yes to all", quote=False)
    team.settle("2026-11-17T13:00:00Z")
    for day in (18, 20, 23, 24, 25):  # his week had its unasked mails before
        team.tick(f"2026-11-{day}T09:01:00Z")
    mareks = team.got("marek", "To agree: two drafts with Ingrid")
    assert "Yes so far: Ingrid" in flat(mareks)
    team.reply(mareks, "yes to all", quote=False)
    team.settle("2026-11-25T11:00:00Z")
    assert "marek A1  agreed  3 of 8" in listed(team, "marek")


def test_the_later_of_two_answers_stands_where_one_person_contradicts_themselves(
    drafted: World,
) -> None:
    next_agenda(drafted)
    agenda = drafted.got("marek", "1:1 with Dana, Tue 24 Nov")
    drafted.reply(agenda, "A3 change: two references by 31 Mar 2027")
    drafted.tick("2026-11-23T10:00:00Z")
    drafted.reply(agenda, "A3 no")
    said = flat(receipt(drafted, "2026-11-23T10:03:00Z", "marek"))
    assert "A3 a no, so the draft is gone" in said
    assert "The later answer stands." in said
    assert "A3  refused" in listed(drafted, "marek")


def test_a_yes_and_then_other_words_in_the_same_minutes_are_the_other_words(drafted: World) -> None:
    next_agenda(drafted)
    agenda = drafted.got("marek", "1:1 with Dana, Tue 24 Nov")
    drafted.reply(agenda, "A3 yes")
    drafted.tick("2026-11-23T10:00:00Z")
    drafted.reply(agenda, "A3 change: names on the website instead by 31 Mar 2027")
    said = flat(receipt(drafted, "2026-11-23T10:03:00Z", "marek"))
    assert "Your change, as it goes to Dana: A3 names on the website instead" in said
    assert "dana counts no more" in shown(drafted, "marek", "A3")


def test_an_answer_that_is_no_yes_no_or_words_is_asked_about_once(drafted: World) -> None:
    next_agenda(drafted)
    agenda = drafted.got("marek", "1:1 with Dana, Tue 24 Nov")
    drafted.reply(agenda, "A3 👍")
    said = flat(receipt(drafted, "2026-11-23T10:00:00Z", "marek"))
    assert "Is it a yes?" in said
    drafted.reply(agenda, "A3 👍🏽")
    drafted.settle("2026-11-23T11:00:00Z")
    assert "Is it a yes?" not in flat(drafted.last("marek"))
    assert "A3  not agreed" in listed(drafted, "marek")
    assert "A3  not agreed" in listed(drafted, "marek")


def test_an_address_that_is_no_party_changes_nothing_and_the_owner_is_told(drafted: World) -> None:
    next_agenda(drafted)
    agenda = drafted.got("marek", "1:1 with Dana, Tue 24 Nov")
    drafted.reply(agenda, "A3 yes", sender="boss@elsewhere.example")
    drafted.settle("2026-11-23T10:00:00Z")
    assert "A3  not agreed" in listed(drafted, "marek")
    assert "nothing in it was recorded" in flat(drafted.got("marek", "A mail of yours was kept"))
    assert not (drafted.root / "mail" / "people" / "boss@elsewhere.example").exists()
