"""What a user gets: the wheel, in a fresh environment with nothing but the locked packages."""

import json
import os
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

# Each costs a start of `accord` a tenth of a second or more, and most starts need none of them.
HEAVY = ["google", "googleapiclient", "msal", "icalendar", "recurring_ical_events", "holidays"]


def run(*command: object, cwd: Path) -> str:
    """Standard output of a command that must succeed; nothing of this test run leaks into it."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV_", "VIRTUAL_"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    # No isolation: the backend is one of the locked packages, so nothing is fetched.
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    [built] = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """A virtual environment as an installation has it, far from the checkout."""
    home = tmp_path_factory.mktemp("installation")
    venv.create(home / "venv", with_pip=False, symlinks=True)
    # This environment's pip, working on the new one: saves unpacking another.
    pip = [sys.executable, "-m", "pip", "--python", home / "venv" / "bin" / "python"]
    quiet = ["--quiet", "--disable-pip-version-check"]
    locked = ["--require-hashes", "-r", ROOT / "requirements" / "runtime.txt"]
    run(*pip, "install", *quiet, *locked, cwd=home)
    run(*pip, "install", *quiet, "--no-deps", wheel, cwd=home)
    run(*pip, "check", "--disable-pip-version-check", cwd=home)
    return home


def python(place: Path, code: str) -> object:
    """What `code` leaves in `answer`, in the installation's Python and outside the checkout."""
    said = run(
        place / "venv" / "bin" / "python",
        "-I",
        "-c",
        f"{code}\nimport json\nprint('\\n' + json.dumps(answer))",
        cwd=place,
    )
    return json.loads(said.splitlines()[-1])


def test_the_command_says_its_version(place: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] in run(place / "venv" / "bin" / "accord", "--version", cwd=place)


def test_daemon_is_ours(place: Path) -> None:
    """python-daemon installs a package of this name too."""
    code = (
        "import daemon, importlib.metadata as m\n"
        "answer = [daemon.__file__, m.packages_distributions()['daemon'], daemon.__doc__]"
    )
    file, distributions, text = python(place, code)
    assert Path(file).is_relative_to(place)
    assert distributions == ["accord-daemon"]
    assert text.startswith("Accord")


def below(place: Path, folder: str) -> set[str]:
    """Every file under a folder of the installed package, found as the program finds it."""
    code = (
        "from importlib.resources import as_file, files\n"
        f"with as_file(files('daemon') / {folder!r}) as top:\n"
        "    answer = [p.relative_to(top).as_posix() for p in top.rglob('*') if p.is_file()]"
    )
    return set(python(place, code))


@pytest.mark.parametrize(("source", "packed"), [("templates", "_templates"), ("config", "_config")])
def test_templates_and_examples_come_with_it(place: Path, source: str, packed: str) -> None:
    top = ROOT / source
    wanted = {p.relative_to(top).as_posix() for p in top.rglob("*") if p.is_file()}
    assert wanted
    assert below(place, packed) == wanted


def test_the_wheel_holds_the_program_and_nothing_else(place: Path) -> None:
    code = (
        "import importlib.metadata as m\n"
        "answer = sorted({f.parts[0] for f in m.files('accord-daemon')})"
    )
    assert [
        part for part in python(place, code) if part != ".." and not part.endswith(".dist-info")
    ] == ["daemon"]


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["tick", "--help"]])
def test_help_imports_no_calendar_and_no_cloud(place: Path, arguments: list[str]) -> None:
    code = f"""
import contextlib, io, sys
sys.argv = ['accord', *{arguments!r}]
from daemon.cli import main
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()) as said:
    main()
answer = [sorted(set({HEAVY!r}) & set(sys.modules)), said.getvalue()]
"""
    heavy, said = python(place, code)
    assert said.strip()
    assert heavy == []
