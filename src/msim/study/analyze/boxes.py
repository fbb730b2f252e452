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

Then the points of the box are taken out, and the next is found on what is left, until one has no
limit that holds (the covering of Friedman and Fisher, section 8). A box is only looked for where
the one before it holds, so that chance names no more of them (tests in a fixed sequence: Maurer,
Hothorn and Lehmacher 1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.stats import hypergeom

from msim.core.arrays import Floats, Ints
from msim.core.errors import InputError
from msim.core.wording import say
from msim.study.analyze.limits import End, Half, Limit
from msim.study.analyze.noise import holm
from msim.study.analyze.peeling import COLUMNS, peeled, peeling
from msim.study.analyze.points import Outcome, blocks, column, halves, hits
from msim.study.analyze.shares import Share, effect, share
from msim.study.records import Design

ALPHA = 0.05
MOST = 5
"""Boxes, at most."""
FEWEST = 8
"""Hits, and misses, on the half where a box is found, at least: fewer describe nothing."""


@dataclass(frozen=True)
class Boxes:
    """What peeling found for an outcome: `win`, `loss` or `claim`.

    limits: of the chosen box, the surest first; none where there is nothing to tell. peeling: a row
    a step: step, limits, support, coverage, density on the half that found them, and
    scored_coverage, scored_density on the other; chosen marks the box before limits were dropped.
    density, coverage, support: of the chosen box on the other half. reason: why there is no box.
    others: boxes found in turn outside of those before them, which their numbers leave out:
    coverage and support are what they add.
    """

    outcome: Outcome
    limits: tuple[Limit, ...]
    peeling: pd.DataFrame
    density: Share
    coverage: float
    support: float
    overall: Share
    reason: str = ""
    others: tuple[Boxes, ...] = ()

    @property
    def each(self) -> tuple[Boxes, ...]:
        """All boxes that hold, the first first."""
        return (self, *self.others) if self.limits else ()


def where(
    design: Design, table: pd.DataFrame, outcome: Outcome = "win", step: int | None = None
) -> Boxes:
    """The boxes in which an outcome is densest, as a study's points have it: the first, and others.

    step: of peeling at which the first box is taken; by default the one that goes most with the
    outcome. Points that failed, or do not tell, are left out.

    Raises InputError where peeling has no such step, or nothing to find.
    """
    told = hits(design, table, outcome)
    first, known = halves(design, table), np.isfinite(told)
    block = blocks(design, table)
    pair = [_half(design, table[mask & known], told[mask & known], block[mask & known])
            for mask in (first, ~first)]  # fmt: skip
    overall, others = share(told, block), list[Boxes]()
    found = first_found = _box(design, pair, outcome, overall, step)
    while found.limits and len(others) < MOST - 1:
        pair = [half.where(~half.inside(found.limits)) for half in pair]
        found = _box(design, pair, outcome, overall)
        others += [found] if found.limits else []
    return replace(first_found, others=tuple(others))


def _box(
    design: Design, pair: Sequence[Half], outcome: Outcome, overall: Share, step: int | None = None
) -> Boxes:
    """The box that one half finds and the other tests."""
    finding, scoring = pair
    fewest = min(finding.hit.sum(), (1.0 - finding.hit).sum())
    if fewest < FEWEST or not scoring.hit.size:
        if step is not None:
            raise InputError(say("box_not_found", step=step, why=_nothing(finding.hit)))
        none = Share(float("nan"), float("nan"), float("nan"), 0, 0)
        return Boxes(outcome, (), pd.DataFrame(columns=COLUMNS), none, 0.0, 0.0, overall,
                     _nothing(finding.hit))  # fmt: skip
    path = list(peeled(design.parameters, finding))
    if step is not None and not 0 <= step < len(path):
        raise InputError(say("box_step", step=step, last=len(path) - 1))
    steps = peeling(path, finding, scoring, step)
    limits = _held(_screened(path[int(steps["chosen"].to_numpy().argmax())], finding), scoring)
    kept = scoring.inside(limits)
    support, coverage, _ = scoring.scored(kept)
    density = share(scoring.hit[kept], scoring.block[kept])
    return Boxes(outcome, limits, steps, density, coverage, support, overall)


def _nothing(hit: Floats) -> str:
    few, what = int(min(hit.sum(), (1.0 - hit).sum())), "hits" if hit.mean() < 0.5 else "misses"
    return f"only {few} {what} among the {hit.size} points it would be found on; {FEWEST} at least"


def _half(design: Design, rows: pd.DataFrame, told: Floats, block: Ints) -> Half:
    return Half.of({p.key: column(rows, p) for p in design.parameters}, told, block)


def _screened(limits: tuple[Limit, ...], half: Half) -> tuple[Limit, ...]:
    """The limits without ends that tell nothing on the half that found them, the worst first."""
    while limits:
        p = _end_p(limits, half)
        worst = max(p, key=lambda each: p[each])
        if p[worst] <= ALPHA:
            break
        limits = _dropped(limits, [worst])
    return limits


def _held(limits: tuple[Limit, ...], half: Half) -> tuple[Limit, ...]:
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


def _end_p(limits: tuple[Limit, ...], half: Half) -> dict[tuple[str, End], float]:
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
