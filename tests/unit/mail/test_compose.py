"""What leaves the house on the wire: form, threading, and nothing that others could slip in."""

import email
import email.policy
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from daemon.domain.outbox import Letter, LetterKind
from daemon.errors import TransportError
from daemon.mail.compose import Address, clean_header, compose, mail_address

MADE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
TAG = "k4t7x2m3qb5w"
ACCORD = Address("Accord", "accord@halden.example")
MAREK = Address("Marek Novák", "marek@halden.example")
HEADERS = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-Accord-Loop",
    "MIME-Version",
    "Content-Type",
]
PART_HEADERS = ["Content-Type", "Content-Transfer-Encoding"]

# Lone surrogates too: that is how Python shows bytes of a mail that were no text.
any_text = st.text(st.characters(exclude_categories=()), max_size=400)
nasty = st.one_of(
    any_text,
    st.text(st.sampled_from('ab ,;:<>@"\\()[].=?_\r\n\0\t\u2028\u202e\u0301é漢😀'), max_size=300),
)
odd_ids = st.one_of(
    st.from_regex(r"<[a-z0-9.]{1,300}@[a-z0-9.]{1,200}>", fullmatch=True),
    st.text(max_size=50),
    st.just("sha256:" + "0" * 64),
    st.just("<jürgen@exämple.org>"),
)


def letter(
    *,
    subject: str = "1:1 with Dana, Tue 1 Dec",
    kind: LetterKind = LetterKind.AGENDA,
    made: datetime = MADE,
    parent: str = "",
    references: tuple[str, ...] = (),
    message_id: str = f"<{TAG}@accord.example>",
) -> Letter:
    return Letter(
        key="agenda:marek+dana:3:marek",
        kind=kind,
        addressee="marek",
        made=made,
        subject=subject,
        text="",
        html="",
        tag=TAG,
        message_id=message_id,
        not_before=MADE,
        parent=parent,
        references=references,
    )


def mail(
    wanted: Letter | None = None,
    *,
    text: str = "Marek, tomorrow at 10:00 you meet Dana.\n",
    html: str = "<p>Marek, tomorrow at 10:00 you meet Dana.</p>\n",
    to: Address = MAREK,
    sender: Address = ACCORD,
    reply_to: str = f"accord+{TAG}@halden.example",
    install_marker: str = "a1b2c3",
) -> bytes:
    return compose(
        wanted or letter(),
        text=text,
        html=html,
        to=to,
        sender=sender,
        reply_to=reply_to,
        install_marker=install_marker,
    )


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def shown(raw: bytes, header: str) -> str:
    """As a mail program shows it: unfolded and decoded by the older, more literal parser."""
    value = email.message_from_bytes(raw)[header]
    return str(make_header(decode_header(value.replace("\r\n", ""))))


def body(raw: bytes, subtype: str) -> str:
    part = read(raw).get_body((subtype,))
    assert part is not None
    content: bytes = part.get_payload(decode=True)
    return content.decode().replace("\r\n", "\n")


def names_on_the_wire(raw: bytes) -> list[str]:
    """Header names by hand, not by a parser that might forgive."""
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    return [line.partition(":")[0] for line in head.split("\r\n") if not line.startswith(" ")]


def test_mareks_agenda_has_the_headers_it_should_and_no_other():
    raw = mail()
    assert names_on_the_wire(raw) == HEADERS
    parsed = read(raw)
    assert parsed["From"] == "Accord <accord@halden.example>"
    assert parsed["To"].addresses[0].display_name == "Marek Novák"
    assert parsed["To"].addresses[0].addr_spec == "marek@halden.example"
    assert parsed["Reply-To"] == f"accord+{TAG}@halden.example"
    assert parsed["Subject"] == "1:1 with Dana, Tue 1 Dec"
    assert parsed["Message-ID"] == f"<{TAG}@accord.example>"
    assert parsed["X-Auto-Response-Suppress"] == "OOF, AutoReply, RN, NRN"
    assert parsed["X-Accord-Loop"] == "a1b2c3"
    assert not parsed.defects


def test_a_nameless_sender_is_called_accord():
    assert read(mail(sender=Address("", "a@halden.example")))["From"] == "Accord <a@halden.example>"


def test_a_nameless_addressee_stands_as_a_bare_address():
    assert read(mail(to=Address("", "sam@halden.example")))["To"] == "sam@halden.example"


def test_text_comes_first_and_html_second():
    parsed = read(mail())
    assert parsed.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    for part in parsed.iter_parts():
        assert part.keys() == PART_HEADERS
        assert not part.defects


def test_the_same_letter_gives_the_same_bytes_wherever_its_time_was_read():
    elsewhere = MADE.astimezone(timezone(timedelta(hours=2)))
    assert mail(letter(made=elsewhere)) == mail() == mail()
    date = read(mail())["Date"]
    assert date == "Mon, 30 Nov 2026 09:00:00 +0000"
    assert parsedate_to_datetime(date) == MADE


@pytest.mark.parametrize("kind", LetterKind)
def test_answers_say_that_they_are_replies_and_all_else_that_a_program_began(kind: LetterKind):
    answers = {LetterKind.RECEIPT, LetterKind.ANSWER, LetterKind.HELD}
    expected = "auto-replied" if kind in answers else "auto-generated"
    assert read(mail(letter(kind=kind)))["Auto-Submitted"] == expected


def test_long_lines_of_the_text_part_come_out_as_they_went_in():
    text = f"{'Kestrel Foods ' * 200}\n\n-- \nDana and you see your answers. \n.\n.dot\nFrom here\n"
    raw = mail(text=text)
    assert body(raw, "plain") == text
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_two_subjects_that_differ_late_stay_apart_and_long_ones_are_cut():
    subject = read(mail(letter(subject="Handover " * 40)))["Subject"]
    assert len(subject) <= 150
    assert subject.endswith("…")


# --- threading -------------------------------------------------------------------------------


def test_a_first_letter_has_no_thread_headers():
    assert "References" not in read(mail())
    assert "In-Reply-To" not in read(mail())


def test_a_later_letter_names_its_parent_and_its_thread():
    raw = mail(letter(parent="<b@x.example>", references=("<a@x.example>", "<b@x.example>")))
    assert b"\r\nIn-Reply-To: <b@x.example>\r\n" in raw
    assert b"\r\nReferences: <a@x.example> <b@x.example>\r\n" in raw


def test_of_two_hundred_references_the_first_and_the_last_ten_stay_on_one_line():
    ids = tuple(f"<{'x' * 40}{n}@halden.example>" for n in range(200))
    raw = mail(letter(parent=ids[-1], references=ids))
    line = next(row for row in raw.split(b"\r\n") if row.startswith(b"References"))
    assert line.decode().split()[1:] == [ids[0], *ids[-10:]]


def test_ids_too_long_for_one_line_give_way_from_the_middle():
    ids = tuple(f"<{'y' * 300}{n}@halden.example>" for n in range(5))
    raw = mail(letter(parent=ids[-1], references=ids))
    line = next(row for row in raw.split(b"\r\n") if row.startswith(b"References"))
    assert line.decode().split()[1:] == [ids[0], ids[-1]]


def test_a_mail_that_had_no_id_is_no_parent():
    assert "In-Reply-To" not in read(mail(letter(parent="sha256:" + "0" * 64)))


@given(parent=odd_ids, references=st.lists(odd_ids, max_size=200).map(tuple))
def test_no_message_id_of_others_breaks_a_line_or_becomes_an_encoded_word(
    parent: str, references: tuple[str, ...]
):
    raw = mail(letter(parent=parent, references=references))
    head = raw.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 998
    threading = {"In-Reply-To", "References"}
    assert [n for n in names_on_the_wire(raw) if n not in threading] == HEADERS
    for row in head.split(b"\r\n"):
        if row.startswith((b"In-Reply-To:", b"References:")):
            assert b"=?" not in row.partition(b":")[2] or "=?" in "".join((parent, *references))
            assert set(row.decode().split()[1:]) <= {parent, *references}


# --- what others wrote -------------------------------------------------------------------------


@given(subject=nasty, name=nasty, marker=nasty)
@example(subject="=?utf-8?q?=0ABcc:_x@y.example?=", name="=?utf-8?q?=0ABcc?=", marker="\r\nBcc: x")
@example(subject="Pay\r\nBcc: all@halden.example", name="Marek\nBcc: x@y.example", marker="\0")
@example(subject="A\u2028B\u202eC", name="Novák: Marek, Dr.", marker="=?")
@example(subject="漢" * 150, name="😀" * 150, marker="é" * 150)
def test_no_title_and_no_name_adds_a_header(subject: str, name: str, marker: str):
    raw = mail(letter(subject=subject), to=Address(name, MAREK.address), install_marker=marker)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert names_on_the_wire(raw) == HEADERS
    assert read(raw).keys() == HEADERS
    assert email.message_from_bytes(raw).keys() == HEADERS
    assert shown(raw, "Subject") == clean_header(subject)
    [(_, address)] = getaddresses([email.message_from_bytes(raw)["To"]])
    assert address == MAREK.address


@given(name=nasty)
@example(name='Dr. "Mac" \\ O\'Neil: (sales)')
def test_a_name_is_read_as_it_was_written(name: str):
    raw = mail(to=Address(name, MAREK.address))
    [(shown_name, _)] = getaddresses([email.message_from_bytes(raw)["To"].replace("\r\n", "")])
    assert str(make_header(decode_header(shown_name))) == clean_header(name)


@given(text=any_text, html=any_text)
def test_any_body_comes_out_as_it_went_in(text: str, html: str):
    raw = mail(text=text, html=html)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert names_on_the_wire(raw) == HEADERS
    assert body(raw, "plain") == on_the_wire(text)
    assert body(raw, "html") == on_the_wire(html)


def on_the_wire(text: str) -> str:
    one_kind_of_break = text.replace("\r\n", "\n").replace("\r", "\n")
    return one_kind_of_break.encode("utf-8", "replace").decode()


@given(text=nasty)
def test_a_cleaned_text_is_one_short_line_without_tricks(text: str):
    clean = clean_header(text)
    assert clean_header(clean) == clean
    assert len(clean) <= 150
    assert clean == unicodedata.normalize("NFC", clean)
    assert not {unicodedata.category(char) for char in clean} & {"Cc", "Cs", "Zl", "Zp"}
    assert not any(unicodedata.bidirectional(char) in BIDI_CONTROLS for char in clean)


BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("Lena\r\nBcc: all@halden.example", "Lena Bcc: all@halden.example"),
        ("  Q4 \t review\u2028plan ", "Q4 review plan"),
        ("\u202eelpmaxe\u202c", "elpmaxe"),
        ("Cafe\u0301", "Café"),
        ("nul\0and\x9bcsi", "nul and csi"),
        ("👩\u200d💻 Dana", "👩\u200d💻 Dana"),
        ("", ""),
    ],
)
def test_cleaning_case_by_case(written: str, clean: str):
    assert clean_header(written) == clean


# --- addresses -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "on_the_wire"),
    [
        ("marek@halden.example", "marek@halden.example"),
        (" Dana.Holm+x@Halden.Example ", "Dana.Holm+x@halden.example"),
        ("lena@straße.de", "lena@xn--strae-oqa.de"),
        ("o'neil@halden.example.", "o'neil@halden.example"),
        ("accord@localhost", "accord@localhost"),
    ],
)
def test_addresses_that_can_be_mailed_to(written: str, on_the_wire: str):
    assert mail_address(written) == on_the_wire


UNMAILABLE = [
    "",
    "marek",
    "@halden.example",
    "marek@",
    "jürgen@halden.example",
    "two words@halden.example",
    '"marek"@halden.example',
    "a..b@halden.example",
    "marek@hal den.example",
    "marek@halden..example",
    "marek@[127.0.0.1]",
    "marek@halden.example\nBcc: x@y.example",
    "marek\r\n@halden.example",
    "m" * 65 + "@halden.example",
    "marek@" + "h" * 300,
]


@pytest.mark.parametrize("written", UNMAILABLE)
def test_an_address_that_cannot_be_mailed_to_is_named_in_the_error(written: str):
    with pytest.raises(ValueError, match="can't be mailed to") as caught:
        mail_address(written)
    assert repr(written) in str(caught.value)


@pytest.mark.parametrize("written", UNMAILABLE)
def test_a_letter_to_such_an_address_is_dead(written: str):
    with pytest.raises(TransportError) as caught:
        mail(to=Address("Jürgen", written))
    assert caught.value.permanent


def test_a_fault_on_our_own_side_lets_the_letters_wait():
    for wrong in (
        lambda: mail(sender=Address("Accord", "äccord@halden.example")),
        lambda: mail(reply_to="nobody"),
        lambda: mail(letter(message_id="k4t7x2m3qb5w")),
    ):
        with pytest.raises(TransportError) as caught:
            wrong()
        assert not caught.value.permanent
