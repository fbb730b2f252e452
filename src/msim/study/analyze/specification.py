"""Does the answer hang on the analyst's choices? Every combination, sorted: a specification curve.

Simonsohn, Simmons and Nelson (2020, Nature Human Behaviour 4(11)): all reasonable specifications
are run, sorted by estimate, and held against what the same curve would be under no effect. They
draw many null curves by shuffling; here a null world is simulated, in which the effect in question
is set to nothing, and each specification is run in it again with the same seeds. That is one null
curve, of means over replicates: it gives what the median and the share of wins are without the
effect, but no p-value of the curve as a whole, and none is made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from msim.core.arrays import Floats
from msim.core.errors import InputError
from msim.experiment.comparison.intervals import mean_interval
from msim.study.analyze import alike, points
from msim.study.analyze.shares import Share, share
from msim.study.records import Design, Parameter

DEFINITIONS = {
    "reach": "reach_rate",
    "votes": "net_votes",
    "votes per money": "cost_per_net_vote",
    "seats": "seats",
    "probability": "win_prob",
}
"""What winning may mean, and the measure that it is told by."""


OR = " or "
"""Between choices that come to the same thing."""


@dataclass(frozen=True)
class Specifications:
    """The specification curve.

    curve: a row a combination and world (`own`, `null`): rank (from 1, by the own estimate), world,
    the choices, points, estimate, low, high, verdict. Combinations that come to the same thing are
    one row, with the choices of all of them (`ward or kmeans`). definitions: a row a definition of
    winning and world: definition, world, share, low, high, specifications. inference: a row a
    statistic: statistic, own, null.
    """

    choices: tuple[Parameter, ...]
    curve: pd.DataFrame
    definitions: pd.DataFrame
    inference: pd.DataFrame


def specifications(
    design: Design, table: pd.DataFrame, null: pd.DataFrame | None = None
) -> Specifications:
    """The curve over all combinations of the parameters whose role is `choice`.

    Where the study varies more than choices, a combination's estimate is the mean over its worlds.
    Its interval has two parts, added as squares: how far worlds lie apart, and how sure the answer
    is in each. The second does not shrink with their number: worlds share their seeds.

    Raises:
        InputError: the study varies no choice.
    """
    chosen = design.of("choice")
    if not chosen:
        raise InputError('a specification curve needs parameters with role = "choice"')
    worlds = {"own": table} | ({"null": null} if null is not None and len(null) else {})
    same = alike.firsts(design, table, worlds.get("null"))
    worlds = {world: _once(rows, chosen, same) for world, rows in worlds.items()}
    each = {world: _estimates(design, rows, chosen) for world, rows in worlds.items()}
    keys = [p.key for p in chosen]
    rank = each["own"].sort_values("estimate", kind="stable")[keys].reset_index(drop=True)
    rank = rank.assign(rank=np.arange(1, len(rank) + 1))
    curve = pd.concat([
        rank.merge(found, on=keys, how="inner").assign(world=world)
        for world, found in each.items()
    ], ignore_index=True)  # fmt: skip
    curve[keys] = _named(curve[keys], same)
    columns = ["rank", "world", *keys, "points", "estimate", "low", "high", "verdict"]
    return Specifications(chosen, curve[columns], _definitions(design, worlds, chosen),
                          _inference(curve))  # fmt: skip


def _once(
    rows: pd.DataFrame, chosen: Sequence[Parameter],
    same: Mapping[alike.Combination, alike.Combination],
) -> pd.DataFrame:  # fmt: skip
    """The rows of the first of the combinations that come to the same."""
    return rows[[same.get(each, each) == each for each in alike.combinations(rows, chosen)]]


def _named(
    choices: pd.DataFrame, same: Mapping[alike.Combination, alike.Combination]
) -> pd.DataFrame:
    """The choices of each row, with those of the combinations that come to the same."""
    if all(first == each for each, first in same.items()):
        return choices
    told = []
    for row in choices.itertuples(index=False):
        own = tuple(map(str, row))
        every = [each for each, first in same.items() if first == own]
        told.append([OR.join(dict.fromkeys(column)) for column in zip(*every, strict=True)])
    return pd.DataFrame(told, columns=choices.columns, index=choices.index)


def _estimates(design: Design, table: pd.DataFrame, chosen: Sequence[Parameter]) -> pd.DataFrame:
    """A row a combination that has an estimate of the target."""
    needed, ends = points.worth(design, table, design.measure), _ends(table, design.measure)
    found = _grouped(design, table, chosen, design.measure, ends, needed)
    return found.dropna(subset=["estimate"])


def _grouped(
    design: Design, table: pd.DataFrame, chosen: Sequence[Parameter], measure: str,
    ends: tuple[Floats, Floats, Floats], needed: Floats,
) -> pd.DataFrame:  # fmt: skip
    """Estimates of combinations, over the worlds of each where there are several."""
    names = {p.key: points.column(table, p) for p in chosen}
    frame = pd.DataFrame({**names, "estimate": ends[0], "low": ends[1], "high": ends[2],
                          "worth": needed})  # fmt: skip
    frame = frame[~points.failed(table)]
    rows = []
    for choice, group in frame.groupby(list(names), sort=False):
        found = _over_worlds(group)
        rows.append((*choice, len(group), *found, points.told(measure, *found[1:])))
    return pd.DataFrame(rows, columns=[*names, "points", "estimate", "low", "high", "worth",
                                       "verdict"])  # fmt: skip


def _over_worlds(group: pd.DataFrame) -> tuple[float, float, float, float]:
    """Estimate, its interval and the worth: of the one world, or of the mean over several."""
    each = np.asarray(group["estimate"], dtype=float)
    estimate, apart = float(each.mean()), 0.0
    if each.size > 1:
        over = mean_interval(each)["high"]
        apart = float("nan") if over is None else over - estimate
    below = np.hypot(apart, float((each - group["low"]).mean(skipna=False)))
    above = np.hypot(apart, float((group["high"] - each).mean(skipna=False)))
    return estimate, estimate - below, estimate + above, float(group["worth"].mean())


def _definitions(
    design: Design, worlds: dict[str, pd.DataFrame], chosen: Sequence[Parameter]
) -> pd.DataFrame:
    """How many combinations win, by each definition that the table can tell."""
    contrast = design.measure.rpartition(".")[0]
    first, _, second = contrast.partition("-")
    rows = []
    for definition, measure in DEFINITIONS.items():
        for world, table in worlds.items():
            found = _by(design, table, chosen, (first, second, measure))
            if found is None or found.empty:
                continue
            won = (found["verdict"] == "win").to_numpy().astype(float)
            told: Share = share(won, np.arange(won.size))
            rows.append((definition, world, told.share, told.low, told.high, told.points))
    return pd.DataFrame(rows, columns=["definition", "world", "share", "low", "high",
                                       "specifications"])  # fmt: skip


def _by(
    design: Design, table: pd.DataFrame, chosen: Sequence[Parameter], what: tuple[str, str, str]
) -> pd.DataFrame | None:
    """Estimates by one definition of winning; None where the table does not hold its measure.

    Votes per money are one over what a net vote costs. That has no value where an arm's votes are
    not told from none, which leaves the combination open; and as the two arms' intervals are not
    paired, a gap between them is surer than it says.
    """
    first, second, measure = what
    if measure == DEFINITIONS["votes per money"]:
        mine, theirs = (f"{arm}.{measure}" for arm in (first, second))
        if f"{mine}.mean" not in table or f"{theirs}.mean" not in table:
            return None
        own, other = (_over_one(*_ends(table, name)) for name in (mine, theirs))
        ends = (own[0] - other[0], own[1] - other[2], own[2] - other[1])
        return _grouped(design, table, chosen, measure, ends, np.zeros(len(table)))
    name = f"{first}-{second}.{measure}"
    if f"{name}.mean" not in table:
        return None
    needed = points.worth(design, table, name)
    return _grouped(design, table, chosen, name, _ends(table, name), needed)


def _ends(table: pd.DataFrame, measure: str) -> tuple[Floats, Floats, Floats]:
    """(n,) mean, low and high of a measure."""
    mean, low, high = (points.part(table, measure, which) for which in ("mean", "low", "high"))
    return mean, low, high


def _over_one(mean: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, Floats]:
    """One over an interval; undefined where it holds zero."""
    told = np.where(np.sign(low) * np.sign(high) > 0.0, 1.0, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        return told / mean, told / high, told / low


def _inference(curve: pd.DataFrame) -> pd.DataFrame:
    """What the curve is in its own world, and what it is where there is no effect."""
    worlds = {str(world): rows for world, rows in curve.groupby("world")}
    own, null = worlds["own"], worlds.get("null")
    middle = float(own["estimate"].median())
    there = {} if null is None else _statistics(null)
    rows: list[tuple[str, float, float]] = []
    rows += [
        (name, value, there[name] if there else float("nan"))
        for name, value in _statistics(own).items()
    ]
    if null is not None:
        far = [float((world["estimate"].abs() >= abs(middle)).mean()) for world in (own, null)]
        rows.append(("share at least as far from zero as the own median", far[0], far[1]))
        both = own.merge(null, on="rank", suffixes=("", "_null"))
        gap = both["estimate"] - both["estimate_null"]
        half = np.hypot(both["high"] - both["low"], both["high_null"] - both["low_null"]) / 2.0
        rows.append(("share above its null twin", float((gap > half).mean()), float("nan")))
        rows.append(("share below its null twin", float((gap < -half).mean()), float("nan")))
    return pd.DataFrame(rows, columns=["statistic", "own", "null"])


def _statistics(rows: pd.DataFrame) -> dict[str, float]:
    """What describes a curve."""
    return {
        "specifications": float(len(rows)),
        "median estimate": float(rows["estimate"].median()),
        "least estimate": float(rows["estimate"].min()),
        "largest estimate": float(rows["estimate"].max()),
        "share that wins": float((rows["verdict"] == "win").mean()),
        "share whose interval is above zero": float((rows["low"] > 0.0).mean()),
        "share whose interval is below zero": float((rows["high"] < 0.0).mean()),
    }
