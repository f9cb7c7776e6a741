"""An incoming mail as the rooms of this wing see it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a body. quoted: depth of quoting known from its form (">" marks, blockquote)."""

    text: str
    quoted: int = 0


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A parsed mail. Every text is decoded; a thing the mail lacks is empty.

    message_id: with angle brackets; `sha256:<hex>` of the raw bytes where the mail has none.
    senders: addresses in From, casefolded. recipients: To, Cc, Delivered-To, X-Original-To,
    Envelope-To, X-Gm-Original-To, in that order. references: In-Reply-To and References ids.
    headers: (lower-case name, unfolded value) of the top-level part, in order.
    content_type: of the top-level part, lower case; parts: content types of all parts.
    lines: the body as marked lines (text/plain, or HTML turned into lines).
    body: "text" or "html", whichever `lines` came from. cut: the body was over its cap.
    date: the Date header as aware UTC, None if it can't be read.
    """

    message_id: str
    subject: str
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    references: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    content_type: str
    parts: tuple[str, ...]
    lines: tuple[Line, ...]
    body: str = "text"
    cut: bool = False
    date: datetime | None = None
    calendar_method: str = ""
    original_message_id: str = ""

    def header(self, name: str) -> str:
        """The first value of a header, "" where it is missing."""
        return next((v for n, v in self.headers if n == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Typed:
    """One line that a person typed.

    number: its position in the body. item: label of our item it stands under, "" if none.
    edited: our own line that came back changed ("" for a line that is the person's own).
    """

    text: str
    number: int
    item: str = ""
    edited: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that was not taken for typed text, and why ("quote", "signature", "attribution",
    "header block", "device", "disclaimer", "closing").
    """

    text: str
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Extract:
    """Every line of a body, in one of two heaps."""

    typed: tuple[Typed, ...]
    dropped: tuple[Dropped, ...]
