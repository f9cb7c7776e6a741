"""The lock: complete, hashed, and free of anything that only this machine knows."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
LOCKS = [REQUIREMENTS / f"{name}.txt" for name in ("runtime", "dev", "servers")]


def locked(path: Path) -> dict[str, str]:
    """Name -> version of every pin in a lock file."""
    pins = re.findall(r"^([a-z0-9.-]+)==(\S+)", path.read_text(), re.MULTILINE)
    return dict(pins)


def asked_for(path: Path) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in path.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("-")]


def bare(requirement: str) -> str:
    return re.split(r"[<>=!~ \[;]", requirement, maxsplit=1)[0]


def test_pyproject_and_the_lock_ask_for_the_same_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert sorted(project["dependencies"]) == sorted(asked_for(REQUIREMENTS / "runtime.in"))


@pytest.mark.parametrize("name", ["runtime", "dev", "servers"])
def test_everything_asked_for_is_locked(name: str) -> None:
    wanted = {bare(line) for line in asked_for(REQUIREMENTS / f"{name}.in")}
    assert wanted <= set(locked(REQUIREMENTS / f"{name}.txt"))


def test_development_runs_on_the_versions_that_are_shipped() -> None:
    runtime, dev = (locked(path) for path in LOCKS[:2])
    assert runtime.items() <= dev.items()


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_pin_has_hashes(path: Path) -> None:
    for block in re.split(r"^(?=[a-z])", path.read_text(), flags=re.MULTILINE):
        if block.strip():
            assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_index_and_no_folder(path: Path) -> None:
    """Where packages come from is the installation's business; a name here would override it."""
    text = path.read_text()
    assert not re.search(
        r"://|--(extra-)?index|--find-links|--trusted-host| @ |^\s*#|file:", text, re.MULTILINE
    )


def licence(name: str) -> str:
    """What a package says of its licence: the SPDX field, the old field, the classifiers."""
    said = metadata.metadata(name)
    fields = [*said.get_all("License-Expression", []), *said.get_all("License", [])]
    fields += [text for text in said.get_all("Classifier", []) if text.startswith("License ::")]
    return " | ".join(field.partition("\n")[0] for field in fields) or licence_file(name)


def licence_file(name: str) -> str:
    """The first line of the licence that came along, for a package whose metadata is silent."""
    files = [path for path in metadata.files(name) or [] if "licenses" in path.parts]
    return " | ".join(path.read_text().partition("\n")[0] for path in files)


# The LGPL asks nothing of a program that imports the package unchanged.
LGPL = {"recurring-ical-events", "x-wr-timezone"}


@pytest.mark.parametrize("name", sorted(locked(LOCKS[0])))
def test_what_is_shipped_with_does_not_make_accord_copyleft(name: str) -> None:
    if name in {"colorama", "httpx2-jsfetch"}:  # in the lock for other systems only
        return
    said = licence(name)
    assert said, f"{name} names no licence: look it up and note it in docs/decisions"
    assert "GPL" not in said or (name in LGPL and "LGPL" in said), said
