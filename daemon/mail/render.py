"""From a page of the domain to the mail a person reads: subject, text part, HTML part."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
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
        if self.own is None:
            return ()
        if not self.own.is_dir():
            return (f"{self.own}: there is no such folder of templates",)
        return tuple(line for path in _files(self.own) if (line := self._fault(path)))

    def furniture(self, language: str = FIRST_LANGUAGE) -> str:
        """Lines that only the HTML part has, for those who subtract a letter from its answer."""
        return str(self._shelf(language, own=True).words("words", "furniture"))

    def environment(self, language: str = FIRST_LANGUAGE) -> tuple[Environment, Environment]:
        """The Jinja environments (text, HTML) of one language, for measuring against."""
        shelf = self._shelf(language, own=True)
        return shelf.text, shelf.html

    def _shelf(self, language: str, *, own: bool) -> Shelf:
        known = self._shelves.get((language, own))
        if known is None:
            known = Shelf(Sources(language, self.own if own else None))
            self._shelves[language, own] = known
        return known

    def _fault(self, path: Path) -> str:
        """What is wrong with one own file, tried with every page it may be used for; "" if nothing."""
        assert self.own is not None
        name = path.relative_to(self.own).as_posix()
        language, _, rest = name.partition("/")
        if not _is_known(rest):
            return f"{path}: no template has this name"
        try:
            shelf = Shelf(Sources(language, self.own, frozenset({name})))
            for sample in _for_file(rest):
                _render(shelf, sample.template, sample.page, sample.reader, sample.frame)
            for key in shelf.phrase_keys():
                shelf.phrase(key)
        except Exception as error:  # noqa: BLE001  # whatever a template can do wrong
            return f"{path}: {_said(error)}; the built-in one is used"
        return ""


def _said(error: Exception) -> str:
    line = getattr(error, "lineno", None)
    place = f"line {line}: " if line else ""
    return f"{place}{' '.join(str(error).split()) or type(error).__name__}"


def _files(folder: Path) -> Iterator[Path]:
    return (p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.startswith("."))


def _is_known(name: str) -> bool:
    return shipped().joinpath(FIRST_LANGUAGE, *name.split("/")).is_file()


def _for_file(name: str) -> Iterator[Sample]:
    """The sample pages that a file has a part in: those of its folder, all for the common files."""
    folder, slash, _ = name.partition("/")
    return (s for s in samples() if not slash or s.template == folder)


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
