"""How would voters look if all came in one cluster? A cloud with the spread that was seen.

A Gaussian copula whose margins are the nearest unimodal ones, so that no clusters are left on a
single trait either (Silverman 1981, JRSS B 43(1)), and whose readings correlate as they were seen
to. The nearest distribution with one mode is found by isotonic regression on both sides of a mode
(Robertson, Wright and Dykstra 1988, Order Restricted Statistical Inference): unlike a smoothed
density it keeps the edge and the tail of a skewed one. Levels are cut out of the normal variables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from msim.campaign.segments.prepare import PARTY, kind_of
from msim.core.arrays import Floats, Ints
from msim.core.later import Later
from msim.core.seen import CampaignView, TraitShown

optimize: Any = Later("scipy.optimize")
special: Any = Later("scipy.special")
DRAWN = 2_000
"""Voters by whom the correlations of the normal variables are found."""
STEPS = 6
LEAST = 20
"""Voters of whom a cluster is made at least: fewer stay as they are."""
FEW, MANY = 10, 100
"""Least and greatest number of bins of a continuous reading."""
Traits = tuple[TraitShown, ...]


def nearest_unimodal(share: Floats) -> Floats:
    """(n,) the shares that rise to one mode and fall from there, nearest by squared differences.

    >>> nearest_unimodal(np.array([0.5, 0.1, 0.1, 0.3])).round(3).tolist()
    [0.5, 0.167, 0.167, 0.167]
    """
    best, least = share, np.inf
    fit = optimize.isotonic_regression
    for mode in range(share.size):
        sides = [fit(share[: mode + 1]).x]
        sides += [fit(share[mode + 1 :], increasing=False).x] if mode + 1 < share.size else []
        found = np.concatenate(sides)
        apart = float(np.sum((found - share) ** 2))
        if apart < least:
            best, least = found, apart
    return best


@dataclass(frozen=True)
class Margin:
    """One reading's distribution. below: (k,) rising shares; values: (k,) where they are reached.

    A reading with levels has the share up to and with each level. spread: mean and standard
    deviation that continuous readings are given.
    """

    below: Floats
    values: Floats
    levels: bool
    shift: float = 0.0
    factor: float = 1.0

    @classmethod
    def of(cls, reading: Floats, levels: bool) -> Margin:
        """The nearest margin with one mode of (n,) readings, none of them missing."""
        if not reading.size:
            return cls(np.ones(1), np.zeros(1), True)
        if levels:
            values, count = np.unique(reading, return_counts=True)
            share = nearest_unimodal(count / count.sum())
            return cls(np.cumsum(share), values, True)
        middle = float(np.subtract(*np.quantile(reading, [0.75, 0.25])))
        span = float(np.ptp(reading))
        width = 2.0 * middle / np.cbrt(reading.size)
        bins = int(np.clip(span / width if width > 0.0 else FEW, FEW, MANY))
        count, edges = np.histogram(reading, bins)
        share = nearest_unimodal(count / count.sum())
        rough = cls(np.concatenate([[0.0], np.cumsum(share)]), edges, False)
        even = rough.at((np.arange(DRAWN) + 0.5) / DRAWN)
        factor = float(reading.std() / even.std()) if even.std() > 0.0 else 1.0
        return replace(rough, shift=float(reading.mean() - factor * even.mean()), factor=factor)

    def at(self, uniform: Floats) -> Floats:
        """Readings at these shares of voters, of the same shape."""
        if self.levels:
            place = np.searchsorted(self.below, uniform * self.below[-1], side="left")
            return np.asarray(self.values[np.minimum(place, self.values.size - 1)])
        return self.shift + self.factor * np.interp(uniform, self.below, self.values)


@dataclass(frozen=True, eq=False)
class OneCluster:
    """Voters in one cluster, to be drawn as often as needed.

    view: the sample that is copied. orders: of a categorical feature the levels in the order in
    which they are cut, None for others. root: (features, features) from independent normals.
    """

    view: CampaignView
    traits: Traits
    features: tuple[str, ...]
    orders: tuple[Ints | None, ...]
    margins: tuple[Margin, ...]
    root: Floats

    @classmethod
    def fit(cls, view: CampaignView, traits: Traits, features: tuple[str, ...]) -> OneCluster:
        """What one cluster with the margins and correlations of a view would be.

        >>> readings, nobody = np.arange(8.0).reshape(4, 2), np.zeros(4, dtype=int)
        >>> view = CampaignView(readings, nobody, nobody == 0, np.zeros((4, 2)), nobody)
        >>> two = tuple(TraitShown(name, "continuous", 0, True) for name in ("age", "news"))
        >>> cloud = OneCluster.fit(view, two, ("age", "news"))
        >>> cloud.draw(np.random.Generator(np.random.SFC64(1))).traits.shape
        (4, 2)
        """
        raw = [_column(view, traits, name) for name in features]
        kinds = [kind_of(name, traits) for name in features]
        table = np.column_stack(raw)
        orders = tuple(
            _order(table, at) if kind == "categorical" else None for at, kind in enumerate(kinds)
        )
        for at, order in enumerate(orders):
            if order is not None:
                table[:, at] = _placed(table[:, at], order)
        margins = tuple(
            Margin.of(column[~np.isnan(column)], kind != "continuous")
            for column, kind in zip(table.T, kinds, strict=True)
        )
        return cls(view, traits, features, orders, margins, _root(table, margins))

    def draw(self, rng: np.random.Generator) -> CampaignView:
        """As many voters as in the sample, with its gaps; all else is the sample's own."""
        normal = rng.standard_normal((self.view.known.size, len(self.features)))
        shares = special.ndtr(normal @ self.root.T)
        traits, party = np.array(self.view.traits, dtype=np.float64), self.view.party
        names = [trait.name for trait in self.traits]
        for at, (name, margin, order) in enumerate(
            zip(self.features, self.margins, self.orders, strict=True)
        ):
            reading = margin.at(shares[:, at])
            if name == PARTY:
                party = np.where(self.view.party == 0, 0, reading).astype(self.view.party.dtype)
                continue
            if order is not None and order.size:  # else it was read of nobody
                reading = order[reading.astype(np.intp)].astype(float)
            column = names.index(name)
            traits[:, column] = np.where(np.isnan(traits[:, column]), np.nan, reading)
        return replace(self.view, traits=traits, party=party)


def clusters(
    view: CampaignView, traits: Traits, features: tuple[str, ...], labels: Ints
) -> Callable[[np.random.Generator], CampaignView]:
    """A way to draw voters of whom each segment, (n,), is one cluster of its own."""
    rows = [np.flatnonzero(labels == segment) for segment in np.unique(labels)]
    made = [
        (of, OneCluster.fit(view.rows(of), traits, features)) for of in rows if of.size >= LEAST
    ]

    def drawn(rng: np.random.Generator) -> CampaignView:
        all_traits, party = np.array(view.traits, dtype=np.float64), view.party.copy()
        for of, cluster in made:
            part = cluster.draw(rng)
            all_traits[of], party[of] = part.traits, part.party
        return replace(view, traits=all_traits, party=party)

    return drawn


def _column(view: CampaignView, traits: Traits, name: str) -> Floats:
    """(n,) readings as numbers; NaN is missing."""
    if name == PARTY:
        return np.where(view.party == 0, np.nan, view.party.astype(float))
    return view.traits[:, [trait.name for trait in traits].index(name)].astype(float)


def _order(table: Floats, at: int) -> Ints:
    """Levels of a categorical column in the order of their means on the rest's first component."""
    levels = np.unique(table[~np.isnan(table[:, at]), at])
    rest = np.delete(table, at, axis=1)
    scaled = _gaps(rest)
    scaled = scaled / np.maximum(np.sqrt(np.mean(scaled**2, axis=0)), 1e-12)
    score = scaled @ np.linalg.svd(scaled, full_matrices=False)[2][0] if rest.size else levels[:0]
    if not score.size:
        return levels.astype(np.intp)
    means = [score[table[:, at] == level].mean() for level in levels]
    return levels[np.argsort(means, kind="stable")].astype(np.intp)


def _placed(column: Floats, order: Ints) -> Floats:
    """(n,) each level's place in an order; NaN stays."""
    place = np.full(column.size, np.nan)
    for at, level in enumerate(order):
        place[column == level] = at
    return place


def _root(table: Floats, margins: tuple[Margin, ...]) -> Floats:
    """Root of the correlations of normals whose readings correlate as those of the table do.

    By a few fixed-point steps on one sample of normals: readings with levels correlate less than
    the normals behind them.
    """
    aim = _correlations(table)
    state = np.random.SFC64(np.random.SeedSequence([DRAWN, aim.shape[0]]))
    normal = np.random.Generator(state).standard_normal((DRAWN, aim.shape[0]))
    latent = aim.copy()
    root = _factor(latent)
    for _ in range(STEPS):
        shares = special.ndtr(normal @ root.T)
        drawn = np.column_stack([m.at(shares[:, at]) for at, m in enumerate(margins)])
        latent = np.clip(latent + aim - _correlations(drawn), -0.99, 0.99)
        np.fill_diagonal(latent, 1.0)
        root = _factor(latent)
    return root


def _correlations(table: Floats) -> Floats:
    """(columns, columns) over the pairs of readings that are there; 0 for a constant column."""
    seen = ~np.isnan(table)
    gap = _gaps(table)
    size = np.maximum(seen.T.astype(float) @ seen, 1.0)
    spread = np.sqrt(np.sum(gap**2, axis=0) / np.maximum(seen.sum(axis=0), 1))
    scale = np.where(spread > 0.0, 1.0 / np.where(spread > 0.0, spread, 1.0), 0.0)
    found = np.clip((gap.T @ gap) / size * np.outer(scale, scale), -1.0, 1.0)
    np.fill_diagonal(found, 1.0)
    return found


def _gaps(table: Floats) -> Floats:
    """(n, columns) less each column's mean; 0 where a reading is missing."""
    seen = ~np.isnan(table)
    mean = np.sum(table, axis=0, where=seen) / np.maximum(seen.sum(axis=0), 1)
    return np.where(seen, table - mean, 0.0)


def _factor(latent: Floats) -> Floats:
    """A root of the nearest correlations that can be: none negative, ones on the diagonal."""
    values, axes = np.linalg.eigh(latent)
    root = axes * np.sqrt(np.maximum(values, 0.0))
    length = np.sqrt(np.sum(root**2, axis=1, keepdims=True))
    return np.asarray(root / np.maximum(length, 1e-12))
