"""What every test may rely on: the shared folder, the markers by folder, and honest skips."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
ALLOWED_SKIPS = ROOT / "tests" / "allowed_skips.txt"
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# No deadline: the machine is shared. In CI the same examples every time, so that red means a change.
settings.register_profile("local", deadline=None)
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if IN_CI else "local")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Material that lies beside the checkout and is too big for it; CI must have it."""
    folder = ROOT.parent / "shared"
    if folder.is_dir():
        return folder
    if IN_CI:
        pytest.fail("../shared is missing, and CI may not do without it")
    pytest.skip("../shared is missing")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The folder is the marker: tests/acceptance and tests/servers need not repeat it."""
    for item in items:
        parts = item.path.parts
        for name in ("acceptance", "servers"):
            if name in parts:
                item.add_marker(name)


# --- skips ------------------------------------------------------------------------------------
# A skipped test looks green. In CI each one must be named in allowed_skips.txt, with its reason.


def allowed_skips() -> frozenset[str]:
    lines = (line.partition("#")[0].strip() for line in ALLOWED_SKIPS.read_text().splitlines())
    return frozenset(line for line in lines if line)


def is_allowed(test: str, allowed: frozenset[str]) -> bool:
    """A parametrised test is named once, without its brackets."""
    return test in allowed or test.partition("[")[0] in allowed


class SkipWatch:
    """Counts the skips of a session; under xdist it sits in the controller, which hears of all."""

    def __init__(self) -> None:
        self.unforeseen: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not hasattr(report, "wasxfail"):
            self.note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.note(report)

    def note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped and not is_allowed(report.nodeid, allowed_skips()):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            self.unforeseen[report.nodeid] = str(reason)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.unforeseen and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(wrapper=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
        yield
        for test, reason in self.unforeseen.items():
            terminalreporter.write_line(f"skipped, and not in allowed_skips.txt: {test}: {reason}")


def pytest_configure(config: pytest.Config) -> None:
    if IN_CI and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipWatch(), "skip-watch")
