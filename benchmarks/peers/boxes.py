"""How often is a box named where there is none, and found where there is one?

`python -m benchmarks.peers.boxes [REPEATS]`, from the top. Three ranges and a choice of three; in
one world the outcome is chance, in the other it is a box of known edges: validity above 0.5, spread
below 0.8, and one of two methods. A third world has a second box: little validity, and a high match
rate.

ema_workbench (Kwakkel 2017) is what people use for it; its quasi-p values are told on the points
that found the box. It is asked where `PEER` is the path of a Python that has ema_workbench 2.5: an
end is named where its quasi-p is below 0.05, in the box of its trajectory in which to lie goes most
with the outcome, as here.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from benchmarks.peers.repeats import show
from msim.core.arrays import Floats
from msim.scenario import Scenario
from msim.study.analyze import boxes
from msim.study.records import Design, Parameter

MEASURE = "segmented-broadcast.net_votes"
PARAMETERS = (
    Parameter("data.validity", low=0.1, high=0.9),
    Parameter("messages.heterogeneity_sd_pp", low=0.0, high=2.0),
    Parameter("channels.social.match_rate", low=0.4, high=1.0),
    Parameter("segments.method", distribution="choices", choices=("kmeans", "ward", "random")),
)
EDGES = {("data.validity", "low"), ("messages.heterogeneity_sd_pp", "high"),
         ("segments.method", "low")}  # fmt: skip
SECOND = {("data.validity", "high"), ("channels.social.match_rate", "low")}
MATCH, METHOD = PARAMETERS[2].key, PARAMETERS[3].key
POINTS = (200, 800)
Boxes = Literal[0, 1, 2]
"""How many boxes there are."""
BOXES: tuple[Boxes, ...] = (0, 1, 2)
Ends = set[tuple[str, str]]
FIT = """
import json, sys
import numpy as np, pandas as pd
from ema_workbench.analysis import prim
found = []
for given in json.load(open(sys.argv[1])):
    y = np.array(given.pop("y"), dtype=int)
    x = pd.DataFrame({key: pd.Categorical(each) if isinstance(each[0], str) else each
                      for key, each in given.items()})
    box = prim.Prim(x, y, threshold=0.0).find_box()
    path, n = box.peeling_trajectory, len(y)
    inside, hits = path["mass"], y.mean()
    apart = np.sqrt(inside * (1 - inside) * hits * (1 - hits) + 1e-12)
    phi = inside * (path["mean"] - hits) / apart
    p = box.qp[int(phi.fillna(-1.0).to_numpy().argmax())]
    found.append([(key, end) for key, each in p.items()
                  for end, value in zip(("low", "high"), each) if 0 <= value < 0.05])
json.dump(found, open(sys.argv[2], "w"))
"""


def study(n: int, seed: int, there: Boxes) -> tuple[Design, pd.DataFrame]:
    """Random points whose outcome is in a box, in either of two, or chance."""
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame({p.key: (p.low + (p.high - p.low) * rng.random(n) if p.numeric
                                 else rng.choice(p.choices, n)) for p in PARAMETERS})  # fmt: skip
    inside = (rows["data.validity"] > 0.5) & (rows["messages.heterogeneity_sd_pp"] < 0.8)
    won: Floats = np.asarray(inside & (rows["segments.method"] != "random") if there
                             else rng.random(n) < 0.5)  # fmt: skip
    if there == 2:
        won = won | np.asarray((rows["data.validity"] < 0.35) & (rows[MATCH] > 0.75))
    value = np.where(won, 1e5, -1e5)
    ends = {f"{MEASURE}.{part}": value for part in ("mean", "low", "high")}
    design = Design("known", Scenario(), "latin_hypercube", n, seed, PARAMETERS, MEASURE,
                    measures=(MEASURE,))  # fmt: skip
    return design, rows.assign(point=np.arange(n), replicates=10, error="", **ends)


def named(n: int, seed: int, there: Boxes) -> list[Ends]:
    """The ends that each box in turn is given; one without where there is none."""
    found = boxes.where(*study(n, seed, there))
    return [{(limit.parameter.key, end) for limit in each.limits for end in limit.ends}
            for each in found.each or (found,)]  # fmt: skip


def peer(n: int, repeats: int, there: Boxes) -> list[Ends]:
    """The ends that ema_workbench names in the same studies; none where it is not there."""
    python = os.environ.get("PEER")
    if not python:
        return []
    with tempfile.TemporaryDirectory() as folder:
        given, got = Path(folder, "given.json"), Path(folder, "got.json")
        tables = [study(n, seed, there)[1] for seed in range(repeats)]
        given.write_text(json.dumps([
            {p.key: table[p.key].tolist() for p in PARAMETERS}
            | {"y": [int(each > 0.0) for each in table[f"{MEASURE}.mean"]]} for table in tables
        ]))  # fmt: skip
        subprocess.run([python, "-W", "ignore", "-c", FIT, str(given), str(got)], check=True)
        found = json.loads(got.read_text())
    return [{(key, "low" if key == METHOD else end) for key, end in each} for each in found]


def rows(repeats: int) -> Iterator[str]:
    """The table, a line a number of points."""
    yield "| points | by | named in noise | all edges found | an end more | a box more | both |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: | ---: |"
    for n in POINTS:
        chance, one, two = ([named(n, seed, there) for seed in range(repeats)]
                            for there in BOXES)  # fmt: skip
        both = sum(any(each >= SECOND for each in found) and any(each >= EDGES for each in found)
                   for found in two)  # fmt: skip
        again = sum(len(found) > 1 and found[0] >= EDGES for found in one)
        first = [[each[0] for each in found] for found in (chance, one)]
        yield _row(n, "msim", *first, f"{again} | {both}")
        if theirs := peer(n, repeats, 0):
            yield _row(n, "ema_workbench", theirs, peer(n, repeats, 1), " | ")


def _row(n: int, by: str, chance: list[Ends], one: list[Ends], in_turn: str) -> str:
    noise, whole = sum(map(bool, chance)), sum(each >= EDGES for each in one)
    more = sum(bool(each - EDGES) for each in one)
    return f"| {n} | {by} | {noise} | {whole} | {more} | {in_turn} |"


if __name__ == "__main__":
    show(rows)
