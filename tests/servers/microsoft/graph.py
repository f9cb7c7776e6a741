"""Microsoft Graph on loopback, as far as calendars and mail are concerned: stateful, strict, faulty.

Nobody's ready-made server does this, so it is judged itself: every request and every answer goes
past Microsoft's own descriptions, and what they object to is kept in `wrong`.
"""

import base64
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import getaddresses
from typing import Any
from urllib.parse import quote

from tests.servers.microsoft.judge import Judge, Request, judges
from tests.servers.microsoft.mailbox import Mailbox

AT_ONCE = 4
READS_MAIL = ("Mail.Read", "Mail.ReadWrite")


@dataclass(frozen=True)
class Grant:
    """What a token is good for. user: who signed in, "" for an application. boxes: None for all."""

    user: str
    scopes: tuple[str, ...]
    boxes: tuple[str, ...] | None = None


@dataclass
class Fault:
    """What goes wrong with calls whose path holds `path`, `times` times.

    after: only once the call was carried out. status 0: the connection is cut without an answer.
    body: instead of an error object. skips: so many calls go well first.
    """

    path: str
    status: int = 503
    code: str = "ServiceUnavailable"
    method: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    after: bool = False
    times: int = 1
    skips: int = 0
    call: Callable[[], None] = lambda: None


class ErrorAnswer(Exception):  # noqa: N818  # an answer, not a fault of the server
    def __init__(self, status: int, code: str) -> None:
        self.status = status
        self.value = {"error": {"code": code, "message": f"{code}."}}


@dataclass
class Graph:
    """base: what a client is given. seen: every request. delivered: (address, bytes), in order.

    page: rows a page. empty_first: each list begins with an empty page. twice: delta gives each row
    twice. replays: delta begins so many rows too early.
    """

    base: str = ""
    boxes: dict[str, Mailbox] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    seen: list[Request] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    delivered: list[tuple[str, bytes]] = field(default_factory=list)
    page: int = 3
    empty_first: bool = False
    twice: bool = False
    replays: int = 0
    judged: bool = True
    most_at_once: int = 0
    grant_of: Callable[[str], Grant | None] | None = None
    changed: Callable[[], None] = lambda: None
    _in_flight: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def box(self, address: str) -> Mailbox:
        return self.boxes.setdefault(address, Mailbox(address))

    def fail(
        self, path: str, status: int = 503, code: str = "ServiceUnavailable", **more: Any
    ) -> None:
        self.faults.append(Fault(path, status, code, **more))

    def count(self, text: str) -> int:
        return sum(text in f"{one.method} {one.path}" for one in self.seen)

    # --- one request --------------------------------------------------------------------------

    @contextmanager
    def in_flight(self) -> Iterator[None]:
        with self._lock:
            self._in_flight += 1
            self.most_at_once = max(self.most_at_once, self._in_flight)
        try:
            yield
        finally:
            with self._lock:
                self._in_flight -= 1

    def answer(self, request: Request, token: str) -> tuple[int, dict[str, str], Any]:
        """Status, headers, and JSON, text or None; status 0 for no answer at all."""
        fault = self._fault(request)
        if fault:
            fault.call()
        with self._lock:
            self.seen.append(request)
            asked = [f for j in self._judges() for f in j.request(request)]
            self._object("request", request, asked)
            if fault and not fault.after:
                return self._faulty(fault)
            status, headers, value = self._outcome(request, token)
            given = [f for j in self._judges() for f in j.answer(request, status, value)]
            self._object(f"answer {status}", request, given)
            return self._faulty(fault) if fault else (status, headers, value)

    def _judges(self) -> tuple[Judge, ...]:
        return judges() if self.judged else ()

    def _fault(self, request: Request) -> Fault | None:
        with self._lock:
            for fault in self.faults:
                if fault.path in request.path and fault.method in ("", request.method):
                    if fault.skips:
                        fault.skips -= 1
                        return None
                    fault.times -= 1
                    if not fault.times:
                        self.faults.remove(fault)
                    return fault
        return None

    def _faulty(self, fault: Fault) -> tuple[int, dict[str, str], Any]:
        error = {"error": {"code": fault.code, "message": "Something went wrong."}}
        return fault.status, fault.headers, fault.body if fault.body is not None else error

    def _object(self, what: str, request: Request, faults: list[str]) -> None:
        self.wrong += [f"{what}: {request.method} {request.path}: {fault}" for fault in faults]

    def _outcome(self, request: Request, token: str) -> tuple[int, dict[str, str], Any]:
        if self._in_flight > AT_ONCE:
            crowded = {"error": {"code": "ApplicationThrottled", "message": "Too many at once."}}
            return 429, {"Retry-After": "1"}, crowded
        try:
            return self._act(request, token)
        except ErrorAnswer as error:
            return error.status, {}, error.value

    # --- who may do what ----------------------------------------------------------------------

    def _box(self, request: Request, token: str, *scopes: str) -> Mailbox:
        grant = self.grant_of(token) if self.grant_of else self.grants.get(token)
        if grant is None:
            raise ErrorAnswer(401, "InvalidAuthenticationToken")
        wanted = request.path.split("/")[1:3]
        if wanted[0] == "me" and not grant.user:
            raise ErrorAnswer(400, "BadRequest")
        address = grant.user if wanted[0] == "me" else wanted[1]
        if address not in self.boxes:
            raise ErrorAnswer(404, "ErrorInvalidUser")
        if not set(scopes) & set(grant.scopes) or address not in (grant.boxes or (address,)):
            raise ErrorAnswer(403, "ErrorAccessDenied")
        return self.boxes[address]

    def _act(self, request: Request, token: str) -> tuple[int, dict[str, str], Any]:
        rest = "/" + request.path.split("/", 3 if request.path.startswith("/users/") else 2)[-1]
        for (method, pattern), act in ACTS.items():
            found = re.fullmatch(pattern, rest)
            if found and method == request.method:
                return act(self, request, token, *found.groups())
        raise ErrorAnswer(400, "BadRequest")

    # --- calendars ----------------------------------------------------------------------------

    def view(self, request: Request, token: str) -> tuple[int, dict[str, str], Any]:
        box = self._box(request, token, "Calendars.Read", "Calendars.Read.Shared")
        rows = box.shown.between(*_window(request))
        return 200, {}, self._paged(request, rows)

    def event(self, request: Request, token: str, uid: str) -> tuple[int, dict[str, str], Any]:
        box = self._box(request, token, "Calendars.Read", "Calendars.Read.Shared")
        row = box.shown.one(uid)
        if row is None:
            raise ErrorAnswer(404, "ErrorItemNotFound")
        return 200, {}, _selected(request, row)

    def instances(self, request: Request, token: str, uid: str) -> tuple[int, dict[str, str], Any]:
        box = self._box(request, token, "Calendars.Read", "Calendars.Read.Shared")
        rows = box.shown.instances(uid, *_window(request))
        if rows is None:
            raise ErrorAnswer(404, "ErrorItemNotFound")
        return 200, {}, self._paged(request, rows)

    # --- mail ---------------------------------------------------------------------------------

    def folder(self, request: Request, token: str, name: str) -> tuple[int, dict[str, str], Any]:
        mails = self._box(request, token, *READS_MAIL).listed(name)
        after = request.query.get("$filter", "").rpartition(" ")[2]
        rows = [m.shown() for m in mails if f"{m.at:%Y-%m-%dT%H:%M:%SZ}" >= after]
        newest = request.query.get("$orderby", "").endswith("desc")
        return 200, {}, self._paged(request, rows[::-1] if newest else rows)

    def delta(self, request: Request, token: str) -> tuple[int, dict[str, str], Any]:
        """A token is "place.skip.end.filter"; the filter stays with it, as Graph promises."""
        box = self._box(request, token, *READS_MAIL)
        query = request.query
        given = query.get("$deltatoken") or query.get("$skiptoken") or f"0.0.{len(box.changes)}."
        place, skip, end, after = given.split(".", 3)
        if "$deltatoken" in query:
            if int(place) < box.oldest:
                raise ErrorAnswer(410, "SyncStateNotFound")
            skip, end = "0", str(len(box.changes))
            place = str(max(int(place) - self.replays, 0))
        after = query.get("$filter", "").rpartition(" ")[2] or after
        rows = [r for r in box.news(int(place)) if r.get("receivedDateTime", after) >= after]
        rows = [row for row in rows for _ in range(1 + self.twice)]
        at, size = int(skip), self.page
        if self.empty_first and at == 0 and "$skiptoken" not in query:
            size = 0
        shown = [_selected(request, row) for row in rows[at : at + size]]
        at += size
        name = (
            ("$skiptoken", "@odata.nextLink")
            if at < len(rows) or not size
            else ("$deltatoken", "@odata.deltaLink")
        )
        following = (
            f"{place}.{at}.{end}.{after}" if name[0] == "$skiptoken" else f"{end}.0.0.{after}"
        )
        fields = quote(query.get("$select", ""), safe="")
        link = f"{self.base}{quote(request.path)}?{name[0]}={quote(following, safe='')}&$select={fields}"
        return 200, {}, {"value": shown, name[1]: link}

    def message(self, request: Request, token: str, name: str) -> tuple[int, dict[str, str], Any]:
        box = self._box(request, token, *READS_MAIL)
        return 200, {}, _selected(request, self._mail(box, name).shown())

    def mime(self, request: Request, token: str, name: str) -> tuple[int, dict[str, str], Any]:
        box = self._box(request, token, *READS_MAIL)
        return 200, {}, self._mail(box, name).raw.decode("latin-1")

    def tick_off(self, request: Request, token: str, name: str) -> tuple[int, dict[str, str], Any]:
        box = self._box(request, token, "Mail.ReadWrite")
        self._mail(box, name)
        given = json.loads(request.body)
        mail = box.edit(name, flag=given["flag"]["flagStatus"], is_read=given["isRead"])
        self.changed()
        return 200, {}, mail.shown()

    def draft(self, request: Request, token: str) -> tuple[int, dict[str, str], Any]:
        box = self._box(request, token, "Mail.ReadWrite")
        name = box.put(base64.b64decode(request.body), "drafts", is_draft=True)
        self.changed()
        return 201, {}, box.mails[name].shown()

    def send(self, request: Request, token: str, name: str) -> tuple[int, dict[str, str], Any]:
        box = self._box(request, token, "Mail.Send")
        if not self._mail(box, name).is_draft:
            raise ErrorAnswer(404, "ErrorItemNotFound")
        return self._leave(box, name)

    def send_mail(self, request: Request, token: str) -> tuple[int, dict[str, str], Any]:
        box = self._box(request, token, "Mail.Send")
        return self._leave(box, box.put(base64.b64decode(request.body), "drafts"))

    def _leave(self, box: Mailbox, name: str) -> tuple[int, dict[str, str], Any]:
        mail = box.sent(name)
        for _, address in getaddresses([str(mail.head["To"])]):
            self.delivered.append((address, mail.raw))
            if address in self.boxes:
                self.boxes[address].arrive(mail.raw)
        self.changed()
        return 202, {}, None

    def _mail(self, box: Mailbox, name: str) -> Any:
        if name not in box.mails:
            raise ErrorAnswer(404, "ErrorItemNotFound")
        return box.mails[name]

    def _paged(self, request: Request, rows: list[dict[str, Any]]) -> dict[str, Any]:
        at, size = (
            int(request.query.get("$skip", "0")),
            min(self.page, int(request.query.get("$top", "10"))),
        )
        if self.empty_first and "$skip" not in request.query:
            size = 0
        page = {"value": [_selected(request, row) for row in rows[at : at + size]]}
        if at + size < len(rows) or (not size and rows):
            query = {**request.query, "$skip": str(at + size)}
            pairs = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
            page["@odata.nextLink"] = f"{self.base}{quote(request.path)}?{pairs}"
        return page


Act = Callable[..., tuple[int, dict[str, str], Any]]
ACTS: dict[tuple[str, str], Act] = {
    ("GET", "/calendarView"): Graph.view,
    ("GET", "/events/([^/]+)"): Graph.event,
    ("GET", "/events/([^/]+)/instances"): Graph.instances,
    ("GET", "/mailFolders/inbox/messages/delta"): Graph.delta,
    ("GET", "/mailFolders/([^/]+)/messages"): Graph.folder,
    ("GET", "/messages/([^/]+)"): Graph.message,
    ("GET", r"/messages/([^/]+)/\$value"): Graph.mime,
    ("PATCH", "/messages/([^/]+)"): Graph.tick_off,
    ("POST", "/messages"): Graph.draft,
    ("POST", "/messages/([^/]+)/send"): Graph.send,
    ("POST", "/sendMail"): Graph.send_mail,
}


def _window(request: Request) -> tuple[datetime, datetime]:
    start, end = (request.query[name] for name in ("startDateTime", "endDateTime"))
    return datetime.fromisoformat(start), datetime.fromisoformat(end)


def _selected(request: Request, row: dict[str, Any]) -> dict[str, Any]:
    wanted = request.query.get("$select", "").split(",")
    kept = {
        name: value for name, value in row.items() if name in wanted or name == "id" or "@" in name
    }
    return kept if request.query.get("$select") else row
