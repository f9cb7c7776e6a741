"""Who is who, by id and by address."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.people import Directory, Person, fold_address, pair_key

DANA = Person("dana", "Dana Weiss", ("dana@halden.example",), role="leader")
MAREK = Person(
    "marek",
    "Marek van der Berg",
    ("marek@halden.example", "m.berg@old.example"),
    zone="Europe/Prague",
    leader="dana",
)
LENA = Person("lena", "Lena", ("lena@halden.example",), leader="dana")
TEAM = Directory({p.id: p for p in (MAREK, DANA, LENA)}, heads=("dana",), admin="lena")


def test_mail_goes_to_the_first_address():
    assert MAREK.address == "marek@halden.example"


def test_mails_call_people_by_the_first_word_of_their_name():
    assert MAREK.called == "Marek"
    assert LENA.called == "Lena"


def test_a_zone_is_the_iana_zone_of_its_name():
    assert MAREK.tz == ZoneInfo("Europe/Prague")
    assert DANA.tz == ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Marek@Halden.Example", "marek@halden.example"),
        (" marek+accord+x@halden.example ", "marek@halden.example"),
        ("STRASSE@x.example", "strasse@x.example"),
        ("straße@x.example", "strasse@x.example"),
        ('"a+b@c"@x.example', '"a@x.example'),
        ("+tag@x.example", "@x.example"),
        ("nobody", "nobody"),
        ("", ""),
    ],
)
def test_addresses_compare_without_case_and_tags(written, folded):
    assert fold_address(written) == folded


@given(st.emails())
def test_folding_twice_is_folding_once(address):
    assert fold_address(fold_address(address)) == fold_address(address)


@pytest.mark.parametrize(
    "address", ["marek@halden.example", "M.Berg@OLD.example", "marek+list@halden.example"]
)
def test_a_person_is_found_by_each_address_in_any_writing(address):
    assert TEAM.by_address(address) is MAREK


@pytest.mark.parametrize("address", ["", "marek", "marek@elsewhere.example", "+x@halden.example"])
def test_nobody_is_found_by_any_other_address(address):
    assert TEAM.by_address(address) is None


def test_who_leads_whom():
    assert TEAM.reports("dana") == (LENA, MAREK)
    assert TEAM.reports("marek") == ()
    assert TEAM.leaders() == (DANA,)


def test_a_leader_whom_the_directory_does_not_hold_leads_nobody_by_name():
    assert Directory({"marek": MAREK}).leaders() == ()


def test_the_other_half_of_a_pair():
    pair = pair_key("marek", "dana")
    assert pair == "marek+dana"
    assert TEAM.other(pair, "marek") == "dana"
    assert TEAM.other(pair, "dana") == "marek"


def test_two_directories_of_the_same_people_are_equal():
    assert Directory({"marek": MAREK}) == Directory({"marek": MAREK})
    assert "old.example" in repr(Directory({"marek": MAREK}))  # of the person, not of an index
