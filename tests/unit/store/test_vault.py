"""Mails as files: private, checked, and mended by putting them again."""

from pathlib import Path

import pytest

from daemon.errors import StoreError
from daemon.store.vault import FileVault

MAIL = b"From: marek@example.com\r\n\r\nA1: 5 of 8\r\n"


def file_of(root: Path, name: str) -> Path:
    return root / "mail" / f"{name}.eml"


def test_only_the_owner_of_the_process_may_read_a_mail(tmp_path: Path) -> None:
    name = FileVault(tmp_path).put(MAIL)
    assert file_of(tmp_path, name).stat().st_mode & 0o777 == 0o600
    assert file_of(tmp_path, name).parent.stat().st_mode & 0o777 == 0o700


def test_nothing_but_the_mail_is_left_in_the_folder(tmp_path: Path) -> None:
    name = FileVault(tmp_path).put(MAIL)
    assert list((tmp_path / "mail").iterdir()) == [file_of(tmp_path, name)]


@pytest.mark.parametrize("damaged", [b"", MAIL[:20], MAIL.replace(b"5", b"6")])
def test_a_mail_that_was_changed_is_refused_by_name(tmp_path: Path, damaged: bytes) -> None:
    vault = FileVault(tmp_path)
    name = vault.put(MAIL)
    file_of(tmp_path, name).write_bytes(damaged)
    with pytest.raises(StoreError, match=rf"{name}\.eml was changed"):
        vault.get(name)


def test_putting_a_damaged_mail_again_mends_it(tmp_path: Path) -> None:
    vault = FileVault(tmp_path)
    name = vault.put(MAIL)
    file_of(tmp_path, name).write_bytes(b"")
    vault.put(MAIL)
    assert vault.get(name) == MAIL


def test_a_vault_that_can_t_be_written_or_read_names_the_file(tmp_path: Path) -> None:
    vault = FileVault(tmp_path)
    name = vault.put(MAIL)
    file_of(tmp_path, name).unlink()
    file_of(tmp_path, name).mkdir()
    for act in (lambda: vault.put(MAIL), lambda: vault.get(name), lambda: vault.drop(name)):
        with pytest.raises(StoreError, match=rf"{name}\.eml can't be"):
            act()
