"""How does reach grow with money, for everybody alike and segment by segment, and who is ahead?

Expected reach at every budget, over every voter, in one pass: given habits, frequencies are
Poisson, and a budget only changes their means. Where a plan is proportional all means grow with
the money that is left for media; where it is optimised, or its audience picked by value, each
budget is planned anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.special import logit

from msim.campaign.orders import charged_times, terms_of
from msim.core.arrays import Floats, Ints
from msim.experiment.comparison.attribution import Subset, shapley
from msim.experiment.engine.electorate import Block
from msim.experiment.reach.buyers import (
    Bought,
    Buyer,
    exposures_each,
    listeners,
    with_channels,
)
from msim.outcome.schedule import NO_CAP, Listeners, expected_reach
from msim.scenario.model import Scenario

ARMS = ("broadcast", "segmented")
POINTS = 32
"""Budgets of a curve, nearer to each other where they are small."""
ROUND = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
"""Budgets that every curve has beside these, the last its largest, in budgets of the scenario."""
PERCENT = 0.01
FACTORS = ("premium", "match", "test")
"""What parts broadcast from segmented in plain reach: the premium on targeted impressions (and
what they cost across party lines), voters whom the platform cannot find or who have no usable
record, and what test and production cost."""


Key = tuple[str, str, str]
"""Curve, point and arm."""


@dataclass(frozen=True)
class Expected:
    """Expected reach of several schedules. Adds up, block by block.

    sums: by name (schedules, channels + 1, 2, 2): the last channel is all of them; then reach 1+
    and effective reach; then voters, and persuadable voters weighted by turnout.
    size: (2,) all voters in both counts.
    """

    sums: Mapping[Key, Floats]
    size: Floats

    def __add__(self, other: Expected) -> Expected:
        """The expected reach among both groups of voters together."""
        sums = {name: own + other.sums[name] for name, own in self.sums.items()}
        return Expected(sums, self.size + other.size)

    def rates(self, name: Key) -> Floats:
        """(schedules, channels + 1, 2, 2) the same as shares of all voters in each count."""
        shares: Floats = self.sums[name] / np.maximum(self.size, 1e-300)
        return shares


@dataclass(frozen=True)
class Schedule:
    """What an arm of a side buys, several times over, and how much of it counts.

    caps: (channels,) exposures of one voter that count.
    """

    buyer: Buyer
    arm: str
    bought: Bought
    caps: Ints


def expect(
    block: Block, target: Floats, schedules: Mapping[Key, Schedule], effective: int
) -> Expected:
    """Expected reach of schedules in one block. target: (n,) see `persuadable_weight`."""
    weights = np.stack([np.ones(target.size), target], axis=1)
    sums = {}
    for name, schedule in schedules.items():
        bought, parts = schedule.bought, list[Floats]()
        kinds, of = np.unique(bought.targeted, axis=0, return_inverse=True)
        for kind, targeted in enumerate(kinds):
            heard = listeners(block, schedule.buyer, schedule.arm, weights, targeted)
            rates = bought.rates[of.ravel() == kind]
            parts.append(expected_reach(heard, rates, schedule.caps, effective))
        back = np.argsort(np.argsort(of.ravel(), kind="stable"), kind="stable")
        sums[name] = np.concatenate(parts)[back]
    return Expected(sums, weights.sum(axis=0))


def budgets(total: float, fixed: float) -> list[float]:
    """Budgets of a curve: nothing, what test and production cost, and upwards by way of `ROUND`.

    >>> points = budgets(100.0, 10.0)
    >>> points[:2], points[-1], 100.0 in points
    ([0.0, 10.0], 200.0, True)
    """
    most = ROUND[-1] * max(total, fixed)
    upwards = fixed + (most - fixed) * np.linspace(0.0, 1.0, POINTS)[:-1] ** 2
    return sorted({0.0, most, *map(float, upwards), *(part * total for part in ROUND)})


def next_percent(reach: Floats, money: Sequence[float]) -> list[float | None]:
    """Money for one more percent of all voters, at each point of a rising curve.

    None where the curve ends before, where nobody is reached yet, and where it falls.

    >>> next_percent(np.array([0.0, 0.005, 0.02]), [0.0, 10.0, 100.0])[:1]
    [None]
    """
    highest, spent = np.maximum.accumulate(reach), np.asarray(money)
    rising = (np.diff(highest, prepend=-1.0) > 1e-12) & (spent > 0.0)
    rising &= (reach > 0.0) & (reach < 1.0)
    if np.count_nonzero(rising) < 2:
        return [None] * reach.size
    # The logit of reach is nearly straight in the logarithm of money: little is left to a curve.
    inverse = PchipInterpolator(logit(reach[rising]), np.log(spent[rising]))
    top = float(reach[rising][-1])
    return [
        float(np.exp(inverse(logit(rate + PERCENT))) - np.exp(inverse(logit(rate))))
        if 0.0 < rate <= top - PERCENT and rate > so_far - 1e-12
        else None
        for rate, so_far in zip(reach, highest, strict=True)
    ]


def crossings(first: Floats, second: Floats, money: Sequence[float]) -> list[dict[str, object]]:
    """Where one curve overtakes the other: the budget, the reach there, and who is ahead then.

    Curves that touch without changing places do not cross.

    >>> crossings(np.array([0.0, 0.1, 0.2]), np.array([0.0, 0.2, 0.1]), [0.0, 1.0, 2.0])
    [{'budget': 1.5, 'reach_rate': 0.15000000000000002, 'ahead': 'first'}]
    """
    gap = np.where(np.abs(first - second) < 1e-9, 0.0, first - second)
    apart = np.flatnonzero(gap)
    places: list[dict[str, object]] = []
    for a, b in pairwise(map(int, apart)):
        if gap[a] * gap[b] < 0.0:
            part = gap[a] / (gap[a] - gap[b])
            budget = money[a] + part * (money[b] - money[a])
            rate = first[a] + part * (first[b] - first[a])
            ahead = "first" if gap[b] > 0.0 else "second"
            places.append({"budget": float(budget), "reach_rate": float(rate), "ahead": ahead})
    return places


@dataclass(frozen=True)
class ReachGap:
    """Reach of broadcast and of segmented with some factors taken away. Adds up, block by block.

    reached: (subsets, 2) expected voters reached by broadcast and by segmented.
    """

    reached: Floats
    voters: float

    def __add__(self, other: ReachGap) -> ReachGap:
        """The same among both groups of voters together."""
        return ReachGap(self.reached + other.reached, self.voters + other.voters)


def subsets() -> list[Subset]:
    """Every subset of the factors that can be taken away, nothing first."""
    n = len(FACTORS)
    return [
        frozenset(name for i, name in enumerate(FACTORS) if bits >> i & 1) for bits in range(2**n)
    ]


def explained(scenario: Scenario) -> bool:
    """Whether those factors alone part the two arms: all are addressed, money goes by shares."""
    return not scenario.budget.by_forecast


def gap_without(block: Block, buyer: Buyer) -> ReachGap:
    """Expected reach of both arms in one block, with each subset of the factors taken away."""
    matched = block.media.matched & block.view.known[:, None]
    habit, limits = block.media.habit, np.full(matched.shape[1], NO_CAP)
    row, one = np.zeros(block.voters.size, dtype=np.intp), np.ones((block.voters.size, 1))
    reached = np.zeros((2 ** len(FACTORS), 2))
    for column, arm in enumerate(ARMS):
        targeted = terms_of(buyer.side.orders[arm], buyer.side.scenario).targeted
        for all_found in (False, True):
            some = [s for s, taken in enumerate(subsets()) if ("match" in taken) == all_found]
            rates = np.stack([_rates(buyer, arm, subsets()[s]) for s in some])[:, None, :]
            heard = habit if all_found else np.where(targeted & ~matched, 0.0, habit)
            sums = expected_reach(Listeners(heard, row, one), rates, limits, 1)
            reached[some, column] = sums[:, -1, 0, 0]
    return ReachGap(reached, float(block.voters.size))


def _rates(buyer: Buyer, arm: str, taken: Subset) -> Floats:
    """(channels,) exposures of a voter with habit 1 under a proportional plan to all."""
    scenario, order = buyer.side.scenario, buyer.side.orders[arm]
    if "premium" in taken:
        scenario = with_channels(scenario, premium=1.0, cross_party_price=1.0)
    terms = terms_of(order, scenario)
    media = scenario.budget.total - (0.0 if "test" in taken else buyer.fixed(arm))
    scarce = terms.targeted & ("match" not in taken)
    stock, people = buyer.stock, buyer.side.voters.world.people_per_voter
    supply = np.where(scarce, stock.matched_mass, stock.habit_mass) * people
    supply = supply * charged_times(stock.market(people, buyer.power), terms)
    money = np.minimum(media * terms.share, terms.limit)
    bought = money / terms.price / np.where(supply > 0.0, supply, np.inf)
    return np.asarray(bought * exposures_each(scenario))


def parts(gap: ReachGap) -> dict[str, object]:
    """What each factor takes from the reach of segmented beside that of broadcast, in points.

    `points` are Shapley values over all orders of taking the factors away, which add up to the
    gap; `alone` is what taking away that factor alone closes; `left` is what no factor explains.
    """
    rates = 100.0 * gap.reached / gap.voters
    apart = {taken: rates[s, :1] - rates[s, 1:] for s, taken in enumerate(subsets())}
    shares = shapley(apart)
    none = apart[frozenset()]
    tested, free = rates[0], rates[subsets().index(frozenset(("test",)))]
    return {
        "gap": float(none[0]),
        "left": float(apart[frozenset(FACTORS)][0]),
        "factors": [
            {
                "factor": name,
                "points": float(-shares[name][0]),
                "alone": float((none - apart[frozenset((name,))])[0]),
            }
            for name in FACTORS
        ],
        "test_costs": {arm: float(free[a] - tested[a]) for a, arm in enumerate(ARMS)},
    }
