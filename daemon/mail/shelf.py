"""Where templates lie and how they become ready to render: once each, not once a mail.

A template is looked for by language, then in English; in each first in the installation's own
folder, then among those shipped. Styles are written into class attributes when a source is read:
mail programs drop style sheets, and inlining each mail would cost more than rendering it.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import css_inline
from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from markupsafe import Markup

from daemon.mail import lines

FIRST_LANGUAGE = "en"
PHRASES = "phrases.toml"
STYLE = "style.css"

_CLASS = re.compile(r'class="([^"{}]+)"')
_STYLED = re.compile(r'<i class="([^"]+)"(?: style="([^"]*)")?>')
_AT_RULES = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


def shipped() -> Traversable:
    """The templates of this program: inside the package once installed, beside it in a checkout."""
    packaged = files("daemon").joinpath("_templates")
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "templates"


class Sources(BaseLoader):
    """Template texts of one language, by name. own: the folder of an installation, if it has one.

    names: only these own files are used ("en/prep/body.txt.j2"), None for all.
    """

    def __init__(
        self, language: str, own: Path | None = None, names: frozenset[str] | None = None
    ) -> None:
        self.languages = tuple(dict.fromkeys((language, FIRST_LANGUAGE)))
        self.own = own
        self.names = names

    def found(self, name: str) -> Iterable[str]:
        """Every text of this name, the one to be used first. Raises OSError, UnicodeDecodeError."""
        builtin = shipped()
        for language in self.languages:
            path = f"{language}/{name}"
            if self.own and (self.names is None or path in self.names):
                mine = self.own / path
                if mine.is_file():
                    yield mine.read_text(encoding="utf-8")
            theirs = builtin.joinpath(*path.split("/"))
            if theirs.is_file():
                yield theirs.read_text(encoding="utf-8")

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        source = next(iter(self.found(template)), None)
        if source is None:
            raise TemplateNotFound(template)
        if environment.autoescape:
            source = self.style.inlined(source)
        return source, template, lambda: True

    @cached_property
    def style(self) -> "Style":
        return Style(next(iter(self.found(STYLE)), ""))


class Style:
    """One style sheet, in which every rule but those of media queries names classes only."""

    def __init__(self, css: str) -> None:
        self._css = css
        self._inliner = css_inline.CSSInliner(
            load_remote_stylesheets=False, keep_at_rules=True, keep_style_tags=False
        )

    def inlined(self, source: str) -> str:
        """Each `class="…"` of a template source with the style those classes have."""
        names = sorted(set(_CLASS.findall(source)))
        if not names:
            return source
        marks = "".join(f'<i class="{name}"></i>' for name in names)
        styles = dict(_STYLED.findall(self._inline(marks)))
        return _CLASS.sub(lambda m: _with_style(m[0], styles.get(m[1], "")), source)

    @cached_property
    def at_rules(self) -> Markup:
        """What can't be inlined: media queries, for the programs that read them."""
        found = _AT_RULES.findall(self._inline("<i></i>"))
        return Markup("\n".join(found))  # noqa: S704  # our own or the installation's own file

    def _inline(self, body: str) -> str:
        page = f"<html><head><style>{self._css}</style></head><body>{body}</body></html>"
        return self._inliner.inline(page)


def _with_style(attribute: str, style: str) -> str:
    return f'{attribute} style="{style}"' if style else attribute


class Shelf:
    """The templates and words of one language, compiled when first used and kept."""

    def __init__(self, sources: Sources) -> None:
        self.html = _environment(sources, autoescape=True)
        self.text = _environment(sources, autoescape=False)
        self.html.globals["at_rules"] = sources.style.at_rules
        self._tables = [tomllib.loads(text) for text in sources.found(PHRASES)]
        self._phrases: dict[str, Callable[..., str]] = {}

    def words(self, table: str, key: str) -> Any:  # TOML's value
        """A value of `phrases.toml`; what a language leaves out is taken from English."""
        for tables in self._tables:
            if key in tables.get(table, {}):
                return tables[table][key]
        raise KeyError(f"{PHRASES} has no {key!r} in [{table}]")

    def has(self, key: str) -> bool:
        return any(key in tables.get("phrases", {}) for tables in self._tables)

    def phrase_keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(k for t in self._tables for k in t.get("phrases", {})))

    def phrase(self, key: str) -> Callable[..., str]:
        """The compiled phrase: called with its slots, it gives one line of text."""
        known = self._phrases.get(key)
        if known is None:
            known = self._phrases[key] = _compiled(self.text, self.words("phrases", key))
        return known


def _compiled(environment: Environment, source: str) -> Callable[..., str]:
    if "{" not in source:
        fixed = " ".join(source.split())
        return lambda _slots: fixed
    template = environment.from_string(" ".join(source.split()))

    def filled(slots: Mapping[str, object]) -> str:
        return " ".join(template.render(slots).split())

    return filled


def _environment(sources: Sources, *, autoescape: bool) -> Environment:
    environment = Environment(  # off for text parts alone
        loader=sources,
        autoescape=autoescape,  # noqa: S701  # off for text parts alone
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals["lines"] = lines
    return environment
