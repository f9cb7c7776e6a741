"""Frozen dataclasses as JSON-able rows and back, worked out from their annotations.

A field is written as: text, number and truth as they are; an instant as `2026-09-09T08:15:00Z`
(microseconds where there are any); a date as `2026-09-09`; a Decimal as its digits in a string; an
enum as its value; a tuple as a list; a mapping of texts as an object; a dataclass as a row. A field
that equals its default is left out. Whatever does not fit is a MisfitError that names the field and
shows no content: it may be somebody's words, and errors end in logs.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from types import NoneType
from typing import Any, Generic, NoReturn, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")

# ASCII, so that even a lone surrogate in a broken mail survives; no NaN, which is no JSON.
to_json = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


class MisfitError(ValueError):
    """A value does not fit its field."""


class Row(dict[str, Any]):
    """A row that remembers its JSON, so that a save encodes only what is new. Never changed."""

    __slots__ = ("json",)

    json: str

    @classmethod
    def read(cls, row: dict[str, Any], text: str) -> "Row":
        """A row that was just read from `text`."""
        made = cls(row)
        made.json = text
        return made

    def __getattr__(self, name: str) -> str:
        """`json`, the first time that it is asked for; then the slot itself answers, at once."""
        if name != "json":
            raise AttributeError(name)
        self.json = to_json(self)
        return self.json


class Form(Generic[T]):
    """How one type goes into JSON and comes back."""

    __slots__ = ("read", "write")

    def __init__(self, write: Callable[[Any], Any], read: Callable[[Any], T]) -> None:
        self.write = write
        self.read = read


class RowForm(Form[T]):
    """The form of a frozen dataclass."""

    __slots__ = ("_kind", "_readers", "_required", "_writers")

    def __init__(self, kind: type[T]) -> None:
        super().__init__(self.row, self.thing)
        assert is_dataclass(kind)
        hints = get_type_hints(kind)
        forms = {f.name: form_of(hints[f.name]) for f in fields(kind)}
        self._kind: Callable[..., T] = kind
        self._writers = [(f.name, _default(f), forms[f.name].write) for f in fields(kind)]
        self._readers = {name: form.read for name, form in forms.items()}
        self._required = {f.name for f in fields(kind) if _default(f) is MISSING}

    def row(self, thing: T) -> Row:
        row = Row()
        for name, default, write in self._writers:
            value = getattr(thing, name)
            if value != default:
                try:
                    row[name] = write(value)
                except MisfitError as error:
                    raise MisfitError(f"{name}: {error}") from None
        return row

    def thing(self, row: object) -> T:
        values = dict(an_object(row))
        if not self._required <= values.keys() <= self._readers.keys():
            self._name_misfit(set(values))
        for name, raw in values.items():
            read = self._readers[name]
            if read is _text and type(raw) is str:
                continue  # as most are; a busy ledger has ten thousand
            try:
                values[name] = read(raw)
            except MisfitError as error:
                raise MisfitError(f"{name}: {error}") from None
        return self._kind(**values)

    def _name_misfit(self, names: set[str]) -> NoReturn:
        if unknown := names - self._readers.keys():
            raise MisfitError(f"{min(unknown)}: an unknown field")
        raise MisfitError(f"{min(self._required - names)}: missing")


def form_of(annotation: Any) -> Form[Any]:
    """The form of a type; TypeError for one that no rule above covers."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return _list_of(form_of(arguments[0]))
    if origin is Mapping and arguments == (str, str):
        return Form(dict, _texts)
    if NoneType in arguments and len(arguments) == 2:
        return _optional(form_of(next(a for a in arguments if a is not NoneType)))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        members = {member.value: member for member in annotation}
        return Form(lambda member: member.value, _parsed_by(members.__getitem__, "known word"))
    if is_dataclass(annotation) and isinstance(annotation, type):
        return RowForm(annotation)
    raise TypeError(f"no rule writes {annotation} as JSON")


def _default(field: Field[Any]) -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _list_of(form: Form[Any]) -> Form[tuple[Any, ...]]:
    def read(raw: object) -> tuple[Any, ...]:
        if not isinstance(raw, list):
            raise MisfitError(f"a list is wanted, not {_called(raw)}")
        return tuple(map(form.read, raw))

    return Form(lambda values: list(map(form.write, values)), read)


def _optional(form: Form[Any]) -> Form[Any]:
    return Form(
        lambda value: None if value is None else form.write(value),
        lambda raw: None if raw is None else form.read(raw),
    )


def _as_is(value: object) -> object:
    return value


def _exactly(kind: type[T]) -> Callable[[Any], T]:
    def read(raw: Any) -> T:
        if type(raw) is not kind:  # True is an int, but no count
            raise MisfitError(f"{kind.__name__} is wanted, not {_called(raw)}")
        return raw

    return read


_text = _exactly(str)


def an_object(raw: object) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise MisfitError(f"an object is wanted, not {_called(raw)}")
    return raw


def _texts(raw: object) -> dict[str, str]:
    texts = dict(an_object(raw))
    for text in texts.values():
        _text(text)
    return texts


def _parsed_by(parse: Callable[[str], T], what: str) -> Callable[[object], T]:
    def read(raw: object) -> T:
        text = _text(raw)
        try:
            return parse(text)
        except (ValueError, KeyError, InvalidOperation):
            raise MisfitError(f"this is no {what}") from None

    return read


def _called(raw: object) -> str:
    return type(raw).__name__


def _write_instant(at: datetime) -> str:
    if at.utcoffset() is None:
        raise MisfitError("an instant needs a time zone")
    return at.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def _read_instant(raw: object) -> datetime:
    at = _parse_instant(raw)
    if at.tzinfo is not UTC:
        raise MisfitError("this is no UTC instant")
    return at


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise MisfitError("this number can't be counted with")
    return number


_parse_instant = _parsed_by(datetime.fromisoformat, "instant")
_parse_number = _parsed_by(Decimal, "number")


_PLAIN: dict[Any, Form[Any]] = {
    str: Form(_as_is, _text),
    int: Form(_as_is, _exactly(int)),
    bool: Form(_as_is, _exactly(bool)),
    datetime: Form(_write_instant, _read_instant),
    date: Form(date.isoformat, _parsed_by(date.fromisoformat, "date")),
    Decimal: Form(lambda number: str(_finite(number)), lambda raw: _finite(_parse_number(raw))),
}
