"""How busy does a study keep the cores, and what does a point cost beside its own work?

    python benchmarks/sweep.py                  # 2,000 points of some 50 ms, two processes

Between the first twentieth of the points and the last, so that starting the processes is left out.
A process is at work while it computes a point, which the study's file has in seconds; what is left
of the cores' time is overhead. Beside it stands the share of these cores' time that the study's
processes had from the system: it is lower where others use the machine.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pandas as pd
import psutil

import msim
from msim.study.records import Design, Parameter

KEYS = {
    "population.simulated": 10_000, "run.replicates": 2,
    "run.arms": ["silent", "broadcast", "segmented_free", "segmented"],
}  # fmt: skip
EDGE = 20
"""One in so many points is left out at either end."""


def main() -> None:
    """Run the study and print the shares."""
    asked = argparse.ArgumentParser(description="How busy does a study keep the cores?")
    asked.add_argument("--points", type=int, default=2000)
    asked.add_argument("--workers", type=int, default=2)
    given = asked.parse_args()
    design = Design(
        "busy", msim.load("small", {**KEYS, "run.workers": given.workers}), "latin_hypercube",
        given.points, 1, (Parameter("data.validity", low=0.1, high=0.9),),
        "segmented-broadcast.net_votes", measures=("segmented-broadcast.net_votes",),
    )  # fmt: skip
    marks: list[tuple[float, float]] = []
    edges = (given.points // EDGE, given.points - given.points // EDGE)

    def progress(done: int, wanted: int) -> None:
        if done in edges:
            marks.append((time.perf_counter(), used()))

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "busy"
        msim.sweep(design, place, progress=progress)
        with closing(sqlite3.connect(place / "study.sqlite")) as file:
            seconds = pd.read_sql("select seconds from points", file)["seconds"]
    (begun, before), (ended, after) = marks
    each = given.workers * (ended - begun) / (edges[1] - edges[0])
    print(
        f"{given.points:,} points of {1e3 * seconds.mean():.0f} ms, {given.workers} processes: at "
        f"work {100 * seconds.mean() / each:.1f} % of the time, {1e3 * (each - seconds.mean()):.1f}"
        f" ms a point beside it; {100 * (after - before) / given.workers / (ended - begun):.1f} % "
        "of the cores' time had"
    )


def used() -> float:
    """Seconds of processors that this process and those under it have had."""
    me = psutil.Process()
    times = [each.cpu_times() for each in (me, *me.children(recursive=True))]
    return sum(each.user + each.system for each in times)


if __name__ == "__main__":
    main()
