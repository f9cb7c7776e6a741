"""What a shape is given and what it gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random


@dataclass(frozen=True, slots=True)
class Person:
    """Who answers: "Marek Novak", marek@halden.example."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The mail that is answered, as its addressee got it.

    text, html: its two parts. labels: of its items, in order of appearance ("A5", "L1"). In the text
    an item begins with a line "A5  its title"; its other lines are indented, a blank line or the next
    item ends it. In the HTML an item is a <td> whose first <p> has the class "title"; the label stands
    in a <span class="label">.
    address: where answers go. date: aware, with the zone of the person who answers.
    """

    subject: str
    text: str
    html: str
    labels: tuple[str, ...]
    address: str
    message_id: str
    date: datetime
    name: str = "Accord"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person typed. A shape changes no word of it and leaves none out.

    top: lines outside of the list, above the quote or below it, "" between paragraphs.
    under: lines typed among the lines of an item, by its label.
    language: of the program they use ("de"): attributions, header names, device lines; one of
    `phrases.LANGUAGES`.
    signature: the lines their program adds below what they typed, () for none.
    """

    person: Person
    top: tuple[str, ...] = ()
    under: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = "en"
    signature: tuple[str, ...] = ()


Make = Callable[[Sent, Answer, Random], bytes]


@dataclass(frozen=True, slots=True)
class Shape:
    """A mail program's way to write an answer.

    name: unique, "gmail-web". source: the fixture or documentation it imitates. make: gives the raw
    mail; the same arguments give the same bytes. inline: whether lines can be typed between those of
    the quote; where not, `Answer.under` is empty.
    """

    name: str
    source: str
    make: Make
    inline: bool = True
