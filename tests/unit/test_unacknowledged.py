"""Whatever is said about words that not everybody has said yes to: it is no miss, and nobody chases it."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from daemon.domain.agreements.agreement import fold, steps
from daemon.domain.ledger import Entry, Kind
from daemon.domain.letters.by_mail import nudges
from daemon.domain.meetings.agenda import agenda
from daemon.domain.quarters import FiscalYear, quarter_of
from daemon.domain.recaps.figures import lines, total
from tests.unit.town import Town, utc

NOW = utc("2026-12-10 09:00")
AFTER = utc("2027-01-04 09:00")

people = st.sampled_from(["marek", "dana"])
versions = st.sampled_from(["1", "2", "3"])
said = st.one_of(
    st.tuples(st.just(Kind.ACKNOWLEDGED), people, st.builds(lambda v: {"version": v}, versions)),
    st.tuples(
        st.just(Kind.COUNTERED),
        people,
        st.builds(
            lambda v, sure, due: {"version": v, "consents": sure, "due": due},
            versions,
            st.sampled_from(["", "yes"]),
            st.sampled_from(["2026-12-11", "2026-12-31", "2027-03-31"]),
        ),
    ),
    st.tuples(
        st.just(Kind.UPDATED),
        people,
        st.just({"op": "progress", "old": "0", "new": "3", "target": "6"}),
    ),
    st.tuples(
        st.just(Kind.CLOSED),
        people,
        st.sampled_from([{"verdict": v} for v in ("kept", "not-kept", "refused")]),
    ),
    st.tuples(st.just(Kind.CONTESTED), people, st.just({"verdict": "not-kept"})),
    st.tuples(st.just(Kind.NOTED), people, st.just({})),
)


@settings(max_examples=300, deadline=None)
@given(writer=people, sure=st.sampled_from(["", "yes"]), talk=st.lists(said, max_size=8))
def test_m74_nothing_unacknowledged_is_a_miss_a_question_about_progress_a_nudge_or_a_number(
    writer: str, sure: str, talk: list[tuple[Kind, str, dict[str, str]]]
) -> None:
    town = Town()
    town.welcome()
    town.draft(
        "marek", "Six first meetings", target=6, due="2026-12-11", author=writer, consents=sure
    )
    entries: list[Entry] = [
        town.entry(kind, person, "2026-11-03 09:00", "A1", {"words": "as said"}, **values)
        for kind, person, values in talk
    ]
    town.say("marek", *entries)
    ledger = town.ledger("marek")
    assume(not any(now.in_force for _, _, now in steps("marek", ledger.entries)))

    world = town.world()
    marek, dana = town.people["marek"], town.people["dana"]
    ledgers = {"marek": ledger, "dana": town.ledger("dana")}
    for now in (NOW, AFTER):
        for reader, other in ((marek, dana), (dana, marek)):
            page = agenda(reader, other, ledgers, now)
            assert (*page.own, *page.more, *page.theirs, *page.theirs_more) == ()
            assert list(nudges(reader, world, now)) == []
    quarter = quarter_of(NOW.date(), FiscalYear())
    found = lines(fold("marek", ledger.entries).values(), quarter, town.people)
    assert found == ()
    assert total(found).due == 0
