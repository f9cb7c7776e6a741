"""Mails that are nothing but an emoji, as Gmail and Outlook send them."""

import pytest

from daemon.domain.replies.message import Dropped, Extract, IncomingMessage, Line, Typed
from daemon.domain.replies.reactions import PART, says_nothing, without_reaction


def mail(*parts: str) -> IncomingMessage:
    return IncomingMessage(
        "<r@x.example>",
        "Re: 1:1",
        ("marek@halden.example",),
        (),
        (),
        (),
        parts[0],
        parts,
        (Line(""),),
    )


GMAIL = mail("multipart/alternative", "text/plain", PART, "text/html")
PLAIN = mail("text/plain")


def typed(*lines: str) -> Extract:
    quote = Dropped("> A1  Book 8 demos", 99, "quote")
    return Extract(tuple(Typed(text, n) for n, text in enumerate(lines)), (quote,))


def left(found: Extract) -> list[str]:
    return [line.text for line in found.typed]


def test_of_a_gmail_reaction_the_emoji_is_left() -> None:
    found = without_reaction(
        GMAIL, typed("👍", "Marek hat über Gmail reagiert", "<https://x.example>")
    )
    assert left(found) == ["👍"]
    assert [line.why for line in found.dropped] == ["reaction"] * 3 + ["quote"]


def test_one_without_a_text_part_is_a_thumb() -> None:
    assert left(without_reaction(mail(PART), typed())) == ["👍"]


def test_words_above_a_forwarded_reaction_are_a_persons() -> None:
    assert left(without_reaction(GMAIL, typed("A1: 5 of 8", "👍"))) == ["A1: 5 of 8", "👍"]


@pytest.mark.parametrize(
    ("line", "emoji"),
    [
        ("[like] Marek Novak reacted to your message:", "👍"),
        ("[Heart]  Marek Novak hat auf Ihre Nachricht reagiert:", "❤️"),
        ("[sad] Lena reacted to your message:", "😢"),
    ],
)
def test_of_an_outlook_reaction_the_emoji_is_left(line: str, emoji: str) -> None:
    assert left(without_reaction(PLAIN, typed(line))) == [emoji]


@pytest.mark.parametrize(
    "lines",
    [
        ("[like] Marek reacted to your message:", "and A1: 5 of 8"),
        ("[x] A2",),
        ("I like what Marek said:",),
        ("👍",),
        (),
    ],
)
def test_what_a_person_typed_stays(lines: tuple[str, ...]) -> None:
    assert left(without_reaction(PLAIN, typed(*lines))) == list(lines)


def test_an_emoji_says_nothing_in_words() -> None:
    assert says_nothing("👍 !")
    assert not says_nothing("👍 5")
