"""Replies to an agenda in the shapes that mail programs give them: see README.md beside this file."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from tests.corpus.shapes.shape import Answer, Person, Sent, Shape

__all__ = ["SHAPES", "Answer", "Person", "Sent", "Shape"]


def _registered() -> Mapping[str, Shape]:
    """Every shape in a `SHAPES` of a file in this folder, by name."""
    found: dict[str, Shape] = {}
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        module = import_module(f"{__name__}.{path.stem}")
        for shape in getattr(module, "SHAPES", ()):
            assert shape.name not in found, shape.name
            found[shape.name] = shape
    return found


SHAPES = _registered()
