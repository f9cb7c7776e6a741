"""`python -m benchmarks [--write] [NAME…]`: measures, prints, exits 1 where a promise is missed."""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks import changes, idle, leads, outbox, reading, rendering, replies, resting
from benchmarks.ratios import Result

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "RESULTS.md"

ALL: Mapping[str, Callable[[Path], Iterator[Result]]] = {
    "crowd": changes.crowd,
    "year": changes.busy_year,
    "idle": idle.idle,
    "outbox": outbox.outbox,
    "rendering": rendering.rendering,
    "leads": lambda _: leads.leads(),
    "replies": lambda _: replies.libraries(),
    "growth": lambda _: replies.growth(),
    "shapes": lambda _: replies.shapes(),
    "numbers": lambda _: replies.generated(),
    "calendars": reading.calendars,
    "start": lambda _: reading.start(),
    "resting": resting.resting,
}


def main(arguments: list[str] | None = None) -> int:
    given = _parsed(arguments)
    if len(given.names) == 1 and not given.write:
        return 1 if _measure(given.names[0]) else 0
    lines = [_machine()]
    print(lines[0], flush=True)
    missed = False
    for name in given.names or ALL:
        fine, said = _in_a_process(name)
        lines += said
        missed |= not fine
    if given.write:
        RESULTS.write_text(_page(lines))
    return 1 if missed else 0


def _measure(name: str) -> int:
    """How many promises were missed."""
    missed = 0
    with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
        for result in ALL[name](Path(folder)):
            print(result, flush=True)
            missed += result.missed
    return missed


def _in_a_process(name: str) -> tuple[bool, list[str]]:
    """Apart, since what one leaves in memory would slow the next. Prints its lines as they come."""
    command = [sys.executable, "-m", "benchmarks", name]
    said = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            said.append(line.rstrip("\n"))
    return running.returncode == 0, said


def _parsed(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ALL))
    parser.add_argument("--write", action="store_true", help="write RESULTS.md, too")
    given = parser.parse_args(arguments)
    if unknown := [name for name in given.names if name not in ALL]:
        parser.error(f"{unknown[0]} is not measured; known are {', '.join(ALL)}")
    return given


def _machine() -> str:
    python = f"Python {platform.python_version()}"
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    system = f"{platform.system()} {platform.machine()}"
    return f"{python}, {system}, {os.cpu_count()} processors, load {load}"


def _page(lines: list[str]) -> str:
    table = "\n".join(lines)
    return (
        "# What was measured last\n\n"
        f"Commit {_commit()}; `./run.sh bench --write` writes this page.\n"
        "Ours to bare: ratio, limit, verdict, and the medians.\n\n"
        f"```\n{table}\n```\n"
    )


def _commit() -> str:
    command = ["git", "rev-parse", "--short=12", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
