"""Google's own discovery documents as judges: of what we ask, and of what anybody answers us.

The documents lie inside google-api-python-client. Here every name that they don't know is a fault.
"""

import importlib.resources
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.servers.google import CALENDAR, GMAIL, Exchange

DOCUMENTS = {"calendar": "calendar.v3.json", "gmail": "gmail.v1.json"}
BASES = {"calendar": CALENDAR, "gmail": GMAIL}
TYPES = {"string": "string", "boolean": "boolean", "integer": "integer", "number": "number"}


@dataclass(frozen=True)
class Method:
    """One method of a discovery document. parameters: its own, and those of every method."""

    id: str
    api: str
    verb: str
    path: re.Pattern[str]
    parameters: Mapping[str, Mapping[str, Any]]
    request: str
    response: str


def judge_request(exchange: Exchange) -> list[str]:
    """What is wrong with what was asked, one line for each fault."""
    method = method_of(exchange)
    if method is None:
        return [f"{exchange.method} {exchange.path}: no such method"]
    faults = list(_query_faults(method, exchange.query))
    if method.request:
        faults += _body_faults(method.api, method.request, exchange.body)
    elif exchange.body:
        faults.append("a body where there is none")
    if not exchange.headers.get("authorization", "").startswith("Bearer "):
        faults.append("nobody signed in")
    return [f"{method.id}: {fault}" for fault in faults]


def judge_answer(exchange: Exchange) -> list[str]:
    """What is wrong with an answer of success."""
    method = method_of(exchange)
    if method is None or not 200 <= exchange.status < 300:
        return [f"{exchange.method} {exchange.path}: {exchange.status} is no answer to a method"]
    if not method.response:
        return ["an answer where there is none"] if exchange.answer else []
    found = _body_faults(method.api, method.response, exchange.answer)
    return [f"{method.id}: {fault}" for fault in found]


def method_of(exchange: Exchange) -> Method | None:
    for api, base in BASES.items():
        if exchange.path.startswith(base):
            path = exchange.path.removeprefix(base)
            for method in methods(api):
                if method.verb == exchange.method and method.path.fullmatch(path):
                    return method
    return None


def _query_faults(method: Method, query: tuple[tuple[str, str], ...]) -> Iterator[str]:
    names = [name for name, _ in query]
    for name, value in query:
        known = method.parameters.get(name)
        if known is None:
            yield f"no parameter {name}"
            continue
        if not known.get("repeated") and names.count(name) > 1:
            yield f"{name} more than once"
        if "enum" in known and value not in known["enum"]:
            yield f"{name}={value}: not one of {known['enum']}"
        if not _reads_as(known, value):
            yield f"{name}={value}: no {known.get('format', known['type'])}"
    for name, known in method.parameters.items():
        if known.get("required") and known["location"] == "query" and name not in names:
            yield f"{name} is missing"


def _reads_as(known: Mapping[str, Any], value: str) -> bool:
    pattern = {"integer": r"-?\d+", "boolean": "true|false"}.get(known["type"], r"(?s).*")
    if known.get("format") in ("uint64", "int64"):
        pattern = r"\d+"
    if known.get("format") == "date-time":
        pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
    if re.fullmatch(pattern, value) is None:
        return False
    if known["type"] != "integer":
        return True
    return int(known.get("minimum", value)) <= int(value) <= int(known.get("maximum", value))


def _body_faults(api: str, schema: str, raw: bytes) -> list[str]:
    try:
        body = json.loads(raw)
    except ValueError:
        return ["no JSON"]
    found = validator(api, schema).iter_errors(body)
    return [f"{'.'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in found]


@cache
def document(api: str) -> Any:
    folder = importlib.resources.files("googleapiclient.discovery_cache") / "documents"
    return json.loads((folder / DOCUMENTS[api]).read_text())


@cache
def validator(api: str, schema: str) -> Draft202012Validator:
    schemas = {name: strict(found) for name, found in document(api)["schemas"].items()}
    return Draft202012Validator({"$defs": schemas, "$ref": f"#/$defs/{schema}"})


def strict(found: Mapping[str, Any]) -> dict[str, Any]:
    """A schema of the discovery format (https://developers.google.com/discovery/v1/type-format)."""
    if "$ref" in found:
        return {"$ref": f"#/$defs/{found['$ref']}"}
    kind = found.get("type", "any")
    made: dict[str, Any] = {} if kind == "any" else {"type": kind}
    if "enum" in found:
        made["enum"] = found["enum"]
    if found.get("format") in ("int64", "uint64") and kind == "string":
        made["pattern"] = r"^-?\d+$"
    if kind == "array":
        made["items"] = strict(found["items"])
    if kind == "object":
        inner = found.get("properties", {})
        made["properties"] = {name: strict(part) for name, part in inner.items()}
        others = found.get("additionalProperties")
        made["additionalProperties"] = strict(others) if others else False
    return made


@cache
def methods(api: str) -> tuple[Method, ...]:
    return tuple(_methods(api, document(api), document(api)["parameters"]))


def _methods(api: str, node: Any, common: Mapping[str, Any]) -> Iterator[Method]:
    for found in node.get("methods", {}).values():
        path = found.get("flatPath", found["path"])
        yield Method(
            id=found["id"],
            api=api,
            verb=found["httpMethod"],
            path=re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))),
            parameters={**common, **found.get("parameters", {})},
            request=found.get("request", {}).get("$ref", ""),
            response=found.get("response", {}).get("$ref", ""),
        )
    for inner in node.get("resources", {}).values():
        yield from _methods(api, inner, common)
