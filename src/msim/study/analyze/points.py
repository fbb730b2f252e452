"""Which points of a study can be used, which of them hang together, and which are wins?

A win is more than the worth that the scenario of the point sets; a loss falls short of it; else
the question is open. It is read off the outcome of `core.verdict`.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from msim.core.arrays import Bools, Floats, Ints
from msim.core.errors import InputError
from msim.core.streams import Streams
from msim.core.text import choice
from msim.core.verdict import Reading, outcome, ratio_outcome, reading
from msim.scenario.assumed import value
from msim.study.records import Design, Parameter

Outcome = Literal["win", "loss", "claim"]
VOTES = ("net_votes", "own_votes")


def failed(table: pd.DataFrame) -> Bools:
    """(n,) whether a point failed."""
    return np.array([isinstance(each, str) and each != "" for each in table["error"]], dtype=bool)


def part(table: pd.DataFrame, measure: str, which: str = "mean") -> Floats:
    """(n,) mean, low or high of a measure at each point; NaN where it has none.

    Raises:
        InputError: the table does not hold the measure.
    """
    name = f"{measure}.{which}"
    if name not in table:
        there = sorted({str(c).removesuffix(".mean") for c in table if str(c).endswith(".mean")})
        raise InputError(f"the study holds no measure {measure!r}; there are {', '.join(there)}")
    return np.asarray(pd.to_numeric(table[name], errors="coerce"), dtype=float)


def claims(table: pd.DataFrame) -> Floats:
    """(n,) 1 where the claim is true, 0 where it is not, NaN where it cannot be told."""
    told = table["claim"].map(str).str.lower() if "claim" in table else pd.Series("", table.index)
    return np.asarray(told.map({"true": 1.0, "1": 1.0, "1.0": 1.0, "false": 0.0, "0": 0.0,
                                "0.0": 0.0}), dtype=float)  # fmt: skip


def worth(design: Design, table: pd.DataFrame, measure: str) -> Floats:
    """(n,) the smallest difference worth having, in the measure's unit, in the world of each point.

    It is set for votes and vote share of a contrast; elsewhere any difference counts, and any
    ratio above 1.
    """
    name, contrast = measure.rpartition(".")[2], "-" in measure
    if "/" in measure:
        return np.ones(len(table))
    points = setting(design, table, "run.worth_pp")
    if contrast and name in VOTES:
        people = setting(design, table, "population.electorate")
        return points / 100.0 * people * setting(design, table, "politics.turnout")
    return points if contrast and name == "vote_share_pp" else np.zeros(len(table))


def setting(design: Design, table: pd.DataFrame, key: str) -> Floats:
    """(n,) a number of the scenario at each point, varied or not."""
    if key in table:
        return np.asarray(table[key], dtype=float)
    return np.full(len(table), float(value(design.scenario, key)))


def verdicts(design: Design, table: pd.DataFrame, measure: str = "") -> list[str]:
    """`win`, `loss`, `open` or, where a point failed, `failed`, for each point."""
    measure = measure or design.measure
    ends = zip(part(table, measure, "low"), part(table, measure, "high"), strict=True)
    needed, lost = worth(design, table, measure), failed(table)
    found = []
    for (low, high), margin, error in zip(ends, needed, lost, strict=True):
        found.append("failed" if error else told(measure, low, high, margin))
    return found


def told(measure: str, low: float, high: float, margin: float) -> str:
    """`win`, `loss` (what falls short of the worth) or `open`, from an interval of a measure.

    An interval of no width where nothing differs is that of replicates that are all equal.

    >>> told("segmented-broadcast.net_votes", 10.0, 30.0, 5.0)
    'win'
    >>> told("segmented/broadcast.net_votes", 0.9, 0.95, 1.0)
    'loss'
    """
    if not (np.isfinite(low) and np.isfinite(high)):
        low = high = float("nan")
    if "/" in measure:
        found = ratio_outcome(low, high, tied=low == high == 1.0)
    else:
        found = outcome(low, high, margin, tied=low == high == 0.0)
    said: dict[Reading, str] = {"holds": "win", "fails": "loss", "open": "open"}
    return said[reading(found, "above")]


def hits(design: Design, table: pd.DataFrame, outcome: Outcome) -> Floats:
    """(n,) 1 where the outcome is so, 0 where it is not, NaN where the point does not tell."""
    if outcome == "claim":
        return np.where(failed(table), np.nan, claims(table))
    told = np.array(verdicts(design, table))
    return np.where(told == "failed", np.nan, (told == outcome).astype(float))


def block_size(design: Design) -> int:
    """Points that hang together; see `Design.block`."""
    return design.block


def blocks(design: Design, table: pd.DataFrame) -> Ints:
    """(n,) the number of the block that each row of the table belongs to."""
    return points(table) // block_size(design)


def points(table: pd.DataFrame) -> Ints:
    """(n,) the number of the point that each row is of; some may not have been run yet."""
    return np.asarray(table["point"], dtype=int)


def whole_blocks(design: Design, table: pd.DataFrame, values: Floats) -> tuple[Floats, Ints, int]:
    """(blocks, size) values of the blocks without a gap, their numbers, and how many were dropped.

    A block that is not run to its end is none; one with a failed or undefined point is dropped.
    """
    size, block = block_size(design), blocks(design, table)
    found = np.full((int(block.max(initial=-1)) + 1, size), np.nan)
    found[block, points(table) % size] = np.where(failed(table), np.nan, values)
    run = np.bincount(block, minlength=len(found)) == size
    good = np.isfinite(found).all(axis=1)
    return found[good], np.flatnonzero(good), int(np.count_nonzero(run & ~good))


def halves(design: Design, table: pd.DataFrame) -> Bools:
    """(n,) True for the half on which something is found, False for the half that scores it.

    Points that hang together stay together, or the second half would know the first.
    """
    block = blocks(design, table)
    names = np.unique(block)
    drawn = Streams(design.seed, 0).generator("study/halves").permutation(names)
    return np.isin(block, drawn[: (len(names) + 1) // 2])


def column(table: pd.DataFrame, parameter: Parameter) -> Floats | list[str]:
    """(n,) numbers of a range, or choices as text."""
    if parameter.numeric:
        return np.asarray(table[parameter.key], dtype=float)
    return [choice(value) for value in table[parameter.key]]


def choices(parameter: Parameter) -> list[str]:
    """The choices of a parameter as text, in their order."""
    return [choice(value) for value in parameter.choices]
