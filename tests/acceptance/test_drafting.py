"""A draft typed into a mail: what its words leave open is asked once, in the writer's own words."""

from email.message import EmailMessage

import pytest

from tests.acceptance.world import World, text_of


def flat(mail: EmailMessage) -> str:
    return " ".join(text_of(mail).split())


@pytest.fixture
def agenda(team: World) -> EmailMessage:
    """Marek's agenda of Tuesday the 17th, which came on Monday."""
    return team.got("marek", "1:1 with Dana, Tue 17 Nov")


def receipt(team: World, at: str, person: str = "marek") -> EmailMessage:
    before = len(team.inbox(person))
    team.settle(at)
    assert len(team.inbox(person)) == before + 1, team.subjects(person)
    return team.last(person)


def test_m7_a_vague_draft_is_asked_one_question_and_the_answer_completes_it(
    team: World, agenda: EmailMessage
) -> None:
    team.reply(agenda, "new: win more hotel chains")
    asked = receipt(team, "2026-11-16T17:00:00Z")
    assert '"more hotel chains": how many, and by when?' in flat(asked)
    assert flat(asked).count("?") == 1
    assert "A3" in flat(asked)

    # Until the question is answered, the draft is nobody's but the writer's.
    team.tick("2026-11-17T07:01:00Z")
    assert "hotel chains" not in flat(team.got("dana", "Prep: Marek"))

    team.reply(asked, "3, by end of March")
    back = receipt(team, "2026-11-17T08:00:00Z")
    assert "win more hotel chains" in flat(back)
    assert "How many: 3 chains" in flat(back)
    assert 'By when: Wed 31 Mar 2027 ("end of March")' in flat(back)
    assert "?" not in flat(back), "nothing is asked twice"

    team.tick("2026-11-24T07:01:00Z")
    prep = team.got("dana", "Prep: Marek, Tue 24 Nov")
    assert "win more hotel chains" in flat(prep)
    assert '3 chains, by Wed 31 Mar 2027 ("end of March") Yes so far: Marek' in flat(prep)
    assert "Open in these words" not in flat(prep)
    team.reply(prep, "A3 yes")
    final = receipt(team, "2026-11-24T08:00:00Z", "dana")
    assert "Agreed, in these words" in flat(final)
    assert "0 of 3 chains" in team.accord("agreements", "list", "marek")


def test_m35_a_good_draft_is_asked_nothing(team: World, agenda: EmailMessage) -> None:
    team.reply(agenda, "new: three fleets agree in writing to be named, by 31 March")
    back = receipt(team, "2026-11-16T17:00:00Z")
    assert "Put to Dana as a draft" in flat(back)
    assert 'By when: Wed 31 Mar 2027 ("31 March")' in flat(back)
    assert "?" not in flat(back)


def test_m11_doing_without_an_end_is_asked_what_it_should_bring_and_never_blocked(
    team: World, agenda: EmailMessage
) -> None:
    team.reply(agenda, "new: work on the Graz pipeline this quarter")
    asked = receipt(team, "2026-11-16T17:00:00Z")
    assert '"work on the Graz pipeline": what will be there in the end' in flat(asked)
    assert 'By when: Thu 31 Dec ("this quarter")' in flat(asked)

    # A yes as it stands is enough; the other side reads what is open, and nobody is asked again.
    team.reply(asked, "yes")
    assert "?" not in flat(receipt(team, "2026-11-16T18:00:00Z"))
    team.tick("2026-11-17T07:01:00Z")
    prep = flat(team.got("dana", "Prep: Marek"))
    assert "work on the Graz pipeline" in prep
    assert "Open in these words: what will be there in the end." in prep


def test_m3_an_end_that_is_no_day_is_asked_for_its_day(team: World, agenda: EmailMessage) -> None:
    team.reply(agenda, "new: two fleets as reference before the Linz fair")
    asked = receipt(team, "2026-11-16T17:00:00Z")
    assert '"before the Linz fair": which day is that?' in flat(asked)
    team.reply(asked, "9 March")
    back = receipt(team, "2026-11-16T18:00:00Z")
    assert 'By when: Tue 9 Mar 2027 ("9 March")' in flat(back)
    assert "two fleets as reference before the Linz fair" in flat(back)


def test_m79_the_other_side_reads_what_is_open_without_blame(team: World) -> None:
    team.tick("2026-11-17T07:01:00Z")
    team.reply(team.got("dana", "Prep: Marek"), "new: new logos in the hotel trade by 31 March")
    asked = receipt(team, "2026-11-17T12:00:00Z", "dana")
    assert '"new logos": how many?' in flat(asked)
    team.reply(asked, "yes")
    receipt(team, "2026-11-17T13:00:00Z", "dana")
    team.tick("2026-11-23T09:01:00Z")
    agenda = team.got("marek", "1:1 with Dana, Tue 24 Nov")
    assert 'Open in these words: how many ("new logos").' in flat(agenda)


def test_m10_a_list_comes_in_whole_and_each_line_that_leaves_something_open_is_named(
    team: World,
) -> None:
    rows = (
        "owner,with,outcome,due",
        "marek,dana,win more hotel chains,",
        "lena,dana,three fleets agree to be named,2027-03-31",
        "jim,dana,be quicker with quotes,2027-03-31",
    )
    (team.root / "more.csv").write_text("\n".join(rows) + "\n")
    said = team.accord("agreements", "import", "more.csv", "--at", "2026-11-17T07:30:00Z")
    assert "3 expectations" in said
    assert 'line 2 leaves open how many: "more hotel chains"' in said
    assert 'line 4 leaves open what will be there in the end: "be quicker with quotes"' in said
    assert "line 3" not in said
