import os
import subprocess
import sys
from pathlib import Path

import pytest

from daemon.accounts.faults import AccountError
from daemon.accounts.tokens import TokenFile

KEY = bytes(range(32))
GRANT = b'{"refresh_token": "1//0abc"}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "accounts" / "sales"


@pytest.fixture
def tokens(path: Path) -> TokenFile:
    return TokenFile(path, KEY, patience=0)


def saved(tokens: TokenFile, content: bytes = GRANT) -> None:
    with tokens.held():
        tokens.save(content)


def test_before_anybody_signs_in_there_is_nothing(tokens: TokenFile):
    assert tokens.read() == b""


def test_what_was_saved_is_there_after_a_restart(tokens: TokenFile, path: Path):
    saved(tokens)
    assert TokenFile(path, KEY).read() == GRANT


def test_nobody_else_can_read_it_and_it_says_nothing_without_the_key(tokens: TokenFile, path: Path):
    saved(tokens)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert b"refresh" not in path.read_bytes()
    with pytest.raises(AccountError, match="another installation"):
        TokenFile(path, bytes(32)).read()


def test_the_file_of_one_account_is_none_of_another(tokens: TokenFile, path: Path):
    saved(tokens)
    other = path.with_name("support")
    path.rename(other)
    with pytest.raises(AccountError, match="support"):
        TokenFile(other, KEY).read()


def test_a_file_that_others_can_read_is_refused_with_the_cure(tokens: TokenFile, path: Path):
    saved(tokens)
    path.chmod(0o640)
    with pytest.raises(AccountError, match="chmod 600"):
        tokens.read()


def test_a_damaged_file_is_an_error_and_never_no_sign_in(tokens: TokenFile, path: Path):
    saved(tokens)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(AccountError, match="damaged"):
        tokens.read()


def test_a_save_that_fails_leaves_what_was_there(
    tokens: TokenFile, path: Path, monkeypatch: pytest.MonkeyPatch
):
    saved(tokens)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AccountError, match="No space left"):
        saved(tokens, b"newer")
    monkeypatch.undo()
    assert tokens.read() == GRANT
    assert sorted(p.name for p in path.parent.iterdir()) == ["sales", "sales.lock"]


def test_what_is_dropped_is_gone_and_dropping_twice_is_no_error(tokens: TokenFile, path: Path):
    saved(tokens)
    with tokens.held():
        tokens.drop()
        tokens.drop()
    assert tokens.read() == b""


def test_two_threads_or_processes_never_hold_it_at_once(tokens: TokenFile, path: Path):
    other = TokenFile(path, KEY, patience=0)
    with tokens.held(), pytest.raises(AccountError, match="held by another process"), other.held():
        pytest.fail("both hold it")
    with other.held():
        pass


def test_what_a_process_that_died_held_is_free(tokens: TokenFile, path: Path):
    program = (
        "import os, sys; from pathlib import Path; from daemon.accounts.tokens import TokenFile\n"
        "with TokenFile(Path(sys.argv[1]), bytes(range(32))).held(): os._exit(70)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False, timeout=60)
    assert done.returncode == 70
    saved(tokens)
    assert tokens.read() == GRANT


def test_a_folder_that_cant_be_made_is_named(tmp_path: Path):
    (tmp_path / "accounts").write_text("no folder")
    with pytest.raises(AccountError, match="can't be locked"):
        saved(TokenFile(tmp_path / "accounts" / "sales", KEY))
