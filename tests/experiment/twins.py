"""The engine in double precision: every compiled loop replaced by its plain twin.

Inside `in_double()` blocks, views, deliveries and counts are made by numpy and scipy alone; a
compiled loop that has no twin here refuses to be called. What was made outside stays as it was
made.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np
from numba.core.registry import CPUDispatcher
from scipy.special import expit
from scipy.stats import poisson

from msim.campaign.cells import Demographic
from msim.campaign.individuals import trees
from msim.campaign.segments import lines
from msim.core import columns, draws
from msim.core.arrays import Bools, Floats, Ints, group_sums
from msim.core.inverse_cdf import Shares
from msim.core.seen import CampaignView, Inventory, Plan
from msim.experiment.engine import stock
from msim.outcome import delivery, exposure, response
from msim.outcome.delivery import Audience
from msim.world import messages, traits


def double(values: Any) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64)


def add_normals(start: int, scale: float, out: Floats) -> None:
    out += scale * draws.plain_normals(start, out.size)


def add_rows_of_normals(starts: Ints, scale: float, out: Floats) -> None:
    for start, row in zip(starts.tolist(), out, strict=True):
        add_normals(start, scale, row)


def noisy(start: int, scale: float, share: float, values: Floats, out: Floats) -> None:
    out[:] = share * values + scale * draws.plain_normals(start, out.size)


def looked_up(table: Floats, index: Ints) -> Floats:
    return double(table)[:, index]


def exponentials(values: Floats) -> Floats:
    return np.exp(values, out=values)


def cut(values: Floats, bounds: Floats, out: Floats) -> None:
    out[:] = np.searchsorted(bounds, values, side="right")


def highest(scores: Floats, known: Bools) -> Ints:
    return np.where(known, np.argmax(scores, axis=0) + 1, 0)


def net_of(net: lines.NetScores, view: CampaignView) -> Floats:
    return net.own.of(view) - np.maximum(net.other.of(view), 0.0)


def frequencies(
    uniform: Floats, mean: Floats, score: Floats | None = None, out: Ints | None = None
) -> Ints:
    """Smallest counts whose distribution function reaches the uniforms."""
    found = poisson.ppf(uniform, mean).astype(np.int32)
    if out is not None:
        out[:] = found
    return found


def expected_exposures(
    plan: Plan, row: Ints, audience: Audience, met: Sequence[float] = ()
) -> Floats:
    who = np.where(plan.targeted, audience.media.matched & audience.known[:, None], True)
    rate = plan.rate[row] * (np.asarray(met) if met else 1.0)
    return double((rate * audience.media.habit * who).T)


def expected_reached(means: Floats, *room: Floats) -> float:
    return float(-np.expm1(-means.sum(axis=0)).sum())


def expected_votes(
    support: Floats, turnout: Floats, district: Ints, room: Any, by_district: Floats
) -> tuple[float, float]:
    own = turnout * expit(support)
    if by_district.size:
        both = np.stack([own, turnout - own], axis=1)
        by_district[:] = group_sums(both, district, len(by_district))
    return float(own.sum()), float(turnout.sum())


def promise(weight: Floats, parts: Floats, row: Ints, room: Floats, out: Floats) -> None:
    out[:] = group_sums((weight * parts).T, row, len(out))


def inventory(row: Ints, rows: int, habits: tuple[Floats, Floats], squares: bool) -> Inventory:
    found = stock.plain_inventory(row, rows, habits)
    return found if squares else Inventory(found.size, found.habit_mass, found.matched_mass)


def mean_of_trees(table: Any, *walk: Any) -> Floats:
    root, depth, column, bound, child, value = walk
    mean, voters = np.zeros((len(table), value.shape[1])), np.arange(len(table))
    for first, steps in zip(root, depth, strict=True):
        node = np.full(len(table), first, dtype=np.intp)
        for _ in range(steps):
            node = child[2 * node + (table[voters, column[node]] > bound[node])].astype(np.intp)
        mean += value[node]
    return mean / max(len(root), 1)


TWINS: list[tuple[Any, Any]] = [
    (trees._mean, mean_of_trees),
    (draws.uniforms, draws.plain_uniforms),
    (draws.add_normals, add_normals),
    (draws.add_rows_of_normals, add_rows_of_normals),
    (draws.noisy, noisy),
    (columns.single, double),
    (columns.scores, columns.plain_scores),
    (columns.looked_up, looked_up),
    (columns.exponentials, exponentials),
    (columns.logistics, expit),
    (traits._cut, cut),
    (lines.highest, highest),
    (exposure.frequencies, frequencies),
    (exposure.quantile_scores, lambda uniform: uniform),
    (delivery.expected_exposures, expected_exposures),
    (delivery._expected_reached, expected_reached),
    (delivery.count_met, delivery.plain_met),
    (delivery.parts, delivery.plain_parts),
    (response._shifted, response.plain_shift),
    (response._expected_votes, expected_votes),
    (response._promise, promise),
    (stock._inventory, inventory),
]
"""What is compiled or calls what is, and its twin; replaced wherever it is known by a name."""
METHODS: list[tuple[type, str, Any]] = [
    (Shares, "drawn", Shares.plain),
    (lines.Lines, "of", lines.Lines.plain),
    (lines.Lines, "highest", lambda found, view: highest(found.plain(view), view.known)),
    (lines.NetScores, "of", net_of),
    (Demographic, "assign", Demographic.plain),
]


IN_DOUBLE = (
    "campaign.allocation", "campaign.segments.kmeans", "campaign.message_test",
    "experiment.engine.recovery", "experiment.engine.votes_gained", "outcome.earned",
    "outcome.heard",
)
"""Where loops compute with doubles if they are given doubles: no twin is needed."""


def refused(place: str) -> Callable[..., Any]:
    def refuse(*parts: Any) -> None:
        raise AssertionError(f"{place} was called, and there is no twin of it in {__name__}")

    return refuse


def replaced() -> Iterator[tuple[Any, str, Any]]:
    """Module, name and twin of everything that is compiled or calls what is."""
    for module in [found for name, found in sys.modules.items() if name.startswith("msim.")]:
        room = module.__name__.removeprefix("msim.")
        for name, found in list(vars(module).items()):
            twins = [twin for original, twin in TWINS if found is original]
            if twins:
                yield module, name, twins[0]
            elif isinstance(found, CPUDispatcher) and room not in IN_DOUBLE:
                yield module, name, refused(f"{room}.{name}")


@contextmanager
def in_double() -> Iterator[None]:
    """The engine by its twins."""
    doubles = SimpleNamespace(**vars(np) | {"float32": np.float64})
    with ExitStack() as patches:
        for module, name, twin in list(replaced()):
            patches.enter_context(mock.patch.object(module, name, twin))
        for owner, name, twin in METHODS:
            patches.enter_context(mock.patch.object(owner, name, twin))
        patches.enter_context(mock.patch.object(messages, "np", doubles))
        yield
