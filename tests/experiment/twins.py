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
from msim.campaign.lines import Lines, Net
from msim.core import draws
from msim.core.arrays import Bools, Floats, Ints, group_sums
from msim.core.columns import plain_scores
from msim.core.lots import Shares
from msim.core.seen import CampaignView, Inventory, Plan
from msim.experiment.passes import plain_inventory
from msim.outcome.delivery import Audience, plain_met, plain_parts
from msim.outcome.response import plain_shift


def double(values: Any) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64)


def add_normals(start: int, scale: float, out: Floats) -> None:
    out += scale * draws.plain_normals(start, out.size)


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


def net_of(net: Net, view: CampaignView) -> Floats:
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


def expected_reached(means: Floats) -> float:
    return float(-np.expm1(-means.sum(axis=0)).sum())


def shift_by(message: Ints, row: Ints, parts: Floats, effects: Floats) -> Floats:
    return plain_shift(message, row, parts, effects)


def expected_votes(
    support: Floats, turnout: Floats, district: Ints, by_district: Floats
) -> tuple[float, float]:
    own = turnout * expit(support)
    if by_district.size:
        both = np.stack([own, turnout - own], axis=1)
        by_district[:] = group_sums(both, district, len(by_district))
    return float(own.sum()), float(turnout.sum())


def promise(weight: Floats, parts: Floats, row: Ints, out: Floats) -> None:
    out[:] = group_sums((weight * parts).T, row, len(out))


def inventory(row: Ints, rows: int, habits: tuple[Floats, Floats], squares: bool) -> Inventory:
    found = plain_inventory(row, rows, habits)
    return found if squares else Inventory(found.size, found.habit_mass, found.matched_mass)


PLACES: dict[str, Any] = {
    "core.streams.uniforms": draws.plain_uniforms,
    "core.streams.add_normals": add_normals,
    "core.streams.noisy": noisy,
    "world.world.looked_up": looked_up,
    "world.world.logistics": expit,
    "world.media.scores": plain_scores,
    "world.media.exponentials": exponentials,
    "world.messages.scores": plain_scores,
    "world.messages.np": SimpleNamespace(**vars(np) | {"float32": np.float64}),
    "world.politics.scores": plain_scores,
    "world.traits.looked_up": looked_up,
    "world.traits.scores": plain_scores,
    "world.traits.single": double,
    "world.traits._cut": cut,
    "campaign.data.single": double,
    "campaign.lines.highest": highest,
    "campaign.individuals.rule.highest": highest,
    "outcome.delivery.frequencies": frequencies,
    "outcome.delivery.quantile_scores": lambda uniform: uniform,
    "outcome.delivery._expected_reached": expected_reached,
    "outcome.delivery.count_met": plain_met,
    "outcome.delivery.parts": plain_parts,
    "outcome.earned.frequencies": frequencies,
    "outcome.response.single": double,
    "outcome.response.logistics": expit,
    "outcome.response._shift_by": shift_by,
    "outcome.response._expected_votes": expected_votes,
    "outcome.response._promise": promise,
    "experiment.oracle.highest": highest,
    "experiment.passes.expected_exposures": expected_exposures,
    "experiment.passes.single": double,
    "experiment.passes.looked_up": looked_up,
    "experiment.passes.logistics": expit,
    "experiment.passes._inventory": inventory,
    "experiment.sharing.count_met": plain_met,
}
"""Where a compiled loop is called, and its twin."""
METHODS: list[tuple[type, str, Any]] = [
    (Shares, "drawn", Shares.plain),
    (Lines, "of", Lines.plain),
    (Lines, "highest", lambda lines, view: highest(lines.plain(view), view.known)),
    (Net, "of", net_of),
    (Demographic, "assign", Demographic.plain),
]


def refused(place: str) -> Callable[..., Any]:
    def refuse(*parts: Any) -> None:
        raise AssertionError(f"{place} was called, and there is no twin of it in {__name__}")

    return refuse


def loops() -> Iterator[tuple[Any, str]]:
    """Every compiled loop, by where it is."""
    for module in [found for name, found in sys.modules.items() if name.startswith("msim.")]:
        for name in [n for n, found in vars(module).items() if isinstance(found, CPUDispatcher)]:
            yield module, name


@contextmanager
def in_double() -> Iterator[None]:
    """The engine by its twins."""
    with ExitStack() as patches:
        for module, name in loops():
            refuse = refused(f"{module.__name__}.{name}")
            patches.enter_context(mock.patch.object(module, name, refuse))
        for place, twin in PLACES.items():
            patches.enter_context(mock.patch(f"msim.{place}", twin))
        for owner, name, twin in METHODS:
            patches.enter_context(mock.patch.object(owner, name, twin))
        yield
