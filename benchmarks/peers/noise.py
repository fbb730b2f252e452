"""How often is a parameter without effect told from noise, where noise is 30 % of the variance?

`python -m benchmarks.peers.noise [REPEATS]`, from the top. Two parameters matter, a third does not;
every point has noise of its own, known from ten replicates. Before: an index whose bootstrap
interval leaves zero out, which is how SALib's intervals are read, and with Sobol and Morris the
estimates are SALib's to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from benchmarks.peers.repeats import show
from msim.core.arrays import Bools
from msim.scenario import Scenario
from msim.study import sample
from msim.study.analyze import explained, morris, noise, sobol
from msim.study.records import Design, Kind, Parameter

MEASURE = "segmented-broadcast.net_votes"
STRONG, WEAK, NONE = "data.validity", "messages.heterogeneity_sd_pp", "channels.social.match_rate"
REPLICATES = 10
BLOCK: Mapping[Kind, int] = {"sobol": 5, "morris": 4, "latin_hypercube": 1}
INDICES: Mapping[Kind, tuple[str, ...]] = {
    "sobol": ("first", "total"), "morris": ("mu_star",), "latin_hypercube": ("share",)}  # fmt: skip
BASE: Mapping[Kind, int] = {"sobol": 64, "morris": 20, "latin_hypercube": 128}


def noisy(kind: Kind, base: int, seed: int, part: float = 0.3) -> tuple[Design, pd.DataFrame]:
    """A study of so many blocks, trajectories or points; noise is `part` of its variance."""
    keys = (STRONG, WEAK, NONE)
    design = Design("known", Scenario(), kind, base * BLOCK[kind], seed,
                    tuple(map(Parameter, keys)), MEASURE, measures=(MEASURE,))  # fmt: skip
    rng = np.random.default_rng(seed)
    places = rng.random((base, 3)) if kind == "latin_hypercube" else sample.unit(design)
    sd = float(np.sqrt((100.0**2 + 60.0**2) / 12.0 * part / (1.0 - part) * REPLICATES))
    runs = (places @ [100.0, 60.0, 0.0])[:, None] + rng.normal(0.0, sd, (len(places), REPLICATES))
    mean, half = runs.mean(axis=1), 2.262157 * runs.std(axis=1, ddof=1) / np.sqrt(REPLICATES)
    found = pd.DataFrame(places, columns=list(keys)).assign(
        point=np.arange(len(places)), replicates=REPLICATES, error="", claim=None)  # fmt: skip
    return design, found.assign(**{f"{MEASURE}.mean": mean, f"{MEASURE}.low": mean - half,
                                   f"{MEASURE}.high": mean + half})  # fmt: skip


def table(design: Design, found: pd.DataFrame) -> pd.DataFrame:
    """The table of indices of a design, however wide they are."""
    if design.kind == "sobol":
        values, drawn = sobol.samples(design, found)[0], noise.variance(design, found)
        keys = [parameter.key for parameter in design.parameters]
        return sobol.estimate(keys, values.ravel(), drawn.reshape(-1, 5), REPLICATES)
    if design.kind == "morris":
        return morris.effects(design, found)
    shares = explained.explained(design, found)
    return shares.rename(columns={"low": "share_low", "high": "share_high"})


def told(rows: pd.DataFrame, kind: Kind) -> tuple[Bools, Bools]:
    """(rows,) whether any index of each is told from noise, and whether its interval is above 0."""
    now = np.any([noise.told(rows, index) for index in INDICES[kind]], axis=0)
    before = np.any([rows[f"{index}_low"] > 0.0 for index in INDICES[kind]], axis=0)
    return np.asarray(now), np.asarray(before)


def rows(repeats: int) -> Iterator[str]:
    """The table, a line a design."""
    yield "| design | without effect, named before | now | with effect, named now |"
    yield "| --- | ---: | ---: | ---: |"
    for kind, base in BASE.items():
        false, was, right = 0, 0, 0
        for seed in range(repeats):
            design, found = noisy(kind, base, seed)
            each = table(design, found)
            now, before = told(each, kind)
            at = {key: n for n, key in enumerate(each["parameter"])}
            false, was = false + int(now[at[NONE]]), was + int(before[at[NONE]])
            right += int(now[at[STRONG]] and now[at[WEAK]])
        yield f"| {kind} | {was} | {false} | {right} |"


if __name__ == "__main__":
    show(rows)
