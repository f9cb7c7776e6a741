"""What ruff cannot ban by folder: what domain/ may import, and how its coverage is counted."""

import ast
import io
import tokenize
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ROOT / "daemon" / "domain"

# The standard library's pure part: no I/O, no clock, no randomness. `datetime` has a clock, which
# ruff's banned-api closes; `zoneinfo` reads the zone files, which are constants of the world.
# fmt: off
PURE = frozenset({
    "abc", "base64", "bisect", "calendar", "collections", "contextlib", "copy", "dataclasses", "datetime",
    "decimal", "difflib", "enum", "fractions", "functools", "graphlib", "hashlib", "heapq", "hmac",
    "html", "itertools", "json", "math", "operator", "re", "string", "textwrap", "types", "typing",
    "unicodedata", "urllib.parse", "zoneinfo",
})
# fmt: on
PURE_LIBRARIES = frozenset({"text_to_num"})


class Import(NamedTuple):
    line: int
    module: str


def imports(source: str) -> Iterator[Import]:
    """Every import statement, wherever it stands; `from a import b` counts as a."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield Import(node.lineno, "." * node.level + (node.module or ""))


def is_pure(module: str) -> bool:
    parents = {module.rsplit(".", n)[0] for n in range(module.count(".") + 1)}
    ours = module == "daemon.domain" or module.startswith("daemon.domain.")
    return ours or bool(parents & (PURE | PURE_LIBRARIES))


def impure_imports(source: str) -> list[Import]:
    return [found for found in imports(source) if not is_pure(found.module)]


def calls_that_do_io(source: str) -> list[str]:
    """`__import__`, `open`, `eval` and `exec` would walk around the list above."""
    banned = {"__import__", "open", "eval", "exec", "input", "print"}
    return [
        f"{node.func.id}() in line {node.lineno}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in banned
    ]


def domain_modules() -> list[Path]:
    found = sorted(DOMAIN.rglob("*.py"))
    assert found, "daemon/domain has moved: these tests look at nothing"
    return found


def places(check: Callable[[str], Iterable[object]]) -> list[str]:
    """Where in domain/ a check finds something, and what."""
    return [
        f"{path.relative_to(ROOT)}: {found}"
        for path in domain_modules()
        for found in check(path.read_text(encoding="utf-8"))
    ]


def test_domain_imports_only_itself_and_what_does_no_io() -> None:
    assert places(impure_imports) == []


def test_domain_opens_nothing_and_evaluates_nothing() -> None:
    assert places(calls_that_do_io) == []


def excuses(source: str) -> list[str]:
    comments = (
        token
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    )
    return [f"line {token.start[0]}" for token in comments if "no cover" in token.string]


def test_no_line_of_domain_asks_to_be_left_out_of_the_coverage() -> None:
    assert places(excuses) == []
    assert excuses("x = 1  # pragma: no cover") == ["line 1"]


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from random import choice",
        "import secrets",
        "from uuid import uuid4",
        "import time",
        "import os.path",
        "import urllib.request",
        "import logging",
        "from daemon import errors",
        "from daemon.errors import DaemonError",
        "from . import people",
        "def late():\n    import random",
    ],
)
def test_an_impure_import_is_found(line: str) -> None:
    assert impure_imports(line)


@pytest.mark.parametrize(
    "line",
    [
        "from datetime import datetime",
        "from collections.abc import Iterable",
        "from urllib.parse import quote",
        "from text_to_num import alpha2digit",
        "from daemon.domain.people import Person",
        "import daemon.domain.ledger",
    ],
)
def test_a_pure_import_is_let_through(line: str) -> None:
    assert impure_imports(line) == []
