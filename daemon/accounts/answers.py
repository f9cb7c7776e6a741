"""A provider's JSON, taken apart with care: whatever does not fit is an error that names the place."""

from dataclasses import dataclass
from typing import Any

from daemon.errors import SourceError


class MisfitError(SourceError):
    """An answer does not fit its schema."""


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and where it stood: "contoso: GET /me/messages: value[3].start".

    Every method raises MisfitError for a value of another type. None and a name that is not there
    are the same, as in OData's JSON.
    """

    value: Any
    place: str

    def node(self, name: str) -> "Node | None":
        """The object under this name, or None."""
        value = self._get(name, dict)
        return None if value is None else Node(value, f"{self.place}.{name}")

    def need(self, name: str) -> "Node":
        found = self.node(name)
        if found is None:
            raise self.misfit(name, "is missing")
        return found

    def nodes(self, name: str, *, needed: bool = False) -> "list[Node]":
        """The objects of the list under this name; none there is an empty list, unless needed."""
        values = self._get(name, list)
        if values is None and needed:
            raise self.misfit(name, "is missing")
        found = [Node(v, f"{self.place}.{name}[{n}]") for n, v in enumerate(values or ())]
        for node in found:
            if not isinstance(node.value, dict):
                raise MisfitError(f"{node.place} is no object")
        return found

    def text(self, name: str, default: str | None = None) -> str:
        """The text under this name; without a default it must be there."""
        value = self._get(name, str)
        if value is None and default is None:
            raise self.misfit(name, "is missing")
        return str(default if value is None else value)

    def flag(self, name: str) -> bool:
        return bool(self._get(name, bool))

    def misfit(self, name: str, what: str) -> MisfitError:
        return MisfitError(f"{self.place}.{name} {what}")

    def _get(self, name: str, wanted: type) -> Any:
        if not isinstance(self.value, dict):
            raise MisfitError(f"{self.place} is no object")
        value = self.value.get(name)
        if value is not None and not isinstance(value, wanted):
            raise self.misfit(name, f"is no {_NAMES[wanted]}")
        return value


_NAMES = {dict: "object", list: "list", str: "text", bool: "true or false"}
