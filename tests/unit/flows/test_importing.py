"""Agreements from a file: every line checked before one is written, and a crash finished later."""

from datetime import date
from decimal import Decimal

import pytest

from daemon.domain.ledger import Kind
from daemon.errors import SettingsError
from daemon.flows.exporting import as_csv, as_json
from daemon.flows.importing import import_file, read_rows
from tests.unit.town import Town, utc

NOW = utc("2026-11-27 08:00")
HEAD = "owner,with,outcome,target,unit,period,due,category,why\n"


@pytest.fixture
def town() -> Town:
    return Town()


def problems(town: Town, content: bytes | str) -> list[str]:
    raw = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(SettingsError) as caught:
        import_file(town.house, "list.csv", raw, NOW)
    assert all(not town.ledger(p).entries for p in town.people), "nothing was written"
    return str(caught.value).splitlines()


def test_every_cell_arrives(town: Town) -> None:
    line = "marek@halden.example,dana,Three fleets as reference,3,fleets,month,2027-03-31,New Business,they ask\n"
    assert import_file(town.house, "list.csv", (HEAD + line).encode(), NOW) == 1
    agreement = town.agreement("marek", "A1")
    terms = agreement.terms
    assert (terms.outcome, terms.target, terms.unit, terms.period) == (
        "Three fleets as reference",
        Decimal(3),
        "fleets",
        "month",
    )
    assert (terms.due, terms.category.value, terms.why) == (
        date(2027, 3, 31),
        "new-business",
        "they ask",
    )
    assert (agreement.author, agreement.consents, agreement.team) == ("dana", {}, "fleet")


def test_a_leaders_own_promise_lies_in_the_leaders_ledger(town: Town) -> None:
    import_file(town.house, "list.csv", (HEAD + "dana,marek,Price list,,,,,,\n").encode(), NOW)
    assert town.agreement("dana", "L1").parties == ("dana", "marek")


def test_the_same_file_again_adds_nothing_and_finishes_what_a_crash_cut_off(town: Town) -> None:
    content = (
        HEAD + "marek,dana,One,,,,,,\nlena,dana,Two,,,,,,\nmarek,dana,Three,,,,,,\n"
    ).encode()
    healthy, died = town.store.change, []

    def change(owner: str, decide):  # type: ignore[no-untyped-def]
        if owner == "marek" and not died:
            died.append(owner)
            raise KeyboardInterrupt
        return healthy(owner, decide)

    town.store.change = change  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        import_file(town.house, "list.csv", content, NOW)
    assert len(town.ledger("lena").entries) == 1
    for _ in range(2):
        import_file(town.house, "list.csv", content, NOW)
    assert len(town.ledger("lena").entries) == 1
    assert [e.agreement for e in town.ledger("marek").entries] == ["A1", "A2"]


def test_every_wrong_cell_is_named_with_its_line(town: Town) -> None:
    found = problems(
        town,
        HEAD
        + "eve,dana,One,,,,,,\n"
        + "marek,lena,Two,,,,,,\n"
        + "marek,dana,,,,,,,\n"
        + "marek,dana,Four,many,,,,,\n"
        + "marek,dana,Five,-1,,,,,\n"
        + "marek,dana,Six,,,fortnight,soon,luck,\n"
        + "marek,dana,Seven,,,week,,,\n"
        + "marek,dana,Eight\n",
    )
    for line, words in (
        (2, '"eve" is nobody in the directory'),
        (3, "don't lead each other"),
        (4, "outcome: is empty"),
        (5, '"many" is no number above 0'),
        (6, '"-1" is no number above 0'),
        (7, '"fortnight" is no period'),
        (7, '"soon" is no date'),
        (7, '"luck" is none of'),
        (8, "a period goes with a target"),
        (9, "has 3 cells where the first line has 9"),
    ):
        assert any(f"line {line}:" in f and words in f for f in found), (line, words, found)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", 'has no column "owner"'),
        (b"owner,with,outcome,colour\n", 'does not know the column "colour"'),
        (HEAD.encode() + b'marek,dana,"half a ce', "is cut off or badly quoted"),
        (HEAD.encode() + b"marek,dana,\xff\xfe,,,,,,\n", "line 2: is not UTF-8"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_whole(
    content: bytes, words: str, town: Town
) -> None:
    assert words in "\n".join(problems(town, content))


def test_blank_lines_and_a_byte_order_mark_do_no_harm(town: Town) -> None:
    content = ("\ufeff" + HEAD + "\n,,,,,,,,\nmarek,dana,One,,,,,,\n").encode()
    assert [r.line for r in read_rows("list.csv", content, town.directory())] == [4]


def test_what_is_exported_has_its_state_its_record_and_no_formula(town: Town) -> None:
    town.agreed("marek", "=1+2", target=6, due="2026-12-31")
    town.draft("marek", "Only a draft")
    label = town.agreed("marek", "Done", due="2026-12-31")
    town.say("marek", town.entry(Kind.CLOSED, "marek", "2026-11-20 09:00", label, verdict="kept"))
    mine = [town.agreement("marek", x) for x in ("A1", "A2", label)]
    text = as_csv(mine)
    lines = text.splitlines()
    assert "'=1+2" in lines[1]
    assert [line.split(",")[3] for line in lines[1:]] == ["agreed", "not-agreed", "kept"]
    assert '"id": "marek/A1"' in as_json(mine)
    assert f'"record": "{mine[0].record}"' in as_json(mine)
