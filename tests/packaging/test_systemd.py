"""The unit file: known to systemd, tightly sandboxed, and in step with the program."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "systemd" / "accord.service"


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unit with this environment's accord: verify wants a program that is there."""
    accord = Path(sys.executable).with_name("accord")
    copy = tmp_path_factory.mktemp("systemd") / "accord.service"
    text = re.sub(r"(?m)^(ExecStart=)\S+", rf"\g<1>{accord}", UNIT.read_text())
    assert str(accord) in text
    copy.write_text(text)
    return copy


def systemd_analyze(*arguments: object) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not on this machine")
    return subprocess.run(
        [program, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False
    )


def test_systemd_understands_every_line(unit: Path) -> None:
    said = systemd_analyze("verify", "--recursive-errors=one", unit)
    assert (said.returncode, said.stderr) == (0, "")


def test_a_misspelt_line_would_be_found(unit: Path, tmp_path: Path) -> None:
    bad = tmp_path / "accord.service"
    bad.write_text(unit.read_text().replace("PrivateTmp=", "PrivateTemp="))
    assert systemd_analyze("verify", "--recursive-errors=one", bad).returncode != 0


def test_the_sandbox_leaves_an_exposure_of_at_most_two(unit: Path) -> None:
    said = systemd_analyze("security", "--offline=true", "--threshold=20", unit)
    assert said.returncode == 0, said.stdout


def lines(key: str) -> list[str]:
    return re.findall(rf"(?m)^{key}=(.*)$", UNIT.read_text())


def test_the_daemon_tells_systemd_when_it_is_up_and_that_it_lives() -> None:
    assert lines("Type") == ["notify"]
    assert lines("WatchdogSec")


def test_it_starts_the_command_of_the_installation() -> None:
    assert lines("ExecStart") == ["/opt/accord/bin/accord run --config /etc/accord/accord.toml"]


def test_wrong_settings_and_a_held_lock_are_not_tried_again() -> None:
    """Exit codes 2 and 3 (docs/operating.md) stay until a person acts."""
    assert lines("RestartPreventExitStatus") == ["2 3"]
