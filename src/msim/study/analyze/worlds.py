"""How sure is what all points of a study share? Their replicates are the same worlds.

Replicate 7 of every point has the same voters and surveys but for what the parameters change, so
the errors of points go together: more points make what is said of all of them no surer than the
worlds let it be. Points and worlds are two samples that cross (Owen 2007, Annals of Applied
Statistics 1(2)). What worlds add to the variance of a sum of points is the sum of squares of what
each world pulls it by; with few worlds, by Student's t.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t

from msim.core.arrays import Floats, Ints
from msim.core.streams import Streams
from msim.experiment.comparison.rates import Z

WORLDS = "worlds"
DRAWS = 100
_MANY = 1e9
"""Degrees of freedom of what is known from all points."""


def pulls(table: pd.DataFrame) -> Floats | None:
    """(n, worlds) how far each world pulls each point's mean; None where that is not known.

    A point that has fewer replicates than others, or none, is not pulled by those that it lacks.
    """
    if WORLDS not in table:
        return None
    rows = [tuple(each) if isinstance(each, tuple | list) else () for each in table[WORLDS]]
    most = max(map(len, rows), default=0)
    if most < 2:
        return None
    if all(len(row) == most for row in rows):
        return np.array(rows)
    return np.array([[*row, *[0.0] * (most - len(row))] for row in rows])


def freedom(table: pd.DataFrame) -> float:
    """Degrees of freedom with which the variance by worlds is known."""
    counts = np.array([len(each) for each in table[WORLDS] if len(each) > 1])
    return float(counts.min() - 1) if counts.size else 1.0


def alone(pulled: Floats) -> Floats:
    """(n,) variance of each point's mean that no other point shares: (n, worlds) pulls less these.

    >>> alone(np.array([[0.1, -0.1], [0.1, -0.1]])).tolist()
    [0.0, 0.0]
    """
    n = len(pulled)
    if n < 2:
        return np.zeros(n)
    return np.asarray(np.sum((pulled - pulled.mean(axis=0)) ** 2, axis=1) * n / (n - 1.0))


def added(weights: Floats, pulled: Floats) -> tuple[Floats, Floats]:
    """(places,) the variance that worlds add to weighted sums of points, and their whole variance.

    weights: (places, n). What single points scatter by is seen in the points already: it is in the
    whole, and is no part of what is added.
    """
    whole = np.sum((weights @ pulled) ** 2, axis=1)
    return np.maximum(whole - weights**2 @ alone(pulled), 0.0), whole


def half_width(
    by_points: Floats, by_worlds: tuple[Floats, Floats], of_points: float, of_worlds: float
) -> Floats:
    """(places,) half the width of a 95 % interval from what points and worlds vary by.

    by_worlds: see `added`. Freedoms are put together by Satterthwaite's approximation (1946,
    Biometrics Bulletin 2(6)).

    >>> nothing = np.array([0.0])
    >>> float(half_width(np.array([1.0]), (nothing, nothing), 1e9, 9.0)[0].round(3))
    1.96
    """
    more, seen = by_worlds
    whole = by_points + more
    apart = by_points**2 / max(of_points, 1.0) + np.where(more > 0.0, seen, 0.0) ** 2 / of_worlds
    with np.errstate(invalid="ignore", divide="ignore"):
        known = np.where(apart > 0.0, whole**2 / apart, np.inf)
    return np.asarray(t.ppf(0.975, np.maximum(known, 1.0)) * np.sqrt(whole))


def widened(half: Floats, slopes: Floats, table: pd.DataFrame, kept: Ints) -> Floats:
    """(numbers,) half-widths by points alone, with what worlds add where it is known.

    slopes: (numbers, points) of each number in the target's mean at each point. kept: (points,)
    their rows in the table.
    """
    pulled = pulls(table)
    if pulled is None:
        return half
    by_worlds = added(slopes, pulled[kept])
    return half_width((half / Z) ** 2, by_worlds, _MANY, freedom(table))


@dataclass(frozen=True)
class Shifts:
    """What drawing other worlds does to the points of a study.

    means: (n, draws) by how much means move. widths: (draws,) by what multiple intervals widen.
    """

    means: Floats
    widths: Floats


def shifts(table: pd.DataFrame, seed: int) -> Shifts | None:
    """Other worlds, drawn; None where nothing is known of them.

    Widths change together as far as points are pulled together: they are estimates from the same
    few worlds.
    """
    pulled = pulls(table)
    if pulled is None:
        return None
    rng, known = Streams(seed, 0).generator("study/worlds"), freedom(table)
    wide = float(t.ppf(0.975, known)) / Z
    means = wide * pulled @ rng.normal(size=(pulled.shape[1], DRAWS))
    whole = float(np.sum(pulled**2, axis=1).mean())
    together = float(np.sum(pulled.mean(axis=0) ** 2)) / whole if whole else 0.0
    widths = 1.0 + wide * together * (np.sqrt(rng.chisquare(known, DRAWS) / known) - 1.0)
    return Shifts(means, np.maximum(widths, 0.0))
