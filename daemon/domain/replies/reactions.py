"""Mail reactions: an emoji that a mail program sends as a mail of its own.

Gmail marks it by a part of a type of its own and puts the emoji alone on the first line of the text,
"NAME reacted via Gmail" below it in the language of the sender. Outlook marks nothing: its mail to
other houses is a line "[like] NAME reacted to your message:" above the quoted original.
"""

import re

from daemon.domain.replies.message import Dropped, Extract, IncomingMessage, Typed

PART = "text/vnd.google.email-reaction+json"  # developers.google.com/gmail/reactions/format
THUMB = "👍"
_OUTLOOK = {
    "like": THUMB,
    "heart": "❤️",
    "celebrate": "🎉",
    "laugh": "😆",
    "surprised": "😲",
    "sad": "😢",
}
_SHAPE = re.compile(rf"\s*\[({'|'.join(_OUTLOOK)})\]\s+\S.{{0,120}}:\s*", re.IGNORECASE)


def without_reaction(message: IncomingMessage, found: Extract) -> Extract:
    """`found` as it is, or, where the mail is a reaction, its emoji as the only typed line."""
    emoji = _emoji(message, found.typed)
    if not emoji:
        return found
    number = found.typed[0].number if found.typed else 0
    around = tuple(Dropped(line.text, line.number, "reaction") for line in found.typed)
    return Extract((Typed(emoji, number),), (*around, *found.dropped))


def _emoji(message: IncomingMessage, typed: tuple[Typed, ...]) -> str:
    """The emoji of a reaction, "" where a person typed something."""
    first = typed[0].text.strip() if typed else ""
    if PART in message.parts and not any(map(str.isalnum, first)):
        return first or THUMB
    shape = _SHAPE.fullmatch(first)
    return _OUTLOOK[shape[1].lower()] if shape and len(typed) == 1 else ""


def says_nothing(words: str) -> bool:
    """Nothing but emoji or marks."""
    return not any(map(str.isalnum, words))
