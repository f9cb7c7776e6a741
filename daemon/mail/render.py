"""From a page of the domain to the mail a person reads: subject, text part, HTML part."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from jinja2 import Environment

from daemon.domain.people import Person
from daemon.mail import lines
from daemon.mail.samples import Sample, samples
from daemon.mail.shelf import FIRST_LANGUAGE, Shelf, Sources, shipped
from daemon.mail.under import Under
from daemon.mail.words import Frame, Voice

__all__ = ["Frame", "Rendered", "Renderer"]

SUBJECT = 44  # characters
MOST = 40  # items of one list in one mail
LARGEST = 90_000  # bytes of HTML; Gmail clips at about 102 kB

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rendered:
    """subject: one line under 45 characters. text: lines that end in a newline. html: a document."""

    subject: str
    text: str
    html: str


class Renderer:
    """Renders letters from the templates shipped, or from an installation's own, file by file."""

    def __init__(self, own: Path | None = None) -> None:
        self.own = own
        self._shelves: dict[tuple[str, bool], Shelf] = {}

    def render(self, template: str, page: object, reader: Person, frame: Frame) -> Rendered:
        """`template`: a folder below templates/<language>/; `page`: the dataclass it shows.

        Where the installation's own templates break on this page, the built-in ones are used.
        """
        if self.own is not None:
            try:
                return _render(
                    self._shelf(reader.language, own=True), template, page, reader, frame
                )
            except Exception as error:  # noqa: BLE001  # it may break in any way; the letter must leave
                _log.warning(
                    "own_template_broken template=%s error=%s", template, type(error).__name__
                )
        return _render(self._shelf(reader.language, own=False), template, page, reader, frame)

    def check(self) -> tuple[str, ...]:
        """One line for each of the installation's own files that can't be used, and what is wrong."""
        if self.own is not None and not self.own.is_dir():
            return (f"{self.own}: there is no such folder of templates",)
        return tuple(f"{self.own}/{name}: {fault}" for name, fault in self._faults.items())

    def furniture(self, language: str = FIRST_LANGUAGE) -> str:
        """Lines that only the HTML part has, for those who subtract a letter from its answer."""
        return str(self._shelf(language, own=True).words("words", "furniture"))

    def day(self, day: date, reader: Person, now: datetime) -> str:
        """A day as a letter to `reader` writes it that was made at `now`."""
        frame = Frame(now, "", "", "", (), "")
        shelf = self._shelf(reader.language, own=True)
        return Voice(shelf, None, reader, frame, limit=MOST).day(day)

    def environment(self, language: str = FIRST_LANGUAGE) -> tuple[Environment, Environment]:
        """The Jinja environments (text, HTML) of one language, for measuring against."""
        shelf = self._shelf(language, own=True)
        return shelf.text, shelf.html

    def _shelf(self, language: str, *, own: bool) -> Shelf:
        known = self._shelves.get((language, own))
        if known is None:
            folder = self.own if own else None
            known = Shelf(Sources(language, folder, self._names - self._faults.keys()))
            self._shelves[language, own] = known
        return known

    @cached_property
    def _names(self) -> frozenset[str]:
        """The installation's own files, below its folder."""
        found = self.own.rglob("*") if self.own else ()
        files = (p for p in found if p.is_file() and not p.name.startswith("."))
        return frozenset(p.relative_to(self.own).as_posix() for p in files if self.own)

    @cached_property
    def _faults(self) -> dict[str, str]:
        """What is wrong, by own file. Files that need each other are tried together first."""
        faults: dict[str, str] = {}
        by_language: dict[str, list[str]] = {}
        for name in sorted(self._names):
            language, _, rest = name.partition("/")
            if _is_known(rest):
                by_language.setdefault(language, []).append(name)
            else:
                faults[name] = "no template has this name"
        for language, names in by_language.items():
            if together := self._fault(language, names):
                alone = {name: self._fault(language, [name]) for name in names}
                broken = {name: fault for name, fault in alone.items() if fault}
                faults |= broken or dict.fromkeys(names, together)
        return faults

    def _fault(self, language: str, names: list[str]) -> str:
        """What is wrong with own files, tried with every page they may be used for; "" if nothing."""
        try:
            shelf = Shelf(Sources(language, self.own, frozenset(names)))
            for sample in _concerned(names):
                _render(shelf, sample.template, sample.page, sample.reader, sample.frame)
            for key in shelf.phrase_keys():
                shelf.phrase(key)
        except Exception as error:  # noqa: BLE001  # whatever a template can do wrong
            return f"{_said(error)}; the built-in one is used"
        return ""


def _said(error: Exception) -> str:
    line = getattr(error, "lineno", None)
    place = f"line {line}: " if line else ""
    return f"{place}{' '.join(str(error).split()) or type(error).__name__}"


def _is_known(name: str) -> bool:
    return shipped().joinpath(FIRST_LANGUAGE, *name.split("/")).is_file()


def _concerned(names: list[str]) -> Iterator[Sample]:
    """The sample pages that files have a part in: those of their folder, all for common files."""
    folders = {name.split("/")[1] if name.count("/") > 1 else "" for name in names}
    return (s for s in samples() if "" in folders or s.template in folders)


def _render(shelf: Shelf, template: str, page: object, reader: Person, frame: Frame) -> Rendered:
    """Shorter lists until the HTML is small enough to be shown whole."""
    for limit in (MOST, MOST // 2, MOST // 4, MOST // 8):
        rendered = _once(shelf, template, page, reader, frame, limit)
        if len(rendered.html.encode()) <= LARGEST:
            break
    return rendered


def _once(
    shelf: Shelf, template: str, page: object, reader: Person, frame: Frame, limit: int
) -> Rendered:
    say = Voice(shelf, page, reader, frame, limit=limit)
    slots = {"say": say, "under": Under(say), "page": page, "reader": reader, "frame": frame}
    subject = shelf.text.get_template(f"{template}/subject.txt.j2").render(slots)
    say.subject = lines.cut(subject, SUBJECT)
    text = lines.tidy(shelf.text.get_template(f"{template}/body.txt.j2").render(slots))
    html = shelf.html.get_template(f"{template}/body.html.j2").render(
        slots, preheader=lines.first_sentence(text)
    )
    return Rendered(say.subject, text, html)
