"""The TinyDB storage of one file: saved whole, the generation before kept beside it.

TinyDB's own storage rewrites in place, so that a full disk or a crash leaves a file that can't be
read, or one that can and mixes old rows with new. Any TinyDB client opens a file of this storage.
"""

import json
import zlib
from collections.abc import Mapping
from json.encoder import encode_basestring_ascii as quoted
from pathlib import Path
from typing import Any, NoReturn

from tinydb import Storage

from daemon.store.disk import Disk, save
from daemon.store.rows import Row, to_json

# The last table: what the bytes before it sum up to. A client that rewrites the file writes it in
# another form; then nothing is compared.
_CHECK = b',\n"check":{"1":{"crc32":"%08x"}}}\n'
_CHECK_BEGINS = b',\n"check":'

Tables = dict[str, dict[str, Any]]


class Generations(Storage):
    """`path` holds the newest generation, `before` (`path.1`) the last good one before it.

    read: None where there is no file. Raises ValueError for a file that is not what was written,
    OSError for one that can't be read or written.
    """

    def __init__(self, path: Path | str, disk: Disk | None = None) -> None:
        self.path = Path(path)
        self.before = self.path.with_name(self.path.name + ".1")
        self._disk = disk or Disk()

    def read(self) -> Tables | None:
        try:
            return parse(self.path.read_bytes())
        except FileNotFoundError:
            return None

    def write(self, data: Tables) -> None:
        save(self._disk, self.path, render(data), keep=self.before)

    def restore(self) -> None:
        """The last good generation becomes the newest again; the file it replaces is kept as `.bad`."""
        content = self.before.read_bytes()
        save(self._disk, self.path, content, keep=self.path.with_name(self.path.name + ".bad"))


def render(tables: Mapping[str, Mapping[str, Any]]) -> bytes:
    """JSON with a line a row, which a person can read, compare and grep."""
    parts = [f"{to_json(name)}:{{\n{_lines(rows)}\n}}" for name, rows in tables.items()]
    body = ("{" + ",\n".join(parts)).encode("ascii")
    return body + (_CHECK % zlib.crc32(body))


def parse(content: bytes) -> Tables:
    """The tables of a file. Raises ValueError where it is torn, changed or no such file at all."""
    body, found, _ = content.rpartition(_CHECK_BEGINS)
    if found and content != body + _CHECK % zlib.crc32(body):
        raise ValueError("its content does not match its checksum")
    try:
        tables = json.loads(content, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(tables, dict) or not all(isinstance(t, dict) for t in tables.values()):
        raise ValueError("it holds no tables")
    tables.pop("check", None)
    if found:
        _remember(tables, body.decode("ascii"))
    return tables


def _remember(tables: Tables, body: str) -> None:
    """Let rows keep the text of their line, so that the next save need not encode them again."""
    lines = [line for line in body.split("\n") if line.startswith('"') and line[-1] != "{"]
    places = [(rows, number) for rows in tables.values() for number in rows]
    for (rows, number), line in zip(places, lines, strict=True):
        text = line[len(to_json(number)) + 1 :].removesuffix(",")
        rows[number] = Row.read(rows[number], text)


def _lines(rows: Mapping[str, Any]) -> str:
    return ",\n".join([f"{quoted(number)}:{_json(row)}" for number, row in rows.items()])


def _json(value: object) -> str:
    return value.json if isinstance(value, Row) else to_json(value)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
