"""Where does it win? Boxes of parameters by PRIM, with what each step of peeling trades away.

The patient rule induction method of Friedman and Fisher (1999, Statistics and Computing 9(2)), as
scenario discovery uses it (Bryant and Lempert 2010, Technological Forecasting and Social Change
77(1)): from the whole space a box is peeled by about `PEEL` of its points at a time, off that side
which gains most density for what it gives up; a choice is peeled off as one piece, and gain over
loss is what keeps large pieces comparable (Kwakkel and Jaxa-Rozen 2016, Environmental Modelling &
Software 79). Nothing is pasted on again: limits that do not earn their place are dropped instead.

A box is found on one half of the points. Of the boxes on the way, that one is chosen in which to
lie goes most with the outcome (the correlation phi of two yes-or-noes, which weighs hits left out
against misses let in, whether hits are rare or not); ends of limits that tell nothing there are
dropped. It is tested and scored on the other half, which knows nothing of it: each end by Fisher's
exact test (1935, "The Design of Experiments") of the points that it lets in against those that it
alone keeps out, corrected over all ends (Holm 1979). An end that does not hold is dropped, and the
box is measured again; so with no effect at all an end is named in 5 % of studies at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy.stats import hypergeom

from msim.core.arrays import Bools, Floats, Ints
from msim.study.analyze.noise import holm
from msim.study.analyze.points import Outcome, blocks, choices, column, halves, hits
from msim.study.analyze.shares import Share, effect, share
from msim.study.records import Design, Parameter

PEEL = 0.05
SMALLEST = 0.05
"""Share of the points that a box keeps, at least."""
ALPHA = 0.05
End = Literal["low", "high"]
ENDS: tuple[End, ...] = ("low", "high")
FEWEST = 8
"""Hits, and misses, on the half where a box is found, at least: fewer describe nothing."""


@dataclass(frozen=True)
class Limit:
    """One limit of a box: a range (None where it is open) or choices.

    p_low, p_high: how likely so many hits are within if that end tells nothing, corrected over all
    ends; of choices, p_low. NaN where there is none.
    """

    parameter: Parameter
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    p_low: float = float("nan")
    p_high: float = float("nan")

    @property
    def p(self) -> float:
        """The larger p of its ends."""
        return float(np.fmax(self.p_low, self.p_high))

    @property
    def ends(self) -> tuple[End, ...]:
        """The ends that it has."""
        if not self.parameter.numeric:
            return (("low",) if self.choices else ())
        return tuple(end for end in ENDS if getattr(self, end) is not None)

    def without(self, end: End) -> Limit:
        """The same with one end open; all choices are one end."""
        if not self.parameter.numeric:
            return replace(self, choices=tuple(choices(self.parameter)))
        if end == "low":
            return replace(self, low=None, p_low=float("nan"))
        return replace(self, high=None, p_high=float("nan"))

    def inside(self, values: Floats | Sequence[str]) -> Bools:
        """(n,) which points keep to it."""
        if not self.parameter.numeric:
            return np.isin(np.asarray(values, dtype=str), self.choices)
        numbers = np.asarray(values, dtype=float)
        low = -np.inf if self.low is None else self.low
        return (numbers >= low) & (numbers <= (np.inf if self.high is None else self.high))


@dataclass(frozen=True)
class Boxes:
    """What peeling found for an outcome: `win`, `loss` or `claim`.

    limits: of the chosen box, the surest first; none where there is nothing to tell. peeling: a row
    a step: step, limits, support, coverage, density on the half that found them, and
    scored_coverage, scored_density on the other; chosen marks the box before limits were dropped.
    density, coverage, support: of the chosen box on the other half. reason: why there is no box.
    """

    outcome: Outcome
    limits: tuple[Limit, ...]
    peeling: pd.DataFrame
    density: Share
    coverage: float
    support: float
    overall: Share
    reason: str = ""


@dataclass(frozen=True)
class _Half:
    """Points of a half: columns by key, hits as 0 and 1, and which points hang together."""

    columns: dict[str, Floats | list[str]]
    hit: Floats
    block: Ints

    def inside(self, limits: Sequence[Limit]) -> Bools:
        kept = np.ones(self.hit.size, dtype=bool)
        for limit in limits:
            kept &= limit.inside(self.columns[limit.parameter.key])
        return kept

    def scored(self, kept: Bools) -> tuple[float, float, float]:
        """Support, coverage and density."""
        n, found = int(kept.sum()), float(self.hit[kept].sum())
        return n / self.hit.size, found / max(self.hit.sum(), 1.0), found / n if n else np.nan


def where(design: Design, table: pd.DataFrame, outcome: Outcome = "win") -> Boxes:
    """The box in which an outcome is densest, as a study's points have it.

    Points that failed, or do not tell, are left out.
    """
    told = hits(design, table, outcome)
    first, known = halves(design, table), np.isfinite(told)
    block = blocks(design, table)
    finding, scoring = (_half(design, table[mask & known], told[mask & known], block[mask & known])
                        for mask in (first, ~first))  # fmt: skip
    overall = share(told, block)
    fewest = min(finding.hit.sum(), (1.0 - finding.hit).sum())
    if fewest < FEWEST or not scoring.hit.size:
        none = Share(float("nan"), float("nan"), float("nan"), 0, 0)
        return Boxes(outcome, (), pd.DataFrame(columns=_COLUMNS), none, 0.0, 0.0, overall,
                     _nothing(finding.hit))  # fmt: skip
    path = list(_peeled(design.parameters, finding))
    peeling = _peeling(path, finding, scoring)
    limits = _held(_screened(path[int(peeling["chosen"].to_numpy().argmax())], finding), scoring)
    kept = scoring.inside(limits)
    support, coverage, _ = scoring.scored(kept)
    density = share(scoring.hit[kept], scoring.block[kept])
    return Boxes(outcome, limits, peeling, density, coverage, support, overall)


_COLUMNS = ("step", "limits", "support", "coverage", "density", "scored_coverage",
            "scored_density", "chosen")  # fmt: skip


def _nothing(hit: Floats) -> str:
    few, what = int(min(hit.sum(), (1.0 - hit).sum())), "hits" if hit.mean() < 0.5 else "misses"
    return f"only {few} {what} among the {hit.size} points it would be found on; {FEWEST} at least"


def _half(design: Design, rows: pd.DataFrame, told: Floats, block: Ints) -> _Half:
    return _Half({p.key: column(rows, p) for p in design.parameters}, told, block)


def _peeled(parameters: Sequence[Parameter], half: _Half) -> Iterator[tuple[Limit, ...]]:
    """Ever smaller boxes, the whole space first."""
    limits: dict[str, Limit] = {}
    kept = np.ones(half.hit.size, dtype=bool)
    while True:
        yield tuple(limits.values())
        density, most = float(half.hit[kept].mean()), -np.inf
        chosen: Limit | None = None
        rest = kept
        if density == 1.0:
            return
        for parameter in parameters:
            for limit in _sides(parameter, half.columns[parameter.key], kept, limits):
                inside = kept & limit.inside(half.columns[parameter.key])
                left, lost = int(inside.sum()), int(kept.sum() - inside.sum())
                if not lost or left < max(SMALLEST * kept.size, 2):
                    continue
                gain = (float(half.hit[inside].mean()) - density) / lost
                if gain > most:
                    most, chosen, rest = gain, limit, inside
        if chosen is None:
            return
        limits[chosen.parameter.key], kept = chosen, rest


def _sides(
    parameter: Parameter, values: Floats | list[str], kept: Bools, limits: dict[str, Limit]
) -> Iterator[Limit]:
    """The limits that could be set next to one parameter, from outside in."""
    now = limits.get(parameter.key, Limit(parameter, choices=tuple(choices(parameter))))
    if not parameter.numeric:
        for choice in now.choices:
            yield replace(now, choices=tuple(each for each in now.choices if each != choice))
        return
    inner = np.unique(np.asarray(values, dtype=float)[kept])
    if inner.size < 2:
        return
    low, high = np.quantile(np.asarray(values, dtype=float)[kept], [PEEL, 1.0 - PEEL])
    above, below = inner[inner > low], inner[inner < high]
    if above.size and above.size < inner.size:
        yield replace(now, low=_between(inner, float(above[0])))
    if below.size and below.size < inner.size:
        place = int(np.searchsorted(inner, below[-1]))
        yield replace(now, high=_between(inner, float(inner[place + 1])))


def _between(values: Floats, first: float) -> float:
    """Half-way between a value and the one below it."""
    place = int(np.searchsorted(values, first))
    return float(values[place - 1] + values[place]) / 2.0


def _peeling(path: list[tuple[Limit, ...]], finding: _Half, scoring: _Half) -> pd.DataFrame:
    rows = []
    for step, limits in enumerate(path):
        here, there = (half.scored(half.inside(limits)) for half in (finding, scoring))
        rows.append((step, len(limits), *here, there[1], there[2]))
    found = pd.DataFrame(rows, columns=_COLUMNS[:-1])
    phi = [_phi(finding.inside(limits), finding.hit) for limits in path]
    return found.assign(chosen=np.arange(len(found)) == int(np.argmax(phi)))


def _phi(kept: Bools, hit: Floats) -> float:
    """The correlation of two yes-or-noes; 0 for a box that holds all."""
    inside = kept.astype(float)
    spread = float(inside.std() * hit.std())
    return float(np.mean(inside * hit) - inside.mean() * hit.mean()) / spread if spread else 0.0


def _screened(limits: tuple[Limit, ...], half: _Half) -> tuple[Limit, ...]:
    """The limits without ends that tell nothing on the half that found them, the worst first."""
    while limits:
        p = _end_p(limits, half)
        worst = max(p, key=lambda each: p[each])
        if p[worst] <= ALPHA:
            break
        limits = _dropped(limits, [worst])
    return limits


def _held(limits: tuple[Limit, ...], half: _Half) -> tuple[Limit, ...]:
    """The limits whose ends hold on a half that knows nothing of them, the surest first.

    All ends that fail are dropped at once, and those left must hold in the box that is left too: no
    end has a second chance, and Holm's correction counts those dropped.
    """
    tested = sum(len(limit.ends) for limit in limits)
    while limits:
        p = _end_p(limits, half)
        beside = np.ones(tested - len(p))
        corrected = holm(np.concatenate([list(p.values()), beside]))[: len(p)]
        sure = dict(zip(p, corrected, strict=True))
        failing = [end for end, value in sure.items() if value > ALPHA]
        if not failing:
            told = [replace(limit, **{f"p_{end}": sure[limit.parameter.key, end]
                                      for end in limit.ends}) for limit in limits]  # fmt: skip
            return tuple(sorted(told, key=lambda limit: limit.p))
        limits = _dropped(limits, failing)
    return ()


def _dropped(limits: Sequence[Limit], ends: Sequence[tuple[str, End]]) -> tuple[Limit, ...]:
    """The limits without some of their ends, those that have none left gone."""
    found = []
    for limit in limits:
        left = limit
        for end in limit.ends:
            if (limit.parameter.key, end) in ends:
                left = left.without(end)
        if left.ends and (left.parameter.numeric or left == limit):
            found.append(left)
    return tuple(found)


def _end_p(limits: tuple[Limit, ...], half: _Half) -> dict[tuple[str, End], float]:
    """The p of each end: of so many hits within, where it tells nothing of what it keeps out.

    Points that hang together count as as many as they are worth (Kish's design effect).
    """
    kept, found = half.inside(limits), {}
    for limit in limits:
        for end in limit.ends:
            open_ = [limit.without(end) if each is limit else each for each in limits]
            wide = half.inside(open_)
            if kept.sum() == wide.sum():
                found[limit.parameter.key, end] = 1.0
                continue
            hit = half.hit[wide]
            worth = 1.0 if hit.size < 2 else effect(hit, half.block[wide])
            inside, there, hits, all_hits = (round(float(n) / worth) for n in (
                kept.sum(), wide.sum(), half.hit[kept].sum(), hit.sum()))  # fmt: skip
            found[limit.parameter.key, end] = float(
                hypergeom.sf(hits - 1, there, all_hits, inside))  # fmt: skip
    return found
