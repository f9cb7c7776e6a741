"""How one mail speaks: to one reader, in one language, at one moment.

The sentences themselves stand in `templates/`; here is what they ask for: dates in the reader's
zone, numbers as words, quotations, links that answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from urllib.parse import quote

from jinja2 import UndefinedError

from daemon.domain.agreements.shown import Quote, Row
from daemon.domain.agreements.terms import Form
from daemon.domain.matters import Phrase
from daemon.domain.outbox import Asked
from daemon.domain.people import Person
from daemon.mail import lines
from daemon.mail.shelf import Shelf

T = TypeVar("T")

_TO_COMPLETE = frozenset({"number", "stuck", "change"})


@dataclass(frozen=True)
class Frame:
    """What stands around every page.

    now: UTC. tag: the letter's, last word of the footer. reply_to: where answers go. admin: whom to
    ask, "" where nobody is named. heads: called names of those who get recaps. mailbox: the daemon's.
    """

    now: datetime
    tag: str
    reply_to: str
    admin: str
    heads: tuple[str, ...]
    mailbox: str


class Voice:
    """`say` in a template. limit: items of one list that are shown, the rest is only counted."""

    def __init__(
        self, shelf: Shelf, page: object, reader: Person, frame: Frame, *, limit: int
    ) -> None:
        self._shelf = shelf
        self._reader = reader
        self._frame = frame
        self._limit = limit
        self._today = frame.now.astimezone(reader.tz).date()
        self.subject = ""
        self.language = reader.language
        self._around = {"say": self, "page": page, "reader": reader, "frame": frame}

    # --- sentences ---------------------------------------------------------------------------

    def __call__(self, key: str, **slots: object) -> str:
        """The phrase of this key."""
        return self._shelf.phrase(key)(self._around | slots)

    def phrase(self, phrase: Phrase, **slots: object) -> str:
        """A phrase of the domain; one that is not known, or lacks a slot, is put in general words."""
        general = f"{phrase.key.partition('-')[0]}-other"
        for key in (phrase.key, general):
            if self._shelf.has(key):
                try:
                    return self(key, **{**phrase.values, **slots})
                except UndefinedError:
                    continue
        return ""

    def known(self, start: str, code: str, **slots: object) -> str:
        """The phrase `start` + `code`, or `start` + "other" where that code has none."""
        return self(start + code if self._shelf.has(start + code) else f"{start}other", **slots)

    # --- dates and numbers -------------------------------------------------------------------

    def day(self, at: date) -> str:
        """As "Fri 18 Dec", the year only if it is another one; an instant in the reader's zone."""
        return self._day("day", at)

    def short(self, at: date) -> str:
        """As "18 Dec", for days that lie back."""
        return self._day("short", at)

    def at(self, at: datetime) -> str:
        """As "Tue 1 Dec at 10:00" in the reader's zone."""
        return self._format("at").format(day=self.day(at), clock=self.clock(at))

    def clock(self, at: datetime) -> str:
        return f"{at.astimezone(self._reader.tz):%H:%M}"

    def weekday(self, at: date) -> str:
        return str(self._shelf.words("words", "weekdays")[self._local(at).weekday()])

    def day_name(self, at: date) -> str:
        return str(self._shelf.words("words", "weekdays_short")[self._local(at).weekday()])

    def later(self, at: datetime, days: int) -> str:
        """The month some days after an instant."""
        return self.month(self._local(at) + timedelta(days=days))

    def month(self, at: date) -> str:
        return str(self._shelf.words("words", "months")[self._local(at).month - 1])

    def number(self, value: Decimal | int | None) -> str:
        """As "4", "4.5": no zeros that say nothing."""
        if value is None:
            return ""
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def count(self, value: Decimal | int) -> str:
        """A whole number as a word, up to twelve."""
        words: Sequence[str] = self._shelf.words("words", "numbers")
        whole = int(value)
        return words[whole] if value == whole and 0 <= whole < len(words) else self.number(value)

    def upper(self, text: str) -> str:
        """Its first letter as a capital, for the start of a sentence."""
        return text[:1].upper() + text[1:]

    # --- people and their words --------------------------------------------------------------

    def names(self, names: Iterable[str]) -> str:
        return lines.listed(tuple(names), str(self._shelf.words("words", "and")))

    def mine(self, row: Row) -> bool:
        return row.owner == self._reader.id

    def quoted(self, words: str) -> str:
        return f'"{lines.typed(words)}"'

    def said(self, said: Quote) -> str:
        """Who, on which day, and the words as typed."""
        return self("said", said=said, words=self.quoted(said.words))

    # --- what the letter holds back ------------------------------------------------------------

    def first(self, found: Sequence[T]) -> Sequence[T]:
        return found[: self._limit]

    def left(self, found: Sequence[T]) -> int:
        return max(len(found) - self._limit, 0)

    # --- answers by one tap --------------------------------------------------------------------

    def answers(self, row: Row) -> tuple[tuple[str, str], ...]:
        """(name, link) of the short answers to an item of the reader's own."""
        if (not self.mine(row) or row.verdict is not None) and not row.contested:
            return ()
        match row.asked:
            case Asked.RULE:
                wanted = ["yes", "no"]
            case Asked.VERDICT:
                wanted = ["kept", "not-kept"]
            case Asked.PROGRESS if row.form is Form.COUNT:
                wanted = ["done", "number", "stuck"]
            case _:
                wanted = ["done", "stuck"]
        return self.links(row.label, wanted)

    def links(self, label: str, wanted: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """(name, link) for keys of `button-…`; the link's mail says what `answer-…` says."""
        return tuple(
            (self(f"button-{key}"), self.mailto(self._begun(key, label))) for key in wanted
        )

    def _begun(self, key: str, label: str) -> str:
        """A blank at the end where the person goes on typing."""
        body = self(f"answer-{key}", label=label)
        return f"{body} " if key in _TO_COMPLETE else body

    def mailto(self, body: str) -> str:
        """A mail to this letter's answer address (RFC 6068), with a body to send or to complete.

        Percent-encoded throughout: a "+" left alone is a blank to some programs.
        """
        subject = quote(f"Re: {self.subject}", safe="")
        return (
            f"mailto:{quote(self._frame.reply_to, safe='@')}"
            f"?subject={subject}&body={quote(body, safe='')}"
        )

    def _local(self, at: date) -> date:
        return at.astimezone(self._reader.tz).date() if isinstance(at, datetime) else at

    def _day(self, form: str, at: date) -> str:
        local = self._local(at)
        other_year = local.year != self._today.year
        return self._format(f"{form}-year" if other_year else form).format(
            weekday=self._shelf.words("words", "weekdays_short")[local.weekday()],
            day=local.day,
            month=self._shelf.words("words", "months_short")[local.month - 1],
            year=local.year,
        )

    def _format(self, key: str) -> str:
        return str(self._shelf.words("formats", key))
