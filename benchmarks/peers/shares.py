"""How often do intervals of shares from given data hold the true first-order index?

`python -m benchmarks.peers.shares [REPEATS]`, from the top, with SALib. Beside `msim`: eight slices
whatever n, as it was before, and SALib's RBD-FAST (Tarantola, Gatelli and Mara 2006; Plischke
2010), each on the same random points of three functions whose indices are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from unittest.mock import patch

import numpy as np
import pandas as pd
from SALib.analyze import rbd_fast

from benchmarks.peers.repeats import show
from msim.core.arrays import Floats
from msim.scenario import Scenario
from msim.study.analyze import explained
from msim.study.records import Design, Parameter

MEASURE = "segmented-broadcast.net_votes"
POINTS = (128, 512, 4096)
A = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])
SLOPES = np.array([4.0, 2.0, 1.0, 0.5, 0.0])


@dataclass(frozen=True)
class Known:
    """A function of the unit cube and its first-order indices."""

    of: Callable[[Floats], Floats]
    first: Floats


def _ishigami(x: Floats) -> Floats:
    a, b, c = (2.0 * np.pi * x.T) - np.pi
    return np.asarray(np.sin(a) + 7.0 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a))


def _g(x: Floats) -> Floats:
    return np.asarray(np.prod((np.abs(4.0 * x - 2.0) + A) / (1.0 + A), axis=1))


_PART = 1.0 / 3.0 / (1.0 + A) ** 2
KNOWN: Mapping[str, Known] = {
    "Ishigami": Known(_ishigami, np.array([0.3139052, 0.4424111, 0.0])),
    "Sobol G": Known(_g, _PART / (np.prod(1.0 + _PART) - 1.0)),
    "linear": Known(lambda x: np.asarray(x @ SLOPES), SLOPES**2 / np.sum(SLOPES**2)),
}


def study(known: Known, n: int, seed: int) -> tuple[Design, pd.DataFrame]:
    """Independent points of a function as a study, without noise of their own."""
    keys = [f"x{k}" for k in range(known.first.size)]
    x = np.random.default_rng(seed).random((n, len(keys)))
    design = Design("known", Scenario(), "latin_hypercube", n, seed, tuple(map(Parameter, keys)),
                    MEASURE, measures=(MEASURE,))  # fmt: skip
    value = known.of(x)
    ends = {f"{MEASURE}.{part}": value for part in ("mean", "low", "high")}
    return design, pd.DataFrame({"point": np.arange(n), **dict(zip(keys, x.T, strict=True)),
                                 "replicates": 10, "error": "", **ends})  # fmt: skip


def ours(known: Known, n: int, seed: int) -> Floats:
    """(parameters, 3) share, low and high."""
    found = explained.explained(*study(known, n, seed)).set_index("parameter")
    keys = [f"x{k}" for k in range(known.first.size)]
    return found.loc[keys, ["share", "low", "high"]].to_numpy(float)


def eight(known: Known, n: int, seed: int) -> Floats:
    """The same with eight slices whatever n."""
    with patch.object(explained, "slices_of", return_value=explained.SLICES):
        return ours(known, n, seed)


def peer(known: Known, n: int, seed: int) -> Floats:
    """SALib's RBD-FAST with its bootstrap of 100."""
    design, table = study(known, n, seed)
    keys = [p.key for p in design.parameters]
    problem = {"num_vars": len(keys), "names": keys, "bounds": [[0.0, 1.0]] * len(keys)}
    found = rbd_fast.analyze(problem, table[keys].to_numpy(), table[f"{MEASURE}.mean"].to_numpy(),
                             seed=seed)  # fmt: skip
    share, half = np.asarray(found["S1"]), np.asarray(found["S1_conf"])
    return np.column_stack([share, share - half, share + half])


def covered(way: Callable[[Known, int, int], Floats], known: Known, n: int,
            seeds: Sequence[int]) -> tuple[Floats, Floats]:  # fmt: skip
    """(parameters,) coverage and (parameters,) mean error of a way of estimating shares."""
    found = np.array([way(known, n, seed) for seed in seeds])
    inside = (found[:, :, 1] <= known.first) & (known.first <= found[:, :, 2])
    return inside.mean(axis=0), found[:, :, 0].mean(axis=0) - known.first


def rows(repeats: int) -> Iterator[str]:
    """The table, a line a function, number of points and way."""
    yield "| function | points | way | least coverage | largest mean error |"
    yield "| --- | ---: | --- | ---: | ---: |"
    for name, known in KNOWN.items():
        for n in POINTS:
            for way in (eight, ours, peer):
                inside, error = covered(way, known, n, range(repeats))
                yield (f"| {name} | {n} | {way.__name__} | {inside.min():.3f} | "
                       f"{error[np.abs(error).argmax()]:+.4f} |")  # fmt: skip


if __name__ == "__main__":
    show(rows)
