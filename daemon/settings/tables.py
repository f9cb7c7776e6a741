"""A TOML file that a person wrote, read key by key: every fault is noted and the reading goes on.

Each reader returns its default where a key is absent or wrong, so that one run finds all faults;
`finish` raises them together. A parser is a function of one text that raises ValueError with what
to write instead.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NoReturn, TypeVar

from daemon.errors import Problem, SettingsError
from daemon.settings.forms import nearest, printable, quoted

T = TypeVar("T")
L = TypeVar("L", bound=str)

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LABEL = re.compile(r"[a-z0-9-]{1,40}")


def read(path: Path, *, missing_ok: bool = False) -> "Table":
    """The top table of a UTF-8 TOML 1.0 file. Raises SettingsError where it can't be read."""
    return parse(content_of(path, missing_ok=missing_ok), path)


def content_of(path: Path, *, missing_ok: bool = False) -> bytes:
    """The bytes of the file; where it may be missing, none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        if missing_ok:
            return b""
        _refuse(path, "there is no such file; `accord init` writes a first one")
    except OSError as error:
        _refuse(path, f"can't be read ({error.strerror}); write its path and let this user read it")


def parse(content: bytes, path: Path) -> "Table":
    """The same for the bytes of a file that `path` names."""
    try:
        values = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        _refuse(path, f"line {line} is not UTF-8; save the file as UTF-8")
    except (ValueError, RecursionError) as error:
        _refuse(path, f"this is not TOML: {error}; look at that line and the one above it")
    return Table(values, str(path))


def _refuse(path: Path, message: str) -> NoReturn:
    raise SettingsError((Problem(str(path), "", message),))


def written(text: str) -> str:
    """The TOML basic string of a printable text."""
    return json.dumps(text, ensure_ascii=False)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else quoted(key)


class Table:
    """One table of the file. Each reader below marks its key as known; `finish` notes the others."""

    def __init__(self, values: Mapping[str, object], file: str, name: str = "") -> None:
        self._name = name
        self._values = values
        self._file = file
        self._noted: list[Problem] = []
        self._known: list[str] = []
        self._inner: list[Table] = []

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def lacks(self, key: str) -> bool:
        """Whether the key is absent, or left empty."""
        value = self._values.get(key)
        return value in (None, []) or (isinstance(value, str) and not value.strip())

    def note(self, key: str, message: str) -> None:
        self._noted.append(self._problem(key, message))

    def text(
        self, key: str, parser: Callable[[str], T], default: T, *, like: str, needed: bool = False
    ) -> T:
        """A text; an empty one counts as absent. like: a text that would be right."""
        example = quoted(like)
        value = self._take(key, f"a text in quotation marks, like {key} = {example}", str)
        if self.lacks(key):
            if needed:
                self.note(key, f"is missing; write {key} = {example}")
            return default
        return default if value is None else self._parsed(key, value, parser, default)

    def texts(self, key: str, parser: Callable[[str], T], *, like: str) -> tuple[T, ...]:
        """A list of texts, () where there is none; wrong ones are noted and left out."""
        wanted = f"a list of texts, like {key} = [{quoted(like)}]"
        value = self._take(key, wanted, list) or []
        found = []
        for item in value:
            if not isinstance(item, str) or not item.strip():
                self.note(key, f"{quoted(item)} does not fit; write {wanted}")
            elif (parsed := self._parsed(key, item, parser, None)) is not None:
                found.append(parsed)
        return tuple(found)

    def dates(self, key: str) -> frozenset[date]:
        wanted = f"a list of dates without quotation marks, like {key} = [2026-12-24]"
        value = self._take(key, wanted, list) or []
        for item in value:
            if type(item) is not date:
                self.note(key, f"{quoted(item)} does not fit; write {wanted}")
        return frozenset(item for item in value if type(item) is date)

    def choice(self, key: str, options: tuple[L, ...], default: L | None = None) -> L | None:
        """One of `options`; None where the key is wrong, or absent though there is no default."""
        wanted = "one of " + ", ".join(f'"{option}"' for option in options)
        value = self._take(key, wanted, str, fits=lambda text: text in options)
        if key in self:
            return next((option for option in options if option == value), None)
        if default is None:
            self.note(key, f"is missing; write {wanted}")
        return default

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number, both ends included."""
        wanted = f"a whole number from {low} to {high}"
        value = self._take(key, wanted, int, fits=lambda number: low <= number <= high)
        return default if value is None else value

    def number(self, key: str, default: float, low: float, high: float) -> float:
        wanted = f"a number from {low:g} to {high:g}"
        value = self._take(key, wanted, int, float, fits=lambda number: low <= number <= high)
        return default if value is None else value

    def flag(self, key: str, default: bool) -> bool:
        value = self._take(key, "true or false, without quotation marks", bool)
        return default if value is None else value

    def table(self, key: str) -> "Table":
        """An inner table, an empty one where there is none."""
        value = self._take(key, f"a table, which begins with the line [{key}]", dict)
        return self._within(value or {}, key)

    def tables(self, key: str, label: str = "") -> tuple["Table", ...]:
        """The [[key]] tables; `label` names the key by which problems call them, else they count from 1."""
        wanted = f"tables that each begin with the line [[{key}]]"
        value = self._take(key, wanted, list) or []
        found = []
        for number, item in enumerate(value, 1):
            if isinstance(item, dict):
                found.append(self._within(item, _called(key, item.get(label), number)))
            else:
                self.note(key, f"{quoted(item)} does not fit; write {wanted}")
        return tuple(found)

    def refuse(self, keys: Iterable[str], message: str) -> None:
        """Notes each of `keys` that is there: known, but out of place."""
        for key in keys:
            self._known.append(key)
            if key in self:
                self.note(key, message)

    def leave(self) -> None:
        """Says no more about this table's keys: what they mean hangs on a key that is wrong."""
        self._known.extend(self._values)

    def finish(self) -> None:
        """Raises SettingsError where anything is wrong in this table or an inner one."""
        if problems := self.problems():
            raise SettingsError(problems)

    def problems(self) -> tuple[Problem, ...]:
        """What was noted, and the keys that nobody asked for, in this table, then in inner ones."""
        unknown = [key for key in self._values if key not in self._known]
        return (
            *self._noted,
            *(self._problem(key, _unknown(key, self._known)) for key in unknown),
            *(problem for inner in self._inner for problem in inner.problems()),
        )

    def _problem(self, key: str, message: str) -> Problem:
        return Problem(self._file, ".".join(filter(None, [self._name, _key(key)])), message)

    def _within(self, values: dict[str, object], name: str) -> "Table":
        inner = Table(values, self._file, ".".join(filter(None, [self._name, name])))
        self._inner.append(inner)
        return inner

    def _take(
        self, key: str, wanted: str, *kinds: type[T], fits: Callable[[T], bool] = lambda _: True
    ) -> T | None:
        """The value where it is exactly of one of `kinds`: True is an int in Python."""
        self._known.append(key)
        value = self._values.get(key)
        for kind in kinds:
            if type(value) is kind and fits(value):
                return value
        if value is not None:
            self.note(key, f"{quoted(value)} does not fit; write {wanted}")
        return None

    def _parsed(self, key: str, text: str, parser: Callable[[str], T], default: T) -> T:
        try:
            return parser(printable(text))
        except ValueError as error:
            self.note(key, str(error))
            return default


def _called(key: str, label: object, number: int) -> str:
    named = isinstance(label, str) and _LABEL.fullmatch(label)
    return f"{key}.{label}" if named else f"{key}[{number}]"


def _unknown(key: str, known: list[str]) -> str:
    meant = nearest(key, known)
    if meant:
        return f"there is no such key; did you mean {meant}?"
    return f"there is no such key here; the keys are {', '.join(sorted(set(known)))}"
