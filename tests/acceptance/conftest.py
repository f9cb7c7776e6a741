"""One team that has agreed, made once by real commands and copied for each test that wants it."""

import shutil
from itertools import count
from pathlib import Path

import pytest

from tests.acceptance.world import World, agreed_team


@pytest.fixture(scope="session")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("agreed") / "halden"
    agreed_team(root)
    return root


@pytest.fixture
def team(agreed: Path, tmp_path: Path) -> World:
    """Dana leads Marek, Lena and Jim, whose lists are agreed; it is Mon 16 Nov 2026, 16:30 UTC."""
    root = tmp_path / "halden"
    shutil.copytree(agreed, root)
    return World(root, count(101))
