"""Who are the voters? Archetypes and traits, a finite mixture with a dial for its structure.

`z = sqrt(structure) * mean[archetype] + sqrt(1 - structure) * e`: a mixture of normals in which
every latent trait keeps mean 0 and variance 1 whatever the structure (McLachlan and Peel 2000,
Finite Mixture Models).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from msim.core.arrays import Floats, Ints
from msim.core.columns import looked_up, scores, single
from msim.core.compiled import compiled
from msim.core.draws import add_rows_of_normals
from msim.core.memo import Memo
from msim.core.streams import Streams
from msim.scenario.people import Population, Trait

STEPS = 100
"""Steps at most in which quantiles are sought; halving alone takes some sixty."""
_AT_ONCE = 1024
"""Voters whose numbers stay in the nearest cache."""


@dataclass(frozen=True)
class TraitModel:
    """The distribution of latent traits.

    shares: (archetypes,) share of each archetype. means: (archetypes, traits) its standardised
    means. correlation: (traits, traits) within archetypes. structure: 0 is one cloud, 1 clumps.
    memo: what was made of it.
    """

    shares: Floats
    means: Floats
    correlation: Floats
    structure: float
    memo: Memo = field(default_factory=Memo, repr=False, compare=False, init=False)

    @cached_property
    def covariance(self) -> Floats:
        """(traits, traits) covariance over the electorate; ones on the diagonal."""
        between = self.means.T @ (self.shares[:, None] * self.means)
        return self.structure * between + (1.0 - self.structure) * self.correlation

    def direction(self, rng: np.random.Generator) -> Floats:
        """(traits,) a random direction whose score has variance 1 in the electorate."""
        return self.scaled(rng.standard_normal(size=(self.means.shape[1],)))

    def scaled(self, weights: Floats) -> Floats:
        """(traits,) the weights, scaled so that their score has variance 1; zeros stay zeros."""
        variance = float(weights @ self.covariance @ weights)
        return weights / np.sqrt(variance) if variance > 1e-20 else np.zeros_like(weights)

    def archetype_scores(self, weights: Floats) -> Floats:
        """(archetypes,) mean score of each archetype under the weights."""
        return np.sqrt(self.structure) * self.means @ weights

    def draw(self, streams: Streams, block: int, archetype: Ints) -> Floats:
        """(n, traits) latent traits of the voters of a block, kept column by column."""
        traits = looked_up(np.sqrt(self.structure) * self.means.T, archetype)
        spread, alike = np.sqrt(1.0 - self.structure), np.eye(traits.shape[0])
        independent = np.array_equal(self.correlation, alike)
        noise = traits if independent else np.zeros_like(traits)
        for trait, values in enumerate(noise):
            streams.add_normals(f"voter/traits/{trait}", block, spread, values)
        if not independent:
            traits += scores(noise, np.linalg.cholesky(self.correlation), np.zeros(len(alike)))
        return traits.T

    def cuts(
        self, trait: int | Ints, quantiles: Floats, reliability: float | Floats = 1.0
    ) -> Floats:
        """Values below which `quantiles` of a reading of the trait lie.

        `trait`, `reliability`: one for all quantiles, or one for each. Reliability is the share of
        the reading's variance that is the trait itself. By Newton's steps, each kept within the
        bounds that those before have left (Press et al. 2007, Numerical Recipes, section 9.4).
        """
        of_each = np.broadcast_to(trait, quantiles.shape)
        centres = np.sqrt(self.structure * reliability) * self.means[:, of_each]
        spread = np.sqrt(np.maximum(1.0 - self.structure * reliability, 1e-12))
        low = centres.min(axis=0) - 10.0 * spread
        high = centres.max(axis=0) + 10.0 * spread
        value, unit = 0.5 * (low + high), spread * np.sqrt(2.0 * np.pi)
        for _ in range(STEPS):
            z = (value - centres) / spread
            gap = self.shares @ ndtr(z) - quantiles
            below = gap < 0.0
            low, high = np.where(below, value, low), np.where(below, high, value)
            slope = self.shares @ np.exp(-0.5 * z * z) / unit
            step = value - gap / np.maximum(slope, 1e-300)
            moved = np.where((low < step) & (step < high), step, 0.5 * (low + high))
            if (np.abs(moved - value) <= 1e-13 * (1.0 + np.abs(value))).all():
                return moved
            value = moved
        return value


def build_traits(population: Population, streams: Streams) -> TraitModel:
    """The trait model of one replicate: archetype means drawn, then standardised over shares."""
    count, traits = population.archetypes, len(population.traits)
    shares = np.asarray(population.archetype_shares or [1.0 / count] * count)
    shares = shares / shares.sum()
    # A stream for each trait, so that neither further traits nor archetypes move a draw.
    starts = streams.generator("world/archetypes").integers(2**64, size=traits, dtype=np.uint64)
    drawn = np.zeros((traits, count), dtype=np.float32)
    add_rows_of_normals(starts, 1.0, drawn)
    means = drawn.T.astype(float)
    # Standardised over shares: a trait then has mean 0 and variance 1 in the electorate
    # whatever the structure, and coefficients keep their meaning.
    means = means - shares @ means
    spread = np.sqrt(shares @ means**2)
    means = means / np.where(spread > 1e-12, spread, 1.0)
    given = population.correlation
    correlation = np.eye(traits) if given is None else np.asarray(given, dtype=float)
    return TraitModel(shares, means, correlation, population.structure)


def level_shares(trait: Trait) -> Floats:
    """(levels,) share of each level of a trait that is not continuous."""
    levels = {"binary": 2, "ordinal": 5, "categorical": 3}[trait.kind]
    if trait.shares is not None:
        return np.asarray(trait.shares) / sum(trait.shares)
    return np.full(trait.levels or levels, 1.0 / (trait.levels or levels))


def level_cuts(
    model: TraitModel, traits: Sequence[Trait], reliability: float = 1.0
) -> tuple[Floats, ...]:
    """For each trait the latent values at which its level changes; none for a continuous one.

    `reliability` is that of the readings to be cut, so that levels keep their shares.
    """
    key = ("cuts", tuple(traits), reliability)
    if key not in model.memo:
        # Those of the truth are solved for beside those of readings, in hardly more time.
        each = (reliability,) if reliability == 1.0 else (reliability, 1.0)
        for of, cuts in zip(each, _level_cuts(model, traits, each), strict=True):
            model.memo["cuts", tuple(traits), of] = cuts
    found: tuple[Floats, ...] = model.memo[key]
    return found


def _level_cuts(
    model: TraitModel, traits: Sequence[Trait], reliabilities: Sequence[float]
) -> list[tuple[Floats, ...]]:
    below = [
        np.empty(0) if trait.kind == "continuous" else np.cumsum(level_shares(trait))[:-1]
        for trait in traits
    ]
    counts, times = [each.size for each in below], len(reliabilities)
    index = np.repeat(np.arange(len(below)), counts)
    quantiles = np.concatenate([np.empty(0), *below])
    of_each = np.repeat(reliabilities, index.size)
    every = model.cuts(np.tile(index, times), np.tile(quantiles, times), of_each)
    bounds = np.cumsum(counts)[:-1]
    return [tuple(np.split(cuts, bounds)) for cuts in every.reshape(times, -1)]


def show(latent: Floats, cuts: Sequence[Floats]) -> Floats:
    """(n, traits) traits in the kind in which they are shown: level indices from latent values."""
    columns = single(latent.T)
    shown = np.empty_like(columns)
    for values, bounds, out in zip(columns, cuts, shown, strict=True):
        if bounds.size:
            _cut(values, single(bounds), out)
        else:
            out[:] = values
    return shown.T


def show_truly(model: TraitModel, traits: Sequence[Trait], latent: Floats) -> Floats:
    """(n, traits) true traits in the kind in which they are shown, as readings without error."""
    return show(latent, level_cuts(model, traits))


@compiled
def _cut(values, bounds, out):  # type: ignore[no-untyped-def]
    """How many of the bounds lie at or below each value."""
    one, nothing = np.float32(1.0), np.float32(0.0)
    for first in range(0, values.size, _AT_ONCE):
        value, level = values[first : first + _AT_ONCE], out[first : first + _AT_ONCE]
        level[:] = nothing
        for bound in bounds:
            for i in range(value.size):
                level[i] += one if value[i] >= bound else nothing
