"""The identity service: npm's oidc-provider on loopback, over TLS with a certificate made here."""

import json
import os
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from jwt.algorithms import RSAAlgorithm

from daemon.accounts.microsoft import Certificate, Place
from tests.servers.microsoft.graph import Grant
from tests.servers.microsoft.judge import NODE

TENANT = "halden"
SECRET = "open sesame"


@dataclass
class Entra:
    """base: where it listens. ca_file: what its certificate is signed by. certificate: the app's."""

    base: str
    ca_file: str
    certificate: Certificate
    process: "subprocess.Popen[str]"
    web: httpx2.Client = field(init=False)

    def __post_init__(self) -> None:
        trust = ssl.create_default_context(cafile=self.ca_file)
        self.web = httpx2.Client(verify=trust, base_url=self.base)

    def place(self, client: str, name: str = "halden") -> Place:
        """client: by-secret, by-certificate or by-device."""
        return Place(name, client, TENANT, login=self.base, ca_file=self.ca_file)

    def approve(self, user_code: str, account: str) -> None:
        """Somebody types the code into the page."""
        given = {"user_code": user_code, "account": account}
        self.web.get("/-/approve", params=given).raise_for_status()

    def forget(self, account: str) -> None:
        """An administrator takes back all that this person granted."""
        self.web.get("/-/forget", params={"account": account}).raise_for_status()

    def grant_of(self, token: str) -> Grant | None:
        """What Graph reads in a token."""
        answer = self.web.get("/-/token", params={"value": token})
        if answer.status_code == 404:
            return None
        found = answer.json()
        return Grant(found["user"], tuple(found["scopes"]))

    def stop(self) -> None:
        """The service is down."""
        self.process.terminate()
        self.process.wait(timeout=10)


@contextmanager
def running(folder: Path) -> Iterator[Entra]:
    """folder: for keys and certificates."""
    authority = trustme.CA()
    own = authority.issue_cert("localhost", "127.0.0.1")
    ca_file, key, chain = folder / "ca.pem", folder / "server.key", folder / "server.pem"
    authority.cert_pem.write_to_path(ca_file)
    own.private_key_pem.write_to_path(key)
    chain.write_bytes(b"".join(pem.bytes() for pem in own.cert_chain_pems))
    certificate = _certificate(folder)
    script = Path(__file__).with_name("entra.mjs")
    process = subprocess.Popen(
        ["node", str(script), str(NODE.parent), str(key), str(chain), str(folder / "jwks.json")],
        env={**os.environ, "NODE_ENV": "production"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = next((line for line in process.stdout if line.startswith("ready ")), "")
        assert said, "the identity service did not start"
        entra = Entra(said.split()[1], str(ca_file), certificate, process)
        with entra.web:
            yield entra
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


def _certificate(folder: Path) -> Certificate:
    """The application's own: the key stays with it, the provider knows the public half."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "accord")])
    start = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    given = Certificate(folder / "app.key", folder / "app.pem")
    given.key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    given.certificate_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    public = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    (folder / "jwks.json").write_text(json.dumps({"keys": [{**public, "use": "sig"}]}))
    return given
