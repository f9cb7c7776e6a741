"""From bytes to a mail that can be read, whatever the bytes."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.domain.replies.message import Line
from daemon.mail import bodies, caps
from daemon.mail.parse import TooLargeError, parse

HEAD = b"From: Marek <Marek@Halden.example>\r\nTo: accord+k4t7@halden.example\r\nMessage-ID: <m1@halden.example>\r\n"
TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"


def mail(body: bytes, *headers: str) -> bytes:
    return HEAD + "".join(f"{h}\r\n" for h in headers).encode() + body


def texts(raw: bytes) -> list[str]:
    return [line.text for line in parse(raw).lines]


def multipart(kind: str, *parts: bytes) -> bytes:
    inside = b"".join(b"--B\r\n" + part + b"\r\n" for part in parts)
    return (
        HEAD
        + f"Content-Type: multipart/{kind}; boundary=B\r\n\r\n".encode()
        + inside
        + b"--B--\r\n"
    )


# --- headers -----------------------------------------------------------------------------------


def test_a_plain_reply_is_read_whole() -> None:
    raw = mail(
        b"\r\nA3 one more\r\n",
        "Subject: =?utf-8?q?Re=3A_1=3A1_mit_J=C3=BCrgen?=",
        "Cc: Dana <dana@halden.example>",
        "Delivered-To: accord@halden.example",
        "In-Reply-To: <k4t7@halden.example>",
        "References: <a@b.example>,<k4t7@halden.example> <c@d.example>",
        "Date: Mon, 30 Nov 2026 22:41:00 +0100",
    )
    message = parse(raw)
    assert message.message_id == "<m1@halden.example>"
    assert message.subject == "Re: 1:1 mit Jürgen"
    assert message.senders == ("marek@halden.example",)
    assert message.recipients == (
        "accord+k4t7@halden.example",
        "dana@halden.example",
        "accord@halden.example",
    )
    assert message.references == ("<k4t7@halden.example>", "<a@b.example>", "<c@d.example>")
    assert message.date == datetime(2026, 11, 30, 21, 41, tzinfo=UTC)
    assert message.lines[0] == Line("A3 one more")
    assert (message.content_type, message.body, message.cut) == ("text/plain", "text", False)
    assert message.header("Cc") == "Dana <dana@halden.example>"


@pytest.mark.parametrize("written", ["<@>", "", "k4", "<a b@c>"])
def test_a_mail_without_a_message_id_is_named_after_its_bytes(written: str) -> None:
    raw = f"From: marek@halden.example\r\nMessage-ID: {written}\r\n\r\nx".encode()
    assert parse(raw).message_id.startswith("sha256:")
    assert parse(raw).message_id == parse(raw).message_id != parse(raw + b"y").message_id


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Mon, 30 Nov 2026 22:41:00 -0000", datetime(2026, 11, 30, 22, 41, tzinfo=UTC)),
        ("yesterday", None),
        ("Mon, 30 Nov 2026 99:41:00 +0100", None),
        ("Fri, 31 Dec 9999 23:00:00 -0500", None),
    ],
)
def test_a_date_is_utc_or_none(written: str, read: datetime | None) -> None:
    assert parse(mail(b"\r\nx", f"Date: {written}")).date == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"Re: J\xfcrgen", "Re: Jürgen"),
        ("Re: Jürgen".encode(), "Re: Jürgen"),
        (b"=?unknown?q?J=FCrgen?=", "Jürgen"),
        (b"=?utf-8?b?A?=", "=?utf-8?b?A?="),
        (b"folded\r\n over lines", "folded over lines"),
    ],
)
def test_a_subject_is_decoded_whatever_it_claims(written: bytes, read: str) -> None:
    assert parse(HEAD + b"Subject: " + written + b"\r\n\r\nx").subject == read


def test_an_encoded_name_gives_no_second_sender() -> None:
    name = "=?utf-8?q?boss=40halden=2Eexample=2C?="
    assert parse(f"From: {name} <marek@halden.example>\r\n\r\nx".encode()).senders == (
        "marek@halden.example",
    )
    assert parse(b"From: " + b"(" * 60_000 + b"\r\n\r\nx").senders == ()
    assert parse(b"From: nobody\r\nTo: a@\r\n\r\nx").senders == ()


# --- bodies ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("utf-8", "fünf"),
        ("iso-8859-1", "fünf"),
        ("utf-16", "fünf"),
        ("iso-2022-jp", "完了"),
    ],
)
def test_the_declared_charset_is_used(charset: str, body: str) -> None:
    raw = mail(
        f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
    )
    assert texts(raw + base64.b64encode(body.encode(charset)))[0] == body


@pytest.mark.parametrize(
    "charset", ["zlib", "x-none", "punycode", "unicode_escape", "a%00b", "ascii", '"']
)
def test_a_charset_that_is_none_is_no_reason_to_lose_a_word(charset: str) -> None:
    raw = mail(f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + "fünf".encode())
    assert texts(raw) == ["fünf"]
    assert texts(mail(b"Content-Type: text/plain; charset=utf-8\r\n\r\nf\xfcnf")) == ["fünf"]
    assert texts(mail(b"Content-Type: text/plain; charset=utf-8\r\n\r\nf\x81nf \xfc")) == ["f�nf �"]


def test_broken_base64_is_shown_as_it_came() -> None:
    raw = mail(b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nA3 done!\r\n")
    assert parse(raw).lines


def test_quote_marks_become_depth() -> None:
    lines = parse(mail(TEXT + b"fine\r\n> A3\r\n>> x\r\n> > y\r\n>50 % now\r\nok")).lines
    assert [(line.quoted, line.text) for line in lines] == [
        (0, "fine"),
        (1, "A3"),
        (2, "x"),
        (2, "y"),
        (1, "50 % now"),
        (0, "ok"),
    ]
    assert parse(mail(TEXT + b"at\r\n>50 % now\r\nok")).lines[1] == Line(">50 % now")


def test_flowed_lines_are_joined() -> None:
    flowed = b"Content-Type: text/plain; format=flowed\r\n\r\n"
    body = b"one long \r\nline\r\n > not a quote\r\n> a quoted \r\n> one\r\n-- \r\nMarek "
    assert [(x.quoted, x.text) for x in parse(mail(flowed + body)).lines] == [
        (0, "one long line"),
        (0, "> not a quote"),
        (1, "a quoted one"),
        (0, "-- "),
        (0, "Marek "),
    ]
    delsp = b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\nbro \r\nken"
    assert texts(mail(delsp)) == ["broken"]


PLAIN_PART = b"Content-Type: text/plain\r\n\r\nA3 one more, trucking company"
HTML_PART = b"Content-Type: text/html\r\n\r\n<p>A3 one more, trucking company</p>"


def test_plain_text_is_preferred_unless_it_says_less() -> None:
    assert parse(multipart("alternative", PLAIN_PART, HTML_PART)).body == "text"
    short = b"Content-Type: text/plain\r\n\r\nThis mail needs HTML"
    assert parse(multipart("alternative", short, HTML_PART)).body == "html"
    empty = b"Content-Type: text/plain\r\n\r\n \r\n"
    assert texts(multipart("alternative", empty, HTML_PART)) == ["A3 one more, trucking company"]
    assert parse(multipart("alternative", HTML_PART)).body == "html"
    assert texts(multipart("alternative")) == []


def test_an_answer_of_one_sign_is_an_answer() -> None:
    thumb = "Content-Type: text/plain; charset=utf-8\r\n\r\n👍".encode()
    assert "👍" in texts(multipart("mixed", thumb))


def test_text_around_an_attachment_is_read_and_the_attachment_is_not() -> None:
    file = b"Content-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nA2 done"
    named = b"Content-Type: text/plain; name=b.txt\r\n\r\nA2 done"
    inside = b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nA2 done"
    after = b"Content-Type: text/plain\r\n\r\nsecond"
    picture = b"Content-Type: image/png\r\n\r\nxx"
    raw = multipart("mixed", PLAIN_PART, file, named, inside, picture, after)
    assert texts(raw) == ["A3 one more, trucking company", "second"]
    assert parse(raw).parts[:3] == ("multipart/mixed", "text/plain", "text/plain")
    assert texts(multipart("related", HTML_PART, picture)) == ["A3 one more, trucking company"]


def test_a_calendars_method_is_read_unless_it_is_attached() -> None:
    answer = b"Content-Type: text/calendar; method=reply\r\n\r\nBEGIN:VCALENDAR"
    written = b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:COUNTER\r\n"
    attached = (
        b"Content-Type: text/calendar\r\nContent-Disposition: attachment\r\n\r\nMETHOD:PUBLISH\r\n"
    )
    assert parse(multipart("alternative", PLAIN_PART, answer)).calendar_method == "REPLY"
    assert parse(multipart("alternative", PLAIN_PART, written)).calendar_method == "COUNTER"
    dropped_in = b'Content-Type: text/calendar; name="visit.ics"\r\n\r\nMETHOD:PUBLISH\r\n'
    assert parse(multipart("mixed", PLAIN_PART, attached)).calendar_method == ""
    assert parse(multipart("mixed", PLAIN_PART, dropped_in)).calendar_method == ""


def test_a_bounce_names_the_mail_that_came_back() -> None:
    returned = b"Content-Type: message/rfc822\r\n\r\nMessage-ID: <k4t7@halden.example>\r\n\r\nx"
    headers = b"Content-Type: text/rfc822-headers\r\n\r\nMessage-Id: <k4t7@halden.example>"
    assert (
        parse(multipart("report", PLAIN_PART, returned)).original_message_id
        == "<k4t7@halden.example>"
    )
    assert (
        parse(multipart("report", PLAIN_PART, headers)).original_message_id
        == "<k4t7@halden.example>"
    )
    qmail = TEXT + b"Sorry.\r\n--- Below this line is a copy:\r\nMessage-ID: <k4t7@halden.example>"
    assert parse(mail(qmail)).original_message_id == "<k4t7@halden.example>"
    assert parse(mail(TEXT + b"fine")).original_message_id == ""


# --- caps --------------------------------------------------------------------------------------


def test_two_hundred_kilobytes_of_text_are_looked_at() -> None:
    message = parse(mail(TEXT + b"word " * 50_000))
    assert message.cut
    assert sum(len(line.text) for line in message.lines) == bodies.TEXT
    assert parse(mail(TEXT + b"\n" * 30_000)).cut
    assert len(parse(mail(TEXT + b"x\n" * 90_000)).lines) == bodies.LINES
    html = b"Content-Type: text/html\r\n\r\n" + b"<p>" + b"word " * 50_000
    assert parse(mail(html)).cut
    deep = b"Content-Type: text/html\r\n\r\nhi" + b"<div>" * 9_000 + b"lost"
    assert (parse(mail(deep)).cut, texts(mail(deep))) == (True, ["hi"])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"x" * (caps.RAW_BYTES + 1), "raw"),
        (b"\n" * 600_000, "raw"),
        (b"X: y\r\n" * (caps.HEADERS + 1) + b"\r\nx", "headers"),
        (b"X: " + b"y" * caps.HEADER_BYTES + b"\r\n\r\nx", "headers"),
        (multipart("mixed", *[PLAIN_PART] * (caps.PARTS + 1)), "parts"),
        (multipart("mixed", b"X: y\r\n" * (caps.HEADERS + 1) + b"\r\nx"), "headers"),
        (
            multipart("mixed", b"Content-Type: message/rfc822\r\n\r\n" + b"X: y\r\n" * 400),
            "headers",
        ),
        (b"Content-Type: text/plain" + b";" * (caps.PARAMETERS + 1) + b"\r\n\r\nx", "headers"),
        (b"Content-Id: <a>; a=" + b"x" * caps.PARAMETER_BYTES + b"\r\n\r\nx", "headers"),
        (b"Content-Disposition: inline;\n" + b" ;\n" * caps.PARAMETERS + b"\nx", "headers"),
        (b"Content-Type: message/delivery-status\n\n" + b"A: b\n\n" * caps.PARTS, "parts"),
        (b"Content-Type: message/rfc822\n\n" * 3_000 + b"x", "depth"),
        (b"Content-Type: message/rfc822\n\n" * 12 + b"x", "depth"),
        (
            b"".join(
                b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i)
                for i in range(3_000)
            ),
            "depth",
        ),
    ],
)
def test_a_mail_over_a_cap_is_not_parsed(raw: bytes, code: str) -> None:
    with pytest.raises(TooLargeError) as caught:
        parse(raw)
    assert caught.value.code == code
    assert str(caught.value)


def test_a_mail_at_its_caps_is_parsed() -> None:
    assert parse(b"X: y\r\n" * caps.HEADERS + b"\r\nx").lines
    assert len(parse(multipart("mixed", *[PLAIN_PART] * (caps.PARTS - 2))).parts) == caps.PARTS - 1
    assert parse(b"Content-Type: message/rfc822\n\n" * 9 + b"x").parts
    words = b" =?utf-8?q?a?=" * 4_000
    assert parse(b"Subject:" + words + b"\r\n\r\nx").subject == "a" * 4_000
    addresses = b",".join(b"a%d@b.example" % i for i in range(3_000))
    assert len(parse(b"To: " + addresses + b"\r\n\r\nx").recipients) == 3_000
    parameters = b"".join(b"; p%d=x" % i for i in range(caps.PARAMETERS))
    assert parse(b"Content-Type: text/plain" + parameters + b"\r\n\r\nx").lines
    fields = b"Final-Recipient: rfc822; marek@halden.example\n\n" * (caps.PARTS - 1)
    assert parse(b"Content-Type: message/delivery-status\n\n" + fields + b"x").parts


def test_a_sender_in_routes_without_end_is_nobody() -> None:
    mail = parse(b"From: " + b"<@a,@b:" * 9_000 + b"\r\nSubject: hello\r\n\r\nx")
    assert mail.senders == ()
    assert mail.subject == "hello"


@given(st.binary(max_size=400))
def test_no_bytes_are_lost_to_an_exception(raw: bytes) -> None:
    for whole in (
        raw,
        HEAD + raw,
        HEAD + b"Content-Type: multipart/mixed; boundary=B\n\n--B\n" + raw,
    ):
        assert parse(whole).message_id
