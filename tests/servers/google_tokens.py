"""Google's sign-in where myworld has none: the consent page, its code, and service accounts.

An assertion is verified by PyJWT, which has no line in common with what signed it.
"""

import base64
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.servers.google import TOKEN, Exchange, Town

AUDIENCE = "https://oauth2.googleapis.com/token"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
OURS = "accord@halden.iam.gserviceaccount.com"


@dataclass
class Desk:
    """A rule of the proxy that answers for sign-in, and passes on everything else.

    delegated: whom the administrator lets the service account act for. withdrawn: tokens that were
    taken back. unticked: a scope whose box the person leaves empty. claims: of each assertion.
    """

    town: Town
    delegated: tuple[str, ...] = ()
    withdrawn: set[str] = field(default_factory=set)
    unticked: str = ""
    claims: list[Mapping[str, Any]] = field(default_factory=list)
    forms: list[Mapping[str, str]] = field(default_factory=list)
    _codes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )

    def __call__(self, asked: Exchange, passed: Callable[[], Exchange]) -> Exchange:
        if asked.path != TOKEN:
            return passed()
        form = dict(parse_qsl(asked.body.decode()))
        self.forms.append(form)
        match form["grant_type"]:
            case "authorization_code":
                return self._for_code(asked, form)
            case "refresh_token":
                if form["refresh_token"] in self.withdrawn:
                    return refuse(asked, "invalid_grant", "Token has been expired or revoked.")
                return passed()
            case _:
                return self._for_assertion(asked, form)

    # --- a person -----------------------------------------------------------------------------

    def consent(self, address: str) -> str:
        """What happens when a person opens the address and agrees: where the browser is led."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["access_type"] == "offline"
        assert urlsplit(asked["redirect_uri"]).hostname == "127.0.0.1"
        code = f"4/{len(self._codes)}"
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], 'code': code})}"

    def _for_code(self, asked: Exchange, form: Mapping[str, str]) -> Exchange:
        page = self._codes.pop(form["code"], None)
        if page is None or page["redirect_uri"] != form["redirect_uri"]:
            return refuse(asked, "invalid_grant", "Malformed auth code.")
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != page["code_challenge"]:
            return refuse(asked, "invalid_grant", "Invalid code verifier.")
        granted = [scope for scope in page["scope"].split() if scope != self.unticked]
        given = self.town.bearer("accord")
        return asked.answers(
            200,
            {
                "access_token": given,
                "refresh_token": given,
                "expires_in": 3599,
                "scope": " ".join(granted),
                "token_type": "Bearer",
            },
        )

    # --- a service account ----------------------------------------------------------------------

    def key(self) -> Mapping[str, Any]:
        """The key file as the console gives it out."""
        private = self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return {
            "type": "service_account",
            "project_id": "halden",
            "private_key_id": "1",
            "private_key": private.decode(),
            "client_email": OURS,
            "client_id": "1",
            "token_uri": self.town.between.base + TOKEN,
        }

    def _for_assertion(self, asked: Exchange, form: Mapping[str, str]) -> Exchange:
        if form["grant_type"] != JWT_BEARER:
            return refuse(asked, "unsupported_grant_type", "")
        try:
            claims = jwt.decode(
                form["assertion"],
                self._key.public_key(),
                algorithms=["RS256"],
                audience=AUDIENCE,
                issuer=OURS,
                options={"require": ["iat", "exp", "iss", "aud", "scope", "sub"]},
            )
        except jwt.InvalidTokenError as error:
            return refuse(asked, "invalid_grant", f"Invalid JWT: {error}")
        self.claims.append(claims)
        if claims["exp"] - claims["iat"] > 3600 or claims["iat"] > time.time() + 60:
            return refuse(asked, "invalid_grant", "Invalid JWT: Token must be a short-lived token")
        if claims["sub"] not in self.delegated:
            return refuse(asked, "unauthorized_client", "Client is unauthorized.")
        bearer = self.town.bearer(claims["sub"].partition("@")[0])
        body = {"access_token": bearer, "expires_in": 3599, "token_type": "Bearer"}
        return asked.answers(200, body)


def refuse(asked: Exchange, error: str, description: str) -> Exchange:
    status = 401 if error == "unauthorized_client" else 400
    return asked.answers(status, {"error": error, "error_description": description})
