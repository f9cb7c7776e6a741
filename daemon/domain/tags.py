"""Names that derive from a letter's key: its tag, its Message-ID, the address that answers it.

A tag routes, it does not authenticate (it stands in every attribution line).
"""

import base64
import hashlib
import hmac
import re
from urllib.parse import quote

_TAG = re.compile(r"\+([a-z2-7]{12})@", re.ASCII | re.IGNORECASE)
_MESSAGE_ID_TAG = re.compile(r"<([a-z2-7]{12})@", re.ASCII | re.IGNORECASE)


def key(kind: str, *parts: str | int) -> str:
    """`kind:part:part`, ASCII, each part percent-encoded, so that keys never collide."""
    return ":".join([kind, *(quote(str(p), safe="+-._~@") for p in parts)])


def tag(install_key: bytes, letter_key: str) -> str:
    """60 bits in lower-case base32 (mail systems lower-case local parts)."""
    digest = hmac.new(install_key, letter_key.encode("ascii"), hashlib.sha256).digest()
    return base64.b32encode(digest)[:12].decode("ascii").lower()


def message_id(letter_tag: str, address: str) -> str:
    """`<tag@domain>` (RFC 5322 3.6.4); `address` is the daemon's own mailbox."""
    return f"<{letter_tag}@{address.rpartition('@')[2]}>"


def reply_address(letter_tag: str, address: str) -> str:
    """`local+tag@domain` (RFC 5233), the Reply-To of every letter."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{letter_tag}@{domain}"


def tag_in_address(address: str) -> str:
    """The tag of a plus-address, or ""."""
    found = _TAG.search(address)
    return found.group(1).lower() if found else ""


def tag_in_message_id(reference: str) -> str:
    """The tag that opens one of our Message-IDs, or ""."""
    found = _MESSAGE_ID_TAG.search(reference)
    return found.group(1).lower() if found else ""
