"""A letter's key gives its tag, and the tag its Message-ID and the address that answers it."""

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain import tags

INSTALL_KEY = b"k" * 32
MAILBOX = "accord@halden.example"
PARTS = st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4)


def test_a_key_is_its_kind_and_its_parts():
    assert tags.key("agenda", "marek+dana", 7, "marek") == "agenda:marek+dana:7:marek"


def test_what_is_odd_in_a_part_is_percent_encoded():
    assert tags.key("receipt", "<ž:1@mail.example>") == "receipt:%3C%C5%BE%3A1@mail.example%3E"


@given(PARTS, PARTS)
def test_two_keys_are_the_same_only_for_the_same_parts(one, two):
    assert (tags.key("k", *one) == tags.key("k", *two)) == (one == two)


@given(PARTS)
def test_a_key_is_plain_ascii_without_blanks(parts):
    key = tags.key("k", *parts)
    assert key.isascii()
    assert key.isprintable()
    assert " " not in key


def test_the_tag_is_the_first_sixty_bits_of_the_keys_mac():
    mac = hmac.new(INSTALL_KEY, b"agenda:marek+dana:7:marek", hashlib.sha256).digest()
    wanted = base64.b32encode(mac).decode()[:12].lower()
    assert tags.tag(INSTALL_KEY, "agenda:marek+dana:7:marek") == wanted


@given(PARTS)
def test_a_tag_survives_the_way_out_and_back(parts):
    letter_tag = tags.tag(INSTALL_KEY, tags.key("agenda", *parts))
    answer_to = tags.reply_address(letter_tag, MAILBOX)
    message_id = tags.message_id(letter_tag, MAILBOX)
    assert tags.tag_in_address(answer_to) == letter_tag
    assert tags.tag_in_address(f"Accord <{answer_to.upper()}>") == letter_tag
    assert tags.tag_in_message_id(message_id) == letter_tag
    assert len(answer_to) < 40  # mails.md


def test_another_installation_has_other_tags():
    key = tags.key("agenda", "marek+dana", 7)
    assert tags.tag(b"a" * 32, key) != tags.tag(b"b" * 32, key)


def test_addresses_are_built_on_the_daemons_own_mailbox():
    assert tags.reply_address("abcdefghijkl", MAILBOX) == "accord+abcdefghijkl@halden.example"
    assert tags.message_id("abcdefghijkl", MAILBOX) == "<abcdefghijkl@halden.example>"


@pytest.mark.parametrize(
    "address",
    [
        "",
        MAILBOX,
        "accord+short@halden.example",
        "accord+abcdefghijk1@halden.example",
        "abcdefghijkl",
    ],
)
def test_an_address_without_a_tag_has_none(address):
    assert tags.tag_in_address(address) == ""


@pytest.mark.parametrize("reference", ["", "<CAF+1@mail.example>", "abcdefghijkl@halden.example"])
def test_a_message_id_that_is_not_ours_has_none(reference):
    assert tags.tag_in_message_id(reference) == ""
