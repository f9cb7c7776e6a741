"""What every Vault promises (`daemon.ports.Vault`), whatever it is made of."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from daemon.errors import StoreError
from daemon.ports import Vault
from daemon.rehearsal.copies import Overlay
from daemon.store.memory import MemoryVault
from daemon.store.vault import FileVault

MAIL = b"From: marek@example.com\r\n\r\nA1: 5 of 8\r\n"
NEVER_PUT = "0" * 64


VAULTS: dict[str, Callable[[Path], Vault]] = {
    "memory": lambda _: MemoryVault(),
    "files": FileVault,
    "overlay": lambda root: Overlay(FileVault(root)),
}


@pytest.fixture(params=VAULTS)
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    return VAULTS[request.param](tmp_path / "state")


@pytest.mark.parametrize("content", [MAIL, b"", bytes(range(256)) * 40])
def test_a_mail_comes_back_as_it_was_put(vault: Vault, content: bytes) -> None:
    assert vault.get(vault.put(content)) == content


def test_a_mail_is_named_by_its_content(vault: Vault) -> None:
    assert vault.put(MAIL) == hashlib.sha256(MAIL).hexdigest()


def test_putting_a_mail_twice_changes_nothing(vault: Vault) -> None:
    assert vault.put(MAIL) == vault.put(MAIL)
    assert vault.get(vault.put(MAIL)) == MAIL


@pytest.mark.parametrize("name", [NEVER_PUT, "", "../install.key", "agenda"])
def test_a_name_it_does_not_hold_is_an_error(vault: Vault, name: str) -> None:
    vault.put(MAIL)
    with pytest.raises(StoreError, match="no mail is kept under"):
        vault.get(name)


def test_a_dropped_mail_is_gone_and_the_others_stay(vault: Vault) -> None:
    dropped, kept = vault.put(MAIL), vault.put(b"another")
    vault.drop(dropped)
    with pytest.raises(StoreError):
        vault.get(dropped)
    assert vault.get(kept) == b"another"


@pytest.mark.parametrize("name", [NEVER_PUT, "", "../install.key"])
def test_dropping_what_it_does_not_hold_is_no_error(vault: Vault, name: str) -> None:
    vault.drop(name)
