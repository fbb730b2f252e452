"""Kills a study again and again: `python -m tests.study.killed FOLDER POINTS KILLS`.

Each run is a fork of this process, which has loaded everything, so that a kill takes milliseconds.
Prints, for each run, how many points were kept after it and whether it was killed, as JSON.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import numpy as np

from msim.study.records import Design
from msim.study.store import NAME
from tests.study.fakes import design, swept

LONGEST = 0.25
"""Seconds, at most, until a run is killed; more where this machine is slow or busy."""
BEGUN = 2.0
"""The same, in times that it takes here until a run has kept a point."""


def kept(folder: Path) -> int:
    """Points in the file as anybody can read them."""
    if not (folder / NAME).exists():
        return 0
    with closing(sqlite3.connect(folder / NAME, timeout=10.0)) as there:
        try:
            return int(there.execute("select count(*) from points").fetchone()[0])
        except sqlite3.OperationalError:  # killed before there were tables
            return 0


def until_begun(asked: Design, folder: Path) -> float:
    """Seconds from a run's start until it has kept a point."""
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        swept(asked, folder)
        os._exit(0)
    while not kept(folder):
        time.sleep(0.005)
    found = time.perf_counter() - start
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return found


def main(folder: Path, points: int, kills: int) -> None:
    """Run and kill, until it was killed so often."""
    rng = np.random.Generator(np.random.SFC64(7))
    asked = design(points=points)
    swept(design(points=16))  # loads what is loaded late
    gc.freeze()  # what is loaded is not looked through in each fork, which took longer than a run
    longest = max(LONGEST, BEGUN * until_begun(design(points=points), folder.with_name("begun")))
    told: list[tuple[int, bool]] = []
    while sum(killed for _, killed in told) < kills:
        child = os.fork()
        if child == 0:
            swept(asked, folder)
            os._exit(0)
        time.sleep(float(rng.uniform(0.0, longest)))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        told.append((kept(folder), os.WIFSIGNALED(status)))
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
