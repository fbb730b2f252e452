"""Studies made by a formula, as cheap as tests need them: a design, and the table of its points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from msim.core.arrays import Floats
from msim.scenario import Scenario
from msim.study.records import Claim, Design, Kind, Parameter

VOTES = "segmented-broadcast.net_votes"
WORTH = 3250.0
"""Votes: 0.05 points of the default scenario's 6.5 million who vote."""
VALIDITY = Parameter("data.validity", low=0.1, high=0.9, unit="correlation")
SPREAD = Parameter("messages.heterogeneity_sd_pp", low=0.0, high=2.0)
MATCH = Parameter("channels.social.match_rate", low=0.4, high=1.0)
METHOD = Parameter("segments.method", role="choice", distribution="choices",
                   choices=("kmeans", "ward", "random"))  # fmt: skip
Formula = Callable[[pd.DataFrame], Floats]


def votes(points: pd.DataFrame) -> Floats:
    """Net votes: validity and spread pay only together, and a match rate below 0.7 costs all."""
    gain = 60_000.0 * np.asarray(points["data.validity"] * points["messages.heterogeneity_sd_pp"])
    lost = points.get("channels.social.match_rate", pd.Series(1.0, points.index))
    return gain - 30_000.0 - 40_000.0 * np.asarray(lost < 0.7)


def design(kind: Kind = "latin_hypercube", parameters: Sequence[Parameter] = (VALIDITY, SPREAD),
           **more: Any) -> Design:  # fmt: skip
    claim = Claim(VOTES, "low", ">", 0.0)
    made = Design("synthetic", Scenario(), kind, 0, 1, tuple(parameters), VOTES, claim, (VOTES,))
    return replace(made, **more)


def unit(asked: Design, points: int) -> Floats:
    """(n, parameters) between 0 and 1: SALib's samples, or a random one."""
    names = [parameter.key for parameter in asked.parameters]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    if asked.kind == "sobol":
        from SALib.sample import sobol

        return np.asarray(sobol.sample(problem, points, calc_second_order=False, seed=1))
    if asked.kind == "morris":
        from SALib.sample import morris

        return np.asarray(morris.sample(problem, points, num_levels=4, seed=1))
    return np.random.default_rng(7).random((points, len(names)))


def table(
    asked: Design, points: int, formula: Formula = votes, half: float = 4_000.0
) -> pd.DataFrame:
    """A table of net votes by a formula; `points` base samples, trajectories, or points."""
    places = unit(asked, points)
    columns = {p.key: _values(p, places[:, k]) for k, p in enumerate(asked.parameters)}
    return told(pd.DataFrame(columns), formula, half)


def _values(parameter: Parameter, place: Floats) -> Any:
    if not parameter.numeric:
        which = np.minimum((place * len(parameter.choices)).astype(int), len(parameter.choices) - 1)
        return [parameter.choices[k] for k in which]
    return parameter.low + (parameter.high - parameter.low) * place


def grid(
    asked: Design, steps: int, formula: Formula = votes, half: float = 4_000.0
) -> pd.DataFrame:
    """A table over all combinations, `steps` to a range."""
    sides = [list(p.choices) if not p.numeric else list(np.linspace(p.low, p.high, steps))
             for p in asked.parameters]  # fmt: skip
    keys = [p.key for p in asked.parameters]
    return told(pd.DataFrame(list(product(*sides)), columns=keys), formula, half)


def told(points: pd.DataFrame, formula: Formula, half: float) -> pd.DataFrame:
    """The table of points whose votes a formula gives, with an interval of one width."""
    mean = np.asarray(formula(points), dtype=float)
    found = pd.DataFrame({"point": np.arange(len(points)), **points.to_dict("list"), "seed": 1,
                          "replicates": 10, "precise": True, "error": ""})  # fmt: skip
    found[f"{VOTES}.mean"], found[f"{VOTES}.low"] = mean, mean - half
    found[f"{VOTES}.high"], found["claim"] = mean + half, mean - half > 0.0
    return found


def broken(whole: pd.DataFrame, rows: Sequence[int]) -> pd.DataFrame:
    """The same table with some points failed."""
    found = whole.copy()
    found["claim"] = found["claim"].astype(object)
    names = [name for name in found if str(name).startswith(VOTES)]
    found.loc[list(rows), names] = np.nan
    found.loc[list(rows), "claim"] = None
    found.loc[list(rows), "error"] = "it was impossible"
    return found


@cache
def sobol_study(points: int = 128) -> tuple[Design, pd.DataFrame]:
    """Three parameters in Saltelli's order."""
    asked = design("sobol", (VALIDITY, SPREAD, MATCH))
    return asked, table(asked, points)


MORE: Mapping[str, tuple[float, float]] = {
    "segmented-broadcast.reach_rate": (-0.2, 0.01),
    "segmented-broadcast.win_prob": (0.0, 0.1),
}
"""Measures beside votes, with mean and half-width, where a test wants several."""
