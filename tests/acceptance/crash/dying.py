"""A process of its own that does the job of one moment and is gone at one point of it.

python dying.py WORLD MOMENT POINT
"""

import os
import sys
from pathlib import Path

from tests.acceptance.crash import rig
from tests.acceptance.crash.scenario import MOMENTS
from tests.acceptance.crash.wires import Wire

GONE = 70


def gone() -> None:
    """No `finally`, no flush, no goodbye to anybody."""
    os._exit(GONE)


if __name__ == "__main__":
    world, number, point = sys.argv[1:]
    rig.run(Path(world), MOMENTS[int(number)], Wire(cut=int(point), die=gone))
