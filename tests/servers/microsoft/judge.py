"""Two judges of what is asked of Graph and what it answers, both from Microsoft's own descriptions.

`Types`: the TypeScript types on npm, as JSON Schema. `Metadata`: the service's own metadata, cut
down to calendars and mail, where it lies beside the checkout. Each names every fault it sees.
"""

import base64
import binascii
import functools
import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, validators

ROOT = Path(__file__).resolve().parents[3]
NODE = ROOT / "build" / "servers" / "node" / "node_modules"
MADE = ROOT / "build" / "servers" / "graph"
METADATA = ROOT.parent / "shared" / "graph"

_PAGING = {"$skip", "$skiptoken"}
_DELTA = {"$select", "$filter", "changeType", "$deltatoken", "$skiptoken"}
_WINDOW = {"startDateTime", "endDateTime"}
_LIST = {"$select", "$top", "$orderby", "$filter", *_PAGING}


@dataclass(frozen=True)
class Request:
    """path: below the version, decoded. headers: by lower-case name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Route:
    """shape: "one", "list", "delta", "mime" or "" (no body). status: of success."""

    method: str
    pattern: str
    entity: str
    shape: str
    status: int
    allowed: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()
    sends: str = ""

    def fits(self, method: str, path: str) -> bool:
        return (
            method == self.method
            and re.fullmatch(f"/(me|users/[^/]+){self.pattern}", path) is not None
        )


def _route(
    method: str, pattern: str, entity: str, shape: str, status: int = 200, **more: Any
) -> Route:
    sets = {name: frozenset(value) for name, value in more.items() if name != "sends"}
    return Route(method, pattern, entity, shape, status, sends=more.get("sends", ""), **sets)


# Each with the reference page of its last words: user-list-calendarview, event-get, …
ROUTES = (
    _route("GET", "/calendarView", "Event", "list", allowed=_LIST | _WINDOW, needed=_WINDOW),
    _route("GET", "/events/[^/]+", "Event", "one", allowed={"$select"}),
    _route(
        "GET", "/events/[^/]+/instances", "Event", "list", allowed=_LIST | _WINDOW, needed=_WINDOW
    ),
    _route("GET", "/mailFolders/inbox/messages/delta", "Message", "delta", allowed=_DELTA),
    _route("GET", "/mailFolders/(drafts|sentitems)/messages", "Message", "list", allowed=_LIST),
    _route("GET", "/messages/[^/]+", "Message", "one", allowed={"$select"}),
    _route("GET", r"/messages/[^/]+/\$value", "Message", "mime"),
    _route("PATCH", "/messages/[^/]+", "Message", "one", sends="json"),
    _route("POST", "/messages", "Message", "one", 201, sends="mime"),
    _route("POST", "/messages/[^/]+/send", "Message", "", 202),
    _route("POST", "/sendMail", "Message", "", 202, sends="mime"),
)


def route_of(request: Request) -> Route | None:
    return next((r for r in ROUTES if r.fits(request.method, request.path)), None)


class Types:
    """Microsoft's TypeScript types (npm, MIT), which name every property and every word of an enum."""

    def __init__(self) -> None:
        self._schemas = {name: _typescript(name) for name in ("Event", "Message")}
        self._checks = {
            name: validators.validator_for(schema)(schema) for name, schema in self._schemas.items()
        }

    def request(self, request: Request) -> list[str]:
        route = route_of(request)
        if route is None:
            return [f"no such call: {request.method} {request.path}"]
        faults = [f"query {name}" for name in request.query.keys() - route.allowed]
        faults += [f"without {name}" for name in route.needed - request.query.keys()]
        faults += [
            f"no time: {request.query[n]}"
            for n in _WINDOW & request.query.keys()
            if not _is_time(request.query[n])
        ]
        known = self._schemas[route.entity]["definitions"][route.entity]["properties"]
        faults += [f"no property {name}" for name in _properties(request.query) - known.keys()]
        faults += _preferences(request, route)
        return faults + self._body(request, route)

    def answer(self, request: Request, status: int, value: Any) -> list[str]:
        """value: parsed JSON, text for MIME, None where there is no body."""
        route = route_of(request)
        if route is None or status >= 400:
            return _error_faults(value)
        if status != route.status:
            return [f"status {status}"]
        if route.shape in ("", "mime"):
            wanted = str if route.shape else type(None)
            return [] if isinstance(value, wanted) else [f"a body of {type(value).__name__}"]
        return self._entities(route, value)

    def _entities(self, route: Route, value: Any) -> list[str]:
        if not isinstance(value, dict):
            return ["no object"]
        if route.shape == "one":
            return self._faults(route.entity, value)
        faults = [f"list {name}" for name in value if name != "value" and "@odata." not in name]
        if route.shape == "delta":
            links = [n for n in ("@odata.nextLink", "@odata.deltaLink") if n in value]
            faults += [] if len(links) == 1 else [f"{len(links)} links"]
        rows = value.get("value")
        if not isinstance(rows, list):
            return [*faults, "no list of values"]
        return faults + [fault for row in rows for fault in self._faults(route.entity, row)]

    def _body(self, request: Request, route: Route) -> list[str]:
        kind = request.headers.get("content-type", "").partition(";")[0]
        if route.sends == "mime":
            return [
                *([] if kind == "text/plain" else [f"content type {kind}"]),
                *_base64(request.body),
            ]
        if route.sends == "json":
            if kind != "application/json":
                return [f"content type {kind}"]
            return self._faults(route.entity, json.loads(request.body))
        return ["a body"] if request.body else []

    def _faults(self, entity: str, value: Any) -> list[str]:
        if isinstance(value, dict) and not str(value.get("id", "id")):
            return ["an empty id"]
        found = self._checks[entity].iter_errors(_plain(value))
        return [f"{'.'.join(map(str, e.absolute_path))}: {e.message[:120]}" for e in found]


class Metadata:
    """Graph's metadata as OpenAPI: which call takes which parameters, and answers what."""

    def __init__(self, folder: Path = METADATA) -> None:
        self._api = json.loads((folder / "graph.prism.json").read_text())
        self._schemas = json.loads((folder / "graph.schema.json").read_text())
        self._checks: dict[str, Draft202012Validator] = {}

    def request(self, request: Request) -> list[str]:
        found = self._operation(request)
        if found is None:
            return [f"no such call: {request.method} {request.path}"]
        template, operation = found
        given = {p["name"]: p for p in operation.get("parameters", ()) if p["in"] == "query"}
        # A link as given may carry the server's own place; and the reference page of "instances"
        # names OData's parameters, which the metadata leaves out.
        extra = _PAGING | ({"$select", "$top"} if template.endswith("/instances") else set())
        faults = [f"query {name}" for name in request.query.keys() - given.keys() - extra]
        needed = {name for name, p in given.items() if p.get("required")}
        faults += [f"without {name}" for name in needed - request.query.keys()]
        return faults + self._body(request, operation)

    def answer(self, request: Request, status: int, value: Any) -> list[str]:
        found = self._operation(request)
        if found is None:
            return _error_faults(value)
        responses = found[1]["responses"]
        response = responses.get(str(status)) or responses.get(f"{status // 100}XX")
        if response is None:
            return [f"status {status}"]
        content = response.get("content")
        if content is None:
            return [] if value is None else ["a body"]
        kind = "text/plain" if isinstance(value, str) else "application/json"
        return (
            self._faults(content[kind]["schema"], value)
            if kind in content
            else [f"a body of {kind}"]
        )

    def _operation(self, request: Request) -> tuple[str, Any] | None:
        for template, methods in self._api["paths"].items():
            pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, request.path) and request.method.lower() in methods:
                return template, methods[request.method.lower()]
        return None

    def _body(self, request: Request, operation: Any) -> list[str]:
        if "requestBody" not in operation:
            return ["a body"] if request.body else []
        kind = request.headers.get("content-type", "").partition(";")[0]
        content = operation["requestBody"]["content"]
        if kind not in content:
            return [f"content type {kind}"]
        if kind == "text/plain":
            return _base64(request.body)
        return self._faults(content[kind]["schema"], json.loads(request.body))

    def _faults(self, schema: Any, value: Any) -> list[str]:
        name = json.dumps(schema)
        if name not in self._checks:
            pointer = schema.get("$ref", "").rpartition("/")[2]
            whole = {**self._schemas, "$ref": f"#/$defs/{pointer}"} if pointer else schema
            self._checks[name] = Draft202012Validator(whole, format_checker=FormatChecker())
        found = self._checks[name].iter_errors(value)
        return [f"{'.'.join(map(str, e.absolute_path))}: {e.message[:120]}" for e in found]


Judge = Types | Metadata


@functools.cache
def judges() -> tuple[Judge, ...]:
    """The first always; the second where the metadata lies beside the checkout."""
    return (Types(), Metadata()) if METADATA.is_dir() else (Types(),)


def _typescript(name: str) -> Any:
    made = MADE / f"{name}.json"
    if not made.is_file():
        made.parent.mkdir(parents=True, exist_ok=True)
        types = NODE / "@microsoft" / "microsoft-graph-types" / "microsoft-graph.d.ts"
        command = [str(NODE / ".bin" / "ts-json-schema-generator"), "--path", str(types)]
        fresh = subprocess.run(
            [*command, "--type", name, "--no-type-check"],
            check=True,
            capture_output=True,
            timeout=60,
        ).stdout
        made.write_bytes(fresh)
    return json.loads(made.read_text())


def _plain(value: Any) -> Any:
    """Without OData's annotations, which the types leave out."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if "@" not in name}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _properties(query: Mapping[str, str]) -> set[str]:
    names = {name for name in query.get("$select", "").split(",") if name}
    firsts = (query[name].split()[0] for name in ("$orderby", "$filter") if query.get(name))
    return names | set(firsts)


def _preferences(request: Request, route: Route) -> list[str]:
    given = request.headers.get("prefer", "")
    wanted = [
        'IdType="ImmutableId"',
        *(['outlook.timezone="UTC"'] if route.entity == "Event" else []),
    ]
    return [f"without {one}" for one in wanted if one not in given]


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _base64(body: bytes) -> list[str]:
    try:
        return [] if base64.b64decode(body, validate=True) else ["an empty mail"]
    except binascii.Error:
        return ["no base64"]


def _error_faults(value: Any) -> list[str]:
    error = value.get("error") if isinstance(value, dict) else None
    texts = [error.get(n) for n in ("code", "message")] if isinstance(error, dict) else [None]
    return [] if all(isinstance(text, str) for text in texts) else ["no error object"]
