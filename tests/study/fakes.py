"""Points that cost nothing: answers computed from a point's keys alone, in any process.

`python -m tests.study.fakes STUDY FOLDER SECONDS WORKERS` runs a study of such points.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msim.experiment.engine.qualities import QUALITIES
from msim.scenario.source import parse
from msim.study.design import design_of
from msim.study.measures import columns
from msim.study.point import Point, PointResult, counts, failed, told
from msim.study.records import Design

if TYPE_CHECKING:
    from msim.report.study.result import Study

STUDY = """
scenario = "small"
design = "latin_hypercube"
points = 24
replicates = 5
[parameters]
"data.validity" = { low = 0.1, high = 0.9 }
"segments.method" = { choices = ["kmeans", "ward"], role = "choice" }
[target]
claim = "segmented-broadcast.net_votes.low > 0"
"""


def design(text: str = STUDY, **numbers: Any) -> Design:
    """A study of one range and one choice."""
    for name, value in numbers.items():
        lines = [line for line in text.splitlines() if not line.startswith(f"{name} =")]
        text = "\n".join([f"{name} = {value!r}".replace("'", '"'), *lines])
    return design_of(parse(text, "s.toml"))


def value(asked: Design, point: Point, replicate: int, column: int) -> float:
    """What is measured: more with better data, less with one method, and some noise."""
    good = point.changes["data.validity"] - 0.3 * (point.changes["segments.method"] == "ward")
    noise = ((replicate * 7919 + column * 104_729) % 1000) / 1000.0 - 0.5
    name = columns(asked.measures)[column]
    first = name.startswith("segmented.")
    if name in QUALITIES:
        return 0.0  # messages are equally good: nothing to adjust by
    if "/" in name:  # of messages: the parties' effects go together as validity is high
        return float(point.changes["data.validity"]) if "/covariance/" in name else 1.0
    if name.endswith("win_prob"):
        return float(good + noise > 0.5)
    return 100.0 * good * first + 10.0 * noise


def cheap(asked: Design, seconds: float, point: Point) -> PointResult:
    """What `msim.study.point.answer` gives, for nothing but some seconds of one core."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass
    width = len(columns(asked.measures))
    values = list(point.values)
    for wanted in counts(asked):
        for number in range(len(values), wanted):
            values.append(tuple(value(asked, point, number, n) for n in range(width)))
        found = told(asked, 1, values)
        if found.precise:
            break
    return replace(found, key=point.key, seconds=seconds)


def failing(asked: Design, point: Point) -> PointResult:
    """A point that fails where validity is high."""
    if point.changes["data.validity"] > 0.8:
        return failed(asked, point, "no such world")
    return cheap(asked, 0.0, point)


def deadly(asked: Design, folder: str, point: Point) -> PointResult:
    """A point that kills its process: once where validity is low, always where it is high."""
    validity = point.changes["data.validity"]
    mark = Path(folder) / point.key
    if validity > 0.85 or (validity < 0.15 and not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return cheap(asked, 0.0, point)


def swept(
    asked: Design, out: Path | None = None, workers: int = 1,
    work: Callable[[Point], PointResult] | None = None,
) -> Study:
    """The study run with cheap points."""
    import pytest  # here: processes that run points have no need of it

    from msim import api
    from msim.study import run

    scenario = asked.scenario.model_copy(
        update={"run": asked.scenario.run.model_copy(update={"workers": workers})}
    )
    asked = replace(asked, scenario=scenario)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(run, "work", lambda _: work or partial(cheap, asked, 0.0))
        return api.sweep(asked, out)


if __name__ == "__main__":
    folder, seconds, workers, points = sys.argv[1:5]
    study = design(points=int(points))
    start = time.perf_counter()
    swept(study, Path(folder), int(workers), partial(cheap, study, float(seconds)))
    sys.stdout.write(f"{time.perf_counter() - start}\n")
