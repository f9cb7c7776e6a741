"""Gmail keeps a mail's bytes; myworld makes a mail of its own of them. This proxy's rule keeps them."""

import base64
import email
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.servers.google import Exchange


@dataclass
class Faithful:
    """mails: what was sent or put in, by message id, in order. drafts: by draft id.

    sent: of all that, what has left.
    """

    mails: dict[str, bytes] = field(default_factory=dict)
    drafts: dict[str, bytes] = field(default_factory=dict)
    sent: list[bytes] = field(default_factory=list)

    def __call__(self, asked: Exchange, passed: Callable[[], Exchange]) -> Exchange:
        done = passed()
        if not 200 <= done.status < 300:
            return done
        place = asked.path.partition("/users/me")[2]
        if asked.method == "DELETE":
            self.drafts.pop(place.removeprefix("/drafts/"), None)
        elif asked.method == "POST":
            self._keep(place, done)
        elif place.startswith("/messages/"):
            return self._given_back(place.removeprefix("/messages/"), done)
        return done

    def _keep(self, place: str, done: Exchange) -> None:
        if place == "/drafts":
            self.drafts[done.json()["id"]] = decoded(done.asked()["message"]["raw"])
        elif place == "/drafts/send":
            self.mails[done.json()["id"]] = self.drafts.pop(done.asked()["id"])
        elif place in ("/messages/send", "/messages"):
            self.mails[done.json()["id"]] = decoded(done.asked()["raw"])
        if place.endswith("/send"):
            self.sent.append(self.mails[done.json()["id"]])

    def _given_back(self, name: str, done: Exchange) -> Exchange:
        raw, found = self.mails.get(name), done.json()
        if raw is None:
            return done
        if "raw" in found:
            found["raw"] = base64.urlsafe_b64encode(raw).decode()
        for header in found.get("payload", {}).get("headers", ()):
            if header["name"].lower() == "message-id":
                header["value"] = email.message_from_bytes(raw)["Message-ID"]
        return replace(done, answer=json.dumps(found).encode())


def decoded(raw: str) -> bytes:
    return base64.urlsafe_b64decode(raw + "==")
